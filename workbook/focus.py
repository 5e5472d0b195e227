"""当前活动: the event picked on the home page, which commands work on where none is named to them."""

from __future__ import annotations

from typing import Final

from schemas.book import HOME
from workbook.model import Book, Cell

LABEL: Final = "当前活动"
ALL: Final = "全部活动"


def focused(book: Book) -> str | None:
    """The label of the event right of the words 当前活动 on 说明; None where all events are meant."""
    sheet = book.sheet(HOME)
    if sheet is None:
        return None
    for col in range(1, sheet.width):
        for row in range(1, sheet.height + 1):
            if sheet.value(Cell(row, col)) == LABEL:
                picked = str(sheet.value(Cell(row, col + 1)) or "").strip()
                return None if picked in ("", ALL) else picked
    return None
