"""What only looks settled: figures typed over, decisions of other events, rows that stand twice or are gone."""

from __future__ import annotations

from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from tests.awards.at_work import (
    E4,
    added,
    allocate,
    banned,
    cells,
    decided,
    eligible,
    emptied,
    final,
    holds_up,
    key,
    orders,
    prizes,
    reconcile,
)  # fmt: skip
from tests.merge.test_merge_command import rows


def line_of(book, sheet, **named):
    """A row as it stands: title -> value."""
    header, *lines = load_workbook(book)[sheet].iter_rows(min_row=HEADER_ROW, values_only=True)
    found = (dict(zip(header, line, strict=True)) for line in lines)
    return next(line for line in found if all(line[title] == value for title, value in named.items()))


def test_sales_typed_over_hold_up_the_event(book):
    cells(book, "销售额核对", {("K0019", "实付"): 99_999})
    assert [code.split()[0] for code in holds_up(book)] == ["AWARD_STALE"]


def test_a_point_that_speaks_of_other_events_decides_nothing_for_this_one(book):
    cells(book, "待确认事项", {("T03", "适用活动"): "第二期·活动1"})
    eligible(book)
    reconcile(book, orders(), E4)
    assert "AWARD_OPEN" in {code.split()[0] for code in holds_up(book)}


def test_whoever_took_the_entry_back_wins_nothing_whatever_was_decided(book):
    cells(
        book,
        "资格审核",
        {("K0001", "审核意见"): "合格", ("K0001", "审核人"): "甲", ("K0001", "审核日期"): "2024-12-01"},
    )
    cells(book, "报名", {("K0001", "状态"): "撤回"})
    eligible(book)
    allocate(book)
    assert "K0001" not in prizes(book)


def test_a_row_that_stands_there_twice_holds_up_the_event(book):
    """Which of the two counts must not depend on where they stand."""
    line = line_of(book, "资格审核", 编号="K0001", 活动="活动4")
    added(
        book,
        "资格审核",
        {**line, "审核意见": "不合格", "审核人": "甲", "审核日期": "2024-12-01", "依据文件": "1号"},
    )
    assert "RESULT_TWICE" in {code.split()[0] for code in holds_up(book)}


def test_a_row_deleted_from_a_final_table_is_told(final_book):
    emptied(final_book, "奖金分配表", "K0003")
    status, codes = allocate(final_book)
    assert (status, codes[0].split()[0]) == (1, "AWARD_ROWS")
    assert "AWARD_ROWS" in {code.split()[0] for code in final(final_book)}
    assert prizes(final_book)["K0003"] == "一等奖"


def test_an_award_of_a_cancelled_winner_whose_score_is_gone_holds_up_the_event(final_book):
    banned(final_book, 5)
    emptied(final_book, "排名", "K0005")
    assert "AWARD_LOST" in {code.split()[0] for code in holds_up(final_book)}


def test_remarks_are_nothing_that_was_changed(final_book):
    cells(final_book, "奖金分配表", {(key(n), "备注"): "已公示" for n in range(1, 19)})
    assert allocate(final_book) == (0, ["AWARD_FINAL 奖金分配表J4"])


def test_whose_prize_moved_keeps_a_remark_of_what_it_was(final_book):
    decided(final_book, T07="依次递补")
    banned(final_book, 5)
    final(final_book)
    final(final_book)
    remarks = dict(rows(final_book, "奖金分配表", "编号", "备注"))
    assert remarks["K0009"] == "上次定稿三等奖1,000.00元"
    assert remarks["K0019"] == "上次定稿没有"
    assert remarks["K0001"] == ""


def test_more_than_the_phase_has_holds_up_the_event(book):
    cells(book, "规则_活动", {("期次", "第一期", "奖金合计"): 70_000})
    eligible(book)
    reconcile(book, orders(), E4)
    assert [code.split()[0] for code in holds_up(book)] == ["AWARD_BUDGET"]


def test_a_decision_made_before_the_conclusion_changed_holds_up_the_event(book):
    decision = {"审核意见": "合格", "审核人": "甲某", "审核日期": "2024-12-01"}
    cells(book, "资格审核", {("K0019", "活动4", title): value for title, value in decision.items()})
    eligible(book)
    emptied(book, "直播计划审核", "K0019", "活动4")
    eligible(book)
    assert "AWARD_DECIDED_BEFORE" in {code.split()[0] for code in holds_up(book)}


def test_a_prize_somebody_typed_does_not_count_towards_a_limit(book):
    decided(book, T05="每期限一次")
    line = {
        "期次": "第一期",
        "活动": "活动2",
        "奖项": "一等奖",
        "席位": 1,
        "编号": "K0001",
        "奖金": 10_000,
        "状态": "定稿",
    }
    added(book, "奖金分配表", line)
    allocate(book)
    assert prizes(book)["K0001"] == "一等奖"
