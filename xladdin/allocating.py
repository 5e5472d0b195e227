"""allocate: ranks and prizes of events, written to 排名, 奖金分配表, 奖金汇总, the office's own tables and 问题清单.

A draft is always made and says what is open; a final table is made of one event, and only where nothing holds it up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple

from schemas.contest import Event, Scope
from workbook import home
from workbook.awards.allocation import Result, Won, allocated
from workbook.awards.award_sheet import AWARDS, Amounts, award_rows
from workbook.awards.checks import about_basis
from workbook.awards.holding import earlier_open, held_up, over_budget, policies_open, standing
from workbook.awards.near import KIND, near_lines
from workbook.awards.outcome import (
    about_before,
    about_final,
    about_hands,
    about_results,
    remarks_of_moved,
    rows_of,
)
from workbook.awards.own_sheets import Win, fill
from workbook.awards.prizes import Prizes, on_sheet
from workbook.awards.rank_sheet import RANKS, rank_rows, rows_after
from workbook.awards.readings import Reading, reading_findings, readings
from workbook.awards.rows import Written, write
from workbook.awards.season import Season, prizes_of
from workbook.awards.sources import EventTables, Sources
from workbook.awards.sums_sheet import PAYOUTS, SUMS, Sheets, awarded, paying_rows, write_sums
from workbook.card import renew
from workbook.card.read import CardSheets
from workbook.card.versions import mark
from workbook.edits import Edit
from workbook.eligibility import sheet as eligibility
from workbook.eligibility import suspicions
from workbook.eligibility.figures import money_words
from workbook.eligibility.work import read_work
from workbook.findings_sheet import refreshed
from workbook.host import Refused
from workbook.ledger import sheet as ledger
from workbook.masking import numbers_in
from workbook.merge.tables import OwnTable, own_table
from workbook.model import Book, Finding
from workbook.report import FileResult
from workbook.seal.changes import sealed
from xladdin.commands import label_of
from xladdin.contests import card_of
from xladdin.desk import Desk, edit
from xladdin.judging import events_asked
from xladdin.steps import Step

COMMAND = "allocate"


@dataclass(frozen=True)
class Given:
    """What came of one event. results: its award tables; open: what its open points would move; kept: it was final
    already and stays as it stands."""

    event: Event
    results: Sequence[Result]
    open: Sequence[Reading] = ()
    kept: bool = False
    stands: Prizes = field(default_factory=dict)


@dataclass(frozen=True)
class Allocated:
    """What came of it, event by event. skipped: events nobody was judged for; near: entrants near a line."""

    events: Sequence[Given]
    skipped: Sequence[Event]
    final: bool
    book: FileResult
    near: int = 0


@dataclass
class _Run:
    """One run over a workbook."""

    book: Book
    season: Season
    final: bool
    given: list[Given] = field(default_factory=list)
    told: dict[Scope, list[Finding]] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    near: int = 0

    @property
    def sources(self) -> Sources:
        """The sheets it rests on."""
        return self.season.sources


class _Decided(NamedTuple):
    """One event as it was given out, before anything of it is written."""

    event: Event
    won: Mapping[str, Sequence[Won]]
    results: Sequence[Result]


def sources_of(book: Book, sheets: CardSheets, as_of: date) -> Sources:
    """The sheets an allocation rests on. Raises Refused: BOOK_SHEET where one is missing."""
    judged, sold, ranks, awards = (
        own_table(book, name) for name in (eligibility.SHEET, ledger.SALES, RANKS, AWARDS)
    )
    return Sources(read_work(book, sheets), judged, sold, ranks, awards, as_of)


def allocate(
    desk: Desk, event: str | None, final: bool, as_of: date, now: datetime, reopened: str = ""
) -> Allocated:
    """Give out the prizes of one event or of all. Raises Refused; then nothing was written.

    reopened   the document by which an event that is sealed may be made final anew
    """
    book = desk.read()
    sheets = card_of(book)
    season = Season(sources_of(book, sheets, as_of))
    events, skipped = judged_events(season, events_asked(book, sheets, event), final)
    locked = final and events[0].scope in sealed(book)
    if locked and not reopened:
        raise Refused("SEALED", events[0].scope.label)
    run = _Run(book, season, final)
    _give_out(run, events)
    own = _own_tables(run)
    if final and (
        why := held_up(book, run.sources, events[0], run.given[0].results, run.told[events[0].scope])
    ):
        refused = FileResult(desk.name, tuple(why), Refused("FINAL_REFUSED", _counted(why)))
        return Allocated(run.given, skipped, final, refused)
    edits = _edits(run, sheets, own, now)
    findings = [finding for found in run.told.values() for finding in found]
    label = _final_label(run.given[0], reopened if locked else "") if final else label_of(COMMAND)
    outcome = edit(desk, Step(COMMAND, label, now), edits, findings)
    return Allocated(run.given, skipped, final, outcome, run.near)


def _final_label(given: Given, reopened: str) -> str:
    """As 操作记录 names it: 确定获奖名单（第一期·活动1，36个奖，105,000.00元）; with the document of a reopened one."""
    count, total = sum(len(r.given) for r in given.results), sum(result.total for result in given.results)
    again = f"，锁定后重新定稿：{numbers_in(' '.join(reopened.split()))}" if reopened else ""
    return f"{label_of('finalize')}（{given.event.scope.label}，{count}个奖，{money_words(total)}{again}）"


def judged_events(season: Season, asked: Sequence[Event], final: bool) -> tuple[list[Event], list[Event]]:
    """Those with prizes and conclusions, the first to begin first; and those nobody was judged for. Raises Refused."""
    events = [one for one in asked if season.sources.groups(one.scope)]
    if not events:
        raise Refused("AWARDS_NONE", asked[0].scope.label if len(asked) == 1 else "规则卡")
    if final and len(asked) > 1:
        raise Refused("FINAL_EVENT", "没有写是哪个活动")
    judged = [one for one in season.events if one in events]
    if not judged:
        raise Refused("NOT_JUDGED", events[0].scope.label if len(events) == 1 else "各活动都")
    return judged, [one for one in events if one not in judged]


def _counted(findings: Sequence[Finding]) -> str:
    open_points = sum(finding.code == "POINT_OPEN" for finding in findings)
    others = len(findings) - open_points
    parts = [f"{open_points}项待确认事项没有定"] if open_points else []
    return "，".join(parts + ([f"{others}处问题没有处理"] if others else []))


def _give_out(run: _Run, events: Sequence[Event]) -> None:
    """Decide event by event, the first to begin first; then write what was decided."""
    season, now = run.season, dict[Scope, Sequence[tuple[str, str]]]()
    decided = []
    for event in events:
        won = season.won_before(event, now)
        results = allocated(season.tables(event).tables, won)
        decided.append(_Decided(event, won, results))
        if run.final or event.scope not in run.sources.final:
            now[event.scope] = prizes_of(results)
    stay = [] if run.final else [one for one in decided if one.event.scope in run.sources.final]
    rows = rows_after(run.sources.ranks, {one.event.scope: one.results for one in decided if one not in stay})
    for one in decided:
        if one in stay:
            _keep(run, one)
        else:
            _write(run, one, rows)


def _keep(run: _Run, one: _Decided) -> None:
    """An event that is final already stays as it is; what was changed in it by hand is told."""
    table, scope = run.sources.awards, one.event.scope
    row = next(row for row in table.rows() if table.scope(row) == scope)
    stays = Finding("AWARD_FINAL", table.at(row, "state"), (), "state", context={"event": scope.label})
    told = [
        *about_final(run.sources, one.results, scope),
        *about_before(run.sources, one.results, scope, False),
    ]
    run.told[scope] = [*told, stays]
    run.given.append(Given(one.event, one.results, kept=True, stands=on_sheet(table, scope)))


def _write(run: _Run, one: _Decided, rows: int) -> None:
    """The rows of an event, and what is to be told of it. rows: how many 排名 will have in all."""
    sources, scope, results = run.sources, one.event.scope, one.results
    found = run.season.tables(one.event)
    told = _basis(run, found, results)
    ranked = list(rank_rows(results, sources.ranks, sources.sales, run.final, rows))
    given = list(
        award_rows(results, sources.work.sheets, run.final, remarks_of_moved(sources, results, scope))
    )
    told += about_hands(sources, results, scope, ranked, given)
    told += about_before(sources, results, scope, True)
    marks = {name: mark(sources.work.sheets.tables, scope, name) for name in (RANKS, AWARDS)}
    at_rank = rows_of(ranked, write(sources.ranks, scope, ranked, marks[RANKS]))
    at_award = rows_of(given, write(sources.awards, scope, given, marks[AWARDS]))
    told += about_results(results, sources.ranks, sources.awards, at_rank, at_award)
    still_open = () if run.final else tuple(readings(run.season, found, results, one.won))
    told += reading_findings(sources.work.sheets, scope, still_open)
    run.told[scope] = told
    run.written += given
    run.given.append(Given(one.event, results, still_open))


def _basis(run: _Run, found: EventTables, results: Sequence[Result]) -> list[Finding]:
    """What the event rests on; of a final table also what other steps found and nobody answered."""
    told = list(about_basis(run.sources, found, results))
    if run.final:
        told += earlier_open(run.sources, found)
        told += policies_open(run.sources, found)
        told += over_budget(run.sources, found.event, results)
        told += standing(run.book, run.sources, found.event)
    return told


def _own_tables(run: _Run) -> Sequence[Edit]:
    """The office's own tables: filled when an event becomes final; what is wrong with them is told at once."""
    done = [one for one in run.given if not one.kept]
    wins = [win for one in done for result in one.results for win in _wins(result)]
    filled = fill(run.book, run.sources.card, [one.event.scope for one in done], wins)
    for scope, found in filled.told.items():
        run.told[scope] += found
    return filled.edits if run.final else ()


