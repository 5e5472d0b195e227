"""Every operation alone, and its undo, on real workbooks of thirteen repositories, judged by a program that is not ours.

The workbooks and the judge lie beside the checkout (../shared, or CONTESTBOOK_SHARED); without them this file is
skipped. What is refused must be refused for a reason that such a file can have.
"""

from __future__ import annotations

import importlib
import io
import json
import sys

import pytest

from tests.conftest import SHARED
from workbook.edits import AddSheet, Append, Edit, Fill, Link, Note, SetCell, from_json, to_json
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx import parts
from workbook.xlsx.archive import Archive
from workbook.xlsx.filehost import FileHost

FOLDER = SHARED / "corpus"
SMALL = 60_000  # bytes; the judge takes minutes for the large ones
FILES = [path for path in sorted(FOLDER.glob("*/*.xl[st][xm]")) if path.stat().st_size < SMALL][::9]
RIGHT = {"EDIT_MERGED", "EDIT_ARRAY", "EDIT_TABLE_HEADER", "EDIT_THREADED", "EDIT_STYLES", "FILE_DAMAGED"}

pytestmark = pytest.mark.skipif(not FILES, reason="no folder of real workbooks beside this checkout")


@pytest.fixture(scope="module")
def judge():
    pytest.importorskip("lxml", reason="the judge reads XML with lxml")
    sys.path.insert(0, str(SHARED / "tools"))
    try:
        return importlib.import_module("judge").judge_edits
    finally:
        sys.path.remove(str(SHARED / "tools"))


def lists(sheet: str) -> dict[str, list[Edit]]:
    place, far = Cell(2, 2), Cell(4321, 702)
    here = "'" + sheet.replace("'", "''") + "'!A1"
    return {
        "set": [
            SetCell(sheet, place, "=文字 <&>", protected="allow"),
            SetCell(sheet, far, 1.5, protected="allow"),
        ],
        "formula": [SetCell(sheet, place, 42.0, "=SUM(D1:D9)", protected="allow")],
        "note": [
            Note(sheet, place, "请核实：\n<1>", protected="allow"),
            Note(sheet, far, "x", protected="allow"),
        ],
        "fill": [
            Fill(sheet, place, "FFC7CE", protected="allow"),
            Fill(sheet, far, "FFC7CE", protected="allow"),
        ],
        "link": [Link(sheet, place, here, protected="allow")],
        "append": [Append(sheet, (("a", 1.0, None, "=x"), ("b", 2.0)), protected="allow")],
        "add_sheet": [AddSheet("清单9", (("序号", "位置"), (1.0, "=F7")), {"header": 1, "filter": "A1:B2"})],
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:40])
def test_lossless_and_undone(path, judge):
    data = path.read_bytes()
    archive = Archive(data)
    listed = parts.sheets_of(archive, parts.workbook_part(archive))
    sheet = next((entry.name for entry in listed if entry.kind == "worksheet"), None)
    if sheet is None:
        pytest.skip("a workbook without worksheets")
    codes: set[str] = set()
    for name, edits in lists(sheet).items():
        host = FileHost(data, path.name)
        try:
            back = host.apply(edits).inverse
        except Refused as refused:
            codes.add(refused.code)
            continue
        verdict = judge(io.BytesIO(data), io.BytesIO(host.data), to_json(edits))
        assert verdict["lossless"], (name, verdict)
        host.apply(from_json(json.loads(json.dumps(to_json(back)))))
        verdict = judge(io.BytesIO(data), io.BytesIO(host.data), [])
        assert verdict["lossless"], (name, "undone", verdict)
    assert codes <= RIGHT
