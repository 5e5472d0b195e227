"""seal: what final events rest on, kept in the workbook, with a code for the paper that people sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from schemas.contest import Card, Scope
from workbook.card.read import CardSheets
from workbook.codes import severity
from workbook.content import folded
from workbook.edits import Edit
from workbook.eligibility.figures import money_words
from workbook.host import Refused
from workbook.masking import numbers_in
from workbook.merge.tables import own_table
from workbook.model import Book, Finding, Place
from workbook.report import FileResult
from workbook.seal import kept
from workbook.seal.approval import Approval, approval_of
from workbook.seal.changes import since
from workbook.seal.making import check, check_names, final_events, record_of, sums_of
from workbook.seal.reading import Reading
from workbook.seal.record import SHEET, Marks, Record, Signed, Sums
from xladdin.commands import label_of
from xladdin.contests import card_of, event_named
from xladdin.desk import Desk, edit
from xladdin.outputs import fresh
from xladdin.steps import Step

COMMAND = "seal"


class Made(NamedTuple):
    """The seal of one event; new: it was made now, else it stands as it was made before."""

    scope: Scope
    number: int
    signed: Signed
    sums: Sums
    marks: Marks
    previous: str
    new: bool


@dataclass(frozen=True)
class Sealing:
    """What came of it. paper: the name of the file to print, if one was asked for."""

    made: Sequence[Made]
    book: FileResult
    paper: str | None = None


class _Before(NamedTuple):
    """How an event is sealed already. listed: None where its row is gone; why: what forbids to seal it anew unasked;
    more: rows came that may be covered now."""

    listed: kept.Listed | None
    why: str
    more: bool


def seal(desk: Desk, event: str | None, signed: Signed, paper: Path | None, now: datetime) -> Sealing:
    """Seal one event, or every final one that is not sealed. Raises Refused; then nothing was written.

    signed   without its time: that is `now`
    """
    check_names(signed)
    signed = signed._replace(when=now.isoformat(sep=" ", timespec="seconds"))
    if paper is not None:
        fresh(paper)
    book = desk.read()
    sheets = card_of(book)
    run = _Run(book, sheets, signed)
    run.seal(event_named(sheets, event).scope if event else None)
    outcome = FileResult(desk.name, tuple(run.told))
    printed = _printed(sheets.card, run.book, run.made) if paper is not None and run.made else None
    if run.records:
        outcome = edit(desk, Step(COMMAND, _label(run.made), now), run.edits(), run.told)
    if paper is not None and printed is not None:
        from workbook.xlsx.saving.save import save

        save(paper, printed)
    return Sealing(run.made, outcome, paper.name if paper and printed else None)


def _label(made: Sequence[Made]) -> str:
    """As 操作记录 names it: 定稿锁定（第一期·活动1 7K3M-9QX2-A4TD）."""
    new = [f"{one.scope.label} {one.marks.code}" for one in made if one.new]
    more = f" 等{len(new)}个活动" if len(new) > 1 else ""
    return f"{label_of(COMMAND)}（{new[0]}{more}）"


def _printed(card: Card, book: Book, made: Sequence[Made]) -> bytes:
    """The papers to sign, a sheet an event."""
    from workbook.xlsx.making.approval import approval_book

    papers: list[Approval] = [
        approval_of(card, book, one.scope, one.signed, one.sums, one.marks, one.previous) for one in made
    ]
    return approval_book(papers)


def _standing(listed: kept.Listed) -> Made:
    """A seal as it was made before."""
    return Made(
        listed.scope, listed.number, listed.signed, listed.sums, listed.marks, listed.previous, new=False
    )


class _Run:
    """One run over a workbook."""

    def __init__(self, book: Book, sheets: CardSheets, signed: Signed) -> None:
        self.book, self.signed = book, signed
        self.reading = Reading(book, sheets)
        self.table = own_table(book, SHEET)
        self.there = kept.seals(book)
        self.told: list[Finding] = list(self.there.broken)
        self.made: list[Made] = []
        self.records: list[Record] = []
        self._number, self._last = self.there.next_number, self.there.last

    def seal(self, scope: Scope | None) -> None:
        """Seal the event named, else all final ones that may be sealed unasked. Raises Refused."""
        final = final_events(self.book)
        gone = sorted(self.there.scopes.difference(final), key=lambda one: one.label)
        for one in [scope] if scope else [*final, *gone]:
            before = self._before(one)
            if scope is None and one in gone:
                self._tell("SEAL_SKIPPED", one, _Before(before and before.listed, "不再是定稿", False))
            elif scope is None and before is not None and before.why:
                self._tell("SEAL_SKIPPED", one, before)
            elif before is None or before.listed is None or before.why or before.more:
                self._make(one, before)
            else:
                self._keep(one, before, before.listed)
        if not self.made and not any(f.code == "SEAL_SKIPPED" for f in self.told):
            raise Refused("SEAL_NONE", "没有定稿的活动")

    def _before(self, scope: Scope) -> _Before | None:
        """How an event is sealed; None: it never was, and the record of seals is whole."""
        listed = self.there.current.get(scope)
        if scope not in self.there.scopes and not self.there.broken:
            return None
        if not self.there.stands(scope):
            return _Before(listed, "锁定记录被改过", False)
        told = since(self.reading, self.there, {scope})
        record = self.there.records[listed.number] if listed else None
        more = any(f.code == "SEAL_LATER" for f in told)
        more |= record is not None and not record.paid and self.reading.paid(scope)
        count = sum(severity(f.code) == "error" for f in told)
        return _Before(listed, f"有{count}处改动" if count else "", more)

    def _make(self, scope: Scope, before: _Before | None) -> None:
        remark = f"重新锁定：上次锁定后{before.why}" if before and before.why else ""
        record = record_of(self.reading, scope, self._number, remark)
        check(self.reading, scope, record)
        sums = sums_of(self.book, record)
        if before is not None and before.why:
            self._another_document(before.listed)
            self._tell("SEAL_AGAIN", scope, before)
        row, marks = kept.write(self.table, record, self.signed, sums, self._last)
        context = {
            "event": scope.label, "code": marks.code, "rows": f"{sums.rows:,}", "count": str(sums.winners),
            "total": money_words(sums.total),
        }  # fmt: skip
        self.told.append(
            Finding("SEAL_MADE", self.table.at(row, "code"), (), "code", marks.code, None, context)
        )
        self.made.append(Made(scope, record.number, self.signed, sums, marks, self._last.code, True))
        self.records.append(record)
        self._number, self._last = self._number + 1, marks

    def _another_document(self, listed: kept.Listed | None) -> None:
        """What was changed is not approved by the paper from before. Raises Refused: SEAL_SAME_DOCUMENT."""
        if listed is not None and folded(listed.signed.document) == folded(self.signed.document):
            raise Refused("SEAL_SAME_DOCUMENT", numbers_in(self.signed.document))

    def _keep(self, scope: Scope, before: _Before, listed: kept.Listed) -> None:
        """The seal stands; what was said now of who signs is not taken up."""
        words = {"preparer": "制表人", "approver": "批准人", "document": "依据文件"}
        other = [
            word
            for name, word in words.items()
            if folded(getattr(listed.signed, name)) != folded(getattr(self.signed, name))
        ]
        said = f"；这次写的{'、'.join(other)}与锁定的不同，没有采用" if other else ""
        self._tell("SEAL_KEPT", scope, before, said)
        self.made.append(_standing(listed))

    def _tell(self, code: str, scope: Scope, before: _Before, unused: str = "") -> None:
        listed = before.listed
        context = {
            "event": scope.label,
            "code": listed.marks.code if listed else "没有校验码",
            "why": before.why,
            "unused": unused,
        }
        at = self.table.at(listed.row, "code") if listed else Place(self.book.source, SHEET)
        self.told.append(Finding(code, at, (), "code", context=context, apart=scope.label))

    def edits(self) -> list[Edit]:
        """Everything that is to be written."""
        return [*self.table.all_edits(), kept.append(self.book, self.records)]
