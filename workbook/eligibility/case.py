"""One entrant in one event: what is asked of it, which rules hold, what it is judged by (broadcasts or videos)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal, NamedTuple

from schemas.contest import Card, Condition, Duty, Event, Scope, concerns
from workbook.content import folded
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import Row, Rows, Work

OF_BROADCASTS: Final = (
    "直播地点", "直播报备", "直播计划审核", "商品审核", "直播元素", "话题", "每场时长", "直播平台",
)  # fmt: skip
"""Measures that every single broadcast is held against; one that fails does not count."""

_OWN: Final = ("直播报备", "商品审核", "直播元素", "每场时长", "直播场次", "直播总时长")
"""Measures that tell an event of broadcasts, where an event asks for videos too."""

Medium = Literal["broadcasts", "videos"]

ENTRIES: Final = "报名"
VIDEOS: Final = "短视频数"
ENTRANT: Final = ("参赛选手", "参赛团队")
"""Who owes the duties of entrants, as cards write it."""


class Found(NamedTuple):
    """What is there of a condition: in words, whether it is met (None: not known), whether it speaks of this entrant."""

    words: str
    met: bool | None
    applies: bool = True


@dataclass(frozen=True)
class Case:
    """An entrant in an event.

    entrant   its row of 参赛主体, entry its row of 报名 (in `entries`)
    group     the group it is judged in, "" where the event has none or it could not be told
    as_of     the day on which is judged: an event that is not over yet leaves counts open
    """

    work: Work
    entrants: Entrants
    event: Event
    entrant: Row
    entry: Row
    group: str
    as_of: date

    @property
    def key(self) -> str:
        """The entrant's number."""
        return str(self.entrant["key"]).upper()

    @property
    def card(self) -> Card:
        """The rule card."""
        return self.work.card

    @property
    def over(self) -> bool:
        """Whether the event has ended: what is missing then will not come any more."""
        return self.event.end is not None and self.event.end < self.as_of

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions for taking part and winning here; those of broadcasts only where broadcasts are judged."""
        asked = [c for c in self.card.conditions if c.use == "资格" and self._holds(c)]
        return tuple(c for c in asked if self.medium == "broadcasts" or not _only_live(c))

    def _holds(self, condition: Condition) -> bool:
        return condition.scope.covers(self.event.scope) and condition.group in ("", self.group)

    @cached_property
    def medium(self) -> Medium:
        """What is judged here."""
        return medium_of(self.card, self.event.scope, self.group)

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """What entrants must have done for this event."""
        found = (d for d in self.card.duties if d.scope.covers(self.event.scope))
        return tuple(d for d in found if d.owner in ENTRANT or "选手" in d.owner or "团队" in d.owner)

    def rows(self, sheet: str) -> tuple[Rows, list[Row]]:
        """The rows of a sheet that are of this entrant and event; rows that name no event are of the one there is."""
        mine = self.entrants.rows_of(sheet, self.key)
        here = [r for r in mine if "event" not in r or self.work.scope(r) == self.event.scope]
        return self.work.rows(sheet), here

    def here(self, row: Row) -> bool | None:
        """Whether a row speaks of this event; one that names none speaks of all; None where it names one nobody knows."""
        if not row["event"] and not row["phase"]:
            return True
        if not row["event"]:
            phases = {scope.phase for scope in self.work.stages}
            return bool(row["phase"] == self.event.scope.phase) if row["phase"] in phases else None
        scope = self.work.scope(row)
        return None if scope is None else scope == self.event.scope

    @cached_property
    def accounts(self) -> frozenset[str]:
        """The accounts it entered with, folded."""
        named = (self.entrant.get("account"), self.entrant.get("account_id"))
        return frozenset(folded(account) for account in named if account)

    def open_points(self, names: Iterable[str]) -> list[str]:
        """Of the points a rule rests on those that are still open and speak of this event."""
        points = (self.card.point(name) for name in dict.fromkeys(names))
        return [p.id for p in points if p is not None and p.open and concerns(p.applies, self.event.scope)]


def _only_live(condition: Condition) -> bool:
    return condition.measure in OF_BROADCASTS and condition.measure not in ("话题", "直播平台")


def medium_of(card: Card, scope: Scope, group: str) -> Medium:
    """What an event judges in a group: videos where it asks for them itself and for nothing of broadcasts."""
    own = {
        c.measure for c in card.conditions if c.use == "资格" and c.scope == scope and c.group in ("", group)
    }
    return "videos" if VIDEOS in own and own.isdisjoint(_OWN) else "broadcasts"
