"""The museum: for every finding code a tiny workbook that causes it, and the cell it must point at.

Each workbook is right but for one thing. `also` names what cannot be had apart from it.
"""

from __future__ import annotations

from datetime import date

from schemas.identity import id_check_digit
from tests.findings.exhibit import Exhibit
from tests.findings.work_museum import WORK_MUSEUM
from tests.tables import LEADER, MEMBER, SHOP_HEADER, THIRD, A, B, C, roster, sheet, shops


def second(code: str, where: str, **typed: str) -> Exhibit:
    """A team of two in rows 2 and 3 of 附件1; something else is typed for the second member."""
    return Exhibit(code, f"附件1!{where}", (roster(LEADER, {**MEMBER, **typed}),))


def table(code: str, where: str, text: str, *also: str, **facts: object) -> Exhibit:
    """A sheet named 附件1 with a header of its own."""
    return Exhibit(code, f"附件1!{where}", (sheet("附件1", text, **facts),), also)


def shop(code: str, where: str, *rows: str, also: tuple[str, ...] = ()) -> Exhibit:
    """附件1 with 张三 and 李四 of 橙心队, and these rows in 附件2."""
    return Exhibit(code, where, (roster(LEADER, MEMBER), shops(*rows)), also)


REGION_84 = "84073020041102042"
NOBODY = dict.fromkeys(("角色", "姓名", "性别", "身份证号", "学号", "手机号", "是否出镜"), "")
RED = {"团队名称": "红心队", "姓名": "王五", "身份证号": C, "手机号": "13800000003"}
SHOP = "1|赣州|江西理工大学|橙心队|张三|YL1001|13800000001|"
SHORT = "赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号"
ZHANG = f"赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001"
FORM = f"""
    团队名称 | 橙心队 | 参赛高校 | 江西理工大学 | |
    队长姓名 | 张三 | 手机号 | 13800000001 | 身份证号 | {A}
    序号 | 姓名 | 身份证号 | 手机号 | |
    1 | 李四 | {B} | 13800000002 | |
"""

CELLS = (
    second("ID_CHECKSUM", "G3", 身份证号="360730200411020424"),
    second("ID_BIRTH", "G3", 身份证号="36010220050229013X"),
    second("ID_PRECISION", "G3", 身份证号="#360730200411020423"),
    second("ID_SCI", "G3", 身份证号="3.60102E+17"),
    second("ID_15", "G3", 身份证号="360102050315021"),
    second("ID_FORMAT", "G3", 身份证号="36073020041102"),
    second("ID_REGION", "G3", 身份证号=REGION_84 + id_check_digit(REGION_84)),
    second("ID_UPPER", "G3", 身份证号="36070220050519009x"),
    second("ID_WIDTH", "G3", 身份证号="３６０７３０２００４１１０２０４２３"),
    second("ID_SPACE", "G3", 身份证号="360730 20041102 0423"),
    second("ID_INVISIBLE", "G3", 身份证号=B + "\u00a0\u202c"),
    second("PHONE_FORMAT", "I3", 手机号="+86 138-0000-0002"),
    second("PHONE_NUMBER", "I3", 手机号="#13800000002"),
    second("PHONE_LEN", "I3", 手机号="1380000000"),
    second("PHONE_SEG", "I3", 手机号="12345678901"),
    second("PHONE_MULTI", "I3", 手机号="13800000002/13900001111"),
    second("PHONE_LANDLINE", "I3", 手机号="0791-86200000"),
    second("PHONE_SCI", "I3", 手机号="1.38E+10"),
    second("PHONE_FORMAT_BAD", "I3", 手机号="问班长要"),
    second("NAME_SPACE", "E3", 姓名="李 四"),
    second("NAME_INVISIBLE", "E3", 姓名="李四\u200b"),
    second("NAME_DOT", "E3", 姓名="买买提•艾力"),
    second("NAME_ROLE", "E3", 姓名="李四（队员）"),
    second("NAME_NOTE", "E3", 姓名="李四3月15离职"),
    second("NAME_FORMAT", "E3", 姓名="李4"),
    second("NAME_PUA", "E3", 姓名="李\ue123"),
    second("VALUE_PLACEHOLDER", "I3", 手机号="无"),
    second("GENDER_FORMAT", "F3", 性别="女生"),
    second("GENDER_UNKNOWN", "F3", 性别="未知"),
    second("GENDER_MISMATCH", "F3", 性别="男"),
    second("YES_NO", "J3", 是否出镜="也许"),
    second("CITY_MULTI", "A3", 赛区="赣州、吉安"),
    second("CITY_UNKNOWN", "A3", 赛区="长沙"),
    second("STUDENT_NO_ZERO", "H3", 学号="#120221034"),
    second("STUDENT_NO_PRECISION", "H3", 学号="1.2E+17"),
    second("STUDENT_NO_FORMAT", "H3", 学号="12号"),
    second("STUDENT_NO_SPACE", "H3", 学号="0120 221035"),
    second("VALUE_MISSING", "E3", 姓名=""),
    second("TEAM_MISSING", "C3", 团队名称=""),
    second("CELL_ERROR", "E3", 姓名="!#N/A"),
    Exhibit("TEAM_LONG", "附件1!C2", (roster({"团队名称": "一二三四五六七八九十一二三四五六七"}),)),
    Exhibit(
        "SCHOOL_UNKNOWN",
        "附件1!B2",
        (roster({"参赛高校": "江西理工大"}),),
        schools=("江西理工大学", "南昌大学"),
    ),
    Exhibit(
        "ID_AGE",
        "附件1!G3",
        (roster(LEADER, {**MEMBER, "身份证号": "440524188001010014"}),),
        as_of=date(2024, 10, 20),
    ),
)

