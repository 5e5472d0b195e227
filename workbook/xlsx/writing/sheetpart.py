"""One worksheet part: its rows and cells by address, spliced in whatever way the sheet was written.

Rows and cells without an address, self-closed ones, prefixes, single quotes, comments between cells: all legal, all
occur. Only rows that are asked for are opened; everything between them is copied as bytes. What a cell means is left
to `cellxml`, what stands before and after the data to `furniture`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, cached_property
from itertools import groupby
from typing import Final

from workbook.model import MAX_ROW, Cell, Range, column_letters, column_number
from workbook.xlsx.writing.cellxml import CellXml
from workbook.xlsx.writing.xml import (
    Doc,
    Node,
    Splices,
    attributes,
    blanked,
    check,
    check_pieces,
    damaged,
    opened,
    with_attribute,
)

_R: Final = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]*)\$?(\d+)["']""")
_BOX: Final = re.compile(r"[A-Z]{1,3}[1-9]\d*(:[A-Z]{1,3}[1-9]\d*)?")
_WHOLE: Final = 4 << 20
"""Parts up to this size are parsed whole after an edit; of larger ones all but the rows that were only copied."""


@cache
def _letters(col: int) -> bytes:
    return column_letters(col).encode()


@cache
def _said(style: int, kind: str | None) -> bytes:
    """The attributes of a cell after its address."""
    return (b' s="%d"' % style if style else b"") + (b' t="%s"' % kind.encode() if kind else b"")


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


