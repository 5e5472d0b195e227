"""Column kinds of order exports: order numbers, and buyers.

An order number is text of up to some twenty digits. Excel keeps 15 of them, so a number-typed one of 16 or more has lost
its end for good: it is reported and never repaired. What platforms put around the digits against that (="38…", a
leading apostrophe, a trailing TAB) is taken off (domain facts, section 2.8 and case 63). Two numbers in one cell are
none, and neither is a text without a digit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Kind, Parsed, Raw
from schemas.kinds_identity import EXACT, SCIENTIFIC, digits_of, placeholder, tidied, unreadable
from schemas.kinds_people import parse_free, text_of
from schemas.text import narrow, one_line, spaced, unwrap, visible

PLAIN_ORDER: Final = r"[0-9A-Za-z][0-9A-Za-z_-]{5,39}"
"""A number that stands as it is: long enough to be no scientific text (3E18)."""
_PLAIN: Final = re.compile(rf"(?=[^0-9]*[0-9]){PLAIN_ORDER}")
_LONGEST_WORD: Final = 60
_DIGIT: Final = re.compile("[0-9]")
_SEVERAL: Final = re.compile("[ ,、;]")
"""Parts two numbers; none stands within one."""


def parse_order(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of an order number column, as text; None where it is blank or a dash."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("ORDER_PRECISION")
    if isinstance(raw, float):
        digits = digits_of(raw)
        return unreadable("ORDER_PRECISION") if digits is None or raw >= EXACT else Parsed(digits)
    if not one_line(raw):
        return unreadable("ORDER_FORMAT")
    bare = narrow(spaced(unwrap(raw)))
    if not bare or placeholder(bare):
        return Parsed(None)
    if SCIENTIFIC.fullmatch(bare):
        return unreadable("ORDER_PRECISION")
    if _SEVERAL.search(bare) or not _DIGIT.search(bare):
        return unreadable("ORDER_FORMAT")
    return tidied(bare, "ORDER_TEXT" if bare != raw else None)


def parse_buyer(raw: Raw, ctx: CellContext) -> Parsed:
    """Who bought: a name, an account or a phone; None where the platform masked it (138****5678)."""
    text = text_of(raw)
    if text is None or "*" in text or placeholder(visible(text) or "-"):
        return Parsed(None)
    return parse_free(unwrap(text), ctx)


def meaning(
    name: str,
    words: Mapping[str, Sequence[str]],
    unknown: Parsed,
    patterns: Sequence[tuple[str, str]] = (),
    heaviest: Sequence[str] = (),
) -> Kind:
    """A column of a platform's words: each is taken as what it means (meaning -> words).

    unknown    what a word is that nobody knows
    patterns   (pattern, meaning): what words are taken as that are not listed, the first that is found in them
    heaviest   of several states in one cell (已取消，退款成功) the one that stands first here decides; none: there are
               never several
    """
    known = {_folded(word): meant for meant, found in words.items() for word in found}
    searched = [(re.compile(pattern), meant) for pattern, meant in patterns]

    def meant(text: str) -> str | None:
        return known.get(text) or next((meant for found, meant in searched if found.search(text)), None)

    def parse(raw: Raw, ctx: CellContext) -> Parsed:
        text = _folded(text_of(raw) or "")
        if not text or (placeholder(text) and text not in known):
            return Parsed(known.get("-"))
        if len(text) > _LONGEST_WORD:
            return unknown
        found = {meant(part) for part in text.split(",")} if heaviest and text not in known else {meant(text)}
        if None in found:
            return unknown
        return Parsed(found.pop() if len(found) == 1 else next(one for one in heaviest if one in found))

    return Kind(name, pl.String(), parse, excel=Excel("@", 12))


def _folded(text: str) -> str:
    return "".join(narrow(visible(unwrap(text))).casefold().split())


ORDER_NO: Final = Kind(
    "order_no", pl.String(), parse_order, plain=_PLAIN.fullmatch, excel=Excel("@", 22), masked=True
)
BUYER: Final = Kind("buyer", pl.String(), parse_buyer, excel=Excel("@", 16), masked=True)
