"""参赛主体 and 报名: an entrant is typed once for many events and has one number; sheets of work are merged, too."""

from __future__ import annotations

import json

import pytest

from schemas.events import scopes_named
from tests.merge.inboxes import people, shop, written
from tests.merge.test_merge_command import merged, rows, typed
from tests.shell import contestbook
from tests.tables import A, B, sheet

CONTEST = "litong-2024"
ENTRY = (
    "类型|姓名或名称|负责人|团队成员|身份证号|统一社会信用代码|联系电话|人员类别|"
    "粉丝数|近一年销售额|截至日期|申报组别|报名活动|报名日期"
)
ALONE = f"个人|张三|||{A}||13800000001|返乡创业人员|8600|320.5|2024-08-31|新秀组|第一期·活动1、第一期·活动4|2024-09-10"
FIRM = f"企业|利通枸杞公司|张三||{A}|91350100M000100Y43|13800000001||12000|||||2024-10-20"
TEAM = f"团队|橙心队|李四|张三、李四|{B}||13800000002||500|100|||第二期·活动2|2025-05-01"


def at(told):
    """The codes with their cells."""
    return [tuple(line.split(" ", 1)[1].split(" ")) for line in told]


def entries(*lines, name="报名表"):
    return sheet(name, "\n".join([ENTRY, *lines]))


def test_one_row_for_twelve_events_is_one_entrant_and_a_row_for_each_event(book, inbox):
    written(inbox / "a.xlsx", entries(ALONE))
    status, told, refused = merged(book, inbox)
    assert (status, told, refused) == (0, [], [])
    assert rows(book, "参赛主体", "编号", "类型", "姓名或名称", "身份证号", "联系电话", "来源行") == [
        ("K0001", "个人", "张三", A, "13800000001", "2")
    ]
    assert rows(
        book, "报名", "编号", "姓名或名称", "期次", "活动", "粉丝数", "近一年销售额", "截至日期", "状态"
    ) == [
        ("K0001", "张三", "第一期", "活动1", "8600", "320.5", "2024-08-31 00:00:00", "有效"),
        ("K0001", "张三", "第一期", "活动4", "8600", "320.5", "2024-08-31 00:00:00", "有效"),
    ]


@pytest.mark.parametrize(
    "named",
    [
        "第一期·活动1、活动4、第二期·活动5",
        "第一期 活动1 活动4 第二期 活动5",
        "第一期·活动1和活动4，第二期·活动5",
        "第一期：活动1 和 活动4；第二期活动5",
    ],
)
def test_an_event_without_a_phase_is_of_the_phase_named_before_it(named):
    found = list(scopes_named(named, ""))
    assert [scope.label for scope in found] == ["第一期·活动1", "第一期·活动4", "第二期·活动5"]


@pytest.mark.parametrize(
    "named", ["第一期·活动1、4", "第一期·1、4", "第一期 活动1和4", "第一期，活动１；活动 4"]
)
def test_a_bare_number_among_events_is_the_event_of_that_number(named):
    assert [scope.label for scope in scopes_named(named)] == ["第一期·活动1", "第一期·活动4"]
    bare = named.replace("第一期", "").strip("·， ")
    assert [scope.label for scope in scopes_named(bare, "第二期")] == ["第二期·活动1", "第二期·活动4"]


def test_an_event_of_another_phase_than_the_one_beside_it_stands_as_typed():
    assert list(scopes_named("第一期·活动4、5", "第二期")) == [
        ("第二期", "第一期·活动4"), ("第二期", "第一期·活动5"),
    ]  # fmt: skip


def test_what_stands_between_events_is_never_in_one():
    assert list(scopes_named("活动 4", "第一期")) == [("第一期", "活动4")]
    assert list(scopes_named("第一期、第二期", "")) == [("第一期", ""), ("第二期", "")]
    assert list(scopes_named("、", "")) == []
    title = "“双十二精彩开启,好礼如云而至”电商活动"
    assert list(scopes_named(f"第一期 {title}、遇见利通 共享好物", "")) == [
        ("第一期", title), ("第一期", "遇见利通 共享好物"),
    ]  # fmt: skip


def test_the_home_page_counts_the_entries(book, inbox):
    written(inbox / "a.xlsx", entries(ALONE))
    merged(book, inbox)
    counts = {row[0]: row[1] for row in rows(book, "说明", "活动", "报名数")}
    assert (counts["第一期·活动1"], counts["第一期·活动2"], counts["第一期·活动4"]) == ("1", "0", "1")


def test_an_entry_that_names_the_title_of_an_event_counts_for_it(book, inbox):
    written(inbox / "a.xlsx", entries(ALONE.replace("第一期·活动1、第一期·活动4", "4、年货节")))
    merged(book, inbox)
    found = rows(book, "报名", "期次", "活动")
    assert found[1][1].startswith("活动")
    counts = {row[0]: row[1] for row in rows(book, "说明", "活动", "报名数")}
    assert counts["·".join(found[1])] == "1"


