"""Order exports as texts: .csv in the encodings platforms use, separated by comma, semicolon or TAB.

Two ways that agree: by polars where every record is one line, else record by record. A quote without its partner makes one
record of many lines; no line is lost that way without a word (`_swallows`).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

import polars as pl

from workbook.host import Refused
from workbook.ledger.header import SCAN, Header
from workbook.ledger.parse import Source, wanted
from workbook.ledger.told import MOST, Where, told
from workbook.ledger.values import Part, Seen
from workbook.model import Cell, Finding, Place
from workbook.xlsx.reading.sniff import kind_of_text
from xladdin.ledger_tables import Find, Tables, numbered, scanned

_HEAD: Final = 1 << 18
"""Bytes among which the header of a text file is looked for."""
_PIECE: Final = 4 << 20
_SEPARATORS: Final = (",", "\t", ";")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_LONGEST: Final = 1 << 24
"""Characters of one cell; the reader's own limit is 131,072."""
_END: Final = "\0end"
"""A line behind the last: where it is no record of its own, a quote is still open."""


class _Record(NamedTuple):
    """A record with the lines it stands on (counted from 1).

    open    a quote is open at its end
    whole   its quotes are where they belong, or took no separator with them
    """

    cells: list[str]
    first: int
    last: int
    open: bool
    whole: bool


def from_text(name: str, data: bytes, find: Find) -> Tables:
    """The one table of a text. Raises Refused: LEDGER_NONE, LEDGER_ENCODING, LEDGER_CELL."""
    before = csv.field_size_limit(_LONGEST)
    try:
        return _table(name, _as_utf8(data), find)
    finally:
        csv.field_size_limit(before)


def _table(name: str, data: bytes, find: Find) -> Tables:
    head = data[:_HEAD].decode("utf-8-sig", "ignore")
    best: tuple[int, str, Header] | None = None
    for separator in _SEPARATORS:
        rows = [record.cells for record in islice(_records(head, separator), SCAN)]
        header = find(rows)
        if header and (best is None or len(header.columns) > best[0]):
            best = len(header.columns), separator, header
    if best is None:
        kind = kind_of_text(data)
        raise Refused("LEDGER_NONE", "是文本文件" if kind.startswith("是文本") else kind)
    _, separator, header = best
    columns = None
    records = list(islice(_records(head, separator), header.first + 2))
    top, size = records[: header.first], len(header.texts)
    if not any(_swallows(record, separator, size, size) for record in top):
        width = max(len(record.cells) for record in records[header.row :])
        columns = _fast(data, top[-1].last, separator, header, width)
        if columns is None and not _is_utf8(data):  # its first part says nothing of the rest
            if not data[:_HEAD].isascii():
                raise Refused("LEDGER_ENCODING", "前面是 UTF-8，后面不是")
            data = _decoded(data)
            columns = _fast(data, top[-1].last, separator, header, width)
    if columns is None:
        return _slow(name, data, separator, header)
    height = next(iter(columns.values()))[0].either.len()
    lines = numbered(header.first + 1, height)
    return Tables((Source(name, None, header, columns, lines, header.row + 1),))


def _as_utf8(data: bytes) -> bytes:
    """The text in UTF-8, as far as its first part tells. Raises Refused where no encoding fits strictly."""
    wide = data[:2] in _UTF16
    try:
        if not wide:
            data[:_HEAD].decode("utf-8")
    except UnicodeDecodeError as problem:
        wide = (
            problem.start < min(len(data), _HEAD) - 3 or len(data) <= _HEAD
        )  # cut in two at the end is none
    data = _decoded(data) if wide else data
    if b"\0" in data:
        raise Refused("LEDGER_ENCODING", kind_of_text(data))
    return data


def _decoded(data: bytes) -> bytes:
    try:
        return data.decode("utf-16" if data[:2] in _UTF16 else "gb18030").encode("utf-8", "replace")
    except UnicodeError:
        raise Refused("LEDGER_ENCODING", "既不是 UTF-8，也不是 GB18030") from None


