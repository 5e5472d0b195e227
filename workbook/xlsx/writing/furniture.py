"""What stands around a sheet's data: merged ranges, protection, the sheet's filter, the drawing of its notes.

The schema gives these elements one order; a new one is put where it belongs.
"""

from __future__ import annotations

import re
from typing import Final

from workbook.model import MAX_COLUMN, Cell, Range
from workbook.xlsx.writing.areas import Areas
from workbook.xlsx.writing.sheetpart import SheetPart
from workbook.xlsx.writing.xml import Node, Splices, damaged, office_of, related_id, with_attribute
from workbook.xlsx.writing.xmltext import escape_attribute

ORDER: Final = (
    "sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews "
    "mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup "
    "headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing "
    "legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst"
).split()
"""What may stand behind the cells of a sheet, in the schema's order."""
_PLACE: Final = {name: number for number, name in enumerate(ORDER)}


def insert_in_order(part: SheetPart, splices: Splices, name: str, element: bytes) -> None:
    """Insert an element after the data where the schema wants it."""
    at = part.data_end
    for node in part.tail:
        local = node.local
        if local == "AlternateContent":  # wraps controls, oleObjects or the drawing of notes: they come late
            local = _wrapped(node)
        if _PLACE.get(local, len(ORDER)) < _PLACE[name]:
            at = node.end
    splices.replace(at, at, element)


def _wrapped(node: Node) -> str:
    """The name of what an AlternateContent holds first."""
    inner = next((inner for choice in node.children() for inner in choice.children()), None)
    return inner.local if inner else "controls"


def related_attribute(part: SheetPart, key: str) -> bytes:
    """An r:id attribute; the prefix is declared on the spot where the sheet has none for relationships."""
    return b' xmlns:r="%s" r:id="%s"' % (office_of(part.doc.strict), escape_attribute(key))


class Merged:
    """The merged ranges of a sheet, found by cell."""

    def __init__(self, part: SheetPart) -> None:
        node = part.node("mergeCells")
        self._areas = Areas[Range]()
        for child in node.children() if node else ():
            ref = child.attrs.get("ref", "")
            try:
                area = Range.parse(ref)
            except ValueError as problem:
                raise damaged(f"合并单元格 {ref} 无法读取") from problem
            self._areas.add(area, area)

    def at(self, cell: Cell) -> Range | None:
        """The merged range a cell lies in."""
        return next(iter(self._areas.at(cell)), None)

    def touch(self, area: Range) -> bool:
        """Whether one reaches into a range."""
        return bool(self._areas.meeting(area))

    def across(self, row: int) -> int:
        """The last row of the ranges that begin at or above a row and end below it; else the row itself."""
        areas = self._areas.meeting(Range(row, 1, row, MAX_COLUMN))
        return max((area.bottom for area in areas), default=row)


def protected(part: SheetPart) -> bool:
    """Whether a sheet is protected."""
    node = part.node("sheetProtection")
    return node is not None and node.attrs.get("sheet") in ("1", "true")


def drawing_id(part: SheetPart) -> str | None:
    """The relationship of the drawing that holds the boxes of the sheet's notes."""
    node = part.node("legacyDrawing")
    return related_id(node.attrs) if node else None


def may_name_drawing(part: SheetPart) -> bool:
    """Whether a drawing of boxes can be named so that every reader finds it. The strict format has no element for it;
    Excel hides one in an AlternateContent there, which other readers pass over, and a second one would break the file.
    """
    wrapped = re.search(rb"<[\w.:-]*legacyDrawing[\s/>]", part.doc.scan[part.data_end :]) is not None
    return part.node("legacyDrawing") is not None or not (part.doc.strict or wrapped)


def set_drawing(part: SheetPart, splices: Splices, key: str | None) -> None:
    """Let the sheet name the drawing of its note boxes, or name none."""
    node = part.node("legacyDrawing")
    element = b"" if key is None else b"<%slegacyDrawing%s/>" % (part.p, related_attribute(part, key))
    if node is not None:
        splices.replace(node.start, node.end, element)
    elif element:
        insert_in_order(part, splices, "legacyDrawing", element)


def filter_ref(part: SheetPart) -> str | None:
    """The range of the sheet's own filter."""
    node = next((node for node in part.tail if node.local == "autoFilter"), None)
    return node.attrs.get("ref") if node else None


def set_filter_ref(part: SheetPart, splices: Splices, ref: str) -> None:
    """Change the range of the sheet's own filter."""
    node = next((node for node in part.tail if node.local == "autoFilter"), None)
    if node is not None:
        splices.replace(node.start, node.open_end, with_attribute(node.tag, "ref", ref))
