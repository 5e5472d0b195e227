"""Cells into Excel, in blocks: what a run of cells is given so that text stays text, and the proof that it did.

Excel reads what `Range.value` is given as if it were typed. A text that it might take for anything else is therefore
given with a leading apostrophe, Excel's own mark for text (PrefixCharacter): it is no part of the value, leaves the
number format alone and travels inside a block. The number format "@" is not used for this: it would stay behind, and a
number typed there later would be text. Whether it worked is read back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, TypeVar

import xlwings as xw

from workbook.content import same_value
from workbook.edits import Scalar
from workbook.model import Cell, Range
from xladdin.excel.native import Native
from xladdin.excel.sheet import area_of, cells_of, formats_of, joined, text_of
from xladdin.excel.state import BLANK, Held

_PLAIN: Final = re.compile(r"[^\W\d_]\D*")
_CHINESE_NUMERAL: Final = frozenset(
    "〇零一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟两年月日时分秒上下午元"
)
_CHINESE: Final = re.compile(r"[\u3007\u3400-\u9fff]")
_WORDS: Final = frozenset(("true", "false", "真", "假"))
_LONG: Final = 8_000
"""A longer text goes alone: Excel takes some 8,000 characters in each item of a block, 32,767 in a cell."""
_GAP: Final = 64
"""So many blanks at most are written along to join two cells of a row."""

T = TypeVar("T")


class Unlike(Exception):
    """A cell does not hold what was written: Excel made something else of it."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell.a1)
        self.cell = cell


def needs_mark(text: str) -> bool:
    """Whether Excel might take a text for a formula, a number, a date, a truth or an error when it is typed.

    Plain is what begins with a letter and has no digit in it, nor looks like a Chinese date or amount.
    """
    return (
        _PLAIN.fullmatch(text) is None
        or text.strip().casefold() in _WORDS
        or all(character in _CHINESE_NUMERAL for character in text)
        or any(character.isnumeric() and not _CHINESE.match(character) for character in text)
    )


def typed(held: Held, bare: bool) -> Any:
    """What `Range.value` is given for a content; `bare`: into a text cell, where nothing is taken for anything."""
    content = held.content
    if content is None:
        return None
    if content.formula is not None:
        return content.formula
    if isinstance(content.value, str) and not held.error and not bare and needs_mark(content.value):
        return f"'{content.value}"
    return content.value


def is_long(held: Held) -> bool:
    """Whether a content does not fit into a block."""
    value = held.content.value if held.content else None
    return isinstance(value, str) and len(value) > _LONG


Formats = Sequence[tuple[Range, str]]
"""Number formats by areas, a later one over an earlier one."""


def parts_of(
    sheet: xw.Sheet, box: Range, contents: Sequence[Mapping[Cell, Held]], known: Formats | None = None
) -> list[tuple[Range, str]]:
    """A block cut where its number formats differ, where that matters to any of these contents.

    known   all formats of a sheet that we just made: then Excel is not asked
    """
    if not any(_asks_format(held, box) for held in contents):
        return [(box, "")]
    return formats_of(sheet, box) if known is None else _cut_by(box, known)


def _cut_by(box: Range, formats: Formats) -> list[tuple[Range, str]]:
    """A block cut along the edges of areas with a format of their own."""
    rows, columns = {box.top, box.bottom + 1}, {box.left, box.right + 1}
    for area, _ in formats:
        rows |= {edge for edge in (area.top, area.bottom + 1) if box.top < edge <= box.bottom}
        columns |= {edge for edge in (area.left, area.right + 1) if box.left < edge <= box.right}
    parts = {
        Range(top, left, below - 1, beside - 1): next(
            (code for area, code in reversed(formats) if area.holds(Cell(top, left))), "General"
        )
        for top, below in pairwise(sorted(rows))
        for left, beside in pairwise(sorted(columns))
    }
    return joined(parts)


def write_block(
    sheet: xw.Sheet,
    parts: Sequence[tuple[Range, str]],
    held: Mapping[Cell, Held],
    native: Native,
    back: bool = False,
) -> None:
    """Write a block of contents with one call for each of its parts, and read back that they stand there.

    Into a part that is formatted as text, text goes as it is; for anything else the format is taken off and put on again,
    which changes nothing once it stands there. A formula may bring the number format of the cells it refers to along: it
    is put back. `back`: nobody knows what the formats are now.
    """
    for part, code in parts:
        text = code == "@"
        inside = [held.get(cell, BLANK) for cell in cells_of(part)]
        bare = text and all(map(_is_bare, inside))
        area = area_of(sheet, part)
        if text and not bare:
            area.number_format = "General"
        elif code and back:
            _look(area, code)
        _write(sheet, part, held, bare)
        formula = any(one.content is not None and one.content.formula is not None for one in inside)
        if (text and not bare) or formula:
            _look(area, code)
        _prove(sheet, part, held, native)


