"""The zip container on its bytes: its directory against its local headers, names, places, sizes, CRC.

Nothing of the parts' content is judged here; that is `markup` and the gate.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from isal import isal_zlib

from workbook.host import Refused
from workbook.xlsx.reading.limits import MAX_NAME, MAX_PART, MAX_PARTS, MAX_RATIO, MAX_TOTAL, RATIO_GRACE
from workbook.xlsx.reading.markup import without_escapes

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LIMIT32: Final = 0xFFFFFFFF
_BLOCK: Final = 16 << 10
"""Input is inflated in such pieces where the content is not kept: at most 17 MB at a time."""
_ODD_NAME = re.compile(r"[\x00-\x1f:]|(?:^|/)\.{0,2}(?:/|$)")


class _Entry(NamedTuple):
    """One line of the central directory; `offset` is where its local header lies."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class Member(NamedTuple):
    """A part as it is stored: proved, and so fit to be handed on without inflating it once more."""

    method: int
    crc: int
    size: int
    packed: memoryview


def members(data: bytes) -> dict[str, Member]:
    """The parts a container tells of, by plain lower-case name beginning with "/": names, places and sizes are proved.

    Nothing is inflated yet.

    Raises Refused: FILE_DAMAGED (container, places, repeated names), FILE_LIMIT, FILE_UNSAFE (names that lead
    out of the package), FILE_ENCRYPTED.
    """
    entries, end = _directory(data)
    if sum(entry.size for entry in entries) > MAX_TOTAL:
        raise Refused("FILE_LIMIT", f"解压后超过 {MAX_TOTAL >> 20} MB")
    found: dict[str, Member] = {}
    view = memoryview(data)
    places: list[tuple[int, int]] = []
    for entry in entries:
        name = _plain_name(entry)
        start = _start(data, entry, name[:60])
        places.append((entry.offset, start + entry.packed))
        if name.endswith("/"):
            if entry.size:
                raise Refused("FILE_DAMAGED", f"内部文件 {name[:60]} 的位置不对")
            continue
        key = "/" + name.lower()
        if key in found:
            raise Refused("FILE_DAMAGED", f"内部文件 {name[:60]} 重复")
        found[key] = Member(entry.method, entry.crc, entry.size, view[start : start + entry.packed])
    _prove_places(places, end)
    return found


def _prove_places(places: list[tuple[int, int]], end: int) -> None:
    """Refuse two parts in the same bytes: a bomb of 10 MB in 10 KB, or two readers that see two files.

    The first must begin the file, for some readers go through it from the front.
    """
    places.sort()
    if places and places[0][0] != 0:
        raise Refused("FILE_DAMAGED", "压缩结构有误")
    for (_, past), (following, _) in pairwise([*places, (end, end)]):
        if following < past:
            raise Refused("FILE_DAMAGED", "内部文件互相重叠")


def _directory(data: bytes) -> tuple[list[_Entry], int]:
    """The lines of the central directory and where it begins."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        raise Refused("FILE_DAMAGED", "压缩结构不完整，可能没有传完")
    _, _, _, _, count, size, offset, _ = _END.unpack_from(data, at)
    end = at
    locator = at - 20
    if locator >= 0 and data[locator : locator + 4] == b"PK\x06\x07":
        end = struct.unpack_from("<Q", data, locator + 8)[0]
        if end + _END64.size > locator or data[end : end + 4] != b"PK\x06\x06":
            raise Refused("FILE_DAMAGED", "压缩结构不完整")
        *_, count, size, offset = _END64.unpack_from(data, end)
    start = end - size
    if start < 0 or start != offset:  # bytes before the first part: another reader may see another file there
        raise Refused("FILE_DAMAGED", "压缩结构不完整，可能没有传完")
    if count > MAX_PARTS:
        raise Refused("FILE_LIMIT", f"内部有 {count} 个文件")
    entries = []
    line = start
    for _ in range(count):
        entry, line = _entry(data, line)
        entries.append(entry)
    if line != end:
        raise Refused("FILE_DAMAGED", "压缩目录有误")
    return entries, start


def _entry(data: bytes, at: int) -> tuple[_Entry, int]:
    """One line of the directory and where the next begins."""
    if data[at : at + 4] != b"PK\x01\x02" or at + _ENTRY.size > len(data):
        raise Refused("FILE_DAMAGED", "压缩目录有误")
    (_, _, _, _, _, flags, method, _, _, crc, packed, size, names, extras, comments, _, _, _, offset) = (
        _ENTRY.unpack_from(data, at)
    )
    at += _ENTRY.size
    name = data[at : at + names]
    if _LIMIT32 in (size, packed, offset):
        size, packed, offset = _wide(data[at + names : at + names + extras], size, packed, offset)
    return _Entry(name, flags, method, crc, packed, size, offset), at + names + extras + comments


def _wide(extra: bytes, *numbers: int) -> list[int]:
    """Sizes and offset of a zip64 line: those that did not fit stand in its extra field, in this order."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            field, used, found = extra[at + 4 : at + 4 + size], 0, []
            for number in numbers:
                if number == _LIMIT32 and used + 8 <= len(field):
                    number = struct.unpack_from("<Q", field, used)[0]
                    used += 8
                found.append(number)
            return found
        at += 4 + size
    return list(numbers)


