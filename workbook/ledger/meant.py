"""What the state of an order and the word about its refund come to together, in the words the kernel knows."""

from __future__ import annotations

from typing import Final

import polars as pl

_TOGETHER: Final = ("refunding", "part_refunded")
"""States of STATUSES that say something of a refund: the order itself was paid."""
_UNKNOWN: Final = "unknown"


def settled(frame: pl.DataFrame) -> pl.DataFrame:
    """The orders with status one of unpaid, paid, closed, refunded, none, and after one of none, refunding, refunded.

    Where something was given back but not how much (部分退款 or an unknown word, without an amount), the refund is taken
    as one that is not over: it is asked about, and nothing counts until then.
    """
    if not (frame["status"].is_in(_TOGETHER) | (frame["after"] == _UNKNOWN)).any():
        return frame
    status, after = pl.col("status"), pl.col("after")
    no_amount = pl.col("refund").fill_null(0) == 0
    how_much = (
        (status == "part_refunded").fill_null(False) | (after == _UNKNOWN).fill_null(False)
    ) & no_amount
    open_ = ((status == "refunding").fill_null(False) | how_much) & (after != "refunded").fill_null(True)
    return frame.with_columns(
        status=pl.when(status.is_in(_TOGETHER)).then(pl.lit("paid")).otherwise(status),
        after=pl.when(open_).then(pl.lit("refunding")).when(after != _UNKNOWN).then(after),
    )
