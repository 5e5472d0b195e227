"""From the sheets of a rule card to a `Card`: typed rows with the way back to their cells.

What a cell says wrongly is found by parse; here units are brought to their base (小时 to 分钟, 元 to fen) and lists
taken apart. Whether the rules make sense together is left to `workbook.card.lint`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from schemas.contest import (
    UNITS,
    Card,
    Choice,
    Condition,
    Duty,
    Event,
    Group,
    Point,
    Rule,
    Scope,
    Score,
    Tier,
)
from schemas.format import SheetFormat
from schemas.rulecard import CARD_FORMATS
from workbook.model import Book, Finding, Place
from workbook.parse import own_tables, shown
from workbook.table import Table

R = TypeVar("R", bound=Rule)

_FORMAT_OF: Final[Mapping[type[Rule], str]] = {
    Event: "rule_events",
    Group: "rule_groups",
    Condition: "rule_conditions",
    Tier: "rule_tiers",
    Duty: "rule_duties",
    Score: "rule_scores",
    Choice: "rule_policies",
    Point: "rule_points",
}
_LIST: Final = re.compile(r"[、,，;；/\n]+")
_POINTS: Final = re.compile(r"[\s、,，;；/]+")


@dataclass(frozen=True)
class CardSheets:
    """A card with the tables it was read from.

    findings   what reading the sheets noticed: missing sheets and columns, cells that cannot be read
    """

    source: str
    card: Card
    tables: Mapping[str, Table]
    findings: tuple[Finding, ...] = ()

    def place(self, rule: Rule, field: str) -> Place:
        """The cell of a field of a rule; the header where the sheet lacks the column."""
        return self.table(rule).at(rule.row, field)

    def table(self, rule: Rule) -> Table:
        """The table a rule stands in."""
        return self.tables[_FORMAT_OF[type(rule)]]

    def unreadable(self, rule: Rule, field: str) -> bool:
        """Whether the cell holds something no value could be taken from; it was reported already."""
        return self.table(rule).state(rule.row, field) == "unreadable"

    def finding(
        self,
        code: str,
        rule: Rule,
        field: str,
        related: tuple[tuple[Rule, str], ...] = (),
        suggest: str | None = None,
        /,
        **context: str,
    ) -> Finding:
        """A finding at a field of a rule; it names the points the rule rests on that are still open."""
        table = self.table(rule)
        raw = table.raw.get(field)
        others = tuple(self.place(other, name) for other, name in related)
        points = dict.fromkeys((*rule.points, *(p for other, _ in related for p in other.points)))
        rests_on = "、".join(name for name in points if (p := self.card.point(name)) and p.open)
        value = shown(raw[rule.row]) if raw is not None else None
        parsed = table.columns[field][rule.row] if field in table.columns else None
        if isinstance(parsed, date):
            value = parsed.isoformat()
        return Finding(
            code, self.place(rule, field), (), field, value, suggest, context, others, rests_on or None
        )


def read_card(book: Book) -> CardSheets:
    """The rule card of a contest workbook, read from its sheets 规则_… and 待确认事项."""
    tables, findings = own_tables(book, CARD_FORMATS)
    card = Card(
        events=_rules(tables, "rule_events", _event),
        groups=_rules(tables, "rule_groups", _group),
        conditions=_rules(tables, "rule_conditions", _condition),
        tiers=_rules(tables, "rule_tiers", _tier),
        duties=_rules(tables, "rule_duties", _duty),
        scores=_rules(tables, "rule_scores", _score),
        choices=_rules(tables, "rule_policies", _choice),
        points=_rules(tables, "rule_points", _point),
    )
    found = (*findings, *_blanks(tables))
    return CardSheets(book.source, card, tables, found)


Row = Mapping[str, Any]


def _rules(tables: Mapping[str, Table], fmt: str, make: Callable[[dict[str, Any], Row], R]) -> tuple[R, ...]:
    table = tables.get(fmt)
    return tuple(make(_common(row), row) for row in _rows(table)) if table else ()


def _rows(table: Table) -> Iterator[Row]:
    names = [column.name for column in table.format.columns]
    for record in range(len(table)):
        row = {name: table.columns[name][record] if name in table.columns else None for name in names}
        yield {**row, "row": record}


def _common(row: Row) -> dict[str, Any]:
    return {
        "row": row["row"],
        "scope": Scope(row.get("phase") or "", row.get("event") or ""),
        "source": row.get("source") or "",
        "line": row.get("line"),
        "points": tuple(part for part in _POINTS.split(row.get("points") or "") if part),
    }


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in _LIST.split(text or "") if part.strip())


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(repr(number)).normalize()


def counted(fen: int | None, unit: str) -> int | None:
    """An amount column's value (hundredths) in its unit: fen for 元, whole 个 for 邮乐奖励金."""
    return fen if fen is None or unit != "个" else fen // 100


