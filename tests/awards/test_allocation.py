"""The prizes of an event: who may not win (again), where the seat goes then, and what two groups do to each other."""

from __future__ import annotations

import pytest

from tests.awards.tables import E1, E2, LATER, fates, lines, only, table, told
from workbook.awards.allocation import Won, allocated
from workbook.awards.prizes import Moved, moved_by, prizes_moved

FIRST, OTHER, NEXT = Won(E1, "一等奖"), Won(E2, "三等奖"), Won(LATER, "二等奖")
TWO = "一等奖 1 10000, 二等奖 1 5000"
THREE = "K1 300\n K2 200\n K3 100"


# ---- Who may win


@pytest.mark.parametrize(
    ("limit", "won", "has"),
    [
        ("不限", [FIRST, OTHER, NEXT], True),
        ("每期限一次", [], True),
        ("每期限一次", [NEXT], True),
        ("每期限一次", [OTHER], False),
        ("每期限两次", [OTHER], True),
        ("每期限两次", [OTHER, NEXT], True),
        ("每期限两次", [OTHER, FIRST], False),
        ("全程限一次", [], True),
        ("全程限一次", [NEXT], False),
        ("全程限一次", [OTHER], False),
    ],
)
def test_whoever_won_as_often_as_one_may_leaves_the_seat_to_the_next(limit, won, has):
    found = only(table(THREE, TWO, 跨活动重复获奖=limit), K1=won)
    if has:
        assert told(found) == ["K1 一等奖1 10000", "K2 二等奖1 5000"]
        assert fates(found) == {"K1": "won", "K2": "won", "K3": "below"}
    else:
        assert told(found) == ["K2 一等奖1 10000", "K3 二等奖1 5000"]
        assert fates(found) == {"K1": "capped", "K2": "won", "K3": "won"}


def test_whoever_may_not_win_keeps_the_rank():
    found = only(table(THREE, TWO, 跨活动重复获奖="全程限一次"), K1=[NEXT])
    assert [(one.contender.key, one.rank, one.elsewhere) for one in found.standings] == [
        ("K1", 1, (NEXT,)),
        ("K2", 2, ()),
        ("K3", 3, ()),
    ]
    assert [one.rank for one in found.given] == [2, 3]


def test_one_of_a_tie_who_may_not_win_is_no_longer_part_of_it():
    text, prizes = "K1 200\n K2 200\n K3 100", "一等奖 1 10000, 二等奖 1 5000"
    assert told(only(table(text, prizes))) == ["K1=K2 等 一等奖1 二等奖1"]
    found = only(table(text, prizes, 跨活动重复获奖="每期限一次"), K1=[OTHER])
    assert told(found) == ["K2 一等奖1 10000", "K3 二等奖1 5000"]


def test_one_who_may_not_win_does_not_keep_others_from_being_compared():
    """K1 has no orders, so nothing can be said of all three; of K2 and K3, who may win, it can."""
    text = "K1 200\n K2 200 | 有效订单数 9\n K3 200 | 有效订单数 1"
    limits = {"跨活动重复获奖": "每期限一次", "并列比较": "有效订单数"}
    assert told(only(table(text, TWO, **limits))) == ["K1=K2=K3 等 一等奖1 二等奖1"]
    found = only(table(text, TWO, **limits), K1=[OTHER])
    assert told(found) == ["K2 一等奖1 10000", "K3 二等奖1 5000"]
    assert {one.rank for one in found.standings} == {1}  # the ranks are what they are


def test_behind_the_last_seat_it_does_not_matter_that_one_has_won_before():
    found = only(table(THREE, "一等奖 1 10000", 跨活动重复获奖="每期限一次"), K3=[OTHER])
    assert fates(found) == {"K1": "won", "K2": "below", "K3": "below"}


@pytest.mark.parametrize(
    ("jury", "found"),
    [
        ({"K1": 2}, ["K1=K2 等 一等奖1 二等奖1"]),
        ({"K1": 2, "K2": 1}, ["K2 一等奖1 10000", "K1 二等奖1 5000"]),
    ],
)
def test_seats_wait_until_judges_have_placed_all_of_a_tie(jury, found):
    assert told(only(table("K1 200\n K2 200\n K3 100", TWO, jury=jury))) == found


def test_a_least_of_more_than_nothing_leaves_seats_vacant():
    text = "K1 0.01\n K2 0\n K3 -5"
    assert told(only(table(text, TWO))) == ["K1 一等奖1 10000", "K2 二等奖1 5000"]
    found = only(table(text, TWO, 获奖最低门槛="指标大于0"))
    assert told(found) == ["K1 一等奖1 10000", "空 二等奖1"]
    assert fates(found) == {"K1": "won", "K2": "threshold", "K3": "threshold"}


