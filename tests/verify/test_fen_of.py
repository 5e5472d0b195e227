"""Capitals read back by value: the rule's own examples, both forms, other characters, and what is no amount."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.capital import capital, fen_of

ROUND = st.builds(lambda n, zeros: n * 10**zeros % 10**13, st.integers(0, 99999), st.integers(0, 12))
AMOUNTS = st.integers(0, 10**13 - 1) | ROUND

READ = {
    "壹拾万柒仟元零伍角叁分": 10700053,
    "壹拾万零柒仟元伍角叁分": 10700053,
    "人民币壹拾万柒仟圆零伍角叁分": 10700053,
    "人民币 伍拾萬圓正": 50000000,
    "貳佰元整": 20000,
    "陸仟零柒元壹角肆分": 600714,
    "弍佰叄拾元整": 23000,
    "壹佰元": 10000,
    "伍角": 50,
    "零元整": 0,
    "壹元零角伍分": 105,
    "壹亿零伍仟元整": 10000500000,
}
NOTHING = (
    *("", "整", "元整", "壹佰", "拾元整", "壹壹元整", "零整", "100元"),
    *("壹仟零零壹元整", "伍拾万元整元", "壹万亿元整", "亿元整"),
)


@pytest.mark.parametrize(("text", "fen"), READ.items())
def test_it_is_read_by_value(text, fen):
    assert fen_of(text) == fen


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_amount(text):
    assert fen_of(text) is None


@given(AMOUNTS)
def test_what_we_write_is_read_back(fen):
    assert fen_of(capital(fen)) == fen


@given(AMOUNTS)
def test_the_second_form_is_read_alike(fen):
    """零 after 万 or 亿 where the next digit is in its place, none between 元 and 角."""
    text = re.sub("([万亿])(?=[壹贰叁肆伍陆柒捌玖]仟)", r"\1零", capital(fen))
    text = re.sub("(?<=[^零])元零(?=[壹贰叁肆伍陆柒捌玖]角)", "元", text)
    assert fen_of(text) == fen
    assert fen_of("人民币" + text.replace("元", "圆").replace("整", "正")) == fen
