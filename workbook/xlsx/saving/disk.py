"""The calls to the operating system that saving makes, gathered in one place, and what their failures mean to a user.

Saving, locking and looking ahead do nothing to files but through a `Disk`. Tests hand in one of their own that fails,
dies or cuts the power at the n-th call (tests/torture).
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from workbook.host import Refused
from workbook.system_words import reason

if sys.platform != "win32":
    import fcntl

_IGNORE_MERGE_ERRORS: Final = (
    2  # REPLACEFILE_IGNORE_MERGE_ERRORS: no right to write the ACL is no reason to fail
)
_NO_SUCH_CALL: Final = (
    1,
    50,
)  # ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED: a share that knows no ReplaceFile

IN_USE: Final = (32, 33, 1175, 1176, 1224)
"""Windows: sharing and lock violation, the old file cannot be removed or the new one moved, a mapped file. Of all
these the old file is still in its place (given a name to set it aside under)."""
SET_ASIDE: Final = 1177
"""Windows: ERROR_UNABLE_TO_MOVE_REPLACEMENT_2. The old file was moved aside, the new one did not come in its place."""
_FULL: Final = (39, 112, 1295)  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED
_BAD_NAME: Final = (123, 206)  # ERROR_INVALID_NAME, ERROR_FILENAME_EXCED_RANGE


class Disk:
    """The file system as it is. Every method is one step that can fail with OSError and leaves nothing half-known."""

    def stat(self, path: Path) -> os.stat_result | None:
        """What is known of a file; None where there is none."""
        try:
            return os.stat(_native(path))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, folder: Path) -> list[str]:
        """The names in a folder, in no order."""
        return os.listdir(_native(folder))

    def free(self, folder: Path) -> int:
        """How many bytes this user may still write there."""
        return shutil.disk_usage(_native(folder)).free

    def may_write(self, path: Path) -> bool:
        """Whether this user may write a file, or make one in a folder. On Windows the mark "read-only" alone tells."""
        return os.access(_native(path), os.W_OK)

    def open_new(self, path: Path, mode: int = 0o600) -> int:
        """Make a file, by default one nobody else may read. Fails where there is one already."""
        return os.open(_native(path), os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)

    def open_old(self, path: Path) -> int:
        """Open a file to read it."""
        return os.open(_native(path), os.O_RDONLY | getattr(os, "O_BINARY", 0))

    def fstat(self, handle: int) -> os.stat_result:
        """What is known of an open file."""
        return os.fstat(handle)

    def write(self, handle: int, data: memoryview) -> int:
        """Write some of it; answers how many bytes."""
        return os.write(handle, data)

    def read(self, handle: int, size: int) -> bytes:
        """Read up to so many bytes; none at the end."""
        return os.read(handle, size)

    def fsync(self, handle: int) -> None:
        """Wait until the file is on the disk, and let go of its copy in memory: it is read back from the disk."""
        if sys.platform == "darwin":
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # fsync alone stops at the drive's own memory there
        else:
            os.fsync(handle)
        if sys.platform == "linux":
            with suppress(OSError):
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)

    def close(self, handle: int) -> None:
        """Close. A network disk may tell only now that it is full."""
        os.close(handle)

    def dress(self, temp: Path, like: os.stat_result | None, path: Path) -> None:
        """Give a finished file the owner, permissions and attributes of the one it replaces; the usual ones of a new file.

        On Windows the replacement itself carries them over.
        """
        if sys.platform == "win32":
            return
        if like is None:
            os.chmod(temp, 0o666 & ~_umask())
            return
        mode = stat.S_IMODE(like.st_mode)
        own = os.stat(temp)
        if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
            try:
                os.chown(temp, like.st_uid, like.st_gid)
            except OSError:
                try:
                    os.chown(temp, -1, like.st_gid)
                except OSError:
                    mode = mode & ~0o070 | (mode & 0o007) << 3  # another group gets what anybody gets
                mode &= 0o777  # no set-uid for another owner
        os.chmod(temp, mode)
        if sys.platform == "linux":
            with suppress(OSError):
                for name in os.listxattr(path):  # access lists among them
                    with suppress(OSError):
                        os.setxattr(temp, name, os.getxattr(path, name))

    def replace(self, temp: Path, path: Path, aside: Path) -> None:
        """Put a finished file in place of another, or where there is none, in one step.

        aside   Windows only: the name under which the old file waits until the new one is in place; with such a name
                it is never lost, whatever fails. It is gone when this returns.
        """
        if sys.platform == "win32" and self.stat(path) is not None:
            import ctypes

            call = ctypes.WinDLL("kernel32", use_last_error=True).ReplaceFileW
            text, none = ctypes.c_wchar_p, ctypes.c_void_p
            call.argtypes = [text, text, text, ctypes.c_uint32, none, none]
            if call(_native(path), _native(temp), _native(aside), _IGNORE_MERGE_ERRORS, None, None):
                with suppress(OSError):  # swept later
                    os.unlink(_native(aside))
                return
            number = ctypes.get_last_error()
            if number not in _NO_SUCH_CALL:
                raise ctypes.WinError(number)
        os.replace(_native(temp), _native(path))

    def rename(self, path: Path, to: Path) -> None:
        """Give a file another name."""
        os.rename(_native(path), _native(to))

    def sync_folder(self, folder: Path) -> None:
        """Wait until the folder's names are on the disk. Windows has no such call."""
        if os.name != "posix":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def unlink(self, path: Path) -> None:
        """Take a name away."""
        os.unlink(_native(path))

    def sleep(self, seconds: float) -> None:
        """Wait a moment."""
        time.sleep(seconds)