class SheetPart:
    """A worksheet part being edited; changes are gathered and rendered in one pass."""

    def __init__(self, data: bytes) -> None:
        self.doc = Doc(data)
        self.p = self.doc.prefix
        self._opened: dict[int, Row] = {}
        self._narrow: Range | None = None
        self._floor: int | None = None  # no row below it has content; None: not known yet
        self._places: tuple[int, list[int], list[int]] = -1, [], []  # one row's cells: offsets, columns
        p = re.escape(self.p)
        self._row_tag = re.compile(rb"<" + p + rb"row(?=[\s/>])[^>]*>")
        self._numbered = re.compile(rb"<" + p + rb"row(?=[\s/>])(?:[^>]*?\sr\s*=\s*[\"']0*(\d+)[\"'])?[^>]*>")
        self._cell_tag = re.compile(rb"<" + p + rb"c(?=[\s/>])[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>")
        self._locate_data()

    def _locate_data(self) -> None:
        scan = self.doc.scan
        pattern = re.compile(rb"<" + re.escape(self.p) + rb"sheetData(?=[\s/>])[^>]*>")
        match = pattern.search(scan, self.doc.root_open_end)
        if match is None:
            raise damaged("工作表没有数据区")
        self.data_start, self.data_open_end = match.start(), match.end()
        self.empty_data = match[0].endswith(b"/>")
        self.data_close = match.end() if self.empty_data else scan.rfind(b"</" + self.p + b"sheetData")
        self.data_end = match.end() if self.empty_data else scan.find(b">", self.data_close) + 1
        if self.data_close < self.data_open_end or pattern.search(scan, self.data_end):
            raise damaged("工作表的数据区不完整")

    @cached_property
    def _index(self) -> tuple[list[int], list[int]]:
        """Numbers and offsets of all rows; numbers must rise."""
        numbers: list[int] = []
        starts: list[int] = []
        last = 0
        for match in self._numbered.finditer(self.doc.scan, self.data_open_end, self.data_close):
            number = int(match[1]) if match[1] else last + 1
            if not last < number <= MAX_ROW:
                raise damaged(f"第 {number} 行重复或次序颠倒")
            numbers.append(number)
            starts.append(match.start())
            last = number
        return numbers, starts

    @cached_property
    def head(self) -> list[Node]:
        """Elements before the data."""
        return list(self.doc.elements(self.doc.root_open_end, self.data_start))

    @cached_property
    def tail(self) -> list[Node]:
        """Elements after the data."""
        return list(self.doc.elements(self.data_end, self.doc.root.close))

    def node(self, name: str) -> Node | None:
        """An element before or after the data by its name."""
        return next((node for node in (*self.head, *self.tail) if node.local == name), None)

    # ---- rows

    def row(self, number: int) -> Row:
        """A row opened for reading and editing."""
        row = self._opened.get(number)
        if row is None:
            numbers, starts = self._index
            at = bisect_left(numbers, number)
            limit = self.data_close if self.data_open_end <= self.data_close else self.data_open_end
            if at < len(numbers) and numbers[at] == number:
                row = self._open(number, starts[at], starts[at + 1] if at + 1 < len(starts) else limit)
            else:
                where = starts[at] if at < len(starts) else limit
                row = Row(number, where, where, b"")
            self._opened[number] = row
        return row

    def _open(self, number: int, start: int, limit: int) -> Row:
        """Cut a row into its cells; blanks between two cells stay with the first."""
        scan, body = self.doc.scan, self.doc.body
        open_end = scan.index(b">", start) + 1
        row = Row(number, start, open_end, body[start:open_end])
        if row.tag.endswith(b"/>"):
            return row
        close = scan.rfind(b"</" + self.p + b"row", open_end, limit)
        if close < 0:
            raise damaged(f"第 {number} 行没有结尾")
        row.end = scan.index(b">", close) + 1
        cells, col = [], 0
        for match in self._cell_tag.finditer(scan, open_end, close):
            given = _R.search(match[0])
            here = column_number(given[1].decode()) if given and given[1] else col + 1
            if here <= col or (given and int(given[2]) != number):
                raise damaged(f"第 {number} 行的单元格次序颠倒")
            row.implicit = row.implicit or given is None
            col = here
            cells.append((col, match.start()))
        ends = [at for _, at in cells[1:]] + [close] * bool(cells)
        row.before = body[open_end : cells[0][1]] if cells else body[open_end:close]
        row.cells = {col: body[at:end] for (col, at), end in zip(cells, ends, strict=True)}
        return row

    def numbers(self, first: int, last: int) -> list[int]:
        """The rows between two that are written."""
        numbers, _ = self._index
        old = numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
        return sorted({*old, *(number for number in self._opened if first <= number <= last)})

    @property
    def changed_numbers(self) -> list[int]:
        """The rows changed so far."""
        return sorted(number for number, row in self._opened.items() if row.changed)

    def first_cells(self, rows: int) -> list[Cell]:
        """The cells written in the first so many written rows."""
        return [Cell(number, col) for number in self._index[0][:rows] for col in self.row(number).cells]

    def last_row(self) -> int:
        """The last row with content; 0 on a blank sheet."""
        numbers, starts = self._index
        if self._floor is None:
            self._floor = max([0, *numbers[-1:], *self._opened])
        says = re.compile(
            rb"<" + re.escape(self.p) + rb"(?:v>[^<]|v>\s*<!\[|f[\s/>]|is[\s>]|v\s[^>]*>[^<])"
        ).search
        at = bisect_right(numbers, self._floor) - 1
        for number in range(self._floor, 0, -1):
            written, row = at >= 0 and numbers[at] == number, self._opened.get(number)
            if row is not None:
                found = any(says(raw) for raw in row.cells.values())
            else:
                end = starts[at + 1] if at + 1 < len(starts) else self.data_close
                found = written and says(self.doc.body, starts[at], end) is not None
            at -= written
            self._floor = number
            if found:
                return number
        return 0

    def _reaches(self, number: int) -> None:
        """A row that may be the last with content."""
        self._floor = None if self._floor is None else max(self._floor, number)

    # ---- cells

    def get(self, cell: Cell) -> CellXml | None:
        """A cell as it is now; None when it is not written."""
        raw = self.row(cell.row).cells.get(cell.col)
        if raw is None:
            return None
        tag, inner, _ = self._cut(cell, raw)
        return CellXml(tag, inner)

    def _cut(self, cell: Cell, raw: bytes) -> tuple[bytes, bytes, int]:
        """A cell's start tag, what lies inside, and where it ends."""
        seen = raw if self.doc.scan is self.doc.body else blanked(raw)
        tag = self._cell_tag.match(seen)
        if tag is None:
            raise damaged(f"单元格 {cell.a1} 无法读取")
        if tag[0].endswith(b"/>"):
            return raw[: tag.end()], b"", tag.end()
        close = seen.rfind(b"</" + self.p + b"c")
        if close < tag.end():
            raise damaged(f"单元格 {cell.a1} 没有结尾")
        return raw[: tag.end()], raw[tag.end() : close], seen.index(b">", close) + 1

    def put(self, cell: Cell, tag: bytes, inner: bytes) -> None:
        """Write a cell; `tag` is its start tag, self-closed or not. What follows the old one is kept."""
        row = self.row(cell.row)
        rest = (
            row.cells[cell.col][self._cut(cell, row.cells[cell.col])[2] :] if cell.col in row.cells else b""
        )
        bare = tag.removesuffix(b"/>").removesuffix(b">").rstrip()
        new = bare + b">" + inner + b"</" + self.p + b"c>" if inner else bare + b"/>"
        row.cells[cell.col] = new + rest
        row.changed = True
        self._reaches(cell.row)

    def add(self, number: int, cells: dict[int, bytes]) -> None:
        """Write cells of a row that are not written yet."""
        if cells:
            row = self.row(number)
            row.cells = row.cells | cells if row.cells else cells
            row.changed = True
            self._reaches(number)

    def cell_xml(self, row: int, col: int, kind: str | None, style: int, inner: bytes) -> bytes:
        """A whole cell with content."""
        return b'<%sc r="%s%d"%s>%s</%sc>' % (self.p, _letters(col), row, _said(style, kind), inner, self.p)

    def new_tag(self, cell: Cell) -> bytes:
        """The start tag of a cell not written yet, with the style it inherits."""
        style = self.inherited(cell)
        head = b'<%sc r="%s"' % (self.p, cell.a1.encode())
        return head + (b' s="%d"/>' % style if style else b"/>")

    def remove(self, cell: Cell) -> None:
        """Take a cell away; where cells have no addresses it is left blank, so that its neighbours stay in place."""
        row = self.row(cell.row)
        if cell.col not in row.cells:
            return
        row.changed = True
        if row.implicit:
            row.cells[cell.col] = b'<%sc r="%s"/>' % (self.p, cell.a1.encode())
        else:
            del row.cells[cell.col]

    def style(self, cell: Cell) -> int:
        """The style index of a cell, inherited when it is not written."""
        found = self.get(cell)
        return found.style if found else self.inherited(cell)

    def inherited(self, cell: Cell) -> int:
        """What a cell not written looks like: its row's style, else its column's."""
        style = self.row(cell.row).style
        return style if style is not None else int(self.column(cell.col).get("style", "0"))

    def column(self, col: int) -> dict[str, str]:
        """What the sheet says of a column: width, hidden, style; nothing of most."""
        firsts, given = self._columns
        at = bisect_right(firsts, col) - 1
        return given[at] if at >= 0 and col <= int(given[at].get("max", "0")) else {}

    @cached_property
    def _columns(self) -> tuple[list[int], list[dict[str, str]]]:
        cols = self.node("cols")
        given = [node.attrs for node in cols.children()] if cols else []
        given.sort(key=lambda attrs: int(attrs.get("min", "0")))
        return [int(attrs.get("min", "0")) for attrs in given], given

    def cell_at(self, offset: int) -> Cell:
        """The address of the cell in which an offset of the part lies. Quick for one after the other in a row."""
        numbers, starts = self._index
        at = bisect_right(starts, offset) - 1
        if self._places[0] != at:
            places, cols, col = [], [], 0
            end = starts[at + 1] if at + 1 < len(starts) else self.data_close
            for match in self._cell_tag.finditer(self.doc.scan, starts[at], end):
                given = _R.search(match[0])
                col = column_number(given[1].decode()) if given and given[1] else col + 1
                places.append(match.start())
                cols.append(col)
            self._places = at, places, cols
        _, places, cols = self._places
        return Cell(numbers[at], cols[bisect_right(places, offset) - 1])

    def region(self, first: int, last: int) -> tuple[int, int]:
        """Offsets between which some rows lie."""
        numbers, starts = self._index
        a, b = bisect_left(numbers, first), bisect_right(numbers, last)
        start = starts[a] if a < len(starts) else self.data_close
        return start, starts[b] if b < len(starts) else self.data_close

    # ---- writing

    @property
    def changed(self) -> bool:
        """Whether any row is to be written anew."""
        return any(row.changed for row in self._opened.values())

    def render(self, splices: Splices) -> bytes:
        """The part with all changes, those in `splices` among them; proved well-formed."""
        rows = [row for _, row in sorted(self._opened.items()) if row.changed]
        self._state_dimension(splices, rows)
        written = []
        for row in rows:
            written.append((row, self._row_xml(row)))
            if not row.tag:
                row.cells = {}  # a new row is written once, and its cells are the largest thing in memory
        if self.empty_data and any(xml for _, xml in written):
            tag = opened(self.doc.body[self.data_start : self.data_open_end])
            whole = tag + b"".join(xml for _, xml in written) + b"</" + self.p + b"sheetData>"
            splices.replace(self.data_start, self.data_end, whole)
        else:
            for (start, end), rows_there in groupby(written, key=lambda made: (made[0].start, made[0].end)):
                splices.replace(
                    start, end, b"".join([xml for _, xml in rows_there])
                )  # new ones stand together
        body = splices.render()
        self._prove(body, splices, [xml for _, xml in written])
        return body

    def _row_xml(self, row: Row) -> bytes:
        if not row.tag:
            cells = b"".join([row.cells[col] for col in sorted(row.cells)])
            return b'<%srow r="%d">%s</%srow>' % (self.p, row.number, cells, self.p) if cells else b""
        if row.bare and not row.implicit and self._next_has_number(row):
            return b""
        tag = row.tag
        spans = re.fullmatch(r"(\d+):(\d+)", row.attrs.get("spans", ""))
        if spans and row.cells:
            low, high = min(int(spans[1]), *row.cells), max(int(spans[2]), *row.cells)
            if (low, high) != (int(spans[1]), int(spans[2])):
                tag = with_attribute(tag, "spans", f"{low}:{high}")
        cells = b"".join(raw for _, raw in sorted(row.cells.items()))
        return opened(tag) + row.before + cells + b"</" + self.p + b"row>"

    def _next_has_number(self, row: Row) -> bool:
        """Whether the row below carries its number (else it would move up when this one is not written)."""
        numbers, starts = self._index
        at = bisect_left(numbers, row.number + 1)
        return at == len(numbers) or _R.search(self._row_tag.match(self.doc.scan, starts[at])[0]) is not None  # type: ignore[index]

    @property
    def dimension(self) -> Range | None:
        """The used range the sheet states."""
        node = next((node for node in self.head if node.local == "dimension"), None)
        given = node.attrs.get("ref", "") if node else ""
        return Range.parse(given) if _BOX.fullmatch(given) else None

    def narrow(self, box: Range) -> None:
        """Let the sheet state the used range it stated before it was edited, as far as no cell lies outside."""
        self._narrow = box

    def _outside(self, box: Range) -> Range:
        """A range widened over the cells the part holds outside of it; of a large part it is not asked."""
        stated = self.dimension or box
        if len(self.doc.body) > _WHOLE:
            return stated
        cols = [col for number in self._index[0] for col in self.row(number).cells]
        low, high = min(cols, default=box.left), max(cols, default=box.right)
        return Range(box.top, min(box.left, low), max(box.bottom, self.last_row()), max(box.right, high))

    def _state_dimension(self, splices: Splices, rows: list[Row]) -> None:
        node = next((node for node in self.head if node.local == "dimension"), None)
        stated = self.dimension
        if node is None or stated is None:
            return
        filled = [row for row in rows if row.cells]
        box = stated if self._narrow is None else self._outside(self._narrow)
        if filled:
            box = Range(
                min(box.top, filled[0].number),
                min(box.left, *(min(row.cells) for row in filled)),
                max(box.bottom, filled[-1].number),
                max(box.right, *(max(row.cells) for row in filled)),
            )
        if box != stated:
            splices.replace(node.start, node.open_end, with_attribute(node.tag, "ref", box.ref))

    def _prove(self, body: bytes, splices: Splices, rows: list[bytes]) -> None:
        if len(body) <= _WHOLE:
            check(body)
            return
        head = splices.render(0, self.data_open_end)
        tail = splices.render(self.data_close, len(self.doc.body))
        check_pieces((head, *rows, tail))
