"""A whole contest of 利通 on made-up entrants, through the real commands, held against what was made up.

Up to `allocate`: who is eligible in which group, and what everybody sold. Prizes are in `litong.expected_awards`.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from schemas.identity import valid_id
from tests.golden.litong import UNDECIDED, contest, expected_awards, expected_vacant, ranking
from tests.golden.notice import PRIZES, TABLES, Table
from tests.golden.steps import add_event, book_until
from tests.merge.test_merge_command import rows

MISSED = {
    # part: the conditions of which at least one must be named as not met
    "no plan": {"直播计划审核"},
    "sanctioned": {"处罚调整"},
    "young": {"年龄"},
    "firm": {"参赛主体"},
    "short": {"每场时长", "直播场次"},
    "few": {"直播场次", "短视频数"},
    "late": {"短视频数"},
    "wrong tag": {"话题"},
}


def fen(text):
    """Amounts of the workbook are 元."""
    return int(Decimal(text) * 100)


# ---- The notice and what was made up


def test_the_prizes_of_the_notice_come_to_what_it_declares():
    assert len(PRIZES) == 15
    for phase, prizes in (("第一期", 134), ("第二期", 125)):
        tiers = [tier for table, tiers in PRIZES.items() if table[0] == phase for tier in tiers]
        assert sum(places for places, _ in tiers) == prizes
        assert sum(places * yuan for places, yuan in tiers) == 500_000


def test_a_full_contest_awards_every_prize():
    awards = expected_awards(contest(full=True))
    for phase, prizes in (("第一期", 134), ("第二期", 125)):
        found = [one for one in awards if one.phase == phase]
        assert (len(found), sum(one.fen for one in found)) == (prizes, 500_000_00)
    assert expected_vacant(contest(full=True)) == []


def test_four_places_stay_vacant_where_fewer_are_eligible(made):
    vacant = expected_vacant(made)
    assert [(table.label, tier, seat) for table, tier, seat, _ in vacant] == [
        ("第二期·活动3", "三等奖", seat) for seat in (7, 8, 9, 10)
    ]
    assert sum(one.fen for one in expected_awards(made)) == 1_000_000_00 - 4 * 1_000_00


def test_two_may_be_equal_in_everything_on_a_line():
    tied = contest(tie_on_line=True)
    found = [one for one in expected_awards(tied) if one.name == UNDECIDED]
    assert [(one.event, one.tier, one.seat, one.rank) for one in found] == [
        ("活动5", "一等奖", 3, 3),
        ("活动5", "二等奖", 1, 4),
    ]
    third, fourth = ranking(tied, Table("第一期", "活动5", ""))[2:4]
    assert (third.figure, third.orders, third.day) == (fourth.figure, fourth.orders, fourth.day)


def test_the_contest_is_always_the_same_and_nobody_gets_two_prizes_in_an_event(made):
    assert contest() == made
    winners = Counter((one.phase, one.event, one.name) for one in expected_awards(made))
    assert set(winners.values()) == {1}
    assert all(valid_id(entry.entrant.id_no) for entry in made.entries)


@pytest.mark.parametrize("table", TABLES, ids="".join)
def test_nobody_else_has_the_same_place(made, table):
    """Ties of the figure are ended by orders or by the day of the entry; none is left."""
    found = [(entry.figure, entry.orders, entry.day) for entry in ranking(made, table)]
    assert len(set(found)) == len(found)


# ---- The workbook


def test_everybody_is_eligible_or_not_as_made_up(golden_rows, made):
    titles = ("姓名或名称", "期次", "活动", "归组结果", "结论")
    wanted = {(e.entrant.name, *e.table): "合格" if e.eligible else "不合格" for e in made.entries}
    found = golden_rows("资格审核", *titles)
    assert {row[:4]: row[4] for row in found} == wanted
    assert len(found) == len(made.entries)


def test_who_is_not_eligible_misses_what_was_left_out_and_nobody_else_misses_anything(golden_rows, made):
    missed = {}
    titles = ("姓名或名称", "期次", "活动", "条件", "是否符合")
    for *who, measure, told in golden_rows("资格明细", *titles):
        if told == "不符合":
            missed.setdefault(tuple(who), set()).add(measure)
    for entry in made.entries:
        found = missed.pop((entry.entrant.name, *entry.table[:2]), set())
        assert bool(found & MISSED[entry.part]) if not entry.eligible else not found, entry
    assert missed == {}


def test_no_conclusion_rests_on_an_open_point(golden_rows):
    assert {points for _, points in golden_rows("资格审核", "编号", "待确认")} == {""}


def test_what_everybody_sold_is_right_to_the_fen(golden_rows, made):
    titles = ("姓名或名称", "期次", "活动", "计入销售额", "净销售额", "有效订单")
    found = {row[:3]: (fen(row[3]), fen(row[4]), int(row[5])) for row in golden_rows("销售额核对", *titles)}
    for entry in made.entries:
        sold = (0, 0, 0) if entry.table.filmed else (entry.figure, entry.figure, entry.orders)
        key = (entry.entrant.name, *entry.table[:2])
        assert found.pop(key, (0, 0, 0)) == sold, entry
    assert found == {}


def test_refunds_make_net_sales_less_than_what_was_paid(golden_rows):
    found = golden_rows("销售额核对", "实付", "退款", "净销售额")
    assert all(fen(gross) - fen(refunds) == fen(net) for gross, refunds, net in found)
    assert sum(fen(refunds) > 0 for _, refunds, _ in found) > 50


def test_an_event_alone_stays_as_it_is_when_the_next_one_comes_in(made, tmp_path):
    """第一期·活动1 is judged and reconciled; then come entries and orders of 活动2, whose days overlap with it."""

    def of_first():
        titles = {"资格审核": ("编号", "姓名或名称", "归组结果", "结论", "规则版本"),
                  "销售额核对": ("编号", "姓名或名称", "有效订单", "净销售额", "计入销售额", "规则版本")}  # fmt: skip
        return [
            row
            for name in titles
            for row in rows(book, name, "期次", "活动", *titles[name])
            if row[1] == "活动1"
        ]

    book = book_until(tmp_path, made, events=["第一期·活动1"])
    before = of_first()
    assert len(before) == 2 * len(made.of_event("第一期·活动1"))
    add_event(book, made, "第一期·活动2")
    assert of_first() == before
    assert len(rows(book, "资格审核", "编号")) == sum(len(made.of_event(f"第一期·活动{n}")) for n in (1, 2))
