"""The page 填写说明 of the workbooks people fill in: how to, in a few sentences, then every column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from schemas.format import Layout, SheetFormat
from schemas.registration import REGISTRATION
from workbook.xlsx.making.dress import BOLD, BOX, CENTRE, HEAD, MUST, PLAIN, WRAP, height_of, page_setup
from workbook.xlsx.making.inputs import choices

_TEAMS: Final = (
    "每名队员一行，团队名称每行都要填，不要合并单元格。",
    "每队正好一名队长；队长也要占一行（报名表样式里队长填在上面，成员表里不再重复）。",
)
_TEXTS: Final = "号码、编号已设为“文本”格式。从别处复制来的内容请用“选择性粘贴—数值”。"
_HINTS: Final = "表格右边的“填写提示”会马上指出哪里要改，打印时不会印出来。没有提示不等于全部合格，请再用“检查报名表”检查。"
_LAST: Final = (
    "工作表有保护但没有密码：可以排序、筛选、插入行、调列宽。不要的行请清空内容，空行不影响检查。",
    "表头、填写提示请不要改动；需要另加说明的写在“备注”里。",
)
_WIDTHS: Final = (18, 10, 46, 26)


class Listed(NamedTuple):
    """A sheet of the workbook: its format, how it comes, and the columns or boxes it has."""

    format: SheetFormat
    layout: Layout
    fields: Sequence[str]


def instructions(sheet: Worksheet, sheets: Sequence[Listed], hints: bool) -> None:
    """How to fill in, then every column of the sheets there are; hints: there are some beside the sheets."""
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"] = "填写说明"
    sheet["A1"].font = Font(name="黑体", size=16)
    row = 2
    for number, text in enumerate(_how_to(sheets, hints), 1):
        row += 1
        sheet.cell(row, 1, f"{number}. {text}").font = PLAIN
        sheet.cell(row, 1).alignment = WRAP
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
        sheet.row_dimensions[row].height = 32
    for each in sheets:
        row = _column_list(sheet, row + 2, each)
    page_setup(sheet, "portrait")


def _how_to(sheets: Sequence[Listed], hints: bool) -> list[str]:
    """What to know before filling in these sheets."""
    layouts = {each.layout for each in sheets}
    must = {"roster": "浅橙色、带 * 的列", "form": "带 * 的格"}
    first = f"{'，'.join(words for layout, words in must.items() if layout in layouts)}必须填写。"
    teams = _TEAMS if any(each.format is REGISTRATION for each in sheets) else ()
    return [first, *teams, _TEXTS, *([_HINTS] if hints else []), *_LAST]


def _column_list(sheet: Worksheet, row: int, listed: Listed) -> int:
    """One line for each column; answers the last row."""
    what = "列" if listed.layout == "roster" else "格"
    sheet.cell(row, 1, f"{listed.format.name}的{what}").font = Font(name="宋体", size=12, bold=True)
    sheet.row_dimensions[row].height = 24
    row += 1
    for number, text in enumerate((f"{what}名", "是否必填", "怎么填", "示例"), 1):
        head = sheet.cell(row, number, text)
        head.font, head.fill, head.border, head.alignment = BOLD, HEAD, BOX, CENTRE
    for column in map(listed.format.column, listed.fields):
        row += 1
        must = listed.layout in column.required
        how = column.hint or ("从下拉列表中选" if choices(column) else "")
        texts = (column.title, "必填" if must else "选填", how, column.example)
        for number, text in enumerate(texts, 1):
            cell = sheet.cell(row, number, text or None)
            cell.font, cell.border, cell.number_format = PLAIN, BOX, "@"
            cell.alignment = CENTRE if number == 2 else WRAP
        if must:
            sheet.cell(row, 1).fill = MUST
        sheet.row_dimensions[row].height = height_of(dict(zip(texts, _WIDTHS, strict=True)))
    return row
