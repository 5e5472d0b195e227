"""One sheet while a list of edits is planned: what stood there, read when first asked for, and what shall stand there.

`plan` changes it, `write` makes Excel follow. Cells never asked for are never read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as default
from functools import cached_property
from typing import Any, NamedTuple

import xlwings as xw

from workbook.edits import Content
from workbook.model import Cell, CellError, Range
from xladdin.excel import sheet as found
from xladdin.excel.native import Native


class Fill(NamedTuple):
    """A fill: its colour (RRGGBB, None for none) and what a plain colour cannot say."""

    color: str | None
    rest: Mapping[str, Any] = {}


class NoteText(NamedTuple):
    """A note: its text, and whether it is ours from the first word."""

    text: str
    ours: bool


class TableBox(NamedTuple):
    """A table: its name, its range, how many rows at its ends are header and totals."""

    name: str
    area: Range
    header: int
    totals: int

    def names_columns(self, cell: Cell) -> bool:
        """Whether a cell is a column's header or total."""
        at_end = cell.row < self.area.top + self.header or cell.row > self.area.bottom - self.totals
        return self.area.holds(cell) and at_end


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds: its content, and whether its text is an error's (a constant #N/A)."""

    content: Content | None = None
    error: bool = False


BLANK = Held()


@dataclass(slots=True)
class Changes:
    """What shall stand on a sheet, by cell; what is not named stays."""

    held: dict[Cell, Held] = default(default_factory=dict)
    fills: dict[Cell, Fill] = default(default_factory=dict)
    notes: dict[Cell, NoteText | None] = default(default_factory=dict)
    links: dict[Cell, Mapping[str, Any] | None] = default(default_factory=dict)
    formats: dict[Range, str] = default(default_factory=dict)
    bottoms: dict[str, int] = default(default_factory=dict)
    unlock: bool = False


