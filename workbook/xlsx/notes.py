"""Notes of one sheet: the comments part, and the VML drawing in which Excel keeps their boxes.

A user's own note stays as it is: ours is appended as a run of its own below a line that marks it, and taken away
alone. Cells with threaded comments are refused, since Excel would overwrite what we add.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from workbook.edits import NOTE_MARK
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx import parts
from workbook.xlsx.archive import Archive
from workbook.xlsx.cells import string_of
from workbook.xlsx.xml import MAX_TEXT, Doc, Node, check_fragment, damaged, escape_text

_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AUTHOR: Final = b"contestbook"
_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_EMPTY_VML: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/>'
    b"</o:shapelayout></xml>"
)
_NAMESPACES: Final = (
    (b"v", b"urn:schemas-microsoft-com:vml"),
    (b"o", b"urn:schemas-microsoft-com:office:office"),
    (b"x", b"urn:schemas-microsoft-com:office:excel"),
)
_SHAPE_TYPE: Final = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE: Final = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    b'width:260pt;height:%dpt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    b'<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    b'<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    b"<x:Anchor>%d, 15, %d, 2, %d, 40, %d, 10</x:Anchor><x:AutoFill>False</x:AutoFill>"
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
_SHAPES = re.compile(rb"<(?:\w+:)?shape\s.*?</(?:\w+:)?shape>", re.S)


class Drawing(NamedTuple):
    """What becomes of the sheet's legacyDrawing: the id of a new one, or gone, or (as is) neither."""

    id: str | None = None
    gone: bool = False


