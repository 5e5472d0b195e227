"""A sheet of ours as a new part: text inline, a header, widths, filter, drop-downs, print set-up.

What an `AddSheet` spec may say is written in `workbook.edits`. Styles are appended to the workbook's own.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, TypeAlias

from workbook.edits import Scalar
from workbook.host import Refused
from workbook.host_rules import refuse_new_name, refuse_spec, shaped
from workbook.model import Cell, Range, column_letters, column_number
from workbook.sheet_spec import PAGES
from workbook.xlsx.writing import carried, parts
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.calcchain import Chain, is_record
from workbook.xlsx.writing.cellxml import value_xml
from workbook.xlsx.writing.looks import Looks
from workbook.xlsx.writing.sheetpart import SheetPart
from workbook.xlsx.writing.styles import Styles
from workbook.xlsx.writing.xml import (
    HEAD,
    Doc,
    Splices,
    check,
    check_fragment,
    is_name,
    main_of,
    related_id,
    with_attribute,
)
from workbook.xlsx.writing.xmltext import escape_text

_OFFICE: Final = "application/vnd.openxmlformats-officedocument.%s"
_TYPE: Final = _OFFICE % "spreadsheetml.worksheet+xml"
_DECLARED: Final = re.compile(rb"^\s*<\?xml.*?\?>\s*", re.S)
_KINDS: Final = {
    "comments": ("/comments{}.xml", parts.COMMENTS_TYPE),
    "vmlDrawing": ("/drawings/vmlDrawing{}.vml", parts.VML_TYPE),
    "printerSettings": ("/printerSettings/printerSettings{}.bin", _OFFICE % "spreadsheetml.printerSettings"),
    "drawing": (
        "/drawings/drawing{}.xml",
        _OFFICE % "drawing+xml",
    ),  # an empty one, as LibreOffice gives every sheet
    "hyperlink": ("", ""),
}
"""What a sheet of ours may point to (where such parts lie, their type); one with more has become a person's work and is
not taken away.
"""
_EMPTY_DRAWING: Final = re.compile(
    rb"\s*(?:<\?xml[^<>]*\?>\s*)?<(?:\w+:)?wsDr\b[^<>]*(?:/>|>\s*</(?:\w+:)?wsDr\s*>)\s*"
)
PARTS: Final = {
    "at": int,  # its place among the sheets, from 0
    "active": bool,  # whether it was the one shown
    "attrs": dict,  # how the workbook listed it: sheet id, hidden or not
    "hanging": list | tuple,  # the parts and addresses it points to, see HANGING_RECORD
    "names": list | tuple,  # [place, element] of each defined name local to it
    "chain": dict,  # its cells' entries in the calculation chain
    "styles": dict,  # the styles and shared texts its XML names by number, see `carried`
    "strings": dict,
}
"""What `AddSheet.spec["parts"]` says of a sheet that was removed, beside its own XML."""
HANGING_RECORD: Final = {
    "id": str,  # of the relationship
    "kind": str,
    "target": str,  # an address outside of the workbook, or else
    "name": str,  # a part: its name
    "base64": str,  # and what it holds
}
Names: TypeAlias = Sequence[tuple[int | None, bytes]]
"""Defined names: their place in the workbook's list (None: at the end) and their elements."""


def add_sheet(
    archive: Archive,
    workbook: str,
    styles: Styles,
    name: str,
    rows: Sequence[Sequence[Scalar]],
    spec: Mapping[str, Any],
) -> None:
    """Add a sheet at the end. Raises Refused for a name that is taken or not allowed."""
    sheets = parts.sheets_of(archive, workbook)
    refuse_new_name(name, [sheet.name for sheet in sheets])
    refuse_spec(spec)
    doc = Doc(archive.get(workbook))
    body = _sheet_xml(rows, spec, styles, doc.strict)
    names = _names(doc.prefix, name, len(sheets), spec)
    _list(archive, workbook, name, body, len(sheets), {}, names)


