"""Column kinds of the rule card: what is typed, the value it gives, what is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.book.sheet import STATE
from schemas.common import AGREED
from schemas.contest import SAME_RELATION
from schemas.format import CellContext
from schemas.formats import FORMATS
from schemas.kinds_rules import ANSWER, LINES, NUMBER, PLACES, SHARE, number_text
from schemas.rulecard import CARD_FORMATS, CONDITIONS, TIERS

PLAIN = CellContext()
UNIT = TIERS.column("unit").kind
RELATION = CONDITIONS.column("relation").kind

CELLS = {
    NUMBER: [
        (10000.0, 10000.0, ""),
        ("10000", 10000.0, ""),
        ("10,000", 10000.0, ""),
        ("１００００", 10000.0, ""),
        ("0.5", 0.5, ""),
        ("1万", 10000.0, "NUMBER_WAN"),
        ("1.5万", 15000.0, "NUMBER_WAN"),
        ("3千", 3000.0, "NUMBER_WAN"),
        ("1万5", None, "NUMBER_FORMAT"),
        ("一万", None, "NUMBER_FORMAT"),
        ("500元", None, "NUMBER_FORMAT"),
        (True, None, "NUMBER_FORMAT"),
        (" ", None, ""),
        (None, None, ""),
    ],
    PLACES: [
        (3.0, 3, ""),
        ("3", 3, ""),
        (0.0, 0, ""),
        (2.5, None, "COUNT_FORMAT"),
        (-1.0, None, "COUNT_FORMAT"),
        ("三", None, "COUNT_FORMAT"),
        ("3名", None, "COUNT_FORMAT"),
        (1e9, None, "COUNT_FORMAT"),
        ("", None, ""),
    ],
    SHARE: [(0.93, 0.93, ""), ("93%", 0.93, ""), (1.0, 1.0, ""), (93.0, None, "SHARE_FORMAT"), ("高", None, "SHARE_FORMAT")],
    LINES: [("甲\n乙", "甲\n乙", ""), (" 甲 \r\n\n 乙", "甲\n乙", ""), ("\n", None, ""), (None, None, "")],
    ANSWER: [("2024-09-12 至 2024-09-30", "2024-09-12 至 2024-09-30", ""), (10000.0, "10000", "")],
    UNIT: [
        ("元", "元", ""),
        (" 元 ", "元", ""),
        ("圆", "元", ""),
        ("个", "个", ""),
        ("万元", None, "UNIT_UNKNOWN"),
        (1.0, None, "UNIT_UNKNOWN"),
        ("", None, ""),
    ],
    RELATION: [("低于", "低于", ""), ("＜", "低于", ""), (">=", "不低于", ""), ("约", None, "CHOICE_UNKNOWN")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "typed", "value", "code"),
    [(kind, *case) for kind, cases in CELLS.items() for case in cases],
    ids=lambda part: getattr(part, "name", repr(part)),
)
def test_what_is_typed(kind, typed, value, code):
    parsed = kind.parse(typed, PLAIN)
    assert (parsed.value, [issue.code for issue in parsed.issues]) == (value, [code] if code else [])
    assert parsed.readable is (value is not None or not code)
    if kind.whole is not None and isinstance(typed, float):
        assert kind.whole(typed) == (value if not code else None)


def test_a_number_is_shown_with_all_its_digits():
    assert [number_text(n) for n in (10000.0, 1234567.5, 0.5, 12345678.0, 0.1 + 0.2)] == [
        "10000", "1234567.5", "0.5", "12345678", "0.30000000000000004"
    ]  # fmt: skip


def test_a_day_that_excel_made_a_number_of_is_a_day_again():
    assert ANSWER.parse(45547.0, CellContext("yyyy-mm-dd")).value == "2024-09-12"


def test_every_other_word_for_a_relation_means_what_the_law_says():
    assert {RELATION.parse(word, PLAIN).value for word in SAME_RELATION} <= set(RELATION.excel.choices)
    assert RELATION.parse("以上", PLAIN).value == "不低于"  # 民法典 1259: 以上 includes the number
    assert RELATION.parse("不满", PLAIN).value == "低于"


def test_kinds_of_one_name_are_one_kind():
    """Texts parsed without remarks are remembered by the kind's name."""
    kinds = {}
    for fmt in CARD_FORMATS:
        for column in fmt.columns:
            same = kinds.setdefault(column.kind.name, column.kind)
            assert (same.parse, same.excel.choices) == (column.kind.parse, column.kind.excel.choices)


@pytest.mark.parametrize(
    ("kind", "word", "typed"),
    [
        *((AGREED, "通过", typed) for typed in ("通过", "同意", "批准", "准予", "已批准", " 批 准 ")),
        *(
            (AGREED, "不通过", typed)
            for typed in ("不通过", "不同意", "驳回", "退回", "未批准", "不批准", "已驳回")
        ),
        *((AGREED, None, typed) for typed in ("", "看情况", "不知道")),
        *(
            (STATE.kind, "撤回", typed)
            for typed in ("撤回", "已撤回", "已取消", "取消", "作废", "退赛", "已退赛")
        ),
        *((STATE.kind, typed, typed) for typed in ("有效", "不计")),
    ],
)
def test_other_words_people_use_for_a_decision_and_for_a_row_that_was_taken_back(kind, word, typed):
    assert kind.parse(typed, PLAIN).value == word


def test_one_word_means_the_same_in_all_columns_of_one_kind():
    """A plan, a notice and a filing are agreed to in the same words."""
    kinds = {}
    for fmt in FORMATS:
        for column in fmt.columns:
            if column.kind.excel.choices:
                same = kinds.setdefault(column.kind.name, column.kind)
                words = (*same.excel.choices, "批准", "已备案", "驳回")
                for word in words:
                    assert same.parse(word, PLAIN) == column.kind.parse(word, PLAIN)


@given(st.one_of(st.text(), st.floats(), st.booleans(), st.none()))
def test_nothing_makes_a_kind_raise(typed):
    for kind in CELLS:
        kind.parse(typed, PLAIN)
