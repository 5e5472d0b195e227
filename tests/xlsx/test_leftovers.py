"""What killed runs left behind is swept, and what a live one is writing never."""

from __future__ import annotations

import os
import time
from types import SimpleNamespace

import pytest

from tests.xlsx.saved import NEW, dead_process, left_by
from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.processes import Process, surely_dead, this_process
from workbook.xlsx.saving.save import save

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
