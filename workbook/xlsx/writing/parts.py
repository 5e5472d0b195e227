"""Which part is what: relationships, content types, the list of sheets. Everything is edited by splicing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from posixpath import join, normpath, relpath, split
from typing import Final
from urllib.parse import unquote

from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.xml import (
    HEAD,
    Doc,
    Node,
    Splices,
    check,
    damaged,
    office_of,
    opened,
    related_id,
    with_attribute,
)
from workbook.xlsx.writing.xmltext import escape_attribute, from_xstring

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "/[Content_Types].xml"
COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"


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


def relations(archive: Archive, part: str) -> Sequence[Relation]:
    """The relationships of a part ("/" for the package itself)."""
    name = rels_name(part)
    return _relations(archive.get(name), split(part)[0]) if name in archive else ()


@lru_cache(maxsize=32)
def _relations(content: bytes, folder: str) -> Sequence[Relation]:
    """They are asked for again and again while a list is applied; the bytes alone say what they are."""
    found = []
    for node in Doc(content).root.children():
        given = node.attrs
        target = given.get("Target", "").split("#")[0]
        if given.get("TargetMode") == "External":
            target = ""
        elif target:
            target = "/" + normpath(join(folder, unquote(target.replace("\\", "/")))).lstrip("/")
        found.append(Relation(given.get("Id", ""), given.get("Type", "").rsplit("/", 1)[-1], target))
    return tuple(found)


def related(archive: Archive, part: str, kind: str) -> str | None:
    """The first part of a kind that a part points to."""
    return next((r.target for r in relations(archive, part) if r.kind == kind and r.target in archive), None)


def relation_elements(archive: Archive, part: str) -> list[dict[str, str]]:
    """The relationships of a part as they stand: id, kind, target as written, name of the part ("" for an address)."""
    name = rels_name(part)
    nodes = Doc(archive.get(name)).root.children() if name in archive else []
    named = relations(archive, part)
    return [
        {
            "id": relation.id,
            "kind": relation.kind,
            "target": node.attrs.get("Target", ""),
            "name": relation.target,
        }
        for node, relation in zip(nodes, named, strict=True)
    ]


def relate(
    archive: Archive, part: str, kind: str, target: str, strict: bool = False, key: str | None = None
) -> str:
    """Add a relationship; answers its id, the wanted one when it is free."""
    name = rels_name(part)
    folder = split(part)[0]
    path = relpath(target, folder)
    base = office_of(strict)
    if name not in archive:
        archive.put(name, b'%s<Relationships xmlns="%s"/>' % (HEAD, _PACKAGE.encode()))
    doc = Doc(archive.get(name))
    taken = {node.attrs.get("Id") for node in doc.root.children()}
    free = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    new = key if key and key not in taken else free
    element = b'<%sRelationship Id="%s" Type="%s/%s" Target="%s"/>' % (
        doc.prefix,
        escape_attribute(new),
        base,
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


def relate_outside(
    archive: Archive, part: str, kind: str, target: str, strict: bool = False, key: str | None = None
) -> str:
    """Add a relationship to an address outside the package; answers its id."""
    key = relate(archive, part, kind, part, strict, key)
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


def unrelate_part(archive: Archive, part: str, target: str) -> None:
    """Take all relationships away that lead to a part."""
    for relation in relations(archive, part):
        if relation.target.lower() == target.lower():
            unrelate(archive, part, relation.id)


def leading_to(archive: Archive, part: str) -> int:
    """How many relationships of the package lead to a part."""
    sources = (name for name in archive.names() if name.endswith(".rels"))
    owners = (name.replace("/_rels/", "/").removesuffix(".rels") for name in sources)
    return sum(r.target.lower() == part.lower() for owner in owners for r in relations(archive, owner))


def append_child(doc: Doc, element: bytes) -> bytes:
    """The text with an element added at the end of the root, opening a self-closed root."""
    root = doc.root
    if root.empty:
        return (
            doc.body[: root.start]
            + opened(root.tag)
            + element
            + b"</"
            + doc.root_name
            + b">"
            + doc.body[root.end :]
        )
    return doc.body[: root.close] + element + doc.body[root.close :]


def set_type(archive: Archive, part: str, content_type: str) -> None:
    """Declare a part's content type, in place of what was declared for a part of that name that is not there."""
    doc = Doc(archive.get(_TYPES))
    stale = Splices(doc.body)
    for node in doc.root.children():
        if node.local == "Override" and node.attrs.get("PartName", "").lower() == part.lower():
            stale.replace(node.start, node.end, b"")
    if stale:
        doc = Doc(doc.encoded(stale.render()))
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


