"""The styles part: what a cell's style index means, and new styles appended for our fills. Nothing is removed.

A style record is plain data that survives a re-save by Excel: the XML of its font, fill, border, alignment and
protection, and its number format code. `None` for a part means "the workbook's first", as style 0 has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from workbook.host import Refused
from workbook.xlsx.xml import (
    Doc,
    Node,
    Splices,
    check,
    check_fragment,
    damaged,
    escape_attribute,
    with_attribute,
)

_LISTS: Final = {"font": "fonts", "fill": "fills", "border": "borders"}
_MAX_STYLES: Final = 64_000
_BUILT_IN: Final = 164
EMPTY: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%s">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
"""A styles part for a workbook that has none."""


class Styles:
    """Cell styles by index; `with_fill` and `with_record` answer the index of a (possibly new) style."""

    def __init__(self, data: bytes) -> None:
        self._doc = Doc(data)
        self._lists = {node.local: node for node in self._doc.root.children()}
        if not {"cellXfs", *_LISTS.values()} <= set(self._lists):
            raise damaged("样式部分没有单元格样式")
        self._xfs = [node.raw for node in self._lists["cellXfs"].children()]
        self._items = {kind: self._children(plural) for kind, plural in _LISTS.items()}
        self._formats = self._number_formats()
        self._before = len(self._xfs), {k: len(v) for k, v in self._items.items()}, len(self._formats)
        self._made: dict[tuple[int, str], int] = {}

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
        if not 0 <= index < len(self._xfs):
            raise damaged(f"单元格样式 {index} 不存在")
        return _element(self._xfs[index])

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
        p = self._doc.prefix
        fill = b'<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="FF%s"/><%sbgColor indexed="64"/>'
        fill += b"</%spatternFill></%sfill>"
        raw = fill % (p, p, p, color[-6:].upper().encode(), p, p, p)
        self._made[index, color] = self.with_record(index, {"fill": raw.decode()})
        return self._made[index, color]

    def with_record(self, index: int, record: Mapping[str, Any]) -> int:
        """The style that is like `index` with the parts a record names; an equal one is used again.

        Where the record remembers its own index and that style is what comes out, it is that one.
        """
        made = self._made_from(index, record)
        old = record.get("index")
        if isinstance(old, int) and old < len(self._xfs) and self._same(old, made):
            return old
        return made

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
                children[name] = _checked(record[name], name)
        inner = b"".join(raw for raw in children.values() if raw)
        return self._add(_with_inner(tag, inner, xf))

    def _place(self, kind: str, raw: Any) -> int:
        """The number of a font, fill or border; appended when it is new."""
        items = self._items[kind]
        if raw is None:
            return 0
        item = _checked(raw, kind)
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
        if raw in self._xfs:
            return self._xfs.index(raw)
        if len(self._xfs) >= _MAX_STYLES:
            raise Refused("EDIT_STYLES", str(len(self._xfs)))
        self._xfs.append(raw)
        return len(self._xfs) - 1

    def render(self) -> bytes:
        """The part with everything that was appended, in its own encoding."""
        splices = Splices(self._doc.body)
        count, counts, formats = self._before
        self._extend(splices, "cellXfs", self._xfs[count:])
        for kind, plural in _LISTS.items():
            self._extend(splices, plural, self._items[kind][counts[kind] :])
        p = self._doc.prefix
        new = list(self._formats.items())[formats:]
        raw = [b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (p, n, escape_attribute(c)) for n, c in new]
        if raw and "numFmts" not in self._lists:
            block = b'<%snumFmts count="%d">%s</%snumFmts>' % (p, len(raw), b"".join(raw), p)
            splices.replace(self._doc.root_open_end, self._doc.root_open_end, block)
        else:
            self._extend(splices, "numFmts", raw)
        body = splices.render()
        check(body)
        return self._doc.encoded(body)

    def _extend(self, splices: Splices, plural: str, new: list[bytes]) -> None:
        if not new:
            return
        node = self._lists[plural]
        total = len(node.children()) + len(new)
        splices.replace(node.start, node.open_end, with_attribute(node.tag, "count", str(total)))
        splices.replace(node.close, node.close, b"".join(new))


def _element(raw: bytes) -> Node:
    return Doc(raw).root


def _text(raw: bytes | None) -> str | None:
    return raw.decode() if raw is not None else None


def _checked(raw: Any, name: str) -> bytes:
    """A fragment of a style record as bytes, proved to be one element of that name."""
    if raw is None:
        return b""
    data = str(raw).encode()
    check_fragment(data, name)
    return data


def _with_inner(tag: bytes, inner: bytes, xf: Node) -> bytes:
    bare = tag.removesuffix(b"/>").removesuffix(b">").rstrip()
    return bare + b"/>" if not inner else bare + b">" + inner + b"</" + xf.name + b">"
