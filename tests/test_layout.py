"""Tables and forms are found by their headers and labels, wherever they stand and however they are written."""

from __future__ import annotations

import pytest

from schemas.formats import format_by_id
from schemas.headers import clean_header
from tests.tables import LEADER, MEMBER, A, B, C, D, at, check, codes, roster, sheet, shops
from workbook.layout import Ambiguous, read_layout
from workbook.layout.words import label_words, meaning
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
WANG = ("红心队", "队长", "王五", C, "13800000003")
ZHAO = ("红心队", "队员", "赵六", D, "13800000004")

HEADER = "赛区|参赛高校|团队名称|角色|姓名|身份证号|手机号"
ROW_1 = f"赣州|江西理工大学|橙心队|队长|张三|{A}|13800000001"
ROW_2 = f"赣州|江西理工大学|橙心队|队员|李四|{B}|13800000002"
ROW_3 = f"赣州|江西理工大学|红心队|队长|王五|{C}|13800000003"
ROW_4 = f"赣州|江西理工大学|红心队|队员|赵六|{D}|13800000004"


def lines(*rows):
    return "\n".join(rows)


# ---- One table, one header row


def test_a_clean_roster_gives_nothing():
    assert people(roster(LEADER, MEMBER)) == [ZHANG, LI]
    assert codes(roster(LEADER, MEMBER), schools=["江西理工大学"]) == []


