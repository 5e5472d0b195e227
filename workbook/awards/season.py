"""The events of a contest in the order in which they begin: what somebody has won before may keep him from a prize later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from schemas.contest import Event, Scope
from workbook.awards.allocation import Result, Won, allocated
from workbook.awards.rows import final_rows
from workbook.awards.sources import DRAFT, EventTables, Sources, begins, event_tables
from workbook.awards.terms import ACROSS

Prizes = Mapping[Scope, Sequence[tuple[str, str]]]
"""Event -> the prizes it gave: entrant and tier."""


@dataclass(frozen=True)
class Season:
    """The award tables of the events, each made once."""

    sources: Sources
    _tables: dict[Scope, EventTables] = field(default_factory=dict)

    def tables(self, event: Event) -> EventTables:
        """The award tables of an event."""
        if event.scope not in self._tables:
            self._tables[event.scope] = event_tables(self.sources, event)
        return self._tables[event.scope]

    @cached_property
    def events(self) -> list[Event]:
        """Events with prizes in 元 that somebody was judged for, the first to begin first."""
        table = self.sources.eligibility
        there = {table.scope(row) for row in table.rows() if table.text(row, "key")}
        found = [
            one for one in self.sources.card.stages if one.scope in there and self.sources.groups(one.scope)
        ]
        return sorted(found, key=begins)

    def won_before(self, event: Event, now: Prizes) -> dict[str, list[Won]]:
        """Entrant -> prizes it has in other events: final ones, and drafts of events that begin before.

        now   what events gave in this run; of others what stands on 奖金分配表 counts
        """
        found: dict[str, list[Won]] = {}
        before = {one.scope for one in self.sources.card.stages if begins(one) < begins(event)}
        for scope, prizes in now.items():
            for key, tier in prizes if scope in before else ():
                found.setdefault(key, []).append(Won(scope, tier))
        awards, final = self.sources.awards, set(final_rows(self.sources.awards))
        for row in awards.rows():
            scope, key = awards.scope(row), awards.text(row, "key").upper()
            counts = row in final or (scope in before and awards.text(row, "state") == DRAFT)
            if key and counts and scope != event.scope and scope not in now:
                found.setdefault(key, []).append(Won(scope, awards.text(row, "tier")))
        return found

    def under(self, event: Event, limit: str) -> list[Result]:
        """An event as it would be given out if this limit across events had held from the first event on."""
        now: dict[Scope, Sequence[tuple[str, str]]] = {}
        for one in self.events:
            if begins(one) < begins(event) and one.scope not in self.sources.final:
                now[one.scope] = prizes_of(self._limited(one, limit, now))
        return self._limited(event, limit, now)

    def _limited(self, event: Event, limit: str, now: Prizes) -> list[Result]:
        tables = self.tables(event).tables
        other = [replace(table, terms=table.terms.instead(ACROSS, limit)) for table in tables]
        return allocated(other, self.won_before(event, now))


def prizes_of(results: Iterable[Result]) -> list[tuple[str, str]]:
    """The prizes that were given."""
    return [(given.key, given.tier) for result in results for given in result.given]
