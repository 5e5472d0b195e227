"""Where the workbook lies that a command works on: a closed file here, in Excel in `xladdin.excel_desk`.

A command reads from its desk, decides, and has its edits written by it: what is written, told, kept for undo and put down
in the journal is the same whoever asks. `writing` has how a file is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from workbook.edits import Edit
from workbook.model import Book, Finding
from workbook.report import FileResult
from workbook.xlsx.reading.reader import Readers
from xladdin.checking import Input, content_of, without_collector
from xladdin.outputs import Output
from xladdin.steps import Act, Step, applying


class Desk(Protocol):
    """A workbook at hand.

    name   what it is called in findings and messages
    path   where it lies or will be saved
    """

    name: str
    path: Path

    @property
    def readers(self) -> Readers:
        """For files from outside that a command reads as well."""
        ...

    def read(self) -> Book:
        """The workbook as it is, read once. Raises Refused."""
        ...

    def content(self) -> bytes:
        """The workbook as the bytes of a file. Raises Refused."""
        ...

    def change(self, step: Step, act: Act, findings: Sequence[Finding] = ()) -> FileResult:
        """Change the workbook and keep how to undo it. Raises Refused; then it is as it was."""
        ...


def edit(desk: Desk, step: Step, edits: Sequence[Edit], findings: Sequence[Finding]) -> FileResult:
    """Make all edits in the workbook; without any it is left alone. Raises Refused; then it is as it was."""
    if not edits:
        return FileResult(desk.name, tuple(findings))
    return desk.change(step, applying(edits), findings)


class FileDesk:
    """A workbook that lies closed in a file."""

    def __init__(self, path: Path, readers: Readers) -> None:
        self.name, self.path, self.readers = path.name, path, readers
        self._data: bytes | None = None
        self._book: Book | None = None

    def content(self) -> bytes:
        """See Desk."""
        if self._data is None:
            self._data = content_of(Input(self.name, self.path))
        return self._data

    def read(self) -> Book:
        """See Desk."""
        if self._book is None:
            self._book = self.readers.read(self.name, self.content())
        return self._book

    def change(self, step: Step, act: Act, findings: Sequence[Finding] = ()) -> FileResult:
        """See Desk."""
        from xladdin.writing import Writer, changing  # a command that only reads does not pay for it

        writer = Writer(step.command, step.label, Output(None), self.readers, step.now)
        run = changing(self.content(), self.name, act, self._book)
        outcome = writer.write(self.name, self.path, self.content(), run, tuple(findings), self._book)
        if outcome.refused:
            raise outcome.refused
        return outcome


@contextmanager
def on_file(path: Path) -> Iterator[FileDesk]:
    """A closed file at hand while a command works on it."""
    with Readers() as readers, without_collector():
        yield FileDesk(path, readers)
