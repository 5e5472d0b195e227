"""What an allocation rests on, each with its small story: what has changed since, who waits, whose figures are open."""

from __future__ import annotations

import pytest

from tests.awards.at_work import (
    E1,
    E3,
    E4,
    added,
    all_decided,
    allocate,
    base_rows,
    cells,
    decided,
    eligible,
    emptied,
    entry,
    holds_up,
    id_no,
    key,
    live,
    messages,
    order,
    orders,
    person,
    prizes,
    reconcile,
    who,
)  # fmt: skip
from tests.eligibility.at_work import typed
from tests.shell import contestbook


def without(number):
    return [line for n, line in enumerate(orders(), 1) if n != number]


def new_entrant(book):
    """K0021 entered, has all papers, and sold as much as the best."""
    of = {"编号": "K0021", "姓名或名称": "罗小天"}
    added(
        book,
        "参赛主体",
        {**person(20), **of, "身份证号": id_no(21), "联系电话": "13800001021", "账号昵称": "橙心21号"},
    )
    added(book, "报名", {**entry(20, "活动4"), **of})
    plan, notice, session = live(20)
    added(book, "直播计划审核", {**plan, **of})
    added(book, "直播报备", {**notice, **of})
    added(book, "场次", {**session, **of, "账号": "橙心21号", "场次号": "活动4-21"})


# ---- Out of date


@pytest.mark.parametrize(
    ("answer", "where", "button"),
    [
        ({"T12": "报名当天"}, "资格审核G17", "资格审核"),
        ({"T11": "只算先开始的活动"}, "销售额核对M4", "核对销售额"),
    ],
)
def test_results_that_rest_on_an_older_decision_have_to_be_made_again(book, answer, where, button):
    decided(book, **answer)
    assert allocate(book) == (1, [f"AWARD_STALE {where}"])
    assert messages(book, "AWARD_STALE") == ["规则变了，有20行要重新算"]
    assert holds_up(book) == [f"AWARD_STALE {where}"]
    eligible(book) if button == "资格审核" else reconcile(book, orders(), E4)
    assert allocate(book, "--final") == (0, [])


def test_how_ties_are_broken_is_nothing_to_eligibility_and_sales(book):
    decided(book, T03="平分奖金", T02="直播总时长")
    assert allocate(book, "--final") == (0, [])


def test_a_broadcast_typed_over_after_judging_makes_one_conclusion_out_of_date(book):
    cells(book, "场次", {("K0002", "活动4", "结束时间"): "20:00"})
    assert allocate(book) == (1, ["AWARD_STALE 资格审核G18"])
    assert messages(book, "AWARD_STALE") == ["报名或过程表变了，有1行要重新算"]
    eligible(book)
    assert allocate(book) == (0, [])
    assert "K0002" not in prizes(book)
    assert prizes(book)["K0019"] == "三等奖"


def test_a_broadcast_typed_after_judging_that_changes_no_conclusion_is_nothing_to_tell(book):
    added(book, "场次", {**live(2)[2], "场次号": "S99", "日期": "2024-11-04"})
    assert allocate(book) == (0, [])


def test_whoever_entered_after_judging_is_missed(book):
    new_entrant(book)
    assert allocate(book) == (1, ["AWARD_STALE 资格审核"])
    eligible(book)
    assert allocate(book) == (1, ["AWARD_STALE 资格审核G37"]), "judged, but not in 销售额核对 yet"
    assert holds_up(book) == ["AWARD_STALE 资格审核G37"]
    new = order(21, paid=99_000)
    reconcile(book, [*orders(), new], E4)
    assert allocate(book, "--final") == (0, [])
    assert prizes(book)["K0021"] == "一等奖"


def test_sales_that_were_never_reconciled_hold_up_the_event(tmp_path):
    book = tmp_path / "利通.xlsx"
    contestbook("new", "litong-2024", "-o", book)
    typed(book, base_rows())
    all_decided(book)
    eligible(book)
    assert holds_up(book) == ["AWARD_STALE 资格审核G17"]
    assert [code for code in allocate(book, event=E3)[1] if "STALE" in code] == [], "videos have no sales"


