"""eligible: every entrant of an event against the rule card, written to 资格审核, 资格明细, 疑点(内部) and 问题清单."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from schemas.contest import Event, Scope
from workbook.card import renew
from workbook.card.read import CardSheets
from workbook.card.versions import mark
from workbook.edits import Edit
from workbook.eligibility import sheet, suspicions
from workbook.eligibility.asked import about_work
from workbook.eligibility.judge import judge, unclear_entries
from workbook.eligibility.verdict import RESULTS, Judged
from workbook.eligibility.work import read_work
from workbook.eligibility.years import with_likely_years
from workbook.findings_sheet import refreshed
from workbook.focus import focused
from workbook.host import Refused
from workbook.merge.tables import own_table
from workbook.model import Book, Finding
from workbook.report import FileResult
from xladdin.contests import card_of, event_named
from xladdin.desk import Desk, edit
from xladdin.steps import step_of

COMMAND = "eligible"


@dataclass(frozen=True)
class Eligible:
    """What came of it.

    counts   event -> how many entrants ended in which conclusion, in the order of conclusions
    """

    counts: dict[Scope, dict[str, int]]
    book: FileResult


def eligible(desk: Desk, event: str | None, as_of: date, now: datetime) -> Eligible:
    """Judge the entrants of one event or of all, and write what came of it. Raises Refused; then nothing was written."""
    book = desk.read()
    sheets = card_of(book)
    events = events_asked(book, sheets, event)
    judged, edits, findings = _work(book, sheets, events, as_of, now)
    outcome = edit(desk, step_of(COMMAND, now), edits, findings)
    return Eligible({event.scope: _counted(judged, event) for event in events}, outcome)


def _counted(judged: Judged, event: Event) -> dict[str, int]:
    found = Counter(verdict.result for verdict in judged.verdicts if verdict.event is event)
    return {word: found[word] for word in RESULTS if found[word]}


def events_asked(book: Book, sheets: CardSheets, event: str | None) -> Sequence[Event]:
    """The event named on the command line, else the one picked on 说明, else all. Raises Refused."""
    if not sheets.card.stages:
        raise Refused("EVENT_NONE")
    if event is None:
        event = focused(book)
    return (event_named(sheets, event),) if event else sheets.card.stages


def _work(
    book: Book, sheets: CardSheets, events: Sequence[Event], as_of: date, now: datetime
) -> tuple[Judged, list[Edit], list[Finding]]:
    """The verdicts, the edits that write them, and all that is to be told."""
    work = read_work(book, sheets)
    judged = judge(work, events, as_of)
    scopes = [e.scope for e in events]
    marks = {scope: mark(sheets.tables, scope, sheet.SHEET) for scope in scopes}
    results, details = own_table(book, sheet.SHEET), own_table(book, sheet.DETAILS)
    groups = {scope: [g.name for g in sheets.card.groups if g.scope == scope] for scope in scopes}
    sheet.update(results, judged.verdicts, scopes, marks, groups, unclear_entries(work))
    sheet.details(details, judged.verdicts, scopes)
    doubts = own_table(book, suspicions.SHEET)
    suspicions.add(doubts, suspicions.doubts(work, judged))
    decided = sheet.told_by_event(results)
    told = {COMMAND: [*with_likely_years(work), *about_work(work)]}
    for scope in scopes:
        told[f"{COMMAND}/{scope.label}"] = [*judged.told[scope], *decided.get(scope, ())]
    findings = [*told[COMMAND], *judged.findings, *results.findings]
    edits = [edit for table in (results, details, doubts) for edit in table.all_edits()]
    written = {sheet.SHEET: scopes, sheet.DETAILS: scopes}
    edits += renew.edits(book, sheets, written, now.isoformat(sep=" ", timespec="seconds"))
    return judged, edits + refreshed(book, told), findings
