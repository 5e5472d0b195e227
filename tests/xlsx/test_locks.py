"""Two runs at once: one workbook, one lock."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from tests.xlsx.saved import NEW, OLD, beside, dead_process, posix
from workbook.host import Refused
from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.locks import lock_of, locked
from workbook.xlsx.saving.processes import Process, this_process
from workbook.xlsx.saving.save import save


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


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be deleted there")
def test_a_lock_another_run_made_after_ours_was_deleted_is_left_to_it(tmp_path):
    path = tmp_path / "a.xlsx"
    lock = lock_of(path)
    with locked(path):
        lock.unlink()  # by hand
        lock.write_text("another run's")
    assert lock.read_text() == "another run's"
