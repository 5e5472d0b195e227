"""Every line of the ledgers as a CSV for people who open it with Excel; millions of lines, so by expressions alone.

Order numbers are written ="38…", or Excel would round them; other texts are made harmless as `workbook.csv_text` does it
(a test compares the two). There is no buyer in it.
"""

from __future__ import annotations

import io
from typing import Final

import polars as pl

from workbook.ledger import states

TITLES: Final = (
    "文件名", "行号", "订单编号", "子订单编号", "去向", "原因", "编号", "活动", "实付", "退款",
)  # fmt: skip
HEADER: Final = ("\ufeff" + ",".join(f'"{title}"' for title in TITLES) + "\r\n").encode()
"""What every such file begins with."""
_PLAIN: Final = r'^[^"\p{C}]{1,200}$'
"""Numbers that may stand in a formula as a text: Excel takes 255 characters, and a quote would end it."""
_AHEAD: Final = r"^(?:[\s\x{1c}-\x{1f}\x{feff}\x{200b}-\x{200f}\x{2060}]|%0[0-9aAdD])+"
_CONTROL: Final = ["\t", "\r", "\n", "\0"]
_STATES: Final = {state.code: (state.word, state.why) for state in states.STATES}


def lines_csv(lines: pl.DataFrame) -> bytes:
    """UTF-8 with the mark by which Excel knows it, CRLF. lines: columns of `workbook.ledger.detail`."""
    word, why = ({code: texts[at] for code, texts in _STATES.items()} for at in (0, 1))
    columns = [
        defused(pl.col("file")),
        pl.col("line"),
        _number("order"),
        _number("sub"),
        pl.col("state").replace_strict(word, return_dtype=pl.String),
        pl.col("state").replace_strict(why, return_dtype=pl.String),
        defused(pl.col("key")),
        defused(pl.col("event")),
        _yuan("paid"),
        _yuan("refund"),
    ]
    shown = lines.select(one.alias(title) for one, title in zip(columns, TITLES, strict=True))
    out = io.BytesIO()
    shown.write_csv(out, include_bom=True, line_terminator="\r\n", quote_style="non_numeric")
    return out.getvalue()


def defused(text: pl.Expr) -> pl.Expr:
    """`csv_text.harmless` for a column: an apostrophe before what a program could take for a formula."""
    start = text.str.replace(_AHEAD, "").str.slice(0, 1).str.normalize("NFKC")
    live = start.is_in(["=", "+", "-", "@"]) | text.str.slice(0, 1).is_in(_CONTROL)
    return pl.when(live).then(pl.lit("'") + text).otherwise(text)


def _number(name: str) -> pl.Expr:
    text = pl.col(name)
    return pl.when(text.str.contains(_PLAIN)).then(pl.lit('="') + text + pl.lit('"')).otherwise(defused(text))


def _yuan(name: str) -> pl.Expr:
    """Fen as 元 with two decimals, exactly."""
    return (pl.col(name).cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(20, 2))
