"""What an added sheet looks like (`AddSheet.spec`), proved when it comes from JSON: whatever passes can be written.

The keys and their meaning are listed at `workbook.edits.AddSheet`; how they become XML is left to the hosts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from workbook.model import MAX_COLUMN, MAX_ROW, Cell, Range, column_number

_COLOR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_ROWS: Final = re.compile(r"([1-9]\d{0,6}):([1-9]\d{0,6})")
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
PAGES: Final = "第 &P 页，共 &N 页"
"""The footer of every sheet that is made to be printed."""
MAX_LIST: Final = 255
"""Excel takes so many characters in the list of a drop-down."""


def check_spec(spec: Mapping[str, Any]) -> None:
    """Raises ValueError naming the first key that is wrong."""
    for key, value in spec.items():
        if key not in _CHECKS:
            raise ValueError(f"spec 没有 {key[:40]} 这一项")
        if not _CHECKS[key](value):
            raise ValueError(f"spec 的 {key} 不合规")


def _column(value: object) -> bool:
    return isinstance(value, str) and bool(_LETTERS.fullmatch(value)) and column_number(value) <= MAX_COLUMN


def _columns(value: object) -> bool:
    return isinstance(value, list | tuple) and all(_column(item) for item in value)


def _by_column(good: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, Mapping) and all(_column(k) and good(v) for k, v in value.items())


def _cell(value: object) -> bool:
    try:
        return isinstance(value, str) and Cell.parse(value).row <= MAX_ROW
    except ValueError:
        return False


def _range(value: object) -> bool:
    if not isinstance(value, str) or not all(_cell(corner) for corner in value.split(":", 1)):
        return False
    box = Range.parse(value)
    return box.top <= box.bottom and box.left <= box.right


def _width(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 255


def _format(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_LIST and value.isprintable()


def _color(value: object) -> bool:
    return isinstance(value, str) and bool(_COLOR.fullmatch(value))


def _row(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_ROW


def _repeat(value: object) -> bool:
    match = _ROWS.fullmatch(value) if isinstance(value, str) else None
    return match is not None and int(match[1]) <= int(match[2]) <= MAX_ROW


def _drop_down(value: object) -> bool:
    if not isinstance(value, Mapping) or set(value) != {"range", "list"} or not _range(value["range"]):
        return False
    items = value["list"]
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) and item for item in items):
        return False
    return bool(items) and len(",".join(items)) <= MAX_LIST and not any("," in item for item in items)


_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "widths": _by_column(_width),
    "formats": _by_column(_format),
    "filter": _range,
    "freeze": _cell,
    "validations": lambda value: isinstance(value, list | tuple) and all(_drop_down(v) for v in value),
    "header": _row,
    "title": _row,
    "wrap": _columns,
    "hidden": _columns,
    "colors": lambda value: (
        isinstance(value, Mapping) and all(_cell(k) and _color(v) for k, v in value.items())
    ),
    "tab": _color,
    "landscape": lambda value: isinstance(value, bool),
    "repeat": _repeat,
    "xml": lambda value: isinstance(value, str),
    "parts": lambda value: isinstance(value, Mapping),
}
KEYS: Final = tuple(_CHECKS)
"""The keys a spec may have; `xml` and `parts` are of a sheet that was removed, as its host wrote it down."""
