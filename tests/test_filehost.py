"""The file as a host: what was asked for is there, everything else is byte for byte as before, and undo restores it."""

from __future__ import annotations

import importlib.util
import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.books import messy, saved
from tests.conftest import SHARED
from workbook.edits import AddSheet, Content, Expect, Fill, Link, Note, SetCell
from workbook.edits_json import BadEdit, from_json, to_json
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost

S = "附件1"


@pytest.fixture
def data(tmp_path):
    return messy(tmp_path / "a.xlsx").read_bytes()


def cell(a1):
    return Cell.parse(a1)


def edits():
    return [
        SetCell(S, cell("E7"), "=1+1 仍是文字"),
        SetCell(S, cell("A20"), 42.0, "=SUM(1,41)"),
        Fill(S, cell("B6"), "FFC7CE"),
        Note(S, cell("G7"), "检查提示"),
        Note("附件2", cell("B2"), "检查提示"),
        Link(S, cell("C6"), "'附件2'!A1"),
        AddSheet(
            "问题清单",
            (("序号", "问题"), (1.0, "=也是文字")),
            {"header": 1, "widths": {"A": 8.0}, "filter": "A1:B2"},
        ),
        Link("问题清单", cell("A2"), "'附件1'!G7"),
    ]


def parts(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def test_what_was_asked_for_is_there(data):
    host = FileHost(data, "a.xlsx")
    host.apply(edits())
    book = openpyxl.load_workbook(io.BytesIO(host.data))
    sheet = book[S]
    assert (sheet["E7"].value, sheet["E7"].data_type) == ("=1+1 仍是文字", "s")
    assert sheet["A20"].value == "=SUM(1,41)"
    assert openpyxl.load_workbook(io.BytesIO(host.data), data_only=True)[S]["A20"].value == 42
    assert sheet["B6"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["G7"].comment.text == "李老师：这一行请核对\n──── 以下为检查提示 ────\n检查提示"
    assert sheet["C6"].hyperlink.location == "'附件2'!A1"
    assert book["附件2"]["B2"].comment.text == "检查提示"
    assert (book["问题清单"]["B2"].value, book["问题清单"]["B2"].data_type) == ("=也是文字", "s")


def test_untouched_parts_are_the_same_bytes(data):
    host = FileHost(data, "a.xlsx")
    host.apply([SetCell(S, cell("E7"), "x")])
    before, after = parts(data), parts(host.data)
    assert set(before) == set(after)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    old, new = before["xl/worksheets/sheet1.xml"], after["xl/worksheets/sheet1.xml"]
    start = next(n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    end = next(n for n, (a, b) in enumerate(zip(reversed(old), reversed(new), strict=False)) if a != b)
    assert old[start - 20 : start] in new
    assert len(old) - start - end < 60  # only the text of one cell differs


def test_the_inverse_gives_the_file_back(data):
    host = FileHost(data, "a.xlsx")
    applied = host.apply(edits())
    assert applied.inverse[0].op == "remove_sheet"
    host.apply(from_json(to_json(applied.inverse)))
    before, after = (openpyxl.load_workbook(io.BytesIO(d)) for d in (data, host.data))
    assert before.sheetnames == after.sheetnames
    for sheet in before:
        for row in sheet.iter_rows():
            for old in row:
                new = after[sheet.title][old.coordinate]
                assert (old.value, old.fill.fgColor.rgb, old.font.b) == (
                    new.value,
                    new.fill.fgColor.rgb,
                    new.font.b,
                )
                assert (old.comment and old.comment.text) == (new.comment and new.comment.text)
                assert old.hyperlink == new.hyperlink


@given(text=st.text(min_size=1, max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_text_stays_text_whatever_it_begins_with(text):
    book = openpyxl.Workbook()
    host = FileHost(saved(book), "a.xlsx")
    for lead in ("", "=", "+", "-", "@", "\t=", "＝"):
        host.apply([SetCell("Sheet", Cell(1, 1), lead + text)])
        part = parts(host.data)["xl/worksheets/sheet1.xml"]
        assert b"<f" not in part
        assert FileHost(host.data, "a")._archive is not None
        again = FileHost(host.data, "a.xlsx").apply([SetCell("Sheet", Cell(1, 1), None)]).inverse[0]
        assert again.content.value.replace("\r", "\n") == (lead + text).replace("\r", "\n")


REFUSED = [
    ("EDIT_SHEET", SetCell("没有", cell("A1"), 1.0)),
    ("EDIT_MERGED", SetCell(S, cell("C2"), "x")),
    ("EDIT_EXPECT", SetCell(S, cell("E7"), "x", expect=Expect(Content("别的")))),
    ("EDIT_EXISTS", AddSheet("附件2")),
    ("EDIT_EXISTS", AddSheet("a/b")),
    ("EDIT_CELL", SetCell(S, Cell(2_000_000, 1), "x")),
]


@pytest.mark.parametrize(("code", "edit"), REFUSED)
def test_a_refused_list_changes_nothing_and_names_the_entry(data, code, edit):
    host = FileHost(data, "a.xlsx")
    with pytest.raises(Refused) as refused:
        host.apply([SetCell(S, cell("A1"), "先改这一格"), edit])
    assert (refused.value.code, refused.value.number) == (code, 2)
    assert host.data == data


def test_a_locked_cell_is_refused_unless_told(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active.protection.sheet = True
    host = FileHost(saved(book), "a.xlsx")
    with pytest.raises(Refused, match="EDIT_LOCKED"):
        host.apply([SetCell("Sheet", Cell(1, 1), "y")])
    host.apply([SetCell("Sheet", Cell(1, 1), "y", protected="allow")])


def test_conflicts_can_be_skipped(data):
    host = FileHost(data, "a.xlsx")
    wrong = SetCell(S, cell("E7"), "x", expect=Expect(Content("别的")))
    applied = host.apply([wrong, SetCell(S, cell("E5"), "y")], conflicts="skip")
    assert [s.number for s in applied.skipped] == [1]
    assert openpyxl.load_workbook(io.BytesIO(host.data))[S]["E5"].value == "y"


BAD = [
    [{"op": "explode", "sheet": "S"}],
    [{"op": "set", "sheet": "S", "cell": "XFE1", "value": 1}],
    [{"op": "set", "sheet": "S", "cell": "A1", "value": [1]}],
    [{"op": "fill", "sheet": "S", "cell": "A1", "color": "red"}],
    {"schema": 9, "edits": []},
    "x",
]


@pytest.mark.parametrize("bad", BAD)
def test_edit_lists_off_the_contract_are_refused(bad):
    with pytest.raises(BadEdit):
        from_json(bad)


def test_edit_lists_survive_json():
    assert from_json(to_json(edits())) == edits()
    assert from_json([{"op": "set", "sheet": "S", "cell": "B2", "value": 1, "expect": "a"}]) == [
        SetCell("S", cell("B2"), 1.0, expect=Expect(Content("a")))
    ]


def _judge():
    spec = importlib.util.spec_from_file_location("judge", SHARED / "tools" / "judge.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.judge_edits


KNOWN = {"32beb4d0__universal-content-strict.xlsx"}
"""A strict file whose note drawing stands in an AlternateContent beside form controls: its drawing is not kept exactly."""


def test_real_workbooks_lose_nothing(corpus, tmp_path):
    """Every operation and its undo on a sample of real files, judged by an independent program."""
    pytest.importorskip("lxml", reason="the judge needs lxml")
    judge = _judge()
    from workbook.xlsx.writing import parts as p

    done, right = 0, []
    for path in corpus:
        if path.name in KNOWN:
            continue
        data = path.read_bytes()
        host = FileHost(data, path.name)
        book = p.workbook_part(host._archive)
        kinds = {r.target: r.kind for r in p.relations(host._archive, book)}
        sheet = next(s.name for s in p.sheets_of(host._archive, book) if kinds.get(s.part) == "worksheet")
        asked = [
            SetCell(sheet, Cell(2, 2), "=文字"),
            Fill(sheet, Cell(3, 3), "FFC7CE"),
            Note(sheet, Cell(4, 4), "提示"),
            Link(sheet, Cell(5, 5), "'清单'!A1"),
            AddSheet("清单", (("a", 1.0),)),
        ]
        try:
            applied = host.apply(asked)
        except Refused as refused:
            right.append(refused.code in ("EDIT_MERGED", "EDIT_LOCKED", "EDIT_ARRAY", "EDIT_TABLE_HEADER"))
            continue
        out = tmp_path / "out.xlsx"
        out.write_bytes(host.data)
        assert judge(str(path), str(out), to_json(asked)["edits"])["lossless"], path.name
        host.apply(applied.inverse)
        out.write_bytes(host.data)
        assert judge(str(path), str(out), [])["lossless"], path.name
        done += 1
    assert all(right)
    assert done > 0.8 * len(corpus)
