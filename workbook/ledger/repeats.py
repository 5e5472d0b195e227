"""Lines of one order: which of them say again what another line says already.

Only readable lines with an order number are looked at. Nothing here depends on the order of rows, nor, but for which of
several equal lines is called the first, on how the lines are spread over files.
"""

from __future__ import annotations

from functools import reduce

import narwhals.stable.v2 as nw

from workbook.ledger.frames import Frame
from workbook.ledger.states import DIFFERING, DUPLICATE, MAIN_AGAIN

LINE = ("order", "sub")
WEIGHS = ("at", "shop", "host", "session", "refund", "status", "after")
"""What decides, beside paid, for whom and how a line counts; equal lines are equal in all of it."""


def repeats(orders: Frame) -> Frame:
    """Facts on each (order, sub) of every order that has more than one line; sub is "" where there is none.

    -> order, sub, first_file, first_line (where it stands first), first_state (what the first line is, null: it counts),
    other_state (what its other lines are)
    """
    readable = orders.filter(~nw.col("unread") & ~nw.col("order").is_null())
    again = readable.group_by("order").agg(_lines=nw.len()).filter(nw.col("_lines") > 1).select("order")
    several = readable.join(again, on="order", how="semi").with_columns(sub=nw.col("sub").fill_null(""))
    facts = _subs(several)
    main = _mains(facts.filter(nw.col("alike")))
    facts = facts.join(main, on="order", how="left")
    is_first = (nw.col("first_file") == nw.col("main_file")) & (nw.col("first_line") == nw.col("main_line"))
    state = (
        nw.when(~nw.col("alike"))
        .then(nw.lit(DIFFERING))
        .when(nw.col("main_file").is_null())
        .then(nw.lit(None, nw.String))
        .when(~nw.col("main_alike"))
        .then(nw.lit(DIFFERING))
        .when(is_first)
        .then(nw.lit(None, nw.String))
        .otherwise(nw.lit(MAIN_AGAIN))
    )
    facts = facts.with_columns(first_state=state)
    other = nw.when(nw.col("first_state") == DIFFERING).then(nw.lit(DIFFERING)).otherwise(nw.lit(DUPLICATE))
    return facts.with_columns(other_state=other).select(
        *LINE, "first_file", "first_line", "first_state", "other_state"
    )


def _subs(several: Frame) -> Frame:
    """One row per (order, sub): where it stands first, whether its lines are alike, and what they say."""
    told = ("paid", "price", "qty", *WEIGHS)
    placed = several.with_columns(first_file=nw.col("file").min().over(*LINE))
    line = nw.when(nw.col("file") == nw.col("first_file")).then(nw.col("line"))
    found = (
        placed.with_columns(_line=line)
        .group_by(*LINE)
        .agg(
            first_file=nw.col("file").min(),
            first_line=nw.col("_line").min(),
            **{f"_{name}": nw.col(name).n_unique() for name in told},
            **{name: nw.col(name).min() for name in told},
        )
    )
    alike = reduce(lambda a, b: a & b, [nw.col(f"_{name}") == 1 for name in told])
    return found.with_columns(alike=alike)


def _mains(subs: Frame) -> Frame:
    """The orders on whose sub-orders the main amount is repeated: several subs, one amount, not each its own price.

    -> order, main_file, main_line (its first line), main_alike (the sub-orders are equal in all that decides)
    """
    own = nw.when(nw.col("price") * nw.col("qty") == nw.col("paid")).then(nw.lit(1)).otherwise(nw.lit(0))
    placed = subs.with_columns(main_file=nw.col("first_file").min().over("order"), own=own)
    line = nw.when(nw.col("first_file") == nw.col("main_file")).then(nw.col("first_line"))
    orders = (
        placed.with_columns(_line=line)
        .group_by("order")
        .agg(
            main_file=nw.col("main_file").min(),
            main_line=nw.col("_line").min(),
            _subs=nw.len(),
            _paid=nw.col("paid").n_unique(),
            _amount=nw.col("paid").min(),
            _own=nw.col("own").min(),
            **{f"_{name}": nw.col(name).n_unique() for name in WEIGHS},
        )
    )
    alike = reduce(lambda a, b: a & b, [nw.col(f"_{name}") == 1 for name in WEIGHS])
    repeated = (
        (nw.col("_subs") > 1) & (nw.col("_paid") == 1) & (nw.col("_amount") > 0) & (nw.col("_own") == 0)
    )
    return orders.filter(repeated).select("order", "main_file", "main_line", main_alike=alike)
