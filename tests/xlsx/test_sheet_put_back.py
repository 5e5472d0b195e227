"""A sheet that was taken away and comes back where styles and shared texts have other numbers, or into another workbook."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from tests.books import saved
from workbook.edits import AddSheet, RemoveSheet
from workbook.edits_json import from_json, to_json
from workbook.host import Refused
from workbook.xlsx.reading.worker import proved
from workbook.xlsx.writing.filehost import FileHost


def dressed() -> Workbook:
    """A workbook in which the sheet 单 uses the last styles and texts there are."""
    book = Workbook()
    book.active.title = "表"
    for row in range(1, 20):
        book.active.cell(row, 1, f"第{row}句").font = Font(sz=row + 5)
    sheet = book.create_sheet("单")
    sheet["A1"], sheet["B2"], sheet["C3"] = "问题清单", "说明 & 例子", 44000
    sheet["A1"].font = Font(sz=16, b=True, name="宋体")
    sheet["B2"].fill = PatternFill("solid", fgColor="FFC7CE")
    sheet["B2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet["B2"].border = Border(left=Side("thin"))
    sheet["C3"].number_format = 'yyyy"年"m"月"'
    sheet.column_dimensions["E"].font = Font(b=True)
    sheet.row_dimensions[7].font = Font(i=True)
    return book


def looks(data: bytes) -> dict[str, object]:
    sheet = load_workbook(io.BytesIO(data))["单"]
    found: dict[str, object] = {
        cell.coordinate: [
            str(what)
            for what in (cell.value, cell.font, cell.fill, cell.border, cell.alignment, cell.number_format)
        ]
        for row in sheet
        for cell in row
        if cell.value is not None
    }
    return {**found, "E": sheet.column_dimensions["E"].font.b, "7": sheet.row_dimensions[7].font.i}


def taken_away(data: bytes) -> tuple[bytes, list]:
    host = FileHost(data, "a.xlsx")
    inverse = host.apply([RemoveSheet("单")]).inverse
    return host.data, from_json(to_json(inverse))


def test_it_comes_back_into_a_workbook_with_other_styles_and_texts():
    data = saved(dressed())
    _, inverse = taken_away(data)
    other = Workbook()
    other.active["A1"] = "另一句"
    host = FileHost(saved(other), "b.xlsx")
    host.apply(inverse)
    proved(host.data, "b.xlsx")
    assert looks(host.data) == looks(data)


def test_it_comes_back_after_another_program_numbered_everything_anew():
    data = saved(dressed())
    rest, inverse = taken_away(data)
    book = load_workbook(io.BytesIO(rest))
    book["表"].delete_rows(1, 17)
    book["表"].insert_rows(1)
    book["表"]["A1"] = "新的一句"
    host = FileHost(saved(book), "a.xlsx")
    host.apply(inverse)
    assert looks(host.data) == looks(data)


def test_where_nothing_changed_it_is_the_same_to_the_byte():
    data = saved(dressed())
    host = FileHost(data, "a.xlsx")
    host.apply(host.apply([RemoveSheet("单")]).inverse)
    before, after = (parts(data) for data in (data, host.data))
    assert after["xl/styles.xml"] == before["xl/styles.xml"]
    assert without_declaration(before["xl/worksheets/sheet2.xml"]) in map(without_declaration, after.values())


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without_declaration(part: bytes) -> bytes:
    return re.sub(rb"^<\?xml.*?\?>\s*", b"", part)


def test_numbers_nobody_told_of_are_not_written():
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols>'
        '<col min="1" max="1" style="41"/></cols><sheetData><row r="1" s="40" customFormat="1">'
        '<c r="A1" s="39" t="s"><v>77</v></c><c r="B1" s="38"><v>1</v></c></row></sheetData></worksheet>'
    )
    host = FileHost(saved(Workbook()), "b.xlsx")
    host.apply([AddSheet("单", (), {"xml": xml, "parts": {}})])
    proved(host.data, "b.xlsx")
    sheet = load_workbook(io.BytesIO(host.data))["单"]
    assert [cell.value for cell in sheet[1]] == [None, 1]


def test_what_we_write_must_not_name_a_style_there_is_not():
    book = Workbook()
    book.active["A1"] = '格式 s="99"'
    book.active["B1"] = 1
    data = saved(book)
    proved(data, "a.xlsx")
    spoiled = replaced(data, b'r="B1"', b'r="B1" s="7"')
    with pytest.raises(Refused, match=r"FILE_DAMAGED.*样式 7"):
        proved(spoiled, "a.xlsx")


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in parts(data).items():
            made.writestr(name, content.replace(old, new))
    return stream.getvalue()


@pytest.mark.parametrize("part", [{"styles": {"3": {"font": 3}}}, {"strings": {"3": "<t>x</t></is><is>"}}])
def test_a_damaged_record_is_refused(part):
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" s="3" t="s"><v>3</v></c></row></sheetData></worksheet>'
    )
    host = FileHost(saved(Workbook()), "b.xlsx")
    with pytest.raises(Refused, match="EDIT_INVALID"):
        host.apply([AddSheet("单", (), {"xml": xml, "parts": part})])


def with_drawing(data: bytes, content: str) -> bytes:
    """The same workbook with a drawing on 单."""
    main = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                space = f'xmlns:r="{kind}"'.encode()
                text = text.replace(b"</worksheet>", b"<drawing " + space + b' r:id="rId9"/></worksheet>')
            if name == "[Content_Types].xml":
                part = '<Override PartName="/xl/drawings/drawing7.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>'
                text = text.replace(b"</Types>", part.encode())
            new.writestr(name, text)
        rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="{kind}/drawing" Target="../drawings/drawing7.xml"/></Relationships>'
        new.writestr("xl/worksheets/_rels/sheet2.xml.rels", rels)
        new.writestr("xl/drawings/drawing7.xml", f'<xdr:wsDr xmlns:xdr="{main}">{content}</xdr:wsDr>')
    return out.getvalue()


def test_an_empty_drawing_goes_and_comes_back_with_its_sheet():
    data = with_drawing(saved(dressed()), "")
    proved(data, "a.xlsx")
    rest, inverse = taken_away(data)
    assert not [name for name in zipfile.ZipFile(io.BytesIO(rest)).namelist() if "drawing" in name]
    host = FileHost(rest, "a.xlsx")
    host.apply(inverse)
    proved(host.data, "a.xlsx")
    back = zipfile.ZipFile(io.BytesIO(host.data))
    assert back.read("xl/drawings/drawing7.xml") == zipfile.ZipFile(io.BytesIO(data)).read(
        "xl/drawings/drawing7.xml"
    )
    assert b"<drawing " in next(
        back.read(n) for n in back.namelist() if b"rId9" in back.read(n) and n.endswith(".xml")
    )
    assert looks(host.data) == looks(data)


def test_a_sheet_with_a_picture_on_it_stays():
    with pytest.raises(Refused, match="EDIT_SHEET"):
        taken_away(with_drawing(saved(dressed()), "<xdr:absoluteAnchor/>"))


def test_a_record_with_a_drawing_that_shows_something_is_refused():
    rest, (inverse,) = taken_away(with_drawing(saved(dressed()), ""))
    record = to_json([inverse])
    hanging = (
        record["edits"][0]["spec"]["parts"]["hanging"]
        if isinstance(record, dict)
        else record[0]["spec"]["parts"]["hanging"]
    )
    hanging[0]["base64"] = "PHgvPg=="
    with pytest.raises(Refused, match="EDIT_INVALID"):
        FileHost(rest, "a.xlsx").apply(from_json(record))
