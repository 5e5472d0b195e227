"""From edits to a saved workbook: the one way every command writes a file.

Patch a copy in memory, add the journal's line, put the result through the gate, keep how to undo it, save. Refused at
any step: the file is as it was. What is to be changed is decided by `commands`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from workbook import journal
from workbook.host import Applied, Refused
from workbook.model import Book, Finding
from workbook.report import FileResult
from workbook.xlsx.reading.reader import Readers
from workbook.xlsx.saving.save import locked, ready, save
from workbook.xlsx.writing.filehost import FileHost
from xladdin import undo
from xladdin.outputs import Output
from xladdin.steps import Act, Step, journal_line


class Made(NamedTuple):
    """What edits made of a workbook in memory: the host that holds it, what came of the edits.

    undone   the record that was applied, when it was an undo
    """

    host: FileHost
    applied: Applied
    undone: undo.Record | None = None


Run = Callable[[], Made]
"""Edits a workbook in memory. May raise Refused."""


@dataclass(frozen=True, slots=True)
class Writer:
    """What all writes of one command share: its id and label, where results go, readers kept open, the time."""

    command: str
    label: str
    output: Output
    readers: Readers
    now: datetime

    def write(
        self,
        name: str,
        source: Path,
        data: bytes,
        run: Run,
        findings: tuple[Finding, ...] = (),
        book: Book | None = None,
    ) -> FileResult:
        """Run the edits on a workbook and save the result; a refusal is told and leaves no trace.

        book   what the workbook says before, where the caller has it at hand
        """
        try:
            path = self.output.path_for(source)
            ready(path, len(data))
            made = run()
            host, applied = made.host, made.applied
            if path == source and host.data == data:
                return FileResult(name, findings, kept=_kept(applied))
            self._add_journal_line(name, book or data, host, applied, findings)
            with ThreadPoolExecutor(1) as beside, locked(path):
                proof = beside.submit(self.readers.prove, path.name, host.data)
                self._save(path, made, data, proof, over=path == source)
        except Refused as refused:
            return FileResult(name, findings, refused=refused)
        return FileResult(name, findings, written=path.name, kept=_kept(applied))

    def _save(self, path: Path, made: Made, before: bytes, proof: Future[None], over: bool) -> None:
        """Keep how to undo it while the gate looks at it, then save: what cannot be undone or read is not written."""
        record = None
        data, applied = made.host.data, made.applied
        try:
            if made.undone is not None:
                record = undo.remember_undone(made.undone, not applied.skipped, undo.state_of(data), self.now)
            elif applied.inverse:
                record = undo.remember(
                    self.command,
                    path.name,
                    undo.state_of(before),
                    undo.state_of(data),
                    made.host.sample,
                    applied.inverse,
                    self.now,
                )
            proof.result()
            save(path, data, before if over else self.output.expected(path, data))
        except Refused:
            if record is not None:
                record.unlink(missing_ok=True)
            raise

    def _add_journal_line(
        self, name: str, was: Book | bytes, host: FileHost, applied: Applied, findings: tuple[Finding, ...]
    ) -> None:
        """One line in the journal of a contest workbook; other workbooks have none and get none."""
        if not journal.is_journal(host.sample([journal.SHEET]).get(journal.SHEET, ())):
            return
        before = self.readers.mark(name, was) if isinstance(was, bytes) else journal.content_mark(was)
        after = self.readers.mark(name, host.data)
        step = Step(self.command, self.label, self.now)
        host.apply([journal_line(step, applied, findings, before, after)])


def _kept(applied: Applied) -> tuple[str, ...]:
    return tuple(skipped.reason for skipped in applied.skipped)


def host_of(data: bytes, name: str, book: Book | None = None) -> FileHost:
    """The file itself; for .xls, .et and .docx, which cannot be edited, a new .xlsx of the values that were read."""
    if book is not None and any(code in ("FILE_XLS", "FILE_WORD") for code, _ in book.flags):
        from workbook.xlsx.making.legacy import as_xlsx

        data = as_xlsx(book)
    return FileHost(data, name)


def changing(data: bytes, name: str, act: Act, book: Book | None = None) -> Run:
    """Change a workbook that lies in bytes.

    book   what it says, where it is at hand
    """

    def run() -> Made:
        host = host_of(data, name, book)
        return Made(host, act(host))

    return run


def undoing(data: bytes, name: str) -> Run:
    """Apply the inverse edits of the last command that fits the workbook; what was changed since stays.

    Raises Refused(UNDO_NONE) where none fits, or where nothing would change.
    """

    def run() -> Made:
        host = FileHost(data, name)
        for record in undo.found(name, undo.state_of(data), host.sample):
            host = FileHost(data, name)
            try:
                applied = host.apply(record.inverse, "skip_refused")
            except Refused:
                if record.exact:
                    raise
                continue
            if host.data != data and (record.exact or undo.fits(record, applied)):
                return Made(host, applied, record)
        raise Refused("UNDO_NONE")

    return run
