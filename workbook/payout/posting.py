"""Whether the winners of an event are posted long enough: the days of 公示安排 against what was decided (公示天数).

Decided are 5个工作日 or 7天; public holidays are not known here, which the words say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.card.choices import chosen
from workbook.card.read import CardSheets
from workbook.merge.tables import OwnTable
from workbook.model import Finding, Place
from workbook.payout.schedule import SHEET, Period

LENGTH: Final = "公示天数"


def days_of(period: Period | None) -> str:
    """2024-12-20至2024-12-26; "" while a day is missing."""
    return f"{period.start}至{period.end}" if period and period.start and period.end else ""


class Length(NamedTuple):
    """How long was decided. working: days from Monday to Friday, else days of the calendar."""

    days: int
    working: bool

    @property
    def words(self) -> str:
        """5个工作日, 7天."""
        return f"{self.days}个工作日" if self.working else f"{self.days}天"

    def of(self, start: date, end: date) -> int:
        """How many days of that kind there are from one day to another, both included."""
        days = (start + timedelta(number) for number in range((end - start).days + 1))
        return sum(not self.working or day.weekday() < 5 for day in days)


_NUMBER: Final = re.compile(
    r"(?<![月0-9])([0-9]{1,3}|[一二两三四五六七八九十]{1,3})\s*个?\s*(工作日|自然日|日历日|天|日)"
)
_HAN: Final = {"两": 2} | {han: number for number, han in enumerate("一二三四五六七八九十", 1)}


def length_of(text: str) -> Length | None:
    """How long an answer says: 公示5个工作日, 七天; None where it names no number of days."""
    match = _NUMBER.search(text)
    if not match:
        return None
    days = int(match[1]) if match[1].isdigit() else _counted(match[1])
    return Length(days, match[2] == "工作日") if days else None


def _counted(han: str) -> int:
    """十五 -> 15, 二十 -> 20."""
    if "十" not in han:
        return _HAN[han] if len(han) == 1 else 0
    tens, ones = han.split("十", 1)
    return (_HAN.get(tens, 1) if tens else 1) * 10 + (_HAN.get(ones, 0) if ones else 0)


def about(
    sheets: CardSheets, table: OwnTable, periods: Mapping[Scope, Period], scopes: Iterable[Scope]
) -> Iterator[Finding]:
    """What is wrong with the days of these events, or missing. table: 公示安排; periods: what it says."""
    for scope in scopes:
        rows = [row for row in table.rows() if table.scope(row) == scope]
        if len(rows) > 1:
            said = {"event": scope.label, "count": str(len(rows))}
            yield Finding(
                "PUBLISH_TWICE", table.at(rows[1], "end"), (), "end", context=said, apart=scope.label
            )
        yield from _about(sheets, table, scope, periods.get(scope))


def _about(sheets: CardSheets, table: OwnTable, scope: Scope, period: Period | None) -> Iterator[Finding]:
    said = {"event": scope.label}
    answer = chosen(sheets.card, LENGTH, scope).answer
    wanted = length_of(answer)
    if not answer:
        yield policy_open(sheets, LENGTH, scope, "PUBLISH_OPEN")
    elif wanted is None:
        yield policy_open(sheets, LENGTH, scope, "PUBLISH_LENGTH", answer=answer)
    if period is None or not period.start or not period.end:
        name = "end" if period and period.start else "start"
        at = table.at(period.row, name) if period else Place(sheets.source, SHEET)
        yield Finding("PUBLISH_DAYS", at, (), name, context=said)
        return
    said |= {"period": days_of(period)}
    ends = next((event.end for event in sheets.card.stages if event.scope == scope), None)
    at = table.at(period.row, "end")
    if period.end < period.start:
        yield Finding("PUBLISH_ORDER", at, (), "end", context=said)
    elif ends and period.start <= ends:
        yield Finding("PUBLISH_EARLY", at, (), "end", context={**said, "ends": str(ends)})
    elif wanted and (days := wanted.of(period.start, period.end)) < wanted.days:
        kind = "个工作日" if wanted.working else "天"
        said |= {"days": f"{days}{kind}", "wanted": wanted.words}
        yield Finding("PUBLISH_SHORT", at, (), "end", context=said)


def unsound(findings: Iterable[Finding]) -> bool:
    """Whether the days of a publication say that it was none, or not long enough: then nothing is paid."""
    return any(one.code in _NO_PUBLICATION for one in findings)


_NO_PUBLICATION: Final = ("PUBLISH_DAYS", "PUBLISH_ORDER", "PUBLISH_SHORT", "PUBLISH_TWICE", "PUBLISH_EARLY")


def policy_open(sheets: CardSheets, name: str, scope: Scope, code: str, **more: str) -> Finding:
    """A finding at the point in which a policy is decided, or at 规则_政策 where the card has none."""
    said = {"event": scope.label, "policy": name, **more}
    for number in chosen(sheets.card, name, scope).points:
        if point := sheets.card.point(number):
            return sheets.finding(code, point, "decided", **said)
    return Finding(code, Place(sheets.source, "规则_政策"), context=said)
