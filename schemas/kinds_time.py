"""Column kinds for times: a time of day, a span of two, a length, and a day with perhaps a time.

A time of day counts in seconds from midnight, so that a session of 1 hour 59 minutes 30 seconds is never rounded up to
two hours. 24:00 is the end of its day. What people say (晚7点-9点) is read, shown and asked about; what contradicts
itself (晚3点) or is no time (1930) is an error at its cell.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Final, NamedTuple

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.kinds_date import parse_day, serial_day
from schemas.kinds_identity import placeholder, unreadable
from schemas.text import HYPHENS, narrow, unwrap, visible

DAY_SECONDS: Final = 86_400
_LONGEST: Final = 60
_PLAIN: Final = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|24:00(?::00)?")
_CLOCK: Final = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚间|夜里|晚)?"
    r"(?P<hour>[0-9]{1,2})(?:[:点时h](?P<minute>半|[0-9]{1,2})?分?(?::(?P<second>[0-9]{2}))?|(?=am|pm))整?"
    r"(?P<half>am|pm)?"
)
_AFTERNOON: Final = ("下午", "傍晚", "晚上", "晚间", "夜里", "晚")
_BETWEEN: Final = re.compile(r"(?:-|~|至|到)+")
_NEXT_DAY: Final = re.compile(r"[(]?(?:次日|第二天|翌日)[)]?")


class Spoken(NamedTuple):
    """A time of day as read: seconds from midnight, whether it was said rather than written, which part of the day."""

    seconds: int
    said: bool = False
    part: str = ""


def clock_text(seconds: int) -> str:
    """Seconds from midnight as a clock shows them: 19:00, 24:00, 19:00:30; beyond a day 次日01:00."""
    if seconds > DAY_SECONDS:
        return f"次日{clock_text(seconds - DAY_SECONDS)}"
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours:02d}:{minutes:02d}" + (f":{left:02d}" if left else "")


def _bare(text: str) -> str:
    """Without blanks, in plain width and one kind of dash and colon."""
    narrowed = "".join(narrow(visible(unwrap(text))).split()).lower()
    return HYPHENS.sub("-", narrowed).replace("∶", ":").replace("～", "~")


def _spoken(text: str, part: str = "") -> Spoken | None:
    """One time of day; part: of which part of the day the other end of a span was. None when it is none."""
    if _PLAIN.fullmatch(text) and not part:
        numbers = [int(number) for number in text.split(":")]
        return Spoken(numbers[0] * 3600 + numbers[1] * 60 + (numbers[2] if len(numbers) > 2 else 0))
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    said = match["part"] or part
    minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
    hour = _hour(int(match["hour"]), said, match["half"] or "")
    second = int(match["second"] or 0)
    if hour is None or minute > 59 or second > 59 or hour * 3600 + minute * 60 + second > DAY_SECONDS:
        return None
    # 7点 may be in the evening: as said, and asked about; 19点 can be one time only
    spoken = bool(said) or (hour <= 12 and ":" not in text and not match["half"])
    return Spoken(hour * 3600 + minute * 60 + second, spoken, said)


def _hour(hour: int, part: str, half: str) -> int | None:
    """The hour of 24 that is meant; None where the words contradict each other (晚3点, 上午15点, 13pm)."""
    if half:
        if not 1 <= hour <= 12:
            return None
        return hour % 12 + (12 if half == "pm" else 0)
    if not part or hour > 12:
        return hour if not part or part in _AFTERNOON or part == "中午" else None
    if part in _AFTERNOON:
        if part in ("晚上", "晚间", "夜里", "晚") and hour < 5:
            return None
        return hour + 12
    if part == "中午":
        return hour + 12 if hour < 3 else hour if hour > 10 else None
    return hour % 12 if part == "凌晨" else hour


def parse_clock(raw: Raw, ctx: CellContext) -> Parsed:
    """A time of day in seconds from midnight, 0 to 86,400 (24:00); more where it is one of the next day (次日01:00)."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("TIME_FORMAT_BAD")
    if isinstance(raw, float):
        return _clock_number(raw, ctx)
    text = _bare(raw)
    if not text:
        return Parsed(None)
    if placeholder(text):
        return unreadable("VALUE_PLACEHOLDER")
    clock = _NEXT_DAY.sub("", text, count=1)
    found = _spoken(clock) if len(text) <= _LONGEST else None
    if found is None:
        return unreadable("TIME_FORMAT_BAD")
    seconds = found.seconds + (DAY_SECONDS if clock != text else 0)
    shown = clock_text(seconds)
    if found.said:
        return Parsed(seconds, (Issue("TIME_SPOKEN", shown, {"reading": shown}),))
    plain = _PLAIN.fullmatch(raw) or raw == shown
    return Parsed(seconds, () if plain else (Issue("TIME_FORMAT", shown),))


