"""Column kinds for where people belong and the opaque numbers they are given: city, school, 学号, shop, 序号."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.kinds_identity import (
    EXACT,
    SCIENTIFIC,
    cleaning_code,
    digits_of,
    placeholder,
    tidied,
    unreadable,
)
from schemas.kinds_people import text_of
from schemas.regions import CITIES, cities_in, city_of
from schemas.text import narrow, unwrap, visible

_STUDENT: Final = re.compile(r"[0-9A-Za-z]{6,20}")
_SHOP: Final = re.compile(r"[0-9A-Za-z_-]{4,32}")
_SIMILAR: Final = 70
_LONGEST_SCHOOL: Final = 60
_WIDE_BRACKETS: Final = str.maketrans("()", "（）")
_NARROW_BRACKETS: Final = str.maketrans("（）", "()")
_CAMPUS: Final = re.compile("（[^（）]{1,10}校区）$")


def parse_city(raw: Raw, ctx: CellContext) -> Parsed:
    """One of the eleven branches, however it is written; the short name is the value."""
    text = text_of(raw)
    bare = visible(text) if text is not None else ""
    if not bare:
        return Parsed(None)
    found = dict.fromkeys(cities_in(bare))
    if len(found) > 1:
        return unreadable("CITY_MULTI")
    city = next(iter(found), None) or city_of(bare)
    return Parsed(city) if city else unreadable("CITY_UNKNOWN")


def parse_school(raw: Raw, ctx: CellContext) -> Parsed:
    """A university's name; compared with the user's list when there is one, never corrected.

    Brackets of either width are the same (中国石油大学(北京)); a campus in brackets is no other school.
    """
    text = text_of(raw)
    name = "".join(visible(text).split()) if text is not None else ""
    if not name:
        return Parsed(None)
    if placeholder(name):
        return unreadable("VALUE_PLACEHOLDER")
    if not ctx.schools:
        return Parsed(name)
    if official := _listed(name, ctx):
        return Parsed(official)
    near = _nearest(name, ctx)
    hint = f"，名单里最接近的是“{near}”" if near else ""
    return Parsed(name, (Issue("SCHOOL_UNKNOWN", near, {"near": hint}),))


def _listed(name: str, ctx: CellContext) -> str | None:
    """The official name of a school on the list, written with either brackets, with or without its campus."""
    wide = name.translate(_WIDE_BRACKETS)
    for spelling in (name, wide, name.translate(_NARROW_BRACKETS), _CAMPUS.sub("", wide)):
        if spelling in ctx.schools:
            return ctx.schools[spelling]
    return None


def _nearest(name: str, ctx: CellContext) -> str | None:
    if len(name) > _LONGEST_SCHOOL:
        return None
    from rapidfuzz import fuzz, process  # only an unknown school pays for it

    found = process.extractOne(name, list(ctx.schools), scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    return ctx.schools[found[0]] if found else None


def parse_student_no(raw: Raw, ctx: CellContext) -> Parsed:
    """学号: opaque, 6 to 20 letters and digits. Typed as a number it may have lost a leading 0.

    A number format such as 0000000000, at least as long as the number, shows the zeros: nothing is lost there.
    The format 0, which people set to see all digits, shows none.
    """
    if isinstance(raw, float):
        digits = digits_of(raw)
        if digits is None:
            return unreadable("STUDENT_NO_PRECISION")
        zeros = ctx.number_format
        if re.fullmatch("0{6,20}", zeros) and len(zeros) >= len(digits):
            return Parsed(digits.zfill(len(zeros)))
        return Parsed(digits, (Issue("STUDENT_NO_ZERO"),))
    text = text_of(raw)
    if text is None or not visible(text):
        return Parsed(None)
    bare = "".join(narrow(visible(unwrap(text))).split())
    if SCIENTIFIC.fullmatch(bare):
        return unreadable("STUDENT_NO_PRECISION")
    if not _STUDENT.fullmatch(bare):
        return Parsed(bare or None, (Issue("STUDENT_NO_FORMAT"),))
    return tidied(bare, "STUDENT_NO_SPACE" if bare != raw else None)


def parse_shop_id(raw: Raw, ctx: CellContext) -> Parsed:
    """邮乐小店ID: no public specification, so only what is surely wrong is an error."""
    if isinstance(raw, float):
        digits = digits_of(raw)
        if digits is None:
            return unreadable("SHOP_PRECISION")
        return Parsed(digits, () if _SHOP.fullmatch(digits) else (Issue("SHOP_FORMAT"),))
    text = text_of(raw)
    if text is None or not visible(text):
        return Parsed(None)
    bare = "".join(narrow(visible(unwrap(text))).split())
    if SCIENTIFIC.fullmatch(bare):
        return unreadable("SHOP_SCI")
    if placeholder(bare):
        return unreadable("VALUE_PLACEHOLDER")
    if not _SHOP.fullmatch(bare):
        return Parsed(bare or None, (Issue("SHOP_FORMAT"),))
    code = cleaning_code(text, "SHOP_SPACE", "SHOP_SPACE", "SHOP_SPACE") if bare != raw else None
    return tidied(bare, code)


def parse_count(raw: Raw, ctx: CellContext) -> Parsed:
    """序号: a whole number; other text there means nothing and is left alone."""
    if isinstance(raw, float):
        return Parsed(int(raw) if raw.is_integer() and abs(raw) < EXACT else None)
    text = narrow(visible(raw)) if isinstance(raw, str) else ""
    return Parsed(int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None)


CITY: Final = Kind("city", pl.String(), parse_city, excel=Excel(width=14, choices=CITIES))
SCHOOL: Final = Kind("school", pl.String(), parse_school, excel=Excel(width=20))
STUDENT_NO: Final = Kind(
    "student_no", pl.String(), parse_student_no, plain=_STUDENT.fullmatch, excel=Excel("@", 16)
)
SHOP_ID: Final = Kind(
    "shop_id",
    pl.String(),
    parse_shop_id,
    plain=re.compile("[0-9A-Za-z_]{5,32}").fullmatch,  # of four: 1E15 and xxxx need a closer look
    excel=Excel("@", 18),
)


def _count(number: float) -> int | None:
    return int(number) if number.is_integer() and abs(number) < EXACT else None


COUNT: Final = Kind("count", pl.Int64(), parse_count, whole=_count, excel=Excel(width=6))
