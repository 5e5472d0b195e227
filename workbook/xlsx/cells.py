"""One worksheet part: finding cells and splicing new ones in, whatever way the sheet was written.

Rows and cells without an address, self-closed rows, prefixes and single quotes are all legal and all occur. Only
the cells asked for are touched; everything between them is copied.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from workbook.edits import UNSET, Content, Scalar, _Unset
from workbook.model import Cell, Range, column_number
from workbook.xlsx.xml import (
    MAX_TEXT,
    Doc,
    Node,
    Splices,
    attributes,
    check,
    damaged,
    escape_text,
    from_xstring,
    text_of,
    unescape,
    with_attribute,
)

_R: Final = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]*)\$?(\d+)["']""")
_S: Final = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
_T: Final = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")


class _Row(NamedTuple):
    number: int
    start: int
    open_end: int


class Found(NamedTuple):
    """A cell as it lies in the part; start == end: it is not written there yet."""

    start: int
    end: int
    tag: bytes
    inner: bytes
    style: int
    row: _Row | None


@dataclass(slots=True)
class Change:
    """What is to become of a cell; UNSET parts stay."""

    content: Content | _Unset | None = UNSET
    style: int | None = None


class SheetPart:
    """A worksheet part being edited; changes are gathered and rendered in one pass."""

    def __init__(self, data: bytes, strings: list[bytes] | None = None) -> None:
        self.doc = Doc(data)
        self._strings = strings or []
        self.changes: dict[Cell, Change] = {}
        self._found: dict[Cell, Found] = {}
        p = re.escape(self.doc.prefix)
        self._row_tag = re.compile(rb"<" + p + rb"row(?=[\s/>])([^>]*)>")
        self._cell_tag = re.compile(rb"<" + p + rb"c(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
        self._locate_data()

    def _locate_data(self) -> None:
        scan, p = self.doc.scan, self.doc.prefix
        match = re.search(rb"<" + re.escape(p) + rb"sheetData(?=[\s/>])[^>]*>", scan)
        if match is None:
            raise damaged("工作表没有数据区")
        self.data_start, self.data_open_end = match.start(), match.end()
        self.empty_data = match[0].endswith(b"/>")
        self.data_close = match.end() if self.empty_data else scan.rfind(b"</" + p + b"sheetData")
        self.data_end = match.end() if self.empty_data else scan.find(b">", self.data_close) + 1

    @cached_property
    def rows(self) -> list[_Row]:
        """All rows by number; they must rise."""
        rows: list[_Row] = []
        last = 0
        for match in self._row_tag.finditer(self.doc.scan, self.data_open_end, self.data_close):
            given = _R.search(match[1])
            number = int(given[2]) if given else last + 1
            if number <= last:
                raise damaged(f"第 {number} 行重复或次序颠倒")
            rows.append(_Row(number, match.start(), match.end()))
            last = number
        return rows

    @cached_property
    def head(self) -> list[Node]:
        """Elements before the data."""
        return list(self.doc.elements(self.doc.root_open_end, self.data_start))

    @cached_property
    def tail(self) -> list[Node]:
        """Elements after the data."""
        return list(self.doc.elements(self.data_end, self.doc.root.close))

    def tail_node(self, name: str) -> Node | None:
        """An element after the data by its name."""
        return next((node for node in self.tail if node.local == name), None)

    @cached_property
    def merged(self) -> list[Range]:
        """Merged ranges."""
        node = self.tail_node("mergeCells")
        return [Range.parse(n.attrs["ref"]) for n in node.children() if n.attrs.get("ref")] if node else []

    @cached_property
    def protected(self) -> bool:
        """Whether the sheet is protected."""
        node = self.tail_node("sheetProtection")
        return node is not None and node.attrs.get("sheet") in ("1", "true")

    @cached_property
    def arrays(self) -> list[Range]:
        """Areas of array formulas and data tables that span several cells."""
        body = self.doc.scan
        if b"array" not in body and b"dataTable" not in body:
            return []
        areas = []
        pattern = rb"<" + re.escape(self.doc.prefix) + rb"f(\s[^>]*)>"
        for match in re.finditer(pattern, body[self.data_open_end : self.data_close]):
            given = attributes(b"<f" + match[1].removesuffix(b"/") + b">")
            if given.get("t") in ("array", "dataTable") and ":" in given.get("ref", ""):
                area = Range.parse(given["ref"])
                if area[:2] != area[2:]:
                    areas.append(area)
        return areas

    def find(self, cell: Cell) -> Found:
        """Where a cell lies, or would lie."""
        if cell not in self._found:
            index = bisect_left(self.rows, cell.row, key=lambda row: row.number)
            if index < len(self.rows) and self.rows[index].number == cell.row:
                self._read_row(index, cell)
            else:
                at = self.rows[index].start if index < len(self.rows) else self.data_close
                self._found[cell] = Found(at, at, b"", b"", self._default_style(cell, None), None)
        return self._found[cell]

    def _row_end(self, index: int) -> int:
        row = self.rows[index]
        if self.doc.scan[row.open_end - 2 : row.open_end] == b"/>":
            return row.open_end
        limit = self.rows[index + 1].start if index + 1 < len(self.rows) else self.data_close
        return self.doc.scan.rfind(b"</" + self.doc.prefix + b"row", row.open_end, limit)

    def _read_row(self, index: int, wanted: Cell) -> None:
        """Find a cell inside its row; cells without an address follow their left neighbour."""
        row, end = self.rows[index], self._row_end(index)
        scan, body, p = self.doc.scan, self.doc.body, self.doc.prefix
        col, insert_at = 0, end
        for match in self._cell_tag.finditer(scan, row.open_end, end):
            given = _R.search(match[1])
            col = column_number(given[1].decode()) if given else col + 1
            if col < wanted.col:
                continue
            if col > wanted.col:
                insert_at = match.start()
                break
            if match[2]:
                close = stop = match.end()
            else:
                close = scan.find(b"</" + p + b"c>", match.end(), end)
                stop = close + len(p) + 4
            style = _S.search(match[1])
            tag, inner = body[match.start() : match.end()], body[match.end() : close]
            number = int(style[1]) if style else 0
            self._found[wanted] = Found(match.start(), stop, tag, inner, number, row)
            return
        style_number = self._default_style(wanted, row)
        self._found[wanted] = Found(insert_at, insert_at, b"", b"", style_number, row)

    def _default_style(self, cell: Cell, row: _Row | None) -> int:
        """What a cell not written yet looks like: its row's style, else its column's."""
        if row:
            given = attributes(self.doc.body[row.start : row.open_end])
            if given.get("customFormat") in ("1", "true"):
                return int(given.get("s", "0"))
        cols = next((node for node in self.head if node.local == "cols"), None)
        for node in cols.children() if cols else ():
            given = node.attrs
            if int(given.get("min", "0")) <= cell.col <= int(given.get("max", "0")):
                return int(given.get("style", "0"))
        return 0

    def content(self, cell: Cell) -> Content | None:
        """What a cell holds now, changes included; None for a blank one."""
        change = self.changes.get(cell)
        if change and not isinstance(change.content, _Unset):
            return change.content
        found = self.find(cell)
        return self._read_content(cell, found) if found.tag else None

    def style(self, cell: Cell) -> int:
        """The style index of a cell, changes included."""
        change = self.changes.get(cell)
        return change.style if change and change.style is not None else self.find(cell).style

    def _read_content(self, cell: Cell, found: Found) -> Content | None:
        kind = _T.search(found.tag)
        nodes = (
            {node.local: node for node in Doc(b"<c>" + found.inner + b"</c>").root.children()}
            if found.inner
            else {}
        )
        value: Scalar = None
        if "is" in nodes:
            value = string_of(nodes["is"].inner)
        elif "v" in nodes:
            value = self._value(kind[1] if kind else b"n", nodes["v"].text)
        if "f" not in nodes:
            return Content(value) if value is not None else None
        given = nodes["f"].attrs
        text = nodes["f"].text
        if given.get("t") == "shared" and not text:
            text = self._shared_text(cell, given.get("si", ""))
        return Content(value, f"={text}", given.get("t") == "array")

    def _shared_text(self, cell: Cell, group: str) -> str:
        """The formula of a cell that shares another's, written out for its own place."""
        from openpyxl.formula.translate import Translator  # only workbooks with shared formulas pay for it

        pattern = rb"<" + re.escape(self.doc.prefix) + rb"f(\s[^>]*?)>([^<]+)<"
        for match in re.finditer(pattern, self.doc.scan[: self.data_close]):
            given = attributes(b"<f" + match[1] + b">")
            if given.get("t") == "shared" and given.get("si") == group:
                origin = given.get("ref", "A1").split(":")[0]
                head = self.doc.scan.rfind(b"<" + self.doc.prefix + b"c ", 0, match.start())
                own = _R.search(self.doc.scan[head : match.start()])
                origin = (own[1] + own[2]).decode() if own and own[1] else origin
                return str(
                    Translator("=" + unescape(match[2]), origin).translate_formula(cell.a1)
                ).removeprefix("=")
        raise damaged(f"{cell.a1} 的共享公式没有原文")

    def _value(self, kind: bytes, text: str) -> Scalar:
        if kind == b"s":
            return (
                string_of(self._strings[int(text)])
                if text.strip().isdigit() and int(text) < len(self._strings)
                else None
            )
        if kind == b"b":
            return text.strip() in ("1", "true")
        if kind in (b"str", b"e", b"d", b"inlineStr"):
            return from_xstring(text)
        try:
            return float(text)
        except ValueError:
            return text

    def shared_master(self, cell: Cell) -> bool:
        """Whether a cell holds the text of a formula that others share."""
        inner = self.find(cell).inner
        match = re.search(rb"<(?:[\w.-]+:)?f(\s[^>]*)>", inner)
        return bool(match) and b"shared" in match[1] and b"ref" in match[1]  # type: ignore[index]

    def has_formula(self, cell: Cell) -> bool:
        """Whether the part has a formula in a cell (changes not counted)."""
        return re.search(rb"<(?:[\w.-]+:)?f[\s/>]", self.find(cell).inner) is not None

    # ---- writing

    def change(self, cell: Cell) -> Change:
        """The change of a cell, to be filled in."""
        return self.changes.setdefault(cell, Change())

    def render(self, splices: Splices | None = None) -> bytes:
        """The part with all changes, proved well-formed where it was touched."""
        splices = splices or Splices(self.doc.body)
        new_rows: dict[int, list[tuple[Cell, bytes]]] = {}
        grown: dict[_Row, list[tuple[Cell, bytes]]] = {}
        for cell in sorted(self.changes):
            found, change = self.find(cell), self.changes[cell]
            raw = self._cell_xml(cell, found, change)
            check(b"<r%s>%s</r>" % (self._namespaces(), raw))
            if found.row is None:
                new_rows.setdefault(cell.row, []).append((cell, raw))
            elif found.tag:
                splices.replace(found.start, found.end, raw)
            else:
                grown.setdefault(found.row, []).append((cell, raw))
        for row, cells in grown.items():
            self._grow_row(splices, row, cells)
        self._add_rows(splices, new_rows)
        self._widen_dimension(splices)
        return splices.render()

    def _namespaces(self) -> bytes:
        found = re.findall(rb"""\sxmlns:?[\w.-]*\s*=\s*(?:"[^"]*"|'[^']*')""", self.doc.root_tag)
        return b"".join(found)

    def _cell_xml(self, cell: Cell, found: Found, change: Change) -> bytes:
        p = self.doc.prefix
        tag = found.tag or b'<%sc r="%s"/>' % (p, cell.a1.encode())
        inner, empty = found.inner, not found.inner
        if change.style is not None or (not found.tag and found.style):
            number = found.style if change.style is None else change.style
            tag = with_attribute(tag, "s", str(number) if number else None)
        if not isinstance(change.content, _Unset):
            for name in ("t", "cm", "vm"):
                tag = with_attribute(tag, name, None)
            kind, inner = content_xml(change.content, p, cell)
            if kind:
                tag = with_attribute(tag, "t", kind)
            empty = not inner
        bare = tag.removesuffix(b"/>").removesuffix(b">").rstrip()
        return bare + b"/>" if empty else bare + b">" + inner + b"</" + p + b"c>"

    def _grow_row(self, splices: Splices, row: _Row, cells: list[tuple[Cell, bytes]]) -> None:
        """Put new cells into a row that exists; a self-closed row is opened, spans are widened."""
        tag = self.doc.body[row.start : row.open_end]
        spans = re.search(rb"""\sspans\s*=\s*["'](\d+):(\d+)["']""", tag)
        new_tag = tag
        if spans:
            low = min(int(spans[1]), *(cell.col for cell, _ in cells))
            high = max(int(spans[2]), *(cell.col for cell, _ in cells))
            if (low, high) != (int(spans[1]), int(spans[2])):
                new_tag = with_attribute(tag, "spans", f"{low}:{high}")
        if tag.endswith(b"/>"):
            raw = b"".join(raw for _, raw in cells)
            opened = new_tag.removesuffix(b"/>").rstrip() + b">"
            splices.replace(row.start, row.open_end, opened + raw + b"</" + self.doc.prefix + b"row>")
            return
        if new_tag != tag:
            splices.replace(row.start, row.open_end, new_tag)
        for cell, raw in cells:
            at = self._found[cell].start
            splices.replace(at, at, raw)

    def _add_rows(self, splices: Splices, rows: dict[int, list[tuple[Cell, bytes]]]) -> None:
        p = self.doc.prefix
        made = {
            number: b'<%srow r="%d">%s</%srow>' % (p, number, b"".join(raw for _, raw in cells), p)
            for number, cells in sorted(rows.items())
        }
        if made and self.empty_data:
            tag = self.doc.body[self.data_start : self.data_open_end].removesuffix(b"/>").rstrip() + b">"
            whole = tag + b"".join(made.values()) + b"</" + p + b"sheetData>"
            splices.replace(self.data_start, self.data_end, whole)
            return
        for number, raw in made.items():
            at = self._found[rows[number][0][0]].start
            splices.replace(at, at, raw)

    def _widen_dimension(self, splices: Splices) -> None:
        node = next((node for node in self.head if node.local == "dimension"), None)
        written = [cell for cell in self.changes if not self._found[cell].tag]
        if (
            node is None
            or not written
            or not re.fullmatch(r"[A-Z]+[1-9]\d*(:[A-Z]+[1-9]\d*)?", node.attrs.get("ref", ""))
        ):
            return
        box = Range.parse(node.attrs["ref"])
        wide = _around(box, written)
        if wide != box:
            splices.replace(node.start, node.open_end, with_attribute(node.tag, "ref", wide.a1))


def _around(box: Range, cells: Iterable[Cell]) -> Range:
    rows, cols = [c.row for c in cells], [c.col for c in cells]
    return Range(min(box.top, *rows), min(box.left, *cols), max(box.bottom, *rows), max(box.right, *cols))


def string_of(inner: bytes) -> str:
    """The text of a shared or inline string: its runs joined, phonetic hints left out."""
    inner = re.sub(rb"<(?:[\w.-]+:)?rPh[\s>].*?</(?:[\w.-]+:)?rPh>", b"", inner, flags=re.S)
    texts = re.findall(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?(?:/>|>(.*?)</(?:[\w.-]+:)?t>)", inner, re.S)
    return from_xstring("".join(text_of(text) for text in texts))


def content_xml(content: Content | None, p: bytes, cell: Cell | None = None) -> tuple[str | None, bytes]:
    """(cell type, inner XML) of a content. Text is written inline, so that no string table is touched."""
    if content is None or (content.value is None and content.formula is None):
        return None, b""
    value, formula = content.value, b""
    if content.formula is not None:
        kind = b' t="array" ref="%s"' % cell.a1.encode() if content.array and cell else b""
        formula = b"<%sf%s>%s</%sf>" % (p, kind, escape_text(content.formula.removeprefix("=")), p)
    if isinstance(value, bool):
        return "b", formula + b"<%sv>%d</%sv>" % (p, value, p)
    if isinstance(value, int | float):
        return None, formula + b"<%sv>%s</%sv>" % (p, repr(float(value)).removesuffix(".0").encode(), p)
    if value is None:
        return None, formula
    text = escape_text(value[:MAX_TEXT])
    if content.formula is not None:
        return "str", formula + b"<%sv>%s</%sv>" % (p, text, p)
    return "inlineStr", b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (p, p, text, p, p)


def shared_strings(data: bytes) -> list[bytes]:
    """The inner XML of each entry of a shared string table."""
    return [
        inner or b""
        for inner in re.findall(rb"<(?:[\w.-]+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:[\w.-]+:)?si>)", data, re.S)
    ]


__all__ = ["Change", "Found", "SheetPart", "content_xml", "shared_strings", "string_of", "unescape"]
