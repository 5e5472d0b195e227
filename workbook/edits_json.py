"""The JSON form of edit lists (docs/edit-lists.md): a contract, versioned, read with everything wrong in it told.

An entry that passes is an edit of `workbook.edits`; whether a workbook takes it is left to the hosts.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, Final

from workbook.edits import EDITS, UNSET, Content, Edit, Expect, Scalar, _Unset
from workbook.model import Cell
from workbook.sheet_spec import check_spec

SCHEMA: Final = 1
MAX_WHOLE: Final = 10**15 - 1
"""A cell holds 15 digits; a longer whole number would lose its last ones without a word."""
_TEXT: Final = json.JSONEncoder(ensure_ascii=False).encode
_RUN: Final = 1_000
_ADDRESS: Final = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}")


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


def json_pieces(edits: Sequence[Edit]) -> Iterator[str]:
    """The text of that object piece by piece: a hundred thousand rows that were written are not held twice."""
    yield f'{{"schema": {SCHEMA}, "edits": ['
    for number, edit in enumerate(edits):
        yield ", " if number else ""
        yield from _entry_pieces(_edit_to_json(edit))
    yield "]}"


def _entry_pieces(entry: dict[str, Any]) -> Iterator[str]:
    record = entry.get("record")
    rows = record.get("rows") if record else None
    if not rows:
        yield _TEXT(entry)
        return
    end = "]}}"
    others = {key: value for key, value in record.items() if key != "rows"}  # type: ignore[union-attr]
    del entry["record"]  # the record last, and in it the rows
    yield _TEXT({**entry, "record": {**others, "rows": []}}).removesuffix(end)
    for at in range(0, len(rows), _RUN):
        yield (", " if at else "") + _TEXT(rows[at : at + _RUN])[1:-1]
    yield end


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
    if expect.fill is UNSET and expect.note is UNSET and expect.link is UNSET:
        return content["value"] if isinstance(content, dict) and len(content) == 1 else content
    given = {"content": content, "fill": expect.fill, "note": expect.note, "link": expect.link}
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
        shown = f"“{value}”" if _ADDRESS.fullmatch(value) else _shown(value)
        raise ValueError(f"没有 {shown} 这个单元格") from problem


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
    if unknown := set(value) - {"content", "fill", "note", "link"}:
        raise ValueError(f"expect 没有 {_shown(sorted(unknown)[0])} 这一项")
    fill, note, link = (value.get(name, UNSET) for name in ("fill", "note", "link"))
    for name, text in (("note", note), ("link", link)):
        if not isinstance(text, str | _Unset | None):
            raise ValueError(f"expect 的 {name} 应是文字或 null，而不是 {_shown(text)}")
    color = fill if fill is UNSET or fill is None else _read_color(fill)
    return Expect(_read_content(value["content"]) if "content" in value else UNSET, color, note, link)


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
