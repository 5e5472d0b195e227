"""Lines of one order: which of them say again what another line says already.

Only readable lines with an order number are looked at, and of these only orders with more than one line, so that the mass
of a ledger is passed over once. Nothing here depends on the order of rows, nor, but for which of several equal lines is
called the first, on how the lines are spread over files.
"""

from __future__ import annotations

import narwhals.stable.v2 as nw

from workbook.ledger.frames import Frame
from workbook.ledger.states import DIFFERING, DUPLICATE, MAIN_AGAIN

FIRST = ""
"""Of the repetition of a line that repeats nothing."""
WEIGHS = ("at", "shop", "host", "session", "refund", "status", "after")
"""What decides, beside paid, for whom and how a line counts; equal lines are equal in all of it."""
AMOUNTS = ("paid", "price", "qty")
NOUGHT = "\0"
"""In no text of a file; sorts before all."""
LONG = 10**12


def repeats(orders: Frame) -> Frame:
    """Every line of an order that has more than one -> file, line, repeat (FIRST, DUPLICATE, MAIN_AGAIN, DIFFERING)."""
    readable = orders.filter(~nw.col("unread") & ~nw.col("order").is_null())
    again = readable.group_by("order").agg(_lines=nw.len()).filter(nw.col("_lines") > 1).select("order")
    several = _signed(readable.join(again, on="order", how="semi"))
    subs = several.group_by("order", "sub").agg(
        first=nw.col("place").min(),
        alike=nw.col("told").min() == nw.col("told").max(),
        weighs=nw.col("weighs").min(),
        paid=nw.col("paid").min(),
        own=nw.col("own").min(),
    )
    judged = (
        several.select("file", "line", "order", "sub", "place")
        .join(subs.select("order", "sub", "first", "alike"), on=["order", "sub"], how="left")
        .join(_mains(subs.filter(nw.col("alike"))), on="order", how="left")
    )
    repeat = (
        nw.when(~nw.col("alike") | ~nw.col("main_alike"))
        .then(nw.lit(DIFFERING))
        .when(nw.col("place") != nw.col("first"))
        .then(nw.lit(DUPLICATE))
        .when(nw.col("place") != nw.col("main_first"))
        .then(nw.lit(MAIN_AGAIN))
        .otherwise(nw.lit(FIRST))
    )
    return judged.select("file", "line", repeat=repeat)


def _signed(several: Frame) -> Frame:
    """The lines with one text each for where they stand (sorts by file, then line) and for what they say.

    own: 1 where paid is price times quantity, 0 where it is not or cannot be told.
    """
    place = nw.concat_str([nw.col("file"), nw.lit(NOUGHT), (nw.col("line") + LONG).cast(nw.String)])
    own = nw.when(nw.col("price") * nw.col("qty") == nw.col("paid")).then(nw.lit(1)).otherwise(nw.lit(0))
    return several.with_columns(
        sub=nw.col("sub").fill_null(""), place=place, own=own, weighs=_text(WEIGHS)
    ).with_columns(told=nw.concat_str([nw.col("weighs"), _text(AMOUNTS)]))


def _text(names: tuple[str, ...]) -> nw.Expr:
    """What some cells say, as one text; an empty cell differs from every other."""
    cells = [nw.col(name).cast(nw.String).fill_null(NOUGHT) for name in names]
    return nw.concat_str([part for cell in cells for part in (cell, nw.lit(NOUGHT))])


def _mains(subs: Frame) -> Frame:
    """The orders on whose sub-orders the main amount is repeated: several subs, one amount, not each its own price.

    -> order, main_first (its first line), main_alike (the sub-orders are equal in all that decides)
    """
    orders = subs.group_by("order").agg(
        main_first=nw.col("first").min(),
        main_alike=nw.col("weighs").min() == nw.col("weighs").max(),
        _subs=nw.len(),
        _unknown=nw.col("paid").is_null().cast(nw.Int64).sum(),
        _low=nw.col("paid").min(),
        _high=nw.col("paid").max(),
        _own=nw.col("own").min(),
    )
    one_amount = (nw.col("_low") == nw.col("_high")) & (nw.col("_low") > 0) & (nw.col("_unknown") == 0)
    return orders.filter((nw.col("_subs") > 1) & one_amount & (nw.col("_own") == 0)).select(
        "order", "main_first", "main_alike"
    )
