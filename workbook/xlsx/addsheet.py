"""A sheet of ours as a new part: text inline, a header, widths, filter, drop-downs, print set-up.

What an `AddSheet` spec may say is written in `workbook.edits`. Styles are appended to the workbook's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Final

from workbook.edits import Content, Scalar
from workbook.host import Refused
from workbook.model import Cell, Range, column_letters, column_number
from workbook.xlsx import parts
from workbook.xlsx.archive import Archive
from workbook.xlsx.calcchain import forget_sheet
from workbook.xlsx.cellxml import content_xml
from workbook.xlsx.styles import Styles
from workbook.xlsx.xml import Doc, Splices, check, escape_attribute, escape_text, related_id, with_attribute

_OURS_MAY_HAVE: Final = {"comments", "vmlDrawing", "printerSettings", "hyperlink"}
"""Parts a sheet of ours may point to; one with more has become a person's work and is not taken away."""
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MAX_LIST: Final = 255  # characters of a drop-down's items (Excel's limit)
_BAD_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_TITLE: Final = '<font><b/><sz val="16"/><name val="宋体"/></font>'
_BOLD: Final = '<font><b/><sz val="11"/><name val="宋体"/></font>'
_HEADER_FILL: Final = (
    '<fill><patternFill patternType="solid"><fgColor rgb="FFD9E1F2"/>'
    '<bgColor indexed="64"/></patternFill></fill>'
)
_THIN: Final = (
    '<border><left style="thin"><color rgb="FFBFBFBF"/></left><right style="thin"><color rgb="FFBFBFBF"/></right>'
    '<top style="thin"><color rgb="FFBFBFBF"/></top><bottom style="thin"><color rgb="FFBFBFBF"/></bottom>'
    "<diagonal/></border>"
)


def check_name(name: str, taken: Sequence[str]) -> None:
    """Raises Refused(EDIT_EXISTS) for a name Excel would not take or that is taken."""
    length = len(name.encode("utf-16-le")) // 2
    bad = not 0 < length <= 31 or _BAD_NAME.search(name) or name.casefold() == "history"
    if bad or name.casefold() in {other.casefold() for other in taken}:
        raise Refused("EDIT_EXISTS", name)


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
    check_name(name, [sheet.name for sheet in sheets])
    folder = workbook.rsplit("/", 1)[0]
    part = parts.free_name(archive, folder + "/worksheets/sheet{}.xml")
    doc = Doc(archive.get(workbook))
    if "xml" in spec:
        body = _alone(Doc(str(spec["xml"]).encode("utf-8"))).encode("utf-8")
        check(body)
    else:
        body = _sheet_xml(rows, spec, styles, doc.strict)
    archive.put(part, body)
    parts.set_type(archive, part, _TYPE)
    key = parts.relate(archive, workbook, "worksheet", part, doc.strict)
    listed = doc.root.child("sheets")
    assert listed is not None  # sheets_of has read it
    number = max((int(sheet.id) for sheet in sheets if sheet.id.isdigit()), default=0) + 1
    office = re.search(
        rb'xmlns:([\w.-]+)\s*=\s*["\'][^"\']*officeDocument/[^"\']*relationships["\']', doc.root_tag
    )
    prefix = office[1] if office else b"r"
    declared = b"" if office else b' xmlns:r="%s"' % parts.OFFICE.encode()
    element = b'<%ssheet name="%s" sheetId="%d"%s %s:id="%s"/>' % (
        doc.prefix,
        escape_attribute(name),
        number,
        declared,
        prefix,
        key.encode(),
    )
    splices = Splices(doc.body)
    splices.replace(listed.close, listed.close, element)
    _add_names(doc, splices, name, len(sheets), spec)
    parts.save_part(archive, workbook, doc, splices.render())


def _add_names(doc: Doc, splices: Splices, sheet: str, index: int, spec: Mapping[str, Any]) -> None:
    """The hidden name behind a filter, and print titles."""
    p, quoted = doc.prefix, "'" + sheet.replace("'", "''") + "'!"
    names = []
    if "filter" in spec:
        text = escape_text(quoted + _absolute(spec["filter"]))
        names.append(
            b'<%sdefinedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">%s</%sdefinedName>'
            % (p, index, text, p)
        )
    if "repeat" in spec:
        first, last = spec["repeat"].split(":")
        text = escape_text(f"{quoted}${first}:${last}")
        names.append(
            b'<%sdefinedName name="_xlnm.Print_Titles" localSheetId="%d">%s</%sdefinedName>'
            % (p, index, text, p)
        )
    if not names:
        return
    node = doc.root.child("definedNames")
    if node is not None and not node.empty:
        splices.replace(node.close, node.close, b"".join(names))
        return
    block = b"<%sdefinedNames>%s</%sdefinedNames>" % (p, b"".join(names), p)
    if node is not None:
        splices.replace(node.start, node.end, block)
        return
    before = ("sheets", "functionGroups", "externalReferences")
    after = [child for child in doc.root.children() if child.local in before][-1]
    splices.replace(after.end, after.end, block)


