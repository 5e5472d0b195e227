"""公示安排: when the winners of an event are made public, and what people object to meanwhile (投诉异议)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from schemas.contest import Scope
from schemas.format import CellContext, Parsed
from schemas.kinds_date import day_number, parse_day
from workbook.eligibility.persons import COMPLAINTS, Entrants, about
from workbook.eligibility.work import Row
from workbook.merge.tables import OwnTable

SHEET: Final = "公示安排"


@dataclass(frozen=True)
class Period:
    """The days of an event's publication, both included; None where no day can be read."""

    row: int
    start: date | None
    end: date | None
    where: str
    contact: str

    def over(self, as_of: date) -> bool:
        """Whether it ended before this day."""
        return self.end is not None and self.end < as_of


def day_in(table: OwnTable, row: int, name: str, ctx: CellContext) -> date | None:
    """The day in a cell; None where none can be read. ctx: of the workbook (whether its days count from 1904)."""
    value = table.value(row, name)
    parsed = parse_day(value, ctx) if isinstance(value, bool | float | str) else Parsed(None)
    return parsed.value if isinstance(parsed.value, date) else None


def cell_of_day(day: date | None, ctx: CellContext) -> float | None:
    """A day as a cell of the workbook holds it."""
    if day is None:
        return None
    return day_number(day) - (_FROM_1904 if ctx.date1904 else 0)


_FROM_1904: Final = 1462
"""Days between the two calendars of Excel."""


def periods(table: OwnTable, ctx: CellContext) -> dict[Scope, Period]:
    """Event -> its publication; of two rows the last."""
    return {
        table.scope(row): Period(
            row,
            day_in(table, row, "start", ctx),
            day_in(table, row, "end", ctx),
            table.text(row, "where"),
            table.text(row, "contact"),
        )
        for row in table.rows()
    }


_NUMBER: Final = re.compile(r"[KkＫｋ]\s*0*([0-9]{1,6})")


def objections(entrants: Entrants, scope: Scope, key: str, as_of: date) -> Iterator[Row]:
    """Complaints about a winner that are not settled on this day and speak of the event."""
    return (row for row in open_complaints(entrants, scope, as_of) if is_about(entrants, row, key))


def is_about(entrants: Entrants, row: Row, key: str) -> bool:
    """Whether a complaint names an entrant, or may."""
    said = named_in(row)
    return key in said or (not said and entrants.surely(COMPLAINTS, row, key) is not False)


def open_complaints(entrants: Entrants, scope: Scope, as_of: date) -> Iterator[Row]:
    """Complaints that are not settled on this day and speak of the event."""
    work = entrants.work
    for row in work.rows(COMPLAINTS):
        open_still = row["closed"] is None or row["closed"] > as_of
        if open_still and work.scope(row) in (None, scope):
            yield row


def named_in(row: Row) -> set[str]:
    """The numbers of entrants a complaint names, as they are written: K0013、k14, K0013和K0014."""
    return {f"K{int(digits):04d}" for digits in _NUMBER.findall(str(row["about"] or ""))}


def of_nobody(entrants: Entrants, row: Row) -> bool:
    """Whether nobody can tell whom a complaint is about."""
    said = named_in(row)
    return not said.intersection(entrants.by_key) and len(entrants.named(about(row))) != 1
