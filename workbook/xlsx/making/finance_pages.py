"""How 财务复核 looks and prints: one A4 page upright, what differs in colour, lines to sign on."""

from __future__ import annotations

from typing import Final

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from schemas.book import HEADER_ROW, BookSheet
from workbook.model import MAX_ROW
from workbook.verify.page import DIFFERENT, OPEN, OVER, PAGE, SAME
from workbook.xlsx.making.dress import BAD, GOOD, LINE, OPEN_YET, page_setup

_DOWN: Final = 80
"""Rows are dressed down to this one: the page has fewer."""
_HEIGHT: Final = 19.0
"""Of a row, in points: room to read, and to write between the lines."""
_COLORS: Final = ((f'"{SAME}"', GOOD), (f'"{OPEN}"', OPEN_YET))
_WIDTHS: Final = {"item": 29, "expected": 26, "found": 26, "result": 11, "where": 23}


def dress(sheet: Worksheet, spec: BookSheet) -> None:
    """The looks of this sheet beside those all sheets have; others stay as they are."""
    if spec.name != PAGE:
        return
    letters = {column.name: get_column_letter(at) for at, column in enumerate(spec.columns, 1)}
    for name, letter in letters.items():
        sheet.column_dimensions[letter].width = _WIDTHS[name]
        middle = "center" if name == "result" else "left"
        fit = Alignment(horizontal=middle, vertical="center")  # a sentence goes on over the cells beside it
        for style in (sheet.column_dimensions[letter], sheet[f"{letter}{HEADER_ROW + 1}"]):
            style.number_format, style.alignment = "General", fit
    for row in range(HEADER_ROW + 1, _DOWN + 1):
        sheet.row_dimensions[row].height = _HEIGHT
    page_setup(sheet, "portrait", pages=1)
    first, last = HEADER_ROW + 1, letters["where"]
    # whole columns: as far as there are rows
    sheet.print_area = f"A1:{last}{MAX_ROW}"
    area, result = f"A{first}:{last}{_DOWN}", f"${letters['result']}{first}"
    column = f"{letters['result']}{first}:{letters['result']}{_DOWN}"
    for word, color in _COLORS:
        _rule(sheet, column, f"{result}={word}", PatternFill("solid", bgColor=color))
    wrong = f'OR(ISNUMBER(SEARCH("{DIFFERENT}",{result})),{result}="{OVER}",{result}="必须改")'
    _rule(sheet, column, wrong, PatternFill("solid", bgColor=BAD), Font(bold=True))
    signed = f'RIGHT($A{first},1)="："'
    sheet.conditional_formatting.add(
        area, FormulaRule(formula=[signed], font=Font(bold=True), stopIfTrue=True)
    )
    filled = Border(top=LINE, bottom=LINE)
    sheet.conditional_formatting.add(area, FormulaRule(formula=[f'$A{first}<>""'], border=filled))


def _rule(sheet: Worksheet, area: str, formula: str, fill: PatternFill, font: Font | None = None) -> None:
    sheet.conditional_formatting.add(area, FormulaRule(formula=[formula], fill=fill, font=font))