def _clock_number(number: float, ctx: CellContext) -> Parsed:
    """Excel's fraction of a day, perhaps behind a day. 19.5 shown as a plain number may be half past seven or 19:50.

    Between 1 and 2 it is a time of the next day, as `CLOCK.cell` writes it: 1.25 is 次日06:00.
    """
    clocked = re.search("h", ctx.number_format.lower()) is not None
    if 0 <= number <= 1 or (clocked and 1 < number <= 2):
        return Parsed(round(number * DAY_SECONDS))
    if clocked and serial_day(number, ctx.date1904):
        return Parsed(round(number % 1 * DAY_SECONDS))
    return unreadable("TIME_FORMAT_BAD")


def parse_span(raw: Raw, ctx: CellContext) -> Parsed:
    """Two times of day in one cell, as text 19:00-21:00; 次日 puts the second on the next day."""
    if raw is None:
        return Parsed(None)
    if not isinstance(raw, str):
        return unreadable("TIME_FORMAT_BAD")
    text = _bare(raw)
    if not text:
        return Parsed(None)
    if placeholder(text):
        return unreadable("VALUE_PLACEHOLDER")
    parts = _BETWEEN.split(text) if len(text) <= _LONGEST else []
    if len(parts) != 2:
        return unreadable("TIME_FORMAT_BAD")
    later = _NEXT_DAY.sub("", parts[1])
    first = _spoken(parts[0])
    second = (_spoken(later, first.part) or _spoken(later)) if first else None
    if first is None or second is None:
        return unreadable("TIME_FORMAT_BAD")
    end = second.seconds + (DAY_SECONDS if later != parts[1] else 0)
    value = f"{clock_text(first.seconds)}-{clock_text(end)}"
    if first.said or second.said:
        return Parsed(value, (Issue("TIME_SPOKEN", value, {"reading": value}),))
    return Parsed(value, () if raw == value else (Issue("TIME_FORMAT", value),))


def ends_of(span: str) -> tuple[int, int]:
    """Both ends of a span as `parse_span` gives it, in seconds from its first midnight."""
    first, second = span.split("-")
    more = DAY_SECONDS if second.startswith("次日") else 0
    return _seconds(first), _seconds(second.removeprefix("次日")) + more


def _seconds(text: str) -> int:
    numbers = [int(number) for number in text.split(":")]
    return sum(number * size for number, size in zip(numbers, (3600, 60, 1), strict=False))


# ---- Lengths

_LENGTH: Final = re.compile(
    r"(?:(?P<hours>[0-9]+(?:\.[0-9]+)?)(?:个?(?:小时|h|hours?)|时))?(?:(?P<half>半)|"
    r"(?:(?P<minutes>[0-9]+(?:\.[0-9]+)?)(?:分钟?|m(?:in(?:utes?)?)?))?(?:(?P<seconds>[0-9]+)(?:秒|s))?)"
)
_COLONS: Final = re.compile(r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5][0-9])(?::(?P<seconds>[0-5][0-9]))?")
_HALF: Final = re.compile("(?:([0-9]+)个?)?半个?小时")
_LONGEST_LENGTH: Final = 100 * 3600


def length_text(seconds: int) -> str:
    """A length in minutes as the column shows it, with the seconds where there are some: 115, 119分30秒."""
    minutes, left = divmod(seconds, 60)
    return f"{minutes}分{left}秒" if left else str(minutes)


def parse_length(raw: Raw, ctx: CellContext) -> Parsed:
    """A length in seconds. A bare number is of minutes, or of the unit its header names (时长(小时))."""
    if raw is None:
        return Parsed(None)
    if isinstance(raw, bool):
        return unreadable("LENGTH_FORMAT")
    if isinstance(raw, float):
        clocked = re.search("h", ctx.number_format.lower()) is not None
        return _length(raw * (DAY_SECONDS if clocked else 3600 if ctx.unit == "小时" else 60))
    text = _bare(raw)
    if not text:
        return Parsed(None)
    if placeholder(text):
        return unreadable("VALUE_PLACEHOLDER")
    if re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,4})?", text):
        return _length(float(text) * (3600 if ctx.unit == "小时" else 60))
    if len(text) > _LONGEST:
        return unreadable("LENGTH_FORMAT")
    text = _HALF.sub(lambda half: f"{half[1] or 0}.5小时", text)
    match = _LENGTH.fullmatch(text) or _COLONS.fullmatch(text)
    if not match:
        return unreadable("LENGTH_FORMAT")
    found = match.groupdict()
    half = 1800 if found.get("half") else 0
    sizes = {"hours": 3600, "minutes": 60, "seconds": 1}
    return _length(half + sum(float(found[name] or 0) * size for name, size in sizes.items()))


def _length(seconds: float) -> Parsed:
    """A length; fractions of a second are dropped, never rounded up."""
    if not 0 <= seconds <= _LONGEST_LENGTH:  # also what is no number
        return unreadable("LENGTH_FORMAT")
    return Parsed(int(seconds + 1e-6))


