"""merge: from an inbox to the contest workbook. It gathers files, asks the pure functions, writes once.

What stands is decided by `workbook.merge.fold`; here are only reading, the order of the steps and the one write.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from schemas.book import SCHOOL_LIST
from workbook import stamps
from workbook.batch import Options
from workbook.edits import Edit, RemoveSheet
from workbook.findings_sheet import causes, decision_key, decisions_in, list_edits, listed, sheet_name
from workbook.host import Refused
from workbook.merge import asked, base, changes, register, reports
from workbook.merge.fold import What, fold
from workbook.merge.rosters import Rosters
from workbook.merge.submission import ACROSS, Cover, Submission, submission_of
from workbook.merge.tables import own_table
from workbook.model import Book, Finding
from workbook.report import FileResult
from workbook.sheets import is_ours
from workbook.stamps import stamped
from workbook.xlsx.reading.reader import Readers
from xladdin.checking import Checked, Input, checked, content_of, without_collector
from xladdin.contests import card_of
from xladdin.inbox import Received, received
from xladdin.outputs import Output
from xladdin.schools import schools_on

_ROSTER: Final = "附件1汇总"


@dataclass(frozen=True)
class Merged:
    """What a merge came to.

    files    per file that was new: what was found in it, or why it could not be read
    book     the contest workbook: what only shows in all files together, what people changed, whether it was written
    counts   rows of all files by what became of them; files, known: how many there are, how many were known before
    broken   files that could not be read: while there are any, the totals are incomplete
    """

    files: tuple[FileResult, ...]
    book: FileResult
    counts: dict[What, int]
    known: int
    broken: int
    changed: int


class Asked(NamedTuple):
    """What a merge is told: how the files came, on which day ages are counted, how many processes read."""

    cover: Cover = Cover()
    options: Options = Options()
    jobs: int = 1


def merge(
    inbox: Sequence[Path],
    path: Path,
    told: Asked,
    now: datetime,
    progress: Callable[[str], None] = lambda _: None,
) -> Merged:
    """Merge what is new in an inbox into a contest workbook. Raises Refused; then nothing was written."""
    from xladdin.writing import Writer, editing

    with Readers() as readers, without_collector():
        data = content_of(Input(path.name, path))
        book = readers.read(path.name, data)
        _usable(book)
        known = base.received(book)
        told = told._replace(options=_with_schools(told.options, book))
        files = _unknown(inbox, path, {s.content for s in known})
        if not files.found and not known:
            raise Refused("INBOX_EMPTY", "、".join(item.name for item in inbox))
        taken = list(_submissions(files.new, known, book, told, now, progress))
        work = _Work(book, known, [submission for submission, _ in taken])
        edits = work.edits(now)
        writer = Writer("merge", "汇总各单位报表", Output(None), readers, now)
        run = editing(data, path.name, edits, book=book)
        own = tuple(f for f in work.findings if f.at.file == book.source)
        outcome = FileResult(path.name, own)
        if edits:
            outcome = writer.write(path.name, path, data, run, own)
            if outcome.refused:
                raise outcome.refused
        results = _by_file(work, dict(taken))
    after = work.after
    broken = sum(
        bool(s.refused) and not asked.unread(s) and s.cover.answer != "不采用" for s in after.submissions
    )
    totals: dict[What, int] = {}
    for file in range(len(after.submissions)):
        for what, count in after.counts(file).items():
            totals[what] = totals.get(what, 0) + count
    return Merged(results, outcome, totals, len(known), broken, work.changed)


def _by_file(work: _Work, new: Mapping[Submission, Sequence[Finding]]) -> tuple[FileResult, ...]:
    """What is to be said of every file: of new ones all a check finds, of known ones what is still open."""
    told: dict[str, list[Finding]] = {}
    for finding in work.findings:
        told.setdefault(finding.at.file, []).append(finding)
    results = []
    for submission in work.all:
        found = told.get(submission.name, [])
        known = submission not in new
        if submission.refused and not asked.unread(submission):
            if not known:
                refused = Refused(submission.refused, submission.detail)
                results.append(FileResult(submission.name, refused=refused))
            continue
        if known and not found:
            continue
        checked_now = [f for f in new.get(submission, ()) if f.code not in ACROSS]
        said = {(f.code, f.at) for f in checked_now}
        more = [f for f in found if (f.code, f.at) not in said]
        results.append(FileResult(submission.name, (*checked_now, *more)))
    return tuple(results)


def _usable(book: Book) -> None:
    """A contest workbook of our version that uses 附件1 and 附件2. Raises Refused."""
    card_of(book)
    sheet = book.sheet(_ROSTER)
    if sheet is not None and sheet.state != "visible":
        raise Refused("MERGE_NONE", stamped(book, stamps.CONTEST))


def _with_schools(options: Options, book: Book) -> Options:
    """The universities named on the command line, else those in the workbook's own list."""
    sheet = book.sheet(SCHOOL_LIST)
    if options.schools or sheet is None:
        return options
    return replace(options, schools=schools_on(sheet) or None)


# ---- the inbox


class Files(NamedTuple):
    """What lies in an inbox: how many files, and those not taken yet, each with the hash of its bytes."""

    found: int
    new: list[tuple[Received, str]]


