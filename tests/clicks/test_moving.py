"""上一处, 下一处: which cell comes next from where one stands."""

from __future__ import annotations

import pytest

from workbook.findings_sheet import FIRST_ROW
from workbook.model import Cell, Sheet
from workbook.sheets import HEADINGS
from xladdin.clicks.moving import after, stops_on


def listed(*rows: tuple[str, str]) -> Sheet:
    """A list of findings: place, and what somebody answered."""
    columns: list[list] = [[None] * (FIRST_ROW - 2) + [heading] for heading in HEADINGS]
    for number, (place, answer) in enumerate(rows, 1):
        line = {1: float(number), 6: place, 8: f"问题{number}", 11: answer or None}
        for col, column in enumerate(columns, 1):
            column.append(line.get(col))
    return Sheet("问题清单", columns)


ROWS = [
    ("附件1 F7", ""),
    ("附件1 G8:G66 同一原因 59 处", ""),
    ("附件1 F7", ""),  # the same cell for another reason
    ("附件2 C3", "属实"),  # answered
    ("附件2", ""),  # a whole sheet
    ("整个文件", ""),
    ("附件 2 D4", ""),  # a sheet with a blank in its name
]


def test_places_nobody_answered_each_cell_once():
    found = stops_on(listed(*ROWS))
    assert [(stop.sheet, stop.cell.a1, stop.problem) for stop in found] == [
        ("附件1", "F7", "问题1"),
        ("附件1", "G8", "问题2"),
        ("附件 2", "D4", "问题7"),
    ]
    assert stops_on(listed()) == []


@pytest.mark.parametrize(
    ("sheet", "cell", "forward", "back"),
    [
        ("附件1", "F7", "G8", "D4"),  # on one: the neighbours, round the end
        ("附件1", "G8", "D4", "F7"),
        ("附件 2", "D4", "F7", "G8"),
        ("附件1", "A1", "F7", "D4"),  # elsewhere: the first, the last
        ("说明", "A1", "F7", "D4"),
        ("附件1", "F8", "G8", "F7"),  # Enter led here out of F7, which was corrected
        ("附件1", "H8", "D4", "G8"),  # Tab out of G8
        ("附件1", "A8", "G8", "F7"),  # between: the nearest as one reads
        ("附件1", "C99", "F7", "G8"),  # behind the last of the sheet
        ("问题清单", "F6", "F7", "D4"),  # on the list: the finding of that row, or the one before
        ("问题清单", "F7", "G8", "F7"),
        ("问题清单", "A9", "D4", "G8"),
        ("问题清单", "A99", "F7", "D4"),
    ],
)
def test_the_next_one_and_the_one_before(sheet, cell, forward, back):
    stops = stops_on(listed(*ROWS))
    here = (sheet, Cell.parse(cell))
    assert stops[after(stops, here, "问题清单", 1)].cell.a1 == forward
    assert stops[after(stops, here, "问题清单", -1)].cell.a1 == back
