"""Reading and checking many workbooks: read, parse, validate in batches. What becomes of the findings is left to others."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Final, NamedTuple

from workbook.batch import Batch, Options
from workbook.host import Refused
from workbook.layout import Ambiguous
from workbook.model import Book, Finding
from workbook.parse import Memo, snapshot_of
from workbook.sheets import is_contest_book
from workbook.system_words import reason
from workbook.table import Snapshot
from workbook.validate import validate
from workbook.xlsx.reading.reader import Readers

_BATCH: Final = 250
"""Files validated together: enough to make pandera's fixed cost vanish, few enough to stay small in memory."""


@dataclass(frozen=True, slots=True)
class Input:
    """One workbook to work on: the name shown, where it lies.

    data   gives its bytes where it lies inside an archive; its path is then only its name, and nothing is written there
    """

    name: str
    path: Path
    data: Callable[[], bytes] | None = None


class Checked(NamedTuple):
    """One readable workbook after checking: its bytes, what was read, what was found."""

    data: bytes
    snapshot: Snapshot
    findings: tuple[Finding, ...]

    @property
    def book(self) -> Book:
        """What was read."""
        book = self.snapshot.book
        assert book is not None  # a checked snapshot always keeps its book
        return book


def checked(
    inputs: Sequence[Input], options: Options, jobs: int = 1
) -> Iterator[tuple[Input, Checked | Refused]]:
    """Read, parse and validate workbooks in batches, in input order; a refused file costs only itself."""
    data: dict[str, bytes] = {}
    refused: dict[str, Refused] = {}
    memo: Memo = {}
    waiting = iter(inputs)
    Thread(
        target=import_module, args=("schemas.frames",), daemon=True
    ).start()  # pandera loads while a worker reads
    with Readers(jobs) as readers, without_collector():
        books = readers.read_many(_contents(inputs, data, refused))
        while chunk := list(islice(books, _BATCH)):
            for name, outcome in _validated(chunk, data, options, memo):
                item = next(waiting)
                while item.name != name:
                    yield item, refused[item.name]
                    item = next(waiting)
                yield item, outcome
    for item in waiting:
        yield item, refused[item.name]


@contextmanager
def without_collector() -> Iterator[None]:
    """No garbage collection for a while: it would walk millions of live cells again and again, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _contents(
    inputs: Iterable[Input], data: dict[str, bytes], refused: dict[str, Refused]
) -> Iterator[tuple[str, bytes]]:
    """Each file read once into memory: that copy is what is checked and what is written back."""
    for item in inputs:
        try:
            content = content_of(item)
        except Refused as problem:
            refused[item.name] = problem
        else:
            data[item.name] = content
            yield item.name, content


def content_of(item: Input) -> bytes:
    """What a workbook holds now. Raises Refused: FILE_MISSING, FILE_UNREADABLE."""
    if item.data is not None:
        return item.data()
    path = item.path
    try:
        if not os.path.exists(path):
            from workbook.xlsx.saving.disk import DISK
            from workbook.xlsx.saving.leftovers import recover

            recover(path, DISK)  # a crash of Windows in the middle of a save may have set it aside
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused("FILE_MISSING") from None
    except OSError as problem:
        raise Refused("FILE_UNREADABLE", reason(problem)) from problem


def _validated(
    chunk: Iterable[tuple[str, Book | Refused]], data: dict[str, bytes], options: Options, memo: Memo
) -> Iterator[tuple[str, Checked | Refused]]:
    """Parse each book, then validate all that could be parsed at once."""
    parsed = [(name, _snapshot(book, options, memo)) for name, book in chunk]
    snapshots = tuple(s for _, s in parsed if isinstance(s, Snapshot))
    found = iter(validate(Batch(snapshots), options))
    for name, outcome in parsed:
        content = data.pop(name)
        if isinstance(outcome, Snapshot):
            yield name, Checked(content, outcome, tuple(next(found)))
        else:
            yield name, outcome


def checked_book(book: Book, options: Options) -> tuple[Finding, ...]:
    """What is found in a workbook that was read already. Raises Refused."""
    snapshot = _snapshot(book, options, {})
    if isinstance(snapshot, Refused):
        raise snapshot
    (found,) = validate(Batch((snapshot,)), options)
    return tuple(found)


def _snapshot(book: Book | Refused, options: Options, memo: Memo) -> Snapshot | Refused:
    if isinstance(book, Refused):
        return book
    if is_contest_book(book):
        return Refused("FILE_CONTEST_BOOK")
    try:
        snapshot = snapshot_of(book, options.schools, memo)
    except Ambiguous as rows:
        return Refused("FILE_HEADER_AMBIGUOUS", f"{rows.sheet} 第 {rows.first} 行和第 {rows.second} 行")
    if not snapshot.tables:
        return Refused("FILE_NO_SHEET", "、".join(snapshot.unknown) or "各工作表都是空的")
    return snapshot
