"""Lines of one order: which of them say again what another line says already.

Only readable lines with an order number are looked at, and of these only orders with more than one line, so that the mass
of a ledger is passed over once. Nothing here depends on the order of rows, nor, but for which of several equal lines is
called the first, on how the lines are spread over files.
"""

from __future__ import annotations

import narwhals.stable.v2 as nw

from workbook.ledger.frames import Frame
from workbook.ledger.states import DIFFERING, DUPLICATE, MAIN_AGAIN, MAIN_LINE

FIRST = ""
"""Of the repetition of a line that repeats nothing."""
WEIGHS = ("at", "shop", "host", "session", "refund", "status", "after")
"""What decides, beside paid, for whom and how a line counts; equal lines are equal in all of it. What tells products
apart (price, quantity) decides nothing of lines that name one sub-order."""
BLANK = {"refund": "0", "after": "none"}
"""What an empty cell of these says; one export has the column, another leaves it out."""
NOUGHT = "\0"
"""In no text of a file; sorts before all."""
LONG = 10**12


def repeats(orders: Frame) -> Frame:
    """Every line of an order that has more than one -> file, line, repeat (FIRST or a state)."""
    readable = orders.filter(~nw.col("unread") & ~nw.col("order").is_null())
    again = readable.group_by("order").agg(_lines=nw.len()).filter(nw.col("_lines") > 1).select("order")
    told = _beside(_main(_sub(_signed(readable.join(again, on="order", how="semi")))))
    repeat = (
        nw.when(
            ~nw.col("alike") | (nw.col("main") & ~nw.col("main_alike")) | (nw.col("beside") & ~nw.col("ties"))
        )
        .then(nw.lit(DIFFERING))
        .when(nw.col("place") != nw.col("first"))
        .then(nw.lit(DUPLICATE))
        .when(nw.col("main") & (nw.col("place") != nw.col("main_first")))
        .then(nw.lit(MAIN_AGAIN))
        .when(nw.col("beside") & (nw.col("part") == ""))
        .then(nw.lit(MAIN_LINE))
        .otherwise(nw.lit(FIRST))
    )
    return told.select("file", "line", repeat=repeat)


def _signed(several: Frame) -> Frame:
    """The lines with one text each for where they stand (sorts by file, then line) and for what they say.

    part: the sub-order, or where the order names none the product; "" for a line of the order itself
    own: 1 where paid is price times quantity, 0 where it is not or cannot be told
    """
    place = nw.concat_str([nw.col("file"), nw.lit(NOUGHT), (nw.col("line") + LONG).cast(nw.String)])
    own = nw.when(nw.col("price") * nw.col("qty") == nw.col("paid")).then(nw.lit(1)).otherwise(nw.lit(0))
    named = nw.when(nw.col("sub").fill_null("") != "").then(nw.lit(1)).otherwise(nw.lit(0))
    told = several.with_columns(place=place, own=own, weighs=_text(WEIGHS), named=named)
    product = nw.concat_str([nw.lit(NOUGHT), nw.col("sku").fill_null("")])
    part = (
        nw.when(nw.col("named") == 1)
        .then(nw.col("sub"))
        .when(nw.col("_subs") == 1)
        .then(nw.lit(""))
        .otherwise(product)
    )
    return told.with_columns(_subs=nw.col("named").max().over("order")).with_columns(
        part=part, told=nw.concat_str([nw.col("weighs"), _text(("paid",))])
    )


def _text(names: tuple[str, ...]) -> nw.Expr:
    """What some cells say, as one text; an empty cell differs from every other but of those in BLANK."""
    cells = [nw.col(name).cast(nw.String).fill_null(BLANK.get(name, NOUGHT)) for name in names]
    return nw.concat_str([part for cell in cells for part in (cell, nw.lit(NOUGHT))])


def _sub(signed: Frame) -> Frame:
    """-> the lines with first (where their order and part stands first) and alike (all its lines say the same)."""

    def of(value: nw.Expr) -> nw.Expr:
        return value.over("order", "part")

    return signed.with_columns(
        first=of(nw.col("place").min()),
        alike=of(nw.col("told").min()) == of(nw.col("told").max()),
        own=of(nw.col("own").max()),
    )


def _main(subs: Frame) -> Frame:
    """-> the lines with main (the main amount is repeated: several subs, one amount, not each its own price), main_first
    (the first line of the order) and main_alike (the sub-orders are equal in all that decides).

    Sub-orders whose lines contradict each other are left out of it.
    """

    def of(name: str) -> nw.Expr:
        return nw.when(nw.col("alike")).then(nw.col(name))

    placed = subs.with_columns(**{f"_{name}": of(name) for name in ("first", "weighs", "paid", "own")})
    first, weighs, paid = nw.col("_first"), nw.col("_weighs"), nw.col("_paid")
    amounts = nw.when(nw.col("alike")).then(nw.col("paid").is_null().cast(nw.Int64))
    found = placed.with_columns(_unknown=amounts).with_columns(
        main_first=first.min().over("order"),
        main_last=first.max().over("order"),
        main_alike=weighs.min().over("order") == weighs.max().over("order"),
        low=paid.min().over("order"),
        high=paid.max().over("order"),
        unknown=nw.col("_unknown").max().over("order"),
        all_own=nw.col("_own").min().over("order"),
    )
    several = nw.col("main_first") != nw.col("main_last")
    one_amount = (nw.col("low") == nw.col("high")) & (nw.col("low") > 0) & (nw.col("unknown") == 0)
    main = nw.col("alike") & several & one_amount & (nw.col("all_own") == 0)
    return found.with_columns(main=main.fill_null(False))


def _beside(told: Frame) -> Frame:
    """-> the lines with beside (the order has a line of its own with an amount beside those of its sub-orders) and ties
    (both come to the same paid and refund: one money, written twice)."""
    once = nw.col("alike") & (nw.col("place") == nw.col("first"))

    def of(name: str, main: bool) -> nw.Expr:
        mine = (nw.col("part") == "") if main else (nw.col("part") != "")
        return nw.when(once & mine).then(nw.col(name).fill_null(0)).otherwise(nw.lit(0)).sum().over("order")

    summed = told.with_columns(
        **{
            f"{name}_{part}": of(name, part == "main")
            for name in ("paid", "refund")
            for part in ("main", "subs")
        }
    )
    both = (nw.col("paid_main") > 0) & (nw.col("paid_subs") > 0)
    ties = (nw.col("paid_main") == nw.col("paid_subs")) & (nw.col("refund_main") == nw.col("refund_subs"))
    return summed.with_columns(beside=both & ~nw.col("main"), ties=ties)