TEAMS = (
    second("LEADER_COUNT", "D3", 角色="队长"),
    Exhibit("PERSON_DUP", "附件1!G4", (roster(LEADER, MEMBER, {**MEMBER, "手机号": "13800000003"}),)),
    Exhibit("ID_DUP", "附件1!G3", (roster(LEADER, {"团队名称": "红心队"}),)),
    Exhibit(
        "PHONE_SHARED",
        "附件1!I3",
        (roster(LEADER, {**MEMBER, "手机号": "13800000001"}, {**THIRD, "手机号": "13800000001"}),),
    ),
    Exhibit("TEAM_SCHOOL", "附件1!B4", (roster(LEADER, MEMBER, {**THIRD, "参赛高校": "南昌大学"}),)),
    Exhibit("TEAM_FILL", "附件1!C2", (roster(LEADER, {**MEMBER, "团队名称": ""}, merged=["C2:C3"]),)),
    Exhibit(
        "SEQ_GAP",
        "附件1!K4",
        (roster({"序号": "#1"}, {**MEMBER, "序号": "#2"}, {**THIRD, "序号": "#4"}),),
    ),
)

ROWS_AND_HEADERS = (
    Exhibit("ROW_NOBODY", "附件1!C3", (roster(LEADER, {**NOBODY, "团队名称": "红心队"}),)),
    Exhibit("ROW_EXAMPLE", "附件1!A2", (roster({"姓名": "例：张三"}, LEADER),)),
    Exhibit("ROW_HIDDEN", "附件1!A3", (roster(LEADER, MEMBER, hidden_rows=((3, 3),)),)),
    Exhibit("COL_HIDDEN", "附件1!H1", (roster(LEADER, hidden_columns=((8, 8),)),)),
    table(
        "COL_MISSING",
        "A1",
        """
        赛区|参赛高校|团队名称|角色|姓名|手机号
        赣州|江西理工大学|橙心队|队长|张三|13800000001
    """,
    ),
    table("COL_REPEATED", "H1", f"{SHORT}|手机\n{ZHANG}|"),
    table("COL_EXTRA", "H1", f"{SHORT}|抖音号\n{ZHANG}|abc"),
)

FORMULAS_AND_ODD_CELLS = (
    Exhibit(
        "FORMULA_EMPTY",
        "附件1!E3",
        (roster(LEADER, {**MEMBER, "姓名": ""}, formulas={"E3": "B1"}, uncached={"E3"}),),
    ),
    Exhibit("CELL_FORMULA", "附件1!E3", (roster(LEADER, MEMBER, formulas={"E3": "VLOOKUP(A1,B:C,2,0)"}),)),
    Exhibit("TEXT_WRAPPED", "附件1!G3", (roster(LEADER, MEMBER, formulas={"G3": f'"{B}"'}),)),
    table(
        "FORMULA_LIE",
        "H2",
        f"{SHORT}|金额\n{ZHANG}|#999999",
        "COL_EXTRA 附件1!H1",
        "CELL_FORMULA 附件1!H2",
        formulas={"H2": "1+1"},
    ),
    table("TEXT_FORMULA", "H2", f"{SHORT}|备注\n{ZHANG}|=1+1"),
    Exhibit("TEXT_TOO_LONG", "附件1!E3", (roster(LEADER, MEMBER, odd={"E3": "long"}),)),
    Exhibit("NUMBER_NONE", "附件1!E3", (roster(LEADER, MEMBER, odd={"E3": "not a number"}),)),
    Exhibit("CELL_PICTURE", "附件1!E3", (roster(LEADER, {**MEMBER, "姓名": ""}, pictures={"E3"}),)),
)

