"""One worksheet while a list of edits is applied: its part and all that hangs on it, opened when first needed.

It answers what stands in a cell and changes it; whether an edit may do so is asked by `filehost`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from workbook.edits import Content
from workbook.host import Refused
from workbook.host_rules import shaped
from workbook.model import Cell, Range
from workbook.xlsx.writing import furniture
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.calcchain import is_record
from workbook.xlsx.writing.cellxml import CellXml, blank_attrs, content_xml, exact_xml
from workbook.xlsx.writing.formulas import Formulas
from workbook.xlsx.writing.links import Links
from workbook.xlsx.writing.notes import Notes
from workbook.xlsx.writing.parts import SheetEntry
from workbook.xlsx.writing.sheetpart import SheetPart
from workbook.xlsx.writing.tables import Tables
from workbook.xlsx.writing.xml import Splices, with_attribute

EXTRA: Final = {
    "cell": dict,  # what the plain content does not say, see `cellxml.EXACT`
    "stored": bool,  # false: the cell was not written at all
    "dimension": str | None,  # the used range the sheet stated
    "chain": list,  # its entries in the calculation chain, see `calcchain.Record`
    "calc": str | None,  # what the workbook said about recalculating, see `calcchain.Calculation`
}
"""What `Restore.style` holds beside a style (`styles.RECORD`): whatever else undo needs to give a cell back."""


def check_extra(record: Mapping[str, Any]) -> None:
    """Prove what a record says beside a style before anything is changed: it comes back through JSON."""
    shaped(record, EXTRA)
    try:
        Range.parse(record.get("dimension") or "A1")
    except ValueError as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem
    if "chain" in record and not is_record(record["chain"]):
        raise Refused("EDIT_INVALID", "还原记录不完整")


class SheetEdits:
    """A worksheet being edited. `folder` is where the workbook keeps its parts."""

    def __init__(self, archive: Archive, entry: SheetEntry, strings: Sequence[bytes], folder: str) -> None:
        self.entry = entry
        self.part = SheetPart(archive.get(entry.part))
        self._archive, self._strings, self._folder = archive, strings, folder
        self._notes: Notes | None = None
        self._links: Links | None = None
        self.formulas_gone: set[Cell] = set()
        self.content_changed = False
        self._filter: str | None = None

    @cached_property
    def formulas(self) -> Formulas:
        """Its shared and array formulas."""
        return Formulas(self.part)

    @cached_property
    def merged(self) -> furniture.Merged:
        """Its merged ranges."""
        return furniture.Merged(self.part)

    @cached_property
    def protected(self) -> bool:
        """Whether it is protected."""
        return furniture.protected(self.part)

    @cached_property
    def tables(self) -> Tables:
        """Its tables."""
        return Tables(self._archive, self.entry.part)

    @property
    def notes(self) -> Notes:
        """Its notes."""
        if self._notes is None:
            self._notes = Notes(self._archive, self.entry.part, self.part, self._folder)
        return self._notes

    @property
    def links(self) -> Links:
        """Its hyperlinks."""
        if self._links is None:
            self._links = Links(self._archive, self.entry.part, self.part)
        return self._links

    # ---- what stands in the way of an edit

    def anchor(self, cell: Cell, merged: str) -> Cell:
        """The cell that is meant: of a merged range the top left one, where that is allowed."""
        area = self.merged.at(cell)
        if area is None or cell == area.anchor:
            return cell
        if merged != "anchor":
            raise Refused("EDIT_MERGED", f"{self.entry.name} {cell.a1}")
        return area.anchor

    def refuse_inside(self, cell: Cell) -> None:
        """Refuse a new content where it would break a formula over several cells, or a table."""
        where = f"{self.entry.name} {cell.a1}"
        if self.formulas.in_array(cell):
            raise Refused("EDIT_ARRAY", where)
        if self.tables.names_columns(cell):
            raise Refused("EDIT_TABLE_HEADER", where)

    def is_free(self, place: Range) -> bool:
        """Whether nothing of that kind reaches into a range."""
        return not any(things.touch(place) for things in (self.merged, self.formulas, self.tables))

    # ---- content

    def content(self, cell: Cell) -> Content | None:
        """What a cell holds; None for a blank one."""
        xml = self.part.get(cell)
        return xml.content(self._strings, self.formulas.text(cell, xml)) if xml else None

    def dimension_record(self, place: Range) -> dict[str, Any]:
        """The used range the sheet states, where what is to be written lies outside of it."""
        box = self.part.dimension
        inside = box is None or (box.holds(place.anchor) and box.holds(Cell(place.bottom, place.right)))
        return {} if box is None or inside else {"dimension": box.a1}

    def exact(self, cell: Cell) -> dict[str, Any]:
        """What to remember of a cell beside its plain content, so that it can be put back as it was."""
        xml = self.part.get(cell)
        if xml is None:
            return {"stored": False, **self.dimension_record(Range(*cell, *cell))}
        record = xml.exact(self._strings, self.content(cell))
        return {"cell": record} if record else {}

    def has_formula(self, cell: Cell) -> bool:
        """Whether a cell holds a formula."""
        xml = self.part.get(cell)
        return xml is not None and xml.formula is not None

    def made(
        self, content: Content | None, exact: Mapping[str, Any] | None = None
    ) -> tuple[str | None, bytes, Mapping[str, str]]:
        """(cell type, inner XML, further attributes) of a content. Refuses what a cell cannot hold."""
        if exact:
            return exact_xml(content, exact, self.part.p, self._strings)
        return *content_xml(content, self.part.p), {}

    def put(self, cell: Cell, content: Content | None, exact: Mapping[str, Any] | None = None) -> None:
        """Replace a cell's content; its style stays."""
        xml = self.part.get(cell)
        kind, inner, attrs = self.made(content, exact)
        self._leave(cell, xml)
        if xml is None and not inner:
            return
        tag = blank_attrs(xml.tag) if xml else self.part.new_tag(cell)
        if kind and kind != "n":
            tag = with_attribute(tag, "t", kind)
        for name, value in attrs.items():
            tag = with_attribute(tag, name, value)
        self.part.put(cell, tag, inner)
        self.content_changed = True

    def take(self, cell: Cell) -> Content | None:
        """Take a cell with content out of the sheet, whatever it looks like; a blank one stays."""
        xml = self.part.get(cell)
        content = xml.content(self._strings, self.formulas.text(cell, xml)) if xml else None
        if content is not None:
            self._leave(cell, xml)
            self.part.remove(cell)
            self.content_changed = True
        return content

    def _leave(self, cell: Cell, xml: CellXml | None) -> None:
        """See to what depends on the old content of a cell."""
        if xml is not None and xml.formula is not None:
            self.formulas.release(cell, xml)
            self.formulas_gone.add(cell)

    def set_style(self, cell: Cell, style: int) -> None:
        """Give a cell a style; one not written yet is written."""
        xml = self.part.get(cell)
        tag, inner = (xml.tag, xml.inner) if xml else (self.part.new_tag(cell), b"")
        self.part.put(cell, with_attribute(tag, "s", str(style) if style else None), inner)

    def forget(self, cell: Cell) -> None:
        """Take a blank cell that looks like its surroundings out of the sheet again."""
        xml = self.part.get(cell)
        if xml and not xml.inner and xml.style == self.part.inherited(cell):
            self.part.remove(cell)

    # ---- the sheet's filter

    @property
    def filter(self) -> str | None:
        """The range of its own filter."""
        return self._filter or furniture.filter_ref(self.part)

    @filter.setter
    def filter(self, ref: str) -> None:
        self._filter = ref

    # ---- the end

    def finish(self) -> None:
        """Stage what changed: notes, links, and the sheet itself."""
        splices = Splices(self.part.doc.body)
        if self._filter is not None and self._filter != furniture.filter_ref(self.part):
            furniture.set_filter_ref(self.part, splices, self._filter)
        if self._links is not None:
            self._links.render(splices)
        if self._notes is not None:
            self._notes.render(splices)
        if self.part.changed or splices:
            self._archive.put(self.entry.part, self.part.doc.encoded(self.part.render(splices)))

    def formulas_left(self) -> set[str]:
        """Cells that had a formula and have none now."""
        gone = {cell: self.part.get(cell) for cell in self.formulas_gone}
        return {cell.a1 for cell, xml in gone.items() if xml is None or xml.formula is None}
