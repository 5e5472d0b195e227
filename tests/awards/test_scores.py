"""Scores: the metric itself, or points by the rows of 规则_评分, less points taken away; worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.awards.tables import Typed, figures_of, rule, table, terms
from workbook.awards.figures import Figure
from workbook.awards.scores import in_words, scores

GAOTAI = tuple(
    rule(measure, most, "按名次递减", "0.5")
    for measure, most in (("观看人数", 20), ("点赞数", 20), ("有效订单数", 20), ("净销售额", 40))
)
"""高台县 2024: 100分=观看量20+点赞20+订单量20+销售金额40, each ranked high to low in steps of half a point."""
FOUR = """
    K1 | 观看人数 1000 | 点赞数 500 | 有效订单数 30 | 净销售额 9000
    K2 | 观看人数 2000 | 点赞数 400 | 有效订单数 30 | 净销售额 8000
    K3 | 观看人数 1500 | 点赞数 600 | 有效订单数 10 | 净销售额 10000
    K4 | 观看人数 1500 | 点赞数 100 | 有效订单数 20 | 净销售额 10000
"""


def points(text, rules, metric="加权求和", **kinds):
    """Entrant -> its score as text; - is none."""
    found = scores(terms(排名指标=metric), rules, figures_of(text, metric, **kinds))
    return {key: "-" if one.value is None else f"{one.value:f}" for key, one in found.items()}


def test_gaotai_by_hand():
    """K1 18.5+19.5+20+39, K2 20+19+20+38.5, K3 19.5+20+18.5+40, K4 19.5+18.5+19+40."""
    assert points(FOUR, GAOTAI, "按名次计分") == {"K1": "97", "K2": "97.5", "K3": "98", "K4": "97"}
    made = table(FOUR, rules=GAOTAI, 排名指标="按名次计分")
    assert [(one.rank, one.members) for one in made.levels] == [
        (1, ("K3",)),
        (2, ("K2",)),
        (3, ("K1", "K4")),
    ]
    assert in_words("按名次计分", made.scored["K4"]) == (
        "按名次计分97分（观看人数1,500人次得19.5分；点赞数100次得18.5分；有效订单数20单得19分；净销售额10,000.00元得40分）"
    )


def test_points_by_rank_never_fall_below_nothing():
    text = "\n".join(f"K{n} | 点赞数 {100 - n}" for n in range(1, 5))
    assert points(text, [rule("点赞数", 1, "按名次递减", "0.5")]) == {
        "K1": "1", "K2": "0.5", "K3": "0", "K4": "0",
    }  # fmt: skip


def test_in_proportion_to_the_best():
    text = "K1 | 净销售额 10000\n K2 | 净销售额 9000\n K3 | 净销售额 0\n K4 | 净销售额 -50"
    assert points(text, [rule("净销售额", 40, "按比例")]) == {"K1": "40", "K2": "36", "K3": "0", "K4": "0"}


def test_in_proportion_where_nobody_has_anything():
    text = "K1 | 净销售额 0\n K2 | 净销售额 -50"
    assert points(text, [rule("净销售额", 40, "按比例")]) == {"K1": "0", "K2": "0"}


def test_only_the_sum_of_the_points_is_rounded():
    """20/3 + 20/3 = 13.3333, not 6.6667 + 6.6667."""
    text = "K1 | 点赞数 3 | 播放量 3\n K2 | 点赞数 1 | 播放量 1"
    rules = [rule("点赞数", 20, "按比例"), rule("播放量", 20, "按比例")]
    assert points(text, rules) == {"K1": "40", "K2": "13.3333"}


def test_points_as_they_are_at_most_the_most():
    text = "K1 | 评委评分 88.5\n K2 | 评委评分 100\n K3 | 评委评分 101\n K4 | 评委评分 0"
    assert points(text, [rule("评委评分", 100, "直接计分")]) == {
        "K1": "88.5", "K2": "100", "K3": "100", "K4": "0",
    }  # fmt: skip


def test_whoever_lacks_a_figure_has_no_score_and_the_others_are_ranked_without_it():
    text = "K1 | 点赞数 9 | 播放量 -\n K2 | 点赞数 7 | 播放量 30\n K3 | 点赞数 5 | 播放量 20"
    rules = [rule("点赞数", 10, "按名次递减", 1), rule("播放量", 10, "按名次递减", 1)]
    assert points(text, rules) == {"K1": "-", "K2": "19", "K3": "17"}
    found = scores(terms(排名指标="加权求和"), rules, figures_of(text))
    assert found["K1"].unsure == "没有播放量"
    assert in_words("加权求和", found["K1"]) == "加权求和：没有播放量"
    made = table(text, rules=rules, 排名指标="加权求和")
    assert [(one.rank, one.members) for one in made.levels] == [(1, ("K2",)), (2, ("K3",))]


def test_a_figure_that_is_not_settled_is_told_with_its_measure():
    figures = {"K1": Typed({"播放量": Figure(Decimal(30), "3条合计", "有1条待核"), "点赞数": Figure(None)})}
    rules = [rule("播放量", 10, "按比例"), rule("点赞数", 5, "按比例")]
    found = scores(terms(排名指标="加权求和"), rules, figures)["K1"]
    assert (found.value, found.unsure) == (None, "播放量有1条待核；没有点赞数")


def test_without_rows_in_the_card_nobody_has_a_score():
    assert points(FOUR, [], "加权求和") == {f"K{n}": "-" for n in (1, 2, 3, 4)}
    found = scores(terms(排名指标="按名次计分"), [], figures_of(FOUR))
    assert in_words("按名次计分", found["K1"]) == "按名次计分：规则_评分里没有这个活动的分数"


def test_the_metric_itself_is_shown_with_how_it_came_about():
    figures = {
        "K1": Typed({"净销售额": Figure(Decimal("12340"), "实付12,900.00元−退款560.00元")}),
        "K2": Typed({"净销售额": Figure(Decimal("0.00005"))}),
        "K3": Typed({"净销售额": Figure(None, "", "计入销售额没有定", Decimal(900))}),
    }
    found = scores(terms(), [], figures)
    assert in_words("净销售额", found["K1"]) == "净销售额12,340.00元（实付12,900.00元−退款560.00元）"
    assert found["K2"].value == Decimal("0.0001")
    assert (found["K3"].value, found["K3"].unsure, found["K3"].most) == (None, "计入销售额没有定", 900)


# ---- Points taken away


def minus(points, of="K1", here=True, kind="扣分"):
    """A row of 处罚调整."""
    return {"of": of, "here": here, "kind": kind, "points": points}


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([], "88.5"),
        ([minus(5.0)], "83.5"),
        ([minus(5.0), minus(0.1)], "83.4"),
        ([minus(5.0, of="K2")], "88.5"),
        ([minus(5.0, of=None)], "88.5"),
        ([minus(5.0, here=False)], "88.5"),
        ([minus(5.0, here=None)], "88.5"),
        ([minus(5.0, kind="警告")], "88.5"),
        ([minus(None)], "88.5"),
        ([minus(100.0)], "-11.5"),
    ],
)
def test_points_taken_away_are_those_that_are_surely_of_the_entrant_in_the_event(rows, left):
    judges, weighed = "K1 88.5\n K2 70", "K1 | 观看人数 88.5\n K2 | 观看人数 70"
    assert points(judges, (), "评委评分", minus=rows)["K1"] == left
    assert points(weighed, [rule("观看人数", 100, "直接计分")], minus=rows)["K1"] == left


def test_what_was_taken_away_is_said():
    found = table("K1 88.5", minus=[minus(5.0)], 排名指标="评委评分").scored["K1"]
    assert (found.value, found.taken) == (Decimal("83.5"), 5)
    assert in_words("评委评分", found) == "评委评分83.5分（扣5分）"


def test_points_are_not_taken_from_money_and_not_from_whoever_has_no_score():
    assert points("K1 88.5", (), "净销售额", minus=[minus(5.0)]) == {"K1": "88.5"}
    assert points("K1 -", (), "评委评分", minus=[minus(5.0)]) == {"K1": "-"}
