"""Order exports as files: .xlsx behind the gate, .csv in the encodings platforms use, .parquet; each as `Source`s.

A file is read once into memory; only the columns that mean something are parsed. What the values mean is left to
`workbook.ledger`.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import polars as pl

from workbook.host import Refused
from workbook.ledger.header import SCAN, Header, Named, Row, header_in
from workbook.ledger.parse import Source, plain_expression, wanted
from workbook.ledger.told import Where, told
from workbook.ledger.values import Part, Seen
from workbook.model import Book, CellError, Finding, Place, Sheet, Value
from workbook.sheets import is_contest_book
from workbook.xlsx.reading.reader import Readers
from workbook.xlsx.reading.sniff import OLE, kind_of_text

MAX_BYTES: Final = 4 << 30
MAX_ROWS: Final = 50_000_000
"""A parquet file of a few bytes may claim any number of rows; more than these are refused."""
_HEAD: Final = 1 << 18
"""Bytes among which the header of a text file is looked for."""
_PIECE: Final = 4 << 20
_SEPARATORS: Final = (",", "\t", ";")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_AMOUNTS: Final = frozenset(("paid", "refund", "payable", "discount", "freight", "price", "qty"))


class Tables(NamedTuple):
    """The tables of one file, and what was noticed of it beside them."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()


Find = Callable[[Sequence[Row]], Header | None]


def tables_of(name: str, data: bytes, readers: Readers, names: Sequence[Named], basis: str) -> Tables:
    """The tables of orders in a file. Raises Refused: it is empty, too large, damaged, encrypted, or no order export."""

    def find(rows: Sequence[Row]) -> Header | None:
        return header_in(rows, names, basis)

    if not data:
        raise Refused("FILE_NOT_WORKBOOK", "文件是空的，0 字节")
    if len(data) > MAX_BYTES:
        raise Refused("FILE_LIMIT", f"超过 {MAX_BYTES >> 30} GB")
    if data[:4] == b"PK\x03\x04" or data[:8] == OLE:
        return _from_book(readers.read(name, data), find)
    if data[:4] == b"PAR1":
        return _from_parquet(name, data, find)
    return _from_text(name, data, find)


# ---- Workbooks


def _from_book(book: Book, find: Find) -> Tables:
    if is_contest_book(book):
        raise Refused("FILE_CONTEST_BOOK")
    sources: list[Source] = []
    findings = [Finding(code, Place(book.source), context={"detail": detail}) for code, detail in book.flags]
    for sheet in book.sheets:
        header = find(
            [[_text(column[row]) for column in sheet.columns] for row in range(min(sheet.height, SCAN))]
        )
        if header is None:
            continue
        if sheet.state != "visible":
            findings.append(Finding("SHEET_HIDDEN", Place(book.source, sheet.name), value=sheet.name))
        sources.append(_from_sheet(book, sheet, header))
        findings += _formulas(book, sheet, header)
    if not sources:
        raise Refused("LEDGER_NONE", "、".join(sheet.name for sheet in book.sheets))
    return Tables(tuple(sources), tuple(findings))


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _from_sheet(book: Book, sheet: Sheet, header: Header) -> Source:
    first = header.row + 1
    columns = {at: list(sheet.columns[at][first:]) for at in wanted(header)}
    blanks = _merged(sheet, header, columns)
    lines = pl.int_range(first + 1, sheet.height + 1, dtype=pl.Int64(), eager=True)
    parts = {at: _parts(column) for at, column in columns.items()}
    return Source(book.source, sheet.name, header, parts, lines, header.row + 1, book.date1904, blanks)


def _parts(column: list[Value]) -> tuple[Part, ...]:
    """A column of cells as texts and numbers; one of them where the other has nothing."""
    kinds = {value.__class__ for value in column}
    if float not in kinds:
        return (Part(_texts(column, kinds)),)
    numbers = [value if value.__class__ is float else None for value in column]
    part = Part(pl.Series(numbers, dtype=pl.Float64()))
    return (part,) if kinds <= {float, type(None)} else (Part(_texts(column, kinds)), part)


def _texts(column: list[Value], kinds: set[type]) -> pl.Series:
    if not kinds <= {str, type(None)}:
        column = [_as_text(value) for value in column]
    return pl.Series(column, dtype=pl.String())


def _as_text(value: Value) -> str | None:
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else None


def _merged(sheet: Sheet, header: Header, columns: Mapping[int, list[Value]]) -> dict[str, list[int]]:
    """Merged cells: a number or name counts for all their rows, an amount once; field -> rows of no amount."""
    field_at = {at: name for name, found in header.columns.items() for at in found}
    blanks: dict[str, list[int]] = {}
    for area in sheet.facts.merged:
        at, top = area.left - 1, area.top - header.row - 2
        if at not in columns or top < 0 or area.bottom == area.top:
            continue
        rows = range(top + 1, min(area.bottom - header.row - 1, len(columns[at])))
        if field_at.get(at) in _AMOUNTS:
            blanks.setdefault(field_at[at], []).extend(rows)
        else:
            for row in rows:
                columns[at][row] = columns[at][top]
    return blanks


