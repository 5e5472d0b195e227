"""Pictures of sheets as they print, made by LibreOffice where it is on the machine; nothing else is needed.

A copy of the workbook in which only that sheet is visible becomes a PDF, its first page a picture, and the picture is
cut to what is on it. All copies go through one start of LibreOffice, which takes most of the time.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

_DPI: Final = 110
_MARGIN: Final = 12
"""White around what is on a page, pixels."""
_FOOT: Final = 0.06
_BAND: Final = 24
"""The part of a page where its number stands, and how high that is at most, pixels."""
_SECONDS: Final = 60
_OPTIONS: Final = (
    '{"PageRange":{"type":"string","value":"1"},"ExportNotes":{"type":"boolean","value":"false"}}'
)
"""Notes would be drawn as icons over the cells beside them."""
_SHEET: Final = re.compile(rb"<sheet [^>]*?/>")
_RELATION: Final = re.compile(rb"<Relationship [^>]*?/>")
_AREA: Final = re.compile(rb'<definedName [^>]*?name="_xlnm.Print_Area"[^>]*>[^<]*</definedName>')
_EMPTY: Final = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


class Shot(NamedTuple):
    """A sheet to be pictured, and the file of the picture.

    tall    no higher than so much of its width
    """

    book: Path
    sheet: str
    png: Path
    tall: float = 1.5


def office() -> str | None:
    """LibreOffice, if it is on this machine."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def pictures(shots: Sequence[Shot], seconds: float = _SECONDS) -> list[Path]:
    """Picture sheets, all with one start of LibreOffice; -> the pictures that were made, none without LibreOffice.

    A sheet that is not there, or that LibreOffice takes too long for, has no picture.
    """
    program, reader = office(), shutil.which("pdftoppm")
    if program is None or not shots:
        return []
    kind = f"pdf:calc_pdf_Export:{_OPTIONS}" if reader else "png"
    with TemporaryDirectory(prefix="contestbook-") as name:
        folder = Path(name)
        copies = [folder / f"{number}.xlsx" for number in range(len(shots))]
        there = [copy for shot, copy in zip(shots, copies, strict=True) if _alone(shot, copy)]
        home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
        words = [program, home, "--headless", "--norestore", "--convert-to", kind, "--outdir", name]
        if not there or not _ran([*words, *map(str, there)], seconds):
            return []
        return [
            shot.png for shot, copy in zip(shots, copies, strict=True) if _drawn(copy, shot, reader, seconds)
        ]


def _ran(words: Sequence[str], seconds: float) -> bool:
    try:
        done = subprocess.run(words, capture_output=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False  # no picture; the page says so
    return done.returncode == 0


def _alone(shot: Shot, copy: Path) -> bool:
    """Copy a workbook so that it prints one sheet and loads fast; False where it has no such sheet.

    The other sheets are emptied, and results stand as they were written: LibreOffice trusts them.
    """
    with ZipFile(shot.book) as before, ZipFile(copy, "w", ZIP_DEFLATED) as after:
        index = before.read("xl/workbook.xml")
        parts = parts_of(index, before.read("xl/_rels/workbook.xml.rels"))
        if shot.sheet not in parts:
            return False
        others = set(parts.values()) - {parts[shot.sheet]}
        for name in before.namelist():
            data = before.read(name)
            if name == "xl/workbook.xml":
                data = _only(index, list(parts).index(shot.sheet))
            elif name in others:
                data = _EMPTY
            after.writestr(name, data)
    return True


def parts_of(index: bytes, relations: bytes) -> dict[str, str]:
    """Name of each sheet -> its part, in the order of the tabs."""
    targets = {
        _said(b"Id", one): _said(b"Target", one).removeprefix("/xl/") for one in _RELATION.findall(relations)
    }
    sheets = _SHEET.findall(index)
    return {unescape(_said(b"name", one)): f"xl/{targets[_said(b'r:id', one)]}" for one in sheets}


def _said(name: bytes, tag: bytes) -> str:
    found = re.search(rb'\s%s="([^"]*)"' % name, tag)
    return found.group(1).decode() if found else ""


def _only(index: bytes, shown: int) -> bytes:
    """xl/workbook.xml with one sheet visible, which is the one in front, and no other's print area."""
    numbers = iter(range(len(_SHEET.findall(index))))

    def state(match: re.Match[bytes]) -> bytes:
        sheet = re.sub(rb' state="[^"]*"', b"", match.group())
        return sheet if next(numbers) == shown else sheet.replace(b"<sheet ", b'<sheet state="hidden" ')

    def area(match: re.Match[bytes]) -> bytes:
        return match.group() if b'localSheetId="%d"' % shown in match.group() else b""

    index = re.sub(rb' (?:activeTab|firstSheet)="\d+"', b"", _SHEET.sub(state, _AREA.sub(area, index)))
    return index.replace(b"<workbookView ", b'<workbookView activeTab="%d" ' % shown, 1)


def _drawn(copy: Path, shot: Shot, reader: str | None, seconds: float) -> bool:
    """The picture of what LibreOffice made of a copy."""
    made = copy.with_suffix(".pdf" if reader else ".png")
    if not made.exists():
        return False
    shot.png.parent.mkdir(parents=True, exist_ok=True)
    if reader is None:
        made.replace(shot.png)
        return True
    plain = copy.with_suffix("")
    if not _ran([reader, "-r", str(_DPI), "-singlefile", str(made), str(plain)], seconds):
        return False
    shot.png.write_bytes(_cut(plain.with_suffix(".ppm").read_bytes(), shot.tall))
    return True


def _cut(ppm: bytes, tall: float) -> bytes:
    """A PNG of what is on a page: the white around it is cut off, and what is lower than wanted."""
    _, size, _, pixels = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    line = 3 * width
    rows = [pixels[n * line : (n + 1) * line] for n in range(height)]
    white = b"\xff" * line
    inked = _without_foot([n for n, row in enumerate(rows) if row != white], height) or [0]
    top, bottom = max(inked[0] - _MARGIN, 0), min(inked[-1] + _MARGIN, height)
    block = b"".join(rows[top:bottom])
    column = b"\xff" * (bottom - top)
    filled = [x for x in range(width) if any(block[3 * x + c :: line] != column for c in range(3))] or [0]
    left, right = max(filled[0] - _MARGIN, 0), min(filled[-1] + _MARGIN, width)
    bottom = min(bottom, top + int(tall * (right - left)))
    return _png([row[3 * left : 3 * right] for row in rows[top:bottom]], right - left)


def _without_foot(inked: list[int], height: int) -> list[int]:
    """The rows with something on them, without the number of the page: a low band at the very end, white above it."""
    band = [n for n in inked if n > height * (1 - _FOOT)]
    above = [n for n in inked if n <= height * (1 - _FOOT)]
    return (
        above if above and band and band[-1] - band[0] < _BAND and band[0] - above[-1] > _BAND // 2 else inked
    )


def _png(rows: Sequence[bytes], width: int) -> bytes:
    """Rows of red, green and blue as a PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