# ---- A day, perhaps with a time

_MOMENT: Final = re.compile(r"(?P<day>.*?[0-9日号])[ t]*(?P<time>(?:[^0-9\s-]{0,3})[0-9]{1,2}[:点时h].*)?")
_EXACT_TIME: Final = re.compile(
    r"(?P<clock>.*?[0-9日号][ t]*[0-9]{1,2}:[0-9]{2}(?P<second>:[0-9]{2})?)(?:[.,][0-9]{1,9})?"
    r" ?(?P<zone>z|utc|gmt|(?:utc|gmt)?(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?)?"
)
"""What a program writes: fractions of a second, and a zone (of a time without seconds only Z or UTC: 19:30-21 is a span)."""
_IN_WORDS: Final = re.compile(r"([0-9]{1,2})[时点]([0-9]{1,2})分([0-9]{1,2})秒")
_EPOCH: Final = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")
LOCAL: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
_FARTHEST: Final = timedelta(hours=14)


def parse_moment(raw: Raw, ctx: CellContext) -> Parsed:
    """A day with perhaps a time, as text: 2024-10-15, or 2024-10-15 23:59:59 where a time is given.

    A time with a zone is given as that of Beijing; a fraction of a second is cut off, never rounded up.
    """
    if isinstance(raw, float):
        return _moment_number(raw, ctx)
    if not isinstance(raw, str):
        return parse_day(raw, ctx)
    text = " ".join(narrow(visible(unwrap(raw))).lower().split()) if len(raw) <= _LONGEST else ""
    text = _IN_WORDS.sub(lambda said: f" {said[1]}:{said[2]:0>2}:{said[3]:0>2}", text)
    if _EPOCH.fullmatch(text):
        return _epoch(int(text))
    exact = _EXACT_TIME.fullmatch(HYPHENS.sub("-", text))
    shift = _shift(exact) if exact else None
    match = _MOMENT.fullmatch(exact["clock"] if exact and shift is not None else text)
    if not text or match is None or match["time"] is None:
        day = parse_day(raw, ctx)
        return day._replace(value=moment_text(day.value, None)) if isinstance(day.value, date) else day
    day, clock = parse_day(match["day"], ctx), parse_clock(match["time"], ctx)
    if not day.readable or not isinstance(day.value, date):
        return day
    if not clock.readable:
        return clock
    value = moment_text(day.value, clock.value + (shift or 0))
    told = tuple(Issue(i.code, value, {"reading": value}) for i in clock.issues if i.code == "TIME_SPOKEN")
    return Parsed(value, (*day.issues, *told))


def _moment_number(number: float, ctx: CellContext) -> Parsed:
    if number.is_integer() and _EPOCH.fullmatch(str(int(number))):
        return _epoch(int(number))
    day = parse_day(number, ctx)
    if not isinstance(day.value, date):
        return day
    return Parsed(moment_text(day.value, round(number % 1 * DAY_SECONDS) or None), day.issues)


def _shift(exact: re.Match[str]) -> int | None:
    """Seconds from a time as written to that of Beijing; None where what stands behind it is no zone."""
    if exact["zone"] is None:
        return 0
    if exact["sign"] is None:
        return round(LOCAL.utcoffset(None).total_seconds())
    minutes = int(exact["minutes"] or 0)
    off = timedelta(hours=int(exact["hours"]), minutes=minutes) * (-1 if exact["sign"] == "-" else 1)
    if exact["second"] is None or minutes > 59 or abs(off) > _FARTHEST:
        return None
    return round((LOCAL.utcoffset(None) - off).total_seconds())


def _epoch(number: int) -> Parsed:
    """A count of seconds or milliseconds since 1970, with the time it would be."""
    at = datetime.fromtimestamp(number // 1000 if number >= 10**12 else number, LOCAL)
    return unreadable("TIME_EPOCH", {"likely": at.replace(tzinfo=None).isoformat(" ")})


def moment_text(day: date, seconds: int | None) -> str:
    """A day and the seconds since its midnight as text; 24:00 is the start of the next day."""
    if seconds is None:
        return day.isoformat()
    return (datetime.combine(day, time()) + timedelta(seconds=seconds)).isoformat(" ")


CLOCK: Final = Kind(
    "clock",
    pl.Int64(),
    parse_clock,
    excel=Excel("[hh]:mm", 10),
    cell=lambda seconds: seconds / DAY_SECONDS,
    text=clock_text,
)
SPAN: Final = Kind("span", pl.String(), parse_span, excel=Excel("@", 14))
LENGTH: Final = Kind(
    "length",
    pl.Int64(),
    parse_length,
    excel=Excel("0.##", 10),
    units=("小时", "分钟"),
    cell=lambda seconds: seconds / 60,
    text=length_text,
)
MOMENT: Final = Kind("moment", pl.String(), parse_moment, excel=Excel("yyyy-mm-dd hh:mm", 18), text=str)
