"""Errors in 问题清单 that nobody answered for, and those somebody did: what holds up a step that asks for them."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final, NamedTuple

from workbook.codes import SEVERITIES
from workbook.findings_sheet import FIRST_ROW, PLACE, owner_of
from workbook.model import Book, Cell
from workbook.sheets import HEADINGS, is_ours

_SETTLED: Final = ("属实", "不用改")
"""Answers that let an error stand: somebody looked at it. 已改 is none, for then it is no longer there on the next run."""


class Standing(NamedTuple):
    """An error in the list that nobody answered for.

    cell   its row in the list; where: the sheet and cell it is about, None where they are not in the workbook
    """

    owner: str
    code: str
    place: str
    problem: str
    sheet: str
    cell: Cell
    where: tuple[str, Cell] | None


def standing_errors(book: Book, owners: Container[str]) -> Iterator[Standing]:
    """The errors of these owners without an answer and a name beside it."""
    word, _ = SEVERITIES["error"]
    names = {sheet.name for sheet in book.sheets}
    for sheet in book.sheets if owners else ():
        for row in range(FIRST_ROW, sheet.height + 1) if is_ours(sheet) else ():
            texts = [str(sheet.value(Cell(row, col)) or "") for col in range(1, len(HEADINGS) + 2)]
            key, level, place, problem = texts[len(HEADINGS)], texts[1], texts[5], texts[7]
            if level != word or owner_of(key) not in owners or (texts[10] in _SETTLED and texts[11]):
                continue
            match = PLACE.fullmatch(place)
            where = (match[1], Cell.parse(match[2])) if match and match[1] in names else None
            code = texts[len(HEADINGS) - 1]
            yield Standing(owner_of(key), code, place, problem, sheet.name, Cell(row, 11), where)


def answered(book: Book, owners: Container[str]) -> set[tuple[str, str]]:
    """Code and place of the findings of these owners that somebody let stand, with his name."""
    found = set()
    for sheet in book.sheets if owners else ():
        for row in range(FIRST_ROW, sheet.height + 1) if is_ours(sheet) else ():
            texts = [str(sheet.value(Cell(row, col)) or "") for col in range(1, len(HEADINGS) + 2)]
            if owner_of(texts[len(HEADINGS)]) in owners and texts[10] in _SETTLED and texts[11]:
                found.add((texts[len(HEADINGS) - 1], texts[5]))
    return found
