"""After undo the workbook is as before: each operation, what it touches beside the cell, and what a person did since.

What may remain is one thing: styles we added stay in the styles part, unused.
"""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import openpyxl
import pytest

from tests.test_host_contract import file_host, memory_host
from tests.xlsx.parts_of import MAIN, REL, names, package, part
from tests.xlsx.test_patch_shapes import (
    CHAIN,
    FILTER,
    FILTER_NAME,
    TABLE,
    TABLE_REL,
    TABLE_SHEET,
    at,
    note_book,
    table_book,
)
from workbook.edits import (
    AddSheet,
    Append,
    Content,
    Fill,
    Link,
    Note,
    RemoveSheet,
    Restore,
    SetCell,
    Truncate,
    Unlink,
)
from workbook.edits_json import from_json, to_json
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost


def json_of(edits):
    """Edits after a night in the undo store."""
    return from_json(json.loads(json.dumps(to_json(edits))))


def members(data: bytes) -> dict[str, object]:
    """What each part says, whatever way it is written: canonical XML, lists of declarations sorted."""
    return {name: said(name, part(data, name)) for name in names(data)}


def said(name: str, text: str) -> object:
    if name.endswith("calcChain.xml"):
        sheet, entries = "", []
        for node in ElementTree.fromstring(text):
            sheet = node.get("i", sheet)
            entries.append(sorted({**node.attrib, "i": sheet}.items()))
        return entries
    if name.endswith(("Types].xml", ".rels")):
        return sorted(tuple(sorted(node.attrib.items())) for node in ElementTree.fromstring(text))
    return ElementTree.canonicalize(text) if name.endswith(".xml") else text


