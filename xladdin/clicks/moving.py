"""Buttons that only move: to the next finding and the one before, to a sheet of the contest workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from schemas.book import REPORTS
from workbook import journal
from workbook.findings_sheet import FIRST_ROW, PLACE
from workbook.host import Refused
from workbook.model import Cell, Sheet
from workbook.sheets import FINDINGS_SHEET, is_ours
from xladdin.clicks.click import Click, Told
from xladdin.excel.sheet import read_sheet

_PLACE, _PROBLEM, _HANDLED = 6, 8, 11
"""Columns of 问题清单: 位置, 问题, 处理情况."""


class Stop(NamedTuple):
    """A finding one can go to: where it is, what it is, the row of the list it stands in."""

    sheet: str
    cell: Cell
    problem: str
    row: int


def next_finding(click: Click) -> Told:
    """Select the cell of the next finding nobody has answered."""
    return _moved(click, 1)


def previous_finding(click: Click) -> Told:
    """Select the cell of the finding before."""
    return _moved(click, -1)


def _our_list(click: Click) -> Sheet | None:
    """The sheet with our list of findings; one of the user's may have a name like it."""
    alike = (sheet for sheet in click.book.sheets if sheet.name.startswith(FINDINGS_SHEET))
    return next((found for sheet in alike if is_ours(found := read_sheet(sheet, click.native))), None)


def _moved(click: Click, way: int) -> Told:
    book, listed = click.book, _our_list(click)
    if listed is None:
        raise Refused("CLICK_NO_LIST")
    names = {sheet.name for sheet in book.sheets if sheet.visible}
    stops = [stop for stop in stops_on(listed) if stop.sheet in names]
    if not stops:
        return Told(
            click.words(
                "问题清单里要处理的单元格都处理过了；请再检查一次，看还剩什么。",
                "All cells on the list were handled; check again to see what is left.",
            )
        )
    number = after(stops, click.native.selected(book), listed.name, way)
    stop = stops[number]
    said = click.words(
        f"第 {number + 1} 处，共 {len(stops)} 处：{stop.problem}",
        f"{number + 1} of {len(stops)}: {stop.problem}",
    )
    return Told(said, (stop.sheet, stop.cell))


def stops_on(listed: Sheet) -> list[Stop]:
    """The places of our list that nobody has answered, in its order; each cell once."""
    found: dict[tuple[str, Cell], Stop] = {}
    for row in range(FIRST_ROW, listed.height + 1):
        match = PLACE.fullmatch(str(listed.value(Cell(row, _PLACE)) or ""))
        if match is None or listed.value(Cell(row, _HANDLED)):
            continue
        cell = Cell.parse(match[2])
        stop = Stop(match[1], cell, str(listed.value(Cell(row, _PROBLEM)) or ""), row)
        found.setdefault((match[1], cell), stop)
    return list(found.values())


def after(stops: Sequence[Stop], here: tuple[str, Cell], listed: str, way: int) -> int:
    """Which of the stops comes next from where the selection is; past the end it begins anew.

    here     sheet and cell that are selected: a stop, a row of the list, or anywhere
    listed   the name of the list's sheet
    way      1 forward, -1 back
    """
    sheet, cell = here
    at = next((n for n, stop in enumerate(stops) if (stop.sheet, stop.cell) == here), None)
    if at is not None:
        return (at + way) % len(stops)
    if sheet == listed:  # on the list itself: the finding of that row, or the nearest that is left
        rows = [n for n, stop in enumerate(stops) if stop.row >= cell.row]
        first = rows[0] if rows else 0
        return first if way > 0 else (first - 1) % len(stops)
    left = _just_left(stops, sheet, cell)
    if left is not None:
        return (left + 1) % len(stops) if way > 0 else left
    beyond = [
        (stop.cell, n)
        for n, stop in enumerate(stops)
        if stop.sheet == sheet and (stop.cell > cell) == (way > 0)
    ]
    if beyond:  # the nearest on this sheet, as one reads
        return min(beyond)[1] if way > 0 else max(beyond)[1]
    return 0 if way > 0 else len(stops) - 1


def _just_left(stops: Sequence[Stop], sheet: str, cell: Cell) -> int | None:
    """The stop a person was at who typed into it: Enter led one cell down, Tab one to the right."""
    for row, col in ((cell.row - 1, cell.col), (cell.row, cell.col - 1)):
        for number, stop in enumerate(stops):
            if stop.sheet == sheet and (stop.cell.row, stop.cell.col) == (row, col):
                return number
    return None


def status(click: Click) -> Told:
    """Show 报送情况."""
    return _shown(click, REPORTS)


def journal_sheet(click: Click) -> Told:
    """Show 操作记录."""
    return _shown(click, journal.SHEET)


def _shown(click: Click, sheet: str) -> Told:
    told = click.at(sheet, click.words(f"已打开“{sheet}”。", f"This is {sheet}."))
    if told.show is None:
        raise Refused("CLICK_NO_SHEET", sheet)
    return told
