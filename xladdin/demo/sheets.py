"""The demo's sheets as branches and schools really send them: every layout, with titles, notes, totals, preset rows.

Only right values are written here; `mistakes` spoils them afterwards, at the cells that `Where` remembers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xladdin.demo.people import Person, Team

TITLE: Final = "“赣邮杯·我为家乡代言”大学生电商直播大赛报名汇总表"

Where = dict[tuple[str, int, str], str]
"""(team, member, field) -> cell. Team "" is a preset blank row; member -1 is the header, or the team's row of 附件2."""

_LONG: Final = {
    "seq": "序号",
    "city": "赛区",
    "school": "参赛高校",
    "team": "团队名称",
    "role": "角色",
    "name": "姓名",
    "gender": "性别",
    "id_no": "身份证号",
    "student_no": "学号",
    "phone": "手机号",
    "on_camera": "是否出镜",
    "remark": "备注",
}
_ALIASED: Final = {
    "seq": "编号",
    "school": "学校名称",
    "city": "所属市分公司",
    "team": "参赛队伍",
    "name": "*学生姓名",
    "role": "队内身份",
    "gender": "性 别",
    "phone": "联系电话（必填）",
    "id_no": "身份证号码\n（必填）",
    "student_no": "学籍号",
    "on_camera": "是否主播",
    "": "抖音号",
}
_QUESTIONS: Final = {
    "seq": "编号",
    "": "提交时间",
    "name": "1、您的姓名？",
    "gender": "2、您的性别",
    "school": "3、所在学校",
    "city": "4、所属市分公司",
    "team": "5、团队名称（与队长一致）",
    "role": "6、队内身份",
    "id_no": "7、身份证号（18位）",
    "phone": "8、手机号",
    "student_no": "9、学号",
    "on_camera": "10、是否出镜",
}
_WIDTHS: Final = {"seq": 6, "school": 18, "team": 16, "id_no": 21, "student_no": 15, "phone": 15, "": 18}
_ROLES: Final = ("队长", "主播", "场控", "运营", "剪辑")
_LINE: Final = Side(style="thin")
_BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


@dataclass(frozen=True)
class Style:
    """How a long roster looks: its columns in order, and what stands around the table.

    around   titles above, preset rows, a total and notes below
    merged   school and team are written once per team, merged downwards
    """

    titles: Mapping[str, str] = field(default_factory=lambda: _LONG)
    around: bool = True
    merged: bool = False


STYLES: Final = {
    "long": Style(),
    "merged": Style(merged=True),
    "aliased": Style(_ALIASED),
    "questionnaire": Style(_QUESTIONS, around=False),
}


def _dress(sheet: Worksheet, top: int, bottom: int, columns: int) -> None:
    """Lines around the cells and one page wide on paper, as people leave such a sheet."""
    for cells in sheet.iter_rows(top, bottom, 1, columns):
        for cell in cells:
            cell.border = _BOX
            cell.alignment = Alignment(
                horizontal=cell.alignment.horizontal, vertical="center", wrap_text=True
            )
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 0
    sheet.page_setup.orientation = "landscape" if columns > 8 else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def roster(sheet: Worksheet, teams: Sequence[Team], style: Style, example: bool = False) -> Where:
    """A long roster, one row a person; with an example row right below the header where asked for."""
    if style.around:
        _titles(sheet, len(style.titles), teams[0].city)
    header = 4 if style.around else 1
    where: Where = {}
    for col, (name, title) in enumerate(style.titles.items(), 1):
        cell = sheet.cell(header, col, title)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, horizontal="center")
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(name, 11)
        where["", -1, name] = cell.coordinate
    row, first = header, header + 1
    if example:
        row, first = header + 1, header + 2
        _example(sheet, row, style)
    for team in teams:
        top = row + 1
        for number, member in enumerate(team.members):
            row += 1
            values = _values(team, number, member, row - first + 1)
            _write(sheet, row, style, values, where, (team.name, number))
        if style.merged:
            _merge(sheet, style, top, row, where, team)
    if style.around:
        _foot(sheet, row, style, row - first + 1, len(teams), where)
        _dress(sheet, header, row + 4, len(style.titles))
    return where


