"""问题清单 of a contest workbook: several commands write it, and what must be corrected is read first."""

from __future__ import annotations

from workbook.codes import SEVERITIES, severity
from workbook.edits import AddSheet, Link
from workbook.findings_sheet import FIRST_ROW, Kept, causes, list_edits
from workbook.model import Cell, Finding, Place

LEVELS = {"PUBLISH_ALIKE": "提示", "POINT_OPEN": "请核实", "AGE": "必须改"}


def found(code, row):
    return Finding(code, Place("利通.xlsx", "排名", Cell(row, 2)))


def kept(code, row):
    """A row as another command left it."""
    cells = (1.0, LEVELS[code], "", "", "", f"参赛主体 B{row}", "", "", "", "", "", "", "", code)
    return Kept(cells, f"eligible/{code}:x:{row}", f"'参赛主体'!B{row}")


def test_the_gravest_stand_first_whoever_found_them():
    rows = causes([found("PUBLISH_ALIKE", 4), found("POINT_OPEN", 5)], "payout")
    edits = list_edits(rows, [], {}, "问题清单", "利通.xlsx", [kept("AGE", 6), kept("POINT_OPEN", 7)])
    table = next(edit for edit in edits if isinstance(edit, AddSheet)).rows[FIRST_ROW - 1 :]
    assert [(row[0], row[1], row[5]) for row in table] == [
        (1.0, "必须改", "参赛主体 B6"),
        (2.0, "请核实", "排名 B5"),
        (3.0, "请核实", "参赛主体 B7"),
        (4.0, "提示", "排名 B4"),
    ]
    links = {edit.cell.row - FIRST_ROW: edit.target for edit in edits if isinstance(edit, Link)}
    assert [links[at] for at in range(4)] == ["'参赛主体'!B6", "'排名'!B5", "'参赛主体'!B7", "'排名'!B4"]
    assert table[0][14] == "eligible/AGE:x:6"


def test_the_words_used_here_are_those_of_the_codes():
    assert {code: SEVERITIES[severity(code)][0] for code in LEVELS} == LEVELS
