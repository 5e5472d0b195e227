"""Saving: the old file or the new one, whatever happens in between; and a refusal that says why.

Every failing call, kill and power cut is in tests/torture; here stands one behaviour a test.
"""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbook.host import Refused
from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.leftovers import names_for
from workbook.xlsx.saving.locks import lock_of, locked
from workbook.xlsx.saving.processes import Process, surely_dead, this_process
from workbook.xlsx.saving.ready import ready
from workbook.xlsx.saving.save import save

OLD, NEW = b"old content", b"new content"
posix = pytest.mark.skipif(os.name == "nt", reason="of POSIX only")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "报名表.xlsx"
    path.write_bytes(OLD)
    return path


def refusal(path, disk=None, over=None) -> Refused:
    with pytest.raises(Refused) as refused:
        save(path, NEW, over, disk or Disk())
    assert path.read_bytes() == OLD
    assert beside(path) == []
    return refused.value


def beside(path) -> list[str]:
    """What a save left there."""
    return [p.name for p in path.parent.iterdir() if p.suffix in (".tmp", ".old", ".lock")]


def dead_process() -> Process:
    me = this_process()
    asked = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    return Process(me.host, int(asked.stdout), 12345)


def left_by(process: Process, path: Path, suffix: str = "tmp", hours: float = 0) -> Path:
    """A file that a save of some process left beside a workbook."""
    name = names_for(path).temp.name.split("-")
    file = path.with_name("-".join([name[0], *map(str, process), *name[4:]])[:-3] + suffix)
    file.write_bytes(OLD)
    then = time.time() - hours * 3600
    os.utime(file, (then, then))
    return file


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


# What Windows answers


class Windows(Disk):
    """A disk whose replacement fails as Windows' does, some times."""

    def __init__(self, number, times=99, leaves="both", may_rename=True):
        self.number, self.times, self.leaves, self.may_rename = number, times, leaves, may_rename
        self.slept = 0.0

    def replace(self, temp, path, aside):
        if self.times == 0:
            return super().replace(temp, path, aside)
        self.times -= 1
        if self.leaves == "aside":
            os.rename(path, aside)
        elif self.leaves == "new only":
            path.unlink()
        problem = OSError(errno.EACCES if self.number in (5, 32, 33) else errno.EINVAL, "simulated")
        problem.winerror = self.number
        raise problem

    def rename(self, path, to):
        if not self.may_rename:
            raise OSError(errno.EACCES, "simulated")
        super().rename(path, to)

    def sleep(self, seconds):
        self.slept += seconds


@pytest.mark.parametrize("number", [32, 33, 1175, 1176, 1224])
def test_a_file_another_program_keeps_open_is_refused_after_some_seconds(path, number):
    disk = Windows(number)
    refused = refusal(path, disk)
    assert (refused.code, refused.detail) == ("FILE_OPEN", "报名表.xlsx，另一个程序正在使用")
    assert 2 < disk.slept < 5


@pytest.mark.parametrize("number", [5, 32, 1175, 1176, 1177])
def test_a_file_another_program_looks_at_for_a_moment_is_saved(path, number):
    save(path, NEW, disk=Windows(number, times=3))
    assert path.read_bytes() == NEW
    assert beside(path) == []


def test_a_file_that_may_not_be_replaced_is_write_protected(path):
    assert refusal(path, Windows(5)).code == "FILE_READONLY"


@pytest.mark.parametrize(
    ("number", "code"), [(39, "FILE_NO_SPACE"), (1295, "FILE_NO_SPACE"), (206, "FILE_NAME")]
)
def test_windows_own_words_for_a_full_disk_and_a_long_name_are_known(path, number, code):
    assert refusal(path, Windows(number)).code == code


def test_an_old_file_that_was_set_aside_gets_its_name_back(path):
    assert refusal(path, Windows(1177, leaves="aside")).code == "FILE_NOT_SAVED"


def test_an_old_file_that_was_set_aside_is_tried_again(path):
    save(path, NEW, disk=Windows(1177, times=2, leaves="aside"))
    assert path.read_bytes() == NEW
    assert beside(path) == []


