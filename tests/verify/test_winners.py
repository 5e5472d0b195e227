"""Rules, decisions, eligibility, sales, ranks and prizes: one cell changed, one finding at its cell."""

from __future__ import annotations

import pytest

from tests.verify.at_work import EVENT, change, findings, told


def test_the_clean_book_has_nothing_to_tell(book):
    assert told(book) == []
    assert told(book, levels=("info",)) == []


def test_without_payouts_it_is_only_said_that_there_are_none(final_book):
    assert told(final_book) == []
    assert told(final_book, levels=("info",)) == ["VERIFY_NO_PAYOUT 奖金分配表J4"]


def test_a_draft_is_not_judged(book):
    found = [one.code for one in findings(book, asked=[EVENT, ("第一期", "活动5")])]
    assert found == ["VERIFY_NOT_FINAL"]


def test_an_event_may_be_written_in_one_cell(book):
    change(book, "报名", "期次", None, "K0003", "活动4")
    change(book, "报名", "活动", "第一期·活动4", "K0003", "活动4")
    assert told(book) == []


CHANGES = {
    # the card
    ("规则_奖项", "名额", 4.0, "第一期", "活动4", "一等奖"): [
        "VERIFY_SUM 规则_活动G5",
        "VERIFY_SUM 规则_活动G10",
        "VERIFY_FEW 规则_奖项E16",
        "VERIFY_WINNER 奖金分配表D7",
    ],
    ("规则_奖项", "单位", "个", "第一期", "活动4", "三等奖"): ["VERIFY_UNITS 规则_奖项G18"],
    ("规则_活动", "奖金合计", 79000.0, "第一期", "活动4"): [
        "VERIFY_SUM 规则_活动G10",
        "VERIFY_OVER 规则_活动G10",
    ],
    # decisions
    ("待确认事项", "决定", None, "T03"): ["VERIFY_UNDECIDED 待确认事项L46"],
    ("待确认事项", "经办人", "甲某", "T03"): ["VERIFY_UNDECIDED 待确认事项L46"],
    ("待确认事项", "依据文件", None, "T17"): ["VERIFY_UNDECIDED 待确认事项L60"],
    ("待确认事项", "批准日期", "2024-12-01", "T03"): ["VERIFY_LATE 待确认事项N46"],
    # who may win
    ("资格审核", "结论", "待核", "K0003", "活动4"): [
        "VERIFY_NOT_ELIGIBLE 奖金分配表G6",
        "VERIFY_NO_SEAT 奖金分配表G6",
    ],
    ("资格审核", "审核意见", "不合格", "K0003", "活动4"): ["VERIFY_NOT_ELIGIBLE 奖金分配表G6"],
    ("资格明细", "是否符合", "待核", "K0003", "活动4", "年龄"): ["VERIFY_CONDITION 资格明细H138"],
    ("报名", "状态", "撤回", "K0003", "活动4"): ["VERIFY_NOT_ELIGIBLE 奖金分配表G6"],
    ("规则_条件", "数值", 40.0, "年龄"): ["VERIFY_AGE 奖金分配表G4"],
    # sales
    ("销售额核对", "净销售额", 18500.0, "K0003", "活动4"): ["VERIFY_SUM 销售额核对H6"],
    ("销售额核对", "退款", 100.0, "K0003", "活动4"): ["VERIFY_SUM 销售额核对H6"],
    ("销售流水", "实付合计", 1.0, "第一期·活动4"): ["VERIFY_SUM 对账汇总E6", "VERIFY_SUM 对账汇总E7"],
    ("销售额核对", "计入销售额", 18500.0, "K0003", "活动4"): [
        "VERIFY_SUM 销售额核对M6",
        "VERIFY_SCORE 排名H6",
    ],
    ("对账汇总", "实付", 1.0, "第一期·活动4", "计入"): ["VERIFY_SUM 对账汇总E5"],
    ("销售额核对", "编号", "K0003", "K0004", "活动4"): ["VERIFY_TWO_ROWS 销售额核对A7"],
    # ranks
    ("排名", "得分", 18001.0, "K0003"): ["VERIFY_SCORE 排名H6"],
    ("排名", "名次", 4.0, "K0003"): ["VERIFY_RANK 排名D6"],
    ("排名", "编号", "K0021", "K0020"): ["VERIFY_UNRANKED 资格审核A36"],
    ("排名", "奖项", "二等奖", "K0003"): ["VERIFY_SUM 排名K6"],
    # prizes
    ("奖金分配表", "奖金", 5000.0, "K0005"): ["VERIFY_AMOUNT 奖金分配表I8"],
    ("奖金分配表", "奖项", "特等奖", "K0005"): ["VERIFY_TIER 奖金分配表D8", "VERIFY_WINNER 奖金分配表D8"],
    ("奖金分配表", "奖项", "一等奖", "K0005"): ["TIER_COUNT 奖金分配表D8", "VERIFY_WINNER 奖金分配表D8"],
    ("奖金分配表", "编号", "K0019", "K0018"): ["VERIFY_NO_SEAT 奖金分配表G21", "VERIFY_NO_PRIZE 排名K21"],
    ("奖金分配表", "编号", "K0001", "K0002"): ["VERIFY_TWICE 奖金分配表G5", "VERIFY_NO_PRIZE 排名K5"],
    ("奖金分配表", "姓名或名称", "李大云", "K0003"): ["VERIFY_NOT_ELIGIBLE 奖金分配表H6"],
    ("奖金分配表", "名次", 1.0, "K0003"): ["VERIFY_SUM 奖金分配表F6"],
    ("参赛主体", "编号", "K0099", "K0003"): ["VERIFY_NOT_ELIGIBLE 奖金分配表G6"],
    ("奖金分配表", "编号", None, "K0018"): ["VERIFY_FEW_STATE 奖金分配表J21"],
    # sums
    ("奖金汇总", "奖金", 79999.0, "第一期", "活动4", "合计"): ["VERIFY_CACHED 奖金汇总I38"],
    ("奖金汇总", "大写", "捌万壹仟元整", "第一期", "活动4", "合计"): ["VERIFY_CAPITAL 奖金汇总K38"],
}


@pytest.mark.parametrize(("cell", "expected"), CHANGES.items(), ids=lambda one: "".join(map(str, one[:3])))
def test_one_cell_one_finding(book, cell, expected):
    sheet, title, value, *named = cell
    change(book, sheet, title, value, *named)
    found = told(book)
    print(found)
    assert [one for one in expected if one not in found] == []


def test_a_slip_in_the_number_of_places_is_told_at_once(book):
    change(book, "规则_奖项", "名额", 1e15, "活动4", "一等奖")
    assert "VERIFY_SUM" in str(told(book))
