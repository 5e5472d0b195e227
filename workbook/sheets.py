"""Which sheets are ours or mere reference material, so that they are neither checked nor missed."""

from __future__ import annotations

import re
from typing import Final

from workbook.model import Book, Cell, Sheet

FINDINGS_SHEET: Final = "问题清单"
"""The sheet on which check lists what it found."""

HEADINGS: Final = (
    "序号",
    "程度",
    "学校",
    "团队",
    "姓名",
    "位置",
    "现填",
    "问题",
    "正确示例",
    "怎么办",
    "处理情况",
    "处理人",
    "说明",
    "代码",
)
"""The columns of that sheet; with its name they tell it from a user's own sheet."""

_HEADER_ROW: Final = 5
_RULES: Final = "规则_"
_RULE_SHEETS: Final = 2

_REFERENCE = re.compile(
    r"(填写|填报|填表)?(说明|须知|要求|指南|示例)|(数据)?字典|选项|下拉.*|代码表|数据源|参数|Evaluation Warning"
)


def is_ours(sheet: Sheet) -> bool:
    """A sheet we wrote ourselves: check skips it, so that findings are not checked again."""
    if not sheet.name.startswith(FINDINGS_SHEET):
        return False
    found = [sheet.value(Cell(_HEADER_ROW, col)) for col in range(1, len(HEADINGS) + 1)]
    return sum(a == b for a, b in zip(found, HEADINGS, strict=True)) >= len(HEADINGS) // 2


def is_contest_book(book: Book) -> bool:
    """Whether a workbook is a contest workbook (赛事台账): it has at least two sheets of a rule card.

    Asked of every workbook that is checked, so it looks at names only and imports nothing of the card.
    """
    return sum(sheet.name.startswith(_RULES) for sheet in book.sheets) >= _RULE_SHEETS


def is_reference(sheet: Sheet) -> bool:
    """An empty sheet, or one that by its name only explains how to fill in the others."""
    return sheet.height == 0 or _REFERENCE.fullmatch(sheet.name.strip()) is not None
