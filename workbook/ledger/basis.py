"""The basis of 销售额核对: what the tally of the lines, the sums and the sheets of people say of every entrant and event."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from schemas.contest import Scope
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import Work
from workbook.ledger import states
from workbook.ledger.attribution import ENTRIES
from workbook.ledger.claims import Claims, Named
from workbook.ledger.gap_lines import Kind
from workbook.ledger.sales import Basis
from workbook.ledger.sheet import Sold
from workbook.ledger.windows import Among, Slots, among


def basis_of(
    work: Work,
    entrants: Entrants,
    few: pl.DataFrame,
    totals: pl.DataFrame,
    claimed: Claims,
    slots: Slots,
    least: Mapping[Scope, str],
) -> Basis:
    """What the rows rest on, without the lines that may explain a difference. few: the tally."""
    sold = {
        (row["key"], row["event"]): Sold(row["orders"], row["gross"], row["refunds"])
        for row in totals.iter_rows(named=True)
    }
    entries: dict[Scope, list[str]] = {}
    for row in work.rows(ENTRIES):
        key, scope = entrants.of.get((ENTRIES, row["record"])), work.scope(row)
        if key is not None and scope is not None and key not in entries.setdefault(scope, []):
            entries[scope].append(key)
    names = {key: str(row["name"] or "") for key, row in entrants.by_key.items()}
    entered = [(key, scope.label) for scope, keys in entries.items() for key in keys]
    return Basis(
        names,
        entries,
        sold,
        claimed.of,
        least,
        claimed.unread,
        _covered(few, slots),
        _present(few, slots),
        _kinds(few, among(entered, slots)),
    )


def _covered(few: pl.DataFrame, slots: Slots) -> frozenset[str]:
    """The events in whose days the ledger has a line that can be read, whatever became of it."""
    timed = few.filter(pl.col("slot").is_not_null(), pl.col("state") != states.UNREADABLE)
    return frozenset(event for slot in timed["slot"].unique() for event in slots.running[slot])


def _present(few: pl.DataFrame, slots: Slots) -> frozenset[Named]:
    """Who has any line at all in the days of which event."""
    timed = few.filter(pl.col("slot").is_not_null(), pl.col("key").is_not_null())
    pairs = timed.select("key", "slot").unique().iter_rows()
    return frozenset((key, event) for key, slot in pairs for event in slots.running[slot])


def _kinds(few: pl.DataFrame, taking_part: Among) -> dict[str, list[Kind]]:
    grouped = (
        few.filter(pl.col("key").is_not_null())
        .group_by("key", "event", "state", "slot")
        .agg(pl.col("lines").sum(), pl.col("paid").sum(), pl.col("refund").sum())
        .sort("key", "event", "state", "slot")
    )
    found: dict[str, list[Kind]] = {}
    for row in grouped.iter_rows(named=True):
        key, running = row["key"], taking_part.get((row["key"], row["slot"]), ())
        kind = Kind(row["event"] or "", row["state"], row["lines"], row["paid"], row["refund"], running)
        found.setdefault(key, []).append(kind)
    return found
