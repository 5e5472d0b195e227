"""Which rows stand: a fold over all submissions that does not depend on the order in which they came.

Every row of every file ends in exactly one of four outcomes, so that rows = 合并 + 退回 + 重复 + 未变. Submissions are
taken in one order whoever merged what first: those that change nothing, then corrections and replacements (`order`). A
replacement acts only on what its sender handed in before it. When all are taken, every row is held against what stands:
what says otherwise is asked about, what a later file brought in order is settled. What the sheets look like is left to
`rosters` and `register`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final, Literal, NamedTuple

from schemas.formats import format_by_id
from workbook.content import folded
from workbook.merge.order import (
    AGREED,
    CORRECTS,
    PLAIN,
    REPLACES,
    after,
    arrivals,
    declined,
    in_order,
    later,
    overrides,
    typed_later,
)
from workbook.merge.submission import Row, Said, Submission, bare_name, keys_of, said, team_of

What = Literal["合并", "退回", "重复", "未变"]
WHATS: Final[tuple[What, ...]] = ("合并", "退回", "重复", "未变")
UNREAD: Final = "SUBMISSION_UNREAD"
"""Code of a file that was received but is of a kind nobody reads for us."""


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
    mended     a later file brought the person in order, or took the place of its file: nobody needs to be told any more
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
    unsure     submission that stands for now -> another that says otherwise on purpose, where no typed times tell which
               is the later one
    anew       submission that brought nothing -> the readable one that came later in its place
    """

    submissions: Sequence[Submission]
    records: Sequence[Record]
    outcomes: Mapping[int, Sequence[Outcome]]
    held: Mapping[int, str]
    again: Mapping[int, int]
    lost: Mapping[int, Sequence[Record]]
    unsure: Mapping[int, int]
    anew: Mapping[int, int]

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
    for file in folding.order:
        folding.take(file)
    return folding.done()