class Notes:
    """The notes of a sheet, edited in memory until `render`."""

    def __init__(self, archive: Archive, sheet: str, drawing: str | None) -> None:
        """`drawing` is the relationship id in the sheet's legacyDrawing; headers may have a drawing of their own."""
        self._archive, self._sheet, self._drawing = archive, sheet, drawing
        self._part = parts.related(archive, sheet, "comments")
        self._doc = Doc(archive.get(self._part)) if self._part else None
        self._comments: dict[Cell, bytes] = {}
        if self._doc:
            for node in self._list(self._doc).children():
                self._comments[Cell.parse(node.attrs.get("ref", ""))] = node.raw
        self._before = dict(self._comments)
        self._shapes: dict[Cell, bytes] = {}
        self._new_author = False
        self._threaded = self._threaded_cells()

    @staticmethod
    def _list(doc: Doc) -> Node:
        node = doc.root.child("commentList")
        if node is None:
            raise damaged("批注部分没有列表")
        return node

    def _threaded_cells(self) -> frozenset[str]:
        found: set[str] = set()
        for relation in parts.relations(self._archive, self._sheet):
            if relation.kind == "threadedComment" and relation.target in self._archive:
                refs = re.findall(rb'\sref\s*=\s*["\']([A-Z]+\d+)', self._archive.get(relation.target))
                found.update(ref.decode() for ref in refs)
        return frozenset(found)

    @property
    def _p(self) -> bytes:
        return self._doc.prefix if self._doc else b""

    def text(self, cell: Cell) -> str | None:
        """The whole text of a cell's note."""
        raw = self._comments.get(cell)
        return string_of(raw) if raw is not None else None

    def record(self, cell: Cell) -> dict[str, Any] | None:
        """A note as it can be put back: its text, its element and its box."""
        raw = self._comments.get(cell)
        if raw is None:
            return None
        author = Doc(raw).root.attrs.get("authorId", "0")
        names = self._authors()
        name = names[int(author)] if author.isdigit() and int(author) < len(names) else ""
        shape = self._shapes.get(cell) or self._old_shape(cell)
        return {
            "text": string_of(raw),
            "comment": raw.decode(),
            "author": name,
            "shape": shape.decode("utf-8", "replace") if shape else None,
        }

    def _authors(self) -> list[str]:
        node = self._doc.root.child("authors") if self._doc else None
        return [child.text for child in node.children()] if node else []

    def add(self, cell: Cell, text: str) -> None:
        """Put our note at a cell, below the user's own if there is one."""
        if cell.a1 in self._threaded:
            raise Refused("EDIT_THREADED", cell.a1)
        old = self._comments.get(cell)
        p = self._p
        if old is None:
            body = b'<%sr><%st xml:space="preserve">%s</%st></%sr>' % (
                p,
                p,
                escape_text(text[:MAX_TEXT]),
                p,
                p,
            )
            author = self._our_author()
            self._comments[cell] = b'<%scomment ref="%s" authorId="%d"><%stext>%s</%stext></%scomment>' % (
                p,
                cell.a1.encode(),
                author,
                p,
                body,
                p,
                p,
            )
            self._shapes[cell] = b""
            return
        ours = f"\n{NOTE_MARK}\n{text}"
        if len(string_of(old)) + len(ours) > MAX_TEXT:
            ours = ours[: max(MAX_TEXT - len(string_of(old)), 0)]
        run = b'<%sr><%st xml:space="preserve">%s</%st></%sr>' % (p, p, escape_text(ours), p, p)
        self._comments[cell] = _append_run(old, run)

    def _our_author(self) -> int:
        names = self._authors()
        if _AUTHOR.decode() in names:
            return names.index(_AUTHOR.decode())
        self._new_author = True
        return len(names)

    def put_back(self, cell: Cell, record: Mapping[str, Any] | None) -> None:
        """Restore a note from its record; None: no note. {"strip": text}: take only that text of ours away."""
        if record is None:
            self._comments.pop(cell, None)
            self._shapes.pop(cell, None)
        elif "strip" in record:
            self._comments[cell] = _without_ours(self._comments[cell])
        else:
            raw = str(record.get("comment", "")).encode()
            check_fragment(raw, "comment")
            self._comments[cell] = raw
            if cell not in self._before:
                self._shapes[cell] = str(record.get("shape") or "").encode()

    # ---- writing

    def render(self) -> Drawing:
        """Stage the parts. Answers whether the sheet must name a new drawing of boxes, or no longer name one."""
        if self._comments == self._before:
            return Drawing()
        added = [cell for cell in self._comments if cell not in self._before]
        removed = [cell for cell in self._before if cell not in self._comments]
        if self._doc is None:
            self._create()
        assert self._doc is not None  # made just above if it was missing
        assert self._part is not None  # the same
        if not self._comments:
            self._drop_part()
        else:
            parts.save_part(self._archive, self._part, self._doc, self._body())
        return self._boxes(added, removed)

    def _create(self) -> None:
        self._part = parts.free_name(self._archive, "/xl/comments{}.xml")
        text = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="%s">'
        text += b"<authors/><commentList/></comments>"
        self._doc = Doc(text % _MAIN)
        self._archive.put(self._part, self._doc.body)
        parts.relate(self._archive, self._sheet, "comments", self._part)
        parts.set_type(self._archive, self._part, _COMMENTS_TYPE)

    def _drop_part(self) -> None:
        assert self._part is not None  # only called with a part
        for relation in parts.relations(self._archive, self._sheet):
            if relation.kind == "comments":
                parts.unrelate(self._archive, self._sheet, relation.id)
        parts.drop_part(self._archive, self._part)

    def _body(self) -> bytes:
        """The comments part: unchanged notes stay where they are, new ones follow."""
        doc, p = self._doc, self._p
        assert doc is not None  # see render
        listed = self._list(doc)
        kept = []
        seen = set()
        for node in listed.children():
            cell = Cell.parse(node.attrs.get("ref", ""))
            seen.add(cell)
            if cell in self._comments:
                kept.append(self._comments[cell])
        kept += [raw for cell, raw in self._comments.items() if cell not in seen]
        block = b"<%scommentList>%s</%scommentList>" % (p, b"".join(kept), p)
        body = doc.body[: listed.start] + block + doc.body[listed.end :]
        authors = doc.root.child("authors")
        if authors is None:
            return body
        inner = self._authors_now(authors, block)
        if inner == authors.inner:
            return body
        whole = b"<%sauthors>%s</%sauthors>" % (p, inner, p)
        return body[: authors.start] + whole + body[authors.end :]

    def _authors_now(self, authors: Node, comments: bytes) -> bytes:
        """The authors with us added, or taken away again where we are last and no note is ours."""
        p, names = self._p, authors.children()
        used = {int(n) for n in re.findall(rb"""\sauthorId\s*=\s*["'](\d+)""", comments)}
        if self._new_author and len(names) in used:
            return authors.inner + b"<%sauthor>%s</%sauthor>" % (p, _AUTHOR, p)
        if names and names[-1].text == _AUTHOR.decode() and len(names) - 1 not in used:
            return authors.doc.body[authors.open_end : names[-1].start]
        return authors.inner

    # ---- boxes

    def _vml(self) -> tuple[str | None, bytes]:
        relations = parts.relations(self._archive, self._sheet)
        part = next((r.target for r in relations if self._drawing and r.id == self._drawing), None)
        return part, self._archive.get(part) if part else b""

    def _old_shape(self, cell: Cell) -> bytes | None:
        return next((m[0] for m in _SHAPES.finditer(self._vml()[1]) if _cell_of(m[0]) == cell), None)

    def _boxes(self, added: list[Cell], removed: list[Cell]) -> Drawing:
        """Add and remove boxes in the VML drawing; one that is left without any is taken away."""
        part, vml = self._vml()
        new_id = None
        if part is None:
            if not added:
                return Drawing()
            part = parts.free_name(self._archive, "/xl/drawings/vmlDrawing{}.vml")
            vml = _EMPTY_VML % self._free_block()
            parts.set_default_type(self._archive, "vml", _VML_TYPE)
            self._archive.put(part, vml)
            new_id = parts.relate(self._archive, self._sheet, "vmlDrawing", part)
        if removed:
            vml = _SHAPES.sub(lambda m: b"" if _cell_of(m[0]) in removed else m[0], vml)
            if b'"#_x0000_t202"' not in vml:
                vml = vml.replace(_SHAPE_TYPE, b"")
            if not added and not _SHAPES.search(vml):
                return self._drop_drawing(part)
        if added and b'id="_x0000_t202"' not in vml:
            vml = _insert(vml, _SHAPE_TYPE)
        number = self._next_id(vml)
        shapes = []
        for cell in added:
            given = self._shapes.get(cell)
            shapes.append(given or _box(number, cell, self.text(cell) or ""))
            number += 1
        self._archive.put(part, _insert(vml, b"".join(shapes)))
        return Drawing(new_id)

    def _drop_drawing(self, part: str) -> Drawing:
        for relation in parts.relations(self._archive, self._sheet):
            if relation.kind == "vmlDrawing" and relation.target == part:
                parts.unrelate(self._archive, self._sheet, relation.id)
        parts.drop_part(self._archive, part)
        return Drawing(gone=True)

    def _free_block(self) -> int:
        """A block of shape numbers no other drawing of the workbook uses."""
        taken = {0}
        for name in self._archive.names():
            if name.endswith(".vml"):
                for numbers in re.findall(rb"idmap[^>]*?data\s*=\s*[\"']([\d, ]+)", self._archive.get(name)):
                    taken.update(int(n) for n in numbers.replace(b",", b" ").split())
        return max(taken) + 1

    @staticmethod
    def _next_id(vml: bytes) -> int:
        used = [int(n) for n in re.findall(rb"_x0000_s(\d+)", vml)]
        block = re.search(rb"idmap[^>]*?data\s*=\s*[\"'](\d+)", vml)
        return max([*used, 1024 * int(block[1]) if block else 1024]) + 1


