"""Whatever is changed in what an event rests on is found and named; what may change afterwards is not."""

from __future__ import annotations

import pytest

from schemas.book import HEADER_ROW
from schemas.contest import Scope
from tests.seal.at_seal import (
    EVENT,
    TYPED,
    cell,
    changed,
    messages,
    row_with,
    rows_as,
    rows_of,
    told,
    with_facts,
    with_state,
    without,
)
from workbook.card.read import read_card
from workbook.seal.kept import seals
from workbook.seal.parts import PARTS
from workbook.seal.reading import Reading

COVERED = {
    part.sheet: [column.title for column in part.spec.columns if column.name not in part.left_out]
    for part in PARTS
}
MOST = max(map(len, COVERED.values()))


def sealed_rows(book, sheet):
    (record,) = seals(book).records.values()
    return [row.row for part in record.parts if part.sheet == sheet for row in part.rows]


def test_a_sealed_book_that_nobody_touched_has_nothing_to_tell(sealed):
    assert told(sealed) == []


@pytest.mark.parametrize("number", range(MOST))
def test_one_cell_in_any_column_of_any_sheet(sealed, number):
    """On each sheet at once, in its last sealed row and the column of that number: filled where it is blank, another
    value where it is not."""
    wanted, book = [], sealed
    for sheet, titles in COVERED.items():
        if number < len(titles):
            at = cell(sealed, sheet, sealed_rows(sealed, sheet)[-1], titles[number])
            there = sealed.sheet(sheet).value(at)
            book = changed(book, sheet, at, there + 1 if isinstance(there, float) else f"{there or ''}改")
            wanted.append(f"SEAL_CHANGED {sheet} {at.a1}")
    assert sorted(told(book)) == sorted(wanted)


def test_a_cell_is_told_with_what_stood_there(sealed):
    row = row_with(sealed, "奖金分配表", "活动4", "K0002")
    at = cell(sealed, "奖金分配表", row, "奖金")
    before = sealed.sheet("奖金分配表").value(at)
    (said,) = messages(changed(sealed, "奖金分配表", at, before + 1000))
    assert said == f"第一期·活动4锁定后改过：“奖金”原为{before:,.2f}，现为{before + 1000:,.2f}"
    end = cell(sealed, "公示安排", row_with(sealed, "公示安排", "活动4"), "公示结束")
    (said,) = messages(changed(sealed, "公示安排", end, 45651.0))
    assert said == "第一期·活动4锁定后改过：“公示结束”原为2024-12-26，现为2024-12-25"


@pytest.mark.parametrize(
    ("sheet", "title"),
    [
        ("领奖信息采集表", "银行账号"),
        ("领奖信息采集表", "联系电话"),
        ("参赛主体", "身份证号"),
        ("主播备案", "账号ID"),
    ],
)
def test_of_a_number_of_a_person_neither_the_old_nor_the_new_one_is_told(sealed, sheet, title):
    at = cell(sealed, sheet, sealed_rows(sealed, sheet)[0], title)
    (said,) = messages(changed(sealed, sheet, at, "6222020200099988877"))
    assert said == f"第一期·活动4锁定后改过：“{title}”原为（号码，不显示），现为另一个号码"


def test_a_text_instead_of_the_same_number_and_a_blank_are_changes(sealed):
    at = cell(sealed, "奖金分配表", row_with(sealed, "奖金分配表", "活动4", "K0002"), "奖金")
    there = sealed.sheet("奖金分配表").value(at)
    for value in (str(there), None):
        assert told(changed(sealed, "奖金分配表", at, value)) == [f"SEAL_CHANGED 奖金分配表 {at.a1}"]


# ---- Formulas


def test_a_formula_with_the_same_result_in_the_place_of_a_value(sealed):
    at = cell(sealed, "奖金分配表", row_with(sealed, "奖金分配表", "活动4", "K0002"), "奖金")
    there = sealed.sheet("奖金分配表").value(at)
    live = changed(sealed, "奖金分配表", at, there, "2000+3000")
    assert told(live) == [f"SEAL_CHANGED 奖金分配表 {at.a1}"]
    assert "现为公式" in messages(live)[0]


def test_a_value_in_the_place_of_a_formula_another_formula_another_result(sealed):
    row = row_with(sealed, "销售额核对", "活动4", "K0002")
    at = cell(sealed, "销售额核对", row, "净销售额")
    page = sealed.sheet("销售额核对")
    there, formula = page.value(at), page.facts.formulas[at]
    wanted = [f"SEAL_CHANGED 销售额核对 {at.a1}"]
    assert told(changed(sealed, "销售额核对", at, there)) == wanted
    assert told(changed(sealed, "销售额核对", at, there, formula.replace("-", "+"))) == wanted
    assert told(changed(sealed, "销售额核对", at, there + 1, formula)) == wanted
    assert told(changed(sealed, "销售额核对", at, there * (1 + 1e-13), formula)) == []
    assert told(changed(sealed, "销售额核对", at, None, formula, uncached=True)) == []


# ---- Rows


