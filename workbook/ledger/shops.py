"""Shops of 附件2汇总 without a single line in the ledgers: perhaps their orders were not exported.

Only where the ledgers name shops at all, and only shops whose team entered an event of which there are lines.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from workbook.content import folded
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import Work
from workbook.ledger.attribution import SHOPS
from workbook.ledger.engines import gathered, like
from workbook.ledger.frames import Frame, lazy
from workbook.ledger.sales import Basis
from workbook.model import Finding


def without_orders(work: Work, entrants: Entrants, orders: Frame, basis: Basis) -> Iterator[Finding]:
    """One finding at each such shop's cell, of the events asked about."""
    shops = work.rows(SHOPS)
    selling = {
        key for scope in basis.least if scope.label in basis.covered for key in basis.entries.get(scope, ())
    }
    asked = []
    for row in shops:
        named = entrants.named({"name": None, "school": row["school"], "team": row["team"]})
        if len(named) == 1 and row["shop_id"]:
            asked.append((row, folded(row["shop_id"]), named[0] in selling))
    if not any(sells for _, _, sells in asked):
        return
    there = _named(orders, {shop for _, shop, _ in asked})
    for row, shop, sells in asked:
        if there and sells and shop not in there:
            yield shops.finding("SHOP_NO_ORDERS", row, "shop_id")


def _named(orders: Frame, shops: set[str]) -> set[str]:
    """Which of these shops the ledgers name."""
    if "shop" not in orders.collect_schema().names():
        return set()
    known = like(orders.to_native(), pl.DataFrame({"shop": sorted(shops)}, {"shop": pl.String}))
    return set(gathered(orders.select("shop").join(lazy(known), on="shop", how="semi").unique())["shop"])
