"""What holds of every award table: no seat and no fen appears or is lost, and only what ranks decides."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.awards.tables import E1, E2, LATER, fates, only, table, told
from workbook.awards.allocation import Won, allocated
from workbook.awards.explain import why
from workbook.awards.near import near_lines
from workbook.awards.prizes import moved_by
from workbook.awards.seats import seats_of
from workbook.awards.terms import LIMITS
from workbook.shares import split

CONSUME, SHARE, JURY = ANSWERS = ("占用后续名额", "平分奖金", "由评审决定")
MANY = settings(max_examples=100, deadline=None)
KEYS = [f"K{n}" for n in range(1, 9)]
CAPS = ["不限", *LIMITS]


@st.composite
def prizes_of(draw):
    """Up to three tiers, none worth more than the one before."""
    amounts = sorted(draw(st.lists(st.integers(1, 12), max_size=3)), reverse=True)
    return ", ".join(
        f"{name} {draw(st.integers(0, 3))} {amount / 100}"
        for name, amount in zip(("一等奖", "二等奖", "三等奖"), amounts, strict=False)
    )


def rows_of(draw, keys, orders=True):
    """Few different scores, so that many are tied; orders tell some apart."""
    rows = {}
    for key in keys:
        rows[key] = f"{key} {draw(st.sampled_from(['-', '0', '1', '2', '3']))}"
        if orders:
            rows[key] += f" | 有效订单数 {draw(st.sampled_from(['-', '1', '2']))}"
    return rows


@st.composite
def cases(draw, orders=True, **fixed):
    """An award table as rows, and the prizes people have elsewhere."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
    kinds = {
        "prizes": draw(prizes_of()),
        "jury": draw(st.dictionaries(st.sampled_from(KEYS), st.integers(1, 5))),
        "奖项线并列": draw(st.sampled_from(ANSWERS)),
        "跨活动重复获奖": draw(st.sampled_from(CAPS)),
        "获奖最低门槛": draw(st.sampled_from(["无", "指标大于0"])),
        "并列比较": draw(st.sampled_from(["", "有效订单数"])) if orders else "",
    }
    return rows_of(draw, keys, orders), {**kinds, **fixed}, draw(wins())


def wins():
    prizes = st.sampled_from([Won(E2, "一等奖"), Won(E2, "二等奖"), Won(LATER, "一等奖")])
    return st.dictionaries(st.sampled_from(KEYS), st.lists(prizes, max_size=3), max_size=4)


def out_of(case):
    rows, kinds, won = case
    return only(table("\n".join(rows.values()), **kinds), **won)


def prizes(result):
    """Entrant -> tier and fen."""
    return {one.key: (one.tier, one.fen) for one in result.given}


def words(result):
    """All that is said of a result: seats, fates, reasons, who is near a line."""
    return (
        told(result),
        [(s.contender.key, why(s, result)) for s in result.standings],
        [*near_lines([result])],
    )


@MANY
@given(cases())
def test_every_seat_is_given_or_waits_or_is_vacant(case):
    result = out_of(case)
    shared = [one for one in result.given if one.note.endswith("的奖金")]
    taken = Counter(one.seat for one in result.given)
    waiting = [seat for tie in result.waiting for seat in tie.seats]
    assert sorted([*taken, *waiting, *result.vacant]) == sorted(seats_of(result.table.tiers))
    for seat, count in taken.items():
        assert count == 1 or (
            seat == seats_of(result.table.tiers)[-1] and seat in {one.seat for one in shared}
        )


@MANY
@given(cases())
def test_nobody_wins_twice_and_no_more_people_than_seats_but_those_who_share_the_last(case):
    result = out_of(case)
    assert max(Counter(one.key for one in result.given).values(), default=0) <= 1
    seats = seats_of(result.table.tiers)
    last = [one for one in result.given if one.seat == seats[-1]] if seats else []
    assert len(result.given) - max(len(last) - 1, 0) <= len(seats)
    if case[1]["奖项线并列"] != SHARE:
        assert len(result.given) <= len(seats)


@MANY
@given(cases())
def test_the_money_is_that_of_the_seats_and_what_is_over_stands_in_the_notes(case):
    result = out_of(case)
    seats = {one.seat for one in result.given}
    over = result.total - sum(seat.fen for seat in seats)
    noted = 0
    for one in result.given:
        if took := re.fullmatch(r"并列，占用(.+)第(\d+)席", one.note):
            assert took.groups() == (one.seat.tier, str(one.seat.number))
            noted += one.fen - one.seat.fen
    assert over == noted
    if case[1]["奖项线并列"] != CONSUME:
        assert over == 0
        assert result.total <= result.declared


