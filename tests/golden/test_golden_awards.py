"""The prizes of the golden contest against the reckoning of who made it up: nothing expected comes from the program."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.golden.litong import expected_awards, expected_vacant, ranking
from tests.golden.notice import TABLES, Table
from tests.golden.opened import (
    DRAFT,
    DRAFT_VACANT,
    SEAT,
    SHEETS,
)
from workbook.formula_lint import lint_formula

# ---- A draft


def test_every_prize_goes_to_whom_it_was_made_for(drafted, made):
    assert sorted(drafted.awards) == sorted((*one, DRAFT) for one in expected_awards(made))


def test_prizes_stand_table_by_table_as_the_notice_has_them(drafted, made):
    seats = drafted.rows("奖金分配表", *SEAT)
    assert [Table(*key) for key in dict.fromkeys(row[:3] for row in seats)] == list(TABLES)
    assert [row for row in drafted.awards] == [(*one, DRAFT) for one in expected_awards(made)]


def test_a_prize_nobody_gets_is_vacant_without_an_amount(drafted, made):
    wanted = [(*table, tier, seat, DRAFT_VACANT) for table, tier, seat, _ in expected_vacant(made)]
    assert len(wanted) == 4
    assert drafted.vacant == wanted


def test_all_prizes_come_to_what_was_made_up(drafted):
    assert len(drafted.awards) == 255
    assert sum(row[7] for row in drafted.awards) == 996_000_00


def test_everybody_has_one_number_on_all_sheets(drafted):
    numbers = dict(drafted.rows("参赛主体", "编号", "姓名或名称"))
    for sheet in ("排名", "奖金分配表"):
        found = [row for row in drafted.rows(sheet, "编号", "姓名或名称") if row[1]]
        assert [numbers[number] for number, _ in found] == [name for _, name in found]


@pytest.mark.parametrize("table", TABLES, ids="".join)
def test_everybody_eligible_has_the_rank_and_the_score_that_was_made_up(drafted, made, table):
    titles = ("期次", "活动", "组别", "名次", "姓名或名称", "指标", "得分", "奖项")
    found = [row[3:] for row in drafted.rows("排名", *titles) if row[:3] == table]
    prizes = {award.name: award.tier for award in expected_awards(made) if award[:3] == table}
    metric, unit = ("播放量", 1) if table.filmed else ("净销售额", 100)
    wanted = [
        (rank, one.entrant.name, metric, Decimal(one.figure) / unit, prizes.get(one.entrant.name, ""))
        for rank, one in enumerate(ranking(made, table), 1)
    ]
    assert [
        (int(rank), name, what, Decimal(score), tier) for rank, name, what, score, tier in found
    ] == wanted


def test_ties_say_what_ended_them(drafted, made):
    """Four pairs of the contest have the same figure (litong.TIES)."""
    found = [row for row in drafted.rows("排名", "期次", "活动", "组别", "并列比较") if row[3]]
    assert sorted(row[:3] for row in found) == sorted(2 * [
        ("第一期", "活动4", ""), ("第二期", "活动6", ""), ("第一期", "活动3", ""), ("第二期", "活动1", "达人组"),
    ])  # fmt: skip


# ---- Formulas


def test_every_formula_we_write_is_one_we_may_write(drafted, made_final):
    """The only keys are short codes: 编号 of the row, looked up among 编号 of 销售额核对."""
    assert (drafted.header("销售额核对")[0], drafted.header("排名")[4]) == ("编号", "编号")
    for opened, least in ((drafted, 1_000), (made_final, 500)):
        live = opened.live(*SHEETS)
        assert len(live) > least
        for (sheet, cell), formula in live.items():
            codes = []
            if sheet == "排名" and cell.startswith("H"):
                codes = ["$E" + cell[1:]]
                assert re.search(rf"'销售额核对'!\$A\$4:\$A\$\d+,\{codes[0]},", formula)
            assert lint_formula(formula, codes) == [], (sheet, cell, formula)