class State:
    """A sheet: `sheet` is None where it is still to be added, with the look that `spec` says."""

    def __init__(self, name: str, sheet: xw.Sheet | None, native: Native) -> None:
        self.name, self.sheet, self.native = name, sheet, native
        self.spec: Mapping[str, Any] = {}
        self.at: int | None = None
        self.wanted = Changes()
        self._arrays: dict[Cell, Range | None] = {}
        self._fills: dict[Cell, Fill] = {}
        self._links: dict[Cell, Mapping[str, Any] | None] = {}

    @property
    def opened(self) -> xw.Sheet:
        """The sheet, where it is known to be there."""
        assert self.sheet is not None
        return self.sheet

    # ---- what stood there

    @cached_property
    def before(self) -> dict[Cell, Held]:
        """The content that stood there, by cell."""
        if self.sheet is None:
            return {}
        now = found.Contents(self.sheet, self.native)
        held: dict[Cell, Held] = {}
        for row, line in enumerate(now.rows, 1):
            for col, value in enumerate(line, 1):
                if value is not None:
                    content = Content(found.text_of(value))
                    held[Cell(row, col)] = Held(content, isinstance(value, CellError))
        for cell, formula in now.formulas.items():
            held[cell] = Held(Content(found.text_of(now.value(cell)), f"={formula}"))
        return held

    def exact_before(self, cell: Cell) -> Held:
        """What a cell held, and whether its formula was an array's (asked of Excel)."""
        held = self.before.get(cell, BLANK)
        content = held.content
        if content is None or content.formula is None:
            return held
        return Held(replace(content, array=self._array(cell) is not None))

    @cached_property
    def _has_arrays(self) -> bool:
        """Whether there is an array formula anywhere: one question instead of one for each cell."""
        return found.area_of(self.opened, found.used_box(self.opened)).has_array is not False

    def _array(self, cell: Cell) -> Range | None:
        """The range of the array formula a cell is part of."""
        if self.sheet is None or cell not in self.before or not self._has_arrays:
            return None
        if cell not in self._arrays:
            self._arrays[cell] = self.native.array(found.cell_of(self.sheet, cell))
        return self._arrays[cell]

    @cached_property
    def notes_before(self) -> dict[Cell, NoteText]:
        """The notes that stood there."""
        notes = self.sheet.notes if self.sheet is not None else ()
        return {
            found.note_cell(note): NoteText(found.note_text(note), self.native.is_ours(note))
            for note in notes
        }

    def fill_before(self, cell: Cell) -> Fill:
        """The fill a cell had."""
        if self.sheet is None:
            return Fill(None)
        if cell not in self._fills:
            there = found.cell_of(self.sheet, cell)
            rgb = there.color
            color = None if rgb is None else "{:02X}{:02X}{:02X}".format(*rgb)
            self._fills[cell] = Fill(color, self.native.fill(there) if color else {})
        return self._fills[cell]

    def link_before(self, cell: Cell) -> Mapping[str, Any] | None:
        """The link a cell had."""
        if self.sheet is None:
            return None
        if cell not in self._links:
            self._links[cell] = self.native.link(found.cell_of(self.sheet, cell))
        return self._links[cell]

    @cached_property
    def links(self) -> Mapping[Cell, Mapping[str, Any]]:
        """All links that are to be there: one question for the sheet."""
        there = self.native.links(self.sheet) if self.sheet is not None else {}
        wanted = {**there, **self.wanted.links}
        return {cell: link for cell, link in wanted.items() if link is not None}

    # ---- what shall stand there

    def held(self, cell: Cell) -> Held:
        """What a cell is to hold."""
        return self.wanted.held.get(cell) or self.before.get(cell, BLANK)

    def put(self, cell: Cell, held: Held) -> None:
        """Replace what a cell is to hold; an empty text is no content."""
        content = held.content
        empty = content is None or (content.formula is None and content.value in (None, ""))
        self.wanted.held[cell] = BLANK if empty else held

    def exact(self, cell: Cell) -> Held:
        """What a cell is to hold, and whether its formula is an array's."""
        return self.wanted.held.get(cell) or self.exact_before(cell)

    @property
    def contents(self) -> dict[Cell, Content]:
        """All content that is to stand there."""
        everything = {**self.before, **self.wanted.held}
        return {cell: held.content for cell, held in everything.items() if held.content is not None}

    @property
    def last_row(self) -> int:
        """The last row with content; 0 on a blank sheet."""
        return max((cell.row for cell in self.contents), default=0)

    def fill(self, cell: Cell) -> Fill:
        """The fill a cell is to have."""
        known = self.wanted.fills.get(cell)
        return self.fill_before(cell) if known is None else known

    def note(self, cell: Cell) -> NoteText | None:
        """The note a cell is to have."""
        return self.wanted.notes[cell] if cell in self.wanted.notes else self.notes_before.get(cell)

    def link(self, cell: Cell) -> Mapping[str, Any] | None:
        """The link a cell is to have."""
        return self.wanted.links[cell] if cell in self.wanted.links else self.link_before(cell)

    # ---- what stands in the way

    @cached_property
    def protected(self) -> bool:
        """Whether the sheet is protected."""
        return self.sheet is not None and self.native.protected(self.sheet)

    def locked(self, cell: Cell) -> bool:
        """Whether a cell is locked on a protected sheet."""
        if not self.protected or self.sheet is None:
            return False
        return self.native.locked(found.cell_of(self.sheet, cell)) is not False

    @cached_property
    def merged(self) -> tuple[Range, ...]:
        """Its merged ranges."""
        return found.merged_boxes(self.sheet, found.used_box(self.sheet)) if self.sheet is not None else ()

    def merged_at(self, cell: Cell) -> Range | None:
        """The merged range a cell is part of."""
        return next((box for box in self.merged if box.holds(cell)), None)

    @cached_property
    def threaded(self) -> set[Cell]:
        """The cells with threaded comments."""
        return self.native.threaded(self.sheet) if self.sheet is not None else set()

    def in_array(self, cell: Cell) -> bool:
        """Whether a cell is one of several with one array formula."""
        box = None if cell in self.wanted.held else self._array(cell)
        return box is not None and box.anchor != (box.bottom, box.right)

    def free(self, cell: Cell) -> bool:
        """Whether a cell is blank and may be written as blank once more, without asking Excel about it."""
        if self.sheet is None:
            return True
        shut = (self.protected and not self.wanted.unlock) or self._has_arrays
        return not shut and cell not in self.before and self.merged_at(cell) is None

    @cached_property
    def _tables_before(self) -> tuple[TableBox, ...]:
        tables = self.sheet.tables if self.sheet is not None else ()
        return tuple(_table(table) for table in tables)

    @property
    def tables(self) -> list[TableBox]:
        """Its tables, as they are to end."""
        bottoms = self.wanted.bottoms
        return [
            table._replace(area=table.area._replace(bottom=bottoms.get(table.name, table.area.bottom)))
            for table in self._tables_before
        ]


def _table(table: xw.main.Table) -> TableBox:
    area = table.range
    rows, columns = area.shape
    box = Range(area.row, area.column, area.row + rows - 1, area.column + columns - 1)
    return TableBox(table.name, box, int(table.show_headers), int(table.show_totals))