def test_an_old_file_that_stays_set_aside_is_named_and_kept(path):
    with pytest.raises(Refused) as refused:
        save(path, NEW, disk=Windows(1177, leaves="aside", may_rename=False))
    assert refused.value.code == "FILE_SET_ASIDE"
    (aside,) = path.parent.glob("*.old")
    assert aside.name in refused.value.detail
    assert aside.read_bytes() == OLD


def test_where_only_the_new_content_is_left_it_gets_the_name(path):
    save(path, NEW, disk=Windows(1176, leaves="new only"))
    assert path.read_bytes() == NEW


def test_the_only_content_left_is_never_taken_away(path):
    with pytest.raises(Refused) as refused:
        save(path, NEW, disk=Windows(1176, leaves="new only", may_rename=False))
    assert refused.value.code == "FILE_SET_ASIDE"
    (left,) = path.parent.iterdir()
    assert left.name in refused.value.detail
    assert left.read_bytes() == NEW


def test_an_old_file_set_aside_by_a_run_that_died_gets_its_name_back_on_the_next_save(path):
    left_by(dead_process(), path, "old")
    path.unlink()
    save(path, NEW, over=OLD)
    assert path.read_bytes() == NEW
    assert beside(path) == []


def test_an_old_file_set_aside_by_a_live_run_is_left_to_it(path):
    aside = left_by(this_process(), path, "old")
    path.unlink()
    save(path, NEW)
    assert aside.exists()


def test_an_old_file_set_aside_is_not_swept_while_its_workbook_is_missing(path):
    aside = left_by(dead_process(), path, "old", hours=100)
    path.unlink()
    save(path.with_name("另一个.xlsx"), NEW)
    assert aside.read_bytes() == OLD


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


# Who has it open