def _edits(run: _Run, sheets: CardSheets, own: Sequence[Edit], now: datetime) -> list[Edit]:
    """Everything that is to be written. own: into the office's own tables."""
    sources, book = run.sources, run.book
    done = [one.event.scope for one in run.given if not one.kept]
    sums, payouts = own_table(book, SUMS), own_table(book, PAYOUTS)
    rows = awarded(sources.awards, done, run.written)
    paying = [one for _, one in paying_rows(payouts)]
    write_sums(Sheets(sheets.card, Amounts(sheets), sums, sources.awards, payouts, rows, paying))
    doubts = own_table(book, suspicions.SHEET)
    results = [result for one in run.given if not one.kept for result in one.results]
    near = list(near_lines(results))
    run.near = len(near)
    suspicions.update(doubts, near, (KIND,), done)
    tables: tuple[OwnTable, ...] = (sources.ranks, sources.awards, sums, doubts)
    edits = [edit for table in tables for edit in table.all_edits()]
    edits += own
    edits += home.edits(book, None, {*sources.final, *(done if run.final else ())})
    edits += renew.edits(
        book, sheets, {RANKS: done, AWARDS: done}, now.isoformat(sep=" ", timespec="seconds")
    )
    told = {f"{COMMAND}/{scope.label}": found for scope, found in run.told.items()}
    settled = [(f"reconcile/{scope.label}", code) for scope in done if run.final for code in _OF_AWARDS]
    return edits + refreshed(book, told, settled)


_OF_AWARDS: Final = ("AWARD_BASIS", "AWARD_BELOW")
"""What a later ledger told of prizes: settled once the event is final anew."""


def _wins(result: Result) -> list[Win]:
    """The prizes of a table, as they are filled into the office's own."""
    names = {one.contender.key: one.contender.name for one in result.standings}
    table = result.table
    return [
        Win(table.scope, table.group, one.tier, one.seat.number, one.rank, one.key, names[one.key], one.fen)
        for one in result.given
    ]
