"""The column kind for amounts in 元: integer fen from the first touch, never binary fractions.

What people write is read strictly: 1.5万 is 15,000 and is asked about, 1万5 is an error, since 15,000 and 10,005 are
both in use. A column's unit (单位：万元 above the table) is for whoever knows the table, not for a cell.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.kinds_identity import unreadable
from schemas.text import HYPHENS, narrow, unwrap, visible

_LARGEST: Final = 10**15
"""In fen: Excel keeps 15 digits of a number, so beyond this the fen are not what was typed."""
_CENT: Final = Decimal("0.01")
_DUST: Final = Decimal("0.000001")
"""0.1 + 0.2 is 0.30000000000000004 in a cell: such dust is no third decimal."""
_LONGEST: Final = 40

_PLAIN: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?")
_NONE: Final = re.compile(r"[-/]{1,2}|无")
_AMOUNT: Final = re.compile(
    r"(?P<minus>-?)(?:人民币|RMB|CNY)?[:]?[¥]?(?P<minus2>-?)"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<cents>\.[0-9]*)?"
    r"(?P<unit>[万千]|[wWkK](?![a-zA-Z]))?(?:元整?|圆整?|RMB|\.-)?"
)
_UNITS: Final = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}


def fen_of(yuan: Decimal) -> int:
    """Yuan in fen, half a fen rounded up (away from zero), as finance rounds."""
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


def yuan_text(fen: int) -> str:
    """Fen as plain yuan: 128050 -> "1280.50"."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def whole_yuan(number: float) -> int | None:
    """The fen of a whole number of yuan; None where `parse_money` must look."""
    return int(number) * 100 if number.is_integer() and abs(number) * 100 < _LARGEST else None


def parse_money(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of an amount column, in fen. A dash, a slash or 无 means there is none: blank.

    In a column of 万元 nothing is offered to tidy, and 1.5万 there is an error: nobody can tell which of the two counts.
    """
    if ctx.unit:
        plain = parse_money(raw, ctx._replace(unit=""))
        if any(issue.code == "AMOUNT_WAN" for issue in plain.issues):
            return unreadable("AMOUNT_FORMAT_BAD")
        # a third decimal of 万元 is no fraction of a fen
        again = _of_ten_thousand(raw) if plain.value is not None else None
        return Parsed(again) if again is not None else plain
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("AMOUNT_FORMAT_BAD")
    if isinstance(raw, float):
        return _from_number(raw)
    text = "".join(narrow(visible(unwrap(raw))).split()).replace("￥", "¥")
    text = HYPHENS.sub("-", text)
    if not text or _NONE.fullmatch(text):
        return Parsed(None)
    return _from_text(raw, text) if len(text) <= _LONGEST else unreadable("AMOUNT_FORMAT_BAD")


def _of_ten_thousand(raw: Raw) -> int | None:
    """The fen of an amount in 万元; None where it is too large or no plain number."""
    text = "".join(narrow(visible(unwrap(raw))).split()) if isinstance(raw, str) else repr(raw)
    digits = re.sub("[^0-9.eE+-]", "", text)
    try:
        fen = fen_of(Decimal(digits) * _UNITS["万"])
    except ArithmeticError:
        return None
    return fen if abs(fen) < _LARGEST else None


def _from_number(number: float) -> Parsed:
    if not abs(number) * 100 < _LARGEST:  # also what is no number
        return unreadable("AMOUNT_FORMAT_BAD")
    return _rounded(Decimal(repr(number)))


def _rounded(yuan: Decimal) -> Parsed:
    """An amount with what is said of a third decimal."""
    fen = fen_of(yuan)
    if abs(yuan - fen * _CENT) <= _DUST:
        return Parsed(fen)
    return Parsed(fen, (Issue("AMOUNT_DECIMALS", yuan_text(fen)),))


def _from_text(raw: str, text: str) -> Parsed:
    negative = re.fullmatch(r"\((.+)\)", text)
    match = _AMOUNT.fullmatch(negative[1] if negative else text)
    if not match:
        return unreadable("AMOUNT_FORMAT_BAD")
    signs = len(match["minus"]) + len(match["minus2"]) + (1 if negative else 0)
    yuan = Decimal(match["digits"].replace(",", "") + (match["cents"] or "").rstrip("."))
    unit = (match["unit"] or "").lower()
    yuan *= _UNITS.get(unit, 1)
    if signs > 1 or yuan * 100 >= _LARGEST:
        return unreadable("AMOUNT_FORMAT_BAD")
    parsed = _rounded(-yuan if signs else yuan)
    if unit:
        written = yuan_text(parsed.value)
        tidy = Issue("AMOUNT_FORMAT", written)
        return Parsed(parsed.value, (tidy, Issue("AMOUNT_WAN", written, {"amount": written})))
    if parsed.issues or _PLAIN.fullmatch(raw):
        return parsed
    return Parsed(parsed.value, (Issue("AMOUNT_FORMAT", yuan_text(parsed.value)),))


MONEY: Final = Kind(
    "money",
    pl.Int64(),
    parse_money,
    whole=whole_yuan,
    excel=Excel("#,##0.00", 14),
    units=("万元", "万"),
    cell=lambda fen: fen / 100,
)


def whole_sales(number: float) -> int | None:
    """The fen of a whole number of yuan that is not negative; None where `parse_sales` must look."""
    return whole_yuan(number) if number >= 0 else None


def parse_sales(raw: Raw, ctx: CellContext) -> Parsed:
    """What somebody sold in a time: an amount from 0 on."""
    parsed = parse_money(raw, ctx)
    return unreadable("FIGURE_NEGATIVE") if parsed.value is not None and parsed.value < 0 else parsed


SALES: Final = replace(MONEY, name="sales", parse=parse_sales, whole=whole_sales)
