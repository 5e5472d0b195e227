"""The hyperlinks of a sheet. A link of ours leads to a place in the workbook; the user's are kept or put back.

A user's link over a range of cells of which one becomes ours goes on to cover the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from workbook.host import Refused
from workbook.host_rules import shaped
from workbook.model import Cell, Range
from workbook.xlsx.writing import parts
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.areas import Areas
from workbook.xlsx.writing.furniture import insert_in_order, related_attribute
from workbook.xlsx.writing.sheetpart import SheetPart
from workbook.xlsx.writing.xml import Splices, attributes, damaged, related_id, with_attribute
from workbook.xlsx.writing.xmltext import escape_attribute, from_xstring

_OWN: Final = ("location", "display", "tooltip")
RECORD: Final = {
    "ref": str,  # the range it covers
    "attrs": dict,  # its place in this workbook, its text, its tip
    "target": str | None,  # its address outside of this workbook
    "id": str,  # the relationship that led there; another one will do
}
"""The record of a link."""


class _Link(NamedTuple):
    area: Range
    raw: bytes
    attrs: tuple[tuple[str, str], ...]
    outside: str | None

    def covers(self, other: _Link) -> bool:
        """Whether another link leads to the same place from cells of this one."""
        corner = Cell(other.area.bottom, other.area.right)
        same = (self.attrs, self.outside) == (other.attrs, other.outside)
        return same and self.area.holds(other.area.anchor) and self.area.holds(corner)


class Links:
    """The hyperlinks of a sheet, edited in memory until `render`."""

    def __init__(self, archive: Archive, name: str, part: SheetPart) -> None:
        self._archive, self._name, self._part = archive, name, part
        self._outside = parts.external_targets(archive, name)
        node = part.node("hyperlinks")
        self._nodes = node.children() if node else []
        self._slots: list[list[_Link]] = []  # a link, or what is left of it around cells that have others now
        self._areas = Areas[int]()  # the slots by where their links were when they were added
        for child in self._nodes:
            self._add(self._read(child.tag, child.attrs))
        self._before = [list(slot) for slot in self._slots]

    def _read(self, tag: bytes, given: dict[str, str]) -> _Link:
        try:
            area = Range.parse(given.get("ref", ""))
        except ValueError as problem:
            raise damaged(f"超链接 {given.get('ref', '')} 无法读取") from problem
        attrs = tuple((name, from_xstring(given[name])) for name in _OWN if name in given)
        raw = tag if tag.endswith(b"/>") else tag[:-1] + b"/>"
        return _Link(area, raw, attrs, self._outside.get(related_id(given) or ""))

    def _add(self, link: _Link, at: int | None = None) -> None:
        """Add a link, behind all others or where it stood."""
        if at is None:
            at = len(self._slots)
            self._slots.append([])
        self._slots[at].append(link)
        self._areas.add(link.area, at)

    def _of(self, cell: Cell) -> _Link | None:
        links = [link for at in self._areas.at(cell) for link in self._slots[at] if link.area.holds(cell)]
        return links[-1] if links else None

    def leads(self, cell: Cell) -> str | None:
        """Where the link of a cell leads: a place in the workbook, else an address; None: it has none."""
        link = self._of(cell)
        return None if link is None else dict(link.attrs).get("location") or link.outside or ""

    def record(self, cell: Cell) -> dict[str, Any] | None:
        """The link of a cell as it can be put back."""
        link = self._of(cell)
        if link is None:
            return None
        record = {"ref": link.area.ref, "attrs": dict(link.attrs), "target": link.outside}
        key = related_id(attributes(link.raw))
        return record | {"id": key} if key else record

    def put(self, cell: Cell, target: str) -> None:
        """Make a cell a link to a place in the workbook."""
        self._clear(cell)
        area = Range(*cell, *cell)
        location = target.removeprefix("#")
        tag = with_attribute(self._tag(area), "location", location)
        self._add(_Link(area, tag, (("location", location),), None))

    def put_back(self, cell: Cell, record: Mapping[str, Any] | None) -> None:
        """Restore a link from its record; None: no link."""
        if record is None:
            self._clear(cell)
            return
        area, attrs, outside = _from_record(record)
        self._clear(cell)
        tag = self._tag(area)
        if outside is not None:
            tag = (
                tag[:-2] + related_attribute(self._part, self._related(outside, record.get("id", ""))) + b"/>"
            )
        for name, value in attrs:
            tag = with_attribute(tag, name, value)
        link = _Link(area, tag, attrs, outside)
        rests = [at for at in self._areas.meeting(area) if any(link.covers(rest) for rest in self._slots[at])]
        for at in rests:  # what was left of it around the cell is in it again
            self._slots[at] = [rest for rest in self._slots[at] if not link.covers(rest)]
        self._add(link, rests[0] if rests else None)

    def _tag(self, area: Range) -> bytes:
        return b'<%shyperlink ref="%s"/>' % (self._part.p, escape_attribute(area.ref))

    def _related(self, target: str, like: str) -> str:
        """The relationship that leads to an address outside, the one it was if it can be; made when there is none."""
        leading = [key for key, address in self._outside.items() if address == target]
        known = like if like in leading else next(iter(leading), None)
        if known is None:
            known = parts.relate_outside(
                self._archive, self._name, "hyperlink", target, self._part.doc.strict
            )
            self._outside[known] = target
        return known

    def _clear(self, cell: Cell) -> None:
        """Take the links of a cell away; one over more cells goes on to cover the others."""
        for at in self._areas.at(cell):
            self._slots[at] = [piece for link in self._slots[at] for piece in self._without(link, cell)]

    def _without(self, link: _Link, cell: Cell) -> list[_Link]:
        if not link.area.holds(cell):
            return [link]
        return [self._narrowed(link, area) for area in _without(link.area, cell)]

    @staticmethod
    def _narrowed(link: _Link, area: Range) -> _Link:
        return link._replace(area=area, raw=with_attribute(_without_uid(link.raw), "ref", area.ref))

    def render(self, splices: Splices) -> None:
        """Add what changed to the splices of the sheet part: links nobody touched stay as they are written."""
        if self._slots == self._before:
            return
        xml = [b"".join(link.raw for link in slot) for slot in self._slots]
        node, p, new = self._part.node("hyperlinks"), self._part.p, b"".join(xml[len(self._nodes) :])
        if node is None or node.empty:
            block = b"<%shyperlinks>%s</%shyperlinks>" % (p, new, p) if new else b""
            if node is not None:
                splices.replace(node.start, node.end, block)
            elif block:
                insert_in_order(self._part, splices, "hyperlinks", block)
        elif not any(xml):
            splices.replace(node.start, node.end, b"")
        else:
            for at, old in enumerate(self._nodes):
                if self._slots[at] != self._before[at]:
                    splices.replace(old.start, old.end, xml[at])
            splices.replace(node.close, node.close, new)


def _from_record(record: Mapping[str, Any]) -> tuple[Range, tuple[tuple[str, str], ...], str | None]:
    shaped(record, RECORD, ("ref",))
    attrs = tuple((name, value) for name, value in record.get("attrs", {}).items() if name in _OWN)
    if not all(isinstance(value, str) for _, value in attrs):
        raise Refused("EDIT_INVALID", "还原记录不完整")
    try:
        return Range.parse(record["ref"]), attrs, record.get("target")
    except ValueError as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem


def _without(area: Range, cell: Cell) -> list[Range]:
    """A range without one cell: what lies above, below, left and right of it."""
    pieces = [
        Range(area.top, area.left, cell.row - 1, area.right),
        Range(cell.row + 1, area.left, area.bottom, area.right),
        Range(cell.row, area.left, cell.row, cell.col - 1),
        Range(cell.row, cell.col + 1, cell.row, area.right),
    ]
    return [piece for piece in pieces if piece.top <= piece.bottom and piece.left <= piece.right]


def _without_uid(tag: bytes) -> bytes:
    """A tag without the id Excel gives each link; two pieces must not share one."""
    return with_attribute(tag, "xr:uid", None)
