"""Saving where Windows answers: its numbers for open files, its replacement that may leave the old file set aside."""

from __future__ import annotations

import errno
import os

import pytest

from tests.xlsx.saved import NEW, OLD, beside, dead_process, left_by, refusal
from workbook.host import Refused
from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.processes import this_process
from workbook.xlsx.saving.save import save


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