def _is_utf8(data: bytes) -> bool:
    """Whether all of it is UTF-8; piece by piece, so that a large file is not held twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _PIECE):
            decoder.decode(data[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _swallows(record: _Record, separator: str, width: int, usual: int) -> bool:
    """Whether a quote without its partner made one record of several lines.

    A cell may go over lines (a message of a buyer); not one that holds as many separators as a whole record, nor in a
    record that is longer than the header, or whose quotes do not fit.

    usual   most cells of a record so far
    """
    if record.last == record.first:
        return False
    cells = record.cells
    broken = [cell for cell in cells if "\n" in cell.rstrip() or "\r" in cell.rstrip()]
    if not broken:
        return False
    longer = len(cells) > usual or any(cell.strip() for cell in cells[width:])
    odd = record.open or longer or not record.whole
    return odd or any(cell.count(separator) >= width - 1 for cell in broken)


def _fast(
    data: bytes, skipped: int, separator: str, header: Header, width: int
) -> dict[int, tuple[Part, ...]] | None:
    """The columns that are wanted, by polars; None where its records are not the lines, or do not fit the header.

    skipped   lines up to the end of the header
    """
    quoted = b'"' in data
    head = data[:_HEAD]
    if head.count(b"\n") <= skipped or head.count(b"\r") > head.count(b"\n"):
        return None  # hardly anything, or lines that end as on an old Mac
    if quoted and not (_even(data, separator.encode(), skipped, width) or _paired(data, separator.encode())):
        return None
    lazy = pl.scan_csv(
        data,
        has_header=False,
        schema={str(at): pl.String() for at in range(width)},
        separator=separator,
        quote_char='"' if quoted else None,
        skip_lines=skipped,
        missing_columns="insert",
    )
    try:
        beyond = [str(at) for at in range(len(header.texts), width)]
        columns = scanned(lazy, header, {at: str(at) for at in wanted(header)}, wanted(header), beyond)
    except pl.exceptions.PolarsError:
        return None
    if quoted and columns:
        lines = data.count(b"\n") - skipped + (not data.endswith(b"\n"))
        if next(iter(columns.values()))[0].either.len() != lines:
            return None
    return columns or None


def _even(data: bytes, separator: bytes, skipped: int, width: int) -> bool:
    """Whether there are as many separators as lines of this width have: then no quote hides one, and no cell is swallowed
    within its line. Cheaper to know than `_paired`."""
    at = 0
    for _ in range(skipped):
        at = data.find(b"\n", at) + 1
    lines = data.count(b"\n", at) + (not data.endswith(b"\n"))
    return data.count(b'"') % 2 == 0 and data.count(separator, at) == lines * (width - 1)


def _paired(data: bytes, separator: bytes) -> bool:
    """Whether quotes are even and as many open a cell as close one; where not, each line must be looked at."""
    opening = (
        data.count(separator + b'"') + data.count(b'\n"') + data.startswith((b'"', codecs.BOM_UTF8 + b'"'))
    )
    closing = data.count(b'"' + separator) + data.count(b'"\n') + data.count(b'"\r') + data.endswith(b'"')
    return opening == closing and data.count(b'"') % 2 == 0


def _slow(name: str, data: bytes, separator: str, header: Header) -> Tables:
    """The same record by record: line breaks in quotes, lines that do not fit the header."""
    places, width = wanted(header), len(header.texts)
    columns: list[list[str | None]] = [[] for _ in places]
    seen: list[Seen] = []
    open_quotes: list[Finding] = []
    usual = width
    for row, record in enumerate(_records(data.decode("utf-8-sig"), separator), -header.first):
        cells = record.cells
        if record.last == record.first:
            usual = max(usual, len(cells))
        elif _swallows(record, separator, width, usual):
            open_quotes.append(_open_quote(name, row + header.first + 1, record))
        if row < 0:
            continue
        if record.last == record.first and not record.whole:
            seen.append(Seen("LEDGER_QUOTE_LINE", row, 1))
        elif len(cells) > width and any(cell.strip() for cell in cells[width:]):
            context = {"count": str(len(cells)), "columns": str(width)}
            seen.append(Seen("LEDGER_LINES", row, 1, None, None, context))
        for column, at in zip(columns, places, strict=True):
            column.append(cells[at] or None if at < len(cells) else None)
    parts = {
        at: (Part(pl.Series(column, dtype=pl.String())),) for at, column in zip(places, columns, strict=True)
    }
    lines = numbered(header.first + 1, len(columns[0]))
    header = header._replace(unsure=header.unsure or bool(open_quotes))
    source = Source(name, None, header, parts, lines, header.row + 1, bad=[one.row for one in seen])
    noticed = told(Where(name, None, 1, lines, "order_id"), seen)
    return Tables((source,), (*open_quotes[:MOST], *noticed))


def _records(text: str, separator: str) -> Iterator[_Record]:
    """Every record; one that a quote keeps open at the end of the text with what it took. Raises Refused: LEDGER_CELL."""
    raw: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            raw.append(line)
            yield line
        yield _END

    reader = csv.reader(lines(), delimiter=separator)
    well = _well_formed(separator)
    first = 1
    try:
        for cells in reader:
            last, ends = reader.line_num, bool(cells) and cells[-1].endswith(_END)
            if cells == [_END]:
                return
            if ends:
                cells[-1], last = cells[-1].removesuffix(_END).rstrip("\r\n"), last - 1
            odd = last > first or ('"' in raw[0] and any(separator in cell for cell in cells))
            whole = not odd or well.fullmatch("".join(raw).rstrip("\r\n")) is not None
            yield _Record(cells, first, last, ends, whole)
            first = last + 1
            raw.clear()
    except csv.Error as problem:
        raise Refused("LEDGER_CELL", f"第 {reader.line_num} 行") from problem


@cache
def _well_formed(separator: str) -> re.Pattern[str]:
    """A line whose cells begin with no quote, or are in quotes from end to end."""
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{separator}][^{separator}]*+|)'
    return re.compile(f"{cell}(?:{separator}{cell})*+")


def _open_quote(name: str, number: int, record: _Record) -> Finding:
    context = {"first": str(record.first), "last": str(record.last)}
    return Finding("LEDGER_QUOTE", Place(name, None, Cell(number, 1)), context=context)
