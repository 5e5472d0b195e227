"""What an edit costs grows with the workbook, not with its square: each case once took from ten seconds to minutes.

The limit is of processor time, and far from what they take (some tenths of a second), so that neither a slow machine
nor other work on it fails them.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xlsx.parts_of import REL, package
from workbook.edits import Append, Edit, Fill, Link, Note, SetCell
from workbook.model import Cell, Range, column_letters
from workbook.xlsx.writing.areas import Areas, meet
from workbook.xlsx.writing.boxes import Boxes, blocks
from workbook.xlsx.writing.filehost import FileHost

SECONDS = 10
OFFICE_THREADS = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


def rows(count: int, cell: str = "<v>1</v>") -> str:
    lines = "".join(
        f'<row r="{n}"><c r="A{n}">{cell.replace("#", str(n))}</c></row>' for n in range(1, count + 1)
    )
    return f"<sheetData>{lines}</sheetData>"


def one_row(cells: int, formula: str) -> str:
    """A row of formulas; # stands for the column's number, @ for its letters."""
    there = ((n, column_letters(n)) for n in range(1, cells + 1))
    made = (f'<c r="{at}1">{formula.replace("#", str(n)).replace("@", at)}<v>1</v></c>' for n, at in there)
    return f'<sheetData><row r="1">{"".join(made)}</row></sheetData>'


def merged(count: int) -> str:
    return (
        "<mergeCells>"
        + "".join(f'<mergeCell ref="D{n}:E{n}"/>' for n in range(1, count + 1))
        + "</mergeCells>"
    )


def tall(count: int) -> str:
    areas = "".join(
        f'<mergeCell ref="{column_letters(n)}1:{column_letters(n)}100"/>' for n in range(1, count + 1)
    )
    return f"<mergeCells>{areas}</mergeCells>"


def widths(count: int) -> str:
    return (
        "<cols>" + "".join(f'<col min="{n}" max="{n}" width="9"/>' for n in range(1, count + 1)) + "</cols>"
    )


def threads(count: int) -> dict:
    listed = "".join(
        f'<threadedComment ref="D{n}" id="{n}"><text>x</text></threadedComment>' for n in range(1, count + 1)
    )
    return {
        "rels": f'<Relationship Id="rId1" Type="{OFFICE_THREADS}" Target="../threadedComments/threadedComment1.xml"/>',
        "more": {
            "xl/threadedComments/threadedComment1.xml": f'<ThreadedComments xmlns="x">{listed}</ThreadedComments>'
        },
    }


def down(count: int, edit) -> list[Edit]:
    return [edit(Cell(n, 1)) for n in range(1, count + 1)]


def outside(count: int) -> tuple[str, str]:
    """Links to the outside: the sheet's element, the relationships."""
    numbers = range(1, count + 1)
    listed = "".join(f'<hyperlink ref="D{n}" r:id="rId{n}"/>' for n in numbers)
    leads = (
        f'<Relationship Id="rId{n}" Type="{REL}/hyperlink" Target="http://example.com/{n}" TargetMode="External"/>'
        for n in numbers
    )
    return f"<hyperlinks>{listed}</hyperlinks>", "".join(leads)


def note(cell: Cell) -> Note:
    return Note("S", cell, "x")


def link(cell: Cell) -> Link:
    return Link("S", cell, "'S'!A1")


def number(cell: Cell) -> SetCell:
    return SetCell("S", cell, 1.0)


SHARED = '<f t="shared" ref="A#:B#" si="0">B2</f><v>1</v>'
CASES = {
    "notes beside merged cells": lambda: (package(rows(9) + merged(20_000)), down(2_000, note)),
    "notes beside links": lambda: (package(rows(9) + outside(20_000)[0], outside(20_000)[1]), down(1_000, note)),
    "notes beside threads": lambda: (package(rows(9), **threads(1_000)), down(1_000, note)),
    "notes beside widths": lambda: (package(widths(1_000) + rows(9)), down(1_000, note)),
    "links": lambda: (package(rows(9)), down(6_000, link)),
    "rows appended one by one": lambda: (package(rows(9)), [Append("S", (("a", 1.0),)) for _ in range(2_000)]),
    "a formula shared over a row": lambda: (package(one_row(6_000, '<f t="shared" si="0"/>').replace('<f t="shared" si="0"/>', '<f t="shared" ref="A1:HVT1" si="0">B2</f>', 1)), down(1, number)),
    "a formula with very many masters": lambda: (package(one_row(6_000, '<f t="shared" ref="A1:HVT1" si="0">B2</f>')), down(1, number)),
    "formulas alone in a row": lambda: (package(one_row(6_000, '<f t="shared" ref="@1" si="#">B2</f>')), down(1, number)),
    "one number used again": lambda: (package(rows(3_000, SHARED)), down(3_000, number)),
    "arrays": lambda: (package(rows(6_000, '<f t="array" ref="A#:B#">C1:D1</f>')), down(6_000, lambda cell: SetCell("S", Cell(cell.row, 5), 1.0))),
    "tall merged cells": lambda: (package(rows(9) + tall(6_000)), down(6_000, lambda cell: SetCell("S", Cell(100 + cell.row, 1), 1.0))),
    "fills": lambda: (package(rows(9)), down(4_000, lambda cell: Fill("S", cell, f"{cell.row:06X}"))),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_edits_and_their_undo_do_not_cost_the_square(case):
    data, edits = case()
    host = FileHost(data, "a.xlsx")
    start = time.process_time()
    applied = host.apply(edits)
    host.apply(applied.inverse)
    assert time.process_time() - start < SECONDS
    assert len(applied.inverse) == len(edits)


DRAWINGS = [
    b'<v:shape id="a" ' * 60_000, b"<v:shape >" * 60_000, b"<v:shape \"<v:shape '" * 60_000, b"<v:shape" * 60_000,
    b"".join(b"<a%d:shape >" % n for n in range(60_000)), b"<xml" * 90_000, b"<o:idmap " * 90_000, b"<x:Anchor" * 90_000,
    b'<o:idmap data="1' + b"1" * 90_000, b'<v:shape id="a"><x:Anchor' * 30_000 + b"</v:shape>", b"<v:shape" + b" " * 200_000,
]  # fmt: skip


@pytest.mark.parametrize("inside", DRAWINGS, ids=range(len(DRAWINGS)))
def test_a_drawing_that_is_not_well_formed_is_read_in_time_that_grows_with_it(inside):
    drawing = b'<xml xmlns:v="urn:schemas-microsoft-com:vml">' + inside + b"</xml>"
    start = time.process_time()
    boxes = Boxes(drawing)
    boxes.add(Cell(2, 2), b"1, 1, 1, 1, 1, 1, 1, 1", 54)
    boxes.render()
    blocks(drawing)
    assert time.process_time() - start < SECONDS


def areas(height: int, width: int) -> st.SearchStrategy[Range]:
    corner = st.tuples(st.integers(1, 200), st.integers(1, 3_000))
    size = st.tuples(st.integers(0, height), st.integers(0, width))
    return st.builds(lambda at, more: Range(*at, at[0] + more[0], at[1] + more[1]), corner, size)


@given(st.lists(areas(1_500, 9_000)), areas(300, 3_000))
def test_ranges_are_found_by_what_they_cover(placed, asked):
    found = Areas[int]()
    for at, area in enumerate(placed):
        found.add(area, at)
    assert found.meeting(asked) == [at for at, area in enumerate(placed) if meet(area, asked)]
    assert found.at(asked.anchor) == [at for at, area in enumerate(placed) if area.holds(asked.anchor)]