def test_clean_attachments_together_give_nothing():
    book = shops("1|赣州|江西理工大学|橙心队|张三|YL1001|13800000001|")
    assert codes(roster(LEADER, MEMBER), book, schools=["江西理工大学"], everything=True) == []


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
        填表人：王老师    审核人：    负责人：    联系电话：0797-1234567
        注：1.请如实填写。2.身份证号设为文本。
    """,
    )
    assert people(book) == [ZHANG, LI]
    assert tables(book)[0].columns["city"] == ["赣州", "赣州"], "from the line above the header"
    assert codes(book) == ["ROW_EXAMPLE Sheet1!A5"]


@pytest.mark.parametrize("name", ["附件1", "附件2", "报名表", "Sheet1 (2)", "橙心队", "2024"])
def test_the_sheets_name_means_nothing(name):
    assert people(roster(LEADER, MEMBER, name=name)) == [ZHANG, LI]


@pytest.mark.parametrize(
    ("around", "why"),
    [
        ("填报单位（盖章）：赣州市分公司||||||填报日期：2024年10月8日", "fill-in line"),
        ("附 件 一||||||", "the attachment's number"),
        ("大学生电商直播大赛报名表||||||", "title"),
        ("||||||", "a blank line"),
        ("统计时间：2024年10月1日-10月20日||||||", "period of an export"),
    ],
)
def test_lines_above_the_header(around, why):
    assert people(sheet("表", lines(around, HEADER, ROW_1, ROW_2))) == [ZHANG, LI], why


@pytest.mark.parametrize(
    ("below", "why"),
    [
        ("合计||||2人||", "a total"),
        ("小 计：|||||#2|", "a subtotal"),
        ("共 12 支队伍||||||", "a count"),
        ("填表人：王敏||审核人：||负责人：||", "signatures"),
        ("制表人：||||复核人：||", "signatures"),
        ("单位负责人（签字）：||||（盖章）||", "signatures"),
        ("2024年10月8日||||||", "a date line"),
        ("   年   月   日||||||", "a date line to fill in"),
        ("注：1.请如实填写||||||", "a note"),
        ("备注：以上信息须与身份证一致||||||", "a note"),
        ("说明：角色填队长、主播等||||||", "a note"),
        ("……||||||", "and so on"),
        ("␣|␣|␣||||", "blanks"),
        ("|江西理工大学|||||", "a preset school"),
        ("赣州|||队员|||", "preset branch and role"),
    ],
)
def test_lines_below_the_rows(below, why):
    assert people(sheet("表", lines(HEADER, ROW_1, ROW_2, below))) == [ZHANG, LI], why


def test_a_total_without_a_label_below_a_column_we_do_not_read():
    book = sheet("表", lines(HEADER + "|金额", ROW_1 + "|#100", ROW_2 + "|#200", "|||||||#300"))
    assert people(book) == [ZHANG, LI]


def test_blank_rows_between_groups_are_kept_as_gaps():
    book = sheet("表", lines(HEADER, ROW_1, "||||||", ROW_2, "||||||", "||||||", ROW_3, ROW_4))
    assert people(book) == [ZHANG, LI, WANG, ZHAO]
    assert tables(book)[0].at(2, "name").cell == at("E7")


@pytest.mark.parametrize("number", ["序号", "编号", "No.", "NO"])
def test_preset_rows_with_only_a_number_are_blank(number):
    book = sheet("表", lines(f"{number}|{HEADER}", f"#1|{ROW_1}", f"#2|{ROW_2}", "#3", "#4", "#5"))
    assert people(book) == [ZHANG, LI]
    assert codes(book) == []


@pytest.mark.parametrize("example", ["例：赵六", "例:赵六", "示例", "样例", "（示例）赵六", "例"])
def test_example_rows_are_told_and_skipped(example):
    book = sheet(
        "表", lines(HEADER, f"赣州|江西理工大学|红心队|队长|{example}|{C}|13800000009", ROW_1, ROW_2)
    )
    assert people(book) == [ZHANG, LI]
    assert codes(book) == ["ROW_EXAMPLE 表!A2"]


def test_a_team_that_is_named_like_an_example_is_a_team():
    book = sheet(
        "表", lines(HEADER, ROW_1.replace("橙心队", "例行公事队"), ROW_2.replace("橙心队", "例行公事队"))
    )
    assert [row[0] for row in people(book)] == ["例行公事队", "例行公事队"]


@pytest.mark.parametrize("team", ["总计划队", "小计算机队", "共200天队", "青春宣言", "示范队"])
@pytest.mark.parametrize("phone", ["13800000001", ""])
def test_a_team_is_never_lost_for_its_name(team, phone):
    header, x = "团队名称|姓名|身份证号|手机号|备注", "36070220050519009X"
    book = sheet("表", lines(header, f"{team}|张三|{x}|{phone}|", f"橙心队|李四|{B}|13800000002|"))
    assert [row[0] for row in people(book)] == [team, "橙心队"]


@pytest.mark.parametrize("remark", ["累计直播3场", "合计两场", "说明：已备案"])
def test_a_record_is_never_lost_for_its_remark(remark):
    x = "36070220050519009X"
    book = sheet("表", lines(HEADER + "|备注", f"赣州|江西理工大学|橙心队|队长|张三|{x}||{remark}"))
    assert len(people(book)) == 1
    assert codes(book) == ["VALUE_MISSING 表!G2"]


@pytest.mark.parametrize(
    "label",
    [
        "合计",
        "合  计",
        "小计：",
        "总计3人",
        "合计（人）",
        "合计人数：12",
        "总人数：12人",
        "共计12人",
        "共12支队伍",
        "累计：12",
    ],
)
def test_totals_in_every_wording(label):
    book = sheet("表", lines(HEADER, ROW_1, ROW_2, f"||{label}||2人||", f"{label}||||||"))
    assert people(book) == [ZHANG, LI]


# ---- What headers are called

VARIANTS = {
    "registration": {
        "seq": "序号 编号 No.",
        "city": "赛区 地市 所属市分公司 市州 单位",
        "school": "参赛高校 学校 学校名称 所在学校 院校名称 所在高校 学校全称",
        "college": "院系 学院 二级学院 系部",
        "team": "团队名称 队名 参赛队伍 队伍名称",
        "role": "角色 职务 队内身份",
        "duty": "分工",
        "name": "姓名 学生姓名 队员姓名 主播姓名",
        "gender": "性别",
        "id_no": "身份证号 身份证号码 证件号码 公民身份号码",
        "student_no": "学号 学籍号",
        "major": "专业 班级 专业班级",
        "grade": "年级",
        "level": "学历层次 层次",
        "phone": "手机号 手机 联系电话 联系方式 电话",
        "wechat": "微信号",
        "email": "邮箱",
        "teacher": "指导教师 指导老师 带队老师",
        "on_camera": "是否出镜 是否主播 出镜主播",
        "trained": "是否参训 是否完成培训",
        "filed": "备案编号 备案日期 主播备案情况",
        "remark": "备注",
    },
    "shops": {
        "team": "团队名称 队名",
        "owner": "店主姓名",
        "shop_id": "邮乐小店ID 小店ID 店铺ID 店主ID 邮乐ID 小店编号",
        "shop_phone": "注册手机号 注册手机 注册电话 绑定手机号 手机号码",
    },
}  # fmt: skip
WRITTEN = ["{}", "*{}", "{}*", "{}（必填）", "{}\n(必填)", " {} ", "{}：", "1、{}"]


@pytest.mark.parametrize(
    ("fmt", "field", "word"),
    [
        (f, field, word)
        for f, cols in VARIANTS.items()
        for field, words in cols.items()
        for word in words.split()
    ],
)
def test_every_variant_of_a_header_in_every_spelling(fmt, field, word):
    for pattern in WRITTEN:
        text = pattern.format(word)
        found = meaning((clean_header(text),), format_by_id(fmt))
        assert found is not None, text
        assert found.column.name == field
        spaced = pattern.format("  ".join(word))
        assert label_words(format_by_id(fmt))[clean_header(spaced)].name in (field, "city")


def test_other_words_other_order_and_required_marks():
    book = sheet(
        "表",
        f"""
        联系电话（必填）|*学生姓名|身份证号码\\n（必填）|队 名|队内身份|所在学校|所属市分公司
        13800000001|张三|{A}|橙心队|队长|江西理工大学|赣州
    """,
    )
    assert people(book) == [ZHANG]
    assert codes(book) == []


def test_an_examinees_number_is_no_student_number():
    book = sheet("表", lines(HEADER + "|考生号", ROW_1 + "|24360102110001"))
    assert "student_no" not in tables(book)[0].columns
    assert codes(book) == ["COL_EXTRA 表!H1"]


def test_where_there_is_no_role_the_duty_is_read_as_one():
    book = sheet("表", lines(HEADER.replace("角色", "分工"), ROW_1, ROW_2.replace("队员", "主播")))
    assert [row[1] for row in people(book)] == ["队长", "主播"]
    assert codes(book) == []
    both = sheet("表", lines(HEADER + "|分工", ROW_1 + "|主播", ROW_2 + "|场控"))
    assert [row[1] for row in people(both)] == ["队长", "队员"]


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


def test_extra_columns_are_told_and_do_no_harm():
    book = sheet("表", lines(f"抖音号|{HEADER}|户籍", f"abc|{ROW_1}|南昌", f"def|{ROW_2}|"))
    assert people(book) == [ZHANG, LI]
    assert codes(book) == ["COL_EXTRA 表!A1", "COL_EXTRA 表!I1"]


def test_a_column_without_a_header_is_nothing():
    book = sheet("表", lines(HEADER + "||备注", ROW_1 + "|zhang@example.com|无"))
    assert people(book) == [ZHANG]
    assert codes(book) == []


def test_of_two_columns_with_one_meaning_the_left_is_read():
    book = sheet("表", lines(HEADER + "|联系电话", ROW_1 + "|13900009999"))
    assert people(book) == [ZHANG]
    (finding,) = [f for f in check(book) if f.code == "COL_REPEATED"]
    assert (finding.at.cell, finding.related[0].cell) == (at("H1"), at("G1"))


def test_a_misspelt_header_is_offered():
    book = sheet("表", lines(HEADER.replace("身份证号", "身份证好"), ROW_1))
    (finding,) = [f for f in check(book) if f.code == "COL_MISSING"]
    assert (finding.at.cell, finding.suggest) == (at("F1"), "身份证号")
    assert "身份证好" in finding.context["alike"]
    assert codes(book) == ["COL_MISSING 表!F1"], "not called an extra column as well"


def test_every_missing_column_is_told():
    book = sheet("表", f"姓名|身份证号|联系方式|团队名称|学校\n张三|{A}|13800000001|橙心队|江西理工大学")
    missing = [f.context["column"] for f in check(book) if f.code == "COL_MISSING"]
    assert missing == ["赛区", "角色"]


def test_no_header_is_said_and_nothing_guessed():
    bare = sheet("表", lines(ROW_1, ROW_2))
    assert tables(bare) == ()
    assert "SHEET_SKIPPED 表!" in codes(roster(LEADER), bare)


def test_two_rows_that_could_both_be_the_header_are_refused():
    other = "市州|学校|队名|职务|学生姓名|证件号码|联系电话"
    with pytest.raises(Ambiguous) as refused:
        read_layout(sheet("表", lines(HEADER, other, ROW_1)))
    assert (refused.value.first, refused.value.second) == (1, 2)


def test_our_hint_column_is_neither_extra_nor_data():
    book = sheet(
        "附件1",
        lines(HEADER + "|填写提示", ROW_1 + "|", "|||||||缺姓名；"),
        formulas={"H2": "IF(1,2)", "H3": "IF(1,2)"},
    )
    assert people(book) == [ZHANG]
    assert codes(book) == []


# ---- Headers of several levels

TWO = f"""
    附件1||||||||||
    序号|赛区|参赛高校|团队名称|队长|||成员1|||指导教师|
    ||||姓名|身份证号|手机号|姓名|身份证号|手机号|姓名|联系电话
    1|赣州|江西理工大学|橙心队|张三|{A}|13800000001|李四|{B}|13800000002|王敏|0791-86200000
    2|赣州|江西理工大学|红心队|王五|{C}|13800000003||||王敏|0791-86200000
