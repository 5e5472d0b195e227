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
from xladdin.contests import card_of
from xladdin.desk import Desk, edit
from xladdin.judging import events_asked
from xladdin.outside import outside_book
from xladdin.steps import step_of

COMMAND = "verify"


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    verified: Verified
    book: FileResult


def run(desk: Desk, event: str | None, payout: Path | None, code: str, now: datetime) -> Outcome:
    """Verify the final events of a workbook, or the one asked about. Raises Refused; then nothing was written.

    payout   a list of the bank or of payroll; code: the one on the paper that was signed, "" where none is at hand
    """
    book = desk.read()
    sheets = card_of(book)
    asked = [(one.scope.phase, one.scope.event) for one in events_asked(book, sheets, event)]
    given = list_of(outside_book(payout, desk.readers)) if payout else None
    verified = verify(book, asked, given)
    if not verified.contest.judged:
        raise Refused("VERIFY_NONE", _named(asked))
    scopes = [Scope(*one) for one in verified.contest.judged]
    since = (*changes(book, sheets, scopes), *_of_paper(book, code, scopes))
    verified = replace(verified, findings=(*verified.findings, *since))
    outcome = edit(desk, step_of(COMMAND, now), page_edits(verified), verified.findings)
    return Outcome(verified, outcome)


def _of_paper(book: Book, code: str, scopes: Sequence[Scope]) -> list[Finding]:
    """Whether the code on the paper is the one of the workbook."""
    return [about_code(book, code, scopes[0] if len(scopes) == 1 else None)] if code else []


def _named(asked: Sequence[tuple[str, str]]) -> str:
    return Scope(*asked[0]).label if len(asked) == 1 else "各活动都"