def insert_sheet(archive: Archive, workbook: str, at: int, attrs: Mapping[str, str], key: str) -> None:
    """List a sheet at a place, counted from 0; names local to those behind it, and the active one, are renumbered."""
    doc = Doc(archive.get(workbook))
    listed = doc.root.child("sheets")
    if listed is None or listed.empty:
        raise damaged("工作簿没有工作表的列表")
    office = re.search(
        rb'xmlns:([\w.-]+)\s*=\s*["\'][^"\']*officeDocument/[^"\']*relationships["\']', doc.root_tag
    )
    tag = b"<%ssheet/>" % doc.prefix
    for name in ("name", "sheetId", *(name for name in attrs if name not in ("name", "sheetId"))):
        tag = with_attribute(tag, name, attrs[name])
    if office is None:
        tag = with_attribute(tag, "xmlns:r", office_of(doc.strict).decode())
    tag = with_attribute(tag, f"{office[1].decode() if office else 'r'}:id", key)
    nodes = listed.children()
    place = nodes[at].start if at < len(nodes) else listed.close
    splices = Splices(doc.body)
    splices.replace(place, place, tag)
    if at < len(nodes):
        _renumber(doc, splices, lambda number: number + (number >= at))
    save_part(archive, workbook, doc, splices.render())


def delist_sheet(archive: Archive, workbook: str, sheet: SheetEntry) -> tuple[dict[str, str], bool]:
    """Take a sheet off the list, with the names local to it; answers how it was listed and whether it was active."""
    doc = Doc(archive.get(workbook))
    splices = Splices(doc.body)
    listed, views = doc.root.child("sheets"), doc.root.child("bookViews")
    assert listed is not None  # sheets_of has read it
    node = listed.children()[sheet.index]
    splices.replace(node.start, node.end, b"")
    tabs = [view.attrs.get("activeTab", "0") for view in views.children()] if views else []
    _drop_names(doc, splices, sheet.index)
    _renumber(doc, splices, lambda number: number - (number > sheet.index), sheet.index)
    save_part(archive, workbook, doc, splices.render())
    attrs = {name: value for name, value in node.attrs.items() if ":" not in name and name != "name"}
    return attrs, str(sheet.index) in tabs


def _renumber(doc: Doc, splices: Splices, new: Callable[[int], int], without: int | None = None) -> None:
    """Give sheets other numbers in names local to them and in the views; `without`: the one that goes.

    Views of real files also name sheets that are not there; those numbers stay.
    """
    count = len(_children(doc, "sheets"))
    for name in _children(doc, "definedNames"):
        local = name.attrs.get("localSheetId", "")
        if local.isdigit() and int(local) != without and new(int(local)) != int(local):
            tag = with_attribute(name.tag, "localSheetId", str(new(int(local))))
            splices.replace(name.start, name.open_end, tag)
    for view in _children(doc, "bookViews"):
        tag = view.tag
        for key in ("activeTab", "firstSheet"):
            number = view.attrs.get(key, "")
            if number.isdigit() and int(number) == without:
                tag = with_attribute(tag, key, "0" if key == "activeTab" else None)
            elif number.isdigit() and int(number) < count and new(int(number)) != int(number):
                tag = with_attribute(tag, key, str(new(int(number))))
        if tag != view.tag:
            splices.replace(view.start, view.open_end, tag)


