"""Looking ahead: whether a workbook can be saved under a name, told before the work starts."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from workbook.host import Refused
from workbook.xlsx.saving.disk import DISK, Disk, real, refusal, shown
from workbook.xlsx.saving.leftovers import names_for, recover
from workbook.xlsx.saving.locks import holder

_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL)
_FORBIDDEN: Final = '<>:"|?*\\'
_LONGEST_NAME: Final = 255
_LONGEST_PATH: Final = 259  # Windows, without the closing zero


def ready(path: Path, size: int = 0, disk: Disk = DISK) -> None:
    """Raise Refused where a workbook of so many bytes could not be saved; a file is made and taken away to know it.

    FILE_NAME       the name is too long, or none Windows can hold; what leads to no ordinary file
    FILE_NO_FOLDER  the folder is not there
    FILE_READONLY   the file or its folder cannot be written
    FILE_OPEN       an office program has it open
    FILE_NO_SPACE   there is less room than that
    """
    path = real(path)
    look(path, disk)
    temp = names_for(path).temp
    try:
        if disk.free(path.parent) < size:
            raise Refused("FILE_NO_SPACE", shown(path))
        handle = disk.open_new(temp)
        try:
            disk.close(handle)
        finally:
            with suppress(OSError):  # swept later
                disk.unlink(temp)
    except OSError as problem:
        raise refusal(problem, path) from problem


def look(path: Path, disk: Disk) -> None:
    """The part of `ready` that only looks. Takes the real path of the file."""
    _look_at_name(path)
    try:
        if disk.stat(path.parent) is None:
            raise Refused("FILE_NO_FOLDER", shown(path.parent))
        recover(path, disk)
        known = disk.stat(path)
        if known is None:
            _look_at_new_name(path)
        elif not stat.S_ISREG(known.st_mode):
            what = "是一个文件夹" if stat.S_ISDIR(known.st_mode) else "不是普通文件"
            raise Refused("FILE_NAME", f"{shown(path)}，{what}")
        elif not known.st_mode & stat.S_IWUSR or not disk.may_write(path):
            raise Refused("FILE_READONLY", shown(path))  # replaced by a rename nobody would ask
        who = holder(path, disk)
    except OSError as problem:
        raise refusal(problem, path) from problem
    if who is not None:
        raise Refused("FILE_OPEN", f"{shown(path)}，{who}")


def _look_at_name(path: Path) -> None:
    units = len(os.fsencode(path.name)) if os.name != "nt" else _utf16(path.name)
    if units > _LONGEST_NAME:
        raise Refused("FILE_NAME", f"{shown(path)[:20]}…，文件名太长")
    if os.name == "nt" and _utf16(str(path)) > _LONGEST_PATH:
        raise Refused("FILE_NAME", f"{shown(path)[:20]}…，连同文件夹超过 {_LONGEST_PATH} 个字符")


def _look_at_new_name(path: Path) -> None:
    """A new file gets a name that Windows can hold, wherever it is made: it will be sent there.

    A workbook that has such a name already, on another system, keeps it.
    """
    name = path.name
    bad = sorted({c for c in name if c in _FORBIDDEN or ord(c) < 32})
    if bad:
        told = " ".join(c for c in bad if c.isprintable()) or "看不见的字符"
        raise Refused("FILE_NAME", f"{shown(path)}，不能含有 {told}")
    if _DEVICE.fullmatch(name):
        raise Refused("FILE_NAME", f"{shown(path)}，是系统保留的名称")
    if name.endswith((".", " ")):
        raise Refused("FILE_NAME", f"{shown(path)}，不能以点或空格结尾")
    try:
        name.encode()
    except UnicodeEncodeError as problem:
        raise Refused("FILE_NAME", f"{shown(path)}，含有不能用的字符") from problem


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