@pytest.mark.parametrize(
    "sheet", ["奖金分配表", "排名", "资格审核", "报名", "场次", "规则_奖项", "待确认事项"]
)
def test_a_row_taken_out_and_the_rows_below_moved_up(sealed, sheet):
    rows, gone = rows_of(sealed, sheet), sealed_rows(sealed, sheet)[1]
    without_it = rows_as(sealed, sheet, [row for row in rows if row != gone])
    found = [one for one in told(without_it) if not one.startswith("SEAL_CHANGED")]
    (removed,) = found
    assert removed.startswith(f"SEAL_REMOVED {sheet} ")
    assert removed.rstrip().endswith(str(gone))


def test_the_last_row_taken_off_the_end(sealed):
    """A chain of hashes alone would not miss it."""
    rows = sealed_rows(sealed, "奖金分配表")
    assert rows[-1] == rows_of(sealed, "奖金分配表")[-1]
    (found,) = told(rows_as(sealed, "奖金分配表", rows_of(sealed, "奖金分配表")[:-1]))
    assert found.startswith("SEAL_REMOVED 奖金分配表")


def test_a_row_emptied_where_it_stands(sealed):
    row = sealed_rows(sealed, "报名")[2]
    rows = [{} if one == row else one for one in rows_of(sealed, "报名")]
    (found,) = told(rows_as(sealed, "报名", rows))
    assert found == f"SEAL_REMOVED 报名 A{row}"


@pytest.mark.parametrize(
    ("sheet", "new"),
    [
        ("奖金分配表", {**EVENT, "奖项": "一等奖", "席位": 99.0, "编号": "K0020", "奖金": 1.0}),
        ("处罚调整", {**EVENT, "编号": "K0002", "日期": "2024-11-06", "类别": "取消资格"}),
        ("处罚调整", {"编号": "K0002", "日期": "2024-11-06", "类别": "取消资格"}),
        ("场次", {**EVENT, "编号": "K0002", "场次号": "X9"}),
        ("场次", {**EVENT, "编号": "K0099", "场次号": "X9"}),
        ("规则_奖项", {**EVENT, "奖项": "特等奖", "名额": 1.0, "单项金额": 9999.0, "单位": "元"}),
        ("参赛主体", {"编号": "K0002", "姓名或名称": "李四"}),
    ],
)
def test_a_row_added_between_others_or_below(sealed, sheet, new):
    rows = rows_of(sealed, sheet)
    (found,) = told(rows_as(sealed, sheet, [*rows, new]))
    assert found.startswith(f"SEAL_ADDED {sheet} ")
    assert found.endswith(str(rows[-1] + 1))


def test_a_row_copied(sealed):
    rows = rows_of(sealed, "奖金分配表")
    assert told(rows_as(sealed, "奖金分配表", [*rows, rows[0]])) == [f"SEAL_ADDED 奖金分配表 A{rows[-1] + 1}"]


def test_two_rows_swapped_and_a_sheet_sorted(sealed):
    rows = rows_of(sealed, "奖金分配表")
    swapped = rows_as(sealed, "奖金分配表", [rows[1], rows[0], *rows[2:]])
    (found,) = told(swapped)
    assert found.startswith("SEAL_REORDERED 奖金分配表")
    assert messages(swapped) == ["第一期·活动4锁定后换了行的顺序：原第4行现在是第5行"]
    (found,) = told(rows_as(sealed, "报名", rows_of(sealed, "报名")[::-1]))
    assert found.startswith("SEAL_REORDERED 报名")


def test_content_swapped_between_two_rows_is_two_cells(sealed):
    """Two winners change their places, the rows stay."""
    sheet = "奖金分配表"
    one, other = (cell(sealed, sheet, row, "编号") for row in sealed_rows(sealed, sheet)[:2])
    page = sealed.sheet(sheet)
    both = changed(changed(sealed, sheet, one, page.value(other)), sheet, other, page.value(one))
    assert told(both) == [f"SEAL_CHANGED {sheet} {one.a1}", f"SEAL_CHANGED {sheet} {other.a1}"]


@pytest.mark.parametrize("sheet", ["资格审核", "报名", "排名", "参赛主体"])
def test_a_number_typed_over_by_that_of_another_row_is_one_cell(sealed, sheet):
    """The other row is still itself, whichever of the two is read first."""
    one, other = (cell(sealed, sheet, row, "编号") for row in sealed_rows(sealed, sheet)[:2])
    page = sealed.sheet(sheet)
    for at, number in ((one, page.value(other)), (other, page.value(one))):
        assert told(changed(sealed, sheet, at, number)) == [f"SEAL_CHANGED {sheet} {at.a1}"]


def test_the_rows_of_another_event_may_come_go_and_stand_between(sealed):
    entry = {"编号": "K0001", "期次": "第一期", "活动": "活动5", "状态": "有效"}
    rows = rows_of(sealed, "报名")
    assert told(rows_as(sealed, "报名", [entry, entry, *rows, entry])) == []
    others = [row for row in rows if row not in sealed_rows(sealed, "报名")]
    assert others
    assert told(rows_as(sealed, "报名", sealed_rows(sealed, "报名"))) == []


