"""What bytes really are, told by their look and never by a name: the kind of a file, the encoding of a part."""

from __future__ import annotations

import re
from typing import Final, Literal

from workbook.host import Refused
from workbook.xlsx.reading.limits import MAX_FILE

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_SAMPLE: Final = 2048
_DECLARATION = re.compile(rb"<\?xml\s[^<>]*\?>")
_ENCODING = re.compile(rb"""\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def sniff(data: bytes) -> Literal["zip", "xls"]:
    """ "zip" for a package (still to be looked into), "xls" for an old binary workbook.

    Raises Refused with FILE_NOT_WORKBOOK, FILE_ENCRYPTED, FILE_DAMAGED or FILE_LIMIT for everything else.
    """
    if not data:
        raise Refused("FILE_NOT_WORKBOOK", "文件是空的，0 字节")
    if len(data) > MAX_FILE:
        raise Refused("FILE_LIMIT", f"超过 {MAX_FILE >> 20} MB")
    if data[:4] == b"PK\x03\x04":
        return "zip"
    if data[:8] == OLE:
        return _ole(data)
    if b"PK\x05\x06" in data[-65_600:] and data[:2] == b"MZ":
        raise Refused("FILE_NOT_WORKBOOK", "是可执行程序")
    raise Refused("FILE_NOT_WORKBOOK", kind_of_text(data))


def _ole(data: bytes) -> Literal["xls"]:
    """An OLE container: an encrypted .xlsx, or what may be an .xls (`old` proves it)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("FILE_ENCRYPTED")
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        raise Refused("FILE_NOT_WORKBOOK", "是其他 Office 文件，不是表格")
    return "xls"


def kind_of_text(data: bytes) -> str:
    """What a file is that is no workbook, in words."""
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


def clean_xml(content: bytes, name: str) -> bytes:
    """XML in UTF-8 without byte order mark, by its looks; `prove_xml` or `grid` prove the rest.

    UTF-16 and ISO-8859-1 are turned into UTF-8; other encodings are not legal in a workbook and are a way to
    smuggle, and so is a declaration that does not fit the bytes: both are refused.
    """
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]
    if wide:
        content = _from_utf16(content, name)
    if content[:3] == b"\xef\xbb\xbf":
        content = content[3:]
    if content[:1].isspace():
        content = content.lstrip()
    if content[:5] == b"<?xml" and content[5:6].isspace():
        content = _declared_utf8(content, wide, name)
    root = re.search(rb"<[A-Za-z_]", content)
    if root is None:
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 不是 XML")
    head = content[: root.start()]
    if head.count(b"<!") != head.count(b"<!--"):
        raise Refused("FILE_UNSAFE", f"内部文件 {name} 带有 DTD 或外部实体")
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError as problem:
            raise Refused("FILE_DAMAGED", f"内部文件 {name} 的文字编码有误") from problem
    return content


def _declared_utf8(content: bytes, wide: bool, name: str) -> bytes:
    """The part with the encoding it now has in its first line. Raises Refused for others, and for lies."""
    declaration = _DECLARATION.match(content)
    if declaration is None:
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 不是 XML")
    found = _ENCODING.search(declaration[0])
    if found is None and b"encoding" not in declaration[0]:
        return content
    codec = (found[1] or found[2] or b"").lower() if found else b""
    if codec == b"utf-16" and wide:
        pass
    elif codec == b"iso-8859-1" and not wide:
        content = content.decode("latin-1").encode()
    elif codec in (b"utf-8", b"us-ascii", b"utf8", b"ascii") and not wide:
        return content
    else:
        shown = codec.decode("ascii", "replace")[:20]
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 的编码 {shown} 不合规")
    return re.sub(rb"""encoding\s*=\s*["'][^"']*["']""", b'encoding="UTF-8"', content, count=1)


def _from_utf16(content: bytes, name: str) -> bytes:
    codec = "utf-16"
    if content[:2] not in (b"\xff\xfe", b"\xfe\xff"):  # no mark: the order shows in the first "<"
        codec = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    try:
        return content.decode(codec).encode()
    except UnicodeError as problem:
        raise Refused("FILE_DAMAGED", f"内部文件 {name} 的文字编码有误") from problem
