"""kill -9 while a real workbook is saved: at every call to the operating system, in the middle of every write, at random
moments; and power cuts that lose what was not yet flushed.

After each: the workbook is exactly the old or the new one, and opens; and once the next save in that folder is done
nothing is left beside it.
"""

from __future__ import annotations

import io
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook, load_workbook

from tests.torture.calls import Watched
from workbook.edits import SetCell
from workbook.model import Cell
from workbook.xlsx.saving.disk import DISK, Disk
from workbook.xlsx.saving.locks import locked
from workbook.xlsx.saving.save import ready, save
from workbook.xlsx.writing.filehost import FileHost

_ROWS = 3000
_PIECE = 16 << 10
_LAST = 12
MARK = "改过了"


class Dying(Watched):
    """A disk on which the process is killed at the n-th call: before it, or half-way through a write."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def before(self, name: str) -> None:
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def write(self, handle: int, data: memoryview) -> int:
        """A piece; the last one before death only in part."""
        self.count += 1
        if self.count == self.at:
            os.write(handle, data[: _PIECE // 3])
            os.kill(os.getpid(), signal.SIGKILL)
        return os.write(handle, data[:_PIECE])


class Powerless(Dying):
    """A disk that loses power at the n-th call: what was written and not flushed is gone, or holds rubbish."""

    def __init__(self, at: int, seed: int) -> None:
        super().__init__(at)
        self.random = random.Random(seed)
        self.dirty: dict[int, Path] = {}
        self.paths: dict[int, Path] = {}

    def open_new(self, path: Path, mode: int = 0o600) -> int:
        """Its content is nowhere yet."""
        self.step()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
        self.paths[handle] = self.dirty[handle] = path
        return handle

    def fsync(self, handle: int) -> None:
        """From here on it stays."""
        self.step()
        self.dirty.pop(handle, None)

    def replace(self, temp: Path, path: Path, aside: Path) -> None:
        """The name may reach the disk before the content does."""
        self.step()
        os.replace(temp, path)
        self.dirty = {handle: path if place == temp else place for handle, place in self.dirty.items()}

    def sync_folder(self, folder: Path) -> None:
        """Names go through at once here, which is the worse case."""
        self.step()

    def step(self) -> None:
        self.count += 1
        self.before("")

    def before(self, name: str) -> None:
        if self.count == self.at:
            for path in self.dirty.values():
                if path.exists():
                    size = path.stat().st_size
                    keep = self.random.randint(0, size)
                    with path.open("r+b") as stream:
                        stream.seek(keep)
                        stream.write(bytes(size - keep))
            os.kill(os.getpid(), signal.SIGKILL)


def run(count: int, seed: int) -> list[str]:
    """Kill at every stage, cut the power at every stage, then kill at random moments until `count` in all."""
    if not hasattr(os, "fork"):
        return ["saves: not tried here (kill -9 needs POSIX)"]
    chosen = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        torture = _Torture(Path(folder))
        calls = torture.calls()
        stages = range(1, calls + 1)
        if count < 4 * calls:
            late = range(calls - _LAST, calls + 1)  # from the flush on: where the order of steps matters
            stages = [*sorted(chosen.sample(range(1, late[0]), max(1, count // 6))), *late]
        for at in stages:
            torture.kill(lambda at=at: torture.careful(Dying(at)))
        staged = torture.told()
        for at in stages:
            torture.kill(lambda at=at: torture.careful(Powerless(at, seed + at)))
        cut = torture.told()
        took = window = torture.seconds()
        wanted = max(count // 4, count - 2 * len(stages))
        while torture.killed() < wanted:
            hit = torture.kill(lambda: torture.careful(DISK), after=chosen.uniform(0, window))
            window *= 1.004 if hit else 0.98  # a busy machine saves slower: five of six are to be hit
        return [
            f"saves: a workbook of {_ROWS} rows, {len(torture.old) >> 10} KB; a save is {calls} calls, {took * 1e3:.1f} ms",
            f"saves: killed at {len(stages)} stages of {calls}: {staged}",
            f"saves: power cut at {len(stages)} stages of {calls}: {cut}",
            f"saves: killed at random moments: {torture.told()}",
        ]


class _Torture:
    """One workbook, saved and killed again and again."""

    def __init__(self, folder: Path) -> None:
        self.path = _roster(folder / "报名表.xlsx")
        self.old = self.path.read_bytes()
        host = FileHost(self.old, self.path.name)
        host.apply([SetCell("附件1", Cell(3, 3), MARK)])
        self.new = host.data
        assert self.new != self.old
        _opens(self.old, "队员2")
        _opens(self.new, MARK)
        self._forget()

    def _forget(self) -> None:
        self.outcomes = {"old": 0, "new": 0, "left": 0, "finished": 0}

    def careful(self, disk: Disk) -> None:
        """A save as commands do it."""
        ready(self.path, len(self.new), disk)
        with locked(self.path, disk):
            save(self.path, self.new, self.old, disk)

    def calls(self) -> int:
        """How many calls a save is, written in pieces."""
        disk = Dying(0)
        self.careful(disk)
        save(self.path, self.old)
        return disk.count

    def seconds(self) -> float:
        """How long a save takes in a process of its own, from its go to its end, at the median."""
        times = []
        for _ in range(9):
            pid = self._start(lambda: self.careful(DISK))
            start = time.perf_counter()
            assert os.waitpid(pid, 0)[1] == 0
            times.append(time.perf_counter() - start)
            save(self.path, self.old)
        return sorted(times)[4]

    def _start(self, act: Callable[[], None]) -> int:
        """Run in a process of its own; answers when it is about to begin."""
        ready_end, child_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                os.write(child_end, b"!")
                act()
                status = 0
            finally:
                os._exit(status)
        os.read(ready_end, 1)
        os.close(ready_end)
        os.close(child_end)
        return pid

    def killed(self) -> int:
        """How many were killed before they were done, since asked last what came of it."""
        return self.outcomes["old"] + self.outcomes["new"] - self.outcomes["finished"]

    def kill(self, act: Callable[[], None], after: float | None = None) -> bool:
        """Run in a process of its own that is killed, then look at what is there, then save again.

        Answers whether it was killed before it was done.
        """
        pid = self._start(act)
        if after is not None:
            time.sleep(after)
            os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        assert os.WIFSIGNALED(status) or status == 0, "the child failed by itself"
        content = self.path.read_bytes() if self.path.exists() else b""
        assert content in (self.old, self.new), f"neither old nor new: {len(content)} bytes"
        self.outcomes["new" if content == self.new else "old"] += 1
        self.outcomes["finished"] += status == 0
        self.outcomes["left"] += len(os.listdir(self.path.parent)) - 1
        with locked(self.path):
            save(self.path, self.old)
        assert os.listdir(self.path.parent) == [self.path.name], os.listdir(self.path.parent)
        return status != 0

    def told(self) -> str:
        """What came of it since asked last."""
        seen = self.outcomes
        self._forget()
        return (
            f"{seen['old'] + seen['new']} times: {seen['old']} old, {seen['new']} new ({seen['finished']} were done "
            f"first), 0 damaged, 0 missing; {seen['left']} files were left behind, 0 after the next save"
        )


def _roster(path: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("附件1")
    sheet.append(["序号", "参赛高校", "姓名", "学号", "专业班级", "备注"])
    for number in range(1, _ROWS):
        sheet.append(
            [number, "江西理工大学", f"队员{number}", f"0{number * 7919 % 10**9:09d}", "电商2201班", "是"]
        )
    book.save(path)
    return path


def _opens(data: bytes, name: str) -> None:
    sheet = load_workbook(io.BytesIO(data), read_only=True)["附件1"]
    values = [cell for row in sheet.iter_rows(min_row=3, max_row=3, values_only=True) for cell in row]
    assert name in values, values
