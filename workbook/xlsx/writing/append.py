"""Writing rows below the last row with content, and taking them away again.

A table or filter that ends there grows. A new cell looks like the two above it when these agree, so that text columns
stay text and headers are not repeated. Rows a person changed since are not taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from workbook.content import same_value
from workbook.edits import Append, Content, Edit, Expect, Restore, Scalar
from workbook.host import Refused
from workbook.host_rules import rows_of, shaped
from workbook.model import MAX_COLUMN, MAX_ROW, Cell, Range
from workbook.xlsx.writing import parts
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.cellxml import value_xml
from workbook.xlsx.writing.rowxml import cell_rest, cell_start
from workbook.xlsx.writing.sheetedits import SheetEdits
from workbook.xlsx.writing.xml import Doc, Splices
from workbook.xlsx.writing.xmltext import escape_text

RECORD: Final = {
    "rows": list,  # the values written, row by row
    "blank": list,  # addresses of cells that stood there without content
    "ends": dict,  # where tables and the filter ended: {"bottoms": {table: row}, "filter": range or None}
    "dimension": str | None,  # the used range the sheet stated
    "calc": str | None,  # what the workbook said about recalculating, see `calcchain`
}
"""What `Truncate.record` holds of a file."""

Rows = Sequence[Sequence[Scalar]]

_REMEMBERED: Final = 20_000
"""Names of schools, teams and files stand in many rows: so many values are made ready once only."""


def place_of(sheet: SheetEdits, rows: Rows) -> Range:
    """Where rows go: below the last row with content, outside of ranges merged across it. Refuses what has no room."""
    last = sheet.part.last_row()
    first = sheet.merged.across(last) + 1 if last else 1
    width = max((len(row) for row in rows), default=0)
    if first + len(rows) - 1 > MAX_ROW or width > MAX_COLUMN:
        raise Refused("EDIT_CELL", f"{sheet.entry.name} 放不下这么多行")
    return Range(first, 1, first + len(rows) - 1, width)


def append_rows(
    sheet: SheetEdits, rows: Rows, place: Range, looks: Callable[[int, Scalar], int]
) -> dict[str, Any]:
    """Write rows where they may go; `looks` is the style of a value in a cell of some style.

    Answers the record that takes them away.
    """
    record: dict[str, Any] = {"rows": list(rows), "ends": _ends(sheet), **sheet.dimension_record(place)}
    cells = _Cells(sheet, place, looks)
    new: dict[int, bytes] = {}  # made before anything is written: one bad value refuses them all
    blank: dict[Cell, Scalar] = {}
    for number, values in enumerate(rows, place.top):
        if sheet.part.is_written(number):
            there = sheet.part.row(number).cells
            held = {col: value for col, value in enumerate(values, 1) if col in there and _says_any(value)}
            for col, value in held.items():
                value_xml(value, sheet.part.p)  # proves that it can be written
                blank[Cell(number, col)] = value
            values = [None if col in held else value for col, value in enumerate(values, 1)]
        new[number] = cells.of(number, values)
    for number in list(new):
        sheet.part.add(number, new.pop(number))
    for cell, value in blank.items():
        sheet.put(cell, Content(value))
    sheet.content_changed = True
    _grow(sheet, place, rows)
    return {**record, "blank": [cell.a1 for cell in blank]} if blank else record


def _says_any(value: Scalar) -> bool:
    return value is not None and value != ""


class _Cells:
    """New cells below others; those of many rows are made of few pieces, so these are made once."""

    def __init__(self, sheet: SheetEdits, place: Range, looks: Callable[[int, Scalar], int]) -> None:
        self._part, self._looks = sheet.part, looks
        columns = range(1, place.right + 1)
        self._starts = [cell_start(sheet.part.p, col) for col in columns]
        self._above = [_style_above(sheet, Cell(place.top, col)) for col in columns]
        self._columns = [int(sheet.part.column(col).get("style", "0")) for col in columns]
        self._plain = self._styles(self._columns)
        self._known: dict[tuple[int, type, Scalar], bytes] = {}

    def _styles(self, otherwise: Sequence[int]) -> list[int]:
        """The style of each cell of a row: that of the cells above where they agree."""
        pairs = zip(self._above, otherwise, strict=True)
        return [below if above is None else above for above, below in pairs]

    def of(self, number: int, values: Sequence[Scalar]) -> bytes:
        """The cells of a row, one behind the other."""
        styles, known, digits = self._plain, self._known, b"%d" % number
        if self._part.is_written(number) and (style := self._part.row(number).style) is not None:
            styles = self._styles([style] * len(styles))
        pieces: list[bytes] = []
        for start, style, value in zip(self._starts, styles, values, strict=False):
            if value is None or value == "":
                continue
            key = style, value.__class__, value
            rest = known.get(key)
            if rest is None:
                rest = self._made(style, value)
            pieces += (start, digits, rest)
        return b"".join(pieces)

    def _made(self, style: int, value: Scalar) -> bytes:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        kind, inner = value_xml(value, self._part.p)
        made = cell_rest(self._part.p, kind, self._looks(style, value), inner)
        self._known[style, value.__class__, value] = made
        return made


def _style_above(sheet: SheetEdits, cell: Cell) -> int | None:
    """The style of the cells above when the nearest two agree."""
    if cell.row < 3:
        return None
    above, higher = (sheet.part.style(Cell(cell.row - up, cell.col)) for up in (1, 2))
    return above if above == higher else None


def _ends(sheet: SheetEdits) -> dict[str, Any]:
    """Where each table and the filter of a sheet end."""
    return {"bottoms": {table.name: table.area.bottom for table in sheet.tables}, "filter": sheet.filter}


def _grow(sheet: SheetEdits, place: Range, rows: Rows) -> None:
    """Let a table and the filter that end just above the new rows end with them."""

    def ends_above(area: Range) -> bool:
        near = area.top < place.top <= area.bottom + 1 and place.bottom > area.bottom
        return near and any(_says_any(value) for row in rows for value in row[area.left - 1 : area.right])

    for table in list(sheet.tables):
        if not table.totals and ends_above(table.area):
            sheet.tables.resize(table.name, place.bottom)
    if sheet.filter and ends_above(Range.parse(sheet.filter)):
        sheet.filter = Range.parse(sheet.filter)._replace(bottom=place.bottom).a1


# ---- taking them away


def changed_rows(sheet: SheetEdits, first: int, record: Mapping[str, Any] | None) -> list[int]:
    """The rows that say anything else than what was written there."""
    if record is None:
        return []
    shaped(record, RECORD)
    ends = record.get("ends")
    if ends is not None:  # proved before any row is touched
        shaped(ends, {"bottoms": dict, "filter": str | None}, ("bottoms", "filter"))
        shaped(ends["bottoms"], dict.fromkeys(ends["bottoms"], int))
        _bottom_of(ends["filter"], 0)
    return [number for number, row in enumerate(rows_of(record), first) if not _says(sheet, number, row)]


def _says(sheet: SheetEdits, number: int, values: Sequence[Any]) -> bool:
    """Whether a row holds these values and nothing more."""
    if not all(isinstance(value, bool | int | float | str | None) for value in values):
        raise Refused("EDIT_INVALID", "还原记录不完整")
    cells = sheet.part.row(number).cells
    for col, raw in cells.items():
        value = values[col - 1] if col <= len(values) else None
        if value in (None, "") or not _is_written(raw, value, sheet.part.p):
            content = sheet.content(Cell(number, col)) or Content()
            if content.formula is not None or not same_value(content.value, value):
                return False
    return all(value in (None, "") or col in cells for col, value in enumerate(values, 1))


def _is_written(raw: bytes, value: Scalar, p: bytes) -> bool:
    """Whether a cell stands as `append_rows` writes this value: reading every cell would take ten times as long."""
    kind, inner = value_xml(value, p)
    if kind is None:
        return raw.endswith(b'">' + inner + b"</%sc>" % p) and b" t=" not in raw[: raw.index(b">")]
    return raw.endswith(b' t="%s">' % kind.encode() + inner + b"</%sc>" % p)


def truncate(
    sheet: SheetEdits, first: int, count: int, kept: Sequence[int], record: Mapping[str, Any] | None
) -> list[Edit]:
    """Take rows away but those kept; answers what writes them again. Blank cells and the rows' own looks stay."""
    record = record or {}
    stay, written, blank = set(kept), record.get("rows"), {str(a1) for a1 in record.get("blank", ())}
    held: dict[int, dict[int, Content]] = {}
    for number in sheet.part.numbers(first, first + count - 1):
        if number not in stay:
            at = number - first
            values = written[at] if written is not None and at < len(written) else None
            held[number] = _clear_row(sheet, number, values, blank)
    _shrink(sheet, first, first + count - 1, record.get("ends"))
    formulas = any(content.formula is not None for row in held.values() for content in row.values())
    if not kept and not formulas and sheet.part.last_row() < first:
        last = max((number for number, row in held.items() if row), default=first - 1)
        rows = (held.get(number, {}) for number in range(first, last + 1))
        plain = (
            tuple(row[col].value if col in row else None for col in range(1, max(row, default=0) + 1))
            for row in rows
        )
        return [Append(sheet.entry.name, tuple(plain), protected="allow")]
    return [
        Restore(
            sheet.entry.name,
            Cell(number, col),
            content=content,
            expect=Expect(content=None),
            protected="allow",
        )
        for number, row in held.items()
        for col, content in row.items()
    ]


