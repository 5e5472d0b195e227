"""The column kind for days: every spelling people use, and nothing guessed.

A day is taken where only one day can be meant. Where a year is missing or day and month could be swapped, the cell is
left unreadable with a warning until a person has confirmed it: a wrong date would decide who won.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.kinds_identity import placeholder, unreadable
from schemas.text import HYPHENS, narrow, spaced, unwrap

WEEKDAYS: Final = "一二三四五六日"

_FIRST, _LAST = date(1900, 1, 1), date(2099, 12, 31)
_BASE_1900: Final = date(1899, 12, 30)
"""Day 0 for serials from 61 on: Excel counts a 29 February 1900 that never was, as Lotus 1-2-3 did."""
_BASE_1904: Final = date(1904, 1, 1)
_SERIALS: Final = (date(1950, 1, 1), _LAST)
"""Serial numbers outside these days are no dates anybody meant (age columns, years, row numbers)."""
_LONGEST: Final = 60

_WEEKDAY: Final = re.compile(r"[\s(]*(?:周|星期|礼拜)(?P<day>[一二三四五六日天])[\s)]*")
_TIME: Final = re.compile(r"[ T](?P<hour>[0-9]{1,2}):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_YMD: Final = re.compile(r"([0-9]{4})(?: ?[-/.年] ?)([0-9]{1,2})(?: ?[-/.月] ?)([0-9]{1,2}) ?[日号]?")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_NO_YEAR: Final = re.compile(r"([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?[日号]?")
_NO_DAY: Final = re.compile(r"[0-9]{4}(?: ?[-/.年] ?[0-9]{1,2} ?月?)?年?")
_SERIAL: Final = re.compile(r"[0-9]{5}")


def serial_day(number: float, date1904: bool = False) -> date | None:
    """The day of a serial number, its time of day left out; None where no day of 1950 to 2099 is meant."""
    if not 0 <= number < 100_000:
        return None
    day = (_BASE_1904 if date1904 else _BASE_1900) + timedelta(days=int(number))
    return day if _SERIALS[0] <= day <= _SERIALS[1] else None


def real_day(year: int, month: int, day: int) -> date | None:
    """That day, or None: 2024-9-31 is none, and neither is a year outside 1900 to 2099."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _FIRST <= found <= _LAST else None


def parse_day(raw: Raw, ctx: CellContext) -> Parsed:
    """One cell of a date column."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("DATE_FORMAT")
    if isinstance(raw, float):
        return _from_number(raw, ctx)
    text = HYPHENS.sub("-", narrow(spaced(unwrap(raw))))
    if not text:
        return Parsed(None)
    if placeholder(text):
        return unreadable("VALUE_PLACEHOLDER")
    return _from_text(text, ctx) if len(text) <= _LONGEST else unreadable("DATE_FORMAT")


def _from_number(number: float, ctx: CellContext) -> Parsed:
    """A serial number, or 20241008 typed as a number. 2024.1 may have been 2024.10: Excel cut the 0 off."""
    if day := serial_day(number, ctx.date1904):
        return Parsed(day)
    if number.is_integer() and (match := _COMPACT.fullmatch(str(int(number)))):
        return _day(match)
    return unreadable("DATE_NUMBER")


def _from_text(text: str, ctx: CellContext) -> Parsed:
    """A day with perhaps a weekday and a time around it; 24:00 is the start of the next day."""
    weekday = _WEEKDAY.search(text)
    bare = _WEEKDAY.sub(" ", text).strip() if weekday else text
    time = _TIME.search(bare)
    if time and int(time["hour"]) > 24:
        return unreadable("DATE_FORMAT")
    parsed = _from_date(bare[: time.start()] if time else bare, ctx)
    if not isinstance(parsed.value, date):
        return parsed
    issues = parsed.issues
    if weekday and WEEKDAYS.index(weekday["day"].replace("天", "日")) != parsed.value.weekday():
        right = f"周{WEEKDAYS[parsed.value.weekday()]}"
        issues = (*issues, Issue("WEEKDAY", None, {"right": right}))
    late = time is not None and time["hour"] == "24"
    return Parsed(parsed.value + timedelta(days=1) if late else parsed.value, issues)


def _from_date(text: str, ctx: CellContext) -> Parsed:
    if match := _YMD.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(match)
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(*map(int, match.groups()))
    if _SERIAL.fullmatch(text) and (day := serial_day(float(text), ctx.date1904)):
        return _asked("DATE_SERIAL", day)
    if _NO_DAY.fullmatch(text):
        return unreadable("DATE_DAY")
    if match := _NO_YEAR.fullmatch(text):
        month, day_of_month = map(int, match.groups())
        if real_day(2000, month, day_of_month) is None:
            return unreadable("DATE_INVALID")
        return unreadable("DATE_YEAR", {"month": str(month), "day": str(day_of_month), "likely": ""})
    return unreadable("DATE_FORMAT")


def _day(match: re.Match[str]) -> Parsed:
    year, month, day = map(int, match.groups())
    found = real_day(year, month, day)
    return Parsed(found) if found else unreadable("DATE_INVALID")


def _year_last(first: int, second: int, year: int) -> Parsed:
    """10/8/2024: 8 October or 10 August? Asked, with the American reading; 10/28/2024 can be one day only."""
    american, european = real_day(year, first, second), real_day(year, second, first)
    if american and european and american != european:
        return _asked("DATE_ORDER", american)
    found = american or european
    return Parsed(found, (Issue("DATE_ORDER", found.isoformat()),)) if found else unreadable("DATE_INVALID")


def _asked(code: str, likely: date) -> Parsed:
    """A cell that is unreadable until a person confirms the likely day."""
    return Parsed(None, (Issue(code, likely.isoformat()),), readable=False)


def day_number(value: date | str) -> float:
    """The serial number of a day from March 1900 on, given as a day or as text 2024-10-08."""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return float((day - _BASE_1900).days)


DAY: Final = Kind("day", pl.Date(), parse_day, excel=Excel("yyyy-mm-dd", 12), cell=day_number, text=str)
