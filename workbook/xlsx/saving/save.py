"""Saving a workbook so that a crash at any moment leaves the old file or the new one, never half of each.

A temporary file in the same folder that only this user may read, written, flushed to the disk, read back from it and
compared, then put in place in one step. Nothing is ever copied over the user's file.

Order and identity never come from a file's time: what was read is known by its content (`over`), whose a file is by
the process it names. Names are judged in `ready`, other programs and runs in `locks`, what a killed run left behind
in `leftovers`; every call to the operating system stands in `disk`.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from workbook.host import Refused
from workbook.xlsx.saving.disk import DISK, IN_USE, SET_ASIDE, Disk, real, refusal, same, shown, write_all
from workbook.xlsx.saving.leftovers import Names, names_for, sweep
from workbook.xlsx.saving.locks import locked
from workbook.xlsx.saving.ready import look, ready

__all__ = ["locked", "ready", "save"]

_WAITS: Final = (0.1, 0.2, 0.4, 0.8, 1.5)
_DENIED: Final = 5  # ERROR_ACCESS_DENIED: often a virus scanner that looks at the file for a moment


def save(path: Path, data: bytes, over: bytes | None = None, disk: Disk = DISK) -> None:
    """Put data in place of a file, or make it. Raises Refused with the old content intact and nothing left behind.

    over   the content that was read: if the file no longer holds it, Refused with FILE_CHANGED. Asked right before
           the file is replaced; between our own runs `locked` closes the moment that is left.

    The file keeps its permissions, owner and access lists as far as this user may give them. Of a link, the file it
    leads to is replaced. Of a file with several names (hard links) this name alone gets the new content, the others
    keep the old: writing into it would be the one way to half of each.
    """
    path = real(path)
    look(path, disk)
    names = names_for(path)
    keep = False
    try:
        if over is not None:
            _refuse_changed(path, over, disk)
        _write(names.temp, data, disk)
        old = disk.stat(path)
        disk.dress(names.temp, old, path)
        if over is not None:
            _refuse_changed(path, over, disk)
        _put_in_place(names, path, old is not None, data, disk)
    except OSError as problem:
        raise refusal(problem, path) from problem
    except Refused as refused:
        keep = refused.code == "FILE_SET_ASIDE"  # it may be all there is
        raise
    finally:
        if not keep:
            with suppress(OSError):  # gone, or swept by the next save
                disk.unlink(names.temp)
    with suppress(
        OSError
    ):  # both contents are on the disk: after a power cut it is one of the two all the same
        disk.sync_folder(path.parent)


def _write(temp: Path, data: bytes, disk: Disk) -> None:
    """The new content in a file of its own, known to be on the disk as it should be."""
    handle = disk.open_new(temp)
    try:
        sweep(temp.parent, disk, disk.fstat(handle).st_mtime)
        write_all(disk, handle, data)
        disk.fsync(handle)
    finally:
        disk.close(handle)
    if not same(disk, temp, data):
        raise Refused("FILE_NOT_SAVED", f"{shown(temp.parent)}，写入后读回的内容不一致")


def _refuse_changed(path: Path, over: bytes, disk: Disk) -> None:
    if disk.stat(path) is None or not same(disk, path, over):
        raise Refused("FILE_CHANGED", shown(path))


def _put_in_place(names: Names, path: Path, existed: bool, data: bytes, disk: Disk) -> None:
    """One step, tried again while another program holds the file for a moment (Windows)."""
    for wait in (*_WAITS, None):
        try:
            disk.replace(names.temp, path, names.aside)
            return
        except OSError as problem:
            if existed:
                _mend(names, path, disk)
            if _done(names, path, data, disk):
                return
            code = getattr(problem, "winerror", None)
            if wait is None or code not in (_DENIED, SET_ASIDE, *IN_USE):
                raise
            disk.sleep(wait)


def _mend(names: Names, path: Path, disk: Disk) -> None:
    """Give a workbook its name back where Windows took it away and went no further.

    Where even that fails the words say under which name the content lies; it is never swept.
    """
    if disk.stat(path) is not None:
        return
    left = names.aside if disk.stat(names.aside) is not None else names.temp
    try:
        disk.rename(left, path)
    except OSError as problem:
        if left == names.temp:
            with suppress(OSError):
                disk.rename(left, names.aside)
                left = names.aside
        raise Refused("FILE_SET_ASIDE", f"{shown(path)}，内容在旁边的 {shown(left)} 里") from problem


def _done(names: Names, path: Path, data: bytes, disk: Disk) -> bool:
    """Whether a step that failed was done all the same: a network disk's answer can get lost."""
    with suppress(OSError):
        return disk.stat(names.temp) is None and same(disk, path, data)
    return False
