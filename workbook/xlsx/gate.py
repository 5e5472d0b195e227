"""The gate before any parser: a package is inflated once, within limits, and every part is proved or refused.

Readers of workbooks abort, hang or fill the memory on small hostile files, and an abort cannot be caught. So a file
is looked through first: sizes, CRC of every part, names, DTDs, encodings, addresses. What passes is handed on as
clean parts; what a strict reader would stumble over though it is harmless is mended in the copy it gets.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath, split
from typing import Final
from urllib.parse import unquote

from isal import isal_zlib

from workbook.host import Refused

MAX_PARTS: Final = 5_000
MAX_TOTAL: Final = 400 << 20
MAX_PART: Final = 200 << 20
MAX_RATIO: Final = 200
RATIO_GRACE: Final = 20 << 20
"""Honest parts of this size may be compressed as well as they like (a sheet of zeros is 1:1000)."""
MAX_TAG: Final = 64 << 10
MAX_SHEETS: Final = 500

_CONTROL: Final = bytes(set(range(32)) - {9, 10, 13})
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._\-]+)""")
_LONG_TAG = re.compile(rb"<[^>]{%d}" % MAX_TAG)


@dataclass
class Package:
    """The parts of a checked package, by normalised lower-case name beginning with "/".

    mended   a strict reader needs `clean_copy` instead of the original bytes
    """

    data: bytes
    parts: dict[str, bytes]
    names: dict[str, str]
    mended: set[str] = field(default_factory=set)

    def part(self, name: str) -> bytes:
        """A part's content. Raises Refused when it is missing."""
        try:
            return self.parts[name]
        except KeyError:
            raise Refused("FILE_DAMAGED", f"缺少内部文件 {name.lstrip('/')}") from None

    def related(self, name: str) -> list[tuple[str, str, str]]:
        """(id, short type, target) of a part's internal relationships; external ones have target "" ."""
        folder, base = split(name)
        rels = self.parts.get(f"{folder.rstrip('/')}/_rels/{base}.rels", b"")
        found = []
        for tag in re.findall(rb"<(?:[\w.-]+:)?Relationship\s[^>]*", rels):
            given = attributes(tag)
            kind = given.get("Type", "").rsplit("/", 1)[-1]
            target = given.get("Target", "").split("#")[0]
            if given.get("TargetMode") == "External":
                found.append((given.get("Id", ""), kind, ""))
            elif target:
                path = normpath(join(folder, unquote(target.replace("\\", "/")))).lower()
                found.append((given.get("Id", ""), kind, "/" + path.lstrip("/")))
        return found

    def clean_copy(self) -> bytes:
        """The package again, with mended parts and plain names, stored without compression."""
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as target:
            for name, content in self.parts.items():
                target.writestr(self.names[name], content)
        return stream.getvalue()


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a start tag, entities resolved."""
    found = re.findall(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return {key.decode(): unescape((a or b).decode("utf-8", "replace")) for key, a, b in found}


def unescape(text: str) -> str:
    """Resolve the five named entities and character references."""
    if "&" not in text:
        return text
    names = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}

    def one(match: re.Match[str]) -> str:
        name = match[1]
        if name in names:
            return names[name]
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        return chr(code) if code < 0x110000 else "\ufffd"

    return re.sub(r"&(lt|gt|amp|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});", one, text)


def open_package(data: bytes) -> Package:
    """Inflate and prove every part. Raises Refused naming what is wrong."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise Refused("FILE_DAMAGED", "压缩结构不完整，可能没有传完") from problem
    entries = archive.infolist()
    if len(entries) > MAX_PARTS:
        raise Refused("FILE_LIMIT", f"内部有 {len(entries)} 个文件")
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise Refused("FILE_LIMIT", f"展开后超过 {MAX_TOTAL >> 20} MB")
    package = Package(data, {}, {})
    for entry in entries:
        if entry.filename.endswith(("/", "\\")):
            continue
        name = _plain_name(entry.filename)
        key = "/" + name.lower()
        if key in package.parts:
            raise Refused("FILE_DAMAGED", f"内部文件 {name} 重复")
        if name != entry.filename:
            package.mended.add(key)
        content = _inflate(data, entry)
        if _is_xml(key):
            content = _clean_xml(name, content, package, key)
        package.parts[key], package.names[key] = content, name
    return package


def _plain_name(raw: str) -> str:
    """A part's name without backslashes and escapes. Raises Refused for names that leave the package."""
    name = unquote(raw.replace("\\", "/")).lstrip("/")
    if ".." in name.split("/") or ":" in name or "\0" in name:
        raise Refused("FILE_UNSAFE", f"内部文件名 {raw[:40]} 不合规")
    return name


def _inflate(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """One part, its size and CRC proved; never more memory than its entry claims."""
    name = entry.filename[:60]
    if entry.flag_bits & 1:
        raise Refused("FILE_ENCRYPTED")
    if entry.file_size > MAX_PART:
        raise Refused("FILE_LIMIT", f"{name} 展开后超过 {MAX_PART >> 20} MB")
    if entry.file_size > RATIO_GRACE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise Refused("FILE_LIMIT", f"{name} 的压缩比异常")
    header = entry.header_offset
    if data[header : header + 4] != b"PK\x03\x04":
        raise Refused("FILE_DAMAGED", f"{name} 的位置不对")
    start = header + 30 + int.from_bytes(data[header + 26 : header + 28], "little")
    start += int.from_bytes(data[header + 28 : header + 30], "little")
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        try:
            content = isal_zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
        except isal_zlib.error as problem:
            raise Refused("FILE_DAMAGED", f"{name} 解压出错") from problem
    else:
        raise Refused("FILE_DAMAGED", f"{name} 的压缩方式不支持")
    if len(content) != entry.file_size or isal_zlib.crc32(content) != entry.CRC:
        raise Refused("FILE_DAMAGED", f"{name} 校验不符，内容已被破坏")
    return content


def _is_xml(key: str) -> bool:
    return key.endswith((".xml", ".rels", ".vml"))


def _clean_xml(name: str, content: bytes, package: Package, key: str) -> bytes:
    """An XML part in UTF-8 without a DTD, control characters or giant tags.

    Only parts that are read are held to it: a customXml part of the user's may be what it likes.
    """
    if key.startswith(("/customxml/", "/docprops/")):
        return content
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
        content = _from_utf16(name, content)
        package.mended.add(key)
    declared = _DECLARED.match(content[:200].lstrip(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"utf-16"):
        if declared[1].lower() != b"iso-8859-1":
            raise Refused("FILE_DAMAGED", f"{name} 的编码 {declared[1].decode()} 不合规")
        content = content.decode("latin-1").encode()
        package.mended.add(key)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"<!doctype" in content:
        raise Refused("FILE_UNSAFE", f"{name} 带有 DTD 或实体")
    if len(content.translate(None, _CONTROL)) != len(content):
        raise Refused("FILE_DAMAGED", f"{name} 里有控制字符")
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError as problem:
            raise Refused("FILE_DAMAGED", f"{name} 的文字编码有误") from problem
    if len(content) > MAX_TAG and _LONG_TAG.search(content):
        raise Refused("FILE_LIMIT", f"{name} 里有超长的标签")
    return content


def _from_utf16(name: str, content: bytes) -> bytes:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16"
    else:
        codec = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as problem:
        raise Refused("FILE_DAMAGED", f"{name} 的文字编码有误") from problem
    return re.sub(r"""(<\?xml[^>]*?encoding\s*=\s*["'])[^"']+""", r"\1UTF-8", text, count=1).encode()
