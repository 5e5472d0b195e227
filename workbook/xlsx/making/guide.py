"""The page 填写说明 of the workbooks people fill in: how to, in a few sentences, then every column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from schemas.format import Column, SheetFormat
from workbook.xlsx.making.dress import BOLD, BOX, CENTRE, HEAD, MUST, PLAIN, page_setup

LEVELS: Final = ("专科", "本科", "硕士", "博士")

GUIDE: Final = (
    "浅橙色、带 * 的列必须填写；每名队员一行，团队名称每行都要填，不要合并单元格。",
    "每队正好一名队长；队长也要占一行（报名表样式里队长填在上面，成员表里不再重复）。",
    "身份证号、手机号、学号、小店ID 已设为“文本”格式。从别处复制来的内容请用“选择性粘贴—数值”。",
    "表格右边的“填写提示”会马上指出哪里要改，打印时不会印出来。没有提示不等于全部合格，请再用“检查报名表”检查。",
    "工作表有保护但没有密码：可以排序、筛选、插入行、调列宽。不要的人请清空该行内容，空行不影响检查。",
    "表头、填写提示请不要改动；需要另加说明的写在“备注”里。",
)


def instructions(sheet: Worksheet, columns: Iterable[tuple[SheetFormat, Iterable[str]]]) -> None:
    """How to fill in, then every column; columns: the formats of the workbook, each with its fields."""
    for letter, width in zip("ABCD", (18, 10, 46, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"] = "填写说明"
    sheet["A1"].font = Font(name="黑体", size=16)
    row = 2
    for number, text in enumerate(GUIDE, 1):
        row += 1
        sheet.cell(row, 1, f"{number}. {text}").font = PLAIN
        sheet.cell(row, 1).alignment = Alignment(vertical="center", wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
        sheet.row_dimensions[row].height = 32
    for fmt, names in columns:
        row = _column_list(sheet, row + 2, fmt, [fmt.column(name) for name in names])
    page_setup(sheet, "portrait")


def _column_list(sheet: Worksheet, row: int, fmt: SheetFormat, columns: Sequence[Column]) -> int:
    """One line for each column; answers the last row."""
    sheet.cell(row, 1, f"{fmt.name}的列").font = Font(name="宋体", size=12, bold=True)
    sheet.row_dimensions[row].height = 24
    for number, title in enumerate(("列名", "是否必填", "怎么填", "示例"), 1):
        head = sheet.cell(row + 1, number, title)
        head.font, head.fill, head.border, head.alignment = BOLD, HEAD, BOX, CENTRE
    row += 1
    for column in columns:
        row += 1
        must = "roster" in column.required
        how = column.hint or ("从下拉列表中选" if choices(column) else "")
        for number, text in enumerate((column.title, "必填" if must else "选填", how, column.example), 1):
            cell = sheet.cell(row, number, text or None)
            cell.font, cell.border, cell.number_format = PLAIN, BOX, "@"
            cell.alignment = CENTRE if number == 2 else Alignment(vertical="center", wrap_text=True)
        if must:
            sheet.cell(row, 1).fill = MUST
        sheet.row_dimensions[row].height = 20
    return row


def choices(column: Column) -> tuple[str, ...]:
    """What a drop-down offers; branches by their official name."""
    if column.name == "city":
        return tuple(f"{city}市分公司" for city in column.kind.excel.choices)
    return LEVELS if column.name == "level" else column.kind.excel.choices