"""
TWO_MERGED = ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:J2", "K2:L2"]


@pytest.mark.parametrize("merged", [TWO_MERGED, []], ids=["merged", "unmerged"])
def test_two_level_header_with_and_without_merged_parents(merged):
    book = sheet("汇总", TWO, merged=merged)
    assert people(book) == [ZHANG, LI, WANG]
    assert tables(book)[0].columns["teacher"][0] == "王敏"
    assert tables(book)[0].columns["teacher_phone"][0] == "0791-86200000"
    assert tables(book)[0].at(1, "id_no").cell == at("I4")
    assert codes(book) == []


@pytest.mark.parametrize("merged", [TWO_MERGED, []], ids=["merged", "unmerged"])
def test_a_bad_id_of_a_member_stands_in_the_members_block(merged):
    book = sheet("汇总", TWO.replace(B, B[:17] + "4"), merged=merged)
    assert codes(book) == ["ID_CHECKSUM 汇总!I4"]


def test_the_phone_of_a_leader_must_be_a_mobile_that_of_a_teacher_need_not():
    book = sheet("汇总", TWO.replace("13800000001", "0791-86200000"), merged=TWO_MERGED)
    assert codes(book) == ["PHONE_LANDLINE 汇总!G4"]


def test_members_numbered_in_chinese_and_written_otherwise():
    book = TWO.replace("队长|", "团队负责人信息|", 1).replace("成员1|", "参赛队员二|", 1)
    assert people(sheet("汇总", book, merged=TWO_MERGED)) == [ZHANG, LI, WANG]


def test_three_levels():
    book = sheet(
        "汇总",
        f"""
        赛区|参赛高校|团队名称|参赛人员|||||
        |||队长|||成员1||
        |||姓名|身份证号|手机号|姓名|身份证号|手机号
        赣州|江西理工大学|橙心队|张三|{A}|13800000001|李四|{B}|13800000002
    """,
        merged=["A1:A3", "B1:B3", "C1:C3", "D1:I1", "D2:F2", "G2:I2"],
    )
    assert people(book) == [ZHANG, LI]
    assert codes(book) == []


def test_flattened_headers_of_form_exports():
    book = sheet(
        "导出",
        f"""
        参赛高校|赛区|团队名称|队长姓名|队长身份证号|队长手机号|成员1姓名|成员1身份证号|成员1手机号
        江西理工大学|赣州|橙心队|张三|{A}|13800000001|李四|{B}|13800000002
        江西理工大学|赣州|红心队|王五|{C}|13800000003|赵六|{D}|0791-86200000
    """,
    )
    assert people(book)[:3] == [ZHANG, LI, WANG]
    assert codes(book) == ["PHONE_LANDLINE 导出!I3"]


# ---- Merged cells


def test_a_merged_team_is_read_for_each_of_its_rows():
    rows = lines(HEADER, ROW_1, f"|||队员|李四|{B}|13800000002", ROW_3, f"|||队员|赵六|{D}|13800000004")
    down = [f"{letter}{top}:{letter}{top + 1}" for top in (2, 4) for letter in "ABC"]
    book = sheet("表", rows, merged=down)
    assert people(book) == [ZHANG, LI, WANG, ZHAO]
    assert tables(book)[0].columns["school"] == ["江西理工大学"] * 4
    assert tables(book)[0].at(1, "team").cell == at("C2"), "where it stands, not where it is missing"
    assert codes(book) == ["TEAM_FILL 表!C2", "TEAM_FILL 表!C4"]


def test_a_team_that_stands_only_on_its_first_row_is_missed_below():
    rows = lines(HEADER, ROW_1, f"赣州|江西理工大学||队员|李四|{B}|13800000002")
    assert codes(sheet("表", rows)) == ["TEAM_MISSING 表!C3"]


def test_preset_rows_inside_a_merged_team_are_nobody():
    rows = lines(HEADER, ROW_1, f"|||队员|李四|{B}|13800000002", "||||||", "||||||")
    book = sheet("表", rows, merged=["A2:A5", "B2:B5", "C2:C5"])
    assert people(book) == [ZHANG, LI]


def test_titles_and_notes_merged_over_the_table_are_no_records():
    rows = lines("报名表", HEADER, ROW_1, ROW_2, "以上同学均已参加培训", "第一批")
    book = sheet("表", rows, merged=["A1:G1", "A5:G5", "A6:G6"])
    assert people(book) == [ZHANG, LI]
    assert codes(book) == []


# ---- Several tables on a sheet


def test_headers_printed_again_on_every_page():
    title = "报名表（续）"
    book = sheet("表", lines("报名表", HEADER, ROW_1, ROW_2, title, HEADER, ROW_3, HEADER, ROW_4))
    assert people(book) == [ZHANG, LI, WANG, ZHAO]
    assert len(tables(book)) == 1
    assert codes(book) == []


def test_two_level_headers_printed_again():
    body = TWO.strip().splitlines()
    book = sheet("汇总", lines(*body[:4], *body[1:3], body[4]))
    assert people(book) == [ZHANG, LI, WANG]


def test_tables_below_each_other_each_with_title_header_and_footer():
    other = "姓名|团队名称|角色|身份证号|手机号|参赛高校|赛区"
    book = sheet(
        "表",
        f"""
        第一批报名表
        {HEADER}
        {ROW_1}
        {ROW_2}
        合计|2人
        填表人：王敏
        |
        第二批报名表
        {other}
        王五|红心队|队长|{C}|13800000003|江西理工大学|赣州
        赵六|红心队|队员|{D}|13800000004|江西理工大学|赣州
        合计|2人
        填表人：王敏
    """,
    )
    assert people(book) == [ZHANG, LI, WANG, ZHAO]
    assert [len(table) for table in tables(book)] == [2, 2]
    assert tables(book)[1].at(1, "name").cell == at("A11")
    assert codes(book) == []


def test_attachment_1_and_attachment_2_on_one_sheet():
    book = sheet(
        "Sheet1",
        f"""
        附件1
        {HEADER}
        {ROW_1}
        {ROW_2}
        附件2
        序号|团队名称|店主姓名|邮乐小店ID|注册手机号
        1|橙心队|张三|YL1001|13800000001
    """,
    )
    assert [table.format.id for table in tables(book)] == ["registration", "shops"]
    assert codes(book, schools=["江西理工大学"], everything=True) == []


def test_two_tables_side_by_side():
    head, rows = HEADER, [(ROW_1, ROW_3), (ROW_2, ROW_4)]
    for gap in ("|", "||"):
        book = sheet("两部", lines(f"{head}{gap}{head}", *(f"{left}{gap}{right}" for left, right in rows)))
        assert people(book) == [ZHANG, LI, WANG, ZHAO]
        assert codes(book) == []


def test_tables_of_unequal_length_side_by_side():
    book = sheet("两部", lines(f"{HEADER}||{HEADER}", f"{ROW_1}||{ROW_3}", f"{ROW_2}||"))
    assert people(book) == [ZHANG, LI, WANG]


# ---- Hidden things


def test_rows_hidden_by_a_filter_are_read_and_told_once_a_run():
    rows = lines(HEADER, ROW_1, ROW_2, ROW_3, ROW_4)
    book = sheet("表", rows, hidden_rows=((3, 3), (4, 5)))
    assert people(book) == [ZHANG, LI, WANG, ZHAO]
    found = [(f.at.cell, f.context["count"]) for f in check(book) if f.code == "ROW_HIDDEN"]
    assert found == [(at("A3"), "1"), (at("A4"), "2")]


def test_a_hidden_column_is_read_and_told():
    book = sheet("表", lines(HEADER, ROW_1.replace(A, A[:17] + "8")), hidden_columns=((6, 6),))
    assert codes(book) == ["COL_HIDDEN 表!F1", "ID_CHECKSUM 表!F2"]


# ---- Forms: one sheet a team

FORM = f"""
    附件1|||||||
    “赣邮杯·我为家乡代言”大学生电商直播大赛报名表|||||||
    赛区（市分公司）：赣州市分公司||||填报日期：2024年10月15日|||
    团队名称|橙心队|||参赛高校|江西理工大学||
    院系/学院|经管学院|||指导教师|王敏|联系电话|0791-86200000
    队 长 姓 名|张三|手机号|13800000001|身份证号|{A}||
    邮乐小店ID|YL1001|||注册手机号|13800000001||
    团队成员|序号|姓名|性别|学号|专业班级|身份证号|手机号/分工
    |1|李四|女|0120221035|电商2201班|{B}|13800000002
    |2||||||
    |3||||||
    团队简介/参赛宣言|为家乡代言。\\n我们来自赣州。||||||
    参赛承诺|本团队承诺所填信息真实…  队长签字：  年 月 日||||||
    学校意见|（公章） 年 月 日|||市分公司意见|（公章） 年 月 日||
    注：1.请如实填写|||||||
