"""Sales ledgers: files in, normalised orders out, with facts of each file and what was noticed.

The orders stay outside the workbook; it keeps names, counts and the mark (文件指纹) of each file.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from schemas.book import BOOK_SHEETS, COLUMN_NAMES
from schemas.formats import FORMATS
from schemas.headers import clean_header
from schemas.ledger import ORDERS, PLATFORMS
from workbook.host import Refused
from workbook.layout.words import header_words
from workbook.ledger.header import Named, nearest
from workbook.ledger.parse import SCHEMA, orders_of
from workbook.model import Book, Cell, Finding, Place, Sheet
from workbook.system_words import reason
from workbook.xlsx.reading.reader import Readers
from xladdin.ledger_files import tables_of

_MARK: Final = 16
"""Hexadecimal digits of a file's mark: what the column 文件指纹 holds."""
_SCAN: Final = 20
_TITLES: Final = {
    "where": ("表", "平台", "来源"),
    "field": ("我们的列名", "字段", "标准列名"),
    "header": ("对方的表头", "列名", "表头"),
}
"""What 列名对照 and a mapping file call their columns."""


Columns = dict[str, int]


class LedgerFile(NamedTuple):
    """One table of orders: the file's name, its sheet, the platform guessed, orders read, what was paid in fen, the mark.

    columns   field of ORDERS -> its column, counted from 1
    """

    name: str
    sheet: str | None
    platform: str
    lines: int
    paid: int
    mark: str
    columns: Columns

    def place(self, line: int, fields: Sequence[str]) -> Place:
        """The cell of a line in the first of these fields that the file has; of none of them the first of the line."""
        there = (self.columns[field] for field in fields if field in self.columns)
        return Place(self.name, self.sheet, Cell(line, next(there, 1)))


class Ledger(NamedTuple):
    """All orders in the columns of `workbook.ledger.parse.SCHEMA`, the facts of each table, and what was noticed."""

    frame: pl.DataFrame
    files: tuple[LedgerFile, ...]
    findings: tuple[Finding, ...]


class Mapping(NamedTuple):
    """Rows of 列名对照, and what is wrong with it."""

    names: tuple[Named, ...] = ()
    findings: tuple[Finding, ...] = ()


def ledger_of(paths: Sequence[Path], mapping: Mapping, readers: Readers, basis: str = "t_pay") -> Ledger:
    """Read order exports. basis: the time by which an order belongs to an event.

    Raises Refused of the file: FILE_MISSING, FILE_UNREADABLE, FILE_NOT_WORKBOOK, FILE_ENCRYPTED,
    FILE_DAMAGED, FILE_LIMIT, FILE_CONTEST_BOOK, LEDGER_NONE, LEDGER_ENCODING.
    """
    frames: list[pl.DataFrame] = []
    files: list[LedgerFile] = []
    findings = list(mapping.findings)
    for name, path in _named(paths):
        data = _content(path)
        with ThreadPoolExecutor(1) as beside:  # the mark is reckoned while the file is read
            digest = beside.submit(lambda content: hashlib.sha256(content).hexdigest(), data)
            try:
                tables = tables_of(name, data, readers, mapping.names, basis)
            except Refused as refused:
                raise refused.of(name) from None
            findings += tables.findings
            for source in tables.sources:
                orders = orders_of(source, basis)
                frames.append(orders.frame)
                findings += orders.findings
                paid = int(orders.frame["paid"].sum() or 0)
                platform = source.header.platform
                mark = digest.result()[:_MARK]
                columns = {field: at[0] + 1 for field, at in source.header.columns.items()}
                height = orders.frame.height
                files.append(LedgerFile(name, source.sheet, platform, height, paid, mark, columns))
    frame = pl.concat(frames, how="diagonal", rechunk=False) if frames else pl.DataFrame(schema=SCHEMA)
    return Ledger(frame, tuple(files), tuple(findings))


