from __future__ import annotations

import importlib.util
import json
import os
import struct
import sys
import time
from pathlib import Path

import pytest

from workbook.host import Refused
from workbook.xlsx.reader import Readers, read_here

_SPEC = importlib.util.spec_from_file_location("books", Path(__file__).with_name("books.py"))
assert _SPEC
assert _SPEC.loader
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books"] = books
_SPEC.loader.exec_module(books)

SHARED = Path(os.environ.get("CONTESTBOOK_SHARED") or Path(__file__).parents[3] / "shared")
HOSTILE = SHARED / "hostile"
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes, name: str = "a.xlsx") -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        read_here(data, name)
    return caught.value.code, caught.value.detail


def refused_rows(rows: str) -> tuple[str, str]:
    return refused(books.book(rows))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "0 字节"),
        (b"\0\1\2" * 500, "认不出来"),
        ("姓名,电话\n张三,1".encode("gb18030"), "CSV"),
        (b"<html><table>", "HTML"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_what_is_no_workbook(content: bytes, says: str) -> None:
    code, detail = refused(content)
    assert code == "FILE_NOT_WORKBOOK"
    assert says in detail


def test_a_plain_zip_and_a_document() -> None:
    assert refused(books.zipped({"a.txt": "x"})) == ("FILE_NOT_WORKBOOK", "是普通压缩包，不是工作簿")
    parts = books.parts_of()
    parts["xl/workbook.xml"] = "<w:document/>"
    assert refused(books.zipped(parts)) == ("FILE_NOT_WORKBOOK", "是 Word 文档")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>', "FILE_DAMAGED"),
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "FILE_DAMAGED"),
        ('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>', "FILE_DAMAGED"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "FILE_DAMAGED"),
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>', "FILE_DAMAGED"),
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>', "FILE_DAMAGED"),
        ('<row r="1"><c r="A7"><v>1</v></c></row>', "FILE_DAMAGED"),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            "FILE_LIMIT",
        ),
        ('<row r="1"><c r="A1"><v>1</v></c></row><c r="B9"><v>1</v></c>', "FILE_DAMAGED"),
        ('<row r="1"><c r="A1" t="str"><v>a\x01b</v></c></row>', "FILE_DAMAGED"),
        ('<row r="1"><c r="A1" t="s"><v>5</v></c></row>', "FILE_DAMAGED"),
        ('<row r="1"><c r="A1" t="str"><v>&made;</v></c></row>', "FILE_DAMAGED"),
        ('<row r="1"><c r="A1"' + "".join(f' a{n}="1"' for n in range(20_000)) + "/></row>", "FILE_LIMIT"),
        ("<row r='1'>" * 5000, "FILE_DAMAGED"),
    ],
)
def test_cells_that_are_refused(rows: str, code: str) -> None:
    assert refused_rows(rows)[0] == code


def test_a_far_blank_cell_is_harmless() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read_here(books.book(rows), "a.xlsx").sheets[0].height == 1


def test_large_sheets_are_proved_as_strictly() -> None:
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="B{0}" t="str"><v>' + "x" * 90 + "</v></c></row>"
    rows = "".join(row.format(number) for number in range(1, 12_000))
    assert len(rows) > 1 << 20
    assert read_here(books.book(rows), "a.xlsx").sheets[0].height == 11_999
    twice = rows.replace('<c r="B7000" t="str">', '<c r="A7000" t="str">')
    assert refused_rows(twice) == ("FILE_DAMAGED", "工作表“表”的单元格 A7000 出现了两次")
    assert refused_rows(rows + row.format(5))[1] == "工作表“表”第 5 行重复或次序颠倒"


def test_too_many_merges() -> None:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 20_002))
    assert refused(books.book("", tail=f"<mergeCells>{merges}</mergeCells>"))[0] == "FILE_LIMIT"


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize(
    "mark", ['<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x">', '<!DOCTYPE a [<!ENTITY b "c">]>']
)
def test_no_dtd_in_any_part_we_read(part: str, mark: str) -> None:
    parts = books.parts_of()
    parts[part] = mark + str(parts[part])
    assert refused(books.zipped(parts))[0] == "FILE_UNSAFE"


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_encodings_that_are_legal(codec: str) -> None:
    parts = books.parts_of('<row r="1"><c r="A1" t="str"><v>甲</v></c></row>')
    text = str(parts[SHEET])
    if codec != "utf-8-sig":
        text = '<?xml version="1.0" encoding="UTF-16"?>' + text
    parts[SHEET] = text.encode(codec)
    assert read_here(books.zipped(parts), "a.xlsx").sheets[0].columns[0][0] == "甲"


@pytest.mark.parametrize("codec", ["gb18030", "utf-7"])
def test_encodings_that_smuggle(codec: str) -> None:
    parts = books.parts_of('<row r="1"><c r="A1" t="str"><v>甲</v></c></row>')
    parts[SHEET] = (f'<?xml version="1.0" encoding="{codec}"?>' + str(parts[SHEET])).encode(codec)
    assert refused(books.zipped(parts))[0] == "FILE_DAMAGED"


def test_names_of_parts() -> None:
    for bad in ("../x.xml", "xl/%2e%2e/%2e%2e/x.xml", "c:/x.xml"):
        assert refused(books.zipped({**books.parts_of(), bad: "<a/>"}))[0] == "FILE_UNSAFE"
    twice = {**books.parts_of(), "XL/Workbook.xml": "<a/>"}
    assert refused(books.zipped(twice))[0] == "FILE_DAMAGED"
    back = {name.replace("/", "\\"): content for name, content in books.parts_of().items()}
    assert read_here(books.zipped(back), "a.xlsx").sheets


def test_a_changed_byte_is_found() -> None:
    data = bytearray(books.book('<row r="1"><c r="A1"><v>100.10</v></c></row>'))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 16, 12345)
    assert refused(bytes(data))[0] == "FILE_DAMAGED"
    assert refused(books.book()[:-200])[0] == "FILE_DAMAGED"


def test_macro_sheets_and_dde() -> None:
    parts = books.parts_of()
    parts["xl/macrosheets/sheet1.xml"] = "<a/>"
    assert refused(books.zipped(parts))[0] == "FILE_UNSAFE"
    parts = books.parts_of()
    parts["xl/_rels/workbook.xml.rels"] = books.relations(
        ("worksheet", "worksheets/sheet1.xml", ""), ("externalLink", "externalLinks/e.xml", "")
    )
    parts["xl/externalLinks/e.xml"] = "<externalLink><ddeLink/></externalLink>"
    assert refused(books.zipped(parts))[0] == "FILE_UNSAFE"


@pytest.mark.skipif(not HOSTILE.exists(), reason="the shared hostile files are not here")
def test_hostile_files() -> None:
    manifest = json.loads((HOSTILE / "manifest.json").read_text())
    wrong, slow = [], []
    with Readers(1) as readers:
        for name in sorted(manifest):
            start = time.monotonic()
            ((_, found),) = readers.read_many([(name, HOSTILE / "files" / name)])
            if (manifest[name]["expect"] == "reject") != isinstance(found, Refused):
                wrong.append(name)
            if isinstance(found, Refused) and time.monotonic() - start > 2:
                slow.append(name)
    assert not wrong
    assert not slow
