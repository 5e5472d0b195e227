"""Which rows stand: a fold over all submissions that does not depend on the order in which they came.

Every row of every file ends in exactly one of four outcomes, so that rows = 合并 + 退回 + 重复 + 未变. Submissions are
taken in one order whoever merged what first: those of which nobody said what they are, then supplements, then
corrections and replacements (`order`). A replacement acts only on what its sender handed in before it. What the sheets
look like is left to `rosters` and `register`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from workbook.merge.order import (
    AGREED,
    CORRECTS,
    REPLACES,
    arrival,
    arrivals,
    declined,
    later,
    overrides,
    precedence,
)
from workbook.merge.submission import Row, Said, Submission, keys_of, said, team_of

What = Literal["合并", "退回", "重复", "未变"]
WHATS: Final[tuple[What, ...]] = ("合并", "退回", "重复", "未变")


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
    values: dict[str, Said]
    source: Source
    sources: list[Source] = field(default_factory=list)
    withdrawn: bool = False


class Outcome(NamedTuple):
    """What became of one row: the record it is of, if any; why it was rejected, as a code.

    replaced   it was merged, and a later file corrected it since
    mended     it was rejected, and a later file brought the person in order: nobody needs to be told any more
    """

    what: What
    record: Record | None = None
    why: str = ""
    replaced: bool = False
    mended: bool = False


@dataclass(frozen=True)
class Folded:
    """All submissions as one.

    records    what stands, in the order in which it was first taken
    outcomes   per submission one outcome per row
    held       submission -> code of why nothing of it was taken until somebody answers
    again      submission -> the one with the same content
    lost       submission -> the records of its sender it does not have
    unsure     correction -> another that says otherwise, where no typed times tell which is the later one
    """

    submissions: Sequence[Submission]
    records: Sequence[Record]
    outcomes: Mapping[int, Sequence[Outcome]]
    held: Mapping[int, str]
    again: Mapping[int, int]
    lost: Mapping[int, Sequence[Record]]
    unsure: Mapping[int, int]

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
        self.unsure: dict[int, int] = {}
        self.marks: dict[str, int] = {}
        self.came = arrivals(submissions)

    def take(self, file: int) -> None:
        """One submission: the same content again, one nobody wants, one that is held, or rows to place."""
        submission = self.submissions[file]
        rows = submission.rows
        if declined(submission):
            self.outcomes[file] = [Outcome("退回", why="SUBMISSION_DECLINED")] * len(rows)
        elif (first := self.same(file)) is not None:
            self.again[file] = first
            self.outcomes[file] = [self.repeated(Source(file, n), row) for n, row in enumerate(rows)]
        elif code := self.hold(file):
            self.held[file] = code
            self.outcomes[file] = [Outcome("退回", self.found(row), code) for row in rows]
        else:
            self.place(file)

    def same(self, file: int) -> int | None:
        """A submission that says the same. What is said to change something is never only a copy: it may change back."""
        submission = self.submissions[file]
        if overrides(submission) or not submission.rows:
            return None
        first = self.marks.setdefault(submission.mark, file)
        return first if first != file else None

    def repeated(self, source: Source, row: Row) -> Outcome:
        """A row of a copy."""
        record = self.found(row)
        if record is not None and not row.faults:
            record.sources.append(source)
        return Outcome("重复", record)

    def found(self, row: Row) -> Record | None:
        """The record a row is of."""
        for key in keys_of(row):
            if record := self.index.get((row.format, key)):
                return record
        return None

    # ---- a replacement

    def hold(self, file: int) -> str:
        """A replacement is held until somebody agrees if it would take away more than it brings, more than half, or a
        whole team. Files that came later do not change that.
        """
        submission = self.submissions[file]
        if submission.cover.kind != REPLACES or submission.cover.answer == AGREED:
            return ""
        before, kept = self.of_origin(file), self.kept(file)
        lost = [r for r in before if id(r) not in kept and not self.vouched(r, file, then=True)]
        there = {id(record) for record in before}
        brought = sum(
            not row.faults and ((record := self.found(row)) is None or id(record) not in there)
            for row in submission.rows
        )
        teams = {(row.format, *team_of(row)) for row in submission.rows}
        whole = any((record.format, *team_of(self.row(record.source))) not in teams for record in lost)
        if not lost or not (whole or len(lost) > brought or 2 * len(lost) > len(before)):
            return ""
        self.lost[file] = lost
        return "RESUBMIT_SHRINK"

    def row(self, source: Source) -> Row:
        """The row of a submission."""
        return self.submissions[source.file].rows[source.row]

    def of_origin(self, file: int) -> list[Record]:
        """What stands of what the same sender handed in before, on the sheets this submission has."""
        submission = self.submissions[file]
        formats = {row.format for row in submission.rows}
        return [
            record
            for record in self.records
            if record.format in formats
            and not record.withdrawn
            and any(self.is_before(source.file, file) for source in record.sources)
        ]

    def is_before(self, other: int, file: int) -> bool:
        """Whether a submission is of the same sender and did not come after this one."""
        same = self.submissions[other].origin == self.submissions[file].origin
        return same and not later(self.came[other], self.came[file])

    def vouched(self, record: Record, file: int, then: bool = False) -> bool:
        """Whether a record stands for another reason too: another sender names it, or a file that came later.

        then   files that came later are left out
        """
        return any(
            not self.is_before(source.file, file)
            for source in record.sources
            if not then or not later(self.came[source.file], self.came[file])
        )

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
            if id(record) not in kept and not self.vouched(record, file):
                record.withdrawn = True

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
            # a form may tell more of somebody than the roster
            record.values = {**row.values, **record.values}
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
        if ours and overrides(submission):
            self.doubt(record, source)
        if ours and kind == REPLACES:
            newer = any(later(self.came[s.file], self.came[source.file]) for s in record.sources)
            more = record.values if newer else {}
            return self.taken(row, record, source, {**more, **row.values})
        adds = all(known.get(name, value) == value for name, value in new.items())
        if ours and (kind == CORRECTS or adds):
            return self.taken(row, record, source, {**record.values, **row.values})
        return Outcome("退回", record, "RESUBMIT_KIND" if ours else "MERGE_DIFFERS")

    def doubt(self, record: Record, source: Source) -> None:
        """Two corrections that say different things, and nobody typed when both came."""
        other = self.submissions[record.source.file]
        if overrides(other) and not (other.cover.received and self.submissions[source.file].cover.received):
            self.unsure.setdefault(source.file, record.source.file)

    def joined(self, row: Row, record: Record, source: Source, what: What) -> Outcome:
        record.sources.append(source)
        self.know(row, record)
        return Outcome(what, record)

    def taken(self, row: Row, record: Record, source: Source, values: dict[str, Said]) -> Outcome:
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
        """What stands, with what later files of one sender do not have, and what became of rejected rows by now."""
        for file, outcomes in self.outcomes.items():
            rows = self.submissions[file].rows
            self.outcomes[file] = [self.settled(file, o, row) for o, row in zip(outcomes, rows, strict=True)]
        for file, records in self.missing():
            self.lost.setdefault(file, records)
        return Folded(
            self.submissions, self.records, self.outcomes, self.held, self.again, self.lost, self.unsure
        )

    def settled(self, file: int, outcome: Outcome, row: Row) -> Outcome:
        """A rejected row with the record it is of by now, and whether a later file mended it."""
        record = outcome.record or self.found(row)
        if outcome.what != "退回" or record is None or record.withdrawn:
            return outcome._replace(record=record)
        after = [
            s for s in record.sources if arrival(self.submissions[s.file]) > arrival(self.submissions[file])
        ]
        if row.faults:
            return outcome._replace(record=record, mended=any(s.file != file for s in after))
        agrees = all(record.values.get(name) == value for name, value in said(row.values).items())
        ruled = any(overrides(self.submissions[s.file]) for s in after)
        return outcome._replace(record=record, mended=agrees or ruled)

    def missing(self) -> Iterator[tuple[int, list[Record]]]:
        """Files that came after another of their sender, are much like it, and lack some of its rows.

        Nothing is taken away for it: it is asked whether the file replaces the other.
        """
        seen: dict[tuple[str, int], list[int]] = {}
        has: dict[int, dict[int, Record]] = {}
        for file in sorted(self.outcomes, key=lambda n: arrival(self.submissions[n])):
            submission = self.submissions[file]
            origin, kind = submission.origin, submission.cover.kind
            if not origin or file in self.again or declined(submission):
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
