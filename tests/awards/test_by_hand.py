"""What people type over in ranks and prizes, rows they add, cards they change afterwards, and the office's own table."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font, PatternFill

from tests.awards.at_work import (
    E1,
    added,
    allocate,
    cell,
    cells,
    final,
    holds_up,
    messages,
    name,
    prizes,
)  # fmt: skip

# ---- A draft is made right


@pytest.mark.parametrize(
    ("sheet", "title", "typed", "where", "right"),
    [
        ("奖金分配表", "奖金", 99_999, "奖金分配表I6", 10_000),
        ("奖金分配表", "姓名或名称", "某某", "奖金分配表H6", "李小云"),
        ("排名", "得分", 5, "排名H6", 18_000),
        ("排名", "名次", 1, "排名D6", 3),
        ("排名", "奖项", "二等奖", "排名K6", "一等奖"),
        ("排名", "为什么得奖/没得奖", "经研究", "排名L6", None),
    ],
)
def test_what_was_typed_over_in_a_draft_is_told_and_made_right(book, sheet, title, typed, where, right):
    allocate(book)
    cells(book, sheet, {("活动4", "K0003", title): typed})
    assert holds_up(book) == [f"AWARD_EDITED {where}"]
    assert messages(book, "AWARD_EDITED", "--final") == [f"程序写的“{title}”被人改过"]
    assert allocate(book) == (1, [f"AWARD_EDITED {where}"])
    assert right is None or cell(book, sheet, title, "活动4", "K0003") == right
    assert allocate(book, "--final") == (0, [])


@pytest.mark.parametrize("also", [None, "定稿"])
def test_the_word_final_typed_into_a_row_makes_nothing_final(book, also):
    allocate(book)
    cells(book, "奖金分配表", {("K0003", "状态"): "定稿", **({("K0004", "状态"): also} if also else {})})
    assert allocate(book)[1][0] == "AWARD_EDITED 奖金分配表J6"
    assert cell(book, "奖金分配表", "状态", "K0003") == "试算(不作发放依据)"
    assert allocate(book) == (0, [])


def test_nor_does_a_row_somebody_added(book):
    allocate(book)
    (at,) = added(book, "奖金分配表", {**ELEVENTH, "状态": "定稿"})
    assert allocate(book) == (1, [f"TIER_COUNT 奖金分配表D{at}"])


def test_the_judges_column_is_theirs(book):
    allocate(book)
    cells(book, "排名", {("K0003", "评审排序"): 1})
    assert allocate(book) == (0, [])
    assert cell(book, "排名", "评审排序", "K0003") == 1


def test_rows_that_were_sorted_are_nothing_changed(book):
    allocate(book)
    made = load_workbook(book)
    page = made["奖金分配表"]
    first, second = ([one.value for one in page[at]] for at in (4, 5))
    for at, values in ((4, second), (5, first)):
        for col, value in enumerate(values, 1):
            page.cell(at, col).value = value
    made.save(book)
    assert allocate(book) == (0, [])


# ---- A final table is told, and left as it is


@pytest.mark.parametrize(
    ("sheet", "title", "typed", "where"),
    [
        ("奖金分配表", "奖金", 99_999, "奖金分配表I6"),
        ("奖金分配表", "姓名或名称", "某某", "奖金分配表H6"),
        ("奖金分配表", "状态", "已付", "奖金分配表J6"),
        ("排名", "得分", 5, "排名H6"),
    ],
)
def test_what_was_typed_over_in_a_final_table_is_told_and_stays(final_book, sheet, title, typed, where):
    before = cell(final_book, sheet, title, "K0003")
    cells(final_book, sheet, {("K0003", title): typed})
    status, codes = allocate(final_book)
    assert (status, codes[0], codes[-1]) == (1, f"AWARD_EDITED {where}", "AWARD_FINAL 奖金分配表J4")
    assert cell(final_book, sheet, title, "K0003") == typed
    assert f"AWARD_EDITED {where}" in final(final_book)
    assert cell(final_book, sheet, title, "K0003") == before, "making it final again makes it right"


def test_put_back_by_hand_it_is_right_again(final_book):
    cells(final_book, "奖金分配表", {("K0003", "奖金"): 99_999})
    cells(final_book, "奖金分配表", {("K0003", "奖金"): 10_000})
    assert allocate(final_book) == (0, ["AWARD_FINAL 奖金分配表J4"])


# ---- Rows somebody typed

ELEVENTH = {
    "期次": "第一期",
    "活动": "活动4",
    "奖项": "三等奖",
    "席位": 11,
    "编号": "K0019",
    "姓名或名称": name(19),
    "奖金": 1000,
}


@pytest.mark.parametrize("words", [(), ("--final",)])
def test_an_eleventh_third_prize_is_one_too_many(book, words):
    allocate(book, *words)
    (at,) = added(book, "奖金分配表", ELEVENTH)
    assert f"TIER_COUNT 奖金分配表D{at}" in allocate(book)[1]
    assert messages(book, "TIER_COUNT") == ["三等奖有11行，规则卡是10个名额"]
    assert holds_up(book) == [f"TIER_COUNT 奖金分配表D{at}"]
    assert cell(book, "奖金分配表", "奖金", "K0019") == 1000, "it is not ours to delete"


def test_a_row_of_a_prize_the_card_does_not_have_was_typed_by_somebody(book):
    allocate(book)
    (at,) = added(book, "奖金分配表", {**ELEVENTH, "奖项": "鼓励奖"})
    assert allocate(book) == (1, [f"AWARD_ADDED 奖金分配表D{at}"])
    assert messages(book, "AWARD_ADDED") == ["这一行不是程序写的"]


def test_a_row_typed_into_the_ranks_is_told(book):
    allocate(book)
    (at,) = added(
        book, "排名", {"期次": "第一期", "活动": "活动4", "名次": 3, "编号": "K0099", "姓名或名称": "某某"}
    )
    assert allocate(book) == (1, [f"AWARD_ADDED 排名E{at}"])


def test_a_row_of_another_event_is_nothing_to_this_one(book):
    allocate(book, event="")
    added(book, "奖金分配表", {**ELEVENTH, "活动": "活动1", "组别": "新秀组"})
    assert allocate(book, "--final") == (0, [])


# ---- The card changed after the event was final


def test_a_tier_renamed_on_the_card_is_told_at_each_prize_of_it(final_book):
    cells(final_book, "规则_奖项", {("第一期", "活动4", "三等奖", "奖项"): "优秀奖"})
    status, codes = allocate(final_book)
    assert status == 1
    assert [code for code in codes if code.startswith("AWARD_TIER ")] == [
        f"AWARD_TIER 奖金分配表D{at}" for at in range(12, 22)
    ]
    assert messages(final_book, "AWARD_TIER")[0] == "规则卡已没有这个奖项，只有一等奖、二等奖、优秀奖"
    assert set(prizes(final_book).values()) == {"一等奖", "二等奖", "三等奖"}


def test_an_amount_changed_on_the_card_changes_no_final_prize(final_book):
    cells(final_book, "规则_奖项", {("第一期", "活动4", "三等奖", "单项金额"): 1500})
    allocate(final_book)
    assert cell(final_book, "奖金分配表", "奖金", "K0018") == 1000


# ---- The office's own table


@pytest.fixture
def with_own_table(book):
    """A sheet of the office, in its own fonts, with a blank row for each prize of 活动4."""
    made = load_workbook(book)
    page = made.create_sheet("获奖名单")
    page["A1"] = "第一期·活动4获奖名单"
    page["A1"].font = Font(name="方正小标宋简体", size=22)
    for col, title in enumerate(("奖项", "名次", "姓名", "奖金(元)"), 1):
        page.cell(2, col).value = title
    for at in range(3, 21):
        page.cell(at, 1).value = "一等奖" if at < 6 else "二等奖" if at < 11 else "三等奖"
        page.cell(at, 3).fill = PatternFill("solid", fgColor="FFFFEB9C")
        page.cell(at, 4).number_format = '#,##0"元"'
    page.column_dimensions["C"].width = 31
    made.save(book)
    return book


def own(book):
    return load_workbook(book)["获奖名单"]


def test_the_offices_own_table_is_filled_by_a_final_run_only_and_keeps_its_looks(with_own_table):
    assert allocate(with_own_table) == (0, [])
    assert own(with_own_table)["C3"].value is None
    assert allocate(with_own_table, "--final") == (0, [])
    page = own(with_own_table)
    assert [one.value for one in page[3]] == ["一等奖", 1, name(1), 10_000]
    assert [one.value for one in page[20]] == ["三等奖", 18, name(18), 1000]
    assert page["A1"].font.name == "方正小标宋简体"
    assert page["C3"].fill.fgColor.rgb == "FFFFEB9C"
    assert page["D3"].number_format == '#,##0"元"'
    assert page.column_dimensions["C"].width == 31


def test_a_name_that_stands_there_already_is_told_and_stays(with_own_table):
    made = load_workbook(with_own_table)
    made["获奖名单"]["C3"] = "某某"
    made.save(with_own_table)
    assert holds_up(with_own_table) == ["OWN_AWARDS_NAME 获奖名单C3"]


def test_an_own_table_of_another_event_is_left_alone(with_own_table):
    final(with_own_table, E1)
    assert own(with_own_table)["C3"].value is None


def test_an_amount_typed_over_in_a_final_table_is_one_finding_at_its_cell(final_book):
    cells(final_book, "奖金分配表", {("K0003", "奖金"): 99_999})
    assert allocate(final_book) == (1, ["AWARD_EDITED 奖金分配表I6", "AWARD_FINAL 奖金分配表J4"])
