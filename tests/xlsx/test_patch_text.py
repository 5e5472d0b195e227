"""Text stays text in every operation, is told as text to Excel where its own Enter would not leave it so, and comes
back to the character, also where XML cannot hold it.
"""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.xlsx.parts_of import names, package, part
from workbook.edits import AddSheet, Append, Fill, Link, Note, SetCell
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.reading.reader import Readers
from workbook.xlsx.writing.filehost import FileHost

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "＝1+1", "＋1", "－1", "＠A1", " =1+1", "\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1",
    "\ufeff=1+1", "\u200b=1+1", "\u3000=1", '=HYPERLINK("http://a.example","点")', "=cmd|' /C calc'!A0", "=WEBSERVICE(\"http://a.example\")",
    "=IMPORTXML(1)", "=IMAGE(1)", "=CALL(1)", "=DDE(1)", "@=1",
]  # fmt: skip
PLAIN = ["'=1+1", "%0A=1+1", "a=1", "1+1", "", "甲", "0123"]


def sheets(data: bytes) -> str:
    return "".join(part(data, name) for name in sorted(names(data)) if "/worksheets/sheet" in name)


def quoted(data: bytes, sheet: str, a1: str) -> bool:
    return bool(openpyxl.load_workbook(io.BytesIO(data))[sheet][a1].quotePrefix)


@pytest.mark.parametrize("text", FORMULAS + PLAIN)
def test_text_is_text_in_every_operation_and_marked_where_excel_would_take_it_for_a_formula(text):
    host = FileHost(package('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'), "a.xlsx")
    host.apply([
        SetCell("S", Cell(1, 1), text), Append("S", ((text, text),)), AddSheet("单", (("头",), (text,)), {"header": 1}),
        Note("S", Cell(1, 1), text), Link("S", Cell(1, 2), text),
    ])  # fmt: skip
    assert not re.search(r"<f[ >]", sheets(host.data))
    assert (part(host.data).count('t="inlineStr"'), text) == ((3 if text else 0), text)
    last = "A2" if text else "A1"
    assert quoted(host.data, "S", "A1") == quoted(host.data, "单", "A2") == (text in FORMULAS)
    if text:
        assert quoted(host.data, "S", last) == (text in FORMULAS)
        read = CalamineWorkbook.from_filelike(io.BytesIO(host.data)).get_sheet_by_name("S").to_python()
        assert read[0][0].replace("\r\n", "\n").replace("\r", "\n") == text.replace("\r\n", "\n").replace(
            "\r", "\n"
        )


