"""Who holds a workbook: Excel, WPS or LibreOffice by the file each puts beside it, and another run of ours by a lock.

The lock is a file beside the workbook that only one run can make; it tells who that is. While its owner lives the
operating system holds it too (flock; on Windows a file that is open cannot be taken away), so a lock whose owner was
killed is known at once and taken over, and two runs never take over the same one. A lock of another computer is never
taken over: whether its owner still runs cannot be known here.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from workbook.host import Refused
from workbook.xlsx.saving.disk import DISK, Disk, real, refusal, shown, write_all
from workbook.xlsx.saving.processes import Process, surely_dead, this_process

if sys.platform != "win32":
    import fcntl

_OWNER_SIZE: Final = 165  # Excel's and WPS's; Word's are 162
_UTF16_AT: Final = 55
_SOMEBODY: Final = "另一个程序"
_ROUNDS: Final = 200
_UNSAID_ROUNDS: Final = 20
_MOMENT: Final = 0.01


def holder(path: Path, disk: Disk = DISK) -> str | None:
    """Who has the workbook open in an office program; None when nobody.

    On Windows an owner file left behind by a program that crashed is told apart: nobody holds it open. Elsewhere
    nothing tells for sure, so every owner file counts, and the words name the file to delete. The same goes for
    LibreOffice's, which names a user and a computer but no process.
    """
    for name, read in (
        (f"~${path.name}", _excel_user),
        (f".~{path.name}", _excel_user),
        (f".~lock.{path.name}#", _libreoffice_user),
    ):
        owner = path.with_name(name)
        if not _is_there(owner, disk) or (read is _excel_user and _open_for_nobody(owner)):
            continue
        raw = b""
        with suppress(OSError):  # another user's, or held so that nobody may read it
            raw = _text(owner, disk)
        who = "".join(c for c in read(raw) if c.isprintable()).strip()[:40] or _SOMEBODY
        return f"{who} 正在使用；如果早已关闭，请删去旁边的 {shown(owner)}"
    return None


def _is_there(owner: Path, disk: Disk) -> bool:
    try:
        return disk.stat(owner) is not None
    except OSError as problem:
        if problem.errno == errno.ENAMETOOLONG:  # then no program could make one
            return False
        raise


def _excel_user(raw: bytes) -> str:
    """The user in Excel's owner file: once in the computer's own code page, once in UTF-16."""
    if len(raw) == _OWNER_SIZE:
        length = int.from_bytes(raw[_UTF16_AT : _UTF16_AT + 2], "little")
        start = _UTF16_AT + 2
        if 0 < length <= (_OWNER_SIZE - start) // 2:
            return raw[start : start + 2 * length].decode("utf-16-le", "replace")
    return raw[1 : 1 + raw[0]].decode("gb18030", "replace") if raw else ""


def _libreoffice_user(raw: bytes) -> str:
    """The user in LibreOffice's: full name, login, computer, time, profile; a backslash before a comma in one."""
    fields, escaped = [""], False
    for letter in raw.decode("utf-8", "replace"):
        if letter == "," and not escaped:
            fields.append("")
        elif letter != "\\" or escaped:
            fields[-1] += letter
        escaped = letter == "\\" and not escaped
    full, login, computer = (*fields, "", "")[:3]
    who = full.strip() or login.strip()
    return f"{who}（电脑 {computer}）" if who and computer else who


def _open_for_nobody(owner: Path) -> bool:
    """Windows: whether an owner file is only a leftover. The program it belongs to lets nobody else write it."""
    if os.name != "nt":
        return False
    try:
        os.close(os.open(owner, os.O_RDWR))
    except OSError:
        return False
    return True


@contextmanager
def locked(path: Path, disk: Disk = DISK) -> Iterator[None]:
    """Keep other runs off a workbook for a while. Raises Refused with FILE_BUSY when one has it already.

    Nothing is waited for. A second `locked` of the same workbook in the same process is refused as well.
    """
    path = real(path)
    lock = lock_of(path)
    try:
        handle = _take(lock, path, disk)
    except OSError as problem:
        raise refusal(problem, path) from problem
    try:
        yield
    finally:
        _let_go(handle, lock, disk)


def lock_of(path: Path) -> Path:
    """The lock file of a workbook: beside it, under its name where that is not too long."""
    name = f".contestbook-{path.name}.lock"
    if len(os.fsencode(name)) > 255:
        name = f".contestbook-{sha256(os.fsencode(path.name)).hexdigest()[:32]}.lock"
    return path.with_name(name)


