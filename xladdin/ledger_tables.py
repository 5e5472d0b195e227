"""What reading an order export gives, whatever the file is; and columns that are read while a file is scanned."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from workbook.ledger.header import Header, Row
from workbook.ledger.parse import Source, plain_expression
from workbook.ledger.values import Part
from workbook.model import Finding


class Tables(NamedTuple):
    """The tables of one file, and what was noticed of it beside them."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()


Find = Callable[[Sequence[Row]], Header | None]


def scanned(
    lazy: pl.LazyFrame,
    header: Header,
    titles: Mapping[int, str],
    texts: Collection[int],
    beyond: Sequence[str] = (),
) -> dict[int, tuple[Part, ...]]:
    """The columns that are wanted. Of texts only the values of what is plain, read while the file is scanned; the texts
    themselves, by a second scan, of those columns that hold anything else. Nothing where a column beyond the header is
    filled.
    """
    plain = {at: read for at in texts if (read := plain_expression(header, at)) is not None}
    shown = header.columns.get("status", ())
    kept = [at for at in titles if at not in plain or at in shown]
    first = lazy.select(
        *(pl.col(titles[at]).alias(f"raw{at}") for at in kept),
        *(read(pl.col(titles[at])).alias(f"plain{at}") for at, read in plain.items()),
        *(pl.col(titles[at]).null_count().alias(f"blank{at}") for at in plain),
        *(pl.col(column).is_not_null().any().alias(f"beyond{column}") for column in beyond),
    ).collect()
    if first.height and any(first[f"beyond{column}"][0] for column in beyond):
        return {}
    odd = {at for at in plain if first.height and first[f"plain{at}"].null_count() > first[f"blank{at}"][0]}
    more = sorted(odd.difference(shown))
    second = lazy.select(pl.col(titles[at]).alias(f"raw{at}") for at in more).collect() if more else first
    raws = {at: first[f"raw{at}"] for at in kept} | {at: second[f"raw{at}"] for at in more}
    return {at: (Part(raws.get(at), first[f"plain{at}"] if at in plain else None),) for at in titles}


def numbered(first: int, height: int) -> pl.Series:
    """The lines of a table without gaps."""
    return pl.int_range(first, first + height, dtype=pl.Int64(), eager=True)
