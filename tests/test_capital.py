"""Amounts in capitals: examples of the rule itself, reading them back, and the formula against the function."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.capital import capital, capital_formula
from workbook.formula_lint import lint_formula

LARGEST = 10**14 - 1

DIGIT = "[壹贰叁肆伍陆柒捌玖]"
SECTION = f"(?:({DIGIT})仟)?(?:({DIGIT})佰)?(?:({DIGIT})拾)?({DIGIT})?"
GRAMMAR = re.compile(
    f"(?:(?={DIGIT})(?:(?={DIGIT}){SECTION}亿)?(?:(?={DIGIT}){SECTION}万)?{SECTION}元)?"
    f"(?:({DIGIT})角)?(?:({DIGIT})分|整)"
)
"""Capitals without their 零: one group for each of the fourteen places."""

BY_THE_RULE = {
    140950: "壹仟肆佰零玖元伍角整",
    600714: "陆仟零柒元壹角肆分",
    168032: "壹仟陆佰捌拾元零叁角贰分",
    10700053: "壹拾万柒仟元零伍角叁分",
    1640902: "壹万陆仟肆佰零玖元零贰分",
    32504: "叁佰贰拾伍元零肆分",
}
"""The examples printed in 正确填写票据和结算凭证的基本规定; of two forms the first. It leaves 整 after 角 open."""

BY_HAND = {
    0: "零元整",
    1: "壹分",
    10: "壹角整",
    53: "伍角叁分",
    100: "壹元整",
    105: "壹元零伍分",
    150: "壹元伍角整",
    1000: "壹拾元整",
    1005: "壹拾元零伍分",
    1050: "壹拾元零伍角整",
    1900: "壹拾玖元整",
    10000: "壹佰元整",
    10100: "壹佰零壹元整",
    11000: "壹佰壹拾元整",
    100000: "壹仟元整",
    100001: "壹仟元零壹分",
    100100: "壹仟零壹元整",
    101000: "壹仟零壹拾元整",
    101050: "壹仟零壹拾元零伍角整",
    123456: "壹仟贰佰叁拾肆元伍角陆分",
    1000000: "壹万元整",
    1000100: "壹万零壹元整",
    1001000: "壹万零壹拾元整",
    1010000: "壹万零壹佰元整",
    1050050: "壹万零伍佰元零伍角整",
    1100000: "壹万壹仟元整",
    10000050: "壹拾万元零伍角整",
    10050000: "壹拾万零伍佰元整",
    10500000: "壹拾万伍仟元整",
    50000000: "伍拾万元整",
    100000000: "壹佰万元整",
    100000101: "壹佰万零壹元零壹分",
    101000000: "壹佰零壹万元整",
    1000500000: "壹仟万伍仟元整",
    1001010100: "壹仟零壹万零壹佰零壹元整",
    9999999999: "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    10000000000: "壹亿元整",
    10000000001: "壹亿元零壹分",
    10000000100: "壹亿零壹元整",
    10000500000: "壹亿零伍仟元整",
    10001000000: "壹亿零壹万元整",
    15000000000: "壹亿伍仟万元整",
    105000000000: "壹拾亿伍仟万元整",
    100000500050: "壹拾亿零伍仟元零伍角整",
    10100000000000: "壹仟零壹拾亿元整",
    LARGEST: "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}


def amounts(places):
    """Fen in which every place is as often 0 as not: random numbers hardly have two 0 in a row."""
    digit = st.one_of(st.just("0"), st.sampled_from("123456789"))
    return st.lists(digit, min_size=1, max_size=places).map("".join).map(int)


def patterns(places):
    """One amount for every way 0 can lie among so many places: the rules know no other difference but the digits."""
    for mask in range(2**places):
        yield int("".join(str(n % 9 + 1) if mask >> n & 1 else "0" for n in range(places)))


def read_back(text):
    """The fen of a text in capitals, by the places named in it."""
    if text == "零元整":
        return 0
    match = GRAMMAR.fullmatch(text.replace("零", ""))
    assert match, text
    return int("".join(str("零壹贰叁肆伍陆柒捌玖".index(digit or "零")) for digit in match.groups()))


def written_gaps(text):
    """For each digit of a text whether a 零 stands before it; every 零 must stand before one."""
    gaps = [bool(zero) for zero, _ in re.findall(f"(零?)({DIGIT})", text)]
    assert text.count("零") == sum(gaps), text
    return gaps


def gaps(fen):
    """For each digit but 0 whether a 零 belongs before it: after a 0, unless this only ended 亿 or 万."""
    digits = [at for at, digit in enumerate(f"{fen:014}") if digit != "0"]
    between = [(at, at - before - 1) for before, at in pairwise(digits)]
    return [False, *(bool(zeros) and not (at in (4, 8) and zeros < 4) for at, zeros in between)]


def by_formula(fen):
    """What the formula's own text makes of an amount: its TEXT, then its SUBSTITUTEs from the inside out."""
    formula = capital_formula("A1")
    pattern = re.search(r'TEXT\(.*?,"([^"]*)"\)', formula)[1]
    digits = iter(f"{fen:010}")
    text = "^" + re.sub(r"0|\\", lambda part: next(digits) if part[0] == "0" else "", pattern)
    steps = re.findall(r',"([^"]*)","([^"]*)"\)', formula)
    assert len(steps) == formula.count("SUBSTITUTE(")
    for old, new in steps:
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(("fen", "text"), [*BY_THE_RULE.items(), *BY_HAND.items()])
def test_an_amount_in_capitals(fen, text):
    assert capital(fen) == text


@pytest.mark.parametrize(("fen", "text"), [*BY_THE_RULE.items(), *BY_HAND.items()])
def test_the_reader_of_these_tests_reads_what_was_written_by_hand(fen, text):
    assert read_back(text) == fen
    if fen:
        assert written_gaps(text) == gaps(fen)


@given(amounts(14) | st.integers(0, LARGEST))
def test_capitals_read_back_give_the_amount(fen):
    assert read_back(capital(fen)) == fen


def test_every_pattern_of_zeros_reads_back_and_has_its_zeros_where_they_belong():
    for fen in patterns(14):
        assert read_back(capital(fen)) == fen
        assert fen == 0 or written_gaps(capital(fen)) == gaps(fen)


@given(amounts(14))
def test_an_amount_with_fen_has_no_end_mark_and_every_other_has_one(fen):
    assert capital(fen).endswith("分" if fen % 10 else "整")
    assert capital(fen).count("整") == (not fen % 10)


@pytest.mark.parametrize("fen", [-1, -100, LARGEST + 1])
def test_an_amount_out_of_reach_is_refused(fen):
    with pytest.raises(ValueError, match=str(fen)):
        capital(fen)


@given(amounts(10))
def test_the_formula_says_the_same(fen):
    assert by_formula(fen) == capital(fen)


def test_the_formula_says_the_same_of_every_pattern_of_zeros():
    for fen in patterns(10):
        assert by_formula(fen) == capital(fen)


@pytest.mark.parametrize("ref", ["A1", "$F$12", "'某某 发放表'!$F$12"])
def test_the_formula_may_be_written(ref):
    formula = capital_formula(ref)
    assert lint_formula(formula) == []
    assert len(formula) < 2000
    assert "DBNum" not in formula
