"""Elements after a sheet's data, in the order the schema asks for: hyperlinks, legacyDrawing."""

from __future__ import annotations

import re
from typing import Any, Final

from workbook.model import Cell
from workbook.xlsx.cells import SheetPart
from workbook.xlsx.xml import Splices, attributes, check_fragment, escape_attribute, related_id

_ORDER: Final = (
    "sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews "
    "mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup "
    "headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing "
    "legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst"
).split()
_LEGACY: Final = re.compile(rb"<(?:[\w.-]+:)?legacyDrawing\s[^>]*>")
_PLACE: Final = {name: number for number, name in enumerate(_ORDER)}


def insert_in_order(part: SheetPart, splices: Splices, name: str, element: bytes) -> None:
    """Insert an element after the data where the schema wants it."""
    at = part.doc.root.close
    for node in part.tail:
        local = node.local
        if local == "AlternateContent":  # wraps controls, oleObjects: all of them come late
            local = "controls"
        if _PLACE.get(local, len(_ORDER)) > _PLACE[name]:
            at = node.start
            break
    splices.replace(at, at, element)


def note_drawing(part: SheetPart) -> str | None:
    """The relationship id of the drawing with the note boxes; strict files wrap its element."""
    for node in part.tail:
        if node.local == "legacyDrawing":
            return related_id(node.attrs)
        if node.local == "AlternateContent" and (tag := _LEGACY.search(node.raw)):
            return related_id(attributes(tag[0]))
    return None


class Links:
    """The hyperlinks of a sheet, edited in memory until `render`."""

    def __init__(self, part: SheetPart) -> None:
        self._part = part
        node = part.tail_node("hyperlinks")
        self._links = {child.attrs.get("ref", ""): child.raw for child in node.children()} if node else {}
        self._before = dict(self._links)

    def raw(self, cell: Cell) -> dict[str, Any] | None:
        """The link of a cell as it can be put back."""
        raw = self._links.get(cell.a1)
        return {"link": raw.decode()} if raw is not None else None

    def put(self, cell: Cell, target: str, text: str) -> None:
        """Make a cell a link to a place in the workbook."""
        p = self._part.doc.prefix
        location, shown = escape_attribute(target), escape_attribute(text)
        self._links[cell.a1] = b'<%shyperlink ref="%s" location="%s" display="%s"/>' % (
            p,
            cell.a1.encode(),
            location,
            shown,
        )

    def put_back(self, cell: Cell, record: Any) -> None:
        """Restore a link from its record; None: no link."""
        self._links.pop(cell.a1, None)
        if record is not None:
            raw = str(record["link"]).encode()
            check_fragment(raw, "hyperlink")
            self._links[cell.a1] = raw

    def render(self, splices: Splices) -> None:
        """Add what changed to the splices of the sheet part."""
        if self._links == self._before:
            return
        p = self._part.doc.prefix
        block = b"<%shyperlinks>%s</%shyperlinks>" % (p, b"".join(self._links.values()), p)
        node = self._part.tail_node("hyperlinks")
        if node is None:
            insert_in_order(self._part, splices, "hyperlinks", block)
        else:
            splices.replace(node.start, node.end, block if self._links else b"")
