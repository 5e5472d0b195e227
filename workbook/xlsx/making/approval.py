"""定稿签批单: one A4 page an event: who wins what, the sums that are approved, the code of its seal in large type."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from workbook.capital import capital
from workbook.seal.approval import Approval
from workbook.xlsx.making.dress import (
    BOLD,
    BOX,
    CENTRE,
    HEAD,
    PLAIN,
    SMALL,
    TITLE,
    WRAP,
    height_of,
    page_setup,
    stamp,
)

_TITLES: Final = (("组别", 18), ("奖项", 22), ("获奖数", 12), ("空缺", 10), ("金额(元)", 20))
_CODE: Final = Font(name="Consolas", size=26, bold=True)
_MONEY: Final = "#,##0.00"
_PROVES: Final = (
    "校验码由本次锁定的规则、决定、名单、数据、排名和奖金逐格算出。复核时输入纸上的校验码，与台账一致的，"
    "说明台账锁定的就是签批的这些内容；锁定后的改动会逐格列出。校验码不能证明数据本身真实。请保管好这张纸。"
)


def approval_book(papers: Sequence[Approval]) -> bytes:
    """The bytes of a workbook with a sheet to print for each event."""
    book = Workbook()
    for paper in papers:
        _page(book.create_sheet(paper.event[:31]), paper)
    book.remove(book.worksheets[0])
    stamp(book, {})
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _page(sheet: Worksheet, paper: Approval) -> None:
    for number, (_, width) in enumerate(_TITLES, 1):
        sheet.column_dimensions["ABCDE"[number - 1]].width = width
    row = _top(sheet, paper)
    row = _table(sheet, paper, row)
    row = _sums(sheet, paper, row)
    _foot(sheet, paper, row)
    page_setup(sheet, "portrait", pages=1)


def _top(sheet: Worksheet, paper: Approval) -> int:
    _line(sheet, 1, "获奖名单和奖金定稿签批单", TITLE, 34, True)
    _line(sheet, 2, paper.contest, PLAIN, 22, True)
    _line(sheet, 3, f"{paper.event} {paper.title}".strip(), BOLD, 22, True)
    return 5


def _table(sheet: Worksheet, paper: Approval, row: int) -> int:
    for number, (title, _) in enumerate(_TITLES, 1):
        cell = sheet.cell(row, number, title)
        cell.font, cell.fill, cell.border, cell.alignment = BOLD, HEAD, BOX, CENTRE
    sheet.row_dimensions[row].height = 24
    for line in paper.tiers:
        row += 1
        amount = line.total / 100
        _cells(sheet, row, (line.group or "—", line.tier, len(line.winners), line.vacant or None, amount))
        if line.winners:
            row += 1
            names = "、".join(line.winners)
            _line(sheet, row, names, PLAIN, height_of({names: sum(width for _, width in _TITLES)}))
    row += 1
    vacant = sum(line.vacant for line in paper.tiers)
    _cells(sheet, row, ("合计", None, paper.sums.winners, vacant or None, paper.sums.total / 100), BOLD)
    return row + 1


def _cells(sheet: Worksheet, row: int, values: Sequence[str | float | None], font: Font = PLAIN) -> None:
    for number, value in enumerate(values, 1):
        cell = sheet.cell(row, number, value)
        if isinstance(value, str):
            cell.data_type = "s"
        cell.font, cell.border, cell.alignment = font, BOX, CENTRE
        if number == len(values):
            cell.number_format = _MONEY
    sheet.row_dimensions[row].height = 22


def _sums(sheet: Worksheet, paper: Approval, row: int) -> int:
    _line(sheet, row, f"大写：人民币{capital(paper.sums.total)}    笔数：{paper.sums.winners}", PLAIN, 28)
    _line(sheet, row + 1, f"依据文件：{paper.signed.document}", PLAIN, 24)
    _line(sheet, row + 2, f"锁定时间：{paper.signed.when[:16]}    锁定行数：{paper.sums.rows:,}", PLAIN, 24)
    return row + 3


def _foot(sheet: Worksheet, paper: Approval, row: int) -> None:
    _line(sheet, row, "校 验 码", BOLD, 26, True)
    _line(sheet, row + 1, paper.code, _CODE, 46, True)
    if paper.previous:
        _line(sheet, row + 2, f"上一校验码：{paper.previous}", SMALL, 18, True)
    _line(sheet, row + 3, _PROVES, SMALL, 52)
    day = "日期：        年    月    日"
    for offset, (who, name) in enumerate(
        (("制表人", paper.signed.preparer), ("审核人", ""), ("批准人", paper.signed.approver)), 4
    ):
        shown = f"{who}（{name}）" if name else who
        _line(sheet, row + offset, f"{shown}签字：__________________________    {day}", PLAIN, 38)


def _line(sheet: Worksheet, row: int, text: str, font: Font, height: float, centred: bool = False) -> None:
    cell = sheet.cell(row, 1, text)
    cell.data_type = "s"
    cell.font, cell.alignment = font, CENTRE if centred else WRAP
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_TITLES))
    sheet.row_dimensions[row].height = height
