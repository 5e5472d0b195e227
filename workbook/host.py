"""Hosts: whoever holds a workbook open for us. Two verbs: read it, apply edits to it.

Three hosts share one contract test (tests/test_host_contract.py): the file (`workbook.xlsx.writing.filehost`), memory
(`workbook.memory`, for tests) and Excel over xlwings (`xladdin.excel`). All give the same answer to the same edit list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeAlias

from workbook.edits import Edit
from workbook.model import Book

Conflicts: TypeAlias = Literal["refuse", "skip", "skip_refused"]
"""What becomes of a list with an edit that cannot be made:

refuse         nothing is done, `Refused` names the edit
skip           an edit whose `expect` does not hold is left out; any other that cannot be made refuses the list
skip_refused   every edit that cannot be made is left out, whatever the reason (merged, locked, threaded ...); only what
               concerns the workbook as a whole (FILE_...) refuses the list
"""


class Skipped(NamedTuple):
    """An edit that was left out, or a part of it: an appended row that a person changed since stays.

    code   why: EDIT_EXPECT, what it expected to find has changed since; else the code it was refused with
    rows   how many of the rows it would have taken away stay; None: all of the edit was left out
    """

    number: int
    reason: str
    code: str = "EDIT_EXPECT"
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying gave: the edits that undo it, in the order to apply them, and what was left out."""

    inverse: tuple[Edit, ...]
    skipped: tuple[Skipped, ...] = ()


class Refused(Exception):
    """The host will not do this; nothing was changed.

    code     a finding code (EDIT_... or FILE_...)
    detail   fills the words of that code
    number   which edit of the list, counted from 1; None when it is about the whole workbook
    """

    def __init__(self, code: str, detail: str = "", number: int | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail, self.number = code, detail, number
        self.file = ""

    def of(self, file: str) -> Refused:
        """The same, about a file that is not the one the command was given first."""
        self.file = file
        return self

    def skipped(self, number: int, conflicts: Conflicts) -> Skipped | None:
        """This refusal as an edit left out; None when it refuses the whole list."""
        if self.code == "EDIT_EXPECT" and conflicts != "refuse":
            return Skipped(number, f"{self.detail} 的内容已被改过，保持不变")
        if self.code.startswith("EDIT_") and conflicts == "skip_refused":
            from workbook import codes  # only here: workers load this module and need no words

            return Skipped(number, codes.words(self.code, {"detail": self.detail}, "zh").message, self.code)
        return None


class Host(Protocol):
    """A workbook that can be read and edited."""

    def read(self) -> Book:
        """All sheets with values and facts. Raises Refused when the workbook cannot be read safely."""
        ...

    def apply(self, edits: Sequence[Edit], conflicts: Conflicts = "refuse") -> Applied:
        """Apply all edits in order, or none; `conflicts` says which may be left out, and those are reported."""
        ...
