"""A bundle of a sealed contest: what was changed since is on record with it; nothing is left out or blank unsaid."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from tests.bundle.test_bundle_command import run
from tests.golden.opened import set_cells
from tests.seal.at_seal import cell, read, row_with
from tests.seal.conftest import made_sealed, sealed_book
from workbook.journal import HEADINGS

__all__ = ["made_sealed", "sealed_book"]


def text(out, name):
    with zipfile.ZipFile(out) as archive:
        return archive.read(name).decode("utf-8-sig")


def typed(path, sheet, row, title, value):
    at = cell(read(path), sheet, row, title)
    set_cells(path, [(sheet, at.row, at.col, value)])
    return at


def codes_of(found):
    return [code for code in found if "UNCOUNTED" not in code]


def test_a_sealed_event_that_nobody_touched(sealed_book, tmp_path):
    out = tmp_path / "归档.zip"
    status, found = run(sealed_book, out)
    assert (status, codes_of(found)) == (0, [])
    assert "定稿锁定以后没有改动。" in text(out, "说明.txt")
    assert "锁定后有" not in text(out, "6_一人一页/K0002.html")


def test_a_prize_altered_after_it_was_sealed(sealed_book, tmp_path):
    row = row_with(read(sealed_book), "奖金分配表", "活动4", "K0002")
    at = typed(sealed_book, "奖金分配表", row, "奖金", 99000.0)
    out = tmp_path / "归档.zip"
    status, found = run(sealed_book, out)
    assert (status, codes_of(found)) == (1, [f"BUNDLE_CHANGED 奖金分配表{at.a1}"])
    assert "锁定以后有1处改动" in text(out, "说明.txt")
    (line,) = csv.DictReader(io.StringIO(text(out, "5_结果/锁定后的改动.csv")))
    assert (line["程度"], line["表"], line["单元格"]) == ("要查明", "奖金分配表", at.a1)
    assert "现为99,000.00" in line["改动"]
    page = text(out, "6_一人一页/K0001.html")
    assert "锁定后有1处改动，本页不都是签批时的内容" in page
    assert "现为99,000.00" in text(out, "5_结果/全部结果.html")


def test_a_record_of_seals_that_was_changed(sealed_book, tmp_path):
    typed(sealed_book, "定稿锁定", 4, "批准人", "丁某")
    out = tmp_path / "归档.zip"
    status, found = run(sealed_book, out)
    assert (status, [code.split()[0] for code in codes_of(found)]) == (1, ["BUNDLE_CHANGED"])
    assert "锁定记录被改过，不能说明本页是签批时的内容" in text(out, "6_一人一页/K0002.html")


def test_formulas_without_results_are_said_and_not_blank(sealed_book, tmp_path):
    load_workbook(sealed_book).save(sealed_book)
    out = tmp_path / "归档.zip"
    status, found = run(sealed_book, out)
    assert {code.split()[0] for code in found} == {"BUNDLE_UNCOUNTED"}
    assert status == 0
    lines = list(csv.DictReader(io.StringIO(text(out, "5_结果/销售额核对.csv"))))
    assert "（公式没有结果）" in [line["净销售额"] for line in lines]
    assert "净销售额：（公式没有结果）" in text(out, "6_一人一页/K0002.html")


@pytest.mark.parametrize("name", ["定稿锁定", "资格审核", "奖金汇总", "规则_奖项"])
def test_a_sheet_that_was_renamed_is_not_left_out_unsaid(sealed_book, tmp_path, name):
    book = load_workbook(sealed_book)
    book[name].title = f"{name} (2)"
    book.save(sealed_book)
    assert run(sealed_book, tmp_path / "归档.zip") == (2, "BOOK_SHEET")
    assert not (tmp_path / "归档.zip").exists()


def test_the_journal_is_whole(sealed_book, tmp_path):
    out = tmp_path / "归档.zip"
    run(sealed_book, out)
    header, *lines = csv.reader(io.StringIO(text(out, "4_审核/操作记录.csv")))
    assert tuple(header) == HEADINGS
    page = read(sealed_book).sheet("操作记录")
    assert len(lines) == sum(value is not None for value in page.columns[0]) - 1
    marks = [line[at].removeprefix("'") for line in lines for at in (4, 5)]
    assert marks == [str(page.columns[at][row] or "") for row in range(1, len(lines) + 1) for at in (4, 5)]


def test_numbers_in_names_and_groups(sealed_book, tmp_path):
    row = row_with(read(sealed_book), "奖金分配表", "活动4", "K0002")
    typed(sealed_book, "奖金分配表", row, "姓名或名称", "某13912345678")
    row = row_with(read(sealed_book), "报名", "活动4", "K0002")
    typed(sealed_book, "报名", row, "申报组别", "组 139.1234.5678")
    out = tmp_path / "归档.zip"
    run(sealed_book, out)
    page = text(out, "6_一人一页/K0002.html")
    assert "某…5678" in page
    assert "组 …5678" in page
    with zipfile.ZipFile(out) as archive:
        everything = "".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    assert not re.search(r"139\.?1234\.?5678", everything)