# ---- Sheets and columns


def test_a_row_a_column_a_sheet_hidden(sealed):
    row = sealed_rows(sealed, "奖金分配表")[0]
    assert told(with_facts(sealed, "奖金分配表", hidden_rows=((row, row),))) == [
        f"SEAL_HIDDEN 奖金分配表 A{row}"
    ]
    at = cell(sealed, "奖金分配表", HEADER_ROW, "奖金")
    assert told(with_facts(sealed, "奖金分配表", hidden_columns=((at.col, at.col),))) == [
        f"SEAL_HIDDEN 奖金分配表 {at.a1}"
    ]
    assert told(with_state(sealed, "奖金分配表", "hidden")) == ["SEAL_HIDDEN 奖金分配表"]
    assert told(with_facts(sealed, "奖金分配表", hidden_rows=((900, 900),))) == []


def test_a_sheet_or_a_column_gone(sealed):
    assert told(without(sealed, "处罚调整")) == ["SEAL_REMOVED None"]
    assert messages(without(sealed, "处罚调整")) == ["第一期·活动4锁定后，“处罚调整”整张表没有了"]
    at = cell(sealed, "奖金分配表", HEADER_ROW, "备注")
    assert told(changed(sealed, "奖金分配表", at, "说说")) == ["SEAL_REMOVED 奖金分配表"]
    assert messages(changed(sealed, "奖金分配表", at, "说说")) == [
        "第一期·活动4锁定后，“奖金分配表”的“备注”这一列没有了"
    ]


# ---- What may change afterwards


@pytest.mark.parametrize("title", ["状态", "批次", "付款结果", "付款日期", "领款人签字", "备注", "序号"])
def test_what_becomes_of_a_payment_is_no_change(sealed, title):
    row = row_with(sealed, "奖金发放表", "活动4")
    assert told(changed(sealed, "奖金发放表", cell(sealed, "奖金发放表", row, title), "已付")) == []


def test_a_reversal_and_a_new_line_are_told_as_later(sealed):
    line = TYPED["奖金发放表"]
    back = {**line, "序号": 2.0, "奖金": -5000.0, "应发(税前)": -5000.0, "状态": "退票"}
    rows = rows_of(sealed, "奖金发放表")
    assert told(rows_as(sealed, "奖金发放表", [*rows, back, {**line, "状态": "补付"}])) == [
        f"SEAL_LATER 奖金发放表 B{rows[-1] + 1}"
    ]


def test_an_objection_that_comes_later_is_told_as_later(sealed):
    rows = rows_of(sealed, "投诉异议")
    new = {**EVENT, "收到日期": "2024-12-21", "涉及编号": "K0003", "内容": "刷单"}
    (found,) = told(rows_as(sealed, "投诉异议", [*rows, new]))
    assert found.startswith("SEAL_LATER 投诉异议")


def test_rules_decisions_and_ledgers_of_other_events_are_no_change(sealed):
    for sheet, new in (
        ("规则_活动", {"层级": "活动", "期次": "第三期", "活动": "活动9", "名称": "新的活动"}),
        (
            "规则_奖项",
            {"期次": "第二期", "活动": "活动1", "奖项": "特等奖", "名额": 1.0, "单项金额": 1.0, "单位": "元"},
        ),
        ("待确认事项", {"编号": "Z1", "适用活动": "第二期·活动1", "问题": "新的问题", "卡住": "分配"}),
        ("待确认事项", {"编号": "Z2", "问题": "公示几天", "卡住": "公示"}),
        ("销售流水", {"文件名": "新.csv", "范围": "第二期·活动1", "状态": "现用"}),
        ("销售流水", {"文件名": "新.csv", "范围": "全部活动", "状态": "现用"}),
    ):
        assert told(rows_as(sealed, sheet, [*rows_of(sealed, sheet), new])) == [], (sheet, new)


def test_the_parts_are_read_from_the_sheets_they_name(sealed):
    """Every sheet that is covered has rows here, so that the tests above say something of each."""
    reading = Reading(sealed, read_card(sealed))
    assert all(reading.table(part) is not None for part in PARTS)
    assert [part.sheet for part in PARTS if not sealed_rows(sealed, part.sheet)] == []


# ---- When the payment list is approved with it


@pytest.mark.parametrize(
    ("state", "more", "covered"),
    [("待付", [], True), ("公示中", [], False), ("待收款信息", [], False), ("异议", [], False),
     ("待收款信息", [{"奖金": -5000.0, "状态": "退票"}], True)],
)  # fmt: skip
def test_a_payment_list_is_covered_once_nobody_is_waited_for(sealed, state, more, covered):
    line = TYPED["奖金发放表"]
    rows = [{**line, "状态": state}, *({**line, **one} for one in more)]
    book = rows_as(sealed, "奖金发放表", rows)
    assert Reading(book, read_card(book)).paid(Scope("第一期", "活动4")) is covered
