"""An edit that is left out leaves no trace, and what a person changed since is not undone."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from tests.xlsx.parts_of import MAIN, REL, STYLES, package, part
from workbook.edits import AddSheet, Edit, Expect, Link, RemoveSheet, SetCell, Truncate, Unlink
from workbook.edits_json import from_json, to_json
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost

A1, B1, A2 = Cell(1, 1), Cell(1, 2), Cell(2, 1)
TWO_ROWS = (
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>'
)
CHAIN = {"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A1" i="7"/></calcChain>'}
SUM = '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>1</v></c></row></sheetData>'
FULL = STYLES.replace('<cellXfs count="3">', "<cellXfs>").replace(
    "</cellXfs>",
    "".join(f'<xf numFmtId="0"><alignment indent="{n}"/></xf>' for n in range(64_000)) + "</cellXfs>",
)
REMOVED = {"xml": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'}
COMMENTS = {"id": "rId1", "kind": "comments", "name": "/xl/comments1.xml"}


def members(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize(("code", "edit", "more"), [
    ("EDIT_STYLES", SetCell("S", A1, "=甲"), {"xl/styles.xml": FULL}),
    ("EDIT_INVALID", Truncate("S", 2, 1, {"ends": {}}), {}),
    ("EDIT_INVALID", Truncate("S", 2, 1, {"ends": {"bottoms": {"t": "x"}, "filter": None}}), {}),
    ("EDIT_INVALID", Truncate("S", 2, 1, {"ends": {"bottoms": {}, "filter": "?"}}), {}),
    ("EDIT_INVALID", AddSheet("单", (), {**REMOVED, "parts": {"hanging": [{**COMMENTS, "base64": "!!"}]}}), {}),
    ("EDIT_INVALID", AddSheet("单", (), {**REMOVED, "parts": {"hanging": [{**COMMENTS, "base64": "PGE+"}]}}), {}),
    ("EDIT_INVALID", AddSheet("单", (), {**REMOVED, "parts": {"hanging": [{**COMMENTS, "kind": "chart"}]}}), {}),
    ("EDIT_INVALID", AddSheet("单", (), {**REMOVED, "parts": {"chain": {"A1": "x"}}}), {}),
    ("EDIT_INVALID", AddSheet("单", (), {**REMOVED, "parts": {"names": [[0, "<x/>"]]}}), {}),
])  # fmt: skip
def test_a_skipped_edit_leaves_no_trace(code, edit, more):
    data = package(TWO_ROWS, more=more)
    host = FileHost(data, "a.xlsx")
    applied = host.apply([edit], conflicts="skip_refused")
    assert [skip.code for skip in applied.skipped] == [code]
    assert applied.inverse == ()
    assert members(host.data) == members(data)


def test_a_skipped_edit_does_not_take_the_memory_of_recalculation_along():
    data = package(SUM, more=CHAIN)
    host = FileHost(data, "a.xlsx")
    applied = host.apply([SetCell("S", B1, "x" * 40_000), SetCell("S", B1, 5.0)], conflicts="skip_refused")
    assert "fullCalcOnLoad" in part(host.data, "xl/workbook.xml")
    host.apply(applied.inverse)
    assert members(host.data) == members(data)


def test_a_sheet_we_added_is_undone_with_all_that_was_done_to_it():
    data = package(SUM, more=CHAIN)
    host = FileHost(data, "a.xlsx")
    edits: list[Edit] = [
        AddSheet("单", (("甲",), ("乙",))), SetCell("单", Cell(5, 2), 3.0, "=1+2"), Link("单", A1, "'S'!A1"),
    ]  # fmt: skip
    applied = host.apply(edits)
    assert [edit.op for edit in applied.inverse] == ["remove_sheet"]
    host.apply(from_json(to_json(applied.inverse)))
    assert members(host.data) == members(data)


def test_a_sheet_of_ours_a_person_wrote_on_stays_whole():
    host = FileHost(package(SUM), "a.xlsx")
    applied = host.apply(
        [AddSheet("单", (("甲",),)), SetCell("单", B1, 3.0, "=1+2"), Link("单", A1, "'S'!A1")]
    )
    host.apply([SetCell("单", A2, "人写的")])
    left = host.apply(applied.inverse, conflicts="skip")
    assert [skip.code for skip in left.skipped] == ["EDIT_EXPECT"]
    sheet = openpyxl.load_workbook(io.BytesIO(host.data))["单"]
    assert (sheet["B1"].value, sheet["A1"].hyperlink.location) == ("=1+2", "'S'!A1")


@pytest.mark.parametrize(
    ("now", "kept"), [("'S'!B9", True), ("'S'!A2", False), ("#S!A2", False), ("s!a2", False)]
)
def test_a_link_a_person_changed_since_is_not_taken_away(now, kept):
    host = FileHost(package(TWO_ROWS), "a.xlsx")
    applied = host.apply([Link("S", A1, "'S'!A2")])
    host.apply([Link("S", A1, now)])
    left = host.apply(from_json(to_json(applied.inverse)), conflicts="skip")
    assert [skip.code for skip in left.skipped] == (["EDIT_EXPECT"] if kept else [])
    assert ("hyperlinks" in part(host.data)) == kept


def test_the_undo_of_an_undone_link_is_asked_too():
    host = FileHost(package(TWO_ROWS), "a.xlsx")
    undone = host.apply(host.apply([Link("S", A1, "'S'!A2")]).inverse)
    assert undone.inverse == (
        Unlink(
            "S",
            A1,
            {"ref": "A1", "attrs": {"location": "'S'!A2"}, "target": None},
            Expect(link=None),
            protected="allow",
        ),
    )
    host.apply([Link("S", A1, "'S'!B9")])
    assert [s.code for s in host.apply(undone.inverse, conflicts="skip").skipped] == ["EDIT_EXPECT"]


def test_a_formula_put_back_on_a_sheet_that_then_goes_leaves_no_entry_in_the_chain():
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="S" sheetId="7" r:id="rId1"/><sheet name="T" sheetId="8" r:id="rId9"/></sheets></workbook>'
    chain = CHAIN["xl/calcChain.xml"].replace("</calc", '<c r="A1" i="8"/></calc')
    data = package(
        SUM,
        more={
            "xl/workbook.xml": book,
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{MAIN}">{SUM}</worksheet>',
            "xl/calcChain.xml": chain,
        },
    )
    rels = part(data, "xl/_rels/workbook.xml.rels").replace(
        "</Rel", f'<Relationship Id="rId9" Type="{REL}/worksheet" Target="worksheets/sheet2.xml"/></Rel'
    )
    types = part(data, "[Content_Types].xml").replace(
        "</Types>",
        '<Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    )
    data = package(
        SUM,
        more={
            **{k: v for k, v in members(data).items()},
            "xl/_rels/workbook.xml.rels": rels,
            "[Content_Types].xml": types,
        },
    )
    host = FileHost(data, "a.xlsx")
    inverse = host.apply([SetCell("T", A1, 1.0)]).inverse
    host.apply([*inverse, RemoveSheet("T")])
    assert 'i="8"' not in part(host.data, "xl/calcChain.xml")
    host = FileHost(data, "a.xlsx")
    applied = host.apply([SetCell("T", A1, 1.0), RemoveSheet("T")])
    assert "fullCalcOnLoad" in part(host.data, "xl/workbook.xml")
    host.apply(applied.inverse)
    assert "fullCalcOnLoad" not in part(host.data, "xl/workbook.xml")
