"""Lists that leave the workbook as files of their own: for the bank, for the tax filing, and 签领单 to be signed on paper.

What stands in them is decided by `workbook.payout.exports`. They hold full numbers, for that is what they are for;
nothing else of the contest is in them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from schemas.kinds_date import serial_day
from workbook.capital import capital, capital_formula
from workbook.csv_text import csv_bytes
from workbook.edits import Edit, Scalar, SetCell
from workbook.ledger.sheet import yuan
from workbook.model import Cell, column_letters
from workbook.payout.exports import DAYS, MONEY, ListColumn
from workbook.xlsx.making.dress import BOLD, BOX, CENTRE, HEAD, PLAIN, SMALL, TITLE, WRAP, page_setup, stamp
from workbook.xlsx.writing.filehost import FileHost

_WIDTHS: Final = {
    "银行账号": 22.0, "证件号码": 20.0, "开户银行": 24.0, "用途": 30.0, "收款人": 18.0, "姓名或名称": 18.0, "签字": 16.0,
    "付款编号": 12.0, "证件类型": 16.0, "备注": 20.0, "序号": 6.0, "期次活动": 14.0, "组别": 9.0, "奖项": 9.0, "税率": 7.0,
}  # fmt: skip
_WIDTH: Final = 12.0
_MIDDLE: Final = ("序号", "税率", "批次", "组别", "奖项")
"""Short ones stand in the middle, or a number would read as one with the text beside it."""
_BESIDE: Final = Alignment(vertical="center", horizontal="left", wrap_text=True, indent=1)
_FIGURE: Final = Alignment(vertical="center", horizontal="right")
_HEADER: Final = 3
_ROW_TO_SIGN: Final = 26


def as_csv(columns: Sequence[ListColumn], rows: Sequence[Sequence[Scalar]]) -> bytes:
    """A list as CSV: amounts with two decimals, days as 2024-12-30."""
    lines = ([_word(column, v) for column, v in zip(columns, line, strict=True)] for line in rows)
    return csv_bytes([[column.title for column in columns], *lines])


def _word(column: ListColumn, value: Scalar) -> Scalar:
    if not isinstance(value, float):
        return value
    if column.field in DAYS:
        return str(serial_day(value) or "")
    return f"{value:.2f}" if column.field in MONEY else f"{value:g}"


def as_book(columns: Sequence[ListColumn], rows: Sequence[Sequence[Scalar]], name: str) -> bytes:
    """A list as a plain workbook, its header in the first row, as banks and tax offices take it in."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    _table(sheet, 1, columns, rows)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    page_setup(sheet, "landscape")
    return _bytes(book)


def to_be_signed(
    columns: Sequence[ListColumn], rows: Sequence[Sequence[Scalar]], contest: str, subject: str
) -> bytes:
    """签领单: a list on A4 with 合计, 大写 and the lines for signatures; sums are formulas with their values."""
    book = Workbook()
    sheet = book.active
    sheet.title = "签领单"
    width = len(columns)
    for row, text, font in ((1, f"{contest}奖金签领单", TITLE), (2, subject, SMALL)):
        sheet.cell(row, 1, text).font = font
        sheet.cell(row, 1).alignment = CENTRE
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        sheet.row_dimensions[row].height = 30 if row == 1 else 20
    _table(sheet, _HEADER, columns, rows)
    last = _HEADER + len(rows)
    for row in range(_HEADER + 1, last + 1):
        sheet.row_dimensions[row].height = _ROW_TO_SIGN
    edits = _sums(sheet, columns, rows, last + 1)
    names = ("单位负责人：", "财务审核：", "复核：", "制表：", "日期：        年    月    日")
    sheet.cell(last + 4, 1, "                    ".join(names)).font = PLAIN
    sheet.print_title_rows = f"{_HEADER}:{_HEADER}"
    sheet.freeze_panes = sheet.cell(_HEADER + 1, 1)
    page_setup(sheet, "landscape")
    host = FileHost(_bytes(book), "签领单.xlsx")
    host.apply(edits)
    return host.data


def _table(
    sheet: Worksheet, header: int, columns: Sequence[ListColumn], rows: Sequence[Sequence[Scalar]]
) -> None:
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(header, number, column.title)
        cell.font, cell.fill, cell.border, cell.alignment = BOLD, HEAD, BOX, CENTRE
        sheet.row_dimensions[header].height = 24
        sheet.column_dimensions[column_letters(number)].width = max(
            _WIDTHS.get(column.field, _WIDTH), 2 * len(column.title) + 2
        )
        # a figure ends where a text beside it would begin; figures stay to the right, one below the other
        beside = number > 1 and columns[number - 2].field in MONEY and column.field not in MONEY
        for at, line in enumerate(rows, header + 1):
            _cell(sheet, at, number, column, line[number - 1], _BESIDE if beside else WRAP)


def _cell(
    sheet: Worksheet, row: int, number: int, column: ListColumn, value: Scalar, plain: Alignment
) -> None:
    cell = sheet.cell(row, number, value)
    if isinstance(value, str):
        cell.data_type = "s"  # a name may begin with =
    cell.font, cell.border = PLAIN, BOX
    cell.alignment = CENTRE if column.field in (*_MIDDLE, *DAYS) else plain
    if column.field in MONEY:
        cell.number_format = "#,##0.00"
    elif column.field in DAYS:
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, str):
        cell.number_format = "@"


def _sums(
    sheet: Worksheet, columns: Sequence[ListColumn], rows: Sequence[Sequence[Scalar]], row: int
) -> list[Edit]:
    """合计 below the list, and what is paid out in capitals below that."""
    edits: list[Edit] = []
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(row, number, "合计" if number == 1 else None)
        cell.font, cell.border, cell.alignment = BOLD, BOX, CENTRE
        if column.field not in MONEY:
            continue
        amounts = [line[number - 1] for line in rows]
        fen = sum(round(amount * 100) for amount in amounts if isinstance(amount, float))
        letter = column_letters(number)
        formula = f"=SUM({letter}{_HEADER + 1}:{letter}{row - 1})"
        cell.number_format, cell.alignment = "#,##0.00", _FIGURE
        edits.append(SetCell(sheet.title, Cell(row, number), yuan(fen), formula))
        if column.field == "实发":
            words = f'="实发合计（大写）：人民币"&{capital_formula(f"{letter}{row}")[1:]}'
            said = f"实发合计（大写）：人民币{capital(fen)}"
            edits.append(SetCell(sheet.title, Cell(row + 1, 1), said, words))
            sheet.cell(row + 1, 1).font = BOLD
    sheet.row_dimensions[row].height = sheet.row_dimensions[row + 1].height = 24
    return edits


def _bytes(book: Workbook) -> bytes:
    stamp(book, {})
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
