"""Sales ledgers: files in, normalised orders out, with facts of each file and what was noticed.

The orders stay outside the workbook; it keeps names, counts and the mark (文件指纹) of each file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from schemas.book import BOOK_SHEETS, COLUMN_NAMES
from schemas.formats import FORMATS
from schemas.headers import clean_header
from schemas.ledger import ORDERS, PLATFORMS, SKIPPED
from workbook.host import Refused
from workbook.layout.words import header_words
from workbook.ledger.header import Named, nearest
from workbook.ledger.parse import SCHEMA, Source, orders_of
from workbook.model import Book, Cell, Finding, Place, Sheet
from workbook.payout.exports import NAMES
from workbook.payout.returns import ANSWERS
from workbook.system_words import reason
from workbook.xlsx.reading.reader import Readers
from workbook.xlsx.reading.sniff import OLE
from xladdin.ledger_files import tables_of
from xladdin.outside import text_sheets

_MARK: Final = 16
"""Hexadecimal digits of a file's mark: what the column 文件指纹 holds."""
_SCAN: Final = 20
_TITLES: Final = {
    "where": ("表", "平台", "来源"),
    "field": ("我们的列名", "字段", "标准列名"),
    "header": ("对方的表头", "列名", "表头"),
}
"""What 列名对照 and a mapping file call their columns."""
_TOLD: Final = 3
_ALSO: Final = {
    **dict.fromkeys(("抖店", "抖音小店"), "抖音"),
    **dict.fromkeys(("天猫", "淘宝网"), "淘宝"),
    **dict.fromkeys(("阿里巴巴",), "1688"),
    **dict.fromkeys(("邮乐网", "邮乐小店"), "邮乐"),
    **dict.fromkeys(("快手小店",), "快手"),
    **dict.fromkeys(("微信小店", "微信视频号", "视频号小店"), "视频号"),
    **dict.fromkeys(("京东商城",), "京东"),
    **dict.fromkeys(("有赞商城",), "有赞"),
}
"""Other names of platforms."""

Columns = dict[str, int]


class LedgerFile(NamedTuple):
    """One table of orders.

    id        what tells it from all others, in the column `file` of the orders and on the sheets: the name of its file,
              with the sheet behind it where the file has several with orders
    platform  guessed by its headers; paid: fen of all lines; mark: 文件指纹
    unsure    nothing of it may count: its header leaves open what its amounts are
    columns   field of ORDERS -> its column, counted from 1
    """

    id: str
    name: str
    sheet: str | None
    platform: str
    lines: int
    paid: int
    mark: str
    unsure: bool
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
    """Rows of 列名对照, and the cell of each one's header; no cells where nobody is to be told what was not used."""

    names: tuple[Named, ...] = ()
    places: tuple[Place, ...] = ()


def ledger_of(paths: Sequence[Path], mapping: Mapping, readers: Readers, basis: str = "t_pay") -> Ledger:
    """Read order exports. basis: the time by which an order belongs to an event.

    Raises Refused of the file: FILE_MISSING, FILE_UNREADABLE, FILE_NOT_WORKBOOK, FILE_ENCRYPTED,
    FILE_DAMAGED, FILE_LIMIT, LEDGER_EMPTY, LEDGER_CONTEST_BOOK, LEDGER_NONE, LEDGER_ENCODING, LEDGER_TYPE,
    LEDGER_CELL, LEDGER_DAMAGED.
    """
    frames: list[pl.DataFrame] = []
    files: list[LedgerFile] = []
    findings: list[Finding] = []
    used: set[Named] = set()
    marks: dict[str, str] = {}
    for name, path in _named(paths):
        data = _content(path)
        with ThreadPoolExecutor(1) as beside:  # the mark is reckoned while the file is read
            digest = beside.submit(lambda content: hashlib.sha256(content).hexdigest(), data)
            try:
                tables = tables_of(name, data, readers, mapping.names, basis)
            except Refused as refused:
                raise refused.of(name) from None
            mark = digest.result()[:_MARK]
        if (first := marks.setdefault(mark, name)) != name:
            findings.append(Finding("LEDGER_SAME", Place(name), context={"first": first}))
            continue
        findings += tables.findings
        for source in tables.sources:
            used.update(source.header.named)
            several = len(tables.sources) > 1
            orders = orders_of(source, basis)
            file = _facts(source, orders.frame, mark, several)
            findings += orders.findings
            if not file.lines:
                findings.append(Finding("LEDGER_NO_ROWS", Place(name, source.sheet)))
            frames.append(orders.frame.with_columns(file=pl.lit(file.id)) if several else orders.frame)
            files.append(file)
    frame = pl.concat(frames, how="diagonal", rechunk=False) if frames else pl.DataFrame(schema=SCHEMA)
    return Ledger(frame, tuple(files), (*findings, *_unused(mapping, used)))


