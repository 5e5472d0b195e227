from __future__ import annotations

import importlib.util
import io
import json
import os
import struct
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.books import messy
from workbook.host import Refused
from workbook.xlsx.reading.limits import MEMORY, job_limits
from workbook.xlsx.reading.markup import prove_xml
from workbook.xlsx.reading.reader import Readers, read_here

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


GOOD = '<row r="1"><c r="A1" t="str"><v>甲</v></c></row>'


def _directory_line(data: bytes, name: str) -> int:
    """Where the line of a part begins in the central directory."""
    return data.index(name.encode(), data.index(b"PK\x01\x02")) - 46


def test_two_parts_in_the_same_bytes_are_refused() -> None:
    data = bytearray(books.zipped({**books.parts_of(GOOD), "xl/x.xml": "<a/>", "xl/y.xml": "<a/>"}))
    first, second = _directory_line(data, "xl/x.xml"), _directory_line(data, "xl/y.xml")
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    assert refused(bytes(data))[0] == "FILE_DAMAGED"


def test_a_local_header_that_tells_another_size_or_name_is_refused() -> None:
    for at, change in ((22, b"\x07"), (30, b"X")):
        data = bytearray(books.book(GOOD))
        start = data.index(SHEET.encode()) - 30
        data[start + at : start + at + 1] = change
        assert refused(bytes(data)) == ("FILE_DAMAGED", f"内部文件 {SHEET} 的两处登记不一致")


def _with_line(data: bytes, line: bytes, at: int) -> bytes:
    """The container with one more line in its directory, of a part that lies at an offset."""
    end = data.index(b"PK\x05\x06")
    line = line[:42] + struct.pack("<L", at) + line[46:]
    count, _, size = struct.unpack_from("<HHL", data, end + 8)
    tail = bytearray(data[end:])
    struct.pack_into("<HHL", tail, 8, count + 1, count + 1, size + len(line))
    return data[:end] + line + bytes(tail)


def test_a_part_within_another_is_refused() -> None:
    """Each says the truth of itself; one is quoted in the bytes of the other."""
    inner = books.zipped({"xl/b.xml": "<b/>"})
    lines, end = inner.index(b"PK\x01\x02"), inner.index(b"PK\x05\x06")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {**books.parts_of(GOOD), "xl/a.bin": inner[:lines]}.items():
            archive.writestr(name, content)
    data = stream.getvalue()
    assert read_here(data, "a.xlsx")
    assert refused(_with_line(data, inner[lines:end], data.index(inner[:lines])))[1] == "内部文件互相重叠"


def test_a_directory_with_more_lines_than_it_counts_is_refused() -> None:
    data = bytearray(books.zipped({**books.parts_of(GOOD), "xl/x.xml": "<a/>"}))
    end = data.index(b"PK\x05\x06")
    struct.pack_into("<HH", data, end + 8, *[count - 1 for count in struct.unpack_from("<HH", data, end + 8)])
    assert refused(bytes(data)) == ("FILE_DAMAGED", "压缩目录有误")


def test_a_part_in_front_that_no_directory_lists_is_refused() -> None:
    prefixed = b"PK\x03\x04" + bytes(60) + books.book(GOOD)
    stream = io.BytesIO(b"PK\x03\x04" + bytes(60))
    stream.seek(0, io.SEEK_END)
    with zipfile.ZipFile(stream, "a") as archive:
        for name, content in books.parts_of(GOOD).items():
            archive.writestr(name, content)
    for data in (prefixed, stream.getvalue()):
        assert refused(data)[0] == "FILE_DAMAGED"


def test_bytes_in_front_of_the_container_are_refused() -> None:
    assert refused(b"PK\x03\x04" + b"\0" * 60 + books.book(GOOD))[0] == "FILE_DAMAGED"


