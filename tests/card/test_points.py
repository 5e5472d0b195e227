"""Open points: what they hold up, for which events, and when a decision counts."""

from __future__ import annotations

import pytest

from tests.card.cards import codes, read
from workbook.card.stakes import open_points, stake_words

Q = "待确认事项"
DECIDED = "数值 | 10000 | 甲某 | 2024-09-10 | 请示单1号 | 乙某 | 已定"


def waiting(*changes):
    """Event -> the points that hold it up."""
    card = read(*changes).card
    return {event.scope.event: [point.id for point in open_points(card, event)] for event in card.stages}


def opened(applies, decided="数值 | | | | | |"):
    return (Q, "第一期·活动1 | 是1万吗", f"{applies} | 是1万吗"), (Q, DECIDED, decided)


@pytest.mark.parametrize(
    ("applies", "events"),
    [("第一期·活动1", ["活动1"]), ("第一期", ["活动1", "活动2"]), ("", ["活动1", "活动2"]),
     ("第一期·活动1、第一期·活动2", ["活动1", "活动2"])],
)  # fmt: skip
def test_a_point_holds_up_the_events_it_speaks_of_and_no_others(applies, events):
    held = waiting(*opened(applies))
    assert [event for event, points in held.items() if points == ["G1"]] == events
    assert [event for event, points in held.items() if not points] == [
        e for e in ("活动1", "活动2") if e not in events
    ]


@pytest.mark.parametrize(
    "decided",
    [
        "数值 | 10000 | | 2024-09-10 | 请示单1号 | 乙某 |",
        "数值 | 10000 | 甲某 | | 请示单1号 | 乙某 |",
        "数值 | 10000 | 甲某 | 2024-09-10 | | 乙某 |",
        "数值 | 10000 | 甲某 | 2024-09-10 | 请示单1号 | |",
        "数值 | 10000 | 乙某 | 2024-09-10 | 请示单1号 | 乙 某 |",  # the same person
        "数值 | | 甲某 | 2024-09-10 | 请示单1号 | 乙某 |",
    ],
)
def test_a_decision_that_lacks_something_decides_nothing(decided):
    assert waiting(*opened("第一期·活动1", decided))["活动1"] == ["G1"]


def test_a_whole_decision_decides():
    assert waiting() == {"活动1": [], "活动2": []}


def test_the_most_money_first():
    card = read(
        *opened("第一期·活动2"), (Q, "T01 | |", "T01 | 第一期·活动1 |"), (Q, "净销售额 | 甲某", " | 甲某")
    ).card
    assert [(point.id, stake_words(card, point)) for point in open_points(card)] == [
        ("T01", "7,000 元"),
        ("G1", "3,000 元"),
    ]


@pytest.mark.parametrize("answer", ["1万", "10000：同款条款", "10,000", "1万人", "10000人"])
def test_a_decision_may_be_written_as_people_write(answer):
    assert codes((Q, "数值 | 10000 |", f"数值 | {answer} |")) == []


@pytest.mark.parametrize(("typed", "answer", "same"), [
    ("#12345678", "12345678", True), ("#12345678", "12345679", False), ("#1234567.5", "1234567.5", True),
])  # fmt: skip
def test_large_figures_are_compared_to_the_last_digit(typed, answer, same):
    conditions = (
        "规则_条件",
        "新秀组 | 归组 | 1 | 粉丝数 | 低于 | #10000",
        f"新秀组 | 归组 | 1 | 粉丝数 | 低于 | {typed}",
    )
    other = ("规则_条件", "粉丝数 | 不低于 | #10000", f"粉丝数 | 不低于 | {typed}")
    found = codes(conditions, other, (Q, "数值 | 10000 |", f"数值 | {answer} |"))
    assert ("DECISION_DIFFERS 规则_条件!H2" in found) is not same


def test_a_chain_of_answers_where_several_count():
    asked = "依次再比什么？ | | | | | | | 分配 | | 净销售额"
    assert (
        codes(
            (Q, asked, f"{asked}、有效订单数"),
            ("规则_政策", "并列比较 | 净销售额", "并列比较 | 净销售额、有效订单数"),
        )
        == []
    )


def test_a_finding_names_only_the_points_that_are_still_open():
    from tests.card.cards import card, found

    hole = ("规则_条件", "粉丝数 | 不低于", "粉丝数 | 超过")
    rules = {f.code: f.rule for f in found(card(hole))}
    assert rules["GROUP_HOLE"] is None
    rules = {f.code: f.rule for f in found(card(hole, *opened("第一期·活动1")))}
    assert rules["GROUP_HOLE"] == "G1"
