"""Order exports as files: workbooks behind the gate here, texts and .parquet in modules of their own; each as `Source`s.

A file is read once into memory; only the columns that mean something are parsed. What the values mean is left to
`workbook.ledger`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from workbook.host import Refused
from workbook.ledger.header import SCAN, Header, Named, Row, header_in
from workbook.ledger.parse import Source, wanted
from workbook.ledger.told import Where, told
from workbook.ledger.values import Part, Seen
from workbook.model import Book, Cell, CellError, Finding, Place, Sheet, Value
from workbook.sheets import is_contest_book
from workbook.xlsx.reading.reader import Readers
from workbook.xlsx.reading.sniff import OLE
from xladdin.ledger_parquet import from_parquet
from xladdin.ledger_tables import Find, Tables
from xladdin.ledger_texts import from_text

MAX_BYTES: Final = 4 << 30
_AMOUNTS: Final = frozenset(("paid", "refund", "payable", "discount", "freight", "price", "qty"))


def tables_of(name: str, data: bytes, readers: Readers, names: Sequence[Named], basis: str) -> Tables:
    """The tables of orders in a file. Raises Refused: it is empty, too large, damaged, encrypted, or no order export."""

    def find(rows: Sequence[Row]) -> Header | None:
        return header_in(rows, names, basis)

    if not data:
        raise Refused("LEDGER_EMPTY")
    if len(data) > MAX_BYTES:
        raise Refused("FILE_LIMIT", f"超过 {MAX_BYTES >> 30} GB")
    if data[:4] == b"PK\x03\x04" or data[:8] == OLE:
        return _from_book(readers.read(name, data), find)
    if data[:4] == b"PAR1":
        return from_parquet(name, data, find)
    return from_text(name, data, find)


# ---- Workbooks


def _from_book(book: Book, find: Find) -> Tables:
    if is_contest_book(book):
        raise Refused("LEDGER_CONTEST_BOOK")
    sources: list[Source] = []
    findings = [Finding(code, Place(book.source), context={"detail": detail}) for code, detail in book.flags]
    for sheet in book.sheets:
        header = find(
            [[_text(column[row]) for column in sheet.columns] for row in range(min(sheet.height, SCAN))]
        )
        if header is None:
            continue
        if sheet.state != "visible":
            findings.append(Finding("LEDGER_SHEET_HIDDEN", Place(book.source, sheet.name), value=sheet.name))
        sources.append(_from_sheet(book, sheet, header))
        findings += (*_formulas(book, sheet, header), *_hidden(book, sheet, header))
    if not sources:
        raise Refused("LEDGER_NONE", "、".join(sheet.name for sheet in book.sheets))
    return Tables(tuple(sources), tuple(findings))


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _from_sheet(book: Book, sheet: Sheet, header: Header) -> Source:
    first = header.first
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
        at, top = area.left - 1, area.top - header.first - 1
        if at not in columns or top < 0 or area.bottom == area.top:
            continue
        rows = range(top + 1, min(area.bottom - header.first, len(columns[at])))
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
        if cell.col - 1 not in field_at or cell.row <= header.first:
            continue
        if formula[:1] == '"' == formula[-1:] and cell not in sheet.facts.uncached:
            continue  # ="38…": a text against Excel, told by its kind
        code = "FORMULA_EMPTY" if cell in sheet.facts.uncached else "CELL_FORMULA"
        one = Seen(code, cell.row - 1, 1, None, None, {"formula": formula[:60]})
        seen.setdefault(cell.col, []).append(one)
    lines = range(1, sheet.height + 1)
    for col, found in seen.items():
        yield from told(Where(book.source, sheet.name, col, lines, field_at[col - 1]), found)


def _hidden(book: Book, sheet: Sheet, header: Header) -> Iterator[Finding]:
    """Hidden and filtered rows with something in them: they count like any others, and one line says how many."""
    places = wanted(header)
    rows = [
        row
        for first, last in sheet.facts.hidden_rows
        for row in range(max(first, header.first + 1), min(last, sheet.height) + 1)
        if any(sheet.columns[at][row - 1] is not None for at in places)
    ]
    if rows:
        place = Place(book.source, sheet.name, Cell(rows[0], places[0] + 1))
        yield Finding("LEDGER_ROWS_HIDDEN", place, context={"count": f"{len(rows):,}"})
