"""Column kinds for numbers of people: ID numbers, mobile phones, phones.

Such numbers are text. Typed as a number, an ID number has lost its last digits for good (Excel keeps 15): it is
reported and never repaired. One cell gets at most one error; a tidy-up is offered only when the result is right.
Virtual and IoT segments of mobile numbers are never an error: they change from year to year.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.identity import ID_PATTERN, ID_WEIGHTS, MOBILE_PATTERN, PROVINCES
from schemas.text import HYPHENS, INVISIBLE, narrow, unwrap, visible

_ID: Final = re.compile(ID_PATTERN)
SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,2}")
PLACEHOLDER_WORDS: Final = (
    "无|没有|暂无|暂缺|暂未填写?|待补充?|待填|待定|后补|未到场|未提供|未填写?|未知|不详|空|同上"
)
_PLACEHOLDER: Final = re.compile(
    rf"[-—－_/\\.。…×xX]{{1,4}}|[.。…·]{{5,8}}|{PLACEHOLDER_WORDS}|n/a|null|none|nan", re.IGNORECASE
)
EXACT: Final = 1e15
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
    if not number.is_integer() or abs(number) >= EXACT or number < 0:
        return None
    return str(int(number))


def cleaning_code(raw: str, wide: str, invisible: str, space: str) -> str | None:
    """The most telling name for what had to be taken out: full width, invisible characters, blanks."""
    seen = HYPHENS.sub("", INVISIBLE.sub("", raw))
    if narrow(seen) != seen:
        return wide
    if INVISIBLE.search(raw):
        return invisible
    return space if HYPHENS.search(raw) or raw != "".join(raw.split()) else None


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
        return unreadable("ID_PRECISION" if abs(raw) >= EXACT else "ID_FORMAT")
    text = unwrap(raw)
    bare = HYPHENS.sub("", "".join(narrow(visible(text)).split()))
    if not bare:
        return unreadable("VALUE_PLACEHOLDER") if visible(text) else Parsed(None)
    return _id_from_text(raw, text, bare)


def _id_from_text(raw: str, text: str, bare: str) -> Parsed:
    if placeholder(visible(text)):
        return unreadable("VALUE_PLACEHOLDER")
    if SCIENTIFIC.fullmatch(bare):
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
    """True where digits 7 to 14 are a real day; polars knows a year 0, the calendar does not."""
    day = column.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    return (day.is_not_null() & (column.str.slice(6, 4) != "0000")) | column.is_null()


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

_MOBILE: Final = re.compile(MOBILE_PATTERN)
_COUNTRY: Final = re.compile(r"(\+86|0086|86(?=1[0-9]{10}$))")
_DOTTED: Final = re.compile(r"([0-9]{3})([.·・_])([0-9]{4})\2([0-9]{4})|([0-9]{11})\.0+")
_AREA: Final = "0(?:10|2[0-9]|[3-9][0-9]{2})"
"""Area codes: 010, 02x, and 03xx to 09xx. 013… is a mobile number after an old trunk 0, not a landline."""
_LANDLINE: Final = re.compile(
    rf"\(?(?P<area>{_AREA})\)?-?(?P<number>[2-9][0-9]{{6,7}})(?:(?:-|转|ext\.?)(?P<more>[0-9]{{1,6}}))?"
)
_LOCAL: Final = re.compile(r"[2-8][0-9]{6,7}|[48]00[0-9]{7}")
_BETWEEN: Final = re.compile(r"[/、,，;；|&\n\r或和及]+")
_WHOLE_NUMBER: Final = re.compile(rf"1[3-9][0-9]{{9}}|{_AREA}[2-9][0-9]{{6,7}}")
_GLUED: Final = re.compile(r"(1[3-9][0-9]{9}){2,}")
_APART: Final = re.compile(r"(?<![0-9])1[0-9]{10}(?![0-9])")
_TEACHERS: Final = 6
"""More numbers in one cell are a list of people, not the phones of a team's teachers."""


class _Typed(NamedTuple):
    """A phone as typed, and its cleaned digits; code names what had to be cleaned."""

    text: str
    bare: str
    code: str | None


