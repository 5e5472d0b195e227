"""Time cut into slots: within a slot the same events are running, so that one join tells what a line counts for.

Stages are plain data, for they come from the rule card: a handful of rows. What is said of the lines stays a frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import narwhals.stable.v2 as nw

from workbook.ledger.frames import Frame

IDLE = 0
"""The slot in which no event is running."""
TEXT = "%Y-%m-%d %H:%M:%S"


Among = Mapping[tuple[str, int], Sequence[str]]
"""Entrant and slot -> the events entered that run then."""


class Stage(NamedTuple):
    """An event is running from `first` until before `stop`; rank: its place in the order of beginning."""

    event: str
    first: datetime
    stop: datetime
    rank: int


class Slots(NamedTuple):
    """cuts: from this time on, this slot, ascending; running: the events of each slot, the earliest first.

    ranks   which of `events` begins before which
    """

    cuts: tuple[tuple[datetime, int], ...]
    running: tuple[tuple[str, ...], ...]
    events: tuple[str, ...]
    ranks: tuple[int, ...]


def slots_of(stages: Sequence[Stage]) -> Slots:
    """Cut time at every begin and stop; events of one rank stand in the order of their names."""
    ranks: dict[str, int] = {}
    for stage in sorted(stages, key=lambda s: (s.rank, s.event)):
        ranks.setdefault(stage.event, stage.rank)
    events = tuple(ranks)
    running: list[tuple[str, ...]] = [()]
    cuts = []
    for cut in sorted({s.first for s in stages} | {s.stop for s in stages}):
        now = {s.event for s in stages if s.first <= cut < s.stop}
        found = tuple(event for event in events if event in now)
        if found not in running:
            running.append(found)
        cuts.append((cut, running.index(found)))
    return Slots(tuple(cuts), tuple(running), events, tuple(ranks.values()))


def slot(slots: Slots) -> nw.Expr:
    """The slot of the time `at`, null where there is none.

    Times are compared as clocks show them: a literal made by the engine itself, no zone of a machine comes in.
    """
    found: nw.Expr = nw.lit(IDLE)
    for cut, number in slots.cuts:
        begins = nw.lit(cut.strftime(TEXT)).str.to_datetime(format=TEXT)
        found = nw.when(nw.col("at") >= begins).then(nw.lit(number)).otherwise(found)
    return nw.when(~nw.col("at").is_null()).then(found)


def taking_part(entries: Frame, slots: Slots) -> Frame:
    """Which of its events run in each slot, for each entrant -> key, slot, event, place (among all events), rank."""
    entered = entries.select("key", "event").unique()
    place: nw.Expr = nw.lit(len(slots.events))
    rank: nw.Expr = nw.lit(0)
    for number, (event, first) in enumerate(zip(slots.events, slots.ranks, strict=True)):
        place = nw.when(nw.col("event") == event).then(nw.lit(number)).otherwise(place)
        rank = nw.when(nw.col("event") == event).then(nw.lit(first)).otherwise(rank)
    entered = entered.with_columns(place=place, rank=rank)
    parts = [
        entered.filter(nw.col("event").is_in(events)).with_columns(slot=nw.lit(number))
        for number, events in enumerate(slots.running)
        if events
    ]
    if not parts:
        parts = [entered.head(0).with_columns(slot=nw.lit(IDLE))]
    return nw.concat(parts).select("key", "slot", "event", "place", "rank")


def by_slot(entries: Frame, slots: Slots) -> Frame:
    """How many events an entrant has in a slot, and the earliest -> key, slot, running, firsts (how many begin as early),
    first_event."""
    parts = taking_part(entries, slots).with_columns(low=nw.col("rank").min().over("key", "slot"))
    first = nw.when(nw.col("rank") == nw.col("low")).then(nw.lit(1)).otherwise(nw.lit(0))
    found = (
        parts.with_columns(first=first)
        .group_by("key", "slot")
        .agg(running=nw.len(), firsts=nw.col("first").sum(), place=nw.col("place").min())
    )
    event: nw.Expr = nw.lit(None, nw.String)
    for number, name in enumerate(slots.events):
        event = nw.when(nw.col("place") == number).then(nw.lit(name)).otherwise(event)
    return found.select("key", "slot", "running", "firsts", first_event=event)


def among(entered: Iterable[tuple[str, str]], slots: Slots) -> Among:
    """Which of the events each entrant entered run in a slot, the earliest first. entered: entrant, event."""
    events: dict[str, set[str]] = {}
    for key, event in entered:
        events.setdefault(key, set()).add(event)
    return {
        (key, slot): found
        for key, mine in events.items()
        for slot, running in enumerate(slots.running)
        if (found := [event for event in running if event in mine])
    }
