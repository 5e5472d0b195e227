"""eligible as headquarters runs it: a real contest workbook, what it writes, what people decide beside it."""

from __future__ import annotations

import json
import shutil

import pytest
from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from tests.eligibility.books import ENTRY, NOTICE, PERSON, PLAN, SESSION, submitted
from tests.eligibility.test_judge import entered
from tests.merge.inboxes import written
from tests.merge.test_merge_command import rows
from tests.shell import contestbook

EVENT = "第一期·活动4"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A 利通 workbook with one entrant who meets everything, and one who entered and did nothing."""
    path = tmp_path_factory.mktemp("new") / "台账.xlsx"
    assert contestbook("new", "litong-2024", "-o", path)[0] == 0
    other = {
        **PERSON,
        "编号": "K0002",
        "姓名或名称": "李四",
        "身份证号": "360730200411020423",
        "账号昵称": "枸杞",
    }
    other["联系电话"] = "13800000002"
    entries = [ENTRY, {**ENTRY, "编号": "K0002", "姓名或名称": "李四"}, entered("第一期·活动3")]
    typed(
        path,
        {
            "参赛主体": [PERSON, other],
            "报名": entries,
            "直播计划审核": [PLAN],
            "直播报备": [NOTICE],
            "场次": [SESSION],
        },
    )
    return path


@pytest.fixture
def book(filled, tmp_path):
    return shutil.copy(filled, tmp_path / "台账.xlsx")


def typed(path, sheets):
    """People type rows into the sheets."""
    made = load_workbook(path)
    for name, lines in sheets.items():
        header = [cell.value for cell in made[name][HEADER_ROW]]
        for row, values in enumerate(lines, HEADER_ROW + 1):
            for title, value in values.items():
                made[name].cell(row, header.index(title) + 1).value = value
    made.save(path)


def decided(path, row, **values):
    """Somebody fills in a line of 资格审核."""
    made = load_workbook(path)
    header = [cell.value for cell in made["资格审核"][HEADER_ROW]]
    for title, value in values.items():
        made["资格审核"].cell(row, header.index(title) + 1).value = value
    made.save(path)


def run(book, *words):
    status, output = contestbook("eligible", book, "--as-of", "2026-06-01", *words, "--json")
    (found,) = json.loads(output)["files"]
    if found["reason"]:
        return status, found["reason"]["code"]
    return status, [f"{f['code']} {f['sheet'] or ''}!{f['cell'] or ''}" for f in found["findings"]]


def results(book):
    return [" ".join(row) for row in rows(book, "资格审核", "编号", "活动", "结论")]


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
    assert "第二期·活动6  还没有人报名" in output


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


PAPERS = {"审核意见": "合格", "审核人": "甲某", "审核日期": "2024-12-05", "依据文件": "纪要1号"}


def test_a_decision_stays_and_what_changed_since_is_shown(book):
    run(book)
    decided(book, 5, **PAPERS)
    assert run(book) == (0, [])
    typed(book, {"场次": [{**SESSION, "结束时间": "20:00"}]})
    status, found = run(book)
    assert (status, found) == (1, ["SESSION_SHORT 场次!J4", "ELIGIBLE_CHANGED 资格审核!G5"])
    (line,) = [row for row in rows(book, "资格审核", "审核意见", "审核时结论", "审核后变化") if row[0]]
    assert line[:2] == ("合格", "合格")
    assert line[2].startswith("审核时合格，现在不合格：每场时长：1场中0场符合")


@pytest.mark.parametrize(
    ("papers", "found"),
    [
        (PAPERS, []),
        ({**PAPERS, "依据文件": ""}, ["DECISION_PAPER 资格审核!J6"]),
        ({**PAPERS, "审核人": ""}, ["DECISION_PAPER 资格审核!J6"]),
        ({**PAPERS, "审核意见": "不合格", "依据文件": ""}, []),
    ],
)
def test_a_decision_against_the_result_needs_its_papers(book, papers, found):
    """K0002 is 不合格 by the rules."""
    run(book)
    decided(book, 6, **papers)
    assert run(book)[1] == found


def test_a_decision_made_anew_was_made_on_what_the_row_said(book):
    run(book)
    decided(book, 5, **PAPERS)
    run(book)
    typed(book, {"场次": [{**SESSION, "结束时间": "20:00"}]})
    assert "ELIGIBLE_CHANGED 资格审核!G5" in run(book)[1]
    decided(book, 5, 审核意见="不合格", 审核日期="2024-12-09")
    assert run(book) == (1, ["SESSION_SHORT 场次!J4"])
    shown = rows(book, "资格审核", "审核意见", "审核时结论", "审核后变化")
    assert [row for row in shown if row[0]] == [("不合格", "不合格", "")]


def test_a_group_that_changes_after_a_decision_is_told(book):
    entry = entered("第一期·活动1", 粉丝数=8600, 近一年销售额=320, 截至日期="2024-08-31")
    typed(book, {"报名": [entry], "场次": [dict.fromkeys(SESSION)]})
    run(book, "--event", "第一期·活动1")
    (row,) = rows(book, "资格审核", "归组结果", "结论")
    assert row[0] == "新秀组", row
    decided(book, 4, **{**PAPERS, "审核意见": row[1], "定为组别": "新秀组"})
    run(book, "--event", "第一期·活动1")
    typed(book, {"报名": [{**entry, "粉丝数": 20000}]})
    assert "ELIGIBLE_CHANGED 资格审核!G4" in run(book, "--event", "第一期·活动1")[1]
    ((changed,),) = rows(book, "资格审核", "审核后变化")
    assert changed.startswith(f"审核时{row[1]}（新秀组），现在{row[1]}（达人组）")


@pytest.mark.parametrize(
    ("papers", "found"),
    [
        ({**PAPERS, "审核意见": "通过"}, ["DECISION_UNREADABLE 资格审核!J5"]),
        ({**PAPERS, "审核日期": "昨天"}, ["DECISION_UNREADABLE 资格审核!M5"]),
        ({**PAPERS, "定为组别": "高手组"}, ["DECISION_UNREADABLE 资格审核!K5"]),
        ({"定为组别": "高手组"}, ["DECISION_UNREADABLE 资格审核!K5", "DECISION_PAPER 资格审核!K5"]),
        ({"审核意见": "合格", "审核人": "甲某", "审核日期": "2024年12月5日"}, []),
    ],
)
def test_a_decision_nobody_can_act_on_is_told(book, papers, found):
    run(book)
    decided(book, 5, **papers)
    assert sorted(run(book)[1]) == sorted(found)


def test_an_entry_whose_number_was_mistyped_is_not_taken_for_withdrawn(book):
    run(book)
    entries = [ENTRY, {**ENTRY, "编号": "K0099", "姓名或名称": "李四"}, entered("第一期·活动3")]
    typed(book, {"报名": entries})
    assert "ENTRANT_UNKNOWN 报名!A5" in run(book)[1]
    assert results(book)[2] == "K0002 活动4 待核"


def test_a_decision_taken_back_leaves_nothing_behind(book):
    run(book)
    decided(book, 5, **PAPERS)
    run(book)
    decided(book, 5, **dict.fromkeys(PAPERS))
    run(book)
    assert {row for row in rows(book, "资格审核", "审核意见", "审核时结论", "审核后变化")} == {("", "", "")}


def test_a_copied_row_is_told_and_left_as_it_is(book):
    run(book)
    made = load_workbook(book)
    sheet = made["资格审核"]
    for col in range(1, sheet.max_column + 1):
        sheet.cell(7, col).value = sheet.cell(5, col).value
    made.save(book)
    typed(book, {"场次": [{**SESSION, "结束时间": "20:00"}]})
    assert "RESULT_TWICE 资格审核!A7" in run(book)[1]
    assert results(book)[1:] == ["K0001 活动4 不合格", "K0002 活动4 不合格", "K0001 活动4 合格"]


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


def test_a_result_changed_by_hand_is_told_and_made_right(book):
    run(book)
    decided(book, 6, 结论="合格")
    assert run(book) == (0, ["RESULT_EDITED 资格审核!G6"])
    assert results(book)[2] == "K0002 活动4 不合格"
    assert run(book) == (0, [])


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


def listed(book):
    sheet = load_workbook(book)["问题清单"]
    rows = sheet.iter_rows(min_row=6, values_only=True)
    return [(row[13], row[5], row[10] or "") for row in rows if row[13]]


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


def ticked(book, code, answer):
    """Somebody answers in 问题清单."""
    made = load_workbook(book)
    sheet = made["问题清单"]
    for row in range(6, sheet.max_row + 1):
        if sheet.cell(row, 14).value == code:
            sheet.cell(row, 11).value = answer
    made.save(book)


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


# ---- One person in two events


@pytest.fixture
def in_two_events(book):
    """K0001 entered 活动4 and 活动5 and was called 合格 in both, without a paper; nothing is known of 活动5."""
    entries = [ENTRY, {**ENTRY, "活动": "活动5"}, entered("第一期·活动3", 状态="撤回")]
    typed(book, {"报名": entries, "场次": [{**SESSION, "结束时间": "20:00"}]})
    run(book)
    assert results(book) == ["K0001 活动4 不合格", "K0001 活动5 不合格"]
    for row in (4, 5):
        decided(book, row, 审核意见="合格", 审核人="甲某", 审核日期="2024-12-05")
    return book


def told_of_two(book, code):
    return [(place, answer) for found, place, answer in listed(book) if found == code]


def test_what_is_to_be_said_of_two_events_of_one_person_is_told_twice_and_answered_one_by_one(in_two_events):
    book, both = in_two_events, [("资格审核 J4", ""), ("资格审核 J5", "")]
    run(book)
    assert told_of_two(book, "DECISION_PAPER") == both
    for event in (EVENT, "第一期·活动5", EVENT):
        run(book, "--event", event)
        assert sorted(told_of_two(book, "DECISION_PAPER")) == both
    made = load_workbook(book)
    cells = [row for row in made["问题清单"].iter_rows(min_row=6) if row[5].value == "资格审核 J5"]
    cells[0][10].value = "待核实"
    made.save(book)
    typed(book, {"直播计划审核": [{**PLAN, "审核结果": "待审"}]})
    run(book)
    assert sorted(told_of_two(book, "DECISION_PAPER")) == [both[0], ("资格审核 J5", "待核实")]


def test_two_decisions_of_one_person_that_changed_are_both_told(in_two_events):
    book = in_two_events
    for row in (4, 5):
        decided(book, row, 依据文件="纪要1号")
    run(book)
    typed(book, {"报名": [{**ENTRY, "状态": "撤回"}, {**ENTRY, "活动": "活动5", "状态": "撤回"}]})
    run(book)
    assert told_of_two(book, "ELIGIBLE_CHANGED") == [("资格审核 G4", ""), ("资格审核 G5", "")]


def test_decisions_on_two_groups_of_one_event_are_answered_one_by_one(book):
    event = "第一期·活动6"
    typed(book, {"报名": [entered(event, 申报组别="直播带货、短视频")], "场次": [dict.fromkeys(SESSION)]})
    run(book, "--event", event)
    for row in (4, 5):
        decided(book, row, 审核意见="合格", 审核人="甲某", 审核日期="2024-12-05")
    run(book, "--event", event)
    assert told_of_two(book, "DECISION_PAPER") == [("资格审核 J4", ""), ("资格审核 J5", "")]
    made = load_workbook(book)
    keys = {row[14] for row in made["问题清单"].iter_rows(min_row=6, values_only=True)}
    assert len(keys) == 2
    cells = [row for row in made["问题清单"].iter_rows(min_row=6) if row[5].value == "资格审核 J5"]
    cells[0][10].value = "待核实"
    lines = [[cell.value for cell in made["资格审核"][row]] for row in (4, 5)]
    for row, values in zip((5, 4), lines, strict=True):
        for col, value in enumerate(values, 1):
            made["资格审核"].cell(row, col).value = value
    made.save(book)
    run(book, "--event", event)
    assert sorted(told_of_two(book, "DECISION_PAPER")) == [("资格审核 J4", "待核实"), ("资格审核 J5", "")]


# ---- Why it is concluded changes, too

SANCTION = {
    "编号": "K0002", "姓名或名称": "李四", "日期": "2024-11-20", "期次": "第一期", "活动": "活动4", "类别": "取消资格",
    "事由": "刷单", "依据文件": "通报1号", "登记的批准人": "甲某",
}  # fmt: skip


def test_another_reason_for_a_conclusion_that_was_overruled_is_told(book):
    """K0002 is 不合格, for it did nothing; somebody called it 合格."""
    run(book)
    decided(book, 6, **PAPERS)
    assert run(book) == (0, [])
    typed(book, {"处罚调整": [SANCTION]})
    assert run(book) == (0, ["ELIGIBLE_REASON 资格审核!H6"])
    seen, changed = rows(book, "资格审核", "审核时结论", "审核后变化")[2]
    assert seen == "不合格"
    assert changed.startswith("结论还是不合格，原因变了，现在是：")
    assert "取消资格" in changed
    before = book.read_bytes()
    assert run(book) == (0, ["ELIGIBLE_REASON 资格审核!H6"])
    assert book.read_bytes() == before
    decided(book, 6, 审核时结论=None)  # it stays as it was decided
    assert run(book) == (0, [])
    typed(book, {"处罚调整": [dict.fromkeys(SANCTION)]})
    assert run(book)[1] == ["ELIGIBLE_REASON 资格审核!H6"]
    decided(book, 6, 审核日期="2024-12-09")
    assert run(book) == (0, []), "decided anew on what the row said"
    assert rows(book, "资格审核", "审核后变化")[2] == ("",)


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
