"""What the workbooks we make look like: fonts, lines, fills, page set-up. One look for all of them."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from workbook.codes import COLORS
from workbook.sheet_spec import PAGES

LINE: Final = Side(style="thin", color="808080")
BOX: Final = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD: Final = PatternFill("solid", fgColor="D9E1F2")
MUST: Final = PatternFill("solid", fgColor="FCE4D6")
QUIET: Final = PatternFill("solid", fgColor="F2F2F2")
GOOD: Final = "D8EBCB"
BAD: Final = COLORS["error"]
OPEN_YET: Final = COLORS["warning"]
DONE: Final = "EDEDED"
"""What became of a thing, as a fill beside its word: told apart by the colour-blind, good and bad also in greyscale."""
WRONG: Final = "9C0006"
"""Red letters that can be read on BAD."""
PLAIN: Final = Font(name="宋体", size=11)
BOLD: Final = Font(name="宋体", size=11, bold=True)
SMALL: Final = Font(name="宋体", size=10, color="595959")
TITLE: Final = Font(name="黑体", size=16)
LINK: Final = Font(name="宋体", size=11, color="0563C1", underline="single")
CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAP: Final = Alignment(vertical="center", wrap_text=True)

A4: Final = 9
A3: Final = 8
"""Excel's numbers for paper sizes."""

_ROW: Final = 16.5
_TALLEST: Final = 400.0


def page_setup(
    sheet: Worksheet, orientation: Literal["landscape", "portrait"], paper: int = A4, pages: int = 0
) -> None:
    """Paper, fitted to its width, page numbers; pages: fitted to so many in height, 0 to as many as it takes."""
    sheet.page_setup.paperSize = paper
    sheet.page_setup.orientation = orientation
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.oddFooter.center.text = PAGES


def stamp(book: Workbook, stamps: Mapping[str, str]) -> None:
    """Versions and what the workbook is for in defined names; the author is the program, not a person."""
    for name, value in stamps.items():
        text = value.replace('"', '""')
        book.defined_names[name] = DefinedName(name, attr_text=f'"{text}"')
    book.properties.creator = "contestbook"
    book.properties.lastModifiedBy = None


def height_of(texts: Mapping[str, float]) -> float:
    """The height of a row in points so that every text fits its column (text -> width in characters)."""
    lines = max((lines_of(text, width) for text, width in texts.items()), default=1)
    return min(max(20.0, lines * _ROW + 3), _TALLEST)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is two wide."""
    return sum(max(1, math.ceil(wide(line) / max(width - 1, 1))) for line in text.split("\n"))


def in_lines(text: str, width: float) -> str:
    """A label in one line where it fits, else in two of our choosing: a program would leave one character over."""
    return text if wide(text) < width else "\n".join(halves(text))


def halves(text: str) -> tuple[str, str]:
    """A label in two lines: what stands in brackets below, else half and half."""
    at = text.find("(") if "(" in text else math.ceil(len(text) / 2)
    return text[:at], text[at:]


def wide(text: str) -> int:
    """Characters a text takes in a column; a Chinese one takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
