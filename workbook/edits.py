"""Edits: the small closed set of things we do to a workbook, and their JSON form (design: a contract).

An edit is plain data. A host applies a list of them and answers with the inverse list, which is what undo,
preview and the journal are made of. `expect` names the content to be replaced: a host refuses where the
cell changed since. Text stays text: a leading = + - @ never becomes a formula.

Applying is left to the hosts (`workbook.host`); this module only says what an edit is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from dataclasses import field as default
from typing import Any, ClassVar, Final, Literal, TypeAlias, get_args

from workbook.model import Cell
from workbook.sheet_spec import check_spec

SCHEMA: Final = 1
MAX_WHOLE: Final = 10**15 - 1
"""A cell holds 15 digits; a longer whole number would lose its last ones without a word."""

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
              fill (every host), font, border, alignment, protection, number_format, quote_prefix, index (a file's
              cell style); cell, stored (what a file's cell says beside its content, and that it was not written at
              all); chain, calc (its place in the calculation chain, whether Excel was asked to recalculate)
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

    mark   `content.sheet_mark` of the sheet as it was added: where somebody wrote on it since, it stays
    """

    op: ClassVar[str] = "remove_sheet"
    name: str
    mark: str | None = None


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
    """

    op: ClassVar[str] = "unlink"
    sheet: str
    cell: Cell
    record: Mapping[str, Any] | None = None


Edit: TypeAlias = SetCell | Note | Fill | Link | Append | AddSheet | Restore | RemoveSheet | Truncate | Unlink

EDITS: Final[Mapping[str, type[Any]]] = {cls.op: cls for cls in get_args(Edit)}

NOTE_MARK: Final = "──── 以下为检查提示 ────"
"""The line between a user's own note and ours. A note of ours alone starts with our text, without it."""


