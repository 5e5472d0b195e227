"""The calculation chain names every formula cell; an entry for a cell that has none makes Excel repair the file."""

from __future__ import annotations

from collections.abc import Callable

from workbook.xlsx import parts
from workbook.xlsx.archive import Archive
from workbook.xlsx.xml import Doc, Splices, with_attribute

_BEFORE = ("sheets", "functionGroups", "externalReferences", "definedNames")


def ask_recalculation(archive: Archive, workbook: str) -> None:
    """Let Excel recalculate when it opens the file: results of formulas that stand elsewhere may be stale.

    Only asked of a workbook with a chain, that is, with formulas; others stay as they are.
    """
    if parts.related(archive, workbook, "calcChain") is None:
        return
    doc = Doc(archive.get(workbook))
    splices = Splices(doc.body)
    node = doc.root.child("calcPr")
    if node is not None:
        splices.replace(node.start, node.open_end, with_attribute(node.tag, "fullCalcOnLoad", "1"))
    else:
        at = max(child.end for child in doc.root.children() if child.local in _BEFORE)
        splices.replace(at, at, b'<%scalcPr fullCalcOnLoad="1"/>' % doc.prefix)
    parts.save_part(archive, workbook, doc, splices.render())


def forget_formulas(archive: Archive, workbook: str, gone: set[tuple[str, str]]) -> None:
    """Take entries (sheet id, cell) out of the chain."""
    _keep(archive, workbook, lambda sheet, cell: (sheet, cell) not in gone)


def forget_sheet(archive: Archive, workbook: str, sheet_id: str) -> None:
    """Take all entries of a sheet out of the chain."""
    _keep(archive, workbook, lambda sheet, cell: sheet != sheet_id)


def _keep(archive: Archive, workbook: str, wanted: Callable[[str, str], bool]) -> None:
    """Keep some entries of the chain. One without a sheet id has that of the one before it.

    A chain left empty is taken away as a part: an empty one is not valid.
    """
    part = parts.related(archive, workbook, "calcChain")
    if part is None:
        return
    doc = Doc(archive.get(part))
    nodes = doc.root.children()
    kept: list[bytes] = []
    current = written = ""
    for node in nodes:
        given = node.attrs
        current = given.get("i", current)
        if wanted(current, given.get("r", "")):
            named = "i" in given or current == written
            kept.append(
                node.raw if named else with_attribute(node.tag, "i", current) + node.raw[len(node.tag) :]
            )
            written = current
    if len(kept) == len(nodes) and kept:
        return
    if kept:
        root = doc.root
        body = doc.body[: root.open_end] + b"".join(kept) + doc.body[root.close :]
        parts.save_part(archive, part, doc, body)
        return
    for relation in parts.relations(archive, workbook):
        if relation.kind == "calcChain":
            parts.unrelate(archive, workbook, relation.id)
    parts.drop_part(archive, part)