def test_whoever_has_no_figure_wins_nothing():
    found = only(table("K1 -\n K2 5", TWO))
    assert told(found) == ["K2 一等奖1 10000", "空 二等奖1"]
    assert fates(found) == {"K2": "won", "K1": "unranked"}


@pytest.mark.parametrize("answer", ["空缺", "转入后面的活动"])
def test_seats_are_left_vacant_where_there_are_fewer_people(answer):
    found = only(table("K1 5", TWO, 名额未满=answer))
    assert told(found) == ["K1 一等奖1 10000", "空 二等奖1"]
    assert (found.total, found.declared, found.line) == (1_000_000, 1_500_000, None)


def test_nobody_at_all():
    found = only(table("", TWO))
    assert told(found) == ["空 一等奖1", "空 二等奖1"]
    assert (found.standings, found.total, found.line) == ((), 0, None)


def test_the_line_is_the_score_of_the_last_who_won_or_waits():
    assert only(table(THREE, TWO)).line == 200
    assert only(table("K1 300\n K2 100\n K3 100\n K4 90", TWO)).line == 100


# ---- Winners who are out now


def test_the_seat_of_a_winner_who_is_out_stays_vacant_and_nobody_moves():
    found = only(table("K2 200\n K3 100\n K4 50", TWO, gone="K1 300"))
    assert told(found) == ["K2 二等奖1 5000", "K1 撤 一等奖1"]
    assert fates(found) == {"K1": "gone", "K2": "won", "K3": "below", "K4": "below"}
    assert (found.total, found.declared, found.line) == (500_000, 1_500_000, None)


def test_of_two_who_are_out_both_seats_stay_vacant():
    found = only(table("K3 100\n K4 50", TWO, gone="K1 300,K2 200"))
    assert told(found) == ["K1 撤 一等奖1", "K2 撤 二等奖1"]
    assert fates(found) == {"K1": "gone", "K2": "gone", "K3": "below", "K4": "below"}


@pytest.mark.parametrize(
    ("kinds", "won"),
    [({"跨活动重复获奖": "全程限一次"}, {"K1": [NEXT]}), ({"获奖最低门槛": "指标大于0"}, {})],
)
def test_the_seat_of_whoever_is_out_stays_vacant_whatever_else_would_keep_it_from_winning(kinds, won):
    found = only(table("K2 -1\n K3 -2", "一等奖 1 10000", gone="K1 0", **kinds), **won)
    assert told(found) == ["K1 撤 一等奖1"]
    assert fates(found)["K1"] == "gone"


# ---- Two groups


def groups(first, second, prizes=(TWO, TWO), **kinds):
    """What comes of two groups of one event, a text for each."""
    made = [
        table(text, tiers, group, **kinds)
        for text, tiers, group in zip((first, second), prizes, ("新秀", "达人"), strict=True)
    ]
    return allocated(made, {})


def of_groups(*args, **kinds):
    return [told(result) for result in groups(*args, **kinds)]


def test_whoever_wins_in_two_groups_keeps_the_larger_prize_and_the_seat_goes_to_the_next():
    first, second = "K1 30\n K2 20\n K3 10", "K4 9\n K1 8\n K5 7"
    assert of_groups(first, second) == [
        ["K1 一等奖1 10000", "K2 二等奖1 5000"],
        ["K4 一等奖1 10000", "K5 二等奖1 5000"],
    ]
    assert of_groups(second, first) == [
        ["K4 一等奖1 10000", "K5 二等奖1 5000"],
        ["K1 一等奖1 10000", "K2 二等奖1 5000"],
    ]
    assert [fates(result)["K1"] for result in groups(first, second)] == ["won", "twice"]


def test_of_equal_prizes_that_of_the_group_that_comes_first_is_kept():
    assert of_groups("K1 30\n K2 20", "K1 9\n K3 8") == [
        ["K1 一等奖1 10000", "K2 二等奖1 5000"],
        ["K3 一等奖1 10000", "空 二等奖1"],
    ]


def test_both_prizes_are_kept_where_groups_were_allowed():
    assert of_groups("K1 30\n K2 20", "K1 9\n K3 8", 同一活动重复获奖="允许不同组别") == [
        ["K1 一等奖1 10000", "K2 二等奖1 5000"],
        ["K1 一等奖1 10000", "K3 二等奖1 5000"],
    ]