class BadEdit(ValueError):
    """An edit list that does not follow the contract.

    reason   what is wrong, one clause
    number   the first entry that is wrong, counted from 1; None when it is the list as a whole
    """

    def __init__(self, reason: str, number: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.number = reason, number


def to_json(edits: Sequence[Edit]) -> dict[str, Any]:
    """The versioned JSON object of an edit list."""
    return {"schema": SCHEMA, "edits": [_edit_to_json(edit) for edit in edits]}


def from_json(data: object) -> list[Edit]:
    """Read an edit list: the versioned object, or a bare list (schema 1).

    Raises BadEdit naming the first entry that is wrong; nothing is half-read.
    """
    if isinstance(data, dict):
        if isinstance(data.get("schema"), bool) or data.get("schema") != SCHEMA:
            raise BadEdit(f"版本 schema 是 {_shown(data.get('schema'))}，本程序只认识 {SCHEMA}")
        data = data.get("edits")
    if not isinstance(data, list):
        raise BadEdit('应是一个列表，或 {"schema": 1, "edits": [...]}')
    return [_edit_from_json(number, entry) for number, entry in enumerate(data, 1)]


def _edit_to_json(edit: Edit) -> dict[str, Any]:
    entry: dict[str, Any] = {"op": edit.op}
    for part in fields(edit):
        value = getattr(edit, part.name)
        if value is UNSET or (part.name in _SILENT and value == part.default):
            continue
        if isinstance(value, Cell):
            entry[part.name] = value.a1
        elif isinstance(value, Expect):
            entry[part.name] = _expect_to_json(value)
        elif isinstance(value, Content):
            entry[part.name] = _content_to_json(value)
        elif isinstance(value, tuple):
            entry[part.name] = [list(row) for row in value]
        else:
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
    given = {"content": content, "fill": expect.fill, "note": expect.note}
    return {name: value for name, value in given.items() if value is not UNSET}


def _edit_from_json(number: int, entry: object) -> Edit:
    try:
        return _read_edit(entry)
    except ValueError as problem:
        raise BadEdit(str(problem), number) from problem


def _read_edit(entry: object) -> Edit:
    """One JSON entry as an edit. Raises ValueError with the reason."""
    if not isinstance(entry, dict):
        raise ValueError(f"应是一个对象，而不是 {_shown(entry)}")
    op = entry.get("op")
    if not isinstance(op, str) or op not in EDITS:
        raise ValueError(f"不认识的操作 {_shown(op)}")
    parts, given = fields(EDITS[op]), {key: value for key, value in entry.items() if key != "op"}
    if unknown := set(given) - {part.name for part in parts}:
        raise ValueError(f"{op} 没有 {_shown(sorted(unknown)[0])} 这一项")
    needed = (p.name for p in parts if p.default is MISSING and p.default_factory is MISSING)
    if missing := [name for name in needed if name not in given]:
        raise ValueError(f"{op} 缺少 {missing[0]}")
    edit: Edit = EDITS[op](**{key: _read_part(key, value) for key, value in given.items()})
    return edit


def _read_part(key: str, value: Any) -> Any:
    """One JSON value of an edit as what the dataclass holds. Raises ValueError with the reason."""
    if key in _READERS:
        return _READERS[key](value)
    if key in _CHOICES and value not in _CHOICES[key]:
        raise ValueError(f"{key} 只能是 {' 或 '.join(_CHOICES[key])}")
    if key in ("row", "count") and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise ValueError(f"{key} 应是整数")
    if key == "mark" and not isinstance(value, str | None):
        raise ValueError(f"mark 应是文字或 null，而不是 {_shown(value)}")
    if key in ("sheet", "name", "text", "target") and not isinstance(value, str):
        raise ValueError(f"{key} 应是文字，而不是 {_shown(value)}")
    if key in ("style", "note", "spec", "record") and not isinstance(value, dict | None):
        raise ValueError(f"{key} 应是一个对象，而不是 {_shown(value)}")
    if key == "spec":
        check_spec(value or {})
        return value or {}
    return value


def _shown(value: object) -> str:
    """A wrong value in a message: cut short, and no number a person could be known by."""
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    text = re.sub("…+", "…", re.sub(r"\d(?=\d{4})", "…", text))
    return text if len(text) <= 40 else text[:40] + "…"


def _read_cell(value: Any) -> Cell:
    if not isinstance(value, str):
        raise ValueError(f"cell 应是 B2 这样的文字，而不是 {_shown(value)}")
    try:
        return Cell.parse(value)
    except ValueError as problem:
        raise ValueError(f"没有 {_shown(value)} 这个单元格") from problem


def _read_color(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"([0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", value):
        raise ValueError(f"color 应是 RRGGBB，而不是 {_shown(value)}")
    return value


def _read_formula(value: Any) -> str | None:
    if value is not None and (not isinstance(value, str) or not value.startswith("=")):
        raise ValueError(f"formula 应是以 = 开头的文字，而不是 {_shown(value)}")
    return value


def _read_rows(value: Any) -> tuple[tuple[Scalar, ...], ...]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise ValueError("rows 应是行的列表")
    return tuple(tuple(_read_scalar(item) for item in row) for row in value)


def _read_scalar(value: Any) -> Scalar:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) > MAX_WHOLE:
        raise ValueError("有超过 15 位的整数，Excel 存不下，请写成文字（加引号）")
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    raise ValueError(f"单元格的值只能是文字、数字、true/false 或 null，而不是 {_shown(value)}")


def _read_content(value: Any) -> Content | None:
    if value is None:
        return None
    if isinstance(value, dict):
        if unknown := set(value) - {"value", "formula", "array"}:
            raise ValueError(f"单元格内容没有 {_shown(sorted(unknown)[0])} 这一项")
        return Content(
            _read_scalar(value.get("value")), _read_formula(value.get("formula")), value.get("array") is True
        )
    return Content(_read_scalar(value))


def _read_expect(value: Any) -> Expect:
    if not isinstance(value, dict) or {"value", "formula"} & set(value):
        return Expect(_read_content(value))
    if unknown := set(value) - {"content", "fill", "note"}:
        raise ValueError(f"expect 没有 {_shown(sorted(unknown)[0])} 这一项")
    fill, note = value.get("fill", UNSET), value.get("note", UNSET)
    if not isinstance(note, str | _Unset | None):
        raise ValueError(f"expect 的 note 应是文字或 null，而不是 {_shown(note)}")
    color = fill if fill is UNSET or fill is None else _read_color(fill)
    return Expect(_read_content(value["content"]) if "content" in value else UNSET, color, note)


_SILENT: Final = ("formula", "mark", "record", "expect", "merged", "protected")
"""Keys that are not written where they say nothing."""
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "cell": _read_cell,
    "color": _read_color,
    "content": _read_content,
    "expect": _read_expect,
    "formula": _read_formula,
    "rows": _read_rows,
    "value": _read_scalar,
}
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "merged": ("refuse", "anchor"),
    "protected": ("refuse", "allow"),
}
