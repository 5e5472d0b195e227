"""The prover finds every hole and every overlap, and its sentences are true of exactly the people they speak of."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.contest import Card, Condition, Event, Group, Scope
from tests.card.cards import read
from workbook.card import prover
from workbook.card.groups import place
from workbook.card.prover import TooMany, prove

HERE = Scope("第一期", "活动1")
EVENT = Event(0, HERE, "", None, (), "活动", "比赛", None, None, None, "", ())
SESSIONS, VIDEOS = "直播场次", "短视频数"
UNITS = {SESSIONS: "场", VIDEOS: "条"}
TOP = 14


def group(name):
    return Group(0, HERE, "", None, (), name, "按条件", None, "")


def when(name, way, measure, relation, number, words=()):
    return Condition(
        0, HERE, "", None, (), name, "归组", way, measure, relation,
        None if number is None else Decimal(number), UNITS.get(measure, ""), words, (), None,
    )  # fmt: skip


def card(*conditions, limits=()):
    names = dict.fromkeys(c.group for c in conditions)
    return Card(events=(EVENT,), groups=tuple(map(group, names)), conditions=(*conditions, *limits))


def sentences(made):
    return [("、".join(r.groups) or "没有组", r.words) for r in prove(made, EVENT)]


def test_thresholds_that_leave_a_hole():
    made = card(
        when("新秀组", "1", SESSIONS, "低于", 10),
        when("新秀组", "1", VIDEOS, "不超过", 5),
        when("达人组", "1", SESSIONS, "不低于", 10),
        when("达人组", "2", VIDEOS, "不低于", 9),
    )
    assert sentences(made) == [("没有组", "直播场次低于10场，且短视频数超过5条、低于9条")]
    (hole,) = prove(made, EVENT)
    assert hole.person == "直播场次 9 场、短视频数 7 条"
    assert place(made, EVENT, hole.example).group is None


def test_both_sides_include_the_number():
    made = card(when("新秀组", "1", SESSIONS, "不超过", 5), when("达人组", "1", SESSIONS, "不低于", 5))
    assert sentences(made) == [("新秀组、达人组", "直播场次正好是5场")]


def test_neither_side_includes_the_number():
    made = card(when("新秀组", "1", SESSIONS, "低于", 5), when("达人组", "1", SESSIONS, "超过", 5))
    assert sentences(made) == [("没有组", "直播场次正好是5场")]


def test_no_one_stands_between_two_whole_numbers():
    made = card(when("新秀组", "1", SESSIONS, "不超过", 5), when("达人组", "1", SESSIONS, "不低于", 6))
    assert sentences(made) == []


def test_a_lone_group_leaves_out_whoever_does_not_meet_its_conditions():
    made = card(when("新秀组", "1", SESSIONS, "不低于", 3))
    assert sentences(made) == [("没有组", "直播场次低于3场")]


def test_thresholds_below_nothing():
    made = card(when("新秀组", "1", SESSIONS, "低于", -3), when("达人组", "1", SESSIONS, "不低于", -3))
    assert sentences(made) == []


def test_a_range_within_one_alternative():
    low, high = when("新秀组", "1", SESSIONS, "不低于", 3), when("新秀组", "1", SESSIONS, "不超过", 5)
    made = card(low, high, when("达人组", "1", SESSIONS, "超过", 5))
    assert sentences(made) == [("没有组", "直播场次低于3场")]


def test_a_threshold_no_figure_can_reach_is_no_hole():
    made = card(when("新秀组", "1", SESSIONS, "低于", "10.5"), when("达人组", "1", SESSIONS, "超过", "10.5"))
    assert sentences(made) == []


def test_what_lies_together_is_one_sentence():
    made = card(when("新秀组", "1", SESSIONS, "低于", 5), when("达人组", "1", SESSIONS, "低于", 5))
    assert sentences(made) == [("新秀组、达人组", "直播场次低于5场"), ("没有组", "直播场次不低于5场")]


def test_money_counts_in_fen():
    made = card(
        when("新秀组", "1", "净销售额", "不超过", 500), when("达人组", "1", "净销售额", "不低于", "500.01")
    )
    assert sentences(made) == []
    made = card(
        when("新秀组", "1", "净销售额", "不超过", 500), when("达人组", "1", "净销售额", "不低于", "500.02")
    )
    assert [r.person for r in prove(made, EVENT)] == ["净销售额 500.01 元"]


def test_words_nobody_named_are_a_hole_unless_nobody_else_may_take_part():
    ways = (
        when("学生组", "1", "人员类别", "属于", None, ("在校大学生",)),
        when("社会组", "1", "人员类别", "属于", None, ("退役军人", "电商从业者")),
    )
    assert sentences(card(*ways)) == [("没有组", "人员类别为其他")]
    four = ("在校大学生", "退役军人", "返乡创业人员", "电商从业者")
    limit = Condition(0, Scope(), "", None, (), "", "资格", "1", "人员类别", "属于", None, "", four, (), None)
    assert sentences(card(*ways, limits=(limit,))) == [("没有组", "人员类别为返乡创业人员")]


def test_yes_and_no():
    ways = (
        when("新秀组", "1", "带货账号", "等于", None, ("否",)),
        when("达人组", "1", "带货账号", "等于", None, ("是",)),
    )
    assert sentences(card(*ways)) == []
    assert sentences(card(ways[0], when("达人组", "1", SESSIONS, "不低于", 3))) != []


def test_too_many_combinations_are_said_not_sampled(monkeypatch):
    monkeypatch.setattr(prover, "MOST", 3)
    with pytest.raises(TooMany):
        prove(card(when("新秀组", "1", SESSIONS, "低于", 5), when("达人组", "1", VIDEOS, "不低于", 5)), EVENT)


def test_who_tells_nothing_is_put_nowhere():
    sheets = read()
    event = sheets.card.stages[0]
    nobody = place(sheets.card, event, {})
    assert (nobody.group, nobody.unknown) == (None, ("粉丝数",))
    assert place(sheets.card, event, {"粉丝数": Decimal(9999)}).group == "新秀组"
    assert place(sheets.card, event, {"粉丝数": Decimal(10000)}).group == "达人组"


# ---- Every planted hole and overlap, against counting all people one by one

RELATIONS = ("低于", "不超过", "等于", "不低于", "超过")
conditions = st.builds(
    when,
    st.sampled_from(["甲组", "乙组", "丙组"]),
    st.sampled_from(["1", "2"]),
    st.sampled_from([SESSIONS, VIDEOS]),
    st.sampled_from(RELATIONS),
    st.integers(0, TOP - 2),
)


def says(sentence, person):
    """Whether a sentence of the prover speaks of a person: read as a clerk would."""
    for part in [] if sentence == "所有人" else sentence.split("，且"):
        measure = next(name for name in UNITS if part.startswith(name))
        for relation, number in re.findall("(低于|不超过|正好是|不低于|超过)([0-9]+)", part[len(measure) :]):
            value, limit = person[measure], int(number)
            good = {
                "低于": value < limit,
                "不超过": value <= limit,
                "正好是": value == limit,
                "不低于": value >= limit,
                "超过": value > limit,
            }
            if not good[relation]:
                return False
    return True


@given(st.lists(conditions, min_size=2, max_size=8))
def test_the_sentences_are_true_of_exactly_the_people_in_no_group_or_in_several(ways):
    made = card(*ways)
    regions = prove(made, EVENT)
    axes = dict.fromkeys(c.measure for c in ways)
    for sessions, videos in product(range(TOP + 1), repeat=2):
        person = {SESSIONS: Decimal(sessions), VIDEOS: Decimal(videos)}
        groups = place(made, EVENT, {name: person[name] for name in axes}).groups
        told = [region.groups for region in regions if says(region.words, person)]
        assert told == ([groups] if len(groups) != 1 else [])
    everybody = [{SESSIONS: a, VIDEOS: b} for a, b in product(range(TOP + 1), repeat=2)]
    for region in regions:
        assert place(made, EVENT, region.example).groups == region.groups
        assert any(says(region.words, person) for person in everybody), "a sentence about nobody"
