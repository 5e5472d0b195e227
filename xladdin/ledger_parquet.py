"""Order exports as .parquet. They are read in our own process, not behind the gate of workbooks (docs/ledgers.md).

A file of a few bytes may claim any number of rows: what it would take is reckoned from what it says of itself, before any
column is read.
"""

from __future__ import annotations

import io
from typing import Final

import polars as pl

from workbook.host import Refused
from workbook.ledger.header import Header
from workbook.ledger.parse import Source, looked, wanted
from workbook.ledger.values import Part
from xladdin.ledger_tables import Find, Tables, numbered, scanned

MAX_ROWS: Final = 50_000_000
MAX_MEMORY: Final = 8 << 30
_CELL: Final = 32
"""Bytes a value takes, read and as what it means; the texts themselves are not reckoned."""

_SINGLE: Final = (pl.String, pl.Date, pl.Datetime, pl.Boolean, pl.Categorical, pl.Enum, pl.Null)
"""Types, beside numbers, of which each value is one thing a column of orders may hold."""


def from_parquet(name: str, data: bytes, find: Find) -> Tables:
    """Columns as they are typed; rows are numbered as in a sheet with the names in row 1.

    Raises Refused: LEDGER_NONE, LEDGER_TYPE, FILE_LIMIT, LEDGER_DAMAGED.
    """
    try:
        lazy = pl.scan_parquet(io.BytesIO(data))
        schema = lazy.collect_schema()
        titles = schema.names()
        header = find([titles])
        if header is None:
            raise Refused("LEDGER_NONE", "、".join(titles[:8]))
        count = int(lazy.select(pl.len()).collect().item())
        _within_limits(count, len(wanted(header)))
        columns = _columns(lazy, header, schema)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as problem:
        raise Refused("LEDGER_DAMAGED", "不是完整的 parquet 文件") from problem
    return Tables((Source(name, None, header, columns, numbered(2, count)),))


def _within_limits(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise Refused("FILE_LIMIT", f"超过 {MAX_ROWS} 行")
    if rows * columns * _CELL > MAX_MEMORY:
        detail = f"{rows} 行、{columns} 列，读进内存要 {MAX_MEMORY >> 30} GB 以上"
        raise Refused("FILE_LIMIT", detail)


def _columns(lazy: pl.LazyFrame, header: Header, schema: pl.Schema) -> dict[int, tuple[Part, ...]]:
    """The columns that are wanted. Raises Refused of one whose type holds no single values: LEDGER_TYPE."""
    titles = {at: header.texts[at] for at in wanted(header)}
    for at in looked(header):  # read for totals alone
        if not isinstance(schema[titles[at]], pl.String):
            del titles[at]
    for title in titles.values():
        dtype = schema[title]
        if dtype == pl.Binary():
            lazy = lazy.with_columns(_as_text(lazy, title))
        elif not (dtype.is_numeric() or isinstance(dtype, _SINGLE)):
            raise Refused("LEDGER_TYPE", f"“{title}”是 {dtype}")
    texts = {at for at, title in titles.items() if schema[title] in (pl.String(), pl.Binary())}
    return scanned(lazy, header, titles, texts)


def _as_text(lazy: pl.LazyFrame, title: str) -> pl.Expr:
    """A column of bytes as texts. Raises Refused where they are none."""
    text = pl.col(title).cast(pl.String)
    try:
        lazy.select(text).collect()
    except pl.exceptions.PolarsError as problem:
        raise Refused("LEDGER_TYPE", f"“{title}”是字节，不是文字") from problem
    return text
