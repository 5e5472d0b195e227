"""One click at a time in one Excel: a second one is refused while the first works, also one from a shell's script.

The operating system holds the lock, so that a run that was killed leaves none behind.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from workbook.host import Refused
from workbook.system_words import reason

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FOLDER: Final = "clicks"


@contextmanager
def one_at_a_time(process: int) -> Iterator[None]:
    """Hold one Excel for a click, by its process: each workbook has a window of its own. Raises Refused: CLICK_RUNNING."""
    from xladdin.home import home  # not above: installing takes `taken`, also where a package is missing

    place = home() / _FOLDER
    try:
        place.mkdir(parents=True, exist_ok=True)
        handle = os.open(place / f"{process}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise Refused("CLICK_LOCK", reason(problem)) from problem
    try:
        if not taken(handle):
            raise Refused("CLICK_RUNNING")
        yield
    finally:
        os.close(handle)


def taken(handle: int) -> bool:
    """Lock an open file for this process until it is closed; False: another one holds it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
