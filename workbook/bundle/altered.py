"""What was changed since events were sealed, put on record with them: a bundle never shows a code beside other content than
it stands for without saying so.

Finding the changes is left to `workbook.seal.changes`. 锁定底稿 itself is not enclosed: out of the workbook its hashes would
tell of numbers that nobody else holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.bundle.grids import Grid
from workbook.card.read import CardSheets
from workbook.codes import severity
from workbook.masking import numbers_in
from workbook.model import Book, Finding, Place
from workbook.seal.changes import by_event, together
from workbook.seal.kept import seals
from workbook.seal.reading import Reading
from workbook.shown import show

FILE: Final = "锁定后的改动"
_LEVELS: Final = {"error": "要查明", "warning": "提醒", "info": "说明"}


class Altered(NamedTuple):
    """Everything changed since; by_event: how many grave changes of each sealed event; broken: the record of seals
    itself was changed; sealed: whether there is a seal at all."""

    findings: Sequence[Finding]
    by_event: Mapping[Scope, int]
    broken: bool
    sealed: bool

    @property
    def grave(self) -> int:
        """How many changes make the workbook another than the one that was signed for."""
        return sum(severity(finding.code) == "error" for finding in self.findings)

    def of(self, scope: Scope) -> list[str]:
        """The sentence for the page of a winner of an event."""
        if self.broken:
            return [f"锁定记录被改过，不能说明本页是签批时的内容；见 5_结果/{FILE}.csv。"]
        count = self.by_event.get(scope, 0)
        return [f"锁定后有{count}处改动，本页不都是签批时的内容；见 5_结果/{FILE}.csv。"] if count else []

    def told(self, book: Book) -> list[Finding]:
        """What is to be said of it."""
        if not self.grave:
            return []
        first = next(finding for finding in self.findings if severity(finding.code) == "error")
        return [Finding("BUNDLE_CHANGED", first.at, context={"count": f"{self.grave:,}", "file": FILE})]

    def grid(self, book: Book) -> Grid | None:
        """The list of them; None where there is none."""
        rows = []
        for finding in self.findings:
            place = finding.at if finding.at.sheet else Place(book.source)
            cell = place.cell.a1 if place.cell else None
            level = _LEVELS[severity(finding.code)]
            rows.append([level, place.sheet, cell, numbers_in(show(finding).message)])
        return Grid(FILE, ("程度", "表", "单元格", "改动"), rows) if rows else None


def altered(book: Book, sheets: CardSheets) -> Altered:
    """What was changed since. Raises Refused: BOOK_SHEET."""
    there = seals(book)
    events = by_event(Reading(book, sheets), there)
    grave = {
        scope: sum(severity(finding.code) == "error" for finding in findings)
        for scope, findings in events.items()
    }
    return Altered([*there.broken, *together(events)], grave, bool(there.broken), bool(there.scopes))