def _append_run(comment: bytes, run: bytes) -> bytes:
    node = Doc(comment).root.child("text")
    if node is None:
        raise damaged("批注没有文字")
    if node.empty:
        return (
            comment[: node.start]
            + b"<"
            + node.name
            + b">"
            + run
            + b"</"
            + node.name
            + b">"
            + comment[node.end :]
        )
    return comment[: node.close] + run + comment[node.close :]


def _without_ours(comment: bytes) -> bytes:
    """The comment without the runs from our line on."""
    text = Doc(comment).root.child("text")
    mark = escape_text(NOTE_MARK)
    for node in text.children() if text else ():
        if mark in node.raw:
            assert text is not None  # it has children
            head, _, _ = node.raw.partition(mark)
            at = head.rfind(b">") + 1
            own = head[at:].rstrip(b"\n")
            if not own:
                return comment[: node.start] + comment[text.close :]
            closing = node.raw[node.raw.rfind(b"</", 0, node.raw.rfind(b"</")) :]
            return comment[: node.start] + head[:at] + own + closing + comment[text.close :]
    return comment


def _cell_of(shape: bytes) -> Cell | None:
    row = re.search(rb"<(?:\w+:)?Row>\s*(\d+)", shape)
    col = re.search(rb"<(?:\w+:)?Column>\s*(\d+)", shape)
    return Cell(int(row[1]) + 1, int(col[1]) + 1) if row and col else None


def _box(number: int, cell: Cell, text: str) -> bytes:
    """A hidden box, high enough for its text."""
    lines = sum(1 + len(line) // 21 for line in text.split("\n")) + 1
    height = min(max(lines * 14, 40), 400)
    rows = max(height // 14, 3)
    top = max(cell.row - 2, 0)
    return _SHAPE % (number, height, cell.col, top, cell.col + 4, top + rows, cell.row - 1, cell.col - 1)


def _insert(vml: bytes, new: bytes) -> bytes:
    at = vml.rfind(b"</xml>")
    if at < 0:
        raise damaged("批注的图形部分没有结尾")
    root = vml[: vml.find(b">", vml.find(b"<xml"))]
    if any(b"xmlns:" + prefix not in root for prefix, _ in _NAMESPACES):
        declared = b"".join(b' xmlns:%s="%s"' % pair for pair in _NAMESPACES)
        new = re.sub(rb"<(v:shape|v:shapetype)(?= )", rb"<\1" + declared, new)
    return vml[:at] + new + vml[at:]
