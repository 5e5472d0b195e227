"""A made-up 利通 contest whose outcome is known: who enters which award table, with which true figure, and who wins.

`contest()` is data only and always the same. What the rules make of it is worked out here in the simplest way, and
nothing of it comes from the program: `expected_awards` is what `allocate` must come to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from tests.golden.notice import LIVE, OVERLAP, PRIZES, TABLES, TIERS, Table
from tests.golden.people import Entrant, Pool, pool

SHORT = Table("第二期", "活动3", "")
"""The table with fewer eligible entrants than places, unless the contest is `full`."""
SHORT_ELIGIBLE = 14
ON_LINE = Table("第一期", "活动5", "")
"""Where the third and the fourth are equal in everything, if the contest has a `tie_on_line`."""
UNDECIDED = "由评审决定"

TIES = {
    # table: the better one of two with the same figure (0 is the first), and what decides
    Table("第一期", "活动4", ""): (4, "orders"),
    Table("第二期", "活动6", ""): (9, "day"),
    Table("第一期", "活动3", ""): (9, "day"),
    Table("第二期", "活动1", "达人组"): (7, "orders"),  # the eighth and the ninth: between 二等奖 and 三等奖
}
_NO_PRIZE = {
    # how an entry comes to nothing: what it lacks, or what it is
    "live": ("no plan", "sanctioned", "young"),
    "hours": ("short",),
    "many": ("few",),
    "filmed": ("late", "wrong tag", "young"),
    "第一期·活动2": ("firm",),
    "第二期·活动4": ("few",),
}
_FIRST_DAY = {"第一期": date(2024, 9, 7), "第二期": date(2025, 1, 25)}


@dataclass(frozen=True)
class Entry:
    """An entrant in a table.

    part     "good", "zero" (eligible, but sold nothing), or why it is not eligible
    figure   net sales in fen, or plays
    orders   how many orders count; 0 where videos are ranked
    day      when it entered
    shared   whether one of its orders is of a day that 第一期·活动1 and 活动2 both have, and so counts in both
    """

    table: Table
    entrant: Entrant
    part: str
    figure: int
    orders: int
    day: date
    shared: bool = False

    @property
    def eligible(self) -> bool:
        """Whether 资格审核 must say 合格."""
        return self.part in ("good", "zero")


@dataclass(frozen=True)
class Contest:
    """All entries, table by table."""

    people: Pool
    entries: tuple[Entry, ...]
    tie_on_line: bool

    def of_event(self, label: str) -> list[Entry]:
        """The entries of an event such as 第一期·活动1."""
        return [entry for entry in self.entries if entry.table.label == label]


def contest(full: bool = False, tie_on_line: bool = False, seed: int = 37) -> Contest:
    """The contest of this seed.

    full          every place finds somebody: prizes come to 500,000 元 in each phase
    tie_on_line   two of 第一期·活动5 are equal in everything on the line between 一等奖 and 二等奖
    """
    people, random = pool(seed), Random(seed)
    taken: dict[str, set[str]] = {}
    entries: list[Entry] = []
    for number, table in enumerate(TABLES):
        count = table.places + 3 + number % 6
        if table == SHORT and not full:
            count = SHORT_ELIGIBLE
        parts = ["good"] * count + (["zero"] if table == SHORT else []) + _bad_parts(table)
        chosen = _chosen(people, table, parts, taken.setdefault(table.label, set()), random)
        cast = zip(range(len(parts)), chosen, parts, strict=True)
        made = _tied([_entry(*one, table, number, random) for one in cast], table, tie_on_line)
        random.shuffle(made)  # nobody is handed in by rank
        entries += made
    return Contest(people, tuple(_sharing(entries)), tie_on_line)


def _bad_parts(table: Table) -> list[str]:
    kinds = ["filmed" if table.filmed else "live", table.label]
    if not table.filmed:
        live = LIVE[table.label]
        kinds += ["hours"] * live.hours + ["many"] * (live.sessions > 1)
    return [part for kind in kinds for part in _NO_PRIZE.get(kind, ())]


def _chosen(people: Pool, table: Table, parts: list[str], taken: set[str], random: Random) -> list[Entrant]:
    """Who plays the parts: nobody twice in one event; the groups of 活动1 by the figures of the entrant."""
    allowed = LIVE[table.label].others if table.label in LIVE and not table.filmed else ""
    others = {"企业": people.firms[:4], "团队": people.teams}.get(allowed, ())
    by_figures = table.event == "活动1"
    persons = [p for p in people.persons if not by_figures or p.star == (table.group == "达人组")]
    free = [p for p in persons if p.name not in taken]
    normal = sum(part not in ("young", "firm") for part in parts)
    some = [*others, *random.sample(free, normal - len(others))]
    random.shuffle(some)
    usual = iter(some)
    special = {"young": people.young[table.group in ("达人组", "短视频")], "firm": people.firms[-1]}
    chosen = [special.get(part) or next(usual) for part in parts]
    taken.update(one.name for one in chosen)
    return chosen


def _entry(rank: int, entrant: Entrant, part: str, table: Table, number: int, random: Random) -> Entry:
    """The one of this rank has more than whoever comes after; who is not eligible has more than all who are."""
    step, least = (1_271, 3_000 + number) if table.filmed else (37_913, 60_000 + 101 * number)
    behind = 40 - rank if part in ("good", "zero") else 45 + rank
    figure = 0 if part == "zero" else least + step * behind
    orders = 0 if table.filmed or part == "zero" else random.randrange(3, 9)
    day = _FIRST_DAY[table.phase] + timedelta(days=random.randrange(5))
    return Entry(table, entrant, part, figure, orders, day)


def _tied(made: list[Entry], table: Table, tie_on_line: bool) -> list[Entry]:
    """Two of a table get the same figure; the one who is better comes first."""
    if tie_on_line and table == ON_LINE:
        made[3] = replace(made[2], entrant=made[3].entrant)
    if table not in TIES:
        return made
    better, by = TIES[table]
    first = made[better]
    if by == "orders":
        made[better] = replace(first, orders=6)
        made[better + 1] = replace(first, entrant=made[better + 1].entrant, orders=4)
    else:
        made[better] = replace(first, day=_FIRST_DAY[table.phase])
        later = first.day + timedelta(days=5)
        made[better + 1] = replace(first, entrant=made[better + 1].entrant, day=later)
    return made


def _sharing(entries: list[Entry]) -> Iterator[Entry]:
    """Three who are eligible in both 第一期·活动1 and 活动2 have an order that is of both."""
    eligible = [entry for entry in entries if entry.eligible]
    first, second = ({e.entrant.name for e in eligible if e.table.label == label} for label in OVERLAP)
    sharing = sorted(first & second)[:3]
    assert len(sharing) == 3
    for entry in entries:
        yield replace(entry, shared=entry.table.label in OVERLAP and entry.entrant.name in sharing)


# ---- What must come out


class Award(NamedTuple):
    """A prize that somebody gets. seat counts within the tier, rank within the table; both from 1."""

    phase: str
    event: str
    group: str
    tier: str
    seat: int
    rank: int
    name: str
    fen: int


def ranking(made: Contest, table: Table) -> list[Entry]:
    """The eligible entrants of a table, the best first: by figure, then by orders, then by who entered earlier."""
    eligible = [entry for entry in made.entries if entry.table == table and entry.eligible]
    return sorted(eligible, key=lambda entry: (-entry.figure, -entry.orders, entry.day))


def seats(table: Table) -> Iterator[tuple[str, int, int]]:
    """Tier, number within the tier, and fen of every prize of a table, the best first."""
    for tier, (places, yuan) in zip(TIERS, PRIZES[table], strict=True):
        for seat in range(1, places + 1):
            yield tier, seat, yuan * 100


def expected_awards(made: Contest) -> list[Award]:
    """Every prize that must be awarded, by table and rank; a prize two are equally near to is UNDECIDED's."""
    found = []
    for table in TABLES:
        winners = [entry for entry in ranking(made, table) if entry.figure > 0]
        for rank, ((tier, seat, fen), entry) in enumerate(zip(seats(table), winners, strict=False), 1):
            undecided = made.tie_on_line and table == ON_LINE and rank in (3, 4)
            name = UNDECIDED if undecided else entry.entrant.name
            found.append(Award(*table, tier, seat, rank, name, fen))
    return found


def expected_vacant(made: Contest) -> list[tuple[Table, str, int, int]]:
    """Prizes nobody gets (空缺): table, tier, seat, fen."""
    given = {(Table(*one[:3]), one.tier, one.seat) for one in expected_awards(made)}
    every = [(table, *seat) for table in TABLES for seat in seats(table)]
    return [one for one in every if one[:3] not in given]
