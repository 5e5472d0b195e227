from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from workbook.host import Refused
from workbook.model import Book, Cell, CellError, Range, Sheet
from workbook.xlsx.reading.reader import is_owner_file, read_here

_SPEC = importlib.util.spec_from_file_location("books", Path(__file__).with_name("books.py"))
assert _SPEC
assert _SPEC.loader
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books"] = books
_SPEC.loader.exec_module(books)


def read(rows: str = "", **more: str) -> Sheet:
    return read_here(books.book(rows, **more), "a.xlsx").sheets[0]


def read_parts(parts: dict[str, str | bytes], name: str = "a.xlsx") -> Book:
    return read_here(books.zipped(parts), name)


def test_values() -> None:
    sheet = read(
        '<row r="2"><c r="B2"><v>1.5</v></c><c r="C2" t="str"><v>甲</v></c><c r="D2" t="b"><v>1</v></c></row>'
        '<row r="3"><c r="C3" t="inlineStr"><is><t>a &lt; b</t></is></c><c r="F9000" s="1"/></row>'.replace(
            '<c r="F9000" s="1"/>', '<c r="Z3" s="0"/>'
        )
    )
    assert (sheet.width, sheet.height) == (4, 3)
    assert sheet.value(Cell(2, 2)) == 1.5
    assert sheet.value(Cell(2, 3)) == "甲"
    assert sheet.value(Cell(2, 4)) is True
    assert sheet.value(Cell(3, 3)) == "a < b"
    assert sheet.value(Cell(1, 1)) is None


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>1</v></c><c t='str'><v>x</v></c></row><row><c><v>2</v></c></row>",
        '<row r="1">\n <c t="n" r="A1"><v>1</v></c>\n <c r="B1" t="str"><v>x</v></c>\n</row>'
        '<row r="2"><c r="A2"><v>2</v></c></row>',
        '<!-- a --><row r="1"><c r="A1"><v>1<!-- b --></v></c><c r="B1" t="str"><v><![CDATA[x]]></v></c></row>'
        '<row r="2"><c r="a2" s="0" cm="1"><v> 2 </v></c></row>',
    ],
    ids=["no addresses", "spaces", "comments"],
)
def test_rows_written_in_another_way(rows: str) -> None:
    sheet = read(rows)
    assert [list(column) for column in sheet.columns] == [[1.0, 2.0], ["x", None]]