def test_a_freed_seat_may_make_somebody_else_win_twice():
    """K1 keeps 10,000 of 新秀; so K2 moves up in 达人 to 10,000 and leaves 5,000 of 新秀 to K3."""
    found = groups("K1 30\n K2 20\n K3 10", "K1 9\n K2 8\n K4 7")
    assert [told(result) for result in found] == [
        ["K1 一等奖1 10000", "K3 二等奖1 5000"],
        ["K2 一等奖1 10000", "K4 二等奖1 5000"],
    ]
    assert [fates(result) for result in found] == [
        {"K1": "won", "K2": "twice", "K3": "won"},
        {"K1": "twice", "K2": "won", "K4": "won"},
    ]


def test_a_prize_is_left_only_for_one_that_is_larger_when_all_is_given_out():
    """At first K2 has 3,000 of 新秀 and 5,000 of 达人; but K1 takes the 15,000 of 达人, so K2 gets the 10,000 of 新秀."""
    prizes = "一等奖 1 10000, 二等奖 1 3000, 三等奖 1 1000", "一等奖 1 15000, 二等奖 1 5000, 三等奖 1 500"
    found = groups("K1 30\n K2 20\n K3 10\n K4 5", "K1 9\n K2 8\n K5 7\n K4 6", prizes)
    assert [told(result) for result in found] == [
        ["K2 一等奖1 10000", "K3 二等奖1 3000", "K4 三等奖1 1000"],
        ["K1 一等奖1 15000", "K5 二等奖1 5000", "空 三等奖1"],
    ]


def test_a_freed_prize_that_is_worth_the_same_counts_before_one_of_a_later_group():
    """K1 has 100 of 甲 and leaves 100 of 乙; so K2 has that, and leaves 100 of 丙 and of 丁 to K3 and K4."""
    made = [
        table(text, "一等奖 1 100", group)
        for group, text in (
            ("甲", "K1 9"),
            ("乙", "K1 9\n K2 8"),
            ("丙", "K2 9\n K3 8"),
            ("丁", "K2 9\n K4 8"),
        )
    ]
    assert [one.key for result in allocated(made, {}) for one in result.given] == ["K1", "K2", "K3", "K4"]


def test_a_prize_that_waits_is_none_yet():
    found = groups("K1 30\n K2 30", "K1 9\n K3 8", ("一等奖 1 10000", "一等奖 1 5000"))
    assert [told(result) for result in found] == [["K1=K2 等 一等奖1"], ["K1 一等奖1 5000"]]


def test_three_groups():
    made = [
        table("K1 3\n K2 2", f"一等奖 1 {amount}", group)
        for amount, group in (("100", "甲"), ("300", "乙"), ("200", "丙"))
    ]
    assert [told(result) for result in allocated(made, {})] == [
        ["空 一等奖1"],
        ["K1 一等奖1 300"],
        ["K2 一等奖1 200"],
    ]


# ---- What another answer moves


def moved(before, after):
    return prizes_moved([before], [after]), moved_by([before], [after])


def test_the_same_moves_nothing():
    assert moved(only(table(THREE, TWO)), only(table(THREE, TWO))) == ([], Moved(0, 0, 0))


def test_prizes_that_move_are_named_and_the_money_that_goes_to_another_is_told():
    """K1 loses 10,000; K2 has 5,000 more, K3 5,000 that it had not."""
    before, after = only(table(THREE, TWO)), only(table("K1 50\n K2 200\n K3 100", TWO))
    assert moved(before, after) == (
        ["K1 一等奖10,000.00元→没有", "K2 二等奖5,000.00元→一等奖10,000.00元", "K3 没有→二等奖5,000.00元"],
        Moved(3, 1_000_000, 0),
    )


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("占用后续名额", Moved(2, 2_000_000, 500_000)),
        ("平分奖金", Moved(2, 1_500_000, 0)),
    ],
)
def test_an_answer_to_a_tie_gives_the_seats_that_waited(answer, found):
    """Their 15,000 were set aside: two prizes of 10,000 cost 5,000 more, shared they cost nothing more."""
    text = "K1 5\n K2 5\n K3 1"
    assert moved(only(table(text, TWO)), only(table(text, TWO, 奖项线并列=answer)))[1] == found


def test_the_sum_grows_where_seats_are_taken_instead_of_shared():
    text = "K1 5\n K2 5\n K3 1"
    shared, taken = (only(table(text, TWO, 奖项线并列=answer)) for answer in ("平分奖金", "占用后续名额"))
    assert moved(shared, taken) == (
        lines("""
            K1 一等奖7,500.00元→一等奖10,000.00元
            K2 一等奖7,500.00元→一等奖10,000.00元
        """),
        Moved(2, 500_000, 500_000),
    )
