"""How the sheets of ranks, prizes and payouts look and print: states in colour, sums that stand out."""

from __future__ import annotations

from typing import Final

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from schemas.book import HEADER_ROW, BookSheet
from schemas.book.money import AWARD_STATES
from workbook.awards.award_sheet import AWARDS
from workbook.awards.rank_sheet import RANKS
from workbook.awards.sums_sheet import BUDGET, LEFT, PAYOUTS, SUM, SUMS
from workbook.payout.incentive_sheet import INCENTIVES
from workbook.payout.incentive_sheet import SUM as INCENTIVES_SUM
from workbook.payout.lines import AGAIN, BACK, NO_PAYEE, OBJECTED, PAID, READY, WAIVED
from workbook.payout.lines import PUBLISHED as PUBLISHED_STATE
from workbook.payout.published import PUBLISHED
from workbook.xlsx.making.dress import BAD, DONE, GOOD, OPEN_YET

_DOWN: Final = 5000
"""Rows are coloured down to this one."""
_SHEETS: Final = (RANKS, AWARDS, SUMS, PAYOUTS, PUBLISHED, INCENTIVES)
_SMALL: Final = (
    "seq", "rank", "seat", "jury", "places", "winners", "rate", "batch",
    "schools", "invited", "first", "teams", "second", "total", "other", "spread",
)  # fmt: skip
"""Small numbers beside a text stand in the middle, or they would read as one with it."""
_STATE_COLORS: Final = dict(zip(AWARD_STATES, (OPEN_YET, GOOD, DONE, DONE, BAD), strict=True))
_PAY_COLORS: Final = {
    **dict.fromkeys((PUBLISHED_STATE, NO_PAYEE, READY, AGAIN), OPEN_YET), PAID: GOOD, WAIVED: DONE,
    **dict.fromkeys((OBJECTED, BACK), BAD),
}  # fmt: skip


def dress(sheet: Worksheet, spec: BookSheet) -> None:
    """The looks of one of these sheets beside those all sheets have; others stay as they are."""
    if spec.name not in _SHEETS:
        return
    letters = {column.name: get_column_letter(at) for at, column in enumerate(spec.columns, 1)}
    for name in _SMALL:
        if name in letters:
            middle = Alignment(horizontal="center", vertical="top")
            sheet.column_dimensions[letters[name]].alignment = middle
            sheet[f"{letters[name]}{HEADER_ROW + 1}"].alignment = middle
    states = {AWARDS: _STATE_COLORS, PAYOUTS: _PAY_COLORS}.get(spec.name)
    if states is not None:
        for state, color in states.items():
            _colour(sheet, letters["state"], letters["state"], f'${letters["state"]}#="{state}"', color)
    elif spec.name == RANKS:
        _colour(sheet, letters["tier"], letters["tier"], f'${letters["tier"]}#<>""', GOOD)
    elif spec.name == INCENTIVES:
        total = f'${letters["city"]}#="{INCENTIVES_SUM}"'
        _colour(sheet, "A", letters["remark"], total, DONE, strong=True)
    elif spec.name == SUMS:
        item = f"${letters['item']}#"
        wrong = f'AND({item}="{SUM}",${letters["left"]}#<0)'
        _colour(sheet, "A", letters["remark"], wrong, BAD, strong=True)
        sums = f'OR({item}="{SUM}",{item}="{BUDGET}",{item}="{LEFT}")'
        _colour(sheet, "A", letters["remark"], sums, DONE, strong=True)


def _colour(
    sheet: Worksheet, first: str, last: str, formula: str, color: str, *, strong: bool = False
) -> None:
    """Colour cells of rows for which a formula holds; # is the row."""
    row = HEADER_ROW + 1
    rule = FormulaRule(
        formula=[formula.replace("#", str(row))],
        fill=PatternFill("solid", bgColor=color),
        font=Font(bold=True) if strong else None,
        stopIfTrue=True,
    )
    sheet.conditional_formatting.add(f"{first}{row}:{last}{_DOWN}", rule)
