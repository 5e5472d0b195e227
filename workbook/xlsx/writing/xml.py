"""XML of a workbook part as bytes: where elements lie, what attributes say, how text is written.

A user's part is never parsed into a tree and written back: that is how other tools lose things. It is read as
bytes in UTF-8 (`Doc`), elements are found by their offsets (`Node`), and what changes is spliced in. Whatever
was not touched stays byte for byte, also the encoding it came in. How text is escaped stands in `xmltext`.

This module knows XML only; which element means what is left to its callers. `check` is the proof at the end:
what was spliced is parsed once by expat, and a DTD is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from workbook.host import Refused
from workbook.xlsx.writing.xmltext import escape_attribute, text_of, unescape

MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE_STRICT: Final = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
"""How a part of ours begins."""

_TAG = re.compile(rb"<(/?)([A-Za-z_\x80-\xff][^\s/>]*)([^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*)>")
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.S)
_ATTRIBUTE = re.compile(rb"(?<![^\s=\"'/<>])([^\s=\"'/<>]++)\s*+=\s*(?:\"([^\"]*)\"|'([^']*)')")
"""Begins where a name does and gives nothing back: a tag of one long word costs its length, not its square."""
_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._\-]+)[\"']")
_NAME = re.compile(r"[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?")


def damaged(reason: str) -> Refused:
    """The refusal for a file whose XML does not hold together; the reason is for users."""
    return Refused("FILE_DAMAGED", reason)


def main_of(strict: bool) -> bytes:
    """The namespace of a spreadsheet's parts."""
    return MAIN_STRICT if strict else MAIN


def office_of(strict: bool) -> bytes:
    """The namespace of relationship ids, and the beginning of relationship types."""
    return OFFICE_STRICT if strict else OFFICE


# ---- encodings


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a part was encoded, so that it goes back the same way."""

    bom: bytes = b""
    codec: str = "utf-8"


def decode(data: bytes) -> tuple[bytes, Encoding]:
    """The part in UTF-8 without byte order mark, and how it was encoded. Refuses a DTD."""
    encoding = _encoding(data)
    body = data[len(encoding.bom) :] if encoding.bom else data
    if encoding.codec != "utf-8":
        try:
            body = body.decode(encoding.codec).encode("utf-8")
        except (UnicodeError, LookupError) as problem:
            raise damaged("内部文件的文字编码有误") from problem
    first = _TAG.search(body)
    if first is None:
        raise damaged("内部文件不是 XML")
    if b"<!DOCTYPE" in body[: first.start()] or b"<!ENTITY" in body[: first.start()]:
        raise damaged("内部文件含有 DTD 声明")
    return body, encoding


def encode(body: bytes, encoding: Encoding) -> bytes:
    """The part as it was encoded; characters that the encoding lacks become character references."""
    if encoding.codec == "utf-8":
        return encoding.bom + body
    return encoding.bom + body.decode("utf-8").encode(encoding.codec, "xmlcharrefreplace")


def _encoding(data: bytes) -> Encoding:
    if data[:3] == codecs.BOM_UTF8:
        return Encoding(codecs.BOM_UTF8)
    if data[:2] == codecs.BOM_UTF16_LE:
        return Encoding(codecs.BOM_UTF16_LE, "utf-16-le")
    if data[:2] == codecs.BOM_UTF16_BE:
        return Encoding(codecs.BOM_UTF16_BE, "utf-16-be")
    if data[:4] == b"\0<\0?":
        return Encoding(codec="utf-16-be")
    if data[:4] == b"<\0?\0":
        return Encoding(codec="utf-16-le")
    declared = _DECLARED.match(data.lstrip()[:200])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        found = codecs.lookup(name).name
    except LookupError as problem:
        raise damaged(f"不认识的文字编码 {name}") from problem
    return Encoding(codec="utf-8" if found in ("utf-8", "ascii") else found)


# ---- where elements lie


@dataclass(frozen=True, slots=True)
class Node:
    """One element by its offsets; `close` is where its end tag begins (`end` when it is self-closed)."""

    doc: Doc
    name: bytes
    start: int
    open_end: int
    close: int
    end: int

    @property
    def local(self) -> str:
        """The element's name without its prefix."""
        return self.name.rpartition(b":")[2].decode("utf-8", "replace")

    @property
    def tag(self) -> bytes:
        """The start tag."""
        return self.doc.body[self.start : self.open_end]

    @property
    def inner(self) -> bytes:
        """All between the start and the end tag."""
        return self.doc.body[self.open_end : self.close]

    @property
    def raw(self) -> bytes:
        """The whole element."""
        return self.doc.body[self.start : self.end]

    @property
    def empty(self) -> bool:
        """Whether it is written as one self-closed tag."""
        return self.open_end == self.end

    @property
    def attrs(self) -> dict[str, str]:
        """Its attributes, names with their prefix."""
        return attributes(self.tag)

    @property
    def text(self) -> str:
        """Its own character data, entities and CDATA resolved."""
        return text_of(self.inner)

    def children(self) -> list[Node]:
        """Its child elements."""
        return [] if self.empty else list(self.doc.elements(self.open_end, self.close))

    def child(self, local: str) -> Node | None:
        """The first child of that name."""
        return next((node for node in self.children() if node.local == local), None)


