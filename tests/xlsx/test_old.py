"""Old binary workbooks: what calamine would follow or allocate is proved first."""

from __future__ import annotations

import struct

import pytest

from tests.xlsx.oldbooks import (
    END,
    FIRST,
    FREE,
    area,
    container,
    link,
    number,
    old_book,
    record,
    shared,
    stream,
    text,
)
from workbook.host import Refused
from workbook.xlsx.reading.old import prove_old
from workbook.xlsx.reading.reader import read_here


def refused(data: bytes) -> tuple[str, str]:
    """By our own proof, before calamine sees a byte of it."""
    with pytest.raises(Refused) as caught:
        prove_old(bytes(data))
    return caught.value.code, caught.value.detail


def cells_of(cells: bytes, **more) -> bytes:
    return bytes(container(stream(cells, **more)))


def test_a_sound_one_is_read():
    book = read_here(old_book(), "a.xls")
    assert [list(column) for column in book.sheets[0].columns] == [["姓名", "张三"], ["金额", 10.5]]
    assert book.flags == (("FILE_XLS", ""),)


@pytest.mark.parametrize(
    ("sector", "following", "says"),
    [
        (FIRST + 3, FIRST, "成环"),
        (FIRST + 3, FIRST + 3, "成环"),
        (1, FIRST, "成环"),
        (FIRST + 3, 100_000, "扇区表不对"),
        (FIRST + 3, FREE, "扇区表不对"),
        (FIRST + 3, END, "数目与大小不符"),
    ],
    ids=["loop", "itself", "directory into a stream", "beyond the file", "into nothing", "too short"],
)
def test_chains(sector, following, says):
    code, detail = refused(link(bytearray(old_book()), sector, following))
    assert code == "FILE_DAMAGED"
    assert says in detail


def test_a_loop_beyond_the_first_109_sectors_of_the_table():
    """The rest of the table is a chain of its own: one that leads back to itself is a loop too."""
    data = bytearray(old_book())
    last = len(data) // 512 - 1
    data += struct.pack("<128I", *[FREE] * 127, last)
    struct.pack_into("<2I", data, 68, last, 2)
    assert refused(data) == ("FILE_DAMAGED", "旧格式文件的扇区表成环")
    struct.pack_into("<2I", data, 68, 77_777, 2)
    assert refused(data) == ("FILE_DAMAGED", "旧格式文件的扇区表不对")


@pytest.mark.parametrize("at", [44, 64, 72])
def test_counts_in_the_header(at):
    data = bytearray(old_book())
    struct.pack_into("<I", data, at, 0xFFFFFFF0)
    assert refused(data) == ("FILE_DAMAGED", "旧格式文件头里的数目与大小不符")


def test_a_stream_longer_than_its_chain():
    data = bytearray(old_book())
    struct.pack_into("<I", data, 1024 + 128 + 120, 0x7FFFFFFF)
    assert refused(data)[0] == "FILE_DAMAGED"


@pytest.mark.parametrize(
    ("book", "code"),
    [
        (stream(number(0, 0) + number(65_535, 255)), "FILE_LIMIT"),
        (stream(number(0, 20_000)), "FILE_DAMAGED"),
        (stream(area(0xFFFFFFFF, 255)), "FILE_DAMAGED"),
        (stream(area(1_000_000, 250)), "FILE_LIMIT"),
        (stream(b"", globals_=shared("a", claimed=0x7FFFFFFF)), "FILE_DAMAGED"),
        (stream(b"", place=999), "FILE_DAMAGED"),
        (stream(b"\x03\x02\xff\xff"), "FILE_DAMAGED"),
        (stream(b"", kind=1), "FILE_UNSAFE"),
        (stream(b"", globals_=record(0x2F, bytes(6))), "FILE_ENCRYPTED"),
        (
            stream(b"", globals_=record(0x1AE, struct.pack("<HHB", 0, 9, 0) + b"cmd\x03/c calc")),
            "FILE_UNSAFE",
        ),
    ],
    ids="far column area box texts place length macro password dde".split(),
)
def test_records(book, code):
    assert refused(container(book))[0] == code


def test_too_many_records():
    from workbook.xlsx.reading import old

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(old, "MAX_RECORDS", 5)
        assert refused(old_book())[0] == "FILE_LIMIT"


def test_what_is_flagged():
    links = record(0x1AE, struct.pack("<HHB", 1, 4, 0) + b"b.xls")
    data = bytes(container(stream(number(0, 0), globals_=links), {"_VBA_PROJECT": b"x"}))
    assert [code for code, _ in prove_old(data)] == ["FILE_XLS", "FILE_MACRO", "LINK_EXTERNAL"]


def test_a_text_that_is_not_there_is_blank():
    assert not read_here(cells_of(text(0, 0, 7), globals_=shared("a")), "a.xls").sheets[0].height
