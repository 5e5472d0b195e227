"""Rules about 排期 and 场次: times in order, lengths that agree, weekdays, nobody in two places at once.

What a rule card lays down (windows, minimum lengths, notices) is judged where the card is known, in `eligibility`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemas.kinds_date import WEEKDAYS
from schemas.kinds_time import clock_text, length_text
from workbook.batch import Batch, Options
from workbook.broadcasts import Interval, end_of, interval_of, meetings, noted_over_midnight
from workbook.content import folded
from workbook.model import Finding

_WITH_TIMES: Final = ("schedule", "sessions", "notices")
_WITH_DAYS: Final = ("schedule", "sessions")
_SHARED: Final = (("account", "帐号"), ("room", "直播间"), ("host", "主播"))
"""What two broadcasts cannot use at once, with the word for it."""

_ROUNDED: Final = 60
"""People leave the seconds out: a length may differ from the times by less than a minute."""


def _rows(batch: Batch, fmt: str) -> Iterator[dict[str, Any]]:
    frame = batch.frames.get(fmt)
    if frame is not None:
        yield from frame.iter_rows(named=True)


def _field(batch: Batch, fmt: str, row: Mapping[str, Any], name: str) -> str:
    """The column to point at: the cell with both times where the table has no column for each."""
    return name if batch.has(fmt, row, name) else "span"


def times_in_order(batch: Batch, options: Options) -> Iterator[Finding]:
    """The end is after the start; over midnight is asked about unless it was noted, and believed up to six hours."""
    for fmt in _WITH_TIMES:
        for row in _rows(batch, fmt):
            start, end = row["start"], row["end"]
            if start is None or end is None or end > start:
                continue
            found = end_of(row)
            words = {"start": clock_text(start), "end": clock_text(end)}
            if found is None:
                yield batch.finding("TIME_ORDER", fmt, row, _field(batch, fmt, row, "end"), words)
            elif not noted_over_midnight(row):
                words["length"] = length_text(found - start)
                yield batch.finding("CROSS_MIDNIGHT", fmt, row, _field(batch, fmt, row, "end"), words)


def lengths_agree(batch: Batch, options: Options) -> Iterator[Finding]:
    """The length typed is that between the two times; the shorter one counts."""
    for fmt in _WITH_DAYS:
        for row in _rows(batch, fmt):
            end, typed = end_of(row), row["minutes"]
            if end is None or typed is None or abs(end - row["start"] - typed) < _ROUNDED:
                continue
            words = {"typed": length_text(typed), "length": length_text(end - row["start"])}
            yield batch.finding("SESSION_LENGTH", fmt, row, "minutes", words)


def weekdays_agree(batch: Batch, options: Options) -> Iterator[Finding]:
    """星期 is that of the day (domain facts, case 58)."""
    for fmt in _WITH_DAYS:
        for row in _rows(batch, fmt):
            said = [char for char in str(row["weekday"] or "").replace("天", "日") if char in WEEKDAYS]
            day = row["day"]
            if day is None or len(said) != 1 or WEEKDAYS.index(said[0]) == day.weekday():
                continue
            yield batch.finding("WEEKDAY", fmt, row, "weekday", {"right": f"周{WEEKDAYS[day.weekday()]}"})


def told_twice(batch: Batch, options: Options) -> Iterator[Finding]:
    """The same broadcast in two rows: the same entrant or team at the same time. It counts once."""
    for fmt in _WITH_DAYS:
        seen: dict[tuple[object, ...], dict[str, Any]] = {}
        for row in _rows(batch, fmt):
            key = _same(row)
            if key is None:
                continue
            first = seen.setdefault(key, row)
            if first is not row:
                related = [batch.place(fmt, first, "day")]
                yield batch.finding("SESSION_DUP", fmt, row, "day", {}, related)


def _same(row: Mapping[str, Any]) -> tuple[object, ...] | None:
    """What makes two rows one broadcast."""
    who = _whose(row)
    interval = interval_of(row)
    return (row["file"], who, folded(row.get("account")), interval) if who and interval else None


def _whose(row: Mapping[str, Any]) -> str:
    """The entrant or team of a row: two of them may have hosts of one name."""
    return folded(row.get("key") or row.get("name") or row.get("team"))


def nobody_twice_at_once(batch: Batch, options: Options) -> Iterator[Finding]:
    """Two broadcasts that meet on one account, in one room, or with one host (domain facts, case 54).

    One name of a host at two entrants may be two persons: that is asked.
    """
    for fmt in _WITH_DAYS:
        told: set[tuple[int, int]] = set()
        for field, word in _SHARED:
            yield from _overlaps(batch, fmt, field, word, told)


def _overlaps(batch: Batch, fmt: str, field: str, word: str, told: set[tuple[int, int]]) -> Iterator[Finding]:
    groups: dict[tuple[object, ...], list[tuple[Interval, dict[str, Any]]]] = defaultdict(list)
    seen: set[tuple[object, ...]] = set()
    for row in _rows(batch, fmt):
        interval, value, same = interval_of(row), folded(row.get(field)), _same(row)
        if interval is None or not value or same in seen:
            continue
        if same is not None:
            seen.add(same)
        # one name at two schools is two people as often as one
        where = folded(row.get("school")) if field == "host" else folded(row.get("platform"))
        groups[row["file"], where, value].append((interval, row))
    for items in groups.values():
        for row, other, seconds in meetings(items):
            if (row["table"], row["record"]) in told:
                continue
            told.add((row["table"], row["record"]))
            words = {"shared": word, "length": length_text(seconds)}
            related = [batch.place(fmt, other, _field(batch, fmt, other, "start"))]
            at = _field(batch, fmt, row, "start")
            two = field == "host" and _whose(row) != _whose(other)
            yield batch.finding("HOST_OVERLAP" if two else "SCHED_OVERLAP", fmt, row, at, words, related)
