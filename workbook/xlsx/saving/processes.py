"""Which process made a file, and whether it still runs: host, number and start time, since numbers are used again.

Nothing is guessed: where it cannot be known that a process is dead, it counts as alive.
"""

from __future__ import annotations

import os
import platform
import sys
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

_STILL_ACTIVE: Final = 259
_NO_SUCH_PROCESS: Final = 87  # ERROR_INVALID_PARAMETER
_MAY_ASK: Final = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION


class Process(NamedTuple):
    """One run of a program.

    host    eight letters for the machine (and on Linux the container) it runs on
    start   when it began, in the machine's own count; 0 where that cannot be known
    """

    host: str
    pid: int
    start: int


def this_process() -> Process:
    """The process that asks; never kept, since a fork is another one."""
    pid = os.getpid()
    return Process(_host(), pid, _started(pid) or 0)


def surely_dead(process: Process) -> bool:
    """Whether a process of this host is known to run no more. Of another host nothing is known."""
    if process.host != _host() or process.pid <= 0:
        return False
    if sys.platform == "win32":
        start = _started(process.pid)
    else:
        try:
            os.kill(process.pid, 0)
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            pass  # somebody else's: it is there
        start = _started(process.pid)
    if start is None:
        return True
    return 0 not in (start, process.start) and start != process.start


def _host() -> str:
    """Containers of one host see different processes, so each counts as a host of its own."""
    space = ""
    if sys.platform == "linux":
        try:
            space = os.readlink("/proc/self/ns/pid")
        except OSError:
            space = ""
    return sha256(f"{platform.node()} {space}".encode("utf-8", "replace")).hexdigest()[:8]


if sys.platform == "win32":

    def _started(pid: int) -> int | None:
        """When a process began; None when it runs no more, 0 when that cannot be known."""
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.OpenProcess.argtypes = [wintypes.DWORD, wintypes.BOOL, wintypes.DWORD]
        handle = kernel.OpenProcess(_MAY_ASK, False, pid)
        if not handle:
            return None if ctypes.get_last_error() == _NO_SUCH_PROCESS else 0
        handle = wintypes.HANDLE(handle)
        try:
            code = wintypes.DWORD()
            if kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value != _STILL_ACTIVE:
                return None
            made, *others = (wintypes.FILETIME() for _ in range(4))
            times = [ctypes.byref(time) for time in (made, *others)]
            if not kernel.GetProcessTimes(handle, *times):
                return 0
            return int(made.dwHighDateTime << 32 | made.dwLowDateTime)
        finally:
            kernel.CloseHandle(handle)

else:

    def _started(pid: int) -> int | None:
        """When a process began; None when it runs no more, 0 when that cannot be known (no /proc, or hidden)."""
        try:
            fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
            return None if fields[0] in (b"Z", b"X") else int(fields[19])
        except (OSError, IndexError, ValueError):
            return 0