def test_orders_rest_on_the_ledgers_as_sales_do(book):
    decided(book, T01="有效订单数", T02="报名先后", T10="下单时间")
    assert "AWARD_STALE 销售额核对M4" in allocate(book)[1]


# ---- Who waits


def test_somebody_undecided_who_would_win_holds_up_the_event(book):
    cells(book, "参赛主体", {("K0005", "完全民事行为能力"): None})
    eligible(book)
    assert allocate(book) == (1, ["AWARD_PENDING 资格审核G21"])
    assert messages(book, "AWARD_PENDING") == [
        "还是待核，按得分16,000会影响获奖：民事行为能力：没有填（要求完全民事行为能力）"
    ]
    assert "K0005" not in prizes(book)
    assert holds_up(book) == ["AWARD_PENDING 资格审核G21"]


@pytest.mark.parametrize("number", [19, 20])
def test_somebody_undecided_who_would_win_nothing_is_no_finding(book, number):
    cells(book, "参赛主体", {(key(number), "完全民事行为能力"): None})
    eligible(book)
    assert allocate(book, "--final") == (0, [])


def test_whoever_was_judged_eligible_by_hand_competes(book):
    cells(book, "参赛主体", {("K0005", "完全民事行为能力"): None})
    eligible(book)
    said = {"审核意见": "合格", "审核人": "丙某", "审核日期": "2024-12-05", "依据文件": "核实记录"}
    cells(book, "资格审核", {("K0005", "活动4", title): text for title, text in said.items()})
    assert allocate(book, "--final") == (0, [])
    assert prizes(book)["K0005"] == "二等奖"


# ---- Figures


def claim(book, number, amount):
    cells(
        book,
        "场次",
        {(key(number), "活动4", "申报销售额"): amount, (key(number), "活动4", "数据来源等级"): "截图"},
    )
    return reconcile(book, without(number), E4)


def test_a_claim_without_orders_that_might_win_holds_up_the_event(book):
    assert "CLAIM_NO_ORDERS 销售额核对I8" in claim(book, 5, 30_000)
    assert allocate(book) == (1, ["AWARD_UNSETTLED 销售额核对M8"])
    assert messages(book, "AWARD_UNSETTLED") == ["“净销售额”还没定（流水里没有这个主体的订单），会影响获奖"]
    assert holds_up(book) == ["AWARD_UNSETTLED 销售额核对M8"]


def test_a_claim_without_orders_that_would_win_nothing_in_any_case_is_no_finding(book):
    claim(book, 5, 500)
    assert allocate(book, "--final") == (0, [])


def test_plays_nobody_filled_in_hold_up_the_event(book):
    cells(book, "短视频作品", {("K0003", "播放量"): None})
    assert allocate(book, event=E3)[1] == ["AWARD_UNSETTLED 资格审核G14", "AWARD_VACANT 奖金分配表D9"]
    assert messages(book, "AWARD_UNSETTLED", event=E3) == ["“播放量”还没定（有1条没有填），会影响获奖"]


def test_where_nobody_has_a_figure_nobody_is_ranked(book):
    reconcile(book, [order(1, "活动1")], E4)  # no line is within 活动4, and nobody claims anything
    assert allocate(book)[1][0] == "AWARD_UNRANKED 资格审核G17"
    assert messages(book, "AWARD_UNRANKED") == ["第一期·活动4合格的20人都没有“净销售额”，排不出名次"]
    assert holds_up(book)[0] == "AWARD_UNRANKED 资格审核G17"


def test_an_entrant_without_any_figure_is_told_and_not_ranked(book):
    """Of 活动4 only a claim of the first is known: the others sold nothing anybody speaks of."""
    claimed = {("K0001", "申报销售额"): 5000, ("K0001", "数据来源等级"): "平台导出"}
    cells(book, "场次", claimed)
    eligible(book)
    reconcile(book, [order(1, "活动1")], E4)
    status, codes = allocate(book)
    assert (status, codes[0]) == (0, "AWARD_NO_FIGURE 资格审核G18")
    assert messages(book, "AWARD_NO_FIGURE")[0] == "合格，但没有“净销售额”，不参加排名：没有流水，也没有申报"


# ---- Groups, points, scores