def _facts(source: Source, orders: pl.DataFrame, mark: str, several: bool) -> LedgerFile:
    """What stays of a table in the workbook, and what is asked of it later."""
    header = source.header
    return LedgerFile(
        f"{source.file}·{source.sheet}" if several else source.file,
        source.file,
        source.sheet,
        header.platform,
        orders.height,
        int(orders["paid"].sum() or 0),
        mark,
        header.unsure,
        {field: at[0] + 1 for field, at in header.columns.items()},
    )


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
    """The rows of the contest workbook's sheet 列名对照 that are about orders; none where it has no such sheet.

    Raises Refused: MAPPING_FIELD.
    """
    sheet = book.sheet(COLUMN_NAMES)
    return (sheet and _mapping(book.source, sheet)) or Mapping()


def mapping_file(path: Path, readers: Readers) -> Mapping:
    """A mapping file: a workbook or .csv with the columns 平台, 列名, 字段.

    Raises Refused of the file: MAPPING_NONE, MAPPING_FIELD, FILE_MISSING, FILE_UNREADABLE, and what the gate says.
    """
    name, data = path.name, _content(path)
    try:
        is_book = data[:4] == b"PK\x03\x04" or data[:8] == OLE
        sheets = readers.read(name, data).sheets if is_book else _sheets_of(data)
        found = [one for sheet in sheets if (one := _mapping(name, sheet))]
        if not found:
            raise Refused("MAPPING_NONE", "没有“列名”和“字段”两列" if data else "文件是空的，0 字节")
    except Refused as refused:
        raise refused.of(name) from None
    names = tuple(row for one in found for row in one.names)
    return Mapping(names, tuple(place for one in found for place in one.places))


def _sheets_of(data: bytes) -> list[Sheet]:
    try:
        return text_sheets(data)
    except Refused as refused:
        raise Refused("MAPPING_NONE", refused.detail) from None


def _mapping(source: str, sheet: Sheet) -> Mapping | None:
    """The rows under a header with 我们的列名 and 对方的表头 (or 字段 and 列名); None where there is no such header."""
    for row in range(1, min(sheet.height, _SCAN) + 1):
        at = _titles(sheet, row)
        if "field" in at and "header" in at:
            return _rows(source, sheet, row, at)
    return None


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
    """The rows of a mapping. Raises Refused where one cannot be applied: results without it would be wrong."""
    names: dict[tuple[str, str], Named] = {}
    places: list[Place] = []
    wrong: list[str] = []
    for row in range(header + 1, sheet.height + 1):
        where, field, title = (_written(sheet, row, at.get(name, 0)) for name in ("where", "field", "header"))
        if not field or not title or not _is_about_orders(where, field):
            continue
        meant = _field(field)
        cell = Cell(row, at["field"]).a1
        if meant is None:
            alike = nearest(field)
            wrong.append(f"{cell} 的“{field}”不是订单的列" + (f"，最像的是“{alike}”" if alike else ""))
            continue
        name = Named(clean_header(title), meant, _platform(where))
        first = names.setdefault((name.header, name.platform), name)
        if first.field != name.field:
            wrong.append(f"{cell}：“{title}”前面写的是另一个字段")
        elif first is name:
            places.append(Place(source, sheet.name or None, Cell(row, at["header"])))
    if wrong:
        more = f"；共 {len(wrong)} 处" if len(wrong) > _TOLD else ""
        raise Refused("MAPPING_FIELD", (sheet.name and f"{sheet.name} ") + "；".join(wrong[:_TOLD]) + more)
    return Mapping(tuple(names.values()), tuple(places))


def _written(sheet: Sheet, row: int, col: int) -> str:
    """What a cell says; a whole number (1688) without its .0."""
    value = sheet.value(Cell(row, col)) if col else None
    if isinstance(value, float) and value.is_integer():
        value = str(int(value))
    return str(value).strip() if value is not None else ""


def _field(text: str) -> str | None:
    """The field of ORDERS a word means; "" for what is not to be read, None for what is no field."""
    column = header_words(ORDERS).get(clean_header(text))
    if column:
        return column.name
    if text in SKIPPED:
        return ""
    return text if any(text == column.name for column in ORDERS.columns) else None


def _unused(mapping: Mapping, used: Collection[Named]) -> Iterator[Finding]:
    """Rows of 列名对照 that no file had a use for."""
    for name, place in zip(mapping.names, mapping.places, strict=False):
        if name not in used:
            why = f"（平台写的是“{name.platform}”）" if name.platform else ""
            yield Finding("MAPPING_UNUSED", place, value=name.header, context={"why": why})


def _platform(where: str) -> str:
    """抖音 for 抖店 and 抖音小店; "" (any) for 订单, 销售流水 or nothing."""
    return _ALSO.get(where, "" if where in ("", *_ORDER_SHEETS) else where)


_ORDER_SHEETS: Final = (ORDERS.name, ORDERS.title, "销售流水", "流水", "订单明细")


def _is_about_orders(where: str, field: str) -> bool:
    """Not a row about another sheet: by its name, or where none is given by a column only others have."""
    if where in _ORDER_SHEETS or _platform(where) in PLATFORMS:
        return True
    others = {fmt.name for fmt in FORMATS} | {spec.name for spec in BOOK_SHEETS} | {*NAMES.values(), ANSWERS}
    if where in others:
        return False
    clean = clean_header(field)
    return _field(field) is not None or not any(clean in header_words(fmt) for fmt in FORMATS)
