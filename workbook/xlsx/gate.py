"""The gate before any parser: a package is inflated once, within limits, and every part is proved or refused.

Readers of workbooks abort, hang or fill the memory on small hostile files, and an abort cannot be caught. So
the container is read here first: its directory against its local headers, places, names, sizes, CRC of every
part; and a part is handed out only as well-formed UTF-8 without a DTD. No other zip reader sees the user's
bytes: calamine gets a package that we wrote ourselves (`handover`).

Cells are left to `grid`, what the workbook says of itself to `contents`; the numbers stand in `limits`, and
docs/gate.md lists all that is refused or flagged.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from posixpath import join, normpath, split
from typing import Final, NamedTuple
from xml.parsers import expat

from isal import isal_zlib

from workbook.host import Refused
from workbook.xlsx.limits import (
    MAX_DEPTH,
    MAX_NAME,
    MAX_PART,
    MAX_PARTS,
    MAX_RATIO,
    MAX_RELATIONS,
    MAX_TAG,
    MAX_TOTAL,
    RATIO_GRACE,
)
from workbook.xlsx.sniff import clean_xml

CONTROL: Final = bytes(set(range(32)) - {9, 10, 13})

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LIMIT32: Final = 0xFFFFFFFF
_BLOCK: Final = 16 << 10
"""Input is inflated in such pieces where the content is not kept: at most 17 MB at a time."""
_KEPT: Final = 1 << 20
"""A part of up to this size is small: it may stay in memory, and anything may be done with it."""
_ALIKE: Final = 64 << 10
"""Parts of up to this size are remembered: a thousand schools fill in one template, whose styles are all alike."""
_XML_BEGINS: Final = b"<\xef\xff\xfe\0 \r\n\t"
_ATTRIBUTE = re.compile(rb"""(?<![\w:.-])([\w:.-]++)\s*+=\s*(?:"([^"]*)"|'([^']*)')""")
_TAG = re.compile(rb"""<(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
_LONG = re.compile(rb"<[^<]{%d}" % MAX_TAG)
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s[^>]*")
_REFERENCE = re.compile(r"&(lt|gt|amp|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_ODD_NAME = re.compile(r"[\x00-\x1f:]|(?:^|/)\.{0,2}(?:/|$)")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_OLE: Final = b"\xd0\xcf\x11\xe0"
_VBA: Final = "_VBA_PROJECT".encode("utf-16-le")
_DTDS: Final = tuple(
    mark.encode(codec) for mark in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be")
)
_ENDINGS: Final = (".xml", ".rels", ".vml")


class _Entry(NamedTuple):
    """One line of the central directory; `offset` is where its local header lies."""

    name: bytes
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
    """The parts of a container, by plain lower-case name beginning with "/"; each is proved when first asked for.

    `prove_others` proves those that nobody asks for; `macros` and `objects` are told only after it.
    """

    def __init__(self, members: dict[str, Member]) -> None:
        self._members = members
        self._raw: dict[str, bytes] = {}
        self._clean: dict[str, bytes] = {}
        self._seen: set[str] = set()
        self.macros = False
        """An OLE part holds a VBA project, whatever it is called."""
        self.objects: list[str] = []
        """Parts that are OLE containers."""

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def part(self, name: str) -> bytes:
        """A part as clean, well-formed UTF-8 XML. Raises Refused when it is missing or not fit to be parsed."""
        if name not in self._seen:
            prove_xml(self.loose_part(name), name[1:])
            self._seen.add(name)
        return self._clean[name]

    def loose_part(self, name: str) -> bytes:
        """The same for a part whose characters and tags the caller proves while it looks at them."""
        if name not in self._clean:
            raw = self._content(name)
            if raw[:1] not in _XML_BEGINS:
                raise Refused("FILE_DAMAGED", f"内部文件 {name[1:]} 不是 XML")
            self._clean[name] = clean_xml(raw, name[1:])
        return self._clean[name]

    def _content(self, name: str) -> bytes:
        if name not in self._raw:
            if name not in self._members:
                raise Refused("FILE_DAMAGED", f"缺少内部文件 {name[1:]}")
            self._raw[name] = _inflate(self._members[name], name[1:])
        return self._raw[name]

    def related(self, name: str) -> Sequence[Related]:
        """The relationships of a part, "/" for those of the package."""
        folder, base = split(name)
        rels = f"{folder.rstrip('/')}/_rels/{base}.rels"
        if rels not in self._members:
            return ()
        part = self.part(rels)
        # each is written as one tag or two; only then is it worth looking at any
        if (count := part.count(b"Relationship")) > 2 * MAX_RELATIONS + 2:
            raise Refused("FILE_LIMIT", f"内部文件 {rels[1:]} 里有 {count} 条引用")
        read = _related if len(part) <= _ALIKE else _related.__wrapped__
        found = read(part, folder)
        if len(found) > MAX_RELATIONS:
            raise Refused("FILE_LIMIT", f"内部文件 {rels[1:]} 里有 {len(found)} 条引用")
        return found

    def prove_others(self, but: Collection[str]) -> None:
        """Prove every part not asked for yet: CRC and size, no DTD. Only small XML is kept."""
        for name, member in self._members.items():
            if name in but or name in self._raw:
                continue
            if member.size > _KEPT:
                self._look(name, _pieces(member, name[1:]))
                continue
            content = self._look(name, [_inflate(member, name[1:])])
            if content[:1] in _XML_BEGINS:
                self._raw[name] = content

    def _look(self, name: str, pieces: Iterable[bytes]) -> bytes:
        """Look through a part for what must not be in it; answers its last piece."""
        xml, ole = name.endswith(_ENDINGS), False
        text, before = b"", b""
        for piece in pieces:
            if not before and piece.startswith(_OLE):
                ole = True
                self.objects.append(name)
            text = before + piece if before else piece
            if xml and _has_dtd(text):
                raise Refused("FILE_UNSAFE", f"内部文件 {name[1:]} 带有 DTD 或外部实体")
            if ole and _VBA in text:
                self.macros = True
            before = piece[-32:]
        return text

    def member(self, name: str) -> Member | None:
        """The part as it is stored; None where `part` had to change a byte of it."""
        return self._members[name] if self._clean[name] is self._raw[name] else None

    def take(self, name: str) -> bytes:
        """A `loose_part` that nobody will ask for again: its memory is the caller's to free."""
        part = self.loose_part(name)
        del self._raw[name], self._clean[name]
        return part

    def release(self) -> None:
        """Forget all parts: the memory is needed for what was read from them."""
        for parts in (self._raw, self._clean, self._members):
            parts.clear()


def _has_dtd(text: bytes) -> bool:
    """Whether a DTD begins somewhere, in UTF-8 or UTF-16. What all parts lack is asked first."""
    if b"<!" in text or b"\0<\0!" in text or b"<\0!\0" in text:
        return any(mark in text for mark in _DTDS)
    return False


def open_package(data: bytes) -> Package:
    """The parts of a zip container whose directory is proved: names, places, sizes. Nothing is inflated yet.

    Raises Refused: FILE_DAMAGED (container, places, repeated names), FILE_LIMIT, FILE_UNSAFE (names that lead
    out of the package), FILE_ENCRYPTED.
    """
    entries, end = _directory(data)
    if sum(entry.size for entry in entries) > MAX_TOTAL:
        raise Refused("FILE_LIMIT", f"解压后超过 {MAX_TOTAL >> 20} MB")
    members: dict[str, Member] = {}
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
        if key in members:
            raise Refused("FILE_DAMAGED", f"内部文件 {name[:60]} 重复")
        members[key] = Member(entry.method, entry.crc, entry.size, view[start : start + entry.packed])
    _prove_places(places, end)
    return Package(members)


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


def _plain(name: str) -> str:
    """A name without percent escapes."""
    if "%" not in name:
        return name
    return _PERCENT.sub(lambda match: bytes([int(match[1], 16)]), name.encode()).decode("utf-8", "replace")


def _plain_name(entry: _Entry) -> str:
    """A part's name with plain slashes. Raises Refused for names that leave the package."""
    raw = entry.name.decode("utf-8" if entry.flags & 0x800 else "cp437", "replace")
    name = _plain(raw.replace("\\", "/")).replace("\\", "/").lstrip("/")
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


def _inflate(member: Member, name: str) -> bytes:
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


def _pieces(member: Member, name: str) -> Iterator[bytes]:
    """The same in pieces, for a part that is looked at and not kept; it is proved when the last one was given."""
    if member.method != 8:
        yield _inflate(member, name)
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


def prove_xml(content: bytes, name: str) -> None:
    """Refuse what is not well-formed, has a DTD, or nests deeper than any honest part."""
    check_tags(content, name)
    judge = _judged if len(content) <= _ALIKE else _judged.__wrapped__
    verdict = judge(content)
    if verdict == "dtd":
        raise Refused("FILE_UNSAFE", f"内部文件 {name} 带有 DTD 或外部实体")
    if verdict == "deep":
        raise Refused("FILE_LIMIT", f"内部文件 {name} 嵌套超过 {MAX_DEPTH} 层")
    if verdict:
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 的 XML 有误")


class _Verdict(Exception):
    """What a parser found, on its way out of it."""


@lru_cache(maxsize=256)
def _judged(content: bytes) -> str:
    """ "", or what is wrong with a part: "dtd", "deep" or "broken"."""
    parser = expat.ParserCreate("UTF-8")

    def no_dtd(*_: object) -> None:
        raise _Verdict("dtd")

    parser.StartDoctypeDeclHandler = no_dtd
    # fewer elements that are closed cannot nest so deep; and only a large part can fill the memory with open ones
    if content.count(b"</") > MAX_DEPTH or len(content) > _KEPT:
        depth = 0

        def opened(*_: object) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise _Verdict("deep")

        def closed(_: str) -> None:
            nonlocal depth
            depth -= 1

        parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(content, True)
    except _Verdict as verdict:
        return str(verdict)
    except expat.ExpatError:
        return "broken"
    return ""


@lru_cache(maxsize=256)
def _related(part: bytes, folder: str) -> Sequence[Related]:
    """The relationships told by a part, for parts in a folder."""
    found = []
    for tag in _RELATION.findall(part):
        given = attributes(tag)
        target = given.get("Target", "").split("#")[0].replace("\\", "/")
        outside = given.get("TargetMode") == "External" or not target
        path = "" if outside else normpath(join(folder, _plain(target)))
        kind = given.get("Type", "").rsplit("/", 1)[-1]
        found.append(Related(given.get("Id", ""), kind, "/" + path.lower().lstrip("/") if path else ""))
    return tuple(found)


def check_tags(text: bytes, name: str) -> None:
    """Refuse a tag longer than any honest one (a million attributes); texts may be as long as they like."""
    if len(text) <= MAX_TAG:
        return
    window = MAX_TAG // 2
    if all(text.find(b"<", at, at + window) >= 0 for at in range(0, len(text) - window, window)):
        return
    for long in _LONG.finditer(text):
        tag = _TAG.match(text, long.start())
        if tag is None or len(tag[0]) > MAX_TAG:
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
