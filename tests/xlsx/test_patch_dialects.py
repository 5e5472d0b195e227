"""Legal XML as other programs write it: what is unusual in it is read right, and stays where we add to it."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from tests.xlsx.books import zipped_again
from tests.xlsx.parts_of import MAIN, REL, STYLES, names, package, part
from workbook.edits import AddSheet, Content, Expect, Fill, Link, Note, RemoveSheet, SetCell
from workbook.edits_json import from_json, to_json
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost

A1, B1 = Cell(1, 1), Cell(1, 2)
STYLE_PART = "xl/styles.xml"
STRINGS_PART = "xl/sharedStrings.xml"


# ---- shared strings


def book_of_strings(*items: str) -> bytes:
    """A workbook whose row 1 shows its shared strings in order."""
    cells = "".join(f'<c r="{Cell(1, n + 1).a1}" t="s"><v>{n}</v></c>' for n in range(len(items)))
    table = f'<sst xmlns="{MAIN}">{"".join(items)}</sst>'
    return package(f'<sheetData><row r="1">{cells}</row></sheetData>', more={STRINGS_PART: table})


@pytest.mark.parametrize("first", [
    "<si/>", "<si />", '<si xml:space="preserve" />', "<si></si>", "<si><t/></si>", "<si><t /></si>", '<si><t xml:space="preserve" /></si>',
    "<si><r><t /></r></si>", "<!-- <si><t>x</t> --><si/>", "<si><rPh sb='0' eb='1'><t>x</t></rPh></si>", "<si><!-- <t>x</t> --></si>",
    "<si><phoneticPr fontId='1' /></si>",
])  # fmt: skip
def test_an_empty_string_does_not_swallow_the_next(first):
    data = book_of_strings(first, "<si><t>甲</t></si>", "<si><t>乙</t></si>")
    host = FileHost(data, "a.xlsx")
    applied = host.apply([SetCell("S", B1, "新", expect=Expect(Content("甲")))])
    host.apply(applied.inverse)
    assert part(host.data) == part(data)


@pytest.mark.parametrize(("item", "text"), [
    ("<si><t><![CDATA[甲</t>乙]]></t></si>", "甲</t>乙"), ("<si><r><t>甲</t></r><r><t>乙</t></r></si>", "甲乙"),
    ("<si><t>甲</t><rPh sb='0' eb='1'><t>jia</t></rPh></si>", "甲"), ("<si><t>甲<!-- 乙 -->丙</t></si>", "甲丙"),
    ("<si><r><t>甲</t></r><rPh sb='0' eb='1'><t>x</t></rPh><r><t>乙</t></r></si>", "甲乙"),
])  # fmt: skip
def test_a_string_reads_as_excel_reads_it(item, text):
    host = FileHost(book_of_strings(item), "a.xlsx")
    host.apply([SetCell("S", A1, "新", expect=Expect(Content(text)))])


# ---- styles


def with_styles(
    *changes: tuple[str, str], sheet: str = '<sheetData><row r="1"><c r="A1"/></row></sheetData>'
) -> bytes:
    style = STYLES
    for old, new in changes:
        assert old in style
        style = style.replace(old, new)
    return package(sheet, more={STYLE_PART: style})


FONTS = '<fonts count="1"><font><sz val="11"/></font></fonts>'
FILLS = (
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
)
BORDERS = '<borders count="1"><border/></borders>'
LISTS = [
    [], [(FILLS, "<fills/>")], [(FILLS, '<fills count="0" />')], [(FILLS, "<fills></fills>")], [(FILLS, "")],
    [(FONTS, "<fonts/>"), (FILLS, "<fills/>"), (BORDERS, "<borders/>")], [(FONTS, ""), (FILLS, ""), (BORDERS, "")],
    [(FONTS, '<numFmts count="0"/>' + FONTS)], [(FONTS, "<numFmts/>" + FONTS)], [(FILLS, FILLS.replace('<fill><patternFill patternType="gray125"/></fill>', ""))],
]  # fmt: skip


@pytest.mark.parametrize("changes", LISTS)
def test_styles_are_added_to_lists_that_are_empty_or_not_there(changes):
    host = FileHost(with_styles(*changes), "a.xlsx")
    host.apply([
        Fill("S", A1, "FFC7CE"), SetCell("S", B1, "=甲"),
        AddSheet("单", (("甲",), (1.5,)), {"header": 1, "formats": {"A": "0.000"}}),
    ])  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(host.data))
    assert book["S"]["A1"].fill.fgColor.rgb == "FFFFC7CE"
    assert book["S"]["B1"].quotePrefix
    assert book["S"]["B1"].fill.fill_type is None
    assert book["单"]["A1"].font.b
    assert book["单"]["A2"].number_format == "0.000"
    order = [
        part(host.data, STYLE_PART).index(f"<{name}")
        for name in ("numFmts", "fonts", "fills", "borders", "cellXfs")
    ]
    assert order == sorted(order)


PREFIXED = {STYLE_PART: re.sub(r"<(/?)(?=\w)", r"<\1x:", STYLES).replace("xmlns=", "xmlns:x=")}


def test_styles_under_a_prefix_get_prefixed_ones():
    host = FileHost(package("<sheetData/>", more=PREFIXED), "a.xlsx")
    host.apply([AddSheet("单", (("甲",), ("乙",)), {"header": 1})])
    book = openpyxl.load_workbook(io.BytesIO(host.data))
    assert book["单"]["A1"].font.b
    assert "<font>" not in part(host.data, STYLE_PART)


def test_a_look_under_a_prefix_is_put_back_after_another_program_dropped_the_prefix():
    inverse = (
        FileHost(package("<sheetData/>", more=PREFIXED), "a.xlsx").apply([Fill("S", A1, "FFC7CE")]).inverse
    )
    host = FileHost(package("<sheetData/>"), "a.xlsx")
    host.apply([Fill("S", A1, "FFC7CE")])
    host.apply(inverse)
    assert openpyxl.load_workbook(io.BytesIO(host.data))["S"]["A1"].fill.fill_type is None


# ---- elsewhere


def test_an_attribute_is_not_sought_within_another_ones_value():
    links = """<hyperlinks><hyperlink tooltip='见 ref="B1"' ref = "A1:A3" location="S!A1"/></hyperlinks>"""
    host = FileHost(package("<sheetData/>" + links), "a.xlsx")
    host.apply([Link("S", Cell(2, 1), "'S'!A2")])
    assert """<hyperlink tooltip='见 ref="B1"' ref="A1" location="S!A1"/>""" in part(host.data)
    assert """<hyperlink tooltip='见 ref="B1"' ref="A3" location="S!A1"/>""" in part(host.data)


def test_links_nobody_touched_and_what_stands_between_them_stay():
    links = (
        "<hyperlinks>\n <!-- 甲 --><hyperlink ref='A1' location='S!B1'></hyperlink>\n"
        ' <hyperlink ref="A2:A4" location="S!B2"/>\n</hyperlinks>'
    )
    data = package("<sheetData/>" + links)
    host = FileHost(data, "a.xlsx")
    applied = host.apply([Link("S", Cell(3, 1), "'S'!C3")])
    assert links.split(' <hyperlink ref="A2')[0] in part(host.data)
    assert part(host.data).count("<hyperlink ") == 4
    host.apply(from_json(to_json(applied.inverse)))
    assert part(host.data) == part(data)


@pytest.mark.parametrize("comment", ["<!-- </c> -->", '<!-- <c r="B1"> -->', "<?x </c>?>"])
def test_what_looks_like_a_cell_in_a_comment_is_none(comment):
    sheet = f'<sheetData><row r="1"><c r="A1">{comment}<v>1</v></c>{comment}<c r="B1"><v>2</v></c>{comment}</row></sheetData>'
    host = FileHost(package(sheet), "a.xlsx")
    host.apply([SetCell("S", A1, 5.0, expect=Expect(Content(1.0)))])
    assert f'<c r="A1"><v>5</v></c>{comment}<c r="B1"><v>2</v></c>{comment}</row>' in part(host.data)


def test_a_part_that_two_sheets_share_is_not_taken_away_with_one():
    leads = f'<Relationship Id="rId1" Type="{REL}/printerSettings" Target="../printerSettings/printerSettings1.bin"/>'
    host = FileHost(
        package("<sheetData/>", leads, {"xl/printerSettings/printerSettings1.bin": "x"}), "a.xlsx"
    )
    host.apply([AddSheet("单", (("甲",),))])
    same = part(host.data, "xl/worksheets/_rels/sheet1.xml.rels")
    shared = zipped_again(host.data, {"xl/worksheets/_rels/sheet2.xml.rels": same})
    host = FileHost(shared, "a.xlsx")
    with pytest.raises(Refused, match="EDIT_SHEET"):
        host.apply([RemoveSheet("单")])
    assert host.data == shared


def test_what_stands_between_defined_names_stays():
    listed = '<definedNames>\n <!-- 甲 --><definedName name="x">1</definedName>\n <!-- 乙 -->\n <definedName name="y">2</definedName></definedNames>'
    data = package("<sheetData/>", book=listed)
    host = FileHost(data, "a.xlsx")
    applied = host.apply([AddSheet("单", (("甲",), ("乙",)), {"header": 1, "filter": "A1:A2"})])
    assert "<!-- 甲 -->" in part(host.data, "xl/workbook.xml")
    assert "<!-- 乙 -->" in part(host.data, "xl/workbook.xml")
    removed = host.apply(applied.inverse)
    assert part(host.data, "xl/workbook.xml") == part(data, "xl/workbook.xml")
    again = host.apply(removed.inverse)
    host.apply(again.inverse)
    assert part(host.data, "xl/workbook.xml") == part(data, "xl/workbook.xml")


def test_a_new_part_may_lie_in_a_folder_with_a_chinese_name():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package("<sheetData/>"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                content = content.replace(b"/xl/", "/表/".encode())
            new.writestr(name.replace("xl/", "表/"), content)
    host = FileHost(out.getvalue(), "a.xlsx")
    applied = host.apply([AddSheet("单", (("甲",),))])
    assert "表/worksheets/sheet2.xml" in names(host.data)
    host.apply(applied.inverse)
    assert names(host.data) == names(out.getvalue())


NOTED = {
    "rels": f'<Relationship Id="rId1" Type="{REL}/comments" Target="../comments1.xml"/>'
    f'<Relationship Id="rId2" Type="{REL}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>',
    "comments": f'<comments xmlns="{MAIN}"><authors><author>甲</author></authors><commentList>'
    '<comment ref="A1" authorId="0"><text><t>原来的</t></text></comment></commentList></comments>',
}
BOX = (
    '<v:shape id="_x0000_s1025"\n type="#_x0000_t202"\n><x:ClientData ObjectType="Note"><!-- 甲 --><x:Row\n>0</x:Row>'
    "<x:Column >0</x:Column></x:ClientData></v:shape>"
)


@pytest.mark.parametrize(
    "shapes", [BOX, ""], ids=["a box written over several lines", "a note without a box"]
)
def test_a_note_on_a_users_note_is_undone_exactly(shapes):
    drawing = f'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">{shapes}</xml>'
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetData/><legacyDrawing r:id="rId2"/></worksheet>'
    more = {"xl/comments1.xml": NOTED["comments"], "xl/drawings/vmlDrawing1.vml": drawing}
    data = package('<?xml version="1.0"?>' + sheet, NOTED["rels"], more)
    host = FileHost(data, "a.xlsx")
    applied = host.apply([Note("S", A1, "提示")])
    assert "提示" in part(host.data, "xl/comments1.xml")
    host.apply(from_json(to_json(applied.inverse)))
    for name in names(data):
        assert part(host.data, name) == part(data, name), name


def test_an_element_nobody_knows_does_not_move_ours():
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    wrapped = '<mc:AlternateContent xmlns:mc="%s"><mc:Choice Requires="z" xmlns:z="u"><z:new/></mc:Choice></mc:AlternateContent>'
    tail = (
        wrapped % space
        + '<mergeCells><mergeCell ref="F1:G1"/></mergeCells><pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>'
    )
    host = FileHost(package("<sheetData/>" + tail), "a.xlsx")
    host.apply([Note("S", A1, "提示"), Link("S", A1, "'S'!B1")])
    order = [
        part(host.data).index(f"<{name}")
        for name in ("mergeCells", "hyperlinks", "pageMargins", "legacyDrawing")
    ]
    assert order == sorted(order)
