"""Claims against the ledger: a difference is explained by lines that come to it to the fen, or it stays open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.eligibility.books import ENTRY, PERSON, SESSION, work_of
from workbook.eligibility.persons import Entrants
from workbook.ledger.claims import Claim, claims, explain

LINES = {"全额退款": (2, 30_000), "活动时间外": (1, 12_000), "重复": (1, 5_050)}


@pytest.mark.parametrize(
    ("gap", "words", "certain", "residual"),
    [
        (0, "", True, 0),
        (30_000, "全额退款2行 300.00元", True, 0),
        (35_050, "全额退款2行 300.00元；重复1行 50.50元", True, 0),
        (47_050, "全额退款2行 300.00元；活动时间外1行 120.00元；重复1行 50.50元", True, 0),
        (30_001, "对不上，差300.01元", False, 30_001),
        (-5_000, "对不上，差50.00元", False, -5_000),
    ],
)
def test_a_difference_and_the_lines_that_come_to_it(gap, words, certain, residual):
    found = explain(gap, LINES)
    assert (found.words, found.certain, found.residual) == (words, certain, residual)


def test_what_two_sets_of_lines_explain_is_only_suggested():
    found = explain(12_000, {**LINES, "没报名这个活动": (3, 12_000)})
    assert (found.words, found.certain) == ("可能是：活动时间外1行 120.00元", False)


@given(
    st.integers(-(10**9), 10**9),
    st.dictionaries(st.sampled_from("甲乙丙丁"), st.tuples(st.just(1), st.integers(-999, 999))),
)
def test_explained_and_residual_always_come_to_the_difference(gap, lines):
    found = explain(gap, lines)
    assert found.explained + found.residual == gap
    assert found.explained in (0, gap)


def claimed(*sessions, least=""):
    rows = [{**SESSION, "场次号": f"S{n}", **changes} for n, changes in enumerate(sessions)]
    work = work_of("litong-2024", {"参赛主体": [PERSON], "报名": [ENTRY], "场次": rows})
    return claims(work, Entrants(work), least).get(("K0001", "第一期·活动4"))


def test_claims_of_sessions_add_up_and_the_worst_source_is_named():
    exported = {"申报销售额": "1280.50", "数据来源等级": "平台导出"}
    screen = {"申报销售额": "20", "数据来源等级": "截图"}
    assert claimed(exported, screen) == Claim(130_050, "截图")
    assert claimed(exported, screen, least="授权查询") == Claim(130_050, "截图", below=2_000)
    assert claimed(exported, {"申报销售额": "20", "数据来源等级": ""}) == Claim(130_050, "")
    assert claimed({}) is None
