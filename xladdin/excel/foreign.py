"""How a cell looked, as a file tells it, in Excel's terms: our list of findings may come from a file that was checked.

A plain colour is taken exactly, a theme's by its number. Of patterns and gradients nothing is taken: the cell gets none.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any, Final, TypeGuard

from xladdin.excel.state import Fill

_ELEMENT: Final = re.compile(r"<(?:[\w.-]+:)?fill[\s/>]")
_SOLID: Final = re.compile(r"""<(?:[\w.-]+:)?patternFill[^<>]*\spatternType\s*=\s*["']solid["']""")
_COLOR: Final = re.compile(r"<(?:[\w.-]+:)?fgColor\s([^<>]*)")
_SAID: Final = re.compile(r"""(\w+)\s*=\s*["']([^"']*)["']""")
_RGB: Final = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_THEMES: Final = 12
_XL_SOLID: Final = 1
_SHOWN: Final = "FFFFFF"
"""Stands for the colour of a theme, which only Excel knows."""


def is_of_a_file(fill: Any) -> TypeGuard[str]:
    """Whether a fill is told as a file's element."""
    return isinstance(fill, str) and _ELEMENT.match(fill) is not None


def fill_of(element: str) -> Fill:
    """The fill that a file's element means."""
    found = _COLOR.search(element)
    if found is None or _SOLID.search(element) is None:
        return Fill(None)
    said = dict(_SAID.findall(found[1]))
    if rgb := _RGB.fullmatch(said.get("rgb", "")):
        return Fill(rgb[1].upper())
    theme = said.get("theme", "")
    if not theme.isascii() or not theme.isdecimal() or int(theme) >= _THEMES:
        return Fill(None)
    rest = {
        "pattern": _XL_SOLID,
        "theme": int(theme) + 1,
        "tint": _number(said.get("tint", "")),
    }  # theirs from 1
    return Fill(_SHOWN, rest)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return min(max(number, -1.0), 1.0) if isfinite(number) else 0.0
