"""`contestbook apply`: an edit list goes into a workbook as a whole, or the first edit that cannot is named."""

from __future__ import annotations

import json
from hashlib import sha256

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from workbook.edits_json import BadEdit, from_json
from xladdin.cli import app

RUN = CliRunner()


@pytest.fixture
def book(tmp_path):
    """A roster of two people with a total below them and one locked sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    for row in (["姓名", "金额"], ["张三", 12.5], ["李四", 30], ["合计", "=SUM(B2:B3)"]):
        sheet.append(row)
    sheet.merge_cells("D1:E2")
    locked = book.create_sheet("锁")
    locked["A1"] = "不能改"
    locked.protection.sheet = True
    path = tmp_path / "名单.xlsx"
    book.save(path)
    return path


def apply(book, edits, *words, out=None):
    """(exit status, the file's line of the JSON answer, the file written)."""
    listed = book.parent / "edits.json"
    listed.write_text(edits if isinstance(edits, str) else json.dumps(edits, ensure_ascii=False), "utf-8")
    out = out or book.parent / "out.xlsx"
    result = RUN.invoke(app, ["apply", str(listed), str(book), "-o", str(out), "--json", *words])
    return result.exit_code, json.loads(result.stdout_bytes)["files"][0], out


SET = {"op": "set", "sheet": "名单", "cell": "B2", "value": 99}


def test_all_edits_go_into_the_copy_and_the_original_stays(book):
    before = book.read_bytes()
    status, said, out = apply(
        book,
        {
            "schema": 1,
            "edits": [
                {**SET, "expect": 12.5},
                {"op": "set", "sheet": "名单", "cell": "A2", "value": "=1+1"},
                {"op": "set", "sheet": "名单", "cell": "C2", "formula": "=B2*2", "value": 198},
                {"op": "note", "sheet": "名单", "cell": "B2", "text": "改过"},
                {"op": "fill", "sheet": "名单", "cell": "B2", "color": "FFC7CE"},
                {"op": "add_sheet", "name": "新表", "rows": [["甲", 1]]},
                {"op": "link", "sheet": "名单", "cell": "A3", "target": "'新表'!A1"},
                {"op": "append", "sheet": "新表", "rows": [["乙", 2]]},
            ],
        },
    )
    assert (status, said["status"], said["reason"], said["findings"]) == (0, "ok", None, [])
    sheet = openpyxl.load_workbook(out)["名单"]
    assert (sheet["B2"].value, sheet["A2"].value, sheet["A2"].data_type) == (99, "=1+1", "s")
    assert (sheet["C2"].value, sheet["B2"].comment.text) == ("=B2*2", "改过")
    assert sheet["B2"].fill.fgColor.rgb[-6:] == "FFC7CE"
    assert [[c.value for c in row] for row in openpyxl.load_workbook(out)["新表"]] == [["甲", 1], ["乙", 2]]
    assert openpyxl.load_workbook(out, data_only=True)["名单"]["C2"].value == 198
    assert book.read_bytes() == before


def test_a_bare_list_is_schema_1(book):
    status, _, out = apply(book, [SET])
    assert (status, openpyxl.load_workbook(out)["名单"]["B2"].value) == (0, 99)


GOOD = SET
FAULTS = {
    "unknown sheet": ({**SET, "sheet": "没有"}, "EDIT_SHEET"),
    "cell beyond the grid": ({**SET, "cell": "XFE1"}, "EDIT_INVALID"),
    "row beyond the grid": ({**SET, "cell": "A1048577"}, "EDIT_INVALID"),
    "no cell at all": ({**SET, "cell": "整列"}, "EDIT_INVALID"),
    "cell is a number": ({**SET, "cell": 7}, "EDIT_INVALID"),
    "value is a list": ({**SET, "value": [1]}, "EDIT_INVALID"),
    "an ID typed as a number": ({**SET, "value": 360730200411020423}, "EDIT_INVALID"),
    "value is too large": ('[%s, {"op":"set","sheet":"名单","cell":"A1","value":1e999}]', "EDIT_INVALID"),
    "formula is a number": ({**SET, "formula": 5}, "EDIT_INVALID"),
    "formula without =": ({**SET, "formula": "SUM(B2)"}, "EDIT_INVALID"),
    "unknown op": ({"op": "format_disk"}, "EDIT_INVALID"),
    "op is a list": ({"op": []}, "EDIT_INVALID"),
    "no op": ({"sheet": "名单"}, "EDIT_INVALID"),
    "no sheet": ({"op": "set", "cell": "A1", "value": 1}, "EDIT_INVALID"),
    "an unknown key": ({**SET, "bold": True}, "EDIT_INVALID"),
    "not an object": ("[%s, 5]", "EDIT_INVALID"),
    "rows are no rows": ({"op": "append", "sheet": "名单", "rows": ["a"]}, "EDIT_INVALID"),
    "colour is no colour": ({"op": "fill", "sheet": "名单", "cell": "A1", "color": "red"}, "EDIT_INVALID"),
    "spec is a list": ({"op": "add_sheet", "name": "x", "spec": []}, "EDIT_INVALID"),
    "expect does not hold": ({**SET, "expect": "张三"}, "EDIT_EXPECT"),
    "expect of a wrong kind": ({**SET, "expect": {"fill": 5}}, "EDIT_INVALID"),
    "inside of a merged range": ({**SET, "cell": "E2"}, "EDIT_MERGED"),
    "a locked cell": ({**SET, "sheet": "锁", "cell": "A1"}, "EDIT_LOCKED"),
    "a sheet that is there": ({"op": "add_sheet", "name": "名单"}, "EDIT_EXISTS"),
    "a sheet name with a slash": ({"op": "add_sheet", "name": "a/b"}, "EDIT_EXISTS"),
}


@pytest.mark.parametrize(("fault", "code"), FAULTS.values(), ids=FAULTS)
def test_the_first_offending_edit_is_named_and_nothing_is_written(book, fault, code):
    before = sha256(book.read_bytes())
    edits = fault % json.dumps(GOOD) if isinstance(fault, str) else [GOOD, fault, {"op": "also wrong"}]
    if code not in ("EDIT_INVALID",):
        edits = edits[:2]  # the list as a whole follows the contract
    status, said, out = apply(book, edits)
    assert (status, said["status"], said["reason"]["code"]) == (2, "refused", code)
    assert said["reason"]["message"].startswith("第 2 条：")
    assert "；" in said["reason"]["next"]  # nothing was written, and what to do
    assert not out.exists()
    assert sha256(book.read_bytes()).digest() == before.digest()
    assert "360730200411020423" not in json.dumps(said)


def test_an_address_is_shown_as_it_was_typed_and_a_number_in_its_place_is_not(book):
    _, said, _ = apply(book, [{**SET, "cell": "A1048577"}])
    assert "A1048577" in said["reason"]["message"]
    _, said, _ = apply(book, [{**SET, "cell": "13812345678"}])
    assert "13812345678" not in said["reason"]["message"]


BROKEN = {
    "no JSON": "{",
    "unknown schema version": '{"schema": 2, "edits": []}',
    "schema is true": '{"schema": true, "edits": []}',
    "no schema": '{"edits": []}',
    "no edits": '{"schema": 1}',
    "a text": '"set"',
    "NaN": '[{"op":"set","sheet":"名单","cell":"A1","value":NaN}]',
    "a key twice": '[{"op":"set","sheet":"名单","cell":"A1","cell":"A2","value":1}]',
    "too deep": "[" * 100_000,
    "a number of 5,000 digits": '[{"op":"set","sheet":"名单","cell":"A1","value":%s}]' % ("9" * 5000),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_list_that_is_none_is_refused_as_a_whole(book, text):
    status, said, out = apply(book, text)
    assert status == 2
    assert said["reason"]["code"] in ("EDIT_FILE", "EDIT_INVALID")
    assert not out.exists()


def test_a_list_that_cannot_be_read_is_named(book, tmp_path):
    words = ["apply", str(tmp_path / "没有.json"), str(book), "-o", str(tmp_path / "o.xlsx")]
    result = RUN.invoke(app, words)
    assert result.exit_code == 2
    assert "没有.json" in result.output
    (tmp_path / "没有.json").write_bytes("[]".encode("utf-16"))
    assert RUN.invoke(app, words).exit_code == 2


def test_a_workbook_that_is_not_safe_is_refused_before_any_edit(book, tmp_path):
    book.write_bytes(book.read_bytes()[:-300])
    status, said, out = apply(book, [SET])
    assert (status, said["reason"]["code"], out.exists()) == (2, "FILE_DAMAGED", False)


def test_without_a_place_to_write_nothing_is_done(book, tmp_path):
    (tmp_path / "e.json").write_text("[]")
    assert RUN.invoke(app, ["apply", str(tmp_path / "e.json"), str(book)]).exit_code == 2


def test_an_empty_list_gives_a_copy_byte_for_byte(book):
    status, _, out = apply(book, [])
    assert (status, out.read_bytes()) == (0, book.read_bytes())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["A1", "名单"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = [
    "sheet",
    "cell",
    "value",
    "formula",
    "text",
    "color",
    "target",
    "rows",
    "name",
    "spec",
    "content",
    "style",
]
KEYS += ["note", "expect", "merged", "protected", "row", "count", "record"]
OPS = ["set", "note", "fill", "link", "append", "add_sheet", "restore", "remove_sheet", "truncate", "unlink"]
ENTRIES = st.builds(
    lambda op, rest: {"op": op, **rest},
    st.sampled_from(OPS),
    st.dictionaries(
        st.sampled_from(KEYS), JSON | st.sampled_from(["名单", "B2", "FFC7CE", "=1"]), max_size=6
    ),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ENTRIES, max_size=3) | JSON)
def test_whatever_the_json_says_it_is_an_edit_list_or_a_reason(data):
    try:
        edits = from_json(data)
    except BadEdit as problem:
        edits = problem.reason
    wanted = data.get("edits") if isinstance(data, dict) else data
    assert edits or wanted == []
    assert isinstance(edits, str) or len(edits) == len(wanted)
