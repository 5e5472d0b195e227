"""Readings that a person must confirm: a time told in words (晚7点) counts for nothing until it is ticked in 问题清单.

What is a reading is said by the check of the file or of the sheet; here it is only seen which of them nobody confirmed.
A row that was merged is of several files: one that says the time plainly confirms it, and so does a ticked one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Final, NamedTuple

from workbook.apart import told_apart
from workbook.findings_sheet import Cause, decision_key, decisions_in
from workbook.merge.base import kept_findings, received
from workbook.merge.fold import Folded, Record, Source, fold
from workbook.merge.rosters import where
from workbook.merge.submission import Said
from workbook.model import Book, Finding

READINGS: Final = frozenset({"TIME_SPOKEN"})
CONFIRMED: Final = ("属实", "不用改", "已改")
"""Answers in 处理情况 that settle it: the reading is right, or the cell of the workbook was made right."""
OWNER: Final = "eligible"
_BOTH: Final[Mapping[str, frozenset[str]]] = {"span": frozenset({"span", "start", "end"})}
"""One cell that holds two values."""

Row = tuple[str, str, int]
"""The contest workbook, its sheet and the row."""
From = tuple[str, str, str, str]
"""Format, and the file, sheet and row a row was taken from, as they stand beside it."""
Readings = Mapping[Source, Mapping[str, Sequence[Finding]]]
"""Row of a submission -> field -> what was found of it."""


class Unticked(NamedTuple):
    """What rests on a reading that nobody confirmed.

    typed    rows of the workbook -> the fields whose own cells hold a reading
    merged   rows of files -> the fields whose value is a reading in all files that say it, with that value
    """

    typed: Mapping[Row, Set[str]]
    merged: Mapping[From, Mapping[str, Said]]


def unticked(book: Book, own: Iterable[Finding]) -> Unticked:
    """Of what reading the sheets found (`own`), and of what the merged files brought.

    Raises Refused: BOOK_SHEET, BOOK_BASE.
    """
    ticked = _ticked(book)
    typed: dict[Row, set[str]] = {}
    for finding in told_apart(own):
        place = finding.at
        if finding.code in READINGS and place.sheet and place.cell and not ticked(finding):
            typed.setdefault((place.file, place.sheet, place.cell.row), set()).update(_fields(finding))
    merged: dict[From, dict[str, Said]] = {}
    if next(kept_findings(book, READINGS), None) is not None:
        whole = fold(received(book))
        for record, field, saying in _resting(whole):
            if not any(all(map(ticked, found)) for found in saying):
                at = record.format, *where(whole, record.source)
                merged.setdefault(at, {})[field] = record.values[field]
    return Unticked(typed, merged)


def still_asked(book: Book, merged: Folded, told: Iterable[Finding]) -> Iterator[Finding]:
    """Readings of files that were replaced since, of which the list must go on telling: those that were ticked, for the
    answer still counts, and one of each value that nothing else tells of.

    told   what the list tells anyway
    """
    ticked = _ticked(book)
    there = {(finding.code, finding.at) for finding in told}
    for _, _, saying in _resting(merged):
        found = [finding for findings in saying for finding in findings]
        more = [finding for finding in found if ticked(finding)]
        if not more and not any((finding.code, finding.at) in there for finding in found):
            more = found[-1:]
        for finding in more:
            if (finding.code, finding.at) not in there:
                there.add((finding.code, finding.at))
                yield finding


def _ticked(book: Book) -> Callable[[Finding], bool]:
    """Whether a finding was confirmed in the list, whoever tells it."""
    decided = decisions_in(book)

    def ticked(finding: Finding) -> bool:
        keys = (decision_key(Cause((finding,), owner), book.source) for owner in ("", OWNER))
        return any(key in decided and decided[key].decided in CONFIRMED for key in keys)

    return ticked


def _fields(finding: Finding) -> Set[str]:
    field = finding.field or ""
    return _BOTH.get(field, frozenset({field}))


def _resting(merged: Folded) -> Iterator[tuple[Record, str, Sequence[Sequence[Finding]]]]:
    """Records that stand, each with a field whose value is a reading in every file that says it; what was found there."""
    readings = _readings(merged)
    for record in merged.records if readings else ():
        fields = dict.fromkeys(field for source in record.sources for field in readings.get(source, ()))
        for field in fields if not record.withdrawn else ():
            if (value := record.values.get(field)) is None:
                continue
            saying = [
                readings.get(source, {}).get(field, ())
                for source in record.sources
                if merged.row(source).values.get(field) == value
            ]
            if saying and all(saying):
                yield record, field, saying


def _readings(merged: Folded) -> Readings:
    found: dict[Source, dict[str, list[Finding]]] = {}
    for file, submission in enumerate(merged.submissions):
        for finding, about in zip(submission.findings, submission.about, strict=True):
            for position in about if finding.code in READINGS else ():
                for field in sorted(_fields(finding)):
                    found.setdefault(Source(file, position), {}).setdefault(field, []).append(finding)
    return found
