"""The files of paying out: lists for the bank, the tax filing and signatures, and what the bank answers.

Which columns a list has, and what a bank calls the columns of its answer, an office may say on 列名对照.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from schemas.book import COLUMN_NAMES
from schemas.headers import clean_header
from workbook.host import Refused
from workbook.layout.own import titles_in
from workbook.model import Book, Cell
from workbook.parse import shown
from workbook.payout.exports import COLUMNS, FIELDS, NAMES, SIGNED, ListColumn, cells
from workbook.payout.lines import Line
from workbook.payout.returns import ANSWERS, TITLES
from workbook.report import FileResult
from workbook.xlsx.making.pay_lists import as_book, as_csv, to_be_signed
from xladdin.outputs import fresh, write_file

_FIELDS_OF_ANSWERS: Final = {
    "付款编号": "ref", "银行账号": "account", "收款人": "name", "实发": "amount", "付款结果": "word", "付款日期": "day",
    "原因": "reason",
}  # fmt: skip
_HEADINGS: Final = {"表": "where", "我们的列名": "field", "对方的表头": "title"}
_SCAN: Final = 20


def refuse_list(path: Path, kind: str) -> None:
    """Ask, before the work starts, whether a list may be written. Raises Refused: FILE_NAME, BOOK_EXISTS, and of saving."""
    from workbook.xlsx.saving.save import ready

    fresh(path, *((".xlsx",) if kind not in NAMES or kind == SIGNED else (".xlsx", ".csv")))
    ready(path)


def written_list(
    path: Path, kind: str, columns: Sequence[ListColumn], lines: Sequence[Line], contest: str, subject: str
) -> FileResult:
    """Write a list. Raises Refused; then there is no file."""
    rows = cells(lines, columns)
    if kind == SIGNED:
        data = to_be_signed(columns, rows, contest, subject)
    elif path.suffix.lower() == ".csv":
        data = as_csv(columns, rows)
    else:
        data = as_book(columns, rows, NAMES[kind])
    return write_file(path, data)


# ---- 列名对照


def export_columns(book: Book, kind: str) -> Sequence[ListColumn]:
    """The columns of a list: those named on 列名对照 in their order, else the usual ones. Raises Refused: EXPORT_COLUMN."""
    found = []
    for field, title, cell in _rows(book, NAMES[kind]):
        if field not in FIELDS:
            raise Refused("EXPORT_COLUMN", f"{field}（{cell.a1}）")
        found.append(ListColumn(title or field, field))
    return found or COLUMNS[kind]


def return_words(book: Book) -> dict[str, list[str]]:
    """What the office's bank calls the columns of its answer: field -> words. Raises Refused: EXPORT_COLUMN."""
    found: dict[str, list[str]] = {name: [] for name in TITLES}
    for field, title, cell in _rows(book, ANSWERS):
        if field not in _FIELDS_OF_ANSWERS:
            raise Refused("EXPORT_COLUMN", f"{field}（{cell.a1}）")
        found[_FIELDS_OF_ANSWERS[field]].append(title)
    return found


def _rows(book: Book, where: str) -> list[tuple[str, str, Cell]]:
    """Rows of 列名对照 about one list: our name of a column, the other's header, where it stands."""
    sheet = book.sheet(COLUMN_NAMES)
    if sheet is None:
        return []
    names = {clean_header(title): name for title, name in _HEADINGS.items()}
    heads = ((row, titles_in(sheet, row, names)) for row in range(1, min(sheet.height, _SCAN) + 1))
    header, at = next(((row, found) for row, found in heads if len(found) == len(names)), (0, {}))
    found = []
    for row in range(header + 1, sheet.height + 1) if header else ():
        said = {n: (shown(sheet.value(Cell(row, col))) or "").strip() for n, col in at.items()}
        if said["where"] == where and said["field"]:
            found.append((said["field"], said["title"], Cell(row, at["field"])))
    return found