def _clear_row(
    sheet: SheetEdits, number: int, values: Sequence[Scalar] | None, blank: set[str]
) -> dict[int, Content]:
    """Take the content of a row away; answers it. `values` are known to be all it holds, None: read it."""
    held: dict[int, Content] = {}
    for col in sorted(sheet.part.row(number).cells):
        cell = Cell(number, col)
        known = Content(values[col - 1]) if values is not None and col <= len(values) else None
        content = sheet.content(cell) if values is None else known
        if content is None or content == Content() or content == Content(""):
            continue
        held[col] = content
        if blank and cell.a1 in blank:
            sheet.put(cell, None)
        elif values is None:
            sheet.take(cell)
        else:
            sheet.part.remove(cell)
            sheet.content_changed = True
    return held


def _shrink(sheet: SheetEdits, first: int, last: int, ends: Any) -> None:
    """Let tables and the filter end where they did before; never so that a row with content falls out."""
    for table in list(sheet.tables):
        bottom = table.area.bottom
        if ends is not None:
            bottom = ends["bottoms"].get(table.name, bottom)
        elif (
            bottom == last and table.area.top + table.header < first
        ):  # a table without rows is no table to Excel
            bottom = first - 1
        if table.area.top <= bottom < table.area.bottom:
            sheet.tables.resize(table.name, _last_said(sheet, table.area, bottom))
    if sheet.filter:
        area = Range.parse(sheet.filter)
        bottom = first - 1 if area.bottom == last and area.top < first else area.bottom
        if ends is not None:
            bottom = _bottom_of(ends["filter"], area.bottom)
        if area.top <= bottom < area.bottom:
            sheet.filter = area._replace(bottom=_last_said(sheet, area, bottom)).a1


def _bottom_of(ref: str | None, otherwise: int) -> int:
    try:
        return Range.parse(ref).bottom if ref else otherwise
    except ValueError as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem


def _last_said(sheet: SheetEdits, area: Range, bottom: int) -> int:
    """The last row of an area with content below a row; that row when there is none."""
    for number in range(min(area.bottom, sheet.part.last_row()), bottom, -1):
        cols = [col for col in sheet.part.row(number).cells if area.left <= col <= area.right]
        if any(sheet.content(Cell(number, col)) is not None for col in cols):
            return number
    return bottom


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
            splices.replace(
                node.open_end, node.close, escape_text(f"{place}{bang}{Range.parse(now).absolute}")
            )
    if splices:
        parts.save_part(archive, workbook, doc, splices.render())