def _titles(sheet: Worksheet, columns: int, city: str) -> None:
    sheet["A1"], sheet["A2"] = "附件1", TITLE
    sheet["A3"] = f"填报单位（盖章）：{city}市分公司    联系人：        填报日期：2024年10月15日"
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=columns)
    sheet["A2"].font, sheet["A2"].alignment = Font(size=16, bold=True), Alignment(horizontal="center")


def _values(team: Team, number: int, member: Person, seq: int) -> dict[str, Any]:
    return {
        "seq": seq,
        "city": f"{team.city}市分公司",
        "school": team.school,
        "team": team.name,
        "role": _ROLES[number],
        "name": member.name,
        "gender": member.gender,
        "id_no": member.id_no,
        "student_no": member.student_no,
        "phone": member.phone,
        "on_camera": "是" if number < 2 else "否",
    }


def _write(
    sheet: Worksheet, row: int, style: Style, values: Mapping[str, Any], where: Where, who: tuple[str, int]
) -> None:
    for col, name in enumerate(style.titles, 1):
        cell = sheet.cell(row, col)
        cell.value = values.get(name)
        where[(*who, name)] = cell.coordinate


def _merge(sheet: Worksheet, style: Style, top: int, bottom: int, where: Where, team: Team) -> None:
    for col, name in enumerate(style.titles, 1):
        if name in ("school", "team"):
            sheet.merge_cells(start_row=top, start_column=col, end_row=bottom, end_column=col)
            for number in range(1, len(team.members)):
                del where[team.name, number, name]


def _example(sheet: Worksheet, row: int, style: Style) -> None:
    values = {"seq": "例", "team": "橙心队", "role": "队长", "name": "例：张三", "phone": "138××××××××"}
    _write(sheet, row, style, values, {}, ("", 0))


def _foot(sheet: Worksheet, row: int, style: Style, people: int, teams: int, where: Where) -> None:
    """Preset rows that hold only their number, then what people write below a table."""
    for extra in range(3):
        _write(sheet, row + 1 + extra, style, {"seq": people + 1 + extra}, where, ("", extra))
    sheet.cell(row + 4, 1).value = "合  计"
    sheet.cell(row + 4, 2).value = f"共 {teams} 支队伍"
    sheet.cell(row + 5, 1).value = "注：1.请如实填写。2.身份证号请按文本填写。"
    sheet.cell(row + 6, 1).value = "填表人：            审核人：            联系电话："


_TWO_LEVEL: Final = 20
"""Columns: four for the team, four for the leader, three for each of four members."""


def two_level(sheet: Worksheet, teams: Sequence[Team]) -> Where:
    """One row a team, a block of columns a person, the header on two levels."""
    _titles(sheet, _TWO_LEVEL, teams[0].city)
    names = {"姓名": "name", "学号": "student_no", "身份证号": "id_no", "手机号": "phone"}
    shared = {"序号": "seq", "赛区": "city", "参赛高校": "school", "团队名称": "team"}
    for col, (title, name) in enumerate(shared.items(), 1):
        sheet.cell(4, col, title)
        sheet.column_dimensions[get_column_letter(col)].width = _WIDTHS.get(name, 11)
        sheet.merge_cells(start_row=4, start_column=col, end_row=5, end_column=col)
    starts = []
    col = 5
    for number in range(5):
        titles = [title for title in names if number == 0 or title != "学号"]
        sheet.cell(4, col, f"成员{number}" if number else "队长")
        sheet.merge_cells(start_row=4, start_column=col, end_row=4, end_column=col + len(titles) - 1)
        for offset, title in enumerate(titles):
            sheet.cell(5, col + offset, title)
            sheet.column_dimensions[get_column_letter(col + offset)].width = _WIDTHS.get(names[title], 11)
        starts.append((col, titles))
        col += len(titles)
    where: Where = {}
    for row, team in enumerate(teams, 6):
        for col, name in enumerate(shared.values(), 1):
            value = {"seq": row - 5, "city": team.city, "school": team.school, "team": team.name}[name]
            where[team.name, 0, name] = sheet.cell(row, col, value).coordinate
        for number, member in enumerate(team.members):
            col, titles = starts[number]
            for offset, title in enumerate(titles):
                cell = sheet.cell(row, col + offset, getattr(member, names[title]))
                where[team.name, number, names[title]] = cell.coordinate
    _dress(sheet, 4, 5 + len(teams), _TWO_LEVEL)
    return where


