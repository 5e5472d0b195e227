"""The standards' own vectors, and python-stdnum as a second opinion where it is right."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn as oracle_luhn
from stdnum.cn import ric, uscc

from schemas.headers import clean_header
from schemas.identity import id_birth, id_check_digit, id_sex, luhn, valid_id, valid_uscc
from schemas.regions import CITIES, cities_in, city_of


def test_vectors_of_gb_11643():
    assert valid_id("11010519491231002X")
    assert valid_id("440524188001010014")
    assert not valid_id("440524188001010015")
    assert id_birth("11010519491231002X") == date(1949, 12, 31)
    assert id_birth("36010220050229013X") is None
    assert (id_sex("360102200503150219"), id_sex("360730200411020423")) == ("男", "女")


def test_vectors_of_gb_32100():
    assert valid_uscc("91350100M000100Y43")
    assert not valid_uscc("91350100M000100Y4Z")
    assert valid_uscc("11642101MB0846970F")  # the notice's own index number: an old region, still right
    assert not valid_uscc("91350100I000100Y43")


def test_cards():
    assert luhn("6217991234567890124")
    assert not luhn("6217991234567890142")


@given(st.from_regex(r"\A1101[0-9]{2}19[5-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}\Z"))
def test_check_digits_agree_with_stdnum(first):
    assert ric.calc_check_digit(first + "0") == id_check_digit(first)


@given(st.from_regex(r"\A[0-9]{8}[0-9A-HJ-NPQRTUWXY]{9}\Z"))
def test_credit_codes_agree_with_stdnum_where_it_knows_them(first):
    assert valid_uscc(first + uscc.calc_check_digit(first))


@given(st.from_regex(r"\A[0-9]{2,19}\Z"))
def test_luhn_agrees_with_stdnum(digits):
    assert luhn(digits) == oracle_luhn.is_valid(digits)


@pytest.mark.parametrize("city", CITIES)
def test_every_branch_in_every_spelling(city):
    for text in (
        city,
        f"{city}市",
        f"{city}市分公司",
        f"{city}赛区",
        f"{city}分公司",
        f"江西省{city}市",
        f" {city} ",
    ):
        assert city_of(text) == city
    assert cities_in(f"{city}、吉安") == [city, "吉安"]


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("姓    名", "姓名"),
        ("*姓名", "姓名"),
        ("身份证号码\n（必填）", "身份证号码"),
        ("1、您的姓名：", "姓名"),
        ("手机号*", "手机号"),
        ("金 额（三包和维护的填0元）", "金额"),
        ("入职日期(YYYY-MM-DD)", "入职日期"),
        ("请填写您的学号？", "学号"),
        ("（一）团队名称", "团队名称"),
        ("Ｎｏ．", "No"),
    ],
)
def test_headers_are_compared_clean(typed, clean):
    assert clean_header(typed) == clean
