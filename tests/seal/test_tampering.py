"""What somebody may try on a sealed workbook so that nobody notices; each is told or refused."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from schemas.book import HEADER_ROW, SEALED, SEALED_TITLES
from schemas.contest import Scope
from tests.awards import at_work
from tests.awards.at_work import E4
from tests.golden.opened import set_cells
from tests.seal.at_seal import (
    ANEW,
    CARD,
    SIGNED,
    TYPED,
    cell,
    changed,
    messages,
    read,
    row_with,
    rows_as,
    rows_of,
    seal,
    told,
    with_facts,
    with_state,
)
from tests.shell import contestbook
from workbook.model import Cell
from workbook.seal.cells import Now, kept, same
from workbook.seal.changes import sealed as sealed_events
from workbook.seal.kept import append, seals


def broken(book):
    return [one for one in told(book) if one.startswith("SEAL_BROKEN")]


def record(book, change):
    """锁定底稿 with its columns changed: change(columns) -> columns."""
    pages = (
        replace(p, columns=change([list(c) for c in p.columns])) if p.name == SEALED else p
        for p in book.sheets
    )
    return replace(book, sheets=tuple(pages))


def with_line(book, row, text):
    def change(columns):
        columns[4][row - 1] = text
        for column in columns[5:]:
            column[row - 1] = None
        return columns

    return record(book, change)


def typed(path, sheet, row, title, value):
    at = cell(read(path), sheet, row, title)
    set_cells(path, [(sheet, at.row, at.col, value)])


def line_cut(path):
    """Line 2 of 锁定底稿, which says what the seal is of, is emptied."""
    width = read(path).sheet(SEALED).width
    set_cells(path, [(SEALED, 2, col, None) for col in range(1, width + 1)])


# ---- Numbers of persons


def test_no_blanks_make_another_account_pass_for_the_one_that_was_sealed():
    """A hash of 24 bits was met by trying some hundred thousand ways of putting blanks between the digits."""
    before = kept(Now(CARD, personal=True), "1/领奖信息采集表/K0001/account")
    assert len(before["h"]) >= 16
    other = "6217001234567890123"
    for many in itertools.product(("", " "), repeat=8):
        blanks = "".join(digit + blank for digit, blank in itertools.zip_longest(other, many, fillvalue=""))
        assert not same(before, Now(blanks, personal=True), "1/领奖信息采集表/K0001/account")
    assert kept(Now(blanks, personal=True), "1") == kept(Now(other, personal=True), "1")
    assert same(before, Now("6222 0202 0001 1122 233", personal=True), "1/领奖信息采集表/K0001/account")


# ---- The record itself


@pytest.mark.parametrize("title", ["锁定号", "活动"])
def test_an_event_stays_sealed_whichever_cell_of_its_row_is_typed_over(sealed_book, title):
    typed(sealed_book, "定稿锁定", 4, title, None if title == "锁定号" else "活动9")
    assert Scope("第一期", "活动4") in sealed_events(read(sealed_book))
    assert at_work.allocate(sealed_book, "--final") == (2, "SEALED")


def test_an_event_stays_sealed_though_its_line_of_the_record_and_its_row_are_gone(sealed_book):
    line_cut(sealed_book)
    width = read(sealed_book).sheet("定稿锁定").width
    set_cells(sealed_book, [("定稿锁定", 4, col, None) for col in range(1, width + 1)])
    assert Scope("第一期", "活动4") in sealed_events(read(sealed_book))


def test_a_damaged_record_is_not_sealed_anew_unasked(sealed_book):
    line_cut(sealed_book)
    before = sealed_book.read_bytes()
    status, codes = seal(sealed_book, event="", signed=ANEW)
    assert (status, codes[-1]) == (1, "SEAL_SKIPPED 定稿锁定D4")
    assert sealed_book.read_bytes() == before
    status, codes = seal(sealed_book, signed=ANEW)
    assert codes[-2:] == ["SEAL_AGAIN 定稿锁定D4", "SEAL_MADE 定稿锁定D5"]
    assert seals(read(sealed_book)).stands(Scope("第一期", "活动4"))


@pytest.mark.parametrize(
    "text",
    [
        '{"phase": null, "event": "活动4", "paid": true, "date1904": false, "remark": ""}',
        '{"phase": "第一期", "event": 3, "paid": true, "date1904": false, "remark": ""}',
        "[]",
        "3",
        "[" * 20_000,
    ],
)
def test_a_first_line_that_says_something_else(sealed, text):
    assert broken(with_line(sealed, 2, text))


@pytest.mark.parametrize(
    "more", ["x", ["a"], {"f": 3}, {"h": "1", "e": "2"}, {"v": 1.0}, {"f": "=A", "v": {"f": "="}}, 3]
)
def test_one_element_too_many_or_of_a_kind_that_is_never_written(sealed, more):
    page = sealed.sheet(SEALED)
    row = next(n for n, value in enumerate(page.columns[2], 1) if isinstance(value, float))
    cells = json.loads("".join(str(column[row - 1] or "") for column in page.columns[4:]))
    for line in ([*cells, *[None] * 40, more], [more, *cells[1:]]):
        assert broken(with_line(sealed, row, json.dumps(line, ensure_ascii=False)))


def test_a_column_of_an_unknown_name_and_columns_cut_off(sealed):
    row = next(n for n, value in enumerate(sealed.sheet(SEALED).columns[1], 1) if n > 1 and value)
    part = '{"columns": ["phase", "nothing", "phase"], "state": "visible"}'
    assert broken(with_line(sealed, row, part))
    for left in range(5):
        assert broken(record(sealed, lambda columns, left=left: columns[:left]))


def test_a_seal_made_on_an_emptied_record_is_whole_from_birth(sealed):
    empty = record(sealed, lambda columns: [])
    made = append(empty, list(seals(sealed).records.values()))
    assert made.rows[0] == SEALED_TITLES
    full = append(sealed, ())
    assert full.rows == ()


# ---- What a plain run must not pass over


def test_an_event_that_is_no_longer_final_or_whose_rows_are_gone_is_named(sealed_book):
    typed(sealed_book, "奖金分配表", row_with(read(sealed_book), "奖金分配表", "活动4"), "状态", "试算")
    assert seal(sealed_book, event="") == (1, ["SEAL_SKIPPED 定稿锁定D4"])
    _, output = contestbook("seal", sealed_book, *SIGNED)
    assert "不再是定稿" in "".join(output.split())


@pytest.mark.parametrize("sheet", ["排名", "奖金分配表", "资格审核"])
def test_hidden_results_are_not_signed_for(final_book, sheet):
    book = load_workbook(final_book)
    book[sheet].sheet_state = "veryHidden"
    book.save(final_book)
    assert seal(final_book) == (2, "SEAL_NOT_SHOWN")


def test_a_change_needs_another_document(sealed_book):
    typed(sealed_book, "报名", row_with(read(sealed_book), "报名", "活动4"), "备注", "补交")
    assert seal(sealed_book) == (2, "SEAL_SAME_DOCUMENT")
    assert seal(sealed_book, signed=ANEW)[0] == 0
    remark = cell(read(sealed_book), "定稿锁定", 5, "备注")
    assert "SEAL_BROKEN 定稿锁定 " + remark.a1 in told(changed(read(sealed_book), "定稿锁定", remark, "已交"))
    more = changed(read(sealed_book), "定稿锁定", remark, "重新锁定：上次锁定后有1处改动；已交财务")
    assert told(more) == []


def test_who_is_named_for_a_seal_that_stands_is_told_to_be_of_no_account(sealed_book):
    _, output = contestbook("seal", sealed_book, *ANEW, "--json")
    (finding,) = json.loads(output)["files"][0]["findings"]
    assert "这次写的依据文件与锁定的不同，没有采用" in finding["message"]


def test_the_row_of_the_seal_or_its_sheet_hidden(sealed):
    assert told(with_facts(sealed, "定稿锁定", hidden_rows=((4, 4),))) == ["SEAL_HIDDEN 定稿锁定 A4"]
    assert told(with_state(sealed, "定稿锁定", "hidden")) == ["SEAL_HIDDEN 定稿锁定"]


def test_the_day_from_which_the_workbook_counts(sealed):
    assert messages(replace(sealed, date1904=True)) == [
        "第一期·活动4锁定后改过：“日期从哪一年算起（整个工作簿）”原为1900，现为1904"
    ]


def test_a_second_column_of_the_same_title(sealed):
    page = sealed.sheet("奖金分配表")
    at = cell(sealed, "奖金分配表", HEADER_ROW, "奖金").col
    copy = list(page.columns[at - 1])
    copied = replace(page, columns=[*page.columns, copy])
    book = replace(sealed, sheets=tuple(copied if p.name == page.name else p for p in sealed.sheets))
    assert told(book) == [f"SEAL_TWICE 奖金分配表 {Cell(HEADER_ROW, len(page.columns) + 1).a1}"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("--preparer", "甲\u200b某"), ("--document", "纪要\x019号"), ("--document", "纪要\ud8009号")],
)
def test_characters_nobody_sees(final_book, name, value):
    words = {**dict(zip(SIGNED[::2], SIGNED[1::2], strict=True)), name: value}
    signed = [word for pair in words.items() for word in pair]
    assert seal(final_book, signed=signed) == (2, "SEAL_TEXT")


# ---- Payments


@pytest.mark.parametrize(
    "more",
    [
        [{"收款人(户名)": "外人"}],
        [{"奖金": 9000.0}],
        [{}],
        [{"奖金": -5000.0}, {}, {}],
    ],
)
def test_a_new_payment_that_pays_nothing_again(sealed, more):
    rows = [{**TYPED["奖金发放表"], "序号": 9.0, **one} for one in more]
    found = told(rows_as(sealed, "奖金发放表", [*rows_of(sealed, "奖金发放表"), *rows]))
    assert [one.split()[0] for one in found if one.startswith("SEAL_ADDED")] == ["SEAL_ADDED"]


def test_a_repayment_is_told_with_whom_and_how_much(sealed):
    line = TYPED["奖金发放表"]
    rows = [{**line, "奖金": -5000.0, "状态": "退票"}, {**line, "状态": "补付"}]
    (said,) = messages(rows_as(sealed, "奖金发放表", [*rows_of(sealed, "奖金发放表"), *rows]))
    assert "新增2行（K0001 张小云 -5,000.00；K0001 张小云 5,000.00）" in said


# ---- Made final anew


def test_the_document_of_a_reopened_event(final_book):
    """Nothing of it where nothing was sealed; never a number of a person, one line; never without --final."""
    status, output = contestbook("allocate", final_book, "--event", E4, "--reopen", "函")
    assert (status, "只和--final一起用" in "".join(output.split())) == (2, True)
    assert "锁定后重新定稿" not in journal_after(final_book, "更正函3号")
    assert seal(final_book)[0] == 0
    said = journal_after(final_book, "更正函\n3号 13912345678")
    assert "锁定后重新定稿：更正函 3号 …5678" in said


def journal_after(path, document):
    at_work.banned(path, 1 if not seals(read(path)).listed else 2)
    at_work.decided(path, T07="依次递补")
    status, codes = at_work.allocate(path, "--final", "--reopen", document)
    assert status in (0, 1), codes
    return "\n".join(
        str(one.value) for row in load_workbook(path)["操作记录"].iter_rows() for one in row if one.value
    )
