"""Edits: the small closed set of things we do to a workbook, and their JSON form (design: a contract).

An edit is plain data. A host applies a list of them and answers with the inverse list, which is what undo,
preview and the journal are made of. `expect` names the content to be replaced: a host refuses where the
cell changed since. Text stays text: a leading = + - @ never becomes a formula.

Applying is left to the hosts (`workbook.host`); this module only says what an edit is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from dataclasses import field as default
from typing import Any, ClassVar, Final, Literal, TypeAlias

from workbook.model import Cell

SCHEMA: Final = 1

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
    """

    content: Content | _Unset | None = UNSET
    fill: str | _Unset | None = UNSET
    note: str | _Unset | None = UNSET


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
    """

    op: ClassVar[str] = "add_sheet"
    name: str
    rows: tuple[tuple[Scalar, ...], ...] = ()
    spec: Mapping[str, Any] = default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Restore:
    """Put back what stood in a cell; parts left UNSET stay as they are.

    content   a Content, or None for a blank cell
    style     the style record of the host that made it (opaque: keys font, fill, border, alignment,
              protection, number_format ...); a record with only some keys changes only those
    note      the note record of the host that made it, or None for no note
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
    """Take a sheet of ours away again (inverse of add_sheet)."""

    op: ClassVar[str] = "remove_sheet"
    name: str


@dataclass(frozen=True, slots=True)
class Truncate:
    """Take away the rows from `row` on that an append wrote (inverse of append)."""

    op: ClassVar[str] = "truncate"
    sheet: str
    row: int
    count: int


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take a link away (inverse of link); `record` puts back the link that stood there before, if any."""

    op: ClassVar[str] = "unlink"
    sheet: str
    cell: Cell
    record: Mapping[str, Any] | None = None


Edit: TypeAlias = SetCell | Note | Fill | Link | Append | AddSheet | Restore | RemoveSheet | Truncate | Unlink

EDITS: Final[Mapping[str, type[Any]]] = {
    cls.op: cls
    for cls in (SetCell, Note, Fill, Link, Append, AddSheet, Restore, RemoveSheet, Truncate, Unlink)
}

NOTE_MARK: Final = "──── 以下为检查提示 ────"
"""The line between a user's own note and ours. A note of ours alone starts with our text, without it."""


class BadEdit(ValueError):
    """An edit list that does not follow the contract; the message names the offending entry."""


def to_json(edits: Sequence[Edit]) -> dict[str, Any]:
    """The versioned JSON object of an edit list."""
    return {"schema": SCHEMA, "edits": [_edit_to_json(edit) for edit in edits]}


def from_json(data: object) -> list[Edit]:
    """Read an edit list: the versioned object, or a bare list (schema 1).

    Raises BadEdit naming the first entry that is wrong; nothing is half-read.
    """
    if isinstance(data, dict):
        if data.get("schema") != SCHEMA:
            raise BadEdit(
                f"编辑清单的版本是 {data.get('schema')!r}，本程序只认识 {SCHEMA}。请用相同版本的程序生成。"
            )
        data = data.get("edits")
    if not isinstance(data, list):
        raise BadEdit('编辑清单应是一个列表，或 {"schema": 1, "edits": [...]}。')
    return [_edit_from_json(number, entry) for number, entry in enumerate(data, 1)]


def _edit_to_json(edit: Edit) -> dict[str, Any]:
    entry: dict[str, Any] = {"op": edit.op}
    for part in fields(edit):
        value = getattr(edit, part.name)
        if isinstance(value, Cell):
            entry[part.name] = value.a1
        elif isinstance(value, Expect):
            if value != Expect():
                entry["expect"] = _expect_to_json(value)
        elif isinstance(value, Content):
            entry[part.name] = _content_to_json(value)
        elif part.name in ("merged", "protected"):
            if value != "refuse":
                entry[part.name] = value
        elif isinstance(value, tuple):
            entry[part.name] = [list(row) for row in value]
        elif value is not UNSET and not (part.name == "formula" and value is None):
            entry[part.name] = dict(value) if isinstance(value, Mapping) else value
    return entry


