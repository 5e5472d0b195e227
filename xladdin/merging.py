"""merge: from an inbox to the contest workbook. It gathers files, asks the pure functions, writes once.

What stands is decided by `workbook.merge.fold`; here are only reading, the order of the steps and the one write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from schemas.book import SCHOOL_LIST
from workbook import home, stamps
from workbook.batch import Options
from workbook.card.read import read_card
from workbook.edits import Edit
from workbook.eligibility import ticks
from workbook.findings_sheet import refreshed
from workbook.host import Refused
from workbook.merge import asked, base, changes, entrants, register, reports
from workbook.merge.fold import WHATS, Folded, What, fold
from workbook.merge.named import in_events
from workbook.merge.rosters import SHEETS, Rosters
from workbook.merge.submission import ONE_FILE_CANNOT_TELL, Submission
from workbook.merge.tables import own_table
from workbook.model import Book, Finding
from workbook.report import FileResult
from workbook.stamps import stamped
from xladdin.contests import card_of
from xladdin.desk import Desk, edit
from xladdin.schools import schools_on
from xladdin.steps import step_of
from xladdin.taking import Asked, submissions, unknown


@dataclass(frozen=True)
class Merged:
    """What a merge came to.

    files    per file that was new: what was found in it, or why it could not be read
    book     the contest workbook: what only shows in all files together, what people changed, whether it was written
    counts   rows of all files by what became of them; files, known: how many there are, how many were known before
    new      names of the files that were new
    broken   files that could not be read: while there are any, the totals are incomplete
    """

    files: tuple[FileResult, ...]
    book: FileResult
    counts: dict[What, int]
    new: frozenset[str]
    known: int
    broken: int
    changed: int


def merge(
    inbox: Sequence[Path],
    desk: Desk,
    told: Asked,
    now: datetime,
    progress: Callable[[str], None] = lambda _: None,
) -> Merged:
    """Merge what is new in an inbox into a contest workbook. Raises Refused; then nothing was written."""
    book = desk.read()
    _usable(book)
    merged, edits = _taken(book, inbox, desk.path, told, now, progress)
    if not edits:
        return merged
    return replace(merged, book=edit(desk, step_of("merge", now), edits, merged.book.findings))


def _taken(
    book: Book,
    inbox: Sequence[Path],
    path: Path,
    told: Asked,
    now: datetime,
    progress: Callable[[str], None],
) -> tuple[Merged, list[Edit]]:
    """What taking the new files comes to, and what is to be written; the rows themselves are let go."""
    known = base.received(book)
    told = told._replace(options=_with_schools(told.options, book))
    files = unknown(inbox, path, known)
    if not files.found and not known:
        raise Refused("INBOX_EMPTY", "、".join(item.name for item in inbox))
    taken = list(submissions(files.new, known, stamped(book, stamps.CONTEST), told, now, progress))
    work = _Work(book, known, [submission for submission, _ in taken])
    edits = work.edits(now)
    merged = Merged(
        by_file(work.findings, work.all, dict(taken)),
        FileResult(path.name, tuple(f for f in work.findings if f.at.file == book.source)),
        totals(work.after),
        frozenset(submission.name for submission, _ in taken),
        len(known),
        asked.broken(work.after),
        work.changed,
    )
    return merged, edits


def totals(merged: Folded) -> dict[What, int]:
    """Rows of all files by what became of them."""
    found: dict[What, int] = dict.fromkeys(WHATS, 0)
    for file in range(len(merged.submissions)):
        for what, count in merged.counts(file).items():
            found[what] += count
    return found


def by_file(
    findings: Iterable[Finding],
    files: Sequence[Submission],
    new: Mapping[Submission, Sequence[Finding]],
) -> tuple[FileResult, ...]:
    """What is to be said of every file: of new ones all a check finds, of known ones what is still open."""
    told: dict[str, list[Finding]] = {}
    for finding in findings:
        told.setdefault(finding.at.file, []).append(finding)
    results = []
    for submission in files:
        found = told.get(submission.name, [])
        known = submission not in new
        if submission.refused and not asked.unread(submission):
            if not known:
                refused = Refused(submission.refused, submission.detail)
                results.append(FileResult(submission.name, refused=refused))
            continue
        if known and not found:
            continue
        checked_now = [f for f in new.get(submission, ()) if f.code not in ONE_FILE_CANNOT_TELL]
        said = {(f.code, f.at) for f in checked_now}
        more = [f for f in found if (f.code, f.at) not in said]
        results.append(FileResult(submission.name, (*checked_now, *more)))
    return tuple(results)


def _usable(book: Book) -> None:
    """A contest workbook of our version. Raises Refused, also for one that hides every sheet there is to merge into."""
    card_of(book)
    if not used_formats(book):
        raise Refused("MERGE_NONE", stamped(book, stamps.CONTEST))


def used_formats(book: Book) -> frozenset[str]:
    """The formats a contest collects: those whose sheet is not hidden."""
    hidden = {sheet.name for sheet in book.sheets if sheet.state != "visible"}
    return frozenset(fmt for fmt, name in SHEETS.items() if name not in hidden)


def _with_schools(options: Options, book: Book) -> Options:
    """The universities named on the command line, else those in the workbook's own list."""
    sheet = book.sheet(SCHOOL_LIST)
    if options.schools or sheet is None:
        return options
    return replace(options, schools=schools_on(sheet) or None)


class _Work:
    """One merge as data: what was known, what is known now, and the edits between the two."""

    def __init__(self, book: Book, known: Sequence[Submission], new: Sequence[Submission]) -> None:
        self.book = book
        self.register = own_table(book, register.SHEET)
        covers = register.covers(self.register, {s.number: s for s in known})
        now = [s.covered(covers.get(s.number, s.cover)) for s in known]
        self.known, self.all, self.card = known, [*now, *new], read_card(book).card
        self.before = fold(in_events(known, self.card.stages))
        same = not new and all(a.cover == b.cover for a, b in zip(known, now, strict=True))
        self.after = self.before if same else fold(in_events(self.all, self.card.stages))
        self.findings: list[Finding] = []
        self.changed = 0

    def edits(self, now: datetime) -> list[Edit]:
        """Everything that is to be written; findings are complete afterwards."""
        numbers = entrants.Numbers(own_table(self.book, entrants.SHEET))
        numbers.update(self.before, self.after)
        needed = {record.format for record in self.after.records}
        rosters = Rosters(self.book, {*needed, entrants.ENTRIES}, numbers.key_of)
        rosters.update(self.before, self.after)
        entrants.enter_teams(rosters.tables[entrants.ENTRIES], numbers, self.card)
        register.update(self.register, self.before, self.after)
        lines = own_table(self.book, "变更")
        self.changed = changes.add(lines, self.before, self.after, now.strftime("%Y-%m-%d %H:%M"))
        tables = [numbers.table, *rosters.tables.values(), self.register, lines]
        self.findings = [
            *asked.about_files(self.after, used_formats(self.book)),
            *asked.same_number(self.after),
            *(finding for table in tables for finding in table.findings),
            *asked.across(self.after, rosters.tables, rosters.row_of),
        ]
        found = [edit for table in tables for edit in table.all_edits()]
        found += home.edits(self.book, entrants.entered(rosters.tables[entrants.ENTRIES]))
        found += base.edits(self.book, self.known, self.all)
        found += reports.edits(self.book, rosters, self.after, self.findings)
        listed = [*self.findings, *ticks.still_asked(self.book, self.after, self.findings)]
        return found + refreshed(self.book, {"": listed})
