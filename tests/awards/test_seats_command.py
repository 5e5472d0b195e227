"""Ties, judges, shared money, seats taken twice, seats nobody takes: what stands in the sheets, and what is told."""

from __future__ import annotations

from tests.awards.at_work import (
    E1,
    E3,
    E4,
    allocate,
    cells,
    decided,
    explain,
    final,
    holds_up,
    key,
    messages,
    order,
    orders,
    prizes,
    reconcile,
    row,
)  # fmt: skip
from tests.merge.test_merge_command import rows


def sold_alike(book, numbers, paid):
    """These entrants sold for the same, with one order each."""
    lines = orders()
    for number in numbers:
        lines[number - 1] = order(number, paid=paid)
    reconcile(book, lines, E4)


def test_a_tie_at_a_line_waits_for_judges_and_their_order_decides_it(book):
    sold_alike(book, (3, 4), 18_000)
    assert holds_up(book) == ["AWARD_TIE 排名J6"]
    assert allocate(book) == (1, ["AWARD_TIE 排名J6"])
    assert messages(book, "AWARD_TIE") == [
        "K0003、K0004（2人）并列，正好在分界线上：还有一等奖、二等奖2个名额、18,000.00元没法定给谁（现在的办法：由评审决定）"
    ]
    waiting = [
        line for line in rows(book, "奖金分配表", "奖项", "席位", "编号", "状态", "备注") if not line[2]
    ]
    assert waiting == [
        ("一等奖", "3", "", "并列待定(试算)", "第3名K0003、K0004并列，还没定谁得"),
        ("二等奖", "1", "", "并列待定(试算)", "第3名K0003、K0004并列，还没定谁得"),
    ]
    cells(book, "排名", {("K0003", "评审排序"): 2, ("K0004", "评审排序"): 1})
    assert final(book) == []
    assert (prizes(book)["K0004"], prizes(book)["K0003"]) == ("一等奖", "二等奖")
    ranked = rows(book, "排名", "名次", "编号", "并列比较", "评审排序")
    assert ranked[2:4] == [("3", "K0004", "评审排序第1", "1"), ("4", "K0003", "评审排序第2", "2")]


def test_the_judges_order_must_place_each_of_the_tied(book):
    sold_alike(book, (3, 4), 18_000)
    allocate(book)
    cells(book, "排名", {("K0003", "评审排序"): 1, ("K0004", "评审排序"): 1})
    assert allocate(book)[1] == ["AWARD_TIE 排名J6", "AWARD_JURY 排名J6", "AWARD_JURY 排名J7"]
    assert messages(book, "AWARD_JURY")[0] == "评审排序要给并列的2人（K0003、K0004）各填一个不同的整数"
    cells(book, "排名", {("K0003", "评审排序"): 2, ("K0004", "评审排序"): "先"})
    assert allocate(book)[1] == ["AWARD_TIE 排名J6", "AWARD_JURY 排名J7"]
    cells(book, "排名", {("K0004", "评审排序"): None})
    assert allocate(book)[1] == ["AWARD_TIE 排名J6"], "one of two is no order, and nothing wrong either"


def test_a_tie_within_a_tier_is_none(book):
    sold_alike(book, (1, 2), 20_000)
    assert allocate(book, "--final") == (0, [])
    assert [line[0] for line in rows(book, "排名", "名次")[:3]] == ["1", "1", "3"]


def test_what_was_decided_to_compare_next_sets_them_apart(book):
    lines = [*orders(), order(4, paid=500).replace("活动44", "活动4b")]
    lines[3] = order(4, paid=17_500)  # 18,000 as K0003, with two orders
    reconcile(book, lines, E4)
    assert allocate(book, "--final") == (0, [])
    assert prizes(book)["K0004"] == "一等奖"
    assert "得分相同，比有效订单数2单" in explain(book, "K0004")[0]


def test_shared_money_is_that_of_the_seats(book):
    sold_alike(book, (3, 4), 18_000)
    decided(book, T03="平分奖金")
    assert allocate(book) == (0, ["AWARD_SHARED 奖金分配表I6"])
    assert messages(book, "AWARD_SHARED") == ["按定的办法，2人并列，平分一等奖、二等奖2个名额的奖金"]
    found = rows(book, "奖金分配表", "奖项", "席位", "编号", "奖金")
    assert found[2:5] == [
        ("一等奖", "3", "K0003", "9000"),
        ("一等奖", "4", "K0004", "9000"),
        ("二等奖", "2", "K0005", "8000"),
    ]
    assert final(book) == ["AWARD_SHARED 奖金分配表I6"]


def test_seats_taken_of_two_tiers_cost_more_than_the_card_has(book):
    sold_alike(book, range(1, 10), 20_000)
    decided(book, T03="占用后续名额")
    assert holds_up(book) == ["AWARD_OVER 奖金分配表I7"]
    assert allocate(book) == (1, ["AWARD_OVER 奖金分配表I7"])
    assert messages(book, "AWARD_OVER") == ["本表奖金共99,000.00元，比规则卡的80,000.00元多19,000.00元"]
    found = rows(book, "奖金分配表", "奖项", "席位", "编号", "备注")
    assert [line[:2] for line in found[:10]] == [("一等奖", str(n)) for n in range(1, 10)] + [("三等奖", "2")]
    assert found[8] == ("一等奖", "9", "K0009", "并列，占用三等奖第1席")
    sums = {line[:3]: line[3:] for line in rows(book, "奖金汇总", "期次", "活动", "项目", "奖金", "备注")}
    assert sums["第一期", "活动4", "合计"] == ("99000", "超过应发")


def test_a_least_leaves_seats_vacant(book):
    reconcile(book, orders()[:15], E4)
    decided(book, T08="指标大于0")
    assert allocate(book) == (0, ["AWARD_VACANT 奖金分配表D19"])
    assert messages(book, "AWARD_VACANT") == ["三等奖3个空缺，3,000.00元没有发出（名额未满定的是空缺）"]
    assert explain(book, key(16)) == [
        "第一期·活动4（试算）：第16名（20名参加排名）；净销售额0.00元；与K0017、K0018、K0019、K0020并列，比不出先后；"
        "没有得奖：达不到获奖最低门槛（指标大于0）"
    ]
    final(book)
    assert [line[1] for line in rows(book, "奖金分配表", "编号", "状态")[-3:]] == ["空缺"] * 3


# ---- Limits across events


def test_a_limit_across_events_asks_for_the_earlier_ones_first(book):
    decided(book, T05="每期限一次")
    assert holds_up(book) == [f"AWARD_EARLIER 待确认事项L{row(book, '待确认事项', 'T05')}"]
    assert messages(book, "AWARD_EARLIER") == [], "a draft is made all the same"
    allocate(book, event="")
    assert set(prizes(book)) == {key(n) for n in (*range(6, 11), *range(15, 21))}
    assert explain(book, "K0001") == [
        "第一期·活动4（试算）：第1名（20名参加排名）；净销售额20,000.00元；没有得奖：跨活动重复获奖定的是每期限一次，"
        "已得第一期·活动1一等奖"
    ]


def test_the_first_event_has_none_before_it(book):
    decided(book, T05="每期限一次")
    final(book, E1)
    found = {key for key, tier in prizes(book, "活动1").items()}
    final(book, E3)  # nobody entered 活动2, so nobody has won there
    assert set(prizes(book, "活动3")).isdisjoint(found)
