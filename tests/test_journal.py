"""操作记录: one line a command in contest workbooks; nobody else's file ever gets the sheet."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import openpyxl

from tests.books import messy
from workbook.batch import Options
from workbook.journal import HEADINGS, SHEET, content_mark, new_sheet
from workbook.xlsx.reading.reader import read_here
from workbook.xlsx.writing.filehost import FileHost
from xladdin.checking import Input
from xladdin.marking import check, clear, fix, undo_last
from xladdin.outputs import Output

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=8)))
IN_PLACE = Output(None)


def contest_book(path):
    """A workbook that keeps a journal."""
    host = FileHost(messy(path).read_bytes(), path.name)
    host.apply([new_sheet()])
    path.write_bytes(host.data)
    return Input(path.name, path)


def lines(path):
    rows = openpyxl.load_workbook(path)[SHEET].iter_rows(values_only=True)
    assert next(rows) == HEADINGS
    return list(rows)


def mark(path):
    return content_mark(read_here(path.read_bytes(), path.name))


def test_each_command_writes_one_line_with_time_version_counts_and_content_before_and_after(tmp_path):
    book = contest_book(tmp_path / "赛事台账.xlsx")
    marks = [mark(book.path)]
    list(fix([book], Options(), IN_PLACE, NOW))
    marks.append(mark(book.path))
    list(check([book], Options(), IN_PLACE, now=NOW + timedelta(minutes=1)))
    marks.append(mark(book.path))
    first, second = lines(book.path)
    assert first == (
        "2026-11-23 09:30:00+08:00",
        "统一格式(可撤销)",
        "0.1.0",
        "可统一格式 2",
        marks[0],
        marks[1],
    )
    assert second[:2] == ("2026-11-23 09:31:00+08:00", "检查报名表")
    assert "必须改 2" in second[3]
    assert second[4:] == (marks[1], marks[2])
    assert len(set(marks)) == 3


def test_undo_takes_the_work_back_but_never_a_line(tmp_path):
    book = contest_book(tmp_path / "赛事台账.xlsx")
    before = mark(book.path)
    list(fix([book], Options(), IN_PLACE, NOW))
    (result,) = undo_last([book], IN_PLACE, NOW)
    assert result.refused is None
    assert mark(book.path) == before
    assert [(line[1], line[4] == before, line[5] == before) for line in lines(book.path)] == [
        ("统一格式(可撤销)", True, False),
        ("撤销", False, True),
    ]


def test_nobodys_own_workbook_gets_the_sheet(tmp_path):
    path = messy(tmp_path / "附件1.xlsx")
    list(check([Input("附件1.xlsx", path)], Options(), IN_PLACE, now=NOW))
    list(clear([Input("附件1.xlsx", path)], IN_PLACE, NOW))
    assert SHEET not in openpyxl.load_workbook(path).sheetnames


def test_a_users_own_sheet_of_that_name_is_left_alone(tmp_path):
    path = messy(tmp_path / "附件1.xlsx")
    book = openpyxl.load_workbook(path)
    book.create_sheet(SHEET).append(["日期", "谁"])
    book.save(path)
    list(fix([Input("附件1.xlsx", path)], Options(), IN_PLACE, NOW))
    assert [[c.value for c in row] for row in openpyxl.load_workbook(path)[SHEET]] == [["日期", "谁"]]
