"""What becomes of the lines of one part of a prize, whatever people and banks say: laws, and the small cases by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.contest import Scope
from workbook.payout.lines import (
    READY,
    RETURNED,
    SUCCESS,
    WAIVED,
    Due,
    Kind,
    Wanted,
    brought_up,
    totals,
)
from workbook.payout.money import PERSON, amounts
from workbook.payout.payees import To

DUE = Due(Scope("第一期", "活动4"), "", "三等奖", "K0001", "")
TAX = "税前，代扣20%"
TODAY = date(2025, 6, 1)


def to(account="6217990000000000017"):
    return To(PERSON, "张小云", "居民身份证", "360102199803150113", "工商银行", account)


def wanted(fen=100_000, state=READY, account="6217990000000000017", how=TAX, said=None):
    return Wanted(DUE, "张小云", to(account), amounts(fen, PERSON, how), state, said)


def numbered(lines):
    """As they stand once they were written."""
    return [replace(line, row=n + 3, number=n) for n, line in enumerate(lines, 1)]


def told(lines):
    return [f"{line.money.award} {line.state}" for line in lines]


def run(lines, want):
    found, moved = brought_up(lines, want, TODAY)
    return numbered(found), [one.code for one in moved]


def sent(lines):
    return [replace(line, kind=Kind.SENT, batch=1) if line.kind is Kind.OPEN else line for line in lines]


def said(lines, outcome, day=date(2024, 12, 30)):
    """The last line is answered."""
    return [*lines[:-1], replace(lines[-1], outcome=outcome, paid_on=day)]


def test_a_prize_that_moves_while_the_bank_has_it_waits_for_the_bank():
    lines, _ = run([], wanted())
    lines, codes = run(sent(lines), wanted(50_000))
    assert (told(lines), codes) == (["100000 待付"], ["PAYOUT_WAITS"])
    lines, codes = run(said(lines, SUCCESS), wanted(50_000))
    lines, codes = run(lines, wanted(50_000))
    assert told(lines) == ["100000 已付", "-100000 待付", "50000 待付"]


def test_a_prize_that_is_gone_after_it_was_paid_has_to_be_given_back():
    lines, _ = run(said(run([], wanted())[0], SUCCESS), wanted())
    lines, _ = run(lines, wanted(0))
    assert told(lines) == ["100000 已付", "-100000 待付"]
    lines, _ = run(said(lines, SUCCESS), wanted(0))
    assert (told(lines), totals(lines)) == (["100000 已付", "-100000 已付"], (0, 0, 0, 0))


def test_a_return_that_is_taken_back_afterwards_is_told_for_it_may_be_paid_twice():
    lines, _ = run(said(sent(run([], wanted())[0]), RETURNED), wanted())
    assert told(lines) == ["100000 退票", "-100000 退票", "100000 待收款信息"]
    turned = [replace(lines[0], outcome=SUCCESS), *lines[1:]]
    assert run(turned, wanted())[1] == ["PAYOUT_TURNED"]


@pytest.mark.parametrize(
    ("want", "outcome", "day", "code"),
    [
        (wanted(how=""), SUCCESS, date(2024, 12, 30), "PAID_UNDECIDED"),
        (wanted(state=WAIVED), SUCCESS, date(2024, 12, 30), "PAID_WAIVED"),
        (wanted(account=""), SUCCESS, date(2024, 12, 30), "PAID_NOBODY"),
        (wanted(), SUCCESS, None, "PAID_DAY"),
        (wanted(), SUCCESS, date(2025, 6, 2), "PAID_FUTURE"),
        (wanted(state="异议"), SUCCESS, date(2024, 12, 30), "PAID_HELD"),
        (wanted(state="待收款信息"), SUCCESS, date(2024, 12, 30), "PAID_HELD"),
    ],
)
def test_what_cannot_have_been_paid_is_not_called_paid(want, outcome, day, code):
    lines, _ = run([], want)
    lines, codes = run(said(lines, outcome, day), want)
    assert (codes, [line.kind for line in lines]) == ([code], [Kind.OPEN])


# ---- Laws

STEPS = st.lists(
    st.one_of(
        st.just(("send",)),
        st.tuples(st.just("say"), st.sampled_from((SUCCESS, RETURNED)), st.integers(0, 5)),
        st.tuples(st.just("due"), st.sampled_from((0, 50_000, 100_000, 333_333))),
        st.tuples(st.just("account"), st.sampled_from(("6217990000000000017", "6217990000000000025"))),
        st.tuples(st.just("state"), st.sampled_from((READY, WAIVED, "公示中", "异议"))),
    ),
    max_size=14,
)


def step(lines, want, what):
    """One thing happens."""
    match what:
        case ("send",):
            lines = [
                replace(line, kind=Kind.SENT, batch=1)
                if line.kind is Kind.OPEN and line.state in (READY, "补付")
                else line
                for line in lines
            ]
        case ("say", outcome, at) if lines:
            at %= len(lines)
            if not (
                lines[at].outcome == RETURNED and outcome == SUCCESS
            ):  # what that does is told, see above
                lines = [*lines]
                lines[at] = replace(lines[at], outcome=outcome, paid_on=date(2024, 12, 30))
        case ("due", fen):
            want = replace_award(want, fen)
        case ("account", account):
            want = want._replace(to=to(account))
        case ("state", state):
            want = want._replace(state=state)
    return lines, want


def replace_award(want, fen):
    return want._replace(money=amounts(fen, PERSON, TAX))


@given(STEPS)
def test_whatever_happens_the_lines_add_up_and_what_was_paid_is_never_edited(steps):
    lines, want = [], wanted()
    for what in steps:
        lines, want = step(lines, want, what)
        before = lines
        found, moved = brought_up(lines, want, TODAY)
        lines = numbered(found)
        waits = any(one.code == "PAYOUT_WAITS" for one in moved)
        due = sum(line.money.award for line in lines)
        assert waits or due == want.money.award, "应付 of the part"
        sums = totals(lines)
        assert sums.due == sums.paid + sums.pending + sums.waived == due
        for line in lines:
            assert line.money.net is None or line.money.gross == line.money.tax + line.money.net
        frozen = [line for line in before if line.kind in (Kind.DONE, Kind.REVERSAL)]
        kept = [replace(line, row=0, number=0) for line in lines]
        assert all(replace(line, row=0, number=0) in kept for line in frozen)
        again, _ = brought_up(lines, want, TODAY)
        assert [replace(line, row=0, number=0) for line in again] == kept, "once more changes nothing"