_FORM_TEXTS: Final = {
    "A1": "附件1",
    "A2": "“赣邮杯·我为家乡代言”大学生电商直播大赛报名表",
    "E3": "填报日期：2024年10月15日",
    "A4": "团队名称",
    "E4": "参赛高校",
    "A5": "院系/学院",
    "B5": "经济管理学院",
    "E5": "指导教师",
    "F5": "李敏",
    "G5": "联系电话",
    "H5": "0791-86200000",
    "A6": "队 长 姓 名",
    "C6": "手机号",
    "E6": "身份证号",
    "A7": "邮乐小店ID",
    "E7": "注册手机号",
    "A8": "团队成员",
    "A14": "团队简介",
    "B14": "我们为家乡好物代言。\n让赣品走出大山！",
    "A15": "参赛承诺",
    "B15": "本团队承诺所填信息真实。  队长签字：    年  月  日",
    "A16": "学校意见",
    "B16": "（公章） 年 月 日",
    "E16": "市分公司意见",
    "F16": "（公章） 年 月 日",
    "A17": "注：1.本表一式两份。2.身份证号请按文本填写。",
}
_FORM_BOXES: Final = "A2:H2 A3:D3 E3:H3 B4:D4 F4:H4 B5:D5 F6:H6 B7:D7 F7:H7 A8:A13"
_FORM_FOOT: Final = "B14:H14 B15:H15 B16:D16 F16:H16 A17:H17"
_FORM_ROWS: Final = 5
_FORM_MEMBER: Final = {
    "name": "姓名",
    "gender": "性别",
    "student_no": "学号",
    "major": "专业班级",
    "id_no": "身份证号",
    "phone": "手机号",
}


def form(sheet: Worksheet, team: Team) -> Where:
    """One team on a form: labels beside boxes, the members below; blank member rows are remembered too."""
    leader = team.members[0]
    sheet["A3"] = f"赛区（市分公司）：{team.city}市分公司"
    for address, text in _FORM_TEXTS.items():
        sheet[address] = text
    boxes = {
        "B4": ("team", team.name),
        "F4": ("school", team.school),
        "B6": ("name", leader.name),
        "D6": ("phone", leader.phone),
        "F6": ("id_no", leader.id_no),
        "B7": ("shop_id", team.shop_id),
        "F7": ("shop_phone", leader.phone),
    }
    where: Where = {}
    for address, (name, value) in boxes.items():
        sheet[address] = value
        where[team.name, 0, name] = address
    sheet.cell(8, 2, "序号")
    for col, (name, title) in enumerate(_FORM_MEMBER.items(), 3):
        sheet.cell(8, col, title)
        for number in range(1, _FORM_ROWS + 1):
            sheet.cell(8 + number, 2, number)
            cell = sheet.cell(8 + number, col)
            where[team.name, number, name] = cell.coordinate
            if number < len(team.members):
                cell.value = getattr(team.members[number], name, "电商2201班")
    for area in f"{_FORM_BOXES} {_FORM_FOOT}".split():
        sheet.merge_cells(area)
    for letter, width in zip("ABCDEFGH", (12, 10, 12, 15, 14, 14, 22, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    _dress(sheet, 4, 16, 8)
    sheet["A2"].font, sheet["A2"].alignment = Font(size=16, bold=True), Alignment(horizontal="center")
    for row, height in ((14, 60), (15, 30), (16, 40)):
        sheet.row_dimensions[row].height = height
    return where


def shops(sheet: Worksheet, teams: Sequence[Team]) -> Where:
    """附件2: one shop a team, owned by its leader."""
    sheet.append(["附件2"])
    sheet.append(["序号", "赛区", "学校", "团队名称", "店主姓名", "邮乐小店ID", "注册手机号", "备注"])
    where: Where = {}
    for row, team in enumerate(teams, 3):
        leader = team.members[0]
        sheet.append([row - 2, team.city, team.school, team.name, leader.name, team.shop_id, leader.phone])
        for letter, name in zip("DEFG", ("team", "owner", "shop_id", "shop_phone"), strict=True):
            where[team.name, -1, name] = f"{letter}{row}"
    for letter, width in zip("ABCDEFGH", (6, 10, 18, 18, 12, 16, 15, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    _dress(sheet, 2, 2 + len(teams), 8)
    return where
