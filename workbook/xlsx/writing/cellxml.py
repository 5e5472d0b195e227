"""What one cell's XML says, and the XML of a new content.

Text is written inline, so that no string table is touched, and a leading = stays text. What a plain `Content` cannot
say (rich text, an error, an array formula, a number written in an unusual way) is kept in an *exact record*, so that
undo puts back what stood there and not something like it. Where cells lie is left to `sheetpart`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from workbook.edits import Content, Scalar
from workbook.host import Refused
from workbook.host_rules import MAX_FORMULA, refuse_long, refuse_value, shaped
from workbook.xlsx.writing.xml import Doc, Node, attributes, check_fragment, is_name, with_attribute
from workbook.xlsx.writing.xmltext import escape_text, from_xstring, text_of, unescape

ERRORS: Final = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!")
)
EXACT: Final = {
    "attrs": dict,  # attributes of the cell beside its address, style and type
    "formula": dict,  # attributes of its formula (array, data table, calculate always)
    "is": str,  # rich text, as it stands in the string; or an empty text, which formulas tell from a blank cell
    "shared": int,  # which shared string it was
    "type": str,  # its type and its value as they were written, where we would write them otherwise
    "value": str,
}
"""The exact record of a cell: what its plain content does not say."""
_INLINE: Final = b'<%sis><%st xml:space="preserve">%s</%st></%sis>'
_SHARING: Final = ("t", "ref", "si")
_UNUSUAL = re.compile(rb"rPh|<[!?]")
"""Phonetic hints, comments, CDATA: a string with any of them is taken apart by its elements."""
_T = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*?)?(?:/>|>(.*?)</(?:[\w.-]+:)?t>)", re.S)
_PLAIN = re.compile(
    rb"<(?:[\w.-]+:)?v>([^<>]*)</(?:[\w.-]+:)?v>"
    rb"|<(?:[\w.-]+:)?is>(<(?:[\w.-]+:)?t(?:\s[^<>]*)?>[^<>]*</(?:[\w.-]+:)?t>)</(?:[\w.-]+:)?is>"
)
"""What almost every cell holds: read at once, the rest is taken apart."""
_SI = re.compile(rb"<(?:[\w.-]+:)?si(?:\s[^>]*?)?(?:/>|>(.*?)</(?:[\w.-]+:)?si>)", re.S)


class CellXml:
    """One cell as it is written: its start tag and what lies inside."""

    def __init__(self, tag: bytes, inner: bytes) -> None:
        self.tag, self.inner = tag, inner
        self.attrs = attributes(tag)
        self.kind = self.attrs.get("t", "n")
        self.formula: Node | None = None
        self.value: str | None = None
        self.inline: bytes | None = None
        plain = _PLAIN.fullmatch(inner)
        if plain is None and inner:
            self._read(inner)
        elif plain and plain[1] is not None:
            self.value = unescape(plain[1])
        elif plain:
            self.inline = plain[2]

    def _read(self, inner: bytes) -> None:
        nodes = {node.local: node for node in Doc(b"<c>" + inner + b"</c>").root.children()}
        self.formula = nodes.get("f")
        self.value = nodes["v"].text if "v" in nodes else None
        self.inline = nodes["is"].inner if "is" in nodes else None

    @property
    def style(self) -> int:
        """Its style index."""
        return int(self.attrs.get("s", "0") or 0)

    def formula_attrs(self) -> dict[str, str]:
        """Attributes of its formula element."""
        return self.formula.attrs if self.formula else {}

    def content(self, strings: Sequence[bytes], formula: str | None) -> Content | None:
        """What it holds; `formula` is its formula's text, which for a shared one stands elsewhere."""
        value = self._scalar(strings)
        if value is None and formula is None:
            return None
        return Content(value, None if formula is None else f"={formula}")

    def _scalar(self, strings: Sequence[bytes]) -> Scalar:
        if self.inline is not None:
            return string_of(self.inline)
        text = self.value
        if text is None:
            return None
        if self.kind == "s":
            number = text.strip()
            return (
                string_of(strings[int(number)]) if number.isdigit() and int(number) < len(strings) else None
            )
        if self.kind == "b":
            return text.strip() in ("1", "true")
        if self.kind in ("str", "e", "d", "inlineStr"):
            return from_xstring(text)
        try:
            return float(text) if text.strip() else None
        except ValueError:
            return text

    def exact(self, strings: Sequence[bytes], content: Content | None) -> dict[str, Any] | None:
        """What `content` does not say about this cell; None when it says it all."""
        record: dict[str, Any] = {}
        kept = {name: value for name, value in self.attrs.items() if name not in ("r", "s", "t")}
        if kept:
            record["attrs"] = kept
        formula = {name: value for name, value in self.formula_attrs().items() if name not in _SHARING}
        if self.formula_attrs().get("t") in ("array", "dataTable"):
            formula = self.formula_attrs()
        if formula:
            record["formula"] = formula
        string = self.inline
        if self.kind == "s" and self.value is not None and self.value.strip().isdigit():
            number = int(self.value)
            string = strings[number] if number < len(strings) else None
            record["shared"] = number
        if string is not None:
            if not string_of(string) or re.search(rb"<(?:[\w.-]+:)?(?:r|rPh|phoneticPr)[\s/>]", string):
                record["is"] = _without_prefix(string).decode()
        elif self.value is not None and self._written_otherwise(content):
            record["type"], record["value"] = self.kind, self.value
        return record or None

    def _written_otherwise(self, content: Content | None) -> bool:
        """Whether the value would not be written as it stands."""
        kind, inner = content_xml(content, b"")
        again = re.search(rb"<v>(.*)</v>", inner, re.S)
        return (kind or "n") != self.kind or again is None or text_of(again[1]) != self.value