def _event(common: dict[str, Any], row: Row) -> Event:
    unit = row["unit"] or ""
    return Event(
        **common,
        level=row["level"] or "",
        title=row["title"] or "",
        start=row["start"],
        end=row["end"],
        total=counted(row["total"], unit),
        unit=unit,
        entrants=_listed(row["entrants"]),
    )


def _group(common: dict[str, Any], row: Row) -> Group:
    unit = row["unit"] or ""
    return Group(
        **common,
        name=row["group"] or "",
        by=row["by"] or "",
        total=counted(row["total"], unit),
        unit=unit,
    )


def _condition(common: dict[str, Any], row: Row) -> Condition:
    unit = row["unit"] or ""
    number = _decimal(row["number"])
    if number is not None and unit in UNITS:
        number *= UNITS[unit].factor
    return Condition(
        **common,
        group=row["group"] or "",
        use=row["use"] or "",
        alternative=row["alternative"] or "1",
        measure=row["measure"] or "",
        relation=row["relation"] or "",
        number=number,
        unit=unit,
        words=_listed(row["words"]),
        aliases=_listed(row["aliases"]),
        as_of=row["as_of"],
    )


def _tier(common: dict[str, Any], row: Row) -> Tier:
    unit = row["unit"] or ""
    return Tier(
        **common,
        group=row["group"] or "",
        name=row["tier"] or "",
        places=row["places"],
        amount=counted(row["amount"], unit),
        unit=unit,
        subtotal=counted(row["subtotal"], unit),
    )


def _duty(common: dict[str, Any], row: Row) -> Duty:
    return Duty(
        **common,
        duty=row["duty"] or "",
        owner=row["owner"] or "",
        start=row["start"],
        due=row["due"],
        inclusive=row["inclusive"],
        hours=_decimal(row["hours"]),
        before=row["before"] or "",
        evidence=names_in(row["evidence"]),
    )


def _score(common: dict[str, Any], row: Row) -> Score:
    return Score(
        **common,
        group=row["group"] or "",
        measure=row["measure"] or "",
        most=_decimal(row["most"]),
        how=row["how"] or "",
        step=_decimal(row["step"]),
    )


def names_in(text: str | None) -> tuple[str, ...]:
    """The names in a list: events or phases of 适用活动, sheets of 佐证表."""
    return tuple(part.strip() for part in (text or "").split("、") if part.strip())


def _choice(common: dict[str, Any], row: Row) -> Choice:
    return Choice(**common, group=row["group"] or "", policy=row["policy"] or "", chosen=row["chosen"] or "")


def _point(common: dict[str, Any], row: Row) -> Point:
    return Point(
        **{**common, "points": (row["id"],) if row["id"] else ()},
        id=row["id"] or "",
        applies=names_in(row["applies"]),
        question=row["question"] or "",
        options=tuple((row["options"] or "").split("\n")) if row["options"] else (),
        likely=row["likely"] or "",
        confidence=row["confidence"],
        effect=row["effect"] or "",
        blocks=_listed(row["blocks"]),
        column=row["column"] or "",
        decided=row["decided"] or "",
        approver="".join((row["approver"] or "").split()),
        day=row["day"],
        document=row["document"] or "",
        preparer="".join((row["preparer"] or "").split()),
    )


def _blanks(tables: Mapping[str, Table]) -> Iterator[Finding]:
    """Cells that must be filled and are blank."""
    for table in tables.values():
        fmt: SheetFormat = table.format
        for column in fmt.required("roster"):
            if column.name not in table.columns:
                continue
            for record in range(len(table)):
                if table.state(record, column.name) == "blank":
                    words = {"field": column.title, "example": column.example}
                    yield Finding(
                        "VALUE_MISSING", table.at(record, column.name), (), column.name, context=words
                    )