def excel_owner(name, ansi=None) -> bytes:
    """Excel's owner file as it lies beside an open workbook."""
    ansi = name.encode("gb18030") if ansi is None else ansi
    wide = name.encode("utf-16-le")
    return (
        bytes([len(ansi)])
        + ansi.ljust(54, b" ")
        + (len(wide) // 2).to_bytes(2, "little")
        + wide
        + "\x20".encode("utf-16-le") * (54 - len(wide) // 2)
    )


def test_a_file_open_elsewhere_is_refused_with_the_name_of_who_has_it(path):
    name = "王老师".encode("gb18030")
    path.with_name("~$报名表.xlsx").write_bytes(bytes([len(name)]) + name + b" " * 100)
    refused = refusal(path)
    assert refused.code == "FILE_OPEN"
    assert "王老师" in refused.detail


@pytest.mark.parametrize("ansi", [None, b"???", b""])
def test_excels_owner_file_tells_the_name_whatever_the_computers_code_page(path, ansi):
    owner = excel_owner("欧阳娜娜🌸", ansi)
    assert len(owner) == 165
    path.with_name("~$报名表.xlsx").write_bytes(owner)
    assert (
        refusal(path).detail == "报名表.xlsx，欧阳娜娜🌸 正在使用；如果早已关闭，请删去旁边的 ~$报名表.xlsx"
    )


@pytest.mark.parametrize("raw", [b"", b"\0", b"\xff", bytes(165), b"\x05" + b"\xff" * 164, b"\x03\n\r\t"])
def test_an_owner_file_that_tells_no_name_counts_all_the_same(path, raw):
    path.with_name("~$报名表.xlsx").write_bytes(raw)
    assert refusal(path).code == "FILE_OPEN"


def test_an_owner_file_nobody_may_read_counts_all_the_same(path):
    path.with_name("~$报名表.xlsx").write_bytes(excel_owner("王"))

    class Closed(Disk):
        def open_old(self, asked):
            if asked.name.startswith("~$"):
                raise PermissionError(errno.EACCES, "simulated")
            return super().open_old(asked)

    assert refusal(path, Closed()).detail.startswith("报名表.xlsx，另一个程序 正在使用")


def test_wps_owner_file_counts(path):
    path.with_name(".~报名表.xlsx").write_bytes(excel_owner("李老师"))
    assert "李老师" in refusal(path).detail


@pytest.mark.parametrize(
    ("line", "who"),
    [
        (",clerk,PC-3,22.11.2026 10:00,file:///home/clerk/.config;", "clerk（电脑 PC-3）"),
        ("王老师,clerk,PC-3,22.11.2026 10:00,file:///x;", "王老师（电脑 PC-3）"),
        (r"Wang\, Li,clerk,PC-3,,;", "Wang, Li（电脑 PC-3）"),
        ("", "另一个程序"),
    ],
)
def test_libreoffices_lock_tells_who_and_where(path, line, who):
    path.with_name(".~lock.报名表.xlsx#").write_text(line, encoding="utf-8")
    assert (
        refusal(path).detail == f"报名表.xlsx，{who} 正在使用；如果早已关闭，请删去旁边的 .~lock.报名表.xlsx#"
    )


def test_another_workbooks_owner_file_is_no_matter(path):
    path.with_name("~$附报名表.xlsx").write_bytes(excel_owner("王"))
    path.with_name("~$名表.xlsx").write_bytes(excel_owner("王"))
    save(path, NEW)
    assert path.read_bytes() == NEW


# What is told before work starts


def told_ahead(path, size=0, disk=None) -> str | None:
    """The code, and that looking ahead left nothing and took no time."""
    before, start = sorted(path.parent.iterdir()) if path.parent.is_dir() else [], time.perf_counter()
    try:
        ready(path, size, disk or Disk())
    except Refused as refused:
        return refused.code
    finally:
        assert time.perf_counter() - start < 0.5
        assert (sorted(path.parent.iterdir()) if path.parent.is_dir() else []) == before
    return None


@pytest.mark.parametrize(
    "name",
    [
        "报名表 (2).xlsx",
        "【赣州】报名表🌸.xlsx",
        " 前空格.xlsx",
        "CONSOLE.xlsx",
        "com10.xlsx",
        "a" * 250 + ".xlsx",
        "~x",
    ],
)
def test_odd_names_that_every_system_can_hold_are_ready_and_saved(tmp_path, name):
    assert told_ahead(tmp_path / name) is None
    save(tmp_path / name, NEW)
    assert [p.name for p in tmp_path.iterdir()] == [name]


BAD_NAMES = [
    "CON",
    "con.xlsx",
    "Nul.2024.xlsx",
    "LPT1.xlsx",
    "com¹.xlsx",
    "aux .xlsx",
    "报名表.",
    "报名表.xlsx ",
    "赣州:报名表.xlsx",
    "报名表?.xlsx",
    "<报名表>.xlsx",
    'a"b.xlsx',
    "a|b*.xlsx",
    "a\\b.xlsx",
    "a\nb.xlsx",
    "a\0b.xlsx",
    "a" * 251 + ".xlsx",
    "赣" * 84 + ".xlsx",
    "a\udcff.xlsx",
]


@posix
@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_a_new_file_gets_no_name_that_some_system_cannot_hold(tmp_path, name):
    assert told_ahead(tmp_path / name) == "FILE_NAME"
    with pytest.raises(Refused) as refused:
        save(tmp_path / name, NEW)
    refused.value.detail.encode()  # can be shown
    assert "\n" not in refused.value.detail
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("name", ["赣州:报名表.xlsx", "con.xlsx", "报名表."])
def test_a_workbook_that_has_such_a_name_already_keeps_it(tmp_path, name):
    (tmp_path / name).write_bytes(OLD)
    assert told_ahead(tmp_path / name) is None
    save(tmp_path / name, NEW)
    assert (tmp_path / name).read_bytes() == NEW


def test_a_folder_that_is_missing_is_told_ahead(tmp_path):
    assert told_ahead(tmp_path / "没有" / "a.xlsx") == "FILE_NO_FOLDER"


def test_a_file_where_the_folder_should_be_is_told_ahead(path):
    assert told_ahead(path / "a.xlsx") == "FILE_NO_FOLDER"


def test_a_folder_under_the_name_is_told_ahead(tmp_path):
    (tmp_path / "a.xlsx").mkdir()
    assert told_ahead(tmp_path / "a.xlsx") == "FILE_NAME"


@posix
def test_a_device_is_never_replaced(tmp_path):
    os.mkfifo(tmp_path / "a.xlsx")
    for path in (tmp_path / "a.xlsx", Path("/dev/null")):
        with pytest.raises(Refused) as refused:
            save(path, NEW)
        assert refused.value.code == "FILE_NAME"


@posix
def test_a_link_that_leads_to_itself_is_told_ahead(tmp_path):
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "a.xlsx")
    assert told_ahead(tmp_path / "a.xlsx") == "FILE_NAME"


def test_a_write_protected_file_is_refused_though_its_folder_is_not(path):
    path.chmod(0o444)
    assert told_ahead(path) == "FILE_READONLY"
    assert refusal(path).code == "FILE_READONLY"


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="to the administrator nothing is write-protected"
)
def test_a_write_protected_folder_is_told_ahead(path):
    path.parent.chmod(0o555)
    try:
        assert told_ahead(path) == told_ahead(path.with_name("b.xlsx")) == "FILE_READONLY"
    finally:
        path.parent.chmod(0o755)


