"""Rows that are written new: they stay bytes until somebody asks for a cell of one, and most are proved without a parser."""

from __future__ import annotations

import pytest

from tests.xlsx.books import book
from workbook.edits import Append, Content, Expect, SetCell, Truncate
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.reading.reader import read_here
from workbook.xlsx.writing.filehost import FileHost
from workbook.xlsx.writing.rowxml import cell_rest, cell_start, columns, new_row, to_prove
from workbook.xlsx.writing.xml import check_pieces

TEXT = '<is><t xml:space="preserve">%s</t></is>'
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'


def made(inner, kind="inlineStr"):
    return new_row(
        b"", 7, cell_start(b"", 28) + b"7" + cell_rest(b"", kind, 3, inner.encode("utf-8", "surrogatepass"))
    )


@pytest.mark.parametrize("text", ["张三", "&lt;甲&gt; &amp;", "", "a\tb\nc", "😀"])
def test_a_row_as_we_write_it_needs_no_parser(text):
    assert list(to_prove([made(TEXT % text)])) == [b"<row/>"]
    assert list(to_prove([made("<v>-1.5E+20</v>", None)])) == [b"<row/>"]


@pytest.mark.parametrize("text", ["&", "&#0;", "<b>", "]]>", "\x01", "\ufffe", "\ud800", "</t>"])
def test_any_other_row_is_left_to_a_parser_which_refuses_what_is_no_xml(text):
    row = made(TEXT % text)
    assert list(to_prove([row])) == [row]
    with pytest.raises(Refused):
        check_pieces((b"<sheetData>", *to_prove([row]), b"</sheetData>"))


def test_the_columns_of_new_rows_are_told_by_their_first_and_last_cells():
    rows = [
        b"".join(cell_start(b"x:", col) + b"7" + cell_rest(b"x:", None, 0, b"<x:v>1</x:v>") for col in cols)
        for cols in ((3, 28), (5,))
    ]
    assert columns(b"x:", rows) == (3, 28)


def test_later_edits_of_the_list_find_the_rows_that_earlier_ones_wrote():
    host = FileHost(book(ROW), "a.xlsx")
    before = host.data
    found = host.apply(
        [
            Append("表", (("张三", 1.0), ("李四",))),
            SetCell("表", Cell(2, 2), 2.0, expect=Expect(Content(1.0))),
            Append("表", (("王五", None, 3.0),)),
            Truncate("表", 4, 1),
            Append("表", (("赵六",),)),
        ]
    )
    sheet = read_here(host.data, "a.xlsx").sheets[0]
    assert sheet.columns == [["姓名", "张三", "李四", "赵六"], [None, 2.0, None, None]]
    host.apply(found.inverse)
    assert read_here(host.data, "a.xlsx") == read_here(before, "a.xlsx")
