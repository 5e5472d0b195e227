"""Seats: what each answer to 奖项线并列 does to a tie at each kind of line, worked out by hand."""

from __future__ import annotations

import pytest

from tests.awards.tables import LITTLE, levels_of, lines, seat_words, tiers_of, told
from workbook.awards.seats import seated, seats_of
from workbook.shares import split

CONSUME, SHARE, JURY = "占用后续名额", "平分奖金", "由评审决定"
ALL = (CONSUME, SHARE, JURY)


def sit(ranked, at_line, prizes=LITTLE):
    """How `K1 K2=K3 K4` sit."""
    return told(seated(levels_of(ranked), seats_of(tiers_of(prizes)), at_line))


def test_the_seats_are_those_of_the_card_the_best_first():
    seats = seats_of(tiers_of("一等奖 2 10000, 空奖 0 7000, 二等奖 1 5000"))
    assert [seat_words(seat) for seat in seats] == ["一等奖1", "一等奖2", "二等奖1"]
    assert [seat.fen for seat in seats] == [1_000_000, 1_000_000, 500_000]
    assert seats_of(()) == []


@pytest.mark.parametrize("answer", ALL)
def test_where_nobody_is_tied_at_a_line_the_answer_does_not_matter(answer):
    everybody = lines("""
        K1 一等奖1 10000
        K2 二等奖1 5000
        K3 二等奖2 5000
        K4 三等奖1 1000
        K5 三等奖2 1000
    """)
    assert sit("K1 K2 K3 K4 K5", answer) == everybody
    assert sit("K1 K2=K3 K4=K5", answer) == everybody
    assert sit("K1 K2=K3 K4=K5 K6=K7 K8", answer) == everybody


@pytest.mark.parametrize("answer", ALL)
def test_seats_that_nobody_takes_are_vacant(answer):
    assert sit("", answer, "一等奖 1 9, 二等奖 1 5") == ["空 一等奖1", "空 二等奖1"]
    assert sit("K1 K2=K3", answer) == lines("""
        K1 一等奖1 10000
        K2 二等奖1 5000
        K3 二等奖2 5000
        空 三等奖1
        空 三等奖2
    """)
    assert sit("K1 K2", answer, "") == []


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (JURY, """
            K3 二等奖2 5000
            K4 三等奖1 1000
            K5 三等奖2 1000
            K1=K2 等 一等奖1 二等奖1
        """),
        (SHARE, """
            K1 一等奖1 7500 2人并列，平分一等奖、二等奖2个名额的奖金
            K2 一等奖 7500 2人并列，平分一等奖、二等奖2个名额的奖金
            K3 二等奖2 5000
            K4 三等奖1 1000
            K5 三等奖2 1000
        """),
        (CONSUME, """
            K1 一等奖1 10000
            K2 一等奖 10000 并列，占用二等奖第1席
            K3 二等奖2 5000
            K4 三等奖1 1000
            K5 三等奖2 1000
        """),
    ],
)  # fmt: skip
def test_two_tied_between_two_tiers(answer, found):
    assert sit("K1=K2 K3 K4 K5 K6", answer) == lines(found)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (JURY, """
            K1 一等奖1 10000
            K5 三等奖2 1000
            K2=K3=K4 等 二等奖1 二等奖2 三等奖1
        """),
        (SHARE, """
            K1 一等奖1 10000
            K2 二等奖1 3666.67 3人并列，平分二等奖、三等奖3个名额的奖金
            K3 二等奖2 3666.67 3人并列，平分二等奖、三等奖3个名额的奖金
            K4 二等奖 3666.66 3人并列，平分二等奖、三等奖3个名额的奖金
            K5 三等奖2 1000
        """),
        (CONSUME, """
            K1 一等奖1 10000
            K2 二等奖1 5000
            K3 二等奖2 5000
            K4 二等奖 5000 并列，占用三等奖第1席
            K5 三等奖2 1000
        """),
    ],
)  # fmt: skip
def test_three_tied_over_two_seats_and_a_line(answer, found):
    assert sit("K1 K2=K3=K4 K5 K6", answer) == lines(found)


