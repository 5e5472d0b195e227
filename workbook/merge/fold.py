"""Which rows stand: a fold over all submissions that does not depend on the order in which they came.

Every row of every file ends in exactly one of four outcomes, so that rows = 合并 + 退回 + 重复 + 未变. Submissions are
taken in one order whoever merged what first: those of which nobody said what they are, then supplements, then
corrections and replacements; within each by the time that was typed, then by name, shorter ones first. What the
sheets look like is left to `rosters` and `register`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from workbook.merge.submission import Row, Submission, keys_of, said

What = Literal["合并", "退回", "重复", "未变"]
WHATS: Final[tuple[What, ...]] = ("合并", "退回", "重复", "未变")
REPLACES: Final = "整表替换"
CORRECTS: Final = "更正"
_RANK: Final = {"": 0, "首次": 0, "补充": 1, CORRECTS: 2, REPLACES: 2}
_LAST: Final = "9999"


class Source(NamedTuple):
    """A row of a submission: positions in the submissions and in its rows."""

    file: int
    row: int


@dataclass(eq=False)
class Record:
    """A person in a team, or a shop, as it stands.

    sources    every row that is of it, in the order they were taken; the first is the one it is known by
    source     the row its values were last taken from: it is named in the sheet
    withdrawn  a later file replaced its sender's and no longer has it
    """

    format: str
    values: dict[str, str | int | bool]
    source: Source
    sources: list[Source] = field(default_factory=list)
    withdrawn: bool = False


class Outcome(NamedTuple):
    """What became of one row: the record it is of, if any; why it was rejected, as a code.

    replaced   it was merged, and a later file corrected it since
    """

    what: What
    record: Record | None = None
    why: str = ""
    replaced: bool = False


@dataclass(frozen=True)
class Folded:
    """All submissions as one.

    records    what stands, in the order in which it was first taken
    outcomes   per submission one outcome per row
    held       submission -> code of why nothing of it was taken until somebody answers
    again      submission -> the one with the same content
    lost       submission -> the records of its sender it does not have
    """

    submissions: Sequence[Submission]
    records: Sequence[Record]
    outcomes: Mapping[int, Sequence[Outcome]]
    held: Mapping[int, str]
    again: Mapping[int, int]
    lost: Mapping[int, Sequence[Record]]

    def row(self, source: Source) -> Row:
        """The row of a submission."""
        return self.submissions[source.file].rows[source.row]

    def counts(self, file: int) -> dict[What, int]:
        """How many rows of a submission came to which end; they add up to its rows."""
        found: dict[What, int] = dict.fromkeys(WHATS, 0)
        for outcome in self.outcomes[file]:
            found[outcome.what] += 1
        assert sum(found.values()) == len(self.submissions[file].rows), "a row is lost"
        return found


def fold(submissions: Sequence[Submission]) -> Folded:
    """What stands when all submissions are taken together."""
    folding = _Fold(submissions)
    for file in sorted(range(len(submissions)), key=lambda n: precedence(submissions[n])):
        folding.take(file)
    return folding.done()


def precedence(submission: Submission) -> tuple[int, str, int, str, str]:
    """Where a submission stands in the order in which they are taken: 附件1.xlsx before 附件1 (2).xlsx."""
    cover, name = submission.cover, submission.name
    return _RANK.get(cover.kind, 0), cover.received or _LAST, len(name), name, submission.mark


class _Fold:
    """The state of a fold; an index leads from what a row is known by to its record."""

    def __init__(self, submissions: Sequence[Submission]) -> None:
        self.submissions = submissions
        self.records: list[Record] = []
        self.index: dict[tuple[str, tuple[str, ...]], Record] = {}
        self.outcomes: dict[int, list[Outcome]] = {}
        self.held: dict[int, str] = {}
        self.again: dict[int, int] = {}
        self.lost: dict[int, list[Record]] = {}
        self.marks: dict[str, int] = {}

    def take(self, file: int) -> None:
        """One submission: the same content again, one nobody wants, one that is held, or rows to place."""
        submission = self.submissions[file]
        rows = submission.rows
        first = self.marks.setdefault(submission.mark, file) if rows else file
        if submission.cover.answer == "不采用":
            self.outcomes[file] = [Outcome("退回", why="SUBMISSION_DECLINED")] * len(rows)
        elif first != file:
            self.again[file] = first
            self.outcomes[file] = [Outcome("重复", self.found(row)) for row in rows]
        elif code := self.hold(file):
            self.held[file] = code
            self.outcomes[file] = [Outcome("退回", self.found(row), code) for row in rows]
        else:
            self.place(file)

    def found(self, row: Row) -> Record | None:
        """The record a row is of."""
        for key in keys_of(row):
            if record := self.index.get((row.format, key)):
                return record
        return None

    # ---- a replacement

    def hold(self, file: int) -> str:
        """A replacement that would take away more than it brings is held until somebody agrees."""
        submission = self.submissions[file]
        if submission.cover.kind != REPLACES:
            return ""
        before = self.of_origin(file)
        kept = self.kept(file)
        lost = [record for record in before if id(record) not in kept]
        brought = sum(not row.faults and self.found(row) is None for row in submission.rows)
        shrinks = len(lost) > brought or 2 * len(lost) > len(before)
        if not lost or not shrinks or submission.cover.answer == "同意":
            return ""
        self.lost[file] = lost
        return "RESUBMIT_SHRINK"

    def of_origin(self, file: int) -> list[Record]:
        """What stands of the same sender, on the sheets this submission has."""
        submission = self.submissions[file]
        formats = {row.format for row in submission.rows}
        return [
            record
            for record in self.records
            if record.format in formats
            and not record.withdrawn
            and self.submissions[record.source.file].origin == submission.origin
        ]

    def kept(self, file: int) -> set[int]:
        """The records a submission has, also in rows that must be corrected first."""
        return {id(record) for row in self.submissions[file].rows if (record := self.found(row))}

    # ---- rows

    def place(self, file: int) -> None:
        """Every row to its end; rosters before forms, so that a form is compared with the roster of its team."""
        submission = self.submissions[file]
        before = self.of_origin(file) if submission.cover.kind == REPLACES else []
        kept = self.kept(file)
        outcomes: dict[int, Outcome] = {}
        order = sorted(range(len(submission.rows)), key=lambda n: submission.rows[n].form)
        for number in order:
            outcomes[number] = self.outcome(file, number, submission.rows[number])
        self.outcomes[file] = [outcomes[number] for number in range(len(submission.rows))]
        for record in before:
            record.withdrawn = record.withdrawn or id(record) not in kept

    def outcome(self, file: int, number: int, row: Row) -> Outcome:
        """What becomes of one row."""
        record, source = self.found(row), Source(file, number)
        if row.faults:
            return Outcome("退回", record, row.faults[0])
        if record is None:
            record = Record(row.format, dict(row.values), source, [source])
            self.records.append(record)
            self.know(row, record)
            return Outcome("合并", record)
        if any(known.file == file for known in record.sources):
            record.values = {
                **row.values,
                **record.values,
            }  # a form may tell more of somebody than the roster
            return self.joined(row, record, source, "重复")
        if record.withdrawn:
            record.withdrawn = False
            return self.taken(row, record, source, dict(row.values))
        return self.compared(row, record, source)

    def compared(self, row: Row, record: Record, source: Source) -> Outcome:
        """A row of somebody who stands already: the same again, a correction, or two that contradict each other."""
        submission = self.submissions[source.file]
        known, new = said(record.values), said(row.values)
        kind = submission.cover.kind
        other = self.submissions[record.source.file]
        ours = submission.origin == other.origin or submission.cover.city == other.cover.city != ""
        if all(known.get(name) == value for name, value in new.items()) and (
            kind != REPLACES or new.keys() == known.keys()
        ):
            return self.joined(row, record, source, "未变" if ours else "重复")
        if ours and kind == REPLACES:
            return self.taken(row, record, source, dict(row.values))
        adds = all(known.get(name, value) == value for name, value in new.items())
        if ours and (kind == CORRECTS or adds):
            return self.taken(row, record, source, {**record.values, **row.values})
        return Outcome("退回", record, "RESUBMIT_KIND" if ours else "MERGE_DIFFERS")

    def joined(self, row: Row, record: Record, source: Source, what: What) -> Outcome:
        record.sources.append(source)
        self.know(row, record)
        return Outcome(what, record)

    def taken(self, row: Row, record: Record, source: Source, values: dict[str, str | int | bool]) -> Outcome:
        """The record says from now on what this row says; the row it was taken from before is a corrected one."""
        old = record.source
        was = self.outcomes[old.file][old.row]
        self.outcomes[old.file][old.row] = was._replace(replaced=True)
        record.values, record.source = values, source
        return self.joined(row, record, source, "合并")

    def know(self, row: Row, record: Record) -> None:
        for key in keys_of(row):
            self.index.setdefault((row.format, key), record)

    # ---- the end

    def done(self) -> Folded:
        """What stands, with what later files of one sender do not have, and who the rejected rows are of by now."""
        for file, outcomes in self.outcomes.items():
            rows = self.submissions[file].rows
            self.outcomes[file] = [
                o if o.record else o._replace(record=self.found(row))
                for o, row in zip(outcomes, rows, strict=True)
            ]
        for file, records in self.missing():
            self.lost.setdefault(file, records)
        return Folded(self.submissions, self.records, self.outcomes, self.held, self.again, self.lost)

    def missing(self) -> Iterator[tuple[int, list[Record]]]:
        """Files that came after another of their sender, are much like it, and lack some of its rows.

        Nothing is taken away for it: it is asked whether the file replaces the other.
        """
        seen: dict[tuple[str, int], list[int]] = {}
        has: dict[int, dict[int, Record]] = {}
        for file in sorted(self.outcomes, key=lambda n: self.submissions[n].number):
            submission = self.submissions[file]
            origin, kind = submission.origin, submission.cover.kind
            if not origin or file in self.again or submission.cover.answer == "不采用":
                continue
            mine = {id(o.record): o.record for o in self.outcomes[file] if o.record is not None}
            earlier = {other for key in mine for other in seen.get((origin, key), ())}
            lost = [record for other in sorted(earlier) for record in _lacking(has[other], mine)]
            if lost and kind in ("", "首次"):
                yield file, list({id(record): record for record in lost}.values())
            has[file] = mine
            for key in mine:
                seen.setdefault((origin, key), []).append(file)


def _lacking(theirs: Mapping[int, Record], mine: Mapping[int, Record]) -> list[Record]:
    """What an earlier file of the same sender has and a later one, that is much like it, has not."""
    formats = {record.format for record in mine.values()}
    there = {
        key: record for key, record in theirs.items() if record.format in formats and not record.withdrawn
    }
    shared = sum(key in mine for key in there)
    alike = _schools(there.values()) <= _schools(mine.values()) or 2 * shared >= len(there)
    return [record for key, record in there.items() if key not in mine] if alike else []


def _schools(records: Iterable[Record]) -> set[str]:
    return {str(record.values.get("school", "")) for record in records}
