"""Seats: which of the ranked sit where, walked tier by tier, and what a tie at a line does to it.

A line runs between two seats of different prizes, and behind the last seat. Equal entrants on both sides of one are
treated as was decided (domain facts, section 4): they take the next seats too, they share the money of the seats they
reach, or judges say who goes first; while nobody said, these seats wait. No seat is ever given twice but where money is
shared at the last line, and there the money is that of the seats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.contest import Tier
from workbook.awards.ranking import Level
from workbook.awards.terms import CONSUME, SHARE
from workbook.shares import split


class Seat(NamedTuple):
    """One place of a tier: number from 1, fen."""

    tier: str
    number: int
    fen: int


class Given(NamedTuple):
    """Who sits there. tier and fen are the prize that is given, which a tie may make another than the seat's."""

    key: str
    rank: int
    seat: Seat
    tier: str
    fen: int
    note: str = ""


class Waiting(NamedTuple):
    """A tie at a line that nobody decided: who is tied, and the seats that wait for it."""

    rank: int
    members: tuple[str, ...]
    seats: tuple[Seat, ...]


@dataclass
class Seated:
    """How the seats of one award table are taken; vacant: those nobody takes."""

    given: list[Given] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    vacant: list[Seat] = field(default_factory=list)


def seats_of(tiers: Iterable[Tier]) -> list[Seat]:
    """The seats of a table, the best first as the card has them."""
    return [
        Seat(tier.name, number, tier.amount or 0)
        for tier in tiers
        for number in range(1, (tier.places or 0) + 1)
    ]


def seated(levels: Iterable[Level], seats: Sequence[Seat], at_line: str) -> Seated:
    """Seat the ranked in order. levels: of those alone who may win here."""
    found, at = Seated(), 0
    for level in levels:
        reached = tuple(seats[at : at + len(level.members)])
        if not reached:
            break
        at += len(reached)
        short = len(reached) < len(level.members)
        if not short and len({seat.fen for seat in reached}) == 1 and len({s.tier for s in reached}) == 1:
            found.given += [
                Given(key, level.rank, seat, seat.tier, seat.fen)
                for key, seat in zip(level.members, reached, strict=True)
            ]
        elif at_line == SHARE:
            found.given += _shared(level, reached)
        elif at_line == CONSUME and not short:
            found.given += _consumed(level, reached)
        else:
            found.waiting.append(Waiting(level.rank, level.members, reached))
    found.vacant = list(seats[at:])
    return found


def _consumed(level: Level, reached: tuple[Seat, ...]) -> list[Given]:
    """All have the better prize, and so many seats fewer are left behind them."""
    best = reached[0]
    found = []
    for key, seat in zip(level.members, reached, strict=True):
        note = "" if seat.tier == best.tier else f"并列，占用{seat.tier}第{seat.number}席"
        found.append(Given(key, level.rank, seat, best.tier, best.fen, note))
    return found


def _shared(level: Level, reached: tuple[Seat, ...]) -> list[Given]:
    """All share the money of the seats they reach, to the fen."""
    total, count = sum(seat.fen for seat in reached), len(level.members)
    names = "、".join(dict.fromkeys(seat.tier for seat in reached))
    note = f"{count}人并列，平分{names}{len(reached)}个名额的奖金"
    found = []
    for place, (key, fen) in enumerate(zip(level.members, split(total, [1] * count), strict=True)):
        seat = reached[min(place, len(reached) - 1)]
        found.append(Given(key, level.rank, seat, reached[0].tier, fen, note))
    return found
