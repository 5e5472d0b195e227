"""What was noticed in a column as findings: a few lines in full, then one that says how many more; never a million."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import polars as pl

from schemas.ledger import ORDERS
from workbook import codes
from workbook.ledger.values import Seen
from workbook.model import Cell, Finding, Place

MOST: Final = 20
"""Different values told of one code in one column; tidy-ups that all lines have are told once."""
_SHOWN_LINES: Final = 5


class Where(NamedTuple):
    """A column of a table: the file and sheet, the column counted from 1, the line of each row, the field."""

    file: str
    sheet: str | None
    column: int
    lines: Sequence[int] | pl.Series
    field: str

    def place(self, row: int) -> Place:
        """The cell of a row."""
        return Place(self.file, self.sheet, Cell(int(self.lines[row]), self.column))


def told(where: Where, seen: Sequence[Seen]) -> Iterator[Finding]:
    """The findings of one column, in order of their code, then line."""
    order = sorted(seen, key=lambda one: (one.code, one.row))
    for code, group in groupby(order, key=lambda one: one.code):
        found = list(group)
        most = 1 if codes.severity(code) in ("fix", "info") else MOST
        for one in found[:most]:
            yield _finding(where, one)
        more = sum(one.many for one in found) - min(len(found), most)
        if more > 0:
            yield _more(where, code, found, more, most)


def _finding(where: Where, one: Seen) -> Finding:
    column = ORDERS.column(where.field)
    context = {"field": column.title, "example": column.example, **one.context}
    return Finding(one.code, where.place(one.row), (), where.field, one.text, one.suggest, context)


def _more(where: Where, code: str, found: Sequence[Seen], more: int, most: int) -> Finding:
    """One line for all that is not told, at the first of them."""
    rest = found[most:] or found[:1]
    column = ORDERS.column(where.field)
    words = codes.words(code, {"field": column.title, "value": "…", **found[0].context}, "zh").message
    lines = "、".join(str(where.lines[one.row]) for one in rest[:_SHOWN_LINES])
    context = {"field": column.title, "count": f"{more:,}", "what": words, "lines": lines}
    return Finding("LEDGER_MORE", where.place(rest[0].row), (), where.field, None, None, context)