def test_a_later_entry_for_another_event_keeps_the_number(book, inbox):
    written(inbox / "a.xlsx", entries(ALONE))
    merged(book, inbox)
    written(inbox / "b.xlsx", entries(ALONE.replace("第一期·活动1、第一期·活动4", "第二期·活动5")))
    status, told, _ = merged(book, inbox)
    assert (status, told) == (0, [])
    assert rows(book, "参赛主体", "编号", "姓名或名称") == [("K0001", "张三")]
    assert [row for row in rows(book, "报名", "编号", "期次", "活动")] == [
        ("K0001", "第一期", "活动1"), ("K0001", "第一期", "活动4"), ("K0001", "第二期", "活动5"),
    ]  # fmt: skip


def test_one_person_alone_behind_a_firm_and_in_a_team_is_three_entrants_and_asked_about(book, inbox):
    firm = FIRM.replace("12000|||||", "12000||||第二期·活动5|")
    written(inbox / "a.xlsx", entries(ALONE, firm, TEAM))
    status, told, _ = merged(book, inbox)
    assert rows(book, "参赛主体", "编号", "类型") == [("K0001", "个人"), ("K0002", "企业"), ("K0003", "团队")]
    assert status == 0
    assert at(told) == [("ENTRANT_SAME", "参赛主体!H5"), ("ENTRANT_MEMBER", "参赛主体!E6")]


def test_what_two_entries_say_differently_of_one_entrant_is_asked_about(book, inbox):
    written(inbox / "a.xlsx", entries(ALONE))
    written(
        inbox / "b.xlsx",
        entries(ALONE.replace("返乡创业人员", "退役军人").replace("活动1、第一期·活动4", "活动2")),
    )
    _, told, _ = merged(book, inbox)
    assert at(told) == [("ENTRANT_DIFFERS", "参赛主体!K4")]
    assert rows(book, "参赛主体", "人员类别") == [("退役军人",)]


def test_entrants_may_be_typed_by_hand_and_are_known_again(book, inbox):
    for title, value in {"编号": "K0007", "类型": "个人", "姓名或名称": "张三", "身份证号": A}.items():
        typed(book, "参赛主体", title, value)
    written(inbox / "a.xlsx", entries(ALONE, TEAM))
    merged(book, inbox)
    assert rows(book, "参赛主体", "编号", "姓名或名称") == [("K0007", "张三"), ("K0008", "橙心队")]
    assert {row[0] for row in rows(book, "报名", "编号", "活动")} == {"K0007", "K0008"}


def test_merging_entries_again_changes_nothing(book, inbox):
    written(inbox / "a.xlsx", entries(ALONE, TEAM))
    merged(book, inbox)
    before = book.read_bytes()
    assert merged(book, inbox)[0] == 0
    assert book.read_bytes() == before


def test_a_number_changed_by_hand_stays_and_is_told(book, inbox):
    written(inbox / "a.xlsx", entries(ALONE))
    merged(book, inbox)
    typed(book, "参赛主体", "联系电话", "13900000009")
    written(inbox / "b.xlsx", entries(ALONE.replace("13800000001", "13800000003")))
    _, told, _ = merged(book, inbox, "--kind", "更正")
    assert [code for code in told if "参赛主体" in code] == ["台账.xlsx MERGE_EDITED 参赛主体!J4"]
    assert rows(book, "参赛主体", "联系电话") == [("13900000009",)]


SESSIONS = (
    "场次号|姓名或名称|期次|活动|日期|开始时间|结束时间|时长(分钟)|账号|地点|话题|商品已审核|数据来源等级"
)


def sessions(*lines):
    return sheet("场次", "\n".join([SESSIONS, *lines]))


ONE = "S001|张三|第一期|活动4|2024-11-03|19:00|21:30|150|橙心小铺|利通区电子商务中心|#我在利通区带好货#|是|平台导出"


def test_sessions_are_merged_with_days_times_and_minutes_as_cells_hold_them(book, inbox):
    written(inbox / "场次.xlsx", sessions(ONE))
    status, told, _ = merged(book, inbox)
    assert (status, told) == (0, [])
    assert rows(
        book, "场次", "场次号", "日期", "开始时间", "结束时间", "时长(分钟)", "商品已审核", "来源文件"
    ) == [("S001", "2024-11-03 00:00:00", "19:00:00", "21:30:00", "150", "是", "场次.xlsx")]


def test_one_session_in_two_files_counts_once(book, inbox):
    written(inbox / "场次.xlsx", sessions(ONE))
    written(inbox / "又报.xlsx", sessions(ONE, ONE.replace("S001", "S002").replace("11-03", "11-04")))
    status, told, _ = merged(book, inbox)
    assert (status, told) == (0, [])
    assert [row[0] for row in rows(book, "场次", "场次号", "日期")] == ["S001", "S002"]


def test_two_broadcasts_at_once_in_two_files_are_told_at_the_merged_rows(book, inbox):
    written(inbox / "a.xlsx", sessions(ONE))
    written(
        inbox / "b.xlsx",
        sessions(
            ONE.replace("S001|张三", "S009|李四")
            .replace("19:00|21:30", "21:20|23:00")
            .replace("|150|", "|100|")
        ),
    )
    status, told, _ = merged(book, inbox)
    assert (status, told) == (1, ["台账.xlsx SCHED_OVERLAP 场次!H5"])


