"""附件1 as a form: one sheet per team, labels beside the boxes, members in a small table."""

from __future__ import annotations

from typing import Any, Final

from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from schemas.format import SheetFormat
from schemas.regions import CITIES
from workbook.xlsx.making.dress import BOX, QUIET

MEMBERS: Final = 6
_FIRST_MEMBER: Final = 10


def build(sheet: Worksheet, fmt: SheetFormat, city: str | None) -> None:
    """Draw the form on an empty sheet."""
    for letter, width in zip("ABCDEFGH", (13, 12, 12, 8, 14, 16, 24, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"] = fmt.name
    sheet["A1"].font = Font(name="黑体", size=14)
    sheet["A2"] = fmt.title
    sheet["A2"].font = Font(name="宋体", size=18, bold=True)
    sheet["A2"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells("A2:H2")
    sheet.row_dimensions[2].height = 34
    _field(sheet, 3, "赛区", "A", "B", "D", f"{city}市分公司" if city else None)
    _field(sheet, 3, "填报日期", "E", "F", "H", None)
    _field(sheet, 4, "团队名称*", "A", "B", "D", None)
    _field(sheet, 4, "参赛高校*", "E", "F", "H", None)
    _field(sheet, 5, "院系", "A", "B", "D", None)
    _field(sheet, 5, "指导教师", "E", "F", "F", None)
    _field(sheet, 5, "联系电话", "G", "H", "H", None)
    _field(sheet, 6, "队长姓名*", "A", "B", "B", None)
    _field(sheet, 6, "手机号*", "C", "D", "E", None)
    _field(sheet, 6, "身份证号*", "F", "G", "H", None)
    _field(sheet, 7, "邮乐小店ID", "A", "B", "D", None)
    _field(sheet, 7, "注册手机号", "E", "F", "H", None)
    _members(sheet)
    last = _FIRST_MEMBER + MEMBERS
    _field(sheet, last, "团队简介", "A", "B", "H", None, 60)
    _field(
        sheet,
        last + 1,
        "参赛承诺",
        "A",
        "B",
        "H",
        "本团队承诺所填信息真实。    队长签字：            年  月  日",
        36,
    )
    _field(sheet, last + 2, "学校意见", "A", "B", "D", "（公章）      年  月  日", 48)
    _field(sheet, last + 2, "市分公司意见", "E", "F", "H", "（公章）      年  月  日", 48)
    sheet.cell(
        last + 3, 1, "注：1.带 * 的必须填写。2.身份证号、手机号请保持文本格式。3.队长不用在成员表里再填一遍。"
    )
    sheet.merge_cells(start_row=last + 3, start_column=1, end_row=last + 3, end_column=8)
    if city is None:
        names = '"' + ",".join(f"{name}市分公司" for name in CITIES) + '"'
        _choice(sheet, names, "B3")
    sheet.print_area = f"A1:H{last + 3}"


def _field(
    sheet: Worksheet, row: int, label: str, at: str, first: str, last: str, value: Any, height: float = 26
) -> None:
    """A label and its box, the box merged over some columns and open for typing."""
    head = sheet[f"{at}{row}"]
    head.value, head.font, head.fill, head.border = label, Font(name="宋体", bold=True), QUIET, BOX
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for cells in sheet[f"{first}{row}:{last}{row}"]:
        for cell in cells:
            cell.border, cell.protection, cell.number_format = BOX, Protection(locked=False), "@"
            cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet[f"{first}{row}"].value = value
    if first != last:
        sheet.merge_cells(f"{first}{row}:{last}{row}")
    sheet.row_dimensions[row].height = height


def _members(sheet: Worksheet) -> None:
    header = _FIRST_MEMBER - 1
    last = header + MEMBERS
    sheet.cell(header, 1, "团队成员").alignment = Alignment(
        horizontal="center", vertical="center", wrap_text=True
    )
    sheet.cell(header, 1).font = Font(name="宋体", bold=True)
    sheet.merge_cells(start_row=header, start_column=1, end_row=last, end_column=1)
    titles = ("序号", "姓名", "性别", "学号", "专业班级", "身份证号", "手机号")
    for number, title in enumerate(titles, 2):
        head = sheet.cell(header, number, title)
        head.font, head.fill, head.border = Font(name="宋体", bold=True), QUIET, BOX
        head.alignment = Alignment(horizontal="center", vertical="center")
        for row in range(header + 1, last + 1):
            cell = sheet.cell(row, number)
            cell.border, cell.protection = BOX, Protection(locked=False)
            cell.number_format = "General" if number == 2 else "@"
            sheet.row_dimensions[row].height = 22
    for row in range(header + 1, last + 1):
        sheet.cell(row, 2).value = row - header
    _choice(sheet, '"男,女"', f"D{header + 1}:D{last}")


def _choice(sheet: Worksheet, names: str, area: str) -> None:
    rule = DataValidation(type="list", formula1=names, allow_blank=True, errorStyle="warning")
    rule.showErrorMessage, rule.error = True, "请从下拉中选择"
    sheet.add_data_validation(rule)
    rule.add(area)
