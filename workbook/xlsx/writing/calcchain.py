"""What a workbook says about calculating: the chain of its formula cells, and whether Excel recalculates on opening.

The chain names every formula cell; an entry for a cell that has no formula makes Excel repair the file. Undo puts an
entry back where it stood, and takes the wish to recalculate back as long as nobody has acted on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias, TypeGuard

from workbook.host import Refused
from workbook.xlsx.writing import parts
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.xml import HEAD, Doc, Splices, is_name, main_of, opened, with_attribute

_BEFORE: Final = ("sheets", "functionGroups", "externalReferences", "definedNames")
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"

Record: TypeAlias = list[list[Any]]
"""The entries of a cell that were taken out of the chain: for each its place, from 0, and what it says beside cell and
sheet (child chain, new level, thread, array). Excel lists some cells twice.
"""


class _Entry(NamedTuple):
    sheet: str
    cell: str
    attrs: dict[str, str]
    raw: bytes


class Chain:
    """The calculation chain of a workbook; changes are gathered until `render`. A workbook may have none."""

    def __init__(self, archive: Archive, workbook: str) -> None:
        self._archive, self._workbook = archive, workbook
        self._part = parts.related(archive, workbook, "calcChain")
        self._gone: set[tuple[str, str]] = set()
        self._back: dict[tuple[str, str], Record] = {}

    @cached_property
    def _doc(self) -> Doc:
        assert self._part is not None
        return Doc(self._archive.get(self._part))

    @cached_property
    def _entries(self) -> list[_Entry]:
        """All entries. One without a sheet id has that of the one before it."""
        found, sheet = [], ""
        for node in self._doc.root.children() if self._part else ():
            attrs = node.attrs
            sheet = attrs.pop("i", sheet)
            found.append(_Entry(sheet, attrs.pop("r", ""), attrs, node.raw))
        return found

    @cached_property
    def _records(self) -> dict[tuple[str, str], Record]:
        found = defaultdict[tuple[str, str], Record](list)
        for at, entry in enumerate(self._entries):
            found[entry.sheet, entry.cell].append([at, entry.attrs])
        return found

    def record(self, sheet: str, cell: str) -> Record | None:
        """The entries of a cell as they can be put back; None when it has none."""
        return self._records.get((sheet, cell))

    def of_sheet(self, sheet: str) -> dict[str, Record]:
        """The records of a sheet's cells."""
        return {
            cell: record
            for (number, cell), record in self._records.items()
            if number == sheet and (number, cell) not in self._gone
        }

    def forget(self, sheet: str, cell: str) -> None:
        """Take the entries of a cell out."""
        self._gone.add((sheet, cell))
        self._back.pop((sheet, cell), None)

    def put_back(self, sheet: str, cell: str, record: object) -> None:
        """Put entries in again, unless the cell has some."""
        if not is_record(record):
            raise Refused("EDIT_INVALID", "还原记录不完整")
        self._back[sheet, cell] = record
        self._gone.discard((sheet, cell))

    def render(self) -> None:
        """Stage what changed. A chain left empty is taken away as a part: an empty one is not valid."""
        if not self._gone and not self._back:
            return
        kept = [entry for entry in self._entries if (entry.sheet, entry.cell) not in self._gone]
        new = [
            (max(at, 0), _Entry(*key, attrs, b""))
            for key, record in self._back.items()
            if key not in self._records
            for at, attrs in record
        ]
        if len(kept) == len(self._entries) and not new:
            return
        for at, entry in sorted(new, key=lambda placed: placed[0]):
            kept.insert(at, entry)
        if kept:
            self._write(kept)
        elif self._part:
            parts.unrelate_part(self._archive, self._workbook, self._part)
            parts.drop_part(self._archive, self._part)

    def _write(self, entries: list[_Entry]) -> None:
        if self._part is None:
            strict = Doc(self._archive.get(self._workbook)).strict
            self._part = parts.free_name(
                self._archive, self._workbook.rpartition("/")[0] + "/calcChain{}.xml", bare=True
            )
            self._archive.put(self._part, b'%s<calcChain xmlns="%s"/>' % (HEAD, main_of(strict)))
            parts.relate(self._archive, self._workbook, "calcChain", self._part, strict)
            parts.set_type(self._archive, self._part, _TYPE)
        doc, current, out = self._doc, "", []
        for entry in entries:
            out.append(_entry_xml(entry, current, doc.prefix))
            current = entry.sheet
        root = doc.root
        close = b"</" + doc.root_name + b">"
        body = doc.body[: root.start] + opened(root.tag) + b"".join(out) + close + doc.body[root.end :]
        parts.save_part(self._archive, self._part, doc, body)


