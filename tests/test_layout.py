"""Tables and forms are found by their headers and labels, wherever they stand and however they are written."""

from __future__ import annotations

import pytest

from tests.tables import LEADER, MEMBER, A, B, C, at, check, codes, roster, sheet
from workbook.layout import Ambiguous, read_layout
from workbook.model import Book
from workbook.parse import snapshot_of


def tables(*sheets):
    return snapshot_of(Book("t.xlsx", sheets)).tables


def people(*sheets):
    """(team, role, name, ID, phone) of every record."""
    rows = []
    for table in tables(*sheets):
        for n in range(len(table)):
            pick = [
                table.columns[f][n] if f in table.columns else None
                for f in ("team", "role", "name", "id_no", "phone")
            ]
            rows.append(tuple(pick))
    return rows


ZHANG = ("橙心队", "队长", "张三", A, "13800000001")
LI = ("橙心队", "队员", "李四", B, "13800000002")


def test_title_lines_notes_totals_examples_and_blank_rows_are_no_records():
    book = sheet(
        "Sheet1",
        f"""
        附件1：
        大学生电商直播大赛报名汇总表
        赛区：赣州市分公司（盖章）    联系人：王老师    联系电话：0797-1234567
        序号|参赛高校|团队名称|角色|姓名|身份证号|手机号
        例|江西理工大学|示例队|队长|例：赵六|{C}|13800000009
        1|江西理工大学|橙心队|队长|张三|{A}|13800000001
        2|江西理工大学|橙心队|队员|李四|{B}|13800000002
        3||||||
        4||||||
        合  计||2人||||
        共 1 支队伍||||||
        填表人：王老师    审核人：
        注：1.请如实填写。
    """,
    )
    assert people(book) == [ZHANG, LI]
    assert tables(book)[0].columns["city"] == ["赣州", "赣州"]
    assert codes(book) == ["ROW_EXAMPLE Sheet1!A5"]


def test_aliases_other_order_and_required_marks():
    book = sheet(
        "表",
        f"""
        联系电话（必填）|*学生姓名|身份证号码\\n（必填）|队 名|队内身份|所在学校|所属市分公司
        13800000001|张三|{A}|橙心队|队长|江西理工大学|赣州
    """,
    )
    assert people(book) == [ZHANG]
    assert codes(book) == []


TWO = f"""
    附件1||||||||||
    序号|赛区|参赛高校|团队名称|队长|||成员1|||指导教师|
    ||||姓名|身份证号|手机号|姓名|身份证号|手机号|姓名|联系电话
    1|赣州|江西理工大学|橙心队|张三|{A}|13800000001|李四|{B}|13800000002|王敏|0791-86200000
    2|赣州|江西理工大学|红心队|王五|{C}|13800000003||||王敏|0791-86200000
"""


@pytest.mark.parametrize("merged", [["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:J2", "K2:L2"], []])
def test_two_level_header_with_and_without_merged_parents(merged):
    book = sheet("汇总", TWO, merged=merged)
    assert people(book) == [ZHANG, LI, ("红心队", "队长", "王五", C, "13800000003")]
    assert tables(book)[0].columns["teacher_phone"][0] == "0791-86200000"
    assert codes(book) == []


def test_flattened_headers_of_form_exports():
    book = sheet(
        "导出",
        f"""
        参赛高校|赛区|团队名称|队长姓名|队长身份证号|队长手机号|成员1姓名|成员1身份证号|成员1手机号
        江西理工大学|赣州|橙心队|张三|{A}|13800000001|李四|{B}|13800000002
    """,
    )
    assert people(book) == [ZHANG, LI]


def test_questionnaire_headers():
    book = sheet(
        "收集结果",
        f"""
        1、您的姓名：|2、您的身份证号：|3、您的手机号：|4、团队名称？|5、您的角色：|6、您的学校：|7、所属赛区：
        张三|{A}|13800000001|橙心队|队长|江西理工大学|赣州
    """,
    )
    assert people(book) == [ZHANG]
    assert codes(book) == []


def test_a_misspelt_header_is_offered():
    book = sheet(
        "表",
        "赛区|参赛高校|团队名称|角色|姓名|身份证好|手机号\n赣州|江西理工大学|橙心队|队长|张三|x|13800000001",
    )
    (finding,) = [f for f in check(book) if f.code == "COL_MISSING"]
    assert (finding.at.cell.a1, finding.suggest) == ("F1", "身份证号")
    assert "身份证好" in finding.context["alike"]


