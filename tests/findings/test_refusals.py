"""Refusals a user meets at the shell's edge that no other test causes: each with its code, and nothing written."""

from __future__ import annotations

import errno

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.books import messy
from tests.shell import contestbook
from workbook.host import Refused
from workbook.xlsx.reading.sniff import OLE, sniff
from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.locks import locked
from workbook.xlsx.saving.ready import ready
from workbook.xlsx.saving.save import save
from xladdin.blanks import template
from xladdin.card_commands import contest_of
from xladdin.cli import app
from xladdin.outputs import Output


def refused(act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    return caught.value.code


def test_a_workbook_with_a_password_to_open():
    locked = OLE + bytes(2048) + "EncryptedPackage".encode("utf-16-le") + bytes(2048)
    assert refused(sniff, locked) == "FILE_ENCRYPTED"


def test_a_result_never_replaces_its_input_unasked(tmp_path):
    path = messy(tmp_path / "附件1.xlsx")
    assert refused(Output(path).path_for, path) == "FILE_EXISTS"
    assert refused(Output(tmp_path, folder=True).path_for, path) == "FILE_EXISTS"
    assert Output(None).path_for(path) == path, "in place was asked for"


def test_in_a_folder_of_results_only_what_is_as_we_wrote_it_is_written_over(tmp_path):
    """Nobody named the files in it, and people correct in their annotated copy."""
    (tmp_path / "收件箱").mkdir()
    for name in ("甲.xlsx", "乙.xlsx"):
        messy(tmp_path / "收件箱" / name)
    out = tmp_path / "检查结果"
    check = ("check", tmp_path / "收件箱", "-o", out)
    assert [contestbook(*check)[0], contestbook(*check)[0]] == [1, 1], "the same command again"
    corrected = load_workbook(out / "甲.xlsx")
    corrected.worksheets[0]["A1"] = "改过"
    corrected.save(out / "甲.xlsx")
    before = (out / "甲.xlsx").read_bytes()
    for command in ("check", "fix"):
        status, said = contestbook(command, tmp_path / "收件箱", "-o", out)
        assert (status, (out / "甲.xlsx").read_bytes()) == (2, before), command
        assert "甲.xlsx：文件甲.xlsx已经存在，没有覆盖" in "".join(said.split()), command
        assert "乙.xlsx：" not in said, command


def test_a_file_that_was_named_is_written_over(tmp_path):
    path, out = messy(tmp_path / "附件1.xlsx"), tmp_path / "检查后.xlsx"
    for words in (("check", path), ("fix", path), ("submit", path)):
        out.write_bytes(b"old")
        assert contestbook(*words, "-o", out)[0] in (0, 1)
        assert out.read_bytes()[:2] == b"PK"


def test_blank_sheets_are_never_made_over_sheets_that_were_filled_in(tmp_path):
    path = messy(tmp_path / "报名表.xlsx")
    before = path.read_bytes()
    assert refused(template, contest_of("ganyou-2024"), "赣州", "roster", path) == "BOOK_EXISTS"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("submit", "a.xlsx"), "还要写明 -o。"),
        (("submit", "a.xlsx", "-o", "b.xlsx", "--number", "一"), "--number 要写整数，如 1。"),
        (("explain", "a.xlsx"), "还要写明 --who。"),
    ],
)
def test_wrong_arguments_are_named_as_they_are_typed(words, said):
    assert contestbook(*words)[1].startswith(said)


@pytest.mark.parametrize(
    "folder", ["Rar$DIa123.456", "7zO4F2A", "Temp1_附件.zip", "WeChat Files/wxid_x/FileStorage/File/2026-11"]
)
def test_a_workbook_opened_from_a_chat_or_an_archive_is_not_changed_where_it_lies(tmp_path, folder):
    lies = tmp_path / folder / "附件1.xlsx"
    assert refused(Output(None).path_for, lies) == "FILE_TEMP"
    assert Output(tmp_path / "副本.xlsx").path_for(lies) == tmp_path / "副本.xlsx"
    assert Output(lies).path_for(tmp_path / "附件1.xlsx") == lies, "a place that was named is obeyed"
    assert Output(None).path_for(tmp_path / "Temp" / "附件1.xlsx").name == "附件1.xlsx"


@pytest.mark.parametrize("name", ["附件1.xls", "附件1.et", "附件1.XLS"])
def test_old_formats_are_never_written(tmp_path, name):
    assert refused(Output(None).path_for, tmp_path / name) == "FILE_OLD_IN_PLACE"
    assert refused(Output(tmp_path / name).path_for, tmp_path / "附件1.xlsx") == "FILE_OLD_IN_PLACE"
    assert Output(tmp_path / "新", folder=True).path_for(tmp_path / name).suffix == ".xlsx"


def test_a_folder_that_is_not_there(tmp_path):
    assert refused(save, tmp_path / "没有" / "a.xlsx", b"x") == "FILE_NO_FOLDER"


def test_a_branch_outside_jiangxi_makes_no_template(tmp_path):
    path = tmp_path / "空表.xlsx"
    assert refused(template, contest_of("ganyou-2024"), "长沙", "roster", path) == "BRANCH_UNKNOWN"
    result = CliRunner().invoke(app, ["template", "--branch", "长沙", "-o", str(path)])
    assert result.exit_code == 2
    assert "没有这个市分公司（长沙）" in result.output
    assert not path.exists()


def test_a_name_windows_cannot_hold_is_told_before_the_work(tmp_path):
    assert refused(ready, tmp_path / "aux.xlsx") == "FILE_NAME"


def test_two_runs_never_work_on_one_workbook(tmp_path):
    path = messy(tmp_path / "附件1.xlsx")
    with locked(path):
        assert refused(locked(path).__enter__) == "FILE_BUSY"


def test_a_workbook_changed_since_it_was_read_is_not_overwritten(tmp_path):
    path = messy(tmp_path / "附件1.xlsx")
    assert refused(save, path, b"ours", b"what was read") == "FILE_CHANGED"
    assert path.read_bytes() != b"ours"


class Broken(Disk):
    """A disk that fails as Windows does, the old file set aside or not."""

    def __init__(self, aside):
        self.aside = aside

    def replace(self, temp, path, aside):
        if self.aside:
            path.rename(aside)
        raise OSError(errno.EIO, "simulated")

    def rename(self, path, to):
        raise OSError(errno.EIO, "simulated")


@pytest.mark.parametrize(("aside", "code"), [(False, "FILE_NOT_SAVED"), (True, "FILE_SET_ASIDE")])
def test_a_disk_that_fails_loses_no_content(tmp_path, aside, code):
    path = messy(tmp_path / "附件1.xlsx")
    before = path.read_bytes()
    assert refused(save, path, b"ours", None, Broken(aside)) == code
    assert before in [p.read_bytes() for p in tmp_path.iterdir()]
