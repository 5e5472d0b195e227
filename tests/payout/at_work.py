"""Sheets of a contest as small tables, points as they were decided, and what a sheet says once its edits are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from schemas.book import BOOK_SHEETS, RECEIVED
from tests.eligibility.books import card_of, table
from workbook.eligibility.work import READ
from workbook.memory import MemoryHost
from workbook.merge.base import TITLES
from workbook.merge.tables import own_table
from workbook.model import Book, Sheet

PAPERS = {"approver": "甲某", "day": date(2024, 9, 7), "document": "纪要1号", "preparer": "乙某"}


def book_of(contest, **sheets):
    """A contest workbook in memory with these rows on its sheets."""
    card, _ = card_of(contest)
    names = [spec.name for spec in BOOK_SHEETS]
    rows = {**{name: [] for name in READ}, **{name: [] for name in names}, **sheets}
    kept = Sheet(RECEIVED, [[title] for title in TITLES], state="veryHidden")
    return Book("台账.xlsx", (*card.sheets, *(table(name, rows[name]) for name in names), kept))


def decided(contest, **answers):
    """The card with these points decided."""
    _, sheets = card_of(contest)
    points = tuple(
        replace(point, decided=answers[point.id], **PAPERS) if point.id in answers else point
        for point in sheets.card.points
    )
    return replace(sheets, card=replace(sheets.card, points=points))


def after(book, name, change):
    """The workbook once something was written on a sheet."""
    own, host = own_table(book, name), MemoryHost(book)
    change(own)
    host.apply(own.all_edits())
    return host.read()


def lines(book, name, *titles):
    """The rows of a sheet below its header, as texts; formulas with a = in front of their value."""
    sheet = book.sheet(name)
    spec = next(spec for spec in BOOK_SHEETS if spec.name == name)
    at = [next(n for n, c in enumerate(spec.columns) if c.title == title) for title in titles]
    return [
        " ".join(word(sheet.columns[col][row]) for col in at)
        for row in range(1, sheet.height)
        if any(column[row] is not None for column in sheet.columns)
    ]


def word(value):
    if value is None:
        return "—"
    return f"{value:g}" if isinstance(value, float) else str(value)


def told(findings):
    """ "CODE sheet cell"."""
    return [f"{f.code} {f.at.sheet}{'!' + f.at.cell.a1 if f.at.cell else ''}" for f in findings]
