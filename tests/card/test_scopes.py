"""Rules that name an event, a phase or all: what they hold for, and what is told when there is no such event."""

from __future__ import annotations

import pytest

from tests.card.cards import CHOICES, codes

R, G, C, D, P = "规则_奖项", "规则_组别", "规则_条件", "规则_义务与期限", "规则_政策"


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ((G, "第一期 | 活动1 | 新秀组", " | 活动1 | 新秀组"), "RULE_UNKNOWN 规则_组别!A2"),
        ((G, "第一期 | 活动1 | 新秀组", "第二期 | 活动1 | 新秀组"), "RULE_UNKNOWN 规则_组别!A2"),
        ((R, "第一期 | 活动2 | | 一等奖", " | 活动2 | | 一等奖"), "RULE_UNKNOWN 规则_奖项!A6"),
        ((R, "第一期 | 活动2 | | 一等奖", "第一期 | 活动7 | | 一等奖"), "RULE_UNKNOWN 规则_奖项!B6"),
        ((R, "第一期 | 活动2 | | 一等奖", "第一期 | 活动2 | 甲组 | 一等奖"), "RULE_UNKNOWN 规则_奖项!C6"),
        (
            (C, "第一期 | 活动1 | 达人组 | 归组", "第一期 | 活动1 | 高手组 | 归组"),
            "RULE_UNKNOWN 规则_条件!C3",
        ),
    ],
)
def test_a_rule_of_no_event_is_told(change, at):
    assert at in codes(change)


def test_a_rule_may_hold_for_all_events_or_for_one_of_every_phase():
    assert codes((D, "第一期 | 活动2", " | 活动2")) == []
    assert codes((C, "第一期 | 活动1 | 新秀组", " | | 新秀组")) == []


def test_a_policy_for_one_event_leaves_the_others_without():
    first = CHOICES.split("\n")[1]
    only = first.replace(" | | 排名指标", "第一期 | 活动1 | 排名指标")
    assert codes((P, first, only)) == ["POLICY_MISSING 规则_政策!A1"]
    both = only + "\n" + only.replace("活动1", "活动2")
    assert codes((P, first, both)) == []


def test_a_rule_that_stands_twice_is_told_at_the_second():
    tier = "    第一期 | 活动2 | | 二等奖 | #2 | #500 | 元 | #1000 | | |\n"
    assert "RULE_REPEATED 规则_奖项!D8" in codes((R, tier, tier + tier))
    first = CHOICES.split("\n")[1]
    assert codes((P, first, first + "\n" + first)) == ["RULE_REPEATED 规则_政策!C3"]


def test_rewards_are_whole_in_a_declared_total_too():
    total = "活动 | 第一期 | 活动2 | 短视频比赛 | 2024-10-01 | 2024-10-20 | {} | {}"
    assert "REWARD_WHOLE 规则_活动!G5" in codes(
        ("规则_活动", total.format("#3000", "元"), total.format("#3000.5", "个"))
    )
