"""All checks over a contest workbook: findings in reading order, and the figures the page shows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbook.model import Book, Finding, Place
from workbook.verify.card import about_card, about_decisions
from workbook.verify.cells import about_cells
from workbook.verify.contest import Contest, Scope, label
from workbook.verify.eligibility import about_eligibility
from workbook.verify.lists import PayList, about_list
from workbook.verify.payees import about_payees
from workbook.verify.payouts import about_payouts
from workbook.verify.prizes import about_prizes
from workbook.verify.ranks import Ranking, about_ranks, rankings
from workbook.verify.record import about_record
from workbook.verify.sales import about_sales


@dataclass(frozen=True)
class Verified:
    """What came of it. drafts: events asked about that are not final; taken: award tables whose scores were taken as they
    stand; unsure: those whose ties rest on a comparison that is not reckoned here."""

    contest: Contest
    findings: tuple[Finding, ...]
    drafts: tuple[Scope, ...]
    taken: tuple[Ranking, ...]
    unsure: tuple[Ranking, ...]
    given: PayList | None = None


def verify(book: Book, asked: Sequence[Scope], given: PayList | None = None) -> Verified:
    """Recompute the final events among those asked about. Raises Refused: BOOK_SHEET."""
    contest = Contest(book, tuple(asked))
    tables = rankings(contest)
    drafts = tuple(scope for scope in asked if scope not in contest.final and contest.tables(scope))
    findings = [*_drafts(contest, drafts), *_checked(contest, tables, given)]
    return Verified(
        contest,
        tuple(_once(findings)),
        drafts,
        tuple(one for one in tables if one.taken),
        tuple(one for one in tables if one.unsure),
        given,
    )


def _checked(contest: Contest, tables: list[Ranking], given: PayList | None) -> Iterator[Finding]:
    yield from about_card(contest)
    yield from about_decisions(contest)
    yield from about_eligibility(contest)
    yield from about_sales(contest)
    for ranking in tables:
        yield from about_ranks(contest, ranking)
    yield from about_prizes(contest, tables)
    yield from about_payouts(contest)
    yield from about_record(contest)
    yield from about_payees(contest)
    yield from about_cells(contest)
    if given is not None:
        yield from about_list(contest, given)


def _drafts(contest: Contest, drafts: Sequence[Scope]) -> Iterator[Finding]:
    for scope in drafts:
        stage = contest.stages.get(scope)
        if stage is not None:
            yield stage.find("VERIFY_NOT_FINAL", "event", event=label(scope))


def _once(findings: Sequence[Finding]) -> Iterator[Finding]:
    """No finding twice at one cell; formulas without a result are one finding a sheet, for they have one cause."""
    seen: set[tuple[object, ...]] = set()
    sheets: dict[str | None, set[Place]] = {}
    for finding in findings:
        if finding.code == "VERIFY_UNCACHED":
            sheets.setdefault(finding.at.sheet, set()).add(finding.at)
    for finding in findings:
        key: tuple[object, ...] = finding.code, finding.at, tuple(sorted(finding.context.items()))
        if finding.code == "VERIFY_UNCACHED":
            key = finding.code, finding.at.sheet
            finding = replace(finding, context={"count": f"{len(sheets[finding.at.sheet]):,}"})
        if key not in seen:
            seen.add(key)
            yield finding
