"""Each line of a ledger ends in exactly one state, and the first reason that fits is the one that is told."""

from __future__ import annotations

import pytest

from tests.ledger.tables import E1, E2, events, run, states
from workbook.ledger.states import STATES, WORDS

BOTH = """
    key | event
    K1  | E1
    K1  | E2
"""


def test_the_codes_are_short_and_each_has_words():
    assert all(len(state.code) <= 12 and state.word and state.why for state in STATES)
    assert len(WORDS) == len(STATES) == len({state.word for state in STATES})


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("100  |      | paid     | none      |   ", "计入"),
        ("100  | 0    | paid     |           |   ", "计入"),
        ("100  | 0    | none     |           |   ", "计入"),
        ("100  | 30   | paid     | refunded  |   ", "部分退款"),
        ("100  | 30   | refunded | none      |   ", "部分退款"),
        ("100  | 0.01 | paid     | refunding |   ", "退款中"),
        ("100  | 100  | paid     | refunded  |   ", "全额退款"),
        ("100  | 100  | closed   | refunded  |   ", "全额退款"),
        ("100  |      | refunded | none      |   ", "退款金额不明"),
        ("100  | 0    | paid     | refunded  |   ", "退款金额不明"),
        ("100  |      | closed   | refunded  |   ", "退款金额不明"),
        ("100  | 0    | closed   | none      |   ", "已关闭"),
        ("100  | 30   | closed   | none      |   ", "已关闭"),
        ("100  |      | paid     | refunding |   ", "退款中"),
        ("100  | 0    |          | none      |   ", "状态不明"),
        ("100  | 0    | 待定     | none      |   ", "状态不明"),
        ("100  | 100.01 | paid   | refunded  |   ", "退款大于实付"),
        ("     | 5    | paid     | refunded  |   ", "退款大于实付"),
        ("-100 |      | paid     | none      |   ", "负数待核"),
        ("100  | -5   | paid     | none      |   ", "负数待核"),
        ("0    |      | paid     | none      |   ", "未付款"),
        ("     |      | closed   | none      |   ", "未付款"),
        ("100  |      | unpaid   | none      |   ", "未付款"),
        ("100  |      | paid     | none      | x ", "看不懂"),
        ("     |      |          | none      | x ", "看不懂"),
    ],
)
def test_what_became_of_the_money(line, word):
    assert states(f"paid | refund | status | after | unread\n{line}") == [word]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("L1 | S1 | H1", "计入"),
        ("L1 |    |   ", "计入"),
        ("   | S1 |   ", "计入"),
        ("   |    | H1", "计入"),
        ("L9 | S9 | H1", "计入"),
        ("L1 | S2 |   ", "分不清是谁的"),
        ("   | S2 | H1", "分不清是谁的"),
        ("L9 | S9 | H9", "店铺或账号未登记"),
        ("   |    |   ", "店铺或账号未登记"),
    ],
)
def test_whose_it_is(line, word):
    assert states(f"session | shop | host\n{line}") == [word]


def test_a_second_column_of_accounts_tells_where_the_first_is_not_registered():
    ledger = "host | host_2\n123456 | H1\nH1 | \nH1 | H2\nH9 | H8"
    assert states(f"shop | {ledger.replace(chr(10), chr(10) + '|')}") == [
        "计入",
        "计入",
        "分不清是谁的",
        "店铺或账号未登记",
    ]


def test_a_shop_registered_twice_is_nobodys_but_the_session_tells():
    registry = "via|value|key\nshop|S1|K1\nshop|S1|K2\nsession|L1|K2"
    ledger = """
        session | shop
                | S1
        L1      | S1
    """
    assert states(ledger, registry=registry) == ["分不清是谁的", "计入"]


def test_a_shop_named_twice_for_one_entrant_is_his():
    assert states("shop\nS1", registry="via|value|key\nshop|S1|K1\nshop|S1|K1") == ["计入"]


def test_a_value_counts_only_for_what_it_is():
    assert states("shop | host\nH1 | S1") == ["店铺或账号未登记"]


def test_case_65_a_row_twice_counts_once():
    ledger = """
        order | sub | paid
        A1    |     | 100
        A1    |     | 100
        A2    | 1   | 50
        A2    | 2   | 60
        A2    | 2   | 60
              |     | 70
              |     | 70
    """
    assert states(ledger) == ["计入", "重复", "计入", "计入", "重复", "计入", "计入"]
    assert run(ledger)[2] == [
        {"key": "K1", "event": "E1", "orders": 4, "gross": 35000, "refunds": 0, "net": 35000}
    ]


def test_the_first_of_equal_rows_is_the_first_by_file_then_line():
    ledger = """
        file  | line | order
        b.csv | 2    | A1
        a.csv | 9    | A1
        a.csv | 10   | A1
    """
    found = {(line["file"], line["line"]): WORDS[line["state"]] for line in run(ledger)[0]}
    assert found == {("a.csv", 9): "计入", ("a.csv", 10): "重复", ("b.csv", 2): "重复"}


