"""What one host wrote down of how a cell looked, put back by the other: a file that was checked is cleared in Excel, and
the other way round (the whole way: tests/live/test_clicks_registration.py)."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import Color, PatternFill

from tests.books import saved
from workbook.edits import Fill, Restore
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost
from xladdin.excel.foreign import fill_of, is_of_a_file

B2 = Cell(2, 2)
THEMED = Color(theme=4, tint=0.4)


def painted(fill):
    book = openpyxl.Workbook()
    book.active.title = "表"
    book["表"]["B2"].fill = fill
    return saved(book)


def restored(**record):
    host = FileHost(painted(PatternFill("solid", fgColor="FFC7CE")), "表.xlsx")
    host.apply([Restore("表", B2, **record)])
    return openpyxl.load_workbook(io.BytesIO(host.data))["表"]["B2"]


def test_a_file_takes_the_colour_that_Excel_wrote_down():
    cell = restored(style={"fill": "ffff00", "rest": {"pattern": 1, "theme": 5, "tint": 0.4}})
    assert (cell.fill.fill_type, cell.fill.fgColor.rgb) == ("solid", "FFFFFF00")


@pytest.mark.parametrize("color", ["FFFF0", "FFFF000", "GGGGGG", "FFFF00\n", "<fill"])
def test_a_file_takes_no_other_word_for_a_colour(color):
    with pytest.raises(Refused, match="EDIT_INVALID"):
        restored(style={"fill": color})


@pytest.mark.parametrize("ours", [True, False])
def test_a_file_takes_the_note_that_Excel_wrote_down(ours):
    note = restored(note={"text": "李老师：<请> 核对", "ours": ours}).comment
    assert (note.text, note.author == "contestbook") == ("李老师：<请> 核对", ours)


@pytest.mark.parametrize(
    "note", [{"text": 5, "ours": True}, {"text": "x", "ours": "yes"}, {"ours": True}, {}]
)
def test_a_file_takes_no_other_record_of_a_note(note):
    with pytest.raises(Refused, match="EDIT_INVALID"):
        restored(note=note)


@pytest.mark.parametrize(
    ("fill", "color", "rest"),
    [
        (PatternFill("solid", fgColor="FFFF00"), "FFFF00", {}),
        (PatternFill(), None, {}),
        (PatternFill("solid", fgColor=THEMED), "FFFFFF", {"pattern": 1, "theme": 5, "tint": 0.4}),
        (PatternFill("gray125"), None, {}),
    ],
)  # fmt: skip
def test_Excel_takes_the_fill_that_a_file_wrote_down(fill, color, rest):
    (back,) = FileHost(painted(fill), "表.xlsx").apply([Fill("表", B2, "FFC7CE")]).inverse
    element = back.style["fill"]
    assert is_of_a_file(element)
    found = fill_of(element)
    assert found.color == color
    assert found.rest == pytest.approx(rest)


@pytest.mark.parametrize(
    "element",
    [
        "<fill>",
        '<fill><patternFill patternType="solid"/></fill>',
        '<fill><patternFill patternType="solid"><fgColor theme="99"/></patternFill></fill>',
        '<fill><patternFill patternType="solid"><fgColor theme="²"/></patternFill></fill>',
        '<fill><patternFill patternType="solid"><fgColor rgb="red"/></patternFill></fill>',
        '<fill><gradientFill><stop position="0"><color rgb="FFFF0000"/></stop></gradientFill></fill>',
    ],
)
def test_of_any_other_fill_Excel_makes_none(element):
    assert fill_of(element).color is None


def test_nonsense_for_a_tint_is_none():
    element = '<fill><patternFill patternType="solid"><fgColor theme="1" tint="{}"/></patternFill></fill>'
    assert [fill_of(element.format(tint)).rest["tint"] for tint in ("x", "7", "nan", "-0.25")] == [
        0.0,
        1.0,
        0.0,
        -0.25,
    ]
