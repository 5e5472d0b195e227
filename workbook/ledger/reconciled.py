"""Reconciling as one function: the work of a contest workbook and its orders in, sums, rows and what is to be said out.

The kernel decides on every line; here its answers are collected once, and the lines people must look at are taken out,
so many of a kind at most. Reading ledgers and writing sheets are left to others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals.stable.v2 as nw
import polars as pl

from schemas.contest import Card, Scope
from workbook.card.choices import chosen
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import Work
from workbook.host import Refused
from workbook.ledger import kernel, states
from workbook.ledger.attribution import ENTRIES, entered, registry, stages
from workbook.ledger.claims import claims
from workbook.ledger.detail import Details, details, every_line, in_several
from workbook.ledger.engines import figures, gathered, kept, like
from workbook.ledger.frames import Frame, lazy
from workbook.ledger.sales import Basis, Kind
from workbook.ledger.sheet import Sold
from workbook.ledger.suspicions import Bought, bought, buyers_of

TIME: Final = "计分时间"
OVERLAP: Final = "活动重叠的订单"
LEAST: Final = "数据来源最低等级"
TIMES: Final[Mapping[str, str]] = {"支付时间": "t_pay", "下单时间": "t_order", "完成时间": "t_done"}
DEFAULT_TIME: Final = "支付时间"
"""Until it is decided: what platforms settle by; it is told whenever it is used."""
_OVERLAPS: Final[Mapping[str, kernel.Overlap]] = {
    "各算一次": "each",
    "只算先开始的活动": "earlier",
    "按直播场次归属": "session",
}
SHOWN: Final = 50
"""Lines of one state and file that are told one by one."""
_LOOKED_AT: Final = 2_000
"""Lines of one state, over all files, of which the first of each file are told."""

_KEPT: Final = (
    "file",
    "line",
    "order",
    "sub",
    "many",
    "slot",
    "state",
    "key",
    "event",
    "paid",
    "refund",
    "buyer",
)


@dataclass(frozen=True)
class Rules:
    """What was decided for the events asked about. time: 支付时间 …; decided: whether somebody did; overlap: see kernel."""

    time: str
    decided: bool
    overlap: kernel.Overlap
    least: Mapping[Scope, str]


@dataclass(frozen=True)
class Reconciled:
    """What came of it.

    sums    file and state -> lines, fen paid, fen given back
    asked   lines people must look at: file, line, state, key, at most SHOWN of a file and state
    every   all lines, where they were asked for
    """

    rules: Rules
    basis: Basis
    sums: Sequence[tuple[str, str, int, int, int]]
    asked: Sequence[tuple[str, int, str]]
    bought: Sequence[Bought]
    details: Details
    every: pl.DataFrame | None = None


def rules_of(card: Card, scopes: Sequence[Scope]) -> Rules:
    """The decisions. Raises Refused: BASIS_MIXED where events asked about together were decided differently."""
    found = {policy: {chosen(card, policy, scope).answer for scope in scopes} for policy in (TIME, OVERLAP)}
    for policy, answers in found.items():
        if len(answers) > 1:
            raise Refused("BASIS_MIXED", policy)
    time, overlap = (next(iter(answers), "") for answers in found.values())
    least = {scope: chosen(card, LEAST, scope).answer for scope in scopes}
    return Rules(time or DEFAULT_TIME, bool(time), _OVERLAPS.get(overlap), least)


def reconciled(work: Work, orders: Any, rules: Rules, every: bool = False) -> Reconciled:
    """Every line of the ledgers, and what it comes to.

    orders   a frame of any engine the kernel runs on, with the columns `workbook.ledger.parse` gives
    every    all lines are wanted, too
    """
    entrants = Entrants(work)
    running, entries = stages(work), entered(work, entrants)
    timed = lazy(orders).with_columns(at=nw.col(TIMES[rules.time]))
    known = [like(timed.to_native(), frame) for frame in (registry(work, entrants), entries)]
    told = kernel.lines(timed.to_native(), known[0], known[1], running, rules.overlap, kept)
    there = told.collect_schema().names()
    lines = kept(told.select([name for name in _KEPT if name in there]))
    few = gathered(kernel.tally(lines))
    asked, buying = list(_asked(lines)), _buying(lines)
    totals, sums = figures(lazy(few), entries, running)
    events = in_several(entries, running)
    return Reconciled(
        rules,
        _basis(work, entrants, few, totals, rules),
        [tuple(row) for row in sums.iter_rows()],
        asked,
        bought(buying, buyers_of(work, entrants)),
        details(lines, sums.select("state", "lines").rows(), events),
        every_line(lines, events) if every else None,
    )


def _basis(work: Work, entrants: Entrants, few: pl.DataFrame, totals: pl.DataFrame, rules: Rules) -> Basis:
    sold = {
        (row["key"], row["event"]): Sold(row["orders"], row["gross"], row["refunds"])
        for row in totals.iter_rows(named=True)
    }
    grouped = (
        few.filter(pl.col("key").is_not_null())
        .group_by("key", "event", "state")
        .agg(pl.col("lines").sum(), pl.col("paid").sum(), pl.col("refund").sum())
        .sort("key", "event", "state")
    )
    kinds = [
        Kind(row["key"], row["event"] or "", row["state"], row["lines"], row["paid"], row["refund"])
        for row in grouped.iter_rows(named=True)
    ]
    entries: dict[Scope, list[str]] = {}
    for row in work.rows(ENTRIES):
        key, scope = entrants.of.get((ENTRIES, row["record"])), work.scope(row)
        if key is not None and scope is not None and key not in entries.setdefault(scope, []):
            entries[scope].append(key)
    least = next((grade for grade in rules.least.values() if grade), "")
    names = {key: str(row["name"] or "") for key, row in entrants.by_key.items()}
    return Basis(names, entries, sold, claims(work, entrants, least), kinds, rules.least)


def _asked(lines: Frame) -> Iterator[tuple[str, int, str]]:
    """The lines that are told one by one, in the order of the files."""
    found = []
    for state in states.STATES:
        if state.code not in (*states.COUNTING, states.UNREADABLE):
            alike = lines.filter(nw.col("state") == state.code).select("file", "line", "state")
            found.append(gathered(alike.sort("file", "line").head(_LOOKED_AT)))
    first = pl.concat(found).group_by("file", "state", maintain_order=True).head(SHOWN).sort("file", "line")
    yield from first.select("file", "line", "state").iter_rows()


def _buying(lines: Frame) -> pl.DataFrame:
    """Lines that count by `key`, `event` and `buyer`: `orders`, `paid`."""
    named = lines.filter(
        nw.col("state").is_in(states.COUNTING), ~nw.col("buyer").is_null(), ~nw.col("event").is_null()
    )
    return gathered(named.group_by("key", "event", "buyer").agg(orders=nw.len(), paid=nw.col("paid").sum()))