@pytest.mark.parametrize("column", ["paid", "refund", "at", "shop", "host", "session", "status", "after"])
def test_rows_of_one_order_that_contradict_each_other_count_for_nobody(column):
    usual = {
        "paid": "100",
        "refund": "0",
        "at": "2024-09-10 12:00",
        "shop": "S1",
        "host": "H1",
        "session": "L1",
    }
    usual |= {"status": "paid", "after": "none", "price": "100", "qty": "1"}
    usual |= {"sku": ""}
    other = {"paid": "101", "refund": "5", "at": "2024-09-11 12:00", "shop": "", "host": "", "session": ""}
    other |= {"status": "closed", "after": "refunding", "price": "99", "qty": ""}
    lines = [usual, usual | {column: other[column]}]
    head = " | ".join(["order", *usual])
    body = "\n".join(" | ".join(["A1", *line.values()]) for line in lines)
    assert states(f"{head}\n{body}") == ["重复且内容不同"] * 2


@pytest.mark.parametrize(
    ("head", "one", "other"),
    [
        ("refund", "", "0"),
        ("after", "", "none"),
        ("price | qty", "100 | 1", " | "),
        ("sku", "甲", "甲"),
    ],
)
def test_what_one_export_leaves_out_contradicts_nothing(head, one, other):
    assert states(f"order | sub | {head}\nA1 | 1 | {one}\nA1 | 1 | {other}") == ["计入", "重复"]


def test_products_of_an_order_without_sub_orders_are_its_parts():
    ledger = """
        order | sku | paid | price | qty
        A1    | 甲  | 50   | 50    | 1
        A1    | 乙  | 50   | 25    | 2
        A2    | 甲  | 80   |       |
        A2    | 乙  | 80   |       |
        A3    | 甲  | 30   |       |
        A3    | 乙  | 40   |       |
        A3    | 乙  | 40   |       |
    """
    assert states(ledger) == ["计入", "计入", "计入", "主单金额重复", "计入", "计入", "重复"]


def test_an_unreadable_line_is_no_repetition():
    assert states("order | paid | unread\nA1 | | x\nA1 | 100 |") == ["看不懂", "计入"]


def test_case_65_a_main_amount_on_every_sub_order_counts_once():
    ledger = """
        order | sub | paid | price | qty
        A1    | 1   | 100  | 40    | 1
        A1    | 2   | 100  | 60    | 1
        A2    | 1   | 50   | 25    | 2
        A2    | 2   | 50   | 50    | 1
        A3    | 1   | 80   |       |
        A3    | 2   | 80   |       |
        A3    | 2   | 80   |       |
    """
    assert states(ledger) == ["计入", "主单金额重复", "计入", "计入", "计入", "主单金额重复", "重复"]
    assert run(ledger)[2][0]["orders"] == 3


def test_a_repetition_that_leaves_out_the_price_hides_nothing():
    ledger = """
        order | sub | paid | price | qty
        A1    | 1   | 100  | 100   | 1
        A1    | 1   | 100  |       |
        A1    | 2   | 100  | 50    | 2
    """
    assert states(ledger) == ["计入", "重复", "计入"]


def test_a_main_amount_beside_different_refunds_is_asked_about():
    ledger = """
        order | sub | paid | refund
        A1    | 1   | 100  | 40
        A1    | 2   | 100  |
    """
    assert states(ledger) == ["重复且内容不同"] * 2


def test_a_line_of_the_order_beside_those_of_its_sub_orders_counts_once():
    ledger = """
        order | sub | paid | refund
        A1    |     | 100  | 10
        A1    | 1   | 40   | 10
        A1    | 2   | 60   |
        A1    | 2   | 60   |
        A1    |     | 100  | 10
        A2    |     | 50   |
        A2    | 1   | 50   |
    """
    words = ["主单与子单并列", "部分退款", "计入", "重复", "重复", "计入", "主单金额重复"]
    assert states(ledger) == words
    assert run(ledger)[2][0]["gross"] == 15000


@pytest.mark.parametrize("other", ["A1 | 2 | 59.99 | ", "A1 | 2 | 60 | 0.01"])
def test_an_order_that_does_not_come_to_its_sub_orders_is_asked_about(other):
    ledger = f"order | sub | paid | refund\nA1 | | 100 |\nA1 | 1 | 40 |\n{other}"
    assert states(ledger) == ["重复且内容不同"] * 3


def test_an_unpaid_line_of_an_order_says_nothing_of_its_sub_orders():
    assert states("order | sub | paid\nA1 | | 0\nA1 | 1 | 40\nA1 | 2 | 60") == ["未付款", "计入", "计入"]


def test_unpaid_sub_orders_repeat_nothing():
    assert states("order | sub | paid\nA1 | 1 | 0\nA1 | 2 | 0") == ["未付款", "未付款"]


def test_a_sub_order_without_amount_is_not_paid_and_repeats_nothing():
    assert states("order | sub | paid\nA1 | 1 | 100\nA1 | 2 |") == ["计入", "未付款"]


