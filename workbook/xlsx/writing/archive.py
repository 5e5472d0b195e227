"""The zip container of a workbook, edited without touching what was not asked for.

Members nobody changed are copied raw: local header, compressed data and descriptor, byte for byte. Changed members
are deflated anew, added ones go to the end, and only offsets in the central directory are rewritten.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from urllib.parse import unquote

from isal import isal_zlib

from workbook.host import Refused
from workbook.xlsx.writing.xml import damaged

_LEVEL: Final = 1
_MAX_MEMBER: Final = 1 << 30
_PIECE: Final = 1 << 16
_LEADS_OUT: Final = re.compile(r"(^|[\\/])\.\.([\\/]|$)|^[A-Za-z]:|\x00")
"""A member's name that would lie outside of the folder somebody unpacks the file to."""
_UTF8: Final = 0x800
"""The flag of a member whose name is not ASCII."""
_CENTRAL: Final = b"PK\x01\x02"
_LOCAL: Final = b"PK\x03\x04"
_LOCAL_SIZE: Final = 30
_END: Final = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class _Member:
    """One member as it lies in the file: its entry and its raw central record."""

    info: zipfile.ZipInfo
    record: bytes
    start: int
    end: int


class Archive:
    """Parts by name ("/xl/workbook.xml", case does not matter); changes are staged until `render`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._members = _members(data)
        self._by_key = {_key(member.info.filename): member for member in self._members}
        if len(self._by_key) != len(self._members):
            raise damaged("内部文件重名")
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, str] = {}
        self._dropped: set[str] = set()

    def copy(self) -> Archive:
        """The same archive with the same staged changes, to be changed independently."""
        twin = object.__new__(Archive)
        twin._data, twin._members, twin._by_key = self._data, self._members, self._by_key
        twin._changed, twin._added, twin._dropped = dict(self._changed), dict(self._added), set(self._dropped)
        return twin

    def __contains__(self, name: str) -> bool:
        key = _key(name)
        return key in self._changed or (key in self._by_key and key not in self._dropped)

    def get(self, name: str) -> bytes:
        """A part's content, its CRC proved. Raises Refused when it is missing or broken."""
        key = _key(name)
        if key in self._changed:
            return self._changed[key]
        if key not in self._by_key or key in self._dropped:
            raise damaged(f"缺少内部文件 {name.lstrip('/')}")
        member = self._by_key[key]
        info = member.info
        content = _inflated(self._packed(member), info)
        if len(content) != info.file_size or isal_zlib.crc32(content) != info.CRC:
            raise damaged(f"{info.filename} 校验不符")
        return content

    def _packed(self, member: _Member) -> bytes:
        start = member.start + _LOCAL_SIZE + sum(struct.unpack_from("<HH", self._data, member.start + 26))
        return self._data[start : start + member.info.compress_size]

    def put(self, name: str, content: bytes) -> None:
        """Stage a new content of a part; a part that does not exist yet is added."""
        key = _key(name)
        if key not in self._by_key or key in self._dropped:
            self._added.setdefault(key, name.lstrip("/"))
        self._changed[key] = content

    def drop(self, name: str) -> None:
        """Stage the removal of a part."""
        key = _key(name)
        self._changed.pop(key, None)
        self._added.pop(key, None)
        if key in self._by_key:
            self._dropped.add(key)

    def prove(self, before: Archive) -> None:
        """Refuse this file, made from another with staged changes, unless it holds what was staged and no less.

        Members nobody changed must be there byte for byte, all others must unpack to what was staged.
        """
        for key, member in before._by_key.items():
            mine = self._by_key.get(key)
            if key in before._changed or key in before._dropped:
                continue
            same = mine is not None and (
                self._data[mine.start : mine.end] == before._data[member.start : member.end]
            )
            if not same:
                raise damaged(f"写出后 {member.info.filename} 与原来不一致")
        for key, content in before._changed.items():
            mine = self._by_key.get(key)
            if mine is None or not _unpacks_to(self._packed(mine), mine.info, content):
                raise damaged(f"写出后 {key} 与要写的不一致")

    def names(self) -> list[str]:
        """Names of all parts, lower case."""
        kept = [key for key in self._by_key if key not in self._dropped]
        return kept + [key for key in self._added if key not in kept]

    def refuse_guarded(self) -> None:
        """Refuse what an edit would break without a trace in the file: a signature, a shared workbook's history."""
        for name in self.names():
            if "_xmlsignatures" in name:
                raise Refused("FILE_SIGNED")
            if "/revisions/" in name and name.endswith("headers.xml"):
                raise Refused("EDIT_LATER", "工作簿处于共享修订状态")

    def render(self) -> bytes:
        """The whole file with the staged changes."""
        if not self._changed and not self._dropped:
            return self._data
        out = BytesIO()
        first = min((member.start for member in self._members), default=0)
        out.write(self._data[:first])
        records: dict[str, bytes] = {}
        for member in sorted(self._members, key=lambda m: m.start):
            key = _key(member.info.filename)
            if key in self._dropped:
                continue
            if key in self._changed:
                records[key] = _write_changed(out, self._data, member, self._changed[key])
            else:
                records[key] = _with_offset(member.record, member.info, out.tell())
                out.write(self._data[member.start : member.end])
        ordered = [records[k] for k in (_key(m.info.filename) for m in self._members) if k in records]
        ordered += [_write_added(out, name, self._changed[key]) for key, name in self._added.items()]
        start = out.tell()
        out.write(b"".join(ordered))
        comment = self._data[self._data.rfind(_END) + 20 :]
        size = out.tell() - start
        if len(ordered) > 0xFFFE or start > 0xFFFFFFF0:
            raise Refused("FILE_LIMIT", "改写后超过 4 GB 或 65,534 个内部文件（zip64），请拆成几个工作簿")
        end = struct.pack("<4s4H2I", _END, 0, 0, len(ordered), len(ordered), size, start)
        out.write(end + comment)
        return out.getvalue()