class _Fold:
    """The state of a fold; an index leads from what a row is known by to its record, another from its name."""

    def __init__(self, submissions: Sequence[Submission]) -> None:
        self.submissions = submissions
        self.order = in_order(submissions)
        self.position = {file: position for position, file in enumerate(self.order)}
        self.records: list[Record] = []
        self.index: dict[tuple[str, tuple[str, ...]], Record] = {}
        self.names: dict[Name, list[Record]] = {}
        self.of_sender: dict[tuple[str, str], dict[int, Record]] = {}
        self.spared: dict[int, list[int]] = {}
        self.alone: dict[int, Counter[Name]] = {}
        self.applied: dict[tuple[str, str], list[int]] = {}
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
            self.add_source(record, source)
        return Outcome("重复", record)

    def found(self, row: Row) -> Record | None:
        """The record a row is of."""
        return next(self.known(row), None)

    def add_source(self, record: Record, source: Source) -> None:
        record.sources.append(source)
        self.of_sender.setdefault((self.submissions[source.file].origin, record.format), {})[id(record)] = (
            record
        )

    def theirs(self, file: int) -> list[Record]:
        """What the sender of a submission handed in so far and stands, on the sheets this submission has."""
        submission = self.submissions[file]
        formats = dict.fromkeys(row.format for row in submission.rows)
        found = [r for fmt in formats for r in self.of_sender.get((submission.origin, fmt), {}).values()]
        return [record for record in found if not record.withdrawn]

    def known(self, row: Row) -> Iterator[Record]:
        """The records with anything a row is known by, the best first."""
        return (record for key in keys_of(row) if (record := self.index.get((row.format, key))))

    def whose(self, source: Source, row: Row) -> Record | None:
        """Whom a row that must be corrected is of: of those it is known by the one of its name, else the one there is of its
        name, else one that no other row of its file names.
        """
        known, name = list(self.known(row)), _name(row)
        named = (r for r in known if name and any(r is other for other in self.names.get(name, ())))
        free = (r for r in known if all(s.file != source.file for s in r.sources))
        return next(named, None) or self.namesake(source, row) or next(free, None)

    def namesake(self, source: Source, row: Row) -> Record | None:
        """Whom a row that must be corrected is surely of though its numbers do not say so: the only one of that name in
        the team, in the file and among what its sender handed in. Nothing is ever merged by it.
        """
        name = _name(row)
        if name is None or not row.faults or self.names_in(source.file)[name] != 1:
            return None
        found = self.names.get(name, ())
        ours = [r for r in found if any(self.same_sender(s.file, source.file) for s in r.sources)]
        return ours[0] if len(ours) == len(found) == 1 else None

    def names_in(self, file: int) -> Counter[Name]:
        """How often each name of a team is in a file."""
        if file not in self.alone:
            self.alone[file] = Counter(name for row in self.submissions[file].rows if (name := _name(row)))
        return self.alone[file]

    # ---- a replacement

    def hold(self, file: int) -> str:
        """A replacement is held until somebody agrees if it would take away more than it brings, more than half, or a
        whole team. Files that came later do not change that.
        """
        submission = self.submissions[file]
        if submission.cover.kind != REPLACES or submission.cover.answer == AGREED:
            return ""
        before, kept = [r for r in self.of_origin(file) if self.stood(r, file)], self.kept(file)
        lost = [r for r in before if id(r) not in kept and not self.vouched(r, file, then=file)]
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
        """What stands of what the same sender handed in before."""
        return [r for r in self.theirs(file) if any(self.replaces(file, source.file) for source in r.sources)]

    def same_sender(self, one: int, other: int) -> bool:
        """Whether two submissions are of one sender."""
        return self.submissions[one].origin == self.submissions[other].origin

    def replaces(self, file: int, other: int) -> bool:
        """Whether a replacement takes the place of another submission: of the same sender, and surely older.

        Where nothing tells which came first it takes the place of what nobody called an addition or a correction.
        """
        if file == other or not self.same_sender(file, other):
            return False
        if later(self.came[file], self.came[other]) or later(self.came[other], self.came[file]):
            return later(self.came[file], self.came[other])
        kind = self.submissions[self.again.get(other, other)].cover.kind
        return kind in PLAIN or (kind == REPLACES and self.position[other] < self.position[file])

    def applied_to(self, source: Source) -> Sequence[int]:
        """The replacements of its sender, on its sheet, that were applied so far."""
        key = self.submissions[source.file].origin, self.row(source).format
        return self.applied.get(key, ())

    def vouched(self, record: Record, file: int, then: int | None = None) -> bool:
        """Whether a record stands for another reason too: a file names it that this one does not replace.

        then   files that came later than this one are left out
        """
        return any(
            not self.replaces(file, source.file)
            for source in record.sources
            if then is None or not later(self.came[source.file], self.came[then])
        )

    def stood(self, record: Record, file: int) -> bool:
        """Whether a record that stands did so when a replacement came: none before it had taken it away by then."""
        return all(self.vouched(record, other, then=file) for other in self.spared.get(id(record), ()))

    def kept(self, file: int) -> set[int]:
        """The records a submission has, and any that a row of it may be of: by number or phone, and where the row must be
        corrected first by name. So no file that comes later takes anybody out of it.
        """
        found: set[int] = set()
        for row in self.submissions[file].rows:
            found.update(map(id, self.known(row)))
            if row.faults and (name := _name(row)):
                found.update(map(id, self.names.get(name, ())))
        return found

    def withdraw(self, file: int, kept: Iterable[int]) -> None:
        """Who was there before a replacement and is not in it, unless another file vouches for him."""
        for record in self.theirs(file):
            files = [source.file for source in record.sources]
            if id(record) in kept or file in files:
                continue
            replaced = any(self.replaces(file, other) for other in files)
            record.withdrawn = replaced and not self.vouched(record, file)
            if replaced and not record.withdrawn:
                self.spared.setdefault(id(record), []).append(file)
            for other in files:
                if self.same_sender(other, file):
                    self.about_who(other, file, record.withdrawn)

    def about_who(self, brings: int, replacement: int, withdrawn: bool) -> None:
        """A file brings somebody on purpose whom a replacement does not have: told where typed times do not tell why."""
        if self.submissions[brings].cover.kind in PLAIN:
            return
        one, other = self.came[brings], self.came[replacement]
        if withdrawn and not typed_later(other, one):
            self.unsure.setdefault(replacement, brings)
        elif not withdrawn and not later(one, other):
            self.unsure.setdefault(brings, replacement)

    # ---- rows

    def place(self, file: int) -> None:
        """Every row to its end; rosters before forms, so that a form is compared with the roster of its team."""
        submission = self.submissions[file]
        kept = self.kept(file)
        outcomes: dict[int, Outcome] = {}
        order = sorted(range(len(submission.rows)), key=lambda n: submission.rows[n].form)
        for number in order:
            outcomes[number] = self.outcome(file, number, submission.rows[number])
        self.outcomes[file] = [outcomes[number] for number in range(len(submission.rows))]
        if submission.cover.kind == REPLACES:
            self.withdraw(file, kept)
            for fmt in dict.fromkeys(row.format for row in submission.rows):
                self.applied.setdefault((submission.origin, fmt), []).append(file)

    def outcome(self, file: int, number: int, row: Row) -> Outcome:
        """What becomes of one row."""
        record, source = self.found(row), Source(file, number)
        if row.faults:
            return Outcome("退回", record, row.faults[0])
        if record is None:
            record = Record(row.format, dict(row.values), source)
            self.records.append(record)
            self.add_source(record, source)
            self.know(row, record)
            for replacement in self.applied_to(source):
                self.about_who(file, replacement, withdrawn=False)
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
        ours = self.ours(source.file, record)
        if all(known.get(name) == value for name, value in new.items()) and (
            kind != REPLACES or new.keys() == known.keys()
        ):
            return self.joined(row, record, source, "未变" if ours else "重复")
        if ours and kind == REPLACES:
            newer = any(self.stays(s.file, source.file) for s in record.sources)
            more = record.values if newer else {}
            return self.taken(row, record, source, {**more, **row.values})
        adds = all(known.get(name, value) == value for name, value in new.items())
        if ours and (kind == CORRECTS or adds):
            return self.taken(row, record, source, {**record.values, **row.values})
        return Outcome("退回", record, "RESUBMIT_KIND" if ours else "MERGE_DIFFERS")

    def ours(self, file: int, record: Record) -> bool:
        """Whether a file is of the sender or the branch of what stands."""
        branch = self.submissions[file].branch
        same = branch == self.submissions[record.source.file].branch != ""
        return same or self.same_sender(file, record.source.file)

    def stays(self, other: int, file: int) -> bool:
        """Whether what another file says stays where a replacement says nothing."""
        mine = self.same_sender(other, file) and other != file and not self.replaces(file, other)
        return mine or later(self.came[other], self.came[file])

    def joined(self, row: Row, record: Record, source: Source, what: What) -> Outcome:
        self.add_source(record, source)
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
        if (name := _name(row)) is not None:
            known = self.names.setdefault(name, [])
            if not any(record is other for other in known):
                known.append(record)

    # ---- the end

    def done(self) -> Folded:
        """What stands, what became of every row by now, and what has to be asked about whole files."""
        outdated = self.outdated()
        for file, outcomes in self.outcomes.items():
            whole = [self.judged(Source(file, number), outcome) for number, outcome in enumerate(outcomes)]
            self.outcomes[file] = [
                o._replace(mended=True) if Source(file, n) in outdated else o for n, o in enumerate(whole)
            ]
        self.contradictions()
        for file, records in self.missing():
            self.lost.setdefault(file, records)
        return Folded(
            self.submissions,
            self.records,
            self.outcomes,
            self.held,
            self.again,
            self.lost,
            self.unsure,
            self.anew(),
        )

    def judged(self, source: Source, outcome: Outcome) -> Outcome:
        """A row against what stands: who it is of by now, whether it says otherwise, whether it is settled."""
        row, record = self.row(source), outcome.record
        if outcome.what == "退回":
            record = self.whose(source, row) if row.faults else record or self.found(row)
        elif record is not None and self.says_otherwise(source, record):
            why = "RESUBMIT_KIND" if self.ours(source.file, record) else "MERGE_DIFFERS"
            outcome = Outcome("退回", record, why)
        return outcome._replace(record=record, mended=self.settled(source, outcome, row, record))

    def says_otherwise(self, source: Source, record: Record) -> bool:
        """Whether a row that was taken, of a file that changes nothing, contradicts what stands by now."""
        if source.file in self.again or overrides(self.submissions[source.file]) or source == record.source:
            return False
        first = next((known for known in record.sources if known.file == source.file), None)
        differs = _differing(self.row(source), record) if first == source else []
        return bool(differs) and not self.ruled(source.file, record, differs)

    def settled(self, source: Source, outcome: Outcome, row: Row, record: Record | None) -> bool:
        """Whether nobody needs to be told of a row: its file was replaced, a later file has the person in order, or it
        contradicts what stands no more.
        """
        file = source.file
        if any(self.replaces(replacement, file) for replacement in self.applied_to(source)):
            return True
        if outcome.what != "退回" or record is None:
            return False
        if row.faults:
            others = (known.file for known in record.sources if known.file != file)
            return any(after(self.came[other], self.came[file]) for other in others)
        return self.ruled(file, record, _differing(row, record))

    def ruled(self, file: int, record: Record, fields: Iterable[str]) -> bool:
        """Whether a correction that is not surely older than a file says each of these fields."""
        ruling = [
            known
            for known in record.sources
            if known.file != file
            and overrides(self.submissions[known.file])
            and not later(self.came[file], self.came[known.file])
        ]
        return all(any(self.speaks_of(known, name) for known in ruling) for name in fields)

    def speaks_of(self, source: Source, name: str) -> bool:
        """Whether a row of a correction says something of a field; a replacement does by leaving it blank, too."""
        return name in self.row(source).values or self.submissions[source.file].cover.kind == REPLACES

    def contradictions(self) -> None:
        """Corrections and replacements that say otherwise than one that stands, where typed times do not tell why."""
        for record in self.records:
            changes = [known for known in record.sources if overrides(self.submissions[known.file])]
            for known in changes if len(changes) > 1 and not record.withdrawn else ():
                for name, value in said(self.row(known).values).items():
                    if record.values.get(name) != value:
                        self.about_what(known, next(s for s in reversed(changes) if self.speaks_of(s, name)))

    def about_what(self, loser: Source, winner: Source) -> None:
        """Two corrections that say different things."""
        if winner.file != loser.file and not typed_later(self.came[winner.file], self.came[loser.file]):
            self.unsure.setdefault(winner.file, loser.file)

    def outdated(self) -> set[Source]:
        """Rows that must be corrected of persons whom a later file of the sender has, still with a mistake."""
        index: dict[tuple[str, ...], list[Source]] = {}
        groups: list[list[Source]] = []
        for file in self.order:
            if declined(self.submissions[file]) or file in self.again or file in self.held:
                continue
            for number, row in enumerate(self.submissions[file].rows):
                keys = self.known_as(file, row) if row.faults else []
                group = next((index[key] for key in keys if key in index), None)
                if group is None:
                    group = []
                    groups.append(group)
                group.append(Source(file, number))
                for key in keys:
                    index.setdefault(key, group)
        found: set[Source] = set()
        for group in groups:
            latest = reduce(self.later_of, (source.file for source in group))
            found.update(source for source in group if source.file != latest)
        return found

    def known_as(self, file: int, row: Row) -> list[tuple[str, ...]]:
        """What a row of a sender is known by, its name within the team too where it is alone there."""
        name = _name(row)
        alone = name is not None and self.names_in(file)[name] == 1
        origin = self.submissions[file].origin
        return [
            (origin, row.format, *key) for key in (*keys_of(row), *((("", *name),) if alone and name else ()))
        ]

    def later_of(self, one: int, other: int) -> int:
        return other if after(self.came[other], self.came[one]) else one

    def missing(self) -> Iterator[tuple[int, list[Record]]]:
        """Files that came after another of their sender, are much like it, and lack some of its rows.

        Nothing is taken away for it: it is asked whether the file replaces the other.
        """
        has: dict[int, dict[int, Record]] = {}
        with_them: dict[tuple[str, int], list[int]] = {}
        for file in self.order:
            submission = self.submissions[file]
            if not submission.origin or file in self.again or declined(submission):
                continue
            has[file] = {id(o.record): o.record for o in self.outcomes[file] if o.record is not None}
            for key in has[file]:
                with_them.setdefault((submission.origin, key), []).append(file)
        for file, mine in has.items():
            submission = self.submissions[file]
            if submission.cover.kind not in PLAIN:
                continue
            others = {other: None for key in mine for other in with_them[submission.origin, key]}
            earlier = [o for o in others if o != file and after(self.came[file], self.came[o])]
            lost = [
                record
                for other in sorted(earlier, key=self.position.__getitem__)
                for record in _lacking(has[other], mine)
            ]
            if lost:
                yield file, list({id(record): record for record in lost}.values())

    def anew(self) -> dict[int, int]:
        """Files that could not be read or hold nothing -> the file with rows that came later under their name.

        It must be of the same sender and branch. Where neither is known of the one that brought nothing, the name decides,
        unless somebody said who handed in the other.
        """
        named: dict[str, list[int]] = {}
        for file in self.order:
            submission = self.submissions[file]
            if submission.rows and not declined(submission):
                named.setdefault(bare_name(submission.name), []).append(file)
        found = {}
        for file, submission in enumerate(self.submissions):
            if submission.rows or submission.refused == UNREAD or declined(submission):
                continue
            others = [
                other
                for other in named.get(bare_name(submission.name), ())
                if _same_hand(submission, self.submissions[other])
                and after(self.came[other], self.came[file])
            ]
            if others:
                found[file] = reduce(self.later_of, others)
        return found


Name = tuple[str, ...]
"""Format, school, team and name of a person, folded."""


def _name(row: Row) -> Name | None:
    """The name of a row within its team; None where it names no team."""
    name, team = folded(row.values.get(format_by_id(row.format).who)), team_of(row)
    return (row.format, *team, name) if name and team[1] else None


def _same_hand(one: Submission, other: Submission) -> bool:
    """Whether a file that brought nothing and another of its name are of one sender, as far as it is known."""
    if folded(one.cover.sender) != folded(other.cover.sender):
        return False
    return not one.branch or one.branch == other.branch


def _differing(row: Row, record: Record) -> list[str]:
    """The fields of which a row says otherwise than a record."""
    return [name for name, value in said(row.values).items() if record.values.get(name, value) != value]


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
