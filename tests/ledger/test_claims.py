"""Claims against the ledger: a difference is explained by lines that come to it to the fen, or it stays open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.book import BOOK_SHEETS
from tests.eligibility.books import E3, E4, ENTRY, PERSON, SESSION, work_of
from workbook.eligibility.persons import Entrants
from workbook.ledger.claims import Claim, claims
from workbook.ledger.differences import Part, Parts, explain

LINES = (
    Part("refunded", 2, 30_000, (("订单.csv", 3), ("订单.csv", 7))),
    Part("outside", 1, 12_000, (("订单.csv", 4),), loose=True),
    Part("duplicate", 1, 5_050, (("抖店.xlsx", 9),)),
)
REFUNDED = "全额退款2行 300.00元（订单.csv 第3、7行）"
OUTSIDE = "活动时间外1行 120.00元（订单.csv 第4行）"
TWICE = "重复1行 50.50元（抖店.xlsx 第9行）"


@pytest.mark.parametrize(
    ("gap", "words", "certain", "residual"),
    [
        (0, "", True, 0),
        (30_000, REFUNDED, True, 0),
        (35_050, f"{REFUNDED}＋{TWICE}", True, 0),
        (47_050, f"{REFUNDED}＋{TWICE}＋{OUTSIDE}", True, 0),
        (30_001, "对不上，差300.01元", False, 30_001),
        (-5_000, "对不上，差50.00元", False, -5_000),
    ],
)
def test_a_difference_and_the_lines_that_come_to_it(gap, words, certain, residual):
    found = explain(gap, Parts(sorted(LINES, key=lambda part: part.loose)))
    assert (found.words, found.certain, found.residual) == (words, certain, residual)


def test_what_two_sets_of_lines_explain_is_only_suggested_and_each_is_said():
    found = explain(12_000, Parts((*LINES, Part("not_entered", 3, 12_000))))
    assert found.words == f"可能是：{OUTSIDE} 或 没报名这个活动3行 120.00元"
    assert (found.certain, found.residual) == (False, 12_000)


def test_of_many_that_fit_three_are_said():
    found = explain(5, Parts(single=[Part("refunded", 1, 5, (("a.csv", n),)) for n in range(2, 7)]))
    lines = " 或 ".join(f"全额退款1行 0.05元（a.csv 第{n}行）" for n in (2, 3, 4))
    assert (found.words, found.certain) == (f"可能是：{lines}等", False)


def test_of_a_kind_of_many_lines_three_are_named():
    lines = [("a.csv", 2), ("a.csv", 3), ("b.csv", 2)]
    found = explain(5, Parts([Part("refunding", 9, 5, lines)]))
    assert found.words == "退款中9行 0.05元（a.csv 第2、3行、b.csv 第2行等）"


def test_a_single_line_explains_what_no_whole_kind_does():
    whole, line = Part("refunded", 2, 30_000), Part("refunded", 1, 10_000, (("订单.csv", 7),))
    found = explain(10_000, Parts([whole], [line]))
    assert (found.words, found.residual) == ("全额退款1行 100.00元（订单.csv 第7行）", 0)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (-4_000, "可能漏报：订单.csv 第4行 40.00元"),
        (-4_200, "可能漏报：订单.csv 第4行 40.00元＋订单.csv 第5行 2.00元"),
        (-200, "可能漏报：订单.csv 第5行 2.00元 或 订单.csv 第6行 2.00元"),
    ],
)
def test_a_claim_below_the_ledger_may_have_left_out_one_or_two_lines(gap, words):
    amounts = [-4_000, -200] if gap != -200 else [-4_000, -200, -200]
    counted = [Part("counted", 1, fen, (("订单.csv", n),)) for n, fen in enumerate(amounts, 4)]
    found = explain(gap, Parts(counted=counted))
    assert (found.words, found.certain, found.residual) == (words, False, gap)


def test_lines_of_no_one_event_explain_nothing_for_sure_where_several_are_claimed():
    assert explain(12_000, Parts(LINES), several=False).certain
    found = explain(12_000, Parts(LINES), several=True)
    assert (found.words, found.certain, found.residual) == (f"可能是：{OUTSIDE}", False, 12_000)
    assert explain(30_000, Parts(LINES), several=True).certain


PARTS = st.lists(
    st.builds(
        Part,
        st.sampled_from(("refunded", "outside", "part_refund")),
        st.just(1),
        st.integers(-999, 999),
        st.just((("a.csv", 2),)),
        st.booleans(),
    ),
    max_size=6,
)


@given(
    st.one_of(st.integers(-(10**9), 10**9), st.integers(-9, 9)),
    st.builds(Parts, PARTS, PARTS, PARTS),
    st.booleans(),
)
def test_explained_and_residual_always_come_to_the_difference(gap, parts, several):
    found = explain(gap, parts, several)
    assert found.explained + found.residual == gap
    assert found.explained == (gap if found.certain else 0)
    assert found.certain or found.words.startswith(("可能", "对不上"))


def claims_of(*sessions, least=""):
    rows = [{**SESSION, "场次号": f"S{n}", **changes} for n, changes in enumerate(sessions)]
    work = work_of("litong-2024", {"参赛主体": [PERSON], "报名": [ENTRY], "场次": rows})
    return claims(work, Entrants(work), {scope: least for scope in work.stages})


def claimed(*sessions, least=""):
    return claims_of(*sessions, least=least).of.get(("K0001", E4))


def test_claims_of_sessions_add_up_and_the_worst_source_is_named():
    exported = {"申报销售额": "1280.50", "数据来源等级": "平台导出"}
    screen = {"申报销售额": "20", "数据来源等级": "截图"}
    assert claimed(exported, screen) == Claim(130_050, "截图")
    assert claimed(exported, screen, least="授权查询") == Claim(130_050, "截图", below=2_000)
    assert claimed(exported, {"申报销售额": "20", "数据来源等级": ""}) == Claim(130_050, "")
    assert claimed({}) is None


FIRST_PHASE = [f"第一期·活动{n}" for n in range(1, 7)]
CLAIM = {"申报销售额": "20", "数据来源等级": "截图"}


@pytest.mark.parametrize(
    ("session", "found", "unread"),
    [
        ({"申报销售额": "1万5"}, "AMOUNT_FORMAT_BAD 申报销售额", {("K0001", E4): True}),
        ({"申报销售额": "-20"}, "FIGURE_NEGATIVE 申报销售额", {("K0001", E4): True}),
        ({"活动": "活动十九"}, "EVENT_NOT_ON_CARD 活动", None),
        ({"编号": "K0009"}, "ENTRANT_UNKNOWN 编号", {("K0001", E4): False}),
        ({"编号": "K0009", "姓名或名称": "李四"}, "ENTRANT_UNKNOWN 编号", {}),
        ({"姓名或名称": "李四"}, "ENTRANT_NAME 编号", {("K0001", E4): False}),
    ],
)
def test_a_claim_that_cannot_be_used_is_told_at_its_cell_and_says_whose_it_may_be(session, found, unread):
    made = claims_of({**CLAIM, **session})
    titles = [column.title for column in next(s for s in BOOK_SHEETS if s.name == "场次").columns]
    assert [f"{f.code} {titles[f.at.cell.col - 1]}" for f in made.findings] == [found]
    assert made.of == {}
    assert made.unread == ({("K0001", event): False for event in FIRST_PHASE} if unread is None else unread)


def test_a_session_without_a_claim_is_nobodys_claim():
    made = claims_of({"活动": "活动十九"}, {"编号": "K0009"})
    assert (made.findings, made.unread) == ((), {})


def test_where_nothing_says_what_is_wrong_with_the_session_the_claim_says_that_it_is_not_used():
    work = work_of(
        "litong-2024", {"参赛主体": [PERSON], "场次": [{**SESSION, **CLAIM, "申报销售额": "1万5"}]}
    )
    quiet = replace(work, findings=())
    made = claims(quiet, Entrants(quiet), {scope: "" for scope in work.stages})
    assert [(f.code, f.context["why"]) for f in made.findings] == [("CLAIM_UNUSED", "金额读不出")]


def test_events_are_held_to_their_own_least_grade():
    work = work_of(
        "litong-2024",
        {
            "参赛主体": [PERSON],
            "场次": [{**SESSION, **CLAIM}, {**SESSION, **CLAIM, "场次号": "S2", "活动": "活动3"}],
        },
    )
    least = {scope: "截图" if scope.label == E3 else "平台导出" for scope in work.stages}
    made = claims(work, Entrants(work), least).of
    assert (made["K0001", E3].below, made["K0001", E4].below) == (0, 2_000)
