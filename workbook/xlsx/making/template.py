"""Blank registration workbooks for a branch: 附件1 (roster or form), 附件2, and a page of instructions.

New workbooks of ours are built with openpyxl; the hint formulas then get their cached values through our own writer.
The form itself is drawn by `form_template`, the formulas are put together by `hints`, the page by `guide`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from schemas.format import Column, SheetFormat
from schemas.regions import CITIES
from schemas.registration import CONTEST, REGISTRATION
from schemas.shops import SHOPS
from workbook import stamps
from workbook.edits import Edit, Scalar, SetCell
from workbook.model import Cell
from workbook.xlsx.making import form_template
from workbook.xlsx.making.dress import BOLD, BOX, CENTRE, HEAD, MUST, PLAIN, SMALL, page_setup, stamp
from workbook.xlsx.making.guide import choices, instructions
from workbook.xlsx.making.hints import NOTHING, blanks_hint, count_hint, row_hint
from workbook.xlsx.writing.filehost import FileHost

Filled: TypeAlias = Mapping[str, Sequence[Mapping[str, Scalar]]]
"""Format id -> rows, field -> value."""

FORMAT_VERSION: Final = "1"
HEADER_ROW: Final = 4
ROWS: Final = 200

# Field -> width in characters: narrow enough that a row stays readable on A4, wide enough for what is typed there.
ROSTER_COLUMNS: Final[Mapping[str, float]] = {
    "seq": 5.5,
    "city": 14,
    "school": 17,
    "college": 14,
    "team": 15,
    "role": 9,
    "name": 9.5,
    "gender": 5.7,
    "id_no": 21,
    "student_no": 13.5,
    "major": 13,
    "level": 5.7,
    "phone": 13,
    "on_camera": 5.7,
    "remark": 11,
}
SHOP_COLUMNS: Final[Mapping[str, float]] = {
    "seq": 5.5,
    "city": 14,
    "school": 20,
    "team": 20,
    "owner": 12,
    "shop_id": 20,
    "shop_phone": 15,
    "remark": 16,
}
_FORM_HINTS: Final = 10
"""Column J: beside the form, outside its print area."""

_MEMBER: Final = ("gender", "name", "student_no", "id_no", "phone")
"""Fields of a member row in the form that hints or prompts speak of."""

_CERTAIN: Final = frozenset({"city", "gender", "on_camera"})
"""Columns in which anything but a choice of the list is surely wrong (队长兼主播 is a good role)."""

_CENTRED: Final = frozenset({"seq", "role", "gender", "level", "on_camera"})
_OPEN: Final = Protection(locked=False)
_RED: Final = Font(name="宋体", size=10, color="C00000")
_RED_BOLD: Final = Font(name="宋体", size=12, bold=True, color="C00000")


def registration_template(
    city: str | None,
    layout: Literal["roster", "form"],
    contest: str,
    rules: str = "",
    title: str = CONTEST,
    rows: int = ROWS,
    filled: Filled | None = None,
) -> bytes:
    """A blank workbook with 附件1, 附件2 and 填写说明.

    city      short name of the branch, prefilled and stamped; None: any branch
    layout    how 附件1 comes: one row a person, or one form for one team
    contest   id of the contest, stamped
    rules     mark of the rule card it was made under, stamped: a submission keeps it
    title     the contest's name, in the titles of both attachments
    rows      preset rows of every roster
    filled    format id -> rows to stand there instead of blank ones, field -> value; then there are no hints
    """
    book = Workbook()
    sheet = book.active
    sheet.title = REGISTRATION.name
    roster = layout == "roster"
    people, shops = (filled.get(fmt.id, ()) if filled else () for fmt in (REGISTRATION, SHOPS))
    if filled is not None:
        _roster(sheet, REGISTRATION, _columns_for(REGISTRATION, ROSTER_COLUMNS, people), city, people)
        _roster(book.create_sheet(SHOPS.name), SHOPS, _columns_for(SHOPS, SHOP_COLUMNS, shops), city, shops)
        hints: list[Edit] = []
    else:
        blank: list[Mapping[str, Scalar]] = [{}] * rows
        hints = _roster(sheet, REGISTRATION, ROSTER_COLUMNS, city, blank) if roster else _form(sheet, city)
        hints += _roster(book.create_sheet(SHOPS.name), SHOPS, SHOP_COLUMNS, city, blank)
    for name in (REGISTRATION.name, SHOPS.name):
        book[name]["A2"] = book[name]["A2"].value.replace(CONTEST, title)
    fields = ((REGISTRATION, ROSTER_COLUMNS), (SHOPS, SHOP_COLUMNS))
    instructions(book.create_sheet("填写说明"), fields)
    said = {
        stamps.FORMAT: FORMAT_VERSION,
        stamps.CONTEST: contest,
        stamps.BRANCH: city or "",
        stamps.RULES: rules,
    }
    stamp(book, said)
    stream = io.BytesIO()
    book.save(stream)
    host = FileHost(stream.getvalue(), "template.xlsx")
    host.apply(hints)
    return host.data


# ---- Rosters


def _columns_for(
    fmt: SheetFormat, usual: Mapping[str, float], rows: Sequence[Mapping[str, Scalar]]
) -> dict[str, float]:
    """The usual columns, and before the remark those in which some row has something: nothing is left out."""
    used = {name for row in rows for name in row} - set(usual)
    more = {c.name: c.kind.excel.width for c in fmt.columns if c.name in used}
    return (
        {name: width for name, width in usual.items() if name != "remark"}
        | more
        | {"remark": usual["remark"]}
    )


def _roster(
    sheet: Worksheet,
    fmt: SheetFormat,
    widths: Mapping[str, float],
    city: str | None,
    rows: Sequence[Mapping[str, Scalar]],
) -> list[Edit]:
    """Title, header, rows; answers the hint formulas, which are written with their values afterwards."""
    columns = [fmt.column(name) for name in widths]
    last = get_column_letter(len(columns))
    last_row = HEADER_ROW + max(len(rows), 1)
    _titles(sheet, fmt, last, city, blank=not any(rows))
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = widths[column.name]
        _header(sheet, number, column)
        _cells(sheet, number, column, last_row)
        _input_rule(sheet, column, f"{get_column_letter(number)}{HEADER_ROW + 1}", last_row)
    for row in range(HEADER_ROW + 1, last_row + 1):
        sheet.row_dimensions[row].height = 19
        sheet.cell(row, 1).value = row - HEADER_ROW
        if city:
            sheet.cell(row, 2).value = f"{city}市分公司"
    for row, values in enumerate(rows, HEADER_ROW + 1):
        for number, column in enumerate(columns, 1):
            _put(sheet, row, number, column.name, values.get(column.name))
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 2)
    sheet.sheet_view.zoomScale = 85  # so that the hints beside the table show on a small screen
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{last_row}"
    sheet.print_area = f"A1:{last}{last_row}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page_setup(sheet, "landscape")
    _protect(sheet)
    return _hints(sheet, columns, last_row) if not any(rows) else []


def _put(sheet: Worksheet, row: int, number: int, name: str, value: Scalar) -> None:
    """A value of a filled row as it is typed into the attachment."""
    if value is None or name == "seq":
        return
    if name == "city" and isinstance(value, str) and value in CITIES:
        value = f"{value}市分公司"
    cell = sheet.cell(row, number, "是" if value is True else "否" if value is False else value)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # a text that begins with = is no formula


def _titles(sheet: Worksheet, fmt: SheetFormat, last: str, city: str | None, blank: bool) -> None:
    sheet["A1"] = fmt.name
    sheet["A1"].font = Font(name="黑体", size=14)
    if blank:
        sheet["D1"] = "浅橙色、带 * 的列必须填写；填写方法见“填写说明”。"
        sheet["D1"].font = SMALL
        sheet["D1"].alignment = Alignment(vertical="center")
    sheet["A2"] = fmt.title
    sheet["A2"].font = Font(name="宋体", size=20, bold=True)
    sheet["A2"].alignment = CENTRE
    sheet.merge_cells(f"A2:{last}2")
    unit = f"{city}市分公司" if city else "________________"
    sheet["A3"] = (
        f"填报单位（盖章）：{unit}        联系人：____________        填报日期：      年    月    日"
    )
    sheet["A3"].font, sheet["A3"].alignment = PLAIN, Alignment(vertical="center")
    sheet.merge_cells(f"A3:{last}3")
    for row, height in ((1, 22), (2, 38), (3, 24), (HEADER_ROW, 34)):
        sheet.row_dimensions[row].height = height
    for row in (2, 3):
        sheet.cell(row, 1).protection = _OPEN


def _header(sheet: Worksheet, number: int, column: Column) -> None:
    must = "roster" in column.required
    title = column.title
    if column.name in ("level", "on_camera"):  # four characters over a narrow column: two and two
        title = f"{title[:2]}\n{title[2:]}"
    head = sheet.cell(HEADER_ROW, number, ("*" if must else "") + title)
    head.font, head.border, head.alignment = BOLD, BOX, CENTRE
    head.fill = MUST if must else HEAD


def _cells(sheet: Worksheet, number: int, column: Column, last_row: int) -> None:
    """The blank cells below a header: number format, border, open for typing."""
    shape = column.kind.excel
    fit = Alignment(
        horizontal="center" if column.name in _CENTRED else None, vertical="center", shrink_to_fit=True
    )
    for row in range(HEADER_ROW + 1, last_row + 1):
        cell = sheet.cell(row, number)
        cell.number_format, cell.font, cell.border = shape.number_format, PLAIN, BOX
        cell.alignment, cell.protection = fit, _OPEN


def _input_rule(sheet: Worksheet, column: Column, first: str, last_row: int) -> None:
    """A drop-down where there is a list, a hint that shows while typing where there is something to say.

    Nothing is ever forbidden: a warning appears where another entry is surely wrong, and lets it pass.
    """
    offered = choices(column)
    words = [column.hint] if column.hint else []
    if column.example and column.example not in offered:
        words.append(f"例：{column.example}")
    if not offered and not words:
        return
    if offered:
        rule = DataValidation(type="list", formula1='"' + ",".join(offered) + '"', allow_blank=True)
    else:
        rule = DataValidation(type=None, allow_blank=True)
    if column.name in _CERTAIN:
        rule.errorStyle, rule.showErrorMessage = "warning", True
        rule.errorTitle, rule.error = column.title, "请从下拉列表中选择。"
    else:
        rule.showErrorMessage = False
    if words:
        rule.showInputMessage, rule.promptTitle = True, column.title
        rule.prompt = "。".join(words)[:250]
    sheet.add_data_validation(rule)
    rule.add(f"{first}:{first.rstrip('0123456789')}{last_row}")


def _hints(sheet: Worksheet, columns: Sequence[Column], last_row: int) -> list[Edit]:
    """The column 填写提示 beside a roster: outside the print area, locked, one formula a row."""
    number = len(columns) + 1
    letters = {column.name: get_column_letter(at) for at, column in enumerate(columns, 1)}
    must = [(column.name, column.title) for column in columns if "roster" in column.required]
    unique: dict[str, list[str]] = {
        name: [f"${letters[name]}${HEADER_ROW + 1}:${letters[name]}${last_row}"]
        for name in ("id_no", "shop_id")
        if name in letters
    }
    formulas = {
        row: row_hint({name: f"{letter}{row}" for name, letter in letters.items()}, must, unique)
        for row in range(HEADER_ROW + 1, last_row + 1)
    }
    sheet.cell(HEADER_ROW, number, "填写提示").font = _RED_BOLD
    sheet.cell(HEADER_ROW, number).alignment = Alignment(vertical="center")
    return _hint_column(sheet, number, formulas)


def _hint_column(sheet: Worksheet, number: int, formulas: Mapping[int, str]) -> list[Edit]:
    """Style the column and answer the edits that write its formulas, each with the value it has in a blank sheet."""
    letter = get_column_letter(number)
    sheet.column_dimensions[letter].width = 52
    edits: list[Edit] = []
    for row, formula in formulas.items():
        sheet.cell(row, number).font = _RED
        sheet.cell(row, number).alignment = Alignment(vertical="center")
        edits.append(SetCell(sheet.title, Cell(row, number), "", formula, protected="allow"))
    sheet.cell(1, number).font = _RED_BOLD
    area = f"{letter}{min(formulas)}:{letter}{max(formulas)}"
    return [*edits, SetCell(sheet.title, Cell(1, number), NOTHING, count_hint(area), protected="allow")]


# ---- The form


def _form(sheet: Worksheet, city: str | None) -> list[Edit]:
    """附件1 as a form with hints beside it: for the team, for the leader and for each member row."""
    form_template.build(sheet, REGISTRATION, city)
    page_setup(sheet, "portrait")
    _protect(sheet)
    head = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value == "序号")
    last = head
    while isinstance(sheet.cell(last + 1, 2).value, int):
        last += 1
    for row in range(head, last + 1):  # every cell of a merged range draws its own part of the frame
        sheet.cell(row, 1).border = BOX
        sheet.cell(row, 2).alignment = CENTRE
    boxes = _boxes(sheet, head)
    team = {"team": boxes["团队名称"], "school": boxes["参赛高校"]}
    leader = {"name": boxes["队长姓名"], "phone": boxes["手机号"], "id_no": boxes["身份证号"]}
    titles = {sheet.cell(head, col).value: get_column_letter(col) for col in range(3, 9)}
    member = {field: titles[REGISTRATION.column(field).title] for field in _MEMBER}
    for field, cell in {**team, **leader}.items():
        _input_rule(sheet, REGISTRATION.column(field), cell, sheet[cell].row)
    for field in _MEMBER[1:]:  # 性别 has its drop-down already
        _input_rule(sheet, REGISTRATION.column(field), f"{member[field]}{head + 1}", last)
    return _form_hints(sheet, team, leader, member, range(head + 1, last + 1))


def _form_hints(
    sheet: Worksheet,
    team: Mapping[str, str],
    leader: Mapping[str, str],
    member: Mapping[str, str],
    rows: range,
) -> list[Edit]:
    """Fields -> cell (team, leader) or column letter (member)."""
    must = [(name, REGISTRATION.column(name).title) for name in ("name", "id_no", "phone")]
    ids = member["id_no"]
    everyone = {"id_no": [f"${ids}${rows[0]}:${ids}${rows[-1]}", leader["id_no"]]}
    formulas = {
        sheet[team["team"]].row: blanks_hint(
            [*team.values(), leader["name"]],
            [(cell, REGISTRATION.column(name).title) for name, cell in team.items()],
        ),
        sheet[leader["name"]].row: row_hint(leader, must, everyone),
    }
    for row in rows:  # the phone of a member may be left out, as in check
        cells = {field: f"{letter}{row}" for field, letter in member.items()}
        formulas[row] = row_hint(cells, must[:2], everyone)
    return _hint_column(sheet, _FORM_HINTS, formulas)


def _boxes(sheet: Worksheet, below: int) -> dict[str, str]:
    """Label above a row -> the cell right of it, where its value is typed."""
    return {
        cell.value.strip("*"): sheet.cell(cell.row, cell.column + 1).coordinate
        for cells in sheet.iter_rows(max_row=below - 1)
        for cell in cells
        if isinstance(cell.value, str)
    }


# ---- What all sheets have in common


def _protect(sheet: Worksheet) -> None:
    """Protected without a password: header and hints only; sorting, filtering, rows and formats stay free."""
    sheet.protection.sheet = True
    for name in "sort autoFilter insertRows deleteRows formatCells formatColumns formatRows".split():
        setattr(sheet.protection, name, False)  # in the file a flag says what is forbidden
