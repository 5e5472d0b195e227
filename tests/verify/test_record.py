"""What `payout` really paid, and verify: no alarm on the right book, and each change of a payment is told."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from tests.awards.at_work import cells, key
from tests.golden.opened import set_cells
from tests.payout.conftest import ready_book, ready_bytes
from tests.payout.steps import answer, card, payout
from tests.verify.at_work import PAY_DAY as ANOTHER_DAY
from tests.verify.at_work import change, serial, told

__all__ = ["ready_book", "ready_bytes"]
PAYOUTS = "奖金发放表"


@pytest.fixture
def paid(ready_book, tmp_path):
    """K0004 was paid; what went to K0005 came back and was sent again; the others are at the bank."""
    payout(ready_book, "--export", "bank", "-o", tmp_path / "付款.csv")
    said = ["P0004-1|6400|成功|2024-12-30|", "P0005-1|6400|退票|2024-12-30|"]
    payout(ready_book, "--import", answer(tmp_path / "回单.csv", *said))
    cells(ready_book, "领奖信息采集表", {(key(5), "活动4", "银行账号"): card(99)})
    payout(ready_book)
    payout(ready_book, "--export", "bank", "-o", tmp_path / "第二批.csv")
    return ready_book


def recorded(book):
    """Of what is told, what is about payments."""
    return [one for one in told(book) if one.startswith("VERIFY_RE")]


def test_what_was_really_paid_returned_and_sent_again_is_right(paid):
    assert [one for one in told(paid) if PAYOUTS in one] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"状态": "待付", "付款结果": None, "付款日期": None},
        {"付款日期": serial(ANOTHER_DAY)},
        {"奖金": 9000.0, "应发(税前)": 9000.0, "代扣个税": 1800.0, "实发": 7200.0},
    ],
)
def test_a_payment_that_was_changed(paid, changes):
    for title, value in changes.items():
        change(paid, PAYOUTS, title, value, key(4))
    assert recorded(paid) == ["VERIFY_RECORD 奖金发放表S7"]


def test_a_payment_that_vanished(paid):
    page = load_workbook(paid)[PAYOUTS]
    set_cells(paid, [(PAYOUTS, 7, col, None) for col in range(1, page.max_column + 1)])
    assert len(recorded(paid)) == 1


def test_lines_sorted_and_numbered_anew_are_the_same(paid):
    page = load_workbook(paid, data_only=True)[PAYOUTS]
    lines = [row for row in page.iter_rows(min_row=HEADER_ROW + 1, values_only=True) if row[1]]
    turned = [(float(number), *row[1:]) for number, row in enumerate(reversed(lines), 1)]
    day = [cell.value for cell in page[HEADER_ROW]].index("付款日期")
    made = [
        (PAYOUTS, row, col, serial(value.date()) if col == day + 1 and value else value)
        for row, line in enumerate(turned, HEADER_ROW + 1)
        for col, value in enumerate(line, 1)
    ]
    set_cells(paid, [(sheet, row, col, float(v) if isinstance(v, int) else v) for sheet, row, col, v in made])
    assert recorded(paid) == []


def test_the_list_of_a_batch_stays_right_when_one_row_of_it_came_back(paid, tmp_path):
    for name in ("付款.csv", "第二批.csv"):
        found = [one.split()[0] for one in told(paid, tmp_path / name)]
        assert not {"VERIFY_LIST_EXTRA", "VERIFY_LIST_ACCOUNT", "VERIFY_LIST_AMOUNT"} & {*found}, name