def _typed(raw: Raw) -> _Typed | Parsed:
    """What is typed, cleaned; or a Parsed that ends the matter."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("PHONE_FORMAT_BAD")
    if isinstance(raw, float):
        digits = digits_of(raw)
        if digits is None:
            return unreadable("PHONE_SCI" if raw >= EXACT else "PHONE_FORMAT_BAD")
        return _Typed("", _COUNTRY.sub("", digits, count=1), "PHONE_NUMBER")
    text = unwrap(raw)
    seen = visible(text)
    if not seen:
        return Parsed(None)
    if placeholder(seen):
        return unreadable("VALUE_PLACEHOLDER")
    bare = re.sub(r"[\s()]", "", HYPHENS.sub("", narrow(seen)))
    country = _COUNTRY.match(bare)
    bare = bare[country.end() :] if country else bare
    if dotted := _DOTTED.fullmatch(bare):
        bare = "".join(part for part in dotted.group(1, 3, 4, 5) if part)
    if not bare:
        return unreadable("VALUE_PLACEHOLDER")
    return _Typed(text, bare, "PHONE_FORMAT" if bare != raw else None)


def parse_mobile(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of a 手机号 column: eleven digits that begin with 13 to 19."""
    typed = _typed(raw)
    if isinstance(typed, Parsed):
        return typed
    return tidied(typed.bare, typed.code) if _MOBILE.fullmatch(typed.bare) else _refused(typed)


def _refused(typed: _Typed) -> Parsed:
    """Why a text is no mobile number; the first reason that fits."""
    text, bare, _ = typed
    if SCIENTIFIC.fullmatch(bare):
        return unreadable("PHONE_SCI")
    if _several(text, bare):
        return unreadable("PHONE_MULTI")
    if _landline(text, bare):
        return unreadable("PHONE_LANDLINE")
    if not re.fullmatch("[0-9]+", bare):
        return unreadable("PHONE_FORMAT_BAD")
    if len(bare) == 11:
        return unreadable("PHONE_SEG")
    return unreadable("PHONE_LEN", {"length": str(len(bare))})


def _several(text: str, bare: str) -> bool:
    """Whether a cell holds two numbers: 138…/139…, a mobile and a landline, or two glued together."""
    if _GLUED.fullmatch(bare) or len(_APART.findall(narrow(text))) > 1:
        return True
    parts = (re.sub("[^0-9]", "", part) for part in _BETWEEN.split(narrow(text)))
    return sum(1 for part in parts if _WHOLE_NUMBER.fullmatch(part)) > 1


def _landline(text: str, bare: str) -> str | None:
    """A landline in its usual form (0791-86200000, an extension behind it), or None."""
    compact = HYPHENS.sub("-", "".join(narrow(visible(text)).split()))
    match = _LANDLINE.fullmatch(compact) or _LANDLINE.fullmatch(bare)
    if not match:
        return None
    more = f"-{match['more']}" if match["more"] else ""
    return f"{match['area']}-{match['number']}{more}"


def parse_phone(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of a teacher's 联系电话: a mobile, a landline or a local number; two teachers, two numbers.

    Several numbers are taken as one value, joined by 、.
    """
    typed = _typed(raw)
    if isinstance(typed, Parsed):
        return typed
    if line := _landline(typed.text, typed.bare):
        return Parsed(line)
    if _LOCAL.fullmatch(typed.bare):
        return Parsed(typed.bare)
    parts = [part for part in _BETWEEN.split(typed.text) if visible(part)]
    if 1 < len(parts) <= _TEACHERS:
        phones = [parse_phone(part, ctx).value for part in parts]
        if all(phones):
            return Parsed("、".join(phones))
    return parse_mobile(raw, ctx)


MOBILE: Final = Kind(
    "mobile", pl.String(), parse_mobile, plain=_MOBILE.fullmatch, excel=Excel("@", 14), masked=True
)
PHONE: Final = Kind(
    "phone", pl.String(), parse_phone, plain=_MOBILE.fullmatch, excel=Excel("@", 15), masked=True
)
