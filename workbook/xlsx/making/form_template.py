"""附件1 as a form: one sheet per team, labels beside the boxes, members in a small table, hints beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from schemas.format import Column
from schemas.regions import CITIES
from schemas.registration import REGISTRATION
from workbook.edits import Edit
from workbook.xlsx.making.dress import BOX, CENTRE, QUIET, page_setup
from workbook.xlsx.making.form_parts import LABEL, field, heading, note, one_of
from workbook.xlsx.making.hints import blanks_hint, hint_column, row_hint
from workbook.xlsx.making.inputs import OPEN, input_rule, protect

FIELDS: Final = (
    *("city", "team", "school", "college", "teacher", "teacher_phone", "name", "gender", "phone", "id_no"),
    *("student_no", "major", "shop_id", "shop_phone"),
)
"""What the form asks for."""

MEMBERS: Final = 6
_FIRST_MEMBER: Final = 10
_HINTS: Final = 10
"""Column J: beside the form, outside its print area."""

_WIDTHS: Final = (13, 12, 12, 8, 14, 16, 24, 16)
_MEMBER: Final = ("gender", "name", "student_no", "id_no", "phone")
"""Fields of a member row that hints or prompts speak of."""


def team_form(sheet: Worksheet, title: str, city: str | None) -> list[Edit]:
    """Draw the form on an empty sheet; answers its hints: for the team, for the leader and for each member row."""
    _draw(sheet, title, city)
    page_setup(sheet, "portrait")
    protect(sheet)
    head, last = _FIRST_MEMBER - 1, _FIRST_MEMBER - 1 + MEMBERS
    boxes = _boxes(sheet, head)
    team = {"team": boxes["团队名称"], "school": boxes["参赛高校"]}
    leader = {"name": boxes["队长姓名"], "phone": boxes["手机号"], "id_no": boxes["身份证号"]}
    titles = {sheet.cell(head, col).value: get_column_letter(col) for col in range(3, 9)}
    member = {name: titles[REGISTRATION.column(name).title] for name in _MEMBER}
    for name, cell in {**team, **leader}.items():
        input_rule(sheet, REGISTRATION.column(name), cell)
    for name in _MEMBER[1:]:  # 性别 has its drop-down already
        input_rule(sheet, REGISTRATION.column(name), f"{member[name]}{head + 1}:{member[name]}{last}")
    return _hints(sheet, team, leader, member, range(head + 1, last + 1))


# ---- What it looks like


def _draw(sheet: Worksheet, title: str, city: str | None) -> None:
    heading(sheet, REGISTRATION.name, title, _WIDTHS)
    field(sheet, 3, "赛区", ("A", "B", "D"), f"{city}市分公司" if city else None)
    field(sheet, 3, "填报日期", ("E", "F", "H"))
    field(sheet, 4, "团队名称*", ("A", "B", "D"))
    field(sheet, 4, "参赛高校*", ("E", "F", "H"))
    field(sheet, 5, "院系", ("A", "B", "D"))
    field(sheet, 5, "指导教师", ("E", "F", "F"))
    field(sheet, 5, "联系电话", ("G", "H", "H"))
    field(sheet, 6, "队长姓名*", ("A", "B", "B"))
    field(sheet, 6, "手机号*", ("C", "D", "E"))
    field(sheet, 6, "身份证号*", ("F", "G", "H"))
    field(sheet, 7, "邮乐小店ID", ("A", "B", "D"))
    field(sheet, 7, "注册手机号", ("E", "F", "H"))
    _members(sheet)
    last = _FIRST_MEMBER + MEMBERS
    promise = "本团队承诺所填信息真实。    队长签字：            年  月  日"
    seal = "（公章）      年  月  日"
    field(sheet, last, "团队简介", ("A", "B", "H"), None, 60)
    field(sheet, last + 1, "参赛承诺", ("A", "B", "H"), promise, 36)
    field(sheet, last + 2, "学校意见", ("A", "B", "D"), seal, 48)
    field(sheet, last + 2, "市分公司意见", ("E", "F", "H"), seal, 48)
    words = "注：1.带 * 的必须填写。2.身份证号、手机号请保持文本格式。3.队长不用在成员表里再填一遍。"
    note(sheet, last + 3, words, "H")
    if city is None:
        one_of(sheet, [f"{name}市分公司" for name in CITIES], "B3")


def _members(sheet: Worksheet) -> None:
    header = _FIRST_MEMBER - 1
    last = header + MEMBERS
    sheet.cell(header, 1, "团队成员").alignment = CENTRE
    sheet.cell(header, 1).font = LABEL
    for row in range(header, last + 1):  # every cell of a merged range draws its own part of the frame
        sheet.cell(row, 1).border = BOX
    sheet.merge_cells(start_row=header, start_column=1, end_row=last, end_column=1)
    for number, text in enumerate(("序号", "姓名", "性别", "学号", "专业班级", "身份证号", "手机号"), 2):
        head = sheet.cell(header, number, text)
        head.font, head.fill, head.border, head.alignment = LABEL, QUIET, BOX, CENTRE
        for row in range(header + 1, last + 1):
            cell = sheet.cell(row, number)
            cell.border, cell.protection = BOX, OPEN
            cell.number_format = "General" if number == 2 else "@"
            sheet.row_dimensions[row].height = 22
    for row in range(header + 1, last + 1):
        sheet.cell(row, 2, row - header).alignment = CENTRE
    one_of(sheet, ("男", "女"), f"D{header + 1}:D{last}")


# ---- Hints


def _boxes(sheet: Worksheet, below: int) -> dict[str, str]:
    """Label above a row -> the cell right of it, where its value is typed."""
    return {
        cell.value.strip("*"): sheet.cell(cell.row, cell.column + 1).coordinate
        for cells in sheet.iter_rows(max_row=below - 1)
        for cell in cells
        if isinstance(cell.value, str)
    }


def _hints(
    sheet: Worksheet,
    team: Mapping[str, str],
    leader: Mapping[str, str],
    member: Mapping[str, str],
    rows: range,
) -> list[Edit]:
    """Fields -> cell (team, leader) or column letter (member)."""
    name, id_no, phone = (REGISTRATION.column(field) for field in ("name", "id_no", "phone"))
    ids = member["id_no"]
    everyone = {id_no: [f"${ids}${rows[0]}:${ids}${rows[-1]}", leader["id_no"]]}
    formulas = {
        sheet[team["team"]].row: blanks_hint(
            [*team.values(), leader["name"]],
            [(cell, REGISTRATION.column(field).title) for field, cell in team.items()],
        ),
        sheet[leader["name"]].row: row_hint(_by_column(leader), (name, id_no, phone), everyone),
    }
    for row in rows:  # the phone of a member may be left out, as in check
        cells = {field: f"{letter}{row}" for field, letter in member.items()}
        formulas[row] = row_hint(_by_column(cells), (name, id_no), everyone)
    return hint_column(sheet, _HINTS, 2, formulas)


def _by_column(cells: Mapping[str, str]) -> dict[Column, str]:
    return {REGISTRATION.column(name): cell for name, cell in cells.items()}
