"""The gate before any parser: a package is inflated once, within limits, and every part is proved or refused.

Readers of workbooks abort, hang or fill the memory on small hostile files, and an abort cannot be caught. So
the container is read here first: sizes, names, CRC of every part; and a part is handed out only as clean
UTF-8 without a DTD. No other zip reader sees the user's bytes: calamine gets a package that we wrote
ourselves (`handover`).

Cells are left to `grid`, what the workbook says of itself to `contents`.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from posixpath import join, normpath, split
from typing import Final, NamedTuple

from isal import isal_zlib

from workbook.host import Refused

MAX_PARTS: Final = 5_000
MAX_TOTAL: Final = 400 << 20
MAX_PART: Final = 200 << 20
MAX_RATIO: Final = 200
RATIO_GRACE: Final = 20 << 20
"""Parts up to this size may be compressed as well as they like (an honest sheet of zeros is 1:1000)."""
MAX_TAG: Final = 64 << 10
CONTROL: Final = bytes(set(range(32)) - {9, 10, 13})

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_LIMIT32: Final = 0xFFFFFFFF
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._\-]+)""")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s[^>]*")
_REFERENCE = re.compile(r"&(lt|gt|amp|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


class _Entry(NamedTuple):
    """One line of the central directory."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class Related(NamedTuple):
    """One relationship of a part; `target` is "" when it points out of the package."""

    id: str
    kind: str
    target: str


class Member(NamedTuple):
    """A part as it is stored: proved, and so fit to be handed on without inflating it once more."""

    method: int
    crc: int
    size: int
    packed: memoryview


class Package:
    """The parts of a checked container, by plain lower-case name beginning with "/"."""

    def __init__(self, raw: dict[str, bytes], members: dict[str, Member]) -> None:
        self._raw = raw
        self._members = members
        self._clean: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def part(self, name: str) -> bytes:
        """A part as clean UTF-8 XML. Raises Refused when it is missing or not fit to be parsed."""
        clean = self.sheet_part(name)
        if len(clean.translate(None, CONTROL)) != len(clean):
            raise Refused("FILE_DAMAGED", f"内部文件 {name[1:]} 里有控制字符")
        check_tags(clean, name[1:])
        return clean

    def sheet_part(self, name: str) -> bytes:
        """The same for a sheet, whose characters and tags `grid` proves while it looks at the cells."""
        if name not in self._clean:
            if name not in self._raw:
                raise Refused("FILE_DAMAGED", f"缺少内部文件 {name[1:]}")
            self._clean[name] = clean_xml(self._raw[name], name[1:])
        return self._clean[name]

    def related(self, name: str) -> list[Related]:
        """The relationships of a part, "/" for those of the package."""
        folder, base = split(name)
        rels = f"{folder.rstrip('/')}/_rels/{base}.rels"
        if rels not in self._raw:
            return []
        found = []
        for tag in _RELATION.findall(self.part(rels)):
            given = attributes(tag)
            target = given.get("Target", "").split("#")[0].replace("\\", "/")
            path = (
                ""
                if given.get("TargetMode") == "External" or not target
                else normpath(join(folder, _plain(target)))
            )
            kind = given.get("Type", "").rsplit("/", 1)[-1]
            found.append(Related(given.get("Id", ""), kind, "/" + path.lower().lstrip("/") if path else ""))
        return found

    def member(self, name: str) -> Member | None:
        """The part as it is stored; None where `part` had to change a byte of it."""
        return self._members[name] if self._clean.get(name) is self._raw[name] else None

    def release(self) -> None:
        """Forget all parts: the memory is needed for what was read from them."""
        for parts in (self._raw, self._clean, self._members):
            parts.clear()


def open_package(data: bytes) -> Package:
    """Inflate and prove every part of a zip container.

    Raises Refused: FILE_DAMAGED (container, CRC, sizes, repeated names), FILE_LIMIT, FILE_UNSAFE (names that
    lead out of the package), FILE_ENCRYPTED.
    """
    entries = _directory(data)
    if sum(entry.size for entry in entries) > MAX_TOTAL:
        raise Refused("FILE_LIMIT", f"解压后超过 {MAX_TOTAL >> 20} MB")
    raw: dict[str, bytes] = {}
    members: dict[str, Member] = {}
    for entry in entries:
        name = _plain_name(entry.name)
        key = "/" + name.lower()
        if name.endswith("/"):
            continue
        if key in raw:
            raise Refused("FILE_DAMAGED", f"内部文件 {name[:60]} 重复")
        content, members[key] = _inflate(data, entry)
        # pictures and the like are proved, not kept
        raw[key] = content if content[:1] in b"<\xef\xff\xfe\0 \r\n\t" else b""
    return Package(raw, members)


def _directory(data: bytes) -> list[_Entry]:
    """The lines of the central directory."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        raise Refused("FILE_DAMAGED", "压缩结构不完整，可能没有传完")
    _, _, _, _, count, size, offset, _ = _END.unpack_from(data, at)
    start = at - size
    locator = at - 20
    if locator >= 0 and data[locator : locator + 4] == b"PK\x06\x07":
        end = struct.unpack_from("<Q", data, locator + 8)[0]
        if end + _END64.size > locator or data[end : end + 4] != b"PK\x06\x06":
            raise Refused("FILE_DAMAGED", "压缩结构不完整")
        *_, count, size, offset = _END64.unpack_from(data, end)
        start = end - size
    shift = start - offset
    if start < 0 or shift < 0:
        raise Refused("FILE_DAMAGED", "压缩结构不完整，可能没有传完")
    if count > MAX_PARTS:
        raise Refused("FILE_LIMIT", f"内部有 {count} 个文件")
    entries = []
    for _ in range(count):
        entry, start = _entry(data, start, shift)
        entries.append(entry)
    return entries


def _entry(data: bytes, at: int, shift: int) -> tuple[_Entry, int]:
    """One line of the directory and where the next begins."""
    if data[at : at + 4] != b"PK\x01\x02" or at + _ENTRY.size > len(data):
        raise Refused("FILE_DAMAGED", "压缩目录有误")
    (_, _, _, _, _, flags, method, _, _, crc, packed, size, names, extras, comments, _, _, _, offset) = (
        _ENTRY.unpack_from(data, at)
    )
    at += _ENTRY.size
    name = data[at : at + names].decode("utf-8" if flags & 0x800 else "cp437", "replace")
    if _LIMIT32 in (size, packed, offset):
        size, packed, offset = _wide(data[at + names : at + names + extras], size, packed, offset)
    return _Entry(name, flags, method, crc, packed, size, offset + shift), at + names + extras + comments


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


def _plain(name: str) -> str:
    """A name without percent escapes."""
    if "%" not in name:
        return name
    return _PERCENT.sub(lambda match: bytes([int(match[1], 16)]), name.encode()).decode("utf-8", "replace")


def _plain_name(raw: str) -> str:
    """A part's name with plain slashes. Raises Refused for names that leave the package."""
    name = _plain(raw.replace("\\", "/")).lstrip("/")
    if ".." in name.split("/") or ":" in name or "\0" in name:
        raise Refused("FILE_UNSAFE", f"内部文件名 {raw[:40]} 不合规")
    return name


def _inflate(data: bytes, entry: _Entry) -> tuple[bytes, Member]:
    """One part, its size and CRC proved; never more memory than its line in the directory claims."""
    name = entry.name[:60]
    if entry.flags & 1:
        raise Refused("FILE_ENCRYPTED")
    if entry.size > MAX_PART:
        raise Refused("FILE_LIMIT", f"内部文件 {name} 解压后超过 {MAX_PART >> 20} MB")
    if entry.size > RATIO_GRACE and entry.size > MAX_RATIO * max(entry.packed, 1):
        raise Refused("FILE_LIMIT", f"内部文件 {name} 的压缩比异常")
    at = entry.offset
    if data[at : at + 4] != b"PK\x03\x04" or at + 30 > len(data):
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 的位置不对")
    names, extras = struct.unpack_from("<HH", data, at + 26)
    start = at + 30 + names + extras
    packed = memoryview(data)[start : start + entry.packed]
    if entry.method == 8:
        try:
            content = isal_zlib.decompressobj(-15).decompress(packed, entry.size + 1)
        except isal_zlib.IsalError as problem:  # type: ignore[misc]  # its stub calls the class an instance
            raise Refused("FILE_DAMAGED", f"内部文件 {name} 解压出错") from problem
    elif entry.method == 0:
        content = bytes(packed)
    else:
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 的压缩方式不支持")
    if len(content) != entry.size or isal_zlib.crc32(content) != entry.crc:
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 校验不符，内容已被破坏")
    return content, Member(entry.method, entry.crc, entry.size, packed)


def clean_xml(content: bytes, name: str) -> bytes:
    """XML in UTF-8 without byte order mark or DTD.

    UTF-16 (by its mark or its look) and ISO-8859-1 are turned into UTF-8; other encodings are not legal in a
    workbook and are a way to smuggle, so they are refused.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
        content = _from_utf16(content, name)
    if content[:3] == b"\xef\xbb\xbf":
        content = content[3:]
    declared = _DECLARED.match(content[:200].lstrip())
    if declared and (codec := declared[1].lower()) not in (b"utf-8", b"us-ascii", b"utf8", b"ascii"):
        if codec not in (b"iso-8859-1", b"utf-16"):
            raise Refused("FILE_DAMAGED", f"内部文件 {name} 的编码 {codec.decode()} 不合规")
        if codec == b"iso-8859-1":
            content = content.decode("latin-1").encode()
        content = re.sub(rb"""encoding\s*=\s*["'][^"']*["']""", b'encoding="UTF-8"', content, count=1)
    root = re.search(rb"<[A-Za-z_]", content)
    if root is None:
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 不是 XML")
    if b"<!DOCTYPE" in content[: root.start() + 1] or content[: root.start()].count(b"<!") != content[
        : root.start()
    ].count(b"<!--"):
        raise Refused("FILE_UNSAFE", f"内部文件 {name} 带有 DTD 或外部实体")
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError as problem:
            raise Refused("FILE_DAMAGED", f"内部文件 {name} 的文字编码有误") from problem
    return content


def _from_utf16(content: bytes, name: str) -> bytes:
    codec = "utf-16"
    if content[:2] not in (b"\xff\xfe", b"\xfe\xff"):  # no mark: the order shows in the first "<"
        codec = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    try:
        return content.decode(codec).encode()
    except UnicodeError as problem:
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 的文字编码有误") from problem


def check_tags(text: bytes, name: str) -> None:
    """Refuse a tag longer than any honest one (a million attributes); texts may be as long as they like."""
    if len(text) <= MAX_TAG:
        return
    for at in range(0, len(text), MAX_TAG // 2):
        if text.find(b">", at, at + MAX_TAG // 2) < 0 and re.search(rb"<[^<>]{%d}" % MAX_TAG, text):
            raise Refused("FILE_LIMIT", f"内部文件 {name} 里有超长的标签")


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a start tag, entities resolved."""
    return {
        key.decode("utf-8", "replace"): unescape((double or single).decode("utf-8", "replace"))
        for key, double, single in _ATTRIBUTE.findall(tag)
    }


def unescape(text: str) -> str:
    """Resolve the five named entities and character references."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
