"""Refusals a user meets at the shell's edge that no other test causes: each with its code, and nothing written."""

from __future__ import annotations

import errno

import pytest
from typer.testing import CliRunner

from tests.books import messy
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
