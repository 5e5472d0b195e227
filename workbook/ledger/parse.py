"""From the raw columns of an order export to normalised orders: amounts in fen, times, folded texts; and what was noticed.

Pure and vectorised; reading files is left to `xladdin.ledgers`, what becomes of a line to `workbook.ledger.states`.
A line whose amount, time or number cannot be read is marked `unread`: it is never counted as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, NamedTuple

import polars as pl

from schemas.format import CellContext
from schemas.kinds_money import yuan_text
from schemas.ledger import ALTERNATIVES, ORDERS
from workbook.ledger.continued import continued
from workbook.ledger.header import Header
from workbook.ledger.meant import settled
from workbook.ledger.rows import no_orders, total_words
from workbook.ledger.told import MOST, Where, told
from workbook.ledger.typed import MOMENT, Unusable
from workbook.ledger.values import Expression, Part, Read, Seen, plain_text, read_column
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
memory. `status` is unpaid, paid, closed, refunded, or none where the file has no such column; `after` none, refunding or
refunded; null where the file says nothing. Where a file has several columns for one of KEPT, shop_2, shop_3 follow."""

KEPT: Final = ("shop", "host", "session")
"""Fields of which each column is kept: two that name different people are no doubt of the reader's to settle."""
_MOST_COLUMNS: Final = 3

FIELDS: Final = {"order": "order_id", "sub": "sub_id"}
"""Normalised name -> name of the column of ORDERS, where they differ."""
_READ: Final = tuple(FIELDS.get(name, name) for name in SCHEMA if name not in ("file", "line", "unread"))
_DECIDING: Final = frozenset(("order_id", "sub_id", "paid", "refund", "status"))
_LONG_LOST: Final = r"^[1-9][0-9]{14}0{2,}$"
"""A number of 17 digits or more of which Excel kept 15: the rest are zeros."""


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
    """The columns a reader must read, counted from 0; some only for the totals that may stand in them."""
    return sorted({*(at for name in _READ for at in header.columns.get(name, ())), *looked(header)})


def looked(header: Header) -> list[int]:
    """The first column and that of the goods, where they are read for nothing else: 合计 may stand there."""
    first = next((at for at, text in enumerate(header.texts) if text.strip()), 0)
    read = {at for name in _READ for at in header.columns.get(name, ())}
    return sorted({first, *header.columns.get("name", ())} - read)


def plain_expression(header: Header, at: int) -> Expression | None:
    """What reads the plain texts of a column while a file is scanned; None where nothing can."""
    if at in looked(header):
        return total_words
    name = next(name for name, found in header.columns.items() if at in found)
    return plain_text(ORDERS.column(name).kind, header.units.get(name, ""))


class _Field(NamedTuple):
    """A column of the frame as read: of which field, in which column of the file."""

    name: str
    at: int
    read: Read


def orders_of(source: Source, basis: str = "t_pay") -> Orders:
    """Read one table. basis: the time by which an order belongs to an event; it must not be blank where money came.

    Raises Unusable where a column holds what can be no value.
    """
    source = _without(source, no_orders(source.header, source.columns, looked(source.header), basis))
    fields = {
        name: field for name in _READ if name in source.header.columns for name, field in _read(source, name)
    }
    frame = _frame(source, fields, basis)
    frame = continued(settled(frame), source.blanks.get("paid", ()), basis)
    frame, blank = _checked_blank(source, frame, basis)
    lost = _lost_digits(frame)
    frame = frame.with_columns(unread=pl.col("unread") | lost) if lost.any() else frame
    seen = {(field.name, field.at): list(field.read.seen) for field in fields.values()}
    for name, found in (*blank, *_across(source, frame), *_lost_seen(lost, frame)):
        at = source.header.columns.get(name, (0,))[0]
        seen.setdefault((name, at), []).extend(found)
    findings = list(_header_findings(source))
    for (name, at), found in seen.items():
        findings += told(Where(source.file, source.sheet, at + 1, source.lines, name), found)
    findings.sort(key=lambda finding: finding.at.cell or Cell(0, 0))
    return Orders(frame, tuple(findings))


def _frame(source: Source, fields: Mapping[str, _Field], basis: str) -> pl.DataFrame:
    """The columns of SCHEMA, then what more columns of KEPT there are."""
    height = source.lines.len()
    columns = {name: field.read.values for name, field in fields.items()}
    columns["file"] = pl.repeat(source.file, height, dtype=pl.String(), eager=True)
    columns["line"] = source.lines.cast(pl.Int64())
    columns["unread"] = _unread(source, fields, basis)
    if "status" not in fields:
        columns["status"] = pl.repeat("none", height, dtype=pl.String(), eager=True)
    for name, dtype in SCHEMA.items():
        if FIELDS.get(name, name) in columns:
            columns[name] = columns[FIELDS.get(name, name)]
        elif name not in columns:
            columns[name] = pl.Series(name, [None], dtype).new_from_index(0, height)
    more = [name for name in fields if name not in SCHEMA and name not in FIELDS.values()]
    return pl.DataFrame([columns[name].alias(name) for name in (*SCHEMA, *more)])