def _content_to_json(content: Content) -> dict[str, Any]:
    if content.formula is None:
        return {"value": content.value}
    plain: dict[str, Any] = {"formula": content.formula, "value": content.value}
    return {**plain, "array": True} if content.array else plain


def _expect_to_json(expect: Expect) -> Any:
    """A lone plain value is written as itself (the contract's short form)."""
    content = _content_to_json(expect.content) if isinstance(expect.content, Content) else expect.content
    if expect.fill is UNSET and expect.note is UNSET:
        return content["value"] if isinstance(content, dict) and len(content) == 1 else content
    entry: dict[str, Any] = {}
    if content is not UNSET:
        entry["content"] = content
    if expect.fill is not UNSET:
        entry["fill"] = expect.fill
    if expect.note is not UNSET:
        entry["note"] = expect.note
    return entry


def _edit_from_json(number: int, entry: object) -> Edit:
    def bad(reason: str) -> BadEdit:
        return BadEdit(f"编辑清单第 {number} 条：{reason}。请改正这一条；整份清单都没有执行。")

    if not isinstance(entry, dict) or entry.get("op") not in EDITS:
        raise bad(f"不认识的操作 {entry.get('op') if isinstance(entry, dict) else entry!r}")
    cls = EDITS[entry["op"]]
    known = {part.name for part in fields(cls)}
    given: dict[str, Any] = {key: value for key, value in entry.items() if key != "op"}
    if unknown := set(given) - known:
        raise bad(f"{entry['op']} 没有 {'、'.join(sorted(unknown))} 这一项")
    try:
        for key, value in given.items():
            given[key] = _read_part(key, value)
        edit: Edit = cls(**given)
    except (TypeError, ValueError) as problem:
        raise bad(str(problem)) from problem
    if isinstance(edit, SetCell) and edit.formula is not None and not edit.formula.startswith("="):
        raise bad("formula 必须以 = 开头")
    return edit


def _read_part(key: str, value: Any) -> Any:
    """One JSON value of an edit as what the dataclass holds. Raises ValueError with the reason."""
    if key in _READERS:
        return _READERS[key](value)
    if key in _WORDS and value not in _WORDS[key]:
        raise ValueError(f"{key} 只能是 {' 或 '.join(_WORDS[key])}")
    if key in ("row", "count") and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise ValueError(f"{key} 应是整数")
    if key in ("sheet", "name", "text", "target", "formula") and not isinstance(value, str):
        raise ValueError(f"{key} 应是文字，而不是 {value!r}")
    return value


def _read_cell(value: Any) -> Cell:
    if not isinstance(value, str):
        raise ValueError(f"cell 应是 B2 这样的文字，而不是 {value!r}")
    return Cell.parse(value)


def _read_color(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"([0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", value):
        raise ValueError(f"color 应是 RRGGBB，而不是 {value!r}")
    return value


def _read_rows(value: Any) -> tuple[tuple[Scalar, ...], ...]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise ValueError("rows 应是行的列表")
    return tuple(tuple(_read_scalar(item) for item in row) for row in value)


def _read_scalar(value: Any) -> Scalar:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float) and value == value and abs(value) != float("inf"):
        return float(value)
    raise ValueError(f"单元格的值只能是文字、数字、true/false 或 null，而不是 {value!r}")


def _read_content(value: Any) -> Content | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return Content(_read_scalar(value.get("value")), value.get("formula"), value.get("array") is True)
    return Content(_read_scalar(value))


def _read_expect(value: Any) -> Expect:
    if isinstance(value, dict) and not {"value", "formula"} & set(value):
        return Expect(
            _read_content(value["content"]) if "content" in value else UNSET,
            value.get("fill", UNSET),
            value.get("note", UNSET),
        )
    return Expect(_read_content(value))


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "cell": _read_cell,
    "color": _read_color,
    "content": _read_content,
    "expect": _read_expect,
    "rows": _read_rows,
    "value": _read_scalar,
}
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "merged": ("refuse", "anchor"),
    "protected": ("refuse", "allow"),
}