def test_too_little_room_is_told_ahead(path):
    class Small(Disk):
        def free(self, folder):
            return 1000

    assert told_ahead(path, 1000, Small()) is None
    assert told_ahead(path, 1001, Small()) == "FILE_NO_SPACE"


def test_a_file_open_elsewhere_is_told_ahead(path):
    path.with_name("~$报名表.xlsx").write_bytes(excel_owner("王"))
    assert told_ahead(path) == "FILE_OPEN"


# What killed runs left behind


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


def test_what_a_dead_process_left_is_swept_at_once(path):
    stale = [left_by(dead_process(), path), left_by(dead_process(), path.with_name("b.xlsx"))]
    stale.append(left_by(dead_process(), path, "old"))
    save(path, NEW)
    assert [file.exists() for file in stale] == [False] * 3


def test_what_a_live_process_is_writing_is_never_swept(path):
    parent = this_process()._replace(pid=os.getppid(), start=0)
    writing = [left_by(this_process(), path, hours=100), left_by(parent, path, hours=100)]
    save(path, NEW)
    assert [file.exists() for file in writing] == [True] * 2


def test_what_another_computer_left_is_swept_after_an_hour(path):
    far = Process("0badc0de", 1, 1)
    stale, writing = left_by(far, path, hours=1.1), left_by(far, path.with_name("b.xlsx"), hours=0.9)
    save(path, NEW)
    assert (stale.exists(), writing.exists()) == (False, True)


def test_the_hour_is_the_disks_not_the_computers(path):
    writing = left_by(Process("0badc0de", 1, 1), path)

    class Skewed(Disk):
        def fstat(self, handle):
            return SimpleNamespace(st_mtime=0)

    os.utime(writing, (0, 0))
    save(path, NEW, disk=Skewed())
    assert writing.exists()


# Which process


def test_this_process_lives():
    assert not surely_dead(this_process())


def test_a_process_that_ended_is_dead():
    assert surely_dead(dead_process()._replace(start=0))


@pytest.mark.skipif(this_process().start == 0, reason="no start times on this system")
def test_a_number_that_was_used_again_is_another_process():
    assert surely_dead(this_process()._replace(start=this_process().start - 1))


def test_a_process_of_another_computer_is_never_known_to_be_dead():
    assert not surely_dead(dead_process()._replace(host="0badc0de"))


@pytest.mark.parametrize("pid", [0, -1, 10**30])
def test_a_number_no_process_can_have_is_no_reason_to_fail(pid):
    assert surely_dead(Process(this_process().host, pid, 1)) in (True, False)


# Two runs at once


def busy(path) -> str:
    with pytest.raises(Refused) as refused, locked(path):
        raise AssertionError("not refused")
    assert refused.value.code == "FILE_BUSY"
    return refused.value.detail


def lock_by(path, process, **more) -> Path:
    lock = lock_of(path)
    lock.write_text(json.dumps({**process._asdict(), **more}), encoding="utf-8")
    return lock


def test_a_lock_lies_beside_the_workbook_and_is_gone_afterwards(path):
    with locked(path):
        assert beside(path) == [".contestbook-报名表.xlsx.lock"]
        save(path, NEW, over=OLD)
    assert beside(path) == []


def test_a_lock_is_given_back_when_the_work_fails(path):
    with pytest.raises(ZeroDivisionError), locked(path):
        raise ZeroDivisionError
    assert beside(path) == []


def test_a_second_run_is_refused_with_who_is_at_it(path):
    with locked(path):
        assert f"进程 {os.getpid()}）" in busy(path)
        assert beside(path) == [lock_of(path).name], "the first one's lock stays"


@posix
def test_a_link_and_its_file_are_one_workbook(path):
    link = path.with_name("link.xlsx")
    link.symlink_to(path)
    with locked(link):
        busy(path)


