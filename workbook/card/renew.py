"""规则底稿 and 规则版本 after results were made anew: what the card said when they were made.

A changed rule is told (`versions.changes`) until every result it touches rests on what it says now. So work on one event
never hides that a rule of another event changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from schemas.book import BASE, HEADER_ROW, VERSIONS
from schemas.contest import Scope
from workbook.card.read import CardSheets
from workbook.card.versions import RESULTS, mark, renewed, rows_of_results
from workbook.content import same_value
from workbook.edits import Append, Edit, Scalar, SetCell
from workbook.model import Book, Cell, Sheet

STAMP: Final = "规则版本"


def edits(book: Book, sheets: CardSheets, written: Mapping[str, Collection[Scope]], when: str) -> list[Edit]:
    """The edits that take the changes in whose results are all new.

    written   result sheet -> the events whose rows are made anew right now
    """
    base, versions = book.sheet(BASE), book.sheet(VERSIONS)
    if base is None or versions is None:
        return []
    rows, taken = renewed(book, sheets.tables, _made(book, sheets, written))
    if not taken:
        return []
    number = _last_version(versions)
    now = mark(sheets.tables)
    lines: list[tuple[Scalar, ...]] = [
        (str(number + 1), when, now, *place, old or "（无）", new or "（无）") for place, old, new in taken
    ]
    return [*_base_edits(base, rows), Append(versions.name, tuple(lines), protected="allow")]


def _made(book: Book, sheets: CardSheets, written: Mapping[str, Collection[Scope]]) -> dict[Scope, bool]:
    """Event with results -> whether all of them rest on what the card says now."""
    found: dict[Scope, bool] = {}
    marks: dict[tuple[Scope, str], str] = {}
    for name in RESULTS:
        sheet = book.sheet(name)
        for scope, cells in rows_of_results(sheet, (STAMP,)) if sheet else ():
            if scope in written.get(name, ()):
                found.setdefault(scope, True)
                continue
            if (scope, name) not in marks:
                marks[scope, name] = mark(sheets.tables, scope, name)
            now = marks[scope, name]
            found[scope] = found.get(scope, True) and str(cells[0] or "").startswith(now)
    for scopes in written.values():
        for scope in scopes:
            found.setdefault(scope, True)
    return found


def _base_edits(base: Sheet, rows: list[tuple[str, str, str, str]]) -> Iterator[Edit]:
    """The hidden sheet row by row; what is left of it is emptied."""
    height = max(base.height - 1, 0)
    width = len(rows[0]) if rows else 4
    for number in range(height):
        values: tuple[Scalar, ...] = rows[number] if number < len(rows) else (None,) * width
        for col, value in enumerate(values, 1):
            cell = Cell(number + 2, col)
            if not same_value(base.value(cell), value):
                yield SetCell(BASE, cell, value, protected="allow")
    if len(rows) > height:
        yield Append(BASE, tuple(rows[height:]), protected="allow")


def _last_version(sheet: Sheet) -> int:
    """The highest version there is."""
    best = 0
    for row in range(HEADER_ROW + 1, sheet.height + 1):
        text = str(sheet.value(Cell(row, 1)) or "").removesuffix(".0")
        if text.isdigit():
            best = max(best, int(text))
    return best
