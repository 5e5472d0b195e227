"""Which record a row of a correction is of, where what it corrects is something the record is known by.

The day of a sanction, the start of a broadcast, the event of a plan: such a row agrees with no record as a whole, but in
less (`corrected_by` of its format) with one that its sender handed in. Where several may be meant nobody can tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas.formats import format_by_id
from workbook.merge.known import apart, compared
from workbook.merge.order import CORRECTS, later
from workbook.merge.standing import Record, Standing
from workbook.merge.submission import Row, Values, keys_of

Narrow = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Format, a set of columns, and what is said there."""


class Moves(NamedTuple):
    """Row of a correction -> the record it corrects, or those of which nobody can tell which one it corrects."""

    surely: Mapping[int, Record] = {}
    perhaps: Mapping[int, Sequence[Record]] = {}


def moves(folding: Standing, file: int) -> Moves:
    """What the rows of a submission correct that agree with no record as a whole.

    A record that another row of the file names, or that surely came later, is not what is corrected.
    """
    submission = folding.submissions[file]
    if submission.cover.kind != CORRECTS:
        return Moves()
    unknown: dict[int, Row] = {}
    named: set[int] = set()
    for number, row in enumerate(submission.rows):
        there = [record for record in folding.meant(row) if not _newer(folding, record, file)]
        named.update(map(id, there))
        if not there and not row.faults and keys_of(row) and format_by_id(row.format).corrected_by:
            unknown[number] = row
    if not unknown:
        return Moves()
    known = _narrowly(r for r in folding.theirs(file) if id(r) not in named and not _newer(folding, r, file))
    meant = {number: found for number, row in unknown.items() if (found := _corrected(row, known))}
    rivals: dict[int, set[tuple[str, ...]]] = {}
    for number, records in meant.items():
        for record in records:
            rivals.setdefault(id(record), set()).add(keys_of(unknown[number])[0])
    sure = {n: r[0] for n, r in meant.items() if len(r) == 1 and len(rivals[id(r[0])]) == 1}
    return Moves(sure, {number: records for number, records in meant.items() if number not in sure})


def _newer(folding: Standing, record: Record, file: int) -> bool:
    """Whether all there is of a record surely came after a file."""
    return all(later(folding.came[source.file], folding.came[file]) for source in record.sources)


def _narrowly(records: Iterator[Record]) -> Mapping[Narrow, list[Record]]:
    """Records by the columns that a correction of theirs leaves as they are."""
    found: dict[Narrow, list[Record]] = {}
    for record in records:
        for key in _keys(record.format, record.values):
            found.setdefault(key, []).append(record)
    return found


def _corrected(row: Row, known: Mapping[Narrow, Sequence[Record]]) -> list[Record]:
    """The records a row may correct, by the best set of columns in which any agrees."""
    for key in _keys(row.format, row.values):
        if found := [r for r in known.get(key, ()) if not apart(row.format, row.values, r.values)]:
            return found
    return []


def _keys(fmt: str, values: Values) -> Iterator[Narrow]:
    for fields in format_by_id(fmt).corrected_by:
        said = tuple(compared(field, values) for field in fields)
        if all(said[:2]):
            yield fmt, fields, said
