"""What is printed at the foot of every page of a file that is handed in, and what the file says of itself.

Works on a copy that is written anew, so it is no edit and has no inverse; everything else keeps its bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbook.xlsx.writing import parts
from workbook.xlsx.writing.archive import Archive, readable
from workbook.xlsx.writing.furniture import ORDER
from workbook.xlsx.writing.xml import Doc, Splices
from workbook.xlsx.writing.xmltext import escape_text

_FOOTERS: Final = ("oddFooter", "evenFooter", "firstFooter")
_INSIDE: Final = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_PAGES: Final = "&C第 &P 页，共 &N 页"
_LIMIT: Final = 255
"""Excel takes so many characters in a footer."""
_BEFORE: Final = frozenset(("sheetData", *ORDER[: ORDER.index("headerFooter")]))


def submitted(data: bytes, foot: str, names: Mapping[str, str]) -> bytes:
    """A copy of a workbook with a text at the left of every footer and defined names that say what it is.

    Raises Refused where the workbook cannot be edited.
    """
    archive = Archive(data)
    archive.refuse_guarded()
    with readable():
        before = archive.copy()
        workbook = parts.workbook_part(archive)
        for sheet in parts.sheets_of(archive, workbook):
            if sheet.kind == "worksheet" and sheet.part in archive:
                _set_foot(archive, sheet.part, foot)
        _name(archive, workbook, names)
        archive.prove(before)
        return archive.render()


def named(data: bytes, names: Mapping[str, str]) -> bytes:
    """A copy of a workbook with defined names that say what it is. Raises Refused where it cannot be edited."""
    archive = Archive(data)
    archive.refuse_guarded()
    with readable():
        before = archive.copy()
        _name(archive, parts.workbook_part(archive), names)
        archive.prove(before)
        return archive.render()


def _set_foot(archive: Archive, part: str, foot: str) -> None:
    doc = Doc(archive.get(part))
    splices = Splices(doc.body)
    p = doc.prefix
    children = doc.root.children()
    node = next((child for child in children if child.local == "headerFooter"), None)
    if node is None:
        text = escape_text(_footer("", foot))
        new = b"<%sheaderFooter><%soddFooter>%s</%soddFooter></%sheaderFooter>" % (p, p, text, p, p)
        at = max(child.end for child in children if child.local in _BEFORE)
        splices.replace(at, at, new)
    else:
        parts_of = {child.local: child for child in node.children()}
        inside = b""
        for name in _INSIDE:
            child = parts_of.get(name)
            if name in _FOOTERS and (child is not None or name == "oddFooter"):
                text = escape_text(_footer(child.text if child else "", foot))
                inside += b"<%s%s>%s</%s%s>" % (p, name.encode(), text, p, name.encode())
            elif child is not None:
                inside += child.raw
        opening = node.tag.rstrip(b"/>").rstrip() + b">"
        splices.replace(node.start, node.end, opening + inside + b"</%sheaderFooter>" % p)
    parts.save_part(archive, part, doc, splices.render())


def _footer(old: str, foot: str) -> str:
    """A footer with our text (without "&") first on the left; what stood there stays behind it, if there is room."""
    sections = {"L": "", "C": "", "R": ""}
    current, rest = "C", old
    while rest:
        at = next((n for n in range(len(rest) - 1) if rest[n] == "&" and rest[n + 1] in "LCR"), None)
        if at is None:
            sections[current] += rest
            break
        sections[current] += rest[:at]
        current, rest = rest[at + 1], rest[at + 2 :]
    left = f"&L{foot}  {sections['L']}".rstrip()
    if not any(sections.values()):
        return left + _PAGES
    tail = "".join(f"&{name}{text}" for name, text in sections.items() if name != "L" and text)
    whole = left + tail
    return whole if len(whole) <= _LIMIT else f"&L{foot}"


def _name(archive: Archive, workbook: str, names: Mapping[str, str]) -> None:
    """Defined names with texts; ones of the same name go first."""
    doc = Doc(archive.get(workbook))
    listed = doc.root.child("definedNames")
    gone = [node for node in (listed.children() if listed else []) if node.attrs.get("name") in names]
    splices = Splices(doc.body)
    for node in gone:
        splices.replace(node.start, node.end, b"")
    parts.save_part(archive, workbook, doc, splices.render())
    p = doc.prefix
    new: list[tuple[int | None, bytes]] = []
    for name, value in names.items():
        text = escape_text('"' + value.replace('"', '""') + '"')
        new.append(
            (None, b'<%sdefinedName name="%s" hidden="1">%s</%sdefinedName>' % (p, name.encode(), text, p))
        )
    parts.insert_names(archive, workbook, new)
