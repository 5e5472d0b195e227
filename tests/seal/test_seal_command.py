"""seal as people run it: what it refuses, what it writes, what it leaves alone, the paper."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from schemas.book import SEALED
from tests.awards import at_work
from tests.awards.at_work import E1, E4
from tests.golden.opened import set_cells
from tests.seal.at_seal import ANEW, SIGNED, cell, read, row_with, rows_of, seal, told
from tests.shell import contestbook
from workbook.card.read import read_card
from workbook.seal.changes import sealed as sealed_events
from workbook.seal.changes import state
from workbook.seal.kept import seals

MADE = "SEAL_MADE 定稿锁定D4"


def typed(path, sheet, row, title, value):
    at = cell(read(path), sheet, row, title)
    set_cells(path, [(sheet, at.row, at.col, value)])


def first_row(path, sheet):
    return row_with(read(path), sheet, "活动4")


def refused(path, code, *words, **asked):
    """Nothing was written."""
    before = path.read_bytes()
    assert seal(path, *words, **asked) == (2, code)
    assert path.read_bytes() == before


# ---- Refused


@pytest.mark.parametrize("left_out", [0, 2, 4])
def test_without_a_name_or_a_document(final_book, left_out):
    refused(final_book, "SEAL_NAMES", signed=SIGNED[:left_out] + SIGNED[left_out + 2 :])
    refused(final_book, "SEAL_NAMES", signed=(*SIGNED[: left_out + 1], " ", *SIGNED[left_out + 2 :]))


def test_the_preparer_approves_however_the_name_is_typed(final_book):
    for name in ("乙某", " 乙 某", "乙　某"):
        refused(
            final_book,
            "SEAL_SAME_PERSON",
            signed=("--preparer", "乙某", "--approver", name, "--document", "1"),
        )


def test_an_event_that_is_not_final(final_book):
    refused(final_book, "SEAL_NOT_FINAL", event=E1)
    at_work.allocate(final_book, event=E1)
    refused(final_book, "SEAL_NOT_FINAL", event=E1)


def test_no_event_is_final(book):
    refused(book, "SEAL_NONE", event="")


def test_an_open_point_of_the_event(final_book):
    book = read(final_book)
    row = row_with(book, "待确认事项", "T01")
    typed(final_book, "待确认事项", row, "决定", None)
    refused(final_book, "SEAL_OPEN")


def test_a_point_of_paying_holds_up_nothing_until_there_is_a_payment_list(final_book):
    row = row_with(read(final_book), "待确认事项", "T17")
    typed(final_book, "待确认事项", row, "决定", None)
    line = {"期次": "第一期", "活动": "活动4", "编号": "K0001", "奖金": 5000.0}
    bare = final_book.read_bytes()
    assert seal(final_book) == (0, [MADE])
    typed(final_book, "待确认事项", row, "决定", "税前，代扣20%")
    assert told(read(final_book)) == []
    final_book.write_bytes(bare)
    for title, value in line.items():
        typed(final_book, "奖金发放表", 4, title, value)
    refused(final_book, "SEAL_OPEN")


def test_a_formula_or_another_amount_in_a_final_prize(final_book):
    row = first_row(final_book, "奖金分配表")
    book = load_workbook(final_book)
    at = cell(read(final_book), "奖金分配表", row, "备注")
    book["奖金分配表"].cell(row, at.col).value = '="见纪要"'
    book.save(final_book)
    refused(final_book, "SEAL_FORMULA")
    typed(final_book, "奖金分配表", row, "备注", None)
    typed(final_book, "奖金分配表", row, "奖金", 9999.0)
    refused(final_book, "SEAL_EDITED")


def test_hidden_rows_and_columns(final_book):
    for hide in ("row", "column"):
        path = final_book.with_name(f"{hide}.xlsx")
        book = load_workbook(final_book)
        if hide == "row":
            book["报名"].row_dimensions[first_row(final_book, "报名")].hidden = True
        else:
            book["奖金分配表"].column_dimensions["I"].hidden = True
        book.save(path)
        refused(path, "SEAL_NOT_SHOWN")


def test_a_sheet_that_was_renamed(final_book):
    book = load_workbook(final_book)
    book["处罚调整"].title = "处罚"
    book.save(final_book)
    refused(final_book, "BOOK_SHEET")


# ---- Written


def test_only_the_list_the_hidden_sheet_and_the_journal_change(final_book):
    before = read(final_book)
    assert seal(final_book) == (0, [MADE])
    after = read(final_book)
    different = [
        one.name
        for one, other in zip(before.sheets, after.sheets, strict=True)
        if (one.columns, one.facts.formulas) != (other.columns, other.facts.formulas)
    ]
    assert different == ["定稿锁定", SEALED, "操作记录"]
    assert contestbook("undo", final_book, "--in-place")[0] == 0
    assert seals(read(final_book)).listed == []


def test_what_is_sealed_already_is_not_sealed_again(sealed_book):
    before = sealed_book.read_bytes()
    assert seal(sealed_book, event="") == (0, ["SEAL_KEPT 定稿锁定D4"])
    assert seal(sealed_book) == (0, ["SEAL_KEPT 定稿锁定D4"])
    assert sealed_book.read_bytes() == before


def test_a_change_is_sealed_only_where_the_event_is_named(sealed_book):
    typed(sealed_book, "报名", first_row(sealed_book, "报名"), "备注", "补交")
    before = sealed_book.read_bytes()
    assert seal(sealed_book, event="") == (1, ["SEAL_SKIPPED 定稿锁定D4"])
    assert sealed_book.read_bytes() == before
    assert seal(sealed_book, signed=ANEW) == (0, ["SEAL_AGAIN 定稿锁定D4", "SEAL_MADE 定稿锁定D5"])
    book = read(sealed_book)
    assert told(book) == []
    assert [one.number for one in seals(book).listed] == [1, 2]
    assert book.sheet("定稿锁定").value(cell(book, "定稿锁定", 5, "备注")) == "重新锁定：上次锁定后有1处改动"


def test_a_payment_list_that_came_since_is_taken_in(final_book):
    assert seal(final_book) == (0, [MADE])
    for title, value in {"期次": "第一期", "活动": "活动4", "编号": "K0001", "奖金": 5000.0}.items():
        typed(final_book, "奖金发放表", 4, title, value)
    assert told(read(final_book)) == []
    assert seal(final_book, event="") == (0, ["SEAL_MADE 定稿锁定D5"])
    amount = cell(read(final_book), "奖金发放表", 4, "奖金")
    typed(final_book, "奖金发放表", 4, "奖金", 6000.0)
    assert told(read(final_book)) == [f"SEAL_CHANGED 奖金发放表 {amount.a1}"]


def test_a_broken_record_is_told_and_the_next_seal_is_made_all_the_same(sealed_book):
    """Who lost a seal must not be stuck; the break stays to be seen."""
    typed(sealed_book, "定稿锁定", 4, "批准人", "丁某")
    typed(sealed_book, "报名", first_row(sealed_book, "报名"), "备注", "补交")
    assert seal(sealed_book, signed=ANEW) == (
        1,
        ["SEAL_BROKEN 定稿锁定D4", "SEAL_AGAIN 定稿锁定D4", "SEAL_MADE 定稿锁定D5"],
    )
    assert told(read(sealed_book)) == ["SEAL_BROKEN 定稿锁定 D4"]


def test_the_state_of_an_event_for_other_commands(sealed_book):
    book = read(sealed_book)
    (scope,) = sealed_events(book)
    assert scope.label == E4
    assert state(book, read_card(book), scope) == "whole"
    assert state(book, read_card(book), scope._replace(event="活动1")) == "not sealed"
    typed(sealed_book, "报名", first_row(sealed_book, "报名"), "备注", "补交")
    book = read(sealed_book)
    assert state(book, read_card(book), scope) == "broken"


def test_another_program_that_saves_it_changes_nothing(sealed_book):
    """openpyxl leaves out the results of formulas."""
    load_workbook(sealed_book).save(sealed_book)
    book = read(sealed_book)
    assert len(book.sheet("销售额核对").facts.uncached) > 20
    assert told(book) == []


# ---- The paper


def test_the_paper_has_the_winners_the_sums_and_the_code_on_one_page(final_book):
    paper = final_book.with_name("签批单.xlsx")
    assert seal(final_book, "--print", paper) == (0, [MADE])
    (sheet,) = load_workbook(paper)
    said = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None]
    (listed,) = seals(read(final_book)).listed
    assert listed.marks.code in said
    assert "大写：人民币捌万元整    笔数：18" in said
    assert said[said.index("一等奖") : said.index("一等奖") + 2] == ["一等奖", "3"]
    assert any(text.startswith("批准人（甲某）签字") for text in said)
    assert (sheet.page_setup.fitToHeight, sheet.page_setup.orientation) == (1, "portrait")
    assert f"{at_work.key(1)} {at_work.name(1)}、{at_work.key(2)} {at_work.name(2)}、" in "".join(said)
    assert not any(at_work.id_no(n) in text for n in range(1, 19) for text in said)


def test_the_paper_can_be_printed_again_and_is_never_written_over(sealed_book):
    paper = sealed_book.with_name("签批单.xlsx")
    assert seal(sealed_book, "--print", paper) == (0, ["SEAL_KEPT 定稿锁定D4"])
    (listed,) = seals(read(sealed_book)).listed
    assert any(cell.value == listed.marks.code for row in load_workbook(paper).active for cell in row)
    refused(sealed_book, "BOOK_EXISTS", "--print", paper)
    typed(sealed_book, "报名", first_row(sealed_book, "报名"), "备注", "补交")
    again = sealed_book.with_name("又一张.xlsx")
    assert seal(sealed_book, "--print", again, event="")[1] == ["SEAL_SKIPPED 定稿锁定D4"]
    assert not again.exists()


def test_what_the_terminal_shows(final_book):
    status, output = contestbook("seal", final_book, "--event", E4, *SIGNED)
    (listed,) = seals(read(final_book)).listed
    assert status == 0
    assert f"18个奖，80,000.00元，锁定 {listed.sums.rows:,} 行" in output
    assert listed.marks.code in output
    assert rows_of(read(final_book), "定稿锁定") == [4]


# ---- Made final again


def test_a_sealed_event_is_made_final_again_only_with_a_document_which_the_journal_keeps(final_book):
    seal(final_book)
    at_work.banned(final_book, 1)
    at_work.decided(final_book, T07="依次递补")
    before = final_book.read_bytes()
    assert at_work.allocate(final_book, "--final") == (2, "SEALED")
    assert final_book.read_bytes() == before
    status, _ = at_work.allocate(final_book, "--final", "--reopen", "更正函3号")
    assert status in (0, 1)
    said = [str(cell.value) for row in load_workbook(final_book)["操作记录"].iter_rows() for cell in row]
    assert any("锁定后重新定稿：更正函3号" in text for text in said)