def test_case_69_the_last_second_counts_and_the_next_does_not():
    ledger = """
        at
        2024-08-31 23:59:59
        2024-09-01 00:00:00
        2024-09-30 23:59:59
        2024-10-01 00:00:00

    """.rstrip(" ")
    assert states(ledger) == ["活动时间外", "计入", "计入", "活动时间外"]


def test_a_line_without_time():
    assert states("order | at\nA1 |") == ["没有时间"]


@pytest.mark.parametrize(
    ("overlap", "word", "found"),
    [
        (None, "两个活动重叠", []),
        ("each", "计入", [(2, "E1"), (2, "E2")]),
        ("earlier", "计入", [(2, "E1")]),
        ("session", "重叠期没有场次", []),
    ],
)
def test_case_69_a_day_in_two_events(overlap, word, found):
    kinds = {"entries": BOTH, "stages": (E1, E2), "overlap": overlap}
    assert states("at\n2024-09-25", **kinds) == [word]
    assert events("at\n2024-09-25", **kinds) == found


def test_the_rank_tells_which_is_the_earlier_one():
    later = (E1._replace(rank=2), E2._replace(rank=1))
    assert events("at\n2024-09-25", entries=BOTH, stages=later, overlap="earlier") == [(2, "E2")]


def test_of_events_that_begin_together_none_is_the_earlier_one():
    together = (E1, E2._replace(rank=E1.rank))
    assert states("at\n2024-09-25", entries=BOTH, stages=together, overlap="earlier") == ["两个活动重叠"]


def test_a_line_in_two_events_stands_once_in_the_tie_out():
    ledger = """
        order | at         | paid
        A1    | 2024-09-25 | 100
        A2    | 2024-10-02 | 7
    """
    lines, counted, totals, sums = run(ledger, entries=BOTH, stages=(E1, E2), overlap="each")
    assert len(lines) == 2
    assert len(counted) == 3
    assert sorted((t["event"], t["orders"], t["net"]) for t in totals) == [("E1", 1, 10000), ("E2", 2, 10700)]
    assert sums == [{"file": "台账.csv", "state": "counted", "lines": 2, "paid": 10700, "refund": 0}]


def test_two_events_are_settled_by_the_session_where_it_is_of_one_of_them():
    registry = """
        via     | value | key | session_event
        session | L1    | K1  | E2
        session | L2    | K1  | E9
        session | L3    | K1  |
        shop    | S1    | K1  |
    """
    ledger = """
        session | at
        L1      | 2024-09-25
        L2      | 2024-09-25
        L3      | 2024-09-25
        L1      | 2024-09-02
    """
    kinds = {"registry": registry, "entries": BOTH, "stages": (E1, E2), "overlap": "session"}
    assert states(ledger, **kinds) == ["计入", "场次是别的活动", "重叠期没有场次", "场次是别的活动"]
    assert events(ledger, **kinds) == [(2, "E2")]


def test_who_entered_one_of_two_events_is_in_that_one():
    assert events("at\n2024-09-25", stages=(E1, E2)) == [(2, "E1")]


def test_who_did_not_enter_what_is_running():
    ledger = """
        shop | at
        S1   | 2024-10-02
        S2   | 2024-10-02
        S2   | 2024-12-02
    """
    kinds = {"entries": "key|event\nK2|E2", "stages": (E1, E2)}
    assert states(ledger, **kinds) == ["没报名这个活动", "计入", "活动时间外"]


def test_without_stages_or_entries_nothing_counts():
    assert states("order\nA1", stages=()) == ["活动时间外"]
    assert states("order\nA1", entries=[]) == ["没报名这个活动"]
    assert states("order\nA1", registry=[]) == ["店铺或账号未登记"]
    assert states([]) == []


def test_an_event_in_two_pieces_counts_in_both():
    later = E1._replace(first=E2.stop, stop=E2.stop.replace(day=20))
    assert states("at\n2024-09-02\n2024-10-05\n2024-10-09", stages=(E1, later)) == [
        "计入",
        "活动时间外",
        "计入",
    ]


def test_net_is_paid_less_refund():
    ledger = """
        order | paid   | refund
        A1    | 100.10 | 30.05
        A2    | 0.01   |
    """
    _, counted, totals, _ = run(ledger)
    assert sorted((c["line"], c["net"]) for c in counted) == [(2, 7005), (3, 1)]
    assert totals == [{"key": "K1", "event": "E1", "orders": 2, "gross": 10011, "refunds": 3005, "net": 7006}]


def test_the_sums_are_by_file_and_state():
    ledger = """
        file  | order | paid | refund
        a.csv | A1    | 100  |
        a.csv | A2    | 5    | 5
        b.csv | A3    | 7    | 1
        b.csv | A3    | 7    | 1
    """
    found = sorted(tuple(line.values()) for line in run(ledger)[3])
    assert found == [
        ("a.csv", "counted", 1, 10000, 0),
        ("a.csv", "refunded", 1, 500, 500),
        ("b.csv", "duplicate", 1, 700, 100),
        ("b.csv", "part_refund", 1, 700, 100),
    ]
