"""Every operation, and its undo, on real workbooks of thirteen repositories, judged by programs that are not ours.

The workbooks and the judge lie beside the checkout (../shared, or CONTESTBOOK_SHARED); without them this file is
skipped. `make torture` examines all of them (tests/torture/corpus.py). What is refused must be refused for a reason
that such a file can have.
"""

from __future__ import annotations

import importlib
import io
import json
import sys

import pytest

from tests.conftest import SHARED
from tests.torture.corpus import RIGHT, examine, operations, workbooks, worst_cells
from tests.xlsx.independent import Package
from workbook.edits_json import from_json, to_json
from workbook.host import Refused
from workbook.xlsx.writing.filehost import FileHost

SMALL = 60_000  # bytes; the readers take minutes for the large ones
FILES = [path for path in workbooks() if path.stat().st_size < SMALL]

pytestmark = pytest.mark.skipif(not FILES, reason="no folder of real workbooks beside this checkout")


@pytest.fixture(scope="module")
def judge():
    pytest.importorskip("lxml", reason="the judge reads XML with lxml")
    sys.path.insert(0, str(SHARED / "tools"))
    try:
        return importlib.import_module("judge").judge_edits
    finally:
        sys.path.remove(str(SHARED / "tools"))


@pytest.mark.parametrize("path", FILES[::24], ids=lambda path: path.name[:40])
def test_nothing_is_lost_and_undo_gives_everything_back(path):
    codes: set[str] = set()
    for name, refused, wrong in examine(path.read_bytes()):
        assert not wrong, (name, wrong[:3])
        codes |= set(refused.split())
    assert codes <= RIGHT


@pytest.mark.parametrize("path", FILES[3::24], ids=lambda path: path.name[:40])
def test_the_judge_of_edited_workbooks_agrees(path, judge):
    data = path.read_bytes()
    package = Package(data)
    if not package.sheets:
        pytest.skip("a workbook without worksheets")
    sheet = next(iter(package.sheets))
    for name, edits in operations(sheet, worst_cells(package, sheet)).items():
        host = FileHost(data, path.name)
        try:
            applied = host.apply(edits, "skip_refused")
        except Refused:  # its reason is looked at above
            continue
        left_out = {skipped.number for skipped in applied.skipped}
        done = [edit for number, edit in enumerate(edits, 1) if number not in left_out]
        verdict = judge(io.BytesIO(data), io.BytesIO(host.data), to_json(done))
        assert verdict["lossless"], (name, verdict)
        host.apply(from_json(json.loads(json.dumps(to_json(applied.inverse)))))
        verdict = judge(io.BytesIO(data), io.BytesIO(host.data), [])
        assert verdict["lossless"], (name, "undone", verdict)
