"""Lines of 奖金发放表: amounts, tax, whom they pay, when; one cell changed, one finding at its cell."""

from __future__ import annotations

from datetime import date

import pytest

from tests.awards.at_work import id_no, name
from tests.verify.at_work import (
    PAY_DAY,
    WHO,
    WINNERS,
    card,
    change,
    collected,
    decided,
    findings,
    line,
    messages,
    pay,
    recalculated,
    serial,
    told,
    typed,
)

PAYOUTS = "奖金发放表"
PAID = {"状态": "已付", "付款结果": "成功", "付款日期": serial(PAY_DAY)}


def lines(*instead, more=()):
    """A line a winner; some of them otherwise: number -> what is other."""
    others = dict(instead)
    return [line(number, **others.get(number, {})) for number in range(1, WINNERS + 1)] + list(more)


def listed(book, *instead, more=()):
    """What is told where these lines are other."""
    pay(book, lines(*instead, more=more))
    return told(book)


CHANGES = {
    ("实发", 7999.0): ["NET_MISMATCH 奖金发放表S4", "VERIFY_TAX 奖金发放表S4"],
    ("应发(税前)", 10001.0): ["NET_MISMATCH 奖金发放表S4", "VERIFY_TAX 奖金发放表O4"],
    ("代扣个税", 0.0): ["NET_MISMATCH 奖金发放表S4", "VERIFY_TAX 奖金发放表R4"],
    ("奖金", 9999.0): [
        "VERIFY_TAX 奖金发放表O4",
        "VERIFY_TAX 奖金发放表R4",
        "VERIFY_TAX 奖金发放表S4",
        "VERIFY_PAID_SUM 奖金发放表N4",
        "VERIFY_BALANCE 奖金发放表N4",
    ],
    ("税目", "不代扣"): ["VERIFY_TAX 奖金发放表P4"],
    ("税率", "—"): ["VERIFY_TAX 奖金发放表Q4"],
    ("状态", "已经付"): ["VERIFY_STATE 奖金发放表T4"],
    ("编号", "K0020"): ["PAYEE_UNKNOWN 奖金发放表F4", "WINNER_UNPAID 奖金分配表G4"],
    ("奖项", "二等奖"): ["PAYEE_UNKNOWN 奖金发放表F4", "WINNER_UNPAID 奖金分配表G4"],
    ("收款人(户名)", "王小云"): ["VERIFY_PAYEE 奖金发放表I4", "VERIFY_PAYEE 奖金发放表I4"],
    ("证件号码", id_no(2)): ["VERIFY_PAYEE 奖金发放表K4", "VERIFY_PAYEE 奖金发放表K4"],
    ("证件号码", "36010219980315011X"): ["VERIFY_ID_DIGIT 奖金发放表K4"],
    ("银行账号", card(30)): ["VERIFY_PAYEE 奖金发放表M4"],
    ("银行账号", card(2)): ["VERIFY_PAYEE 奖金发放表M4", "VERIFY_SHARED 奖金发放表M5"],
    ("银行账号", card(1)[:-1] + "x"): ["VERIFY_ACCOUNT 奖金发放表M4"],
    ("银行账号", card(1)[:-1] + str((int(card(1)[-1]) + 1) % 10)): ["VERIFY_CARD_DIGIT 奖金发放表M4"],
    ("开户银行(到支行)", "农业银行"): ["VERIFY_PAYEE 奖金发放表L4"],
}


@pytest.mark.parametrize(("cell", "expected"), CHANGES.items(), ids=lambda one: "".join(map(str, one[:2])))
def test_one_cell_one_finding(book, cell, expected):
    title, value = cell
    change(book, PAYOUTS, title, value, "K0001")
    found = told(book)
    assert [one for one in expected if found.count(one) < expected.count(one)] == []


def test_numbers_in_messages_are_cut_to_their_last_four(book):
    change(book, PAYOUTS, "银行账号", card(2), "K0001")
    (said,) = messages(book, "VERIFY_SHARED")
    assert said == f"账号…{card(2)[-4:]}与第4行（张某）是同一个，收款人却不同"
    assert card(1) not in str([one.context for one in findings(book)])


def test_a_list_without_one_winner(final_book):
    pay(final_book, lines()[:-1])
    found = told(final_book)
    assert found == ["WINNER_UNPAID 奖金分配表G21", "VERIFY_BALANCE 奖金发放表N4"]
    assert messages(final_book, "VERIFY_BALANCE") == [
        "第一期·活动4应付80,000.00元，发放表是已付0.00元＋待付79,000.00元＋放弃0.00元，合计79,000.00元"
    ]


# ---- Paid, returned, given up


