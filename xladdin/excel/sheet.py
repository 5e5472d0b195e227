"""What stands on one open sheet: blocks of values and formulas, and the facts around them. Nothing is changed here.

Every question to Excel costs a call, so whole areas are asked first; where the cells of an area differ, Excel answers
"some", and the area is halved until it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeVar

import xlwings as xw

from workbook.host import Refused
from workbook.model import Cell, CellError, Facts, Range, Sheet, Value
from xladdin.excel.native import Native

T = TypeVar("T")
MAX_CELLS: Final = 20_000_000
"""More than this between A1 and the last used cell is a formatted desert, not a table."""


def area_of(sheet: xw.Sheet, box: Range) -> xw.Range:
    """The cells of a box, as xlwings has them."""
    return sheet.range((box.top, box.left), (box.bottom, box.right))


def cell_of(sheet: xw.Sheet, cell: Cell) -> xw.Range:
    """One cell, as xlwings has it."""
    return sheet.range((cell.row, cell.col))


def used_box(sheet: xw.Sheet) -> Range:
    """From A1 to the last used cell. Refuses what nobody could read."""
    used = sheet.used_range
    rows, columns = used.shape
    box = Range(1, 1, used.row + rows - 1, used.column + columns - 1)
    if box.bottom * box.right > MAX_CELLS:
        raise Refused("FILE_LIMIT", f"工作表“{sheet.name}”的范围过大")
    return box


def runs(first: int, last: int, ask: Callable[[int, int], T | None]) -> Iterator[tuple[int, int, T]]:
    """The stretches from `first` to `last` with one answer each; None means "some" and halves the stretch."""
    if first > last:
        return
    answer = ask(first, last)
    if answer is not None:
        yield first, last, answer
    elif first < last:
        middle = (first + last) // 2
        yield from runs(first, middle, ask)
        yield from runs(middle + 1, last, ask)


class Contents:
    """The values and formulas of a sheet, read as two blocks from A1 to the last used cell."""

    def __init__(self, sheet: xw.Sheet, native: Native) -> None:
        self.box = used_box(sheet)
        area = area_of(sheet, self.box)
        self.rows = [[_plain(value) for value in row] for row in native.values(area)]
        self.formulas = self._formulas(area)
        if self.formulas and area.has_array is not False:
            self._only_anchors(sheet, native)

    def value(self, cell: Cell) -> Value:
        """The value of a cell."""
        inside = cell.row <= self.box.bottom and cell.col <= self.box.right
        return self.rows[cell.row - 1][cell.col - 1] if inside else None

    def _formulas(self, area: xw.Range) -> dict[Cell, str]:
        """Formulas without "=". Of a text that begins with "=" Excel says the same as of a formula: but then the
        value is that very text.
        """
        given: Any = area.formula
        texts = given if isinstance(given, tuple) else ((given,),)
        return {
            Cell(row, col): text[1:]
            for row, line in enumerate(texts, 1)
            for col, text in enumerate(line, 1)
            if isinstance(text, str) and text[:1] == "=" and text != self.rows[row - 1][col - 1]
        }

    def _only_anchors(self, sheet: xw.Sheet, native: Native) -> None:
        """Of an array formula over several cells only the first one has it, as in a file; Excel names it in all."""
        for cell, formula in sorted(self.formulas.items()):
            beside = (Cell(cell.row, cell.col + 1), Cell(cell.row + 1, cell.col))
            if self.formulas.get(cell) != formula or formula not in map(self.formulas.get, beside):
                continue
            box = native.array(cell_of(sheet, cell))
            if box is not None:
                for inner in cells_of(box):
                    if inner != box.anchor:
                        self.formulas.pop(inner, None)


def cells_of(box: Range) -> Iterator[Cell]:
    """Every cell of a box."""
    return (
        Cell(row, col) for row in range(box.top, box.bottom + 1) for col in range(box.left, box.right + 1)
    )


def merged_boxes(sheet: xw.Sheet, box: Range) -> tuple[Range, ...]:
    """The merged ranges inside a box."""
    found: dict[Range, None] = {}

    def look(part: Range) -> None:
        answer = area_of(sheet, part).merge_cells
        if answer is False:
            return
        single = part.anchor == (part.bottom, part.right)
        if answer or single:
            area = cell_of(sheet, part.anchor).merge_area
            rows, columns = area.shape
            whole = Range(area.row, area.column, area.row + rows - 1, area.column + columns - 1)
            found[whole] = None
            if single or whole.holds(Cell(part.bottom, part.right)):
                return
        for half in _cut(part, across=part.right - part.left > part.bottom - part.top):
            look(half)

    look(box)
    return tuple(found)


def formats_of(sheet: xw.Sheet, box: Range) -> list[tuple[Range, str]]:
    """The number formats of a box, by parts that have one: few parts, since each is written with a call of its own."""
    parts: dict[Range, str] = {}

    def look(part: Range) -> None:
        code = area_of(sheet, part).number_format
        if code is not None:
            parts[part] = code
        elif part.anchor != (part.bottom, part.right):
            across = part.top == part.bottom or (
                part.left < part.right
                and area_of(sheet, part._replace(bottom=part.top)).number_format is None
            )
            for half in _cut(part, across):
                look(half)

    look(box)
    return joined(parts)


def _cut(box: Range, across: bool) -> tuple[Range, Range]:
    """A box in two: its columns, where its formats differ along a row; else its rows."""
    if across:
        middle = (box.left + box.right) // 2
        return box._replace(right=middle), box._replace(left=middle + 1)
    middle = (box.top + box.bottom) // 2
    return box._replace(bottom=middle), box._replace(top=middle + 1)


def joined(parts: Mapping[Range, str]) -> list[tuple[Range, str]]:
    """Neighbours of one format together again: the halves beside each other, then those below each other."""
    found = sorted(parts.items(), key=lambda part: (part[0].top, part[0].bottom, part[0].left))
    for meets in (_beside, _below):
        kept: list[tuple[Range, str]] = []
        for part, code in found:
            if kept and kept[-1][1] == code and meets(kept[-1][0], part):
                kept[-1] = (kept[-1][0]._replace(bottom=part.bottom, right=part.right), code)
            else:
                kept.append((part, code))
        found = sorted(kept, key=lambda part: (part[0].left, part[0].right, part[0].top))
    return found


def _beside(a: Range, b: Range) -> bool:
    return (a.top, a.bottom) == (b.top, b.bottom) and a.right + 1 == b.left


def _below(a: Range, b: Range) -> bool:
    return (a.left, a.right) == (b.left, b.right) and a.bottom + 1 == b.top


def note_text(note: xw.main.Note) -> str:
    """The text of a note, its lines ended as in a file."""
    return str(note.text).replace("\r\n", "\n").replace("\r", "\n")


def note_cell(note: xw.main.Note) -> Cell:
    """Where a note stands."""
    place = note.location
    return Cell(place.row, place.column)


# ---- a sheet as the model has it


def read_sheet(sheet: xw.Sheet, native: Native) -> Sheet:
    """One sheet with its values and facts. No formula is without a result: Excel has computed all, some of them to ""."""
    contents = Contents(sheet, native)
    columns = _columns(contents)
    return Sheet(sheet.name, columns, _facts(sheet, native, contents, columns), native.state(sheet))


def what_it_says(sheet: xw.Sheet, native: Native) -> Sheet:
    """One sheet with its values and formulas, and nothing of how it looks: a third of the questions."""
    contents = Contents(sheet, native)
    return Sheet(sheet.name, _columns(contents), Facts(formulas=contents.formulas))


def _plain(value: Value) -> Value:
    return None if value == "" else value


def _columns(contents: Contents) -> list[list[Value]]:
    """The values by column, without blank rows and columns at the end; a formula cell is not blank."""
    said = [row for row, line in enumerate(contents.rows, 1) if any(value is not None for value in line)]
    height = max([*said, *(cell.row for cell in contents.formulas)], default=0)
    columns = [list(column) for column in zip(*contents.rows[:height], strict=True)]
    wide = max((cell.col for cell in contents.formulas), default=0)
    while len(columns) > wide and all(value is None for value in columns[-1]):
        columns.pop()
    return columns


def _facts(sheet: xw.Sheet, native: Native, contents: Contents, columns: Sequence[Sequence[Value]]) -> Facts:
    box = contents.box
    return Facts(
        formulas=contents.formulas,
        formats=_formats(sheet, columns),
        hidden_rows=_hidden(sheet, native, box, "rows"),
        hidden_columns=_hidden(sheet, native, box, "columns"),
        merged=merged_boxes(sheet, box),
        pictures=frozenset(native.pictures(sheet)),
        notes={note_cell(note): note_text(note) for note in sheet.notes},
        protected=native.protected(sheet),
    )


def _formats(sheet: xw.Sheet, columns: Sequence[Sequence[Value]]) -> dict[Cell, str]:
    """The number formats of the numbers that have one, asked column by column."""
    found: dict[Cell, str] = {}
    for col, column in enumerate(columns, 1):
        numbers = [row for row, value in enumerate(column, 1) if isinstance(value, float)]
        if not numbers:
            continue

        def ask(first: int, last: int, col: int = col, numbers: list[int] = numbers) -> str | None:
            if not any(first <= row <= last for row in numbers):
                return ""
            code: str | None = sheet.range((first, col), (last, col)).number_format
            return code

        for first, last, code in runs(numbers[0], numbers[-1], ask):
            if code not in ("", "General", "@"):
                found |= {Cell(row, col): code for row in numbers if first <= row <= last}
    return found


def _hidden(
    sheet: xw.Sheet, native: Native, box: Range, axis: Literal["rows", "columns"]
) -> tuple[tuple[int, int], ...]:
    """The hidden rows (columns) of the used range, in runs."""

    def ask(first: int, last: int) -> bool | None:
        rows = axis == "rows"
        part = Range(first, 1, last, 1) if rows else Range(1, first, 1, last)
        return native.hidden(area_of(sheet, part), axis)

    joined: list[tuple[int, int]] = []
    for first, last, hidden in runs(1, box.bottom if axis == "rows" else box.right, ask):
        if hidden and joined and joined[-1][1] == first - 1:
            joined[-1] = (joined[-1][0], last)
        elif hidden:
            joined.append((first, last))
    return tuple(joined)


def text_of(value: Value) -> bool | float | str | None:
    """A value as an edit's content has it: an error is its text."""
    return value.text if isinstance(value, CellError) else value
