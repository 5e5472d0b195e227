"""Who has which prizes, and what is different between two ways to give out an event, or between one and the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.contest import Scope
from workbook.awards.allocation import Result
from workbook.awards.rows import mine
from workbook.eligibility.figures import money_words
from workbook.merge.tables import OwnTable


class Prize(NamedTuple):
    """What somebody has of a table."""

    group: str
    tier: str
    fen: int


Prizes = Mapping[str, tuple[Prize, ...]]
"""Entrant -> its prizes, sorted."""


class Moved(NamedTuple):
    """What an answer moves: entrants whose prize changes, fen that go from one to another, how the sum changes.

    waiting   seats that would wait for a decision on a tie; ranked: whether anybody would have a rank at all
    """

    people: int
    fen: int
    total: int
    waiting: int = 0
    ranked: bool = True


def moved_by(before: Sequence[Result], after: Sequence[Result]) -> Moved:
    """What is different between two ways to give out an event."""
    old, new = prizes(before), prizes(after)
    changed = [key for key in {*old, *new} if old.get(key) != new.get(key)]
    gains = (sum(p.fen for p in new.get(key, ())) - sum(p.fen for p in old.get(key, ())) for key in changed)
    waiting = sum(len(tie.seats) for result in after for tie in result.waiting)
    ranked = any(standing.rank is not None for result in after for standing in result.standings)
    return Moved(
        len(changed), sum(gain for gain in gains if gain > 0), _money(after) - _money(before), waiting, ranked
    )


def _money(results: Sequence[Result]) -> int:
    """Fen of the prizes and of the seats that wait."""
    ties = [tie for result in results for tie in result.waiting]
    return sum(result.total for result in results) + sum(seat.fen for tie in ties for seat in tie.seats)


def prizes(results: Sequence[Result]) -> dict[str, tuple[Prize, ...]]:
    """Entrant -> its prizes."""
    found: dict[str, tuple[Prize, ...]] = {}
    for result in results:
        for given in result.given:
            prize = Prize(result.table.group, given.tier, given.fen)
            found[given.key] = tuple(sorted((*found.get(given.key, ()), prize)))
    return found


def prizes_moved(before: Sequence[Result], after: Sequence[Result]) -> list[str]:
    """Whose prize is another, in words: K0005 三等奖1,000.00元→二等奖3,000.00元."""
    return differences(prizes(before), prizes(after))


def differences(old: Prizes, new: Prizes) -> list[str]:
    """Each entrant whose prizes differ, in words."""
    return [
        f"{key} {named(old.get(key, ()))}→{named(new.get(key, ()))}"
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    ]


def on_sheet(table: OwnTable, scope: Scope) -> dict[str, tuple[Prize, ...]]:
    """The prizes of an event as they stand on 奖金分配表."""
    found: dict[str, tuple[Prize, ...]] = {}
    for row in mine(table, scope):
        amount, key = table.value(row, "amount"), table.text(row, "key").upper()
        if key and isinstance(amount, float):
            prize = Prize(table.text(row, "group"), table.text(row, "tier"), round(amount * 100))
            found[key] = tuple(sorted((*found.get(key, ()), prize)))
    return found


def named(prizes: Sequence[Prize]) -> str:
    """Prizes in words: 三等奖1,000.00元."""
    return "、".join(f"{prize.tier}{money_words(prize.fen)}" for prize in prizes) or "没有"