def _absolute(area: str) -> str:
    box = Range.parse(area)
    return f"${column_letters(box.left)}${box.top}:${column_letters(box.right)}${box.bottom}"


def _sheet_xml(
    rows: Sequence[Sequence[Scalar]], spec: Mapping[str, Any], styles: Styles, strict: bool
) -> bytes:
    """The whole part. Our own sheets are written without a prefix, whatever the workbook uses."""
    looks = _Looks(spec, styles)
    main = (
        "http://purl.oclc.org/ooxml/spreadsheetml/main"
        if strict
        else "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    )
    out = [f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{main}">'.encode()]
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
            b"<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
            % (b"landscape" if spec["landscape"] else b"portrait")
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


def _row(number: int, row: Sequence[Scalar], looks: _Looks) -> bytes:
    cells = []
    for col, value in enumerate(row, 1):
        value = None if value == "" else value  # an empty text would be counted by COUNTA
        style = looks.of(number, col)
        if value is None and not style:
            continue
        kind, inner = content_xml(Content(value), b"")
        head = b'<c r="%s%d"' % (column_letters(col).encode(), number)
        head += b' s="%d"' % style if style else b""
        head += b' t="%s"' % kind.encode() if kind else b""
        cells.append(head + (b">" + inner + b"</c>" if inner else b"/>"))
    height = b' ht="%d" customHeight="1"' % looks.height(number, row) if looks.height(number, row) else b""
    return b'<row r="%d"%s>%s</row>' % (number, height, b"".join(cells)) if cells else b""


def _validations(entries: Sequence[Mapping[str, Any]]) -> bytes:
    if not entries:
        return b""
    for entry in entries:
        if len(",".join(entry["list"])) > _MAX_LIST or any("," in item for item in entry["list"]):
            raise Refused("EDIT_INVALID", f"{entry['range']} 的下拉选项太长或含有逗号")
    made = [
        b'<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="%s">'
        b"<formula1>%s</formula1></dataValidation>"
        % (entry["range"].encode(), escape_text('"' + ",".join(entry["list"]) + '"'))
        for entry in entries
    ]
    return b'<dataValidations count="%d">%s</dataValidations>' % (len(made), b"".join(made))


def _units(text: str) -> float:
    """The width of a text in Excel's units: a Chinese character takes two."""
    return sum(1.0 if character.isascii() else 2.0 for character in text)


class _Looks:
    """Which style each cell of our sheet has."""

    def __init__(self, spec: Mapping[str, Any], styles: Styles) -> None:
        self._header, self._title = spec.get("header", 0), spec.get("title", 0)
        self._colors = {Cell.parse(a1): color for a1, color in spec.get("colors", {}).items()}
        self._wrap = {column_number(letters) for letters in spec.get("wrap", ())}
        self._hidden = {column_number(letters) for letters in spec.get("hidden", ())}
        self._widths = {column_number(k): float(v) for k, v in spec.get("widths", {}).items()}
        self._formats = {column_number(k): v for k, v in spec.get("formats", {}).items()}
        self._styles = styles
        self._known: dict[tuple[Any, ...], int] = {}

    def of(self, row: int, col: int) -> int:
        """The style index of a cell: title, header, or a cell of the table below the header."""
        style = self._plain(row, col)
        color = self._colors.get(Cell(row, col))
        return style if color is None else self._styles.with_fill(style, color)

    def _plain(self, row: int, col: int) -> int:
        if row == self._title:
            return self._make("title", {"font": _TITLE}) if col == 1 else 0
        if row == self._header and col not in self._hidden:
            align = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
            return self._make(
                "header", {"font": _BOLD, "fill": _HEADER_FILL, "border": _THIN, "alignment": align}
            )
        if row <= self._header:
            return 0
        record: dict[str, Any] = {}
        if self._header and col not in self._hidden:
            record["border"] = _THIN
        if record or col in self._wrap:
            wrap = ' wrapText="1"' if col in self._wrap else ""
            record["alignment"] = f'<alignment vertical="top"{wrap}/>'
        if col in self._formats:
            record["number_format"] = 49 if self._formats[col] == "@" else self._formats[col]
        return self._make(("cell", *sorted((name, str(value)) for name, value in record.items())), record)

    def height(self, row: int, values: Sequence[Scalar]) -> int:
        """Points a row below the header needs for its wrapped texts; 0: as high as usual."""
        if row <= self._header or not self._wrap:
            return 0
        lines = 1
        for col, value in enumerate(values, 1):
            if col in self._wrap and isinstance(value, str):
                room = max(self._widths.get(col, 9.0) - 1, 1)
                lines = max(lines, sum(ceil(_units(part) / room) or 1 for part in value.split("\n")))
        return 15 * lines + 2

    def _make(self, key: Any, record: dict[str, Any]) -> int:
        if (key,) not in self._known:
            self._known[(key,)] = self._styles.with_record(0, record)
        return self._known[(key,)]


def remove_sheet(archive: Archive, workbook: str, name: str) -> str:
    """Take a sheet and the parts only it uses away; answers its XML. Names of later sheets are renumbered."""
    sheets = parts.sheets_of(archive, workbook)
    entry = next((sheet for sheet in sheets if sheet.name == name), None)
    if entry is None or len(sheets) < 2 or entry.part not in archive:
        raise Refused("EDIT_SHEET", name)
    kinds = {relation.kind for relation in parts.relations(archive, entry.part)}
    if not kinds <= _OURS_MAY_HAVE:
        raise Refused("EDIT_SHEET", f"{name}（里面有图表、表格等不是本程序加的内容）")
    xml = _alone(Doc(archive.get(entry.part)))
    doc = Doc(archive.get(workbook))
    splices = Splices(doc.body)
    listed = doc.root.child("sheets")
    assert listed is not None  # sheets_of has read it
    nodes = listed.children()
    splices.replace(nodes[entry.index].start, nodes[entry.index].end, b"")
    _renumber_names(doc, splices, entry.index)
    _keep_active_tab(doc, splices, entry.index)
    parts.save_part(archive, workbook, doc, splices.render())
    for relation in parts.relations(archive, entry.part):
        if relation.target in archive:
            parts.drop_part(archive, relation.target)
    for relation in parts.relations(archive, workbook):
        if relation.target == entry.part:
            parts.unrelate(archive, workbook, relation.id)
    parts.drop_part(archive, entry.part)
    forget_sheet(archive, workbook, entry.id)
    return xml


def _alone(doc: Doc) -> str:
    """A sheet's XML without what stands in other parts: notes, printer settings, links to the outside."""
    splices = Splices(doc.body)
    for node in doc.root.children():
        inside = (
            [child for child in node.children() if related_id(child.attrs)]
            if node.local == "hyperlinks"
            else []
        )
        if node.local == "pageSetup":
            name = next((name for name in node.attrs if name.endswith(":id")), None)
            if name:
                splices.replace(node.start, node.open_end, with_attribute(node.tag, name, None))
        elif related_id(node.attrs) or inside:
            splices.replace(node.start, node.end, b"")
    return splices.render().decode("utf-8")


def _renumber_names(doc: Doc, splices: Splices, index: int) -> None:
    """Names local to the sheet go, those of later sheets count one less."""
    names = doc.root.child("definedNames")
    if names is None:
        return
    left = 0
    nodes = names.children()
    for node in nodes:
        local = node.attrs.get("localSheetId")
        if local is None or int(local) < index:
            left += 1
        elif int(local) == index:
            splices.replace(node.start, node.end, b"")
        else:
            left += 1
            splices.replace(
                node.start, node.open_end, with_attribute(node.tag, "localSheetId", str(int(local) - 1))
            )
    if not left:
        for node in nodes:
            splices.drop(node.start)
        splices.replace(names.start, names.end, b"")


def _keep_active_tab(doc: Doc, splices: Splices, index: int) -> None:
    views = doc.root.child("bookViews")
    for view in views.children() if views else ():
        active = view.attrs.get("activeTab", "0")
        if active.isdigit() and int(active) >= index > 0:
            tab = "0" if int(active) == index else str(int(active) - 1)
            splices.replace(view.start, view.open_end, with_attribute(view.tag, "activeTab", tab))
