"""Why somebody has a prize, or none: one sentence for each fate, and who stands near a line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.awards.tables import E1, E2, Typed, only, person, table, terms, tiers_of
from workbook.awards.allocation import Table, Won, allocated
from workbook.awards.explain import why
from workbook.awards.figures import Figure
from workbook.awards.near import near_lines

TWO = "一等奖 1 10000, 二等奖 1 5000"
FOUR = "K1 1300\n K2 200.5\n K3 150\n K4 -"


def said(result, key):
    (standing,) = (one for one in result.standings if one.contender.key == key)
    return why(standing, result)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("K1", "第1名（3名参加排名）；净销售额1,300.00元；得一等奖第1席，10,000.00元"),
        (
            "K2",
            "第2名（3名参加排名）；净销售额200.50元；得二等奖第1席，5,000.00元；距一等奖最后一名（第1名）差1,099.50元",
        ),
        (
            "K3",
            "第3名（3名参加排名）；净销售额150.00元；没有得奖：2个名额已满；距二等奖最后一名（第2名）差50.50元",
        ),
        ("K4", "没有名次；净销售额：没有；没有得奖：没有可以排名的数字"),
    ],
)
def test_won_below_and_unranked(key, sentence):
    assert said(only(table(FOUR, TWO)), key) == sentence


def test_waiting():
    assert said(only(table("K1 5\n K2 5", TWO)), "K2") == (
        "第1名（2名参加排名）；净销售额5.00元；与K1并列，比不出先后；2人并列，正好在一等奖、二等奖的分界线上，还没定"
    )


def test_capped():
    won = [Won(E1, "三等奖"), Won(E2, "二等奖")]
    assert said(only(table("K1 5\n K2 4", TWO, 跨活动重复获奖="每期限两次"), K1=won), "K1") == (
        "第1名（2名参加排名）；净销售额5.00元；没有得奖：跨活动重复获奖定的是每期限两次，已得第一期·活动1三等奖、第一期·活动2二等奖"
    )


def test_twice():
    _, second = allocated([table("K1 5", TWO, "新秀"), table("K1 4\n K2 3", TWO, "达人")], {})
    assert said(second, "K1") == (
        "第1名（2名参加排名）；净销售额4.00元；没有得奖：同一活动只能得一个奖，已得另一组的奖"
    )


def test_threshold():
    assert said(only(table("K1 0", TWO, 获奖最低门槛="指标大于0")), "K1") == (
        "第1名（1名参加排名）；净销售额0.00元；没有得奖：达不到获奖最低门槛（指标大于0）"
    )


def test_gone():
    assert said(only(table("K2 5", TWO, gone="K1 9")), "K1") == (
        "第1名（2名参加排名）；净销售额9.00元；原来得奖，现已取消，名额空缺"
    )


def test_the_next_better_prize_is_measured_by_those_who_have_it_still():
    assert said(only(table("K2 5", TWO, gone="K1 9")), "K2") == (
        "第2名（2名参加排名）；净销售额5.00元；得二等奖第1席，5,000.00元"
    )


def test_what_set_equal_scores_apart_is_said():
    text = "K1 5 | 有效订单数 2\n K2 5 | 有效订单数 7"
    found = only(table(text, TWO, 并列比较="有效订单数"))
    assert said(found, "K2") == (
        "第1名（2名参加排名）；净销售额5.00元；得分相同，比有效订单数7单；得一等奖第1席，10,000.00元"
    )
    assert said(found, "K1") == (
        "第2名（2名参加排名）；净销售额5.00元；得分相同，比有效订单数2单；得二等奖第1席，5,000.00元；与一等奖最后一名得分相同"
    )


def test_the_order_of_the_judges_is_said():
    found = only(table("K1 5\n K2 5", TWO, jury={"K1": 2, "K2": 1}))
    assert said(found, "K2") == (
        "第1名（2名参加排名）；净销售额5.00元；得分相同，比评审排序第1；得一等奖第1席，10,000.00元"
    )


def test_a_prize_that_a_tie_made_another_than_the_seats():
    found = only(table("K1 5\n K2 5\n K3 1", TWO, 奖项线并列="占用后续名额"))
    assert said(found, "K2") == (
        "第1名（3名参加排名）；净销售额5.00元；与K1并列，比不出先后；得一等奖，10,000.00元（并列，占用二等奖第1席）"
    )


def test_a_fen_more_of_shared_money_is_no_better_prize():
    """10000/3: the first has 3,333.34."""
    found = only(table("K1 5\n K2 5\n K3 5", "一等奖 1 10000", 奖项线并列="平分奖金"))
    assert said(found, "K2") == (
        "第1名（3名参加排名）；净销售额5.00元；与K1、K3并列，比不出先后；"
        "得一等奖第1席，3,333.33元（3人并列，平分一等奖1个名额的奖金）"
    )


def test_a_figure_that_is_not_settled_is_said_at_the_end():
    figures = {"K1": Typed({"播放量": Figure(Decimal(1500), "2条合计", "有1条待核")})}
    made = Table(E1, "", tiers_of(TWO), terms(排名指标="播放量"), (person("K1"),), figures)
    assert said(only(made), "K1") == (
        "第1名（1名参加排名）；播放量1,500次（2条合计）；得一等奖第1席，10,000.00元；数字还没定：有1条待核"
    )


# ---- Near a line


def near(text, prizes=TWO, **kinds):
    return [f"{one.key} {one.evidence}" for one in near_lines([only(table(text, prizes, **kinds))])]


def test_near_is_within_five_per_cent_of_the_score_above_the_line():
    assert near("K1 1000\n K2 950\n K3 800") == [
        "K1 第1名（一等奖）与第2名（二等奖）只高50.00元",
        "K2 第2名（二等奖）与第1名（一等奖）只低50.00元",
    ]
    assert near("K1 1000\n K2 949.99\n K3 800") == []


def test_each_is_told_at_the_line_it_is_nearest_to():
    assert near("K1 1000\n K2 990\n K3 989\n K4 100") == [
        "K1 第1名（一等奖）与第2名（二等奖）只高10.00元",
        "K2 第2名（二等奖）与第3名（没有得奖）只高1.00元",
        "K3 第3名（没有得奖）与第2名（二等奖）只低1.00元",
    ]


def test_everybody_near_the_line_is_told_not_only_the_two_beside_it():
    assert [line[:2] for line in near("K1 1000\n K2 995\n K3 990\n K4 985\n K5 900", "一等奖 2 10")] == [
        "K2", "K1", "K3", "K4",
    ]  # fmt: skip


def test_where_all_have_the_same_prize_there_is_no_line():
    assert near("K1 1000\n K2 999", "一等奖 2 10") == []
    assert near("") == []


def test_those_who_may_not_win_stand_at_no_line():
    assert near("K1 1\n K2 0\n K3 0", "一等奖 2 10", 获奖最低门槛="指标大于0") == []
    assert near("K2 999\n K3 1", "一等奖 1 10, 二等奖 1 5", gone="K1 1000") == []


def test_whoever_won_elsewhere_as_often_as_one_may_stands_at_no_line():
    made = table("K1 1000\n K2 999\n K3 1", "一等奖 1 10", 跨活动重复获奖="全程限一次")
    assert [*near_lines([only(made, K1=[Won(E2, "二等奖")])])] == []


def test_there_is_no_line_between_those_who_share():
    assert near("K1 5\n K2 5\n K3 5", "一等奖 1 10000", 奖项线并列="平分奖金") == []