def _plain_name(entry: _Entry) -> str:
    """A part's name with plain slashes. Raises Refused for names that leave the package."""
    raw = entry.name.decode("utf-8" if entry.flags & 0x800 else "cp437", "replace")
    name = without_escapes(raw.replace("\\", "/")).replace("\\", "/").lstrip("/")
    if _ODD_NAME.search(name.removesuffix("/")) or len(name) > MAX_NAME:
        raise Refused("FILE_UNSAFE", f"内部文件名 {raw[:40]} 不合规")
    return name


def _start(data: bytes, entry: _Entry, name: str) -> int:
    """Where a part's bytes begin. Its local header must say what the directory says: readers differ in which they trust."""
    if entry.flags & 1:
        raise Refused("FILE_ENCRYPTED")
    if entry.size > MAX_PART:
        raise Refused("FILE_LIMIT", f"内部文件 {name} 解压后超过 {MAX_PART >> 20} MB")
    if entry.size > RATIO_GRACE and entry.size > MAX_RATIO * max(entry.packed, 1):
        raise Refused("FILE_LIMIT", f"内部文件 {name} 的压缩比异常")
    at = entry.offset
    if at + _LOCAL.size > len(data) or data[at : at + 4] != b"PK\x03\x04":
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 的位置不对")
    _, _, flags, method, _, _, crc, packed, size, names, extras = _LOCAL.unpack_from(data, at)
    at += _LOCAL.size
    same = data[at : at + names] == entry.name and method == entry.method and not flags & 1
    told = (crc, packed, size)
    if same and told != (entry.crc, entry.packed, entry.size):
        if _LIMIT32 in (packed, size):
            size, packed = _wide(data[at + names : at + names + extras], size, packed)
        # with a data descriptor (flag 8) some writers leave single fields blank here
        pairs = ((crc, entry.crc), (packed, entry.packed), (size, entry.size))
        same = all(mine == theirs or (flags & 8 and not mine) for mine, theirs in pairs)
    if not same:
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 的两处登记不一致")
    return int(at + names + extras)


def inflate(member: Member, name: str) -> bytes:
    """One part, its size and CRC proved; never more memory than its line in the directory claims."""
    if member.method == 8:
        unpacker = isal_zlib.decompressobj(-15)
        try:
            content = unpacker.decompress(member.packed, member.size + 1)
        except isal_zlib.IsalError as problem:  # type: ignore[misc]  # its stub calls the class an instance
            raise Refused("FILE_DAMAGED", f"内部文件 {name[:60]} 解压出错") from problem
    elif member.method == 0:
        content = bytes(member.packed)
    else:
        raise Refused("FILE_DAMAGED", f"内部文件 {name[:60]} 的压缩方式不支持")
    if len(content) != member.size or isal_zlib.crc32(content) != member.crc:
        raise Refused("FILE_DAMAGED", f"内部文件 {name[:60]} 校验不符，内容已被破坏")
    return content


def pieces(member: Member, name: str) -> Iterator[bytes]:
    """The same in pieces, for a part that is looked at and not kept; it is proved when the last one was given."""
    if member.method != 8:
        yield inflate(member, name)
        return
    unpacker = isal_zlib.decompressobj(-15)
    crc = size = 0
    for at in range(0, len(member.packed), _BLOCK):
        try:
            piece = unpacker.decompress(member.packed[at : at + _BLOCK])
        except isal_zlib.IsalError as problem:  # type: ignore[misc]
            raise Refused("FILE_DAMAGED", f"内部文件 {name[:60]} 解压出错") from problem
        crc, size = isal_zlib.crc32(piece, crc), size + len(piece)
        if size > member.size:
            break
        yield piece
    if size != member.size or crc != member.crc:
        raise Refused("FILE_DAMAGED", f"内部文件 {name[:60]} 校验不符，内容已被破坏")