def _look(area: xw.Range, code: str) -> None:
    """Give an area a number format unless it has it."""
    if area.number_format != code:
        area.number_format = code


def _asks_format(held: Mapping[Cell, Held], box: Range) -> bool:
    """Whether it matters if some cells are formatted as text: all but blanks and plain words."""
    for cell in cells_of(box):
        content = held.get(cell, BLANK).content
        if content is not None and (
            not isinstance(content.value, str) or typed(held[cell], False) != content.value
        ):
            return True
    return False


def _is_bare(held: Held) -> bool:
    """Whether a content may go into a text cell as it is."""
    content = held.content
    if content is None:
        return True
    value = content.value
    return content.formula is None and isinstance(value, str) and not held.error and not value.startswith("'")


def _write(sheet: xw.Sheet, box: Range, held: Mapping[Cell, Held], bare: bool) -> None:
    area = area_of(sheet, box)
    single = held.get(box.anchor, BLANK)
    if box.anchor == (box.bottom, box.right):
        if single.content is not None and single.content.array:
            area.formula_array = single.content.formula or ""
        else:
            area.value = typed(single, bare)
        return
    area.value = [
        [typed(held.get(Cell(row, col), BLANK), bare) for col in range(box.left, box.right + 1)]
        for row in range(box.top, box.bottom + 1)
    ]


def _prove(sheet: xw.Sheet, box: Range, held: Mapping[Cell, Held], native: Native) -> None:
    """Raises Unlike where a constant is not what was written."""
    rows = native.values(area_of(sheet, box))
    for cell in cells_of(box):
        content = held.get(cell, BLANK).content
        if content is not None and content.formula is not None:
            continue
        wanted: Scalar = content.value if content else None
        now: Scalar = text_of(rows[cell.row - box.top][cell.col - box.left])
        if isinstance(wanted, str) and isinstance(now, str):
            wanted, now = _lines(wanted), _lines(now)
        if not same_value(wanted, now):
            raise Unlike(cell)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# ---- joining neighbours


def blocks(
    cells: Iterable[Cell],
    alone: frozenset[Cell] = frozenset(),
    free: Callable[[Cell], bool] = lambda cell: False,
) -> list[Range]:
    """Cells joined into few boxes; some stay alone. A box never has one of these cells twice.

    free   whether a cell is blank and stays so: such a one may be written along where that joins others
    """
    wanted = frozenset(cells) | alone

    def bridge(row: int, first: int, last: int) -> bool:
        between = (Cell(row, col) for col in range(first, last + 1))
        return last - first < _GAP and all(cell not in wanted and free(cell) for cell in between)

    by_row: dict[int, list[int]] = {}
    for cell in sorted(wanted - alone):
        by_row.setdefault(cell.row, []).append(cell.col)
    above: list[Range] = []
    done = [Range(*cell, *cell) for cell in sorted(alone)]
    for row, cols in by_row.items():
        here: list[Range] = []
        for span in _spans(row, cols, bridge):
            upper = next((box for box in above if box.bottom == row - 1 and _fit(box, span, bridge)), None)
            if upper is not None:
                above.remove(upper)
                left, right = min(upper.left, span.left), max(upper.right, span.right)
                span = Range(upper.top, left, row, right)
            here.append(span)
        done += above
        above = here
    return sorted([*done, *above])


def _spans(row: int, cols: Sequence[int], bridge: Callable[[int, int, int], bool]) -> list[Range]:
    """The runs in the sorted columns of a row."""
    found = [Range(row, cols[0], row, cols[0])]
    for a, b in pairwise(cols):
        if b == a + 1 or bridge(row, a + 1, b - 1):
            found[-1] = found[-1]._replace(right=b)
        else:
            found.append(Range(row, b, row, b))
    return found


def _fit(box: Range, span: Range, bridge: Callable[[int, int, int], bool]) -> bool:
    """Whether a box and a span below it make one box, with blanks where one of them is narrower."""
    rows = [(row, box.left, box.right) for row in range(box.top, box.bottom + 1)]
    rows = rows if (span.left, span.right) != (box.left, box.right) else []
    left, right = min(box.left, span.left), max(box.right, span.right)
    return all(
        bridge(row, left, first - 1) and bridge(row, last + 1, right)
        for row, first, last in [(span.top, span.left, span.right), *rows]
    )


def blocks_by(items: Mapping[Cell, T]) -> list[tuple[Range, T]]:
    """Cells joined into boxes of one value each."""
    groups: list[tuple[T, list[Cell]]] = []
    for cell, value in items.items():
        group = next((cells for known, cells in groups if known == value), None)
        if group is None:
            groups.append((value, [cell]))
        else:
            group.append(cell)
    return [(box, value) for value, cells in groups for box in blocks(cells)]
