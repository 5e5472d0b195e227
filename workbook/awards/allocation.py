"""The prizes of one event: each award table ranked and seated, nobody with more prizes than was decided.

One function decides (`allocated`), and what it decides carries its reasons: the words of `explain`, the rows of the
sheets and what other readings would move are all made from the same standings. Pure: the same in, the same out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from schemas.contest import Scope, Score, Tier
from workbook.awards.contenders import Contender
from workbook.awards.figures import Figure, Figures
from workbook.awards.ranking import Level, levels
from workbook.awards.scores import Scored, scores
from workbook.awards.seats import Given, Seat, Seated, Waiting, seated, seats_of
from workbook.awards.terms import (
    ABOVE_NOTHING,
    ACROSS,
    AT_LINE,
    IN_EVENT,
    JURY,
    LEAST,
    LIMITS,
    OTHER_GROUPS,
    Terms,
)

Fate = Literal["won", "waiting", "below", "capped", "twice", "threshold", "gone", "unranked"]
"""won; waiting: tied at a line; below: the seats were taken; capped: has won elsewhere as often as one may; twice: has a
better prize in another group of the event; threshold: does not reach the least; gone: had won and is out now; unranked."""


class Won(NamedTuple):
    """A prize somebody has in another event."""

    scope: Scope
    tier: str


class Gone(NamedTuple):
    """A winner of the final table who may not win any more, with the score it was ranked by; its seat stays vacant.

    Its figures stand among those of its table, so that what set it apart from equal scores still does.
    """

    contender: Contender
    score: Decimal


@dataclass(frozen=True)
class Table:
    """What one award table is given out from.

    contenders  those of its group who compete; figures: entrant -> its figures
    rules       its rows of 规则_评分; jury: places judges gave at a tie; gone: see Gone
    less        entrant -> how much less its score is, as a what-if
    """

    scope: Scope
    group: str
    tiers: tuple[Tier, ...]
    terms: Terms
    contenders: tuple[Contender, ...]
    figures: Mapping[str, Figures]
    rules: tuple[Score, ...] = ()
    jury: Mapping[str, int] = field(default_factory=dict)
    gone: tuple[Gone, ...] = ()
    less: Mapping[str, Decimal] = field(default_factory=dict)

    @cached_property
    def scored(self) -> dict[str, Scored]:
        """Entrant -> its score."""
        mine = {one.key: self.figures[one.key] for one in self.contenders}
        found = scores(self.terms, self.rules, mine)
        for key in found.keys() & self.less.keys():
            value = found[key].value
            found[key] = found[key]._replace(value=None if value is None else value - self.less[key])
        return {**found, **{one.contender.key: Scored(one.score) for one in self.gone}}

    @cached_property
    def values(self) -> dict[str, Decimal]:
        """Entrant -> its score, of those who have one."""
        return {key: scored.value for key, scored in self.scored.items() if scored.value is not None}

    @cached_property
    def levels(self) -> list[Level]:
        """The ranks of all."""
        return self.levels_of(self.values)

    def levels_of(self, keys: Iterable[str]) -> list[Level]:
        """The ranks of some, as if the others were not there."""
        jury = self.jury if self.terms.one(AT_LINE) == JURY else {}
        known = {key: self.values[key] for key in keys}
        return levels(known, self.terms.chain, self._figure, jury)

    def _figure(self, key: str, measure: str) -> Figure:
        mine = self.figures.get(key)
        return Figure(None) if mine is None else mine.of(measure)


@dataclass(frozen=True)
class Standing:
    """What came of one contender. level: with whom it shares its rank and what set it apart from equal scores, None where it
    has none; elsewhere: prizes that keep it from one here."""

    contender: Contender
    scored: Scored
    fate: Fate
    level: Level | None = None
    given: Given | None = None
    elsewhere: tuple[Won, ...] = ()

    @property
    def rank(self) -> int | None:
        """Its rank."""
        return self.level.rank if self.level else None

    @property
    def tied(self) -> tuple[str, ...]:
        """Those who are equal to it in everything."""
        members = self.level.members if self.level else ()
        return tuple(key for key in members if key != self.contender.key)

    @property
    def how(self) -> str:
        """What set it apart from equal scores."""
        return self.level.how if self.level else ""


@dataclass(frozen=True)
class Result:
    """What came of one award table: its standings, the best first, and its seats."""

    table: Table
    standings: tuple[Standing, ...]
    given: tuple[Given, ...]
    waiting: tuple[Waiting, ...]
    vacant: tuple[Seat, ...]
    lost: tuple[Given, ...] = ()
    """Prizes of winners who are out now; their seats are vacant."""

    @property
    def total(self) -> int:
        """Fen of all prizes that are given."""
        return sum(given.fen for given in self.given)

    @property
    def declared(self) -> int:
        """Fen of all seats."""
        return sum(seat.fen for seat in seats_of(self.table.tiers))

    @cached_property
    def ranked(self) -> int:
        """How many have a rank."""
        return sum(one.rank is not None for one in self.standings)

    @cached_property
    def first_ranks(self) -> dict[Decimal, int]:
        """Score -> the best rank of those who have it."""
        found: dict[Decimal, int] = {}
        for one in self.standings:
            if one.rank is not None and one.scored.value is not None:
                found.setdefault(one.scored.value, one.rank)
        return found

    @cached_property
    def lasts(self) -> dict[int, Standing]:
        """Fen of a prize -> the last who has won it."""
        return {one.given.fen: one for one in self.standings if one.given and one.fate == "won"}

    @cached_property
    def line(self) -> Decimal | None:
        """The score of the last who won, or waits for a seat: whoever reaches it may move a prize; None: seats are left."""
        if self.vacant or self.lost:
            return None
        last = [s.scored.value for s in self.standings if s.fate in ("won", "waiting")]
        known = [value for value in last if value is not None]
        return min(known) if known else None


def allocated(tables: Sequence[Table], won: Mapping[str, Sequence[Won]]) -> list[Result]:
    """The award tables of one event. won: entrant -> prizes it has in other events, which may keep it from one here.

    Whoever would have prizes in two groups keeps the larger (of equal ones that of the group that comes first), unless it
    was decided that both count; the seat that becomes free goes to the next.
    """
    out: dict[str, set[str]] = {table.group: set() for table in tables}
    while True:
        results = [_given_out(table, out[table.group], won) for table in tables]
        again = list(_lesser(results, won))
        if not again:
            return results
        for group, key in again:
            out[group].add(key)


def _lesser(results: Sequence[Result], won: Mapping[str, Sequence[Won]]) -> Iterator[tuple[str, str]]:
    """Prizes to be left to others: group and entrant; of those alone who keep the most.

    What they leave may be more than others would keep, who are asked when all of it has been passed on. What others
    leave is never more than these keep.
    """
    prizes: dict[str, list[tuple[int, int]]] = {}
    for number, result in enumerate(results):
        for given in result.given:
            prizes.setdefault(given.key, []).append((given.fen, -number))
    several = {}
    for key, mine in prizes.items():
        may = _how_many(results[-mine[0][1]].table, won.get(key, ()))
        if len(mine) > may:
            several[key] = (sorted(mine, reverse=True), may)
    most = max((mine[0] for mine, _ in several.values()), default=None)
    for key, (mine, may) in several.items():
        if mine[0] == most:
            yield from ((results[-number].table.group, key) for _, number in mine[may:])


def _how_many(table: Table, won: Sequence[Won]) -> int:
    """How many prizes somebody may have in this event."""
    here = _MANY if table.terms.one(IN_EVENT) == OTHER_GROUPS else 1
    return max(1, min(here, limit_of(table.terms) - len(counted_wins(table, won))))


def _given_out(table: Table, twice: Collection[str], won: Mapping[str, Sequence[Won]]) -> Result:
    """One table, with those left out who keep a better prize elsewhere.

    Who may not win here keeps his rank, and is not asked when those who may are compared.
    """
    gone = {one.contender.key for one in table.gone}
    asked = (key for key in table.values if key not in gone)
    why = {key: kept for key in asked if (kept := _kept_out(table, key, twice, won))}
    ranks = {key: level.rank for level in table.levels for key in level.members}
    may = [
        level._replace(rank=ranks[level.members[0]])
        for level in table.levels_of(key for key in table.values if key not in why)
    ]
    found = seated(may, seats_of(table.tiers), table.terms.one(AT_LINE))
    fates = _fates(found, why, gone, ranks)
    prizes = {given.key: given for given in found.given}
    people = {one.key: one for one in (*table.contenders, *(one.contender for one in table.gone))}
    standings = [
        Standing(
            people[key], table.scored[key], fates[key], level, prizes.get(key), tuple(won.get(key, ()))
        )
        for level in _placed(table, may, why)
        for key in level.members
    ]  # fmt: skip
    standings += [
        Standing(one, table.scored[one.key], "unranked")
        for one in table.contenders
        if one.key not in table.values
    ]
    return _result(table, tuple(standings), found, gone)


def _placed(table: Table, may: Sequence[Level], why: Mapping[str, Fate]) -> list[Level]:
    """All levels, those who may win as they are compared with each other, then those of their rank who may not."""
    others = [
        level._replace(members=members)
        for level in table.levels
        if (members := tuple(key for key in level.members if key in why))
    ]
    return sorted([*may, *others], key=lambda level: level.rank)


def _fates(
    found: Seated, why: Mapping[str, Fate], gone: Collection[str], ranks: Mapping[str, int]
) -> dict[str, Fate]:
    """What came of each; behind the last seat it does not matter why somebody may not win."""
    won = {given.key for given in found.given}
    waiting = {key for tie in found.waiting for key in tie.members}
    last = max((ranks[key] for key in won | waiting), default=0)
    fates: dict[str, Fate] = {}
    for key, rank in ranks.items():
        kept = why.get(key)
        if key in gone:
            fates[key] = "gone"
        elif kept and (kept == "threshold" or found.vacant or rank <= last):
            fates[key] = kept
        else:
            fates[key] = "waiting" if key in waiting else "won" if key in won else "below"
    return fates


def _result(table: Table, standings: tuple[Standing, ...], found: Seated, gone: Collection[str]) -> Result:
    given = tuple(one for one in found.given if one.key not in gone)
    lost = tuple(one for one in found.given if one.key in gone)
    return Result(table, standings, given, tuple(found.waiting), tuple(found.vacant), lost)


def _kept_out(
    table: Table, key: str, twice: Collection[str], won: Mapping[str, Sequence[Won]]
) -> Fate | None:
    """Why somebody who is ranked may not win here; None where it may."""
    value = table.scored[key].value
    if key in twice:
        return "twice"
    if value is not None and value <= 0 and table.terms.one(LEAST) == ABOVE_NOTHING:
        return "threshold"
    if len(counted_wins(table, won.get(key, ()))) >= limit_of(table.terms):
        return "capped"
    return None


def limit_of(terms: Terms) -> int:
    """How many prizes somebody may have; very many where there is no limit."""
    limit, _ = LIMITS.get(terms.one(ACROSS), (_MANY, False))
    return limit


_MANY = 10**6


def counted_wins(table: Table, won: Sequence[Won]) -> list[Won]:
    """The prizes that count towards the limit: those of the phase, or all."""
    _, of_phase = LIMITS.get(table.terms.one(ACROSS), (_MANY, False))
    return [one for one in won if not of_phase or one.scope.phase == table.scope.phase]
