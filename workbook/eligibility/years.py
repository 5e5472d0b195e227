"""The year a day without one is most likely of, by the days of the event its row names: shown, never counted with.

Where the row names no event, all events of the card may be meant; then several years are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from schemas.kinds_date import real_day
from workbook.eligibility.work import Rows, Work
from workbook.model import Cell, Finding

CODE: Final = "DATE_YEAR"


def with_likely_years(work: Work) -> Iterator[Finding]:
    """What reading the sheets found, days without a year with the days they may be."""
    sheets = {rows.table.sheet: rows for rows in work.of.values() if rows.table is not None}
    for finding in work.findings:
        rows = sheets.get(finding.at.sheet or "")
        if finding.code != CODE or rows is None or finding.at.cell is None:
            yield finding
            continue
        first, last = _days(work, rows, finding.field or "", finding.at.cell)
        found = _likely(int(finding.context["month"]), int(finding.context["day"]), first, last)
        likely = f"，可能是 {' 或 '.join(map(str, found))}" if found else ""
        yield replace(finding, context={**finding.context, "likely": likely})


def _days(work: Work, rows: Rows, field: str, cell: Cell) -> tuple[date | None, date | None]:
    """The first and last day that may be meant."""
    row = next((row for row in rows if rows.place(row, field).cell == cell), None)
    scope = work.scope(row) if row is not None and "event" in row else None
    events = [event for event in work.card.stages if scope in (None, event.scope)]
    firsts = [event.start for event in events if event.start]
    lasts = [event.end for event in events if event.end]
    return min(firsts, default=None), max(lasts, default=None)


def _likely(month: int, day: int, first: date | None, last: date | None) -> list[date]:
    """Those of the years concerned, within the days if any is."""
    if first is None or last is None:
        return []
    years = range(first.year, last.year + 1)
    found = [there for year in years if (there := real_day(year, month, day)) is not None]
    return [there for there in found if first <= there <= last] or found
