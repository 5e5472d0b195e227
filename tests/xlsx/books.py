"""Tiny workbooks for the tests of reading: handwritten parts in a zip, so that every byte is ours."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006"


def relations(*items: tuple[str, str, str]) -> str:
    tags = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/{kind}" Target="{target}"{more}/>'
        for n, (kind, target, more) in enumerate(items, 1)
    )
    return f'<Relationships xmlns="{PKG}/relationships">{tags}</Relationships>'


def parts_of(
    rows: str = "",
    *,
    head: str = "",
    tail: str = "",
    strings: str | None = None,
    xfs: str = "",
    formats: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet 表; change them, then `zipped`."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PKG}/content-types"/>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml", ""),
            ("styles", "styles.xml", ""),
            ("sharedStrings", "sharedStrings.xml", ""),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{head}'
        f"<sheetData>{rows}</sheetData>{tail}</worksheet>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{xfs}</cellXfs></styleSheet>',
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    return parts


def zipped(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def zipped_again(data: bytes, more: dict[str, str | bytes]) -> bytes:
    """A workbook with some parts added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, content in more.items():
            new.writestr(name, content)
    return stream.getvalue()


def book(rows: str = "", **more: str) -> bytes:
    return zipped(parts_of(rows, **more))
