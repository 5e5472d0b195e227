"""Rows that continue the order above them: further products of it, whose amount stands on its first row only.

Platforms write one row for each product and merge, or leave blank, what belongs to the order. Such a row is a sub-order
of nothing paid, so that it counts nothing and contradicts nothing. A row that says anything of its own (a time, a
state, an amount nobody can read) is none.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def continued(frame: pl.DataFrame, merged: Sequence[int], basis: str) -> pl.DataFrame:
    """The orders with such rows as sub-orders "#2", "#3" of nothing, unless they have a number of their own.

    merged   rows whose amount is merged with the one above
    """
    height = frame.height
    blank = frame["paid"].is_null() & ~frame["unread"]
    if not merged and not blank.any():
        return frame
    within = pl.repeat(False, height, dtype=pl.Boolean(), eager=True).scatter(list(merged), True)
    order = pl.col("order").forward_fill()
    again = pl.col("order").is_not_null() & (order == order.shift(1))
    silent = pl.all_horizontal(pl.col("order", basis).is_null(), _no_state(), pl.col("line").diff() == 1)
    at = pl.int_range(pl.len(), dtype=pl.UInt32())
    rows = (
        frame.lazy()
        .with_columns(blank.alias("_blank"), within.alias("_merged"), order.alias("_order"), at.alias("_at"))
        .with_columns(
            ((pl.col("_blank") & (silent | again)) | (pl.col("_merged") & ~pl.col("unread") & again))
            .fill_null(False)
            .alias("_more")
        )
        .with_columns(pl.when(~pl.col("_more")).then(at).forward_fill().alias("_head"))
        .filter(pl.col("_more"))
        .collect()
    )
    return _taken(frame, rows.filter(_of_head(frame, rows, basis)))


def _no_state() -> pl.Expr:
    return pl.col("status").is_null() | (pl.col("status") == "none")


def _of_head(frame: pl.DataFrame, rows: pl.DataFrame, basis: str) -> pl.Series:
    """Whether each of these rows may belong to the row its run begins with."""
    head = frame[rows["_head"]].select(pl.all().name.prefix("head_"))

    def quiet(name: str) -> pl.Expr:
        return (pl.col(name).is_null() | (pl.col(name) == pl.col(f"head_{name}"))).fill_null(False)

    known = pl.col("head_paid").is_not_null() & ~pl.col("head_unread")
    said = pl.col("_merged") | (quiet(basis) & quiet("status"))
    ours = (pl.col("head_order") == pl.col("_order")).fill_null(False)
    return rows.hstack(head).select(known & ours & said).to_series()


def _taken(frame: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    if rows.is_empty():
        return frame
    number = pl.format("#{}", pl.col("_at") - pl.col("_head") + 1)
    values = rows.select(
        order="_order",
        sub=pl.coalesce("sub", number),
        paid=pl.lit(0, pl.Int64()),
        refund=pl.col("refund").fill_null(0),
        qty=pl.lit(None, pl.Int64()),
    )
    return frame.with_columns(frame[name].scatter(rows["_at"], values[name]) for name in values.columns)