def _take(lock: Path, path: Path, disk: Disk) -> int:
    """Make the lock file, or take a dead owner's away and make it then."""
    unsaid = 0
    for _ in range(_ROUNDS):
        try:
            handle = disk.open_new(lock, 0o644)  # others may read who it is
        except FileExistsError:
            pass
        except PermissionError:
            if os.name != "nt" or disk.stat(lock) is None:
                raise
        else:
            if _hold(handle, lock, disk):
                return handle
            continue
        try:
            text = _text(lock, disk)
        except FileNotFoundError:
            continue
        except PermissionError:
            raise _busy(path, lock, b"") from None
        owner = _owner(text)
        if (
            owner is None and unsaid < _UNSAID_ROUNDS
        ):  # made a moment ago, or its maker was stopped in that moment
            unsaid += 1
            disk.sleep(_MOMENT)
            continue
        if owner is not None and not surely_dead(owner):
            raise _busy(path, lock, text)
        if not _take_away(lock, text, disk):
            disk.sleep(_MOMENT)  # somebody else is taking it over, or it is a live one made meanwhile
    raise _busy(path, lock, b"")


def _hold(handle: int, lock: Path, disk: Disk) -> bool:
    """Hold the lock file just made and write who holds it; False where another run took it for a dead one's."""
    try:
        if sys.platform != "win32":
            with suppress(
                OSError
            ):  # a file system without flock: the file alone is the lock, never taken over
                fcntl.flock(handle, fcntl.LOCK_EX)
            if not _is_at(handle, lock, disk):
                disk.close(handle)
                return False
        me = this_process()
        record = {**me._asdict(), "user": _login(), "computer": platform.node()}
        write_all(disk, handle, json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"))
    except BaseException:
        _let_go(handle, lock, disk)
        raise
    return True


def _let_go(handle: int, lock: Path, disk: Disk) -> None:
    """Give the lock back: while it is held no other run can be about to take it over."""
    if sys.platform != "win32":
        ours = True
        with suppress(OSError):
            ours = _is_at(handle, lock, disk)  # if not, somebody deleted it, and it is another run's by now
        with suppress(OSError):
            if ours:
                disk.unlink(lock)
        with suppress(OSError):
            disk.close(handle)
        return
    with suppress(OSError):
        disk.close(
            handle
        )  # an open file cannot be deleted there; and once another run made its own, neither can that
    for _ in range(_UNSAID_ROUNDS):
        try:
            disk.unlink(lock)
            return
        except FileNotFoundError:
            return
        except OSError:
            disk.sleep(_MOMENT)  # another run is reading it


def _take_away(lock: Path, text: bytes, disk: Disk) -> bool:
    """Take away a lock found dead, unless it is no longer the one that was looked at; answers whether it was."""
    try:
        if sys.platform == "win32":
            disk.unlink(lock)  # refused while its owner, alive after all, has it open
        else:
            handle = disk.open_old(lock)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not _is_at(handle, lock, disk) or _read(handle, disk) != text:
                    return False
                disk.unlink(lock)
            finally:
                disk.close(handle)
    except OSError:
        return False
    return True


def _is_at(handle: int, lock: Path, disk: Disk) -> bool:
    """Whether an open file still is the one under that name."""
    there, here = disk.stat(lock), disk.fstat(handle)
    return there is not None and (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)


def _text(lock: Path, disk: Disk) -> bytes:
    handle = disk.open_old(lock)
    try:
        return _read(handle, disk)
    finally:
        disk.close(handle)


def _read(handle: int, disk: Disk) -> bytes:
    return disk.read(handle, 4096)


def _record(text: bytes) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _owner(text: bytes) -> Process | None:
    """The process a lock tells of; None where it tells of none: not yet written, or lost in a power cut."""
    record = _record(text)
    try:
        return Process(str(record["host"]), int(record["pid"]), int(record["start"]))
    except (KeyError, TypeError, ValueError):
        return None


def _busy(path: Path, lock: Path, text: bytes) -> Refused:
    record = _record(text)
    told = [str(record.get(key, "")) for key in ("user", "computer", "pid")]
    user, computer, pid = ("".join(c for c in part if c.isprintable())[:40] for part in told)
    who = f"{user or '某人'}（电脑 {computer or '未知'}，进程 {pid or '未知'}）"
    detail = f"{shown(path)}，{who}"
    owner = _owner(text)
    if owner is None or owner.host != this_process().host:
        detail += f"；如果那台电脑上早已没有运行，请删去旁边的 {shown(lock)}"
    return Refused("FILE_BUSY", detail)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