# ---- One column


def _read(source: Source, name: str) -> Iterator[tuple[str, _Field]]:
    """A field as values, by its name in the frame. Of several columns the first filled one counts; those of KEPT stay
    beside each other."""
    places = source.header.columns[name]
    reads = [
        _Field(name, at, _read_at(source, name, at))
        for at in (places if name in ALTERNATIVES else places[:1])
    ]
    if name in KEPT:
        for number, field in enumerate(reads[:_MOST_COLUMNS], 1):
            yield (name if number == 1 else f"{name}_{number}"), field
        return
    first, *others = reads
    for other in others:
        values = first.read.values.zip_with(first.read.values.is_not_null(), other.read.values)
        first = first._replace(read=Read(values, None, ()))
    yield name, first


def _read_at(source: Source, name: str, at: int) -> Read:
    context = CellContext("", source.date1904, {}, source.header.units.get(name, ""))
    try:
        read = read_column(source.columns[at], ORDERS.column(name).kind, context)
    except Unusable as problem:
        raise Unusable(problem.dtype, source.header.texts[at]) from None
    if at_once := source.blanks.get(name):
        empty = pl.Series(at_once, dtype=pl.UInt32())
        empty = empty.filter(read.values.gather(empty).is_null())
        read = read._replace(values=read.values.scatter(empty, 0))
    return read


def _unread(source: Source, fields: Mapping[str, _Field], basis: str) -> pl.Series:
    height = source.lines.len()
    mask = pl.repeat(source.header.unsure, height, dtype=pl.Boolean(), eager=True)
    if source.bad:
        mask = mask.scatter(list(source.bad), True)
    for name in (*_DECIDING, basis):
        unread = fields[name].read.unread if name in fields else None
        if unread is not None:
            mask = mask | unread
    return mask


# ---- Rows that are no orders


def _without(source: Source, drop: pl.Series | None) -> Source:
    """Without these rows."""
    if drop is None:
        return source
    keep = ~drop
    moved = keep.cast(pl.UInt32()).cum_sum() - keep.cast(pl.UInt32())
    kept = keep.to_list() if source.blanks or source.bad else []
    return replace(
        source,
        columns={
            at: [Part(*(one if one is None else one.filter(keep) for one in part)) for part in parts]
            for at, parts in source.columns.items()
        },
        lines=source.lines.filter(keep),
        blanks={name: [int(moved[row]) for row in rows if kept[row]] for name, rows in source.blanks.items()},
        bad=[int(moved[row]) for row in source.bad if kept[row]],
    )


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


def _checked_blank(source: Source, frame: pl.DataFrame, basis: str) -> tuple[pl.DataFrame, list[Found]]:
    """Lines of a sale whose number, amount or time is blank: nothing can be told of them. A blank state is told too."""
    status, paid = pl.col("status"), pl.col("paid")
    sold = status.is_in(["paid", "refunded", "none"]) | status.is_null()
    asked = {
        "order_id": pl.col("order").is_null(),
        "paid": paid.is_null() & sold,
        basis: pl.col(basis).is_null() & sold & (paid.fill_null(1) != 0),
    }
    told_of = {**asked, "status": status.is_null() & (paid > 0).fill_null(False)}
    masks = frame.select(*((~pl.col("unread") & test).alias(name) for name, test in told_of.items()))
    found = [name for name in told_of if masks[name].any()]
    if not found:
        return frame, []
    missing = masks.select(pl.any_horizontal(*asked)).to_series()
    seen = [
        (name, _seen_at("VALUE_MISSING", frame, masks[name], {}))
        for name in found
        if name in source.header.columns  # of a column that is not there the header tells
    ]
    return frame.with_columns(unread=pl.col("unread") | missing), seen


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
    """Order numbers of 17 digits and more that mostly end in zeros behind the 15th: a program made numbers of them."""
    order = frame["order"]
    none = pl.repeat(False, frame.height, dtype=pl.Boolean(), eager=True)
    ends = order.str.ends_with("00").arg_true()
    lost = ends.filter(order.gather(ends).str.contains(_LONG_LOST))
    long = (order.str.len_bytes() >= 17).fill_null(False)
    if 50 * lost.len() <= int(long.sum()):  # so many end in zeros anyway
        return none
    digits = int(order.filter(long).str.contains("^[0-9]+$").sum())
    return none.scatter(lost, True) if digits >= 3 and 2 * lost.len() > digits else none


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
