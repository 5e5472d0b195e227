"""Errors in 问题清单 that nobody answered for, and those somebody did: what holds up a step that asks for them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from typing import Final, NamedTuple

from workbook.codes import SEVERITIES
from workbook.findings_sheet import FIRST_ROW, PLACE, Cause, decision_key, owner_of
from workbook.model import Book, Cell, Finding
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
    for sheet, row, key, texts in _rows(book, owners):
        owner = owner_of(key)
        level, place, problem, code = texts[1], texts[5], texts[7], texts[13]
        if level == word and not _settled(texts):
            match = PLACE.fullmatch(place)
            where = (match[1], Cell.parse(match[2])) if match and match[1] in names else None
            yield Standing(owner, code, place, problem, sheet, Cell(row, _HANDLED), where)


def answered(book: Book, owners: Container[str]) -> set[tuple[str, str]]:
    """Code and place of the findings of these owners that somebody let stand, with his name."""
    return {(texts[13], texts[5]) for _, _, _, texts in _rows(book, owners) if _settled(texts)}


def let_stand(book: Book, owner: str) -> Callable[[Finding], bool]:
    """Whether somebody let a finding of this owner stand, as it is: an answer is of its record and its value."""
    keys = {key for _, _, key, texts in _rows(book, {owner}) if _settled(texts)}
    return lambda finding: decision_key(Cause((finding,), owner), book.source) in keys


_HANDLED: Final = 11
"""The column of 处理情况; 处理人 stands beside it."""


def _settled(texts: Sequence[str]) -> bool:
    return texts[_HANDLED - 1] in _SETTLED and bool(texts[_HANDLED])


def _rows(book: Book, owners: Container[str]) -> Iterator[tuple[str, int, str, Sequence[str]]]:
    """Sheet, row, key and texts of the rows of these owners."""
    for sheet in book.sheets:
        for row in range(FIRST_ROW, sheet.height + 1) if is_ours(sheet) else ():
            *texts, key = (str(sheet.value(Cell(row, col)) or "") for col in range(1, len(HEADINGS) + 2))
            if owner_of(key) in owners:
                yield sheet.name, row, key, texts
