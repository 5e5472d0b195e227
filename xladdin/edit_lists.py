"""Edit lists from files: JSON as scripts write it, read with everything that could be wrong with it told.

What an edit list may hold is the contract of `workbook.edits`; here only the file and its JSON are looked at.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from workbook.edits import Edit
from workbook.edits_json import BadEdit, from_json
from workbook.host import Refused
from workbook.system_words import reason

MAX_BYTES: Final = 64 << 20


def read_edits(path: Path) -> list[Edit]:
    """The edits of a JSON file. Raises Refused(EDIT_INVALID, EDIT_FILE) naming the file or the first wrong entry."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused("EDIT_FILE", f"{path.name} 超过 {MAX_BYTES >> 20} MB")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise Refused("EDIT_FILE", f"{path.name} 打不开，{reason(problem)}") from problem
    except UnicodeDecodeError as problem:
        raise Refused("EDIT_FILE", f"{path.name} 不是 UTF-8 文字") from problem
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_whole)
    except json.JSONDecodeError as problem:
        raise Refused(
            "EDIT_FILE", f"{path.name} 第 {problem.lineno} 行第 {problem.colno} 个字符不合 JSON 格式"
        ) from problem
    except RecursionError as problem:
        raise Refused("EDIT_FILE", f"{path.name} 嵌套过深") from problem
    except _Odd as problem:
        raise Refused("EDIT_FILE", f"{path.name} {problem}") from problem
    try:
        return from_json(data)
    except BadEdit as problem:
        raise Refused("EDIT_INVALID", problem.reason, problem.number) from problem


class _Odd(ValueError):
    """JSON that json.loads would take, and two readers would take differently."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Odd(f"里同一条写了两次 {twice[:40]}")
    return found


def _whole(digits: str) -> int | float:
    """A whole number; one of a thousand digits is none a cell could hold, whatever it is turned into."""
    return int(digits) if len(digits) < 400 else float("inf")


def _constant(name: str) -> float:
    raise _Odd(f"里有 {name}，它不是数字")
