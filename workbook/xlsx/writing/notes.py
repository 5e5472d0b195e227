"""The notes of one sheet: the comments part, and with it the boxes Excel draws (`boxes`).

A user's own note stays as it is: ours is appended as a run of its own below a line that marks it (`NOTE_MARK`), and
taken away alone. Cells with threaded comments are refused, since Excel would overwrite what we add.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from workbook.edits import NOTE_MARK
from workbook.host import Refused
from workbook.host_rules import refuse_long, shaped, with_ours
from workbook.model import Cell
from workbook.xlsx.writing import parts
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.boxes import EMPTY, Boxes, blocks, lines_of, place
from workbook.xlsx.writing.cellxml import string_of
from workbook.xlsx.writing.furniture import drawing_id, may_name_drawing, set_drawing
from workbook.xlsx.writing.sheetpart import SheetPart
from workbook.xlsx.writing.xml import (
    HEAD,
    Doc,
    Node,
    Splices,
    attributes,
    check_fragment,
    damaged,
    main_of,
    opened,
    with_attribute,
    with_prefix,
)
from workbook.xlsx.writing.xmltext import escape_text

AUTHOR: Final = "contestbook"
RECORD: Final = {
    "text": str,  # the whole text, for people and other hosts
    "comment": str,  # its element
    "author": str,  # its author's name
    "shape": str | None,  # its box
    "ours": bool,  # of another host: whether all of it is our own
    "strip": str,  # alone: take only our part of the note away
}
"""The record of a note."""
_AUTHOR_ID = re.compile(rb"""^<[^>]*?\sauthorId\s*=\s*["'](\d+)""")


