"""What layout hands to parse: a format recognised on a sheet, and where every field of every record stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.format import Layout, SheetFormat
from workbook.model import Cell
from workbook.table import Places


@dataclass(frozen=True, slots=True)
class Region:
    """One table or one form on a sheet.

    given     per record (or once, when all are alike) values that follow from the place, e.g. a role
    missing   columns the layout requires and the header lacks: column name -> header cell that looks alike
    units     columns whose header, or a line above it (单位：万元), names a unit that changes what a number means
    """

    format: SheetFormat
    layout: Layout
    header: Cell
    places: Places
    given: tuple[Mapping[str, str], ...] = ()
    missing: Mapping[str, Cell | None] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something layout noticed: a finding without the file and sheet, which layout does not know."""

    code: str
    cell: Cell | None
    value: str | None = None
    suggest: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    related: tuple[Cell, ...] = ()


class Ambiguous(Exception):
    """Two rows of a sheet could both be the header of one table."""

    def __init__(self, sheet: str, first: int, second: int) -> None:
        super().__init__(f"{sheet}: rows {first} and {second}")
        self.sheet, self.first, self.second = sheet, first, second
