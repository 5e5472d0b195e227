"""Finding tables and forms on a sheet: by headers and labels, never by sheet name or position.

`read_layout` is pure: a sheet in, regions and notices out. Reading values out of the regions is left to
`workbook.parse`, judging them to `workbook.validate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.headers import clean_header
from workbook.layout import merges, words
from workbook.layout.form import forms_on
from workbook.layout.header import Header, headers_at
from workbook.layout.labels import labels_in
from workbook.layout.region import Ambiguous, Notice, Region
from workbook.layout.rows import Found, rows_below
from workbook.layout.units import unit_notices, units_of
from workbook.model import Cell, Range, Sheet
from workbook.table import RowPlaces

__all__ = ["Ambiguous", "Notice", "Region", "SheetLayout", "read_layout"]

HINT_COLUMN = "填写提示"
"""Our templates' own column of live hints: neither data nor an extra column."""

_SCAN = 200
"""A header further down than this is not looked for, unless a table stands above it."""

_ALIKE = 70
"""From this similarity (0-100) on, an unknown header is offered as "did you mean"."""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """What was found on one sheet; `inline` holds values that share a cell with their label."""

    regions: tuple[Region, ...]
    notices: tuple[Notice, ...]
    inline: Mapping[tuple[Cell, str], str]


def read_layout(sheet: Sheet) -> SheetLayout:
    """Find every table and form of a known format. Raises Ambiguous where two rows could be the header."""
    anchors = merges.anchors(sheet.facts.merged)
    by_anchor = {area.anchor: area for area in sheet.facts.merged}
    first = _next_headers(sheet, 1, min(sheet.height, _SCAN), anchors)
    if not first or not any("team" in header.shared for header in first):
        regions, notices, inline = forms_on(sheet, anchors, by_anchor, first)
        if regions:
            return SheetLayout(tuple(regions), tuple(notices), inline)
    return _tables_from(sheet, first, anchors, by_anchor)


def _tables_from(
    sheet: Sheet, headers: list[Header], anchors: Mapping[Cell, Cell], by_anchor: Mapping[Cell, Range]
) -> SheetLayout:
    regions: list[Region] = []
    notices: list[Notice] = []
    inline: dict[tuple[Cell, str], str] = {}
    top = 1
    while headers:
        ends = []
        for header in headers:
            found = rows_below(sheet, header, headers, anchors)
            fixed, texts = _fixed(sheet, header, top, anchors, by_anchor)
            inline.update(texts)
            units = units_of(sheet, header, top)
            region = _region(
                sheet, header, found, anchors, fixed, {name: unit for name, (unit, _) in units.items()}
            )
            regions.append(region)
            notices += [*_notices(sheet, header, found, region), *unit_notices(header, units)]
            ends.append(found.end)
        top = min(ends) + 1
        headers = _next_headers(sheet, top, sheet.height, anchors) if top <= sheet.height else []
    return SheetLayout(tuple(regions), tuple(notices), inline)


def _next_headers(sheet: Sheet, top: int, bottom: int, anchors: Mapping[Cell, Cell]) -> list[Header]:
    for row in range(top, bottom + 1):
        if found := headers_at(sheet, row, anchors):
            return found
    return []


def _fixed(
    sheet: Sheet,
    header: Header,
    top: int,
    anchors: Mapping[Cell, Cell],
    by_anchor: Mapping[Cell, Range],
) -> tuple[dict[str, Cell], dict[tuple[Cell, str], str]]:
    """Team fields the header lacks but a title line above it names: 赛区：赣州市分公司（盖章）."""
    fixed: dict[str, Cell] = {}
    texts: dict[tuple[Cell, str], str] = {}
    if header.row > top:
        area = Range(top, header.left if header.left > 2 else 1, header.row - 1, header.right)
        for label in labels_in(sheet, header.format, area, anchors, by_anchor):
            name = label.column.name
            if name not in header.format.above or name in header.shared or name in fixed:
                continue
            if label.inline is None and sheet.value(label.value) is None:
                continue
            fixed[name] = label.value
            if label.inline is not None:
                texts[label.value, name] = label.inline
    return fixed, texts


