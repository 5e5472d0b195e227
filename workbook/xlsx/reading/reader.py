"""Reading workbooks through worker processes: bytes in, `Book` out, in input order.

A worker that dies or takes too long costs its file, never the run. One thread a worker waits on its pipe, so
that reading goes on while the caller works; turning answers into books is left to the caller's own turn.
"""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Any, BinaryIO, Final, Literal, cast

from workbook.host import Refused
from workbook.model import Book
from workbook.system_words import reason
from workbook.xlsx.reading.answer import book_of
from workbook.xlsx.reading.limits import SECONDS, Job
from workbook.xlsx.reading.wire import read_frame, write_frame

_AHEAD: Final = 300
_AHEAD_BYTES: Final = 16 << 20
"""Read ahead so many small files that the workers stay busy while the caller validates, but few large ones."""
_TICK: Final = 0.25
_START: Final = (
    "import sys; sys.path[:0] = sys.argv[1:]; from workbook.xlsx.reading.worker import main; main()"
)

Answer = tuple[dict[str, Any], list[bytes]]
Task = Literal["read", "mark", "prove"]
"""Read a workbook; read it and answer only the mark of what it says; or only put it through the gate."""


def is_owner_file(name: str) -> bool:
    """The files that Excel (~$), WPS (.~) and LibreOffice (.~lock.) put beside an open workbook: passed over."""
    return name.startswith(("~$", ".~"))


class _Worker:
    """One child process, started when first needed and again after it died."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._job: Job | None = None
        self._deadline: float | None = None
        self._late = False
        self._lock = Lock()

    def ask(self, name: str, data: bytes, task: Task = "read") -> Answer:
        """Read or prove one workbook. Raises Refused, also when the child dies or is too slow."""
        process = self._started()
        requests, answers = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        with self._lock:
            self._late, self._deadline = False, monotonic() + self._seconds + len(data) / 1e6
        try:
            write_frame(requests, [task, name], [data])
            frame = read_frame(answers)
        except (OSError, ValueError):  # the pipe broke, or half an answer came
            frame = None
        with self._lock:
            self._deadline, late = None, self._late
        if frame is None:
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
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _START, *_search_path()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            self._job = Job(self._process)
        return self._process

    def check_time(self, now: float) -> None:
        """Kill the child when it is past its time; the thread that waits for it finds the pipe closed."""
        with self._lock:
            if self._deadline is not None and now > self._deadline and self._process:
                self._late = True
                self._process.kill()

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        job, self._job = self._job, None
        if process is None:
            return
        if job is not None:
            job.close()
        process.kill()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:
                continue  # it died with our request half-written: there is nothing left to flush to
        process.wait()


def _search_path() -> list[str]:
    """Where the child finds calamine, isal and this package: it is started without site, which is faster."""
    import isal
    import python_calamine

    import workbook

    homes = [module.__file__ for module in (workbook, python_calamine, isal)]
    return list(dict.fromkeys(str(Path(home).parents[1]) for home in homes if home))


class Readers:
    """A pool of reading workers, used as a context manager.

    workers   how many processes; one keeps a caller busy that validates what it gets
    seconds   how long one file may take
    """

    def __init__(self, workers: int = 1, seconds: float = SECONDS) -> None:
        self._count = workers
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers = [_Worker(seconds) for _ in range(workers)]
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers)
        self._done = Event()
        self._watch = Thread(target=self._watch_time, daemon=True)

    def __enter__(self) -> Readers:
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:  # do not wait for files nobody wants any more
            for worker in self._workers:
                worker.check_time(float("inf"))
        self._threads.shutdown(cancel_futures=True)
        self._done.set()
        self._watch.join()
        for worker in self._workers:
            worker.close()

    def read_many(self, items: Iterable[tuple[str, bytes | Path]]) -> Iterator[tuple[str, Book | Refused]]:
        """(name, Book or Refused) for every (name, content or path), in order; a few files are read ahead."""
        waiting: deque[tuple[str, Future[Answer], int]] = deque()
        ahead = 0
        for name, source in items:
            size = _AHEAD_BYTES // 8 if isinstance(source, Path) else len(source)
            waiting.append((name, self._threads.submit(self._ask, name, source), size))
            ahead += size
            while len(waiting) > self._count and (len(waiting) > _AHEAD or ahead > _AHEAD_BYTES):
                name, future, size = waiting.popleft()
                ahead -= size
                yield _answered(name, future)
        for name, future, _ in waiting:
            yield _answered(name, future)

    def read(self, name: str, data: bytes) -> Book:
        """One workbook, now. Raises Refused when it cannot be read safely."""
        ((_, found),) = self.read_many([(name, data)])
        if isinstance(found, Refused):
            raise found
        return found

    def mark(self, name: str, data: bytes) -> str:
        """What the journal calls the content of a workbook, read now. Raises Refused as `read` does."""
        header, _ = self._ask(name, data, "mark")
        return str(header["mark"])

    def prove(self, name: str, data: bytes) -> None:
        """Put a workbook through the gate only: it may be edited, its values are not read. Raises Refused."""
        self._ask(name, data, "prove")

    def _ask(self, name: str, source: bytes | Path, task: Task = "read") -> Answer:
        if isinstance(source, Path):
            try:
                source = source.read_bytes()
            except OSError as problem:
                raise Refused("FILE_UNREADABLE", reason(problem)) from problem
        worker = self._idle.get()
        try:
            return worker.ask(name, source, task)
        finally:
            self._idle.put(worker)

    def _watch_time(self) -> None:
        while not self._done.wait(_TICK):
            now = monotonic()
            for worker in self._workers:
                worker.check_time(now)


def _answered(name: str, future: Future[Answer]) -> tuple[str, Book | Refused]:
    try:
        return name, book_of(name, *future.result())
    except Refused as refused:
        return name, refused


def read_book(data: bytes, name: str, seconds: float = SECONDS) -> Book:
    """Read one workbook in a worker of its own. Raises Refused when it cannot be read safely."""
    with Readers(1, seconds) as readers:
        return readers.read(name, data)


def read_here(data: bytes, name: str) -> Book:
    """Read a workbook in this process: for tests, and for files we wrote ourselves. Raises Refused."""
    from workbook.xlsx.reading.worker import read

    return book_of(name, *read(data, name))