def test_a_session_with_an_error_is_returned_and_told_at_its_cell(book, inbox):
    written(inbox / "a.xlsx", sessions(ONE.replace("21:30", "18:00").replace("|150|", "||")))
    contestbook("merge", inbox, "-o", book)
    assert rows(book, "场次", "场次号") == []
    assert rows(book, "收件登记", "行数", "合并", "退回") == [("1", "0", "1")]


def test_a_table_the_contest_does_not_use_is_kept_and_asked_about(book, inbox):
    written(inbox / "a.xlsx", people("张三"), shop("张三"))
    contestbook("merge", inbox, "-o", book)
    assert [row for row in rows(book, "附件1汇总", "姓名")] == [("张三",)]
    assert [row[0] for row in rows_of_list(book)] == ["FORMAT_UNUSED", "FORMAT_UNUSED"]


def rows_of_list(book):
    from openpyxl import load_workbook

    found = load_workbook(book)["问题清单"]
    return [(row[13], row[5]) for row in found.iter_rows(min_row=6, values_only=True)]


def test_a_kind_of_entrant_that_is_also_a_label_of_a_form_is_a_value_in_a_table(book, inbox):
    """团队 is a value of 类型 here; in 附件1 it is a label."""
    written(inbox / "a.xlsx", entries(TEAM))
    merged(book, inbox)
    assert rows(book, "参赛主体", "类型", "姓名或名称", "负责人", "团队成员") == [
        ("团队", "橙心队", "李四", "张三、李四")
    ]


def test_a_returned_entry_has_its_events_in_one_row_and_can_be_merged_again(book, inbox, tmp_path):
    from openpyxl import load_workbook

    wrong = TEAM.replace("13800000002", "1380000002")
    written(inbox / "a.xlsx", entries(ALONE, wrong))
    merged(book, inbox)
    assert contestbook("returns", book, "-o", tmp_path / "退回")[0] == 1
    (back,) = (tmp_path / "退回").iterdir()
    sheet = load_workbook(back)["报名"]
    header = [str(cell.value).strip("*") for cell in sheet[4]]
    name, events = header.index("姓名或名称"), header.index("报名活动")
    found = {row[name]: row[events] for row in sheet.iter_rows(min_row=5, values_only=True) if row[name]}
    assert found == {"张三": "第一期·活动1、第一期·活动4", "橙心队": "第二期·活动2"}
    made = load_workbook(back)
    phone = next(
        cell for row in made["报名"].iter_rows(min_row=5) for cell in row if cell.value == "1380000002"
    )
    phone.value = "13800000002"
    made.save(inbox / "改好.xlsx")
    merged(book, inbox)
    assert rows(book, "报名", "姓名或名称", "活动", "状态") == [
        ("张三", "活动1", "有效"), ("张三", "活动4", "有效"), ("橙心队", "活动2", "有效"),
    ]  # fmt: skip


def test_an_entry_that_was_declined_and_is_wanted_again_is_told_of_no_edits(book, inbox):
    written(inbox / "a.xlsx", entries(ALONE))
    merged(book, inbox)
    typed(book, "收件登记", "确认", "不采用")
    merged(book, inbox)
    written(inbox / "b.xlsx", entries(ALONE.replace("返乡创业人员", "退役军人")))
    typed(book, "收件登记", "确认", None)
    typed(book, "收件登记", "确认", "不采用")
    merged(book, inbox)
    assert rows(book, "参赛主体", "编号", "人员类别", "来源文件") == [("K0001", "退役军人", "b.xlsx")]
    _, told, _ = merged(book, inbox)
    assert told == []


def test_a_row_typed_by_hand_is_filled_and_told_of_no_edits_at_the_next_merge(book, inbox):
    for title, value in {"编号": "K0007", "类型": "个人", "姓名或名称": "张三", "身份证号": A}.items():
        typed(book, "参赛主体", title, value)
    written(inbox / "a.xlsx", entries(ALONE))
    merged(book, inbox)
    assert rows(book, "参赛主体", "编号", "联系电话", "来源文件") == [("K0007", "13800000001", "a.xlsx")]
    written(inbox / "b.xlsx", entries(ALONE.replace("活动1、第一期·活动4", "活动2")))
    assert merged(book, inbox)[1] == []


def test_hosts_of_one_name_at_two_entrants_are_asked_about_once(book, inbox):
    header = f"{SESSIONS}|主播"
    one, two = (
        f"{ONE}|王五",
        f"{ONE.replace('S001', 'S002').replace('张三', '李四').replace('橙心小铺', '枸杞')}|王五",
    )
    written(inbox / "a.xlsx", sheet("场次", "\n".join([header, one, two])))
    _, output = contestbook("merge", inbox, "-o", book, "--json")
    codes = [f["code"] for file in json.loads(output)["files"] for f in file["findings"]]
    assert codes.count("HOST_OVERLAP") == 1
