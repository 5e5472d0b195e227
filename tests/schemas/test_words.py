"""Texts that are compared: header texts and the eleven branches, however people write them."""

from __future__ import annotations

import pytest

from schemas.formats import FORMATS
from schemas.headers import clean_header
from schemas.regions import CITIES, cities_in, city_of


@pytest.mark.parametrize("city", CITIES)
def test_every_branch_in_every_spelling(city):
    for text in (
        city,
        f"{city}市",
        f"{city}市分公司",
        f"{city}分公司",
        f"{city}赛区",
        f"{city}市邮政分公司",
        f"江西省{city}市",
        f"中国邮政集团有限公司{city}市分公司",
        f" {city} ",
    ):
        assert city_of(text) == city
    assert cities_in(f"{city}、吉安市") == [city, "吉安"]


def test_other_places_are_none_of_the_eleven():
    for text in ("长沙", "江西", "赣", "", "市分公司", "赣州吉安"):
        assert city_of(text) is None
    assert cities_in("赣州、长沙") == []


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("姓    名", "姓名"),
        ("姓\n名", "姓名"),
        ("*姓名", "姓名"),
        ("★姓名", "姓名"),
        ("身份证号码\n（必填）", "身份证号码"),
        ("身份证号码(18位)", "身份证号码"),
        ("1、您的姓名：", "姓名"),
        ("1、您的班级？", "班级"),
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


def test_no_two_columns_of_a_format_answer_to_one_header():
    for fmt in FORMATS:
        texts = [{clean_header(text) for text in (c.title, *c.aliases)} for c in fmt.columns]
        words = [word for column in texts for word in column]
        assert sorted({word for word in words if words.count(word) > 1}) == []
