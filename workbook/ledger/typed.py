"""Typed columns of a parquet file as what the rules of `workbook.ledger.values` read: texts, floats or times.

Nothing is rounded on the way: a decimal keeps its digits, and a small float is the shortest number that means it.
"""

from __future__ import annotations

from typing import Final

import polars as pl

MOMENT: Final = pl.Datetime("us")
_FLOAT32_WHOLE: Final = 2**24
"""From here on a Float32 skips whole numbers."""
_FLOAT32_FEN: Final = 131_072
"""From here on a Float32 skips fen."""
_NO_VALUES: Final = (pl.List, pl.Array, pl.Struct, pl.Binary, pl.Object, pl.Duration)


class Unusable(Exception):
    """A column of lists, structures, bytes or lengths of time where values belong.

    column: its header; dtype: what it holds
    """

    def __init__(self, dtype: object, column: str = "") -> None:
        super().__init__(f"{column}: {dtype}")
        self.column, self.dtype = column, str(dtype)


def plain_part(part: pl.Series, wants: pl.DataType) -> pl.Series:
    """A column as texts, floats or times, whichever its rule reads best. Raises Unusable.

    wants   of what the values will be: text, Int64 (fen, counts) or MOMENT
    """
    dtype = part.dtype
    if isinstance(dtype, _NO_VALUES):
        raise Unusable(dtype)
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone:
            part = part.dt.convert_time_zone("Asia/Shanghai").dt.replace_time_zone(None)
        return part.cast(MOMENT) if wants == MOMENT else part.dt.strftime("%Y-%m-%d %H:%M:%S")
    if dtype == pl.Date():
        return part.cast(MOMENT) if wants == MOMENT else part.cast(pl.String)
    if dtype == pl.String():
        return part
    if dtype == pl.Float64():
        return part.fill_nan(None)  # pandas writes nothing so
    if dtype.is_integer() and wants != pl.String():
        return part.cast(pl.Float64)
    if dtype == pl.Float32():
        return _widened(part, wants)
    if isinstance(dtype, pl.Decimal) and dtype.scale:
        return part.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
    return part.cast(pl.String)


def _widened(part: pl.Series, wants: pl.DataType) -> pl.Series:
    """A Float32 as the number that was meant; an amount it cannot hold exactly stays as odd as it is, a number is none."""
    part = part.fill_nan(None)
    size, wide = pl.col("raw").abs(), pl.col("raw").cast(pl.Float64)
    shortest = pl.col("raw").cast(pl.String).cast(pl.Float64, strict=False)
    meant = (
        pl.when(size >= _FLOAT32_WHOLE).then(float("inf")).otherwise(wide)
        if wants == pl.String()
        else pl.when(size < _FLOAT32_FEN).then(shortest).otherwise(wide)
    )
    return part.to_frame("raw").select(meant.alias("raw")).to_series()