def is_record(record: object) -> TypeGuard[Record]:
    """Whether it is what `Chain.record` gave once; it comes back through JSON."""
    return isinstance(record, list) and all(
        isinstance(entry, list)
        and len(entry) == 2
        and isinstance(entry[0], int)
        and isinstance(entry[1], dict)
        and all(is_name(name) and isinstance(value, str) for name, value in entry[1].items())
        for entry in record
    )


def _entry_xml(entry: _Entry, current: str, p: bytes) -> bytes:
    """An entry after one of sheet `current`: as it was written where that still says which sheet it is of."""
    if entry.raw:
        tag = entry.raw[: entry.raw.index(b">") + 1]
        if entry.sheet == current or with_attribute(tag, "i", entry.sheet) == tag:
            return entry.raw
        return with_attribute(tag, "i", entry.sheet) + entry.raw[len(tag) :]
    tag = b"<%sc/>" % p
    for name, value in {"r": entry.cell, "i": entry.sheet, **entry.attrs}.items():
        tag = with_attribute(tag, name, value)
    return tag


# ---- recalculation on opening


class Calculation:
    """What a list of edits does to the chain, and to the wish that Excel recalculates when it opens the file.

    A workbook without a chain, that is, without formulas or not of Excel, is never asked to recalculate.
    """

    def __init__(self, archive: Archive, workbook: str) -> None:
        self._archive, self._workbook = archive, workbook
        self.chain = Chain(archive, workbook)
        self._asks = parts.related(archive, workbook, "calcChain") is not None
        self._told = False
        self._before: str | None = None

    def record(self) -> dict[str, Any]:
        """What the workbook says about recalculating, for the first edit of a list that changes content to remember."""
        if self._told or not self._asks:
            return {}
        self._told = True
        return self.told

    @property
    def told(self) -> dict[str, Any]:
        """What an edit of this list was given to remember."""
        return {"calc": _element(Doc(self._archive.get(self._workbook)))} if self._told else {}

    def put_back(self, record: Mapping[str, Any]) -> None:
        """Let the workbook say again at the end what an edit remembers."""
        self._before = record.get("calc", self._before)

    def finish(self, changed: bool, whole: bool) -> None:
        """Ask, where content changed; `whole`: no edit was left out, so what was remembered may be put back."""
        if changed and not (whole and self._take_back()) and (self._asks or self._before is not None):
            doc = Doc(self._archive.get(self._workbook))
            self._write(doc, _asking(_element(doc), doc.prefix))
        self.chain.render()

    def _take_back(self) -> bool:
        """Put back what stood before we asked, where the workbook still asks just as we did.

        Excel, once it has recalculated, no longer asks: then results belong to other contents than those put back.
        """
        doc = Doc(self._archive.get(self._workbook))
        if self._before is None or _element(doc) != _asking(self._before, doc.prefix):
            return False
        self._write(doc, self._before)
        return True

    def _write(self, doc: Doc, element: str) -> None:
        node = doc.root.child("calcPr")
        splices = Splices(doc.body)
        if node is not None:
            splices.replace(node.start, node.end, element.encode())
        else:
            at = max(child.end for child in doc.root.children() if child.local in _BEFORE)
            splices.replace(at, at, element.encode())
        parts.save_part(self._archive, self._workbook, doc, splices.render())


def _element(doc: Doc) -> str:
    """The workbook's calcPr element as it stands; "" when it has none."""
    node = doc.root.child("calcPr")
    return node.raw.decode("utf-8") if node else ""


def _asking(before: str, prefix: bytes) -> str:
    """A calcPr element that asks for a full calculation."""
    if not before:
        return f'<{prefix.decode()}calcPr fullCalcOnLoad="1"/>'
    end = before.find(">") + 1
    return with_attribute(before[:end].encode(), "fullCalcOnLoad", "1").decode() + before[end:]
