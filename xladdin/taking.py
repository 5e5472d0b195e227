"""From the files of an inbox to submissions: each new file is read and checked once; what cannot be read is named.

Which rows stand is decided by `workbook.merge.fold`, what is written by `merging` and `branch_sheets`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from workbook import stamps
from workbook.batch import Options
from workbook.host import Refused
from workbook.merge import base, register
from workbook.merge.fold import UNREAD
from workbook.merge.order import overrides
from workbook.merge.submission import Cover, Submission, bare_name, names_no_branch, submission_of
from workbook.model import Book, Finding
from workbook.stamps import stamped
from xladdin.checking import Checked, Input, checked
from xladdin.inbox import Received, received


class Asked(NamedTuple):
    """What a merge is told: how the files came, on which day ages are counted, how many processes read."""

    cover: Cover = Cover()
    options: Options = Options()
    jobs: int = 1


class Files(NamedTuple):
    """What lies in an inbox: how many files, and those not taken yet, each with the hash of its bytes."""

    found: int
    new: list[tuple[Received, str]]


def unknown(inbox: Sequence[Path], book: Path, known: Sequence[Submission]) -> Files:
    """The files that were not taken before, by name and bytes, each once; the contest workbook itself is passed over.

    Raises Refused: INBOX_MISSING.
    """
    if gone := next((path for path in inbox if not path.exists()), None):
        raise Refused("INBOX_MISSING", gone.name)
    taken = {
        (s.content, bare_name(s.name)) for s in known
    }  # entries of one name in an archive are numbered, too
    found, new = 0, []
    for item in received([path for path in inbox if not _same(path, book)]):
        if item.path is not None and _same(item.path, book):
            continue
        found += 1
        try:
            content = hashlib.sha256(item.data()).hexdigest()[:32]
        except Refused as refused:
            content = hashlib.sha256(f"{item.name}{refused.code}".encode()).hexdigest()[:32]
        if (content, bare_name(item.name)) not in taken:
            taken.add((content, bare_name(item.name)))
            new.append((item, content))
    return Files(found, new)


def _same(path: Path, book: Path) -> bool:
    try:
        return path.samefile(book)
    except OSError:
        return False


def submissions(
    files: Sequence[tuple[Received, str]],
    known: Sequence[Submission],
    contest: str,
    told: Asked,
    now: datetime,
    progress: Callable[[str], None],
) -> Iterator[tuple[Submission, tuple[Finding, ...]]]:
    """Every new file as a submission, with what a check of it finds; one that cannot be read costs only itself."""
    cover = told.cover._replace(seen=now.strftime("%Y-%m-%d %H:%M:%S"))
    number = register.next_number({s.number: s for s in known})
    before = {(s.mark, bare_name(s.name)) for s in known if s.rows}
    labelled = list(_named(files, {s.name for s in known}))
    readable = [
        Input(name, Path(Path(item.name).name), item.data)
        for name, item, _ in labelled
        if item.kind == "workbook"
    ]
    outcomes = checked(readable, told.options, told.jobs)
    for name, item, content in labelled:
        progress(name)
        outcome = _outcome(item, outcomes)
        submission = _submission(register.label(number), name, content, cover, outcome, contest)
        if (
            submission.rows
            and not overrides(submission)
            and (submission.mark, bare_name(item.name)) in before
        ):
            continue  # only saved again: it says the same, under the same name
        number += 1
        if isinstance(outcome, Checked) and not submission.refused:
            yield submission, _told(outcome.findings, submission)
        else:
            yield submission, ()


def _named(files: Sequence[tuple[Received, str]], names: set[str]) -> Iterator[tuple[str, Received, str]]:
    """Each file with a name nobody has yet."""
    for item, content in files:
        name, again = item.name, 2
        while name in names:
            name, again = f"{item.name} #{again}", again + 1
        names.add(name)
        yield name, item, content


def _told(findings: Sequence[Finding], submission: Submission) -> tuple[Finding, ...]:
    """What a check finds, but for a blank 赛区 where the branch is known otherwise."""
    if any(map(names_no_branch, submission.findings)):
        return tuple(findings)
    return tuple(finding for finding in findings if not names_no_branch(finding))


def _outcome(item: Received, outcomes: Iterator[tuple[Input, Checked | Refused]]) -> Checked | Refused:
    """What came of a file: the check of a workbook, or why there is none."""
    if item.kind == "workbook":
        return next(outcomes)[1]
    if item.kind == "refused":
        try:
            item.data()
        except Refused as refused:
            return refused
    return Refused(UNREAD)


def _submission(
    label: str, name: str, content: str, cover: Cover, outcome: Checked | Refused, expected: str
) -> Submission:
    if isinstance(outcome, Refused):
        return Submission(label, name, content, cover, refused=outcome.code, detail=outcome.detail)
    said = partial(stamped, outcome.snapshot.book or Book("", ()))
    contest = said(stamps.CONTEST)
    if contest and contest != expected:
        return Submission(label, name, content, cover, refused="MERGE_CONTEST", detail=contest)
    cover = cover._replace(
        city=cover.city or said(stamps.BRANCH),
        kind=cover.kind or said(stamps.KIND),
        turn=said(stamps.TURN),
        printed=said(stamps.CODE),
        rules=said(stamps.RULES),
    )
    return base.as_kept(submission_of(label, content, cover, outcome.snapshot, outcome.findings))
