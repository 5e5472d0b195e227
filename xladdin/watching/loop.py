"""The drop folder watched: list it, take what stands still, tell what came of it. One watcher a folder."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workbook.host import Refused
from workbook.xlsx.saving.disk import shown
from workbook.xlsx.saving.save import locked
from xladdin.watching.core import Look, Taken, Watched, answered, is_busy, is_settled, steps
from xladdin.watching.results import Checker

EVERY: Final = 3.0
"""Seconds between two listings when nothing was noticed and nothing waits."""
GONE: Final = 10.0
"""Seconds a folder may be away (a share that drops out) before it counts as gone."""
_LOCK: Final = "投放文件夹"
_HIDDEN: Final = 0x2  # FILE_ATTRIBUTE_HIDDEN


@dataclass
class Watcher:
    """A drop folder being watched.

    say    tells one line on the terminal
    clock  seconds, of a clock that is never set back
    """

    folder: Path
    checker: Checker
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    known: dict[str, Watched] = field(default_factory=dict)
    checked: int = 0
    _listed: float | None = None
    _there: float | None = None

    def run(self, wakes: Iterable[bool], once: bool = False) -> None:
        """Work at every wake, without end; once: until all that lies there is done. Raises Refused: WATCH_GONE."""
        for noticed in wakes:
            now = self.clock()
            idle = self._listed is not None and now - self._listed < EVERY
            if idle and not noticed and not is_busy(self.known):
                continue
            self._listed = now
            if self._look(now) and once and is_settled(self.known):
                return

    @property
    def status(self) -> int:
        """The exit status of a check of all that lies there."""
        return max((self.checker.statuses.get(name, 0) for name in self.known), default=0)

    def _look(self, now: float) -> bool:
        """List the folder and take what is due; whether it could be listed."""
        try:
            there = listing(self.folder)
        except OSError as problem:
            if self._there is None or now - self._there >= GONE:
                raise Refused("WATCH_GONE", called(self.folder)) from problem
            return False
        self._there = now
        self.known, taken = steps(there, self.known, now)
        for one in taken:
            self._take(one, there)
        return True

    def _take(self, one: Taken, there: dict[str, Look]) -> None:
        answer, line = self.checker.take(one, there)
        self.checked += bool(line)
        if line:
            self.say(line)
        elif answer.told and answer.told != self.known[one.name].told:
            self.say(answer.told)
        self.known[one.name] = answered(self.known, one.name, answer, self.clock())


def called(folder: Path) -> str:
    """The name of a folder as it may be shown; of a whole drive, which has none, its letter."""
    whole = folder.absolute()
    return shown(whole) or str(whole)


def listing(folder: Path) -> dict[str, Look]:
    """The files in a folder, not those in its subfolders, without those Windows hides. Raises OSError."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                known = entry.stat()
            except OSError:
                continue  # taken away meanwhile, or a link that leads nowhere
            hidden = getattr(known, "st_file_attributes", 0) & _HIDDEN
            if stat.S_ISREG(known.st_mode) and not hidden:
                found[entry.name] = Look(known.st_size, known.st_mtime_ns)
    return found


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only watcher of a folder. Raises Refused: FILE_NO_FOLDER, WATCH_NOT_FOLDER, WATCH_RUNNING, FILE_READONLY …"""
    if not os.path.isdir(folder):
        raise Refused("WATCH_NOT_FOLDER" if os.path.lexists(folder) else "FILE_NO_FOLDER", called(folder))
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder / _LOCK))
        except Refused as refused:
            if refused.code == "FILE_BUSY":
                raise Refused("WATCH_RUNNING", refused.detail.partition("，")[2]) from refused
            raise Refused(refused.code, called(folder)) from refused
        yield