def _list(
    archive: Archive, workbook: str, name: str, body: bytes, at: int, attrs: Mapping[str, str], names: Names
) -> str:
    """Add a sheet's part and list it in the workbook at a place, with names local to it; answers its part's name.

    A sheet id among the attributes is kept when it is free.
    """
    check(body)
    sheets = parts.sheets_of(archive, workbook)
    strict = Doc(archive.get(workbook)).strict
    part = parts.free_name(archive, workbook.rsplit("/", 1)[0] + "/worksheets/sheet{}.xml")
    archive.put(part, body)
    parts.set_type(archive, part, _TYPE)
    key = parts.relate(archive, workbook, "worksheet", part, strict)
    taken = {sheet.id for sheet in sheets}
    number = attrs.get("sheetId", "")
    if not number.isdigit() or number in taken:
        number = str(max((int(sheet) for sheet in taken if sheet.isdigit()), default=0) + 1)
    parts.insert_sheet(archive, workbook, at, {**attrs, "name": name, "sheetId": number}, key)
    parts.insert_names(archive, workbook, names)
    return part


def _names(p: bytes, sheet: str, index: int, spec: Mapping[str, Any]) -> Names:
    """The hidden name behind a filter, and print titles."""
    quoted = "'" + sheet.replace("'", "''") + "'!"
    names = []
    if "filter" in spec:
        names.append(("_xlnm._FilterDatabase", b' hidden="1"', quoted + Range.parse(spec["filter"]).absolute))
    if "repeat" in spec:
        first, last = spec["repeat"].split(":")
        names.append(("_xlnm.Print_Titles", b"", f"{quoted}${first}:${last}"))
    tag = b'<%sdefinedName name="%s" localSheetId="%d"%s>%s</%sdefinedName>'
    return [(None, tag % (p, n.encode(), index, hidden, escape_text(text), p)) for n, hidden, text in names]


def _sheet_xml(
    rows: Sequence[Sequence[Scalar]], spec: Mapping[str, Any], styles: Styles, strict: bool
) -> bytes:
    """The whole part. Our own sheets are written without a prefix, whatever the workbook uses."""
    looks = Looks(spec, styles)
    out = [b'%s<worksheet xmlns="%s">' % (HEAD, main_of(strict))]
    fit = b'<pageSetUpPr fitToPage="1"/>' if "landscape" in spec else b""
    tab = b'<tabColor rgb="FF%s"/>' % spec["tab"].encode() if "tab" in spec else b""
    if fit or tab:
        out.append(b"<sheetPr>%s%s</sheetPr>" % (tab, fit))
    out.append(_view(spec))
    out.append(_columns(spec))
    out.append(b"<sheetData>")
    out += [_row(number, row, looks) for number, row in enumerate(rows, 1)]
    out.append(b"</sheetData>")
    if "filter" in spec:
        out.append(b'<autoFilter ref="%s"/>' % spec["filter"].encode())
    out.append(_validations(spec.get("validations", ())))
    if "landscape" in spec:
        out.append(
            b'<printOptions horizontalCentered="1"/>'
            b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            b'<pageSetup paperSize="9" orientation="%s" fitToWidth="1" fitToHeight="0"/>'
            b"<headerFooter><oddFooter>&amp;C%s</oddFooter></headerFooter>"
            % (b"landscape" if spec["landscape"] else b"portrait", escape_text(PAGES))
        )
    out.append(b"</worksheet>")
    return b"".join(out)


def _view(spec: Mapping[str, Any]) -> bytes:
    if "freeze" not in spec:
        return b""
    corner = Cell.parse(spec["freeze"])
    split = b""
    if corner.col > 1:
        split += b' xSplit="%d"' % (corner.col - 1)
    if corner.row > 1:
        split += b' ySplit="%d"' % (corner.row - 1)
    pane = (
        b"bottomRight"
        if corner.col > 1 and corner.row > 1
        else b"bottomLeft"
        if corner.row > 1
        else b"topRight"
    )
    return (
        b'<sheetViews><sheetView workbookViewId="0" showGridLines="0">'
        b'<pane%s topLeftCell="%s" activePane="%s" state="frozen"/>'
        b'<selection pane="%s"/></sheetView></sheetViews>' % (split, corner.a1.encode(), pane, pane)
    )


def _columns(spec: Mapping[str, Any]) -> bytes:
    widths, hidden = dict(spec.get("widths", {})), set(spec.get("hidden", ()))
    cols = []
    for letters in sorted({*widths, *hidden}, key=column_number):
        number = column_number(letters)
        flag = b' hidden="1"' if letters in hidden else b""
        width = repr(float(widths.get(letters, 9.0))).encode()
        cols.append(b'<col min="%d" max="%d" width="%s" customWidth="1"%s/>' % (number, number, width, flag))
    return b"<cols>%s</cols>" % b"".join(cols) if cols else b""


