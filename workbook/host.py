"""Hosts: whoever holds a workbook open for us. Two verbs: read it, apply edits to it.

Three hosts share one contract test (tests/test_host_contract.py): the file (`workbook.xlsx.filehost`), memory
(`workbook.memory`, for tests) and later Excel over xlwings. All give the same answer to the same edit list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from workbook.edits import Edit
from workbook.model import Book


class Skipped(NamedTuple):
    """An edit that was left out because what it expected to find has changed since."""

    number: int
    reason: str


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


class Host(Protocol):
    """A workbook that can be read and edited."""

    def read(self) -> Book:
        """All sheets with values and facts. Raises Refused when the workbook cannot be read safely."""
        ...

    def apply(self, edits: Sequence[Edit], conflicts: Literal["refuse", "skip"] = "refuse") -> Applied:
        """Apply all edits in order, or none.

        With conflicts="skip" an edit whose `expect` does not hold is left out and reported; everything else
        that cannot be done safely still refuses the whole list.
        """
        ...
