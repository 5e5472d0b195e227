"""The twenty points a program must get right that edits workbooks without losing anything: one small test for each.

They were found with 2,652 real workbooks; what each point costs a program that misses it is told in docs and DECISIONS.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile

import openpyxl
import pytest

from tests.xlsx.independent import Meant, differences
from tests.xlsx.parts_of import MAIN, PACKAGE, REL, names, package, part
from tests.xlsx.test_patch_shapes import CHAIN, TABLE, TABLE_REL, TABLE_SHEET, after, at, refusal
from workbook.edits import Append, Content, Fill, Link, Note, SetCell
from workbook.host import Refused
from workbook.xlsx.reading.gate import open_package
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.filehost import FileHost

ROW = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
B2 = SetCell("S", at("B2"), "新")


def rezipped(data: bytes, rename=lambda name: name, **changed: bytes) -> bytes:
    """The package with members renamed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(rename(name), old.read(name))
    return out.getvalue()


class Pipe(io.RawIOBase):
    """A stream that cannot seek: members written to it get descriptors behind their data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.data += data
        return len(data)


def test_01_untouched_members_stay_raw_and_a_rewritten_one_has_no_descriptor_and_no_zip64_field():
    pipe = Pipe()
    with (
        zipfile.ZipFile(io.BytesIO(package(ROW))) as old,
        zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as member:
                member.write(old.read(name))
    data = bytes(pipe.data)
    out = after(data, B2)
    assert differences(data, out, Meant(content={"S": {(2, 2)}})) == []
    info = zipfile.ZipFile(io.BytesIO(out)).getinfo("xl/worksheets/sheet1.xml")
    flags, extra = struct.unpack_from("<6xH20xH", out, info.header_offset)
    assert (flags & 8, extra, info.flag_bits & 8, info.extra) == (0, 0, 0, b"")


def test_02_nothing_changes_when_what_was_written_does_not_prove_right(monkeypatch):
    host = FileHost(package(ROW), "a.xlsx")
    before = host.data
    monkeypatch.setattr("workbook.xlsx.writing.archive._deflated", lambda content: b"\x03\x00")
    with pytest.raises(Refused, match="FILE_DAMAGED"):
        host.apply([B2])
    assert host.data == before


@pytest.mark.parametrize("data", [
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), rezipped(package(ROW, more={"xl/Styles.xml": "<a/>"})),
    package(ROW, more={"../evil.xml": "<a/>"}), package(ROW)[:-200],
    package(ROW).replace(b"PK\x03\x04", b"PK\x03\x05", 1),
])  # fmt: skip
def test_03_what_is_no_sound_package_is_refused_by_the_gate_and_by_the_host(data):
    for opened in (lambda: open_package(data), lambda: FileHost(data, "a.xlsx").apply([B2])):
        with pytest.raises(Refused, match="FILE_"):
            opened()


@pytest.mark.parametrize("change", [
    lambda text: text.replace('Target="worksheets/', 'Target="/xl/worksheets/'), lambda text: text.replace('"worksheets/', '"./worksheets/'),
    lambda text: text.replace("worksheets/sheet1.xml", "WorkSheets/Sheet1.xml"), lambda text: text.replace("worksheets/sheet1", "worksheets\\sheet1"),
    lambda text: text.replace("sheet1.xml", "%73heet1.xml"), lambda text: text.replace("sheet1.xml", "sheet1.xml#a"),
    lambda text: re.sub(r"<(/?)Relationship(s?)", r"<\1x:Relationship\2", text).replace("xmlns=", "xmlns:x="),
])  # fmt: skip
def test_04_a_part_is_found_however_it_is_named(change):
    data = package(ROW)
    staged = Archive(data).copy()
    staged.put("/xl/_rels/workbook.xml.rels", change(part(data, "xl/_rels/workbook.xml.rels")).encode())
    assert "新" in part(after(staged.render(), B2))


def test_04_the_workbook_may_lie_elsewhere_and_member_names_have_backslashes():
    data = rezipped(
        package(ROW),
        lambda name: name.replace("xl/workbook.xml", "xl/book2.xml").replace(
            "workbook.xml.rels", "book2.xml.rels"
        ),
    )
    data = data.replace(b"xl/", b"xl\\")
    staged = Archive(data).copy()
    staged.put("/_rels/.rels", staged.get("/_rels/.rels").replace(b"xl/workbook.xml", b"xl/book2.xml"))
    out = after(staged.render(), B2)
    assert "新".encode() in Archive(out).get("/xl/worksheets/sheet1.xml")


def test_05_content_types_stay_as_they_are_unless_a_part_comes_and_a_prefix_is_kept():
    data = package(ROW)
    types = "[Content_Types].xml"
    assert part(after(data, B2), types) == part(data, types)
    staged = Archive(data).copy()
    staged.put(
        "/" + types,
        re.sub(r"<(/?)(Types|Default|Override)", r"<\1t:\2", part(data, types))
        .replace("xmlns=", "xmlns:t=")
        .encode(),
    )
    assert '<t:Override PartName="/xl/comments1.xml"' in part(
        after(staged.render(), Note("S", at("A1"), "x")), types
    )


@pytest.mark.parametrize(
    "name",
    [
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
    ],
)
def test_06_a_dtd_in_any_part_that_is_read_is_refused(name):
    data = package('<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>')
    staged = Archive(data).copy()
    staged.put("/" + name, b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + staged.get("/" + name))
    assert refusal(staged.render(), Fill("S", at("A1"), "FFC7CE")) == "FILE_DAMAGED"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-be", "iso-8859-1"])
def test_06_a_part_is_written_back_in_its_encoding(codec):
    declared = codec.removesuffix("-sig").removesuffix("-be")
    text = f'<?xml version="1.0" encoding="{declared}"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    assert (
        FileHost(after(package(text.encode(codec)), B2), "a")
        ._archive.get("/xl/worksheets/sheet1.xml")
        .decode(codec)
        .startswith(text[:9])
    )


def test_07_prefix_strict_namespace_quotes_line_ends_cdata_and_comments():
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    sheet = (
        f"<?xml version='1.0'?>\r\n<x:worksheet xmlns:x='{strict}'>\r\n<x:sheetData>\r\n<!-- 说明 --> <x:row r='2'>"
        "<x:c r='A2' t='str'><x:v><![CDATA[<a>]]></x:v></x:c>\r\n</x:row></x:sheetData></x:worksheet>"
    )
    out = part(after(package(sheet), B2))
    assert (
        "<x:c r='A2' t='str'><x:v><![CDATA[<a>]]></x:v></x:c>\r\n<x:c r=\"B2\" t=\"inlineStr\"><x:is>" in out
    )
    assert FileHost(package(sheet), "a").apply([SetCell("S", at("A2"), None)]).inverse[0].content == Content(
        "<a>"
    )


def test_08_rows_and_cells_elsewhere_in_the_part_are_none():
    sheet = (
        '<sheetData><!--<row r="2"><c r="B2"><v>9</v></c></row>--><row r="3"/></sheetData><controls><control><anchor>'
        '<xdr:row xmlns:xdr="urn:x">2</xdr:row><row r="2"><c r="B2"/></row></anchor></control></controls>'
    )
    out = part(after(package(sheet), B2))
    assert out.count("新") == 1
    assert out.index("新") < out.index('<row r="3"/>')
    assert out.endswith(sheet.partition("</sheetData>")[2] + "</worksheet>")


def test_09_text_is_written_so_that_excel_reads_it_again():
    out = part(after(package(ROW), SetCell("S", at("B2"), " <&>\x01\r_x0041_\ud800")))
    assert '<t xml:space="preserve"> &lt;&amp;&gt;_x0001__x000D__x005F_x0041__xD800_</t>' in out


def test_10_rows_and_cells_without_address_and_a_stated_range_that_is_too_small():
    sheet = (
        '<dimension ref="A1"/><sheetData><row><c><v>1</v></c></row><row spans="1:1"><c/></row></sheetData>'
    )
    out = part(after(package(sheet), B2))
    assert '<dimension ref="A1:B2"/>' in out
    assert '<row spans="1:2"><c/><c r="B2" t="inlineStr">' in out
    assert refusal(package("<cols/>"), B2) == "FILE_DAMAGED"


def test_11_a_new_cell_takes_the_rows_style_else_the_columns_and_an_old_one_keeps_its_own():
    sheet = (
        '<cols><col min="2" max="2" style="2"/></cols><sheetData><row r="1" s="1" customFormat="1"/><row r="2"/>'
        '<row r="3"><c r="B3" s="1" t="e" cm="1" vm="2"><v>#N/A</v></c></row></sheetData>'
    )
    out = part(after(package(sheet), *(SetCell("S", at(a1), 1.0) for a1 in ("B1", "B2", "B3"))))
    for cell in (
        '<c r="B1" s="1"><v>1</v></c>',
        '<c r="B2" s="2"><v>1</v></c>',
        '<c r="B3" s="1"><v>1</v></c>',
    ):
        assert cell in out


def test_12_a_formula_that_goes_leaves_the_chain_whole():
    sheet = '<sheetData><row r="1"><c r="A1"><f>1</f></c></row><row r="2"><c r="A2"><f>2</f></c></row></sheetData>'
    data = package(sheet, more={"xl/calcChain.xml": CHAIN})
    assert f'<calcChain xmlns="{MAIN}"><c r="A2" i="7"/><c r="B1" i="9"/>' in part(
        after(data, SetCell("S", at("A1"), 1.0)), "xl/calcChain.xml"
    )
    alone = package(
        sheet, more={"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A1" i="7"/></calcChain>'}
    )
    out = after(alone, SetCell("S", at("A1"), 1.0))
    assert "xl/calcChain.xml" not in names(out)
    assert "calcChain" not in part(out, "[Content_Types].xml") + part(out, "xl/_rels/workbook.xml.rels")


def shared(text: str) -> str:
    return (
        f'<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">{text}</f></c>'
        '<c r="C1"><f t="shared" ref="C1:C2" si="0">D1</f></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c><c r="C2"><f t="shared" si="0"/></c></row></sheetData>'
    )


@pytest.mark.parametrize(("text", "below"), [
    ("B1+$B$1+B$1+$B1", "B2+$B$1+B$1+$B2"), ('"B1"&amp;B1', '"B1"&amp;B2'), ("SUM(B:B,1:1)", "SUM(B:B,2:2)"), ("SUM(B1,\nB2)", "SUM(B2,\nB3)"),
    ("表[[#This Row],[甲]]+B1", "表[[#This Row],[甲]]+B2"), ("'B1 x'!B1", "'B1 x'!B2"),
])  # fmt: skip
def test_13_before_a_shared_formula_goes_its_heirs_get_it_each_as_it_reads_there(text, below):
    out = part(after(package(shared(text)), SetCell("S", at("A1"), 1.0)))
    assert f'<c r="A2"><f>{below}</f></c>' in out
    assert '<c r="C2"><f t="shared" si="0"/></c>' in out  # of another formula that uses the number again
    heir = FileHost(package(shared(text)), "a").apply([SetCell("S", at("C2"), 1.0)])
    assert heir.inverse[0].content == Content(None, "=D2")


def test_14_inside_an_array_formula_a_data_table_or_a_merged_range_nothing_is_written():
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f></c><c r="C1"><f t="dataTable" ref="C1:C3" r1="D1"/></c>'
        '<c r="E1"><f t="array" ref="E1">1</f></c></row></sheetData><mergeCells><mergeCell ref="G1:H2"/><mergeCell ref="J:K"/></mergeCells>'
    )
    asked = {"A2": "EDIT_ARRAY", "C3": "EDIT_ARRAY", "H2": "EDIT_MERGED", "K900": "EDIT_MERGED"}
    assert {a1: refusal(package(sheet), SetCell("S", at(a1), 1.0)) for a1 in asked} == asked
    assert '<c r="G1"><v>1</v></c>' in part(
        after(package(sheet), SetCell("S", at("H2"), 1.0, merged="anchor"), SetCell("S", at("E1"), 1.0))
    )


def test_15_a_tables_header_and_total_are_refused_and_appended_rows_extend_table_and_filter():
    table = TABLE.replace('ref="A1:B3"><', 'ref="A1:B3" totalsRowCount="1"><')
    data = package(TABLE_SHEET, TABLE_REL, {"xl/tables/table1.xml": table})
    assert {refusal(data, SetCell("S", at(a1), "x")) for a1 in ("A1", "B3")} == {"EDIT_TABLE_HEADER"}
    data = package(TABLE_SHEET, TABLE_REL, {"xl/tables/table1.xml": TABLE})
    assert 'ref="A1:B4"><autoFilter ref="A1:B4"' in part(
        after(data, Append("S", (("x",),))), "xl/tables/table1.xml"
    )


def test_16_locked_signed_and_shared_are_refused():
    sheet = ROW + '<sheetProtection sheet="1"/>'
    assert refusal(package(sheet), B2) == "EDIT_LOCKED"
    after(package(sheet), SetCell("S", at("B2"), "新", protected="allow"))
    assert refusal(package(ROW, more={"_xmlsignatures/sig1.xml": "<a/>"}), B2) == "FILE_SIGNED"
    assert refusal(package(ROW, more={"xl/revisions/revisionHeaders.xml": "<a/>"}), B2) == "EDIT_LATER"


def test_17_a_workbook_with_formulas_is_to_be_recalculated_and_one_without_is_not():
    assert 'fullCalcOnLoad="1"' in part(
        after(package(ROW, more={"xl/calcChain.xml": CHAIN}), B2), "xl/workbook.xml"
    )
    assert part(after(package(ROW), B2), "xl/workbook.xml") == part(package(ROW), "xl/workbook.xml")


def test_18_text_goes_inline_and_no_string_table_is_touched():
    data = package('<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>')
    out = after(data, SetCell("S", at("A1"), "新"))
    assert part(out, "xl/sharedStrings.xml") == part(data, "xl/sharedStrings.xml")
    assert openpyxl.load_workbook(io.BytesIO(out))["S"]["A1"].value == "新"
    without = rezipped(data, lambda name: name.replace("sharedStrings", "gone"))
    assert "新" in part(after(without, SetCell("S", at("A1"), "新")))


def test_19_new_elements_stand_in_the_schemas_order_and_extlst_is_last():
    sheet = ROW + '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><extLst/>'
    out = part(after(package(sheet), Note("S", at("A1"), "x"), Link("S", at("A1"), "S!A1")))
    assert re.findall(r"<(hyperlinks|pageMargins|legacyDrawing|extLst)\b", out) == [
        "hyperlinks",
        "pageMargins",
        "legacyDrawing",
        "extLst",
    ]


def test_20_what_was_written_is_judged_by_programs_that_are_not_ours():
    data = package(ROW, more={"xl/calcChain.xml": CHAIN})
    meant = Meant(content={"S": {(2, 2)}})
    assert differences(data, after(data, B2), meant) == []
    spoilt = Archive(after(data, B2)).copy()
    spoilt.put(
        "/xl/worksheets/sheet1.xml", spoilt.get("/xl/worksheets/sheet1.xml").replace(b"<v>1</v>", b"<v>2</v>")
    )
    assert differences(data, spoilt.render(), meant) == ["S: cell (1, 1) changed"]


def test_a_relationship_part_of_a_sheet_is_named_after_it():
    data = package(
        ROW,
        f'<Relationship Id="rId1" Type="{REL}/hyperlink" Target="https://a.example" TargetMode="External"/>',
    )
    out = after(data, Note("S", at("A1"), "x"))
    assert f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1"' in part(
        out, "xl/worksheets/_rels/sheet1.xml.rels"
    )
