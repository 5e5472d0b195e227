"""The boxes of a sheet's notes: shapes in a VML drawing, which Excel wants for every note.

VML is often not well-formed, so shapes are found by their tags and everything else is left alone. A box of ours is
hidden and as large as its text; a user's box only grows downwards when our text would not fit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.writing.sheetpart import SheetPart
from workbook.xlsx.writing.xml import damaged, decode, encode, opened

EMPTY: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/>'
    b"</o:shapelayout></xml>"
)
_SPACES: Final = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
_TYPE: Final = (
    b'<v:shapetype id="_x0000_t202" o:spt="202" coordsize="21600,21600" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE: Final = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    b'width:%dpt;height:%dpt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    b'<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    b'<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    b"<x:Anchor>%s</x:Anchor><x:AutoFill>False</x:AutoFill>"
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
_ATTRS: Final = rb"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>"
_SHAPE_BEGINS = re.compile(rb"<((?:[\w.-]+:)?shape)(?=\s)" + _ATTRS)
_SHAPE_ENDS = re.compile(rb"</((?:[\w.-]+:)?shape)\s*>")
_ROOT = re.compile(rb"<[A-Za-z]" + _ATTRS)
_BLOCKS = re.compile(rb"<[\w.:-]*idmap\s[^<>]*?data\s*=\s*[\"']([\d, ]+)")
_DRAWN = re.compile(rb"<(?:[\w.-]+:)?(?:shape|group|rect|roundrect|oval|line|polyline|arc|curve|image)[\s>]")
_OURS = re.compile(
    rb'\s*<[\w.-]+:shape id="_x0000_s\d+" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
)
_ANCHOR = re.compile(rb"(<(?:[\w.-]+:)?Anchor[^<>]*>)([^<]*)(<)")
_DECLARES = re.compile(rb"<!(?!--)")
_WIDTH: Final = 280
_LINE: Final = 18
_CHARS: Final = 8.43
_WIDE_CHARS: Final = 20
"""How wide a box of ours is, how high a line of it (pixels), how wide a usual column (characters), how many Chinese
characters fit on a line."""


class Boxes:
    """The shapes of one VML drawing by the cell they belong to.

    The drawing is kept in pieces, shapes of notes each by itself. New shapes go before all others: what follows an
    unclosed tag in a user's shape (`<br>` is common) is read by nobody in the same way.
    """

    def __init__(self, data: bytes) -> None:
        body, self._encoding = decode(data)
        root = _ROOT.search(body)
        self._root = root[0] if root else b""
        if root and self._root.endswith(b"/>"):
            name = self._root[1:-2].split()[0]
            body = body[: root.start()] + opened(self._root) + b"</" + name + b">" + body[root.end() :]
        first = _DRAWN.search(body)
        at = first.start() if first else body.rfind(b"</")
        if at < 0:
            raise damaged("批注的图形部分没有结尾")
        self._head, self._pieces = body[:at], list[bytes]()
        self._old: dict[Cell, int] = {}
        self._new: dict[Cell, bytes] = {}
        for start, end in _shapes(body):
            cell = cell_of(body[start:end])
            if cell is not None and cell not in self._old:
                self._old[cell] = len(self._pieces) + 1
                self._pieces += [body[at:start], body[start:end]]
                at = end
        self._pieces.append(body[at:])
        used = [int(number) for number in re.findall(rb"_x0000_s(\d{1,9})", body)]
        self._last_id = max([*used, 1024 * next(iter(blocks(body)), 1)])
        self.changed = False

    def _raw(self, cell: Cell) -> bytes | None:
        return self._new.get(cell) or (self._pieces[self._old[cell]] if cell in self._old else None)

    def get(self, cell: Cell) -> str | None:
        """The shape of a cell's note."""
        raw = self._raw(cell)
        return None if raw is None else raw.decode("utf-8", "replace")

    def remove(self, cell: Cell) -> None:
        """Take the shape of a cell's note away."""
        if self._new.pop(cell, None) is not None:
            self.changed = True
        if cell in self._old:
            self._pieces[self._old.pop(cell)] = b""
            self.changed = True

    def put(self, cell: Cell, shape: str) -> None:
        """Put a shape in place of the one a cell's note has, or add it."""
        raw = shape.encode("utf-8")
        if list(_shapes(raw)) != [(0, len(raw))] or cell_of(raw) != cell or _DECLARES.search(raw):
            raise Refused("EDIT_INVALID", "还原记录不完整")
        self._write(cell, raw)

    def _write(self, cell: Cell, raw: bytes) -> None:
        if self._raw(cell) == raw:
            return
        if cell in self._old:
            self._pieces[self._old[cell]] = raw
        else:
            self._new[cell] = raw
        self.changed = True

    def add(self, cell: Cell, anchor: bytes, height: int) -> None:
        """Add a hidden box."""
        self._last_id += 1
        width = _WIDTH * 3 // 4
        shape = _SHAPE % (self._last_id, width, height * 3 // 4, anchor, cell.row - 1, cell.col - 1)
        self._write(cell, self._prefixed(shape))

    def grow(self, cell: Cell, rows: int) -> None:
        """Let a user's box end at least that many rows below its top."""
        shape = self._raw(cell) or b""
        anchor = _ANCHOR.search(shape)
        numbers = [part.strip() for part in anchor[2].split(b",")] if anchor else []
        if anchor is None or len(numbers) != 8 or not (numbers[2].isdigit() and numbers[6].isdigit()):
            return
        if int(numbers[6]) - int(numbers[2]) < rows:
            numbers[6] = b"%d" % (int(numbers[2]) + rows)
            self._write(cell, shape[: anchor.start(2)] + b", ".join(numbers) + shape[anchor.end(2) :])

    @property
    def empty(self) -> bool:
        """Whether nothing is drawn any more, so that the drawing may go."""
        return not self._new and not _DRAWN.search(b"".join(self._pieces))

    def render(self) -> bytes:
        """The drawing in the encoding it came in."""
        kind = self._prefixed(_TYPE)
        rest = b"".join(self._pieces)
        head = self._head.removesuffix(kind)
        if head != self._head and not self._new and not _OURS.match(rest):
            kind = b""  # we brought it for our boxes, and they are gone
        elif head == self._head and (not self._new or b'id="_x0000_t202"' in head + rest):
            kind = b""
        return encode(head + kind + b"".join(self._new.values()) + rest, self._encoding)

    def _prefixed(self, raw: bytes) -> bytes:
        """A shape of ours with the prefixes this drawing uses; declared in it where it has none."""
        declared = b""
        for short, space in _SPACES.items():
            known = re.search(rb"xmlns:([\w.-]+)\s*=\s*[\"']" + re.escape(space) + rb"[\"']", self._root)
            if known is None:
                declared += b' xmlns:%s="%s"' % (short, space)
            elif known[1] != short:
                raw = re.sub(rb"(?<=[</ ])" + short + rb":(?=[A-Za-z])", known[1] + b":", raw)
        return re.sub(rb"^(<[\w.:-]+)", rb"\1" + declared, raw) if declared else raw


def blocks(drawing: bytes) -> list[int]:
    """The blocks of 1,024 shape numbers a drawing says it uses."""
    return [int(number) for found in _BLOCKS.findall(drawing) for number in re.findall(rb"\d{1,6}", found)]


def _shapes(body: bytes) -> Iterator[tuple[int, int]]:
    """Where shapes begin and end, in time that grows with the drawing: it need not be well-formed."""
    ends = defaultdict[bytes, list[int]](list)
    for match in _SHAPE_ENDS.finditer(body):
        ends[match[1]].append(match.end())
    done = 0
    for match in _SHAPE_BEGINS.finditer(body):
        closes = ends[match[1]]
        at = bisect_right(closes, match.end())
        if match.start() >= done and at < len(closes):
            done = closes[at]
            yield match.start(), done


def cell_of(shape: bytes) -> Cell | None:
    """The cell a note's shape stands for; None for any other shape."""
    if not re.search(rb"ObjectType\s*=\s*[\"']Note[\"']", shape):
        return None
    row = re.search(rb"<(?:[\w.-]+:)?Row\s*>\s*(\d{1,7})", shape)
    col = re.search(rb"<(?:[\w.-]+:)?Column\s*>\s*(\d{1,5})", shape)
    return Cell(int(row[1]) + 1, int(col[1]) + 1) if row and col else None


def lines_of(text: str) -> int:
    """How many lines a text takes in a box of ours."""
    widths = (sum(2 if ord(char) > 0x2E7F else 1 for char in line) for line in text.split("\n"))
    return sum(1 + max(width - 1, 0) // (2 * _WIDE_CHARS) for width in widths)


def place(part: SheetPart, cell: Cell, lines: int) -> tuple[bytes, int]:
    """(anchor, height) of a box beside a cell, measured by the widths its sheet gives to columns."""
    height = max(3, lines + 1) * _LINE
    col, rest = cell.col, _WIDTH
    while rest > _width(part, col) and col < cell.col + 60:
        rest -= _width(part, col)
        col += 1
    top = max(cell.row - 2, 0)
    rows, left = divmod(height, _LINE)
    numbers = (cell.col, 12, top, 4, col, min(rest, _width(part, col)), top + rows, left + 4)
    return ", ".join(map(str, numbers)).encode(), height


def _width(part: SheetPart, col: int) -> int:
    """The width in pixels of a column counted from 0."""
    given = part.column(col + 1)
    if given.get("hidden") in ("1", "true"):
        return 0
    chars = float(given.get("width", _CHARS))
    return int(chars * 7 + 5) if chars else 0
