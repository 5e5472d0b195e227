"""Column kinds for numbers of people: ID numbers, mobile phones, phones.

Such numbers are text. Typed as a number, an ID number has lost its last digits for good (Excel keeps 15): it is
reported and never repaired. One cell gets at most one error; a tidy-up is offered only when the result is right.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.identity import ID_PATTERN, ID_WEIGHTS, MOBILE_PATTERN, PROVINCES
from schemas.text import INVISIBLE, narrow, unwrap, visible

_ID: Final = re.compile(ID_PATTERN)
_MOBILE: Final = re.compile(MOBILE_PATTERN)
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,2}")
PLACEHOLDER_WORDS: Final = "无|没有|暂无|暂缺|待补|待定|未到场|未提供|不详|空|同上"
_PLACEHOLDER: Final = re.compile(rf"[-—－_/\\.。×xX]{{1,4}}|{PLACEHOLDER_WORDS}")
_LANDLINE: Final = re.compile(r"(\(?0[0-9]{2,3}\)?-?)[0-9]{7,8}(-[0-9]{1,6})?|[2-8][0-9]{6,7}")
_EXACT: Final = 1e15
"""Below this every whole number is exact in a cell (Excel keeps 15 digits)."""


def unreadable(code: str, context: dict[str, str] | None = None) -> Parsed:
    """A cell no value can be taken from."""
    return Parsed(None, (Issue(code, None, context or {}),), readable=False)


def tidied(value: str, code: str | None) -> Parsed:
    """A value that had to be tidied; without a code it was fine as it stood."""
    return Parsed(value, (Issue(code, value),) if code else ())


def placeholder(text: str) -> bool:
    """无, -, /, 待补 ...: something typed where a value belongs."""
    return _PLACEHOLDER.fullmatch(text) is not None


def digits_of(number: float) -> str | None:
    """The digits of a whole number that a cell holds exactly; None when digits are lost or it is none."""
    if not number.is_integer() or abs(number) >= _EXACT or number < 0:
        return None
    return str(int(number))


def cleaning_code(raw: str, wide: str, invisible: str, space: str) -> str | None:
    """The most telling name for what had to be taken out: full width, invisible characters, blanks."""
    if narrow(INVISIBLE.sub("", raw)) != INVISIBLE.sub("", raw):
        return wide
    if INVISIBLE.search(raw):
        return invisible
    return space if raw != "".join(raw.split()) or "-" in raw else None


# ---- ID numbers


def parse_id(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of an 身份证号 column (GB 11643-1999); check digit and birth date are judged column-wise."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("ID_FORMAT")
    if isinstance(raw, float):
        digits = digits_of(raw)
        if digits and len(digits) == 15:
            return unreadable("ID_15")
        return unreadable("ID_PRECISION" if abs(raw) >= _EXACT else "ID_FORMAT")
    text = unwrap(raw)
    bare = re.sub(r"[\s\-]", "", narrow(visible(text)))
    if not bare:
        return unreadable("VALUE_PLACEHOLDER") if visible(text) else Parsed(None)
    return _id_from_text(raw, text, bare)


def _id_from_text(raw: str, text: str, bare: str) -> Parsed:
    if placeholder(visible(text)):
        return unreadable("VALUE_PLACEHOLDER")
    if _SCIENTIFIC.fullmatch(bare):
        return unreadable("ID_SCI")
    if re.fullmatch(r"[0-9]{15}", bare):
        return unreadable("ID_15")
    upper = bare.upper()
    if not _ID.fullmatch(upper):
        return unreadable("ID_FORMAT", {"length": str(len(bare))})
    code = cleaning_code(text, "ID_WIDTH", "ID_INVISIBLE", "ID_SPACE")
    if code is None and upper != bare:
        code = "ID_UPPER"
    if code is None and raw != upper:
        code = "ID_INVISIBLE"
    return tidied(upper, code)


def _id_digit(column: pl.Expr, position: int) -> pl.Expr:
    return column.str.slice(position, 1).cast(pl.Int32, strict=False)


def id_birth_real(column: pl.Expr) -> pl.Expr:
    """True where digits 7 to 14 are a real day."""
    return column.str.slice(6, 8).str.to_date("%Y%m%d", strict=False).is_not_null() | column.is_null()


def id_checksum_right(column: pl.Expr) -> pl.Expr:
    """True where the check digit is right; an impossible birth date is told instead, so it passes here."""
    total = pl.sum_horizontal(_id_digit(column, n) * weight for n, weight in enumerate(ID_WEIGHTS))
    expected = pl.lit("10X98765432").str.slice(total % 11, 1)
    return (column.str.slice(17, 1) == expected) | ~id_birth_real(column) | column.is_null()


def id_region_known(column: pl.Expr) -> pl.Expr:
    """True where the first two digits are in use; only said of numbers that are right otherwise."""
    known = column.str.slice(0, 2).is_in(sorted(PROVINCES))
    return known | column.is_null() | ~id_birth_real(column) | ~id_checksum_right(column)


ID_NUMBER: Final = Kind(
    "id_number",
    pl.String(),
    parse_id,
    plain=_ID.fullmatch,
    checks={"ID_BIRTH": id_birth_real, "ID_CHECKSUM": id_checksum_right, "ID_REGION": id_region_known},
    excel=Excel("@", 22),
    masked=True,
)


# ---- Phones


def _phone_text(raw: Raw) -> tuple[str, str, str | None] | Parsed:
    """(text as typed, cleaned digits, code of what had to be cleaned), or a Parsed that ends the matter."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("PHONE_FORMAT_BAD")
    if isinstance(raw, float):
        digits = digits_of(raw)
        return (
            ("", digits, "PHONE_NUMBER")
            if digits
            else unreadable("PHONE_SCI" if raw >= _EXACT else "PHONE_FORMAT_BAD")
        )
    text = unwrap(raw)
    bare = re.sub(r"[\s\-—()]", "", narrow(visible(text)))
    bare = re.sub(r"^(\+86|0086|86(?=1[0-9]{10}$))", "", bare)
    if not bare:
        return Parsed(None) if not visible(text) else unreadable("VALUE_PLACEHOLDER")
    return text, bare, "PHONE_FORMAT" if bare != raw else None


