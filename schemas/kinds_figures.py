"""Column kinds for counts people round (fans, plays), for the code of a firm, and for links.

1.2万 is 12,000 and asked about, since it may have been 12,345; 约1万 or 1万+ is no figure. The code of a firm is checked
by GB 32100-2015, of which codes beginning with N (rural collectives) are good ones too.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.identity import ID_PATTERN
from schemas.kinds_identity import parse_id, placeholder, tidied, unreadable
from schemas.kinds_people import text_of
from schemas.text import narrow, number_text, spaced, unwrap, visible

_MOST: Final = 10**13
_LONGEST: Final = 200
_QUANTITY: Final = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,13})(\.[0-9]{1,8})?([wk万千亿])?(?:人|个|次|条|粉丝|粉)?",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(r"0|[1-9][0-9]{0,12}")
_FACTORS: Final = {"w": 10_000, "万": 10_000, "k": 1_000, "千": 1_000, "亿": 100_000_000}


def parse_quantity(raw: Raw, ctx: CellContext) -> Parsed:
    """Fans, plays, likes: a whole number from 0 on; in a column of 万 (粉丝数(万)) ten thousand times what stands there."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("QUANTITY_FORMAT_BAD")
    factor = 10_000 if ctx.unit == "万" else 1
    if isinstance(raw, float):
        return unreadable("FIGURE_NEGATIVE") if raw < 0 else _counted(Decimal(repr(raw)) * factor)
    text = number_text(raw) if len(raw) <= _LONGEST else None
    if text is None:
        return unreadable("QUANTITY_FORMAT_BAD")
    if not text:
        return Parsed(None)
    if placeholder(text):
        return unreadable("VALUE_PLACEHOLDER")
    if text[0] in "-−" and _QUANTITY.fullmatch(text[1:]):
        return unreadable("FIGURE_NEGATIVE")
    match = _QUANTITY.fullmatch(text)
    word = (match[3] or "").lower() if match else ""
    if match is None or (word and factor > 1):
        return unreadable("QUANTITY_FORMAT_BAD")
    number = Decimal(match[1].replace(",", "") + (match[2] or ""))
    parsed = _counted(number * factor * _FACTORS.get(word, 1))
    if parsed.value is None:
        return parsed
    shown = str(parsed.value)
    if word:
        told = Issue("QUANTITY_WAN", shown, {"number": f"{parsed.value:,}"})
        return Parsed(parsed.value, (Issue("QUANTITY_FORMAT", shown), told))
    plain = factor > 1 or _PLAIN.fullmatch(raw)
    return Parsed(parsed.value, () if plain else (Issue("QUANTITY_FORMAT", shown),))


def _counted(number: Decimal) -> Parsed:
    if not number.is_finite() or not 0 <= number < _MOST or number != number.to_integral_value():
        return unreadable("QUANTITY_FORMAT_BAD")
    return Parsed(int(number))


# ---- Firms

CREDIT_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT: Final = re.compile(f"[{CREDIT_LETTERS}]{{18}}")
_ID: Final = re.compile(ID_PATTERN)


def credit_code_right(code: str) -> bool:
    """Whether the check character of a 统一社会信用代码 is right (GB 32100-2015: weights 3^i mod 31)."""
    if not _CREDIT.fullmatch(code):
        return False
    total = sum(CREDIT_LETTERS.index(char) * pow(3, n, 31) for n, char in enumerate(code[:17]))
    return CREDIT_LETTERS[(31 - total % 31) % 31] == code[17]


def parse_credit(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of a 统一社会信用代码 column: 18 characters, the last of them checked."""
    if raw is None:
        return Parsed(None)
    if not isinstance(raw, str):
        return unreadable("CREDIT_FORMAT")
    bare = "".join(narrow(visible(unwrap(raw))).split()).upper().replace("-", "")
    if not bare:
        return Parsed(None)
    if placeholder(bare):
        return unreadable("VALUE_PLACEHOLDER")
    if not _CREDIT.fullmatch(bare):
        return unreadable("CREDIT_FORMAT")
    if not credit_code_right(bare):
        return unreadable("CREDIT_CHECKSUM")
    return tidied(bare, "CREDIT_TIDY" if bare != raw else None)


def parse_document(raw: Raw, ctx: CellContext) -> Parsed:
    """A column where an ID number or the code of a firm may stand: by what it is right as, else an ID number."""
    if isinstance(raw, str):
        bare = "".join(narrow(visible(unwrap(raw))).split()).upper()
        if credit_code_right(bare) or (_CREDIT.fullmatch(bare) and not _ID.fullmatch(bare)):
            return parse_credit(raw, ctx)
    return parse_id(raw, ctx)


# ---- Links


def parse_link(raw: Raw, ctx: CellContext) -> Parsed:
    """A link: the first http(s) address in the cell, as apps share it with a title around it; else asked about."""
    text = text_of(raw)
    if text is None or not visible(text):
        return Parsed(None)
    if placeholder(visible(text)):
        return unreadable("VALUE_PLACEHOLDER")
    found = re.search(r"https?://[!-~]+", visible(text))
    if found:
        return Parsed(found.group())
    return Parsed(spaced(text), (Issue("LINK_FORMAT"),))


QUANTITY: Final = Kind("quantity", pl.Int64(), parse_quantity, excel=Excel("#,##0", 11), units=("万",))
CREDIT_CODE: Final = Kind("credit_code", pl.String(), parse_credit, excel=Excel("@", 22), masked=True)
DOCUMENT: Final = Kind("document", pl.String(), parse_document, excel=Excel("@", 22), masked=True)
LINK: Final = Kind("link", pl.String(), parse_link, excel=Excel("@", 30))
