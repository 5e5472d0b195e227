"""eligible as headquarters runs it: a real contest workbook, what it writes, one event or all, what is told."""

from __future__ import annotations

import json
import re

import pytest
from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from tests.eligibility.at_work import EVENT, listed, results, run, ticked, typed
from tests.eligibility.books import ENTRY, PERSON, PLAN, SESSION, submitted
from tests.eligibility.test_judge import entered
from tests.merge.inboxes import written
from tests.merge.test_merge_command import rows
from tests.shell import contestbook


def test_every_entrant_of_every_event_gets_a_line_and_each_condition_one(book):
    assert run(book) == (0, [])
    assert results(book) == ["K0001 活动3 不合格", "K0001 活动4 合格", "K0002 活动4 不合格"]
    lines = rows(book, "资格明细", "编号", "活动", "条件", "实际", "要求", "是否符合", "通知原文", "行号")
    assert (
        "K0001",
        "活动4",
        "每场时长",
        "1场中1场符合",
        "不低于2小时",
        "符合",
        "每场次不低于2小时",
        "89",
    ) in lines
    journal = list(load_workbook(book)["操作记录"].values)
    assert [row[1] for row in journal] == ["操作", "新建赛事台账", "资格审核"]


def test_the_terminal_counts_by_event(book):
    _, output = contestbook("eligible", book, "--as-of", "2026-06-01")
    assert "第一期·活动4  报名 2：合格 1，不合格 1" in output
    assert "还没有人报名：" in output
    assert "第二期·活动1、活动2、活动3、活动4、活动5、活动6" in re.sub(r"\n *", "", output)


def test_judging_again_changes_nothing(book):
    run(book)
    before = book.read_bytes()
    assert run(book) == (0, [])
    assert book.read_bytes() == before


def test_undo_takes_it_back(book):
    before = {s.title: [[c.value for c in row] for row in s] for s in load_workbook(book)}
    run(book)
    assert contestbook("undo", book, "--in-place")[0] == 0
    after = {s.title: [[c.value for c in row] for row in s] for s in load_workbook(book)}
    del before["操作记录"], after["操作记录"]
    assert {k: [r for r in v if any(r)] for k, v in after.items()} == {
        k: [r for r in v if any(r)] for k, v in before.items()
    }


def test_one_event_is_judged_and_the_others_stay_as_they_are(book):
    run(book)
    before = rows(book, "资格审核", "编号", "活动", "结论", "原因", "规则版本")
    typed(book, {"直播计划审核": [{**PLAN, "审核结果": "不通过"}]})
    typed(
        book,
        {
            "报名": [
                ENTRY,
                {**ENTRY, "编号": "K0002", "姓名或名称": "李四"},
                entered("第一期·活动3", 状态="撤回"),
            ]
        },
    )
    assert run(book, "--event", EVENT)[0] == 1
    after = rows(book, "资格审核", "编号", "活动", "结论", "原因", "规则版本")
    assert after[0] == before[0], "活动3 was not asked for"
    assert results(book)[1:] == ["K0001 活动4 不合格", "K0002 活动4 不合格"]


def test_the_event_picked_on_the_home_page_is_the_one(book):
    made = load_workbook(book)
    label = next(cell for row in made["说明"] for cell in row if cell.value == "当前活动")
    made["说明"].cell(label.row, label.column + 1).value = EVENT
    made.save(book)
    run(book)
    assert results(book) == ["K0001 活动4 合格", "K0002 活动4 不合格"]


def test_a_withdrawn_entry_keeps_its_line(book):
    run(book)
    typed(book, {"报名": [{**ENTRY, "状态": "撤回"}]})
    run(book)
    assert results(book) == ["K0001 活动3 不合格", "K0001 活动4 已撤回", "K0002 活动4 不合格"]
    assert not [line for line in rows(book, "资格明细", "编号", "活动") if line == ("K0001", "活动4")]


def test_an_entry_whose_number_was_mistyped_is_not_taken_for_withdrawn(book):
    run(book)
    entries = [ENTRY, {**ENTRY, "编号": "K0099", "姓名或名称": "李四"}, entered("第一期·活动3")]
    typed(book, {"报名": entries})
    assert "ENTRANT_UNKNOWN 报名!A5" in run(book)[1]
    assert results(book)[2] == "K0002 活动4 待核"


