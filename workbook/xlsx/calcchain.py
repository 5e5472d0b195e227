"""The calculation chain names every formula cell; an entry for a cell that has none makes Excel repair the file."""

from __future__ import annotations

from workbook.xlsx import parts
from workbook.xlsx.archive import Archive
from workbook.xlsx.xml import Doc, with_attribute


def forget_formulas(archive: Archive, workbook: str, gone: set[tuple[str, str]]) -> None:
    """Take entries (sheet id, cell) out of the chain. An entry without a sheet id has that of the one before it.

    A chain left empty is taken away as a part: an empty one is not valid.
    """
    part = parts.related(archive, workbook, "calcChain")
    if part is None:
        return
    doc = Doc(archive.get(part))
    kept: list[bytes] = []
    current = written = ""
    for node in doc.root.children():
        given = node.attrs
        current = given.get("i", current)
        if (current, given.get("r", "")) in gone:
            continue
        kept.append(
            node.raw if "i" in given or current == written else with_attribute(node.raw, "i", current)
        )
        written = current
    if kept:
        root = doc.root
        body = doc.body[: root.open_end] + b"".join(kept) + doc.body[root.close :]
        parts.save_part(archive, part, doc, body)
        return
    for relation in parts.relations(archive, workbook):
        if relation.kind == "calcChain":
            parts.unrelate(archive, workbook, relation.id)
    parts.drop_part(archive, part)
