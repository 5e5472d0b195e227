"""From the raw columns of an order export to normalised orders: amounts in fen, times, folded texts; and what was noticed.

Pure and vectorised; reading files is left to `xladdin.ledgers`, what becomes of a line to `workbook.ledger.states`.
A line whose amount, time or number cannot be read is marked `unread`: it is never counted as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

import polars as pl

from schemas.format import CellContext
from schemas.kinds_money import yuan_text
from schemas.ledger import ALTERNATIVES, ORDERS
from workbook.layout.words import is_total, squeeze
from workbook.ledger.header import Header
from workbook.ledger.told import MOST, Where, told
from workbook.ledger.values import MOMENT, Expression, Part, Read, Seen, plain_text, read_column
from workbook.model import Cell, Finding, Place

SCHEMA: Final[dict[str, pl.DataType]] = {
    "file": pl.String(),
    "line": pl.Int64(),
    "order": pl.String(),
    "sub": pl.String(),
    "t_order": MOMENT,
    "t_pay": MOMENT,
    "t_done": MOMENT,
    "shop": pl.String(),
    "host": pl.String(),
    "session": pl.String(),
    "sku": pl.String(),
    "paid": pl.Int64(),
    "refund": pl.Int64(),
    "payable": pl.Int64(),
    "price": pl.Int64(),
    "qty": pl.Int64(),
    "status": pl.String(),
    "after": pl.String(),
    "buyer": pl.String(),
    "unread": pl.Boolean(),
}
"""The normalised frame. Amounts are whole fen; times are local, of the seconds the platform gives; `buyer` never leaves
memory. `status` is a key of STATUSES, `after` one of AFTERS, null where the file says nothing."""

FIELDS: Final = {"order": "order_id", "sub": "sub_id"}
"""Normalised name -> name of the column of ORDERS, where they differ."""
_READ: Final = tuple(FIELDS.get(name, name) for name in SCHEMA if name not in ("file", "line", "unread"))
_DECIDING: Final = frozenset(("order_id", "sub_id", "paid", "refund", "status"))
_LONG_LOST: Final = r"^[1-9][0-9]{14}0{2,}$"
"""A number of 17 digits or more of which Excel kept 15: the rest are zeros."""
_TAIL: Final = 1000


@dataclass(frozen=True)
class Source:
    """One table of orders as it was read.

    columns    index of the column, from 0 -> its parts (texts, numbers, times), all of one length
    lines      the line of each row as the user sees it: the row of a sheet, the record of a CSV with its header
    at         the line of the header
    date1904   serial numbers count from 1904
    blanks     fields merged over several rows, whose amount stands once: rows (from 0) that count nothing
    bad        rows whose cells do not fit the header: none of them can be trusted
    """

    file: str
    sheet: str | None
    header: Header
    columns: Mapping[int, Sequence[Part]]
    lines: pl.Series
    at: int = 1
    date1904: bool = False
    blanks: Mapping[str, Sequence[int]] = field(default_factory=dict)
    bad: Sequence[int] = ()


class Orders(NamedTuple):
    """Normalised orders of one table, and what was noticed."""

    frame: pl.DataFrame
    findings: tuple[Finding, ...]


def wanted(header: Header) -> list[int]:
    """The columns a reader must read, counted from 0."""
    return sorted(at for name in _READ for at in header.columns.get(name, ()))


def plain_expression(header: Header, at: int) -> Expression | None:
    """What reads the plain texts of a column while a file is scanned; None where nothing can."""
    name = next(name for name, found in header.columns.items() if at in found)
    return plain_text(ORDERS.column(name).kind, header.units.get(name, ""))


def orders_of(source: Source, basis: str = "t_pay") -> Orders:
    """Read one table. basis: the time by which an order belongs to an event; it must not be blank where money came."""
    source = _without_totals(source)
    height = source.lines.len()
    reads = {name: _read(source, name) for name in _READ if name in source.header.columns}
    findings = list(_header_findings(source))
    columns: list[pl.Series] = []
    for name, dtype in SCHEMA.items():
        read = reads.get(FIELDS.get(name, name))
        if name == "file":
            columns.append(pl.repeat(source.file, height, dtype=pl.String(), eager=True).alias(name))
        elif name == "line":
            columns.append(source.lines.cast(pl.Int64()).alias(name))
        elif name == "unread":
            columns.append(_unread(source, reads, basis).alias(name))
        elif read is None:
            columns.append(pl.Series(name, [None], dtype).new_from_index(0, height))
        else:
            columns.append(read.values.alias(name))
    frame = pl.DataFrame(columns)
    frame, blank = _checked_blank(frame, basis)
    lost = _lost_digits(frame)
    frame = frame.with_columns(unread=pl.col("unread") | lost) if lost.any() else frame
    seen = {name: list(read.seen) for name, read in reads.items()}
    for name, found in (*blank, *_across(source, frame), *_lost_seen(lost, frame)):
        seen.setdefault(name, []).extend(found)
    for name, found in seen.items():
        at = source.header.columns.get(name, (0,))[0]
        findings += told(Where(source.file, source.sheet, at + 1, source.lines, name), found)
    findings.sort(key=lambda finding: finding.at.cell or Cell(0, 0))
    return Orders(frame, tuple(findings))


# ---- One column


def _read(source: Source, name: str) -> Read:
    """A field as values; of several columns the first filled one counts."""
    column = ORDERS.column(name)
    context = CellContext("", source.date1904, {}, source.header.units.get(name, ""))
    places = source.header.columns[name]
    places = places if name in ALTERNATIVES else places[:1]
    read: Read | None = None
    for at in places:
        one = read_column(source.columns[at], column.kind, context)
        read = (
            one
            if read is None
            else Read(read.values.zip_with(read.values.is_not_null(), one.values), None, ())
        )
    if read is None:
        raise KeyError(name)
    if at_once := source.blanks.get(name):
        empty = pl.Series(at_once, dtype=pl.UInt32())
        empty = empty.filter(read.values.gather(empty).is_null())
        read = read._replace(values=read.values.scatter(empty, 0))
    return read


def _unread(source: Source, reads: Mapping[str, Read], basis: str) -> pl.Series:
    height = source.lines.len()
    mask = pl.repeat(source.header.unsure, height, dtype=pl.Boolean(), eager=True)
    if source.bad:
        mask = mask.scatter(list(source.bad), True)
    for name in (*_DECIDING, basis):
        read = reads.get(name)
        if read is not None and read.unread is not None:
            mask = mask | read.unread
    return mask


# ---- Rows that are no orders


def _without_totals(source: Source) -> Source:
    """Without blank rows and rows of totals (合计): they stand where no order number does."""
    places = source.header.columns.get("order_id") or wanted(source.header)[:1]
    first = [part.either for part in source.columns[places[0]]]
    blank = pl.select(
        pl.all_horizontal(
            part.is_null() | (part == "" if part.dtype == pl.String() else False) for part in first
        )
    ).to_series()
    texts = [part for part in first if part.dtype == pl.String()]
    short = texts[0].str.len_chars() <= 20 if texts else blank
    total = texts[0].str.contains(r"[计共]").fill_null(False) & short.fill_null(False) if texts else blank
    doubtful = (blank | total).arg_true()
    if doubtful.is_empty():
        return source
    drop = (
        [row for row in doubtful.to_list() if _is_no_order(source, row)]
        if len(doubtful) <= _TAIL * 100
        else []
    )
    if not drop:
        return source
    keep = pl.repeat(True, source.lines.len(), dtype=pl.Boolean(), eager=True).scatter(drop, False)
    moved = keep.cast(pl.UInt32()).cum_sum() - keep.cast(pl.UInt32())
    kept = keep.to_list() if source.blanks or source.bad else []
    return Source(
        source.file,
        source.sheet,
        source.header,
        {
            at: [Part(*(one if one is None else one.filter(keep) for one in part)) for part in parts]
            for at, parts in source.columns.items()
        },
        source.lines.filter(keep),
        source.at,
        source.date1904,
        {name: [int(moved[row]) for row in rows if kept[row]] for name, rows in source.blanks.items()},
        [int(moved[row]) for row in source.bad if kept[row]],
    )


def _is_no_order(source: Source, row: int) -> bool:
    """Nothing in any column we read, or a word for a total in one of them."""
    values = [part.either[row] for parts in source.columns.values() for part in parts]
    filled = [value for value in values if value is not None and squeeze(str(value))]
    return not filled or any(isinstance(value, str) and is_total(squeeze(value)) for value in filled)


# ---- Across columns

Found = tuple[str, list[Seen]]


def _rows(mask: pl.Series) -> tuple[list[int], int]:
    """The first rows where something is so, and how many there are."""
    rows = mask.arg_true()
    return rows.head(MOST + 1).to_list(), rows.len()


def _seen_at(
    code: str, frame: pl.DataFrame, mask: pl.Series, told_as: Mapping[str, str], text: str = ""
) -> list[Seen]:
    """One Seen for each of the first rows; the last stands for all the others.

    told_as   word of the message -> column of amounts that fills it; text: the column that is shown
    """
    rows, count = _rows(mask)
    found = []
    for number, row in enumerate(rows):
        context = {word: yuan_text(frame[name][row] or 0) for word, name in told_as.items()}
        more = count - len(rows) if number == len(rows) - 1 else 0
        value = yuan_text(frame[text][row]) if text else None
        found.append(Seen(code, row, 1 + more, value, None, context))
    return found


def _checked_blank(frame: pl.DataFrame, basis: str) -> tuple[pl.DataFrame, list[Found]]:
    """Lines of a sale whose number, amount or time is blank: nothing can be told of them."""
    sold = pl.col("status").is_in(["paid", "refunded"]) | pl.col("status").is_null()
    asked = {
        "order_id": pl.col("order").is_null(),
        "paid": pl.col("paid").is_null() & sold,
        basis: pl.col(basis).is_null() & sold & (pl.col("paid").fill_null(1) != 0),
    }
    masks = frame.select(*((~pl.col("unread") & test).alias(name) for name, test in asked.items()))
    found = [(name, _seen_at("VALUE_MISSING", frame, masks[name], {})) for name in asked if masks[name].any()]
    if found:
        frame = frame.with_columns(
            unread=pl.col("unread") | masks.select(pl.any_horizontal(pl.all())).to_series()
        )
    return frame, found


def _across(source: Source, frame: pl.DataFrame) -> Iterator[Found]:
    """What amounts and states of one line say of each other (cases 67 and 68)."""
    paid, refund, status = pl.col("paid"), pl.col("refund"), pl.col("status")
    masks = frame.select(
        more=((refund > paid) & (paid >= 0)).fill_null(False),
        paid=(paid < 0).fill_null(False),
        refund=(refund < 0).fill_null(False),
        closed=(
            (status == "closed") & (paid > 0) & (refund.fill_null(0).is_between(0, paid, "left"))
        ).fill_null(False),
    )
    if masks["more"].any():
        yield "refund", _seen_at("REFUND_GT_PAID", frame, masks["more"], {"refund": "refund", "paid": "paid"})
    for name in ("paid", "refund"):
        if masks[name].any():
            yield name, _seen_at("AMOUNT_NEGATIVE", frame, masks[name], {}, name)
    if masks["closed"].any():
        found = _seen_at("STATUS_PAID", frame, masks["closed"], {"paid": "paid"})
        texts = source.columns[source.header.columns["status"][0]][0].either
        yield "status", [one._replace(text=str(texts[one.row] or "").strip()) for one in found]


def _lost_digits(frame: pl.DataFrame) -> pl.Series:
    """Order numbers of 17 digits and more that all end in zeros behind the 15th: a program made numbers of them."""
    lost = frame["order"].head(_TAIL).str.contains(_LONG_LOST).fill_null(False)
    long = frame["order"].head(_TAIL).str.contains(r"^[0-9]{17,}$").fill_null(False)
    none = pl.repeat(False, frame.height, dtype=pl.Boolean(), eager=True)
    if int(long.sum() or 0) < 3 or 2 * int(lost.sum() or 0) <= int(long.sum() or 0):
        return none
    return frame["order"].str.contains(_LONG_LOST).fill_null(False)


def _lost_seen(lost: pl.Series, frame: pl.DataFrame) -> Iterator[Found]:
    if lost.any():
        yield "order_id", _seen_at("ORDER_PRECISION", frame, lost, {})


# ---- The file as a whole


def _header_findings(source: Source) -> Iterator[Finding]:
    first = min((at for found in source.header.columns.values() for at in found), default=0)
    for notice in source.header.notices:
        cell = Cell(source.at, (first if notice.column is None else notice.column) + 1)
        place = Place(source.file, source.sheet, cell)
        yield Finding(notice.code, place, (), notice.field, notice.value, None, notice.context)


def outside_all(
    frame: pl.DataFrame, windows: Sequence[tuple[datetime, datetime]], basis: str = "t_pay"
) -> list[Finding]:
    """LEDGER_PERIOD for every file of a normalised frame without a line in any window (both ends included)."""
    if not windows:
        return []
    time = pl.col(basis)
    inside = pl.any_horizontal(time.is_between(first, last) for first, last in windows)
    found = (
        frame.lazy()
        .group_by("file", maintain_order=True)
        .agg(inside.any().alias("inside"), time.min().alias("first"), time.max().alias("last"))
        .filter(~pl.col("inside") & pl.col("first").is_not_null())
        .collect()
    )
    title = ORDERS.column(basis).title
    return [
        Finding("LEDGER_PERIOD", Place(file), (), basis, None, None,
                {"field": title, "first": f"{first:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}"})
        for file, _, first, last in found.iter_rows()
    ]  # fmt: skip
