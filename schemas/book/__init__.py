"""The contest workbook (赛事台账): every sheet beside the rule card, in the order of the tabs.

The rule card's sheets are in `schemas.rulecard`; 说明, 报送情况, 规则版本 and 操作记录 have shapes of their own, drawn by
`workbook.xlsx.making`. Sheets a contest does not need are hidden, never left out: headquarters may want them later.
"""

from __future__ import annotations

from typing import Final

from schemas.book.money import MONEY
from schemas.book.people import PEOPLE
from schemas.book.sheet import PARTS, BookSheet, Part
from schemas.book.work import WORK

HOME: Final = "说明"
REPORTS: Final = "报送情况"
SCHOOL_LIST: Final = "高校名单"
COLUMN_NAMES: Final = "列名对照"
VERSIONS: Final = "规则版本"
BASE: Final = "规则底稿"

BOOK_SHEETS: Final[tuple[BookSheet, ...]] = (*PEOPLE, *WORK, *MONEY)

__all__ = [
    "BASE",
    "BOOK_SHEETS",
    "COLUMN_NAMES",
    "HOME",
    "PARTS",
    "REPORTS",
    "SCHOOL_LIST",
    "VERSIONS",
    "BookSheet",
    "Part",
]
