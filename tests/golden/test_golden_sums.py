"""奖金汇总 of the golden contest, a contest whose every place is taken, and what is left when all is final."""

from __future__ import annotations

import re

import pytest

from tests.golden.litong import expected_awards, expected_vacant
from tests.golden.opened import (
    DRAFT,
    FINAL,
    VACANT,
)

IN_WORDS = {
    # the prizes of each event in capitals, written by hand
    "第一期·活动1": "壹拾万伍仟元整", "第一期·活动2": "陆万伍仟元整", "第一期·活动3": "捌万元整", "第一期·活动4": "捌万元整",
    "第一期·活动5": "柒万元整", "第一期·活动6": "壹拾万元整", "第二期·活动1": "壹拾叁万元整", "第二期·活动2": "玖万陆仟元整",
    "第二期·活动3": "陆万伍仟元整", "第二期·活动4": "捌万伍仟元整",
    "第二期·活动5": "伍万玖仟元整", "第二期·活动6": "陆万伍仟元整",
}  # fmt: skip


# ---- 奖金汇总


def sums(opened, *key):
    titles = (
        "期次",
        "活动",
        "组别",
        "项目",
        "名额",
        "单项金额",
        "应发",
        "获奖数",
        "奖金",
        "未分配",
        "大写",
        "备注",
    )
    rows = [row for row in opened.rows("奖金汇总", *titles) if row[: len(key)] == key]
    return [row[len(key) :] for row in rows]


def test_sums_of_a_table_with_vacant_places_are_right(drafted):
    assert sums(drafted, "第二期", "活动3") == [
        ("", "一等奖", "3", "10000", "30000", "3", "30000", "0", "", ""),
        ("", "二等奖", "5", "5000", "25000", "5", "25000", "0", "", ""),
        ("", "三等奖", "10", "1000", "10000", "6", "6000", "4000", "", ""),
        ("", "合计", "18", "", "65000", "14", "61000", "4000", "陆万壹仟元整", "有没分配的"),
    ]


def test_sums_of_an_event_of_two_groups_are_right(drafted):
    assert sums(drafted, "第一期", "活动6") == [
        ("直播带货", "一等奖", "3", "10000", "30000", "3", "30000", "0", "", ""),
        ("直播带货", "二等奖", "5", "5000", "25000", "5", "25000", "0", "", ""),
        ("直播带货", "三等奖", "10", "2000", "20000", "10", "20000", "0", "", ""),
        ("短视频", "一等奖", "1", "10000", "10000", "1", "10000", "0", "", ""),
        ("短视频", "二等奖", "2", "5000", "10000", "2", "10000", "0", "", ""),
        ("短视频", "三等奖", "5", "1000", "5000", "5", "5000", "0", "", ""),
        ("", "合计", "26", "", "100000", "26", "100000", "0", "壹拾万元整", "与应发一致"),
    ]


def budget(opened, phase):
    """应发, 奖金 and 未分配 of the block of a phase, whichever a row has."""
    return [(row[0], "".join((row[3], row[5], row[6]))) for row in sums(opened, phase, "", "")]


@pytest.mark.parametrize(("phase", "drafts"), [("第一期", "500000"), ("第二期", "496000")])
def test_nothing_of_the_budget_is_decided_by_a_draft(drafted, phase, drafts):
    assert budget(drafted, phase) == [
        ("本期预算", "500000"), ("已定稿", "0"), ("试算(未定稿)", drafts), ("预算结余", "500000"), ("已发放", "0"),
        ("待付", "0"), ("放弃领奖", "0"), ("未列入发放表", "0"),
    ]  # fmt: skip


# ---- Every place taken


@pytest.mark.parametrize(("phase", "prizes"), [("第一期", 134), ("第二期", 125)])
def test_a_full_contest_awards_what_the_notice_declares(full, phase, prizes):
    found = [row for row in full.awards if row[0] == phase]
    assert (len(found), sum(row[7] for row in found)) == (prizes, 500_000_00)
    assert budget(full, phase)[:4] == [
        ("本期预算", "500000"), ("已定稿", "0"), ("试算(未定稿)", "500000"), ("预算结余", "500000"),
    ]  # fmt: skip


def test_a_full_contest_gives_every_prize_to_whom_it_was_made_for(full, full_made):
    assert full.awards == [(*one, DRAFT) for one in expected_awards(full_made)]
    assert full.vacant == []


def test_each_event_says_its_sum_in_capitals(full):
    found = full.rows("奖金汇总", "期次", "活动", "项目", "大写", "备注")
    told = {f"{row[0]}·{row[1]}": row[3:] for row in found if row[2] == "合计"}
    assert told == {label: (words, "与应发一致") for label, words in IN_WORDS.items()}


# ---- Final


def test_all_events_final_one_after_the_other_give_the_same_prizes(made_final, made):
    assert made_final.awards == [(*one, FINAL) for one in expected_awards(made)]
    assert made_final.vacant == [(*table, *seat[:2], VACANT) for table, *seat in expected_vacant(made)]


def test_final_amounts_and_scores_are_figures_and_ranks_stay_formulas(made_final):
    columns = {(sheet, re.sub(r"\d", "", cell)) for sheet, cell in made_final.live("排名", "奖金分配表")}
    assert columns == {("排名", "D")}


@pytest.mark.parametrize(("phase", "used", "left"), [("第一期", "500000", "0"), ("第二期", "496000", "4000")])
def test_what_is_left_of_the_budget_when_all_is_final(made_final, phase, used, left):
    assert budget(made_final, phase) == [
        ("本期预算", "500000"), ("已定稿", used), ("试算(未定稿)", "0"), ("预算结余", left), ("已发放", "0"),
        ("待付", "0"), ("放弃领奖", "0"), ("未列入发放表", used),
    ]  # fmt: skip


def test_a_final_table_says_the_same_as_its_draft(drafted, made_final):
    for sheet in ("排名", "奖金汇总"):
        before, after = (opened.rows(sheet) for opened in (drafted, made_final))
        assert [row for row in after if "活动" in row[1]] == [row for row in before if "活动" in row[1]]
