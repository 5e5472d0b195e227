"""What a workbook may ask for at most, and how the system is made to hold the reading worker to it.

The numbers are one table: the gate reads them here, docs/gate.md tells them to people (a test keeps both alike).
Each is far above every honest workbook we know and low enough that a refusal costs little time and memory.
"""

from __future__ import annotations

import sys
from typing import Any, Final

# ---- the file and its container
MAX_FILE: Final = 100 << 20
MAX_PARTS: Final = 5_000
MAX_TOTAL: Final = 300 << 20
MAX_PART: Final = 160 << 20
MAX_RATIO: Final = 200
RATIO_GRACE: Final = 20 << 20
"""Parts up to this size may be compressed as well as they like (an honest sheet of zeros is 1:1000)."""
MAX_NAME: Final = 255

# ---- XML
MAX_TAG: Final = 64 << 10
"""Bytes of one tag; this bounds its attributes too."""
MAX_DEPTH: Final = 256

# ---- what the workbook lists
MAX_SHEETS: Final = 500
MAX_NAMES: Final = 100_000
MAX_STYLES: Final = 500_000
MAX_RELATIONS: Final = 100_000
MAX_NOTES: Final = 100_000
MAX_PICTURES: Final = 100_000

# ---- cells
MAX_CELLS: Final = 4_000_000
MAX_BOX: Final = 20_000_000
"""Cells of the boxes around all content, of all sheets together: this is what readers allocate."""
SMALL_BOX: Final = 1_000_000
"""Up to this many cells a grid is allocated however few of them are filled."""
SPARSE: Final = 50
"""A larger one must have a filled cell in so many."""
MAX_MERGES: Final = 20_000
MAX_FORMULAS: Final = 1_000_000

# ---- old binary workbooks
MAX_OLD: Final = 40 << 20
MAX_RECORDS: Final = 3_000_000

# ---- the worker
MEMORY: Final = 3 << 30
"""Address space of a worker; its resident memory stays far below for files the gate lets through."""
SECONDS: Final = 20.0
"""A file that takes longer is given up; large files get a second more for each megabyte."""


def limit_memory() -> None:
    """Called by the worker itself: cap its address space where the system can, and write no core dumps.

    Linux keeps to it. macOS takes the call or refuses it and keeps to nothing; there the gate's numbers and the
    time limit stand alone. Windows knows no such call: see `Job`.
    """
    if sys.platform == "win32":
        return
    import resource

    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, MEMORY)):
        try:
            _, hard = resource.getrlimit(kind)
            if hard == resource.RLIM_INFINITY or hard > most:
                resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue  # a system that does not know this limit


# ---- Windows: a job object. Written after the documentation of kernel32; it was never run.

_KILL_ON_JOB_CLOSE: Final = 0x2000
_PROCESS_MEMORY: Final = 0x100
_DIE_ON_UNHANDLED_EXCEPTION: Final = 0x400
_EXTENDED_LIMIT_INFORMATION: Final = 9


def job_limits(memory: int) -> Any:
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION: so much memory for each process, all of them end with the job."""
    import ctypes
    from ctypes import c_int64, c_size_t, c_uint32, c_uint64

    class Basic(ctypes.Structure):
        """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

        _fields_ = (
            ("PerProcessUserTimeLimit", c_int64),
            ("PerJobUserTimeLimit", c_int64),
            ("LimitFlags", c_uint32),
            ("MinimumWorkingSetSize", c_size_t),
            ("MaximumWorkingSetSize", c_size_t),
            ("ActiveProcessLimit", c_uint32),
            ("Affinity", c_size_t),
            ("PriorityClass", c_uint32),
            ("SchedulingClass", c_uint32),
        )

    class Extended(ctypes.Structure):
        """The basic limits, six IO_COUNTERS, four sizes."""

        _fields_ = (
            ("BasicLimitInformation", Basic),
            ("IoInfo", c_uint64 * 6),
            ("ProcessMemoryLimit", c_size_t),
            ("JobMemoryLimit", c_size_t),
            ("PeakProcessMemoryUsed", c_size_t),
            ("PeakJobMemoryUsed", c_size_t),
        )

    limits = Extended()
    limits.BasicLimitInformation.LimitFlags = (
        _KILL_ON_JOB_CLOSE | _PROCESS_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION
    )
    limits.ProcessMemoryLimit = memory
    return limits


if sys.platform == "win32":

    class Job:
        """Holds one child process to its memory, and ends it with us: closing the job kills what is in it."""

        def __init__(self, process: Any) -> None:
            import ctypes
            from ctypes import wintypes

            kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            kernel.CreateJobObjectW.restype = wintypes.HANDLE
            kernel.CreateJobObjectW.argtypes = [wintypes.LPVOID, wintypes.LPCWSTR]
            kernel.SetInformationJobObject.argtypes = [
                wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD,
            ]  # fmt: skip
            kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
            kernel.CloseHandle.argtypes = [wintypes.HANDLE]
            self._kernel, self._job = kernel, kernel.CreateJobObjectW(None, None)
            if not self._job:
                return
            limits = job_limits(MEMORY)
            kernel.SetInformationJobObject(
                self._job, _EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            # without it (a job of our own that allows no other) the worker runs on, only unlimited
            kernel.AssignProcessToJobObject(self._job, wintypes.HANDLE(int(process._handle)))

        def close(self) -> None:
            """End the child, if it still runs."""
            if self._job:
                self._kernel.CloseHandle(self._job)
                self._job = None

else:

    class Job:
        """Nothing to hold elsewhere: the worker limits itself, and ends when its pipe closes."""

        def __init__(self, process: Any) -> None:
            del process

        def close(self) -> None:
            """Nothing to close."""
