"""A workbook open in Excel as the desk a command works at: the same commands as on a file, on what is on the screen.

The open workbook is changed and not saved: that is for the person who looks at it. What a command did can be undone
later, too, also after the workbook was saved and closed; what came in between is asked edit by edit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import xlwings as xw

from workbook import journal
from workbook.content import fingerprint
from workbook.edits import Edit
from workbook.host import Applied, Conflicts, Refused
from workbook.likeness import sample_of
from workbook.model import Book, Finding
from workbook.report import FileResult
from workbook.xlsx.reading.reader import Readers
from xladdin import undo as store
from xladdin.excel import Difference, ExcelHost
from xladdin.excel.native import Native
from xladdin.excel.write import insist
from xladdin.steps import Act, Step, applying, journal_line
from xladdin.undo import Record


class ExcelDesk:
    """A workbook open in Excel.

    changed       something was done that can be undone
    differences   the formulas written so far whose values Excel calculates otherwise
    unsettled     settings Excel would not take back
    """

    def __init__(self, book: xw.Book, native: Native, readers: Callable[[], Readers]) -> None:
        self.name, self.path = str(book.name), Path(native.full_name(book))
        self._open, self._native, self._readers = book, native, readers
        self._host = ExcelHost(book, native)
        self._book: Book | None = None
        self.changed = False
        self.differences: list[Difference] = []
        self.unsettled: list[str] = []

    @cached_property
    def readers(self) -> Readers:
        """See Desk. Started when first asked for."""
        return self._readers()

    def read(self) -> Book:
        """See Desk."""
        if self._book is None:
            self._book = self._host.read()
        return self._book

    def content(self) -> bytes:
        """See Desk: as Excel would save it now."""
        with TemporaryDirectory(
            prefix="contestbook", ignore_cleanup_errors=True
        ) as folder:  # a scanner may hold it
            copy = Path(folder) / self.name
            self._native.save_copy(self._open, copy)
            return copy.read_bytes()

    def change(self, step: Step, act: Act, findings: Sequence[Finding] = ()) -> FileResult:
        """See Desk."""
        return self._changed(step, act, findings, None)

    def undo(self, step: Step) -> tuple[FileResult, str]:
        """Take back the last command that fits; what was changed since stays. Raises Refused: UNDO_NONE.

        Answers the command's id, too, where a later one of such a workbook was passed over: it is not the last.
        """
        book, passed = self._host.says(), False
        for record in store.found(self.name, _state(book), partial(sample_of, book)):
            try:
                would = self._host.would(record.inverse, "skip_refused")
            except Refused:
                if record.exact:
                    raise
                passed |= record.file == self.name
                continue
            if would.inverse and (record.exact or store.fits(record, would)):
                result = self._changed(step, applying(record.inverse, "skip_refused"), (), record)
                return result, record.command if passed else ""
            passed |= record.file == self.name
        raise Refused("UNDO_NONE")

    def _changed(
        self, step: Step, act: Act, findings: Sequence[Finding], undone: Record | None
    ) -> FileResult:
        """Change the workbook; whatever fails on the way, all is taken back. undone: the record that `act` undoes."""
        before, shown = self._book or self._host.says(), self._native.selected(self._open)
        careful = _Careful(self._host, self)
        record: Path | None = None
        try:
            applied = act(careful)
            if applied.inverse:
                after = self._host.says()
                record = self._remember(step, before, after, applied, undone)
                if _has_journal(before):
                    marks = journal.content_mark(before), journal.content_mark(after)
                    careful.apply([journal_line(step, applied, findings, *marks)])
        except BaseException:
            careful.take_back()  # where that fails, the record stays: it says how to undo what is left
            if self._native.selected(self._open) != shown:  # the sheet in front was away meanwhile
                insist(lambda: self._native.select(self._open, *shown))
            if record is not None:
                record.unlink(missing_ok=True)
            raise
        self._book = None
        self.changed |= undone is None and bool(applied.inverse)
        why = tuple(skipped.reason for skipped in applied.skipped)
        return FileResult(
            self.name, tuple(findings), written=self.name if applied.inverse else None, kept=why
        )

    def _remember(
        self, step: Step, before: Book, after: Book, applied: Applied, undone: Record | None
    ) -> Path:
        """Keep how to undo it, or that it was undone. Raises Refused(UNDO_STORE)."""
        state = _state(after)
        if undone is not None:
            return store.remember_undone(undone, not applied.skipped, state, step.now)
        sample = partial(sample_of, after)
        return store.remember(
            step.command, self.name, _state(before), state, sample, applied.inverse, step.now
        )


def _state(book: Book) -> str:
    """Which state of the workbook this is, for undo: what it says, the journal left out."""
    return fingerprint(book, without=(journal.SHEET,))


def _has_journal(book: Book) -> bool:
    """Contest workbooks have one; others get none."""
    sheet = book.sheet(journal.SHEET)
    return sheet is not None and journal.is_journal(value for column in sheet.columns for value in column[:1])


class _Careful:
    """The host of one change: it remembers how to take back all that was done so far."""

    def __init__(self, host: ExcelHost, desk: ExcelDesk) -> None:
        self._host, self._desk = host, desk
        self._done: list[tuple[Edit, ...]] = []

    def read(self) -> Book:
        """See Host."""
        return self._host.read()

    def apply(self, edits: Sequence[Edit], conflicts: Conflicts = "refuse") -> Applied:
        """See Host."""
        applied = self._host.apply(edits, conflicts)
        self._done.append(applied.inverse)
        self._desk.differences += self._host.differences
        self._desk.unsettled += self._host.unsettled
        return applied

    def take_back(self) -> None:
        """Undo what was done, the last first. Raises Refused where Excel does not take that, or not all of it."""
        left: list[str] = []
        try:
            while self._done:
                taken = self._host.apply(self._done.pop(), "skip_refused")
                left += [skipped.reason for skipped in taken.skipped]
        except Refused as problem:
            raise Refused("FILE_NOT_SAVED", "Excel 中途拒绝，已写入的没能还原；请关闭且不保存") from problem
        if left:
            raise Refused("FILE_NOT_SAVED", f"这些没能还原：{'、'.join(left[:3])}；请关闭且不保存")
