"""Whatever way a sheet was written, the cell asked for changes and its neighbours stay. Each case is legal and occurs."""

from __future__ import annotations

import io
import re
import time

import openpyxl
import pytest

from tests.xlsx.parts_of import MAIN, REL, names, package, part
from workbook.edits import AddSheet, Append, Content, Expect, Fill, Link, Note, Restore, SetCell
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost
from workbook.xlsx.writing.xml import attributes


def at(a1: str) -> Cell:
    return Cell.parse(a1)


def after(data: bytes, *edits) -> bytes:
    host = FileHost(data, "a.xlsx")
    host.apply(edits)
    return host.data


def refusal(data: bytes, *edits) -> str:
    host = FileHost(data, "a.xlsx")
    with pytest.raises(Refused) as refused:
        host.apply(edits)
    assert host.data == data
    return refused.value.code


OFFICE = "http://schemas.microsoft.com/office"
TEXT = '<is><t xml:space="preserve">新</t></is>'

SHAPES = [
    ("no cell yet, no row yet", "<sheetData/>", f'<sheetData><row r="2"><c r="B2" t="inlineStr">{TEXT}</c></row></sheetData>'),
    ("a self-closed row", '<sheetData><row r="2" ht="30"/></sheetData>',
     f'<sheetData><row r="2" ht="30"><c r="B2" t="inlineStr">{TEXT}</c></row></sheetData>'),
    ("no addresses", "<sheetData><row><c><v>1</v></c></row><row><c/><c><v>5</v></c><c><v>6</v></c></row></sheetData>",
     f'<sheetData><row><c><v>1</v></c></row><row><c/><c t="inlineStr">{TEXT}</c><c><v>6</v></c></row></sheetData>'),
    ("a cell before, a cell after", '<sheetData><row r="2" spans="1:3"><c r="A2"/><c r="C2"/></row></sheetData>',
     f'<sheetData><row r="2" spans="1:3"><c r="A2"/><c r="B2" t="inlineStr">{TEXT}</c><c r="C2"/></row></sheetData>'),
    ("spans too narrow", '<sheetData><row r="2" spans="3:4"><c r="C2"/></row></sheetData>',
     f'<sheetData><row r="2" spans="2:4"><c r="B2" t="inlineStr">{TEXT}</c><c r="C2"/></row></sheetData>'),
    ("single quotes and line breaks", "<sheetData>\r\n <row r='2'>\r\n  <c r='B2' s='1' t='s'><v>0</v></c>\r\n </row></sheetData>",
     f"<sheetData>\r\n <row r='2'>\r\n  <c r='B2' s='1' t=\"inlineStr\">{TEXT}</c>\r\n </row></sheetData>"),
    ("comments that look like cells", '<sheetData><!-- <row r="2"> --><row r="2"><!--<c r="B2"/>--><c r="B2"><v>1</v></c></row></sheetData>',
     f'<sheetData><!-- <row r="2"> --><row r="2"><!--<c r="B2"/>--><c r="B2" t="inlineStr">{TEXT}</c></row></sheetData>'),
    ("the row's style", '<sheetData><row r="2" s="1" customFormat="1"/></sheetData>',
     f'<sheetData><row r="2" s="1" customFormat="1"><c r="B2" s="1" t="inlineStr">{TEXT}</c></row></sheetData>'),
    ("the column's style", '<cols><col min="2" max="3" style="2" width="9"/></cols><sheetData/>',
     f'<sheetData><row r="2"><c r="B2" s="2" t="inlineStr">{TEXT}</c></row></sheetData>'),
    ("a rich value's marks", '<sheetData><row r="2"><c r="B2" vm="1" cm="2" t="e"><v>#VALUE!</v></c></row></sheetData>',
     f'<sheetData><row r="2"><c r="B2" t="inlineStr">{TEXT}</c></row></sheetData>'),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "wanted"), [case[1:] for case in SHAPES], ids=[case[0] for case in SHAPES])
