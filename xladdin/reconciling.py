"""reconcile: sales ledgers against the contest workbook, written to the sheets of sales and to 问题清单."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from schemas.contest import Event, Scope
from workbook.card import renew
from workbook.card.versions import mark
from workbook.codes import severity
from workbook.edits import Edit
from workbook.eligibility import suspicions
from workbook.eligibility.figures import money_words
from workbook.eligibility.work import Work, read_work
from workbook.findings_sheet import refreshed
from workbook.host import Refused
from workbook.ledger import sheet
from workbook.ledger import told_lines as told
from workbook.ledger.attribution import SESSIONS, SHOPS, stages
from workbook.ledger.awarded import AWARDS, RANKS, about_awards, ranked
from workbook.ledger.detail_sheet import DETAIL, links, write_details
from workbook.ledger.engines import Engine, SparkMissing, spark_session, to_spark
from workbook.ledger.parse import outside_all
from workbook.ledger.reconciled import TIMES, Reconciled, reconciled, rules_of
from workbook.ledger.sales import sales
from workbook.ledger.sheet import Sale
from workbook.ledger.summary import (
    ALL,
    LEDGERS,
    SUMMARY,
    LedgerRow,
    Run,
    Sums,
    about_grades,
    in_use,
    untouched,
    write_ledgers,
    write_summary,
)
from workbook.ledger.suspicions import KINDS
from workbook.ledger.suspicions import doubts as suspicious
from workbook.ledger.top import TOP, write_top
from workbook.merge.tables import OwnTable, own_table
from workbook.model import Book, Finding, Place
from workbook.report import FileResult
from workbook.seal.changes import about_sealed, sealed
from xladdin.contests import card_of
from xladdin.desk import Desk, edit
from xladdin.judging import events_asked
from xladdin.ledgers import Ledger, ledger_of, mapping_file, mapping_in
from xladdin.lines_file import refuse_lines_file, write_lines_file
from xladdin.steps import step_of

COMMAND = "reconcile"


@dataclass(frozen=True)
class Result:
    """What came of it: the sums (None where a ledger cannot be used), the events asked about, fen paid in all files, what
    is to be said of each file, the workbook first.

    lines   what was written beside the workbook
    """

    found: Reconciled | None
    events: Sequence[Event]
    paid: int
    files: tuple[FileResult, ...]
    lines: FileResult | None = None


def reconcile(
    desk: Desk,
    ledgers: Sequence[Path],
    event: str | None,
    mapping: Path | None,
    engine: Engine,
    now: datetime,
    lines: Path | None = None,
) -> Result:
    """Reconcile and write. Raises Refused; then nothing was written in the workbook.

    lines   the file into which every line is written, before the workbook is saved
    """
    if lines is not None:
        refuse_lines_file(lines, [desk.path, *ledgers, *([mapping] if mapping else [])])
    book = desk.read()
    sheets = card_of(book)
    events = events_asked(book, sheets, event)
    work = read_work(book, sheets)
    rules = rules_of(sheets.card, [one.scope for one in events])
    scope = events[0].scope.label if len(events) == 1 and len(sheets.card.stages) > 1 else ALL
    if not ledgers and in_use(own_table(book, LEDGERS), scope):
        raise Refused("LEDGER_NEEDED", scope)
    names = mapping_file(mapping, desk.readers) if mapping else mapping_in(book)
    read = ledger_of(ledgers, names, desk.readers, TIMES[rules.time])
    if unusable := [one.id for one in read.files if one.unsure or not one.lines]:
        refused = Refused("LEDGER_UNSURE", "”“".join(unusable))
        return Result(None, events, 0, (FileResult(desk.name, refused=refused), *_of_files(book, read, [])))
    read = read._replace(findings=(*read.findings, *_other_period(work, read, TIMES[rules.time])))
    found = reconciled(work, _on_engine(read.frame, engine), rules, lines is not None)
    _tied(found, read)
    noticed = list(_noticed(read, found))
    run = _run(book, found, scope, [one.scope for one in events])
    stay = [one.scope for one in events if scope == ALL and one.scope in sealed(book)]
    run = run._replace(events=[one for one in run.events if one not in stay])
    edits, findings = _written(work, book, found, read, noticed, run, now)
    findings += [one for one in read.findings if one.at.file == book.source]  # of 列名对照
    findings += about_sealed(book, stay)
    wrote = write_lines_file(lines, found.every) if lines and found.every is not None else None
    outcome = edit(desk, step_of(COMMAND, now), edits, findings)
    files = (outcome, *_of_files(book, read, noticed))
    return Result(found, events, sum(one.paid for one in read.files), files, wrote)


def _run(book: Book, found: Reconciled, scope: str, scopes: Sequence[Scope]) -> Run:
    """The events that are written: of all events those stay as they are that rest on a ledger of their own, of which the
    ledgers given now have no line."""
    if scope != ALL:
        return Run(scope, scopes)
    kept = untouched(own_table(book, LEDGERS), found.basis.covered)
    return Run(scope, [one for one in scopes if one.label not in kept])


def _written(
    work: Work,
    book: Book,
    found: Reconciled,
    read: Ledger,
    noticed: Sequence[Finding],
    run: Run,
    now: datetime,
) -> tuple[list[Edit], list[Finding]]:
    """The edits that write what was found, and all that is to be told of the workbook."""
    sheets, when = work.sheets, now.isoformat(sep=" ", timespec="seconds")
    marks = {one: mark(sheets.tables, one, sheet.SALES) for one in run.events}
    rows = list(sales(found.basis, run.events))
    names = (sheet.SALES, LEDGERS, SUMMARY, suspicions.SHEET, TOP, DETAIL)
    table, ledgers, summary, doubts, top, details = (own_table(book, name) for name in names)
    changed = sheet.write_sales(table, rows, run.events, marks)
    files = [LedgerRow(one.id, one.platform, one.lines, one.paid, one.mark) for one in read.files]
    write_ledgers(ledgers, files, run, "平台导出", f"{now:%Y-%m-%d %H:%M}")
    write_summary(summary, _sums(found, read, rows, table, run), ledgers, table, run)
    labels = {one.label: one for one in run.events}
    groups = [group for group in found.bought if group.event in labels]
    suspicions.update(doubts, suspicious(groups, dict(found.basis.names), labels), KINDS, run.events)
    write_top(top, table, rows)
    write_details(details, found.details, found.basis.names, run)
    by_event = [*_of_rows(table), *told.about_sales(rows, table)]
    awards, ranks = own_table(book, AWARDS), list(ranked(own_table(book, RANKS)))
    by_event += about_awards(awards, ranks, rows, changed, run.events)
    of_run = [*told.about_rules(found.rules, book.source), *about_grades(ledgers, run, found.rules.least)]
    findings = [*of_run, *found.findings, *(finding for _, finding in by_event)]
    edits = [edit for one in (table, ledgers, top, summary, details, doubts) for edit in one.all_edits()]
    edits += links(summary, details)
    edits += renew.edits(book, sheets, {sheet.SALES: run.events}, when)
    return edits + refreshed(book, _told(run, of_run, found, by_event, [*read.findings, *noticed])), findings


def _of_rows(table: OwnTable) -> Iterator[tuple[Scope, Finding]]:
    """What was noticed in rows of 销售额核对, each with its event."""
    for finding in table.findings:
        row = finding.at.cell.row if finding.at.cell else 0
        yield table.scope(row), finding


def _told(
    run: Run,
    of_run: Sequence[Finding],
    found: Reconciled,
    by_event: Sequence[tuple[Scope, Finding]],
    of_ledgers: Sequence[Finding],
) -> dict[str, Sequence[Finding]]:
    """What 问题清单 says of this run. What is said of an event's rows is the event's, whatever run says it; claims of
    sessions are read by every run; the rest is of the ledgers of this run."""
    told: dict[str, list[Finding]] = {f"{COMMAND}/{event.label}": [] for event in run.events}
    for scope, finding in by_event:
        told[f"{COMMAND}/{scope.label}"].append(finding)
    mine = told.setdefault(f"{COMMAND}/{run.scope}", [])
    grave = (finding for finding in of_ledgers if severity(finding.code) in ("error", "warning"))
    shops = [finding for finding in found.findings if finding.at.sheet == SHOPS]
    mine += [*of_run, *shops, *grave]
    claims = [finding for finding in found.findings if finding.at.sheet != SHOPS]
    return {**told, f"{COMMAND}/{SESSIONS}": claims}


def _sums(found: Reconciled, read: Ledger, rows: Sequence[Sale], table: OwnTable, run: Run) -> Sums:
    """What the lines came to, against the rows of 销售额核对. Raises Refused: LEDGER_UNTIED."""
    labels = {one.label for one in run.events}
    elsewhere = sum(sold.net for (_, label), sold in found.basis.sold.items() if label not in labels)
    net = sum(row.sold.net for row in rows if row.sold)
    total = sum(one.paid for one in read.files)
    sums = Sums(told.sums(found.sums), total, elsewhere, found.twice, net, sheet.copied(table, run.events))
    if sums.gap:
        raise Refused("LEDGER_UNTIED", money_words(abs(sums.gap)))
    return sums


def _tied(found: Reconciled, read: Ledger) -> None:
    """Every line has one state, so the states come to the ledgers. Raises Refused: LEDGER_UNTIED."""
    gap = sum(paid for _, _, _, paid, _ in found.sums) - sum(one.paid for one in read.files)
    more = sum(count for _, _, count, _, _ in found.sums) - sum(one.lines for one in read.files)
    if gap or more:
        raise Refused("LEDGER_UNTIED", f"{abs(more)}行、{money_words(abs(gap))}")


def _other_period(work: Work, read: Ledger, basis: str) -> Iterator[Finding]:
    """Ledgers without a line within any event."""
    last = timedelta(microseconds=1)
    windows = [(one.first, one.stop - last) for one in stages(work)]
    tables = {file.id: file for file in read.files}
    for found in outside_all(read.frame, windows, basis):
        table = tables[found.at.file]
        yield replace(found, at=Place(table.name, table.sheet))


def _noticed(read: Ledger, found: Reconciled) -> Iterator[Finding]:
    """The lines people must look at, at their cells."""
    tables = {file.id: file for file in read.files}

    def place(file: str, line: int, fields: Sequence[str]) -> Place:
        return tables[file].place(line, fields)

    return told.lines(found.asked, place, found.sums, TIMES[found.rules.time], found.alike)


def _of_files(book: Book, read: Ledger, noticed: Sequence[Finding]) -> Iterator[FileResult]:
    """What is to be said of each ledger: what reading it noticed, then the lines people must look at."""
    everything = [one for one in (*read.findings, *noticed) if one.at.file != book.source]
    names = [file.name for file in read.files]
    for name in dict.fromkeys([*names, *(finding.at.file for finding in everything)]):
        yield FileResult(name, tuple(finding for finding in everything if finding.at.file == name))


def _on_engine(orders: pl.DataFrame, engine: Engine) -> Any:
    """The orders as a frame of the engine asked for. Raises Refused: SPARK_MISSING."""
    if engine == "polars":
        return orders.lazy()
    try:
        return to_spark(spark_session(), orders)
    except SparkMissing as missing:
        raise Refused("SPARK_MISSING", str(missing)) from missing