def _unknown(inbox: Sequence[Path], book: Path, known: set[str]) -> Files:
    """The files whose bytes were not taken before; the contest workbook itself is passed over."""
    found, new = 0, []
    for item in received([path for path in inbox if not _same(path, book)]):
        if item.path is not None and _same(item.path, book):
            continue
        found += 1
        try:
            content = hashlib.sha256(item.data()).hexdigest()[:32]
        except Refused as refused:
            content = hashlib.sha256(f"{item.name}{refused.code}".encode()).hexdigest()[:32]
        if content not in known:
            new.append((item, content))
    return Files(found, new)


def _same(path: Path, book: Path) -> bool:
    try:
        return path.samefile(book)
    except OSError:
        return False


def _submissions(
    files: Sequence[tuple[Received, str]],
    known: Sequence[Submission],
    book: Book,
    told: Asked,
    now: datetime,
    progress: Callable[[str], None],
) -> Iterator[tuple[Submission, tuple[Finding, ...]]]:
    """Every new file as a submission, with what a check of it finds; one that cannot be read costs only itself."""
    cover = told.cover._replace(seen=now.strftime("%Y-%m-%d %H:%M"))
    number = register.next_number({s.number: s for s in known})
    names = {s.name for s in known}
    labelled: list[tuple[str, str, Received, str]] = []
    for item, content in files:
        name, again = item.name, 2
        while name in names:
            name, again = f"{item.name} #{again}", again + 1
        names.add(name)
        labelled.append((register.label(number + len(labelled)), name, item, content))
    readable = [
        Input(name, Path(Path(item.name).name), item.data)
        for _, name, item, _ in labelled
        if item.kind == "workbook"
    ]
    outcomes = checked(readable, told.options, told.jobs)
    for label, name, item, content in labelled:
        progress(name)
        outcome = _outcome(item, outcomes)
        submission = _submission(label, name, content, cover, outcome, book)
        if isinstance(outcome, Checked) and not submission.refused:
            yield submission, outcome.findings
        else:
            yield submission, ()


def _outcome(item: Received, outcomes: Iterator[tuple[Input, Checked | Refused]]) -> Checked | Refused:
    """What came of a file: the check of a workbook, or why there is none."""
    if item.kind == "workbook":
        return next(outcomes)[1]
    if item.kind == "refused":
        try:
            item.data()
        except Refused as refused:
            return refused
    return Refused(asked.UNREAD)


def _submission(
    label: str, name: str, content: str, cover: Cover, outcome: Checked | Refused, book: Book
) -> Submission:
    if isinstance(outcome, Refused):
        return Submission(label, name, content, cover, refused=outcome.code, detail=outcome.detail)
    said = partial(stamped, outcome.snapshot.book or Book("", ()))
    contest = said(stamps.CONTEST)
    if contest and contest != stamped(book, stamps.CONTEST):
        return Submission(label, name, content, cover, refused="MERGE_CONTEST", detail=contest)
    cover = cover._replace(
        city=cover.city or said(stamps.BRANCH),
        kind=cover.kind or said(stamps.KIND),
        turn=said(stamps.TURN),
        rules=said(stamps.RULES),
    )
    return base.as_kept(submission_of(label, content, cover, outcome.snapshot, outcome.findings))


# ---- the workbook


class _Work:
    """One merge as data: what was known, what is known now, and the edits between the two."""

    def __init__(self, book: Book, known: Sequence[Submission], new: Sequence[Submission]) -> None:
        self.book = book
        self.register = own_table(book, register.SHEET)
        covers = register.covers(self.register, {s.number: s for s in known})
        now = [s.covered(covers.get(s.number, s.cover)) for s in known]
        self.known, self.all = known, [*now, *new]
        self.before = fold(known)
        same = not new and all(a.cover == b.cover for a, b in zip(known, now, strict=True))
        self.after = self.before if same else fold(self.all)
        self.findings: list[Finding] = []
        self.changed = 0

    def edits(self, now: datetime) -> list[Edit]:
        """Everything that is to be written; findings are complete afterwards."""
        rosters = Rosters(self.book)
        rosters.update(self.before, self.after)
        register.update(self.register, self.before, self.after)
        lines = own_table(self.book, "变更")
        self.changed = changes.add(lines, self.before, self.after, now.strftime("%Y-%m-%d %H:%M"))
        tables = [*rosters.tables.values(), self.register, lines]
        self.findings = [
            *asked.about_files(self.after),
            *asked.same_number(self.after),
            *(finding for table in tables for finding in table.findings),
            *asked.across(self.after, rosters.tables, rosters.row_of),
        ]
        found = [edit for table in tables for edit in table.all_edits()]
        found += base.edits(self.book, self.known, self.all)
        found += reports.edits(self.book, rosters, self.after, self.findings)
        return found + self._list_edits()

    def _list_edits(self) -> list[Edit]:
        """问题清单 written anew where it would say anything else; what people answered stays."""
        keys = [decision_key(cause, self.book.source) for cause in causes(self.findings)]
        if keys == listed(self.book):
            return []
        gone = [RemoveSheet(sheet.name) for sheet in self.book.sheets if is_ours(sheet)]
        if not self.findings:
            return list(gone)
        decided = decisions_in(self.book)
        return [*gone, *list_edits(self.findings, [], decided, sheet_name(self.book), self.book.source)]
