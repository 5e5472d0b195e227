"""What people decide beside a conclusion in 资格审核: on what, with which papers, and what changed since."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.eligibility.at_work import EVENT, decided, listed, results, run, typed
from tests.eligibility.books import ENTRY, PLAN, SESSION
from tests.eligibility.test_judge import entered
from tests.merge.test_merge_command import rows

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


def test_a_result_changed_by_hand_is_told_and_made_right(book):
    run(book)
    decided(book, 6, 结论="合格")
    assert run(book) == (0, ["RESULT_EDITED 资格审核!G6"])
    assert results(book)[2] == "K0002 活动4 不合格"
    assert run(book) == (0, [])


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
