"""The pictures of the manual: some cells of a sheet as LibreOffice shows them, with the names of columns and rows.

What a picture was taken of is kept beside the pictures, as a digest of the cells' contents and looks: so a test can tell
that a picture is out of date without drawing it again, which would differ with every LibreOffice and its fonts.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from openpyxl import load_workbook
from openpyxl.utils import absolute_coordinate, get_column_letter, quote_sheetname, range_boundaries

from tools.manual.pages import Picture
from tools.manual.running import told
from xladdin.demo.pictures import Shot, parts_of, pictures

KEPT: Final = "图/来源.json"
"""What each picture was taken of."""
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}")
"""What 操作记录 tells a state of the workbook by, times and all: another each time."""


def _value(value: object) -> str:
    text = told(str(value))
    return "" if _FINGERPRINT.fullmatch(text) else text


def digest(one: Picture) -> str:
    """The contents and looks of the cells of a picture; days, times and fingerprints count as one.

    Raises KeyError, FileNotFoundError where there is no such sheet or workbook.
    """
    page = load_workbook(one.book, data_only=True)[one.sheet]
    area = page[one.cells]
    said = [
        f"{cell.coordinate}={_value(cell.value)};{cell.number_format};{cell.fill.fgColor.rgb};{cell.font.b}"
        for row in area
        for cell in row
    ]
    first, _, last, _ = range_boundaries(one.cells)
    letters = [get_column_letter(n) for n in range(first, last + 1)]
    widths = [f"{letter}:{page.column_dimensions[letter].width}" for letter in letters]
    return sha256("\n".join([*said, *widths]).encode()).hexdigest()[:16]


def take(wanted: Mapping[Path, Picture], scratch: Path) -> list[Path]:
    """Take pictures, each into a file; answers those that could not be taken."""
    shots = []
    for number, (png, one) in enumerate(wanted.items()):
        copy = scratch / f"{number}.xlsx"
        framed(Path(one.book), one.sheet, one.cells, copy)
        shots.append(Shot(copy, one.sheet, png, tall=9))
    made = set(pictures(shots, seconds=300))
    return [png for png in wanted if png not in made]


def framed(book: Path, sheet: str, cells: str, copy: Path) -> None:
    """Copy a workbook so that these cells of a sheet are its one printed page, with headings."""
    with zipfile.ZipFile(book) as package:
        parts = parts_of(package.read("xl/workbook.xml"), package.read("xl/_rels/workbook.xml.rels"))
    number, part = list(parts).index(sheet), parts[sheet]
    area = f"{quote_sheetname(sheet)}!{absolute_coordinate(cells)}"
    name = f'<definedName name="_xlnm.Print_Area" localSheetId="{number}">{area}</definedName>'
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.namelist():
            text = before.read(member)
            if member == "xl/workbook.xml":
                text = _renamed(text.decode("utf-8"), name).encode("utf-8")
            elif member == part:
                text = _set_up(text.decode("utf-8")).encode("utf-8")
            after.writestr(member, text)


def _renamed(index: str, name: str) -> str:
    """xl/workbook.xml whose one printed range is this: rows that repeat would stand in the picture too."""
    kept = re.sub(
        r'<definedName [^>]*?name="_xlnm\.Print_(?:Area|Titles)"[^>]*>.*?</definedName>',
        "",
        index,
        flags=re.DOTALL,
    )
    if "<definedNames>" in kept:
        return kept.replace("<definedNames>", f"<definedNames>{name}", 1)
    if "<definedNames/>" in kept:
        return kept.replace("<definedNames/>", f"<definedNames>{name}</definedNames>", 1)
    return kept.replace("</sheets>", f"</sheets><definedNames>{name}</definedNames>", 1)


def _set_up(xml: str) -> str:
    """A sheet that prints on one page, with headings, without header and footer."""
    for element in ("printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"):
        xml = re.sub(rf"<{element}\b[^>]*/>|<{element}\b.*?</{element}>", "", xml, flags=re.DOTALL)
    page = (
        '<printOptions headings="1"/>'
        '<pageMargins left="0.1" right="0.1" top="0.1" bottom="0.1" header="0" footer="0"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="1"/>'
    )
    after = r"(?=<(?:drawing|legacyDrawing|tableParts|extLst|picture|controls)\b|</worksheet>)"
    xml = re.sub(after, page, xml, count=1)
    xml = re.sub(r"<pageSetUpPr[^>]*/>", "", xml)
    fit = '<pageSetUpPr fitToPage="1"/>'
    if re.search(r"<sheetPr\b[^>]*/>", xml):
        return re.sub(r"<sheetPr\b([^>]*)/>", rf"<sheetPr\1>{fit}</sheetPr>", xml, count=1)
    if "<sheetPr" in xml:
        return xml.replace("</sheetPr>", f"{fit}</sheetPr>", 1)
    return re.sub(r"(<worksheet\b[^>]*>)", rf"\1<sheetPr>{fit}</sheetPr>", xml, count=1)


def kept(manual: Path) -> dict[str, str]:
    """What the pictures were taken of."""
    path = manual / KEPT
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def keep(manual: Path, found: Mapping[str, str]) -> None:
    """Note what the pictures were taken of."""
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    (manual / KEPT).write_text(f"{text}\n", encoding="utf-8")