class Notes:
    """The notes of a sheet, edited in memory until `render`."""

    def __init__(self, archive: Archive, sheet: str, part: SheetPart, folder: str) -> None:
        self._archive, self._sheet, self._part, self._folder = archive, sheet, part, folder
        self._name = parts.related(archive, sheet, "comments")
        self._doc = self._open()
        self.p = self._doc.prefix
        self._comments = {self._cell(node): node.raw for node in self._listed.children()}
        self._before = dict(self._comments)
        authors = self._doc.root.child("authors")
        self._authors = [from_author(node) for node in authors.children()] if authors else []
        self._box_name = self._drawing()
        self._boxes = Boxes(archive.get(self._box_name)) if self._box_name else None

    def _open(self) -> Doc:
        if self._name:
            return Doc(self._archive.get(self._name))
        main = main_of(self._part.doc.strict)
        return Doc(b'%s<comments xmlns="%s"><authors/><commentList/></comments>' % (HEAD, main))

    @property
    def _listed(self) -> Node:
        node = self._doc.root.child("commentList")
        if node is None:
            raise damaged("批注部分没有列表")
        return node

    @staticmethod
    def _cell(node: Node) -> Cell:
        try:
            return Cell.parse(node.attrs.get("ref", ""))
        except ValueError as problem:
            raise damaged("批注没有指明单元格") from problem

    def _drawing(self) -> str | None:
        """The VML drawing that the sheet names for its notes (it may have others, for headers)."""
        key = drawing_id(self._part)
        if key is None:
            return None
        for relation in parts.relations(self._archive, self._sheet):
            if relation.id == key and relation.target in self._archive:
                return relation.target
        raise damaged("工作表指向的批注图形不存在")

    # ---- reading

    def text(self, cell: Cell) -> str | None:
        """The whole text of a cell's note."""
        raw = self._comments.get(cell)
        return string_of(raw) if raw is not None else None

    def record(self, cell: Cell) -> dict[str, Any] | None:
        """A note as it can be put back: its text, its element, its author's name and its box."""
        raw = self._comments.get(cell)
        if raw is None:
            return None
        number = attributes(raw[: raw.index(b">") + 1]).get("authorId", "0")
        name = self._authors[int(number)] if number.isdigit() and int(number) < len(self._authors) else ""
        shape = self._boxes.get(cell) if self._boxes else None
        return {"text": string_of(raw), "comment": raw.decode("utf-8"), "author": name, "shape": shape}

    def _refuse(self, cell: Cell) -> None:
        """Refuse to write a note where its box cannot be named, or where Excel would write over it."""
        if not self._may_name_drawing:
            raise Refused("EDIT_LATER", "在严格格式（Strict）的工作表里加批注")
        if cell.a1 in self._threaded:
            raise Refused("EDIT_THREADED", cell.a1)

    @cached_property
    def _may_name_drawing(self) -> bool:
        return may_name_drawing(self._part)

    @cached_property
    def _threaded(self) -> set[str | None]:
        """The cells with threaded comments."""
        threads = (r for r in parts.relations(self._archive, self._sheet) if r.kind == "threadedComment")
        docs = [Doc(self._archive.get(r.target)) for r in threads if r.target in self._archive]
        return {node.attrs.get("ref") for doc in docs for node in doc.root.children()}

    # ---- changing

    def add(self, cell: Cell, text: str) -> None:
        """Put our note at a cell, below the user's own if there is one."""
        self._refuse(cell)
        old = self._comments.get(cell)
        if old is None:
            self._add_alone(cell, text)
            return
        before = string_of(old)
        ours = self.record(cell)
        whole = with_ours(before, ours is not None and ours["author"] == AUTHOR, text)
        added = whole.removeprefix(before)
        refuse_long(whole, f"{cell.a1} 的批注加上提示")
        self._comments[cell] = _append_run(old, self._run(added))
        if self._boxes:
            self._boxes.grow(cell, lines_of(whole) + 1)

    def _add_alone(self, cell: Cell, text: str) -> None:
        refuse_long(text, f"{cell.a1} 的批注")
        self._write(cell, text, AUTHOR)

    def _write(self, cell: Cell, text: str, author: str) -> None:
        """A note of one run."""
        p = self.p
        self._comments[cell] = b'<%scomment ref="%s" authorId="%d"><%stext>%s</%stext></%scomment>' % (
            p, cell.a1.encode(), self._author(author), p, self._run(text), p, p,
        )  # fmt: skip
        self._box(cell, text)

    def _run(self, text: str) -> bytes:
        return b'<%sr><%st xml:space="preserve">%s</%st></%sr>' % (
            self.p,
            self.p,
            escape_text(text),
            self.p,
            self.p,
        )

    def _box(self, cell: Cell, text: str) -> None:
        """Give a note a box of ours unless it has one."""
        if self._boxes is None:
            self._boxes = Boxes(EMPTY % self._free_block())
        if self._boxes.get(cell) is None:
            self._boxes.add(cell, *place(self._part, cell, lines_of(text)))

    def _author(self, name: str) -> int:
        if name not in self._authors:
            self._authors.append(name)
        return self._authors.index(name)

    def put_back(self, cell: Cell, record: Mapping[str, Any] | None) -> None:
        """Restore a note from its record; None: no note. {"strip": text}: take only our part of it away."""
        if cell in self._comments:
            self._refuse(cell)
        if record is not None:
            shaped(record, RECORD)
        if record is None or ("strip" in record and self._is_ours(cell)):
            self._comments.pop(cell, None)
            if self._boxes:
                self._boxes.remove(cell)
        elif "strip" in record:
            if cell in self._comments:
                self._comments[cell] = _without_ours(self._comments[cell])
        else:
            self._put_record(cell, record)

    def _is_ours(self, cell: Cell) -> bool:
        record = self.record(cell)
        return record is not None and record["author"] == AUTHOR and NOTE_MARK not in record["text"]

    def _put_record(self, cell: Cell, record: Mapping[str, Any]) -> None:
        if (
            "comment" not in record and "text" in record
        ):  # of another host, which knows the text and whose it is
            self._write(cell, record["text"], AUTHOR if record.get("ours") is True else "")
            return
        shaped(record, RECORD, ("comment", "author"))
        raw = record["comment"].encode("utf-8")
        check_fragment(raw, "comment")
        raw = with_prefix(raw, self.p)
        if record.get("shape"):  # proved first: a record is put back whole or not at all
            if self._boxes is None:
                self._boxes = Boxes(EMPTY % self._free_block())
            self._boxes.put(cell, record["shape"])
        elif "shape" not in record:  # of another host; None: it had no box
            self._box(cell, string_of(raw))
        end = raw.index(b">") + 1
        tag = with_attribute(raw[:end], "authorId", str(self._author(record["author"])))
        self._comments[cell] = with_attribute(tag, "ref", cell.a1) + raw[end:]

    # ---- writing

    def render(self, splices: Splices) -> None:
        """Stage the parts; let the sheet name its drawing of boxes."""
        if self._comments != self._before:
            self._write_comments()
        if self._boxes is not None and self._boxes.changed:
            self._write_boxes(self._boxes, splices)

    def _write_comments(self) -> None:
        if not self._comments and self._name:
            self._drop(self._name)
        elif self._comments:
            if self._name is None:
                self._name = parts.free_name(self._archive, self._folder + "/comments{}.xml")
                parts.relate(self._archive, self._sheet, "comments", self._name, self._part.doc.strict)
                parts.set_type(self._archive, self._name, parts.COMMENTS_TYPE)
            parts.save_part(self._archive, self._name, self._doc, self._body())

    def _write_boxes(self, boxes: Boxes, splices: Splices) -> None:
        if boxes.empty:
            if self._box_name:
                self._drop(self._box_name)
                set_drawing(self._part, splices, None)
        elif self._box_name:
            self._archive.put(self._box_name, boxes.render())
        else:
            name = parts.free_name(self._archive, self._folder + "/drawings/vmlDrawing{}.vml")
            parts.set_default_type(self._archive, "vml", parts.VML_TYPE)
            self._archive.put(name, boxes.render())
            key = parts.relate(self._archive, self._sheet, "vmlDrawing", name, self._part.doc.strict)
            set_drawing(self._part, splices, key)

    def _drop(self, name: str) -> None:
        parts.unrelate_part(self._archive, self._sheet, name)
        parts.drop_part(self._archive, name)

    def _body(self) -> bytes:
        """The comments part: unchanged notes stay where they are, new ones follow."""
        doc, p = self._doc, self.p
        splices = Splices(doc.body)
        listed = self._listed
        kept = {self._cell(node): node for node in listed.children()}
        for cell, node in kept.items():
            if self._comments.get(cell) != node.raw:
                splices.replace(node.start, node.end, self._comments.get(cell, b""))
        new = b"".join(raw for cell, raw in self._comments.items() if cell not in kept)
        if listed.empty:
            splices.replace(listed.start, listed.end, opened(listed.tag) + new + b"</%scommentList>" % p)
        else:
            splices.replace(listed.close, listed.close, new)
        self._splice_authors(splices)
        return splices.render()

    def _splice_authors(self, splices: Splices) -> None:
        """Add new authors; take ours away where it is last and no note is ours any more."""
        node = self._doc.root.child("authors")
        if node is None:
            raise damaged("批注部分没有作者表")
        p, used = self.p, {int(n) for raw in self._comments.values() for n in _AUTHOR_ID.findall(raw[:500])}
        names = node.children()
        new = b"".join(
            b"<%sauthor>%s</%sauthor>" % (p, escape_text(name), p)
            for number, name in enumerate(self._authors)
            if number >= len(names) and max(used, default=0) >= number
        )
        if node.empty:
            splices.replace(node.start, node.end, opened(node.tag) + new + b"</%sauthors>" % p)
        elif new:
            splices.replace(node.close, node.close, new)
        elif names and from_author(names[-1]) == AUTHOR and len(names) - 1 not in used:
            splices.replace(names[-1].start, names[-1].end, b"")

    def _free_block(self) -> int:
        """A block of shape numbers no other drawing of the workbook uses."""
        taken = {0}
        for name in self._archive.names():
            if name.endswith(".vml"):
                taken.update(blocks(self._archive.get(name)))
        return max(taken) + 1


