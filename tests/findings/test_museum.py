"""One tiny workbook per finding code: if a user can see a message, a tiny file can cause it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from schemas.identity import id_check_digit
from tests.tables import (
    LEADER,
    MEMBER,
    THIRD,
    A,
    B,
    C,
    at,
    check,
    codes,
    roster,
    sheet,
    shops,
)
from workbook.codes import CODES
from workbook.report import finding_json

LIST = {"江西理工大学": "江西理工大学", "南昌大学": "南昌大学"}
WIDE = "３６０１０２２００５０３１５０２１９"


def one(**changed: str):
    """A team whose second member differs in one column."""
    return roster(LEADER, {**MEMBER, **changed})


FORM = """
团队名称 | 橙心队 | 参赛高校 | 江西理工大学
队长姓名 | 张三 | 手机号 | 13800000001 | 身份证号 | {a}
序号 | 姓名 | 身份证号 | 手机号
1 | {name} | {b} | 13800000002
"""

CELLS = [
    ("ID_CHECKSUM", "附件1!G3", one(身份证号=B[:17] + "4")),
    ("ID_BIRTH", "附件1!G3", one(身份证号="36010220050229013X")),
    ("ID_PRECISION", "附件1!G3", one(身份证号="#360730200411020423")),
    ("ID_SCI", "附件1!G3", one(身份证号="3.60102E+17")),
    ("ID_15", "附件1!G3", one(身份证号="360102050315021")),
    ("ID_FORMAT", "附件1!G3", one(身份证号="36073020041102")),
    ("ID_REGION", "附件1!G3", one(身份证号="84073020041102042" + id_check_digit("84073020041102042"))),
    ("ID_UPPER", "附件1!G3", one(身份证号="36070220050519009x")),
    ("ID_WIDTH", "附件1!G3", one(姓名="赵六", 身份证号="３６０７３０２００４１１０２０４２３")),
    ("ID_SPACE", "附件1!G3", one(身份证号="360730 20041102 0423")),
    ("ID_INVISIBLE", "附件1!G3", one(身份证号=B + "\u00a0\u202c")),
    ("PHONE_FORMAT", "附件1!I3", one(手机号="+86 138-0000-0002")),
    ("PHONE_NUMBER", "附件1!I3", one(手机号="#13800000002")),
    ("PHONE_LEN", "附件1!I3", one(手机号="1380000000")),
    ("PHONE_SEG", "附件1!I3", one(手机号="12345678901")),
    ("PHONE_MULTI", "附件1!I3", one(手机号="13800000002/13900001111")),
    ("PHONE_LANDLINE", "附件1!I3", one(手机号="0791-86200000")),
    ("PHONE_SCI", "附件1!I3", one(手机号="1.38E+10")),
    ("PHONE_FORMAT_BAD", "附件1!I3", one(手机号="同李四")),
    ("NAME_SPACE", "附件1!E3", one(姓名="李 四")),
    ("NAME_INVISIBLE", "附件1!E3", one(姓名="李四\u200b")),
    ("NAME_DOT", "附件1!E3", one(姓名="买买提•艾力")),
    ("NAME_ROLE", "附件1!E3", one(姓名="李四（队员）")),
    ("NAME_NOTE", "附件1!E3", one(姓名="李四3月15离职")),
    ("NAME_FORMAT", "附件1!E3", one(姓名="李4")),
    ("NAME_PUA", "附件1!E3", one(姓名="李\ue123")),
    ("VALUE_PLACEHOLDER", "附件1!I3", one(手机号="无")),
    ("GENDER_FORMAT", "附件1!F3", one(性别="女生")),
    ("GENDER_UNKNOWN", "附件1!F3", one(性别="未知")),
    ("GENDER_MISMATCH", "附件1!F3", one(性别="男")),
    ("YES_NO", "附件1!J3", one(是否出镜="也许")),
    ("CITY_MULTI", "附件1!A3", one(赛区="赣州、吉安")),
    ("CITY_UNKNOWN", "附件1!A3", one(赛区="长沙")),
    ("TEAM_LONG", "附件1!C2", roster({"团队名称": "一二三四五六七八九十一二三四五六七"})),
    ("STUDENT_NO_ZERO", "附件1!H3", one(学号="#120221034")),
    ("STUDENT_NO_PRECISION", "附件1!H3", one(学号="1.2E+17")),
    ("STUDENT_NO_FORMAT", "附件1!H3", one(学号="12号")),
    ("STUDENT_NO_SPACE", "附件1!H3", one(学号="0120 221035")),
    ("VALUE_MISSING", "附件1!E3", one(姓名="")),
    ("TEAM_MISSING", "附件1!C3", one(团队名称="")),
    ("LEADER_COUNT", "附件1!D3", one(角色="队长")),
    ("PERSON_DUP", "附件1!G4", roster(LEADER, MEMBER, {**MEMBER, "手机号": "13800000003"})),
    ("ID_DUP", "附件1!G3", roster(LEADER, {"团队名称": "红心队", "手机号": "13800000001"})),
    (
        "PHONE_SHARED",
        "附件1!I3",
        roster(LEADER, {**MEMBER, "手机号": "13800000001"}, {**THIRD, "手机号": "13800000001"}),
    ),
    ("TEAM_SCHOOL", "附件1!B4", roster(LEADER, MEMBER, {**THIRD, "参赛高校": "南昌大学"})),
    ("SEQ_GAP", "附件1!K4", roster({"序号": "#1"}, {**MEMBER, "序号": "#2"}, {**THIRD, "序号": "#4"})),
    ("TEAM_FILL", "附件1!C2", roster(LEADER, {**MEMBER, "团队名称": ""}, merged=["C2:C3"])),
    (
        "ROW_NOBODY",
        "附件1!C3",
        roster(
            LEADER,
            dict.fromkeys(("角色", "姓名", "身份证号", "学号", "手机号", "是否出镜"), "")
            | {"团队名称": "红心队"},
        ),
    ),
    ("ROW_EXAMPLE", "附件1!A2", roster({"姓名": "例：张三", "身份证号": A}, LEADER)),
    ("ROW_HIDDEN", "附件1!A3", roster(LEADER, MEMBER, hidden_rows=((3, 3),))),
    ("COL_HIDDEN", "附件1!H1", roster(LEADER, hidden_columns=((8, 8),))),
    (
        "COL_MISSING",
        "附件1!A1",
        sheet(
            "附件1",
            "赛区|参赛高校|团队名称|角色|姓名|手机号\n赣州|江西理工大学|橙心队|队长|张三|13800000001",
        ),
    ),
    (
        "COL_REPEATED",
        "附件1!H1",
        sheet(
            "附件1",
            f"赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号|手机\n赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001|",
        ),
    ),
    (
        "COL_EXTRA",
        "附件1!H1",
        sheet(
            "附件1",
            f"赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号|抖音号\n赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001|abc",
        ),
    ),
    ("CELL_ERROR", "附件1!E3", one(姓名="!#N/A")),
    (
        "FORMULA_EMPTY",
        "附件1!E3",
        roster(LEADER, {**MEMBER, "姓名": ""}, formulas={at("E3"): "B1"}, uncached=frozenset({at("E3")})),
    ),
    ("CELL_FORMULA", "附件1!E3", roster(LEADER, MEMBER, formulas={at("E3"): "VLOOKUP(A1,B:C,2,0)"})),
    ("TEXT_WRAPPED", "附件1!G3", roster(LEADER, MEMBER, formulas={at("G3"): f'"{B}"'})),
    (
        "FORMULA_LIE",
        "附件1!L2",
        sheet(
            "附件1",
            f"赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号|||||金额\n赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001|||||#999999",
            formulas={at("L2"): "1+1"},
        ),
    ),
    (
        "TEXT_FORMULA",
        "附件1!H2",
        sheet(
            "附件1",
            f"赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号|备注\n赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001|=1+1",
        ),
    ),
    ("TEXT_TOO_LONG", "附件1!E3", roster(LEADER, MEMBER, odd={at("E3"): "long"})),
    ("NUMBER_NONE", "附件1!E3", roster(LEADER, MEMBER, odd={at("E3"): "not a number"})),
    ("CELL_PICTURE", "附件1!E3", roster(LEADER, {**MEMBER, "姓名": ""}, pictures=frozenset({at("E3")}))),
    ("FORM_LEADER_DIFF", "张三!C4", sheet("张三", FORM.format(a=A, b=C, name="张三"))),
]

WHITE = {"COL_EXTRA", "CELL_FORMULA"}
"""Said of the extra column or the formula itself where a workbook needs one to show something else."""


@pytest.mark.parametrize(("code", "where", "book"), CELLS, ids=[entry[0] for entry in CELLS])
def test_each_code_is_caused_once_at_its_cell(code, where, book):
    found = codes(book)
    assert found.count(f"{code} {where}") == 1
    assert [line for line in found if line.split()[0] not in {code, *WHITE}] == []


SHOP = "1|赣州|江西理工大学|橙心队|张三|YL1001|13800000001|"
PAIRS = [
    ("SHOP_EMPTY", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三||13800000001|", []),
    ("SHOP_PRECISION", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三|#1234567890123456|13800000001|", []),
    ("SHOP_SCI", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三|1.23E+12|13800000001|", []),
    ("SHOP_FORMAT", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三|店铺一|13800000001|", []),
    ("SHOP_SPACE", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三|YL 1001|13800000001|", []),
    ("STORE_DUP", "附件2!F3", SHOP, ["2|赣州|江西理工大学|橙心队|李四|yl1001|13800000002|"]),
    ("SHOP_PHONE", "附件2!G2", "1|赣州|江西理工大学|橙心队|张三|YL1001|13900009999|", []),
    ("SHOP_PHONE_DUP", "附件2!G3", SHOP, ["2|赣州|江西理工大学|橙心队|李四|YL1002|13800000001|"]),
    ("OWNER_UNKNOWN", "附件2!E2", "1|赣州|江西理工大学|橙心队|赵六|YL1001|13800000001|", []),
    ("TEAM_UNKNOWN", "附件2!D3", SHOP, ["2|赣州|江西理工大学|澄心队|李四|YL1002|13800000002|"]),
]


@pytest.mark.parametrize(("code", "where", "first", "more"), PAIRS, ids=[entry[0] for entry in PAIRS])
def test_each_code_of_附件2_is_caused_once(code, where, first, more):
    assert codes(roster(LEADER, MEMBER), shops(first, *more)) == [f"{code} {where}"]


def test_SHOP_PHONE_OTHER_and_TEAM_NO_SHOP():
    other = {"团队名称": "红心队", "姓名": "王五", "身份证号": C, "手机号": "13800000003"}
    two = roster(LEADER, MEMBER, other)
    assert codes(two, shops(SHOP.replace("13800000001", "13800000003"))) == [
        "TEAM_NO_SHOP 附件1!C4",
        "SHOP_PHONE_OTHER 附件2!G2",
    ]


def test_SCHOOL_UNKNOWN_suggests_the_nearest():
    found = [f for f in check(one(参赛高校="江西理工大"), schools=LIST) if f.code == "SCHOOL_UNKNOWN"]
    assert [(f.at.cell.a1, f.suggest) for f in found] == [("B3", "江西理工大学")]


def test_ID_AGE_needs_a_day():
    old = one(身份证号="440524188001010014")
    assert codes(old) == []
    assert codes(old, as_of=date(2024, 10, 20)) == ["ID_AGE 附件1!G3"]


def test_FORM_ROSTER_DIFF_and_FORM_ROSTER_PERSON():
    form = sheet("橙心队", FORM.format(a=A, b=B, name="李四"))
    assert codes(roster(LEADER, MEMBER), form) == []
    assert codes(roster(LEADER, {**MEMBER, "手机号": "13800000009"}), form) == ["FORM_ROSTER_DIFF 橙心队!D4"]
    assert codes(roster(LEADER, MEMBER, THIRD), form) == ["FORM_ROSTER_PERSON 附件1!E4"]


def test_whole_sheets():
    assert codes(roster(LEADER), everything=True) == ["SCHOOL_LIST_MISSING !", "SHOP_SHEET_MISSING 附件1!"]
    assert codes(shops(SHOP), everything=True) == ["ROSTER_SHEET_MISSING 附件2!"]
    assert codes(roster(LEADER), sheet("杂项", "今天|天气|好")) == ["SHEET_SKIPPED 杂项!"]
    assert codes(roster()) == ["TABLE_EMPTY 附件1!A1"]
    hidden = roster(LEADER, name="旧表")
    assert codes(type(hidden)(hidden.name, hidden.columns, hidden.facts, "hidden")) == ["SHEET_HIDDEN 旧表!"]


@pytest.mark.parametrize(
    "code",
    [
        "FILE_MACRO",
        "FILE_XLS",
        "LINK_EXTERNAL",
        "DATA_CONNECTION",
        "OBJECT_EMBEDDED",
        "SHEET_NAME_FORMULA",
        "STRINGS_COUNT",
    ],
)
def test_flags_of_the_file_become_findings(code):
    assert codes(roster(LEADER), flags=((code, "x"),)) == [f"{code} !"]


def test_RULE_FAILED_names_the_rule_and_the_rest_goes_on(monkeypatch):
    from workbook import validate

    def broken(batch, options):
        raise ZeroDivisionError

    monkeypatch.setattr(validate, "RULES", (broken, *validate.RULES))
    assert codes(one(性别="男")) == ["RULE_FAILED !", "GENDER_MISMATCH 附件1!F3"]


ELSEWHERE = ("FILE_", "EDIT_", "UNDO_", "BRANCH_")
"""Refusals: tests/test_cli.py and tests/test_host_contract.py cause them."""


def test_every_code_has_its_workbook():
    here = Path(__file__).read_text(encoding="utf-8")
    missing = [code for code in CODES if not code.startswith(ELSEWHERE) and f"{code}" not in here]
    assert missing == []


def test_no_message_leaks_a_personal_number():
    for _, _, book in CELLS:
        for finding in check(book):
            text = str(finding_json(finding))
            assert not any(number in text for number in (A, B, C, "13800000002", WIDE))
