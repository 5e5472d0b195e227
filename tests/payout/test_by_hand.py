"""What people do to 奖金发放表 with their hands: what was paid stays paid, once, whatever stands on the sheet."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from schemas.format import CellContext
from tests.awards.at_work import added, answered, cells, decided, id_no, key
from tests.merge.test_merge_command import rows
from tests.page import read, typing
from tests.payout.steps import (
    answer,
    bank_file,
    card,
    codes,
    filled_in,
    of,
    payout,
    sums,
    typed,
)
from tests.shell import contestbook
from workbook.payout.schedule import cell_of_day


@pytest.fixture
def paid_book(ready_book, tmp_path):
    """K0001 to K0005 are paid; the money of K0005 came back."""
    payout(ready_book, "--export", "bank", "-o", tmp_path / "付款.xlsx")
    net = {1: 8000, 2: 8000, 3: 8000, 4: 6400, 5: 6400}
    said = [f"P{n:04d}-1|{net[n]}|{'退票' if n == 5 else '成功'}|2024-12-30|" for n in net]
    payout(ready_book, "--import", answer(tmp_path / "回单.csv", *said))
    return ready_book


def page(book, change):
    with typing(book, "奖金发放表") as sheet:
        change(sheet, {cell.value: cell.column for cell in sheet[HEADER_ROW]})


def row_of(sheet, titles, number, nth=0):
    found = [
        r
        for r in range(HEADER_ROW + 1, sheet.max_row + 1)
        if sheet.cell(r, titles["编号"]).value == key(number)
    ]
    return found[nth]


def emptied(book, number, nth=0):
    """A line is deleted; -> what stood there."""
    kept = []

    def change(sheet, titles):
        for cell in sheet[row_of(sheet, titles, number, nth)]:
            kept.append((cell.row, cell.column, cell.value))
            cell.value = None

    page(book, change)
    return kept


def put_back(book, kept):
    def change(sheet, titles):
        for row, col, value in kept:
            sheet.cell(row, col).value = value

    page(book, change)


def test_a_paid_line_that_is_deleted_is_told_and_not_paid_again(paid_book, tmp_path):
    kept = emptied(paid_book, 1)
    assert "PAYOUT_LOST" in codes(paid_book)
    assert of(paid_book, 1, "状态") == []
    assert payout(paid_book, "--export", "bank", "-o", tmp_path / "再.xlsx") == (2, "EXPORT_HELD")
    put_back(paid_book, kept)
    assert codes(paid_book) == ["PAYOUT_RETURNED"]
    assert of(paid_book, 1, "状态", "实发") == ["已付 8000"]


@pytest.mark.parametrize("title", ["奖金", "实发", "编号", "组别", "状态", "银行账号"])
def test_a_paid_line_that_is_typed_over_is_told_and_heals_when_it_is_put_back(paid_book, title):
    before = rows(paid_book, "奖金发放表", "编号", "奖金", "状态", "批次")

    def change(sheet, titles, value):
        cell = sheet.cell(HEADER_ROW + 2, titles[title])
        old, cell.value = cell.value, value
        kept.append(old)

    kept = []
    page(
        paid_book, lambda sheet, titles: change(sheet, titles, 4000 if title in ("奖金", "实发") else "某某")
    )
    assert "PAYOUT_EDITED" in codes(paid_book)
    assert sums(paid_book)["已定稿"] == "80000"
    page(paid_book, lambda sheet, titles: change(sheet, titles, kept[0]))
    assert codes(paid_book) == ["PAYOUT_RETURNED"]
    assert rows(paid_book, "奖金发放表", "编号", "奖金", "状态", "批次") == before


def test_a_stamp_typed_over_does_not_make_a_paid_line_open(paid_book, tmp_path):
    page(
        paid_book,
        lambda sheet, titles: setattr(sheet.cell(HEADER_ROW + 1, titles["规则版本"]), "value", None),
    )
    page(
        paid_book,
        lambda sheet, titles: setattr(sheet.cell(HEADER_ROW + 1, titles["付款结果"]), "value", None),
    )
    assert "PAYOUT_EDITED" in codes(paid_book)
    assert payout(paid_book, "--export", "bank", "-o", tmp_path / "再.xlsx") == (2, "EXPORT_HELD")
    assert of(paid_book, 1, "状态") == ["已付"]


def test_a_copied_line_is_none_of_ours(paid_book):
    def copy(sheet, titles):
        last = sheet.max_row
        for cell in sheet[row_of(sheet, titles, 1)]:
            sheet.cell(last + 1, cell.column).value = cell.value

    page(paid_book, copy)
    assert "PAYOUT_ADDED" in codes(paid_book)
    assert len(of(paid_book, 1, "状态")) == 2


def test_a_reversal_whose_payment_is_deleted_does_no_harm(paid_book):
    emptied(paid_book, 5)
    told = codes(paid_book)
    assert "PAYOUT_LOST" in told
    assert of(paid_book, 5, "奖金", "状态") == ["-8000 退票", "8000 待收款信息"]


def test_a_sorted_sheet_says_the_same(paid_book):
    def turned(sheet, titles):
        values = [
            [cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER_ROW + 1) if row[0].value
        ]
        for at, row in enumerate(reversed(values), HEADER_ROW + 1):
            for col, value in enumerate(row, 1):
                sheet.cell(at, col).value = value

    page(paid_book, turned)
    assert codes(paid_book) == ["PAYOUT_RETURNED"]
    assert sorted(of(paid_book, 5, "奖金", "状态")) == ["-8000 退票", "8000 待收款信息", "8000 退票"]


def test_the_day_of_a_paid_line_is_kept(paid_book):
    typed(paid_book, 1, 付款日期="2024-12-31")
    assert "PAID_DAY_MOVED" in codes(paid_book)
    typed(paid_book, 1, 付款日期="2024-12-30")
    assert codes(paid_book) == ["PAYOUT_RETURNED"]


def test_an_answer_in_the_list_is_of_the_account_it_was_given_for(ready_book, tmp_path):
    same = {(key(n), "活动4", "银行账号"): card(50) for n in (6, 7)}
    cells(ready_book, "领奖信息采集表", same)
    assert codes(ready_book) == ["ACCOUNT_SHARED"]
    answered(ready_book, "ACCOUNT_SHARED")
    payout(ready_book)
    assert [of(ready_book, n, "状态") for n in (6, 7)] == [["待付"], ["待付"]]
    cells(ready_book, "领奖信息采集表", {where: card(60) for where in same})
    out = tmp_path / "付款.xlsx"
    payout(ready_book, "--export", "bank", "-o", out)
    assert len(bank_file(out)) == 1 + 16, "both wait until somebody answers for the new account"


def test_no_answer_makes_a_broken_account_whole(ready_book, tmp_path):
    cells(ready_book, "领奖信息采集表", {(key(6), "活动4", "银行账号"): "6.21799E+18"})
    assert codes(ready_book) == ["CARD_PRECISION"]
    answered(ready_book, "CARD_PRECISION")
    out = tmp_path / "付款.xlsx"
    payout(ready_book, "--export", "bank", "-o", out)
    assert [row for row in bank_file(out) if "E+18" in str(row)] == []
    assert of(ready_book, 6, "状态") == ["待收款信息"]


def test_complaints_that_name_several_or_nobody(ready_book, tmp_path):
    told = {"收到日期": "2024-12-24", "期次": "第一期", "活动": "活动4", "内容": "数据不实", "状态": "有效"}
    added(ready_book, "投诉异议", {**told, "涉及编号": "K0002、K3"})
    assert codes(ready_book) == ["PAYOUT_OBJECTED"]
    assert [of(ready_book, n, "状态") for n in (2, 3, 4)] == [["异议"], ["异议"], ["待付"]]
    added(ready_book, "投诉异议", {**told, "涉及编号": "某主播", "内容": "匿名反映"})
    assert codes(ready_book) == ["PAYOUT_OBJECTED", "PAYOUT_OBJECTION"]
    assert payout(ready_book, "--export", "bank", "-o", tmp_path / "付款.xlsx") == (2, "EXPORT_HELD")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"公示开始": "2024-12-28"}, "PUBLISH_ORDER"),
        ({"公示开始": None}, "PUBLISH_DAYS"),
        ({"公示开始": "2024-12-26"}, "PUBLISH_SHORT"),
        ({"公示开始": "2024-01-01", "公示结束": "2024-01-10"}, "PUBLISH_EARLY"),
    ],
)
def test_a_publication_that_was_none_pays_nobody(ready_book, change, code):
    cells(ready_book, "公示安排", {("活动4", title): value for title, value in change.items()})
    assert codes(ready_book) == [code]
    assert of(ready_book, 1, "状态") == ["公示中"]


def test_two_publications_of_one_event_are_a_question(ready_book):
    added(
        ready_book,
        "公示安排",
        {"期次": "第一期", "活动": "活动4", "公示开始": "2024-12-20", "公示结束": "2025-01-10"},
    )
    assert codes(ready_book) == ["PUBLISH_TWICE"]
    assert of(ready_book, 1, "状态") == ["公示中"]


def test_what_is_typed_for_giving_up(ready_book):
    cells(ready_book, "领奖信息采集表", {(key(18), "活动4", "放弃领奖"): "再想想"})
    assert codes(ready_book) == ["PAYEE_WAIVED"]
    assert of(ready_book, 18, "状态") == ["待收款信息"]
    cells(ready_book, "领奖信息采集表", {(key(18), "活动4", "放弃领奖"): "自愿放弃"})
    payout(ready_book)
    assert of(ready_book, 18, "状态") == ["放弃"]


def test_a_prize_stands_on_the_list_to_be_signed_once(paid_book, tmp_path):
    filled_in(paid_book, 5)
    out = tmp_path / "签领单.xlsx"
    payout(paid_book, "--export", "list", "-o", out)
    values = [[c.value for c in row] for row in load_workbook(out, data_only=True).active.iter_rows()]
    (total,) = [row for row in values if row[0] == "合计"]
    assert total[9:12] == [80000, 16000, 64000]


def test_a_tax_that_is_decided_otherwise_after_it_was_paid_is_told(paid_book):
    decided(paid_book, T17="税后，主办方承担")
    assert "PAYOUT_TAX_MOVED" in codes(paid_book)
    assert of(paid_book, 1, "实发") == ["8000"]


def test_no_day_to_come(ready_book):
    status, output = contestbook("payout", ready_book, "--as-of", "2099-01-01")
    assert (status, "不能晚于今天" in output) == (2, True)


def test_a_record_nobody_can_read_is_one_sentence_and_nothing_is_written(paid_book):
    with typing(paid_book, "发放底稿") as kept:
        kept.cell(2, 2).value = "[1, 2"
    before = paid_book.read_bytes()
    assert payout(paid_book) == (2, "PAYMENTS_RECORD")
    assert paid_book.read_bytes() == before


def test_the_record_holds_no_account_and_no_number_of_a_person(paid_book):
    said = " ".join(str(value) for row in read(paid_book, "发放底稿") for value in row)
    assert "K0005" in said
    assert not [n for n in range(1, 19) if card(n) in said or id_no(n) in said]


def test_days_in_a_workbook_that_counts_from_1904():
    """The bank's day is the same day in the cell, whatever calendar the workbook counts by."""
    assert cell_of_day(date(2024, 10, 8), CellContext()) == 45573
    assert cell_of_day(date(2024, 10, 8), CellContext(date1904=True)) == 44111