FORM = f"""
    附件1|||||||
    “赣邮杯”大学生电商直播大赛报名表|||||||
    赛区（市分公司）：赣州市分公司||||填报日期：2024年10月15日|||
    团队名称|橙心队|||参赛高校|江西理工大学||
    院系/学院|经管学院|||指导教师|王敏|联系电话|0791-86200000
    队 长 姓 名|张三|手机号|13800000001|身份证号|{A}||
    邮乐小店ID|YL1001|||注册手机号|13800000001||
    团队成员|序号|姓名|性别|学号|专业班级|身份证号|手机号/分工
    |1|李四|女|0120221035|电商2201班|{B}|13800000002
    |2||||||
    团队简介/参赛宣言|为家乡代言。||||||
    参赛承诺|本团队承诺所填信息真实…  队长签字：  年 月 日||||||
    学校意见|（公章） 年 月 日|||市分公司意见|（公章） 年 月 日||
    注：1.请如实填写|||||||
"""
MERGED = [
    "A2:H2",
    "A3:D3",
    "E3:H3",
    "B4:D4",
    "F4:H4",
    "B5:D5",
    "F6:H6",
    "B7:D7",
    "F7:H7",
    "A8:A10",
    "B11:H11",
    "B12:H12",
]


def test_form_with_labels_beside_values():
    book = sheet("橙心队", FORM, merged=MERGED)
    assert people(book) == [ZHANG, LI]
    table = tables(book)[0]
    assert table.layout == "form"
    assert table.places.at(0, "id_no") == at("F6")
    assert table.places.at(1, "phone") == at("H9")
    assert (table.columns["city"][1], table.columns["teacher_phone"][0]) == ("赣州", "0791-86200000")
    assert codes(book) == []


def test_a_bad_id_in_a_form_is_marked_at_its_own_box():
    book = sheet("橙心队", FORM.replace(A, A[:17] + "0"), merged=MERGED)
    assert codes(book) == ["ID_CHECKSUM 橙心队!F6"]


def test_labels_and_values_in_one_cell():
    book = sheet(
        "表",
        f"""
        团队名称：橙心队|参赛高校：江西理工大学
        队长姓名：张三|手机号：13800000001
        身份证号：{A[:17]}0|
    """,
    )
    assert people(book) == [("橙心队", "队长", "张三", A[:17] + "0", "13800000001")]
    assert codes(book) == ["ID_CHECKSUM 表!A3"]


def test_two_forms_below_each_other():
    second = (
        FORM.replace("橙心队", "红心队")
        .replace(A, C)
        .replace("张三", "王五")
        .replace("13800000001", "13800000003")
    )
    second = (
        second.replace(B, "361102200512302684").replace("李四", "赵六").replace("13800000002", "13800000004")
    )
    book = sheet("两队", FORM + second)
    assert [row[2] for row in people(book)] == ["张三", "李四", "王五", "赵六"]
    assert [row[0] for row in people(book)] == ["橙心队", "橙心队", "红心队", "红心队"]


def test_two_tables_side_by_side():
    book = sheet(
        "两部",
        f"""
        团队名称|姓名|身份证号|手机号|团队名称|姓名|身份证号|手机号
        橙心队|张三|{A}|13800000001|红心队|王五|{C}|13800000003
    """,
    )
    assert [(row[0], row[2]) for row in people(book)] == [("橙心队", "张三"), ("红心队", "王五")]


def test_tables_stacked_and_headers_printed_again():
    head = "赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号"
    other = "姓名|团队名称|角色|身份证号|手机号|参赛高校|赛区"
    book = sheet(
        "表",
        f"""
        {head}
        赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001
        {head}
        赣州|江西理工大学|橙心队|队员|李四|{B}|13800000002
        |
        第二批报名表
        {other}
        王五|红心队|队长|{C}|13800000003|江西理工大学|赣州
    """,
    )
    assert [row[2] for row in people(book)] == ["张三", "李四", "王五"]
    assert [len(table) for table in tables(book)] == [2, 1]


def test_two_rows_that_could_both_be_the_header_are_refused():
    book = sheet(
        "表",
        f"""
        姓名|身份证号|手机号|团队名称
        学生姓名|证件号码|联系电话|队名
        张三|{A}|13800000001|橙心队
    """,
    )
    with pytest.raises(Ambiguous):
        read_layout(book)


def test_no_header_is_said_and_nothing_guessed():
    assert tables(sheet("表", f"张三|{A}|13800000001\n李四|{B}|13800000002")) == ()


def test_our_hint_column_is_neither_extra_nor_data():
    book = sheet(
        "附件1",
        f"""
        赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号|填写提示
        赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001|
        |||||||缺姓名；
    """,
        formulas={at("H2"): "IF(1,2)", at("H3"): "IF(1,2)"},
    )
    assert people(book) == [ZHANG]
    assert codes(book) == []


def test_a_clean_roster_gives_nothing():
    assert codes(roster(LEADER, MEMBER), schools={"江西理工大学": "江西理工大学"}) == []


def test_every_missing_column_is_told():
    book = sheet("表", f"姓名|身份证号|联系方式|团队名称|学校\n张三|{A}|13800000001|橙心队|江西理工大学")
    missing = [f.context["column"] for f in check(book) if f.code == "COL_MISSING"]
    assert missing == ["赛区", "角色"]
