"""What people decide beside a conclusion in 资格审核: whether it can be read, has its papers, and what changed since.

A decision is never changed here; what is wrong with it is told at its cell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from schemas.contest import Scope
from schemas.format import CellContext
from schemas.kinds_date import parse_day
from workbook.apart import code_of
from workbook.edits import Scalar
from workbook.eligibility.grouping import bare
from workbook.merge.tables import OwnTable
from workbook.model import Finding

ANSWERS: Final = ("合格", "不合格")
_COLUMNS: Final = ("decided", "as_group", "by", "day", "document")
_LAST_DAY: Final = 100_000
"""Serial numbers of days are below; the year 2173."""


def label(cells: Mapping[str, Scalar]) -> str:
    """A conclusion as it is remembered: with its group, for that may change, too."""
    return f"{cells['result']}（{cells['group']}）" if cells["group"] else str(cells["result"])


def found(
    table: OwnTable,
    row: int,
    code: str,
    name: str,
    value: str | None = None,
    context: Mapping[str, str] | None = None,
    *more: str,
) -> Finding:
    """A finding at a cell of a row, told apart from the same of the entrant's other events and groups.

    more   what else must be the same for an answer to hold
    """
    own = code_of((table.apart(row), table.text(row, "group"), *more))
    who = (table.text(row, "name"),)
    return Finding(code, table.at(row, name), who, name, value, None, context or {}, apart=own)


def taken(table: OwnTable, row: int) -> list[str]:
    """What was typed as the decision; nothing but blanks where nobody decided."""
    found = [table.text(row, name) for name in _COLUMNS]
    return found if found[0] or found[1] else []


def read(table: OwnTable, groups: Mapping[Scope, Collection[str]]) -> None:
    """Decisions that say what nobody can act on: another word, a group the event does not have, no day.

    groups   event -> its groups, for the events that are judged
    """
    for row in table.rows():
        scope = table.scope(row)
        if scope not in groups:
            continue
        known = {bare(group) for group in groups[scope]}
        group, day = table.text(row, "as_group"), table.value(row, "day")
        if (decided := table.text(row, "decided")) and decided not in ANSWERS:
            _unreadable(table, row, "decided", "或".join(ANSWERS))
        if group and bare(group) not in known:
            _unreadable(table, row, "as_group", "、".join(groups[scope]) or "空白（这个活动不分组）")
        if isinstance(day, float) and 0 < day < _LAST_DAY:
            continue
        if day is not None and not isinstance(parse_day(str(day), CellContext()).value, date):
            _unreadable(table, row, "day", "2024-12-05")


def _unreadable(table: OwnTable, row: int, name: str, wanted: str) -> None:
    context = {"field": table.title(name), "wanted": wanted}
    table.findings.append(found(table, row, "DECISION_UNREADABLE", name, table.text(row, name), context))


def follow(table: OwnTable, row: int, seen: str, cells: Mapping[str, Scalar], same_reason: bool) -> None:
    """A decision: on which conclusion it was made, whether it has the papers, what changed since.

    same_reason   whether the conclusion still has the reason it had then
    """
    if not taken(table, row):
        for name in ("seen", "changed"):
            table.write(row, name, None)
        return
    now, why = label(cells), str(cells["why"] or "")
    table.write(row, "seen", seen)
    decided = "、".join(text for text in taken(table, row)[:2] if text)
    changed = ""
    papers(table, row, cells)
    if seen != now:
        changed = f"审核时{seen}，现在{now}：{why}"
        context = {"before": seen, "after": now, "decided": decided}
        table.findings.append(found(table, row, "ELIGIBLE_CHANGED", "result", now, context))
    elif not same_reason:
        changed = f"结论还是{now}，原因变了，现在是：{why}"
        context = {"result": now, "decided": decided}
        table.findings.append(found(table, row, "ELIGIBLE_REASON", "why", why, context))
    table.write(row, "changed", changed or None)


def papers(table: OwnTable, row: int, cells: Mapping[str, Scalar]) -> None:
    """Every decision names who made it and when; one against the conclusion or its group also its paper."""
    decided, group = taken(table, row)[:2]
    against = decided not in ("", cells["result"]) or (group and bare(group) != bare(cells["group"]))
    names = ("by", "day", *(("document",) if against else ()))
    if lacking := [table.title(name) for name in names if not table.text(row, name)]:
        context = {"wanted": "、".join(lacking), "result": str(cells["result"])}
        at = "decided" if decided else "as_group"
        table.findings.append(found(table, row, "DECISION_PAPER", at, decided or group, context))
