"""Cell addresses of a sheet part, proved before a parser allocates by them.

A reader asks memory for the box around all cells: two cells in far corners ask for half a terabyte. Honest sheets
pay a few searches; only a sheet with far addresses is walked cell by cell.
"""

from __future__ import annotations

import re
from typing import Final

from workbook.host import Refused
from workbook.model import MAX_COLUMN, MAX_ROW, column_number

MAX_CELLS: Final = 4_000_000
MAX_BOX: Final = 20_000_000
SPARSE: Final = 50
MAX_MERGES: Final = 20_000
_WALKED: Final = 8 << 20
"""Parts up to this size have every address looked at for repetition."""

_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\sr\s*=\s*["'](\d+)["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["']""")
_FAR = re.compile(rb"""\sr=["'](?:[A-Za-z]{3,}\d|[A-Za-z]+\d{6,})""")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s")


def check_addresses(part: bytes, sheet: str) -> None:
    """Refuse a sheet whose addresses lie outside the grid, repeat, or are scattered over a huge box."""
    cells = part.count(b"<c ") + part.count(b"<c>") + part.count(b":c ") + part.count(b"<c/>")
    if cells > MAX_CELLS:
        raise Refused("FILE_LIMIT", f"工作表“{sheet}”有 {cells} 个单元格")
    merges = part.count(b"mergeCell ")
    if merges > MAX_MERGES:
        raise Refused("FILE_LIMIT", f"工作表“{sheet}”有 {merges} 处合并单元格")
    if part.count(b"sheetData>") + part.count(b"sheetData/>") + part.count(b"sheetData />") > 2:
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的数据区重复")
    bottom = _check_rows(part, sheet)
    right = 702
    if _FAR.search(part) or len(part) <= _WALKED:
        bottom, right = _walk(part, sheet, bottom)
    if bottom * right > MAX_BOX and bottom * right > SPARSE * max(cells, 1) and right > 702:
        raise Refused("FILE_LIMIT", f"工作表“{sheet}”的 {cells} 个单元格散布在过大的范围里")
    if bottom * right > SPARSE * MAX_BOX:
        raise Refused("FILE_LIMIT", f"工作表“{sheet}”的范围过大")


def _check_rows(part: bytes, sheet: str) -> int:
    """The last row number; rows must rise and stay in the grid."""
    last = 0
    for text in _ROW.findall(part):
        row = int(text) if len(text) < 9 else MAX_ROW + 1
        if not 1 <= row <= MAX_ROW:
            raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的行号 {text.decode()[:12]} 超出范围")
        if row <= last:
            raise Refused("FILE_DAMAGED", f"工作表“{sheet}”第 {row} 行重复或次序颠倒")
        last = row
    return last


def _walk(part: bytes, sheet: str, bottom: int) -> tuple[int, int]:
    """Look at every address: inside the grid and each only once. Answers the last row and column."""
    found = _CELL.findall(part)
    if len(set(found)) != len(found):
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”里有重复的单元格")
    right = 0
    for letters in {letters for letters, _ in found}:
        number = column_number(letters.decode()) if len(letters) <= 3 else MAX_COLUMN + 1
        if number > MAX_COLUMN:
            raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的列号 {letters.decode()[:8]} 超出范围")
        right = max(right, number)
    for digits in {digits for _, digits in found}:
        row = int(digits) if len(digits) < 9 else MAX_ROW + 1
        if not 1 <= row <= MAX_ROW:
            raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的行号 {digits.decode()[:12]} 超出范围")
        bottom = max(bottom, row)
    return bottom, max(right, 1)
