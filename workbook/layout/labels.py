"""Labels with their values: `团队名称 | 橙心队`, `团队名称：橙心队` in one cell, several in one title line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from schemas.format import Column, SheetFormat
from schemas.headers import clean_header
from workbook.layout import merges, words
from workbook.model import Cell, Range, Sheet

_ROWS, _COLUMNS = 400, 60
"""Forms and title blocks are small; beyond this nothing is looked for."""

_PAIRS = re.compile(
    r"(?P<label>[^\s：:（）()，,；;]{1,14}(?:[（(][^）)]{1,10}[）)])?)\s*[：:]\s*(?P<value>[^：:]*?)"
    r"(?=\s{1,}[^\s：:]{2,14}(?:[（(][^）)]{1,10}[）)])?\s*[：:]|$)",
    re.DOTALL,
)
_FILLER = re.compile(r"[_＿\s…]*|[（(][^）)]*[）)]")
_TAIL = re.compile(r"[（(](盖章|公章|签章|签字|章)[）)]")


class Label(NamedTuple):
    """A label, what it means, and where its value stands.

    inline   the value as text when it shares the label's cell, else None
    section  the person block a label names itself into: 队长 in 队长姓名
    """

    cell: Cell
    column: Column
    section: str | None
    value: Cell
    inline: str | None


def labels_in(
    sheet: Sheet, fmt: SheetFormat, area: Range, anchors: Mapping[Cell, Cell], by_anchor: Mapping[Cell, Range]
) -> Iterator[Label]:
    """All labels of a format inside an area, row by row."""
    for row in range(area.top, min(area.bottom, area.top + _ROWS) + 1):
        for col in range(area.left, min(area.right, area.left + _COLUMNS) + 1):
            cell = Cell(row, col)
            value = sheet.value(cell)
            if not isinstance(value, str) or anchors.get(cell, cell) != cell:
                continue
            yield from _labels_of(sheet, fmt, cell, value, by_anchor)


def _labels_of(
    sheet: Sheet, fmt: SheetFormat, cell: Cell, text: str, by_anchor: Mapping[Cell, Range]
) -> Iterator[Label]:
    meaning = _meaning(text, fmt) if len(text) <= 40 else None
    if meaning:
        yield Label(cell, meaning[0], meaning[1], _value_cell(sheet, fmt, cell, by_anchor), None)
        return
    if "：" not in text and ":" not in text:
        return
    for pair in _PAIRS.finditer(text):
        found = _meaning(pair["label"], fmt)
        value = _TAIL.sub("", pair["value"]).strip(" _＿\t\n")
        if found and not (_FILLER.fullmatch(value) and _is_alone(text, pair)):
            yield Label(cell, found[0], found[1], cell, value)


def _is_alone(text: str, pair: re.Match[str]) -> bool:
    """`团队名称：` alone in its cell is a plain label; its value stands in the next cell."""
    return pair.span() == (0, len(text))


def _meaning(text: str, fmt: SheetFormat) -> tuple[Column, str | None] | None:
    clean = clean_header(text)
    found = words.meaning((clean,), fmt) if clean else None
    if found:
        return found.column, found.role
    column = words.label_words(fmt).get(clean)
    return (column, None) if column else None


def _value_cell(sheet: Sheet, fmt: SheetFormat, label: Cell, by_anchor: Mapping[Cell, Range]) -> Cell:
    """Right of the label; below it when the right neighbour is itself a label; else the right one, blank."""
    right = merges.right_of(label, by_anchor)
    value = sheet.value(right)
    if isinstance(value, str) and _meaning(value, fmt):
        under = merges.below(label, by_anchor)
        below = sheet.value(under)
        if below is not None and not (isinstance(below, str) and _meaning(below, fmt)):
            return under
    return right
