"""Rows written in a legal but unusual way, rewritten in the usual one: address first, double quotes.

Only sheets whose rows `grid` does not recognise come here. calamine is given the rewritten rows as well: it
drops CDATA, stops at comments and fails on a truth value of 7, and we want what is there.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final

from workbook.host import Refused
from workbook.model import MAX_COLUMN, MAX_ROW, column_letters, column_number
from workbook.xlsx.reading.markup import attributes

_ATTRS: Final = rb"""((?:[^<>"'/]|"[^"<]*"|'[^'<]*'|/(?!>))*+)"""
# rows and cells are matched one behind the other, never searched for: a search that fails is tried again at every tag
_ROW = re.compile(rb"<row\b" + _ATTRS + rb"(?:/>|>((?:[^<]++|<(?!/row))*+)</row\s*>)\s*+")
_CELL = re.compile(rb"<c\b" + _ATTRS + rb"(?:/>|>((?:[^<]++|<(?!/c\s*>))*+)</c\s*>)\s*+")
_FORMULA = re.compile(rb"<f\b" + _ATTRS + rb"(?:/>|>([^<]*+)</f\s*>)")
_VALUE = re.compile(rb"<v\b[^<>/]*+>([^<]*+)</v\s*>")
_INLINE = re.compile(rb"<is\b[^<>/]*+>")
_INLINE_END = re.compile(rb"</is\s*>")
PHONETIC: Final = re.compile(
    rb"<(?:\w+:)?rPh\b[^<>]*+(?:(?<=/)>|>(?:[^<]++|<(?!/(?:\w+:)?rPh))*+(?:</(?:\w+:)?rPh\s*>)?+)"
)
"""How to pronounce a text, which is no part of it; one that has no end goes on to the end."""
_T = re.compile(rb"<t\b[^<>/]*+>([^<]*+)</t\s*>")
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>|(<[!?])", re.S)
_NUMBER = re.compile(rb"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_TRUTH: Final = {b"0": b"0", b"1": b"1", b"true": b"1", b"false": b"0"}
_TYPES: Final = frozenset({"n", "s", "b", "str", "e", "d", "inlineStr"})


def without_comments(text: bytes) -> bytes:
    """XML without comments and instructions, CDATA as escaped text. Raises Refused where one has no end."""

    def plain(match: re.Match[bytes]) -> bytes:
        if match[2]:
            raise Refused("FILE_DAMAGED", "XML 里的注释没有结尾")
        if match[1] is None:
            return b""
        return match[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")

    return _HIDDEN.sub(plain, text)


def regular_rows(rows: bytes, sheet: str) -> tuple[bytes, list[list[int]]]:
    """The rows rewritten, and the cells whose number is none (left blank). Raises Refused for broken ones."""
    if b"<!" in rows or b"<?" in rows:
        rows = without_comments(rows).strip()
    return _Rewriter(sheet).run(rows)


class _Rewriter:
    """One sheet on its way: where we are, what was odd."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._row = self._col = self._last = 0
        self._odd: list[list[int]] = []

    def run(self, rows: bytes) -> tuple[bytes, list[list[int]]]:
        out = BytesIO()
        at = 0
        while match := _ROW.match(rows, at):
            at = match.end()
            out.write(self._one_row(match[1], match[2] or b""))
        if at != len(rows):
            raise self._broken("内部结构有误")
        return out.getvalue(), self._odd

    def _one_row(self, tag: bytes, body: bytes) -> bytes:
        given = attributes(tag)
        out = []
        if "r" in given:
            self._row = self._row_number(given["r"])
        else:  # the number its first cell gives, or the next
            first = _CELL.match(body.lstrip())
            ref = attributes(first[1]).get("r", "") if first else ""
            self._row = self._row_number(ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) if ref else self._last + 1
        self._last, self._col = self._row, 0
        body = body.strip()
        at = 0
        while match := _CELL.match(body, at):
            at = match.end()
            out.append(self._cell(attributes(match[1]), match[2] or b""))
        if at != len(body):
            raise self._broken(f"第 {self._row} 行的内部结构有误")
        hidden = b' hidden="1"' if given.get("hidden") in ("1", "true") else b""
        height = b' ht="0"' if given.get("ht", "").strip() in ("0", "0.0") else b""
        return b'<row r="%d"%s%s>%s</row>' % (self._row, height, hidden, b"".join(out))

    def _row_number(self, text: str) -> int:
        number = int(text) if text.isdigit() and len(text) < 9 else 0
        if not 1 <= number <= MAX_ROW:
            raise self._broken(f"行号 {text[:12]} 超出范围")
        return number

    def _cell(self, given: dict[str, str], body: bytes) -> bytes:
        self._place(given.get("r", ""))
        kind = given.get("t", "n")
        style, vm = given.get("s", ""), given.get("vm", "")
        if kind not in _TYPES or (style and not style.isdigit()) or (vm and not vm.isdigit()):
            raise self._broken(f"单元格 {self._address} 的类型有误")
        formula = _FORMULA.search(body)
        source = b"<f%s>%s</f>" % (_formula_attributes(formula[1]), formula[2] or b"") if formula else b""
        found = _VALUE.search(body)
        value = found[1] if found else None
        inline = _inline(body)
        content = self._content(kind, value, inline)
        if inline is not None and kind != "inlineStr" and value is None:
            kind = "inlineStr"
            content = self._content(kind, None, inline)
        return b'<c r="%s"%s%s%s>%s%s</c>' % (
            self._address.encode(),
            b' s="%s"' % style.encode() if style else b"",
            b' vm="%s"' % vm.encode() if vm else b"",
            b' t="%s"' % kind.encode() if kind != "n" else b"",
            source,
            content,
        )

    def _place(self, ref: str) -> None:
        """Where a cell stands: as it says, or one to the right of the last."""
        if not ref:
            self._col += 1
        else:
            letters = ref.rstrip("0123456789")
            row = self._row_number(ref[len(letters) :])
            col = (
                column_number(letters) if letters.isascii() and letters.isalpha() and len(letters) <= 3 else 0
            )
            if not col:
                raise self._broken(f"地址 {ref[:12]} 超出范围")
            if row != self._row:
                raise self._broken(f"单元格 {ref[:12]} 写在了第 {self._row} 行")
            self._col = col
        if self._col > MAX_COLUMN:
            raise self._broken(f"第 {self._row} 行的单元格超出范围")

    @property
    def _address(self) -> str:
        return f"{column_letters(self._col)}{self._row}"

    def _content(self, kind: str, value: bytes | None, inline: bytes | None) -> bytes:
        """What the cell holds; what is no number or truth value is left out and noted as odd."""
        if kind == "inlineStr" and inline is not None:
            return b'<is><t xml:space="preserve">%s</t></is>' % b"".join(
                _T.findall(PHONETIC.sub(b"", inline))
            )
        if value is None or (value == b"" and kind in ("n", "b", "s")):
            return b"" if value is None else b"<v></v>"
        if kind in ("n", "b", "s"):
            value = value.strip()
        if kind == "n":
            value = repr(float(value)).encode() if _NUMBER.fullmatch(value) else None
            if value in (b"inf", b"-inf"):
                value = None
        elif kind == "b":
            value = _TRUTH.get(value)
        elif kind == "s" and not value.isdigit():
            raise self._broken(f"单元格 {self._address} 的文字编号有误")
        if value is None:
            self._odd.append([self._row, self._col])
            return b""
        return b"<v>%s</v>" % value

    def _broken(self, what: str) -> Refused:
        return Refused("FILE_DAMAGED", f"工作表“{self._sheet}”{what}")


def _inline(body: bytes) -> bytes | None:
    """What stands in a cell's own text; None where it has none."""
    start = _INLINE.search(body)
    end = _INLINE_END.search(body, start.end()) if start else None
    return body[start.end() : end.start()] if start and end else None


def _formula_attributes(tag: bytes) -> bytes:
    """The attributes of a formula that our scans read."""
    given = attributes(tag)
    return b"".join(
        b' %s="%s"' % (name.encode(), re.sub(r'[<>"/&\x00-\x1f]', "", given[name]).encode())
        for name in ("t", "ref", "si")
        if name in given
    )
