"""Column kinds of the rule card: one word of a list, a number with no unit in it, a count, a share.

Rules decide who is paid, so nothing is guessed: 1万 typed as text counts as 10000 and is asked about, any other text
where a number belongs is an error at its cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.kinds_date import parse_day
from schemas.kinds_identity import unreadable
from schemas.kinds_people import text_of
from schemas.text import narrow, spaced, visible

_NUMBER: Final = re.compile(r"(-?[0-9]{1,12}(?:\.[0-9]{1,4})?)(万|千)?")
_FACTORS: Final = {"万": 10_000.0, "千": 1_000.0}
_MOST: Final = 100_000
"""No award table has so many places; a larger number is a slip."""


def _bare(raw: Raw) -> str:
    text = text_of(raw)
    return "".join(narrow(visible(text)).split()) if text is not None else ""


def choice(
    name: str,
    words: Sequence[str],
    also: Mapping[str, str] | None = None,
    code: str = "CHOICE_UNKNOWN",
    width: float = 10,
) -> Kind:
    """A kind whose cells hold one word of a list; `also` gives other spellings -> the word they mean.

    Anything else is unreadable: a finding with that code names the words there are.
    """
    means = {_bare(word): word for word in words} | {_bare(k): v for k, v in (also or {}).items()}
    known = {"choices": "、".join(words)}

    def parse(raw: Raw, ctx: CellContext) -> Parsed:
        bare = _bare(raw)
        if not bare:
            return Parsed(None)
        found = means.get(bare)
        return Parsed(found) if found else unreadable(code, known)

    return Kind(name, pl.String(), parse, excel=Excel(width=width, choices=tuple(words)))


def number_text(number: float) -> str:
    """A figure with all its digits and without an exponent: 1234567.5, 10000."""
    return f"{Decimal(repr(number)).normalize():f}"


def parse_number(raw: Raw, ctx: CellContext) -> Parsed:
    """A threshold, points or hours: a number; 1万 is 10000 and asked about; nothing else is taken for one."""
    if isinstance(raw, float):
        return Parsed(raw)
    bare = _bare(raw).replace(",", "")
    if not bare:
        return Parsed(None)
    match = _NUMBER.fullmatch(bare)
    if isinstance(raw, bool) or not match:
        return unreadable("NUMBER_FORMAT")
    number = round(float(match[1]) * _FACTORS.get(match[2] or "", 1.0), 4)
    shown = number_text(number)
    return Parsed(number, (Issue("NUMBER_WAN", shown, {"number": shown}),) if match[2] else ())


def parse_places(raw: Raw, ctx: CellContext) -> Parsed:
    """名额 or a line of a notice: a whole number from 0 on."""
    parsed = parse_number(raw, ctx)
    if not parsed.readable or parsed.value is None:
        return Parsed(None) if parsed.readable else unreadable("COUNT_FORMAT")
    if not parsed.value.is_integer() or not 0 <= parsed.value <= _MOST:
        return unreadable("COUNT_FORMAT")
    return Parsed(int(parsed.value), parsed.issues)


def parse_share(raw: Raw, ctx: CellContext) -> Parsed:
    """How sure an interpretation is, from 0 to 1; 93% counts as 0.93."""
    bare = _bare(raw)
    if not bare:
        return Parsed(None)
    percent = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9])?)%", bare)
    number = float(percent[1]) / 100 if percent else parse_number(raw, ctx).value
    return Parsed(number) if number is not None and 0 <= number <= 1 else unreadable("SHARE_FORMAT")


def parse_answer(raw: Raw, ctx: CellContext) -> Parsed:
    """A decision: text as typed; a day that Excel made a number of is a day again."""
    if isinstance(raw, float) and re.search("[ymd]", ctx.number_format.lower()):
        day = parse_day(raw, ctx)
        return day._replace(value=day.value.isoformat()) if day.value else day
    return parse_lines(raw, ctx)


def parse_lines(raw: Raw, ctx: CellContext) -> Parsed:
    """Text of several lines, each without blanks around it; blank lines are left out."""
    text = text_of(raw)
    lines = [spaced(line) for line in re.split(r"[\r\n]+", text)] if text is not None else []
    return Parsed("\n".join(line for line in lines if line) or None)


def _whole(number: float) -> int | None:
    return int(number) if number.is_integer() and 0 <= number <= _MOST else None


NUMBER: Final = Kind("number", pl.Float64(), parse_number, excel=Excel("General", 11))
PLACES: Final = Kind("places", pl.Int64(), parse_places, whole=_whole, excel=Excel("0", 7))
SHARE: Final = Kind("share", pl.Float64(), parse_share, excel=Excel("0.00", 7))
LINES: Final = Kind("lines", pl.String(), parse_lines, excel=Excel("@", 30))
ANSWER: Final = Kind("answer", pl.String(), parse_answer, excel=Excel("@", 18))
