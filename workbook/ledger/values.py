"""Columns of an order export as values: what is plain is read by expressions, only what is odd by the column's kind.

The two ways agree on every text (a test compares them), so a million rows cost little more than reading them. A column
comes as one or two series: texts, and what was typed as a number (`schemas.format.Raw`); each row has at most one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import polars as pl

from schemas import columns as kinds
from schemas.format import CellContext, Issue, Kind, Parsed, Raw
from schemas.kinds_identity import placeholder, unreadable
from schemas.kinds_orders import BUYER, ORDER_NO, PLAIN_ORDER
from schemas.ledger import AFTERS, ORDERS, STATUSES
from schemas.text import unwrap, visible
from workbook.content import folded
from workbook.ledger.typed import MOMENT, plain_part

_EXACT: Final = 1e15
_DAYS: Final = (18_264, 73_050)
"""Serial numbers of 1950-01-02 to 2099-12-31; others are left to the kind."""
_BASE_1900, _BASE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_NO_TIME: Final = re.compile(
    "0000[-/]0?0[-/]0?0(?:[ T]0?0:00(?::00(?:[.]0+)?)?)?|0001[-/]0?1[-/]0?1(?:[ T]0?0:00(?::00)?)?"
)
"""What databases write where there is no time."""
_EXACT_TIME: Final = (
    r"^(?<year>(?:19|20)[0-9]{2})[-/](?<month>[0-9]{1,2})[-/](?<day>[0-9]{1,2})[ T]"
    r"(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(?::(?<second>[0-5][0-9])(?:\.[0-9]{1,9})?)?"
    r" ?(?<zone>Z|UTC|(?<sign>[+-])(?<hours>[0-9]{2}):?(?<minutes>[0-5][0-9]))?$"
)
_LOCAL: Final = 8 * 60
_FARTHEST: Final = 14 * 60
"""Minutes between the time of a zone and that of Greenwich."""
_WRAPS: Final = (r'^="([^"]+)"[\t ]*$', r"^'([^'\"\t]+)[\t ]*$", r"^([^'\"=\t]+)[\t ]+$")
"""How platforms keep Excel from reading a number: ="38…", a leading apostrophe, a trailing TAB."""

Expression = Callable[[pl.Expr], pl.Expr]


class Seen(NamedTuple):
    """What was noticed of one value (or of all values alike): the first row, counted from 0, and how many rows."""

    code: str
    row: int
    many: int
    text: str | None = None
    suggest: str | None = None
    context: Mapping[str, str] = {}


class Part(NamedTuple):
    """Texts, numbers or times of a column, and the values of those that are plain where a reader has them already.

    raw   None where every text is plain: then there are only values
    """

    raw: pl.Series | None
    plain: pl.Series | None = None

    @property
    def either(self) -> pl.Series:
        """What there is, to see what is blank."""
        found = self.plain if self.raw is None else self.raw
        if found is None:
            raise ValueError("a part has texts or values")
        return found


class Read(NamedTuple):
    """A column after reading: values, True where something stands that cannot be read (None: nowhere), what was noticed."""

    values: pl.Series
    unread: pl.Series | None
    seen: tuple[Seen, ...]


class Rule(NamedTuple):
    """How a kind is read here.

    dtype     of the values
    parse     one odd value -> Parsed, its value already of that dtype
    text      plain texts -> values, null where the kind must look
    number    the same for numbers
    wrapped   code of what is said where only a wrapper was taken off a plain text
    """

    dtype: pl.DataType
    parse: Callable[[Raw, CellContext], Parsed]
    text: Expression
    number: Expression
    wrapped: str | None = None


# ---- Money, in fen


def _money_text(col: pl.Expr) -> pl.Expr:
    plain = col.str.contains(r"^-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?$")
    return pl.when(plain).then(
        (col.cast(pl.Float64, strict=False) * 100).round().cast(pl.Int64, strict=False)
    )


def _money_number(col: pl.Expr) -> pl.Expr:
    fen = (col.cast(pl.Float64) * 100).round()
    return pl.when((fen / 100 == col) & (fen.abs() < _EXACT)).then(fen.cast(pl.Int64, strict=False))


# ---- Times


def _moment_text(col: pl.Expr) -> pl.Expr:
    plain = col.str.contains(r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-5][0-9]$")
    return pl.when(plain).then(col.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"))


def _moment_number(base: datetime) -> Expression:
    def read(col: pl.Expr) -> pl.Expr:
        number = col.cast(pl.Float64)
        shift = 0 if base == _BASE_1900 else 1462
        inside = number.is_between(_DAYS[0] - shift, _DAYS[1] - shift + 1, closed="left")
        seconds = number.floor() * 86_400 + ((number - number.floor()) * 86_400).round()
        at = pl.lit(base) + pl.duration(seconds=seconds.cast(pl.Int64, strict=False))
        return pl.when(inside).then(at.cast(MOMENT))

    return read


def _moment_exact(col: pl.Expr) -> pl.Expr:
    """Times without leading zeros, or with what a program adds: T, a fraction of a second (cut off), a zone."""
    found = col.str.extract_groups(_EXACT_TIME).struct
    day = [found.field(name).str.zfill(2) for name in ("year", "month", "day")]
    clock = [found.field("hour").str.zfill(2), found.field("minute"), found.field("second").fill_null("00")]
    written = pl.concat_str(
        [pl.concat_str(day, separator="-"), pl.concat_str(clock, separator=":")], separator=" "
    )
    at = written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    off = found.field("hours").cast(pl.Int64) * 60 + found.field("minutes").cast(pl.Int64)
    sign = found.field("sign")
    off = pl.when(sign == "-").then(-off).otherwise(off)
    right = sign.is_null() | (found.field("second").is_not_null() & (off.abs() <= _FARTHEST))
    zoned = pl.when(sign.is_not_null()).then(off).when(found.field("zone").is_not_null()).then(0)
    return pl.when(right).then(at + pl.duration(minutes=(_LOCAL - zoned).fill_null(0)))


def _parse_moment(raw: Raw, ctx: CellContext) -> Parsed:
    if isinstance(raw, str):
        text = visible(unwrap(raw))
        if placeholder(text) or _NO_TIME.fullmatch(text):
            return Parsed(None)
    parsed = kinds.MOMENT.parse(raw, ctx)
    return parsed._replace(value=datetime.fromisoformat(parsed.value)) if parsed.value else parsed


# ---- Numbers of orders, counts, texts that are compared


def _order_text(col: pl.Expr) -> pl.Expr:
    return pl.when(col.str.contains(f"^{PLAIN_ORDER}$") & col.str.contains("[0-9]")).then(col)


def _whole(col: pl.Expr) -> pl.Expr:
    """Whole numbers from 0 on that a cell holds exactly."""
    number = col.cast(pl.Int64, strict=False)
    return pl.when((col == number) & col.is_between(0, _EXACT, closed="left")).then(number)


def _count_text(col: pl.Expr) -> pl.Expr:
    return pl.when(col.str.contains(r"^(?:0|[1-9][0-9]{0,12})$")).then(col.cast(pl.Int64, strict=False))


def _count_number(col: pl.Expr) -> pl.Expr:
    return pl.when(col < 10**13).then(_whole(col))


def _fold_text(col: pl.Expr) -> pl.Expr:
    """Texts that folding only makes small: letters, digits and common Han; short ones may be a dash or 无."""
    plain = col.str.contains("^[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff_-]{4,}$")
    return pl.when(plain).then(col.str.to_lowercase())


def _as_text(col: pl.Expr) -> pl.Expr:
    return _whole(col).cast(pl.String)


def _parse_folded(raw: Raw, ctx: CellContext) -> Parsed:
    parsed = kinds.FREE.parse(unwrap(raw) if isinstance(raw, str) else raw, ctx)
    if parsed.value is None or placeholder(visible(parsed.value)):
        return Parsed(None)
    return Parsed(folded(parsed.value) or None)


def _parse_buyer(raw: Raw, ctx: CellContext) -> Parsed:
    parsed = BUYER.parse(raw, ctx)
    return Parsed(folded(parsed.value) or None) if parsed.value else parsed


_FOLDED: Final = Rule(pl.String(), _parse_folded, _fold_text, _as_text)
_RULES: Final[dict[Kind, Rule]] = {
    kinds.MONEY: Rule(pl.Int64(), kinds.MONEY.parse, _money_text, _money_number, "AMOUNT_FORMAT"),
    kinds.QUANTITY: Rule(pl.Int64(), kinds.QUANTITY.parse, _count_text, _count_number, "QUANTITY_FORMAT"),
    ORDER_NO: Rule(pl.String(), ORDER_NO.parse, _order_text, _as_text, "ORDER_TEXT"),
    BUYER: _FOLDED._replace(parse=_parse_buyer),
}


def _meaning(kind: Kind, words: Mapping[str, Sequence[str]]) -> Rule:
    known = {word: meant for meant, found in words.items() for word in found}

    def read(col: pl.Expr) -> pl.Expr:
        return col.replace_strict(known, default=None, return_dtype=pl.String())

    return Rule(pl.String(), kind.parse, read, lambda col: pl.lit(None, pl.String()))


_STATUS, _AFTER = ORDERS.column("status").kind, ORDERS.column("after").kind
_MEANINGS: Final = {_STATUS: _meaning(_STATUS, STATUSES), _AFTER: _meaning(_AFTER, AFTERS)}


def plain_text(kind: Kind, unit: str) -> Expression | None:
    """What reads the plain texts of a column while a file is scanned; None where the kind must see every value."""
    return None if unit else rule_of(kind).text


def rule_of(kind: Kind, date1904: bool = False) -> Rule:
    """How columns of a kind are read; any kind without a rule of its own is text that is compared."""
    if kind in _MEANINGS:
        return _MEANINGS[kind]
    if kind is kinds.MOMENT:
        base = _BASE_1904 if date1904 else _BASE_1900
        return Rule(MOMENT, _parse_moment, _moment_text, _moment_number(base))
    return _RULES.get(kind, _FOLDED)


def read_column(parts: Sequence[Part], kind: Kind, ctx: CellContext) -> Read:
    """One column, each row read once; all parts are of one length."""
    rule = rule_of(kind, ctx.date1904)
    values: pl.Series | None = None
    unread: pl.Series | None = None
    seen: tuple[Seen, ...] = ()
    for part in parts:
        read = _part(part, rule, ctx)
        values = read.values if values is None else values.zip_with(values.is_not_null(), read.values)
        if read.unread is not None:
            unread = read.unread if unread is None else unread | read.unread
        seen += read.seen
    if values is None:
        raise ValueError("a column has at least one part")
    return Read(values, unread, seen)


def _part(found: Part, rule: Rule, ctx: CellContext) -> Read:
    if found.raw is None:
        return Read(found.either, None, ())
    part, plain = plain_part(found.raw, rule.dtype), found.plain
    if part.dtype == MOMENT:
        return Read(part, None, ())
    expression = rule.text if part.dtype == pl.String() else rule.number
    if plain is not None:
        values = plain
    elif ctx.unit:
        values = pl.repeat(None, part.len(), dtype=rule.dtype, eager=True)
    else:
        values = part.to_frame("raw").select(expression(pl.col("raw"))).to_series()
    if values.null_count() == part.null_count():
        return Read(values, None, ())
    odd = part.is_not_null() & values.is_null()
    if part.dtype == pl.String():
        odd &= part != ""
    if not odd.any():
        return Read(values, None, ())
    return _odd(part, values, odd, rule, ctx)


def _odd(part: pl.Series, values: pl.Series, odd: pl.Series, rule: Rule, ctx: CellContext) -> Read:
    """The rows the expressions left: wrappers taken off at once, each other text by the kind, once."""
    rows = pl.DataFrame({"row": odd.arg_true(), "raw": part.filter(odd)})
    rows = rows.with_columns(_unwrapped(rows, rule, ctx).alias("value"))
    seen: list[Seen] = []
    wrapped = rows.filter(pl.col("value").is_not_null())
    if rule.wrapped and wrapped.height:
        first = wrapped.row(0)
        suggest = None if rule.dtype == pl.Int64() else str(first[2])
        seen.append(Seen(rule.wrapped, first[0], wrapped.height, str(first[1]), suggest))
    rest = rows.filter(pl.col("value").is_null()).select("row", "raw")
    groups = (
        rest.group_by("raw").agg(pl.col("row").min().alias("first"), pl.len().alias("count")).sort("first")
    )
    parsed = [parsed_of(raw, rule, ctx) for raw in groups["raw"]]
    for (raw, first, count), one in zip(groups.iter_rows(), parsed, strict=True):
        seen += [_seen(issue, raw, first, count) for issue in one.issues]
    groups = groups.select("raw").with_columns(
        pl.Series("value", [one.value for one in parsed], rule.dtype),
        pl.Series("bad", [not one.readable for one in parsed], pl.Boolean()),
    )
    rest = rest.join(groups, on="raw", how="left", maintain_order="left")
    values = values.scatter(wrapped["row"], wrapped["value"]).scatter(rest["row"], rest["value"])
    bad = rest.filter(pl.col("bad"))["row"]
    if bad.is_empty():
        return Read(values, None, tuple(seen))
    unread = pl.repeat(False, part.len(), dtype=pl.Boolean(), eager=True).scatter(bad, True)
    return Read(values, unread, tuple(seen))


def _unwrapped(rows: pl.DataFrame, rule: Rule, ctx: CellContext) -> pl.Series:
    """Values of texts that are plain once a wrapper is off, and of times as programs write them."""
    raw = rows["raw"]
    if raw.dtype != pl.String() or ctx.unit or (rule.wrapped is None and rule.dtype != MOMENT):
        return pl.repeat(None, raw.len(), dtype=rule.dtype, eager=True)
    bare = pl.coalesce(pl.col("raw").str.extract(wrap, 1) for wrap in _WRAPS)
    values = rows.select(rule.text(bare)).to_series()
    odd = values.is_null()
    if rule.dtype == MOMENT and odd.any():
        more = rows.filter(odd).select(_moment_exact(bare.fill_null(pl.col("raw")))).to_series()
        values = values.scatter(odd.arg_true(), more)
    return values


def parsed_of(raw: Any, rule: Rule, ctx: CellContext) -> Parsed:
    """One odd value; an error of Excel is none of any kind."""
    if isinstance(raw, str) and raw.startswith("#") and raw in _ERROR_TEXTS:
        return unreadable("CELL_ERROR")
    return rule.parse(raw, ctx)


_ERROR_TEXTS: Final = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"))


def _seen(issue: Issue, raw: Any, first: int, count: int) -> Seen:
    text = (
        raw
        if isinstance(raw, str)
        else str(int(raw))
        if raw.is_integer() and abs(raw) < _EXACT
        else repr(raw)
    )
    return Seen(issue.code, first, count, text, issue.suggest, issue.context)