def test_a_dead_runs_lock_is_taken_over(path):
    lock_by(path, dead_process())
    with locked(path):
        busy(path)
    assert beside(path) == []


@pytest.mark.parametrize("text", [b"", b"\0" * 90, b'{"host": "', b"[]", b'{"host": "x", "pid": null}'])
def test_a_lock_that_tells_of_nobody_is_taken_over(path, text):
    lock_of(path).write_bytes(text)
    with locked(path):
        pass
    assert beside(path) == []


def test_a_live_runs_lock_is_never_taken_over(path):
    lock = lock_by(path, this_process()._replace(pid=os.getppid(), start=0), user="王老师", computer="PC-3")
    os.utime(lock, (0, 0))
    assert busy(path) == f"报名表.xlsx，王老师（电脑 PC-3，进程 {os.getppid()}）"
    assert lock.exists()


def test_another_computers_lock_is_never_taken_over_and_the_words_say_what_to_delete(path):
    lock_by(path, Process("0badc0de", 7, 7), user="王老师", computer="PC-3")
    assert busy(path) == (
        "报名表.xlsx，王老师（电脑 PC-3，进程 7）；如果那台电脑上早已没有运行，"
        "请删去旁边的 .contestbook-报名表.xlsx.lock"
    )


def test_a_workbook_with_the_longest_name_can_be_locked(tmp_path):
    path = tmp_path / ("a" * 250 + ".xlsx")
    with locked(path):
        busy(path)


def test_a_lock_that_cannot_be_written_is_told_and_leaves_nothing(path):
    class Full(Disk):
        def write(self, handle, data):
            raise OSError(errno.ENOSPC, "simulated")

    with pytest.raises(Refused) as refused, locked(path, Full()):
        raise AssertionError("not refused")
    assert refused.value.code == "FILE_NO_SPACE"
    assert beside(path) == []


class Crossed(Disk):
    """A disk on which another run does something to the lock right before or after one of our calls."""

    def __init__(self, made=None, before=None, opened=None, at=1):
        self.hooks, self.at, self.seen = {"made": made, "before": before, "opened": opened}, at, 0

    def open_new(self, path, mode=0o600):
        handle = super().open_new(path, mode)
        self._act("made")
        return handle

    def open_old(self, path):
        self.seen += 1
        if self.seen == self.at:
            self._act("before")
        handle = super().open_old(path)
        if self.seen == self.at:
            self._act("opened")
        return handle

    def sleep(self, seconds):
        pass

    def _act(self, when):
        act, self.hooks[when] = self.hooks[when], None
        if act:
            act()


def parents_lock(path) -> None:
    """Another run, which lives, takes what lock there is away and makes its own."""
    lock_of(path).unlink()
    lock_by(path, this_process()._replace(pid=os.getppid(), start=0), user="王老师")


def crossed(path, disk) -> str:
    with pytest.raises(Refused) as refused, locked(path, disk):
        raise AssertionError("not refused")
    assert refused.value.code == "FILE_BUSY"
    assert beside(path) == [lock_of(path).name]
    return refused.value.detail


@posix
@pytest.mark.parametrize("moment", ["before", "opened"])
def test_a_dead_lock_that_another_run_takes_over_first_is_not_taken_from_it(path, moment):
    lock_by(path, dead_process())
    assert "王老师" in crossed(path, Crossed(**{moment: lambda: parents_lock(path)}, at=2))


@posix
def test_a_lock_taken_away_in_the_moment_it_is_made_is_not_held(path):
    assert "王老师" in crossed(path, Crossed(made=lambda: parents_lock(path)))


@posix
def test_a_dead_lock_that_another_run_is_taking_over_is_left_to_it(path):
    import fcntl

    with lock_by(path, dead_process()).open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        crossed(path, Crossed())


@posix
def test_a_lock_that_told_of_nobody_and_now_of_a_live_run_is_not_taken_over(path):
    lock_of(path).write_bytes(b"")
    live = this_process()._replace(pid=os.getppid(), start=0)
    crossed(path, Crossed(before=lambda: lock_by(path, live), at=22))


@posix
def test_while_a_run_lives_the_system_holds_its_lock_too(path):
    import fcntl

    with locked(path), lock_of(path).open() as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
