"""Writing rows below the last row with content, and taking them away again.

A table or filter that ends there grows. A new cell looks like the two above it when these agree, so that text columns
stay text and headers are not repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbook.edits import Content, Edit, Restore, Scalar, Truncate
from workbook.host import Refused
from workbook.model import MAX_COLUMN, MAX_ROW, Cell, Range, column_letters
from workbook.xlsx import parts
from workbook.xlsx.archive import Archive
from workbook.xlsx.sheetedits import SheetEdits
from workbook.xlsx.xml import Doc, Splices, escape_text


def append_rows(
    sheet: SheetEdits,
    rows: Sequence[Sequence[Scalar]],
    may: Callable[[Cell], None],
    record: Callable[[int], dict[str, Any]],
) -> list[Edit]:
    """Write rows; `may` is asked about every cell first, `record` for the full record of a style.

    Answers the edits that undo it, in order.
    """
    last = sheet.part.last_row()
    first = sheet.merged.across(last) + 1 if last else 1
    width = max((len(row) for row in rows), default=0)
    if first + len(rows) - 1 > MAX_ROW or width > MAX_COLUMN:
        raise Refused("EDIT_CELL", f"{sheet.entry.name} 放不下这么多行")
    given = [
        (Cell(first + down, right), value)
        for down, row in enumerate(rows)
        for right, value in enumerate(row, 1)
        if value is not None
    ]
    for cell, _ in given:
        may(cell)
    if not rows:
        return []
    name = sheet.entry.name
    before = _ends(sheet)
    back: list[Edit] = [Truncate(name, first, len(rows))]
    styles: dict[int, int | None] = {}
    for cell, value in given:
        if sheet.part.get(cell) is None:
            if cell.col not in styles:
                styles[cell.col] = _style_above(sheet, Cell(first, cell.col))
            style = styles[cell.col]
            if style is not None and style != sheet.part.inherited(cell) and value != "":
                sheet.set_style(cell, style)
        else:
            style = sheet.part.style(cell)
            if style:
                back.append(Restore(name, cell, style=record(style), protected="allow"))
        sheet.put(cell, Content(value))
    columns = {cell.col for cell, _ in given}
    _grow(sheet, first, first + len(rows) - 1, columns)
    if _ends(sheet) != before or any(bottom >= first - 1 for bottom in before["bottoms"].values()):
        back.append(Restore(name, Cell(first, 1), style={"ends": before}, protected="allow"))
    return back


def _style_above(sheet: SheetEdits, cell: Cell) -> int | None:
    """The style of the cells above when the nearest two agree."""
    if cell.row < 3:
        return None
    above, higher = (sheet.part.style(Cell(cell.row - up, cell.col)) for up in (1, 2))
    return above if above == higher else None


def _ends(sheet: SheetEdits) -> dict[str, Any]:
    """Where each table and the filter of a sheet end."""
    return {"bottoms": {table.name: table.area.bottom for table in sheet.tables}, "filter": sheet.filter}


def _grow(sheet: SheetEdits, first: int, last: int, columns: set[int]) -> None:
    for table in list(sheet.tables):
        area = table.area
        hit = any(area.left <= col <= area.right for col in columns)
        if hit and not table.totals and area.top < first <= area.bottom + 1 and last > area.bottom:
            sheet.tables.resize(table.name, last)
    if sheet.filter:
        area = Range.parse(sheet.filter)
        hit = any(area.left <= col <= area.right for col in columns)
        if hit and area.top < first <= area.bottom + 1 and last > area.bottom:
            sheet.filter = area._replace(bottom=last).a1


def put_ends(sheet: SheetEdits, ends: Mapping[str, Any]) -> dict[str, Any]:
    """Let tables and the filter end where they did; answers where they ended until now."""
    before = _ends(sheet)
    for name, bottom in dict(ends.get("bottoms", {})).items():
        sheet.tables.resize(str(name), int(bottom))
    if ends.get("filter") and sheet.filter:
        sheet.filter = Range.parse(str(ends["filter"])).a1
    return before


def truncate(sheet: SheetEdits, row: int, count: int) -> tuple[tuple[Scalar, ...], ...]:
    """Take rows away that an append wrote; answers what they held. Blank cells and the rows' own looks stay."""
    held: list[tuple[Scalar, ...]] = []
    for number in range(row, row + count):
        values: dict[int, Scalar] = {}
        for col in sorted(sheet.part.row(number).cells):
            content = sheet.take(Cell(number, col))
            if content is not None:
                values[col] = content.value
        held.append(tuple(values.get(col) for col in range(1, max(values, default=0) + 1)))
    for table in list(sheet.tables):
        if table.area.bottom == row + count - 1 and table.area.top + table.header < row:
            sheet.tables.resize(table.name, row - 1)
    if sheet.filter:
        area = Range.parse(sheet.filter)
        if area.bottom == row + count - 1 and area.top < row:
            sheet.filter = area._replace(bottom=row - 1).a1
    return tuple(held)


def rename_filter(archive: Archive, workbook: str, sheet: SheetEdits, before: str | None) -> None:
    """Let the hidden name behind a sheet's filter cover what the filter covers."""
    now = sheet.filter
    if now is None or now == before:
        return
    doc = Doc(archive.get(workbook))
    names = doc.root.child("definedNames")
    splices = Splices(doc.body)
    for node in names.children() if names else ():
        given = node.attrs
        if given.get("name") == "_xlnm._FilterDatabase" and given.get("localSheetId") == str(
            sheet.entry.index
        ):
            place, bang, _ = node.text.rpartition("!")
            splices.replace(node.open_end, node.close, escape_text(f"{place}{bang}{_absolute(now)}"))
    if splices:
        parts.save_part(archive, workbook, doc, splices.render())


def _absolute(ref: str) -> str:
    area = Range.parse(ref)
    return f"${column_letters(area.left)}${area.top}:${column_letters(area.right)}${area.bottom}"
