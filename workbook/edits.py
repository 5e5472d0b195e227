"""Edits: the small closed set of things we do to a workbook.

An edit is plain data. A host applies a list of them and answers with the inverse list, which is what undo,
preview and the journal are made of. `expect` names the content to be replaced: a host refuses where the
cell changed since. Text stays text: a leading = + - @ never becomes a formula.

Applying is left to the hosts (`workbook.host`), the JSON form to `edits_json`; this module only says what an edit is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any, ClassVar, Final, Literal, TypeAlias, get_args

from workbook.model import Cell

Scalar: TypeAlias = bool | float | str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds: a value, or a formula (text with a leading "=") and its cached value.

    array   the formula is an array formula of this one cell (typed with Ctrl+Shift+Enter)
    """

    value: Scalar = None
    formula: str | None = None
    array: bool = False


class _Unset:
    """Marks "not asked about", which differs from None: a blank cell, no note, no fill."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = _Unset()


@dataclass(frozen=True, slots=True)
class Expect:
    """What must be there before an edit is applied; parts left UNSET are not looked at.

    content   the cell's content
    fill      the solid fill's colour as RRGGBB, None for no fill
    note      the whole text of the cell's note, None for no note
    link      where the cell's link leads (a place in this workbook, or an address outside of it), None for no link
    """

    content: Content | _Unset | None = UNSET
    fill: str | _Unset | None = UNSET
    note: str | _Unset | None = UNSET
    link: str | _Unset | None = UNSET


@dataclass(frozen=True, slots=True)
class SetCell:
    """Replace a cell's content, keep its style. A formula comes with the value we computed for it."""

    op: ClassVar[str] = "set"
    sheet: str
    cell: Cell
    value: Scalar = None
    formula: str | None = None
    expect: Expect = Expect()
    merged: Literal["refuse", "anchor"] = "refuse"
    protected: Literal["refuse", "allow"] = "refuse"


@dataclass(frozen=True, slots=True)
class Note:
    """Add a note. A user's own note stays above a line that marks ours (`NOTE_MARK`)."""

    op: ClassVar[str] = "note"
    sheet: str
    cell: Cell
    text: str
    expect: Expect = Expect()
    merged: Literal["refuse", "anchor"] = "refuse"
    protected: Literal["refuse", "allow"] = "refuse"


@dataclass(frozen=True, slots=True)
class Fill:
    """Paint a cell with a solid colour (RRGGBB), keep the rest of its style."""

    op: ClassVar[str] = "fill"
    sheet: str
    cell: Cell
    color: str
    expect: Expect = Expect()
    merged: Literal["refuse", "anchor"] = "refuse"
    protected: Literal["refuse", "allow"] = "refuse"


@dataclass(frozen=True, slots=True)
class Link:
    """Make a cell a link to a place in this workbook, e.g. '问题清单'!A1."""

    op: ClassVar[str] = "link"
    sheet: str
    cell: Cell
    target: str
    expect: Expect = Expect()
    merged: Literal["refuse", "anchor"] = "refuse"
    protected: Literal["refuse", "allow"] = "refuse"


@dataclass(frozen=True, slots=True)
class Append:
    """Write rows directly below the last row with content; a table there grows."""

    op: ClassVar[str] = "append"
    sheet: str
    rows: tuple[tuple[Scalar, ...], ...]
    protected: Literal["refuse", "allow"] = "refuse"


@dataclass(frozen=True, slots=True)
class AddSheet:
    """Add a sheet of ours at the end of the workbook.

    spec keys (all optional): widths {"A": 12.0}, formats {"D": "@"} (number format of a column's cells),
    filter "A4:N20", freeze "A5", validations [{"range": "K5:K99", "list": ["已改", "属实"]}],
    header 4 (this row is bold on grey), title 1 (this row is large), wrap ["H", "I"], hidden ["P"],
    colors {"B5": "FFC7CE"} (fill of single cells), tab "C00000", landscape true, repeat "4:4" (print titles).
    The inverse of remove_sheet has two others, the host's own: xml (the sheet) and parts (what hangs on it).
    """

    op: ClassVar[str] = "add_sheet"
    name: str
    rows: tuple[tuple[Scalar, ...], ...] = ()
    spec: Mapping[str, Any] = default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Restore:
    """Put back what stood in a cell; parts left UNSET stay as they are.

    content   a Content, or None for a blank cell
    style     a record of the host that made it, opaque to others; with only some keys it changes only those:
              fill (every host; RRGGBB or, of a file, its element: file and Excel take either), font, border, alignment,
              protection, number_format, quote_prefix, index (a file's cell style); cell, stored (what a file's cell says
              beside its content, and that it was not written at all); chain, calc (its place in the calculation chain,
              whether Excel was asked to recalculate)
    note      a record of the host that made it, or None for no note; every host takes {"strip": text}, which takes
              away only our part of a note; else text, author, comment, shape (of a file), ours (in memory)
    """

    op: ClassVar[str] = "restore"
    sheet: str
    cell: Cell
    content: Content | _Unset | None = UNSET
    style: Mapping[str, Any] | _Unset = UNSET
    note: Mapping[str, Any] | _Unset | None = UNSET
    expect: Expect = Expect()
    merged: Literal["refuse", "anchor"] = "refuse"
    protected: Literal["refuse", "allow"] = "refuse"


@dataclass(frozen=True, slots=True)
class RemoveSheet:
    """Take a sheet of ours away again (inverse of add_sheet).

    mark     `content.sheet_mark` of the sheet as it was added: where somebody wrote on it since, it stays
    record   of a file: calc (whether Excel was asked to recalculate before)
    """

    op: ClassVar[str] = "remove_sheet"
    name: str
    mark: str | None = None
    record: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Truncate:
    """Take away the rows from `row` on that an append wrote (inverse of append).

    record   rows (every host: what was written; a row that says anything else now was changed by a person: it refuses
             the list, or stays and is reported); of a file also blank (cells that stood there without content), ends
             (where tables and the filter ended) and calc. None: whatever stands there goes
    """

    op: ClassVar[str] = "truncate"
    sheet: str
    row: int
    count: int
    record: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take a link away (inverse of link).

    record   the link that stood there before: target (every host) and, of a file, ref and attrs; None: there was none
    expect   the link that is to go: one a person put there since stays
    """

    op: ClassVar[str] = "unlink"
    sheet: str
    cell: Cell
    record: Mapping[str, Any] | None = None
    expect: Expect = Expect()
    merged: Literal["refuse", "anchor"] = "refuse"
    protected: Literal["refuse", "allow"] = "refuse"


Edit: TypeAlias = SetCell | Note | Fill | Link | Append | AddSheet | Restore | RemoveSheet | Truncate | Unlink

EDITS: Final[Mapping[str, type[Any]]] = {cls.op: cls for cls in get_args(Edit)}

NOTE_MARK: Final = "──── 以下为检查提示 ────"
"""The line between a user's own note and ours. A note of ours alone starts with our text, without it."""
