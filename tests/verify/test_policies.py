"""Prizes given out by the program under other decisions: the second reckoning agrees, and tells when one cell is changed.

Sales are K0001 20,000元, K0002 19,000元 …; where a test says so some of them are equal.
"""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.awards.at_work import E1, E3, E4, eligible, final, order, prizes, reconcile, who
from tests.golden.steps import AS_OF
from tests.shell import contestbook
from tests.verify.at_work import WHO, change, decided, findings, messages, typed
from workbook.codes import severity

EVENTS = [("第一期", "活动4"), ("第一期", "活动1"), ("第一期", "活动3")]


@pytest.fixture
def ready(made_books, tmp_path):
    """Everything is decided, nothing given out."""
    path = tmp_path / "利通.xlsx"
    path.write_bytes(made_books["ready"])
    return path


def sold(book, amounts, event=E4):
    """Sales of some are other: number -> amount."""
    label = event.split("·")[1]
    reconcile(book, [order(n, label, amounts.get(n)) for n in range(1, 21)], event)


def told(book):
    found = findings(book, asked=EVENTS)
    return [f"{f.code} {f.at.sheet}{f.at.cell.a1}" for f in found if severity(f.code) in ("error", "warning")]


def made_final(book, event=E4):
    """Final, and verified: nothing differs."""
    final(book, event)
    assert told(book) == []


def test_a_tie_at_a_line_whose_money_is_shared(ready):
    decided(ready, T03="平分奖金", T02="有效订单数")
    sold(ready, {3: 18000, 4: 18000, 5: 18000})
    made_final(ready)
    change(ready, "奖金分配表", "奖金", 10000.0, "K0003")
    assert "VERIFY_WINNER 奖金分配表D6" in told(ready)
    assert messages(ready, "VERIFY_WINNER") == ["K0003得的是一等奖10,000.00元，按名次应为一等奖8,666.67元"]


def test_a_tie_at_the_last_line_whose_money_is_shared(ready):
    decided(ready, T03="平分奖金")
    sold(ready, {18: 3000, 19: 3000, 20: 3000})
    made_final(ready)
    assert len(prizes(ready)) == 20


def test_a_tie_that_takes_the_next_seats(ready):
    """Two share the third rank: both have 一等奖, one 二等奖 less is given; the card has 2,000元 less."""
    decided(ready, T03="占用后续名额")
    sold(ready, {3: 18000, 4: 18000, 15: 0, 16: 0, 17: 0, 18: 0, 19: 0, 20: 0})
    decided(ready, T08="指标大于0")
    found = told_final(ready)
    assert [one for one in found if not one.startswith("VERIFY_OVER")] == []


def told_final(book, event=E4):
    final(book, event)
    return told(book)


def test_a_tie_that_judges_broke(ready):
    sold(ready, {3: 18000, 4: 18000})
    contestbook("allocate", ready, "--event", E4, "--as-of", AS_OF)
    change(ready, "排名", "评审排序", 1.0, "活动4", "K0004")
    change(ready, "排名", "评审排序", 2.0, "活动4", "K0003")
    made_final(ready)
    assert (prizes(ready)["K0004"], prizes(ready)["K0003"]) == ("一等奖", "二等奖")
    change(ready, "排名", "评审排序", None, "活动4", "K0004")
    assert [one.partition(" ")[0] for one in told(ready)].count("VERIFY_TIE") == 1


def test_a_tie_that_the_number_of_orders_breaks(ready):
    """K0004 sold as much as K0003, in two orders."""
    lines = [order(n, "活动4") for n in range(1, 21) if n != 4]
    lines += [order(4, "活动4", 9000), order(4, "活动4", 9000).replace("活动44|", "活动44b|")]
    reconcile(ready, lines, E4)
    made_final(ready)
    assert (prizes(ready)["K0004"], prizes(ready)["K0003"]) == ("一等奖", "二等奖")


def test_equal_entrants_within_one_tier_share_their_rank(ready):
    sold(ready, {11: 9500, 12: 9500})
    made_final(ready)


def test_somebody_who_sold_nothing_has_no_prize_where_that_was_decided(ready):
    decided(ready, T08="指标大于0")
    sold(ready, {17: 0, 18: 0, 19: 0, 20: 0})
    made_final(ready)
    assert len(prizes(ready)) == 16


def test_one_prize_a_phase(ready):
    decided(ready, T05="每期限一次")
    for event in (E1, E3, E4):
        made_final(ready, event)
    decided(ready, T05="不限")
    final(ready, E4)
    decided(ready, T05="每期限一次")
    assert [one for one in told(ready) if one.startswith("VERIFY_LIMIT")] == [
        f"VERIFY_LIMIT 奖金分配表G{row}" for row in rows_twice(ready)
    ]


def rows_twice(book):
    """The later of two prizes of one entrant."""
    seen, found = set(), []
    for row in load_workbook(book)["奖金分配表"].iter_rows(min_row=4):
        number = row[6].value
        if number and number in seen:
            found.append(row[0].row)
        seen.add(number)
    return found


def test_groups(ready):
    made_final(ready, E1)
    change(ready, "资格审核", "归组结果", "达人组", "K0001", "活动1")
    found = told(ready)
    assert found[0].startswith("VERIFY_GROUP 奖金分配表C")


def test_videos_are_ranked_by_plays_and_no_score_is_above_what_was_played(ready):
    made_final(ready, E3)
    change(ready, "短视频作品", "播放量", 4999.0, "K0001")
    assert [one.partition(" ")[0] for one in told(ready)] == ["VERIFY_SCORE"]


def test_broadcasts_ranked_by_their_length(ready):
    """All of them were on for two hours and a half: equal, so they wait for judges; the first comparison sets them apart."""
    decided(ready, T01="直播总时长", T02="净销售额")
    made_final(ready)
    change(ready, "排名", "得分", 151.0, "活动4", "K0001")
    assert "VERIFY_SCORE 排名H4" in told(ready)


def test_somebody_who_was_disqualified_leaves_his_seat(ready):
    """空缺: the seat stays vacant; 依次递补: the next has it."""
    made_final(ready)
    papers = {"依据文件": "认定书3号", "登记的批准人": "甲某", "状态": "有效"}
    typed(ready, "处罚调整", {**who(3), **WHO, "日期": 45636.0, "类别": "取消资格", "事由": "刷单", **papers})
    eligible(ready)
    assert {one.partition(" ")[0] for one in told(ready)} == {
        "VERIFY_NOT_ELIGIBLE",
        "VERIFY_CONDITION",
        "VERIFY_NO_SEAT",
    }
    made_final(ready)
    assert "K0003" not in prizes(ready)
    decided(ready, T07="依次递补")
    made_final(ready)
    assert prizes(ready)["K0004"] == "一等奖"
