"""What lies in the drop folder after a workbook was dropped in, and what never happens to a person's work."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import openpyxl
import pytest

from tests.books import messy
from workbook.batch import Options
from workbook.codes import words
from workbook.host import Refused
from workbook.xlsx.saving import locks
from xladdin import marking
from xladdin.checking import Input
from xladdin.outputs import Output
from xladdin.watching import memory as memories
from xladdin.watching import results
from xladdin.watching.core import Look
from xladdin.watching.loop import alone, called

LINE = (
    "a.xlsx：必须改 2 处、请核实 2 处、可统一格式 2 处："
    "打开“a（检查结果）.xlsx”，看有底色的单元格和“问题清单”。"
)


def listed(path: Path) -> list[tuple[object, ...]]:
    """What 问题清单 says, row by row."""
    return list(openpyxl.load_workbook(path)["问题清单"].iter_rows(min_row=5, values_only=True))


def test_a_workbook_gets_its_annotated_copy_and_one_line(folder, tmp_path):
    before = folder.drop()
    assert folder.seconds(4) == [LINE]
    assert folder.names() == ["a.xlsx", "a（检查结果）.txt", "a（检查结果）.xlsx"]
    assert folder.line("a（检查结果）.txt") == LINE
    assert (folder.path / "a.xlsx").read_bytes() == before
    list(marking.check([Input("a.xlsx", folder.path / "a.xlsx")], Options(), Output(tmp_path / "o.xlsx")))
    assert listed(folder.path / "a（检查结果）.xlsx") == listed(tmp_path / "o.xlsx")


def test_what_was_checked_is_not_checked_again_after_a_restart(folder):
    folder.drop()
    folder.seconds(4)
    folder.start()
    assert folder.seconds(4) == []
    folder.told = "other options"
    folder.start()
    assert folder.seconds(4) == [LINE]
    assert len(folder.names()) == 3


def test_a_workbook_that_changed_has_its_result_written_over(folder):
    folder.drop()
    folder.seconds(4)
    folder.edit("a.xlsx", "G7", "360481200307081174")
    (line,) = folder.seconds(4)
    assert line.startswith("a.xlsx：必须改 1 处")
    assert folder.names() == ["a.xlsx", "a（检查结果）.txt", "a（检查结果）.xlsx"]


def test_what_a_person_corrects_in_the_copy_stays_and_is_checked_itself(folder):
    folder.drop()
    folder.seconds(4)
    corrected = folder.edit("a（检查结果）.xlsx", "G7", "360481200307081174")
    (line,) = folder.seconds(4)
    assert line.startswith("a（检查结果）.xlsx：必须改 1 处")
    assert "“a（检查结果2）.xlsx”" in line
    folder.edit("a.xlsx")
    (line,) = folder.seconds(4)
    assert line.startswith("a.xlsx：")
    assert "“a（检查结果3）.xlsx”" in line
    folder.start()
    assert folder.seconds(4) == []
    assert (folder.path / "a（检查结果）.xlsx").read_bytes() == corrected
    assert [name for name in folder.names() if name.endswith(".xlsx")] == [
        "a.xlsx", "a（检查结果2）.xlsx", "a（检查结果3）.xlsx", "a（检查结果）.xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a（检查结果）.txt", "a（检查结果）.xlsx"])
def test_a_file_of_that_name_that_we_did_not_write_is_left_alone(folder, name):
    (folder.path / name).mkdir() if name.endswith("x") else (folder.path / name).write_text("mine")
    folder.drop()
    (line,) = folder.seconds(4)
    assert "“a（检查结果2）.xlsx”" in line
    assert (folder.path / name).is_dir() or (folder.path / name).read_text() == "mine"


def test_a_line_that_a_person_wrote_in_is_left_alone(folder):
    folder.drop()
    folder.seconds(4)
    (folder.path / "a（检查结果）.txt").write_text("已电话通知")
    folder.edit("a.xlsx")
    folder.seconds(4)
    assert (folder.path / "a（检查结果）.txt").read_text() == "已电话通知"
    assert "a（检查结果2）.txt" in folder.names()


def test_without_its_memory_nothing_is_written_over(folder):
    folder.drop()
    folder.seconds(4)
    before = (folder.path / "a（检查结果）.xlsx").read_bytes()
    (folder.path / memories.FILE).write_text('{"schema": 1, "checked": [')
    assert memories.remembered(folder.path)[1] is False
    folder.start()
    folder.seconds(4)
    assert (folder.path / "a（检查结果）.xlsx").read_bytes() == before


def test_a_person_who_saves_while_we_check_is_not_written_over(folder, monkeypatch):
    folder.drop()
    folder.seconds(4)
    folder.edit("a.xlsx")
    real = marking.check

    def meanwhile(*args):
        monkeypatch.setattr(marking, "check", real)
        folder.edit("a（检查结果）.xlsx", "A1", "改")
        return real(*args)

    monkeypatch.setattr(marking, "check", meanwhile)
    folder.seconds(4)
    assert openpyxl.load_workbook(folder.path / "a（检查结果）.xlsx")["附件1"]["A1"].value == "改"
    assert "a（检查结果2）.xlsx" in folder.names()


@pytest.mark.parametrize("moment", ["xladdin.writing.save", "xladdin.watching.results.line_of"])
def test_a_result_is_ours_after_a_crash_before_it_was_written_or_after(folder, monkeypatch, moment):
    folder.drop()
    folder.seconds(4)
    folder.edit("a.xlsx")

    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(moment, dies)
        with pytest.raises(KeyboardInterrupt):
            folder.seconds(4)
    folder.start()
    folder.seconds(4)
    assert folder.names() == ["a.xlsx", "a（检查结果）.txt", "a（检查结果）.xlsx"]


def test_a_result_taken_away_comes_back_and_a_workbook_taken_away_leaves_its_result(folder):
    folder.drop()
    folder.seconds(4)
    (folder.path / "a（检查结果）.xlsx").unlink()
    folder.seconds(4)
    assert len(folder.names()) == 3
    (folder.path / "a.xlsx").unlink()
    assert folder.seconds(4) == []
    assert folder.names() == ["a（检查结果）.txt", "a（检查结果）.xlsx"]
    folder.start()
    assert folder.seconds(4) == []


def test_two_workbooks_of_one_name_have_a_result_each(folder):
    folder.drop("a.xlsx")
    (folder.path / "a.et").write_bytes(b"nothing")
    folder.seconds(4)
    assert folder.line("a（检查结果）.txt").startswith("a.et：")
    assert folder.line("a（检查结果2）.txt").startswith("a.xlsx：")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"hello", "FILE_NOT_WORKBOOK"),
        ("a.zip", b"PK", "WATCH_ARCHIVE"),
        ("a.rar", b"", "WATCH_ARCHIVE"),
        ("a.DOC", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "FILE_NOT_WORKBOOK"),
        ("a.csv", "姓名,学校\n".encode("gbk"), "FILE_NOT_WORKBOOK"),
    ],
)
def test_a_refused_file_gets_its_line_only(folder, name, data, code):
    (folder.path / name).write_bytes(data)
    (line,) = folder.seconds(4)
    assert line.startswith(f"{name}：{words(code, {}).message[:6]}")
    assert line.endswith(words(code, {}).next)
    assert folder.names() == [name, "a（检查结果）.txt"]
    folder.start()
    assert folder.seconds(4) == []


def test_subfolders_and_other_files_are_passed_over(folder):
    (folder.path / "内").mkdir()
    messy(folder.path / "内" / "b.xlsx")
    for name in ("~$a.xlsx", "通知.pdf", "b.xlsx.part"):
        (folder.path / name).write_bytes(b"x")
    assert folder.seconds(4) == []


@pytest.mark.parametrize("half", [b"", b"PK\x03\x04" + b"x" * 90_000, b"\0" * 5_000])
def test_half_a_workbook_is_waited_for_and_then_refused(folder, half):
    (folder.path / "a.xlsx").write_bytes(half)
    assert folder.seconds(10) == []
    (line,) = folder.seconds(2)
    assert line.startswith("a.xlsx：")
    folder.drop()
    assert folder.seconds(4) == [LINE]
    assert folder.line("a（检查结果）.txt") == LINE


def test_a_workbook_nobody_may_read_is_told_waited_for_and_checked_in_the_end(folder, monkeypatch):
    folder.drop()
    real = Path.read_bytes

    def denied(path):
        if path.name == "a.xlsx":
            raise PermissionError(errno.EACCES, "held")
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", denied)
        assert folder.seconds(9) == ["a.xlsx 正被另一个程序占用，放开后再检查。"]
        (line,) = folder.seconds(9)
        assert line.startswith("a.xlsx：打不开这个文件（没有权限）")
        assert folder.line("a（检查结果）.txt") == line
    assert folder.seconds(4) == [LINE]


def test_a_result_that_is_open_is_waited_for_and_that_is_said_once(folder):
    folder.drop()
    folder.seconds(4)
    owner = folder.path / "~$a（检查结果）.xlsx"
    owner.write_bytes(b"\x02ab")
    folder.edit("a.xlsx")
    before = (folder.path / "a（检查结果）.xlsx").read_bytes()
    assert folder.seconds(20) == ["“a（检查结果）.xlsx”正在打开，关闭后再写结果。"]
    assert (folder.path / "a（检查结果）.xlsx").read_bytes() == before
    owner.unlink()
    (line,) = folder.seconds(5)
    assert line.startswith("a.xlsx：")


def test_a_result_that_cannot_be_read_counts_as_open(folder, monkeypatch):
    folder.drop()
    folder.seconds(4)
    folder.edit("a.xlsx")
    real = Path.read_bytes

    def denied(path):
        if path.name == "a（检查结果）.xlsx":
            raise PermissionError(errno.EACCES, "held")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "“a（检查结果）.xlsx”正在打开，关闭后再写结果。" in folder.seconds(6)
    assert len(folder.names()) == 3


def test_a_full_disk_is_told_once_and_the_others_go_on(folder, monkeypatch):
    folder.drop()
    with monkeypatch.context() as patch:
        patch.setattr(results, "ready", full)
        (line,) = folder.seconds(20)
        assert line.startswith("a.xlsx：磁盘空间不够")
    assert folder.seconds(40) == [LINE]


def full(path, size=0):
    raise Refused("FILE_NO_SPACE", path.name)


def test_a_name_too_long_for_a_result_is_told_once(folder):
    name = "长" * 79 + ".xlsx"  # 242 bytes: there is no room for （检查结果）
    folder.drop(name)
    (line,) = folder.seconds(20)
    assert "文件名太长" in line
    assert folder.names() == [name]
    folder.start()
    assert folder.seconds(4) == []


def test_a_name_of_two_hundred_characters_is_no_trouble(folder):
    name = "x" * 200 + ".xlsx"
    folder.drop(name)
    folder.seconds(4)
    assert len(folder.names()) == 3


def test_a_crash_in_the_program_costs_that_file_only(folder, monkeypatch):
    folder.drop("a.xlsx")
    (folder.path / "b.zip").write_bytes(b"")

    def crash(*_):
        raise ZeroDivisionError("360102200503150219")

    with monkeypatch.context() as patch:
        patch.setattr(marking, "check", crash)
        first, second = folder.seconds(4)
    failed = words("WATCH_FAILED", {"detail": "ZeroDivisionError"})  # and nothing of the crash's own text
    assert first == f"a.xlsx：{failed.message}。{failed.next}"
    assert second.startswith("b.zip：")
    folder.start()
    assert folder.seconds(4) == [LINE]


def test_a_number_in_a_name_is_masked_in_what_is_said(folder):
    folder.drop("张三360102200503150219.xlsx")
    (line,) = folder.seconds(4)
    assert "张三…0219.xlsx：" in line
    assert "张三…0219（检查结果）.xlsx" in line
    assert "360102200503150219" not in folder.line("张三360102200503150219（检查结果）.txt")


def test_a_folder_that_drops_out_for_a_moment_is_waited_for(folder):
    folder.drop()
    folder.seconds(4)
    away = folder.path.with_name("away")

    def drops_out(seconds):
        for second in range(20):
            folder.now += 1.0
            if second == 2:
                folder.path.rename(away)
            if second == 2 + seconds:
                away.rename(folder.path)
            yield True

    folder.watcher.run(drops_out(5))
    assert len(folder.names()) == 3
    with pytest.raises(Refused, match="WATCH_GONE"):
        folder.watcher.run(drops_out(30))


def test_a_quiet_folder_is_listed_every_few_seconds_only(folder, monkeypatch):
    folder.seconds(1)
    listings = []
    monkeypatch.setattr("xladdin.watching.loop.listing", lambda path: listings.append(path) or {})

    def quiet():
        for _ in range(9):
            folder.now += 1.0
            yield False

    folder.watcher.run(quiet())
    assert len(listings) == 3


def test_one_watcher_a_folder_and_a_dead_one_is_taken_over(folder, monkeypatch):
    with alone(folder.path), pytest.raises(Refused) as second, alone(folder.path):
        pass
    assert second.value.code == "WATCH_RUNNING"
    assert f"进程 {os.getpid()}" in second.value.detail
    with alone(folder.path):
        left = next(folder.path.glob("*.lock")).read_bytes()
    (folder.path / ".contestbook-投放文件夹.lock").write_bytes(left)  # as a killed run leaves it
    monkeypatch.setattr(locks, "surely_dead", lambda process: True)
    with alone(folder.path):
        pass


def test_a_folder_that_cannot_be_written_is_told_by_its_name(folder, monkeypatch):
    def readonly(*_):
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(locks, "_take", readonly)
    with pytest.raises(Refused) as refused, alone(folder.path):
        pass
    assert (refused.value.code, refused.value.detail) == ("FILE_READONLY", "报名表 检查")


def test_a_whole_drive_is_told_by_its_letter(folder, monkeypatch):
    root = Path(folder.path.anchor)
    assert called(root) == str(root) != ""
    folder.watcher.folder = root

    def gone(path):
        raise FileNotFoundError(errno.ENOENT, "no")

    monkeypatch.setattr("xladdin.watching.loop.listing", gone)
    with pytest.raises(Refused) as refused:
        folder.watcher.run([True])
    assert (refused.value.code, refused.value.detail) == ("WATCH_GONE", str(root))


def test_a_file_that_changes_while_it_is_read_is_waited_for(folder, monkeypatch):
    whole = folder.drop()
    (folder.path / "a.xlsx").write_bytes(whole + b"old")
    real = Path.read_bytes

    def meanwhile(path):
        data = real(path)
        if path.name == "a.xlsx" and data != whole:
            path.write_bytes(whole)
        return data

    monkeypatch.setattr(Path, "read_bytes", meanwhile)
    assert folder.seconds(2) == []
    assert folder.seconds(6) == [LINE]


def test_a_file_whose_listed_size_is_old_is_waited_for(folder, monkeypatch):
    """Windows lists the size of a file that is being written as it was."""
    folder.drop()
    monkeypatch.setattr("xladdin.watching.loop.listing", lambda path: {"a.xlsx": Look(1, 1)})
    assert folder.seconds(9) == []
    assert folder.seconds(3) == [LINE]
