"""Sheets of the contest workbook as plain grids to be read by people: days as days, personal numbers cut to their last four.

Only the columns we know are taken, so a column somebody added is never passed on. How a grid becomes a page or a CSV file
is left to `pages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from schemas.book import HEADER_ROW
from schemas.format import CellContext, Column
from schemas.kinds_date import DAY
from schemas.kinds_money import MONEY
from workbook.edits import Scalar
from workbook.journal import SHEET as JOURNAL
from workbook.masking import file_name, number, numbers_in
from workbook.merge.tables import OwnTable, own_table
from workbook.model import Book, Cell, Finding, Place, Sheet, Value
from workbook.parse import shown
from workbook.sheets import HEADINGS
from workbook.table import Table

_ACCOUNTS: Final = ("银行账号",)
_WHOLE: Final = ("文件名", "来源文件", "来源", "通知原文", "场次号")
"""What is looked up word by word: only a number as long as a person's is cut in it."""
EXACT: Final = (
    "规则版本", "校验码", "上一校验码", "链", "文件指纹", "核对码", "规则指纹", "文件SHA-256", "操作前指纹", "操作后指纹",
)  # fmt: skip
"""Codes that are compared letter by letter: nobody's numbers, and never cut."""


UNCOUNTED: Final = "（公式没有结果）"


class Grid(NamedTuple):
    """A table to be read. money: which columns are amounts in 元."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Scalar]]
    money: frozenset[int] = frozenset()


def own_grid(book: Book, name: str, keep: Callable[[OwnTable, int], bool] = lambda _, __: True) -> Grid:
    """A sheet of ours. Raises Refused: BOOK_SHEET where it is gone or lacks a column.

    keep   which rows of it
    """
    table, ctx = own_table(book, name), CellContext(date1904=book.date1904)
    columns = table.spec.columns
    rows = [
        [cell_of(table, row, column, ctx) for column in columns] for row in table.rows() if keep(table, row)
    ]
    amounts = frozenset(at for at, column in enumerate(columns) if is_money(column))
    return Grid(name, tuple(column.title for column in columns), rows, amounts)


def is_money(column: Column) -> bool:
    """Whether a column holds amounts in 元."""
    return column.kind.name == MONEY.name


def cell_of(table: OwnTable, row: int, column: Column, ctx: CellContext) -> Scalar:
    """What a cell of a sheet says; of a formula without a result, that there is none: a blank would say nothing."""
    at = Cell(row, table.columns[column.name])
    return UNCOUNTED if at in table.sheet.facts.uncached else said(column, table.value(row, column.name), ctx)


def uncounted(book: Book, names: Iterable[str]) -> Iterator[Finding]:
    """The sheets in which formulas have no result, as programs save them that do not count."""
    for name in names:
        table = own_table(book, name)
        columns = set(table.columns.values())
        cells = sorted(c for c in table.sheet.facts.uncached if c.row > table.header and c.col in columns)
        if cells:
            first, *others = (Place(book.source, name, cell) for cell in cells)
            yield Finding(
                "BUNDLE_UNCOUNTED", first, context={"count": f"{len(cells):,}"}, related=tuple(others)
            )


def said(column: Column, value: Value, ctx: CellContext) -> Scalar:
    """What a cell of a column says, as it may be shown."""
    if value is None or isinstance(value, bool):
        return shown(value)
    if column.kind is DAY and isinstance(value, float | str):
        day = DAY.parse(value, ctx).value
        if isinstance(day, date):
            return day.isoformat()
    if column.kind.masked or column.title in _ACCOUNTS:
        return _cut(value) if isinstance(value, float) else number(shown(value) or "")
    return _figure(value) if isinstance(value, float) else text(column.title, shown(value) or "")


_LARGEST: Final = 1e10
"""Figures are below; a number of so many digits is a person's that somebody typed as a figure."""


def _figure(value: float) -> Scalar:
    if abs(value) >= _LARGEST:
        return _cut(value)
    return int(value) if value.is_integer() else value


def _cut(value: float) -> str:
    """The last four of a number typed as a figure; none where Excel has lost them (beyond 15 digits)."""
    return number(f"{value:.0f}" if abs(value) < _EXACT_BELOW else "")


_EXACT_BELOW: Final = 1e15


def text(title: str, value: str) -> str:
    """A text under a title."""
    if title in EXACT:
        return value
    return file_name(value) if title in _WHOLE else numbers_in(value)


def rule_grid(table: Table) -> Grid:
    """A sheet of the rule card: the notice's own words stay whole, but for numbers as long as a person's."""
    columns = [column for column in table.format.columns if column.name in table.raw]
    rows = [[_ruled(table, column, record) for column in columns] for record in range(len(table))]
    amounts = frozenset(at for at, column in enumerate(columns) if is_money(column))
    return Grid(table.sheet, tuple(column.title for column in columns), rows, amounts)


def _ruled(table: Table, column: Column, record: int) -> Scalar:
    value, raw = table.columns[column.name][record], table.raw[column.name][record]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(raw, float):
        return _figure(raw)
    return file_name(shown(raw) or "") or None


def listed(book: Book, name: str) -> Grid | None:
    """A sheet without columns of our catalogue (规则版本, 操作记录), by the header it has; None where there is none."""
    sheet = book.sheet(name)
    header = 1 if name == JOURNAL else HEADER_ROW
    return _from(sheet, name, header, lambda _: True) if sheet else None


def findings(book: Book) -> Grid | None:
    """The rows of 问题清单 in the columns people see."""
    for sheet in book.sheets:
        for row in range(1, min(sheet.height, 10) + 1):
            found = {str(column[row - 1]) for column in sheet.columns}
            if found.issuperset(HEADINGS):
                return _from(sheet, sheet.name, row, lambda title: title in HEADINGS)
    return None


def _from(sheet: Sheet, name: str, header: int, wanted: Callable[[str], bool]) -> Grid:
    titles = [
        (at, str(column[header - 1]))
        for at, column in enumerate(sheet.columns)
        if header <= sheet.height and column[header - 1] is not None and wanted(str(column[header - 1]))
    ]
    rows = []
    for row in range(header, sheet.height):
        cells = [_plain(title, sheet.columns[at][row]) for at, title in titles]
        if any(cell is not None for cell in cells):
            rows.append(cells)
    return Grid(name, tuple(title for _, title in titles), rows)


def _plain(title: str, value: Value) -> Scalar:
    return _figure(value) if isinstance(value, float) else text(title, shown(value) or "") or None


def filled(grids: Iterable[Grid | None]) -> list[Grid]:
    """Those that are there."""
    return [grid for grid in grids if grid is not None]