def _named(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """Each file with a name nobody has yet."""
    found: dict[str, Path] = {}
    for path in paths:
        name, again = path.name, 2
        while name in found:
            name, again = f"{path.name} #{again}", again + 1
        found[name] = path
    return list(found.items())


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused("FILE_MISSING").of(path.name) from None
    except OSError as problem:
        raise Refused("FILE_UNREADABLE", reason(problem)).of(path.name) from problem


# ---- 列名对照


def mapping_in(book: Book) -> Mapping:
    """The rows of the contest workbook's sheet 列名对照 that are about orders; none where it has no such sheet."""
    sheet = book.sheet(COLUMN_NAMES)
    return _mapping(book.source, sheet) if sheet else Mapping()


def mapping_file(path: Path, readers: Readers) -> Mapping:
    """A mapping file: .xlsx or .csv with the columns 平台, 列名, 字段. Raises Refused as `ledger_of` does."""
    data = _content(path)
    if data[:2] == b"PK":
        book = readers.read(path.name, data)
        found = [_mapping(book.source, sheet) for sheet in book.sheets]
    else:
        found = [_mapping(path.name, _sheet_of(data, path.name))]
    if not any(one.names or one.findings for one in found):
        raise Refused("LEDGER_NONE", "要有“列名”和“字段”两列").of(path.name)
    names = tuple(name for one in found for name in one.names)
    return Mapping(names, tuple(finding for one in found for finding in one.findings))


def _sheet_of(data: bytes, name: str) -> Sheet:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        rows = list(csv.reader(io.StringIO(text, newline="")))
        width = max(map(len, rows), default=0)
        columns = [[row[at] if at < len(row) else None for row in rows] for at in range(width)]
        return Sheet("", columns)
    raise Refused("LEDGER_ENCODING", "既不是 UTF-8，也不是 GB18030").of(name)


def _mapping(source: str, sheet: Sheet) -> Mapping:
    """The rows under a header with 我们的列名 and 对方的表头 (or 字段 and 列名)."""
    for row in range(1, min(sheet.height, _SCAN) + 1):
        at = _titles(sheet, row)
        if "field" in at and "header" in at:
            return _rows(source, sheet, row, at)
    return Mapping()


def _titles(sheet: Sheet, row: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for col in range(1, sheet.width + 1):
        text = sheet.value(Cell(row, col))
        clean = clean_header(text) if isinstance(text, str) else ""
        for name, words in _TITLES.items():
            if clean in words:
                found.setdefault(name, col)
    return found


def _rows(source: str, sheet: Sheet, header: int, at: dict[str, int]) -> Mapping:
    names: list[Named] = []
    findings: list[Finding] = []
    words = header_words(ORDERS)
    own = {column.name: column.name for column in ORDERS.columns}
    for row in range(header + 1, sheet.height + 1):
        where, field, title = (
            str(sheet.value(Cell(row, at[name])) or "").strip() if name in at else ""
            for name in ("where", "field", "header")
        )
        if not field or not title or not _is_about_orders(where, field):
            continue
        column = words.get(clean_header(field))
        meant = column.name if column else own.get(field)
        if meant is None:
            alike = nearest(field)
            hint = f"，最像的是“{alike}”" if alike else ""
            place = Place(source, sheet.name or None, Cell(row, at["field"]))
            findings.append(Finding("MAPPING_FIELD", place, (), None, field, None, {"alike": hint}))
            continue
        names.append(Named(clean_header(title), meant, where if where in PLATFORMS else _platform(where)))
    return Mapping(tuple(names), tuple(findings))


def _platform(where: str) -> str:
    """抖音 for 抖店 and 抖音小店; "" (any) for 订单, 销售流水 or nothing."""
    aliases = {
        "抖店": "抖音",
        "抖音小店": "抖音",
        "天猫": "淘宝",
        "阿里巴巴": "1688",
        "邮乐网": "邮乐",
        "邮乐小店": "邮乐",
    }
    return aliases.get(where, "" if where in ("", *_ORDER_SHEETS) else where)


_ORDER_SHEETS: Final = (ORDERS.name, ORDERS.title, "销售流水", "流水", "订单明细")


def _is_about_orders(where: str, field: str) -> bool:
    """Not a row about another sheet: by its name, or where none is given by a column only others have."""
    if where in _ORDER_SHEETS or where in PLATFORMS or _platform(where) in PLATFORMS:
        return True
    others = {fmt.name for fmt in FORMATS} | {spec.name for spec in BOOK_SHEETS}
    if where in others:
        return False
    clean = clean_header(field)
    ours = clean in header_words(ORDERS)
    return ours or bool(where) or not any(clean in header_words(fmt) for fmt in FORMATS)