"""
MERGED = (
    "A2:H2 A3:D3 E3:H3 B4:D4 F4:H4 B5:D5 F6:H6 B7:D7 F7:H7 A8:A11 B12:H12 B13:H13 B14:D14 F14:H14 A15:H15"
).split()
RED_FORM = FORM
for old, new in (
    ("橙心队", "红心队"),
    ("张三", "王五"),
    (A, C),
    ("13800000001", "13800000003"),
    ("李四", "赵六"),
    (B, D),
    ("13800000002", "13800000004"),
    ("YL1001", "YL1002"),
):
    RED_FORM = RED_FORM.replace(old, new)


@pytest.mark.parametrize("name", ["橙心队", "报名表", "Sheet1"])
@pytest.mark.parametrize("merged", [MERGED, []], ids=["merged", "unmerged"])
def test_a_form_with_labels_beside_values(name, merged):
    book = sheet(name, FORM, merged=merged)
    assert people(book) == [ZHANG, LI]
    table = tables(book)[0]
    assert table.layout == "form"
    assert table.at(0, "id_no").cell == at("F6")
    assert table.at(1, "phone").cell == at("H9")
    assert table.at(1, "team").cell == at("B4")
    assert (table.columns["city"][1], table.columns["teacher_phone"][0]) == ("赣州", "0791-86200000")
    assert (table.columns["teacher"][1], table.columns["shop_id"][0]) == ("王敏", "YL1001")
    assert codes(book) == []


def test_a_bad_id_in_a_form_is_marked_at_its_own_box():
    assert codes(sheet("橙心队", FORM.replace(A, A[:17] + "0"), merged=MERGED)) == ["ID_CHECKSUM 橙心队!F6"]
    assert codes(sheet("橙心队", FORM.replace(B, B[:17] + "0"), merged=MERGED)) == ["ID_CHECKSUM 橙心队!G9"]


def test_a_blank_box_of_a_form_is_missed_at_the_box():
    book = sheet("橙心队", FORM.replace("|江西理工大学|", "||"), merged=MERGED)
    assert codes(book) == ["VALUE_MISSING 橙心队!F4"]


def test_a_blank_form_has_no_records():
    blank = FORM
    for typed in ("橙心队", "江西理工大学", "经管学院", "王敏", "0791-86200000", "张三", "李四", A, B):
        blank = blank.replace(f"|{typed}", "|")
    for typed in ("13800000001", "13800000002", "YL1001", "女", "0120221035", "电商2201班"):
        blank = blank.replace(f"|{typed}", "|")
    assert people(sheet("空表", blank, merged=MERGED)) == []
    assert codes(sheet("空表", blank, merged=MERGED)) == ["TABLE_EMPTY 空表!A3"]


def test_labels_and_values_in_one_cell():
    book = sheet(
        "表",
        f"""
        团队名称：橙心队|参赛高校：江西理工大学
        队长姓名：张三|手机号: 13800000001
        身份证号：{A[:17]}0|
    """,
    )
    assert people(book) == [("橙心队", "队长", "张三", A[:17] + "0", "13800000001")]
    assert codes(book) == ["ID_CHECKSUM 表!A3"]


def test_several_labels_with_their_values_in_one_line():
    book = sheet(
        "表",
        f"团队名称：橙心队    参赛高校：江西理工大学\n队长姓名：张三   身份证号：{A}   手机号：13800000001",
    )
    assert people(book) == [ZHANG]
    assert codes(book) == []


def test_values_below_their_labels():
    book = sheet(
        "表",
        f"""
        团队名称|参赛高校|指导教师
        橙心队|江西理工大学|王敏
        队长姓名|张三|
        手机号|13800000001|
        身份证号|{A}|
    """,
    )
    assert people(book) == [ZHANG]
    assert codes(book) == []


def test_labels_with_blanks_colons_and_marks():
    book = sheet(
        "表",
        f"""
        团  队  名  称：|橙心队|* 参赛高校|江西理工大学
        队长姓名（必填）|张三|手 机 号：|13800000001
        身份证号\\n（必填）|{A}||
    """,
    )
    assert people(book) == [ZHANG]
    assert codes(book) == []


def test_ticked_roles_of_members():
    text = FORM.replace("专业班级", "角色").replace("电商2201班", "□主播 ☑场控")
    assert people(sheet("橙心队", text, merged=MERGED))[1][:3] == ("橙心队", "场控", "李四")


def test_a_leader_who_stands_among_the_members_again_is_one_person():
    text = FORM.replace("|2||||||", f"|2|张三|男|0120221034|电商2201班|{A}|13800000001")
    assert people(sheet("橙心队", text, merged=MERGED)) == [ZHANG, LI]
    assert codes(sheet("橙心队", text, merged=MERGED)) == []


def test_forms_below_each_other():
    book = sheet("两队", FORM + RED_FORM)
    assert people(book) == [ZHANG, LI, WANG, ZHAO]
    assert tables(book)[1].at(0, "id_no").cell == at("F22")
    assert codes(book) == []


@pytest.mark.parametrize("gap", [0, 1])
def test_forms_beside_each_other(gap):
    left, right = FORM.strip().splitlines(), RED_FORM.strip().splitlines()
    rows = [f"{a.strip()}{'|' * (gap + 1)}{b.strip()}" for a, b in zip(left, right, strict=True)]
    book = sheet("两队", lines(*rows))
    assert people(book) == [ZHANG, LI, WANG, ZHAO]
    assert codes(book) == []


def test_one_form_a_sheet():
    first, second = sheet("橙心队", FORM, merged=MERGED), sheet("红心队", RED_FORM, merged=MERGED)
    assert people(first, second) == [ZHANG, LI, WANG, ZHAO]
    assert codes(first, second) == []


def test_a_list_of_filings_with_few_columns_is_no_roster():
    lines = "序号|姓名|身份证号|审批结果|审批日期\n1|张三|360102200503150219|通过|2024-10-18"
    (table,) = tables(sheet("主播备案", lines))
    assert (table.format.id, list(table.columns["result"])) == ("filings", ["通过"])


SHORT = "\n".join(
    [
        "编号 | 姓名或名称 | 期次 | 活动 | 日期 | 开始时间 | 结束时间 | 账号",
        "K1 | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 19:00 | 21:00 | 橙",
    ]
)


@pytest.mark.parametrize(
    ("name", "title", "formats"),
    [
        ("场次", "直播场次记录", ["sessions"]),
        ("场次更正", "直播场次记录（更正）", ["sessions"]),
        ("Sheet1", "直播场次记录", ["entries"]),
        ("场次", "登记表", ["entries"]),
    ],
)
def test_a_short_table_is_what_its_sheet_and_its_title_both_say(name, title, formats):
    found = snapshot_of(Book("t.xlsx", [sheet(name, f"{title}\n{SHORT}")])).tables
    assert [table.format.id for table in found] == formats


def test_a_column_the_named_format_does_not_know_leaves_the_table_what_its_marks_say():
    lines = SHORT.replace("账号\n", "账号 | 粉丝数\n") + " | 100"
    found = snapshot_of(Book("t.xlsx", [sheet("场次", "直播场次记录\n" + lines)])).tables
    assert [table.format.id for table in found] == ["entries"]


def test_the_header_of_a_short_table_printed_again_is_no_other_table():
    again = SHORT.split("\n")[1].replace("11-05", "11-06")
    lines = "\n".join(["直播场次记录", SHORT, *[again] * 9, SHORT])
    (table,) = snapshot_of(Book("t.xlsx", [sheet("场次", lines)])).tables
    assert (table.format.id, len(table)) == ("sessions", 11)
