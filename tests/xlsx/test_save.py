"""Saving: the old file or the new one, whatever happens in between; and a refusal that says why."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from workbook.host import Refused
from workbook.xlsx.save import save

OLD, NEW = b"old content", b"new content"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "报名表.xlsx"
    path.write_bytes(OLD)
    return path


def refusal(path) -> Refused:
    with pytest.raises(Refused) as refused:
        save(path, NEW)
    assert path.read_bytes() == OLD
    assert [p.name for p in path.parent.iterdir() if p.suffix == ".tmp"] == []
    return refused.value


def test_a_file_is_replaced_and_keeps_its_mode(path):
    path.chmod(0o640)
    save(path, NEW)
    assert path.read_bytes() == NEW
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_a_new_file_is_made(tmp_path):
    save(tmp_path / "b.xlsx", NEW)
    assert (tmp_path / "b.xlsx").read_bytes() == NEW


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_of_a_link_the_file_it_leads_to_is_replaced(path):
    link = path.with_name("link.xlsx")
    link.symlink_to(path)
    save(link, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "FILE_NO_SPACE"),
        (errno.EROFS, "FILE_READONLY"),
        (errno.EACCES, "FILE_READONLY"),
        (errno.EIO, "FILE_UNREADABLE"),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_failure_at_any_step_leaves_the_old_file_and_nothing_else(path, monkeypatch, step, number, code):
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "simulated")

    monkeypatch.setattr(os, step, fail)
    assert refusal(path).code == code


def test_what_is_read_back_must_be_what_was_written(path, monkeypatch):
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: b"rotten" if self.suffix == ".tmp" else read(self))
    assert refusal(path).code == "FILE_UNREADABLE"


def test_a_write_protected_file_is_refused_though_its_folder_is_not(path):
    path.chmod(0o444)
    assert refusal(path).code == "FILE_READONLY"


def test_a_file_open_elsewhere_is_refused_with_the_name_of_who_has_it(path):
    name = "王老师".encode("gb18030")
    path.with_name("~$报名表.xlsx").write_bytes(bytes([len(name)]) + name + b" " * 100)
    refused = refusal(path)
    assert refused.code == "FILE_OPEN"
    assert "王老师" in refused.detail


def test_what_a_killed_run_left_behind_is_swept_and_nobody_elses_files(path):
    stale, fresh = path.with_name(".contestbook-1-2.tmp"), path.with_name(".contestbook-3-4.tmp")
    other = path.with_name("note.tmp")
    for file in (stale, fresh, other):
        file.write_bytes(b"x")
    long_ago = time.time() - 7200
    os.utime(stale, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    save(path, NEW)
    assert (stale.exists(), fresh.exists(), other.exists()) == (False, True, True)
