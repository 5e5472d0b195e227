"""A rule that is changed later is shown, with the results it touches; what is no rule changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemas.contest import Scope
from tests.card.cards import GOOD, card, found, with_sheet
from tests.tables import sheet
from workbook.card.read import read_card
from workbook.card.versions import BASE_TITLES, RESULTS, base_rows, mark
from workbook.model import Sheet


def base_of(book) -> Sheet:
    rows = [BASE_TITLES, *base_rows(read_card(book).tables)]
    return Sheet("规则底稿", [list(column) for column in zip(*rows, strict=True)])


def said(*changes, results=(), more=None):
    """What lint says of changes made after the good card was used."""
    book = with_sheet(card(*changes, more=more), base_of(card()))
    for extra in results:
        book = with_sheet(book, extra)
    return [
        f"{f.code} {f.at.sheet}!{f.at.cell.a1 if f.at.cell else ''} {f.context['before']}→{f.context['after']}"
        f" {f.context['results']}".strip()
        for f in found(book)
        if f.code.startswith("RULE_CHANGED")
    ]


RANKS = sheet(
    "排名", "排名\n说明\n期次 | 活动 | 名次\n第一期 | 活动1 | #1\n第一期 | 活动1 | #2\n第一期 | 活动2 | #1"
)
TIER = ("规则_奖项", "新秀组 | 一等奖 | #1 |", "新秀组 | 一等奖 | #2 |")


def test_nothing_changed():
    assert said() == []


def test_a_change_before_there_are_results_is_nothing_to_speak_of():
    assert said(TIER) == []
    assert said(TIER, results=(sheet("排名", "期次 | 活动 | 名次"),)) == []


def test_a_change_after_results_names_those_of_its_event_only():
    assert said(TIER, results=(RANKS,)) == ["RULE_CHANGED 规则_奖项!E2 1→2 第一期·活动1：排名2行"]
    second = ("规则_义务与期限", "2024-10-15", "2024-10-16")
    assert said(second, results=(RANKS,)) == [
        "RULE_CHANGED 规则_义务与期限!F2 2024-10-15→2024-10-16 第一期·活动2：排名1行"
    ]
    assert said(second, results=(sheet("排名", "期次 | 活动 | 名次\n第一期 | 活动1 | #1"),)) == []


def test_a_rule_of_all_events_touches_all_results():
    age = ("规则_条件", "#18 | 周岁", "#16 | 周岁")
    assert said(age, results=(RANKS,)) == [
        "RULE_CHANGED 规则_条件!H4 18→16 第一期·活动1：排名2行；第一期·活动2：排名1行"
    ]


def test_a_row_added_taken_away_or_blanked():
    two = "第一期·活动1：排名2行；第一期·活动2：排名1行"
    gone = GOOD["规则_奖项"].replace("    第一期 | 活动2 | | 二等奖 | #2 | #500 | 元 | #1000 | | |\n", "")
    assert said(more={"规则_奖项": gone}, results=(RANKS,)) == [
        "RULE_CHANGED 规则_奖项! 有这一行→没有了 第一期·活动2：排名1行"
    ]
    age = GOOD["规则_条件"].replace("    | | | 资格 | 1 | 年龄 | 不低于 | #18 | 周岁 | | | | | |\n", "")
    assert f"RULE_CHANGED 规则_条件! 有这一行→没有了 {two}" in said(more={"规则_条件": age}, results=(RANKS,))
    third = "二等奖 | #2 | #500 | 元 | #1000 | | |\n    第一期 | 活动2 | | 三等奖 | #0 | #1 | 元 | #0 | | |\n    | | | 合计"
    added = GOOD["规则_奖项"].replace("二等奖 | #2 | #500 | 元 | #1000 | | |\n    | | | 合计", third)
    only = "第一期·活动2：排名1行"
    assert said(more={"规则_奖项": added}, results=(RANKS,)) == [
        f"RULE_CHANGED 规则_奖项!A8 空白→新加的一行 {only}"
    ]
    assert said(("规则_义务与期限", "2024-10-15", ""), results=(RANKS,)) == [
        f"RULE_CHANGED 规则_义务与期限!F2 2024-10-15→空白 {only}"
    ]


def test_deciding_anew_touches_the_results_of_its_events():
    assert said(("待确认事项", "数值 | 10000 |", "数值 | 8000 |"), results=(RANKS,)) == [
        "RULE_CHANGED 待确认事项!L2 10000→8000 第一期·活动1：排名2行"
    ]


def test_a_point_made_to_speak_of_another_event_touches_both():
    moved = ("待确认事项", "G1 | 第一期·活动1", "G1 | 第一期·活动2")
    assert said(moved, results=(RANKS,)) == [
        "RULE_CHANGED 待确认事项!B2 第一期·活动1→第一期·活动2 第一期·活动1：排名2行；第一期·活动2：排名1行"
    ]


def test_the_last_digit_of_a_large_figure_is_a_change():
    fans = "达人组 | 归组 | 1 | 粉丝数 | 不低于 | #{} | 人"
    before = card(("规则_条件", fans.format(10000), fans.format(12345678)))
    after = card(("规则_条件", fans.format(10000), fans.format(12345679)))
    book = with_sheet(with_sheet(after, base_of(before)), RANKS)
    changed = [f for f in found(book) if f.code == "RULE_CHANGED"]
    assert [(f.context["before"], f.context["after"]) for f in changed] == [("12345678", "12345679")]


def marked(*changes):
    return mark(read_card(card(*changes)).tables)


def test_the_mark_is_of_the_rules_not_of_their_looks():
    assert marked() == marked(("待确认事项", "是1万吗？", "到底是不是1万？"))
    assert marked() == marked(("待确认事项", "请示单1号", "请示单2号"))
    assert marked() != marked(TIER)
    assert marked() != marked(("待确认事项", "数值 | 10000 |", "数值 | 8000 |"))


@given(st.permutations(range(6)))
def test_the_order_of_rows_is_no_rule(order):
    lines = GOOD["规则_奖项"].strip("\n").split("\n")
    rows = [lines[1 + n] for n in order]
    text = "\n".join([lines[0], *rows])
    assert mark(read_card(card(more={"规则_奖项": text})).tables) == marked()


@given(st.permutations(range(9)))
def test_the_order_of_columns_is_no_rule(order):
    lines = [line.split("|") for line in GOOD["规则_组别"].strip("\n").split("\n")]
    width = len(lines[0])
    text = "\n".join("|".join(line[n] if n < len(line) else "" for n in order if n < width) for line in lines)
    assert mark(read_card(card(more={"规则_组别": text})).tables) == marked()


def marks_of(*changes):
    tables = read_card(card(*changes)).tables
    return {name: mark(tables, Scope("第一期", "活动1"), name) for name in RESULTS}


def test_results_rest_on_the_rules_of_their_own_steps_only():
    """How many places there are changes ranks and prizes; who may take part, and what was sold, is what it was."""
    before, after = marks_of(), marks_of(TIER)
    assert [name for name in RESULTS if before[name] != after[name]] == ["排名", "奖金分配表", "奖金发放表"]
    point = marks_of(("待确认事项", "数值 | 10000 |", "数值 | 8000 |"))  # G1 holds up 归组 and 分配
    assert [name for name in RESULTS if before[name] != point[name]] == [
        "资格审核", "排名", "奖金分配表", "奖金发放表"
    ]  # fmt: skip


def test_a_rule_of_another_step_touches_no_result_of_this_one():
    people = sheet("资格审核", "期次 | 活动 | 结论\n第一期 | 活动1 | 合格")
    assert said(TIER, results=(people,)) == []
    assert said(TIER, results=(people, RANKS)) == ["RULE_CHANGED 规则_奖项!E2 1→2 第一期·活动1：排名2行"]
