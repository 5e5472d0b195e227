"""A later export and what people did since: what fell, prizes that rest on it, figures and rows changed by hand."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.eligibility.at_work import typed
from tests.eligibility.books import ENTRY, SESSION
from tests.ledger.at_work import PART, SOLD, decided, run, sales, states
from tests.merge.test_merge_command import rows


def test_what_a_later_export_takes_away_is_told_with_the_prize_that_rests_on_it(book, export):
    run(book, export(SOLD, PART))
    award = {"期次": "第一期", "活动": "活动4", "编号": "K0001", "姓名或名称": "张三"}
    typed(book, {"奖金分配表": [award]})
    later = export(
        SOLD.replace("||已完成", "|280.50|已完成"), PART.replace("|8.00|", "|9.00|"), name="后来.csv"
    )
    assert {"AWARD_BASIS 奖金分配表H4", "NET_FELL 销售额核对H4", "NET_FELL 销售额核对H5"} < {
        *run(book, later)[1]
    }
    told = ["NET_FELL 销售额核对H4", "NET_FELL 销售额核对H5", "AWARD_BASIS 奖金分配表H4"]
    assert run(book, later) == (1, ["BASIS_OPEN 待确认事项", *told])  # until it is settled
    once = book.read_bytes()
    run(book, later)
    assert book.read_bytes() == once
    assert sales(book, "净销售额", "与上次相比") == [
        ("K0001", "1000", "净额原1,280.50元，现1,000.00元"),
        ("K0002", "79", "净额原80.00元，现79.00元"),
    ]
    assert rows(book, "销售流水", "文件名", "状态") == [("订单.csv", "已替换"), ("后来.csv", "现用")]
    assert states(book)["流水合计"] == ("", "1368.5", "")


RANKED = {"期次": "第一期", "活动": "活动4", "指标": "净销售额"}


def ranked(book, *scores):
    """张三 with a prize before 李四 without one, as they were ranked."""
    people = [("K0001", "张三"), ("K0002", "李四")]
    ranks = [
        {**RANKED, "名次": n, "编号": key, "姓名或名称": name, "得分": score}
        for n, ((key, name), score) in enumerate(zip(people, scores, strict=True), 1)
    ]
    award = {"期次": "第一期", "活动": "活动4", "编号": "K0001", "姓名或名称": "张三"}
    typed(book, {"排名": ranks, "奖金分配表": [award]})


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ((1280.5, 80), []),
        ((1280.51, 80), ["AWARD_BASIS 奖金分配表H4"]),
        ((1280.5, 1280.5), []),
    ],
)
def test_a_prize_is_held_against_what_it_was_ranked_with(book, export, scores, found):
    decided(book, T10="支付时间")
    ranked(book, *scores)
    assert run(book, export(SOLD, PART))[1] == found


def test_who_overtakes_a_winner_is_told_at_the_prize(book, export):
    decided(book, T10="支付时间")
    ranked(book, 1280.5, 80)
    ledger = export(SOLD, PART, "E9|枸杞|1200.51||已完成|2024-11-04 10:00:00|")
    assert run(book, ledger) == (1, ["AWARD_BELOW 奖金分配表H4"])
    assert run(book, ledger) == (1, ["AWARD_BELOW 奖金分配表H4"])
    assert run(book, export(SOLD, PART, "E9|枸杞|1200.50||已完成|2024-11-04 10:00:00|", name="二.csv"))[
        1
    ] == ["NET_FELL 销售额核对H5"]


def test_who_was_ranked_before_a_winner_and_has_no_prize_overtook_nobody(book, export):
    """As it is where somebody may win only once in a phase."""
    decided(book, T10="支付时间")
    ranked(book, 1280.5, 2000)
    assert run(book, export(SOLD, "E9|枸杞|2000.00||已完成|2024-11-04 10:00:00|"))[1] == []


def test_a_row_that_stands_twice_is_told_and_left_alone(book, export):
    """The tie shows it as Excel reckons it."""
    ledger = export(SOLD, PART)
    run(book, ledger)
    made = load_workbook(book)
    page = made["销售额核对"]
    page.append([cell.value for cell in page[4]])
    made.save(book)
    assert "SALES_TWICE 销售额核对A6" in run(book, ledger)[1]
    assert states(book)["销售额核对净额"][1] == "2641"
    assert states(book)["核对差额"][1] == "-1280.5"


def test_the_prize_of_somebody_who_withdrew_is_told(book, export):
    decided(book, T10="支付时间")
    ranked(book, 1280.5, 80)
    ledger = export(SOLD, PART)
    run(book, ledger)
    typed(book, {"报名": [{**ENTRY, "状态": "撤回"}, {**ENTRY, "编号": "K0002", "姓名或名称": "李四"}]})
    assert "AWARD_BASIS 奖金分配表H4" in run(book, ledger)[1]
    assert "AWARD_BASIS 奖金分配表H4" in run(book, ledger)[1]


def test_a_fall_of_what_rests_on_claims_is_told(book):
    claim = {**SESSION, "申报销售额": 500, "数据来源等级": "截图"}
    typed(book, {"场次": [claim]})
    decided(book, T09="截图", T10="支付时间")
    assert run(book) == (0, [])
    typed(book, {"场次": [{**claim, "申报销售额": 300}]})
    assert run(book) == (0, ["NET_FELL 销售额核对H4"])
    assert sales(book, "与上次相比")[0] == ("K0001", "计入原500.00元，现300.00元")


@pytest.mark.parametrize("cell", ["B4", "F4", "H4", "K4", "M4"])
def test_figures_changed_by_hand_are_told_and_made_right(book, export, cell):
    ledger = export(SOLD, PART)
    run(book, ledger)
    made = load_workbook(book)
    for name in made["销售额核对"][4]:
        name.value = {"H": 1280.5, "M": 1280.5}.get(name.column_letter, name.value)  # as Excel keeps them
    made["销售额核对"][cell].value = 99999
    made.save(book)
    assert "SALES_EDITED 销售额核对F4" in run(book, ledger)[1]
    assert sales(book, "姓名或名称", "实付", "净销售额", "计入销售额")[0] == (
        "K0001",
        "张三",
        "1280.5",
        "1280.5",
        "1280.5",
    )
    assert "SALES_EDITED 销售额核对F4" not in run(book, ledger)[1]