def blank_attrs(tag: bytes) -> bytes:
    """A cell's start tag without what belongs to its old content."""
    for name in ("t", "cm", "vm"):
        tag = with_attribute(tag, name, None)
    return tag


def content_xml(content: Content | None, p: bytes) -> tuple[str | None, bytes]:
    """(cell type, inner XML) of a content, elements with prefix `p`. Refuses what Excel cannot hold."""
    if content is None or content.formula is None:
        return value_xml(content.value if content else None, p)
    formula = _formula_xml(content.formula.strip().removeprefix("="), {}, p)
    if not isinstance(content.value, str):
        kind, inner = value_xml(content.value, p)
        return kind, formula + inner
    refuse_long(content.value)
    kind = "e" if content.value in ERRORS else "str"
    return kind, formula + b"<%sv>%s</%sv>" % (p, escape_text(content.value), p)


def value_xml(value: Scalar, p: bytes) -> tuple[str | None, bytes]:
    """(cell type, inner XML) of a plain value; text is written inline, whatever it begins with."""
    if value is None or value == "":
        return None, b""
    if isinstance(value, str):
        refuse_long(value)
        return "inlineStr", _INLINE % (p, p, escape_text(value), p, p)
    if isinstance(value, bool):
        return "b", b"<%sv>%d</%sv>" % (p, value, p)
    return None, b"<%sv>%s</%sv>" % (p, number_text(value), p)


def number_text(value: float) -> bytes:
    """A number as Excel writes it. Refuses what is no number."""
    refuse_value(value)
    return repr(float(value)).removesuffix(".0").encode()


def _formula_xml(text: str, attrs: Mapping[str, str], p: bytes) -> bytes:
    if len(text) > MAX_FORMULA:
        raise Refused("EDIT_INVALID", f"公式有 {len(text)} 个字符，最多 {MAX_FORMULA} 个")
    tag = b"<%sf>" % p
    for name, value in attrs.items():
        tag = with_attribute(tag, name, value)
    return tag + escape_text(text) + b"</%sf>" % p


def exact_xml(
    content: Content | None, record: Mapping[str, Any], p: bytes, strings: Sequence[bytes]
) -> tuple[str | None, bytes, dict[str, str]]:
    """(cell type, inner XML, attributes of the cell) of a content with what its exact record adds."""
    _check_exact(record)
    kind, inner = content_xml(content, p)
    formula = b""
    if content is not None and content.formula is not None:
        formula = _formula_xml(content.formula.strip().removeprefix("="), record.get("formula", {}), p)
        inner = formula + inner[inner.index(b"</%sf>" % p) + len(p) + 4 :]
    if _is_shared(content, record, strings):
        kind, inner = "s", formula + b"<%sv>%d</%sv>" % (p, record["shared"], p)
    elif "is" in record:
        fragment = b"<is>" + record["is"].encode() + b"</is>"
        check_fragment(fragment, "is")
        kind, inner = "inlineStr", formula + _with_prefix(fragment, p)
    elif "value" in record:
        kind = record.get("type", "n")
        inner = formula + b"<%sv>%s</%sv>" % (p, escape_text(record["value"], literal=True), p)
    return kind, inner, record.get("attrs", {})


def _check_exact(record: Mapping[str, Any]) -> None:
    shaped(record, EXACT)
    given = {**record.get("attrs", {}), **record.get("formula", {})}
    if not all(is_name(name) and isinstance(value, str) for name, value in given.items()):
        raise Refused("EDIT_INVALID", "还原记录不完整")


def _is_shared(content: Content | None, record: Mapping[str, Any], strings: Sequence[bytes]) -> bool:
    """Whether the shared string a cell had is still that text: another program may have numbered them anew."""
    number = record.get("shared", -1)
    if content is None or not 0 <= number < len(strings) or string_of(strings[number]) != content.value:
        return False
    return "is" not in record or _without_prefix(strings[number]).decode() == record["is"]


def _without_prefix(data: bytes) -> bytes:
    return re.sub(rb"<(/?)[\w.-]+:", rb"<\1", data)


def _with_prefix(data: bytes, p: bytes) -> bytes:
    return re.sub(rb"<(/?)([A-Za-z])", rb"<\1" + p + rb"\2", data) if p else data


def string_of(inner: bytes) -> str:
    """The text of a shared or inline string: its runs joined, phonetic hints left out."""
    if _UNUSUAL.search(inner):
        return from_xstring("".join(_texts(Doc(b"<is>" + inner + b"</is>").root)))
    return from_xstring("".join(text_of(text) for text in _T.findall(inner)))


def _texts(node: Node) -> Iterator[str]:
    for child in node.children():
        if child.local == "t":
            yield child.text
        elif child.local != "rPh":
            yield from _texts(child)


def shared_strings(doc: Doc) -> list[bytes]:
    """The inner XML of each entry of a shared string table."""
    if doc.scan is doc.body:  # nothing in it hides an element
        return _SI.findall(doc.body)
    return [doc.body[slice(*match.span(1))] if match[1] else b"" for match in _SI.finditer(doc.scan)]
