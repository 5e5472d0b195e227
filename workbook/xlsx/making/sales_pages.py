"""How the sheets of sales look and print: the chart of 销售额前20名, sums that stand out in 对账汇总, readable pages.

Everything is made with the workbook and stays right whatever a run writes: ranges reach down far enough.
"""

from __future__ import annotations

from typing import Final

from openpyxl.chart import Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from schemas.book import HEADER_ROW, BookSheet
from workbook.ledger.detail_sheet import DETAIL
from workbook.ledger.summary import COUNTS, GAP, LEDGER_SUM, ROWS, SUM, SUMMARY, TIE
from workbook.ledger.top import MOST, TOP
from workbook.xlsx.making.book_pages import bars
from workbook.xlsx.making.dress import BAD, DONE, WRONG, page_setup

_DOWN: Final = 5000
"""Rows are coloured down to this one."""
_STRONG: Final = Font(bold=True)
_WRONG: Final = Font(bold=True, color=WRONG)
_LINKED: Final = Font(color="0563C1", underline="single")
_CHART: Final = (17.5, 15.0, 32)
"""Width and height in cm, and the rows it takes: below the others on one page."""
_NUMBERS: Final = ("rank", "line")
"""Small numbers beside a text stand in the middle, or they would read as one with it."""


def dress(sheet: Worksheet, spec: BookSheet) -> None:
    """The looks of one of these sheets beside those all sheets have; others stay as they are."""
    letters = {column.name: get_column_letter(at) for at, column in enumerate(spec.columns, 1)}
    if spec.name == TOP:
        _chart(sheet, spec)
        page_setup(sheet, "portrait", pages=1)
        sheet.print_area = f"A1:{letters['counted']}{HEADER_ROW + MOST + _CHART[2]}"
    elif spec.name == SUMMARY:
        _sums(sheet, letters)
    for name in _NUMBERS if spec.name in (TOP, DETAIL) else ():
        if name in letters:
            middle = Alignment(horizontal="center", vertical="top")
            sheet.column_dimensions[letters[name]].alignment = middle
            sheet[f"{letters[name]}{HEADER_ROW + 1}"].alignment = middle


def _chart(sheet: Worksheet, spec: BookSheet) -> None:
    """计入销售额 of all rows as bars, the first on top."""
    columns = [column.name for column in spec.columns]
    amount, shown = columns.index("counted") + 1, columns.index("shown") + 1
    chart = bars("计入销售额前20名（元）")
    first, last = HEADER_ROW + 1, HEADER_ROW + MOST
    chart.add_data(Reference(sheet, min_col=amount, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=shown, min_row=first, max_row=last))
    chart.width, chart.height, _ = _CHART
    chart.x_axis.tickLblSkip = 1  # every name
    chart.y_axis.delete = True
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal, chart.dataLabels.numFmt = True, "#,##0"
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, name, False)
    sheet.add_chart(chart, f"A{last + 2}")


def _sums(sheet: Worksheet, letters: dict[str, str]) -> None:
    """合计, 流水合计 and 差额 stand out, a 差额 that is not nothing is red; states lead to their lines."""
    first, state = HEADER_ROW + 1, f"${letters['state']}{HEADER_ROW + 1}"
    area = f"{letters['scope']}{first}:{letters['refunds']}{_DOWN}"
    gaps = ",".join(f'{state}="{word}"' for word in (GAP, TIE))
    wrong = f"AND(OR({gaps}),${letters['paid']}{first}<>0)"
    sums = ",".join(f'{state}="{word}"' for word in (SUM, LEDGER_SUM, GAP, COUNTS, ROWS, TIE))
    looks = (
        (area, wrong, _WRONG, BAD),
        (area, f"OR({sums})", _STRONG, DONE),
    )
    for where, formula, font, color in looks:
        fill = PatternFill("solid", bgColor=color)
        sheet.conditional_formatting.add(
            where, FormulaRule(formula=[formula], font=font, fill=fill, stopIfTrue=True)
        )
    column = f"{letters['state']}{first}:{letters['state']}{_DOWN}"
    lines = f'AND(${letters["meaning"]}{first}<>"",{state}<>"计入")'
    sheet.conditional_formatting.add(column, FormulaRule(formula=[lines], font=_LINKED))
