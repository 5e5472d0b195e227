"""The parts of an .xlam around the VBA project and the ribbon, and the archive that holds them.

A workbook needs a sheet; ours is empty, and Excel never shows an add-in's. No part tells a person or a time.
Parts are stored, not deflated: what a deflater makes differs between builds of it, and the file is small.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from workbook.codes import Lang
from xladdin.addin.ribbon import PARTS

WORKBOOK_CODE: Final = "ThisWorkbook"
SHEET_CODE: Final = "Sheet1"
"""The code names, which are the names of the two document modules."""

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SHEETML: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RIBBONS: Final = dict(
    zip(
        PARTS,
        (
            "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
            "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
        ),
        strict=True,
    )
)
"""Ribbon part -> the kind of relationship that leads to it."""

_TYPES: Final = {
    "xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "xl/worksheets/sheet1.xml": f"{_SHEETML}.worksheet+xml",
    "xl/styles.xml": f"{_SHEETML}.styles+xml",
    "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_ABOUT: Final = {
    "zh": ("竞赛台账 contestbook", "竞赛报名表、赛事台账的检查、汇总、核对和奖金发放"),
    "en": ("contestbook", "Check, collect, reconcile and pay out contest workbooks"),
}
"""Title and description, as Excel's list of add-ins shows them."""

_WORKBOOK: Final = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">'
    f'<workbookPr codeName="{WORKBOOK_CODE}"/>'
    '<bookViews><workbookView visibility="hidden"/></bookViews>'
    '<sheets><sheet name="contestbook" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET: Final = f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{SHEET_CODE}"/><dimension ref="A1"/><sheetData/></worksheet>'
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def package(vba: bytes, ribbons: Mapping[str, bytes], lang: Lang) -> bytes:
    """The add-in's bytes, of its VBA project and its ribbon parts by name."""
    core, app = _properties(lang)
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            {
                "xl/workbook.xml": f"{_OFFICE}/relationships/officeDocument",
                "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
                "docProps/app.xml": f"{_OFFICE}/relationships/extended-properties",
                **_RIBBONS,
            }
        ),
        "xl/_rels/workbook.xml.rels": _relationships(
            {
                "worksheets/sheet1.xml": f"{_OFFICE}/relationships/worksheet",
                "styles.xml": f"{_OFFICE}/relationships/styles",
                "vbaProject.bin": "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
            }
        ),
        "xl/workbook.xml": _WORKBOOK,
        "xl/worksheets/sheet1.xml": _SHEET,
        "xl/styles.xml": _STYLES,
        "docProps/core.xml": core,
        "docProps/app.xml": app,
    }
    parts = {name: (_HEAD + text).encode("utf-8") for name, text in texts.items()}
    return _archive({**parts, **ribbons, "xl/vbaProject.bin": vba})


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(targets: Mapping[str, str]) -> str:
    """A part of relationships: target -> its kind, numbered in this order."""
    rows = [
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    ]
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def _properties(lang: Lang) -> tuple[str, str]:
    """docProps: what the add-in is, and no person or time."""
    title, description = _ABOUT[lang]
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:description>{description}</dc:description></cp:coreProperties>"
    )
    app = f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>contestbook</Application></Properties>'
    return core, app


def _archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip with sorted names, one date, and nothing of the machine that made it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0  # else it tells Windows from others
            archive.writestr(entry, parts[name])
    return out.getvalue()
