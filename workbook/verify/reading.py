"""Sheets read into rows by the titles of their columns, wherever these were moved: the verifier's own reader.

Amounts become fen, days become dates; what is none is None here and told by `cells`. What rows mean is left to `contest`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Final

from schemas.book import BOOK_SHEETS
from schemas.contest import Scope
from schemas.rulecard import CARD_FORMATS
from workbook.content import folded
from workbook.host import Refused
from workbook.model import Book, Cell, CellError, Finding, Place, Sheet, Value, column_letters

_SCAN: Final = 20
"""A header stands among so many first rows."""
_FEN: Final = Decimal("0.000001")
"""How far from a whole fen a stored float may be."""
_DAY: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?|(\d{4})(\d\d)(\d\d)"
)
_TITLES: Final[Mapping[str, Mapping[str, str]]] = {
    **{fmt.name: {column.name: column.title for column in fmt.columns} for fmt in CARD_FORMATS},
    **{spec.name: {column.name: column.title for column in spec.columns} for spec in BOOK_SHEETS},
}
"""Sheet -> name of a column -> its title."""


@dataclass(frozen=True)
class Line:
    """One row of a sheet. Columns are asked for by the names `schemas` gives them."""

    rows: Rows
    number: int

    def raw(self, name: str) -> Value:
        """The value as it is stored; None where there is no such column."""
        col = self.rows.columns.get(name)
        return (
            None if col is None or self.rows.sheet is None else self.rows.sheet.value(Cell(self.number, col))
        )

    def text(self, name: str) -> str:
        """The value as text without blanks around it; a whole number without its .0."""
        value = self.raw(name)
        if value is None or isinstance(value, CellError):
            return ""
        if isinstance(value, float) and value == int(value):
            return str(int(value))
        return str(value).strip()

    def key(self, name: str = "key") -> str:
        """The number of an entrant (K0001)."""
        return folded(self.text(name)).upper()

    def amount(self, name: str) -> Decimal | None:
        """The value as a number; a number that was typed as text is one, too."""
        return number_of(self.raw(name))

    def fen(self, name: str) -> int | None:
        """An amount in 元 as fen, rounded where it is none in whole fen (`cells` tells)."""
        return fen_in(self.raw(name))

    def count(self, name: str) -> int | None:
        """A whole number."""
        value = self.amount(name)
        return int(value) if value is not None and value == int(value) else None

    def day(self, name: str) -> date | None:
        """A day: a serial number, or text such as 2024-09-10 and 2024年9月10日."""
        return day_of(self.raw(name), self.rows.date1904)

    def formula(self, name: str) -> str | None:
        """The formula in a cell, None where it holds none."""
        col = self.rows.columns.get(name)
        if col is None or self.rows.sheet is None:
            return None
        return self.rows.sheet.facts.formulas.get(Cell(self.number, col))

    def at(self, *names: str) -> Place:
        """The cell of the first of these columns that there is, else the first of the row."""
        col = next((self.rows.columns[name] for name in names if name in self.rows.columns), 1)
        return Place(self.rows.file, self.rows.name, Cell(self.number, col))

    @property
    def event(self) -> tuple[str, str]:
        """The event it is of: phase and event, also where people wrote 第一期·活动4 in one cell, or 4."""
        phase, event = self.text("phase"), self.text("event")
        found = Scope.named(event, phase) if event else None
        return (found.phase, found.event) if found else (phase, event)

    def find(self, code: str, column: str | tuple[str, ...], **context: object) -> Finding:
        """A finding at one of its cells; amounts and numbers in its words come as text already."""
        names = (column,) if isinstance(column, str) else column
        said = {name: str(value) for name, value in context.items()}
        return Finding(code, self.at(*names), (), names[0], context=said)


@dataclass(frozen=True)
class Rows:
    """A sheet as rows. columns: name -> column, counted from 1; header 0: it has none."""

    file: str
    name: str
    sheet: Sheet | None
    header: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    date1904: bool = False

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The rows that say something."""
        return tuple(self._filled())

    def _filled(self) -> Iterator[Line]:
        if self.sheet is None or not self.header:
            return
        known = [self.sheet.columns[col - 1] for col in self.columns.values()]
        for number in range(self.header + 1, self.sheet.height + 1):
            if any(column[number - 1] not in (None, "") for column in known):
                yield Line(self, number)

    def title(self, name: str) -> str:
        """The title of a column, as people read it."""
        return _TITLES[self.name].get(name, name)

    def letter(self, name: str) -> str:
        """The letter of a column."""
        return column_letters(self.columns[name])

    def named(self, *names: str) -> Sequence[str]:
        """Those of these columns that there are."""
        return [name for name in names if name in self.columns]


def rows_of(book: Book, name: str, must: Sequence[str] = ()) -> Rows:
    """The rows of a sheet. must: columns without which nothing can be verified. Raises Refused (BOOK_SHEET)."""
    sheet, titles = book.sheet(name), _TITLES[name]
    header, columns = _header(sheet, titles) if sheet else (0, {})
    missing = [titles[column] for column in must if column not in columns]
    if missing:
        raise Refused("BOOK_SHEET", f"{name}（{'、'.join(missing)}）" if sheet and header else name)
    return Rows(book.source, name, sheet, header, columns, book.date1904)


def _header(sheet: Sheet, titles: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """The row in which most of the titles stand, and where: of two columns of one title the first."""
    best: tuple[int, dict[str, int]] = 0, {}
    wanted = {folded(title): name for name, title in titles.items()}
    for row in range(1, min(sheet.height, _SCAN) + 1):
        found: dict[str, int] = {}
        for col in range(1, sheet.width + 1):
            value = sheet.value(Cell(row, col))
            name = wanted.get(folded(value)) if isinstance(value, str) else None
            if name is not None:
                found.setdefault(name, col)
        if len(found) > max(1, len(best[1])):
            best = row, found
    return best


# ---- Values


def number_of(value: Value) -> Decimal | None:
    """A number, or a text that says one: 1,234.50, ¥100, １００元."""
    if isinstance(value, bool) or value is None or isinstance(value, CellError):
        return None
    if isinstance(value, float):
        return Decimal(repr(value))
    bare = folded(value).replace(",", "").removeprefix("¥").removeprefix("￥").removesuffix("元")
    try:
        found = Decimal(bare)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def fen_in(value: Value) -> int | None:
    """An amount in 元 as fen."""
    found = number_of(value)
    return None if found is None else int((found * 100).to_integral_value())


def is_whole_fen(value: float) -> bool:
    """Whether a stored amount is one in whole fen."""
    cents = Decimal(repr(value)) * 100
    return abs(cents - cents.to_integral_value()) < _FEN


def day_of(value: Value, date1904: bool = False) -> date | None:
    """A day, None for what is none."""
    if isinstance(value, float) and 1 <= value < 200_000:
        return (date(1904, 1, 1) if date1904 else date(1899, 12, 30)) + timedelta(int(value))
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day = (int(match[n] or match[n + 3]) for n in (1, 2, 3))
    try:
        return date(year, month, day)
    except ValueError:
        return None


def yuan(fen: int | None) -> str:
    """An amount as people read it: 105,000.00元."""
    if fen is None:
        return "没有填"
    whole, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{cents:02}元"


def same(a: str, b: str) -> bool:
    """Whether two texts are the same but for width, case and blanks."""
    return folded(a) == folded(b)
