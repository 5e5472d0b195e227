"""Tiny old binary workbooks (.xls), made record by record and sector by sector, so that every lie is ours."""

from __future__ import annotations

import struct

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512
FIRST = 2
"""The first sector of the workbook stream; before it lie the sector table (0) and the directory (1)."""


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def number(row: int, column: int, value: float = 1.0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def text(row: int, column: int, index: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, index))


def area(bottom: int, right: int) -> bytes:
    """What a sheet says of its own size."""
    return record(0x200, struct.pack("<IIHHH", 0, bottom, 0, right, 0))


def shared(*texts: str, claimed: int | None = None) -> bytes:
    count = len(texts) if claimed is None else claimed
    body = b"".join(struct.pack("<HB", len(t), 1) + t.encode("utf-16-le") for t in texts)
    return record(0xFC, struct.pack("<II", len(texts), count) + body)


def stream(cells: bytes, *, globals_: bytes = b"", kind: int = 0, place: int | None = None) -> bytes:
    """A workbook stream of one sheet 表; `kind` 1 makes it a macro sheet, `place` tells it stands elsewhere."""
    begin, end = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0), record(0x0A)
    name = "表".encode("utf-16-le")
    first = record(0x809, begin)
    listed = 4 + 6 + 2 + len(name)
    at = len(first) + listed + len(globals_) + len(end)
    about = struct.pack("<IBB", at if place is None else place, 0, kind) + bytes([1, 1]) + name
    sheet = record(0x809, begin[:2] + b"\x10\0" + begin[4:]) + cells + end
    return first + record(0x85, about) + globals_ + end + sheet


def container(book: bytes, more: dict[str, bytes] | None = None) -> bytearray:
    """An OLE container of a workbook stream and others, each in whole sectors one behind the other."""
    streams = {"Workbook": book, **(more or {})}
    table = [TABLE, END]
    entries = [_entry("Root Entry", 5, END, 0)]
    content = b""
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        data += bytes(-len(data) % SECTOR)
        start = len(table)
        entries.append(_entry(name, 2, start, len(data)))
        table += [*range(start + 1, start + len(data) // SECTOR), END]
        content += data
    assert len(table) <= SECTOR // 4
    assert len(entries) <= 4
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(SECTOR - 8))
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<8I", header, 44, 1, 1, 0, 4096, END, 0, END, 0)
    struct.pack_into("<109I", header, 76, 0, *[FREE] * 108)
    table += [FREE] * (SECTOR // 4 - len(table))
    return header + struct.pack(f"<{len(table)}I", *table) + b"".join(entries).ljust(SECTOR, b"\0") + content


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    about = struct.pack("<HBBIII", len(raw) + 2, kind, 1, FREE, FREE, FREE)
    return raw.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IIHH", start, size, 0, 0)


def link(data: bytearray, sector: int, following: int) -> bytearray:
    """The container with one sector leading elsewhere."""
    struct.pack_into("<I", data, SECTOR + 4 * sector, following)
    return data


def old_book() -> bytes:
    """A sound one."""
    cells = area(2, 2) + text(0, 0, 0) + text(0, 1, 1) + text(1, 0, 2) + number(1, 1, 10.5)
    return bytes(container(stream(cells, globals_=shared("姓名", "金额", "张三"))))
