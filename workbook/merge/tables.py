"""A sheet of the contest workbook that merging writes: where its columns stand, and the edits that bring a row up to date.

What a person changed in a cell we own is a finding and stays. Columns may be moved and others added beside ours; rows
may be sorted; notes, colours and formulas of others are never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schemas.book import BOOK_SHEETS, BookSheet
from schemas.contest import Scope
from schemas.headers import clean_header
from workbook.apart import apart
from workbook.content import normal, same_formula, same_value
from workbook.edits import Append, Content, Edit, Expect, Scalar, SetCell
from workbook.host import Refused
from workbook.layout.own import SCAN, titles_in
from workbook.model import Book, Cell, Finding, Place, Sheet, Value, column_letters
from workbook.parse import shown

Cells = Mapping[str, Scalar]
"""Column name -> what should stand there."""


@dataclass
class OwnTable:
    """One sheet of ours: its columns by name, its header row, the last row with anything in it."""

    source: str
    sheet: Sheet
    spec: BookSheet
    columns: Mapping[str, int]
    header: int
    last: int
    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    added: list[tuple[Scalar, ...]] = field(default_factory=list)
    formulas: list[Edit] = field(default_factory=list)

    def rows(self) -> Iterator[int]:
        """The rows below the header that hold anything in a column of ours."""
        columns = [self.sheet.columns[col - 1] for col in self.columns.values()]
        for row in range(self.header + 1, self.last + 1):
            if any(column[row - 1] is not None for column in columns):
                yield row

    def value(self, row: int, name: str) -> Value:
        """What stands in a column of a row."""
        return self.sheet.columns[self.columns[name] - 1][row - 1]

    def text(self, row: int, name: str) -> str:
        """What stands there as text."""
        return (shown(self.value(row, name)) or "").strip()

    def scope(self, row: int) -> Scope:
        """The event a row of results is of."""
        return Scope(self.text(row, "phase"), self.text(row, "event"))

    def at(self, row: int, name: str) -> Place:
        """The place of a column in a row."""
        return Place(self.source, self.sheet.name, Cell(row, self.columns[name]))

    def apart(self, row: int) -> str:
        """What tells a row from others of the same name."""
        fmt = self.spec.format.id if self.spec.format else self.spec.name
        return apart(fmt, lambda name: self.text(row, name) if name in self.columns else None)

    def update(self, row: int, before: Cells, after: Cells, who: tuple[str, ...] = ()) -> None:
        """Bring a row from what we wrote to what it should say; what a person made of it stays and is told."""
        for name, new in after.items():
            there = self.sheet.columns[self.columns[name] - 1][row - 1]
            if there == new and there.__class__ is new.__class__:
                continue
            old, cell = before.get(name), Cell(row, self.columns[name])
            if same_value(there, new):
                continue
            if not same_value(there, old) or cell in self.sheet.facts.formulas:
                context = {"before": _word(old), "after": _word(there), "column": self.title(name)}
                suggest = None if new is None else _word(new)
                value, own = shown(there), self.apart(row)
                self.findings.append(
                    Finding("MERGE_EDITED", self.at(row, name), who, name, value, suggest, context, apart=own)
                )
            else:
                self.write(row, name, new)

    def write(self, row: int, name: str, value: Scalar) -> None:
        """Set a cell, whatever we thought stood there."""
        there, cell = self.value(row, name), Cell(row, self.columns[name])
        if same_value(there, value) and cell not in self.sheet.facts.formulas:
            return
        expect = Expect(Content(there if isinstance(there, bool | float | str) else None))
        if cell in self.sheet.facts.formulas:
            expect = Expect()
        self.edits.append(SetCell(self.sheet.name, cell, value, expect=expect, protected="allow"))

    def add(self, cells: Cells) -> int:
        """Write a new row below the last; answers its number."""
        values: list[Scalar] = [None] * max(self.columns.values())
        for name, value in cells.items():
            if value is not None:
                values[self.columns[name] - 1] = value
        self.added.append(tuple(values))
        return self.last + len(self.added)

    def live(self, row: int, name: str, formula: str, value: Scalar) -> None:
        """Set a live formula (from "=" on) with the value we counted, also in a row that was just added."""
        cell = Cell(row, self.columns[name])
        there = self.sheet.facts.formulas.get(cell) if row <= self.last else None
        if there is not None and same_formula(there, formula) and same_value(self.value(row, name), value):
            return
        self.formulas.append(SetCell(self.sheet.name, cell, value, formula, protected="allow"))

    def letter(self, name: str) -> str:
        """The letters of a column, for formulas."""
        return column_letters(self.columns[name])

    def title(self, name: str) -> str:
        """The title of a column."""
        return next(column.title for column in self.spec.columns if column.name == name)

    def all_edits(self) -> list[Edit]:
        """Everything that is to be written on the sheet."""
        if not self.added:
            return [*self.edits, *self.formulas]
        if self._ends_above():
            return [*self.edits, *self._set(), *self.formulas]
        return [*self.edits, Append(self.sheet.name, tuple(self.added), protected="allow"), *self.formulas]

    def _ends_above(self) -> bool:
        """Whether all that stood in the last row is emptied: what is appended would then stand higher than its number."""
        gone = {edit.cell for edit in self.edits if isinstance(edit, SetCell) and edit.value is None}
        filled = [
            Cell(self.last, at)
            for at, column in enumerate(self.sheet.columns, 1)
            if self.last > self.header
            and self.last <= len(column)
            and normal(column[self.last - 1]) is not None
        ]
        return bool(filled) and gone.issuperset(filled)

    def _set(self) -> Iterator[Edit]:
        """The added rows cell by cell."""
        for row, values in enumerate(self.added, self.last + 1):
            for at, value in enumerate(values, 1):
                if value is not None:
                    yield SetCell(self.sheet.name, Cell(row, at), value, protected="allow")


def _word(value: Value) -> str:
    return shown(value) or "空白"


def own_table(book: Book, name: str) -> OwnTable:
    """A sheet of ours by its name. Raises Refused: BOOK_SHEET where it was renamed or lacks a column."""
    table = found_table(book, next(spec for spec in BOOK_SHEETS if spec.name == name))
    if table is None:
        raise Refused("BOOK_SHEET", name)
    missing = [column.title for column in table.spec.columns if column.name not in table.columns]
    if missing:
        raise Refused("BOOK_SHEET", f"{name} 的“{'、'.join(missing[:3])}”列")
    return table


def found_table(book: Book, spec: BookSheet) -> OwnTable | None:
    """A sheet by its name, with the columns it still has; None where it was renamed."""
    sheet = book.sheet(spec.name)
    if sheet is None:
        return None
    names = {clean_header(column.title): column.name for column in spec.columns}
    best: dict[str, int] = {}
    header = 0
    for row in range(1, min(sheet.height, SCAN) + 1):
        found = titles_in(sheet, row, names)
        if len(found) > len(best):
            best, header = found, row
    return OwnTable(book.source, sheet, spec, best, header, max(header, _last(sheet)))


def _last(sheet: Sheet) -> int:
    """The last row with content in any column."""
    last = 0
    for column in sheet.columns:
        for row in range(len(column), last, -1):
            if normal(column[row - 1]) is not None:
                last = row
                break
    return last