def test_whoever_enters_two_groups_of_one_event_gets_a_conclusion_on_each(book):
    event = "第一期·活动6"
    typed(book, {"报名": [entered(event, 申报组别="直播带货、短视频")]})
    run(book, "--event", event)
    shown = ("编号", "活动", "申报组别", "归组结果", "结论")
    two = [("K0001", "活动6", group, group, "不合格") for group in ("直播带货", "短视频")]
    assert rows(book, "资格审核", *shown) == two
    before = book.read_bytes()
    run(book, "--event", event)
    assert book.read_bytes() == before
    typed(book, {"报名": [entered(event, 申报组别="短视频")]})
    run(book, "--event", event)
    assert rows(book, "资格审核", *shown) == [(*two[0][:4], "已撤回"), two[1]]


def test_people_may_sort_the_lines_and_add_columns(book):
    run(book)
    made = load_workbook(book)
    sheet = made["资格审核"]
    first, second = ([cell.value for cell in sheet[row]] for row in (4, 5))
    for col, (a, b) in enumerate(zip(first, second, strict=True), 1):
        sheet.cell(4, col).value, sheet.cell(5, col).value = b, a
    sheet.cell(3, 30).value, sheet.cell(4, 30).value = "我的列", "记号"
    made.save(book)
    assert run(book) == (0, [])
    assert results(book) == ["K0001 活动4 合格", "K0001 活动3 不合格", "K0002 活动4 不合格"]
    assert load_workbook(book)["资格审核"].cell(4, 30).value == "记号"


def test_a_rule_that_changed_since_is_told_by_lint_until_its_results_are_made_anew(book):
    run(book)
    made = load_workbook(book)
    sheet = made["规则_条件"]
    header = [cell.value for cell in sheet[HEADER_ROW]]
    line = next(
        row for row in sheet.iter_rows(min_row=4)
        if row[header.index("活动")].value == "活动4" and row[header.index("指标")].value == "每场时长"
    )  # fmt: skip
    line[header.index("数值")].value = 3
    made.save(book)
    assert changed(book) == 1
    run(book, "--event", "第一期·活动3")
    assert changed(book) == 1, "another event's results say nothing about it"
    assert run(book, "--event", EVENT)[0] == 1
    assert results(book)[1] == "K0001 活动4 不合格"
    assert changed(book) == 0
    assert [row[1:] for row in rows(book, "规则版本", "版本", "表", "列", "原值", "新值")][1:] == [
        ("规则_条件", "数值", "2", "3")
    ]


def changed(book):
    (found,) = json.loads(contestbook("lint", book, "--json")[1])["files"]
    return sum(f["code"] == "RULE_CHANGED" for f in found["findings"])


def test_findings_of_merging_stay_in_the_list(book, tmp_path):
    from tests.merge.inboxes import written
    from tests.merge.test_entrants import entries

    inbox = tmp_path / "收件箱"
    inbox.mkdir()
    written(inbox / "a.xlsx", entries("个人|王五|||||13800000009||||||第一期·活动4|2024-09-10"))
    contestbook("merge", inbox, "-o", book)
    before = codes_listed(book)
    typed(book, {"场次": [{**SESSION, "结束时间": "20:00"}]})
    run(book)
    assert set(codes_listed(book)) == {*before, "SESSION_SHORT"}
    contestbook("merge", inbox, "-o", book)
    assert set(codes_listed(book)) == {*before, "SESSION_SHORT"}
    typed(book, {"场次": [SESSION]})
    run(book)
    assert codes_listed(book) == before


def codes_listed(book):
    found = load_workbook(book)
    if "问题清单" not in found.sheetnames:
        return []
    return [row[13] for row in found["问题清单"].iter_rows(min_row=6, values_only=True)]


def test_one_person_behind_two_entrants_of_an_event_is_an_internal_suspicion(book):
    firm = {
        **PERSON,
        "编号": "K0003",
        "类型": "企业",
        "姓名或名称": "枸杞公司",
        "统一社会信用代码": "91350100M000100Y43",
    }
    other = {**PERSON, "编号": "K0002", "姓名或名称": "李四"}
    typed(book, {"参赛主体": [PERSON, other, firm]})
    typed(book, {"报名": [ENTRY, {**ENTRY, "编号": "K0003", "姓名或名称": "枸杞公司"}]})
    run(book)
    assert ("K0003", "身份证号相同", "与K0001身份证号相同") in rows(
        book, "疑点(内部)", "编号", "疑点", "线索"
    )
    again = rows(book, "疑点(内部)", "编号", "疑点", "线索")
    run(book)
    assert rows(book, "疑点(内部)", "编号", "疑点", "线索") == again


