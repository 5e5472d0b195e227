"""操作记录: what was done to a contest workbook, one line a command, written below the last and never changed.

Only contest workbooks have the sheet (`new` makes it); no command adds it to somebody's file. An undo does not take a
line away, it adds its own. The clock and the version come from outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from schemas.tabs import PARTS
from workbook.content import fingerprint
from workbook.edits import AddSheet, Append, Edit
from workbook.model import Book, Value

SHEET: Final = "操作记录"
HEADINGS: Final = ("时间", "操作", "程序版本", "结果", "操作前指纹", "操作后指纹")
_SHOWN: Final = 16
"""So many characters of a fingerprint: enough to tell two contents apart by eye and by search."""


class Entry(NamedTuple):
    """One line: when (with the offset from UTC), the command's label, our version, what came of it, and the marks of
    the content before and after it; before is "" where the command made the workbook.
    """

    when: datetime
    label: str
    version: str
    counts: str
    before: str
    after: str


def new_sheet() -> AddSheet:
    """The empty journal of a new contest workbook."""
    widths = dict(zip("ABCDEF", (26.0, 40.0, 10.0, 40.0, 20.0, 20.0), strict=True))
    look = {
        "widths": widths,
        "header": 1,
        "freeze": "A2",
        "filter": "A1:F1",
        "landscape": True,
        "repeat": "1:1",
        "tab": PARTS["记录"],
    }
    return AddSheet(SHEET, (HEADINGS,), look)


def is_journal(values: Iterable[Value]) -> bool:
    """Whether values from the top of a sheet of that name show our journal, not a sheet of the user's."""
    return set(HEADINGS) <= {value for value in values if isinstance(value, str)}


def line(entry: Entry) -> Edit:
    """The edit that adds a line; all of it is text, so that no program reads a time or a hash as a number."""
    when = entry.when.isoformat(sep=" ", timespec="seconds")
    told = (when, entry.label, entry.version, entry.counts, entry.before, entry.after)
    return Append(SHEET, (told,), protected="allow")


def content_mark(book: Book) -> str:
    """The fingerprint of a contest workbook's content, the journal left out, as the journal shows it."""
    return fingerprint(book, without=(SHEET,))[:_SHOWN]
