"""The dirty-data cases of the field, by their numbers: what is typed -> the severity and code at the cell.

E must be corrected, W please check, F can be tidied, I for information. A case lists all that is said of its
workbook, so it also shows that nothing else is.
"""

from __future__ import annotations

import pytest

from tests.tables import LEADER, MEMBER, THIRD, A, B, C, D, check, roster, sheet, shops
from tests.tables import QUIET as SAID_OF_EVERY_LONE_SHEET
from workbook.codes import severity

X = "36070220050519009X"
SCHOOLS = ("江西理工大学", "南昌大学")
LETTERS = {"error": "E", "warning": "W", "fix": "F", "info": "I"}


def said(*sheets, **options):
    """What is said of a workbook: "E ID_CHECKSUM G3", with the sheet's name where it is not 附件1."""
    found = [f for f in check(*sheets, **options) if f.code not in SAID_OF_EVERY_LONE_SHEET]
    places = [("" if f.at.sheet == "附件1" else f"{f.at.sheet}!") + f.at.cell.a1 for f in found]
    return [f"{LETTERS[severity(f.code)]} {f.code} {place}" for f, place in zip(found, places, strict=True)]


# ---- One cell: the second member of a team (row 3), one column typed differently

ID, PHONE, NAME, NO = "身份证号", "手机号", "姓名", "学号"
ONE_CELL = [
    ("1", {ID: "360102200503150218"}, "E ID_CHECKSUM G3"),
    ("2", {ID: "#360102200503150219"}, "E ID_PRECISION G3"),
    ("3", {ID: "3.60102E+17"}, "E ID_SCI G3"),
    ("4", {ID: X.lower()}, "F ID_UPPER G3"),
    ("5", {ID: "３６０７３０２００４１１０２０４２３"}, "F ID_WIDTH G3"),
    ("6", {ID: "360730 20041102 0423"}, "F ID_SPACE G3"),
    ("7", {ID: "36010220050229013X"}, "E ID_BIRTH G3"),
    ("8", {ID: "360102050315021"}, "E ID_15 G3"),
    ("9", {ID: C, "性别": "女"}, "E GENDER_MISMATCH F3"),
    ("9 agreeing", {ID: C, "性别": "男"}, ""),
    ("13", {ID: B + "\u00a0\u202c"}, "F ID_INVISIBLE G3"),
    ("18 hyphens", {PHONE: "138-1234-5678"}, "F PHONE_FORMAT I3"),
    ("18 +86", {PHONE: "+86 13812345678"}, "F PHONE_FORMAT I3"),
    ("19 ten digits", {PHONE: "1381234567"}, "E PHONE_LEN I3"),
    ("19 no segment", {PHONE: "12345678901"}, "E PHONE_SEG I3"),
    ("20", {PHONE: "#13812345678.0"}, "F PHONE_NUMBER I3"),
    ("21", {PHONE: "13812345678/13900001111"}, "E PHONE_MULTI I3"),
    ("22", {PHONE: "0791-86200000"}, "E PHONE_LANDLINE I3"),
    ("25 blank", {NAME: "张 三"}, "F NAME_SPACE E3"),
    ("25 role", {NAME: "张三（队长）"}, "W NAME_ROLE E3"),
    ("26", {NAME: "买买提•艾力"}, "F NAME_DOT E3"),
    ("29 near", {"参赛高校": "江西理工大"}, "W SCHOOL_UNKNOWN B3"),
    ("29 unknown", {"参赛高校": "火星大学"}, "W SCHOOL_UNKNOWN B3"),
    ("31 branch", {"赛区": "赣州市分公司"}, ""),
    ("31 two", {"赛区": "赣州、吉安"}, "E CITY_MULTI A3"),
    ("31 other", {"赛区": "长沙"}, "E CITY_UNKNOWN A3"),
    ("32 unmerged", {"团队名称": ""}, "E TEAM_MISSING C3"),
    ("34 two", {"角色": "队长"}, "E LEADER_COUNT D3"),
    ("43", {NO: "#120221034"}, "W STUDENT_NO_ZERO H3"),
    ("43 text", {NO: "0120221034"}, ""),
    ("name to come", {NAME: "待定"}, "E VALUE_PLACEHOLDER E3"),
    ("name with a note", {NAME: "李四退赛"}, "W NAME_NOTE E3"),
    ("team to come", {"团队名称": "待定"}, "E VALUE_PLACEHOLDER C3"),
    ("ID, no pattern", {ID: "不是号码"}, "E ID_FORMAT G3"),
    ("phone, no pattern", {PHONE: "没有手机"}, "E PHONE_FORMAT_BAD I3"),
]


