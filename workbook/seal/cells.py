"""What is kept of one cell, and whether a cell still says it.

Content is kept in clear, so that a change can be told as "was …"; of personal numbers only a hash is, so that the record
is no second store of them. A formula is kept by its shape: what stays the same when rows are inserted above,
ranges grow with the sheet, columns are moved, or another program writes the file. Which cells are kept is left to `parts`.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from workbook.content import folded, normal
from workbook.masking import file_name, numbers_in
from workbook.model import CellError, Value, column_number

Kept: TypeAlias = bool | float | str | dict[str, Any] | None
"""JSON of a cell: its value; or {"h": hash}, {"e": error}, {"f": shape of the formula, "v": cached value}."""

_HASH: Final = 16
"""Hex digits of a hash: 64 bits, so that nobody finds another number of the same hash by trying."""
_LONG: Final = 1e10
"""Numbers from here on may be a phone, an ID or an account that was typed as a number."""
_CLOSE: Final = 1e-12
_CACHED: Final = 1e-9
"""How near two numbers are that are the same: typed ones, and those two programs computed."""

_REF: Final = re.compile(
    r"(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<sheet>(?:'(?:[^']|'')+'|(?<![\w.$'])[^\W\d][\w.]*)!)?"
    r"(?:(?P<range>\$?[A-Z]{1,3}\$?[0-9]*:\$?[A-Z]{1,3}\$?[0-9]*)"
    r"|(?<![\w.$])(?P<col>\$?[A-Z]{1,3})(?P<row>\$?[0-9]{1,7}))(?![\w(.!])"
    r"|(?P<blank>\s+)"
)


class Now(NamedTuple):
    """What a cell holds: its value, the shape of its formula ("" where it has none), whether that has a result.

    personal   its column holds numbers of persons
    """

    value: Value
    shape: str = ""
    cached: bool = True
    personal: bool = False


def plain(value: Value) -> Kept:
    """A value as it is kept: blank texts are none, ends of lines are alike whatever program wrote them."""
    value = normal(value)
    if isinstance(value, CellError):
        return {"e": value.text}
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return value or 0.0 if isinstance(value, float) else value


def read_back(what: object) -> Kept:
    """What stands for a cell in the record. Raises ValueError where `kept` never writes such a thing."""
    if what is None or isinstance(what, bool | float | str):
        return what
    if isinstance(what, dict) and what.keys() in ({"h"}, {"e"}, {"f"}, {"f", "v"}):
        result = what.get("v")
        read_back(result)
        texts = [text for name, text in what.items() if name != "v"]
        if isinstance(texts[0], str) and not (isinstance(result, dict) and "f" in result):
            return what
    raise ValueError(what)


def kept(now: Now, salt: str) -> Kept:
    """What is kept of a cell. salt: the seal, the row and the column, so that equal numbers have unequal hashes."""
    if now.shape:
        return {"f": now.shape, **({"v": _value(now, salt)} if now.cached else {})}
    return _value(now, salt)


def _value(now: Now, salt: str) -> Kept:
    value = plain(now.value)
    return {"h": _hash(value, salt)} if _is_personal(value, now.personal) else value


def _is_personal(value: Kept, column: bool) -> bool:
    """In a column of such numbers, or a long number anywhere else: in a remark, in the name of a file."""
    if isinstance(value, str):
        return column or file_name(value) != value or numbers_in(value) != value
    return isinstance(value, float) and (column or abs(value) >= _LONG)


def _hash(value: Kept, salt: str) -> str:
    """Of a text as it is compared, width and blanks aside: in those one number could be written in any number of ways."""
    said = json.dumps([salt, folded(value) if isinstance(value, str) else value], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]


def same(before: Kept, now: Now, salt: str) -> bool:
    """Whether a cell says what was kept. A result that is not there (not computed yet) is no other one."""
    if isinstance(before, Mapping) and "f" in before:
        if before["f"] != now.shape:
            return False
        return "v" not in before or not now.cached or _same(before["v"], now, salt, _CACHED)
    return not now.shape and _same(before, now, salt, _CLOSE)


def _same(before: Kept, now: Now, salt: str, close: float) -> bool:
    value = plain(now.value)
    if isinstance(before, Mapping) and "h" in before:
        return bool(before["h"] == _hash(value, salt))
    if isinstance(before, float) and isinstance(value, float):
        return math.isclose(before, value, rel_tol=close, abs_tol=close)
    return type(before) is type(value) and before == value


def shape(formula: str, row: int, titles: Mapping[int, str]) -> str:
    """A formula as it is compared. row: its own; titles: column -> title, of its own sheet.

    References of one cell are told relative to the row unless they are fixed or lead to another sheet, ranges by their
    columns, columns of the own sheet by their titles; blanks and quotes around sheet names are left out.
    """

    def said(match: re.Match[str]) -> str:
        if match["text"]:
            return match["text"]
        if match["blank"]:
            return ""
        sheet = (match["sheet"] or "").replace("'", "")
        if match["range"]:
            return sheet + ":".join(_column(part, sheet, titles) for part in match["range"].split(":"))
        column, at = _column(match["col"], sheet, titles), match["row"]
        fixed = at.startswith("$") or sheet
        return f"{sheet}{column}{at.removeprefix('$')}" if fixed else f"{column}[{int(at) - row}]"

    return "=" + _REF.sub(said, formula.strip().removeprefix("="))


def _column(reference: str, sheet: str, titles: Mapping[int, str]) -> str:
    letters = re.sub(r"[$0-9]", "", reference)
    return f"{{{titles[number]}}}" if not sheet and (number := column_number(letters)) in titles else letters