def _row(number: int, row: Sequence[Scalar], looks: Looks) -> bytes:
    cells = []
    for col, value in enumerate(row, 1):
        value = None if value == "" else value  # an empty text would be counted by COUNTA
        style = looks.of(number, col, value)
        if value is None and not style:
            continue
        kind, inner = value_xml(value, b"")
        head = b'<c r="%s%d"' % (column_letters(col).encode(), number)
        head += b' s="%d"' % style if style else b""
        head += b' t="%s"' % kind.encode() if kind else b""
        cells.append(head + (b">" + inner + b"</c>" if inner else b"/>"))
    height = b' ht="%d" customHeight="1"' % looks.height(number, row) if looks.height(number, row) else b""
    return b'<row r="%d"%s>%s</row>' % (number, height, b"".join(cells)) if cells else b""


def _validations(entries: Sequence[Mapping[str, Any]]) -> bytes:
    if not entries:
        return b""
    made = [
        b'<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="%s">'
        b"<formula1>%s</formula1></dataValidation>"
        % (entry["range"].encode(), escape_text('"' + ",".join(entry["list"]) + '"'))
        for entry in entries
    ]
    return b'<dataValidations count="%d">%s</dataValidations>' % (len(made), b"".join(made))


# ---- taking a sheet away, and putting it back


def remove_sheet(
    archive: Archive, workbook: str, chain: Chain, name: str, styles: Styles | None, strings: Sequence[bytes]
) -> dict[str, Any]:
    """Take a sheet and the parts only it uses away; answers the spec that puts it back as it was.

    styles, strings   what the workbook has of them: the spec tells those the sheet uses by content
    """
    sheets = parts.sheets_of(archive, workbook)
    entry = next((sheet for sheet in sheets if sheet.name == name), None)
    if entry is None or len(sheets) < 2 or entry.part not in archive:
        raise Refused("EDIT_SHEET", name)
    hanging = [_hanging(archive, relation) for relation in parts.relation_elements(archive, entry.part)]
    if None in hanging:
        raise Refused("EDIT_SHEET", f"{name}（里面有图表、表格等不是本程序加的内容）")
    doc = Doc(archive.get(entry.part))
    names = parts.names_of_sheet(archive, workbook, entry.index)
    entries = chain.of_sheet(entry.id)
    for cell in entries:
        chain.forget(entry.id, cell)
    attrs, active = parts.delist_sheet(archive, workbook, entry)
    for relation in parts.relations(archive, entry.part):
        if relation.target in archive:
            parts.drop_part(archive, relation.target)
    parts.unrelate_part(archive, workbook, entry.part)
    parts.drop_part(archive, entry.part)
    record = {
        "at": entry.index, "active": active, "attrs": attrs, "hanging": hanging, "chain": entries,
        "names": [[at, raw.decode("utf-8")] for at, raw in names], **carried.told(doc, styles, strings),
    }  # fmt: skip
    return {"xml": _DECLARED.sub(b"", doc.body).decode("utf-8"), "parts": record}


def _hanging(archive: Archive, relation: Mapping[str, str]) -> dict[str, str] | None:
    """What a sheet of ours may point to, as it can be put back; None for a person's work."""
    kind, name = relation["kind"], relation["name"]
    if kind not in _KINDS:
        return None
    record = {"id": relation["id"], "kind": kind}
    if kind == "hyperlink" and not name:
        return record | {"target": relation["target"]}
    alone = name in archive and parts.rels_name(name) not in archive and parts.leading_to(archive, name) == 1
    if kind == "hyperlink" or not alone:  # it leads into another part, or others lead there too
        return None
    data = archive.get(name)
    if kind == "drawing" and not _EMPTY_DRAWING.fullmatch(data):
        return None
    return record | {"name": name, "base64": b64encode(data).decode()}


