"""What a checked package says of itself: its sheets in order, what is to be flagged, what is refused.

Cells and facts of a sheet are left to `grid` and `facts`, values to calamine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from workbook.host import Refused
from workbook.xlsx.reading.gate import Package
from workbook.xlsx.reading.limits import MAX_NAMES, MAX_SHEETS, MAX_STYLES
from workbook.xlsx.reading.markup import Related, attributes, unescape

State = Literal["visible", "hidden", "veryHidden"]
_STATES: Final[dict[str, State]] = {"hidden": "hidden", "veryHidden": "veryHidden"}
_FORMULA_NAME = re.compile(r"[=+@＝＋＠]|-[^\s\d]")
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s[^>]*")
_PROPERTIES = re.compile(rb"<(?:[\w.-]+:)?workbookPr\b[^>]*")
_DEFINED = re.compile(rb"<(?:[\w.-]+:)?definedName\b([^>]*)>([^<]*)<")
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s[^>]*")
_OVERRIDE = re.compile(rb"<(?:[\w.-]+:)?Override\s[^>]*")
_ACTIVE = re.compile(rb"application/vnd\.ms-(?:office\.|excel\.|excel\.intl)(vbaProject|macrosheet)")
_XF = re.compile(rb"<(?:[\w.-]+:)?(?:xf|numFmt|font|fill|border|dxf)[\s/>]")
_MACRO_SHEETS: Final = ("xlMacrosheet", "xlIntlMacrosheet")
_MACROS: Final = ("vbaproject.bin", "jdedata.bin")  # VBA, and the JavaScript macros of WPS
_MACRO_KINDS: Final = ("vbaProject", "jdeExtension")
_EMBEDDED: Final = ("/xl/activex/", "/xl/embeddings/", "/customui/", "/xl/webextensions/")
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
    if root.endswith(".bin"):
        raise Refused("FILE_NOT_WORKBOOK", "是 .xlsb 二进制工作簿")
    workbook = package.part(root)
    if b"<!" in workbook:
        workbook = re.sub(rb"<!--.*?-->", b"", workbook, flags=re.S)
    if not re.search(rb"<(?:[\w.-]+:)?workbook\b", workbook[:4000]):
        raise Refused("FILE_NOT_WORKBOOK", _other_document(workbook))
    related = package.related(root)
    sheets = _sheets(package, workbook, {found.id: found for found in related})
    styles, strings = (
        next((found.target for found in related if found.kind == kind and found.target in package), "")
        for kind in ("styles", "sharedStrings")
    )
    package.prove_others({strings, *(sheet.part for sheet in sheets)})
    _refuse_many(package, workbook, styles)
    flags = _flags(package, related, file)
    flags += [("SHEET_NAME_FORMULA", sheet.name) for sheet in sheets if _FORMULA_NAME.match(sheet.name)]
    properties = _PROPERTIES.search(workbook)
    date1904 = properties is not None and attributes(properties[0]).get("date1904") in ("1", "true")
    names = {
        attributes(tag).get("name", ""): unescape(text.decode()) for tag, text in _DEFINED.findall(workbook)
    }
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


def _refuse_many(package: Package, workbook: bytes, styles: str) -> None:
    """Lists longer than any that people or Excel write."""
    names = workbook.count(b"definedName") // 2  # each begins and ends
    if names > MAX_NAMES:
        raise Refused("FILE_LIMIT", f"有 {names} 个名称定义")
    if styles:
        part = package.part(styles)
        found = part.count(b"<") if len(part) > 4 * MAX_STYLES else 0
        if found > MAX_STYLES and (found := len(_XF.findall(part))) > MAX_STYLES:
            raise Refused("FILE_LIMIT", f"有 {found} 个单元格样式")
        # one element: what begins and ends twice is read differently by each reader
        if part.count(b"cellXfs") > 2:
            raise Refused("FILE_DAMAGED", "样式表有误")


def _refuse_active(package: Package, related: Sequence[Related], file: str) -> bool:
    """Refuse what runs by itself: macros under a plain name, macro sheets, DDE. Answers whether there are macros."""
    types = package.part("/[content_types].xml")
    typed = [attributes(tag) for tag in _OVERRIDE.findall(types)] if _ACTIVE.search(types) else []
    active = {
        match[1]
        for given in typed
        if (match := _ACTIVE.search(given.get("ContentType", "").encode()))
        and given.get("PartName", "").lower() in package
    }
    macros = (
        package.macros
        or b"vbaProject" in active
        or any(name.endswith(_MACROS) for name in package)
        or any(found.kind in _MACRO_KINDS for found in related)
    )
    if macros and (file.lower().endswith((".xlsx", ".xltx")) or b"macroEnabled" not in types):
        raise Refused("FILE_MACRO", "名为 .xlsx，里面却藏有宏")
    sheets = (*package, *(found.target for found in related))
    if b"macrosheet" in active or any(name.startswith("/xl/macrosheets/") for name in sheets):
        raise Refused("FILE_UNSAFE", "含有 Excel 4.0 宏表")
    links = {found.target for found in related if found.kind == "externalLink" and found.target in package}
    if any(b"ddeLink" in package.part(name) for name in {*links, *_externals(package)}):
        raise Refused("FILE_UNSAFE", "含有 DDE 链接")
    return macros


def _externals(package: Package) -> list[str]:
    """The parts that stand for other workbooks, whether or not they are referred to."""
    return [name for name in package if name.startswith("/xl/externallinks/") and name.endswith(".xml")]


def _flags(package: Package, related: Sequence[Related], file: str) -> list[tuple[str, str]]:
    """Facts about the whole file."""
    flags: list[tuple[str, str]] = []
    if _refuse_active(package, related, file):
        flags.append(("FILE_MACRO", "VBA"))
    links = any(found.kind == "externalLink" and found.target in package for found in related)
    if links or _externals(package) or _points_out(package):
        flags.append(("LINK_EXTERNAL", ""))
    if any(name.startswith(_QUERIES) for name in package):
        flags.append(("DATA_CONNECTION", ""))
    embedded = next((name for name in (*package, *package.objects) if name.startswith(_EMBEDDED)), "")
    embedded = embedded or next((name for name in package.objects if not name.endswith(_MACROS)), "")
    if embedded:
        flags.append(("OBJECT_EMBEDDED", embedded.rsplit("/", 1)[-1]))
    return flags


def _points_out(package: Package) -> bool:
    """Whether a part other than the text of a link names something outside: Excel may ask for it by itself."""
    for name in package:
        if not name.endswith(".rels"):
            continue
        part = package.part(name)
        if b"External" not in part:
            continue
        for tag in _RELATION.findall(part):
            given = attributes(tag)
            if given.get("TargetMode") == "External" and not given.get("Type", "").endswith("/hyperlink"):
                return True
    return False
