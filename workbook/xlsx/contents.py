"""What a checked package contains: its sheets in order, their parts, and what is to be flagged or refused.

Formats of cells and other facts of a sheet are left to `facts`, values to calamine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from workbook.host import Refused
from workbook.xlsx.gate import MAX_SHEETS, Package, attributes, unescape

_FORMULA_NAME: Final = re.compile(r"[=+@＝＋＠]|-[^\s\d]")
State = Literal["visible", "hidden", "veryHidden"]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of the workbook: its name, state and part."""

    name: str
    state: State
    part: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The workbook part's say: sheets, parts they share, flags for the whole file, defined names."""

    workbook: str
    sheets: tuple[SheetPart, ...]
    styles: bytes
    date1904: bool
    flags: tuple[tuple[str, str], ...]
    names: dict[str, str]


def contents_of(package: Package, file: str) -> Contents:
    """Walk the package from its root. Raises Refused when it is no workbook or holds what it must not."""
    if "/[content_types].xml" not in package.parts:
        raise Refused("FILE_NOT_WORKBOOK", "是普通压缩包，不是工作簿")
    root = next((target for _, kind, target in package.related("/") if kind == "officeDocument"), None)
    if root is None or root not in package.parts or b"workbook" not in package.part(root)[:4000]:
        raise Refused("FILE_NOT_WORKBOOK", "压缩包里没有工作簿")
    workbook = package.part(root)
    related = package.related(root)
    flags = _flags(package, related, file)
    sheets = _sheets(package, workbook, {key: (kind, target) for key, kind, target in related})
    flags += [("SHEET_NAME_FORMULA", s.name) for s in sheets if _FORMULA_NAME.match(s.name)]
    styles = next((package.parts.get(t, b"") for _, kind, t in related if kind == "styles"), b"")
    _check_strings(package, related)
    properties = re.search(rb"<(?:\w+:)?workbookPr\b[^>]*", workbook)
    date1904 = bool(properties) and attributes(properties[0]).get("date1904") in ("1", "true")  # type: ignore[index]
    names = {
        attributes(tag).get("name", ""): unescape(text.decode())
        for tag, text in re.findall(rb"<(?:\w+:)?definedName\b([^>]*)>([^<]*)<", workbook)
    }
    return Contents(root, tuple(sheets), styles, date1904, tuple(flags), names)


def _sheets(package: Package, workbook: bytes, related: dict[str, tuple[str, str]]) -> list[SheetPart]:
    tags = re.findall(rb"<(?:\w+:)?sheet\s[^>]*", workbook)
    if len(tags) > MAX_SHEETS:
        raise Refused("FILE_LIMIT", f"有 {len(tags)} 个工作表")
    sheets = []
    for tag in tags:
        given = attributes(tag)
        key = next((value for name, value in given.items() if name.endswith(":id")), "")
        if not key:  # a module sheet of an old macro workbook: it has no part
            continue
        kind, part = related.get(key, ("", ""))
        if kind in ("xlMacrosheet", "xlIntlMacrosheet"):
            raise Refused("FILE_UNSAFE", "含有 Excel 4.0 宏表")
        if kind in ("chartsheet", "dialogsheet"):
            continue
        package.part(part)
        state = given.get("state", "visible")
        sheets.append(SheetPart(given.get("name", ""), state if state != "" else "visible", part))  # type: ignore[arg-type]
    return sheets


def _flags(package: Package, related: list[tuple[str, str, str]], file: str) -> list[tuple[str, str]]:
    """Facts about the whole file that its reader should know; macros and DDE where they may not be are refused."""
    flags: list[tuple[str, str]] = []
    types = package.part("/[content_types].xml")
    macros = [name for name in package.parts if name.endswith("vbaproject.bin")]
    if macros:
        if file.lower().endswith((".xlsx", ".xltx")) or b"macroEnabled" not in types:
            raise Refused("FILE_MACRO", "扩展名是 .xlsx 却藏有宏")
        flags.append(("FILE_MACRO", "VBA"))
    if any(name.startswith("/xl/macrosheets/") for name in package.parts):
        raise Refused("FILE_UNSAFE", "含有 Excel 4.0 宏表")
    links = [name for name in package.parts if re.match(r"/xl/externallinks/[^/]+\.xml$", name)]
    if any(b"ddeLink" in package.parts[name] for name in links):
        raise Refused("FILE_UNSAFE", "含有 DDE 链接")
    if links:
        flags.append(("LINK_EXTERNAL", ""))
    if any(kind in ("connections", "queryTable") for _, kind, _ in related):
        flags.append(("DATA_CONNECTION", ""))
    embedded = [n for n in package.parts if n.startswith(("/xl/activex/", "/xl/embeddings/", "/customui/"))]
    if embedded:
        flags.append(("OBJECT_EMBEDDED", embedded[0].rsplit("/", 1)[-1]))
    return flags


def _check_strings(package: Package, related: list[tuple[str, str, str]]) -> None:
    """A table of shared strings that claims more strings than its size can hold is not handed on."""
    for _, kind, target in related:
        if kind == "sharedStrings" and target in package.parts:
            part = package.parts[target]
            tag = re.search(rb"<(?:\w+:)?sst\b[^>]*", part[:4000])
            claims = attributes(tag[0]) if tag else {}
            for name in ("uniqueCount", "count"):
                claimed = claims.get(name, "0")
                if name == "uniqueCount" and claimed.isdigit() and int(claimed) > max(len(part) // 4, 64):
                    raise Refused("FILE_LIMIT", f"文字表声称有 {claimed} 条")
