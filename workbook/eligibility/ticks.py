"""Readings that a person must confirm: a time told in words (晚7点) counts for nothing until it is ticked in 问题清单.

What is a reading is said by the check of the file or of the sheet; here it is only seen which of them nobody confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Final, NamedTuple

from workbook.findings_sheet import Cause, decision_key, decisions_in
from workbook.merge.base import kept_findings
from workbook.model import Book, Finding

READINGS: Final = frozenset({"TIME_SPOKEN"})
CONFIRMED: Final = ("属实", "不用改", "已改")
"""Answers in 处理情况 that settle it: the reading is right, or the cell of the workbook was made right."""
OWNER: Final = "eligible"
_BOTH: Final[Mapping[str, frozenset[str]]] = {"span": frozenset({"span", "start", "end"})}
"""One cell that holds two values."""

Row = tuple[str, str, int]
"""File, sheet and row; of the contest workbook itself the file is its own name."""


class Unticked(NamedTuple):
    """Which fields of which rows rest on a reading that nobody confirmed."""

    fields: Mapping[Row, Set[str]]

    def of(self, row: Row) -> Set[str]:
        """The fields of a row."""
        return self.fields.get(row, frozenset())


def unticked(book: Book, own: Iterable[Finding]) -> Unticked:
    """Of what reading the sheets found (`own`), and of what the merged files brought. Raises Refused: BOOK_SHEET."""
    decided = decisions_in(book)
    found: dict[Row, set[str]] = {}
    for finding in (*own, *kept_findings(book, READINGS)):
        place = finding.at
        if finding.code not in READINGS or place.sheet is None or place.cell is None:
            continue
        keys = (decision_key(Cause((finding,), owner), book.source) for owner in ("", OWNER))
        if not any(key in decided and decided[key].decided in CONFIRMED for key in keys):
            field = finding.field or ""
            row = place.file, place.sheet, place.cell.row
            found.setdefault(row, set()).update(_BOTH.get(field, (field,)))
    return Unticked(found)
