"""The styles part: what a cell's style index means, and new styles appended for ours. Nothing is removed.

A style record is plain data that survives a re-save by Excel: the XML of its font, fill, border, alignment and
protection, and its number format code. `None` for a part means "the workbook's first", as style 0 has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from workbook.edits import Scalar
from workbook.host import Refused
from workbook.host_rules import shaped
from workbook.xlsx.writing import parts
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.xml import (
    HEAD,
    Doc,
    Node,
    Splices,
    check,
    check_fragment,
    damaged,
    main_of,
    opened,
    with_attribute,
    with_prefix,
)
from workbook.xlsx.writing.xmltext import escape_attribute

_LISTS: Final = {"font": "fonts", "fill": "fills", "border": "borders"}
_ORDER: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MAX_STYLES: Final = 64_000
_BUILT_IN: Final = 164
_TEXT: Final = 49  # the number format "@"
_LIKE_FORMULA: Final = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠]")
"""Text that Excel takes for a formula when it is typed: also after blanks, also full-width signs."""
RECORD: Final = {
    "font": str | None,  # the elements; None: the workbook's first
    "fill": str | None,  # also RRGGBB, as other hosts tell it
    "border": str | None,
    "alignment": str | None,  # None: the cell has none of its own
    "protection": str | None,
    "number_format": str | int,  # its code, or the number of a built-in one
    "quote_prefix": bool,  # marked as text by an apostrophe
    "index": int,  # the style it was
}
"""The record of a style; keys of the other records that share the dict (`sheetedits.EXTRA`) mean nothing here."""
_FIRST: Final = {
    "font": (b'<font><sz val="11"/><name val="Calibri"/></font>',),
    "fill": (
        b'<fill><patternFill patternType="none"/></fill>',
        b'<fill><patternFill patternType="gray125"/></fill>',
    ),
    "border": (b"<border><left/><right/><top/><bottom/><diagonal/></border>",),
}
"""What these lists begin with (Excel takes its first two fills for these, whatever they say): cells that name none of
them have the first, so in a list that is shorter they are written before anything of ours."""
_EMPTY: Final = (
    b'%s<styleSheet xmlns="%s">'
    + b"".join(
        b'<%ss count="%d">%s</%ss>' % (kind.encode(), len(first), b"".join(first), kind.encode())
        for kind, first in _FIRST.items()
    )
    + b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="%d">%s</cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""A styles part for a workbook that has none."""
_PLAIN: Final = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
_RGB: Final = re.compile(r"[0-9A-Fa-f]{6}")
_USED: Final = re.compile(
    rb"""<(?:[\w.-]+:)?(?:c|row|col)(?=\s)[^<>]*?\ss(?:tyle)?\s*=\s*["']\s*(\d{1,9})\s*["']"""
)
"""The style a cell, row or column names."""


def like_formula(value: Scalar) -> bool:
    """Whether a person's Enter in a cell with this text would turn it into a formula."""
    return isinstance(value, str) and _LIKE_FORMULA.match(value) is not None


def styles_part(archive: Archive, workbook: str) -> str | None:
    """The name of the styles part."""
    return parts.related(archive, workbook, "styles")


def add_styles_part(archive: Archive, workbook: str) -> str:
    """Give a workbook without styles a part of them; answers its name. Raises Refused (FILE_DAMAGED).

    Cells that name a style although there are none look plain: each number they name gets a plain style of its own, or
    they would take on the looks of ours.
    """
    sheets = (entry.part for entry in parts.sheets_of(archive, workbook) if entry.part in archive)
    named = max((int(use) for part in sheets for use in _USED.findall(archive.get(part))), default=0)
    if named >= _MAX_STYLES:
        raise damaged(f"单元格样式 {named} 不存在")
    part = parts.free_name(archive, workbook.rpartition("/")[0] + "/styles{}.xml", bare=True)
    strict = Doc(archive.get(workbook)).strict
    archive.put(part, _EMPTY % (HEAD, main_of(strict), named + 1, _PLAIN * (named + 1)))
    parts.relate(archive, workbook, "styles", part, strict)
    parts.set_type(archive, part, _TYPE)
    return part


