"""Column kinds of order exports: order numbers, and buyers.

An order number is text of up to some twenty digits. Excel keeps 15 of them, so a number-typed one of 16 or more has lost
its end for good: it is reported and never repaired. What platforms put around the digits against that (="38…", a
leading apostrophe, a trailing TAB) is taken off (domain facts, section 2.8 and case 63).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.kinds_identity import EXACT, SCIENTIFIC, digits_of, placeholder, tidied, unreadable
from schemas.kinds_people import parse_free, text_of
from schemas.text import narrow, unwrap, visible

PLAIN_ORDER: Final = r"[0-9A-Za-z][0-9A-Za-z_-]{5,39}"
"""A number that stands as it is: long enough to be no scientific text (3E18)."""
_PLAIN: Final = re.compile(PLAIN_ORDER)


def parse_order(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of an order number column, as text; None where it is blank or a dash."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("ORDER_PRECISION")
    if isinstance(raw, float):
        digits = digits_of(raw)
        return unreadable("ORDER_PRECISION") if digits is None or raw >= EXACT else Parsed(digits)
    bare = "".join(narrow(visible(unwrap(raw))).split())
    if not bare or placeholder(bare):
        return Parsed(None)
    if SCIENTIFIC.fullmatch(bare):
        return unreadable("ORDER_PRECISION")
    return tidied(bare, "ORDER_TEXT" if bare != raw else None)


def parse_buyer(raw: Raw, ctx: CellContext) -> Parsed:
    """Who bought: a name, an account or a phone; None where the platform masked it (138****5678)."""
    text = text_of(raw)
    if text is None or "*" in text or placeholder(visible(text) or "-"):
        return Parsed(None)
    return parse_free(unwrap(text), ctx)


def meaning(name: str, words: Mapping[str, Sequence[str]], decides: bool) -> Kind:
    """A column of a platform's words: each is taken as what it means (meaning -> words), an unknown one is asked about.

    decides   a line with an unknown word cannot be read
    """
    known = {_folded(word): meant for meant, found in words.items() for word in found}

    def parse(raw: Raw, ctx: CellContext) -> Parsed:
        text = _folded(text_of(raw) or "")
        if text in known:
            return Parsed(known[text])
        if not text or placeholder(text):
            return Parsed(known.get("-"))
        return Parsed(None, (Issue("STATUS_UNKNOWN"),), readable=not decides)

    return Kind(name, pl.String(), parse, excel=Excel("@", 12))


def _folded(text: str) -> str:
    return "".join(narrow(visible(unwrap(text))).casefold().split())


ORDER_NO: Final = Kind(
    "order_no", pl.String(), parse_order, plain=_PLAIN.fullmatch, excel=Excel("@", 22), masked=True
)
BUYER: Final = Kind("buyer", pl.String(), parse_buyer, excel=Excel("@", 16), masked=True)
