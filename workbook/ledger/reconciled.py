"""Reconciling as one function: the work of a contest workbook and its orders in, sums, rows and what is to be said out.

The kernel decides on every line; here its answers are collected once, and the lines people must look at are taken out,
so many of a kind at most. Reading ledgers and writing sheets are left to others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import narwhals.stable.v2 as nw
import polars as pl

from schemas.contest import Card, Scope
from workbook.card.choices import chosen
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import Work
from workbook.host import Refused
from workbook.ledger import kernel, states
from workbook.ledger.alike import Suggested, suggested
from workbook.ledger.attribution import entered, registry, shops_of_nobody, stages
from workbook.ledger.basis import basis_of
from workbook.ledger.claims import claims
from workbook.ledger.detail import Details, details, every_line, in_several
from workbook.ledger.engines import figures, gathered, kept, like
from workbook.ledger.frames import Frame, lazy
from workbook.ledger.gap_lines import close_lines
from workbook.ledger.sales import Basis
from workbook.ledger.shops import without_orders
from workbook.ledger.suspicions import Bought, bought, buyers_of
from workbook.ledger.windows import Among, Stage, among, slots_of
from workbook.model import Finding

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

_WHO: Final = ("shop", "shop_2", "shop_3", "host", "host_2", "host_3", "session", "session_2")
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
    asked   lines people must look at: file, line, state, at most SHOWN of a file and state
    alike   what those that are nobody's may have been meant to be
    findings  at cells of the workbook: claims that cannot be used, shops without orders
    twice   fen of net that counts in two events, once too often
    every   all lines, where they were asked for
    """

    rules: Rules
    basis: Basis
    sums: Sequence[tuple[str, str, int, int, int]]
    asked: Sequence[tuple[str, int, str]]
    bought: Sequence[Bought]
    alike: Suggested
    findings: Sequence[Finding]
    details: Details
    twice: int
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
    owners = registry(work, entrants)
    known = [like(timed.to_native(), frame) for frame in (owners, entries)]
    told = kernel.lines(timed.to_native(), known[0], known[1], running, rules.overlap, kept)
    there = told.collect_schema().names()
    lines = kept(told.select([name for name in _KEPT if name in there]))
    few = gathered(kernel.tally(lines))
    asked, buying = list(_asked(lines)), _buying(lines, known[1], running)
    totals, sums = figures(lazy(few), entries, running)
    claimed, slots = claims(work, entrants, rules.least), slots_of(running)
    basis = basis_of(work, entrants, few, totals, claimed, slots, rules.least)
    partly = among(entries.iter_rows(), slots)
    near = close_lines(lines, basis.gaps(rules.least), partly)
    events = in_several(partly)
    return Reconciled(
        rules,
        replace(basis, lines=near),
        [tuple(row) for row in sums.iter_rows()],
        asked,
        bought(buying, buyers_of(work, entrants)),
        suggested(_nobodys(lines, timed), owners, shops_of_nobody(work, entrants)),
        (*claimed.findings, *without_orders(work, entrants, timed, basis)),
        details(lines, sums.select("state", "lines").rows(), events),
        _twice(few, partly),
        every_line(lines, events) if every else None,
    )


def _twice(few: pl.DataFrame, partly: Among) -> int:
    """What counts in several events at once, beyond the first of them. fen"""
    several = few.filter(pl.col("state").is_in(states.COUNTING), pl.col("event").is_null())
    rows = several.select("key", "slot", pl.col("paid") - pl.col("refund")).iter_rows()
    return sum(net * (len(partly[key, slot]) - 1) for key, slot, net in rows)


def _asked(lines: Frame) -> Iterator[tuple[str, int, str]]:
    """The lines that are told one by one, in the order of the files."""
    found = []
    for state in states.STATES:
        if state.code not in (*states.COUNTING, states.UNREADABLE):
            alike = lines.filter(nw.col("state") == state.code).select("file", "line", "state")
            found.append(gathered(alike.sort("file", "line").head(_LOOKED_AT)))
    first = pl.concat(found).group_by("file", "state", maintain_order=True).head(SHOWN).sort("file", "line")
    yield from first.select("file", "line", "state").iter_rows()


def _nobodys(lines: Frame, orders: Frame) -> pl.DataFrame:
    """The first lines of nobody in the order of the files, with what they name; looked up, for the mass is not kept."""
    first = lines.filter(nw.col("state") == states.UNREGISTERED).select("file", "line")
    few = gathered(first.sort("file", "line").head(_LOOKED_AT))
    if few.is_empty():
        return few
    names = ["file", "line", *(name for name in _WHO if name in orders.collect_schema().names())]
    known = lazy(like(orders.to_native(), few))
    return gathered(orders.select(names).join(known, on=["file", "line"], how="semi")).sort("file", "line")


def _buying(lines: Frame, entries: Any, running: Sequence[Stage]) -> pl.DataFrame:
    """What counts by `key`, `event` and `buyer`: `orders`, `paid`."""
    named = kernel.counted(lines, entries, running).filter(~nw.col("buyer").is_null())
    sums = {"orders": nw.col("order").n_unique(), "paid": nw.col("paid").sum()}
    return gathered(named.group_by("key", "event", "buyer").agg(**sums))