def test_a_group_somebody_decided_that_has_no_prizes_is_told_where_it_was_typed(book):
    cells(book, "资格审核", {("K0002", "活动1", "定为组别"): "明星组"})
    codes = allocate(book, event=E1)[1]
    assert codes[:3] == [
        "DECISION_UNREADABLE 资格审核K5",
        "DECISION_PAPER 资格审核K5",
        "AWARD_GROUP 资格审核K5",
    ]
    assert messages(book, "AWARD_GROUP", event=E1) == ["组别“明星组”没有奖项表，排不了名次"]


def test_a_group_without_tiers_on_the_card_holds_up_the_event(book):
    for tier in ("一等奖", "二等奖", "三等奖"):
        emptied(book, "规则_奖项", "第一期", "活动1", "达人组", tier)
    found = holds_up(book, E1)
    assert found[:4] == [f"AWARD_GROUP 资格审核F{at}" for at in (8, 9, 10, 11)]
    assert "TIERS_MISSING 规则_组别C5" in found


def test_a_decided_group_moves_an_entrant_to_the_other_table(book):
    said = {"定为组别": "达人组", "审核人": "丙某", "审核日期": "2024-12-05", "依据文件": "核实记录"}
    cells(book, "资格审核", {("K0001", "活动1", title): text for title, text in said.items()})
    assert not [code for code in allocate(book, event=E1)[1] if "VACANT" not in code]
    assert prizes(book, "活动1") == {
        "K0002": "一等奖", "K0003": "一等奖", "K0004": "一等奖",
        "K0001": "一等奖", "K0011": "一等奖", "K0012": "一等奖", "K0013": "二等奖", "K0014": "二等奖",
    }  # fmt: skip


SANCTION = {
    **who(3), "日期": "2024-11-10", "期次": "第一期", "活动": "活动4", "类别": "扣分", "扣分": 5, "事由": "投诉",
    "依据文件": "认定书1号", "登记的批准人": "甲某", "状态": "有效",
}  # fmt: skip


def test_points_taken_from_somebody_who_is_ranked_by_sales_have_no_effect(book):
    added(book, "处罚调整", SANCTION)
    assert allocate(book) == (0, ["AWARD_POINTS 处罚调整H4"])
    assert messages(book, "AWARD_POINTS") == ["按净销售额排名，扣分没有用上"]
    assert prizes(book)["K0003"] == "一等奖"


def test_a_ranking_by_points_needs_their_rules(book):
    decided(book, T01="加权求和")
    assert holds_up(book) == ["AWARD_NO_SCORES 规则_评分A3"]
    assert messages(book, "AWARD_NO_SCORES") == [
        "第一期·活动4定的是加权求和，但规则_评分里没有它的指标和满分"
    ]
    score = {"期次": "第一期", "活动": "活动4", "计分方式": "按比例"}
    added(
        book,
        "规则_评分",
        {**score, "指标": "净销售额", "满分": 60},
        {**score, "指标": "有效订单数", "满分": 40},
    )
    added(book, "处罚调整", SANCTION)
    status, codes = allocate(book)
    assert (status, codes) == (0, [])
    assert prizes(book)["K0004"] == "一等奖", "five points less make K0003 the fourth"
    assert prizes(book)["K0003"] == "二等奖"


def test_two_winners_with_one_id_number_are_one_person(book):
    cells(book, "参赛主体", {("K0002", "身份证号"): id_no(1)})
    eligible(book)
    assert allocate(book) == (1, ["AWARD_SAME 资格审核A18"])
    assert messages(book, "AWARD_SAME") == ["与K0001是同一人，不能在同一活动得两个奖"]
    said = {"审核意见": "不合格", "审核人": "丙某", "审核日期": "2024-12-05", "依据文件": "核实记录"}
    cells(book, "资格审核", {("K0002", "活动4", title): text for title, text in said.items()})
    assert allocate(book, "--final") == (0, [])
    assert "K0002" not in prizes(book)


def test_one_id_number_of_which_only_one_wins_is_no_finding_here(book):
    cells(book, "参赛主体", {("K0020", "身份证号"): id_no(1)})
    eligible(book)
    assert allocate(book) == (0, [])
