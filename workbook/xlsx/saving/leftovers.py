"""What a killed run leaves behind beside a workbook, whose it is, and what becomes of it on the next save there.

A temporary file names the process that made it. One of a dead process of this computer is taken away at once, one of
a live process never, one of another computer after an hour by the clock of the disk it lies on.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.processes import Process, surely_dead, this_process

_STALE_SECONDS: Final = 3600
_NAME: Final = re.compile(r"\.contestbook-([0-9a-f]{8})-(\d+)-(\d+)-\d+-([0-9a-f]{12})\.(tmp|old)")
_OURS: Final = re.compile(r"\.contestbook-.*\.tmp")
_numbers: Final = count(1)


class Names(NamedTuple):
    """The names one save uses beside the workbook.

    temp    the new content until it is in place
    aside   Windows: the old content, while the new one comes in its place
    """

    temp: Path
    aside: Path


def names_for(path: Path) -> Names:
    """Names no other save uses, of this process or another; they tell whose they are and of which workbook."""
    me = this_process()
    stem = f".contestbook-{me.host}-{me.pid}-{me.start}-{next(_numbers)}-{_mark(path.name)}"
    return Names(path.with_name(f"{stem}.tmp"), path.with_name(f"{stem}.old"))


def sweep(folder: Path, disk: Disk, now: float) -> None:
    """Take away what killed runs left in a folder. An old content set aside goes only if its workbook is there.

    now   the time by the clock of the disk: that of a file made on it just now
    """
    with suppress(OSError):  # not to be listed: no reason not to save
        names = disk.names(folder)
        here = {_mark(name) for name in names}
        for name in names:
            match = _NAME.fullmatch(name)
            if match and match[5] == "old" and match[4] not in here:
                continue
            if (match or _OURS.fullmatch(name)) and _left_behind(match, folder / name, disk, now):
                with suppress(OSError):
                    disk.unlink(folder / name)


def recover(path: Path, disk: Disk) -> None:
    """Give a workbook its name back that a crash of Windows left set aside. Called before it is said to be missing."""
    if disk.stat(path) is not None:
        return
    with suppress(OSError):
        for name in sorted(disk.names(path.parent)):
            match = _NAME.fullmatch(name)
            if match and match[5] == "old" and match[4] == _mark(path.name) and surely_dead(_maker(match)):
                disk.rename(path.with_name(name), path)
                return


def _left_behind(match: re.Match[str] | None, path: Path, disk: Disk, now: float) -> bool:
    if match and _maker(match).host == this_process().host:
        return surely_dead(_maker(match))
    with suppress(OSError):
        known = disk.stat(path)
        return known is not None and now - known.st_mtime > _STALE_SECONDS
    return False


def _maker(match: re.Match[str]) -> Process:
    return Process(match[1], int(match[2]), int(match[3]))


def _mark(name: str) -> str:
    """Twelve letters for a workbook's name, so that no name gets too long."""
    return sha256(os.fsencode(name)).hexdigest()[:12]
