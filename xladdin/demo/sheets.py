"""The demo's sheets as branches really send them: every layout, with titles, notes, totals and preset rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from xladdin.demo.people import Team

TITLE: Final = "“赣邮杯·我为家乡代言”大学生电商直播大赛报名汇总表"
Where = dict[tuple[str, str], str]
"""(person or team, field) -> cell: where a value was written, so that a mistake can be planted there."""

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
_ALIASES: Final = {
    "city": "所属市分公司",
    "school": "学校名称",
    "team": "参赛队伍",
    "role": "队内身份",
    "name": "*学生姓名",
    "id_no": "身份证号码\n（必填）",
    "phone": "联系电话（必填）",
    "on_camera": "是否主播",
}


def roster(sheet: Worksheet, teams: Sequence[Team], aliased: bool = False, merged: bool = False) -> Where:
    """A long roster: one row a person; aliased: other words, other order, an extra column."""
    fields = list(_LONG)
    if aliased:
        fields = [
            "seq",
            "school",
            "city",
            "team",
            "name",
            "role",
            "gender",
            "phone",
            "id_no",
            "student_no",
            "on_camera",
        ]
    titles = [(_ALIASES if aliased else _LONG).get(field, _LONG[field]) for field in fields]
    sheet.append(["附件1"])
    sheet.append([TITLE])
    sheet.append([f"填报单位（盖章）：{teams[0].city}市分公司    联系人：        填报日期：2024年10月15日"])
    sheet.append([*titles, "抖音号"] if aliased else titles)
    where: Where = {}
    row = 4
    for team in teams:
        first = row + 1
        for number, member in enumerate(team.members):
            row += 1
            values = _values(team, number, row - 4)
            for col, field in enumerate(fields, 1):
                cell = sheet.cell(row, col)
                if merged and field == "team" and number:
                    continue
                cell.value = values[field]
                where[member.name, field] = cell.coordinate
        if merged:
            letter = "ABCDEFGHIJKL"[fields.index("team")]
            sheet.merge_cells(f"{letter}{first}:{letter}{row}")
    for extra in range(3):
        sheet.cell(row + 1 + extra, 1).value = row - 3 + extra
    sheet.cell(row + 4, 1).value = f"共 {len(teams)} 支队伍"
    sheet.cell(row + 5, 1).value = "注：1.请如实填写。2.身份证号请按文本填写。"
    sheet.cell(row + 6, 1).value = "填表人：            审核人：            联系电话："
    _decorate(sheet, len(fields))
    return where


def _values(team: Team, number: int, seq: int) -> dict[str, Any]:
    member = team.members[number]
    role = "队长" if number == 0 else ("主播", "场控", "运营", "剪辑")[(number - 1) % 4]
    return {
        "seq": seq,
        "city": f"{team.city}市分公司",
        "school": team.school,
        "team": team.name,
        "role": role,
        "name": member.name,
        "gender": member.gender,
        "id_no": member.id_no,
        "student_no": member.student_no,
        "phone": member.phone,
        "on_camera": "是" if number < 2 else "否",
        "remark": None,
    }


def _decorate(sheet: Worksheet, columns: int) -> None:
    last = "ABCDEFGHIJKLMN"[columns - 1]
    sheet.merge_cells(f"A2:{last}2")
    sheet["A2"].font, sheet["A2"].alignment = Font(size=16, bold=True), Alignment(horizontal="center")
    for cell in sheet[4]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, horizontal="center")
    for letter, width in zip(
        "ABCDEFGHIJKLMN", (6, 14, 16, 14, 10, 12, 12, 21, 18, 15, 14, 10, 12, 12), strict=True
    ):
        sheet.column_dimensions[letter].width = width


def two_level(sheet: Worksheet, teams: Sequence[Team]) -> Where:
    """One row a team, a block of columns a person, the header on two levels."""
    blocks = [
        ("队长", ("姓名", "学号", "身份证号", "手机号")),
        *((f"成员{n}", ("姓名", "身份证号", "手机号")) for n in (1, 2, 3, 4)),
    ]
    names = {"姓名": "name", "学号": "student_no", "身份证号": "id_no", "手机号": "phone"}
    sheet.append(["附件1"])
    sheet.append([TITLE])
    sheet.append([f"赛区：{teams[0].city}市分公司（盖章）    联系人：    联系电话："])
    for col, title in enumerate(("序号", "赛区", "参赛高校", "团队名称"), 1):
        sheet.cell(4, col).value = title
        sheet.merge_cells(start_row=4, start_column=col, end_row=5, end_column=col)
    col = 5
    starts = []
    for block, titles in blocks:
        starts.append(col)
        sheet.cell(4, col).value = block
        sheet.merge_cells(start_row=4, start_column=col, end_row=4, end_column=col + len(titles) - 1)
        for offset, title in enumerate(titles):
            sheet.cell(5, col + offset).value = title
        col += len(titles)
    where: Where = {}
    for number, team in enumerate(teams, 1):
        row = 5 + number
        for position, value in enumerate((number, team.city, team.school, team.name), 1):
            sheet.cell(row, position).value = value
        for (_, titles), start, member in zip(blocks, starts, team.members, strict=False):
            for offset, title in enumerate(titles):
                cell = sheet.cell(row, start + offset)
                cell.value = getattr(member, names[title])
                where[member.name, names[title]] = cell.coordinate
    return where


def form(sheet: Worksheet, team: Team) -> Where:
    """One team on a form: labels beside boxes, the members below."""
    leader = team.members[0]
    sheet["A1"], sheet["A2"] = "附件1", "“赣邮杯·我为家乡代言”大学生电商直播大赛报名表"
    sheet.merge_cells("A2:H2")
    sheet["A3"] = f"赛区（市分公司）：{team.city}市分公司"
    sheet["E3"] = "填报日期：2024年10月15日"
    cells = {
        "A4": "团队名称",
        "B4": team.name,
        "E4": "参赛高校",
        "F4": team.school,
        "A5": "院系/学院",
        "B5": "经济管理学院",
        "E5": "指导教师",
        "F5": "李敏",
        "G5": "联系电话",
        "H5": "0791-86200000",
        "A6": "队 长 姓 名",
        "B6": leader.name,
        "C6": "手机号",
        "D6": leader.phone,
        "E6": "身份证号",
        "F6": leader.id_no,
        "A7": "邮乐小店ID",
        "B7": team.shop_id,
        "E7": "注册手机号",
        "F7": leader.phone,
        "A8": "团队成员",
    }
    for address, value in cells.items():
        sheet[address] = value
    for area in ("A3:D3", "E3:H3", "B4:D4", "F4:H4", "B5:D5", "F6:H6", "B7:D7", "F7:H7", "A8:A13"):
        sheet.merge_cells(area)
    for col, title in enumerate(("序号", "姓名", "性别", "学号", "专业班级", "身份证号", "手机号"), 2):
        sheet.cell(8, col).value = title
    where: Where = {
        (leader.name, "name"): "B6",
        (leader.name, "phone"): "D6",
        (leader.name, "id_no"): "F6",
        (team.name, "team"): "B4",
    }
    for number in range(1, 6):
        sheet.cell(8 + number, 2).value = number
        if number >= len(team.members):
            continue
        member = team.members[number]
        values = (member.name, member.gender, member.student_no, "电商2201班", member.id_no, member.phone)
        for col, (field, value) in enumerate(
            zip(("name", "gender", "student_no", "major", "id_no", "phone"), values, strict=True), 3
        ):
            sheet.cell(8 + number, col).value = value
            where[member.name, field] = sheet.cell(8 + number, col).coordinate
    sheet["A14"], sheet["B14"] = "团队简介", "我们为家乡好物代言。"
    sheet["A15"], sheet["B15"] = "参赛承诺", "本团队承诺所填信息真实。  队长签字：    年  月  日"
    sheet["A16"], sheet["B16"], sheet["E16"], sheet["F16"] = (
        "学校意见",
        "（公章） 年 月 日",
        "市分公司意见",
        "（公章） 年 月 日",
    )
    for area in ("B14:H14", "B15:H15", "B16:D16", "F16:H16"):
        sheet.merge_cells(area)
    for letter, width in zip("ABCDEFGH", (12, 8, 12, 14, 16, 14, 22, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    return where


def shops(sheet: Worksheet, teams: Sequence[Team]) -> Where:
    """附件2: one shop a team, owned by its leader."""
    sheet.append(["附件2"])
    sheet.append(["序号", "赛区", "学校", "团队名称", "店主姓名", "邮乐小店ID", "注册手机号", "备注"])
    where: Where = {}
    for number, team in enumerate(teams, 1):
        leader = team.members[0]
        sheet.append([number, team.city, team.school, team.name, leader.name, team.shop_id, leader.phone])
        for letter, field in zip("DEFG", ("team", "owner", "shop_id", "shop_phone"), strict=True):
            where[team.name, field] = f"{letter}{number + 2}"
    for letter, width in zip("ABCDEFGH", (6, 10, 16, 16, 12, 16, 15, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    return where