SHARED = "4人并列，平分一等奖、二等奖、三等奖4个名额的奖金"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (JURY, """
            K5 三等奖2 1000
            K1=K2=K3=K4 等 一等奖1 二等奖1 二等奖2 三等奖1
        """),
        (SHARE, f"""
            K1 一等奖1 5250 {SHARED}
            K2 一等奖 5250 {SHARED}
            K3 一等奖 5250 {SHARED}
            K4 一等奖 5250 {SHARED}
            K5 三等奖2 1000
        """),
        (CONSUME, """
            K1 一等奖1 10000
            K2 一等奖 10000 并列，占用二等奖第1席
            K3 一等奖 10000 并列，占用二等奖第2席
            K4 一等奖 10000 并列，占用三等奖第1席
            K5 三等奖2 1000
        """),
    ],
)  # fmt: skip
def test_four_tied_over_three_tiers(answer, found):
    assert sit("K1=K2=K3=K4 K5", answer) == lines(found)


BEFORE = ["K1 一等奖1 10000", "K2 二等奖1 5000", "K3 二等奖2 5000", "K4 三等奖1 1000"]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (JURY, ["K5=K6 等 三等奖2"]),
        (CONSUME, ["K5=K6 等 三等奖2"]),
        (SHARE, [f"{key} 三等奖2 500 2人并列，平分三等奖1个名额的奖金" for key in ("K5", "K6")]),
    ],
)
def test_at_the_last_seat_there_is_no_seat_left_to_take(answer, found):
    assert sit("K1 K2 K3 K4 K5=K6 K7", answer) == [*BEFORE, *found]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (JURY, ["K3=K4=K5=K6 等 二等奖2 三等奖1 三等奖2"]),
        (CONSUME, ["K3=K4=K5=K6 等 二等奖2 三等奖1 三等奖2"]),
        (SHARE, [
            f"{key} {seat} 1750 4人并列，平分二等奖、三等奖3个名额的奖金"
            for key, seat in (("K3", "二等奖2"), ("K4", "二等奖"), ("K5", "二等奖"), ("K6", "二等奖"))
        ]),
    ],
)  # fmt: skip
def test_a_tie_over_a_line_between_tiers_and_the_last(answer, found):
    assert sit("K1 K2 K3=K4=K5=K6 K7", answer) == [*BEFORE[:2], *found]


def test_one_seat_for_three_to_the_fen():
    note = "3人并列，平分一等奖1个名额的奖金"
    assert sit("K1=K2=K3", SHARE, "一等奖 1 10000") == [
        f"K1 一等奖1 3333.34 {note}",
        f"K2 一等奖1 3333.33 {note}",
        f"K3 一等奖1 3333.33 {note}",
    ]


def test_a_line_runs_between_prizes_of_another_name_though_they_are_worth_the_same():
    same = "一等奖 1 5000, 二等奖 1 5000"
    assert sit("K1=K2", JURY, same) == ["K1=K2 等 一等奖1 二等奖1"]
    assert sit("K1=K2", CONSUME, same) == ["K1 一等奖1 5000", "K2 一等奖 5000 并列，占用二等奖第1席"]


def test_two_ties_each_at_a_line_of_its_own():
    assert sit("K1=K2 K3=K4 K5=K6", JURY) == [
        "K1=K2 等 一等奖1 二等奖1",
        "K3=K4 等 二等奖2 三等奖1",
        "K5=K6 等 三等奖2",
    ]
    assert sit("K1=K2 K3=K4 K5", CONSUME) == lines("""
        K1 一等奖1 10000
        K2 一等奖 10000 并列，占用二等奖第1席
        K3 二等奖2 5000
        K4 二等奖 5000 并列，占用三等奖第1席
        K5 三等奖2 1000
    """)


@pytest.mark.parametrize(
    ("fen", "count", "shares"),
    [
        (1_000_000, 3, [333_334, 333_333, 333_333]),
        (1_500_000, 2, [750_000, 750_000]),
        (5, 3, [2, 2, 1]),
        (1, 3, [1, 0, 0]),
        (0, 2, [0, 0]),
        (7, 1, [7]),
    ],
)
def test_shares_are_equal_to_the_fen(fen, count, shares):
    assert split(fen, [1] * count) == shares
