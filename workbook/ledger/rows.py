"""Rows of a table that are no orders: blank ones, totals, notes under the table, the header once more.

Asked of the few rows whose order number is blank, has no digit or has a word in it; the rest is passed over at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from workbook.ledger.header import Header
from workbook.ledger.values import Part

Columns = Mapping[int, Sequence[Part]]

_HAN: Final = "\u3400-\u9fff"
_NUMBER: Final = rf"^[^{_HAN}]*[0-9][^{_HAN}]*$"
_FILLED: Final = "[^\\s\u200b\ufeff]"
_OF: Final = ("本页", "本月", "本日", "当日", "当页", "全部", "以上", "订单", "实付", "金额", "销售")
_WORDS: Final = (
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "总额",
    "总数",
    "总金额",
    "总人数",
    "汇总",
    "total",
    "sum",
)
_MEASURES: Final = ("金额", "数量", "人数", "笔数", "单数", "队数", "订单数", "销售额")


def _any_of(words: Sequence[str]) -> str:
    """One of the words; people put blanks between its letters (合 计)."""
    return "(?:" + "|".join(r"\s*".join(word) for word in words) + ")"


_TOTAL: Final = (
    rf"(?i)^\s*(?:{_any_of(_OF)}?\s*{_any_of(_WORDS)}\s*{_any_of(_MEASURES)}?\s*"
    r"(?:[:：].{0,20}|[（(].{0,12}[）)])?\s*[:：]?\s*共?\s*(?:[0-9¥￥].{0,20})?"
    r"|共\s*[0-9]+\s*[笔单条个件行支人名队组].{0,20})\s*$"
)
_NOTE: Final = rf"^\s*[{_HAN}][{_HAN}0-9\s]{{0,15}}[:：]"


def total_words(column: pl.Expr) -> pl.Expr:
    """Of a column that is read for its totals only: null where one stands, else nothing of interest."""
    return pl.when(~column.str.contains(_TOTAL)).then(pl.lit(""))


def no_orders(header: Header, columns: Columns, looked: Sequence[int], basis: str) -> pl.Series | None:
    """True where a row is no order; None where all are.

    looked   columns that are read for their totals only
    """
    doubtful = _doubtful(columns, header.columns.get("order_id", ()))
    if not doubtful.any():
        return None
    few = pl.DataFrame({"_": doubtful.arg_true()})
    rows = few["_"]
    texts: list[str] = []
    for at, parts in columns.items():
        for number, part in enumerate(parts):
            name = f"{at}.{number}"
            few = few.with_columns(part.either.gather(rows).alias(name))
            texts += [name] if part.either.dtype == pl.String() else []
    found = few.lazy().select(_is_none(header, few, texts, looked, basis)).collect().to_series()
    if not found.any():
        return None
    return pl.repeat(False, doubtful.len(), dtype=pl.Boolean(), eager=True).scatter(rows.filter(found), True)


def _doubtful(columns: Columns, places: Sequence[int]) -> pl.Series:
    """Rows whose order number is blank, has no digit, or a word in it; all rows where there are no numbers."""
    doubtful: pl.Series | None = None
    for part in columns[places[0]] if places else ():
        known = part.plain
        if known is None and part.raw is not None:
            plain = part.raw.dtype != pl.String()
            known = part.raw if plain else part.raw.str.contains(_NUMBER).replace(False, None)
        odd = part.either.is_null() if known is None else known.is_null()
        doubtful = odd if doubtful is None else doubtful & odd
    if doubtful is None:
        height = next(iter(columns.values()))[0].either.len()
        return pl.repeat(True, height, dtype=pl.Boolean(), eager=True)
    return doubtful


def _is_none(
    header: Header, few: pl.DataFrame, texts: Sequence[str], looked: Sequence[int], basis: str
) -> pl.Expr:
    fields = [name for name in few.columns if name != "_" and _at(name) not in looked]
    number = [name for name in fields if _at(name) in header.columns.get("order_id", ())[:1]]
    money = [at for field in ("paid", basis, "status") for at in header.columns.get(field, ())]
    said = [name for name in number if name in texts]

    def filled(names: Sequence[str]) -> pl.Expr:
        there = (
            pl.col(name).str.contains(_FILLED).fill_null(False)
            if name in texts
            else pl.col(name).is_not_null()
            for name in names
        )
        return pl.any_horizontal(pl.lit(False), *there)

    def has(pattern: str, names: Sequence[str]) -> pl.Expr:
        found = (pl.col(name).str.contains(pattern).fill_null(False) for name in names)
        return pl.any_horizontal(pl.lit(False), *found)

    alone = ~filled([name for name in fields if name not in number])
    no_money = ~filled([name for name in fields if _at(name) in money])
    return (
        ~filled(fields)
        | has(_TOTAL, texts)
        | (filled(said) & alone)
        | (has(_NOTE, said) & no_money)
        | _again(header, fields, texts, said)
    )


def _again(header: Header, fields: Sequence[str], texts: Sequence[str], said: Sequence[str]) -> pl.Expr:
    """Rows that say what the header says."""

    def same(name: str) -> pl.Expr:
        title = "".join(header.texts[_at(name)].split()) if _at(name) < len(header.texts) else ""
        return pl.col(name).str.replace_all(r"\s", "") == title

    if not said:
        return pl.lit(False)
    each = (same(name).fill_null(True) if name in texts else pl.col(name).is_null() for name in fields)
    return pl.all_horizontal(*each) & pl.any_horizontal(same(name).fill_null(False) for name in said)


def _at(name: str) -> int:
    return int(name.partition(".")[0])