class Doc:
    """A part in UTF-8. `scan` is the same text with comments, CDATA and instructions blanked, for searching."""

    def __init__(self, data: bytes) -> None:
        self.body, self.encoding = decode(data)
        self.scan = blanked(self.body) if _hides(self.body) else self.body
        first = _TAG.search(self.scan)
        if first is None:
            raise damaged("内部文件不是 XML")
        self.root_name, self.root_start, self.root_open_end = first[2], first.start(), first.end()

    @property
    def prefix(self) -> bytes:
        """Prefix of the root element, with its colon; the elements of the same namespace carry it too."""
        head, colon, _ = self.root_name.rpartition(b":")
        return head + colon

    @property
    def root_tag(self) -> bytes:
        """The root's start tag."""
        return self.body[self.root_start : self.root_open_end]

    @property
    def strict(self) -> bool:
        """Whether the part is written in the strict namespace."""
        return MAIN_STRICT in self.root_tag

    @property
    def root(self) -> Node:
        """The root element."""
        if self.root_tag.endswith(b"/>"):
            end = self.root_open_end
            return Node(self, self.root_name, self.root_start, end, end, end)
        close = self.scan.rfind(b"</" + self.root_name)
        if close < self.root_open_end:
            raise damaged("内部文件没有结尾")
        return Node(
            self, self.root_name, self.root_start, self.root_open_end, close, self.scan.find(b">", close) + 1
        )

    def elements(self, start: int, end: int) -> Iterator[Node]:
        """The elements that lie directly between two offsets."""
        depth = 0
        opened = (b"", 0, 0)
        for match in _TAG.finditer(self.scan, start, end):
            if match[1]:
                depth -= 1
                if depth == 0:
                    if match[2] != opened[0]:
                        raise damaged("内部文件的标签不成对")
                    yield Node(self, *opened, match.start(), match.end())
                elif depth < 0:
                    raise damaged("内部文件的标签不成对")
            elif match[3].endswith(b"/"):
                if depth == 0:
                    yield Node(self, match[2], match.start(), match.end(), match.end(), match.end())
            else:
                if depth == 0:
                    opened = (match[2], match.start(), match.end())
                depth += 1
        if depth:
            raise damaged("内部文件的标签不成对")

    def encoded(self, body: bytes) -> bytes:
        """A new text of this part in the encoding it came in."""
        return encode(body, self.encoding)


def blanked(body: bytes) -> bytes:
    """A text in which comments, CDATA and instructions are blanks: same length, only the elements left to find."""
    return _HIDDEN.sub(lambda match: b" " * len(match[0]), body)


def _hides(body: bytes) -> bool:
    """Whether anything but the declaration would be blanked. One character is sought first: in XML, that is full of
    "<", it is far quicker than two.
    """
    start = body.find(b"?>") + 2 if body.startswith(b"<?xml") else 0
    return any(body.find(char, start) >= 0 and body.find(b"<" + char, start) >= 0 for char in (b"!", b"?"))