def from_author(node: Node) -> str:
    """The name an author element holds."""
    return string_of(b"<t>" + node.inner + b"</t>")


def _append_run(comment: bytes, run: bytes) -> bytes:
    """A comment with a run after its others. A bare text becomes a run, Excel takes only one or the other."""
    doc = Doc(comment)
    node = doc.root.child("text")
    if node is None:
        raise damaged("批注没有文字")
    if node.empty:
        return comment[: node.start] + opened(node.tag) + run + b"</" + node.name + b">" + comment[node.end :]
    splices = Splices(comment)
    at = node.close
    for child in node.children():
        if child.local == "t":
            name = child.name[: -len(b"t")] + b"r"
            splices.replace(child.start, child.end, b"<%s>%s</%s>" % (name, child.raw, name))
        elif child.local in ("rPh", "phoneticPr"):
            at = min(at, child.start)
    splices.replace(at, at, run)
    return splices.render()


def _without_ours(comment: bytes) -> bytes:
    """The comment without what stands below our line, the line itself and the break before it."""
    node = Doc(comment).root.child("text")
    mark = escape_text(NOTE_MARK)
    if node is None or mark not in node.inner:
        return comment
    splices = Splices(comment)
    found = False
    for child in node.children():
        if found and child.local in ("r", "t"):
            splices.replace(child.start, child.end, b"")
        elif not found and mark in child.raw:
            found = True
            splices.replace(child.start, child.end, _cut_at(child, mark))
    return splices.render()


def _cut_at(run: Node, mark: bytes) -> bytes:
    """A run up to our line; nothing when it holds no text of the user."""
    at = run.raw.index(mark)
    text_start = run.raw.rindex(b">", 0, at) + 1
    own = run.raw[text_start:at].removesuffix(b"\n").removesuffix(b"\r").removesuffix(b"_x000D_")
    if not own:
        return b""
    text_end = run.raw.index(b"<", at)
    return run.raw[:text_start] + own + run.raw[text_end:]
