"""Blank registration workbooks for a branch: 附件1 (roster or form), 附件2, and a page of instructions.

New workbooks of ours are built with openpyxl; the hint formulas then get their cached values through our own writer.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from schemas.format import Column, SheetFormat
from schemas.registration import REGISTRATION
from schemas.shops import SHOPS
from workbook.edits import Edit, SetCell
from workbook.model import Cell
from workbook.xlsx import form_template
from workbook.xlsx.filehost import FileHost
from workbook.xlsx.hints import count_hint, row_hint

FORMAT_VERSION: Final = "1"
HEADER_ROW: Final = 5
ROWS: Final = 200

ROSTER_COLUMNS: Final = (
    "seq",
    "city",
    "school",
    "college",
    "team",
    "role",
    "name",
    "gender",
    "id_no",
    "student_no",
    "major",
    "phone",
    "on_camera",
    "remark",
)
SHOP_COLUMNS: Final = ("seq", "city", "school", "team", "owner", "shop_id", "shop_phone", "remark")

_LINE: Final = Side(style="thin", color="808080")
BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD: Final = PatternFill("solid", fgColor="D9E1F2")
_MUST: Final = PatternFill("solid", fgColor="FCE4D6")
OPEN: Final = Protection(locked=False)


def registration_template(city: str | None, layout: Literal["roster", "form"], contest: str) -> bytes:
    """A blank workbook with 附件1 and 附件2.

    city   short name of the branch, prefilled and stamped; None: any branch
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "附件1"
    hints: list[Edit] = []
    if layout == "form":
        form_template.build(sheet, REGISTRATION, city)
        page_setup(sheet, landscape=False)
        protect(sheet)
    else:
        hints = _roster(sheet, REGISTRATION, ROSTER_COLUMNS, city)
    _roster(book.create_sheet("附件2"), SHOPS, SHOP_COLUMNS, city)
    _instructions(book.create_sheet("填写说明"))
    stamps = {
        "contestbook_format": FORMAT_VERSION,
        "contestbook_contest": contest,
        "contestbook_branch": city or "",
    }
    for name, value in stamps.items():
        book.defined_names[name] = DefinedName(name, attr_text=f'"{value}"')
    book.properties.creator = "contestbook"
    stream = io.BytesIO()
    book.save(stream)
    host = FileHost(stream.getvalue(), "template.xlsx")
    host.apply(hints)
    return host.data