@pytest.mark.parametrize(
    ("code", "words", "spoil"),
    [
        ("EVENT_UNKNOWN", ("--event", "活动99"), None),
        ("BOOK_SHEET", (), "资格审核"),
        ("FILE_NO_CARD", (), "规则_"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_writes_nothing(book, code, words, spoil):
    if spoil:
        made = load_workbook(book)
        for sheet in made:
            if sheet.title.startswith(spoil):
                sheet.title = f"旧{sheet.title}"
        made.save(book)
    before = book.read_bytes()
    assert run(book, *words) == (2, code)
    assert book.read_bytes() == before


def test_a_blank_card_has_no_event_to_judge(tmp_path):
    path = tmp_path / "空.xlsx"
    contestbook("new", "blank", "-o", path)
    assert run(path) == (2, "EVENT_NONE")


def test_the_list_names_an_entrant_in_the_column_of_names(book):
    typed(book, {"场次": [{**SESSION, "结束时间": "20:00"}]})
    run(book)
    row = next(load_workbook(book)["问题清单"].iter_rows(min_row=6, values_only=True))
    assert row[2:5] == (None, None, "张三")


def test_judging_one_event_keeps_what_was_said_and_answered_of_the_others(book):
    typed(book, {"场次": [SESSION, {**SESSION, "场次号": "S2", "活动": "活动3", "日期": "2024-10-30"}]})
    run(book, "--event", "第一期·活动3")
    first = [("OUT_OF_WINDOW", "场次 F5", "")]
    assert listed(book) == first
    ticked(book, "OUT_OF_WINDOW", "属实")
    typed(book, {"场次": [{**SESSION, "结束时间": "20:00"}]})
    run(book, "--event", EVENT)
    both = [("SESSION_SHORT", "场次 J4", ""), ("OUT_OF_WINDOW", "场次 F5", "属实")]
    assert sorted(listed(book)) == sorted(both)
    for words in (["--event", "第一期·活动3"], ["--event", EVENT], []):
        run(book, *words)
        assert sorted(listed(book)) == sorted(both), words


# ---- A time told in words counts when somebody ticked it


@pytest.mark.parametrize(
    ("answer", "result"), [("属实", "合格"), ("已改", "合格"), ("待核实", "待核"), (None, "待核")]
)
def test_a_time_in_words_that_was_typed_counts_once_it_is_ticked(book, answer, result):
    typed(book, {"场次": [{**SESSION, "开始时间": "晚7点", "结束时间": "21:30"}]})
    assert run(book)[1] == ["TIME_SPOKEN 场次!H4"]
    assert results(book)[1] == "K0001 活动4 待核"
    ticked(book, "TIME_SPOKEN", answer)
    run(book)
    assert results(book)[1] == f"K0001 活动4 {result}"


def test_a_time_in_words_in_a_file_counts_once_it_is_ticked_in_the_contest_workbook(book, tmp_path):
    typed(book, {"场次": [dict.fromkeys(SESSION)]})
    row = {title: value for title, value in SESSION.items() if title not in ("状态", "时长(分钟)")}
    written(tmp_path / "场次.xlsx", submitted("场次", [{**row, "开始时间": "晚7点"}]))
    assert contestbook("merge", tmp_path / "场次.xlsx", "-o", book)[0] == 0
    assert rows(book, "场次", "开始时间", "状态") == [("19:00:00", "有效")]
    run(book)
    assert results(book)[1] == "K0001 活动4 待核"
    ticked(book, "TIME_SPOKEN", "属实")
    run(book)
    assert results(book)[1] == "K0001 活动4 合格"
    contestbook("merge", tmp_path / "场次.xlsx", "-o", book)
    run(book)
    assert results(book)[1] == "K0001 活动4 合格", "the answer is kept"


@pytest.mark.parametrize(
    ("day", "event", "likely"),
    [
        ("11月8日", "活动4", "2024-11-08"),
        ("10月20日", "活动4", "2024-10-20"),
        ("1月9日", "活动6", "2025-01-09"),
    ],
)
def test_a_day_without_a_year_is_shown_with_the_one_its_event_makes_likely_and_not_counted(
    book, day, event, likely
):
    typed(book, {"场次": [{**SESSION, "日期": day, "活动": event}]})
    run(book)
    sheet = load_workbook(book)["问题清单"]
    (said,) = [row[7] for row in sheet.iter_rows(min_row=6, values_only=True) if row[13] == "DATE_YEAR"]
    assert said.endswith(f"没有年份，可能是 {likely}")
    assert "K0001 活动4 合格" not in results(book)
