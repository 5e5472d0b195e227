"""Who stands while submissions are taken: records, what they are known by, whose files they are of.

`fold` takes one submission after the other, `settle` says what became of every row at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from schemas.formats import format_by_id
from workbook.content import folded
from workbook.merge.known import apart, identities
from workbook.merge.order import PLAIN, REPLACES, arrivals, in_order, later
from workbook.merge.submission import Row, Submission, Values, differing, keys_of, said, team_of

What = Literal["合并", "退回", "重复", "未变"]
WHATS: Final[tuple[What, ...]] = ("合并", "退回", "重复", "未变")
UNREAD: Final = "SUBMISSION_UNREAD"
"""Code of a file that was received but is of a kind nobody reads for us."""


class Source(NamedTuple):
    """A row of a submission: positions in the submissions and in its rows."""

    file: int
    row: int


@dataclass(eq=False, slots=True)
class Record:
    """A person in a team, or a shop, as it stands.

    sources    every row that is of it, in the order they were taken; the first is the one it is known by
    source     the row its values were last taken from: it is named in the sheet
    withdrawn  a later file replaced its sender's and no longer has it
    """

    format: str
    values: Values
    source: Source
    sources: list[Source] = field(default_factory=list)
    withdrawn: bool = False


class Outcome(NamedTuple):
    """What became of one row: the record it is of, if any; why it was rejected, as a code.

    replaced   it was merged, and a later file corrected it since
    mended     a later file brought the person in order, or took the place of its file: nobody needs to be told any more
    among      the records of which nobody can tell which one is meant
    """

    what: What
    record: Record | None = None
    why: str = ""
    replaced: bool = False
    mended: bool = False
    among: tuple[Record, ...] = ()


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


Name = tuple[str, ...]
"""Format, school, team and name of a person, folded."""


def name_of(row: Row) -> Name | None:
    """The name of a row within its team; None where it names no team."""
    name, team = folded(row.values.get(format_by_id(row.format).who)), team_of(row)
    return (row.format, *team, name) if name and team[1] else None


def _is_now(key: tuple[str, ...], record: Record, values: Values) -> bool:
    """Whether a record may be the one that is spoken of: no number tells them apart, and what it was known by before it was
    corrected tells nothing.
    """
    fmt = format_by_id(record.format)
    if fmt.apart and apart(fmt.id, values, record.values):
        return False
    return not fmt.corrected_by or key in identities(fmt.id, record.values)


class Standing:
    """The state of a fold; an index leads from what a row is known by to its record, another from its name.

    came       when each submission came
    of_sender  origin and format -> the records with a row of that sender
    applied    origin and format -> the replacements that were applied so far
    spared     record -> replacements that lack it, where another file vouches for it
    """

    def __init__(self, submissions: Sequence[Submission]) -> None:
        self.submissions = submissions
        self.order = in_order(submissions)
        self.position = {file: position for position, file in enumerate(self.order)}
        self.records: list[Record] = []
        self.index: dict[tuple[str, tuple[str, ...]], list[Record]] = {}
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

    def found(self, row: Row) -> Record | None:
        """The record a row is of; None also where nobody can tell which of several."""
        found = self.meant(row)
        return found[0] if len(found) == 1 else None

    def meant(self, row: Row) -> list[Record]:
        """The records a row may be of, by the best it is known by: one, but where it leaves out the number that holds
        several apart. Of those it is the one that says the same, or the only one it does not contradict.
        """
        for key in keys_of(row):
            found = [r for r in self.index.get((row.format, key), ()) if _is_now(key, r, row.values)]
            if len(found) > 1:
                same = [r for r in found if said(row.values).items() <= r.values.items()][:1]
                agreed = same or [r for r in found if not differing(row, r.values)]
                return agreed if len(agreed) == 1 else found
            if found:
                return found
        return []

    def add_source(self, record: Record, source: Source) -> None:
        """A row is of a record."""
        record.sources.append(source)
        sender = self.submissions[source.file].origin
        self.of_sender.setdefault((sender, record.format), {})[id(record)] = record

    def absorb(self, record: Record, other: Record) -> None:
        """Another record is this one, too: what was handed in of it said so again."""
        self.records.remove(other)
        for source in other.sources:
            row = self.row(source)
            for key in keys_of(row):
                if other in (there := self.index[row.format, key]):
                    there.remove(other)
            self.of_sender[self.submissions[source.file].origin, row.format].pop(id(other), None)
            if (name := name_of(row)) is not None and other in self.names[name]:
                self.names[name].remove(other)
        for file, outcomes in self.outcomes.items():
            again: What = "未变" if self.ours(file, record) else "重复"
            self.outcomes[file] = [
                o
                if o.record is not other
                else o._replace(record=record, what=again if o.what == "合并" else o.what)
                for o in outcomes
            ]
        record.values = {**other.values, **record.values}
        for source in other.sources:
            self.add_source(record, source)
            self.know(self.row(source), record)

    def theirs(self, file: int) -> list[Record]:
        """What the sender of a submission handed in so far and stands, on the sheets this submission has."""
        submission = self.submissions[file]
        formats = dict.fromkeys(row.format for row in submission.rows)
        found = [r for fmt in formats for r in self.of_sender.get((submission.origin, fmt), {}).values()]
        return [record for record in found if not record.withdrawn]

    def known(self, row: Row) -> Iterator[Record]:
        """The records with anything a row is known by, the best first."""
        return (
            r
            for key in keys_of(row)
            for r in self.index.get((row.format, key), ())
            if _is_now(key, r, row.values)
        )

    def ever(self, row: Row) -> Iterator[Record]:
        """The records that once had anything a row is known by, before they were corrected, too."""
        found = (r for key in keys_of(row) for r in self.index.get((row.format, key), ()))
        return (r for r in found if not apart(row.format, row.values, r.values))

    def whose(self, source: Source, row: Row) -> Record | None:
        """Whom a row that must be corrected is of: of those it is known by the one of its name, else the one there is of its
        name, else one that no other row of its file names.
        """
        known, name = list(self.ever(row)), name_of(row)
        named = (r for r in known if name and any(r is other for other in self.names.get(name, ())))
        free = (r for r in known if all(s.file != source.file for s in r.sources))
        return next(named, None) or self.namesake(source, row) or next(free, None)

    def namesake(self, source: Source, row: Row) -> Record | None:
        """Whom a row that must be corrected is surely of though its numbers do not say so: the only one of that name in
        the team, in the file and among what its sender handed in. Nothing is ever merged by it.
        """
        name = name_of(row)
        if name is None or not row.faults or self.names_in(source.file)[name] != 1:
            return None
        found = self.names.get(name, ())
        ours = [r for r in found if any(self.same_sender(s.file, source.file) for s in r.sources)]
        return ours[0] if len(ours) == len(found) == 1 else None

    def names_in(self, file: int) -> Counter[Name]:
        """How often each name of a team is in a file."""
        if file not in self.alone:
            self.alone[file] = Counter(name for row in self.submissions[file].rows if (name := name_of(row)))
        return self.alone[file]

    def row(self, source: Source) -> Row:
        """The row of a submission."""
        return self.submissions[source.file].rows[source.row]

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

    def ours(self, file: int, record: Record) -> bool:
        """Whether a file is of the sender or the branch of what stands."""
        branch = self.submissions[file].branch
        same = branch == self.submissions[record.source.file].branch != ""
        return same or self.same_sender(file, record.source.file)

    def know(self, row: Row, record: Record) -> None:
        """A record is known by what a row says, unless another is already that it is not held apart from."""
        for key in keys_of(row):
            there = self.index.setdefault((row.format, key), [])
            if record not in there and not any(_is_now(key, r, record.values) for r in there):
                there.append(record)
        if (name := name_of(row)) is not None:
            known = self.names.setdefault(name, [])
            if not any(record is other for other in known):
                known.append(record)
