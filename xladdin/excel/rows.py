"""Where appended rows go, how tables grow over them, and which of them a person changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from workbook import host_rules
from workbook.edits import Scalar, Truncate
from workbook.host import Refused
from workbook.host_rules import rows_of, shaped
from workbook.model import MAX_COLUMN, MAX_ROW, Range
from xladdin.excel import sheet as reading
from xladdin.excel.state import State, TableBox

RECORD: Final = {
    "rows": list,  # the values written, row by row
    "bottoms": dict,  # where tables ended
    "formats": dict,  # range -> number format there before
}
"""What `Truncate.record` holds in Excel."""

Rows = Sequence[Sequence[Scalar]]


def place_of(sheet: State, rows: Rows) -> Range:
    """Where rows go: below the last row with content, outside of ranges merged across it. Refuses what has no room."""
    last = sheet.last_row
    first = max([last, *(box.bottom for box in sheet.merged if box.top <= last < box.bottom)]) + 1
    width = max((len(row) for row in rows), default=0)
    if first + len(rows) - 1 > MAX_ROW or width > MAX_COLUMN:
        raise Refused("EDIT_CELL", f"{sheet.name} 放不下这么多行")
    return Range(first, 1, first + len(rows) - 1, width)


def look_above(sheet: State, place: Range) -> dict[str, str]:
    """Let new cells have the number format of the two above, so that text columns stay text; answers what they had.

    The rest of their look is left to Excel; a file copies the whole style.
    """
    opened = sheet.sheet
    if place.top < 3 or opened is None or not place.right:
        return {}

    def ask(first: int, last: int) -> str | None:
        code: str | None = reading.area_of(
            opened, Range(place.top - 2, first, place.top - 1, last)
        ).number_format
        return code

    before: dict[str, str] = {}
    for first, last, code in reading.runs(1, place.right, ask):
        if code != "General":
            box = place._replace(left=first, right=last)
            before |= {part.a1: had for part, had in reading.formats_of(opened, box)}
            sheet.wanted.formats[box] = code
    return before


def look_before(sheet: State, edit: Truncate) -> None:
    """Give the rows that are taken away the number formats they had."""
    try:
        for a1, code in (edit.record or {}).get("formats", {}).items():
            sheet.wanted.formats[Range.parse(a1)] = str(code)
    except ValueError as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem


def grow(sheet: State, place: Range, rows: Rows) -> dict[str, int]:
    """Let a table that ends just above the new rows end with them; answers where they all ended."""
    columns = {col for row in rows for col, value in enumerate(row, 1) if value not in (None, "")}
    before = {table.name: table.area.bottom for table in sheet.tables}
    for table in sheet.tables:
        if not table.totals and _ends_above(table, place, columns):
            sheet.wanted.bottoms[table.name] = place.bottom
    return before


def _ends_above(table: TableBox, place: Range, columns: set[int]) -> bool:
    area = table.area
    hit = any(area.left <= col <= area.right for col in columns)
    return hit and area.top < place.top <= area.bottom + 1 and place.bottom > area.bottom


def shrink(sheet: State, edit: Truncate) -> None:
    """Let tables end where they did before; never so that a row with content falls out."""
    bottoms: Mapping[str, Any] = (edit.record or {}).get("bottoms", {})
    shaped(bottoms, dict.fromkeys(bottoms, int))
    for table in sheet.tables:
        bottom = bottoms.get(table.name, table.area.bottom)
        if table.area.top + table.header < bottom < table.area.bottom:
            inside = [cell.row for cell in sheet.contents if table.area.holds(cell)]
            sheet.wanted.bottoms[table.name] = max([bottom, *inside])


def changed_rows(sheet: State, edit: Truncate) -> list[int]:
    """The rows that say anything else than what an append wrote there."""
    if edit.record is None:
        return []
    shaped(edit.record, RECORD)
    return host_rules.changed_rows(edit.row, rows_of(edit.record), sheet.contents)
