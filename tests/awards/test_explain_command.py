"""explain: why somebody has a prize or none, and which prizes would move; nothing is written."""

from __future__ import annotations

import json
import re

import pytest

from tests.awards.at_work import (
    AS_OF,
    E1,
    E3,
    E4,
    allocate,
    cells,
    decided,
    eligible,
    explain,
    order,
    orders,
    reconcile,
)
from tests.merge.test_merge_command import rows
from tests.shell import contestbook

THIRD = "第一期·活动4（试算）：第3名（20名参加排名）；净销售额18,000.00元；得一等奖第3席，10,000.00元"


def test_a_winner_is_told_rank_figure_prize_and_how_far_it_is_to_the_next(book):
    before = book.read_bytes()
    assert explain(book, "K0003") == [THIRD]
    assert explain(book, "K0004") == [
        "第一期·活动4（试算）：第4名（20名参加排名）；净销售额17,000.00元；得二等奖第1席，8,000.00元；"
        "距一等奖最后一名（第3名）差1,000.00元"
    ]
    assert book.read_bytes() == before


def test_whoever_has_none_is_told_what_was_lacking(book):
    assert explain(book, "高小云") == [
        "第一期·活动4（试算）：第19名（20名参加排名）；净销售额2,000.00元；没有得奖：18个名额已满；距三等奖最后一名（第18名）差1,000.00元"
    ]


def test_refunds_are_in_the_words(book):
    reconcile(book, [order(1, back="250.50"), *orders()[1:]], E4)
    assert "净销售额19,749.50元（实付20,000.00元−退款250.50元）" in explain(book, "K0001")[0]


def test_whoever_has_won_before_is_told_where(book):
    decided(book, T05="每期限一次")
    allocate(book, event="")
    assert explain(book, "K0001") == [
        "第一期·活动4（试算）：第1名（20名参加排名）；净销售额20,000.00元；没有得奖：跨活动重复获奖定的是每期限一次，已得第一期·活动1一等奖"
    ]


def test_whoever_does_not_compete_is_told_why(book):
    cells(book, "参赛主体", {("K0005", "完全民事行为能力"): None})
    eligible(book)
    assert explain(book, "K0005", "--without") == [
        "第一期·活动4：待核，不参加排名：民事行为能力：没有填（要求完全民事行为能力）",
        "第一期·活动4：如果没有K0005（还没定能不能得奖，不参加排名）：获奖都不变",
    ]


def test_all_events_are_told_where_none_is_named(book):
    assert [text.split("：")[0] for text in explain(book, "K0001", event="")] == [
        "第一期·活动1·新秀组（试算）", f"{E3}（试算）", f"{E4}（试算）",
    ]  # fmt: skip


def test_a_draft_says_what_it_takes_meanwhile(open_book):
    assert explain(open_book, "K0003")[0].startswith(
        THIRD + "（还没定：排名指标暂按净销售额，并列比较暂按不比，"
    )


def test_the_words_are_those_of_the_sheet(book):
    allocate(book)
    for key, why in rows(book, "排名", "编号", "为什么得奖/没得奖"):
        if key in ("K0001", "K0009", "K0020"):
            assert explain(book, key) == [f"{E4}（试算）：{why}"]


# ---- Who


def test_a_number_is_enough_in_any_case(book):
    assert explain(book, " k0003 ") == [THIRD]


def test_two_of_one_name_are_told_apart_by_their_numbers(book):
    cells(book, "参赛主体", {("K0002", "姓名或名称"): "李小云"})
    assert explain(book, "李小云") == "WHO_SEVERAL"
    _, output = contestbook("explain", book, "--who", "李小云", "--as-of", AS_OF)
    assert "有几个同名的：李小云（K0002、K0003）" in re.sub(r"\n *", "", output)


@pytest.mark.parametrize(
    ("whom", "event", "code"),
    [("无此人", E4, "WHO_UNKNOWN"), ("K0999", E4, "WHO_UNKNOWN"), ("K0010", E1, "WHO_NOT_THERE")],
)
def test_who_is_not_there(book, whom, event, code):
    assert explain(book, whom, event=event) == code


