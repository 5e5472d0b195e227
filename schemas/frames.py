"""The pandera schema of a format, built from its columns: the one judge of parsed values.

Nothing is coerced here. One uncoercible cell would cost a column its other checks; parsing has made every bad
cell null and reported it, and the checks pass over nulls.
"""

from __future__ import annotations

from functools import cache

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.format import SheetFormat


@cache
def schema_of(fmt: SheetFormat) -> pa.DataFrameSchema:
    """Schema over the frame of a format (`table`, `record`, then its columns).

    Each check's error is the finding code; `failure_cases.index` is the row in the frame.
    """
    columns = {
        column.name: pa.Column(
            column.kind.dtype,
            checks=[_check(code, expression) for code, expression in column.kind.checks.items()],
            nullable=True,
        )
        for column in fmt.columns
    }
    return pa.DataFrameSchema(columns, strict=False, coerce=False)


def _check(code: str, expression: object) -> pa.Check:
    def judge(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(expression(pl.col(data.key)))  # type: ignore[operator]

    return pa.Check(judge, error=code)