def put_back_sheet(
    archive: Archive,
    workbook: str,
    chain: Chain,
    name: str,
    spec: Mapping[str, Any],
    styles: Callable[[], Styles],
    strings: Sequence[bytes],
) -> None:
    """Add a sheet that was removed, with its notes, links and names, at its old place, looking as it did.

    styles, strings   what the workbook has of them now; its styles are opened only when the sheet has any
    """
    sheets = parts.sheets_of(archive, workbook)
    refuse_new_name(name, [sheet.name for sheet in sheets])
    record = spec.get("parts", {})
    shaped(record, PARTS)
    hanging = [_from_record(part) for part in record.get("hanging", ())]
    body = _sheet_of(spec["xml"], {part["id"] for part, _ in hanging})
    body = carried.renumbered(Doc(body), record, styles, strings)
    at = min(max(record.get("at", len(sheets)), 0), len(sheets))
    try:
        attrs = {k: v for k, v in record.get("attrs", {}).items() if is_name(k) and isinstance(v, str)}
        names = [(int(place), _checked_name(raw, at)) for place, raw in record.get("names", ())]
    except (ValueError, TypeError) as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem
    entries: dict[str, Any] = {str(cell): entry for cell, entry in record.get("chain", {}).items()}
    if not all(is_record(entry) for entry in entries.values()):
        raise Refused("EDIT_INVALID", "还原记录不完整")
    part = _list(archive, workbook, name, body, at, attrs, names)
    _hang(archive, part, hanging)
    number = parts.sheets_of(archive, workbook)[at].id
    for cell, entry in entries.items():
        chain.put_back(number, cell, entry)
    if record.get("active"):
        parts.activate(archive, workbook, at)


def _sheet_of(xml: object, known: Collection[str]) -> bytes:
    """A sheet's part from the XML a host wrote down, proved to be one."""
    try:
        body = _alone(Doc(HEAD + str(xml).encode("utf-8")), known)
        check(body)
        SheetPart(body)
    except Refused as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem
    return body


def _checked_name(raw: object, at: int) -> bytes:
    """A name of a record, local to the sheet at a place."""
    data = str(raw).encode("utf-8")
    check_fragment(data, "definedName")
    end = data.index(b">") + 1
    return with_attribute(data[:end], "localSheetId", str(at)) + data[end:]


def _from_record(record: Any) -> tuple[Mapping[str, Any], bytes]:
    """What hangs on a sheet and, of a part, what it holds; proved before anything is changed."""
    shaped(record, HANGING_RECORD, ("id", "kind"))
    try:
        data = b64decode(record.get("base64", ""), validate=True)
        if record["kind"] == "comments":
            check(Doc(data).body)
        if record["kind"] == "drawing" and not _EMPTY_DRAWING.fullmatch(data):
            raise ValueError("a drawing that shows something is none of ours")
    except (ValueError, Refused) as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem
    if record["kind"] not in _KINDS or ("target" in record) != (record["kind"] == "hyperlink"):
        raise Refused("EDIT_INVALID", "还原记录不完整")
    return record, data


def _hang(archive: Archive, sheet: str, records: Sequence[tuple[Mapping[str, Any], bytes]]) -> None:
    """Give a sheet its notes, boxes, printer settings and links again, under the ids it knows them by."""
    strict = Doc(archive.get(sheet)).strict
    for record, data in records:
        kind = record["kind"]
        if "target" in record:
            parts.relate_outside(archive, sheet, kind, record["target"], strict, record["id"])
            continue
        pattern, content_type = _KINDS[kind]
        name = record.get("name", "")
        folder = sheet.rsplit("/", 2)[0]
        if name in archive or not name.startswith(folder + "/") or ".." in name:
            name = parts.free_name(archive, folder + pattern)
        archive.put(name, data)
        if name.endswith((".vml", ".bin")):
            parts.set_default_type(archive, name[-3:], content_type)
        else:
            parts.set_type(archive, name, content_type)
        parts.relate(archive, sheet, kind, name, strict, record["id"])


def _alone(doc: Doc, known: Collection[str]) -> bytes:
    """A sheet's XML without what stands in parts that are not known: notes, printer settings, links to the outside."""
    splices = Splices(doc.body)
    for node in doc.root.children():
        nodes = node.children() if node.local == "hyperlinks" else [node]
        lost = [inner for inner in nodes if (related_id(inner.attrs) or "") not in {"", *known}]
        if node.local == "pageSetup" and lost:
            name = next(name for name in node.attrs if name.endswith(":id"))
            splices.replace(node.start, node.open_end, with_attribute(node.tag, name, None))
        elif lost:
            splices.replace(node.start, node.end, b"")
    return splices.render()