# ---- What if


def test_without_somebody_the_next_ones_move_up(book):
    assert explain(book, "K0003", "--without")[1:] == [
        "第一期·活动4：如果没有K0003：K0003 一等奖10,000.00元→没有",
        "第一期·活动4：如果没有K0003：K0004 二等奖8,000.00元→一等奖10,000.00元",
        "第一期·活动4：如果没有K0003：K0009 三等奖1,000.00元→二等奖8,000.00元",
        "第一期·活动4：如果没有K0003：K0019 没有→三等奖1,000.00元",
    ]
    assert explain(book, "K0020", "--without")[1:] == ["第一期·活动4：如果没有K0020：获奖都不变"]


@pytest.mark.parametrize("amount", ["1500", "1,500.00", "1500元"])
def test_with_so_much_less_the_next_one_passes(book, amount):
    assert explain(book, "K0003", "--less", amount)[1:] == [
        "第一期·活动4：如果K0003少1,500.00元：K0003 一等奖10,000.00元→二等奖8,000.00元",
        "第一期·活动4：如果K0003少1,500.00元：K0004 二等奖8,000.00元→一等奖10,000.00元",
    ]


def test_less_counts_what_the_event_is_ranked_by(book):
    assert explain(book, "K0003", "--less", "2500", event=E3)[1:] == [
        "第一期·活动3：如果K0003少2,500次：K0003 一等奖10,000.00元→二等奖8,000.00元",
        "第一期·活动3：如果K0003少2,500次：K0004 二等奖8,000.00元→一等奖10,000.00元",
    ]


@pytest.mark.parametrize("amount", ["一千", "0", "-5", "nan", ""])
def test_less_takes_a_number_above_nothing(book, amount):
    assert explain(book, "K0003", "--less", amount) == "LESS_UNREAD"


def test_another_answer_to_a_point_is_tried(book):
    reconcile(book, [*orders()[:2], order(3, paid=17_000), *orders()[3:]], E4)
    assert explain(book, "K0003", "--if", "T03=占用后续名额")[1:] == [
        "第一期·活动4：如果T03定为“占用后续名额”：K0003 没有→一等奖10,000.00元",
        "第一期·活动4：如果T03定为“占用后续名额”：K0004 没有→一等奖10,000.00元",
    ]
    assert explain(book, "K0003", "--if", "G13=1", event=E1)[1] == (
        "第一期·活动1：如果G13定为“1”：K0001 一等奖5,000.00元→一等奖10,000.00元"
    )


def test_a_point_of_another_event_tries_nothing(book):
    assert explain(book, "K0003", "--if", "G13=1") == [THIRD]


@pytest.mark.parametrize(
    ("reading", "code"),
    [
        ("T99=x", "POINT_NONE"),
        ("T03", "POINT_NONE"),
        ("T03=", "POINT_NONE"),
        ("T10=下单时间", "POINT_UNTRIED"),
        ("T03=抽签", "POINT_UNTRIED"),
        ("G16=不算", "POINT_UNTRIED"),
    ],
)
def test_what_cannot_be_tried_is_refused(book, reading, code):
    assert explain(book, "K0003", "--if", reading) == code


# ---- As it is printed


def test_one_object_is_printed_for_programs(book):
    words = ("--who", "K0003", "--without", "--event", E4, "--as-of", AS_OF, "--json")
    status, output = contestbook("explain", book, *words)
    said = json.loads(output)
    assert (status, said["command"], len(said["files"])) == (0, "explain", 1)
    found = said["files"][0]["findings"]
    assert [finding["code"] for finding in found] == ["AWARD_WHY", *["AWARD_IF"] * 4]
    assert (found[0]["sheet"], found[0]["cell"]) == ("资格审核", "A19")


def test_on_a_terminal_every_sentence_is_a_line_of_its_own(book, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, output = contestbook("explain", book, "--who", "K0003", "--event", E4, "--as-of", AS_OF, "--without")
    first, *others = re.sub(r"\n +", "", output).splitlines()
    assert first == THIRD
    assert len(others) == 4
    assert all(line.startswith("第一期·活动4：如果没有K0003：K00") for line in others)
