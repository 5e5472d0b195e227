"""verify: finance's independent recomputation of a contest workbook, written to 财务复核 and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from schemas.contest import Scope
from workbook.host import Refused
from workbook.model import Book, Finding
from workbook.report import FileResult
from workbook.seal.changes import changes
from workbook.seal.kept import about_code
from workbook.verify.check import Verified, verify
from workbook.verify.lists import list_of
from workbook.verify.page import page_edits
from workbook.xlsx.reading.reader import Readers
from xladdin.checking import Input, content_of, without_collector
from xladdin.commands import label_of
from xladdin.contests import card_of
from xladdin.judging import events_asked
from xladdin.outputs import Output
from xladdin.outside import outside_book

COMMAND = "verify"


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    verified: Verified
    book: FileResult


def run(path: Path, event: str | None, payout: Path | None, code: str, now: datetime) -> Outcome:
    """Verify the final events of a workbook, or the one asked about. Raises Refused; then nothing was written.

    payout   a list of the bank or of payroll; code: the one on the paper that was signed, "" where none is at hand
    """
    from xladdin.writing import Writer, editing

    with Readers() as readers, without_collector():
        data = content_of(Input(path.name, path))
        book = readers.read(path.name, data)
        sheets = card_of(book)
        asked = [(one.scope.phase, one.scope.event) for one in events_asked(book, sheets, event)]
        given = list_of(outside_book(payout, readers)) if payout else None
        verified = verify(book, asked, given)
        if not verified.contest.judged:
            raise Refused("VERIFY_NONE", _named(asked))
        scopes = [Scope(*one) for one in verified.contest.judged]
        since = (*changes(book, sheets, scopes), *_of_paper(book, code, scopes))
        verified = replace(verified, findings=(*verified.findings, *since))
        edits = page_edits(verified)
        outcome = FileResult(path.name, verified.findings)
        if edits:
            writer = Writer(COMMAND, label_of(COMMAND), Output(None), readers, now)
            edited = editing(data, path.name, edits, book=book)
            outcome = writer.write(path.name, path, data, edited, verified.findings, book)
            if outcome.refused:
                raise outcome.refused
    return Outcome(verified, outcome)


def _of_paper(book: Book, code: str, scopes: Sequence[Scope]) -> list[Finding]:
    """Whether the code on the paper is the one of the workbook."""
    return [about_code(book, code, scopes[0] if len(scopes) == 1 else None)] if code else []


def _named(asked: Sequence[tuple[str, str]]) -> str:
    return Scope(*asked[0]).label if len(asked) == 1 else "各活动都"
