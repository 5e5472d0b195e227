"""Reading workbooks through worker processes: bytes in, `Book` out, in input order.

A worker that dies or takes too long costs its file, never the run. One thread a worker waits on its pipe, so that
reading goes on while the parent validates.
"""

from __future__ import annotations

import math
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Timer
from types import TracebackType
from typing import Any, Final

from workbook.host import Refused
from workbook.model import Book, Cell, CellError, Facts, Range, Sheet, Value
from workbook.xlsx.wire import read_frame, unpack_column, write_frame

SECONDS: Final = 60.0
"""A file that takes longer is given up."""

_AHEAD: Final = 3
MAX_TEXT: Final = 32_767


def is_owner_file(name: str) -> bool:
    """~$ files that Excel puts beside an open workbook: passed over, never listed."""
    return name.startswith("~$") or name.startswith(".~lock.")


class _Worker:
    """One child process, started when first needed and again after it died."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._late = False

    def ask(self, name: str, data: bytes) -> tuple[Any, list[bytes]]:
        """Read one workbook. Raises Refused, also when the child dies or is too slow."""
        process = self._started()
        assert process.stdin and process.stdout  # both are pipes
        timer = Timer(self._seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            write_frame(process.stdin, name, [data])
            frame = read_frame(process.stdout)
        except OSError:
            frame = None
        finally:
            timer.cancel()
        if frame is None:
            late, self._late = self._late, False
            self.close()
            if late:
                raise Refused("FILE_LIMIT", "读取超时")
            raise Refused("FILE_DAMAGED", "读取程序中途退出")
        header, blobs = frame
        if "refused" in header:
            raise Refused(*header["refused"])
        return header, blobs

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", "workbook.xlsx.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )
        return self._process

    def _give_up(self) -> None:
        self._late = True
        if self._process:
            self._process.kill()

    def close(self) -> None:
        """End the child."""
        if self._process:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    try:
                        pipe.close()
                    except OSError:
                        self._process.kill()  # it died with our request half-written: nothing left to close
            self._process.kill()
            self._process.wait()
            self._process = None


class Readers:
    """A pool of reading workers, used as a context manager."""

    def __init__(self, workers: int = 1, seconds: float = SECONDS) -> None:
        self._count = workers
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers = [_Worker(seconds) for _ in range(workers)]
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers)

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()

    def read_many(self, items: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, Book | Refused]]:
        """(name, Book or Refused) for every (name, bytes), in order; a few files are read ahead."""
        waiting: deque[tuple[str, Future[tuple[Any, list[bytes]]]]] = deque()
        for name, data in items:
            waiting.append((name, self._threads.submit(self._ask, name, data)))
            if len(waiting) > self._count + _AHEAD:
                yield self._answer(*waiting.popleft())
        while waiting:
            yield self._answer(*waiting.popleft())

    def _ask(self, name: str, data: bytes) -> tuple[Any, list[bytes]]:
        worker = self._idle.get()
        try:
            return worker.ask(name, data)
        finally:
            self._idle.put(worker)

    @staticmethod
    def _answer(name: str, future: Future[tuple[Any, list[bytes]]]) -> tuple[str, Book | Refused]:
        try:
            header, blobs = future.result()
        except Refused as refused:
            return name, refused
        return name, book_of(name, header, blobs)


def read_book(data: bytes, name: str, seconds: float = SECONDS) -> Book:
    """Read one workbook in a worker of its own. Raises Refused when it cannot be read safely."""
    with Readers(1, seconds) as readers:
        ((_, found),) = readers.read_many([(name, data)])
    if isinstance(found, Refused):
        raise found
    return found


def book_of(name: str, header: Any, blobs: list[bytes]) -> Book:
    """A worker's answer as a Book."""
    sheets: list[Sheet] = []
    position = 0
    for entry in header["sheets"]:
        height, width = entry["size"]
        columns: list[list[Value]] = []
        for _ in range(width):
            columns.append(unpack_column(*blobs[position : position + 3], height))
            position += 3
        sheets.append(Sheet(entry["name"], columns, _facts(entry["facts"], columns, height), entry["state"]))
    flags = tuple((code, detail) for code, detail in header["flags"])
    return Book(name, tuple(sheets), header["date1904"], flags, header["names"])


def _facts(found: dict[str, Any], columns: list[list[Value]], height: int) -> Facts:
    """Facts as the model has them; error cells become values in the columns on the way."""
    for row, col, text in found.get("errors", ()):
        if col <= len(columns) and row <= height:
            columns[col - 1][row - 1] = CellError(text)
    merged = [Range.parse(ref) for ref in found.get("merged", ())]
    merged += [Range(*box) for box in found.get("boxes", ())]
    errors = {(row, col) for row, col, _ in found.get("errors", ())}
    return Facts(
        formulas={Cell(row, col): text for row, col, text in found.get("formulas", ())},
        uncached=frozenset(Cell(r, c) for r, c in found.get("uncached", ()) if (r, c) not in errors),
        formats={Cell(row, col): code for row, col, code in found.get("formats", ())},
        hidden_rows=tuple((a, b) for a, b in found.get("hidden_rows", ())),
        hidden_columns=tuple((a, b) for a, b in found.get("hidden_columns", ())),
        merged=tuple(merged),
        pictures=frozenset(Cell(row, col) for row, col in found.get("pictures", ())),
        notes={Cell.parse(ref): text for ref, text in found.get("notes", ())},
        odd=_odd(columns),
        protected=found.get("protected", False),
    )


def _odd(columns: list[list[Value]]) -> dict[Cell, str]:
    """Texts longer than a cell may hold, numbers that are none."""
    odd: dict[Cell, str] = {}
    for number, column in enumerate(columns, 1):
        for row, value in enumerate(column, 1):
            if value.__class__ is str:
                if len(value) > MAX_TEXT:  # type: ignore[arg-type]
                    odd[Cell(row, number)] = "long"
            elif value.__class__ is float and not math.isfinite(value):  # type: ignore[arg-type]
                odd[Cell(row, number)] = "not a number"
                column[row - 1] = None
    return odd
