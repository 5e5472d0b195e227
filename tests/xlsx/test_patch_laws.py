"""Laws of the patcher, on workbooks made in the test: nothing else changes, undo is exact, text stays text."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.content import same_value
from workbook.edits import Append, Content, Fill, Link, Note, SetCell
from workbook.model import Cell
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.filehost import FileHost


def plain_book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for row in range(1, 6):
        sheet.append([f"文字{row}", row * 1.5, None, f"=B{row}*2"])
    sheet["B2"].font = openpyxl.styles.Font(bold=True)
    sheet["C3"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    sheet["A1"].comment = openpyxl.comments.Comment("自己的批注", "王")
    sheet["A2"].hyperlink = "https://example.com/"
    book.create_sheet("另一张")["A1"] = "不动"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


DATA = plain_book()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def cells_of(data: bytes) -> dict[str, object]:
    """All that openpyxl, an independent reader, sees of the first sheet."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["S"]
    return {
        cell.coordinate: (cell.value, cell.data_type, cell.font.b, cell.fill.fgColor.rgb, cell.fill.patternType,
                          cell.comment.text if cell.comment else None,
                          (cell.hyperlink.target, cell.hyperlink.location) if cell.hyperlink else None)
        for row in sheet.iter_rows() for cell in row
    }  # fmt: skip


cells = st.builds(Cell, st.integers(1, 7), st.integers(1, 5))
scalars = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
edits = st.lists(
    st.builds(SetCell, st.just("S"), cells, scalars)
    | st.builds(Fill, st.just("S"), cells, st.sampled_from(["FFC7CE", "00FF00"]))
    | st.builds(Note, st.just("S"), cells, st.text(min_size=1, max_size=20))
    | st.builds(Link, st.just("S"), cells, st.just("'另一张'!A1"))
    | st.builds(Append, st.just("S"), st.just((("甲", 1.0), ("=乙", None)))),
    min_size=1,
    max_size=6,
)


@given(edits=edits)
@settings(deadline=None, max_examples=80)
def test_members_no_edit_concerns_stay_raw(edits):
    host = FileHost(DATA, "a.xlsx")
    host.apply(edits)
    before, after = members(DATA), members(host.data)
    concerned = {
        "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml", "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels",
    }  # fmt: skip
    assert {name: data for name, data in before.items() if name not in concerned} == {
        name: data for name, data in after.items() if name not in concerned
    }


@given(edits=edits)
@settings(deadline=None, max_examples=80)
def test_apply_then_inverse_gives_back_every_cell(edits):
    host = FileHost(DATA, "a.xlsx")
    host.apply(host.apply(edits).inverse)
    assert cells_of(host.data) == cells_of(DATA)


@given(
    text=st.text(max_size=60),
    lead=st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "＝", "_x0041_", " "]),
)
@settings(deadline=None, max_examples=150)
def test_text_stays_text_to_the_character(text, lead):
    host = FileHost(DATA, "a.xlsx")
    value = lead + text
    host.apply([SetCell("S", Cell(3, 3), value)])
    sheet = members(host.data)["xl/worksheets/sheet1.xml"]
    assert sheet.count(b"<f>") == members(DATA)["xl/worksheets/sheet1.xml"].count(b"<f>")
    was = host.apply([SetCell("S", Cell(3, 3), None)]).inverse[0].content
    assert same_value(was.value if was else None, value)


@settings(deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_stored_to_the_last_bit(number):
    host = FileHost(DATA, "a.xlsx")
    host.apply([SetCell("S", Cell(3, 3), number)])
    assert openpyxl.load_workbook(io.BytesIO(host.data))["S"]["C3"].value == number
    assert host.apply([SetCell("S", Cell(3, 3), None)]).inverse[0].content == Content(number)


@pytest.mark.parametrize("comment", [b"", b"zip comment PK"])
def test_a_member_is_copied_with_its_header_comment_and_extra_field(comment):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members(DATA).items():
            info = zipfile.ZipInfo(name, (2001, 2, 3, 4, 5, 6))
            info.comment, info.extra = b"member", b"\x99\x99\x02\x00ab"
            archive.writestr(info, content, zipfile.ZIP_STORED if name.endswith("app.xml") else None)
        archive.comment = comment
    host = FileHost(out.getvalue(), "a.xlsx")
    host.apply([SetCell("S", Cell(3, 3), "x")])
    with zipfile.ZipFile(io.BytesIO(host.data)) as archive:
        kept = archive.getinfo("docProps/app.xml")
        assert (kept.date_time[0], kept.comment, kept.extra, kept.compress_type) == (
            2001, b"member", b"\x99\x99\x02\x00ab", zipfile.ZIP_STORED,
        )  # fmt: skip
        assert archive.comment == comment


def test_bytes_before_the_archive_are_kept():
    host = FileHost(b"#!prefix\n" + DATA, "a.xlsx")
    host.apply([SetCell("S", Cell(3, 3), "x")])
    assert host.data.startswith(b"#!prefix\n")
    assert members(host.data)["docProps/app.xml"] == members(DATA)["docProps/app.xml"]


def test_what_is_written_is_proved_against_what_was_staged():
    staged = Archive(DATA)
    staged.put("/xl/styles.xml", b"<styleSheet/>")
    staged.put("/xl/new.xml", b"<new/>")
    good = Archive(staged.render())
    good.prove(staged)
    lost = Archive(DATA)
    with pytest.raises(Exception, match="FILE_DAMAGED"):
        lost.prove(staged)
