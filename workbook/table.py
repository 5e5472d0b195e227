"""A table found on a sheet: typed values, raw values, and for every field the cell it came from.

One record may span several rows (a form) or share a row with others (a two-level roster), so provenance is
kept per field: `at(record, field)` is the cell to mark. Finding tables is left to `layout`, typing to `parse`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

import polars as pl

from schemas.format import Layout, SheetFormat
from workbook.content import fingerprint
from workbook.model import Book, Cell, Facts, Finding, Place, Value

State = Literal["ok", "blank", "unreadable", "inherited"]
"""What can be said of a field: it has a value, it is blank, it holds something no value can be taken from
(reported once, rules skip it), or its value was carried down from a merged cell or a title line."""


class Places(Protocol):
    """Where the fields of a table's records stand."""

    def at(self, record: int, field: str) -> Cell | None:
        """The cell of a field; the anchor when it is merged; None when the table has no such field."""
        ...

    def __len__(self) -> int:
        """Number of records."""
        ...

    def fields(self) -> Iterator[str]:
        """The fields this table has, each once."""
        ...


@dataclass(frozen=True, slots=True)
class RowPlaces:
    """Records that are rows, or person blocks of rows.

    rows      the sheet row of each record
    blocks    per block the column of each field: shared columns are in every block
    block_of  the block of each record
    anchors   cells inside merged ranges -> the anchor that holds the value
    fixed     fields that stand once above the table, e.g. 赛区 in its title line
    """

    rows: Sequence[int]
    blocks: Sequence[Mapping[str, int]]
    block_of: Sequence[int]
    anchors: Mapping[Cell, Cell] = field(default_factory=dict)
    fixed: Mapping[str, Cell] = field(default_factory=dict)

    def at(self, record: int, field: str) -> Cell | None:
        """See `Places.at`."""
        column = self.blocks[self.block_of[record]].get(field)
        if column is None:
            return self.fixed.get(field)
        cell = Cell(self.rows[record], column)
        return self.anchors.get(cell, cell) if self.anchors else cell

    def single_column(self, field: str) -> int | None:
        """The column of a field where every record is one whole row and nothing is merged; else None."""
        if self.anchors or len(self.blocks) != 1:
            return None
        return self.blocks[0].get(field)

    def __len__(self) -> int:
        return len(self.rows)

    def fields(self) -> Iterator[str]:
        """See `Places.fields`."""
        yield from dict.fromkeys([name for block in self.blocks for name in block] + list(self.fixed))


@dataclass(frozen=True, slots=True)
class CellPlaces:
    """Records whose fields are scattered, as in a form: each record brings its own cells."""

    cells: Sequence[Mapping[str, Cell]]

    def at(self, record: int, field: str) -> Cell | None:
        """See `Places.at`."""
        return self.cells[record].get(field)

    def __len__(self) -> int:
        return len(self.cells)

    def fields(self) -> Iterator[str]:
        """See `Places.fields`."""
        yield from dict.fromkeys(name for record in self.cells for name in record)


@dataclass(frozen=True)
class Table:
    """One table of a known format.

    columns   field -> parsed values, one per record (typed as the column's kind says; money in fen)
    raw       field -> the values as found, one per record
    states    (record, field) -> state, only where it is neither ok nor plainly blank
    header    the first cell of the header; findings about the whole table point here
    """

    format: SheetFormat
    layout: Layout
    file: str
    sheet: str
    header: Cell
    places: Places
    columns: Mapping[str, Sequence[Any]]
    raw: Mapping[str, Sequence[Value]]
    states: Mapping[tuple[int, str], State]

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def values(self) -> pl.DataFrame:
        """The parsed values as a frame: `record` UInt32 and one typed column per field of the format."""
        return frame_of([self])

    def at(self, record: int, field: str) -> Place:
        """The place of a field; the header when the table has no such field."""
        return Place(self.file, self.sheet, self.places.at(record, field) or self.header)

    def state(self, record: int, field: str) -> State:
        """What can be said of a field."""
        found = self.states.get((record, field))
        if found:
            return found
        values = self.columns.get(field)
        return "blank" if values is None or values[record] is None else "ok"


def frame_of(tables: Sequence[Table]) -> pl.DataFrame:
    """Tables of one format as one frame.

    Columns: `table` UInt32 (position in `tables`), `record` UInt32, then every column of the format with its
    kind's dtype; a column a table does not have is null there.
    """
    sizes = [len(table) for table in tables]
    data: dict[str, pl.Series] = {
        "table": pl.Series("table", [n for n, size in enumerate(sizes) for _ in range(size)], pl.UInt32),
        "record": pl.Series("record", [record for size in sizes for record in range(size)], pl.UInt32),
    }
    for column in tables[0].format.columns:
        values: list[Any] = []
        for table, size in zip(tables, sizes, strict=True):
            values.extend(table.columns.get(column.name) or [None] * size)
        data[column.name] = pl.Series(column.name, values, column.kind.dtype)
    return pl.DataFrame(data)


@dataclass(frozen=True)
class Snapshot:
    """All a function may know about one workbook: no clock, no files, no globals.

    source       the name users know the workbook by
    tables       the tables found, in sheet order
    unknown      names of sheets on which no table of ours was found
    facts        sheet name -> its facts
    findings     what reading, layout and parsing noticed already
    flags, names as in Book
    """

    source: str
    tables: tuple[Table, ...]
    unknown: tuple[str, ...] = ()
    facts: Mapping[str, Facts] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    book: Book | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the workbook's normalised content."""
        return fingerprint(self.book) if self.book else ""

    def of(self, format_id: str) -> tuple[Table, ...]:
        """The tables of one format."""
        return tuple(table for table in self.tables if table.format.id == format_id)