@contextmanager
def readable() -> Iterator[None]:
    """A file whose parts say what no program writes (a row "x", a style "-") is refused, whoever stumbles on it."""
    try:
        yield
    except (ValueError, LookupError, RecursionError) as problem:
        raise damaged("内部文件里有无法读取的内容") from problem


def _inflated(packed: bytes, info: zipfile.ZipInfo) -> bytes:
    """A member's content; never more than its header says, whatever is packed in it."""
    if info.file_size > _MAX_MEMBER:
        raise Refused("FILE_LIMIT", f"{info.filename} 有 {info.file_size >> 20} MB")
    if info.compress_type == zipfile.ZIP_STORED:
        return packed
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise damaged(f"{info.filename} 的压缩方式不认识")
    opener = isal_zlib.decompressobj(-15)
    try:
        return opener.decompress(packed, info.file_size + 1)
    except isal_zlib.error as problem:  # type: ignore[misc]  # its stub calls it an instance
        raise damaged(f"{info.filename} 解压出错") from problem


def _unpacks_to(packed: bytes, info: zipfile.ZipInfo, content: bytes) -> bool:
    """Whether a member holds a content; unpacked piece by piece, for a second copy of a large sheet takes time."""
    if info.file_size != len(content) or isal_zlib.crc32(content) != info.CRC:
        return False
    opener, at = isal_zlib.decompressobj(-15), 0
    try:
        for start in range(0, len(packed), _PIECE):
            piece = opener.decompress(packed[start : start + _PIECE])
            if piece != content[at : at + len(piece)]:
                return False
            at += len(piece)
    except isal_zlib.error:  # type: ignore[misc]  # its stub calls it an instance
        return False
    return at == len(content) and bool(opener.eof)


def _key(name: str) -> str:
    return "/" + unquote(name.replace("\\", "/")).lstrip("/").lower()


