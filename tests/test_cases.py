"""The dirty-data cases of the field, by their numbers: what is typed -> the code at the cell."""

from __future__ import annotations

import pytest

from tests.tables import LEADER, MEMBER, THIRD, A, B, C, codes, roster, sheet, shops

ID, PHONE, NAME = "身份证号", "手机号", "姓名"

ONE_CELL = [
    (1, {ID: "360102200503150218"}, "ID_CHECKSUM G3"),
    (2, {ID: "#360102200503150219"}, "ID_PRECISION G3"),
    (3, {ID: "3.60102E+17"}, "ID_SCI G3"),
    (4, {ID: "36070220050519009x", "性别": "男"}, "ID_UPPER G3"),
    (5, {ID: "３６０７３０２００４１１０２０４２３"}, "ID_WIDTH G3"),
    (6, {ID: "360730 20041102 0423"}, "ID_SPACE G3"),
    (7, {ID: "36010220050229013X"}, "ID_BIRTH G3"),
    (8, {ID: "360102050315021"}, "ID_15 G3"),
    (9, {ID: C, "性别": "女"}, "GENDER_MISMATCH F3"),
    (13, {ID: B + "\u00a0\u202c"}, "ID_INVISIBLE G3"),
    (18, {PHONE: "138-1234-5678"}, "PHONE_FORMAT I3"),
    (18, {PHONE: "+86 13812345678"}, "PHONE_FORMAT I3"),
    (19, {PHONE: "1381234567"}, "PHONE_LEN I3"),
    (19, {PHONE: "12345678901"}, "PHONE_SEG I3"),
    (20, {PHONE: "#13812345678"}, "PHONE_NUMBER I3"),
    (21, {PHONE: "13812345678/13900001111"}, "PHONE_MULTI I3"),
    (22, {PHONE: "0791-86200000"}, "PHONE_LANDLINE I3"),
    (25, {NAME: "张 三"}, "NAME_SPACE E3"),
    (25, {NAME: "张三（队长）"}, "NAME_ROLE E3"),
    (26, {NAME: "买买提•艾力"}, "NAME_DOT E3"),
    (31, {"赛区": "赣州、吉安"}, "CITY_MULTI A3"),
    (31, {"赛区": "长沙"}, "CITY_UNKNOWN A3"),
    (32, {"团队名称": ""}, "TEAM_MISSING C3"),
    (34, {"角色": "队长"}, "LEADER_COUNT D3"),
    (43, {"学号": "#120221034"}, "STUDENT_NO_ZERO H3"),
    ("-", {ID: "不是号码"}, "ID_FORMAT G3"),
    ("-", {PHONE: "没有手机"}, "PHONE_FORMAT_BAD I3"),
]


@pytest.mark.parametrize(("case", "changed", "expected"), ONE_CELL)
def test_one_cell(case, changed, expected):
    code, cell = expected.split()
    assert codes(roster(LEADER, {**MEMBER, **changed})) == [f"{code} 附件1!{cell}"]


def test_14_and_15_one_person_in_two_teams_or_twice_in_one():
    assert codes(roster(LEADER, {"团队名称": "红心队"})) == ["ID_DUP 附件1!G3"]
    twice = roster(LEADER, {**MEMBER, "身份证号": A, "姓名": "张三", "手机号": "13800000001"})
    assert codes(twice) == ["PERSON_DUP 附件1!G3"]
    no_id = roster(LEADER, MEMBER, {**MEMBER, "姓名": "李 四", "身份证号": "3.6E+17"})
    assert codes(no_id) == ["NAME_SPACE 附件1!E4", "PERSON_DUP 附件1!E4", "ID_SCI 附件1!G4"]


def test_22_a_teacher_may_have_a_landline():
    book = sheet(
        "附件1",
        f"""
        赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号|指导教师|指导教师联系电话
        赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001|王敏|0791-86200000
    """,
    )
    assert codes(book) == []


def test_24_three_members_with_one_phone_are_one_question():
    same = {"手机号": "13800000001"}
    assert codes(roster(LEADER, {**MEMBER, **same}, {**THIRD, **same})) == ["PHONE_SHARED 附件1!I3"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("江西理工大", ["SCHOOL_UNKNOWN 附件1!B3"]), ("火星大学", ["SCHOOL_UNKNOWN 附件1!B3"])],
)
def test_29_schools_are_compared_with_the_users_list(typed, expected):
    found = codes(roster(LEADER, {**MEMBER, "参赛高校": typed}), schools={"江西理工大学": "江西理工大学"})
    assert [line for line in found if not line.startswith("TEAM_SCHOOL")] == expected


def test_32_a_merged_team_name_is_carried_down():
    merged = roster(LEADER, {**MEMBER, "团队名称": ""}, {**THIRD, "团队名称": ""}, merged=["C2:C4"])
    assert codes(merged) == ["TEAM_FILL 附件1!C2"]


def test_34_no_leader_at_all():
    assert codes(roster({"角色": "主播"}, MEMBER)) == ["LEADER_COUNT 附件1!D2"]


def test_35_and_36_examples_and_totals_are_no_records():
    book = roster({NAME: "例：张三", ID: C}, LEADER, MEMBER)
    assert codes(book) == ["ROW_EXAMPLE 附件1!A2"]
    totals = dict.fromkeys(("赛区", "参赛高校", "角色", NAME, ID, "学号", PHONE, "是否出镜"), "")
    assert (
        codes(
            roster(LEADER, MEMBER, {**totals, "团队名称": "共 12 支队伍"}, {**totals, "团队名称": "合  计"})
        )
        == []
    )


def test_37_headers_with_marks_and_line_breaks():
    book = sheet(
        "表",
        f"""
        *姓名|身份证号码\\n（必填）|赛区|参赛高校|团队名称|角色|手机号
        张三|{A}|赣州|江西理工大学|橙心队|队长|13800000001
        """,
    )
    assert codes(book) == []


def test_42_a_hidden_row_counts_and_is_told():
    book = roster(LEADER, {**MEMBER, ID: "360102200503150218"}, hidden_rows=((3, 3),))
    assert codes(book) == ["ROW_HIDDEN 附件1!A3", "ID_CHECKSUM 附件1!G3"]


SHOP = "1|赣州|江西理工大学|橙心队|张三|{id}|{phone}|"
ATTACHMENT_2 = [
    (46, {"id": "", "phone": "13800000001"}, "SHOP_EMPTY F2"),
    (46, {"id": "#1234567890123456", "phone": "13800000001"}, "SHOP_PRECISION F2"),
    (46, {"id": "1.23E+12", "phone": "13800000001"}, "SHOP_SCI F2"),
    (48, {"id": "YL1001", "phone": "13900009999"}, "SHOP_PHONE G2"),
]


@pytest.mark.parametrize(("case", "shop", "expected"), ATTACHMENT_2)
def test_attachment_2(case, shop, expected):
    code, cell = expected.split()
    assert codes(roster(LEADER, MEMBER), shops(SHOP.format(**shop))) == [f"{code} 附件2!{cell}"]


def test_47_50_shops():
    good = SHOP.format(id="YL1001", phone="13800000001")
    twice = "2|赣州|江西理工大学|橙心队|李四|ｙｌ1001|13800000002|"
    assert "STORE_DUP 附件2!F3" in codes(roster(LEADER, MEMBER), shops(good, twice))
    stranger = "2|赣州|江西理工大学|橙心队|赵六|YL1002|13800000002|"
    assert codes(roster(LEADER, MEMBER), shops(good, stranger)) == ["OWNER_UNKNOWN 附件2!E3"]