def activate(archive: Archive, workbook: str, at: int) -> None:
    """Let the workbook open with a sheet."""
    doc = Doc(archive.get(workbook))
    splices = Splices(doc.body)
    for view in _children(doc, "bookViews"):
        splices.replace(view.start, view.open_end, with_attribute(view.tag, "activeTab", str(at)))
    save_part(archive, workbook, doc, splices.render())


def _children(doc: Doc, name: str) -> list[Node]:
    node = doc.root.child(name)
    return node.children() if node else []


# ---- defined names


def names_of_sheet(archive: Archive, workbook: str, index: int) -> list[tuple[int, bytes]]:
    """The names local to a sheet: their place in the workbook's list, and their elements."""
    nodes = _children(Doc(archive.get(workbook)), "definedNames")
    return [(at, n.raw) for at, n in enumerate(nodes) if n.attrs.get("localSheetId") == str(index)]


def _drop_names(doc: Doc, splices: Splices, index: int) -> None:
    """Take the names local to a sheet away; a list left empty goes too, an empty one is not valid."""
    listed = doc.root.child("definedNames")
    nodes = listed.children() if listed else []
    gone = [node for node in nodes if node.attrs.get("localSheetId") == str(index)]
    if listed and gone and len(gone) == len(nodes):
        splices.replace(listed.start, listed.end, b"")
    else:
        for node in gone:
            splices.replace(node.start, node.end, b"")


def insert_names(archive: Archive, workbook: str, names: Sequence[tuple[int | None, bytes]]) -> None:
    """Put defined names into the workbook's list, each at its place (None: at the end)."""
    if not names:
        return
    doc = Doc(archive.get(workbook))
    listed, nodes = doc.root.child("definedNames"), _children(doc, "definedNames")
    if not nodes:
        p, inner = doc.prefix, b"".join(raw for _, raw in names)
        block = b"<%sdefinedNames>%s</%sdefinedNames>" % (p, inner, p)
        before = ("sheets", "functionGroups", "externalReferences")
        end = max(node.end for node in doc.root.children() if node.local in before)
        start, end = (listed.start, listed.end) if listed else (end, end)
        save_part(archive, workbook, doc, doc.body[:start] + block + doc.body[end:])
        return
    order: list[Node | bytes] = [*nodes]
    for at, raw in sorted(names, key=lambda name: len(nodes) if name[0] is None else name[0]):
        order.insert(len(order) if at is None else max(at, 0), raw)
    splices, place = Splices(doc.body), nodes[0].start
    for item in order:  # each goes behind the one that was there before it
        if isinstance(item, Node):
            place = item.end
        else:
            splices.replace(place, place, item)
    save_part(archive, workbook, doc, splices.render())


def sheet_named(sheets: Sequence[SheetEntry], name: str) -> SheetEntry | None:
    """The sheet of a name. Excel does not tell upper case from lower, and stores some characters escaped."""
    exact = next((sheet for sheet in sheets if sheet.name == name), None)
    alike = (sheet for sheet in sheets if from_xstring(sheet.name).casefold() == name.casefold())
    return exact or next(alike, None)


def free_name(archive: Archive, pattern: str, bare: bool = False) -> str:
    """The first part name of a pattern such as /xl/comments{}.xml that is not taken; `bare`: without number first."""
    numbers = ("" if bare and n == 0 else n for n in range(0 if bare else 1, 100_000))
    return next(name for n in numbers if (name := pattern.format(n)) not in archive)


def save_part(archive: Archive, name: str, doc: Doc, body: bytes) -> None:
    """Stage a part's new text in its old encoding, proved well-formed."""
    check(body)
    archive.put(name, doc.encoded(body))
