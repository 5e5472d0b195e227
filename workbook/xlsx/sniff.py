"""What a file really is, told by its first bytes and never by its name."""

from __future__ import annotations

import struct
from typing import Final, Literal

from workbook.host import Refused

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST: Final = 100 << 20
_TEXT_SAMPLE: Final = 2048


def sniff(data: bytes) -> Literal["zip", "xls"]:
    """ "zip" for a package (still to be looked into), "xls" for an old binary workbook.

    Raises Refused with FILE_NOT_WORKBOOK, FILE_ENCRYPTED, FILE_DAMAGED or FILE_LIMIT for everything else.
    """
    if not data:
        raise Refused("FILE_NOT_WORKBOOK", "文件是空的，0 字节")
    if len(data) > _LARGEST:
        raise Refused("FILE_LIMIT", f"超过 {_LARGEST >> 20} MB")
    if data[:4] == b"PK\x03\x04":
        return "zip"
    if data[:8] == OLE:
        return _ole(data)
    if b"PK\x05\x06" in data[-65_600:] and data[:2] == b"MZ":
        raise Refused("FILE_NOT_WORKBOOK", "是可执行程序")
    raise Refused("FILE_NOT_WORKBOOK", _kind_of_text(data))


def _ole(data: bytes) -> Literal["xls"]:
    """An OLE container: an encrypted .xlsx, or an .xls whose header counts fit its size."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("FILE_ENCRYPTED")
    if len(data) < 1536:
        raise Refused("FILE_DAMAGED", "旧格式文件不完整")
    sector_shift, _ = struct.unpack_from("<HH", data, 30)
    fat_sectors, _first, _, _cutoff, _mini, mini_count, _difat, difat_count = struct.unpack_from(
        "<8I", data, 44
    )
    if sector_shift not in (9, 12):
        raise Refused("FILE_DAMAGED", "旧格式文件头不对")
    sectors = len(data) >> sector_shift
    if fat_sectors > sectors or mini_count > sectors or difat_count > sectors:
        raise Refused("FILE_DAMAGED", "旧格式文件头里的数目与大小不符")
    _fat_chains(data, sector_shift, fat_sectors, sectors)
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        raise Refused("FILE_NOT_WORKBOOK", "是其他 Office 文件，不是表格")
    return "xls"


def _fat_chains(data: bytes, shift: int, count: int, sectors: int) -> None:
    """Refuse a sector table that runs in circles: a reader following it would fill the memory."""
    size = 1 << shift
    table: list[int] = []
    for number in struct.unpack_from("<109I", data, 76)[: min(count, 109)]:
        start = (number + 1) << shift
        if number >= sectors or start + size > len(data):
            raise Refused("FILE_DAMAGED", "旧格式文件的扇区表不对")
        table += struct.unpack_from(f"<{size // 4}I", data, start)
    seen_as_next = [entry for entry in table if entry < 0xFFFFFFFA]
    if len(set(seen_as_next)) != len(seen_as_next):
        raise Refused("FILE_DAMAGED", "旧格式文件的扇区表成环")


def _kind_of_text(data: bytes) -> str:
    head = data[:_TEXT_SAMPLE]
    if head.startswith(b"%PDF"):
        return "是 PDF 文件"
    if head[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"GIF8"):
        return "是图片"
    if head[:4] == b"Rar!" or head[:6] == b"7z\xbc\xaf\x27\x1c":
        return "是压缩包"
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        try:
            text = head.decode(encoding, errors="strict" if len(data) <= _TEXT_SAMPLE else "ignore")
        except UnicodeError:
            continue
        if encoding == "utf-16" and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        start = text.lstrip().lower()
        if start.startswith(("<!doctype html", "<html", "<table", "<meta", "<head")):
            return "是网页（HTML）改了后缀名"
        if start.startswith("<?xml"):
            return "是 XML 文件，不是 .xlsx"
        printable = sum(c.isprintable() or c in "\r\n\t" for c in text)
        if text and printable > 0.97 * len(text):
            return "是文本或 CSV 文件改了后缀名" if any(c in text for c in ",\t") else "是文本文件"
    return "内容认不出来，可能已损坏"
