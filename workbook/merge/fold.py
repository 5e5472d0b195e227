"""Which rows stand: a fold over all submissions that does not depend on the order in which they came.

Every row of every file ends in exactly one of four outcomes, so that rows = 合并 + 退回 + 重复 + 未变. Submissions are
taken in one order whoever merged what first: those that change nothing, then corrections and replacements (`order`). A
replacement acts only on what its sender handed in before it. When all are taken, every row is held against what stands:
what says otherwise is asked about, what a later file brought in order is settled. What the sheets look like is left to
`rosters` and `register`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbook.merge.moved import Moves, moves
from workbook.merge.order import (
    AGREED,
    CORRECTS,
    PLAIN,
    REPLACES,
    declined,
    later,
    overrides,
    typed_later,
)
from workbook.merge.settle import settle
from workbook.merge.standing import (
    UNREAD,
    WHATS,
    Folded,
    Outcome,
    Record,
    Source,
    Standing,
    What,
    name_of,
)
from workbook.merge.submission import (
    REGISTRATION,
    Row,
    Submission,
    Values,
    differing,
    said,
    team_of,
)

__all__ = ["UNREAD", "WHATS", "Folded", "Outcome", "Record", "Source", "What", "fold"]


def fold(submissions: Sequence[Submission]) -> Folded:
    """What stands when all submissions are taken together."""
    folding = _Fold(submissions)
    for file in folding.order:
        folding.take(file)
    return settle(folding)


class _Fold(Standing):
    """Submissions taken one after the other.

    moves   what the rows of the one that is taken correct, of those that agree with no record as a whole
    """

    moves = Moves()

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

    def of_origin(self, file: int) -> list[Record]:
        """What stands of what the same sender handed in before."""
        return [r for r in self.theirs(file) if any(self.replaces(file, source.file) for source in r.sources)]

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
            if row.faults and (name := name_of(row)):
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
        replaces = submission.cover.kind == REPLACES
        kept = self.kept(file) if replaces else ()  # what it has is asked before anything of it is taken
        self.moves = moves(self, file)
        outcomes: dict[int, Outcome] = {}
        order = sorted(range(len(submission.rows)), key=lambda n: submission.rows[n].form)
        for number in order:
            outcomes[number] = self.outcome(file, number, submission.rows[number])
        self.outcomes[file] = [outcomes[number] for number in range(len(submission.rows))]
        if replaces:
            self.withdraw(file, kept)
            for fmt in dict.fromkeys(row.format for row in submission.rows):
                self.applied.setdefault((submission.origin, fmt), []).append(file)

    def outcome(self, file: int, number: int, row: Row) -> Outcome:
        """What becomes of one row."""
        record, source = self.found(row), Source(file, number)
        if row.faults:
            return Outcome("退回", record, row.faults[0])
        if (which := self.moves.perhaps.get(number)) or (which := [] if record else self.meant(row)):
            return Outcome("退回", why="MERGE_WHICH", among=tuple(which))
        if (moved := self.moves.surely.get(number)) and not self.has_row(file, moved, record):
            if record is not None:
                self.absorb(moved, record)
            return self.compared(row, moved, source)
        if record is None:
            record = Record(row.format, row.values, source)
            self.records.append(record)
            self.add_source(record, source)
            self.know(row, record)
            for replacement in self.applied_to(source):
                self.about_who(file, replacement, withdrawn=False)
            return Outcome("合并", record)
        if self.has_row(file, record):
            return self.beside(row, record, source)
        if record.withdrawn:
            record.withdrawn = False
            return self.taken(row, record, source, row.values)
        return self.compared(row, record, source)

    def has_row(self, file: int, *records: Record | None) -> bool:
        """Whether a file has a row of one of these records already."""
        return any(known.file == file for record in records if record for known in record.sources)

    def beside(self, row: Row, record: Record, source: Source) -> Outcome:
        """Another row of a record in one file: the same again, one that tells more, or one that contradicts the first.

        A form beside the roster of its team never is a second row: what they say differently the check tells.
        """
        mine = [self.row(known) for known in record.sources if known.file == source.file]
        if row.format == REGISTRATION and row.form and not all(other.form for other in mine):
            record.values = {**row.values, **record.values}
            return self.joined(row, record, source, "重复")
        if any(differing(row, other.values) for other in mine):
            return Outcome("退回", record, "MERGE_TWICE")
        ours = self.ours(source.file, record)
        if differing(row, record.values):
            if not (ours and overrides(self.submissions[source.file])):
                return Outcome("退回", record, "RESUBMIT_KIND" if ours else "MERGE_DIFFERS")
            if record.source.file != source.file:
                return self.taken(row, record, source, {**record.values, **row.values})
        record.values = {**row.values, **record.values, **said(row.values)}
        return self.joined(row, record, source, "重复")

    def compared(self, row: Row, record: Record, source: Source) -> Outcome:
        """A row of somebody who stands already: the same again, a correction, or two that contradict each other."""
        submission = self.submissions[source.file]
        known, new = said(record.values), said(row.values)
        kind = submission.cover.kind
        ours = self.ours(source.file, record)
        otherwise = differing(row, record.values)
        if not otherwise and new.keys() <= known.keys() and (kind != REPLACES or new.keys() == known.keys()):
            return self.joined(row, record, source, "未变" if ours else "重复")
        if ours and kind == REPLACES:
            newer = any(self.stays(s.file, source.file) for s in record.sources)
            more = record.values if newer else {}
            return self.taken(row, record, source, {**more, **row.values})
        if ours and (kind == CORRECTS or not otherwise):
            return self.taken(row, record, source, {**record.values, **row.values})
        if not otherwise:  # it stays the record of who told it first
            record.values = {**row.values, **record.values}
            return self.joined(row, record, source, "重复")
        return Outcome("退回", record, "RESUBMIT_KIND" if ours else "MERGE_DIFFERS")

    def stays(self, other: int, file: int) -> bool:
        """Whether what another file says stays where a replacement says nothing."""
        mine = self.same_sender(other, file) and other != file and not self.replaces(file, other)
        return mine or later(self.came[other], self.came[file])

    def joined(self, row: Row, record: Record, source: Source, what: What) -> Outcome:
        self.add_source(record, source)
        self.know(row, record)
        return Outcome(what, record)

    def taken(self, row: Row, record: Record, source: Source, values: Values) -> Outcome:
        """The record says from now on what this row says; the row it was taken from before is a corrected one."""
        old = record.source
        was = self.outcomes[old.file][old.row]
        self.outcomes[old.file][old.row] = was._replace(replaced=True)
        record.values, record.source = values, source
        return self.joined(row, record, source, "合并")
