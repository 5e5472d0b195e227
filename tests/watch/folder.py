"""A drop folder in a test: its time is the test's, its files are real."""

from __future__ import annotations

from pathlib import Path

from tests.books import messy
from workbook.batch import Options
from xladdin.watching.loop import Watcher, alone
from xladdin.watching.memory import remembered
from xladdin.watching.results import Checker


class Folder:
    """A folder, and all that was said about it since it was last asked."""

    def __init__(self, path: Path, told: str = "options"):
        self.path, self.told = path, told
        self.said: list[str] = []
        self.now = 0.0
        path.mkdir(exist_ok=True)
        self.start()

    def start(self) -> None:
        """A watcher that was started now: all it knows is what the folder remembers."""
        memory, _ = remembered(self.path)
        memory.forget({path.name for path in self.path.iterdir()})
        checker = Checker(memory, Options(), self.told)
        self.watcher = Watcher(self.path, checker, self.said.append, lambda: self.now)

    def seconds(self, count: int) -> list[str]:
        """So much time passes; answers what was said meanwhile."""
        self.said.clear()
        with alone(self.path):
            self.watcher.run(self._wakes(count))
        return list(self.said)

    def _wakes(self, count: int):
        for _ in range(count):
            self.now += 1.0
            yield True

    def drop(self, name: str = "a.xlsx") -> bytes:
        """A roster with mistakes."""
        return messy(self.path / name).read_bytes()

    def names(self) -> list[str]:
        """What people see in it."""
        return sorted(path.name for path in self.path.iterdir() if not path.name.startswith("."))

    def line(self, name: str) -> str:
        """What a one-line result says."""
        raw = (self.path / name).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\r\n")
        return raw[3:-2].decode()

    def edit(self, name: str, cell: str = "E5", value: str = "张三丰") -> bytes:
        """A person changes a cell and saves."""
        import openpyxl

        book = openpyxl.load_workbook(self.path / name)
        book["附件1"][cell] = value
        book.save(self.path / name)
        return (self.path / name).read_bytes()
