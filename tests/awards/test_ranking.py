"""Ranks: equal ones share a place, the chain takes them apart where it knows all of them, judges where they place all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.awards.tables import table

ORDERS, ENTERED = "有效订单数", "报名先后"


def ranks(text, **kinds):
    """`1 K1`, `2 K2=K3`, with the comparison that decided."""
    return [f"{one.rank} {'='.join(one.members)} {one.how}".strip() for one in table(text, **kinds).levels]


def test_equal_ones_share_a_rank_and_the_next_one_counts_them():
    assert ranks("K1 100\n K2 300\n K3 200\n K4 200") == ["1 K2", "2 K3=K4", "4 K1"]


def test_nobody_and_nothing():
    assert ranks("") == []
    assert ranks("K1 -\n K2 -") == []
    assert ranks("K1 -\n K2 0\n K3 -5") == ["1 K2", "2 K3"]


def test_equal_is_equal_as_shown():
    assert ranks("K1 100.00004\n K2 100.0000\n K3 100.00006") == ["1 K3", "2 K1=K2"]


def test_the_metric_in_the_chain_takes_nothing_apart_that_is_shown_as_equal():
    assert ranks("K1 100.00004\n K2 100", 并列比较="净销售额") == ["1 K1=K2"]


CHAIN = """
    K1 100 | 有效订单数 3 | 报名先后 2024-09-02
    K2 100 | 有效订单数 3 | 报名先后 2024-09-01
    K3 100 | 有效订单数 9 | 报名先后 2024-09-05
    K4 200 | 有效订单数 1 | 报名先后 2024-09-09
"""


@pytest.mark.parametrize(
    ("chain", "found"),
    [
        ("", ["1 K4", "2 K1=K2=K3"]),
        ("净销售额", ["1 K4", "2 K1=K2=K3"]),
        ("有效订单数", ["1 K4", "2 K3 有效订单数9单", "3 K1=K2 有效订单数3单"]),
        (
            "有效订单数、报名先后",
            [
                "1 K4",
                "2 K3 有效订单数9单",
                "3 K2 有效订单数3单、报名先后2024-09-01报名",
                "4 K1 有效订单数3单、报名先后2024-09-02报名",
            ],
        ),
        (
            "报名先后、有效订单数",
            [
                "1 K4",
                "2 K2 报名先后2024-09-01报名",
                "3 K1 报名先后2024-09-02报名",
                "4 K3 报名先后2024-09-05报名",
            ],
        ),
    ],
)
def test_the_chain_compares_equal_ones_one_measure_after_the_other(chain, found):
    assert ranks(CHAIN, 并列比较=chain) == found


def test_a_comparison_of_which_one_has_no_figure_says_nothing_about_any_of_them():
    text = """
        K1 100 | 有效订单数 3 | 报名先后 2024-09-02
        K2 100 | 有效订单数 9 | 报名先后 2024-09-03
        K3 100 | 有效订单数 - | 报名先后 2024-09-01
    """
    assert ranks(text, 并列比较="有效订单数") == ["1 K1=K2=K3"]
    assert ranks(text, 并列比较="有效订单数、报名先后") == [
        "1 K3 报名先后2024-09-01报名",
        "2 K1 报名先后2024-09-02报名",
        "3 K2 报名先后2024-09-03报名",
    ]


def test_one_without_a_figure_silences_only_those_it_is_still_tied_with():
    text = """
        K1 100 | 有效订单数 9 | 播放量 5
        K2 100 | 有效订单数 9 | 播放量 7
        K3 100 | 有效订单数 3 | 播放量 -
        K4 100 | 有效订单数 3 | 播放量 8
    """
    assert ranks(text, 并列比较="有效订单数、播放量") == [
        "1 K2 有效订单数9单、播放量7次",
        "2 K1 有效订单数9单、播放量5次",
        "3 K3=K4 有效订单数3单",
    ]


def test_a_comparison_in_which_all_are_equal_is_not_named():
    assert ranks(
        "K1 100 | 有效订单数 3 | 播放量 1\n K2 100 | 有效订单数 3 | 播放量 2", 并列比较="有效订单数、播放量"
    ) == ["1 K2 播放量2次", "2 K1 播放量1次"]


TIED = "K1 100\n K2 100\n K3 100\n K4 50"


@pytest.mark.parametrize(
    ("jury", "found"),
    [
        ({}, ["1 K1=K2=K3", "4 K4"]),
        ({"K1": 1, "K2": 2}, ["1 K1=K2=K3", "4 K4"]),
        ({"K1": 1, "K2": 2, "K3": 2}, ["1 K1=K2=K3", "4 K4"]),
        ({"K1": 1, "K2": 2, "K4": 3}, ["1 K1=K2=K3", "4 K4"]),
        (
            {"K1": 3, "K2": 1, "K3": 2},
            ["1 K2 评审排序第1", "2 K3 评审排序第2", "3 K1 评审排序第3", "4 K4"],
        ),
        (
            {"K1": 9, "K2": 1, "K3": 4, "K4": 1},
            ["1 K2 评审排序第1", "2 K3 评审排序第4", "3 K1 评审排序第9", "4 K4"],
        ),
    ],
)
def test_judges_place_equal_ones_where_they_place_all_of_them_apart(jury, found):
    assert ranks(TIED, jury=jury) == found


@pytest.mark.parametrize("answer", ["平分奖金", "占用后续名额"])
def test_judges_have_a_say_only_where_it_was_decided_that_they_do(answer):
    jury = {"K1": 3, "K2": 1, "K3": 2}
    assert ranks(TIED, jury=jury, 奖项线并列=answer) == ["1 K1=K2=K3", "4 K4"]


def test_judges_come_after_the_chain():
    text = "K1 100 | 有效订单数 3\n K2 100 | 有效订单数 3\n K3 100 | 有效订单数 9"
    assert ranks(text, jury={"K1": 2, "K2": 1, "K3": 3}, 并列比较="有效订单数") == [
        "1 K3 有效订单数9单",
        "2 K2 有效订单数3单、评审排序第1",
        "3 K1 有效订单数3单、评审排序第2",
    ]


def test_a_what_if_ranks_by_so_much_less():
    text = "K1 100\n K2 90\n K3 -"
    assert ranks(text, less={"K1": Decimal(10)}) == ["1 K1=K2"]
    assert ranks(text, less={"K1": Decimal("10.01"), "K3": Decimal(5)}) == ["1 K2", "2 K1"]