def _members(data: bytes) -> list[_Member]:
    """All members with their raw central records and where their bytes lie."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise damaged("压缩结构不完整") from problem
    infos = archive.infolist()
    for info in infos:
        if _LEADS_OUT.search(info.filename):
            raise damaged("内部文件名指向压缩包之外")
    starts = sorted(info.header_offset for info in archive.infolist())
    ends = dict(zip(starts, [*starts[1:], archive.start_dir], strict=True))
    records: dict[int, bytes] = {}
    position = archive.start_dir
    for info in archive.infolist():
        room = 0 <= info.header_offset <= archive.start_dir - _LOCAL_SIZE
        local = data[info.header_offset : info.header_offset + 4] if room else b""
        if data[position : position + 4] != _CENTRAL or local != _LOCAL or info.flag_bits & 1:
            raise damaged("压缩目录不完整")
        name, extra, comment = struct.unpack_from("<3H", data, position + 28)
        length = 46 + name + extra + comment
        records[id(info)] = data[position : position + length]
        position += length
    return [_Member(i, records[id(i)], i.header_offset, ends[i.header_offset]) for i in infos]


def _with_offset(record: bytes, info: zipfile.ZipInfo, offset: int) -> bytes:
    """A central record at a new offset. Where sizes or offset stood in a zip64 field, they are written plainly."""
    if b"\xff\xff\xff\xff" not in (record[20:24], record[24:28], record[42:46]):
        return record[:42] + struct.pack("<I", offset) + record[46:]
    name, extra, comment = struct.unpack_from("<3H", record, 28)
    kept, at = b"", 46 + name
    while at + 4 <= 46 + name + extra:
        kind, length = struct.unpack_from("<HH", record, at)
        kept += b"" if kind == 1 else record[at : at + 4 + length]
        at += 4 + length
    sizes = struct.pack("<II", info.compress_size, info.file_size)
    head = record[:20] + sizes + struct.pack("<3H", name, len(kept), comment) + record[34:42]
    return head + struct.pack("<I", offset) + record[46 : 46 + name] + kept + record[46 + name + extra :]


def _deflated(content: bytes) -> bytes:
    packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _write_changed(out: BytesIO, data: bytes, member: _Member, content: bytes) -> bytes:
    """Write a member with new content under its old name; answers its central record."""
    name_length, _ = struct.unpack_from("<HH", data, member.start + 26)
    name_at = member.start + _LOCAL_SIZE
    name = data[name_at : name_at + name_length]
    flags = struct.unpack_from("<H", data, member.start + 6)[0] & ~0x0009
    packed = _deflated(content)
    sizes = struct.pack("<III", isal_zlib.crc32(content), len(packed), len(content))
    offset = out.tell()
    stamp = data[member.start + 10 : member.start + 14]
    out.write(
        struct.pack("<4sHHH", _LOCAL, 20, flags, 8) + stamp + sizes + struct.pack("<HH", name_length, 0)
    )
    out.write(name + packed)
    record = member.record
    fixed = record[:6] + struct.pack("<HHH", 20, flags, 8) + record[12:16] + sizes
    fixed += struct.pack("<HH", name_length, 0) + record[32:42] + struct.pack("<I", offset)
    comment = record[46 + sum(struct.unpack_from("<HH", record, 28)) :]
    return fixed + name + comment


def _write_added(out: BytesIO, name: str, content: bytes) -> bytes:
    raw = name.encode()
    flags = 0 if name.isascii() else _UTF8
    packed = _deflated(content)
    sizes = struct.pack("<III", isal_zlib.crc32(content), len(packed), len(content))
    offset = out.tell()
    stamp = struct.pack("<HH", 0, 0x21)
    out.write(struct.pack("<4sHHH", _LOCAL, 20, flags, 8) + stamp + sizes + struct.pack("<HH", len(raw), 0))
    out.write(raw + packed)
    head = struct.pack("<4sHHHH", _CENTRAL, 20, 20, flags, 8) + stamp + sizes
    return head + struct.pack("<HHHHHII", len(raw), 0, 0, 0, 0, 0, offset) + raw
