"""What a checked package says of itself: its sheets in order, what is to be flagged, what is refused.

Cells and facts of a sheet are left to `grid` and `facts`, values to calamine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from workbook.host import Refused
from workbook.xlsx.gate import Package, Related, attributes, unescape

MAX_SHEETS: Final = 500

State = Literal["visible", "hidden", "veryHidden"]
_STATES: Final[dict[str, State]] = {"hidden": "hidden", "veryHidden": "veryHidden"}
_FORMULA_NAME = re.compile(r"[=+@＝＋＠]|-[^\s\d]")
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s[^>]*")
_PROPERTIES = re.compile(rb"<(?:[\w.-]+:)?workbookPr\b[^>]*")
_DEFINED = re.compile(rb"<(?:[\w.-]+:)?definedName\b([^>]*)>([^<]*)<")
_MACRO_SHEETS: Final = ("xlMacrosheet", "xlIntlMacrosheet")
_EMBEDDED: Final = ("/xl/activex/", "/xl/embeddings/", "/customui/")
_QUERIES: Final = ("/xl/connections.xml", "/xl/querytables/")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of the workbook: its name, state and part."""

    name: str
    state: State
    part: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the workbook part says: sheets, the parts they share, flags for the whole file, defined names."""

    sheets: tuple[SheetPart, ...]
    styles: str
    strings: str
    date1904: bool
    flags: tuple[tuple[str, str], ...]
    names: dict[str, str]


def contents_of(package: Package, file: str) -> Contents:
    """Walk the package from its root.

    Raises Refused: FILE_NOT_WORKBOOK, FILE_DAMAGED (missing parts), FILE_MACRO (VBA where the name says there
    is none), FILE_UNSAFE (macro sheets, DDE), FILE_LIMIT.
    """
    if "/[content_types].xml" not in package:
        raise Refused("FILE_NOT_WORKBOOK", "是普通压缩包，不是工作簿")
    root = next((found.target for found in package.related("/") if found.kind == "officeDocument"), "")
    if root not in package:
        raise Refused("FILE_NOT_WORKBOOK", "压缩包里没有工作簿")
    workbook = package.part(root)
    if b"<!" in workbook:
        workbook = re.sub(rb"<!--.*?-->", b"", workbook, flags=re.S)
    if not re.search(rb"<(?:[\w.-]+:)?workbook\b", workbook[:4000]):
        raise Refused("FILE_NOT_WORKBOOK", _other_document(workbook))
    related = package.related(root)
    sheets = _sheets(package, workbook, {found.id: found for found in related})
    flags = _flags(package, related, file)
    flags += [("SHEET_NAME_FORMULA", sheet.name) for sheet in sheets if _FORMULA_NAME.match(sheet.name)]
    properties = _PROPERTIES.search(workbook)
    date1904 = properties is not None and attributes(properties[0]).get("date1904") in ("1", "true")
    names = {
        attributes(tag).get("name", ""): unescape(text.decode()) for tag, text in _DEFINED.findall(workbook)
    }
    styles, strings = (
        next((found.target for found in related if found.kind == kind and found.target in package), "")
        for kind in ("styles", "sharedStrings")
    )
    return Contents(tuple(sheets), styles, strings, date1904, tuple(flags), names)


def _other_document(root: bytes) -> str:
    for mark, what in ((b"document", "是 Word 文档"), (b"presentation", "是 PPT 演示文稿")):
        if re.search(rb"<(?:[\w.-]+:)?" + mark + rb"\b", root[:4000]):
            return what
    return "压缩包里没有工作簿"


def _sheets(package: Package, workbook: bytes, related: dict[str, Related]) -> list[SheetPart]:
    """The sheets that hold cells, in order."""
    tags = _SHEET.findall(workbook)
    if len(tags) > MAX_SHEETS:
        raise Refused("FILE_LIMIT", f"有 {len(tags)} 个工作表")
    sheets: list[SheetPart] = []
    for tag in tags:
        given = attributes(tag)
        key = next((value for name, value in given.items() if name.endswith(":id")), "")
        if not key:  # a module sheet of an old macro workbook: it has no part
            continue
        name = given.get("name", "")
        found = related.get(key, Related("", "", ""))
        if found.kind in _MACRO_SHEETS:
            raise Refused("FILE_UNSAFE", f"“{name[:31]}”是 Excel 4.0 宏表")
        if found.kind in ("chartsheet", "dialogsheet"):
            continue
        if found.target not in package:
            raise Refused("FILE_DAMAGED", f"工作表“{name[:31]}”的内容缺失")
        sheets.append(SheetPart(name, _STATES.get(given.get("state", ""), "visible"), found.target))
    for what, seen in (("名称", [s.name.lower() for s in sheets]), ("内容", [s.part for s in sheets])):
        if len(set(seen)) != len(seen):
            raise Refused("FILE_DAMAGED", f"有两个工作表的{what}相同")
    return sheets


def _flags(package: Package, related: list[Related], file: str) -> list[tuple[str, str]]:
    """Facts about the whole file. Macros under a plain name, macro sheets and DDE are refused."""
    flags: list[tuple[str, str]] = []
    if any(name.endswith("vbaproject.bin") for name in package):
        plain_name = file.lower().endswith((".xlsx", ".xltx"))
        if plain_name or b"macroEnabled" not in package.part("/[content_types].xml"):
            raise Refused("FILE_MACRO", "名为 .xlsx，里面却藏有宏")
        flags.append(("FILE_MACRO", "VBA"))
    if any(name.startswith("/xl/macrosheets/") for name in package):
        raise Refused("FILE_UNSAFE", "含有 Excel 4.0 宏表")
    links = [found.target for found in related if found.kind == "externalLink" and found.target in package]
    if any(b"ddeLink" in package.part(target) for target in links):
        raise Refused("FILE_UNSAFE", "含有 DDE 链接")
    if links:
        flags.append(("LINK_EXTERNAL", ""))
    if any(name.startswith(_QUERIES) for name in package):
        flags.append(("DATA_CONNECTION", ""))
    embedded = next((name for name in package if name.startswith(_EMBEDDED)), "")
    if embedded:
        flags.append(("OBJECT_EMBEDDED", embedded.rsplit("/", 1)[-1]))
    return flags