def test_a_cell_is_written_into(sheet, wanted):
    data = package(sheet)
    host = FileHost(data, "a.xlsx")
    applied = host.apply([SetCell("S", at("B2"), "新")])
    assert wanted in part(host.data)
    openpyxl.load_workbook(io.BytesIO(host.data))
    host.apply(applied.inverse)
    before, back = (openpyxl.load_workbook(io.BytesIO(d))["S"] for d in (data, host.data))
    assert [[c.value for c in row] for row in back.iter_rows(1, 3, 1, 4)] == [
        [c.value for c in row] for row in before.iter_rows(1, 3, 1, 4)
    ]


def test_a_prefixed_sheet_gets_prefixed_cells():
    sheet = f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData/></x:worksheet>'
    assert '<x:c r="B2" t="inlineStr"><x:is><x:t xml:space="preserve">新</x:t></x:is></x:c>' in part(
        after(package(sheet), SetCell("S", at("B2"), "新"))
    )


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "gb18030", "utf-8-sig"])
def test_a_part_keeps_its_encoding(codec):
    declared = codec.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    text = f'<?xml version="1.0" encoding="{declared}"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    host = FileHost(package(text.encode(codec)), "a.xlsx")
    host.apply([SetCell("S", at("B2"), "新é")])
    assert host.apply([SetCell("S", at("B2"), None)]).inverse[0].content == Content("新é")
    assert host._archive.get("/xl/worksheets/sheet1.xml")[:20] == text.encode(codec)[:20]


DAMAGED = [
    '<sheetData><row r="3"/><row r="2"/></sheetData>',
    '<sheetData><row r="2"/><row r="2"/></sheetData>',
    '<sheetData><row r="2"><c r="C2"/><c r="B2"/></row></sheetData>',
    "<sheetData/><sheetData/>",
    "<cols/>",
    '<sheetData><row r="2"><c r="B2"></row></sheetData>',
    f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
]


@pytest.mark.parametrize("sheet", DAMAGED)
def test_a_damaged_sheet_is_refused_not_repaired(sheet):
    assert refusal(package(sheet), SetCell("S", at("B2"), "新")) == "FILE_DAMAGED"


SHARED = (
    '<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*$C$1&amp;"A1"</f><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="str"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"/><v>3</v></c></row></sheetData>'
)


def test_before_a_shared_formula_is_overwritten_the_others_get_it_written_out():
    data = package(SHARED)
    host = FileHost(data, "a.xlsx")
    applied = host.apply([SetCell("S", at("A1"), "新")])
    assert '<c r="A2" t="str"><f>B2*$C$1&amp;"A1"</f><v>2</v></c>' in part(host.data)
    assert '<c r="A3"><f>B3*$C$1&amp;"A1"</f><v>3</v></c>' in part(host.data)
    assert applied.inverse[0].content == Content(1.0, '=B1*$C$1&"A1"')
    host.apply(applied.inverse)
    assert '<c r="A1"><f>B1*$C$1&amp;"A1"</f><v>1</v></c>' in part(host.data)


def test_a_cell_that_shares_a_formula_remembers_it_as_it_reads_there():
    applied = FileHost(package(SHARED), "a.xlsx").apply([SetCell("S", at("A3"), 1.0)])
    assert applied.inverse[0].content == Content(3.0, '=B3*$C$1&"A1"')


def test_the_inside_of_an_array_formula_is_refused_a_single_cell_one_is_not():
    wide = '<sheetData><row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A3">B1:B3</f><v>1</v></c></row></sheetData>'
    assert refusal(package(wide), SetCell("S", at("A2"), 1.0)) == "EDIT_ARRAY"
    after(package(wide), Fill("S", at("A2"), "FFC7CE"))
    host = FileHost(package(wide.replace("A1:A3", "A1:A1")), "a.xlsx")
    before = part(host.data)
    host.apply(host.apply([SetCell("S", at("A1"), 1.0)]).inverse)
    assert part(host.data) == before


CHAIN = f'<calcChain xmlns="{MAIN}"><c r="A1" i="7"/><c r="A2"/><c r="B1" i="9"/></calcChain>'


