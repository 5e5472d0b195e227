"""All that flows through contestbook, as plain immutable data.

`Host.read()` gives a `Book` of `Sheet`s; layout and parse turn sheets into `Table`s; a `Snapshot` is all a
function may know; functions answer with `Finding`s and edits (`workbook.edits`) in an `Outcome`.

Nothing here reads a file, a clock or a global. Words for users live in `codes`, file formats in `xlsx`.
Rows and columns count from 1, as Excel shows them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from typing import Literal, NamedTuple, TypeAlias

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
MAX_TEXT = 32_767
"""Characters in a cell or a note (Excel's limit), as `text_length` counts them."""


def text_length(text: str) -> int:
    """Characters as Excel counts them: one beyond U+FFFF, such as 😀 or a rare name's, counts as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_too_long(text: str) -> bool:
    """Whether a text does not fit into a cell."""
    return len(text) > MAX_TEXT // 2 and text_length(text) > MAX_TEXT


class CellError(NamedTuple):
    """An error cell such as #N/A: a value like any other, so that it is reported and never lost."""

    text: str


Value: TypeAlias = bool | float | str | CellError | None
"""What a cell holds. Numbers are floats; a date is its serial number, told by its number format."""


class Cell(NamedTuple):
    """The address of one cell, counted from 1."""

    row: int
    col: int

    @property
    def a1(self) -> str:
        """The address as Excel writes it, for instance F7."""
        return f"{column_letters(self.col)}{self.row}"

    @classmethod
    def parse(cls, text: str) -> Cell:
        """Read an address such as F7 or $F$7. Raises ValueError outside Excel's grid."""
        match = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})", text)
        if not match:
            raise ValueError(f"{text!r} is not a cell address")
        cell = cls(int(match[2]), column_number(match[1]))
        if not (1 <= cell.row <= MAX_ROW and 1 <= cell.col <= MAX_COLUMN):
            raise ValueError(f"{text!r} lies outside the grid of a sheet")
        return cell


class Range(NamedTuple):
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, cell: Cell) -> bool:
        """Whether a cell lies inside."""
        return self.top <= cell.row <= self.bottom and self.left <= cell.col <= self.right

    @property
    def anchor(self) -> Cell:
        """The top left cell: the one that holds the value of a merged range."""
        return Cell(self.top, self.left)

    @property
    def a1(self) -> str:
        """The range as Excel writes it, for instance B4:D4."""
        return f"{self.anchor.a1}:{Cell(self.bottom, self.right).a1}"

    @property
    def ref(self) -> str:
        """The range as a file's ref attribute has it: a lone cell without the colon."""
        return self.anchor.a1 if self[:2] == self[2:] else self.a1

    @property
    def absolute(self) -> str:
        """The range as it stands in a defined name, for instance $B$4:$D$4."""
        first, last = (f"${column_letters(col)}${row}" for row, col in (self[:2], self[2:]))
        return f"{first}:{last}"

    @classmethod
    def parse(cls, text: str) -> Range:
        """Read B4:D4, B4, whole columns (A:C) or whole rows (1:3). Raises ValueError for anything else."""
        first, _, last = text.replace("$", "").partition(":")
        last = last or first
        if first.isalpha() and last.isalpha():
            return cls(1, column_number(first), MAX_ROW, column_number(last))
        if first.isdigit() and last.isdigit():
            return cls(int(first), 1, int(last), MAX_COLUMN)
        a, b = Cell.parse(first), Cell.parse(last)
        return cls(min(a.row, b.row), min(a.col, b.col), max(a.row, b.row), max(a.col, b.col))


def column_letters(number: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A -> 1, AA -> 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sheet tells beside its values; sparse, empty by default.

    formulas        cell -> formula text without "="; the cell's value is the cached result
    uncached        formula cells without a cached result (their value is None)
    formats         numeric cells whose number format is not General -> format code, e.g. yyyy/m/d
    hidden_rows     runs (first, last), both included; hidden_columns likewise
    merged          merged ranges
    pictures        cells under which a picture or a picture formula lies
    notes           cell -> text of the note found there (the user's and ours)
    odd             cell -> what is odd about it ("long", "not a number"); see codes CELL_*
    protected       the sheet is protected
    """

    formulas: Mapping[Cell, str] = default(default_factory=dict)
    uncached: frozenset[Cell] = frozenset()
    formats: Mapping[Cell, str] = default(default_factory=dict)
    hidden_rows: tuple[tuple[int, int], ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merged: tuple[Range, ...] = ()
    pictures: frozenset[Cell] = frozenset()
    notes: Mapping[Cell, str] = default(default_factory=dict)
    odd: Mapping[Cell, str] = default(default_factory=dict)
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as a host hands it over: values by column plus sparse facts; no object per cell.

    `columns[c - 1][r - 1]` is the value at row r, column c. All columns have the same length.
    """

    name: str
    columns: Sequence[Sequence[Value]]
    facts: Facts = default(default_factory=Facts)
    state: Literal["visible", "hidden", "veryHidden"] = "visible"

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns)

    def value(self, cell: Cell) -> Value:
        """The value at a cell; None outside the used grid."""
        if cell.col > len(self.columns) or cell.row > self.height:
            return None
        return self.columns[cell.col - 1][cell.row - 1]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as a host hands it over.

    source      the name users know it by (file name, never a full path)
    date1904    serial numbers count from 1904 instead of 1900
    flags       (code, detail) for facts about the whole file, e.g. ("LINK_EXTERNAL", ""); see `codes`
    names       defined names (the stamps of our templates live there)
    """

    source: str
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    flags: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, str] = default(default_factory=dict)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


class Place(NamedTuple):
    """Where a finding points: a cell, a sheet (cell is None) or a file (sheet is None too)."""

    file: str
    sheet: str | None = None
    cell: Cell | None = None


Severity = Literal["error", "warning", "fix", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place. Its words come from `codes.CODES` when it is shown.

    code        key into CODES
    at          where
    who         the record in words (school, team, name), for people; () when it is no record
    field       canonical column name, or None
    value       the raw value at the place as text, unmasked; surfaces mask it (`workbook.masking`)
    suggest     the replacement proposed; for severity "fix" it is exact
    context     what the message's words are filled with
    related     the other cells of the same problem
    rule        the rule card entry it depends on, if any
    apart       what tells it from the same of another row, as a short code (`workbook.apart`): an answer is its own
    """

    code: str
    at: Place
    who: tuple[str, ...] = ()
    field: str | None = None
    value: str | None = None
    suggest: str | None = None
    context: Mapping[str, str] = default(default_factory=dict)
    related: tuple[Place, ...] = ()
    rule: str | None = None
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a warning. It holds while the value is the same and reopens when it changes.

    key     code, record key and a hash of the value (`workbook.decisions.key`)
    """

    key: str
    decided: str
    who: str
    when: str
    note: str