FORMS = (
    Exhibit(
        "FORM_LEADER_DIFF",
        "橙心队!C4",
        (sheet("橙心队", FORM.replace("李四", "张三").replace("13800000002", "13800000001")),),
    ),
    Exhibit(
        "FORM_ROSTER_DIFF",
        "橙心队!D4",
        (roster(LEADER, {**MEMBER, "手机号": "13800000009"}), sheet("橙心队", FORM)),
    ),
    Exhibit("FORM_ROSTER_PERSON", "附件1!E4", (roster(LEADER, MEMBER, THIRD), sheet("橙心队", FORM))),
)

ATTACHMENT_2 = (
    shop("SHOP_EMPTY", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三||13800000001|"),
    shop("SHOP_PRECISION", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三|#1234567890123456|13800000001|"),
    shop("SHOP_SCI", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三|1.23E+12|13800000001|"),
    shop("SHOP_FORMAT", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三|店铺一|13800000001|"),
    shop("SHOP_SPACE", "附件2!F2", "1|赣州|江西理工大学|橙心队|张三|YL 1001|13800000001|"),
    shop("STORE_DUP", "附件2!F3", SHOP, "2|赣州|江西理工大学|橙心队|李四|yl1001|13800000002|"),
    shop("SHOP_PHONE", "附件2!G2", "1|赣州|江西理工大学|橙心队|张三|YL1001|13900009999|"),
    shop("SHOP_PHONE_DUP", "附件2!G3", SHOP, "2|赣州|江西理工大学|橙心队|李四|YL1002|13800000001|"),
    shop("OWNER_UNKNOWN", "附件2!E2", "1|赣州|江西理工大学|橙心队|赵六|YL1001|13800000001|"),
    shop("TEAM_UNKNOWN", "附件2!D3", SHOP, "2|赣州|江西理工大学|澄心队|李四|YL1002|13800000002|"),
    Exhibit("TEAM_NO_SHOP", "附件1!C4", (roster(LEADER, MEMBER, RED), shops(SHOP))),
    Exhibit(
        "SHOP_PHONE_OTHER",
        "附件2!G2",
        (
            roster(LEADER, MEMBER, RED),
            shops(
                "1|赣州|江西理工大学|橙心队|张三|YL1001|13800000003|",
                "2|赣州|江西理工大学|红心队|王五|YL1002|13800000003|",
            ),
        ),
        also=("SHOP_PHONE_DUP 附件2!G3",),
    ),
)

SHEETS_AND_FILES = (
    Exhibit("SCHOOL_LIST_MISSING", "!", (roster(LEADER), shops(SHOP))),
    Exhibit("SHOP_SHEET_MISSING", "附件1!", (roster(LEADER),), schools=("江西理工大学",)),
    Exhibit("ROSTER_SHEET_MISSING", "附件2!", (shops(SHOP),), schools=("江西理工大学",)),
    Exhibit("SHEET_SKIPPED", "杂项!", (roster(LEADER), sheet("杂项", "今天|天气|好"))),
    Exhibit("SHEET_HIDDEN", "旧表!", (roster(LEADER, name="旧表", state="hidden"),)),
    Exhibit("TABLE_EMPTY", "附件2!A1", (roster(LEADER), sheet("附件2", SHOP_HEADER))),
    *(
        Exhibit(code, "!", (roster(LEADER),), flags=((code, detail),))
        for code, detail in (
            ("FILE_MACRO", ""),
            ("FILE_XLS", ""),
            ("LINK_EXTERNAL", "旧表.xlsx"),
            ("DATA_CONNECTION", "1"),
            ("OBJECT_EMBEDDED", "1"),
            ("SHEET_NAME_FORMULA", "=1+1"),
            ("STRINGS_COUNT", "99"),
        )
    ),
)

MUSEUM: tuple[Exhibit, ...] = (
    *CELLS,
    *TEAMS,
    *ROWS_AND_HEADERS,
    *FORMULAS_AND_ODD_CELLS,
    *FORMS,
    *ATTACHMENT_2,
    *SHEETS_AND_FILES,
    *WORK_MUSEUM,
)