@pytest.mark.parametrize(
    ("typed", "expected"), [case[1:] for case in ONE_CELL], ids=[case[0] for case in ONE_CELL]
)
def test_one_cell(typed, expected):
    found = said(roster(LEADER, {**MEMBER, **typed}), schools=SCHOOLS)
    if "参赛高校" in typed:  # another school in the same team is asked about too
        found.remove("W TEAM_SCHOOL B3")
    assert found == ([expected] if expected else [])


# ---- Several rows

NO_ID = {**MEMBER, ID: "3.6E+17"}
SAME_PHONE = {PHONE: "13800000001"}
BLANK = dict.fromkeys(("赛区", "参赛高校", "团队名称", "角色", NAME, ID, NO, PHONE, "是否出镜"), "")
DOTS = dict.fromkeys(("赛区", "参赛高校", "团队名称", "角色", NAME, ID, NO, PHONE, "是否出镜"), "……")
TEACHER = f"""
    赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号|指导教师|指导教师联系电话
    赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001|王敏|0791-86200000
"""
MARKED_HEADER = f"""
    *姓名|身份证号码\\n（必填）|赛区|参赛高校|团队名称|角色|手机号
    张三|{A}|赣州|江西理工大学|橙心队|队长|13800000001
"""
ONE_CELL_FORM = """
    团队名称：橙心队|参赛高校：江西理工大学|
    队长姓名：张三|手机号：13800000001|身份证号：{id}
"""
ROWS = [
    ("14", roster(LEADER, {"团队名称": "红心队"}), ["W ID_DUP G3"]),
    ("15 same ID", roster(LEADER, MEMBER, {**MEMBER, PHONE: "13800000003"}), ["E PERSON_DUP G4"]),
    (
        "15 no ID, same phone and name up to blanks",
        roster(LEADER, MEMBER, {**NO_ID, NAME: "李 四"}),
        ["E PERSON_DUP E4", "F NAME_SPACE E4", "E ID_SCI G4"],
    ),
    ("22 of a teacher", sheet("附件1", TEACHER), []),
    (
        "24",
        roster(LEADER, {**MEMBER, **SAME_PHONE}, {**THIRD, **SAME_PHONE}),
        ["W PHONE_SHARED I3"],
    ),
    (
        "32 merged",
        roster(LEADER, {**MEMBER, "团队名称": ""}, {**THIRD, "团队名称": ""}, merged=["C2:C4"]),
        ["F TEAM_FILL C2"],
    ),
    ("34 none", roster({"角色": "主播"}, MEMBER), ["E LEADER_COUNT D2"]),
    ("35 例", roster({NAME: "例：张三", ID: C}, LEADER, MEMBER), ["I ROW_EXAMPLE A2"]),
    ("35 dots", roster(LEADER, MEMBER, DOTS), ["I ROW_EXAMPLE A4"]),
    ("36 合计", roster(LEADER, MEMBER, {**BLANK, "赛区": "合  计", NAME: "2人"}), []),
    ("36 共…支", roster(LEADER, MEMBER, {**BLANK, "团队名称": "共 12 支队伍"}), []),
    ("37", sheet("附件1", MARKED_HEADER), []),
    ("40", sheet("附件1", ONE_CELL_FORM.format(id=A)), []),
    ("40 wrong ID", sheet("附件1", ONE_CELL_FORM.format(id=A[:17] + "8")), ["E ID_CHECKSUM C2"]),
    (
        "42",
        roster(LEADER, {**MEMBER, ID: "360102200503150218"}, hidden_rows=((3, 3),)),
        ["I ROW_HIDDEN A3", "E ID_CHECKSUM G3"],
    ),
    (
        "an unknown column",
        sheet("附件1", MARKED_HEADER.replace("手机号", "手机号|抖音号", 1)),
        ["I COL_EXTRA H1"],
    ),
    (
        "a missing column, said once",
        sheet("附件1", "赛区|参赛高校|团队名称|角色|姓名|手机号\n" + "赣州|江西理工大学|橙心队|队长|张三|13800000001\n"),
        ["E COL_MISSING A1"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("book", "expected"), [case[1:] for case in ROWS], ids=[case[0] for case in ROWS])
def test_rows_and_headers(book, expected):
    assert sorted(said(book)) == sorted(expected)


def test_14_and_29_name_the_other_place_and_the_right_school():
    (twice,) = [f for f in check(roster(LEADER, {"团队名称": "红心队"})) if f.code == "ID_DUP"]
    assert [place.cell.a1 for place in twice.related] == ["G2"]
    assert twice.context["team"] == "橙心队"
    for typed, near in (("江西理工大", "江西理工大学"), ("火星大学", None)):
        found = check(roster(LEADER, {**MEMBER, "参赛高校": typed}), schools=SCHOOLS)
        assert [f.suggest for f in found if f.code == "SCHOOL_UNKNOWN"] == [near]


# ---- 附件2 beside 附件1: 张三 and 李四 of 橙心队, 王五 and 赵六 of 红心队

RED = {"团队名称": "红心队", NAME: "王五", ID: C, PHONE: "13800000003"}
RED_2 = {"团队名称": "红心队", "角色": "队员", NAME: "赵六", ID: D, PHONE: "13800000004"}
PEOPLE = roster(LEADER, MEMBER, RED, RED_2)
RED_SHOP = "2|赣州|江西理工大学|红心队|赵六|{id}|13800000004|"
SHOP = "1|赣州|江西理工大学|橙心队|{owner}|{id}|{phone}|"
GOOD = {"owner": "张三", "id": "YL1001", "phone": "13800000001"}
ATTACHMENT_2 = [
    ("a good one", {}, "YL1002", []),
    ("46 empty", {"id": ""}, "YL1002", ["E SHOP_EMPTY 附件2!F2"]),
    ("46 a number of 16 digits", {"id": "#1234567890123456"}, "YL1002", ["E SHOP_PRECISION 附件2!F2"]),
    ("46 scientific", {"id": "1.23E+12"}, "YL1002", ["E SHOP_SCI 附件2!F2"]),
    ("47", {}, "YL1001", ["E STORE_DUP 附件2!F3"]),
    ("47 case", {}, "yl1001", ["E STORE_DUP 附件2!F3"]),
    ("47 width", {}, "ＹＬ1001", ["F SHOP_SPACE 附件2!F3", "E STORE_DUP 附件2!F3"]),
    ("48 nobody's", {"phone": "13900009999"}, "YL1002", ["W SHOP_PHONE 附件2!G2"]),
    ("48 another team's", {"phone": "13800000003"}, "YL1002", ["E SHOP_PHONE_OTHER 附件2!G2"]),
    ("48 another member's", {"phone": "13800000002"}, "YL1002", []),
    ("50", {"owner": "钱七"}, "YL1002", ["E OWNER_UNKNOWN 附件2!E2"]),
]


@pytest.mark.parametrize(
    ("typed", "red", "expected"), [case[1:] for case in ATTACHMENT_2], ids=[case[0] for case in ATTACHMENT_2]
)
def test_attachment_2(typed, red, expected):
    book = shops(SHOP.format(**GOOD | typed), RED_SHOP.format(id=red))
    assert said(PEOPLE, book) == expected


# ---- Schedules, sessions, training (cases 51 to 62; those that need a rule card are in tests/eligibility)

SCHEDULE = "日期|星期|直播时间|参赛高校|团队名称|OMS帐号|阶段|备注"
SCHEDULES = [
    ("51 dash", "2024-10-25||19:00—21:00|江西理工大学|橙心队|OMS1|初赛|", "F TIME_FORMAT C2"),
    ("51 wide", "2024-10-25||19：00-21：00|江西理工大学|橙心队|OMS1|初赛|", "F TIME_FORMAT C2"),
    ("51 said", "2024-10-25||晚7点-9点|江西理工大学|橙心队|OMS1|初赛|", "W TIME_SPOKEN C2"),
    ("52", "2024-10-25||23:00-01:00|江西理工大学|橙心队|OMS1|初赛|", "W CROSS_MIDNIGHT C2"),
    ("52 noted", "2024-10-25||23:00-01:00|江西理工大学|橙心队|OMS1|初赛|到次日1点", ""),
    ("52 said", "2024-10-25||23:00-次日01:00|江西理工大学|橙心队|OMS1|初赛|", ""),
    ("53", "2024-10-25||21:00-20:00|江西理工大学|橙心队|OMS1|初赛|", "E TIME_ORDER C2"),
    ("53 to midnight", "2024-10-25||21:00-24:00|江西理工大学|橙心队|OMS1|初赛|", ""),
    ("57", "#45573||19:00-21:00|江西理工大学|橙心队|OMS1|初赛|", ""),
    ("58", "2024-10-09|周二|19:00-21:00|江西理工大学|橙心队|OMS1|初赛|", "W WEEKDAY B2"),
    ("58 right", "2024-10-09|星期三|19:00-21:00|江西理工大学|橙心队|OMS1|初赛|", ""),
    ("no year", "10月25日||19:00-21:00|江西理工大学|橙心队|OMS1|初赛|", "W DATE_YEAR A2"),
    ("a stage nobody knows", "2024-10-25||19:00-21:00|江西理工大学|橙心队|OMS1|半决|", "E CHOICE_UNKNOWN G2"),
]


@pytest.mark.parametrize(("case", "row", "expected"), SCHEDULES, ids=[case[0] for case in SCHEDULES])
def test_a_schedule(case, row, expected):
    assert said(sheet("附件1", f"{SCHEDULE}\n{row}")) == expected.split("; ") * bool(expected)


def test_54_two_teams_on_one_account_for_ten_minutes():
    rows = (
        "2024-10-25||19:00-21:00|江西理工大学|橙心队|OMS1|初赛|",
        "2024-10-25||20:50-22:00|赣南师范大学|丰收队|OMS1|初赛|",
    )
    assert said(sheet("附件1", "\n".join((SCHEDULE, *rows)))) == ["E SCHED_OVERLAP C3"]
    after = rows[1].replace("20:50", "21:00")
    assert said(sheet("附件1", "\n".join((SCHEDULE, rows[0], after)))) == [], "one ends as the other begins"


def test_54_past_midnight_into_the_next_morning():
    rows = (
        "2024-10-25||23:30-次日02:00|江西理工大学|橙心队|OMS1|初赛|",
        "2024-10-26||01:30-03:00|赣南师范大学|丰收队|OMS1|初赛|",
    )
    assert said(sheet("附件1", "\n".join((SCHEDULE, *rows)))) == ["E SCHED_OVERLAP C3"]


def test_hours_in_the_header_are_no_minutes():
    header = "日期|开始时间|结束时间|时长(小时)|参赛高校|团队名称|阶段"
    row = "2024-10-25|19:00|21:00|#{}|江西理工大学|橙心队|初赛"
    assert said(sheet("附件1", f"{header}\n{row.format(2)}")) == []
    assert said(sheet("附件1", f"{header}\n{row.format(3)}")) == ["W SESSION_LENGTH D2"]


def test_the_day_and_topic_of_a_training_stand_above_its_list():
    text = "\n".join(
        (
            "培训签到表",
            "培训时间：2024-10-15  培训主题：集团直播业务管理办法",
            "序号|团队名称|姓名|手机号|签到",
            "#1|橙心队|张三|13800000001|√",
        )
    )
    assert said(sheet("附件1", text)) == []
    assert said(sheet("附件1", text.replace("2024-10-15", "10月15日"))) == ["W DATE_YEAR A2"]
    assert said(sheet("附件1", text.replace("集团直播业务管理办法", "直播技巧"))) == ["W TRAINING_TOPIC A2"]
