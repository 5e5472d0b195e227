"""One run of `payout` over a workbook: what is asked for, the sheets it touches, what is to be said event by event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from schemas.contest import Event, Scope
from schemas.format import CellContext
from workbook.awards.award_sheet import AWARDS
from workbook.awards.rows import final_rows
from workbook.awards.sources import in_yuan
from workbook.card.read import CardSheets
from workbook.eligibility.work import Work, read_work
from workbook.host import Refused
from workbook.merge.tables import OwnTable, own_table
from workbook.model import Book, Finding
from workbook.payout import incentives, schedule
from workbook.payout import sheet as pay_sheet
from workbook.payout.lines import Line
from xladdin.judging import events_asked

COMMAND: Final = "payout"


@dataclass(frozen=True)
class Asked:
    """What a run is asked for. kind, out: a list to export, and where to; month: of a tax filing, any day of it."""

    event: str | None = None
    kind: str | None = None
    out: Path | None = None
    answers: Path | None = None
    month: date | None = None


_NOTHING: Final = pay_sheet.There((), (), frozenset(), {})


@dataclass
class PayRun:
    """One run over a workbook. tables: the sheets that are written; told: owner -> what is to be said."""

    book: Book
    sheets: CardSheets
    work: Work
    as_of: date
    events: Sequence[Event]
    skipped: Sequence[Event]
    told: dict[str, list[Finding]] = field(default_factory=dict)
    tables: dict[str, OwnTable] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    stands: pay_sheet.There = _NOTHING
    held: set[Scope] = field(default_factory=set)

    def table(self, name: str) -> OwnTable:
        """A sheet of the workbook; always the same one. Raises Refused: BOOK_SHEET."""
        if name not in self.tables:
            self.tables[name] = own_table(self.book, name)
        return self.tables[name]

    def tell(self, scope: Scope | None, findings: Sequence[Finding]) -> None:
        """Remember what is to be said of an event, or of the contest."""
        owner = f"{COMMAND}/{scope.label}" if scope else COMMAND
        self.told.setdefault(owner, []).extend(findings)

    @property
    def found(self) -> list[Finding]:
        """All that is to be said."""
        return [one for some in self.told.values() for one in some]

    @property
    def scopes(self) -> list[Scope]:
        """The events whose lines are written: those whose prizes nobody changed by hand."""
        return [event.scope for event in self.events if event.scope not in self.held]

    @cached_property
    def periods(self) -> Mapping[Scope, schedule.Period]:
        """When the winners of each event are published."""
        return schedule.periods(self.table(schedule.SHEET), self.context)

    @property
    def context(self) -> CellContext:
        """How cells of the workbook are read."""
        return CellContext(date1904=self.book.date1904)

    @property
    def contest(self) -> str:
        """The name of the contest."""
        return self.sheets.card.contest.title if self.sheets.card.contest else ""


def started(book: Book, sheets: CardSheets, event: str | None, as_of: date) -> PayRun:
    """What is asked about. Raises Refused: PAYOUT_NOT_FINAL where no event of it is final."""
    events = events_asked(book, sheets, event)
    tables = sheets.card.tables()
    paid = {scope for scope, group in tables if in_yuan(tables[scope, group])}
    awards = own_table(book, AWARDS)
    final = {awards.scope(row) for row in final_rows(awards)}
    ours = [one for one in events if one.scope in paid]
    ready = [one for one in ours if one.scope in final]
    if not ready and (ours or not in_pieces(sheets)):
        raise Refused("PAYOUT_NOT_FINAL", ours[0].scope.label if len(ours) == 1 else "各活动都")
    skipped = [one for one in ours if one not in ready]
    return PayRun(book, sheets, read_work(book, sheets), as_of, ready, skipped)


def in_pieces(sheets: CardSheets) -> bool:
    """Whether the contest gives 邮乐奖励金."""
    return any(tier.unit == incentives.UNIT for tier in sheets.card.tiers)
