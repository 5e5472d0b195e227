"""Whose an order may be and which event it may count for, as the kernel asks for it: registry, stages, entries.

An order names a session, a shop, or an account or host. 利通 sells on accounts of entrants, 赣邮杯 in the small shops of
附件2. What two entrants have is nobody's: the kernel says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Final

import polars as pl

from workbook.content import folded
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import ENTRANTS, Work
from workbook.ledger.windows import Stage

SESSION, SHOP, HOST = "session", "shop", "host"
SHOPS, SESSIONS, ENTRIES = "附件2汇总", "场次", "报名"

Columns = Mapping[str, pl.DataType | type[pl.DataType]]

REGISTRY: Final[Columns] = {
    "via": pl.String,
    "value": pl.String,
    "key": pl.String,
    "session_event": pl.String,
}
ENTERED: Final[Columns] = {"key": pl.String, "event": pl.String}

Row = tuple[str, str, str, str | None]
"""via, value, the entrant's number, the session's event."""


def registry(work: Work, entrants: Entrants) -> pl.DataFrame:
    """What names whom: columns of REGISTRY, one row per (via, value, key); values are folded."""
    rows: list[Row] = [
        *_of_sessions(work, entrants),
        *_of_shops(work, entrants),
        *_of_hosts(work, entrants),
    ]
    unique = dict.fromkeys(row for row in rows if row[1])
    return pl.DataFrame(list(unique), schema=REGISTRY, orient="row")


def _of_sessions(work: Work, entrants: Entrants) -> Iterator[Row]:
    for row in work.rows(SESSIONS):
        key, scope = entrants.of.get((SESSIONS, row["record"])), work.scope(row)
        if key is not None and row["session"]:
            yield SESSION, folded(row["session"]), key, scope.label if scope else None


def _of_shops(work: Work, entrants: Entrants) -> Iterator[Row]:
    """A shop of 附件2 is its team's."""
    for row in work.rows(SHOPS):
        named = entrants.named({"name": None, "school": row["school"], "team": row["team"]})
        if len(named) == 1 and row["shop_id"]:
            yield SHOP, folded(row["shop_id"]), named[0], None


def shops_of_nobody(work: Work, entrants: Entrants) -> set[str]:
    """Shops of 附件2 whose team is no entrant, or not clearly one; folded."""
    theirs = {value for _, value, _, _ in _of_shops(work, entrants)}
    return {folded(row["shop_id"]) for row in work.rows(SHOPS) if row["shop_id"]} - theirs


def _of_hosts(work: Work, entrants: Entrants) -> Iterator[Row]:
    """Accounts, names, and whoever answers for an entrant."""
    for row in work.rows(ENTRANTS):
        for value in (row["account"], row["account_id"], row["name"], row["person"]):
            if row["key"] and value:
                yield HOST, folded(value), str(row["key"]).upper(), None
                yield SHOP, folded(value), str(row["key"]).upper(), None


def stages(work: Work) -> list[Stage]:
    """The events with days, from the first moment of the first to before the first moment after the last."""
    dated = [(e.scope.label, e.start, e.end) for e in work.card.stages if e.start and e.end]
    begins = sorted({start for _, start, _ in dated})
    return [
        Stage(
            label,
            datetime.combine(start, time()),
            datetime.combine(end + timedelta(days=1), time()),
            begins.index(start),
        )
        for label, start, end in dated
    ]


def entered(work: Work, entrants: Entrants) -> pl.DataFrame:
    """Who entered what: columns of ENTERED. 附件1's teams are in 报名, too."""
    found: dict[tuple[str, str], None] = {}
    for row in work.rows(ENTRIES):
        key, scope = entrants.of.get((ENTRIES, row["record"])), work.scope(row)
        if key is not None and scope is not None:
            found[key, scope.label] = None
    return pl.DataFrame(list(found), schema=ENTERED, orient="row")
