"""payout: who is paid what, from final prizes to the bank and back; and 邮乐奖励金 of a contest that gives it.

One run lists what is due, takes in what the bank said, and writes 领奖信息采集表, 奖金发放表, 公示, 奖金汇总 and 问题清单.
A list for the bank is written before the workbook is, so that no batch is counted of which there is no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from schemas.contest import Event, Scope
from workbook.awards.award_sheet import AWARDS, Amounts
from workbook.awards.rank_sheet import RANKS
from workbook.awards.rows import final_rows
from workbook.awards.sums_sheet import SUMS, Paying, Sheets, awarded, paying_rows, write_sums
from workbook.card import renew
from workbook.card.checks.points import about_points
from workbook.card.versions import mark
from workbook.edits import Edit
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import ENTRANTS
from workbook.findings_sheet import refreshed
from workbook.host import Refused
from workbook.merge.tables import OwnTable
from workbook.model import Finding
from workbook.payout import (
    incentive_sheet,
    incentive_sources,
    incentives,
    posting,
    published,
    schedule,
)
from workbook.payout import payees as payee_sheet
from workbook.payout import sheet as pay_sheet
from workbook.payout.lines import Line, Totals, totals
from workbook.payout.listing import PaySources, listed
from workbook.payout.record import record, recorded
from workbook.payout.returns import answers_in, taken_in
from workbook.payout.terms import open_points, pay_terms, undecided
from workbook.payout.won import by_hand
from workbook.report import FileResult
from workbook.standing_findings import let_stand
from workbook.xlsx.reading.reader import Readers
from xladdin.commands import label_of
from xladdin.contests import card_of
from xladdin.desk import Desk, edit
from xladdin.outside import outside_book
from xladdin.pay_exports import asked_for, exported, sent
from xladdin.pay_files import refuse_list, return_words
from xladdin.pay_run import COMMAND, Asked, PayRun, in_pieces, started
from xladdin.steps import Step


class Listed(NamedTuple):
    """What is paid of an event. open: the points that hold it up; held: its prizes were changed by hand."""

    event: Event
    lines: Sequence[Line]
    sums: Totals
    open: Sequence[str]
    held: bool


@dataclass(frozen=True)
class Paid:
    """What came of it. skipped: events that are not final; incentives: the rows of 邮乐奖励金; exported: the list that was
    written, and how many lines it has."""

    events: Sequence[Listed]
    skipped: Sequence[Event]
    incentives: Sequence[incentives.Row]
    book: FileResult
    answers: FileResult | None = None
    exported: FileResult | None = None
    lines: int = 0


def payout(desk: Desk, asked: Asked, as_of: date, now: datetime) -> Paid:
    """List what is due, take in what the bank said, export. Raises Refused; then nothing was written."""
    if asked.kind and asked.out:
        refuse_list(asked.out, asked.kind)
    book = desk.read()
    run = started(book, card_of(book), asked.event, as_of)
    answers = _pay(run, asked, desk.readers)
    lines = sent(run, asked)
    _write_lines(run)
    public = _publish(run)
    earned = _incentives(run)
    edits = _edits(run, now)
    wrote = exported(run, asked, lines, public)
    try:
        outcome = edit(desk, Step(COMMAND, _label(asked), now), edits, run.found)
    except Refused:
        if wrote and asked.out:
            asked.out.unlink(missing_ok=True)
        raise
    return Paid(
        _by_event(run), run.skipped, earned, outcome, answers, wrote, len(lines or asked_for(run, public))
    )


def _label(asked: Asked) -> str:
    """As 操作记录 names it: what was taken in or sent out of this run."""
    if asked.answers is not None:
        return label_of("answers")
    return label_of(f"pay_{asked.kind}" if asked.kind else COMMAND)


# ---- Lines


def _pay(run: PayRun, asked: Asked, readers: Readers) -> FileResult | None:
    """The lines of all events asked about, with what the bank said of them; -> what is to be said of its list."""
    awards, table = run.table(AWARDS), run.table(pay_sheet.SHEET)
    stands = pay_sheet.there_on(table, recorded(run.book), run.context)
    told = None
    if asked.answers is not None:
        answers = answers_in(outside_book(asked.answers, readers), return_words(run.book))
        ours = {event.scope for event in run.events}
        found, wrong = taken_in(answers, [line for line in stands.lines if line.due.scope in ours])
        for row, line in found.items():
            table.write(row, "outcome", line.outcome)
            table.write(row, "paid_on", schedule.cell_of_day(line.paid_on, run.context))
            table.write(row, "remark", line.remark or None)
        stands = stands._replace(lines=[found.get(line.row, line) for line in stands.lines])
        told = FileResult(asked.answers.name, tuple(wrong))
    for event in run.events:
        hand = list(by_hand(awards, event.scope))
        run.tell(event.scope, hand)
        if hand:
            run.held.add(event.scope)
    scopes = run.scopes
    sources = _sources(run, awards, table, stands, scopes)
    lets = {scope: let_stand(run.book, f"{COMMAND}/{scope.label}") for scope in scopes}
    found_ = listed(sources, scopes, lambda scope, finding: lets[scope](finding))
    run.lines = list(found_.lines)
    run.stands = stands
    for scope in scopes:
        points = about_points(run.sheets, open_points(run.sheets.card, scope))
        run.tell(scope, [*points, *undecided(run.sheets, scope), *found_.told[scope]])
    return told


def _sources(
    run: PayRun, awards: OwnTable, table: OwnTable, stands: pay_sheet.There, scopes: Sequence[Scope]
) -> PaySources:
    payees = run.table(payee_sheet.SHEET)
    return PaySources(
        Entrants(run.work),
        awards,
        payees,
        table,
        {scope: pay_terms(run.sheets.card, scope) for scope in scopes},
        _sound_periods(run),
        payee_sheet.payees_on(payees, run.context),
        stands,
        run.as_of,
    )


def _sound_periods(run: PayRun) -> Mapping[Scope, schedule.Period]:
    """The publications that count; what is wrong with others is told, and nothing of their events is paid."""
    sound = dict(run.periods)
    for event in run.events:
        days = list(posting.about(run.sheets, run.table(schedule.SHEET), run.periods, [event.scope]))
        run.tell(event.scope, days)
        if posting.unsound(days):
            sound.pop(event.scope, None)
    return sound


def _write_lines(run: PayRun) -> None:
    """Bring 奖金发放表 to the lines."""
    marks = {scope: mark(run.sheets.tables, scope, pay_sheet.SHEET) for scope in run.scopes}
    run.lines = pay_sheet.write(run.table(pay_sheet.SHEET), run.stands, run.lines, marks, run.context)


def _publish(run: PayRun) -> Sequence[published.Public]:
    """公示 of all final events, and what keeps those asked about from being posted."""
    if not run.events:
        return ()
    awards = run.table(AWARDS)
    held = {
        scope for scope in {awards.scope(row) for row in final_rows(awards)} if any(by_hand(awards, scope))
    }
    lines, told = published.published(awards, run.table(ENTRANTS), run.periods, run.sheets, held)
    published.write(run.table(published.PUBLISHED), lines)
    for event in run.events:
        run.tell(event.scope, [one for one in told if _speaks_of(run, one, event.scope)])
    return lines


def _speaks_of(run: PayRun, finding: Finding, scope: Scope) -> bool:
    """Whether what is said of 公示 is of this event: by its row of 奖金分配表, or by its words."""
    cell, awards = finding.at.cell, run.table(AWARDS)
    if finding.at.sheet == AWARDS and cell:
        return awards.scope(cell.row) == scope
    return finding.context.get("event") == scope.label


def _incentives(run: PayRun) -> Sequence[incentives.Row]:
    """邮乐奖励金 of a contest that gives it."""
    if not in_pieces(run.sheets):
        return ()
    terms, told = incentives.terms_of(run.sheets)
    rows: Sequence[incentives.Row] = ()
    if terms is not None:
        sources, noticed = incentive_sources.sources_of(
            run.book, run.work, run.table(RANKS), terms.invited.tier.scope
        )
        rows = incentives.rows_of(sources, terms)
        table = run.table(incentive_sheet.INCENTIVES)
        told += [
            *noticed,
            *incentives.about(run.sheets, sources, terms, rows),
            *incentive_sheet.edited(table),
        ]
        incentive_sheet.write(table, rows, mark(run.sheets.tables, terms.invited.tier.scope))
    run.tell(None, told)
    return rows


# ---- Written


def _edits(run: PayRun, now: datetime) -> list[Edit]:
    """Everything that is to be written."""
    if run.events:
        awards, payouts = run.table(AWARDS), run.table(pay_sheet.SHEET)
        amounts = Amounts(run.sheets)
        rows = awarded(awards, (), ())
        write_sums(Sheets(run.sheets.card, amounts, run.table(SUMS), awards, payouts, rows, _paying(run)))
    edits = [edit for table in run.tables.values() for edit in table.all_edits()]
    when = now.isoformat(sep=" ", timespec="seconds")
    edits += record(run.stands.recorded, run.lines)
    edits += renew.edits(run.book, run.sheets, {pay_sheet.SHEET: run.scopes}, when)
    return edits + refreshed(run.book, run.told)


def _paying(run: PayRun) -> list[Paying]:
    """奖金发放表 as it will stand: the lines written now, and all rows that stay as they are."""
    table = run.table(pay_sheet.SHEET)
    anew = {line.row for line in run.lines}
    gone = {line.row for line in run.stands.lines if line.due.scope in run.scopes} - anew
    found = [Paying(line.due.scope.phase, line.state, line.money.award) for line in run.lines]
    return found + [one for row, one in paying_rows(table) if row not in anew | gone]


def _by_event(run: PayRun) -> list[Listed]:
    found = []
    for event in run.events:
        mine = [line for line in run.lines if line.due.scope == event.scope]
        points = [point.id for point in open_points(run.sheets.card, event.scope)]
        found.append(Listed(event, mine, totals(mine), points, event.scope in run.held))
    return found