def _roster(sheet: Worksheet, fmt: SheetFormat, names: Sequence[str], city: str | None) -> list[Edit]:
    """Title, header, blank rows; answers the hint formulas of 附件1."""
    columns = [fmt.column(name) for name in names]
    last = get_column_letter(len(columns))
    first_row, last_row = HEADER_ROW + 1, HEADER_ROW + ROWS
    _titles(sheet, fmt, last, city)
    for number, column in enumerate(columns, 1):
        _column(sheet, number, column, first_row, last_row)
    for row in range(first_row, last_row + 1):
        sheet.cell(row, 1).value = row - HEADER_ROW
        if city:
            sheet.cell(row, 2).value = f"{city}市分公司"
    sheet.freeze_panes = sheet.cell(first_row, names.index("team") + 2 if "team" in names else 2)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{last_row}"
    sheet.print_area = f"A1:{last}{last_row}"
    page_setup(sheet, landscape=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    protect(sheet)
    return _hints(sheet, fmt, names, first_row, last_row) if fmt is REGISTRATION else []


def _titles(sheet: Worksheet, fmt: SheetFormat, last: str, city: str | None) -> None:
    sheet["A1"] = fmt.name
    sheet["A1"].font = Font(name="黑体", size=14)
    sheet["A2"] = fmt.title
    sheet["A2"].font = Font(name="宋体", size=18, bold=True)
    sheet["A2"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(f"A2:{last}2")
    sheet.row_dimensions[2].height = 32
    unit = f"{city}市分公司" if city else "____________"
    sheet["A3"] = f"填报单位（盖章）：{unit}        联系人：________        填报日期：    年  月  日"
    sheet.merge_cells(f"A3:{last}3")
    sheet["A4"] = "带 * 的列必须填写；身份证号、手机号、学号请保持“文本”格式。填好后可用“检查报名表”检查。"
    sheet["A4"].font = Font(name="宋体", size=9, color="7F7F7F")
    sheet.merge_cells(f"A4:{last}4")
    for row in (2, 3, 4):
        sheet.cell(row, 1).protection = OPEN


def _column(sheet: Worksheet, number: int, column: Column, first: int, last: int) -> None:
    """One column: header, width, text format, drop-down or input hint, open cells."""
    letter = get_column_letter(number)
    must = "roster" in column.required
    head = sheet.cell(HEADER_ROW, number, ("*" if must else "") + column.title)
    head.font, head.border = Font(name="宋体", size=11, bold=True), BOX
    head.fill = _MUST if must else _HEAD
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    shape = column.kind.excel
    sheet.column_dimensions[letter].width = max(shape.width, 6)
    for row in range(first, last + 1):
        cell = sheet.cell(row, number)
        cell.number_format, cell.border, cell.protection = shape.number_format, BOX, OPEN
        cell.alignment = Alignment(vertical="center", shrink_to_fit=shape.number_format == "@")
    area = f"{letter}{first}:{letter}{last}"
    if shape.choices:
        names = [f"{c}市分公司" for c in shape.choices] if column.name == "city" else list(shape.choices)
        rule = DataValidation(type="list", formula1='"' + ",".join(names) + '"', allow_blank=True)
        rule.errorStyle, rule.showErrorMessage = "warning", True
        rule.errorTitle, rule.error = column.title, "请从下拉中选择"
    elif column.hint:
        rule = DataValidation(type=None, allow_blank=True)
    else:
        return
    rule.showInputMessage, rule.promptTitle = True, column.title
    rule.prompt = (column.hint or f"例：{column.example}")[:250]
    sheet.add_data_validation(rule)
    rule.add(area)


def _hints(sheet: Worksheet, fmt: SheetFormat, names: Sequence[str], first: int, last: int) -> list[Edit]:
    """The column 填写提示 beside the table: outside the print area, locked, one formula a row."""
    number = len(names) + 1
    letter = get_column_letter(number)
    sheet.column_dimensions[letter].width = 44
    head = sheet.cell(HEADER_ROW, number, "填写提示")
    head.font = Font(name="宋体", size=11, bold=True, color="C00000")
    must = [(c.name, c.title) for c in fmt.columns if "roster" in c.required and c.name in names]
    letters = {name: get_column_letter(n) for n, name in enumerate(names, 1)}
    ids = f"${letters['id_no']}${first}:${letters['id_no']}${last}"
    edits: list[Edit] = []
    for row in range(first, last + 1):
        sheet.cell(row, number).font = Font(name="宋体", size=10, color="C00000")
        cells = {name: f"{letters[name]}{row}" for name in names}
        edits.append(
            SetCell(sheet.title, Cell(row, number), "", row_hint(cells, must, ids), protected="allow")
        )
    top = SetCell(
        sheet.title,
        Cell(1, number),
        "填写提示：还有 0 处要改",
        count_hint(f"{letter}{first}:{letter}{last}"),
        protected="allow",
    )
    sheet.cell(1, number).font = Font(name="宋体", size=12, bold=True, color="C00000")
    return [*edits, top]


def page_setup(sheet: Worksheet, landscape: bool) -> None:
    """A4, fitted to the width, page numbers."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def protect(sheet: Worksheet) -> None:
    """Protected without a password: only our own cells; sorting, filtering, rows and formats stay free."""
    guard = sheet.protection
    guard.sheet = True
    for name in (
        "sort",
        "autoFilter",
        "insertRows",
        "deleteRows",
        "formatCells",
        "formatColumns",
        "formatRows",
    ):
        setattr(guard, name, False)


def _instructions(sheet: Worksheet) -> None:
    """One page that explains every column of both attachments."""
    sheet["A1"] = "填写说明"
    sheet["A1"].font = Font(name="黑体", size=16)
    row = 3
    for fmt, names in ((REGISTRATION, ROSTER_COLUMNS), (SHOPS, SHOP_COLUMNS)):
        sheet.cell(row, 1, f"{fmt.name}的列").font = Font(name="宋体", size=12, bold=True)
        for number, title in enumerate(("列名", "是否必填", "怎么填", "示例"), 1):
            head = sheet.cell(row + 1, number, title)
            head.font, head.fill, head.border = Font(name="宋体", bold=True), _HEAD, BOX
        row += 2
        for column in (fmt.column(name) for name in names):
            texts = (
                column.title,
                "必填" if "roster" in column.required else "选填",
                column.hint,
                column.example,
            )
            for number, text in enumerate(texts, 1):
                cell = sheet.cell(row, number, text)
                cell.border, cell.number_format = BOX, "@"
                cell.alignment = Alignment(vertical="center", wrap_text=True)
            row += 1
        row += 1
    for letter, width in zip("ABCD", (18, 10, 44, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    page_setup(sheet, landscape=False)
