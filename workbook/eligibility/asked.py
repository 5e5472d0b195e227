"""What is to be said at the cells of the work itself, whichever event is judged: rules of every check, and of the card."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbook.batch import Batch, Options
from workbook.eligibility import preparation
from workbook.eligibility.persons import Entrants, several_behind_one, unclear
from workbook.eligibility.work import Work
from workbook.model import Finding
from workbook.rules import broadcasts
from workbook.rules import preparation as prepared
from workbook.table import Snapshot

RULES: Final = (
    broadcasts.times_in_order,
    broadcasts.lengths_agree,
    broadcasts.weekdays_agree,
    broadcasts.told_twice,
    broadcasts.nobody_twice_at_once,
    prepared.videos_once,
    prepared.scores_once,
    prepared.numbers_once,
    prepared.sanctions_papers,
)
"""Rules of every check that people's own rows in the contest workbook must keep, too."""


def about_work(work: Work) -> Iterator[Finding]:
    """All of it, in the order of the sheets."""
    entrants = Entrants(work)
    yield from unclear(work, entrants)
    yield from several_behind_one(entrants)
    tables = tuple(rows.table for rows in work.of.values() if rows.table is not None and len(rows.table))
    batch = Batch((Snapshot(work.source, tables),))
    out = {
        (place.sheet, place.cell.row) for rows in work.of.values() for place in rows.left_out if place.cell
    }
    for rule in RULES:
        for finding in rule(batch, Options()):
            if not any(
                place.cell and (place.sheet, place.cell.row) in out
                for place in (finding.at, *finding.related)
            ):
                yield finding
    yield from preparation.training_unknown(work, entrants)
    yield from preparation.trained_late(work)
    yield from preparation.filings_missing(work)
    yield from preparation.hosts_unknown(work, entrants)
    yield from preparation.schedules_late(work)