def test_money_that_came_back_and_went_out_again(final_book):
    """Paid, returned with its reversal, paid again to another account: the prize was given once."""
    back = {name: -line(1)[name] for name in ("奖金", "应发(税前)", "代扣个税", "实发")}
    more = [
        line(1, 状态="退票", 银行账号=card(40), 付款日期=serial(date(2024, 12, 12)), **back),
        line(1, 状态="已付", 付款结果="成功", 付款日期=serial(date(2024, 12, 16))),
    ]
    first = {"银行账号": card(40), **PAID, "付款结果": "退票"}
    pay(final_book, lines((1, first), (2, PAID), (3, {"状态": "放弃"}), more=more))
    change(final_book, "领奖信息采集表", "放弃领奖", "是", "K0003")
    assert told(final_book) == []


def taken_off(number, **more):
    """The reversal of a line."""
    return line(
        number, **{name: -line(number)[name] for name in ("奖金", "应发(税前)", "代扣个税", "实发")}, **more
    )


def test_a_prize_that_was_taken_away_after_it_was_paid(final_book):
    """Its line and the reversal come to nothing; until the money is back that is a question, no error."""
    gone = {"编号": "K0020", "姓名或名称": name(20), "收款人(户名)": name(20), "证件号码": id_no(20)}
    own = {**gone, "银行账号": card(20), **PAID}
    more = [line(18, **own), taken_off(18, **{**own, "状态": "待付", "付款结果": None, "付款日期": None})]
    pay(final_book, lines(more=more))
    typed(final_book, "领奖信息采集表", collected(20), first=22)
    assert told(final_book) == ["VERIFY_RECOVER 奖金发放表N22"]
    assert messages(final_book, "VERIFY_RECOVER") == [
        "K0020三等奖应付0.00元，已经付出1,000.00元，还有1,000.00元要追回"
    ]
    change(final_book, PAYOUTS, "状态", "已付", "K0020", "-1000")
    change(final_book, PAYOUTS, "付款日期", serial(PAY_DAY), "K0020", "-1000")
    recalculated(final_book)
    assert told(final_book) == []


def test_a_payment_reversed_without_having_come_back(final_book):
    """Two rows more and the prize would be paid again, though the lines come to the prize."""
    more = [taken_off(1, 状态="退票", 付款日期=serial(PAY_DAY)), line(1)]
    assert listed(final_book, (1, PAID), more=more) == ["VERIFY_REVERSAL 奖金发放表N22"]


@pytest.mark.parametrize("said", [{"状态": "退票"}, {"付款结果": "退票"}])
def test_a_payment_that_came_back_and_was_not_reversed(final_book, said):
    assert listed(final_book, (1, {**PAID, **said})) == ["VERIFY_REVERSAL 奖金发放表T4"]


def test_a_prize_given_up_is_one_the_winner_gave_up(final_book):
    assert listed(final_book, (18, {"状态": "放弃"})) == ["VERIFY_PAYEE 奖金发放表T21"]
    change(final_book, "领奖信息采集表", "放弃领奖", "是", "K0018")
    change(final_book, "领奖信息采集表", "放弃领奖", "是", "K0017")
    assert told(final_book) == ["VERIFY_PAYEE 奖金发放表T20"]
    assert messages(final_book, "VERIFY_PAYEE") == [
        "“状态”与领奖信息采集表不一致：那里写了放弃领奖，这里是待付"
    ]


def test_a_person_paid_as_a_firm_without_tax(final_book):
    untaxed = {"税目": "不代扣", "税率": "—", "代扣个税": 0.0, "实发": 10000.0}
    found = listed(final_book, (1, {"收款人类型": "企业", "证件类型": "其他", **untaxed}))
    assert found == ["VERIFY_PAYEE 奖金发放表H4"]


def test_a_prize_that_is_paid_twice(final_book):
    found = listed(final_book, (1, PAID), more=[line(1, **PAID)])
    assert found == ["VERIFY_PAID_TWICE 奖金发放表N22", "VERIFY_BALANCE 奖金发放表N4"]


def test_paid_before_the_notice_was_over(final_book):
    early = {**PAID, "付款日期": serial(date(2024, 12, 6))}
    assert listed(final_book, (1, early), (2, PAID)) == ["VERIFY_EARLY 奖金发放表W4"]


def test_paid_without_a_day(final_book):
    assert listed(final_book, (1, {**PAID, "付款日期": None})) == ["VERIFY_PAID_DAY 奖金发放表W4"]


def test_paid_where_nobody_said_when_the_notice_ends(final_book):
    pay(final_book, lines((1, PAID)))
    change(final_book, "公示安排", "公示结束", None, "活动4")
    assert told(final_book) == ["VERIFY_EARLY 奖金发放表W4"]


