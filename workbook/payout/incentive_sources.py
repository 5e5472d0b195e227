"""Where 邮乐奖励金 comes from: 高校合作 (schools won over), 附件1汇总 and 报名 (teams), 排名 (teams placed in the finals).

Who is placed is said by people: the card has no ranking of its own, so they type a row into 排名 for each placed team (活动,
名次, 编号 or 名称). Which branch a team is of is looked up, never typed again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemas.book import BOOK_SHEETS
from schemas.contest import Scope
from workbook.content import folded
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import ENTRANTS, Row, Work
from workbook.merge.tables import OwnTable
from workbook.model import Book, Finding, Place
from workbook.parse import own_tables
from workbook.payout.incentives import NO, UNSURE, YES, Placed, School, Sources
from workbook.same_people import TEAM

COOPERATION: Final = "高校合作"
MEMBERS: Final = "附件1汇总"
ENTRIES: Final = "报名"
_OUT: Final = ("撤回", "不计")

Which = tuple[str, str]
"""A team: its school and its name, as they are compared."""
Teams = dict[Which, str]
"""Team -> its branch."""


def sources_of(book: Book, work: Work, ranks: OwnTable, scope: Scope) -> tuple[Sources, list[Finding]]:
    """What the sheets say of an event, and what keeps a row of 高校合作 or 排名 from being counted."""
    schools, told = _schools(book)
    teams = _teams(work, scope)
    gone = _withdrawn(work, scope, teams)
    counts: dict[str, int] = {}
    for which, city in teams.items():
        if which not in gone:
            counts[city] = counts.get(city, 0) + 1
    placed = list(_placed(work, ranks, scope, teams, gone, told))
    return Sources(tuple(schools), counts, tuple(placed)), told


def _schools(book: Book) -> tuple[list[School], list[Finding]]:
    spec = next(spec for spec in BOOK_SHEETS if spec.name == COOPERATION)
    fmt = spec.as_format
    tables, told = own_tables(book, [fmt])
    found: list[School] = []
    if (table := tables.get(fmt.id)) is None:
        return found, told
    for record in range(len(table)):
        said = {name: values[record] for name, values in table.columns.items()}
        if not said.get("school") or said.get("state") in _OUT:
            continue
        city, name, at = said.get("city") or "", str(said["school"]), table.at(record, "result")
        if not city:
            told.append(Finding("INCENTIVE_CITY", table.at(record, "city"), (name,), "city"))
            continue
        result = said.get("result")
        invited = result if result in (YES, NO) else UNSURE
        found.append(School(city, name, invited, str(said.get("evidence") or "").strip(), at))
    return found, told


def _teams(work: Work, scope: Scope) -> Teams:
    """Each team and its branch, of those in 附件1汇总, and of those who entered the event without it."""
    found: Teams = {}
    for row in work.rows(MEMBERS):
        if row["team"] and row["city"]:
            found.setdefault((folded(row["school"]), folded(row["team"])), str(row["city"]))
    entered = {str(row["key"] or "").upper() for row in work.rows(ENTRIES) if work.scope(row) == scope}
    for row in work.rows(ENTRANTS):
        if row["kind"] == TEAM and row["city"] and str(row["key"] or "").upper() in entered:
            found.setdefault(_which(row, found), str(row["city"]))
    return found


def _which(entrant: Row, teams: Teams) -> Which:
    """The team an entrant is; one without a school is the only team of its name in its branch, or stands by its number."""
    name, school = folded(entrant["name"]), folded(entrant["school"])
    if not school:
        alike = [one for one, city in teams.items() if one[1] == name and entrant["city"] in (None, city)]
        return alike[0] if len(alike) == 1 else (folded(entrant["key"]), name)
    return school, name


def _withdrawn(work: Work, scope: Scope, teams: Teams) -> dict[Which, Place]:
    """Teams that took their entry for the event back, and where that is said."""
    rows = work.rows(ENTRIES)
    entrants = Entrants(work)
    stand = {key for row in rows if work.scope(row) == scope for key in entrants.named(row)}
    found: dict[Which, Place] = {}
    if rows.table is None:
        return found
    for record in range(len(rows.table)):
        row = {name: values[record] for name, values in rows.table.columns.items()}
        if row.get("state") in _OUT and work.scope(row) == scope:
            for key in set(entrants.named(row)) & set(entrants.by_key) - stand:
                found[_which(entrants.by_key[key], teams)] = rows.table.at(record, "state")
    return found


def _placed(
    work: Work,
    ranks: OwnTable,
    scope: Scope,
    teams: Teams,
    gone: dict[Which, Place],
    told: list[Finding],
) -> Iterator[Placed]:
    entrants = Entrants(work)
    for row in ranks.rows():
        rank, at = ranks.value(row, "rank"), ranks.at(row, "rank")
        if rank is None:
            continue
        key, name = ranks.text(row, "key").upper(), ranks.text(row, "name")
        there = work.scope({"event": ranks.text(row, "event"), "phase": ranks.text(row, "phase")})
        if there is None:
            value = ranks.scope(row).label
            told.append(Finding("INCENTIVE_EVENT", ranks.at(row, "event"), (name or key,), "event", value))
        if there != scope:
            continue
        if not isinstance(rank, float) or rank < 1 or rank != int(rank):
            value = ranks.text(row, "rank")
            told.append(Finding("INCENTIVE_RANK", at, (name or key,), "rank", value))
            continue
        entrant = entrants.by_key.get(key)
        meant = _meant(entrant, key, name, teams)
        team, place = name or key, ranks.at(row, "name" if name else "key")
        if len(meant) != 1:
            said = {"team": team, "cities": "、".join(_named(meant)) or "没有"}
            told.append(Finding("INCENTIVE_TEAM", place, (team,), "name", context=said))
            continue
        which, city = meant.pop()
        if which in gone:
            related = (gone[which],)
            told.append(
                Finding("INCENTIVE_WITHDRAWN", place, (team,), "name", None, None, {"team": team}, related)
            )
            continue
        yield Placed(city, str(entrant["name"] if entrant else name), int(rank), at, which)


def _meant(entrant: Row | None, key: str, name: str, teams: Teams) -> set[tuple[Which, str]]:
    """The teams and branches a row may mean: one where it is clear. A number that is nobody's is not helped by a name."""
    if entrant is not None:
        which = _which(entrant, teams)
        return {(which, str(city)) for city in (entrant["city"], teams.get(which)) if city}
    if key:
        return set()
    return {(which, city) for which, city in teams.items() if which[1] == folded(name)}


def _named(meant: set[tuple[Which, str]]) -> list[str]:
    """The branches that were found; with the schools where it is one."""
    cities = sorted({city for _, city in meant})
    return cities if len(cities) != 1 else sorted(f"{city}{which[0]}" for which, city in meant)
