"""Which part is what: relationships, content types, the list of sheets. Everything is edited by splicing."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import join, normpath, relpath, split
from typing import Final
from urllib.parse import unquote

from workbook.xlsx.archive import Archive
from workbook.xlsx.xml import (
    Doc,
    Splices,
    attributes,
    check,
    damaged,
    escape_attribute,
    related_id,
    with_attribute,
)

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "/[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part; target is a part name, or "" for something outside the package."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook part lists it; kind is worksheet, chartsheet, dialogsheet or xlMacrosheet."""

    name: str
    id: str
    part: str
    index: int
    kind: str


def rels_name(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, base = split(part)
    return f"{folder.rstrip('/')}/_rels/{base}.rels"


def relations(archive: Archive, part: str) -> list[Relation]:
    """The relationships of a part ("/" for the package itself)."""
    name = rels_name(part)
    if name not in archive:
        return []
    found = []
    for node in Doc(archive.get(name)).root.children():
        given = node.attrs
        target = given.get("Target", "").split("#")[0]
        if given.get("TargetMode") == "External":
            target = ""
        elif target:
            target = "/" + normpath(join(split(part)[0], unquote(target.replace("\\", "/")))).lstrip("/")
        found.append(Relation(given.get("Id", ""), given.get("Type", "").rsplit("/", 1)[-1], target))
    return found


def related(archive: Archive, part: str, kind: str) -> str | None:
    """The first part of a kind that a part points to."""
    return next((r.target for r in relations(archive, part) if r.kind == kind and r.target in archive), None)


def relate(archive: Archive, part: str, kind: str, target: str, strict: bool = False) -> str:
    """Add a relationship; answers its id."""
    name = rels_name(part)
    folder = split(part)[0]
    path = relpath(target, folder)
    base = _OFFICE_STRICT if strict else OFFICE
    if name not in archive:
        archive.put(
            name,
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="%s"/>'
            % _PACKAGE.encode(),
        )
    doc = Doc(archive.get(name))
    taken = {node.attrs.get("Id") for node in doc.root.children()}
    new = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    element = b'<%sRelationship Id="%s" Type="%s/%s" Target="%s"/>' % (
        doc.prefix,
        new.encode(),
        base.encode(),
        kind.encode(),
        escape_attribute(path),
    )
    archive.put(name, doc.encoded(append_child(doc, element)))
    return new


def external_targets(archive: Archive, part: str) -> dict[str, str]:
    """Addresses outside the package that a part points to, by relationship id."""
    name = rels_name(part)
    nodes = Doc(archive.get(name)).root.children() if name in archive else []
    given = [node.attrs for node in nodes]
    outside = [g for g in given if g.get("TargetMode") == "External" or g.get("Target", "").startswith("#")]
    return {g.get("Id", ""): g.get("Target", "") for g in outside}


def relate_outside(archive: Archive, part: str, kind: str, target: str, strict: bool = False) -> str:
    """Add a relationship to an address outside the package; answers its id."""
    key = relate(archive, part, kind, part, strict)
    name = rels_name(part)
    doc = Doc(archive.get(name))
    splices = Splices(doc.body)
    for node in doc.root.children():
        if node.attrs.get("Id") == key:
            tag = with_attribute(with_attribute(node.tag, "Target", target), "TargetMode", "External")
            splices.replace(node.start, node.open_end, tag)
    archive.put(name, doc.encoded(splices.render()))
    return key


def unrelate(archive: Archive, part: str, key: str) -> None:
    """Take a relationship away; a relationships part left empty goes too."""
    name = rels_name(part)
    doc = Doc(archive.get(name))
    nodes = doc.root.children()
    splices = Splices(doc.body)
    for node in nodes:
        if node.attrs.get("Id") == key:
            splices.replace(node.start, node.end, b"")
    if len(nodes) == 1 and splices:
        archive.drop(name)
    else:
        archive.put(name, doc.encoded(splices.render()))


def append_child(doc: Doc, element: bytes) -> bytes:
    """The text with an element added at the end of the root, opening a self-closed root."""
    root = doc.root
    if root.empty:
        opened = doc.root_tag.removesuffix(b"/>").rstrip() + b">"
        return doc.body[: root.start] + opened + element + b"</" + doc.root_name + b">" + doc.body[root.end :]
    return doc.body[: root.close] + element + doc.body[root.close :]


def set_type(archive: Archive, part: str, content_type: str) -> None:
    """Declare a part's content type."""
    doc = Doc(archive.get(_TYPES))
    element = b'<%sOverride PartName="%s" ContentType="%s"/>' % (
        doc.prefix,
        escape_attribute(part),
        content_type.encode(),
    )
    archive.put(_TYPES, doc.encoded(append_child(doc, element)))


def set_default_type(archive: Archive, extension: str, content_type: str) -> None:
    """Declare the content type of an extension, unless it is declared already."""
    doc = Doc(archive.get(_TYPES))
    nodes = doc.root.children()
    if any(n.attrs.get("Extension", "").lower() == extension for n in nodes if n.local == "Default"):
        return
    element = b'<%sDefault Extension="%s" ContentType="%s"/>' % (
        doc.prefix,
        extension.encode(),
        content_type.encode(),
    )
    at = doc.root_open_end
    archive.put(_TYPES, doc.encoded(doc.body[:at] + element + doc.body[at:]))


def drop_part(archive: Archive, part: str) -> None:
    """Take a part away, with its relationships and its declared type."""
    doc = Doc(archive.get(_TYPES))
    splices = Splices(doc.body)
    for node in doc.root.children():
        if node.attrs.get("PartName", "").lower() == part.lower():
            splices.replace(node.start, node.end, b"")
    if splices:
        archive.put(_TYPES, doc.encoded(splices.render()))
    if rels_name(part) in archive:
        archive.drop(rels_name(part))
    archive.drop(part)


def workbook_part(archive: Archive) -> str:
    """The name of the workbook part. Raises Refused when there is none."""
    part = related(archive, "/", "officeDocument")
    if part is None:
        raise damaged("没有工作簿部分")
    return part


def sheets_of(archive: Archive, workbook: str) -> list[SheetEntry]:
    """All sheets in their order; chart sheets are among them."""
    targets = {r.id: r for r in relations(archive, workbook)}
    listed = Doc(archive.get(workbook)).root.child("sheets")
    entries = []
    for index, node in enumerate(listed.children() if listed else ()):
        given = node.attrs
        relation = targets.get(related_id(given) or "", Relation("", "", ""))
        name, number = given.get("name", ""), given.get("sheetId", "")
        entries.append(SheetEntry(name, number, relation.target, index, relation.kind))
    return entries


def free_name(archive: Archive, pattern: str) -> str:
    """The first part name of a pattern such as /xl/comments{}.xml that is not taken."""
    return next(name for n in range(1, 100_000) if (name := pattern.format(n)) not in archive)


def save_part(archive: Archive, name: str, doc: Doc, body: bytes) -> None:
    """Stage a part's new text in its old encoding, proved well-formed."""
    check(body)
    archive.put(name, doc.encoded(body))


__all__ = [
    "OFFICE",
    "Relation",
    "SheetEntry",
    "append_child",
    "attributes",
    "drop_part",
    "free_name",
    "relate",
    "related",
    "relations",
    "save_part",
    "set_default_type",
    "set_type",
    "sheets_of",
    "unrelate",
    "workbook_part",
]
