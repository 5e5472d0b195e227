"""The counts of entries and the states of events on the home page 说明: formulas of the page itself, whose cached values are
brought up to date by merging and by giving out prizes.

The page is drawn by `xlsx.making.book_pages`; people may have moved its columns, so they are found by their titles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from schemas.book import HOME
from schemas.contest import Scope
from workbook.card.versions import rows_of_results
from workbook.content import same_value
from workbook.edits import Edit, Scalar, SetCell
from workbook.model import Book, Cell, Sheet

ENTRIES: Final = "报名数"
AWARDS, FINAL = "奖金分配表", "定稿"
_TITLES: Final = ("期次", "编号", ENTRIES, "待确认", "状态")
_SCAN: Final = 20


def edits(
    book: Book, entries: Mapping[Scope, int] | None = None, final: Collection[Scope] | None = None
) -> Iterator[Edit]:
    """The cells whose value changes; their formulas stay.

    entries   event -> those that were not withdrawn; None: as counted before
    final     events whose prizes are final; None: those that are on 奖金分配表
    """
    sheet = book.sheet(HOME)
    found = _columns(sheet) if sheet else None
    if sheet is None or found is None:
        return
    final = _final_events(book) if final is None else final
    header, columns = found
    for row in range(header + 1, sheet.height + 1):
        phase, event = (str(sheet.value(Cell(row, columns[title])) or "") for title in ("期次", "编号"))
        if not event:
            continue
        scope = Scope(phase, event)
        known, waiting = (sheet.value(Cell(row, columns[title])) for title in (ENTRIES, "待确认"))
        counted = known if isinstance(known, float) else 0.0
        count = counted if entries is None else float(entries.get(scope, 0))
        state = "已定稿" if scope in final else _waits(waiting, count)
        for title, value in ((ENTRIES, count), ("状态", state)):
            yield from _cached(sheet, Cell(row, columns[title]), value)


def _waits(waiting: object, count: float) -> str:
    if isinstance(waiting, float) and waiting > 0:
        return "先定待确认事项"
    return "可以开展" if count else "等待报名"


def _final_events(book: Book) -> set[Scope]:
    sheet = book.sheet(AWARDS)
    rows = rows_of_results(sheet, ("状态",)) if sheet else ()
    return {scope for scope, (state,) in rows if state == FINAL}


def _cached(sheet: Sheet, cell: Cell, value: Scalar) -> Iterator[Edit]:
    formula = sheet.facts.formulas.get(cell)
    if formula is not None and not same_value(sheet.value(cell), value):
        yield SetCell(sheet.name, cell, value, f"={formula.removeprefix('=')}", protected="allow")


def _columns(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The header's row, and title -> column; None where somebody took the table away."""
    for row in range(1, min(sheet.height, _SCAN) + 1):
        texts = {str(sheet.value(Cell(row, col)) or ""): col for col in range(1, sheet.width + 1)}
        if all(title in texts for title in _TITLES):
            return row, {title: texts[title] for title in _TITLES}
    return None
