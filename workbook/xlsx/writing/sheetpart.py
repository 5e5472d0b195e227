"""One worksheet part: its rows and cells by address, spliced in whatever way the sheet was written.

Rows and cells without an address, self-closed ones, prefixes, single quotes, comments between cells: all legal, all
occur. Only rows that are asked for are opened; everything between them is copied as bytes. What a cell means is left
to `cellxml`, what stands before and after the data to `furniture`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import Final

from workbook.model import MAX_ROW, Cell, Range, column_number
from workbook.xlsx.writing.cellxml import CellXml
from workbook.xlsx.writing.rowxml import Row, columns, new_row, to_prove
from workbook.xlsx.writing.xml import (
    Doc,
    Node,
    Splices,
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


class SheetPart:
    """A worksheet part being edited; changes are gathered and rendered in one pass."""

    def __init__(self, data: bytes) -> None:
        self.doc = Doc(data)
        self.p = self.doc.prefix
        self._opened: dict[int, Row] = {}
        self._fresh: dict[int, bytes] = {}  # the cells of rows not written yet, until one of them is opened
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
            row = self._opened[number] = self._found(number)
        return row

    def is_written(self, number: int) -> bool:
        """Whether a row stands in the part, or was opened or added since."""
        numbers, _ = self._index
        at = bisect_left(numbers, number)
        there = number in self._opened or number in self._fresh
        return there or (at < len(numbers) and numbers[at] == number)

    def _found(self, number: int) -> Row:
        numbers, starts = self._index
        at, where = bisect_left(numbers, number), self._place(number)
        if at < len(numbers) and numbers[at] == number:
            return self._open(number, where, starts[at + 1] if at + 1 < len(starts) else self._limit)
        row = Row(number, where, where, b"")
        fresh = self._fresh.pop(number, None)
        if fresh is not None:
            row.changed = True
            self._cut_row(row, fresh, fresh, 0, len(fresh))
        return row

    @property
    def _limit(self) -> int:
        """Where the last row ends."""
        return max(self.data_close, self.data_open_end)

    def _place(self, number: int) -> int:
        """The offset at which a row begins, or would."""
        numbers, starts = self._index
        at = bisect_left(numbers, number)
        return starts[at] if at < len(starts) else self._limit

    def _open(self, number: int, start: int, limit: int) -> Row:
        """A row of the part."""
        scan, body = self.doc.scan, self.doc.body
        open_end = scan.index(b">", start) + 1
        row = Row(number, start, open_end, body[start:open_end])
        if row.tag.endswith(b"/>"):
            return row
        close = scan.rfind(b"</" + self.p + b"row", open_end, limit)
        if close < 0:
            raise damaged(f"第 {number} 行没有结尾")
        row.end = scan.index(b">", close) + 1
        self._cut_row(row, scan, body, open_end, close)
        return row

    def _cut_row(self, row: Row, scan: bytes, body: bytes, start: int, close: int) -> None:
        """Cut a row into its cells; blanks between two cells stay with the first."""
        cells, col = [], 0
        for match in self._cell_tag.finditer(scan, start, close):
            given = _R.search(match[0])
            here = column_number(given[1].decode()) if given and given[1] else col + 1
            if here <= col or (given and int(given[2]) != row.number):
                raise damaged(f"第 {row.number} 行的单元格次序颠倒")
            row.implicit = row.implicit or given is None
            col = here
            cells.append((col, match.start()))
        ends = [at for _, at in cells[1:]] + [close] * bool(cells)
        row.before = body[start : cells[0][1]] if cells else body[start:close]
        row.cells = {col: body[at:end] for (col, at), end in zip(cells, ends, strict=True)}

    def numbers(self, first: int, last: int) -> list[int]:
        """The rows between two that are written."""
        numbers, _ = self._index
        old = numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
        new = (number for number in (*self._opened, *self._fresh) if first <= number <= last)
        return sorted({*old, *new})

    @property
    def changed_numbers(self) -> list[int]:
        """The rows changed so far."""
        return sorted([*self._fresh, *(number for number, row in self._opened.items() if row.changed)])

    def first_cells(self, rows: int) -> list[Cell]:
        """The cells written in the first so many written rows."""
        return [Cell(number, col) for number in self._index[0][:rows] for col in self.row(number).cells]

    def last_row(self) -> int:
        """The last row with content; 0 on a blank sheet."""
        numbers, starts = self._index
        if self._floor is None:
            self._floor = max([0, *numbers[-1:], *self._opened, *self._fresh])
        says = re.compile(
            rb"<" + re.escape(self.p) + rb"(?:v>[^<]|v>\s*<!\[|f[\s/>]|is[\s>]|v\s[^>]*>[^<])"
        ).search
        at = bisect_right(numbers, self._floor) - 1
        for number in range(self._floor, 0, -1):
            written, row = at >= 0 and numbers[at] == number, self._opened.get(number)
            if row is not None:
                found = any(says(raw) for raw in row.cells.values())
            elif number in self._fresh:
                found = says(self._fresh[number]) is not None
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

    def add(self, number: int, cells: bytes) -> None:
        """Write cells that are not written yet, one behind the other as `rowxml` makes them."""
        if not cells:
            return
        if self.is_written(number):
            row, more = self.row(number), Row(number, 0, 0, b"")
            self._cut_row(more, cells, cells, 0, len(cells))
            row.cells |= more.cells
            row.changed = True
        else:
            self._fresh[number] = cells
        self._reaches(number)

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
        return bool(self._fresh) or any(row.changed for row in self._opened.values())

    def render(self, splices: Splices) -> bytes:
        """The part with all changes, those in `splices` among them; proved well-formed."""
        self._state_dimension(splices)
        written: list[bytes] = []
        for number in self.changed_numbers:
            start, end, xml = self._written(number)
            written.append(xml)
            if not self.empty_data:
                splices.replace(start, end, xml)  # new ones at one place keep their order
        if self.empty_data and any(written):
            tag = opened(self.doc.body[self.data_start : self.data_open_end])
            whole = tag + b"".join(written) + b"</" + self.p + b"sheetData>"
            splices.replace(self.data_start, self.data_end, whole)
        body = splices.render()
        self._prove(body, splices, written)
        return body

    def _written(self, number: int) -> tuple[int, int, bytes]:
        """A row that changed, and between which offsets it goes.

        A new one is written once: its cells, the largest thing in memory, are let go.
        """
        fresh = self._fresh.pop(number, None)
        if fresh is not None:
            return self._place(number), self._place(number), new_row(self.p, number, fresh)
        row = self._opened[number]
        xml = self._row_xml(row)
        if not row.tag:
            row.cells = {}
        return row.start, row.end, xml

    def _row_xml(self, row: Row) -> bytes:
        if not row.tag:
            return new_row(self.p, row.number, b"".join([row.cells[col] for col in sorted(row.cells)]))
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

    def _state_dimension(self, splices: Splices) -> None:
        node = next((node for node in self.head if node.local == "dimension"), None)
        stated = self.dimension
        if node is None or stated is None:
            return
        filled = {number: row for number, row in self._opened.items() if row.changed and row.cells}
        box = stated if self._narrow is None else self._outside(self._narrow)
        numbers = [box.top, box.bottom, *filled, *self._fresh]
        cols = [box.left, box.right, *(col for row in filled.values() for col in row.cells)]
        cols += columns(self.p, self._fresh.values()) if self._fresh else ()
        box = Range(min(numbers), min(cols), max(numbers), max(cols))
        if box != stated:
            splices.replace(node.start, node.open_end, with_attribute(node.tag, "ref", box.ref))

    def _prove(self, body: bytes, splices: Splices, rows: list[bytes]) -> None:
        if len(body) <= _WHOLE:
            check(body)
            return
        head = splices.render(0, self.data_open_end)
        close = self.doc.body[self.data_close : self.data_end]  # new rows go just before it
        tail = splices.render(self.data_end, len(self.doc.body))
        check_pieces((head, *to_prove(rows), close, tail))
