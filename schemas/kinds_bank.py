"""The column kind of bank accounts: digits as text.

A card has 16 to 19 digits, Excel keeps 15: typed as a number it has lost its end for good, which is reported and never
repaired. An account of a firm has 8 to 30 digits and no check digit. Luhn is a question, never an error: some old and
regional cards fail it (domain facts, section 3).
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Kind, Parsed, Raw
from schemas.kinds_identity import SCIENTIFIC, digits_of, placeholder, tidied, unreadable
from schemas.text import HYPHENS, narrow, unwrap, visible

_ACCOUNT: Final = re.compile("[0-9]{8,30}")
CARD: Final = re.compile("[0-9]{16,19}")
"""A personal card by its length."""


def parse_account(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of a 银行账号 column: 8 to 30 digits without blanks and hyphens."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("CARD_FORMAT")
    if isinstance(raw, float):
        digits = digits_of(raw)
        if digits is None:
            return unreadable("CARD_PRECISION")
        return tidied(digits, "CARD_TIDY") if _ACCOUNT.fullmatch(digits) else unreadable("CARD_FORMAT")
    bare = HYPHENS.sub("", "".join(narrow(visible(unwrap(raw))).split()))
    if not bare:
        return Parsed(None)
    if placeholder(bare):
        return unreadable("VALUE_PLACEHOLDER")
    if SCIENTIFIC.fullmatch(bare):
        return unreadable("CARD_PRECISION")
    if not _ACCOUNT.fullmatch(bare):
        return unreadable("CARD_FORMAT")
    return tidied(bare, "CARD_TIDY" if bare != raw else None)


BANK_ACCOUNT: Final = Kind(
    "bank_account", pl.String(), parse_account, plain=_ACCOUNT.fullmatch, excel=Excel("@", 24), masked=True
)
