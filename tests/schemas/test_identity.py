"""Numbers of people, firms and cards: the standards' own vectors, and python-stdnum as a second opinion."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn as oracle_luhn
from stdnum.cn import ric, uscc

from schemas.identity import id_birth, id_check_digit, id_sex, luhn, valid_id, valid_uscc
from tests.tables import A, B, C, D

X = "36070220050519009X"


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "440524188001010014", A, B, C, D, X],
)
def test_valid_id_numbers(number):
    assert valid_id(number)
    assert id_check_digit(number[:17]) == number[17]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("440524188001010015", "check digit"),
        (A[:16] + "19"[::-1], "two digits swapped"),
        (X[:17] + "x", "a small x"),
        ("36010220050229013X", "29 February 2005, though its check digit is right"),
        ("360102200513150219", "month 13"),
        ("360102050315021", "first generation, 15 digits"),
        (A + "1", "19 digits"),
        (A[:17] + "\n", "a line break"),
        ("３" + A[1:], "full width"),
        ("", "nothing"),
    ],
)
def test_numbers_that_are_none(number, why):
    assert not valid_id(number), why


def test_birth_and_sex_are_read_from_the_number():
    assert id_birth("11010519491231002X") == date(1949, 12, 31)
    assert id_birth("36010220050229013X") is None
    assert id_birth("360102") is None
    assert [id_sex(number) for number in (A, B, C, D, X)] == ["男", "女", "男", "女", "男"]
    assert id_sex(A[:17] + "0") is None, "a wrong number proves no sex"


def test_a_check_digit_needs_17_digits():
    for text in ("", "1" * 16, "1" * 18, "X" * 17, "１" * 17):
        with pytest.raises(ValueError, match="17"):
            id_check_digit(text)


@given(st.from_regex(r"\A[0-9]{17}\Z"), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_always_shows(first, place, off):
    wrong = first[:place] + str((int(first[place]) + off) % 10) + first[place + 1 :]
    assert id_check_digit(wrong) != id_check_digit(first)


@given(st.from_regex(r"\A110101(19[5-9][0-9]|200[0-9])[01][0-9][0-3][0-9][0-9]{3}[0-9X]\Z"))
def test_in_a_district_stdnum_knows_it_says_the_same(number):
    assert valid_id(number) == ric.is_valid(number)


def made(first17):
    return first17 + id_check_digit(first17)


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (made("36011320060102001"), "红谷滩, a district re-coded after its people were born"),
        (made("83000020010101001"), "residence permit of Taiwan"),
        (made("91110020010101001"), "foreign permanent resident"),
    ],
)
def test_where_stdnum_gives_false_alarms_we_do_not(number, what):
    assert not ric.is_valid(number), f"stdnum has learnt: {what}"
    assert valid_id(number)


def test_vectors_of_gb_32100():
    assert valid_uscc("91350100M000100Y43")
    assert not valid_uscc("91350100M000100Y4Z")
    assert valid_uscc("11642101MB0846970F"), "the notice's own: an old region, still right"
    for letter in "IOZSV":
        assert not valid_uscc(f"91350100{letter}000100Y43")
    assert not valid_uscc("91350100M000100Y4")
    assert not valid_uscc("91350100m000100y43")


USCC = r"\A[0-9]{8}[0-9A-HJ-NPQRTUWXY]{9}\Z"


@given(st.from_regex(USCC), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_credit_codes_agree_with_stdnum(first, last):
    assert valid_uscc(first + last) == uscc.is_valid(first + last)
    assert valid_uscc(first + uscc.calc_check_digit(first))


def test_rural_collectives_begin_with_N_which_stdnum_rejects():
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    (code,) = [c for last in letters if valid_uscc(c := "N2360100MF000001X"[:17] + last)]
    assert not uscc.is_valid(code)


def test_cards():
    assert luhn("6217991234567890124")
    assert not luhn("6217991234567890142"), "the last two swapped"
    for text in ("", "0", "62179912 34567890124", "６２", "abc"):
        assert not luhn(text)


@given(st.from_regex(r"\A[0-9]{2,19}\Z"))
def test_luhn_agrees_with_stdnum(digits):
    assert luhn(digits) == oracle_luhn.is_valid(digits)
