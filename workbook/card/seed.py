"""A rule card as a file (TOML) and as sheets: what `new` starts a contest workbook from.

Once the workbook exists its sheets are the rule card; the file only seeds it. Field names in the file are those of
`schemas.rulecard`: one table an entry, `[[tiers]]` for 规则_奖项 and so on, and `[contest]` for the contest itself, where
`policies = true` asks for a row and an open point for each of POLICIES; a point of the file that has the number of one
(T01) takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from schemas.book import BOOK_SHEETS, COLUMN_NAMES, HEADER_ROW, REPORTS, SCHOOL_LIST, VERSIONS
from schemas.columns import DAY
from schemas.format import Column, SheetFormat
from schemas.policies import POLICIES
from schemas.rulecard import CARD_FORMATS, CHOICES, POINTS
from workbook.host import Refused
from workbook.model import Book, Cell, Facts, Sheet, Value

_ENTRIES: Final = {
    "events": "rule_events",
    "groups": "rule_groups",
    "conditions": "rule_conditions",
    "tiers": "rule_tiers",
    "duties": "rule_duties",
    "scores": "rule_scores",
    "policies": "rule_policies",
    "points": "rule_points",
}
_MAY_HIDE: Final = frozenset(
    [fmt.name for fmt in CARD_FORMATS]
    + [sheet.name for sheet in BOOK_SHEETS]
    + [REPORTS, SCHOOL_LIST, COLUMN_NAMES, VERSIONS]
)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST: Final = 32_767
_LARGEST: Final = 10**15
"""Excel keeps 15 digits of a number."""
_EPOCH: Final = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Seed:
    """What a card file says: the contest, sheets it does not need, and the rows of every rule sheet.

    rows   format id -> rows, each field -> value as the file has it
    """

    id: str
    name: str
    document: str
    hidden: tuple[str, ...]
    rows: Mapping[str, tuple[Mapping[str, Any], ...]]


def seed_of(data: Mapping[str, Any], file: str) -> Seed:
    """Take a card file apart. Raises Refused("CARD_FILE") naming what is wrong in it."""
    contest = data.get("contest")
    if not isinstance(contest, Mapping) or not contest.get("id") or not contest.get("name"):
        raise Refused("CARD_FILE", f"{file}：缺少 [contest] 的 id 和 name")
    if wrong := sorted(set(contest) - {"id", "name", "document", "hidden", "policies"}):
        raise Refused("CARD_FILE", f"{file}：[contest] 没有 {wrong[0]} 这一项")
    unknown = set(data) - set(_ENTRIES) - {"contest"}
    if unknown:
        raise Refused("CARD_FILE", f"{file}：不认识 [[{min(unknown)}]]，可用的有 {'、'.join(_ENTRIES)}")
    rows = {}
    for fmt in CARD_FORMATS:
        entry = next(name for name, found in _ENTRIES.items() if found == fmt.id)
        rows[fmt.id] = tuple(_rows(data.get(entry, []), entry, fmt, file))
    if contest.get("policies"):
        own = {row.get("id") for row in rows[POINTS.id]}
        rows[CHOICES.id] = (*_policies(), *rows[CHOICES.id])
        rows[POINTS.id] = (*rows[POINTS.id], *(row for row in _policy_points() if row["id"] not in own))
    hidden = contest.get("hidden", [])
    if not isinstance(hidden, list) or not all(isinstance(name, str) for name in hidden):
        raise Refused("CARD_FILE", f"{file}：hidden 应是工作表名的列表")
    if strange := [name for name in hidden if name not in _MAY_HIDE]:
        raise Refused("CARD_FILE", f"{file}：hidden 里的“{strange[0]}”不是台账里可以隐藏的表")
    return Seed(
        str(contest["id"]), str(contest["name"]), str(contest.get("document", "")), tuple(hidden), rows
    )


def _rows(entries: object, entry: str, fmt: SheetFormat, file: str) -> list[Mapping[str, Any]]:
    if not isinstance(entries, list) or not all(isinstance(row, Mapping) for row in entries):
        raise Refused("CARD_FILE", f"{file}：{entry} 应写成 [[{entry}]]")
    fields = {column.name for column in fmt.columns if not column.computed}
    for number, row in enumerate(entries, 1):
        if wrong := sorted(set(row) - fields):
            raise Refused("CARD_FILE", f"{file}：第 {number} 个 [[{entry}]] 没有 {wrong[0]} 这一项")
        for field, value in row.items():
            if not _storable(value):
                raise Refused("CARD_FILE", f"{file}：第 {number} 个 [[{entry}]] 的 {field} 不能写进单元格")
    return entries


def _storable(value: object) -> bool:
    """Whether a cell can hold it: text without control characters and not too long, a finite number, a day."""
    if isinstance(value, str):
        return len(value) <= _LONGEST and not _CONTROL.search(value)
    if isinstance(value, int | float):
        return -_LARGEST < value < _LARGEST
    return isinstance(value, date)


def _policies() -> Iterator[Mapping[str, Any]]:
    """A row of 规则_政策 for every policy, each with a point of its own: T01, T02 ..."""
    for number, policy in enumerate(POLICIES, 1):
        yield {"policy": policy.name, "meaning": policy.question, "points": f"T{number:02d}"}


def _policy_points() -> Iterator[Mapping[str, Any]]:
    for number, policy in enumerate(POLICIES, 1):
        yield {
            "id": f"T{number:02d}",
            "question": policy.question,
            "options": "\n".join(policy.choices),
            "effect": policy.effect,
            "blocks": "、".join(policy.blocks),
        }


def card_book(seed: Seed) -> Book:
    """The rule card's sheets of a new contest workbook, as they will stand there: same rows, same columns."""
    sheets = tuple(_sheet(fmt, seed.rows[fmt.id]) for fmt in CARD_FORMATS)
    return Book(seed.id, sheets)


def _sheet(fmt: SheetFormat, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    formats: dict[Cell, str] = {}
    columns: list[list[Value]] = []
    for number, column in enumerate(fmt.columns, 1):
        cells: list[Value] = [None] * HEADER_ROW
        cells[HEADER_ROW - 1] = column.title
        for record, row in enumerate(rows):
            value = row.get(column.name)
            if isinstance(value, date) and column.kind is not DAY:
                value = value.isoformat()
            cells.append(_computed(fmt, column, row) if column.computed else cell_value(value))
            if isinstance(value, date):
                formats[Cell(HEADER_ROW + 1 + record, number)] = "yyyy-mm-dd"
        columns.append(cells)
    columns[0][0] = fmt.name
    return Sheet(fmt.name, columns, Facts(formats=formats))


def cell_value(value: Any) -> Value:
    """A value of the file as a cell holds it: a day as its serial number, true as 是."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return serial(value)
    if isinstance(value, int | float):
        return float(value)
    return str(value) if value is not None else None


def serial(day: date) -> float:
    """The number a workbook stores for a day."""
    return float((day - _EPOCH).days)


def _computed(fmt: SheetFormat, column: Column, row: Mapping[str, Any]) -> Value:
    """What the formula of a computed column shows in a new workbook, in which nothing is decided yet."""
    if column.name == "subtotal":
        places, amount = row.get("places"), row.get("amount")
        whole = isinstance(places, int | float) and isinstance(amount, int | float)
        return float(places * amount) if whole else None  # type: ignore[operator]
    return "未定" if column.name == "state" else None