class Splices:
    """Replacements to make in one text, given by offsets of the old text; they must not overlap."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._changes: list[tuple[int, int, bytes]] = []

    def __bool__(self) -> bool:
        return bool(self._changes)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put `new` in place of the old text between two offsets (none, to insert)."""
        self._changes.append((start, end, new))

    def drop(self, start: int) -> None:
        """Forget the replacements that begin at an offset."""
        self._changes = [change for change in self._changes if change[0] != start]

    def render(self, first: int = 0, last: int | None = None) -> bytes:
        """The text with all replacements made, or that of one region of it.

        Insertions at one offset keep their order.
        """
        last = len(self._body) if last is None else last
        old = memoryview(self._body)  # its slices are no copies: a large sheet is copied once
        out: list[bytes | memoryview] = []
        at = first
        for start, end, new in sorted(self._changes, key=lambda change: change[:2]):
            if start < first or end > last:
                continue
            if start < at:
                raise damaged("内部文件里要改的地方互相重叠")
            out += [old[at:start], new]
            at = end
        out.append(old[at:last])
        return b"".join(out)


# ---- attributes


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a start tag; namespace declarations are among them."""
    return {
        match[1].decode("utf-8", "replace"): unescape(match[2] if match[2] is not None else match[3])
        for match in _given(tag)
    }


def _given(tag: bytes) -> Iterator[re.Match[bytes]]:
    """The attributes of a start tag as they lie in it: never what only looks like one within another's value."""
    name_end = re.match(rb"<[^\s/>]+", tag)
    return _ATTRIBUTE.finditer(tag, name_end.end() if name_end else 0)


def related_id(attrs: dict[str, str]) -> str | None:
    """The relationship id among attributes, whatever its prefix is called (never only r:id)."""
    return next((value for name, value in attrs.items() if name.endswith(":id")), None)


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """The start tag with an attribute set, or taken away (None)."""
    key = name.encode()
    new = b"" if value is None else b'%s="%s"' % (key, escape_attribute(value))
    for found in _given(tag) if key in tag else ():
        if found[1] == key:
            before = tag[: found.start()] if new else tag[: found.start()].rstrip()
            return before + new + tag[found.end() :]
    at = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:at].rstrip() + b" " + new + tag[at:] if new else tag


def is_name(text: object) -> bool:
    """Whether a text can be an attribute's name; what comes back in a record is asked before it is written."""
    return isinstance(text, str) and bool(_NAME.fullmatch(text))


def with_prefix(raw: bytes, p: bytes) -> bytes:
    """An element from another document with the prefix of the one it goes to; other namespaces keep theirs."""
    found = re.match(rb"<([\w.-]+:)?", raw)
    old = (found[1] or b"") if found else b""
    if old == p:
        return raw
    return re.sub(rb"<(/?)" + re.escape(old) + rb"(?=[\w.-]+[\s/>])", rb"<\1" + p, raw)


def opened(tag: bytes) -> bytes:
    """A start tag that is not self-closed."""
    return re.sub(rb"\s*/>$", b">", tag)


# ---- proof


def check(body: bytes, namespaces: bool = True) -> None:
    """Parse a text in UTF-8 with expat; refuses what is not well-formed or holds a DTD.

    A fragment uses prefixes its document declares: it is parsed without namespaces.
    """
    check_pieces((body,), namespaces)


def check_pieces(pieces: Iterable[bytes], namespaces: bool = True) -> None:
    """`check` of a text that comes in pieces, so that nobody has to join them."""
    parser = expat.ParserCreate("utf-8", " ") if namespaces else expat.ParserCreate("utf-8")

    def no_doctype(*_: object) -> None:
        raise damaged("内部文件含有 DTD 声明")

    parser.StartDoctypeDeclHandler = no_doctype
    parser.EntityDeclHandler = no_doctype
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise damaged("内部文件的 XML 不完整") from problem


def check_fragment(data: bytes, local: str) -> None:
    """Refuse a fragment of a record that is not one well-formed element of that name."""
    try:
        doc = Doc(data)
        whole = doc.root.local == local and doc.root.start == 0 and doc.root.end == len(doc.body)
        check(doc.body, namespaces=False)
    except Refused as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem
    if not whole:
        raise Refused("EDIT_INVALID", "还原记录不完整")