SHEET = (
    '<dimension ref="A1:B2"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><f>B1*2</f><v>4</v></c><c r="B2"><v>1.50</v></c></row></sheetData>'
)
BOOKS = {
    "plain": package(SHEET),
    "chain": package(SHEET, more={"xl/calcChain.xml": CHAIN.replace("B1", "B9").replace("A1", "B1")}, book="<calcPr calcId='1'/>"),
    "chain of one": package(SHEET.replace("<f>B1*2</f>", ""), more={"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="B1" i="7" l="1"/></calcChain>'}),
    "filter": package(FILTER, book=FILTER_NAME),
    "table": table_book(),
    "notes": note_book(),
}  # fmt: skip
LISTS = {
    "set": [SetCell("S", at("A2"), "=x"), SetCell("S", at("B1"), 5.0), SetCell("S", at("A9"), None), SetCell("S", at("Z99"), "远")],
    "formula": [SetCell("S", at("B2"), 3.0, "=1+2"), SetCell("S", at("Z9"), 3.0, "=1+2")],
    "fill": [Fill("S", at("A1"), "FFC7CE"), Fill("S", at("Z99"), "FFC7CE")],
    "note": [Note("S", at("A1"), "提示"), Note("S", at("B2"), "提示")],
    "link": [Link("S", at("A1"), "'S'!B2")],
    "append": [Append("S", (("=x", 1.0), ("y", None, True)))],
    "add_sheet": [AddSheet("单", (("甲",),), {"filter": "A1:A2", "repeat": "1:1", "header": 1}), Link("单", at("A1"), "'S'!A1")],
    "remove_sheet": [AddSheet("单", (("甲",),)), RemoveSheet("单")],
}  # fmt: skip


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("edits", LISTS)
def test_every_part_is_as_before_but_for_unused_styles(book, edits):
    data = BOOKS[book]
    host = FileHost(data, "a.xlsx")
    applied = host.apply(LISTS[edits], conflicts="skip_refused")
    assert {skip.code for skip in applied.skipped} <= ({"EDIT_TABLE_HEADER"} if book == "table" else set())
    assert members(host.data) != members(data) or edits == "remove_sheet"
    redo = host.apply(json_of(applied.inverse)).inverse
    before, after = members(data), members(host.data)
    assert {name: what for name, what in after.items() if name != "xl/styles.xml"} == {
        name: what for name, what in before.items() if name != "xl/styles.xml"
    }
    done = FileHost(data, "a.xlsx")
    done.apply(LISTS[edits], conflicts="skip_refused")
    host.apply(json_of(redo))
    again, once = members(host.data), members(done.data)
    assert again | {"xl/styles.xml": ""} == once | {"xl/styles.xml": ""}


def test_a_cell_with_an_empty_text_is_not_made_blank():
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t/></is></c></row>'
    data = package(
        f"<sheetData>{cells}</sheetData>",
        more={"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t/></si></sst>'},
    )
    host = FileHost(data, "a.xlsx")
    applied = host.apply([SetCell("S", at("A1"), 1.0), SetCell("S", at("B1"), 1.0)])
    host.apply(json_of(applied.inverse))
    assert cells in part(host.data)  # COUNTA counts them


# ---- what a person did since


@pytest.fixture(params=[file_host, memory_host], ids=["file", "memory"])
def host(request):
    return request.param()


def value(host, a1):
    return host.read().sheet("表").value(at(a1))


def test_an_appended_row_a_person_changed_since_is_not_taken_away(host):
    applied = host.apply([Append("表", (("王五", 1.0), ("赵六", 2.0), ("孙七", 3.0)))])
    host.apply([SetCell("表", at("D8"), "老师写的")])
    with pytest.raises(Refused, match=r"EDIT_EXPECT.*8"):
        host.apply(json_of(applied.inverse))
    undone = host.apply(json_of(applied.inverse), conflicts="skip")
    assert [value(host, a1) for a1 in ("A7", "A8", "D8", "A9")] == [None, "赵六", "老师写的", None]
    assert [(s.number, s.code) for s in undone.skipped] == [(1, "EDIT_EXPECT")]
    assert "第 8 行" in undone.skipped[0].reason
    host.apply(undone.inverse)
    assert [value(host, a1) for a1 in ("A7", "B7", "A8", "A9")] == ["王五", 1.0, "赵六", "孙七"]


def test_a_truncate_without_a_record_takes_whatever_is_there(host):
    host.apply([Append("表", (("王五", 1.0),)), SetCell("表", at("D7"), "也没了")])
    host.apply([Truncate("表", 7, 1)])
    assert [value(host, "A7"), value(host, "D7")] == [None, None]


def test_a_formula_a_person_put_into_an_appended_row_comes_back_when_undo_is_undone(host):
    host.apply([Append("表", (("王五", 1.0),)), SetCell("表", at("C7"), 2.0, "=B7*2")])
    back = host.apply([Truncate("表", 7, 1)]).inverse
    host.apply(back)
    assert host.read().sheet("表").facts.formulas.get(at("C7")) == "B7*2"


def test_rows_a_person_added_below_stay_where_they_are(host):
    applied = host.apply([Append("表", (("王五", 1.0),))])
    host.apply([Append("表", (("老师加的", 9.0),))])
    again = host.apply(applied.inverse).inverse
    assert [value(host, "A7"), value(host, "A8")] == [None, "老师加的"]
    host.apply(again)
    assert [value(host, "A7"), value(host, "A8")] == ["王五", "老师加的"]


def test_a_table_of_which_only_the_header_was_there_is_so_again():
    table = TABLE.replace("A1:B3", "A1:B1")
    sheet = (
        TABLE_SHEET.partition('<row r="2">')[0] + "</sheetData>" + TABLE_SHEET.partition("</sheetData>")[2]
    )
    data = package(sheet, TABLE_REL, {"xl/tables/table1.xml": table})
    host = FileHost(data, "a.xlsx")
    host.apply(host.apply([Append("S", (("x", 1.0),))]).inverse)
    assert part(host.data, "xl/tables/table1.xml") == table


def test_a_table_keeps_the_rows_a_person_changed():
    host = FileHost(table_book(), "a.xlsx")
    applied = host.apply([Append("S", (("x", 1.0), ("y", 2.0), ("z", 3.0)))])
    host.apply([SetCell("S", at("B5"), 99.0)])
    host.apply(applied.inverse, conflicts="skip")
    assert 'ref="A1:B5"><autoFilter ref="A1:B5"' in part(host.data, "xl/tables/table1.xml")


# ---- a sheet taken away and put back


def sheet_with_everything() -> bytes:
    """Two sheets; the first, of ours once, has notes, both kinds of links, names, a formula, is hidden and active."""
    first = note_book()
    host = FileHost(first, "a.xlsx")
    host.apply(
        [
            AddSheet(
                "中", (("甲", "=x"), (1.0,)), {"filter": "A1:B2", "repeat": "1:1", "colors": {"A2": "FFC7CE"}}
            ),
            Note("中", at("A1"), "提示"),
            Link("中", at("B1"), "'S'!A1"),
            SetCell("中", at("C1"), 2.0, "=1+1"),
            AddSheet("后", (("乙",),), {"repeat": "1:2"}),
        ]
    )
    staged = host._archive.copy()
    rels = "/xl/worksheets/_rels/sheet2.xml.rels"
    staged.put(rels, staged.get(rels).replace(
        b"</Relationships>",
        f'<Relationship Id="rId7" Type="{REL}/hyperlink" Target="https://a.example/?x&amp;y" TargetMode="External"/></Relationships>'.encode()))  # fmt: skip
    sheet = staged.get("/xl/worksheets/sheet2.xml")
    staged.put("/xl/worksheets/sheet2.xml", sheet.replace(
        b"</hyperlinks>", f'<hyperlink ref="A2" r:id="rId7" xmlns:r="{REL}"/></hyperlinks>'.encode()))  # fmt: skip
    book = staged.get("/xl/workbook.xml")
    staged.put("/xl/workbook.xml", book.replace(b"<sheets>", b'<bookViews><workbookView activeTab="1"/></bookViews><sheets>')
               .replace(b'<sheet name="\xe4\xb8\xad" sheetId="8"', b'<sheet name="\xe4\xb8\xad" sheetId="8" state="hidden"'))  # fmt: skip
    chain = f'<calcChain xmlns="{MAIN}"><c r="C1" i="8"/><c r="A1" i="7"/></calcChain>'
    staged.put("/xl/calcChain.xml", chain.encode())
    return staged.render()


def test_a_removed_sheet_comes_back_with_notes_links_names_and_its_place():
    data = sheet_with_everything()
    host = FileHost(data, "a.xlsx")
    applied = host.apply([RemoveSheet("中")])
    left = part(host.data, "xl/workbook.xml")
    assert 'activeTab="0"' in left
    assert left.count("<definedName ") == 1
    assert 'localSheetId="1"' in left
    assert names(data) - names(host.data) == {
        "xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet2.xml.rels", "xl/comments2.xml", "xl/drawings/vmlDrawing2.vml",
    }  # fmt: skip
    host.apply(json_of(applied.inverse))
    before, after = members(data), members(host.data)
    assert after == before
    assert openpyxl.load_workbook(io.BytesIO(host.data)).sheetnames == ["S", "中", "后"]


def test_a_removed_sheet_comes_back_in_memory_too():
    host = memory_host()
    host.apply([AddSheet("单", (("甲",),)), SetCell("单", at("B1"), 2.0, "=1+1"), Note("单", at("A1"), "提示"),
                Fill("单", at("A1"), "FFC7CE"), Link("单", at("A1"), "'表'!A1")])  # fmt: skip
    host.apply(json_of(host.apply([RemoveSheet("单")]).inverse))
    sheet = host.read().sheet("单")
    assert (sheet.value(at("A1")), sheet.facts.formulas[at("B1")], sheet.facts.notes[at("A1")]) == (
        "甲",
        "1+1",
        "提示",
    )
    assert (host.fill("单", at("A1")), host.link("单", at("A1"))) == ("FFC7CE", "'表'!A1")


def test_a_sheet_with_a_persons_chart_is_not_taken_away():
    host = FileHost(package("<sheetData/>"), "a.xlsx")
    host.apply([AddSheet("单", (("甲",),))])
    staged = host._archive.copy()
    staged.put("/xl/worksheets/_rels/sheet2.xml.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{REL}/drawing" Target="../d.xml"/></Relationships>'.encode())  # fmt: skip
    with pytest.raises(Refused, match="EDIT_SHEET"):
        FileHost(staged.render(), "a.xlsx").apply([RemoveSheet("单")])


@pytest.mark.parametrize("parts", [
    {"hanging": [{"id": "rId1", "kind": "vbaProject", "name": "/xl/vbaProject.bin", "base64": ""}]},
    {"hanging": [{"id": "rId1", "kind": "comments", "name": "/xl/c.xml", "base64": "!"}]},
    {"hanging": [{"kind": "comments"}]}, {"hanging": 3}, {"at": "1"}, {"names": [[0, "<f/>"]]}, {"names": [1]},
    {"chain": {"A1": 3}}, {"chain": {"A1": [[1, {"x=1": "y"}]]}}, {"chain": {"A1": [1]}},
])  # fmt: skip
def test_a_forged_record_of_a_sheet_is_refused(parts):
    spec = {"xml": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>', "parts": parts}
    with pytest.raises(Refused, match="EDIT_INVALID"):
        FileHost(package("<sheetData/>"), "a.xlsx").apply([AddSheet("单", (), spec)])


# ---- recalculation


def book_that_calculates() -> bytes:
    return BOOKS["chain"]


def test_what_stood_about_recalculation_is_put_back():
    host = FileHost(book_that_calculates(), "a.xlsx")
    first = host.apply([SetCell("S", at("B2"), 7.0)])
    second = host.apply([SetCell("S", at("B2"), 8.0)])
    assert "fullCalcOnLoad" in part(host.data, "xl/workbook.xml")
    host.apply(second.inverse)
    assert "fullCalcOnLoad" in part(host.data, "xl/workbook.xml")
    host.apply(first.inverse)
    assert part(host.data, "xl/workbook.xml") == part(book_that_calculates(), "xl/workbook.xml")


def test_after_excel_recalculated_undo_asks_again():
    host = FileHost(book_that_calculates(), "a.xlsx")
    applied = host.apply([SetCell("S", at("B2"), 7.0)])
    saved = host._archive.copy()  # Excel acts on the wish when it opens the file, and drops it when it saves
    saved.put("/xl/workbook.xml", saved.get("/xl/workbook.xml").replace(b' fullCalcOnLoad="1"', b""))
    host = FileHost(saved.render(), "a.xlsx")
    host.apply(applied.inverse)
    assert "fullCalcOnLoad" in part(host.data, "xl/workbook.xml")


def test_an_undo_that_left_something_out_asks_too():
    host = FileHost(book_that_calculates(), "a.xlsx")
    applied = host.apply([SetCell("S", at("B2"), 7.0), SetCell("S", at("C2"), 7.0)])
    host.apply([SetCell("S", at("C2"), 9.0)])
    host.apply(applied.inverse, conflicts="skip")
    assert "fullCalcOnLoad" in part(host.data, "xl/workbook.xml")


# ---- records that no host wrote

ODD = [
    Unlink("表", at("A1"), {}), Unlink("表", at("A1"), {"target": False, "ref": []}),
    Restore("表", at("A1"), style={"fill": 3}), Restore("表", at("A1"), note={"xml": None}), Restore("表", at("A1"), note={"text": 1}),
    Truncate("表", 2, 1, {"rows": 3}), Truncate("表", 2, 1, {"rows": [3]}),
]  # fmt: skip
ODD_FILE = [
    Unlink("表", at("A1"), {"target": "x", "ref": "?"}),
    Restore("表", at("A1"), content=Content("x"), style={"cell": []}),
    Restore("表", at("A1"), content=Content("x"), style={"cell": {"attrs": {"x": 3}}}),
    Restore("表", at("A1"), content=Content("x"), style={"cell": {"attrs": {'s="0"><f>1</f><x a': "3"}}}),
    Restore("表", at("A1"), content=Content(1.0, "=1"), style={"cell": {"formula": {"t='": "3"}}}),
    Restore("表", at("A1"), content=Content("x"), style={"cell": {"is": "\ud800"}}),
    Restore("表", at("A1"), style={"chain": 1}), Restore("表", at("A1"), style={"index": "1"}),
    Restore("表", at("A1"), style={"number_format": []}), Restore("表", at("A1"), style={"dimension": 1}),
    Restore("表", at("A1"), note={"text": "x", "comment": "<comment/><x/>", "author": "y"}),
    Restore("表", at("A1"), note={"text": "x", "comment": "\ud800", "author": "y"}),
    Restore("表", at("A1"), note={"text": "x", "comment": '<comment ref="A1"><text/></comment>', "author": "y", "shape": "<shape>"}),
    Truncate("表", 2, 1, {"ends": []}), Truncate("表", 2, 1, {"ends": {"bottoms": {"T": "x"}, "filter": None}}),
    Truncate("表", 2, 1, {"rows": [["姓名"]], "blank": 1}),
]  # fmt: skip


@pytest.mark.parametrize("edit", ODD, ids=range(len(ODD)))
def test_a_record_off_its_shape_is_refused(host, edit):
    with pytest.raises(Refused, match="EDIT_INVALID"):
        host.apply([edit])


@pytest.mark.parametrize("edit", ODD_FILE, ids=range(len(ODD_FILE)))
def test_a_record_off_its_shape_is_refused_by_a_file(edit):
    host = file_host()
    before = host.data
    with pytest.raises(Refused, match="EDIT_INVALID"):
        host.apply([edit])
    assert host.data == before


def test_a_row_that_changed_is_seen_after_another_program_saved_the_file():
    host = file_host()
    applied = host.apply([Append("表", (("王五", 1.0, True), ("赵六", 2.0)))])
    book = openpyxl.load_workbook(io.BytesIO(host.data))
    book["表"]["B8"] = 3
    out = io.BytesIO()
    book.save(out)
    host = FileHost(out.getvalue(), "a.xlsx")
    host.apply(json_of(applied.inverse), conflicts="skip")
    assert [host.read().sheet("表").value(Cell(row, 1)) for row in (7, 8)] == [None, "赵六"]
