"""Rows of a worksheet part: one opened for editing, and new ones, that stay bytes until somebody asks for a cell.

New rows are many and hold plain values. A hundred thousand of them are made by joining pieces, and proved by one
pattern, where a parser takes eight times as long. Where rows lie in the part is left to `sheetpart`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import Final

from workbook.model import column_letters, column_number
from workbook.xlsx.writing.xml import attributes

_TEXT: Final = r"(?:[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]++|&(?:amp|lt|gt);)*+"
_PLAIN: Final = re.compile(
    r'<row r="[0-9]{1,7}">(?:<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,5}")?+(?:'
    r' t="inlineStr"><is><t xml:space="preserve">' + _TEXT + r"</t></is></c>"
    r'|(?: t="b")?+><v>[-+.0-9eE]++</v></c>))*+</row>'
)
"""A row as we write it: nothing but values, its texts escaped."""
_STANDS_IN: Final = b"<row/>"
_FIRST: Final = re.compile(rb'<(?:[\w.-]+:)?c r="([A-Z]+)')


class Row:
    """One row opened for editing: its cells as bytes by column. `tag` is empty for a row not written yet."""

    def __init__(self, number: int, start: int, end: int, tag: bytes) -> None:
        self.number, self.start, self.end, self.tag = number, start, end, tag
        self.before = b""
        self.cells: dict[int, bytes] = {}
        self.implicit = False
        self.changed = False

    @cached_property
    def attrs(self) -> dict[str, str]:
        """Attributes of the row."""
        return attributes(self.tag) if self.tag else {}

    @property
    def style(self) -> int | None:
        """The style its cells inherit, None when it has none of its own."""
        if self.attrs.get("customFormat") in ("1", "true"):
            return int(self.attrs.get("s", "0"))
        return None

    @property
    def bare(self) -> bool:
        """Whether nothing is lost when the row is not written at all."""
        return not self.cells and set(self.attrs) <= {"r", "spans"}


def new_row(p: bytes, number: int, cells: bytes) -> bytes:
    """A whole row of cells; none where there are no cells."""
    return b'<%srow r="%d">%s</%srow>' % (p, number, cells, p) if cells else b""


def cell_start(p: bytes, col: int) -> bytes:
    """A cell up to the number of its row."""
    return b'<%sc r="%s' % (p, column_letters(col).encode())


def cell_rest(p: bytes, kind: str | None, style: int, inner: bytes) -> bytes:
    """A cell from the number of its row on."""
    return b'"%s>%s</%sc>' % (_said(style, kind), inner, p)


@cache
def _said(style: int, kind: str | None) -> bytes:
    """The attributes of a cell after its address."""
    return (b' s="%d"' % style if style else b"") + (b' t="%s"' % kind.encode() if kind else b"")


def columns(p: bytes, rows: Iterable[bytes]) -> tuple[int, int]:
    """The first and the last column of cells that were made by us, row by row; at least one row."""
    firsts, lasts = set(), set()
    for cells in rows:
        firsts.add(_FIRST.match(cells)[1])  # type: ignore[index]
        lasts.add(_FIRST.match(cells, cells.rindex(b"<%sc r=" % p))[1])  # type: ignore[index]
    return min(map(_number, firsts)), max(map(_number, lasts))


def _number(letters: bytes) -> int:
    return column_number(letters.decode())


def to_prove(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Rows for a parser to prove; in place of one that holds nothing but plain values a blank one."""
    return (_STANDS_IN if _is_plain(row) else row for row in rows)


def _is_plain(row: bytes) -> bool:
    try:
        return _PLAIN.fullmatch(row.decode()) is not None
    except UnicodeDecodeError:
        return False