@MANY
@given(cases(奖项线并列=SHARE))
def test_of_those_who_share_nobody_has_a_fen_more_than_another(case):
    result = out_of(case)
    assert result.waiting == ()
    for level in {one.rank for one in result.given}:
        fen = [one.fen for one in result.given if one.rank == level]
        assert max(fen) - min(fen) <= 1


@given(st.integers(0, 10**9), st.integers(1, 50))
def test_shares_come_to_the_amount(fen, count):
    shares = split(fen, [1] * count)
    assert sum(shares) == fen
    assert len(shares) == count
    assert all(abs(share * count - fen) < count for share in shares)


@MANY
@given(cases(), st.randoms(use_true_random=False))
def test_in_which_order_people_stand_means_nothing(case, random):
    rows, kinds, won = case

    def mixed(known):
        return dict(random.sample(list(known.items()), len(known)))

    again = mixed(rows), {**kinds, "jury": mixed(kinds["jury"])}, mixed(won)
    assert words(out_of(again))[0::2] == words(out_of(case))[0::2]
    assert dict(words(out_of(again))[1]) == dict(words(out_of(case))[1])


@MANY
@given(cases())
def test_the_same_again_is_the_same(case):
    rows, kinds, won = case
    made = table("\n".join(rows.values()), **kinds)
    first, second = allocated([made], won), allocated([replace(made)], won)
    assert first == second == allocated([made], won)
    assert moved_by(first, second)[:3] == (0, 0, 0)


@MANY
@given(cases(), st.data())
def test_without_somebody_who_has_no_prize_and_waits_for_none_all_the_others_have_the_same(case, data):
    """Whoever only waits holds seats; whoever may not win is not asked when those who may are compared."""
    rows, kinds, won = case
    result = out_of(case)
    losers = [key for key, fate in fates(result).items() if fate not in ("won", "waiting")]
    if losers:
        gone = data.draw(st.sampled_from(losers))
        left = {key: row for key, row in rows.items() if key != gone}
        assert told(out_of((left, kinds, won))) == told(result)


def sure(result, key):
    """Fen that somebody has, or has at least when a tie is decided."""
    waiting = [min(s.fen for s in t.seats) for t in result.waiting if key in t.members and fits(t)]
    return sum([*(one.fen for one in result.given if one.key == key), *waiting])


def fits(tie):
    return len(tie.members) == len(tie.seats)


@MANY
@given(cases(), st.data())
def test_a_better_score_never_gives_a_worse_prize(case, data):
    rows, kinds, won = case
    ranked = [key for key, row in rows.items() if row.split()[1] != "-"]
    if ranked:
        key = data.draw(st.sampled_from(ranked))
        first, score, *rest = rows[key].split(" ", 2)
        better = Decimal(score) + data.draw(st.sampled_from([Decimal("0.5"), 1, 2]))
        after = out_of(({**rows, key: " ".join([first, str(better), *rest])}, kinds, won))
        if kinds["奖项线并列"] == SHARE:  # the odd fen goes by number
            assert sure(after, key) >= sure(out_of(case), key) - 1
        else:
            assert sure(after, key) >= sure(out_of(case), key)


@MANY
@given(cases())
def test_whoever_stands_higher_has_no_less(case):
    result = out_of(case)
    may = [one for one in result.standings if one.fate in ("won", "below")]
    fen = [one.given.fen if one.given else 0 for one in may]
    assert fen == sorted(fen, reverse=True)


@MANY
@given(cases())
def test_nobody_has_more_prizes_than_one_may(case):
    _, kinds, won = case
    result = out_of(case)
    for one in result.given:
        count, of_phase = LIMITS.get(kinds["跨活动重复获奖"], (99, False))
        before = [prize for prize in won.get(one.key, []) if not of_phase or prize.scope.phase == E1.phase]
        assert len(before) < count
    below = {key for key, fate in fates(result).items() if fate == "below"}
    assert not (below and result.vacant)


@MANY
@given(cases(), st.sampled_from(KEYS), st.sampled_from(["0", "1", "2", "3"]))
def test_a_winner_who_is_out_leaves_a_seat_that_nobody_has(case, key, score):
    rows, kinds, won = case
    rows = {one: row for one, row in rows.items() if one != key}
    result = out_of((rows, {**kinds, "gone": f"{key} {score}"}, won))
    taken = {one.seat for one in (*result.given, *result.lost)}
    waiting = [seat for tie in result.waiting for seat in tie.seats]
    assert sorted([*taken, *waiting, *result.vacant]) == sorted(seats_of(result.table.tiers))
    assert key not in prizes(result)
    assert fates(result)[key] == "gone"