def test_a_part_that_inflates_to_more_than_it_says_is_refused() -> None:
    data = bytearray(books.book(GOOD))
    local, line = data.index(SHEET.encode()) - 30, _directory_line(data, SHEET)
    for at in (local + 22, line + 24):
        struct.pack_into("<L", data, at, 40)
    assert refused(bytes(data))[0] == "FILE_DAMAGED"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_nesting_deeper_than_any_honest_part_is_refused(part: str) -> None:
    deep = "<extLst>" * 300 + "</extLst>" * 300
    parts = books.parts_of(GOOD)
    at = str(parts[part]).rindex("</")
    parts[part] = str(parts[part])[:at] + deep + str(parts[part])[at:]
    assert refused(books.zipped(parts))[0] == "FILE_LIMIT"


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("utf-32", "utf-32"), ("cp037", "cp037"), ("utf-16", "utf-8"), ("utf-8", "utf-16"), ("", "utf-32-le")],
)
def test_encodings_that_lie(declared: str, codec: str) -> None:
    parts = books.parts_of(GOOD)
    first = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    parts[SHEET] = (first + str(parts[SHEET]).replace("甲", "a")).encode(codec)
    assert refused(books.zipped(parts))[0] == "FILE_DAMAGED"


def test_the_parser_itself_knows_no_dtd() -> None:
    with pytest.raises(Refused, match="FILE_UNSAFE"):
        prove_xml(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "x")


def test_a_dtd_in_a_part_we_do_not_read_is_refused() -> None:
    parts = {**books.parts_of(GOOD), "docProps/app.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
    assert refused(books.zipped(parts))[0] == "FILE_UNSAFE"


def test_a_changed_byte_in_a_picture_is_found() -> None:
    data = bytearray(books.zipped({**books.parts_of(GOOD), "xl/media/image1.png": b"\x89PNG" + bytes(99)}))
    line = _directory_line(data, "xl/media/image1.png")
    struct.pack_into("<L", data, line + 16, 12345)
    struct.pack_into("<L", data, data.index(b"xl/media/image1.png") - 30 + 14, 12345)
    assert refused(bytes(data))[0] == "FILE_DAMAGED"


def test_macros_under_any_name_are_found() -> None:
    vba = b"\xd0\xcf\x11\xe0" + bytes(600) + "_VBA_PROJECT".encode("utf-16-le") + bytes(600)
    parts = {**books.parts_of(GOOD), "xl/media/picture.png": vba}
    assert refused(books.zipped(parts), "附件1.xlsx")[0] == "FILE_MACRO"


def test_more_sheets_than_any_contest_has() -> None:
    parts = books.parts_of(GOOD)
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 600))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("</sheets>", sheets + "</sheets>")
    assert refused(books.zipped(parts))[0] == "FILE_LIMIT"


def test_a_valid_registration_does_not_get_a_hostile_file_through(tmp_path: Path) -> None:
    good = books.zipped_again(messy(tmp_path / "附件1.xlsx").read_bytes(), {})
    assert read_here(good, "附件1.xlsx").sheets
    for more in (
        {"xl/evil.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        {"../evil.xml": "<a/>"},
        {"XL/WORKBOOK.XML": "<a/>"},
        {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
        {"xl/macrosheets/sheet1.xml": "<a/>"},
    ):
        code, _ = refused(books.zipped_again(messy(tmp_path / "a.xlsx").read_bytes(), more), "附件1.xlsx")
        assert code in ("FILE_UNSAFE", "FILE_DAMAGED", "FILE_MACRO")


@pytest.mark.parametrize("at", [44, 72])
def test_an_old_workbook_whose_counts_lie_is_refused(at: int) -> None:
    """The numbers of FAT and DIFAT sectors in the header: readers allocate by them."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, at, 0xFFFFFFF0)
    book = bytes(header) + "Workbook".encode("utf-16-le") + bytes(4096)
    assert refused(book, "a.xls")[0] in ("FILE_DAMAGED", "FILE_NOT_WORKBOOK")


def test_the_job_of_windows_is_laid_out_as_documented() -> None:
    import ctypes

    limits = job_limits(MEMORY)
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert ctypes.sizeof(limits) == 144
        assert type(limits).ProcessMemoryLimit.offset == 112
    assert limits.BasicLimitInformation.LimitFlags & 0x2100 == 0x2100
    assert limits.ProcessMemoryLimit == MEMORY


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
