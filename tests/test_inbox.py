"""An inbox as it comes: folders, archives of all kinds, names in Chinese, things nobody can read."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.books import messy
from workbook.host import Refused
from xladdin.cli import app
from xladdin.inbox import received


def listed(*paths):
    return {r.name: had(r) for r in received(paths)}


def had(item):
    """The code for which a file cannot be had, else what becomes of it."""
    try:
        item.data()
    except Refused as refused:
        return refused.code
    return item.kind


def zipped(files, **options):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_everything_handed_in_is_named_and_what_nobody_wrote_is_not(tmp_path):
    for name in (
        "附件1 (2)最终版.xlsx",
        "赣州/附件2.XLS",
        "报名表.docx",
        "照片.jpg",
        "扫描件.pdf",
        "资料.rar",
        "~$附件1.xlsx",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    for ours in (
        ".DS_Store",
        ".contestbook-watch.json",
        "附件1 (2)最终版（检查结果2）.txt",
        ".隐藏/附件1.xlsx",
    ):
        (tmp_path / ours).parent.mkdir(exist_ok=True)
        (tmp_path / ours).write_bytes(b"x")
    (tmp_path / "赣州" / "说明（检查结果）.txt.pdf").write_bytes(b"x")
    assert listed(tmp_path) == {
        "附件1 (2)最终版.xlsx": "workbook",
        "赣州/附件2.XLS": "workbook",
        "报名表.docx": "workbook",
        "赣州/说明（检查结果）.txt.pdf": "unread",
        "照片.jpg": "unread",
        "扫描件.pdf": "unread",
        "资料.rar": "unread",
    }


def test_archives_are_looked_into_and_nothing_is_unpacked(tmp_path):
    files = {
        "九江/附件1.xlsx": b"a",
        "../../附件2.xlsx": b"b",
        "__MACOSX/._附件1.xlsx": b"c",
        "内层.zip": zipped({"x.xlsx": b"d"}),
    }
    (tmp_path / "九江.zip").write_bytes(zipped(files))
    assert listed(tmp_path) == {
        "九江.zip/九江/附件1.xlsx": "workbook",
        "九江.zip/附件2.xlsx": "workbook",
        "九江.zip/内层.zip": "unread",
    }
    data = {r.name: r.data() for r in received([tmp_path])}
    assert data["九江.zip/九江/附件1.xlsx"] == b"a"
    assert [p.name for p in tmp_path.iterdir()] == ["九江.zip"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_that_windows_wrote_without_saying_how(tmp_path, encoding):
    data = zipped({"XXXXXXXX.xlsx": b"a"}) if encoding == "gbk" else zipped({"XXXXXXXXXXXX.xlsx": b"a"})
    name = "赣州附件".encode(encoding)
    data = data.replace(b"X" * len(name), name)
    (tmp_path / "a.zip").write_bytes(data)
    assert listed(tmp_path) == {"a.zip/赣州附件.xlsx": "workbook"}


def test_what_cannot_be_had_is_named_with_its_reason_and_the_rest_goes_on(tmp_path):
    (tmp_path / "坏.zip").write_bytes(b"PK\x03\x04 no archive")
    good = zipped({"附件1.xlsx": b"a" * 1000, "附件2.xlsx": b"b"})
    at = good.index(b"\x4b\x4c")
    (tmp_path / "半坏.zip").write_bytes(good[:at] + b"\x00\x00" + good[at + 2 :])
    (tmp_path / "附件1.xlsx").write_bytes(b"x")
    locked = bytearray(zipped({"附件1.xlsx": b"a"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = locked.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        locked[at] |= 1
    (tmp_path / "加密.zip").write_bytes(locked)
    found = listed(tmp_path, tmp_path / "没有.xlsx")
    assert found == {
        "坏.zip": "FILE_DAMAGED",
        "半坏.zip/附件1.xlsx": "FILE_DAMAGED",
        "半坏.zip/附件2.xlsx": "workbook",
        "加密.zip/附件1.xlsx": "FILE_ENCRYPTED",
        "附件1.xlsx": "workbook",
        "没有.xlsx": "FILE_MISSING",
    }


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_two_files(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("附件1.xlsx", b"a")
        archive.writestr("附件1.xlsx", b"b")
    (tmp_path / "a.zip").write_bytes(stream.getvalue())
    assert {r.name: r.data() for r in received([tmp_path])} == {
        "a.zip/附件1.xlsx": b"a",
        "a.zip/附件1.xlsx #2": b"b",
    }


def test_an_archive_that_would_burst_is_refused(tmp_path):
    (tmp_path / "炸弹.zip").write_bytes(zipped({"附件1.xlsx": b"\0" * (40 << 20)}))
    assert listed(tmp_path) == {"炸弹.zip": "FILE_LIMIT"}


def test_an_entry_whose_packing_is_damaged_is_refused(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("附件1.xlsx", b"abcdefgh" * 4000)
    data = bytearray(stream.getvalue())
    at = data.index("附件1.xlsx".encode()) + len("附件1.xlsx".encode())
    data[at : at + 12] = b"\xff" * 12
    (tmp_path / "a.zip").write_bytes(data)
    assert listed(tmp_path) == {"a.zip/附件1.xlsx": "FILE_DAMAGED"}


def test_an_entry_without_a_name_is_passed_over(tmp_path):
    data = zipped({"X": b"a", "附件1.xlsx": b"b"})
    for mark, size in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):
        at = data.index(mark)
        name_length = at + (26 if size == 30 else 28)
        data = data[:name_length] + b"\0\0\x01\0" + data[name_length + 4 :]
    (tmp_path / "a.zip").write_bytes(data)
    assert listed(tmp_path) == {"a.zip/附件1.xlsx": "workbook"}


def test_files_of_one_name_in_two_inboxes_are_two_files_whichever_inbox_is_named_first(tmp_path):
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "附件1.xlsx").write_bytes(folder.encode())
    found = [(r.name, r.data().decode()) for r in received([tmp_path / "甲", tmp_path / "乙"])]
    assert sorted(found) == sorted([("附件1.xlsx", "甲"), ("附件1.xlsx", "乙")])
    assert found == [(r.name, r.data().decode()) for r in received([tmp_path / "乙", tmp_path / "甲"])]


def test_a_file_named_twice_is_one_file_and_named_as_in_the_outermost_inbox(tmp_path, monkeypatch):
    (tmp_path / "in" / "赣州").mkdir(parents=True)
    for name in ("1.xlsx", "赣州/2.xlsx", "赣州/3.zip"):
        (tmp_path / "in" / name).write_bytes(zipped({"附件1.xlsx": b"a"}))
    names = ["1.xlsx", "赣州/2.xlsx", "赣州/3.zip/附件1.xlsx"]
    inbox = tmp_path / "in"
    monkeypatch.chdir(tmp_path)
    for paths in (
        [inbox, inbox],
        [inbox, inbox / "1.xlsx"],
        [inbox / "赣州" / "3.zip", inbox / "1.xlsx", inbox / "赣州", inbox],
        [Path("in"), inbox, Path("in/../in/1.xlsx")],
    ):
        assert [r.name for r in received(paths)] == names
    result = CliRunner().invoke(app, ["check", "in/1.xlsx", str(inbox / "1.xlsx"), "--json"])
    assert [file["file"] for file in json.loads(result.output)["files"]] == ["1.xlsx"]


def test_check_looks_into_an_archive(tmp_path, monkeypatch):
    """A clerk drops the zip that came by chat: each workbook in it is checked, and copies go where -o says."""
    good = messy(tmp_path / "附件1.xlsx").read_bytes()
    (tmp_path / "收件").mkdir()
    (tmp_path / "收件" / "九江.zip").write_bytes(
        zipped({"九江/附件1.xlsx": good, "坏.xlsx": b"x", "照片.jpg": b"y"})
    )
    result = CliRunner().invoke(app, ["check", str(tmp_path / "收件"), "--json"])
    found = {file["file"]: file["status"] for file in json.loads(result.output)["files"]}
    assert found == {"九江.zip/九江/附件1.xlsx": "findings", "九江.zip/坏.xlsx": "refused"}
    out = tmp_path / "结果"
    CliRunner().invoke(app, ["check", str(tmp_path / "收件" / "九江.zip"), "-o", str(out)])
    assert [path.name for path in out.iterdir()] == ["附件1.xlsx"]
    assert "问题清单" in load_workbook(out / "附件1.xlsx").sheetnames
    before = (tmp_path / "收件" / "九江.zip").read_bytes()
    monkeypatch.chdir(tmp_path)
    before_names = {path.name for path in tmp_path.iterdir()}
    result = CliRunner().invoke(app, ["check", str(tmp_path / "收件" / "九江.zip"), "--in-place"])
    assert result.exit_code == 2
    assert "压缩包里的文件不能直接改写" in result.output
    assert (tmp_path / "收件" / "九江.zip").read_bytes() == before
    assert not (before_names ^ {path.name for path in tmp_path.iterdir()})
