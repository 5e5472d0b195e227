"""What a bank answers, held against what was sent: small lists in, lines and codes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from schemas.contest import Scope
from tests.payout.at_work import told
from tests.payout.steps import card
from tests.tables import _value
from workbook.host import Refused
from workbook.model import Book, Sheet
from workbook.payout.lines import RETURNED, SUCCESS, Due, Kind, Line
from workbook.payout.money import PERSON, amounts
from workbook.payout.payees import To
from workbook.payout.returns import answers_in, taken_in

HEAD = "收款账号|户名|金额|状态|日期"


def line(number, batch=1, kind=Kind.SENT, **more):
    """Line 1 is of 一号, by the account of card(1); 1,000元, 800 net."""
    due = Due(Scope("第一期", "活动4"), "", "三等奖", f"K{number:04d}", "")
    to = To(PERSON, f"{number}号", "居民身份证", "", "工行", card(number % 10))
    money = amounts(100_000, PERSON, "税前，代扣20%")
    return Line(due, f"{number}号", to, money, kind, "待付", batch, row=number + 3, number=number, **more)


def sheet(name, *rows):
    cells = [row.split("|") for row in rows]
    return Sheet(name, [[_value(row[at]) for row in cells] for at in range(len(cells[0]))])


def taken(lines, *rows, head=HEAD):
    """Number of the line -> what was taken in; and the codes."""
    answers = answers_in(Book("回单.xlsx", (sheet("Sheet1", head, *rows),)), {})
    found, wrong = taken_in(answers, lines)
    said = {one.number: (one.outcome, str(one.paid_on or one.returned_on or "")) for one in found.values()}
    return said, [one.split()[0] for one in told(wrong)]


def answer(number, word="成功", amount="800", day="2024-12-30", name=""):
    return f"{card(number % 10)}|{name}|{amount}|{word}|{day}"


PAID = (
    "成功",
    "交易成功",
    "付款成功",
    "代发成功",
    "已付",
    "已入账",
    "入账成功",
    "已支付",
    "支付完成",
    "已完成",
    "已到账",
)
CAME_BACK = (
    "退票",
    "已退票",
    "退汇",
    "交易失败",
    "付款失败（户名不符）",
    "失败：账号不存在",
    "已退回",
    "不成功",
    "未成功",
    "退汇成功",
)
UNKNOWN = ("处理中", "未完成", "未入账", "待入账", "等待入账", "撤销成功", "止付成功", "部分成功", "受理成功", "提交成功",
           "非正常", "没有成功", "成功0笔", "不明", "正常", "")  # fmt: skip


@pytest.mark.parametrize("word", PAID)
def test_words_that_say_paid(word):
    assert taken([line(1)], answer(1, word)) == ({1: (SUCCESS, "2024-12-30")}, [])


@pytest.mark.parametrize("word", CAME_BACK)
def test_words_that_say_came_back(word):
    assert taken([line(1)], answer(1, word)) == ({1: (RETURNED, "2024-12-30")}, [])


@pytest.mark.parametrize("word", UNKNOWN)
def test_other_words_are_asked_about_and_pay_nobody(word):
    assert taken([line(1)], answer(1, word)) == ({}, ["RETURN_WORD"])


def test_a_line_that_was_never_sent_is_not_of_a_bank():
    assert taken([line(1, batch=0, kind=Kind.OPEN)], answer(1)) == ({}, ["RETURN_UNKNOWN"])


def test_an_answer_that_was_taken_before_pays_nobody_else():
    """The same person has the same prize in two events; the first answer comes again."""
    paid = replace(line(1), kind=Kind.DONE, outcome=SUCCESS, paid_on=date(2024, 12, 30))
    assert taken([paid, line(11)], answer(1)) == ({1: (SUCCESS, "2024-12-30")}, [])
    assert taken([paid, line(11)], answer(1, day="2025-01-15")) == ({11: (SUCCESS, "2025-01-15")}, [])


def test_two_that_wait_alike_are_a_question():
    assert taken([line(1), line(11)], answer(1)) == ({}, ["RETURN_UNKNOWN"])


def test_two_results_for_one_payment_are_not_taken_whichever_comes_first():
    rows = [f"P0001-1|{answer(1)}", f"P0001-1|{answer(1, '退票')}"]
    for one in (rows, rows[::-1]):
        assert taken([line(1)], *one, head=f"付款编号|{HEAD}") == ({}, ["RETURN_TWICE"])


def test_every_sheet_of_a_workbook_is_read():
    sheets = (
        sheet("成功明细", HEAD, answer(1)),
        sheet("说明", "以下为失败"),
        sheet("失败明细", HEAD, answer(2, "退票")),
    )
    found, wrong = taken_in(answers_in(Book("回单.xlsx", sheets), {}), [line(1), line(2)])
    assert ([one.outcome for one in found.values()], wrong) == ([SUCCESS, RETURNED], [])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (answer(1, amount=""), "RETURN_AMOUNT"),
        (answer(1, amount="若干"), "RETURN_AMOUNT"),
        (answer(2), "RETURN_ACCOUNT"),
        (answer(1, name="别人"), "RETURN_NAME"),
        (answer(1, name="1号"), None),
        (answer(1, name="1*"), None),
    ],
)
def test_with_our_number_the_rest_must_agree(row, code):
    assert taken([line(1)], f"P0001-1|{row}", head=f"付款编号|{HEAD}")[1] == ([code] if code else [])


def test_a_serial_number_of_the_bank_is_not_ours():
    assert taken([line(1)], f"2024123000017|{answer(1)}", head=f"业务参考号|{HEAD}") == (
        {1: (SUCCESS, "2024-12-30")}, []
    )  # fmt: skip


def test_the_day_of_a_return_of_a_paid_line_is_its_own():
    paid = replace(line(1), kind=Kind.DONE, outcome=SUCCESS, paid_on=date(2025, 1, 20))
    answers = answers_in(Book("回单.xlsx", (sheet("S", HEAD, answer(1, "退汇", day="2025-02-10")),)), {})
    (found,) = taken_in(answers, [paid])[0].values()
    assert (found.paid_on, found.returned_on) == (date(2025, 1, 20), date(2025, 2, 10))


def test_sums_below_the_list_are_no_answers():
    assert taken([line(1)], answer(1), "合计||800||")[1] == []


def test_what_is_missing_is_named():
    with pytest.raises(Refused) as refused:
        answers_in(Book("回单.xlsx", (sheet("S", "户名|金额", "1号|800"),)), {})
    assert (refused.value.code, refused.value.detail) == (
        "RETURN_COLUMNS",
        "付款编号或收款账号、状态（结果）",
    )
