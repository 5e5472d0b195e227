"""Saving a workbook so that a crash at any moment leaves the old file or the new one, never half of each.

A temporary file in the same folder, written, flushed to the disk, read back and compared, then put in place in one
step. Nothing is ever copied over the user's file.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from pathlib import Path
from typing import Final

from workbook.host import Refused

_PREFIX: Final = ".contestbook-"
_STALE_SECONDS: Final = 3600
_TRIES: Final = 5
_IGNORE_MERGE_ERRORS: Final = 2  # REPLACEFILE_IGNORE_MERGE_ERRORS
_IN_USE: Final = (32, 33)  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION


def save(path: Path, data: bytes) -> None:
    """Put data in place of a file, or make it. Raises Refused with the old content intact."""
    path = Path(os.path.realpath(path))  # of a link, the file it leads to is replaced
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise Refused("FILE_READONLY", path.name)  # a replaced name would not ask
    holder = _holder(path)
    if holder is not None:
        raise Refused("FILE_OPEN", f"{path.name}，{holder} 正在使用")
    _sweep(path.parent)
    temp = path.parent / f"{_PREFIX}{os.getpid()}-{time.monotonic_ns()}.tmp"
    try:
        _write(temp, data, path)
        if temp.read_bytes() != data:
            raise Refused("FILE_UNREADABLE", "写入后读回的内容不一致")
        _replace(temp, path)
        _sync_folder(path.parent)
    except OSError as problem:
        raise _refusal(problem, path) from problem
    finally:
        temp.unlink(missing_ok=True)


def _write(temp: Path, data: bytes, like: Path) -> None:
    handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with open(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    mode = like.stat().st_mode & 0o777 if like.exists() else 0o666 & ~_umask()
    if os.name == "posix":
        temp.chmod(mode)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _replace(temp: Path, path: Path) -> None:
    """One step, tried again while another program holds the file for a moment (Windows)."""
    for attempt in range(_TRIES):
        try:
            _replace_once(temp, path)
            return
        except PermissionError:
            if os.name != "nt" or attempt == _TRIES - 1:
                raise
            time.sleep(0.2 * (attempt + 1))


def _replace_once(temp: Path, path: Path) -> None:
    """Put the file in place. On Windows an old one's permissions and attributes go over to it."""
    if sys.platform == "win32" and path.exists():
        import ctypes

        replaced = ctypes.WinDLL("kernel32", use_last_error=True).ReplaceFileW
        if not replaced(str(path), str(temp), None, _IGNORE_MERGE_ERRORS, None, None):
            raise ctypes.WinError(ctypes.get_last_error())
        return
    os.replace(temp, path)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _holder(path: Path) -> str | None:
    """Who has the workbook open, by Excel's ~$ owner file beside it; None when nobody."""
    owner = path.parent / f"~${path.name}"
    short = path.parent / f"~${path.name[2:]}"
    for candidate in (owner, short):
        try:
            raw = candidate.read_bytes()
        except OSError:
            continue
        length = raw[0] if raw else 0
        name = raw[1 : 1 + length].decode("gb18030", "replace").strip("\0 ")
        return name or "另一个程序"
    return None


def _sweep(folder: Path) -> None:
    """Take away temporary files that a killed run left behind an hour or more ago."""
    for stale in folder.glob(f"{_PREFIX}*.tmp"):
        try:
            if time.time() - stale.stat().st_mtime > _STALE_SECONDS:
                stale.unlink(missing_ok=True)
        except OSError:
            continue  # somebody else's, or gone meanwhile: no reason not to save


def _refusal(problem: OSError, path: Path) -> Refused:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refused("FILE_NO_SPACE", path.name)
    if getattr(problem, "winerror", None) in _IN_USE:
        return Refused("FILE_OPEN", f"{path.name}，另一个程序正在使用")
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Refused("FILE_READONLY", path.name)
    if problem.errno == errno.ENOENT:
        return Refused("FILE_NO_FOLDER", str(path.parent.name))
    return Refused("FILE_UNREADABLE", problem.strerror or path.name)
