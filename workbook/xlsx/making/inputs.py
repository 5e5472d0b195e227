"""What helps while a blank sheet is filled in: drop-downs, words that show while typing, protection.

Hints beside the rows are formulas (`hints`). Nothing is ever forbidden: a warning appears where another entry is surely
wrong, and lets it pass.
"""

from __future__ import annotations

from typing import Final

from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from schemas import columns as kinds
from schemas.format import Column

LEVELS: Final = ("专科", "本科", "硕士", "博士")
OPEN: Final = Protection(locked=False)


def choices(column: Column) -> tuple[str, ...]:
    """What a drop-down offers; branches by their official name."""
    if column.kind is kinds.CITY:
        return tuple(f"{city}市分公司" for city in column.kind.excel.choices)
    return LEVELS if column.name == "level" else column.kind.excel.choices


def input_rule(sheet: Worksheet, column: Column, area: str) -> None:
    """A drop-down where there is a list, a hint that shows while typing where there is something to say."""
    offered = choices(column)
    words = [column.hint] if column.hint else []
    if column.example and column.example not in offered:
        words.append(f"例：{column.example}")
    if not offered and not words:
        return
    if offered:
        rule = DataValidation(type="list", formula1='"' + ",".join(offered) + '"', allow_blank=True)
    else:
        rule = DataValidation(type=None, allow_blank=True)
    # 队长兼主播 is a good role, and levels are free text; any other list is all there is
    if column.kind.excel.choices and column.kind is not kinds.ROLE:
        rule.errorStyle, rule.showErrorMessage = "warning", True
        rule.errorTitle, rule.error = column.title, "请从下拉列表中选择。"
    else:
        rule.showErrorMessage = False
    if words:
        rule.showInputMessage, rule.promptTitle = True, column.title
        rule.prompt = "。".join(words)[:250]
    sheet.add_data_validation(rule)
    rule.add(area)


def protect(sheet: Worksheet) -> None:
    """Protected without a password: header and hints only; sorting, filtering, rows and formats stay free."""
    sheet.protection.sheet = True
    for name in "sort autoFilter insertRows deleteRows formatCells formatColumns formatRows".split():
        setattr(sheet.protection, name, False)  # in the file a flag says what is forbidden
