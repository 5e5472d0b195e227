"""The XML of a part, on its bytes: proved well-formed, shallow and without a DTD; its tags read without a parser.

Which part is wanted, and what it means, is the gate's and its readers' business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from posixpath import join, normpath
from typing import Final, NamedTuple
from xml.parsers import expat

from workbook.host import Refused
from workbook.xlsx.reading.limits import MAX_DEPTH, MAX_RELATIONS, MAX_TAG

CONTROL: Final = bytes(set(range(32)) - {9, 10, 13})
SMALL: Final = 1 << 20
"""A part of up to this size is small: it may stay in memory, and anything may be done with it."""

_ALIKE: Final = 64 << 10
"""Parts of up to this size are remembered: a thousand schools fill in one template, whose styles are all alike."""
_ATTRIBUTE = re.compile(rb"""(?<![\w:.-])([\w:.-]++)\s*+=\s*(?:"([^"]*)"|'([^']*)')""")
_TAG = re.compile(rb"""<(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
_LONG = re.compile(rb"<[^<]{%d}" % MAX_TAG)
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s[^>]*")
_REFERENCE = re.compile(r"&(lt|gt|amp|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_DTDS: Final = tuple(
    mark.encode(codec) for mark in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be")
)


class Related(NamedTuple):
    """One relationship of a part; `target` is "" when it points out of the package."""

    id: str
    kind: str
    target: str


def has_dtd(text: bytes) -> bool:
    """Whether a DTD begins somewhere, in UTF-8 or UTF-16. What all parts lack is asked first."""
    if b"<!" in text or b"\0<\0!" in text or b"<\0!\0" in text:
        return any(mark in text for mark in _DTDS)
    return False


def without_escapes(name: str) -> str:
    """A name without percent escapes."""
    if "%" not in name:
        return name
    return _PERCENT.sub(lambda match: bytes([int(match[1], 16)]), name.encode()).decode("utf-8", "replace")


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
    if content.count(b"</") > MAX_DEPTH or len(content) > SMALL:
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


def relations(part: bytes, name: str, folder: str) -> Sequence[Related]:
    """The relationships told by the part `name`, for parts in a folder. Raises Refused when there are too many."""
    # each is written as one tag or two; only then is it worth looking at any
    if (count := part.count(b"Relationship")) > 2 * MAX_RELATIONS + 2:
        raise Refused("FILE_LIMIT", f"内部文件 {name} 里有 {count} 条引用")
    read = _relations if len(part) <= _ALIKE else _relations.__wrapped__
    found = read(part, folder)
    if len(found) > MAX_RELATIONS:
        raise Refused("FILE_LIMIT", f"内部文件 {name} 里有 {len(found)} 条引用")
    return found


@lru_cache(maxsize=256)
def _relations(part: bytes, folder: str) -> Sequence[Related]:
    """The relationships told by a part, for parts in a folder."""
    found = []
    for tag in _RELATION.findall(part):
        given = attributes(tag)
        target = given.get("Target", "").split("#")[0].replace("\\", "/")
        outside = given.get("TargetMode") == "External" or not target
        path = "" if outside else normpath(join(folder, without_escapes(target)))
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
