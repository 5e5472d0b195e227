"""Undo as people need it: after a rename, after Excel saved the file, after they changed some cells themselves."""

from __future__ import annotations

import json
import os
import stat
from datetime import datetime, timedelta, timezone

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.books import messy
from workbook.edits import SetCell, Truncate
from workbook.edits_json import to_json
from workbook.host import Refused
from workbook.model import Cell
from xladdin import undo
from xladdin.cli import app
from xladdin.writing import undoing

RUN = CliRunner()
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=8)))


def contestbook(*words):
    return RUN.invoke(app, [str(word) for word in words])


def resaved(path, change=lambda book: None):
    """As another program would save it: every byte different, the content the same but for the change."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def names(path):
    sheet = openpyxl.load_workbook(path)["附件1"]
    return sheet["E6"].value, sheet["I6"].value


FIXED, FOUND = ("李四", "13800000002"), ("李 四", "138-0000-0002")


@pytest.fixture
def fixed(tmp_path):
    path = messy(tmp_path / "附件1.xlsx")
    assert contestbook("fix", path, "--in-place").exit_code == 0
    assert names(path) == FIXED
    return path


def test_a_renamed_workbook_is_found(fixed):
    moved = fixed.rename(fixed.with_name("附件1 (2)最终版.xlsx"))
    assert contestbook("undo", moved, "--in-place").exit_code == 0
    assert names(moved) == FOUND


def test_a_workbook_saved_by_another_program_under_another_name_is_found(fixed):
    moved = resaved(fixed).rename(fixed.with_name("上报.xlsx"))
    assert contestbook("undo", moved, "--in-place").exit_code == 0
    assert names(moved) == FOUND


def test_cells_a_person_changed_since_stay_and_are_named(fixed):
    def change(book):
        book["附件1"]["E6"] = "李四光"
        book["附件1"].append([4, "新余学院"])

    result = contestbook("undo", resaved(fixed, change), "--in-place")
    assert result.exit_code == 0
    assert names(fixed) == ("李四光", FOUND[1])
    assert "附件1 E6" in result.stdout
    assert "保持不变" in result.stdout


def test_another_workbook_of_the_same_form_is_not_taken_for_it(fixed, tmp_path):
    other = messy(tmp_path / "另一个.xlsx")

    def change(book):
        sheet = book["附件1"]
        for row in range(5, 8):
            for col in (2, 3, 5, 7, 8, 9):
                sheet.cell(row, col).value = f"别人{row}{col}"
        sheet["E6"], sheet["I6"] = FIXED

    resaved(other, change)
    assert contestbook("undo", other, "--in-place").exit_code == 2
    assert names(other) == FIXED


def test_commands_are_undone_one_by_one_latest_first(fixed):
    contestbook("check", fixed, "--in-place")
    assert "问题清单" in openpyxl.load_workbook(fixed).sheetnames
    contestbook("undo", fixed, "--in-place")
    assert "问题清单" not in openpyxl.load_workbook(fixed).sheetnames
    assert names(fixed) == FIXED
    contestbook("undo", fixed, "--in-place")
    assert names(fixed) == FOUND
    with pytest.raises(Refused) as nothing:
        undoing(fixed.read_bytes(), fixed.name)()
    assert nothing.value.code == "UNDO_NONE"


def test_the_store_is_the_users_alone_and_purge_empties_it(fixed):
    records = list(undo.folder().iterdir())
    assert len(records) == 1
    if os.name == "posix":
        assert stat.S_IMODE(undo.folder().stat().st_mode) == 0o700
        assert stat.S_IMODE(records[0].stat().st_mode) == 0o600
    assert "1 条" in contestbook("undo", "--purge").stdout
    assert list(undo.folder().iterdir()) == []
    assert contestbook("undo", fixed, "--in-place").exit_code == 2


def remember(when, data=b"bytes"):
    return undo.remember(
        "fix", "a.xlsx", undo.state_of(b"before"), undo.state_of(data), lambda sheets: {}, [], when
    )


def test_records_expire_after_thirty_days_by_what_they_say_not_by_their_files_time():
    old, young = remember(NOW - timedelta(days=31)), remember(NOW - timedelta(days=29))
    os.utime(young, (0, 0))
    new = remember(NOW)
    assert (old.exists(), young.exists(), new.exists()) == (False, True, True)


def test_the_latest_record_of_the_same_content_comes_first():
    remember(NOW), remember(NOW - timedelta(hours=1))  # a clock set back changes nothing
    assert [record.exact for record in undo.found("a.xlsx", undo.state_of(b"bytes"), lambda sheets: {})] == [
        True,
        True,
    ]
    assert [p.name[:8] for p in sorted(undo.folder().iterdir())] == ["00000001", "00000002"]


def test_records_of_another_version_or_damaged_ones_are_passed_over():
    path = remember(NOW)
    head, rest = path.read_text("utf-8").split("\n", 1)
    path.write_text(json.dumps({**json.loads(head), "schema": 99}) + "\n" + rest, "utf-8")
    remember(NOW).write_text("{", "utf-8")
    remember(NOW).write_bytes(b"")
    assert list(undo.found("a.xlsx", undo.state_of(b"bytes"), lambda sheets: {})) == []


def test_what_cannot_be_remembered_is_not_done(tmp_path, monkeypatch):
    path = messy(tmp_path / "附件1.xlsx")
    before = path.read_bytes()
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("CONTESTBOOK_HOME", str(tmp_path / "file"))
    result = contestbook("fix", path, "--in-place")
    assert result.exit_code == 2
    assert "撤销记录存不下" in result.stdout
    assert path.read_bytes() == before
    with pytest.raises(Refused) as refused:
        remember(NOW)
    assert refused.value.code == "UNDO_STORE"


def test_a_save_that_is_refused_leaves_no_record(tmp_path):
    path = messy(tmp_path / "附件1.xlsx")
    (tmp_path / "~$附件1.xlsx").write_bytes(b"\x06" + "赵老师".encode("gb18030"))
    assert contestbook("fix", path, "--in-place").exit_code == 2
    assert list(undo.folder().glob("*")) == []


def test_what_a_person_wrote_on_the_list_is_not_undone_away(fixed):
    contestbook("check", fixed, "--in-place")

    def change(book):
        book["问题清单"]["K6"] = "已核对"

    resaved(fixed, change)
    result = contestbook("undo", fixed, "--in-place")
    assert result.exit_code == 0
    book = openpyxl.load_workbook(fixed)
    assert book["问题清单"]["K6"].value == "已核对"
    assert book["附件1"]["G7"].comment.text == "李老师：这一行请核对"
    assert "问题清单" in result.stdout


def test_a_record_of_many_rows_is_read_back_as_it_was():
    rows = [(f"张{n}", 1.0, None, True) for n in range(2500)]
    inverse = [
        Truncate("名单", 3, 2500, {"rows": rows, "ends": {"bottoms": {}, "filter": None}, "calc": None}),
        Truncate("名单", 2, 1, {"calc": None, "rows": [["李四"]]}),
        SetCell("名单", Cell(1, 1), "姓名"),
    ]
    undo.remember(
        "merge", "a.xlsx", undo.state_of(b"before"), undo.state_of(b"bytes"), lambda sheets: {}, inverse, NOW
    )
    (record,) = undo.found("a.xlsx", undo.state_of(b"bytes"), lambda sheets: {})
    assert to_json(record.inverse) == json.loads(json.dumps(to_json(inverse)))
