"""Finding the table of a sheet of our own contest workbook: by the sheet's name and the header's words.

Such a sheet holds one table and people edit it, so nothing is taken for a note or an example: every row with
something in it is a record, but for 合计. Columns may be moved, and others added beside ours. Sheets from strangers
are read by `read_layout`.
"""

from __future__ import annotations

from collections.abc import Mapping

from schemas.format import SheetFormat
from schemas.headers import clean_header
from workbook.layout import words
from workbook.layout.region import Notice, Region
from workbook.model import Cell, Sheet
from workbook.table import RowPlaces

SCAN = 20
"""Our headers stand in row 3; people may put some lines above."""


def own_region(sheet: Sheet, fmt: SheetFormat) -> tuple[Region | None, list[Notice]]:
    """The table of that format on that sheet, and what is wrong with its header; None when no header is there.

    The header is the row with most of the format's titles, at least two and one of its marks. Every column must be
    there: a card without its column 卡住 would hold nothing up, and nobody would notice.
    """
    best: dict[str, int] = {}
    row = 0
    for number in range(1, min(sheet.height, SCAN) + 1):
        found = _columns(sheet, fmt, number)
        if len(found) > max(len(best), 1) and any(mark in found for mark in fmt.marks):
            best, row = found, number
    if not best:
        return None, []
    computed = {column.name for column in fmt.columns if column.computed}
    records = [
        number
        for number in range(row + 1, sheet.height + 1)
        if _is_record(sheet, number, [col for name, col in best.items() if name not in computed])
    ]
    missing = [c for c in fmt.columns if c.name not in best and not c.computed and not c.spare]
    header = Cell(row, min(best.values()))
    places = RowPlaces(records, [best], [0] * len(records))
    region = Region(fmt, "roster", header, places, missing={c.name: None for c in missing})
    notices = [
        Notice("COL_MISSING", header, None, None, {"column": c.title, "alike": ""}, (header,))
        for c in missing
    ]
    return region, notices + _repeated(sheet, fmt, row, best) + _merged(sheet, records, best)


def _merged(sheet: Sheet, records: list[int], columns: dict[str, int]) -> list[Notice]:
    """Merged cells among the records: only the first row would have the value, so they are not guessed at."""
    return [
        Notice("CARD_MERGED", area.anchor, None, None, {"range": area.a1})
        for area in sheet.facts.merged
        if any(area.left <= col <= area.right for col in columns.values())
        and any(area.top <= row <= area.bottom for row in records)
    ]


def _columns(sheet: Sheet, fmt: SheetFormat, row: int) -> dict[str, int]:
    """Field -> column for the titles in a row."""
    return titles_in(sheet, row, {text: column.name for text, column in words.header_words(fmt).items()})


def titles_in(sheet: Sheet, row: int, known: Mapping[str, str]) -> dict[str, int]:
    """Name -> column for the titles in a row, given as cleaned title -> name; of two alike the left one counts."""
    found: dict[str, int] = {}
    for col in range(1, sheet.width + 1):
        text = sheet.value(Cell(row, col))
        if isinstance(text, str) and (name := known.get(clean_header(text))):
            found.setdefault(name, col)
    return found


def _repeated(sheet: Sheet, fmt: SheetFormat, row: int, columns: dict[str, int]) -> list[Notice]:
    known = words.header_words(fmt)
    notices = []
    for col in range(1, sheet.width + 1):
        text = sheet.value(Cell(row, col))
        column = known.get(clean_header(text)) if isinstance(text, str) else None
        if column and columns[column.name] != col:
            first = Cell(row, columns[column.name])
            notices.append(
                Notice("COL_REPEATED", Cell(row, col), str(text), None, {"column": column.title}, (first,))
            )
    return notices


def _is_record(sheet: Sheet, row: int, columns: list[int]) -> bool:
    """Something stands in a column people fill in, and it is not the row of the total."""
    texts = [sheet.value(Cell(row, col)) for col in columns]
    filled = [
        value for value in texts if words.squeeze(value) or (value is not None and value.__class__ is not str)
    ]
    return bool(filled) and not (isinstance(filled[0], str) and words.is_total(words.squeeze(filled[0])))
