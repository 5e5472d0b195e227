"""From the sheets of a contest workbook to the award tables of an event: contenders, figures, terms, what came before.

Everything is read here once; what is decided of it is left to `allocation`, whether it may be relied on to `checks`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from schemas.book.money import AWARD_STATES
from schemas.contest import Card, Event, Scope, Tier
from workbook.awards.allocation import Gone, Table
from workbook.awards.contenders import Contender, contenders
from workbook.awards.figures import Figures, SalesRow
from workbook.awards.rows import final_rows
from workbook.awards.terms import CANCELLED, GRADE, MOVE_UP, Terms, terms_of
from workbook.edits import Scalar
from workbook.eligibility.case import ENTRIES, Case, medium_of
from workbook.eligibility.figures import Facts
from workbook.eligibility.grouping import bare, claims
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import ENTRANTS, Row, Work
from workbook.ledger.sheet import Sold, stands
from workbook.merge.tables import OwnTable
from workbook.proof import proof

DRAFT, FINAL, VACANT_DRAFT, VACANT, WAITING = AWARD_STATES


@dataclass(frozen=True)
class Sources:
    """The sheets an allocation rests on. as_of: the day on which is judged, as for eligibility."""

    work: Work
    eligibility: OwnTable
    sales: OwnTable
    ranks: OwnTable
    awards: OwnTable
    as_of: date

    @property
    def card(self) -> Card:
        """The rule card."""
        return self.work.card

    @cached_property
    def entrants(self) -> Entrants:
        """参赛主体 with its index."""
        return Entrants(self.work)

    @cached_property
    def sold(self) -> Mapping[tuple[str, Scope], SalesRow]:
        """Entrant and event -> its row of 销售额核对; of two the first."""
        found: dict[tuple[str, Scope], SalesRow] = {}
        for row in self.sales.rows():
            if key := self.sales.text(row, "key").upper():
                found.setdefault((key, self.sales.scope(row)), _sales_row(stands(self.sales, row)))
        return found

    @cached_property
    def final(self) -> frozenset[Scope]:
        """Events whose prizes are final: they were written so."""
        return frozenset(self.awards.scope(row) for row in final_rows(self.awards))

    def groups(self, scope: Scope) -> tuple[str, ...]:
        """The groups of an event that have an award table in 元, in the order of the card; "" where it has none."""
        tables = self.card.tables()
        return tuple(group for one, group in tables if one == scope and in_yuan(tables[one, group]))

    def with_card(self, card: Card) -> Sources:
        """The same under other rules, as a what-if."""
        return replace(self, work=replace(self.work, sheets=replace(self.work.sheets, card=card)))


def in_yuan(tiers: Iterable[Tier]) -> bool:
    """Whether a table gives money; 邮乐奖励金 is counted in 个 and given to branches (`payout`)."""
    return all(tier.unit == "元" for tier in tiers)


def _sales_row(said: Mapping[str, Scalar]) -> SalesRow:
    gross, refunds, claimed, counted = (
        _fen(said[name]) for name in ("gross", "refunds", "claimed", "counted")
    )
    orders = said["orders"]
    known = isinstance(orders, float) and gross is not None and refunds is not None
    sold = Sold(int(orders), gross, refunds) if known else None  # type: ignore[arg-type]
    return SalesRow(sold, claimed, counted, str(said["why"] or ""))


def _fen(value: Scalar) -> int | None:
    return round(value * 100) if isinstance(value, float) else None


@dataclass(frozen=True)
class EventTables:
    """What the prizes of an event are given out from.

    unsure   contenders of whom nobody decided whether they may win, with their figures; astray: those who may, in a
             group without an award table
    """

    event: Event
    tables: tuple[Table, ...]
    unsure: Mapping[Contender, Figures]
    astray: tuple[Contender, ...]


def event_tables(sources: Sources, event: Event, verdicts: Iterable[Contender] | None = None) -> EventTables:
    """The award tables of an event. verdicts: instead of those of 资格审核, as a what-if."""
    scope, groups = event.scope, sources.groups(event.scope)
    if verdicts is None:
        verdicts = contenders(sources.eligibility, scope, groups)
    people = list({(one.key, one.group): one for one in reversed(list(verdicts))}.values())[::-1]
    terms = {group: terms_of(sources.card, scope, group, _videos(sources, scope, group)) for group in groups}
    tables = tuple(_table(sources, event, group, terms[group], people) for group in groups)
    spare = terms_of(sources.card, scope, "", False)
    unsure = {
        one: figures_of(sources, event, one, terms.get(one.group, spare))
        for one in people
        if one.state == "unsure"
    }
    astray = tuple(one for one in people if one.state == "in" and one.group not in groups)
    return EventTables(event, tables, unsure, astray)


def _videos(sources: Sources, scope: Scope, group: str) -> bool:
    return medium_of(sources.card, scope, group) == "videos"


def _table(sources: Sources, event: Event, group: str, terms: Terms, people: Iterable[Contender]) -> Table:
    scope = event.scope
    mine = tuple(one for one in people if one.group == group and one.state == "in")
    gone = tuple(_gone(sources, scope, group, mine, terms))
    people = (*mine, *(one.contender for one in gone))
    figures = {one.key: figures_of(sources, event, one, terms) for one in people}
    rules = tuple(r for r in sources.card.scores if r.scope.covers(scope) and r.group in ("", group))
    jury = dict(_jury(sources.ranks, scope, group))
    return Table(scope, group, sources.card.tables()[scope, group], terms, mine, figures, rules, jury, gone)


def figures_of(sources: Sources, event: Event, one: Contender, terms: Terms) -> Figures:
    """The figures of a contender."""
    case = _case(sources, event, one)
    return Figures(Facts(case), sources.sold.get((one.key, event.scope)), terms.one(GRADE))


def _case(sources: Sources, event: Event, one: Contender) -> Case:
    """The entrant in the event, by its entry in that group if it named one; an entry that is gone says nothing."""
    work, entrants = sources.work, sources.entrants
    rows = [row for row in entrants.rows_of(ENTRIES, one.key) if work.scope(row) == event.scope]
    named = [row for row in rows if bare(one.group) in map(bare, claims(row, [bare(one.group)]))]
    entry = next(iter(named or rows), _blank(work, ENTRIES))
    gone = {**_blank(work, ENTRANTS), "key": one.key, "name": one.name}
    entrant = entrants.by_key.get(one.key, gone)
    return Case(work, entrants, event, entrant, entry, one.group, sources.as_of)


def _blank(work: Work, sheet: str) -> Row:
    """A row that says nothing: of an entry or entrant that is gone."""
    table = work.rows(sheet).table
    return dict.fromkeys(column.name for column in table.format.columns) if table else {}


def _jury(ranks: OwnTable, scope: Scope, group: str) -> Iterator[tuple[str, int]]:
    """The places judges gave at a tie, typed beside 排名."""
    for row in ranks.rows():
        if ranks.scope(row) == scope and ranks.text(row, "group") == group:
            place = ranks.value(row, "jury")
            if isinstance(place, float) and 0 < place == int(place):
                yield ranks.text(row, "key").upper(), int(place)


def _gone(
    sources: Sources, scope: Scope, group: str, mine: Iterable[Contender], terms: Terms
) -> Iterator[Gone]:
    """Winners of a final table who may not win any more, where the seat is to stay vacant."""
    scored = dict(_scored(sources.ranks, scope, group, terms.metric))
    for _, key in cancelled(sources, scope, group, {one.key for one in mine}, terms):
        if key in scored:
            name, score = scored[key]
            yield Gone(Contender(key, name, group, "out", "", "", 0), Decimal(repr(score)).normalize())


def _scored(
    ranks: OwnTable, scope: Scope, group: str, metric: str
) -> Iterator[tuple[str, tuple[str, float]]]:
    """Entrant -> its name and the score it was ranked by, where that is of this metric."""
    for row in ranks.rows():
        score = ranks.value(row, "score")
        here = ranks.scope(row) == scope and ranks.text(row, "group") == group
        if here and isinstance(score, float) and ranks.text(row, "metric") == metric:
            yield ranks.text(row, "key").upper(), (ranks.text(row, "name"), score)


def cancelled(
    sources: Sources, scope: Scope, group: str, there: Collection[str], terms: Terms
) -> Iterator[tuple[int, str]]:
    """Rows of a final table whose winner may not win any more, with the number, where the seat is to stay vacant."""
    awards = sources.awards
    if terms.one(CANCELLED) == MOVE_UP:
        return
    for row in final_rows(awards):
        if awards.scope(row) == scope and awards.text(row, "group") == group:
            key = proof(awards.text(row, "rules")).reason or awards.text(row, "key").upper()
            if key and key not in there:
                yield row, key


def begins(event: Event) -> tuple[date, Scope]:
    """When an event begins: later ones leave seats to those who have not won before; one without a day is the last."""
    return event.start or date.max, event.scope
