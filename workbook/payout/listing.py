"""The list of what is paid for final events: who gets what, from the prizes, the payees and what happened to the lines.

Everything comes in as sheets; what is written is left to `sheet`, who may be paid by which row to `payee_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from schemas.book.money import BANK_RESULTS
from schemas.contest import Scope
from workbook.codes import severity
from workbook.eligibility.persons import COMPLAINTS, Entrants
from workbook.merge.tables import OwnTable
from workbook.model import Finding
from workbook.payout import sheet
from workbook.payout.lines import (
    NO_PAYEE,
    OBJECTED,
    PUBLISHED,
    READY,
    WAIVED,
    Due,
    Kind,
    Line,
    Moved,
    Wanted,
    brought_up,
    unsettled,
)
from workbook.payout.money import MEMBER, amounts
from workbook.payout.payee_checks import Winners, check, complete
from workbook.payout.payees import Part, Payee, To, ask, kind_of, parts
from workbook.payout.schedule import Period, is_about, objections, of_nobody, open_complaints
from workbook.payout.sheet import There, of
from workbook.payout.terms import PayTerms
from workbook.payout.won import Prize, prizes_won

LetStand = Callable[[Scope, Finding], bool]
"""Whether a finding of an event was let stand by a named answer."""


@dataclass(frozen=True)
class PaySources:
    """The sheets a list rests on. as_of: the day on which is asked whether a publication is over."""

    entrants: Entrants
    awards: OwnTable
    payees: OwnTable
    payouts: OwnTable
    terms: Mapping[Scope, PayTerms]
    periods: Mapping[Scope, Period]
    there: Sequence[Payee]
    stands: There
    as_of: date


@dataclass(frozen=True)
class Listed:
    """The lines of these events in the order they are to stand, and what is to be said of each event."""

    lines: Sequence[Line]
    told: Mapping[Scope, Sequence[Finding]]


def listed(sources: PaySources, scopes: Sequence[Scope], let_stand: LetStand) -> Listed:
    """The lines of these events. let_stand: whether somebody answered for a finding about a payee.

    New rows are added to 领奖信息采集表 (`sources.payees`) on the way.
    """
    prizes = {scope: prizes_won(sources.awards, scope) for scope in scopes}
    every = [prize for some in prizes.values() for prize in some]
    there = ask(sources.payees, sources.there, every, sources.entrants, sources.terms)
    keys = {scope: {prize.key for prize in some} for scope, some in prizes.items()}
    told: dict[Scope, list[Finding]] = {scope: [] for scope in scopes}
    at = {one.row: one.scope for one in there}
    paid = {(line.due.scope, line.due.key) for line in sources.stands.lines if line.kept}
    for finding in check(sources.payees, there, Winners(keys, paid), sources.entrants, sources.terms):
        told[at[finding.at.cell.row if finding.at.cell else 0]].append(finding)
    unsound = _unsound(told, there, let_stand)
    wanted = {one.due: one for prize in every for one in _wanted(sources, prize, there, unsound)}
    before: dict[Due, list[Line]] = {}
    for line in sources.stands.lines:
        if line.due.scope in prizes:
            before.setdefault(line.due, []).append(line)
    lines: list[Line] = []
    for due in [*wanted, *(due for due in before if due not in wanted)]:
        asked = wanted.get(due) or _nothing(before[due][-1])
        mine = sorted(before.get(due, ()), key=lambda line: line.number)
        found, moved = brought_up(mine, asked, sources.as_of)
        lines += found
        moved += unsettled(found, asked)
        told[due.scope] += (_told(sources.payouts, one) for one in moved)
    for scope in scopes:
        told[scope] += _about(sources, scope, [line for line in lines if line.due.scope == scope])
    return Listed(lines, told)


_ANSWERABLE: Final = "ACCOUNT_SHARED"
"""The one error about a payee that a named answer lets stand: no answer makes a broken account whole."""
_WHOLE: Final = ("ACCOUNT_NAME", "PAYEE_TWICE", "PAYEE_SHARES", "PAYEE_TYPE")
"""About who shares a prize: while one of these is told of a team, nobody of it is paid."""


def _unsound(
    told: Mapping[Scope, Sequence[Finding]], there: Sequence[Payee], let_stand: LetStand
) -> set[int]:
    """Rows by which nothing may be paid: not complete, with an error, or of a team of which it is not sure who shares."""
    found = {one.row for one in there if not complete(one)}
    whole: set[tuple[Scope, str]] = set()
    at = {one.row: one for one in there}
    for scope, findings in told.items():
        for finding in findings:
            one = at.get(finding.at.cell.row) if finding.at.cell else None
            let = finding.code == _ANSWERABLE and let_stand(scope, finding)
            if one is None or severity(finding.code) != "error" or let:
                continue
            found.add(one.row)
            if finding.code in _WHOLE and one.to.payee_type == MEMBER:
                whole.add((one.scope, one.key))
    return found | {one.row for one in there if (one.scope, one.key) in whole}


def _nothing(line: Line) -> Wanted:
    """Nothing is due any more of what this line pays."""
    return Wanted(line.due, line.name, line.to, amounts(0, "", ""), NO_PAYEE)


def _wanted(
    sources: PaySources, prize: Prize, there: Sequence[Payee], unsound: Collection[int]
) -> Iterator[Wanted]:
    terms = sources.terms[prize.scope]
    kind = kind_of(sources.entrants.by_key.get(prize.key))
    mine = [one for one in there if (one.key, one.scope) == (prize.key, prize.scope)]
    for part in parts(prize, mine, kind, terms):
        to = part.payee.to if part.payee else To()
        due = Due(prize.scope, prize.group, prize.tier, prize.key, part.member)
        state = _state(sources, prize, part, unsound)
        said = part.payee.said if part.payee else None
        yield Wanted(due, prize.name, to, amounts(part.fen, to.payee_type, terms.tax), state, said)


def _state(sources: PaySources, prize: Prize, part: Part, unsound: Collection[int]) -> str:
    """Where a part stands that was not paid: the first that still hinders it."""
    if part.payee is not None and part.payee.waived:
        return WAIVED
    if any(objections(sources.entrants, prize.scope, prize.key, sources.as_of)):
        return OBJECTED
    period = sources.periods.get(prize.scope)
    if period is None or not period.over(sources.as_of):
        return PUBLISHED
    return NO_PAYEE if part.payee is None or part.payee.row in unsound else READY


# ---- Told


def _told(table: OwnTable, moved: Moved) -> Finding:
    line = moved.line
    column = "outcome" if moved.code.startswith("PAID") else "award"
    row = line.row or table.header
    context = {"key": line.due.key, "tier": line.due.tier, **moved.context}
    return Finding(
        moved.code, table.at(row, column), (line.name,), column, None, None, context, apart=of(line)
    )


def _about(sources: PaySources, scope: Scope, lines: Sequence[Line]) -> Iterator[Finding]:
    """What people typed, what was paid too early, who objects."""
    table = sources.payouts
    yield from sheet.by_hand(table, sources.stands, [scope])
    for line in lines:
        if line.row and line.outcome and line.outcome not in BANK_RESULTS:
            at = table.at(line.row, "outcome")
            yield Finding("PAY_OUTCOME", at, (line.name,), "outcome", line.outcome, apart=of(line))
        yield from _too_early(sources, line)
    yield from _objected(sources, scope, lines)


def _too_early(sources: PaySources, line: Line) -> Iterator[Finding]:
    """Paid on a day on which the publication was not over."""
    period = sources.periods.get(line.due.scope)
    paid = line.kind is Kind.DONE and line.row and line.money.award > 0
    if paid and line.paid_on is not None and (period is None or not period.over(line.paid_on)):
        end = str(period.end) if period and period.end else "没有填"
        at = sources.payouts.at(line.row, "paid_on")
        context = {"end": end}
        yield Finding(
            "PAID_EARLY", at, (line.name,), "paid_on", str(line.paid_on), None, context, apart=of(line)
        )


def _objected(sources: PaySources, scope: Scope, lines: Sequence[Line]) -> Iterator[Finding]:
    """Complaints that hold a prize back or come after it was sent, each once; and those of nobody knows whom."""
    rows = sources.entrants.work.rows(COMPLAINTS)
    keys = {line.due.key for line in lines if line.state != WAIVED and line.kind is not Kind.DONE}
    for row in open_complaints(sources.entrants, scope, sources.as_of):
        if of_nobody(sources.entrants, row):
            yield rows.finding("PAYOUT_OBJECTION", row, "about", {"event": scope.label})
            continue
        if held := sorted(key for key in keys if is_about(sources.entrants, row, key)):
            context = {"key": "、".join(held), "event": scope.label}
            yield rows.finding("PAYOUT_OBJECTED", row, "closed", context)