def _region(
    sheet: Sheet,
    header: Header,
    found: Found,
    anchors: Mapping[Cell, Cell],
    fixed: Mapping[str, Cell],
    units: Mapping[str, str],
) -> Region:
    """Rows and blocks as places. A two-level roster gives one record per filled person block."""
    layout = "two_level" if header.blocks else "roster"
    if header.blocks:
        blocks = [{**header.shared, **columns} for _, columns in header.blocks.values()]
        roles = [{"role": role} for role, _ in header.blocks.values()]
        rows, block_of = _person_rows(sheet, header, found)
        given = tuple(roles[block] for block in block_of)
    else:
        blocks, rows, given = [header.shared], found.records, ()
        block_of = [0] * len(rows)
    have = {name for block in blocks for name in block} | set(fixed)
    missing = {
        column.name: _look_alike(header, column.name)
        for column in header.format.required(layout)  # type: ignore[arg-type]
        if column.name not in have
    }
    places = RowPlaces(rows, blocks, block_of, anchors, fixed)
    return Region(header.format, layout, header.first, places, given, missing, units)  # type: ignore[arg-type]


def _person_rows(sheet: Sheet, header: Header, found: Found) -> tuple[list[int], list[int]]:
    rows: list[int] = []
    block_of: list[int] = []
    for row in found.records:
        filled = [
            number
            for number, (_, columns) in enumerate(header.blocks.values())
            if any(
                words.squeeze(v) if isinstance(v := sheet.value(Cell(row, col)), str) else v is not None
                for col in columns.values()
            )
        ]
        rows += [row] * len(filled)
        block_of += filled
    return rows, block_of


def _look_alike(header: Header, name: str) -> Cell | None:
    """The unknown header that is most likely a misspelling of a missing column."""
    from rapidfuzz import fuzz  # only a sheet with a missing column pays for it

    column = header.format.column(name)
    best: tuple[float, int] = (0.0, 0)
    for col, text in header.unknown.items():
        clean = clean_header(text)
        score = max(fuzz.ratio(clean, word) for word in (column.title, *column.aliases))
        best = max(best, (score, col))
    return Cell(header.row + header.depth - 1, best[1]) if best[0] >= _ALIKE else None


def _notices(sheet: Sheet, header: Header, found: Found, region: Region) -> list[Notice]:
    """What is worth saying about the header and the rows that are no records."""
    lowest = header.row + header.depth - 1
    notices: list[Notice] = []
    taken = set()
    for name, alike in region.missing.items():
        title = header.format.column(name).title
        taken.add(alike)
        found_text = str(sheet.value(alike)) if alike else None
        hint = f"，这里的“{found_text}”像是把它写错了" if alike else ""
        context = {"column": title, "alike": hint}
        notices.append(
            Notice("COL_MISSING", alike or region.header, found_text, title if alike else None, context)
        )
    for col, name in header.repeated.items():
        first = header.shared.get(name) or next(c[name] for _, c in header.blocks.values() if name in c)
        title = header.format.column(name).title
        notices.append(
            Notice(
                "COL_REPEATED",
                Cell(lowest, col),
                header.texts[col],
                context={"column": title},
                related=(Cell(lowest, first),),
            )
        )
    notices += [
        Notice("COL_EXTRA", Cell(lowest, col), text)
        for col, text in header.unknown.items()
        if Cell(lowest, col) not in taken and clean_header(text) != HINT_COLUMN
    ]
    notices += [Notice("ROW_EXAMPLE", cell, _shown(sheet, cell)) for cell in found.examples]
    notices += [Notice("ROW_NOBODY", cell, _shown(sheet, cell)) for cell in found.nobody]
    notices += _hidden(sheet, header, found.records)
    return notices


def _hidden(sheet: Sheet, header: Header, records: Sequence[int]) -> list[Notice]:
    """Hidden rows and columns are read like any others, and said so: one notice per run."""
    notices = []
    for first, last in sheet.facts.hidden_rows:
        count = sum(1 for row in records if first <= row <= last)
        if count:
            row = next(row for row in records if first <= row <= last)
            notices.append(Notice("ROW_HIDDEN", Cell(row, header.left), context={"count": str(count)}))
    for first, last in sheet.facts.hidden_columns:
        named = [header.texts[col] for col in range(first, last + 1) if col in header.texts]
        if named and any(clean_header(text) != HINT_COLUMN for text in named):
            where = Cell(header.row + header.depth - 1, first)
            notices.append(Notice("COL_HIDDEN", where, context={"columns": "、".join(named)}))
    return notices


def _shown(sheet: Sheet, cell: Cell) -> str:
    value = sheet.value(cell)
    return value if isinstance(value, str) else ""