@pytest.mark.parametrize(
    ("about", "closed", "expected"),
    [
        ("K0001", None, ["VERIFY_OBJECTION 奖金发放表W4"]),
        (None, None, ["VERIFY_OBJECTION 奖金发放表W4"]),
        ("K0002", None, []),
        ("K0001", date(2024, 12, 9), []),
        ("K0001", date(2024, 12, 11), ["VERIFY_OBJECTION 奖金发放表W4"]),
    ],
)
def test_paid_while_an_objection_was_open(final_book, about, closed, expected):
    pay(final_book, lines((1, PAID)))
    closed = closed and serial(closed)
    came = serial(date(2024, 12, 5))
    typed(
        final_book,
        "投诉异议",
        {"收到日期": came, **WHO, "涉及编号": about, "内容": "数据不实", "办结日期": closed},
    )
    assert told(final_book) == expected


# ---- Tax


def test_tax_that_the_organiser_bears_comes_on_top(final_book):
    decided(final_book, T17="税后，主办方承担")
    more = {"奖金": 10000.0, "应发(税前)": 12500.0, "代扣个税": 2500.0, "实发": 10000.0}
    pay(final_book, lines((1, more)))
    found = [one for one in told(final_book) if one.startswith("VERIFY_TAX")]
    assert not [one for one in found if one.endswith("4") and len(one) == len("VERIFY_TAX 奖金发放表O4")]
    assert "VERIFY_TAX 奖金发放表O5" in found


def test_half_a_fen_of_tax_is_rounded_up(final_book):
    """A third of 1,000元 in a team: 333.33 x 20 % = 66.666, so 66.67."""
    share = {"奖金": 333.33, "应发(税前)": 333.33, "代扣个税": 66.67, "实发": 266.66}
    others = [line(18, **{"奖金": 333.33, "应发(税前)": 333.33, "代扣个税": 66.67, "实发": 266.66}),
              line(18, **{"奖金": 333.34, "应发(税前)": 333.34, "代扣个税": 66.67, "实发": 266.67})]  # fmt: skip
    assert listed(final_book, (18, share), more=others) == []


def test_tax_nobody_decided(final_book):
    decided(final_book, T17=None)
    pay(final_book, lines())
    found = told(final_book)
    assert found.count("VERIFY_TAX_OPEN 奖金发放表R4") == 1
    assert "VERIFY_UNDECIDED 待确认事项L60" in found


def test_firms_pay_no_tax_here(final_book):
    change(final_book, "参赛主体", "类型", "企业", "K0001")
    change(final_book, "参赛主体", "统一社会信用代码", "91640300MA76XY1X0W", "K0001")
    firm = {"收款人类型": "企业", "证件号码": "91640300MA76XY1X0W", "证件类型": "统一社会信用代码"}
    pay(final_book, lines((1, {**firm, "代扣个税": 2000.0, "实发": 8000.0})))
    change(final_book, "领奖信息采集表", "证件号码", "91640300MA76XY1X0W", "K0001")
    found = told(final_book)
    assert {"VERIFY_TAX 奖金发放表R4", "VERIFY_TAX 奖金发放表S4"} <= set(found)


# ---- One person in several places


def test_one_person_as_himself_and_in_a_team(book):
    change(book, "参赛主体", "类型", "团队", "K0002")
    change(book, "参赛主体", "团队成员", "张小云、王小云", "K0002")
    assert "VERIFY_SAME_NAME 奖金分配表G5" in told(book)
    typed(book, "附件1汇总", {"团队名称": "王小云", "姓名": "张小云", "身份证号": id_no(1)})
    assert "VERIFY_ONE_PERSON 奖金分配表G5" in told(book)


def test_the_same_payee_in_two_events_is_listed(book):
    typed(book, PAYOUTS, {**line(1), "活动": "活动1"}, first=40)
    said = messages(book, "MULTI_WIN")
    assert said == ["K0001的收款人在2个活动领奖：第一期·活动4、第一期·活动1"]


def test_a_line_of_an_event_that_is_not_final(book):
    typed(book, PAYOUTS, {**line(1), "活动": "活动99"}, first=40)
    recalculated(book)
    assert told(book) == ["PAYEE_UNKNOWN 奖金发放表F40"]


def test_a_list_that_waits_for_the_decision_on_tax(final_book):
    """While 公示 runs nothing is to be paid: tax and net are blank, and that is no error."""
    decided(final_book, T17=None)
    blank = {"代扣个税": None, "实发": None, "状态": "公示中"}
    pay(final_book, [line(number, **blank) for number in range(1, WINNERS + 1)])
    assert told(final_book) == []
