"""A broadcast as an interval of time: when it began, how long it was, whether it meets another.

Intervals are half-open: one that ends at 20:00 and one that begins at 20:00 do not meet. Seconds count from midnight,
lengths are never rounded up. Findings are left to `rules.broadcasts`, what counts for whom to `eligibility`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple, TypeVar

from schemas.kinds_time import DAY_SECONDS
from workbook.content import folded

NIGHT: Final = 6 * 3600
"""A broadcast over midnight that nobody noted as one is believed up to so many seconds (domain facts, case 53)."""

Row = Mapping[str, Any]
T = TypeVar("T")


class Interval(NamedTuple):
    """From, up to but not including: seconds since the first day there is."""

    start: int
    end: int

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.end - self.start


def noted_over_midnight(row: Row) -> bool:
    """Whether a person wrote beside it that it went on after midnight."""
    remark = str(row.get("remark") or "")
    return any(word in remark for word in ("次日", "跨天", "跨零点", "零点", "凌晨", "跨夜"))


def end_of(row: Row) -> int | None:
    """When a broadcast ended, in seconds from the midnight before it began; None where that cannot be told."""
    start, end = row.get("start"), row.get("end")
    if start is None or end is None:
        return None
    if end > start:
        return int(end)
    over = int(end) + DAY_SECONDS
    return over if end < start and (noted_over_midnight(row) or over - start <= NIGHT) else None


def interval_of(row: Row) -> Interval | None:
    """The interval of a row with day, start and end; None where one of them is missing or they contradict."""
    day, end = row.get("day"), end_of(row)
    if not isinstance(day, date) or end is None:
        return None
    midnight = day.toordinal() * DAY_SECONDS
    return Interval(midnight + int(row["start"]), midnight + end)


def length_of(row: Row) -> int | None:
    """How long a broadcast was, in seconds: by its times, else as typed; where both are there, the shorter counts."""
    interval, typed = interval_of(row), row.get("minutes")
    known = [seconds for seconds in (interval.seconds if interval else None, typed) if seconds is not None]
    return min(known) if known else None


def moment(text: object) -> datetime | None:
    """A day, perhaps with a time, as `kinds_time.parse_moment` gives it; a day alone is its midnight."""
    return datetime.fromisoformat(str(text)) if text else None


def start_of(row: Row) -> datetime | None:
    """When a broadcast begins; None where day or start is not known."""
    if not isinstance(row["day"], date) or row.get("start") is None:
        return None
    return datetime.combine(row["day"], time()) + timedelta(seconds=int(row["start"]))


def day_of(row: Row) -> date | None:
    """The day a broadcast begins on: 24:00 of a day is the next one's first moment; None where the day is not known."""
    day = row.get("day")
    return None if not isinstance(day, date) else day + timedelta(seconds=int(row.get("start") or 0))


def first_starts(rows: Iterable[Row]) -> dict[str, datetime]:
    """Stage -> when its first broadcast begins, of those whose day and start are known."""
    found: dict[str, datetime] = {}
    for row in rows:
        start, stage = start_of(row), folded(row.get("stage"))
        if start is not None:
            found[stage] = min(found.get(stage, start), start)
    return found


def meetings(items: Iterable[tuple[Interval, T]]) -> Iterator[tuple[T, T, int]]:
    """Pairs whose intervals meet: the later one, the one it meets, for how many seconds. Each later one is told once."""
    latest: tuple[Interval, T] | None = None
    for interval, item in sorted(items, key=lambda pair: pair[0]):
        if latest is not None and interval.start < latest[0].end:
            yield item, latest[1], min(interval.end, latest[0].end) - interval.start
        if latest is None or interval.end > latest[0].end:
            latest = interval, item