DISK: Final = Disk()


def same(disk: Disk, path: Path, data: bytes) -> bool:
    """Whether a file holds exactly these bytes. Raises OSError where it cannot be read."""
    place = 0
    handle = disk.open_old(path)
    try:
        while chunk := disk.read(handle, 1 << 20):
            if data[place : place + len(chunk)] != chunk:  # a slice of a memoryview compares ten times slower
                return False
            place += len(chunk)
    finally:
        disk.close(handle)
    return place == len(data)


def write_all(disk: Disk, handle: int, data: bytes) -> None:
    """Write everything, however little of it each call takes."""
    rest = memoryview(data)
    while rest:
        count = disk.write(handle, rest[: 8 << 20])
        if count <= 0:
            raise OSError(errno.EIO, "nothing was written")
        rest = rest[count:]


def real(path: Path) -> Path:
    """The file itself: of a link, the file it leads to."""
    try:
        return Path(os.path.realpath(path))
    except ValueError as problem:  # a NUL in the name
        raise Refused("FILE_NAME", f"{shown(path)}，含有不能用的字符") from problem


def shown(path: Path) -> str:
    """A file's name as it can be printed anywhere."""
    name = path.name.encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else "?" for c in name)


def refusal(problem: OSError, path: Path) -> Refused:
    """What to tell the user when the operating system refuses; the old file is as it was."""
    name = shown(path)
    windows = getattr(problem, "winerror", None)
    if problem.errno in (errno.ENOSPC, errno.EDQUOT) or windows in _FULL:
        return Refused("FILE_NO_SPACE", name)
    if windows in IN_USE or problem.errno in (errno.EBUSY, errno.ETXTBSY):
        return Refused("FILE_OPEN", f"{name}，另一个程序正在使用")
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Refused("FILE_READONLY", name)
    if problem.errno in (errno.ENAMETOOLONG, errno.ELOOP, errno.EISDIR) or windows in _BAD_NAME:
        return Refused("FILE_NAME", f"{name}，系统不接受")
    if problem.errno in (errno.ENOENT, errno.ENOTDIR):
        return Refused("FILE_NO_FOLDER", shown(path.parent))
    return Refused("FILE_NOT_SAVED", f"{name}，{reason(problem)}")


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _native(path: Path) -> str:
    """A path as the system takes it. On Windows in the form that may be longer than 260 characters."""
    text = os.fspath(path)
    if os.name != "nt" or text.startswith("\\\\?\\"):
        return text
    text = os.path.abspath(text)
    return f"\\\\?\\UNC\\{text[2:]}" if text.startswith("\\\\") else f"\\\\?\\{text}"
