"""What a sheet format is: its columns, the words its headers use, and the layouts it comes in.

A format says nothing about positions. Layout detection (`workbook.layout`) finds the header by these words;
parsing asks each column's kind (`schemas.columns`). FORMATS (in `schemas.formats`) lists every format we know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import polars as pl

# Formats, columns and kinds are compared and hashed by identity: each exists once, as a module constant.

Raw = bool | float | str | None
"""A raw cell value as a kind sees it; error cells never reach a kind."""


class Issue(NamedTuple):
    """What a kind noticed about one cell: a finding code, and for the words a replacement and context."""

    code: str
    suggest: str | None = None
    context: Mapping[str, str] = {}


class Parsed(NamedTuple):
    """A cell after parsing: the typed value (None when blank or unreadable) and what was noticed.

    readable   False: the cell holds something, but no value can be taken from it; rules skip it
    """

    value: Any
    issues: tuple[Issue, ...] = ()
    readable: bool = True


class CellContext(NamedTuple):
    """What a kind may know beside the value.

    number_format   the cell's number format code when it is numeric and not General, else ""
    date1904        serial numbers count from 1904
    schools         the user's list of universities, normalised name -> official name; empty: no list given
    unit            the unit the column's header names, of those its kind knows (万元, 小时); "" where it names none
    """

    number_format: str = ""
    date1904: bool = False
    schools: Mapping[str, str] = {}
    unit: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A column kind: how a cell of it is parsed, checked and shown.

    name      stable id, e.g. "id_number"
    dtype     polars dtype of the parsed column
    parse     one raw cell -> Parsed; never raises on any input
    plain     returns True for a value that is already in its normal form (the fast path: parse is skipped
              and the value itself is taken); None when there is no such shortcut
    whole     the same shortcut for whole numbers: the value, or None where parse must look
    checks    whole-column checks: finding code -> expression over the column that is True where it is good
    excel     how Excel shows it: number format, width in characters, and in-sheet validation for templates
    masked    True when only the last four characters may leave the workbook
    cell      a value as a cell of the contest workbook holds it; None: as it is
    text      a value in words, where its cell holds a bare number (0.79 is 19:00); None: as the cell shows it
    units     units a header may name that change what a bare number means: 时长(小时), 销售额(万元)
    """

    name: str
    dtype: pl.DataType
    parse: Callable[[Raw, CellContext], Parsed]
    plain: Callable[[Any], object] | None = None
    whole: Callable[[float], Any] | None = None
    checks: Mapping[str, Callable[[pl.Expr], pl.Expr]] = field(default_factory=dict)
    excel: Excel = field(default_factory=lambda: Excel())
    masked: bool = False
    units: tuple[str, ...] = ()
    cell: Callable[[Any], float] | None = None
    text: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Excel:
    """How Excel shows and restricts a column: number format, width, drop-down choices, input hint."""

    number_format: str = "General"
    width: float = 12.0
    choices: tuple[str, ...] = ()


Layout = Literal["roster", "two_level", "form"]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of a format.

    name       canonical name (field), the same everywhere: city, school, team, name, id_no ...
    title      the header we write
    kind       how its cells are parsed and checked
    aliases    other header texts that mean it, already normalised (no blanks, full-width folded, no 必填)
    labels     further texts that mean it as a label in a form only
    required   layouts in which the column must exist and its cells must be filled
    per        "team": one value for all members of a team (merged cells and forms carry it down)
    parents    parent headers under which it stands in a two-level header or form section; empty: any
    instead_of the column it stands in for where the header has no such column (分工 for 角色)
    ends       the two columns a cell with a span fills where the table lacks them: 直播时间 for 开始时间, 结束时间
    picture    code of what is said where only a picture stands in its cell
    computed   a formula of ours stands here: its value is read, or not known where no program computed it yet
    spare      nothing depends on it: a sheet of our own may lack it
    missing    code of the finding for a blank required cell
    example    a correct example, synthetic
    hint       one sentence of guidance for templates and the data dictionary
    """

    name: str
    title: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    required: frozenset[Layout] = frozenset()
    per: Literal["record", "team"] = "record"
    parents: tuple[str, ...] = ()
    instead_of: str = ""
    ends: tuple[str, str] | None = None
    picture: str = "CELL_PICTURE"
    computed: bool = False
    spare: bool = False
    missing: str = "VALUE_MISSING"
    example: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SheetFormat:
    """A kind of sheet.

    id         stable id, e.g. "registration"
    name       what users call it: 附件1
    who        the column that names whom or what a record is of
    title      the official title we print
    titles     words that occur in its title
    columns    all its columns; order is the order in templates
    marks      columns of which at least one must be found: they tell this format from its neighbours
    person     columns that form a person block (two-level headers repeat them: 队长, 成员1, 成员2 ...)
    groups     parent header pattern (regex, full match) -> role of the person in that block
    known_by   sets of columns, best first: two rows of submissions that agree in one of them are of one thing; the
               first column of a set must be filled, the others may be blank in both
    apart      numbers that hold two rows apart where both have one and these differ, whatever else they agree in
    corrected_by  sets of columns, best first: which record a row of a correction is of that agrees with none by
               `known_by`, since one of those columns is what it corrects; the first two columns of a set must be
               filled, the others may be blank in both
    each       a column that names several events: a record is merged once for each of them
    above      columns that a title line above the table may name once for all its rows
    form_by    the label a form of it begins with
    key        columns that name a record
    layouts    layouts it may come in; templates exist for them
    """

    id: str
    name: str
    title: str
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    marks: tuple[str, ...]
    key: tuple[str, ...]
    layouts: tuple[Layout, ...] = ("roster",)
    person: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    known_by: tuple[tuple[str, ...], ...] = ()
    apart: tuple[str, ...] = ()
    corrected_by: tuple[tuple[str, ...], ...] = ()
    above: tuple[str, ...] = ("city", "school", "team")
    form_by: str = "team"
    who: str = "name"
    each: str = ""

    def column(self, name: str) -> Column:
        """The column of that canonical name. Raises KeyError when the format has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def has(self, name: str) -> bool:
        """Whether it has a column of that canonical name."""
        return any(column.name == name for column in self.columns)

    def required(self, layout: Layout) -> tuple[Column, ...]:
        """Columns that must exist in that layout."""
        return tuple(column for column in self.columns if layout in column.required)
