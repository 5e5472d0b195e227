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

_KEPT: Final = ("file", "line", "order", "many", "slot", "state", "key", "event", "paid", "refund", "buyer")


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
    """

    rules: Rules
    basis: Basis
    sums: Sequence[tuple[str, str, int, int, int]]
    asked: Sequence[tuple[str, int, str]]
    bought: Sequence[Bought]


def rules_of(card: Card, scopes: Sequence[Scope]) -> Rules:
    """The decisions. Raises Refused: BASIS_MIXED where events asked about together were decided differently."""
    found = {policy: {chosen(card, policy, scope).answer for scope in scopes} for policy in (TIME, OVERLAP)}
    for policy, answers in found.items():
        if len(answers) > 1:
            raise Refused("BASIS_MIXED", policy)
    time, overlap = (next(iter(answers), "") for answers in found.values())
    least = {scope: chosen(card, LEAST, scope).answer for scope in scopes}
    return Rules(time or DEFAULT_TIME, bool(time), _OVERLAPS.get(overlap), least)


def reconciled(work: Work, orders: Any, rules: Rules) -> Reconciled:
    """Every line of the ledgers, and what it comes to.

    orders   a frame of any engine the kernel runs on, with the columns `workbook.ledger.parse` gives
    """
    entrants = Entrants(work)
    named = lazy(orders).with_columns(at=nw.col(TIMES[rules.time]))
    native = nw.to_native(named)
    known = [_like(native, frame) for frame in (registry(work, entrants), entered(work, entrants))]
    running = stages(work)
    lines = kernel.lines(native, known[0], known[1], running, rules.overlap)
    there = [name for name in _KEPT if name in lines.collect_schema().names()]
    told = lines.select(there).collect("polars").to_native()
    counted = kernel.counted(nw.from_native(told).lazy(), entered(work, entrants), running)
    return Reconciled(
        rules,
        _basis(work, entrants, told, counted, rules),
        [
            tuple(row)
            for row in _polars(kernel.sums(nw.from_native(told).lazy())).sort("file", "state").iter_rows()
        ],
        list(_asked(told)),
        _bought(told, counted, buyers_of(work, entrants)),
    )


def _like(native: Any, frame: pl.DataFrame) -> Any:
    """A small frame for the engine the orders are on."""
    if isinstance(native, pl.LazyFrame | pl.DataFrame):
        return frame
    rows = [tuple(row) for row in frame.iter_rows()]
    schema = ", ".join(f"{name} string" for name in frame.columns)
    return native.sparkSession.createDataFrame(rows, schema)


def _polars(frame: Frame) -> pl.DataFrame:
    native = frame.collect("polars").to_native()
    assert isinstance(native, pl.DataFrame)
    return native


def _basis(work: Work, entrants: Entrants, told: pl.DataFrame, counted: Frame, rules: Rules) -> Basis:
    sold = {
        (row["key"], row["event"]): Sold(row["orders"], row["gross"], row["refunds"])
        for row in _polars(kernel.totals(counted)).iter_rows(named=True)
    }
    grouped = (
        told.filter(pl.col("key").is_not_null())
        .group_by("key", "event", "state")
        .agg(pl.len().alias("lines"), pl.col("paid").fill_null(0).sum(), pl.col("refund").fill_null(0).sum())
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


def _asked(told: pl.DataFrame) -> Iterator[tuple[str, int, str]]:
    """The lines that are told one by one, in the order of the files."""
    codes = [state.code for state in states.STATES if state.code not in (*states.COUNTING, states.UNREADABLE)]
    lines = told.filter(pl.col("state").is_in(codes)).select("file", "line", "state").sort("file", "line")
    first = lines.group_by("file", "state", maintain_order=True).head(SHOWN).sort("file", "line")
    yield from first.select("file", "line", "state").iter_rows()


def _bought(told: pl.DataFrame, counted: Frame, own: pl.DataFrame) -> list[Bought]:
    if "buyer" not in told.columns:
        return []
    money = _polars(counted).select("file", "line", "key", "event", "paid")
    return bought(money.join(told.select("file", "line", "buyer"), on=["file", "line"]), own)