def _formulas(book: Book, sheet: Sheet, header: Header) -> Iterator[Finding]:
    """Formulas where values belong: their cached results are read, and the cells are told."""
    field_at = {at: name for name, found in header.columns.items() for at in found}
    seen: dict[int, list[Seen]] = {}
    for cell, formula in sheet.facts.formulas.items():
        if cell.col - 1 not in field_at or cell.row <= header.row + 1:
            continue
        if formula[:1] == '"' == formula[-1:] and cell not in sheet.facts.uncached:
            continue  # ="38…": a text against Excel, told by its kind
        code = "FORMULA_EMPTY" if cell in sheet.facts.uncached else "CELL_FORMULA"
        one = Seen(code, cell.row - 1, 1, None, None, {"formula": formula[:60]})
        seen.setdefault(cell.col, []).append(one)
    lines = range(1, sheet.height + 1)
    for col, found in seen.items():
        yield from told(Where(book.source, sheet.name, col, lines, field_at[col - 1]), found)


# ---- Parquet


def _from_parquet(name: str, data: bytes, find: Find) -> Tables:
    """Columns as they are typed; rows are numbered as in a sheet with the names in row 1."""
    try:
        lazy = pl.scan_parquet(io.BytesIO(data))
        titles = lazy.collect_schema().names()
        header = find([titles])
        if header is None:
            raise Refused("LEDGER_NONE", "、".join(titles[:8]))
        count = lazy.select(pl.len()).collect().item()
        if count > MAX_ROWS:
            raise Refused("FILE_LIMIT", f"超过 {MAX_ROWS} 行")
        schema = lazy.collect_schema()
        texts = {at for at in wanted(header) if schema[titles[at]] == pl.String()}
        columns = _scanned(lazy, header, {at: titles[at] for at in wanted(header)}, texts)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as problem:
        raise Refused("FILE_DAMAGED", "不是完整的 parquet 文件") from problem
    return Tables((Source(name, None, header, columns, _lines(2, count)),))


def _scanned(
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


def _lines(first: int, height: int) -> pl.Series:
    return pl.int_range(first, first + height, dtype=pl.Int64(), eager=True)


# ---- Text


def _from_text(name: str, data: bytes, find: Find) -> Tables:
    data = _as_utf8(data)
    head = data[:_HEAD].decode("utf-8-sig", "ignore")
    best: tuple[int, str, Header] | None = None
    for separator in _SEPARATORS:
        rows = [record for record, _ in _records(head, separator)][:SCAN]
        header = find(rows)
        if header and (best is None or len(header.columns) > best[0]):
            best = len(header.columns), separator, header
    if best is None:
        raise Refused("LEDGER_NONE", kind_of_text(data))
    _, separator, header = best
    records = [record for _, record in zip(range(header.row + 3), _records(head, separator), strict=False)]
    width = max(len(record) for record, _ in records[header.row :])
    columns = _fast(data, records[header.row][1], separator, header, width)
    if columns is None and not _is_utf8(data):  # its first part says nothing of the rest
        if not data[:_HEAD].isascii():
            raise Refused("LEDGER_ENCODING", "前面是 UTF-8，后面不是")
        data = _decoded(data)
        columns = _fast(data, records[header.row][1], separator, header, width)
    if columns is None:
        return _slow(name, data, separator, header)
    height = next(iter(columns.values()))[0].either.len()
    return Tables((Source(name, None, header, columns, _lines(header.row + 2, height), header.row + 1),))


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


def _records(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """The records of a text, each with the number of lines up to its end."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for record in reader:
            yield record, reader.line_num
    except csv.Error:
        return


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
        columns = _scanned(lazy, header, {at: str(at) for at in wanted(header)}, wanted(header), beyond)
    except pl.exceptions.PolarsError:
        return None
    if quoted and columns:
        lines = data.count(b"\n") - skipped + (not data.endswith(b"\n"))
        if next(iter(columns.values()))[0].either.len() != lines:
            return None
    return columns or None


def _slow(name: str, data: bytes, separator: str, header: Header) -> Tables:
    """The same record by record: line breaks in quotes, lines that do not fit the header."""
    places, width = wanted(header), len(header.texts)
    columns: list[list[str | None]] = [[] for _ in places]
    seen: list[Seen] = []
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator)
    try:
        for row, record in enumerate(reader, -header.row - 1):
            if row < 0:
                continue
            if len(record) > width and any(cell.strip() for cell in record[width:]):
                context = {"count": str(len(record)), "columns": str(width)}
                seen.append(Seen("LEDGER_LINES", row, 1, None, None, context))
            for column, at in zip(columns, places, strict=True):
                column.append(record[at] or None if at < len(record) else None)
    except csv.Error as problem:
        raise Refused("FILE_DAMAGED", "引号不成对，分不清各行") from problem
    parts = {
        at: (Part(pl.Series(column, dtype=pl.String())),) for at, column in zip(places, columns, strict=True)
    }
    lines = _lines(header.row + 2, len(columns[0]))
    source = Source(name, None, header, parts, lines, header.row + 1, bad=[one.row for one in seen])
    return Tables((source,), tuple(told(Where(name, None, 1, lines, "order_id"), seen)))