def test_a_formula_that_is_gone_leaves_the_calculation_chain():
    sheet = '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row><row r="2"><c r="A2"><f>A1</f></c></row></sheetData>'
    data = package(sheet, more={"xl/calcChain.xml": CHAIN})
    out = after(data, SetCell("S", at("A1"), 1.0))
    assert '<c r="A2" i="7"/><c r="B1" i="9"/>' in part(out, "xl/calcChain.xml")
    assert 'fullCalcOnLoad="1"' in part(out, "xl/workbook.xml")  # A2 still holds the old result
    only = package(sheet, more={"xl/calcChain.xml": CHAIN.replace('<c r="A2"/><c r="B1" i="9"/>', "")})
    assert "xl/calcChain.xml" not in names(after(only, SetCell("S", at("A1"), 1.0)))
    kept = after(data, SetCell("S", at("A1"), 3.0, "=1+2"))
    assert part(kept, "xl/calcChain.xml") == CHAIN


RICH = f'<sst xmlns="{MAIN}"><si><r><rPr><b/></rPr><t>粗</t></r><r><t>细</t></r></si><si><t>平</t></si></sst>'


def test_undo_gives_rich_text_errors_and_odd_numbers_back():
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1"><v>1.10</v></c><c r="D1"><v>123456789012345678</v></c>'
    host = FileHost(
        package(f'<sheetData><row r="1">{cells}</row></sheetData>', more={"xl/sharedStrings.xml": RICH}),
        "a.xlsx",
    )
    applied = host.apply([SetCell("S", at(a1), "新") for a1 in ("A1", "B1", "C1", "D1")])
    assert [edit.content.value for edit in reversed(applied.inverse)][:2] == ["粗细", "#N/A"]
    renumbered = host._archive.copy()
    host.apply(applied.inverse)
    assert cells in part(host.data)
    renumbered.put("/xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>别的</t></si></sst>'.encode())
    host = FileHost(renumbered.render(), "a.xlsx")  # another program saved it meanwhile
    host.apply(applied.inverse)
    assert "<is><r><rPr><b/></rPr><t>粗</t></r><r><t>细</t></r></is>" in part(host.data)


TABLE = (
    f'<table xmlns="{MAIN}" id="1" displayName="T" ref="A1:B3"><autoFilter ref="A1:B3"/><tableColumns count="2">'
    '<tableColumn id="1" name="甲"/><tableColumn id="2" name="乙"/></tableColumns></table>'
)
TABLE_REL = f'<Relationship Id="rId1" Type="{REL}/table" Target="../tables/table1.xml"/>'
TABLE_SHEET = (
    '<sheetData><row r="1"><c r="A1" t="str"><v>甲</v></c><c r="B1" t="str"><v>乙</v></c></row>'
    '<row r="2"><c r="A2" s="1"><v>1</v></c></row><row r="3"><c r="A3" s="1"><v>2</v></c></row></sheetData>'
    '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
)


def table_book(table: str = TABLE) -> bytes:
    return package(TABLE_SHEET, TABLE_REL, {"xl/tables/table1.xml": table})


def test_a_table_grows_over_appended_rows_and_shrinks_back():
    host = FileHost(table_book(), "a.xlsx")
    applied = host.apply([Append("S", (("x", 1.0), ("y", None)))])
    assert 'ref="A1:B5"><autoFilter ref="A1:B5"' in part(host.data, "xl/tables/table1.xml")
    assert '<c r="A4" s="1" t="inlineStr">' in part(host.data)  # looks like the rows above
    host.apply(applied.inverse)
    assert part(host.data, "xl/tables/table1.xml") == TABLE
    assert part(host.data) == part(table_book())


def test_a_table_with_totals_does_not_grow():
    table = TABLE.replace('ref="A1:B3"><', 'ref="A1:B3" totalsRowCount="1"><')
    assert part(after(table_book(table), Append("S", (("x",),))), "xl/tables/table1.xml") == table


def test_a_tables_header_is_refused_its_body_is_not():
    assert refusal(table_book(), SetCell("S", at("B1"), "丙")) == "EDIT_TABLE_HEADER"
    after(table_book(), SetCell("S", at("B2"), "丙"), Fill("S", at("B1"), "FFC7CE"))


FILTER = (
    '<sheetData><row r="1"><c r="A1" t="str"><v>甲</v></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData>'
    '<autoFilter ref="A1:A2"/>'
)
FILTER_NAME = '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">S!$A$1:$A$2</definedName></definedNames>'


def test_the_sheets_filter_and_its_name_grow_and_shrink_back():
    data = package(FILTER, book=FILTER_NAME)
    host = FileHost(data, "a.xlsx")
    applied = host.apply([Append("S", ((2.0,), (3.0,)))])
    assert '<autoFilter ref="A1:A4"/>' in part(host.data)
    assert "S!$A$1:$A$4<" in part(host.data, "xl/workbook.xml")
    host.apply(applied.inverse)
    assert (part(host.data), part(host.data, "xl/workbook.xml")) == (
        part(data),
        part(data, "xl/workbook.xml"),
    )


def test_appended_rows_leave_the_blank_styled_cells_they_covered_when_undone():
    data = package(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2" ht="40"><c r="A2" s="1"/><c r="C2" s="2"/></row></sheetData>'
    )
    host = FileHost(data, "a.xlsx")
    host.apply(host.apply([Append("S", (("x", "y"), ("z",)))]).inverse)
    assert part(host.data) == part(data)


LINK_REL = f'<Relationship Id="rId9" Type="{REL}/hyperlink" Target="https://example.com/?a=1&amp;b=2" TargetMode="External"/>'


def test_a_users_link_over_several_cells_goes_on_over_the_others_and_comes_back():
    sheet = '<sheetData/><hyperlinks><hyperlink ref="A1:C3" r:id="rId9" tooltip="看"/></hyperlinks><pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>'
    data = package(sheet, LINK_REL)
    host = FileHost(data, "a.xlsx")
    applied = host.apply([Link("S", at("B2"), "'S'!A9")])
    for ref in ("A1:C1", "A3:C3", "A2", "C2"):
        assert f'ref="{ref}" r:id="rId9" tooltip="看"' in part(host.data)
    assert '<hyperlink ref="B2" location="\'S\'!A9"/>' in part(host.data)
    host.apply(applied.inverse)
    assert part(host.data).count("<hyperlink ") == 1
    link = openpyxl.load_workbook(io.BytesIO(host.data))["S"]["A1"].hyperlink
    assert (link.target, link.tooltip) == ("https://example.com/?a=1&b=2", "看")
    assert '<hyperlink ref="A1:C3"' in part(host.data)


def test_new_elements_stand_where_the_schema_wants_them():
    sheet = '<sheetData/><conditionalFormatting sqref="A1"/><pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><extLst/>'
    out = part(after(package(sheet), Note("S", at("A1"), "提示"), Link("S", at("A1"), "S!A1")))
    order = ["<conditionalFormatting", "<hyperlinks", "<pageMargins", "<legacyDrawing", "<extLst"]
    assert sorted(order, key=out.index) == order


COMMENTS = (
    f'<x:comments xmlns:x="{MAIN}"><x:authors><x:author>王</x:author></x:authors><x:commentList>'
    '<x:comment ref="A1" authorId="0"><x:text><x:t>原来的</x:t></x:text></x:comment></x:commentList></x:comments>'
)
VML = (
    '<xml xmlns:a="urn:schemas-microsoft-com:vml" xmlns:b="urn:schemas-microsoft-com:office:office" '
    'xmlns:c="urn:schemas-microsoft-com:office:excel"><a:shape id="_x0000_s2050" type="#_x0000_t202"><br>'
    '<c:ClientData ObjectType="Note"><c:Anchor>1, 1, 0, 1, 3, 1, 2, 1</c:Anchor><c:Row>0</c:Row><c:Column>0</c:Column>'
    '</c:ClientData></a:shape><a:shape id="button"><c:ClientData ObjectType="Button"/></a:shape></xml>'
)
NOTE_RELS = (
    f'<Relationship Id="rId1" Type="{REL}/comments" Target="../comments1.xml"/>'
    f'<Relationship Id="rId2" Type="{REL}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>'
    f'<Relationship Id="rId3" Type="{REL}/vmlDrawing" Target="../drawings/header.vml"/>'
)
NOTE_SHEET = '<sheetData/><legacyDrawing r:id="rId2"/><legacyDrawingHF r:id="rId3"/>'


def note_book() -> bytes:
    more = {
        "xl/comments1.xml": COMMENTS,
        "xl/drawings/vmlDrawing1.vml": VML,
        "xl/drawings/header.vml": "<xml/>",
    }
    return package(NOTE_SHEET, NOTE_RELS, more)


def test_notes_join_the_users_comments_and_drawing_and_leave_them_as_they_were():
    host = FileHost(note_book(), "a.xlsx")
    applied = host.apply([Note("S", at("B5"), "一"), Note("S", at("A1"), "二\n三\n四\n五")])
    comments, vml = part(host.data, "xl/comments1.xml"), part(host.data, "xl/drawings/vmlDrawing1.vml")
    assert "<x:author>contestbook</x:author>" in comments
    assert "<x:r><x:t>原来的</x:t></x:r><x:r>" in comments
    assert '<a:shape id="_x0000_s2051"' in vml
    assert "<c:Anchor>1, 1, 0, 1, 3, 1, 7, 1</c:Anchor>" in vml  # the user's box grows downwards only
    assert part(host.data, "xl/drawings/header.vml") == "<xml/>"
    host.apply(applied.inverse)
    assert part(host.data, "xl/comments1.xml") == COMMENTS
    assert part(host.data, "xl/drawings/vmlDrawing1.vml") == VML


def test_our_first_note_brings_its_parts_and_the_last_takes_them_away():
    data = package("<sheetData/>")
    host = FileHost(data, "a.xlsx")
    applied = host.apply([Note("S", at("B5"), "一"), Note("S", at("C5"), "二")])
    assert names(host.data) - names(data) == {
        "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels",
    }  # fmt: skip
    host.apply(applied.inverse)
    assert names(host.data) == names(data)
    assert part(host.data) == part(data)


def test_a_cell_with_a_threaded_comment_is_refused():
    threads = f'<ThreadedComments xmlns="{OFFICE}/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1"/></ThreadedComments>'
    rel = '<Relationship Id="rId4" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threads.xml"/>'
    more = {
        "xl/comments1.xml": COMMENTS,
        "xl/drawings/vmlDrawing1.vml": VML,
        "xl/drawings/header.vml": "<xml/>",
        "xl/threads.xml": threads,
    }
    data = package(NOTE_SHEET, NOTE_RELS + rel, more)
    assert refusal(data, Note("S", at("A1"), "一")) == "EDIT_THREADED"
    after(data, Note("S", at("A2"), "一"))


def test_a_fill_is_appended_once_and_found_again():
    data = package('<sheetData><row r="1"><c r="A1" s="1"/><c r="B1" s="1"/></row></sheetData>')
    host = FileHost(data, "a.xlsx")
    applied = host.apply([Fill("S", at("A1"), "FFC7CE"), Fill("S", at("B1"), "ffc7ce")])
    styles = part(host.data, "xl/styles.xml")
    assert (styles.count("FFFFC7CE"), styles.count("<xf ")) == (1, 1 + 4)
    assert part(host.data).count('s="3"') == 2
    assert 'numFmtId="49"' in styles[styles.rindex("<xf ") :]
    host.apply(applied.inverse)
    assert part(host.data) == part(data)


def test_restore_of_a_fill_leaves_a_font_the_user_changed_since():
    data = package('<sheetData><row r="1"><c r="A1" s="1"/></row></sheetData>')
    host = FileHost(data, "a.xlsx")
    back = host.apply([Fill("S", at("A1"), "FFC7CE")]).inverse[0]
    host.apply([Restore("S", at("A1"), style={"font": "<font><b/></font>"})])
    host.apply([back])
    cell = openpyxl.load_workbook(io.BytesIO(host.data))["S"]["A1"]
    assert (cell.font.b, cell.fill.patternType, cell.number_format) == (True, None, "@")


@pytest.mark.parametrize(("name", "code"), [("_xmlsignatures/sig1.xml", "FILE_SIGNED"), ("xl/revisions/revisionHeaders.xml", "EDIT_LATER")])  # fmt: skip
def test_a_guarded_file_is_refused(name, code):
    assert refusal(package("<sheetData/>", more={name: "<a/>"}), SetCell("S", at("A1"), 1.0)) == code


def test_expected_fill_and_note_are_looked_at():
    data = after(note_book(), Fill("S", at("A1"), "FFC7CE"))
    assert refusal(data, SetCell("S", at("A1"), 1.0, expect=Expect(fill=None))) == "EDIT_EXPECT"
    after(data, SetCell("S", at("A1"), 1.0, expect=Expect(fill="ffc7ce", note="原来的")))


@pytest.mark.parametrize(
    "record", [{"cell": {"is": "</is></c><c>"}}, {"fill": "<fill/><fill/>"}, {"font": "<fill/>"}]
)
def test_a_forged_record_cannot_smuggle_xml_in(record):
    data = package('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    assert refusal(data, Restore("S", at("A1"), content=Content("x"), style=record)) == "EDIT_INVALID"


STRICT = '<?xml version="1.0"?><worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData/></worksheet>'
WRAPPED = (
    '<sheetData/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="v"><legacyDrawing r:id="rId2"/></mc:Choice></mc:AlternateContent>'
)


def test_notes_are_refused_where_a_drawing_is_wrapped_or_could_only_be_named_so():
    """No element names it in the strict format; what Excel writes instead, the readers we prove with pass over."""
    more = {
        "xl/comments1.xml": COMMENTS,
        "xl/drawings/vmlDrawing1.vml": VML,
        "xl/drawings/header.vml": "<xml/>",
    }
    assert refusal(package(WRAPPED, NOTE_RELS, more), Note("S", at("B2"), "一")) == "EDIT_LATER"
    assert refusal(package(STRICT), Note("S", at("B2"), "一")) == "EDIT_LATER"


def test_everything_else_is_done_in_a_strict_sheet():
    host = FileHost(package(STRICT), "a.xlsx")
    applied = host.apply(
        [SetCell("S", at("B2"), "=x"), Fill("S", at("B2"), "FFC7CE"), Append("S", (("甲",),))]
    )
    assert [code for code in ("=x", "甲") if code not in part(host.data)] == []
    host.apply(applied.inverse)
    assert part(host.data).replace("<sheetData></sheetData>", "<sheetData/>") == STRICT


def test_our_boxes_go_before_a_users_shape_with_an_unclosed_tag():
    out = part(after(note_book(), Note("S", at("B5"), "一")), "xl/drawings/vmlDrawing1.vml")
    assert out.index("_x0000_s2051") < out.index("<br>")


@pytest.mark.parametrize("listed", ["", "<sheets/>"])
def test_a_workbook_without_a_list_of_sheets_gets_none(listed):
    data = package("<sheetData/>")
    staged = FileHost(data, "a.xlsx")._archive.copy()
    whole = part(data, "xl/workbook.xml")
    staged.put("/xl/workbook.xml", re.sub(r"<sheets>.*</sheets>", listed, whole).encode())
    assert refusal(staged.render(), AddSheet("单", (("甲",),))) == "FILE_DAMAGED"


def test_a_tag_of_one_long_word_costs_its_length_not_its_square():
    """The gate lets tags of 64 KB through; with a quadratic search this one took most of a minute."""
    start = time.perf_counter()
    assert attributes(b'<t r="1" ' + b"A" * 64_000 + b' s="2">') == {"r": "1", "s": "2"}
    assert time.perf_counter() - start < 10
