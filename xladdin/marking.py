"""What the commands about submitted sheets do on files: check, fix, clear, undo, apply.

The shell only gathers inputs and shows results; no rule lives here. Every command answers with `FileResult`s, writes
only what the user named, and leaves its input alone unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.annotate import annotate, clear_edits
from workbook.batch import Options
from workbook.fix import Change, fix_edits, preview
from workbook.host import Refused
from workbook.model import Book, Finding
from workbook.report import FileResult
from workbook.xlsx.reading.reader import Readers
from xladdin.checking import Input, checked, content_of
from xladdin.commands import label_of
from xladdin.outputs import Output
from xladdin.steps import Act, applying

if TYPE_CHECKING:
    from xladdin.writing import Run, Writer


def check(
    inputs: Sequence[Input],
    options: Options,
    output: Output | None = None,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
    now: datetime | None = None,
) -> Iterator[FileResult]:
    """Check workbooks in input order; with an output, write each with its marks and list."""
    with _writer("check", output, now) as writer:
        for item, outcome in checked(inputs, options, jobs):
            progress(item.name)
            if isinstance(outcome, Refused):
                yield FileResult(item.name, refused=outcome)
            elif writer is None:
                yield FileResult(item.name, outcome.findings)
            else:
                from xladdin.writing import changing

                run = changing(outcome.data, item.name, marks(outcome.book, outcome.findings), outcome.book)
                yield writer.write(item.name, item.path, outcome.data, run, outcome.findings)


def marks(book: Book, findings: Sequence[Finding]) -> Act:
    """Put our marks and list into a workbook, our old ones taken off first."""
    return lambda host: annotate(host, book, findings)


def fix(
    inputs: Sequence[Input], options: Options, output: Output | None, now: datetime | None = None
) -> Iterator[tuple[FileResult, list[Change]]]:
    """Apply the safe fixes; without an output only say what would be changed."""
    with _writer("fix", output, now) as writer:
        for item, outcome in checked(inputs, options):
            if isinstance(outcome, Refused):
                yield FileResult(item.name, refused=outcome), []
                continue
            edits, settled = fix_edits(outcome.book, outcome.findings)
            result = FileResult(item.name, tuple(settled))
            if writer is not None:
                from xladdin.writing import changing

                run = changing(outcome.data, item.name, applying(edits), outcome.book)
                result = writer.write(item.name, item.path, outcome.data, run, tuple(settled))
            yield result, preview(settled)


def clear(inputs: Sequence[Input], output: Output, now: datetime | None = None) -> Iterator[FileResult]:
    """Take off our marks and list; cells a person changed since stay as they left them."""

    def run_on(data: bytes, name: str, readers: Readers) -> Run:
        from xladdin.writing import changing

        book = readers.read(name, data)
        return changing(data, name, applying(clear_edits(book), "skip"), book)

    return _edited("clear", inputs, output, run_on, now)


def undo_last(inputs: Sequence[Input], output: Output, now: datetime | None = None) -> Iterator[FileResult]:
    """Undo the last command on a workbook; cells a person changed since stay as they left them."""

    def run_on(data: bytes, name: str, readers: Readers) -> Run:
        from xladdin.writing import undoing

        readers.prove(name, data)
        return undoing(data, name)

    return _edited("undo", inputs, output, run_on, now)


def apply(item: Input, edits: Path, output: Output, now: datetime | None = None) -> FileResult:
    """Apply an edit list (design §7) to a workbook: every edit, or none and the first that cannot be is named."""

    def run_on(data: bytes, name: str, readers: Readers) -> Run:
        from xladdin.edit_lists import read_edits
        from xladdin.writing import changing

        wanted = read_edits(edits)
        readers.prove(name, data)
        return changing(data, name, applying(wanted))

    (result,) = _edited("apply", [item], output, run_on, now)
    return result


def _edited(
    command: str,
    inputs: Sequence[Input],
    output: Output,
    run_on: Callable[[bytes, str, Readers], Run],
    now: datetime | None,
) -> Iterator[FileResult]:
    """Read each file once, through the gate, and write what `run_on` makes of it."""
    with _writer(command, output, now) as writer:
        assert writer is not None  # there is an output
        for item in inputs:
            try:
                data = content_of(item)
                run = run_on(data, item.name, writer.readers)
            except Refused as refused:
                yield FileResult(item.name, refused=refused)
            else:
                yield writer.write(item.name, item.path, data, run)


@contextmanager
def _writer(command: str, output: Output | None, now: datetime | None = None) -> Iterator[Writer | None]:
    """What a command writes with; None when it writes nothing, and then the writing code is not even loaded."""
    if output is None:
        yield None
        return
    from xladdin.writing import Writer

    with Readers() as readers:
        yield Writer(command, label_of(command), output, readers, now or datetime.now().astimezone())
