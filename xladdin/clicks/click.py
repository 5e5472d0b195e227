"""One press of a button: which command, where, with what is asked of the person; and what is answered."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import xlwings as xw

from workbook.codes import Lang
from workbook.host import Refused
from workbook.model import Cell, Finding, Severity
from workbook.report import FileResult, cause_line, summary_line
from xladdin.commands import Command
from xladdin.excel.dialogs import Dialogs
from xladdin.excel.native import Native
from xladdin.excel.ready import refusal

if TYPE_CHECKING:
    from workbook.xlsx.reading.reader import Readers
    from xladdin.excel_desk import ExcelDesk
    from xladdin.steps import Step


T = TypeVar("T")
_LINES: Final = 9
"""So many lines fit into a box that somebody still reads."""


class Cancelled(Exception):
    """The person closed a question without an answer: nothing is done, nothing is said."""


class Told(NamedTuple):
    """What a click answers.

    said     one sentence
    show     the sheet to look at, and the cell; None: there is nothing to look at, so the sentence is told in a box
    box      told in a box although there is something to look at
    """

    said: str
    show: tuple[str, Cell] | None = None
    box: bool = False


@dataclass
class Click:
    """One press of a button.

    find     the workbook it is about; Raises Refused where there is none
    """

    command: Command
    app: xw.App
    native: Native
    dialogs: Dialogs
    find: Callable[[], xw.Book]
    lang: Lang
    now: datetime
    stack: ExitStack

    @cached_property
    def book(self) -> xw.Book:
        """The workbook the button was pressed on. Raises Refused."""
        return self.find()

    @cached_property
    def reading(self) -> ExcelDesk:
        """That workbook, only to be read: whatever Excel has open can be. Raises Refused where it is not there."""
        from xladdin.excel_desk import ExcelDesk

        return ExcelDesk(self.book, self.native, self._readers)

    @cached_property
    def desk(self) -> ExcelDesk:
        """That workbook, to be written in: asked first whether that can be. Raises Refused."""
        if why := refusal(self.native.standing(self.book)):
            raise why
        return self.reading

    @property
    def begun(self) -> ExcelDesk | None:
        """The workbook, where a command has looked at it."""
        return self.__dict__.get("reading")

    def contest(self, writes: bool) -> ExcelDesk:
        """That workbook, known to be a contest workbook before anything is asked. Raises Refused."""
        from xladdin.contests import card_of

        desk = self.desk if writes else self.reading
        card_of(desk.read())
        return desk

    def _readers(self) -> Readers:
        from workbook.xlsx.reading.reader import Readers

        return self.stack.enter_context(Readers())

    @property
    def step(self) -> Step:
        """What is done, as undo and the journal name it."""
        from xladdin.steps import step_of

        return step_of(self.command.id, self.now)

    def words(self, chinese: str, english: str) -> str:
        """The sentence in the language of the screen."""
        return chinese if self.lang == "zh" else english

    def counts(self, result: FileResult) -> str:
        """必须改 3 · 请核实 1"""
        return summary_line(result, self.lang)

    # ---- questions; each raises Cancelled

    def folder(self, chinese: str, english: str) -> Path:
        """Ask for a folder."""
        return _given(self.dialogs.folder(self.words(chinese, english)))

    def files(self, chinese: str, english: str, patterns: Sequence[str], many: bool = True) -> list[Path]:
        """Ask for files to read."""
        found = self.dialogs.files(self.words(chinese, english), patterns, many)
        if not found:
            raise Cancelled
        return found

    def save(self, chinese: str, english: str, name: str, suffix: str = ".xlsx") -> Path:
        """Ask under which name a new file is to be written. Raises Refused: BOOK_EXISTS; Excel's dialogue may not ask."""
        path = _given(self.dialogs.save(self.words(chinese, english), name, suffix))
        if os.path.lexists(path):
            raise Refused("BOOK_EXISTS", path.name)
        return path

    def text(self, chinese: str, english: str, proposal: str = "") -> str:
        """Ask for some words; empty ones count as no answer."""
        return _given((self.dialogs.text(self.words(chinese, english), proposal) or "").strip() or None)

    def choice(self, chinese: str, english: str, options: Sequence[str]) -> str:
        """Ask for one of several."""
        return _given(self.dialogs.choice(self.words(chinese, english), options))

    # ---- answers

    def few(self, lines: Sequence[str]) -> str:
        """Lines for a box: as many as somebody still reads, and how many more there are."""
        more = len(lines) - _LINES
        left = [self.words(f"……还有 {more} 条。", f"... {more} more.")] if more > 0 else []
        return "\n".join([*lines[:_LINES], *left])

    def found(self, findings: Sequence[Finding], level: Severity | None = None) -> list[str]:
        """Findings, perhaps only those of one severity, a line each: where, what, what to do."""
        told = cause_line(findings, self.lang)
        return [f"· {place} {text}" for grave, place, _, text in told if level in (None, grave)]

    def open_made(self, path: Path, said: str) -> Told:
        """Open a workbook that was just made; Excel takes no two of one name, then the sentence says so."""
        if any(book.name.casefold() == path.name.casefold() for book in self.app.books):
            said += self.words(
                "另有一个同名的工作簿开着，请关掉它再打开这个。",
                " Another workbook of that name is open: close it, then open this one.",
            )
        else:
            self.app.books.open(str(path))
        return Told(said)

    def at(self, sheet: str, said: str, cell: Cell | None = None, box: bool = False) -> Told:
        """A sentence, and the sheet to look at if it is there and shown."""
        names = [one.name for one in self.book.sheets if one.visible]
        return Told(said, (sheet, cell or Cell(1, 1)) if sheet in names else None, box)


def _given(answer: T | None) -> T:
    if answer is None:
        raise Cancelled
    return answer


def refuse_unknown(id_: str) -> Refused:
    """A control nobody knows: of a newer add-in, or of somebody else's."""
    return Refused("CLICK_UNKNOWN", id_[:40] if id_.isascii() else "?")
