"""LibreOffice recalculates 排名, 奖金分配表 and 奖金汇总 of the golden contest: it finds our values, ranks follow sales."""

from __future__ import annotations

import shutil

import pytest
from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from tests.golden.conftest import golden, made  # noqa: F401  (the contest and its workbook)
from tests.golden.litong import ranking
from tests.golden.notice import Table
from tests.golden.opened import set_cells
from tests.live.test_contest_book import agree, recalculated
from tests.shell import contestbook

pytestmark = pytest.mark.live

SHEETS = ("排名", "奖金分配表", "奖金汇总")
TABLE = Table("第一期", "活动4", "")
FINAL = Table("第一期", "活动2", "")


@pytest.fixture(scope="module")
def awarded(golden, tmp_path_factory):  # noqa: F811
    """All events in draft, then 第一期·活动2 final."""
    folder = tmp_path_factory.mktemp("awarded")
    path = shutil.copy(golden, folder / "台账.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTESTBOOK_HOME", str(folder / "home"))
        for words in ([], ["--event", FINAL.label, "--final"]):
            status, output = contestbook("allocate", path, *words)
            assert status == 0, output
    return path


def columns(sheet):
    return {cell.value: cell.column for cell in sheet[HEADER_ROW] if cell.value}


def lines(sheet, table, *titles):
    """The rows of an award table (or an event, where the sheet has no groups)."""
    at = columns(sheet)
    named = [at[title] for title in ("期次", "活动", "组别") if title in at]
    for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
        said = tuple(row[col - 1].value or "" for col in named)
        if said == tuple(table)[: len(said)]:
            yield tuple(row[at[title] - 1].value for title in titles)


def test_libreoffice_computes_every_formula_as_we_did(awarded, tmp_path):
    """Ranks of everybody, scores where sales rank, amounts of 237 drafts, all figures of 奖金汇总."""
    theirs = recalculated(awarded, tmp_path)
    assert agree(awarded, theirs, SHEETS) > 1_000
    for name in SHEETS:
        assert agree(awarded, theirs, (name,)) > 200


def test_libreoffice_computes_the_sums_of_a_list_that_was_partly_paid_as_we_did(awarded, tmp_path):
    """已发放, 待付, 放弃领奖 and 未列入发放表 of 奖金汇总, and the list to be signed."""
    path = shutil.copy(awarded, tmp_path / "台账.xlsx")
    contestbook("payout", path, "--event", FINAL.label, "--as-of", "2026-06-01")
    at = columns(load_workbook(path)["奖金发放表"])
    paid = [
        ("奖金发放表", HEADER_ROW + 1, at["付款结果"], "成功"),
        ("奖金发放表", HEADER_ROW + 1, at["付款日期"], 46000.0),
    ]
    asked = columns(load_workbook(path)["领奖信息采集表"])
    accounts = [
        ("领奖信息采集表", HEADER_ROW + n, asked["银行账号"], f"62179900000000{n:05d}") for n in (1, 2)
    ]
    given_up = [("领奖信息采集表", HEADER_ROW + 3, asked["放弃领奖"], "是")]
    set_cells(path, [*accounts, *given_up])
    contestbook("payout", path, "--event", FINAL.label, "--as-of", "2026-06-01")
    set_cells(path, paid)
    status, output = contestbook("payout", path, "--event", FINAL.label, "--as-of", "2026-06-01")
    assert status == 1, "paid before any publication"
    assert "已付1行" in output
    assert "放弃1行" in output
    (tmp_path / "公式").mkdir()
    assert agree(path, recalculated(path, tmp_path / "公式"), ("奖金汇总",)) > 200


def test_ranks_of_a_draft_follow_an_amount_that_somebody_changes(awarded, made, tmp_path):  # noqa: F811
    """The third of the table sold so little that the sixth passes it: 3, 4, 5, 6 become 6, 3, 4, 5; the fifth and
    the sixth have the same figure and stay apart by their orders. Final ranks stay."""
    book = load_workbook(awarded)
    sales = book["销售额核对"]
    at = columns(sales)
    table_ranks, final_ranks = (
        [one.entrant.name for one in ranking(made, table)] for table in (TABLE, FINAL)
    )
    sixth, seventh = (one.figure for one in ranking(made, TABLE)[5:7])
    assert sixth - seventh > 2
    changed = 0
    for row in range(HEADER_ROW + 1, sales.max_row + 1):
        label = Table(sales.cell(row, at["期次"]).value, sales.cell(row, at["活动"]).value, "")
        name = sales.cell(row, at["姓名或名称"]).value
        if (label, name) in ((TABLE, table_ranks[2]), (FINAL, final_ranks[2])):
            wanted = sixth - 1 if label == TABLE else 100
            sales.cell(row, at["实付"]).value = (
                wanted + round(sales.cell(row, at["退款"]).value * 100)
            ) / 100
            changed += 1
    assert changed == 2
    path = tmp_path / "改过.xlsx"
    book.save(path)
    theirs = recalculated(path, tmp_path)["排名"]
    found = {
        name: (rank, round(score * 100))
        for name, rank, score in lines(theirs, TABLE, "姓名或名称", "名次", "得分")
    }
    order = [*table_ranks[:2], *table_ranks[3:6], table_ranks[2], *table_ranks[6:]]
    figures = {one.entrant.name: one.figure for one in ranking(made, TABLE)}
    figures[table_ranks[2]] = sixth - 1
    assert found == {name: (rank, figures[name]) for rank, name in enumerate(order, 1)}
    stays = {
        name: (rank, round(score * 100))
        for name, rank, score in lines(theirs, FINAL, "姓名或名称", "名次", "得分")
    }
    assert stays == {one.entrant.name: (rank, one.figure) for rank, one in enumerate(ranking(made, FINAL), 1)}
