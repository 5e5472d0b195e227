"""Cells that are not what they should be, and sheets in another order of columns and rows."""

from __future__ import annotations

import random

import pytest
from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from tests.golden.opened import set_cells
from tests.verify.at_work import change, told
from workbook.edits import SetCell
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost


def formula(book, sheet, cell, text, value):
    host = FileHost(book.read_bytes(), book.name)
    host.apply([SetCell(sheet, Cell.parse(cell), value, text)])
    book.write_bytes(host.data)


def test_a_formula_where_an_amount_is_awarded(book):
    formula(book, "奖金分配表", "I8", "=4000*2", 8000.0)
    assert told(book) == ["VERIFY_FORMULA 奖金分配表I8"]


@pytest.mark.parametrize(("cell", "value"), [("K4", "360102199803150119"), ("N4", 10000.0)])
def test_a_formula_in_a_line_of_payout(book, cell, value):
    formula(book, "奖金发放表", cell, "=A1", value)
    assert told(book) == [f"VERIFY_FORMULA 奖金发放表{cell}"]


def test_a_stored_result_that_is_not_what_the_formula_gives(book):
    """Somebody's program stored 999999 beside a formula that gives something else."""
    formula(book, "奖金汇总", "I38", load_workbook(book)["奖金汇总"]["I38"].value, 999999.0)
    assert told(book) == ["VERIFY_CACHED 奖金汇总I38", "VERIFY_CAPITAL 奖金汇总K38"]


def test_a_subtotal_of_the_card(book):
    formula(book, "规则_奖项", "H16", "=E16*F16", 29999.0)
    assert told(book) == ["VERIFY_SUM 规则_奖项H16"]


def test_formulas_without_results_cannot_be_verified(book):
    made = load_workbook(book)
    made.save(book)  # which drops them
    found = {one for one in told(book) if one.startswith("VERIFY_UNCACHED")}
    sheets = "销售额核对H4", "对账汇总E5", "排名D4", "奖金汇总I5"
    assert found == {f"VERIFY_UNCACHED {sheet}" for sheet in sheets}
    assert set(told(book)) == found, "what rests on them is not told as well"


def test_an_amount_that_is_text(book):
    change(book, "奖金发放表", "实发", "8,000.00", "K0001")
    assert told(book) == ["VERIFY_TEXT 奖金发放表S4"]


def test_an_amount_of_less_than_a_fen(book):
    change(book, "奖金发放表", "实发", 8000.004, "K0001")
    assert told(book) == ["VERIFY_FRACTION 奖金发放表S4"]


def test_an_id_that_lost_its_digits(book):
    change(book, "领奖信息采集表", "证件号码", 360102199803150000.0, "K0001")
    assert "VERIFY_NUMBER_ID 领奖信息采集表H4" in told(book)


def test_an_error_in_a_cell(book):
    made = load_workbook(book)
    made["报名"]["J4"].value = "#N/A"
    made["报名"]["J4"].data_type = "e"
    made.save(book)
    assert "VERIFY_ERROR_CELL 报名J4" in told(book)


def test_hidden_rows_columns_and_sheets(book):
    made = load_workbook(book)
    made["奖金发放表"].row_dimensions[5].hidden = True
    made["奖金发放表"].column_dimensions["M"].hidden = True
    made["奖金分配表"].sheet_state = "hidden"
    made.save(book)
    found = [one for one in told(book) if one.startswith("VERIFY_HIDDEN")]
    assert found == ["VERIFY_HIDDEN 奖金分配表", "VERIFY_HIDDEN 奖金发放表A5", "VERIFY_HIDDEN 奖金发放表M3"]


def test_columns_may_be_moved_and_rows_sorted(book):
    """The same said in another order: nothing to tell."""
    made = load_workbook(book, data_only=True)
    for name in ("奖金发放表", "奖金分配表", "领奖信息采集表"):
        page = made[name]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=HEADER_ROW)]
        order = list(range(len(rows[0])))
        random.Random(7).shuffle(order)
        head, *lines = rows
        random.Random(8).shuffle(lines)
        cells = [
            (name, row, col, line[at])
            for row, line in enumerate([head, *lines], HEADER_ROW)
            for col, at in enumerate(order, 1)
        ]
        set_cells(book, cells)
    assert told(book) == []


def test_a_sheet_that_was_renamed(book):
    made = load_workbook(book)
    made["奖金发放表"].title = "发放表"
    made.save(book)
    with pytest.raises(Refused, match="BOOK_SHEET: 奖金发放表"):
        told(book)


def test_a_column_that_is_missing_is_named(book):
    set_cells(book, [("奖金分配表", HEADER_ROW, 9, "金额数")])
    with pytest.raises(Refused, match="奖金分配表（奖金）"):
        told(book)