def parse_mobile(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of a 手机号 column: eleven digits that begin with 13 to 19."""
    found = _phone_text(raw)
    if isinstance(found, Parsed):
        return found
    text, bare, code = found
    if _MOBILE.fullmatch(bare):
        return tidied(bare, code)
    if placeholder(visible(text)):
        return unreadable("VALUE_PLACEHOLDER")
    if _SCIENTIFIC.fullmatch(bare):
        return unreadable("PHONE_SCI")
    if (
        len(
            re.findall(
                r"(?<![0-9])1[0-9]{10}(?![0-9])|(?<![0-9])1[3-9][0-9]{9}(?=1[3-9][0-9]{9}$)", narrow(text)
            )
        )
        > 1
    ):
        return unreadable("PHONE_MULTI")
    if re.fullmatch(r"(1[3-9][0-9]{9}){2,}", bare):
        return unreadable("PHONE_MULTI")
    if _LANDLINE.fullmatch(re.sub(r"\s", "", narrow(visible(text)))) and (bare[0] == "0" or "-" in text):
        return unreadable("PHONE_LANDLINE")
    if re.fullmatch(r"[0-9]+", bare):
        if len(bare) == 11:
            return unreadable("PHONE_SEG")
        return unreadable("PHONE_LEN", {"length": str(len(bare))})
    return unreadable("PHONE_FORMAT_BAD")


def parse_phone(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of a 联系电话 column of a teacher: a mobile or a landline (0791-86200000)."""
    found = _phone_text(raw)
    if not isinstance(found, Parsed):
        compact = re.sub(r"\s", "", narrow(visible(found[0])))
        if _LANDLINE.fullmatch(compact) or _LANDLINE.fullmatch(found[1]):
            return Parsed(compact or found[1])
    return parse_mobile(raw, ctx)


MOBILE: Final = Kind(
    "mobile", pl.String(), parse_mobile, plain=_MOBILE.fullmatch, excel=Excel("@", 14), masked=True
)
PHONE: Final = Kind(
    "phone", pl.String(), parse_phone, plain=_MOBILE.fullmatch, excel=Excel("@", 15), masked=True
)