def test_the_mark_is_part_of_a_cells_look_which_set_keeps_and_undo_takes_it_back():
    data = package('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    host = FileHost(data, "a.xlsx")
    first = host.apply([SetCell("S", Cell(1, 1), "=x")])
    second = host.apply([SetCell("S", Cell(1, 1), 2.0, "=1+1")])
    assert quoted(host.data, "S", "A1"), "the user's or an earlier edit's: the look is not ours to change"
    host.apply(second.inverse)
    host.apply(first.inverse)
    assert part(host.data) == part(data)


def test_a_number_appended_below_marked_texts_is_no_text():
    data = package('<sheetData><row r="1"><c r="A1"/></row></sheetData>')
    host = FileHost(data, "a.xlsx")
    host.apply([SetCell("S", Cell(1, 1), "=x"), SetCell("S", Cell(2, 1), "=y")])
    host.apply([Append("S", ((5.0,), ("=z",)))])
    assert [quoted(host.data, "S", a1) for a1 in ("A2", "A3", "A4")] == [True, False, True]


def test_a_cell_formatted_as_text_needs_no_mark_and_its_look_stays():
    data = package('<sheetData><row r="1"><c r="A1" s="1"/><c r="B1" s="2"/></row></sheetData>')
    host = FileHost(data, "a.xlsx")
    host.apply([SetCell("S", Cell(1, 1), "=x"), SetCell("S", Cell(1, 2), "=x")])
    sheet = openpyxl.load_workbook(io.BytesIO(host.data))["S"]
    assert (sheet["A1"].number_format, sheet["A1"].quotePrefix) == ("@", False)
    assert (sheet["B1"].number_format, sheet["B1"].quotePrefix) == ("0.00", True)


def test_a_sheet_may_be_named_like_a_formula():
    host = FileHost(package("<sheetData/>"), "a.xlsx")
    host.apply([AddSheet("=1+1", (("甲",),), {"filter": "A1:A2"}), SetCell("=1+1", Cell(2, 1), "乙")])
    assert openpyxl.load_workbook(io.BytesIO(host.data)).sheetnames == ["S", "=1+1"]
    assert "'=1+1'!$A$1:$A$2" in part(host.data, "xl/workbook.xml")


@pytest.mark.parametrize(
    "name", ["a\x01", "\ud800", "a\uffff", "_x0041_", "", "一" * 32, "a:b", "'a", "History"]
)
def test_a_name_excel_would_not_keep_is_refused(name):
    with pytest.raises(Refused, match="EDIT_EXISTS"):
        FileHost(package("<sheetData/>"), "a.xlsx").apply([AddSheet(name)])


ANY = st.text(st.characters(exclude_categories=()), min_size=1, max_size=30) | st.sampled_from(
    ["_x0041_", "_x005F_x0041_", "_x000D_", "\x00\x1f\x0b", "\ud83d\ude00", "\udc00\ud800", "\ufffe\uffff", "]]>", "&#65;", "\r\n", " a "]
)  # fmt: skip


@given(ANY)
def test_characters_xml_cannot_hold_come_back(text):
    host = FileHost(package("<sheetData/>"), "a.xlsx")
    applied = host.apply([SetCell("S", Cell(1, 1), text), Note("S", Cell(1, 1), text), Append("S", ((text,),)),
                          AddSheet("单", ((text,),)), Link("S", Cell(1, 1), text)])  # fmt: skip
    for sheet, row in (("S", 1), ("S", 2), ("单", 1)):
        was = FileHost(host.data, "a.xlsx").apply([SetCell(sheet, Cell(row, 1), 1.0)]).inverse[0].content
        assert was.value == text
    again = FileHost(host.data, "a.xlsx")
    assert again.apply([Note("S", Cell(1, 1), "x")]).inverse[0].note["text"] == text
    host.apply(applied.inverse)
    with zipfile.ZipFile(io.BytesIO(host.data)) as archive:
        assert archive.testzip() is None


LONG = "长" * 32_767
WIDE = "\U0001f600" * 16_384  # two of Excel's characters each


@pytest.mark.parametrize("edit", [
    SetCell("S", Cell(1, 1), LONG + "x"), SetCell("S", Cell(1, 1), WIDE), SetCell("S", Cell(1, 1), LONG + "x", "=A2"),
    Append("S", ((1.0,), (LONG + "x",))), AddSheet("单", ((LONG + "x",),)), Note("S", Cell(1, 1), LONG + "x"), Note("S", Cell(1, 1), WIDE),
    SetCell("S", Cell(1, 1), 1.0, "=" + "1+" * 4_097), SetCell("S", Cell(1, 1), float("nan")), Append("S", ((1.0,), (float("inf"),))),
])  # fmt: skip
def test_what_excel_would_cut_is_refused_and_leaves_nothing_behind(edit):
    host = FileHost(package("<sheetData/>"), "a.xlsx")
    with pytest.raises(Refused, match="EDIT_INVALID"):
        host.apply([edit])
    applied = host.apply([edit, SetCell("S", Cell(5, 5), "x")], conflicts="skip_refused")
    assert [(skip.number, skip.code) for skip in applied.skipped] == [(1, "EDIT_INVALID")]
    assert re.findall(r'<c r="(\w+)"', part(host.data)) == ["E5"]
    assert "xl/comments1.xml" not in names(host.data)


def test_the_longest_text_is_taken():
    host = FileHost(package("<sheetData/>"), "a.xlsx")
    host.apply([SetCell("S", Cell(1, 1), LONG), Note("S", Cell(1, 1), LONG)])
    assert openpyxl.load_workbook(io.BytesIO(host.data))["S"]["A1"].value == LONG


# ---- workbooks without a styles part


def bare_book(sheet: str) -> bytes:
    """A workbook whose styles part is not there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package(sheet))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name != "xl/styles.xml":
                text = re.sub(
                    r'<Override PartName="/xl/styles.xml"[^>]*>|<Relationship Id="rId2"[^>]*styles.xml"/>',
                    "",
                    text,
                )
                new.writestr(name, text)
    return out.getvalue()


def test_a_workbook_without_styles_is_not_painted_and_its_text_stays_text():
    data = bare_book('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    with pytest.raises(Refused) as refused:
        FileHost(data, "a.xlsx").apply([AddSheet("单", (("甲",),)), Fill("S", Cell(1, 1), "FFC7CE")])
    assert refused.value.code == "EDIT_STYLES"
    host = FileHost(data, "a.xlsx")
    host.apply([SetCell("S", Cell(2, 1), "=x"), Append("S", (("=y",),))])
    sheet = openpyxl.load_workbook(io.BytesIO(host.data))["S"]
    assert [(sheet[a1].value, sheet[a1].data_type) for a1 in ("A2", "A3")] == [("=x", "s"), ("=y", "s")]
    assert names(host.data) == names(data)


def test_a_type_declared_for_a_part_that_is_not_there_is_not_declared_twice():
    data = bare_book("<sheetData/>")
    lost = '<Override PartName="/XL/styles.xml" ContentType="application/x-lost"/></Types>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).decode().replace("</Types>", lost))
    host = FileHost(out.getvalue(), "a.xlsx")
    host.apply([AddSheet("单", (("甲",),))])
    assert part(host.data, "[Content_Types].xml").lower().count('"/xl/styles.xml"') == 1
    assert "x-lost" not in part(host.data, "[Content_Types].xml")


def test_a_style_of_which_nothing_is_known_is_not_painted_over():
    data = bare_book('<sheetData><row r="1"><c r="A1" s="5"><v>1</v></c></row></sheetData>')
    with pytest.raises(Refused, match="EDIT_STYLES"):
        FileHost(data, "a.xlsx").apply([Fill("S", Cell(1, 1), "FFC7CE")])
    host = FileHost(data, "a.xlsx")
    host.apply([SetCell("S", Cell(1, 1), "=x")])
    assert 's="5"' in part(host.data)
    assert names(host.data) == names(data)


def test_a_cell_that_names_a_style_there_is_none_of_does_not_take_on_the_look_of_a_sheet_we_add():
    data = bare_book(
        '<cols><col min="1" max="1" width="9" style="3"/></cols><sheetData><row r="1"><c r="A1" s="2"><v>1</v></c></row></sheetData>'
    )
    host = FileHost(data, "a.xlsx")
    host.apply([AddSheet("单", (("甲",),), {"header": 1})])
    book = openpyxl.load_workbook(io.BytesIO(host.data))
    assert book["S"]["A1"].fill.fill_type is None
    assert not book["S"]["A1"].font.b
    assert book["单"]["A1"].fill.fill_type == "solid"
    with Readers(1) as readers:
        readers.prove("a.xlsx", host.data)


def test_a_style_number_no_workbook_can_have_is_damage():
    data = bare_book('<sheetData><row r="1"><c r="A1" s="64000"><v>1</v></c></row></sheetData>')
    with pytest.raises(Refused, match="FILE_DAMAGED"):
        FileHost(data, "a.xlsx").apply([AddSheet("单", (("甲",),))])
