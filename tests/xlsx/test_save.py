"""Saving: the old file or the new one, whatever happens in between; and a refusal that says why.

Every failing call, kill and power cut is in tests/torture; here stands one behaviour a test.
"""

from __future__ import annotations

import errno
import os

import pytest

from tests.xlsx.saved import NEW, OLD, beside, posix, refusal
from workbook.host import Refused
from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.save import save

# What is replaced


def test_a_file_is_replaced_and_keeps_its_mode(path):
    path.chmod(0o640)
    save(path, NEW)
    assert path.read_bytes() == NEW
    assert path.stat().st_mode & 0o777 == (0o640 if os.name == "posix" else 0o666)
    assert list(path.parent.iterdir()) == [path]


def test_a_new_file_is_made(tmp_path):
    save(tmp_path / "b.xlsx", NEW)
    assert (tmp_path / "b.xlsx").read_bytes() == NEW


@posix
def test_a_new_file_gets_the_permissions_new_files_get(tmp_path):
    before = os.umask(0o027)
    try:
        save(tmp_path / "b.xlsx", NEW)
    finally:
        os.umask(before)
    assert (tmp_path / "b.xlsx").stat().st_mode & 0o777 == 0o640


@posix
def test_until_it_is_in_place_nobody_else_may_read_it(path):
    seen = []

    class Looking(Disk):
        def fsync(self, handle):
            seen.append(os.fstat(handle).st_mode & 0o777)
            super().fsync(handle)

    path.chmod(0o666)
    save(path, NEW, disk=Looking())
    assert seen == [0o600]


@posix
def test_of_a_link_the_file_it_leads_to_is_replaced(path):
    link = path.with_name("link.xlsx")
    link.symlink_to(path)
    save(link, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


@posix
def test_of_a_file_with_two_names_the_other_name_keeps_the_old_content(path):
    other = path.with_name("另名.xlsx")
    os.link(path, other)
    save(path, NEW)
    assert (path.read_bytes(), other.read_bytes()) == (NEW, OLD)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="of Linux only")
def test_what_is_attached_to_a_file_stays_with_it(path):
    try:
        os.setxattr(path, "user.source", b"mail")
    except OSError:
        pytest.skip("this file system has no attributes")
    save(path, NEW)
    assert os.getxattr(path, "user.source") == b"mail"


@posix
def test_where_the_group_cannot_be_kept_another_group_gets_what_anybody_gets(path, monkeypatch):
    def not_allowed(*_: object) -> None:
        raise PermissionError(errno.EPERM, "simulated")

    class Foreign(Disk):
        def stat(self, asked):
            known = super().stat(asked)
            if asked != path or known is None:
                return known
            return os.stat_result(
                (known.st_mode, *known[1:4], known.st_uid + 1, known.st_gid + 1, *known[6:])
            )

    monkeypatch.setattr(os, "chown", not_allowed)
    path.chmod(0o664)
    save(path, NEW, disk=Foreign())
    assert path.stat().st_mode & 0o777 == 0o644


# What fails


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "FILE_NO_SPACE"),
        (errno.EDQUOT, "FILE_NO_SPACE"),
        (errno.EROFS, "FILE_READONLY"),
        (errno.EACCES, "FILE_READONLY"),
        (errno.EIO, "FILE_NOT_SAVED"),
        (errno.EFBIG, "FILE_NOT_SAVED"),
        (errno.EBUSY, "FILE_OPEN"),
    ],
)
@pytest.mark.parametrize(
    "step", ["open_new", "write", "fsync", "close", "open_old", "read", "dress", "replace"]
)
def test_a_failure_at_any_step_leaves_the_old_file_and_nothing_else(path, step, number, code):
    def fail(*_: object) -> None:
        raise OSError(number, "simulated")

    disk = Disk()
    setattr(disk, step, fail)
    refused = refusal(path, disk)
    assert refused.code == code
    assert "simulated" not in refused.detail, "the user reads no English"


def test_what_is_read_back_must_be_what_was_written(path):
    class Rotten(Disk):
        def write(self, handle, data):
            os.write(handle, b"?" * len(data))
            return len(data)

    assert refusal(path, Rotten()).code == "FILE_NOT_SAVED"


def test_a_folder_that_cannot_be_flushed_is_no_reason_to_say_it_was_not_saved(path):
    class NoFolders(Disk):
        def sync_folder(self, folder):
            raise OSError(errno.EINVAL, "simulated")

    save(path, NEW, disk=NoFolders())
    assert path.read_bytes() == NEW


def test_an_answer_that_got_lost_is_no_failure(path):
    class Deaf(Disk):
        def replace(self, temp, path, aside):
            super().replace(temp, path, aside)
            raise OSError(errno.EIO, "simulated")

    save(path, NEW, disk=Deaf())
    assert path.read_bytes() == NEW


def test_content_is_flushed_before_it_gets_the_name_and_the_folder_after(path):
    done = []

    class Told(Disk):
        def write(self, handle, data):
            done.append("write")
            return super().write(handle, data)

        def fsync(self, handle):
            done.append("fsync")
            super().fsync(handle)

        def replace(self, temp, path, aside):
            done.append("replace")
            super().replace(temp, path, aside)

        def sync_folder(self, folder):
            done.append("folder")
            super().sync_folder(folder)

    save(path, NEW, disk=Told())
    assert done == ["write", "fsync", "replace", "folder"]


def test_a_stop_by_the_user_leaves_the_old_file_and_nothing_else(path):
    class Stopped(Disk):
        def fsync(self, handle):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(path, NEW, disk=Stopped())
    assert path.read_bytes() == OLD
    assert beside(path) == []


# What changed since it was read


def test_a_file_that_still_is_what_was_read_is_replaced(path):
    save(path, NEW, over=OLD)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("read", [b"", b"old conten", b"old content!", b"Old content"])
def test_a_file_that_changed_since_it_was_read_is_refused(path, read):
    assert refusal(path, over=read).code == "FILE_CHANGED"


def test_a_file_that_changes_while_the_new_content_is_written_is_refused(path):
    class Late(Disk):
        def fsync(self, handle):
            path.write_bytes(b"theirs")
            super().fsync(handle)

    with pytest.raises(Refused) as refused:
        save(path, NEW, over=OLD, disk=Late())
    assert refused.value.code == "FILE_CHANGED"
    assert path.read_bytes() == b"theirs"
    assert beside(path) == []


def test_a_file_that_went_since_it_was_read_is_refused(path):
    path.unlink()
    with pytest.raises(Refused) as refused:
        save(path, NEW, over=OLD)
    assert refused.value.code == "FILE_CHANGED"
    assert list(path.parent.iterdir()) == []


def test_a_files_time_says_nothing(path):
    os.utime(path, (0, 0))
    save(path, NEW, over=OLD)
    os.utime(path, (4e9, 4e9))
    save(path, OLD, over=NEW)
    assert path.read_bytes() == OLD
