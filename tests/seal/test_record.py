"""The record of seals itself: what was changed in it is told, a seal taken away or put in is missed, codes on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.book import HEADER_ROW, SEALED
from tests.awards.at_work import id_no
from tests.golden.opened import set_cells
from tests.seal.at_seal import (
    CARD,
    PHONE,
    cell,
    changed,
    columns,
    read,
    rows_as,
    rows_of,
    seal,
    told,
    without,
)
from workbook.masking import numbers_in
from workbook.model import Cell
from workbook.seal.kept import about_code, seals
from workbook.seal.record import as_typed

SIGNED_FOR = "锁定号 期次 活动 校验码 锁定行数 获奖数 奖金合计 大写 制表人 批准人 依据文件 锁定时间 上一校验码 链".split()


def broken(book):
    return [one for one in told(book) if one.startswith("SEAL_BROKEN")]


def test_a_seal_is_a_row_with_a_code_and_the_sums_that_are_approved(sealed):
    (row,) = rows_of(sealed, "定稿锁定")
    said = {
        title: sealed.sheet("定稿锁定").value(Cell(row, at))
        for title, at in columns(sealed, "定稿锁定").items()
    }
    awards = sealed.sheet("奖金分配表")
    at = columns(sealed, "奖金分配表")
    amounts = [
        awards.value(Cell(one, at["奖金"]))
        for one in rows_of(sealed, "奖金分配表")
        if awards.value(Cell(one, at["编号"]))
    ]
    assert (said["锁定号"], said["期次"], said["活动"]) == (1.0, "第一期", "活动4")
    assert (said["获奖数"], said["奖金合计"]) == (len(amounts), sum(amounts)) == (18.0, 80000.0)
    assert said["大写"] == "捌万元整"
    assert (said["制表人"], said["批准人"], said["依据文件"]) == ("乙某", "甲某", "纪要9号")
    assert (said["上一校验码"], said["备注"]) == (None, None)
    first = [value for value in sealed.sheet(SEALED).columns[2][1:] if value is not None]
    assert said["锁定行数"] == len(first)
    parts = said["校验码"].split("-")
    assert [len(part) for part in parts] == [4, 4, 4]
    assert set("".join(parts)) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert numbers_in(said["校验码"]) == said["校验码"]
    assert sealed.sheet(SEALED).state == "hidden"


def test_no_number_of_a_person_is_kept_in_clear(sealed):
    """Nor in the names of rows, nor where somebody wrote one into the name of a file."""
    said = "\n".join(str(value) for column in sealed.sheet(SEALED).columns for value in column)
    numbers = [CARD, PHONE, *map(id_no, range(1, 21)), *(f"138000010{n:02d}" for n in range(1, 21))]
    assert "张小云" in said
    assert [number for number in numbers if number in said] == []


@pytest.mark.parametrize("title", SIGNED_FOR)
def test_any_cell_of_the_list_of_seals_typed_over(sealed, title):
    at = cell(sealed, "定稿锁定", HEADER_ROW + 1, title)
    there = sealed.sheet("定稿锁定").value(at)
    another = there + 1 if isinstance(there, float) else f"{there or ''}改"
    assert broken(changed(sealed, "定稿锁定", at, another))


def test_a_remark_beside_a_seal_is_nobodys_business(sealed):
    at = cell(sealed, "定稿锁定", HEADER_ROW + 1, "备注")
    assert told(changed(sealed, "定稿锁定", at, "已交财务")) == []


@pytest.mark.parametrize("at", range(5))
def test_any_cell_of_a_line_of_the_hidden_sheet(sealed, at):
    page = sealed.sheet(SEALED)
    row = next(number for number, value in enumerate(page.columns[1], 1) if value == "奖金分配表") + 1
    there = page.value(Cell(row, at + 1))
    another = there + 1 if isinstance(there, float) else there.replace("一", "二").replace("K", "k") + " "
    found = broken(changed(sealed, SEALED, Cell(row, at + 1), another))
    assert found, there


def test_a_line_of_the_hidden_sheet_taken_out_or_the_sheet_gone(sealed):
    page = sealed.sheet(SEALED)
    cut = [[*column[:-1]] for column in page.columns]
    shorter = replace(
        sealed, sheets=tuple(replace(p, columns=cut) if p.name == SEALED else p for p in sealed.sheets)
    )
    assert broken(shorter) == ["SEAL_BROKEN 定稿锁定 D4"]
    assert "SEAL_BROKEN None" in broken(without(sealed, SEALED))


@pytest.fixture
def three(sealed_book):
    """活动4 is sealed three times."""
    for document in ("纪要10号", "纪要11号"):
        book = read(sealed_book)
        row = rows_of(book, "奖金分配表")[0]
        at = columns(book, "奖金分配表")["备注"]
        set_cells(sealed_book, [("奖金分配表", row, at, f"依{document}")])
        assert (
            seal(sealed_book, signed=("--preparer", "乙某", "--approver", "甲某", "--document", document))[0]
            == 0
        )
    return read(sealed_book)


def test_each_seal_takes_up_the_one_before_and_one_taken_away_is_missed(three):
    assert told(three) == []
    codes = [one.marks.code for one in seals(three).listed]
    assert [one.previous for one in seals(three).listed] == ["", *codes[:2]]
    assert len(set(codes)) == 3
    second_gone = rows_as(three, "定稿锁定", [4, 6])
    assert broken(second_gone) == [
        "SEAL_BROKEN 定稿锁定 M5",
        "SEAL_BROKEN 定稿锁定 D5",
        "SEAL_BROKEN 定稿锁定",
    ]
    first_gone = rows_as(three, "定稿锁定", [5, 6])
    assert broken(first_gone)[0] == "SEAL_BROKEN 定稿锁定 M4"
    put_in = rows_as(three, "定稿锁定", [4, 5, 6, {"锁定号": 2.0, "校验码": "AAAA-BBBB-CCCC"}])
    assert broken(put_in) == ["SEAL_BROKEN 定稿锁定 A7"]


def test_the_last_seal_taken_away_from_both_sheets_shows_only_by_the_code_on_paper(three):
    """That is what a paper is for: whoever can edit the workbook can take a seal back."""
    code = seals(three).listed[-1].marks.code
    page = three.sheet(SEALED)
    kept = [row for row in range(2, page.height + 1) if page.value(Cell(row, 1)) != 3.0]
    made = [[column[0], *(column[row - 1] for row in kept)] for column in page.columns]
    back = replace(
        three, sheets=tuple(replace(p, columns=made) if p.name == SEALED else p for p in three.sheets)
    )
    back = rows_as(back, "定稿锁定", [4, 5])
    assert broken(back) == []
    assert about_code(back, code).code == "SEAL_CODE"


def test_a_code_read_off_a_paper(three):
    old, _, now = (one.marks.code for one in seals(three).listed)
    assert about_code(three, now).code == "SEAL_CODE_AGREES"
    assert about_code(
        three, f" {now.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    ).code == ("SEAL_CODE_AGREES")
    assert about_code(three, now, seals(three).listed[0].scope).code == "SEAL_CODE_AGREES"
    other = seals(three).listed[0].scope._replace(event="活动1")
    assert about_code(three, now, other).code == "SEAL_CODE"
    for code in (old, "0000-0000-0000", ""):
        assert about_code(three, code).code == "SEAL_CODE"
    assert as_typed("o1lI-abcd") == "0111ABCD"