def test_a_prefix_of_the_main_namespace() -> None:
    parts = books.parts_of()
    parts["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{books.MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>1+1</x:f><x:v>2</x:v>'
        '</x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    )
    sheet = read_parts(parts).sheets[0]
    assert sheet.value(Cell(1, 1)) == 2.0
    assert sheet.facts.formulas == {Cell(1, 1): "1+1"}
    assert sheet.facts.merged == (Range(1, 1, 1, 2),)


def test_formulas_and_missing_results() -> None:
    sheet = read(
        '<row r="1"><c r="A1"><f>1&lt;2</f><v>1</v></c><c r="B1"><f>C1</f></c>'
        '<c r="C1" t="str"><f t="shared" ref="C1:D1" si="0">A1&amp;""</f><v></v></c>'
        '<c r="D1" t="str"><f t="shared" si="0"/><v>x</v></c><c r="E1"><f>2</f><v></v></c></row>'
    )
    assert sheet.facts.formulas == {
        Cell(1, 1): "1<2",
        Cell(1, 2): "C1",
        Cell(1, 3): 'A1&""',
        Cell(1, 4): 'A1&""',
        Cell(1, 5): "2",
    }
    assert sheet.facts.uncached == {Cell(1, 2), Cell(1, 5)}
    assert sheet.value(Cell(1, 4)) == "x"
    assert sheet.width == 5


def test_error_cells_are_values() -> None:
    sheet = read(
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'
        '<row r="3"><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert sheet.value(Cell(1, 1)) == CellError("#N/A")
    assert sheet.value(Cell(3, 2)) == CellError("#DIV/0!")
    assert sheet.facts.uncached == frozenset()


def test_number_formats_in_runs() -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}" s="1"><v>{45000 + r}</v></c></row>' for r in (1, 2, 3, 7))
    rows = rows.replace(
        '<row r="7">', '<row r="5"><c r="A5" s="1" t="str"><v>x</v></c><c r="B5" s="2"/></row><row r="7">'
    )
    rows += '<row r="8"><c r="A8" s="2"><v>1</v></c><c r="B8" s="3"><v>1</v></c></row>'
    sheet = read(
        rows,
        xfs='<xf numFmtId="31"/><xf numFmtId="176"/><xf numFmtId="49"/>',
        formats='<numFmt numFmtId="176" formatCode="0.00&quot;元&quot;"/>',
    )
    date = 'yyyy"年"m"月"d"日"'
    expected = {
        Cell(1, 1): date,
        Cell(2, 1): date,
        Cell(3, 1): date,
        Cell(7, 1): date,
        Cell(8, 1): '0.00"元"',
    }
    assert sheet.facts.formats == expected
    assert len(sheet.facts.formats) == 5
    assert sheet.facts.formats.get(Cell(4, 1)) is None
    assert sheet.value(Cell(1, 1)) == 45001.0


def test_hidden_rows_and_columns() -> None:
    sheet = read(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/><row r="3" ht="0" customHeight="1"/>'
        '<row r="4" ht="15"/><row r="6" hidden="true"><c r="A6"><v>1</v></c></row>',
        head='<cols><col min="2" max="3" width="9" hidden="1"/><col min="4" max="4" width="0"/>'
        '<col min="6" max="6" width="10"/></cols>',
    )
    assert sheet.facts.hidden_rows == ((2, 3), (6, 6))
    assert sheet.facts.hidden_columns == ((2, 4),)


def test_only_the_anchor_of_a_merged_range_holds_a_value() -> None:
    sheet = read(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c><c r="C2"><v>5</v></c></row>',
        tail='<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
    )
    assert [list(column) for column in sheet.columns] == [[1.0, None], [None, None], [None, 5.0]]
    assert sheet.facts.merged == (Range(1, 1, 2, 2),)


def test_protection() -> None:
    assert read(tail='<sheetProtection sheet="1" objects="1"/>').facts.protected
    assert not read(tail='<sheetProtection sheet="0"/>').facts.protected


def test_odd_cells() -> None:
    sheet = read(
        '<row r="1"><c r="A1"><v>abc</v></c><c r="B1"><v>1E400</v></c><c r="C1" t="b"><v>7</v></c>'
        f'<c r="D1" t="str"><v>{"长" * 32768}</v></c><c r="E1"><v>NaN</v></c></row>'
    )
    numberless = {Cell(1, col): "not a number" for col in (1, 2, 3, 5)}
    assert sheet.facts.odd == {**numberless, Cell(1, 4): "long"}
    assert sheet.value(Cell(1, 1)) is None
    assert len(str(sheet.value(Cell(1, 4)))) == 32768


def test_pictures() -> None:
    parts = books.parts_of(
        '<row r="1"><c r="A1" t="e" vm="1"><v>#VALUE!</v></c><c r="B1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f>'
        "<v>=DISPIMG</v></c></row>",
        tail='<drawing r:id="rId1"/>',
    )
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = books.relations(("drawing", "../drawings/d.xml", ""))
    corner = "<{0}><col>{1}</col><colOff>{2}</colOff><row>{3}</row><rowOff>5</rowOff></{0}>"
    parts["xl/drawings/d.xml"] = (
        "<wsDr><twoCellAnchor>"
        + corner.format("from", 3, 5, 4)
        + corner.format("to", 4, 0, 4)
        + "<pic/></twoCellAnchor>"
        "<oneCellAnchor>" + corner.format("from", 0, 5, 0) + "<sp/></oneCellAnchor></wsDr>"
    )
    sheet = read_parts(parts).sheets[0]
    assert sheet.facts.pictures == {Cell(1, 1), Cell(1, 2), Cell(5, 4)}
    assert sheet.value(Cell(1, 1)) is None
    assert (sheet.height, sheet.width) == (5, 4)


def test_notes() -> None:
    parts = books.parts_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = books.relations(("comments", "/xl/comments1.xml", ""))
    parts["xl/comments1.xml"] = (
        '<comments><commentList><comment ref="A1" authorId="0"><text><r><t>张三:</t></r><r><t>请核_x000D_对&amp;'
        "</t></r></text></comment></commentList></comments>"
    )
    assert read_parts(parts).sheets[0].facts.notes == {Cell(1, 1): "张三:请核\r对&"}


def test_date1904_states_names_and_flags() -> None:
    parts = books.parts_of()
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{books.MAIN}" xmlns:r="{books.REL}"><workbookPr date1904="1"/><sheets>'
        '<sheet name="=A" sheetId="1" state="veryHidden" r:id="rId1"/></sheets>'
        "<definedNames><definedName name=\"印章\">'表'!$A$1</definedName></definedNames></workbook>"
    )
    parts["xl/activeX/activeX1.xml"] = "<a/>"
    parts["xl/connections.xml"] = "<a/>"
    book = read_parts(parts)
    assert book.date1904
    assert book.sheets[0].state == "veryHidden"
    assert book.names == {"印章": "'表'!$A$1"}
    assert {code for code, _ in book.flags} == {"OBJECT_EMBEDDED", "DATA_CONNECTION", "SHEET_NAME_FORMULA"}


def test_a_lying_count_of_strings_is_flagged() -> None:
    strings = f'<sst xmlns="{books.MAIN}" count="9" uniqueCount="4000000000"><si><t>甲</t></si></sst>'
    book = read_here(books.book('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings), "a.xlsx")
    assert book.flags == (("STRINGS_COUNT", "4000000000"),)
    assert book.sheets[0].value(Cell(1, 1)) == "甲"


def test_macros_are_flagged_by_name() -> None:
    parts = books.parts_of()
    parts["xl/vbaProject.bin"] = b"x"
    parts["[Content_Types].xml"] = (
        "<Types><Default ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"
    )
    assert read_parts(parts, "a.xlsm").flags == (("FILE_MACRO", "VBA"),)
    with pytest.raises(Refused, match="FILE_MACRO"):
        read_parts(parts, "a.xlsx")


def test_owner_files() -> None:
    assert is_owner_file("~$报名表.xlsx")
    assert not is_owner_file("报名表.xlsx")