class Styles:
    """Cell styles by index; `with_fill` and `with_record` answer the index of a (possibly new) style."""

    def __init__(self, data: bytes) -> None:
        self._doc = Doc(data)
        self._lists = {node.local: node for node in self._doc.root.children()}
        if "cellXfs" not in self._lists:
            raise damaged("样式部分没有单元格样式")
        self._xfs = [node.raw for node in self._lists["cellXfs"].children()]
        self._numbers = {
            raw: number for number, raw in reversed([*enumerate(self._xfs)])
        }  # of alike the first
        self._items = {kind: self._children(plural) for kind, plural in _LISTS.items()}
        self._formats = self._number_formats()
        self._before = len(self._xfs), {k: len(v) for k, v in self._items.items()}, len(self._formats)
        self._made: dict[tuple[int, str], int] = {}
        self._marked: dict[tuple[int, bool], int] = {}

    def _children(self, plural: str) -> list[bytes]:
        node = self._lists.get(plural)
        return [child.raw for child in node.children()] if node else []

    def _number_formats(self) -> dict[int, str]:
        node = self._lists.get("numFmts")
        return {
            int(child.attrs.get("numFmtId", "0")): child.attrs.get("formatCode", "")
            for child in (node.children() if node else ())
        }

    @property
    def changed(self) -> bool:
        """Whether anything was appended."""
        return len(self._xfs) != self._before[0]

    def _xf(self, index: int) -> Node:
        if not self.has(index):
            raise damaged(f"单元格样式 {index} 不存在")
        return _element(self._xfs[index])

    def for_value(self, index: int, value: Scalar) -> int:
        """The style that is like `index` for a new cell to hold a value.

        Text that a person's Enter would turn into a formula is marked as text (quotePrefix), unless its number format
        does so already; a number is not marked, it would become text.
        """
        mark = like_formula(value)
        if value is None or (isinstance(value, str) and not mark):
            return index
        if (index, mark) not in self._marked:
            self._marked[index, mark] = self._with_mark(index, mark)
        return self._marked[index, mark]

    def _with_mark(self, index: int, mark: bool) -> int:
        given = self._xf(index).attrs
        number = int(given.get("numFmtId", "0") or 0)
        text = self._formats.get(number, number) in (_TEXT, "@")
        if mark == (given.get("quotePrefix") in ("1", "true")) or (mark and text):
            return index
        return self._made_from(index, {"quote_prefix": mark})

    def locked(self, index: int) -> bool:
        """Whether cells of a style are locked on a protected sheet (they are unless it says otherwise)."""
        protection = self._xf(index).child("protection")
        return protection is None or protection.attrs.get("locked", "1") not in ("0", "false")

    def fill_color(self, index: int) -> str | None:
        """RRGGBB of a solid fill given as such; None for no fill or any other."""
        fill = self._item("fill", self._xf(index).attrs.get("fillId", "0"))
        pattern = _element(fill).child("patternFill") if fill else None
        color = pattern.child("fgColor") if pattern and pattern.attrs.get("patternType") == "solid" else None
        rgb = color.attrs.get("rgb", "") if color else ""
        return rgb[-6:].upper() or None

    def _item(self, kind: str, number: str) -> bytes | None:
        items = self._items[kind]
        return items[int(number)] if number.isdigit() and int(number) < len(items) else None

    def record(self, index: int) -> dict[str, Any]:
        """The full style record of a style."""
        xf = self._xf(index)
        given = xf.attrs
        number = int(given.get("numFmtId", "0") or 0)
        record: dict[str, Any] = {
            kind: _text(self._item(kind, given.get(f"{kind}Id", "0"))) for kind in _LISTS
        }
        for name in ("alignment", "protection"):
            child = xf.child(name)
            record[name] = _text(child.raw) if child else None
        record["number_format"] = self._formats.get(number, number)
        record["quote_prefix"] = given.get("quotePrefix") in ("1", "true")
        record["index"] = index
        return record

    def with_fill(self, index: int, color: str) -> int:
        """The style that is like `index` but has this solid fill (RRGGBB)."""
        if (index, color) in self._made:
            return self._made[index, color]
        self._made[index, color] = self.with_record(index, {"fill": color[-6:].upper()})
        return self._made[index, color]

    def _solid(self, color: str) -> bytes:
        p = self._doc.prefix
        fill = b'<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="FF%s"/><%sbgColor indexed="64"/>'
        fill += b"</%spatternFill></%sfill>"
        return fill % (p, p, p, color.upper().encode(), p, p, p)

    def with_record(self, index: int, record: Mapping[str, Any]) -> int:
        """The style that is like `index` with the parts a record names; an equal one is used again.

        Where the record remembers its own index and that style is what comes out, it is that one.
        """
        shaped(record, RECORD)
        made = self._made_from(index, record)
        old = record.get("index")
        if isinstance(old, int) and self.has(old) and self._same(old, made):
            return old
        return made

    def has(self, index: int) -> bool:
        """Whether there is a style of that index."""
        return 0 <= index < len(self._xfs)

    def placed(self, record: Mapping[str, Any]) -> int:
        """The index of the style that a full record tells: its own where it is still that style, else a like one."""
        old = record.get("index")
        if isinstance(old, int) and self.has(old) and self.record(old) == dict(record):
            return old
        return self.with_record(0, record)

    def _same(self, a: int, b: int) -> bool:
        return {**self.record(a), "index": 0} == {**self.record(b), "index": 0}

    def _made_from(self, index: int, record: Mapping[str, Any]) -> int:
        xf = self._xf(index)
        tag = xf.tag
        for kind in _LISTS:
            if kind in record:
                number = self._place(kind, record[kind])
                tag = with_attribute(tag, f"{kind}Id", str(number))
                tag = with_attribute(tag, f"apply{kind.capitalize()}", "1" if number else None)
        if "number_format" in record:
            tag = with_attribute(tag, "numFmtId", str(self._format(record["number_format"])))
        if "quote_prefix" in record:
            tag = with_attribute(tag, "quotePrefix", "1" if record["quote_prefix"] else None)
        children = {child.local: child.raw for child in xf.children()}
        for name in ("alignment", "protection"):
            if name in record:
                children[name] = _checked(record[name], name, self._doc.prefix)
        inner = b"".join(raw for raw in children.values() if raw)
        return self._add(_with_inner(tag, inner, xf))

    def _place(self, kind: str, raw: Any) -> int:
        """The number of a font, fill or border; appended when it is new."""
        items = self._items[kind]
        if raw is None:
            return 0
        if kind == "fill" and isinstance(raw, str) and _RGB.fullmatch(raw):
            raw = self._solid(raw).decode()
        item = _checked(raw, kind, self._doc.prefix)
        items += [with_prefix(first, self._doc.prefix) for first in _FIRST[kind][len(items) :]]
        if item not in items:
            items.append(item)
        return items.index(item)

    def _format(self, code: Any) -> int:
        if isinstance(code, int):
            return code
        for number, known in self._formats.items():
            if known == code:
                return number
        number = max([_BUILT_IN - 1, *self._formats]) + 1
        self._formats[number] = str(code)
        return number

    def _add(self, raw: bytes) -> int:
        if raw in self._numbers:
            return self._numbers[raw]
        if len(self._xfs) >= _MAX_STYLES:
            raise Refused("EDIT_STYLES", f"样式已有 {len(self._xfs)} 种，到了 Excel 的上限")
        self._numbers[raw] = len(self._xfs)
        self._xfs.append(raw)
        return self._numbers[raw]

    def render(self) -> bytes:
        """The part with everything that was appended, in its own encoding."""
        splices = Splices(self._doc.body)
        count, counts, formats = self._before
        p = self._doc.prefix
        new = list(self._formats.items())[formats:]
        self._extend(
            splices,
            "numFmts",
            [b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (p, n, escape_attribute(c)) for n, c in new],
        )
        for kind, plural in _LISTS.items():
            self._extend(splices, plural, self._items[kind][counts[kind] :])
        self._extend(splices, "cellXfs", self._xfs[count:])
        body = splices.render()
        check(body)
        return self._doc.encoded(body)

    def _extend(self, splices: Splices, plural: str, new: list[bytes]) -> None:
        """Add to a list; one that is not there, all are but optional, is put where the schema wants it."""
        if not new:
            return
        node = self._lists.get(plural)
        total = str(len(new) + (len(node.children()) if node else 0))
        if node is None or node.empty:
            name = self._doc.prefix + plural.encode()
            tag = with_attribute(opened(node.tag) if node else b"<%s>" % name, "count", total)
            start, end = (node.start, node.end) if node else (self._place_of(plural),) * 2
            splices.replace(start, end, tag + b"".join(new) + b"</%s>" % name)
        else:
            splices.replace(node.start, node.open_end, with_attribute(node.tag, "count", total))
            splices.replace(node.close, node.close, b"".join(new))

    def _place_of(self, plural: str) -> int:
        """Where a list goes that is not there: behind those the schema has before it."""
        before = _ORDER[: _ORDER.index(plural)]
        return max(
            (node.end for name, node in self._lists.items() if name in before),
            default=self._doc.root_open_end,
        )


def _element(raw: bytes) -> Node:
    return Doc(raw).root


def _text(raw: bytes | None) -> str | None:
    return raw.decode() if raw is not None else None


def _checked(raw: Any, name: str, p: bytes) -> bytes:
    """A fragment of a style record as bytes with the prefix of the styles, proved to be one element of that name."""
    if raw is None:
        return b""
    data: bytes = raw.encode()
    check_fragment(data, name)
    return with_prefix(data, p)


def _with_inner(tag: bytes, inner: bytes, xf: Node) -> bytes:
    bare = tag.removesuffix(b"/>").removesuffix(b">").rstrip()
    return bare + b"/>" if not inner else bare + b">" + inner + b"</" + xf.name + b">"
