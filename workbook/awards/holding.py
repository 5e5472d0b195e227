"""What holds up a final table: open points of its event, findings nobody answered, earlier events a limit asks for.

Only what speaks of this event: points and findings of other events never hold it up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from schemas.contest import Event
from workbook.awards.allocation import Result
from workbook.awards.readings import open_points_of
from workbook.awards.rows import final_rows
from workbook.awards.sources import EventTables, Sources, begins
from workbook.awards.terms import ACROSS, LIMITS, decision
from workbook.card.checks.points import about_points
from workbook.card.choices import chosen
from workbook.card.lint import errors_of
from workbook.codes import severity
from workbook.eligibility.asked import about_work
from workbook.eligibility.case import ENTRIES
from workbook.eligibility.figures import money_words
from workbook.eligibility.work import ENTRANTS, Row
from workbook.model import Book, Cell, Finding, Place
from workbook.standing_findings import answered, standing_errors


def held_up(
    book: Book, sources: Sources, event: Event, results: Sequence[Result], told: Sequence[Finding]
) -> list[Finding]:
    """All that holds up making an event final: its open points as what is to be said of them, then every error.

    What was typed over in a table that is final already is made right by making it final again, unless somebody's prize
    was cancelled: then it is asked for what stands there. More money than the card has may be let stand in 问题清单.
    """
    found = list(about_points(sources.work.sheets, open_points_of(sources.card, event)))
    right = event.scope in sources.final and not any(result.table.gone for result in results)
    approved = answered(book, {f"allocate/{event.scope.label}"})
    for one in told:
        place = f"{one.at.sheet} {one.at.cell.a1}" if one.at.cell else str(one.at.sheet)
        let = (right and one.code in _MADE_RIGHT) or (
            one.code == "AWARD_OVER" and (one.code, place) in approved
        )
        found += [one] if severity(one.code) == "error" and not let else []
    return list({(one.code, one.at, one.apart): one for one in found}.values())


_MADE_RIGHT: Final = ("AWARD_EDITED", "AWARD_ROWS")


def policies_open(sources: Sources, found: EventTables) -> Iterator[Finding]:
    """Policies whose points speak of other events only: nothing was decided for this one. (What is open is told as a
    point, a policy that is not on the card by lint.)"""
    card, scope = sources.card, found.event.scope
    for table in found.tables:
        for name in table.terms.open:
            rows = [c for c in card.choices if c.policy == name and c.scope.covers(scope) and c.points]
            if rows and not decision(card, name, scope, table.group).points:
                at = sources.work.sheets.place(rows[0], "points")
                yield Finding("AWARD_OPEN", at, (), "points", context={"name": name}, apart=name)


def over_budget(sources: Sources, event: Event, results: Sequence[Result]) -> Iterator[Finding]:
    """More than the notice declares for the phase, with what is final already."""
    phase = next((one for one in sources.card.phases if one.scope.phase == event.scope.phase), None)
    if phase is None or phase.total is None or phase.unit == "个":
        return
    awards = sources.awards
    amounts = [
        awards.value(row, "amount")
        for row in final_rows(awards)
        if (scope := awards.scope(row)).phase == event.scope.phase and scope != event.scope
    ]
    final = sum(round(amount * 100) for amount in amounts if isinstance(amount, float))
    more = sum(result.total for result in results)
    if final + more > phase.total:
        context = {"final": money_words(final), "more": money_words(more), "total": money_words(phase.total)}
        yield Finding("AWARD_BUDGET", sources.work.sheets.place(phase, "total"), (), "total", context=context)


def earlier_open(sources: Sources, found: EventTables) -> Iterator[Finding]:
    """A limit across events asks who won before: earlier events of the phase (or of all) must be final.

    One that nobody entered has no winners.
    """
    card, event = sources.card, found.event
    choice = chosen(card, ACROSS, event.scope)
    limit = LIMITS.get(choice.answer)
    if limit is None:
        return
    entered = {sources.work.scope(entry) for entry in sources.work.rows(ENTRIES)}
    before = [
        one.scope.label
        for one in card.stages
        if begins(one) < begins(event) and sources.groups(one.scope) and one.scope not in sources.final
        if one.scope in entered and (not limit[1] or one.scope.phase == event.scope.phase)
    ]
    point = next((p for name in choice.points if (p := card.point(name))), None)
    if before and point is not None:
        at = sources.work.sheets.place(point, "decided")
        context = {"id": point.id, "events": "、".join(before)}
        yield Finding("AWARD_EARLIER", at, (), "decided", None, None, context)


def standing(book: Book, sources: Sources, event: Event) -> Iterator[Finding]:
    """Errors of the card that speak of the event, of the work as it is now, and of reconciling, that nobody answered for."""
    yield from errors_of(book, sources.work.sheets, event.scope)
    let = answered(book, {"eligible", f"eligible/{event.scope.label}"})
    for finding in (*sources.work.findings, *about_work(sources.work)):
        cell = finding.at.cell
        place = f"{finding.at.sheet} {cell.a1}" if cell else str(finding.at.sheet)
        where = (finding.at.sheet or "", cell) if cell else None
        if _may_move(finding) and (finding.code, place) not in let and _concerns(sources, where, event):
            yield finding
    for one in standing_errors(
        book, {f"reconcile/{event.scope.label}", "reconcile/场次", "reconcile/全部活动"}
    ):
        if one.code not in _COUNTED_ONCE and _concerns(sources, one.where, event):
            context = {"place": one.place, "problem": one.problem}
            at = Place(book.source, one.sheet, one.cell)
            yield Finding("FINDING_OPEN", at, (), "handled", None, None, context, apart=one.place)


_UNATTRIBUTED: Final = frozenset((
    "ENTRANT_NO_KEY", "ENTRANT_KEY_TWICE", "ENTRANT_MISSING", "ENTRANT_NAME", "ENTRANT_AMBIGUOUS", "ENTRANT_UNKNOWN",
    "EVENT_NOT_ON_CARD",
))  # fmt: skip
"""Rows of work of which nobody knows whose they are. What else eligibility finds, its conclusions take into account."""
_SCORING: Final = ("处罚调整", "评委评分")
"""Sheets whose rows change scores themselves: whatever is wrong there may move a prize."""
_COUNTED_ONCE: Final = frozenset(("ORDER_DUP", "AWARD_BASIS", "AWARD_BELOW"))
"""Of reconciling: what is settled by a rule, or by giving out anew."""


def _may_move(finding: Finding) -> bool:
    """Whether a finding leaves something out that may move a prize."""
    return severity(finding.code) == "error" and (
        finding.code in _UNATTRIBUTED or finding.at.sheet in _SCORING
    )


def _concerns(sources: Sources, where: tuple[str, Cell] | None, event: Event) -> bool:
    """Whether a finding speaks of the event: its row names it, or is of somebody who entered it; else of all."""
    if where is None:
        return True
    name, cell = where
    rows = sources.work.rows(name)
    for row in rows:
        at = rows.table.at(row["record"], rows.table.format.who).cell if rows.table else None
        if at is None or at.row != cell.row:
            continue
        if name == ENTRANTS:
            return any(sources.work.scope(entry) == event.scope for entry in _entries(sources, row))
        return "event" not in row or sources.work.scope(row) in (None, event.scope)
    return True


def _entries(sources: Sources, row: Row) -> Sequence[Row]:
    return sources.entrants.rows_of(ENTRIES, str(row["key"] or "").upper())
