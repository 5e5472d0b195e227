"""The column kind for amounts in 元: integer fen from the first touch, never binary fractions.

What people write is read strictly: 1.5万 is 15,000 and is asked about, 1万5 is an error, since 15,000 and 10,005 are
both in use. A column's unit (单位：万元 above the table) is for whoever knows the table, not for a cell.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.kinds_identity import unreadable
from schemas.text import HYPHENS, number_text

_LARGEST: Final = 10**15
"""In fen: Excel keeps 15 digits of a number, so beyond this the fen are not what was typed."""
_CENT: Final = Decimal("0.01")
_DUST: Final = Decimal("0.000001")
"""0.1 + 0.2 is 0.30000000000000004 in a cell: such dust is no third decimal."""
_LONGEST: Final = 40
_LONGEST_CELL: Final = 200

_PLAIN: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?")
_NONE: Final = re.compile(r"[-/]{1,2}|无|[无未](?:退款|售后)(?:申请)?")
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
    """One cell of an amount column, in fen. A dash, a slash, 无 or 无退款 means there is none: blank.

    In a column of 万元 nothing is offered to tidy, and 1.5万 there is an error: nobody can tell which of the two counts.
    """
    if raw is None:
        return Parsed(None)
    written = _written(raw)
    if not isinstance(written, _Written):
        return written
    if ctx.unit and written.unit:
        return unreadable("AMOUNT_FORMAT_BAD")
    yuan = written.yuan * _UNITS.get(written.unit or ctx.unit[:1], 1)
    if not abs(yuan) * 100 < _LARGEST:
        return unreadable("AMOUNT_FORMAT_BAD")
    if ctx.unit:
        return Parsed(fen_of(yuan))  # a third decimal of 万元 is no fraction of a fen
    return _told(_rounded(yuan), raw, written.unit)


class _Written(NamedTuple):
    """A number as it stands in a cell, and the letter of its own unit."""

    yuan: Decimal
    unit: str = ""


def _written(raw: Raw) -> _Written | Parsed:
    """What is written; or a Parsed that ends the matter."""
    if isinstance(raw, bool):
        return unreadable("AMOUNT_FORMAT_BAD")
    if isinstance(raw, float):
        exact = abs(raw) * 100 < _LARGEST  # not so of what is no number
        return _Written(Decimal(repr(raw))) if exact else unreadable("AMOUNT_FORMAT_BAD")
    text = number_text(raw or "") if len(raw or "") <= _LONGEST_CELL else None
    if text is None:
        return unreadable("AMOUNT_FORMAT_BAD")
    text = HYPHENS.sub("-", text.replace("￥", "¥"))
    if not text or _NONE.fullmatch(text):
        return Parsed(None)
    negative = re.fullmatch(r"\((.+)\)", text)
    match = _AMOUNT.fullmatch(negative[1] if negative else text) if len(text) <= _LONGEST else None
    signs = len(match["minus"]) + len(match["minus2"]) + (1 if negative else 0) if match else 0
    if not match or signs > 1:
        return unreadable("AMOUNT_FORMAT_BAD")
    yuan = Decimal(match["digits"].replace(",", "") + (match["cents"] or "").rstrip("."))
    return _Written(-yuan if signs else yuan, (match["unit"] or "").lower())


def _rounded(yuan: Decimal) -> Parsed:
    """An amount with what is said of a third decimal."""
    fen = fen_of(yuan)
    if abs(yuan - fen * _CENT) <= _DUST:
        return Parsed(fen)
    return Parsed(fen, (Issue("AMOUNT_DECIMALS", yuan_text(fen)),))


def _told(parsed: Parsed, raw: Raw, unit: str) -> Parsed:
    """An amount with what is said of how it was written."""
    shown = yuan_text(parsed.value)
    if unit:
        return Parsed(
            parsed.value, (Issue("AMOUNT_FORMAT", shown), Issue("AMOUNT_WAN", shown, {"amount": shown}))
        )
    if parsed.issues or not isinstance(raw, str) or _PLAIN.fullmatch(raw):
        return parsed
    return Parsed(parsed.value, (Issue("AMOUNT_FORMAT", shown),))


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
