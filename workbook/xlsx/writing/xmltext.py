"""Text in a part: character data and attributes to text and back, and the _xHHHH_ Excel writes for what XML cannot hold."""

from __future__ import annotations

import re

from workbook.host import Refused

_ENTITY = re.compile(r"&(#[xX][0-9a-fA-F]+|#[0-9]+|lt|gt|amp|quot|apos);")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_XSTRING = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x")


def unescape(data: bytes) -> str:
    """Character data or an attribute's value as text: entities resolved, line ends as XML reads them."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _NAMED[name]
    number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    if number > 0x10FFFF:
        raise Refused("FILE_DAMAGED", "内部文件里有不存在的字符")
    return chr(number)


def text_of(data: bytes) -> str:
    """The text between tags: CDATA opened, comments and inner tags dropped."""
    if b"<" not in data:
        return unescape(data)
    out: list[str] = []
    at = 0
    for match in re.finditer(rb"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<[^>]*>", data, re.S):
        out.append(unescape(data[at : match.start()]))
        out.append(match[1].decode("utf-8", "replace") if match[1] is not None else "")
        at = match.end()
    out.append(unescape(data[at:]))
    return "".join(out)


def from_xstring(text: str) -> str:
    """_x000D_ and the like as the characters they stand for."""
    if "_x" not in text:
        return text
    return _XSTRING.sub(lambda match: chr(int(match[1], 16)), text)


def to_xstring(text: str) -> str:
    """Text as Excel stores it: characters XML cannot hold as _xHHHH_, and a literal _xHHHH_ protected."""
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def escape_text(text: str, literal: bool = False) -> bytes:
    """Text as character data; `literal`: it is stored text already, _xHHHH_ in it stays as it is."""
    if text.isalnum() or _SPECIAL.search(text) is None:
        return text.encode("utf-8")
    text = text if literal else to_xstring(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode("utf-8")


def escape_attribute(text: str) -> bytes:
    """Text as an attribute's value within double quotes."""
    data = escape_text(text).replace(b'"', b"&quot;")
    return data.replace(b"\n", b"&#10;").replace(b"\t", b"&#9;")
