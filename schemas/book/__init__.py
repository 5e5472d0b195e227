"""The contest workbook (赛事台账): every sheet beside the rule card, in the order of the tabs.

The rule card's sheets are in `schemas.rulecard`; 说明, 报送情况, 规则版本 and 操作记录 have shapes of their own, drawn by
`workbook.xlsx.making`. Sheets a contest does not need are hidden, never left out: headquarters may want them later.
"""

from __future__ import annotations

from typing import Final

from schemas.book.money import MONEY
from schemas.book.people import PEOPLE
from schemas.book.sheet import BookSheet
from schemas.book.work import WORK
from schemas.tabs import PARTS, Part

BOOK_VERSION: Final = 1
"""Version of the contest workbook's shape. An older one is migrated by a named step, a newer one refused."""

TITLE_ROW: Final = 1
ABOUT_ROW: Final = 2
HEADER_ROW: Final = 3
"""Rows of every sheet: what it is, how to fill it in, its header; then its rows."""

HOME: Final = "说明"
REPORTS: Final = "报送情况"
SCHOOL_LIST: Final = "高校名单"
COLUMN_NAMES: Final = "列名对照"
VERSIONS: Final = "规则版本"
BASE: Final = "规则底稿"
RECEIVED: Final = "收件底稿"
"""Every row of every file that was merged, as it was handed in; hidden."""
SEALED: Final = "锁定底稿"
"""What every sealed row said when it was sealed; hidden."""
SEALED_TITLES: Final = ("锁定号", "表", "行", "键", "内容")
PAYMENTS: Final = "发放底稿"
"""Every payment that was sent or made, as it was then; hidden."""
PAYMENTS_TITLES: Final = ("行", "内容")
RECORDS: Final = (BASE, RECEIVED, PAYMENTS, SEALED)
"""The hidden sheets on which the program keeps what it must remember."""

BOOK_SHEETS: Final[tuple[BookSheet, ...]] = (*PEOPLE, *WORK, *MONEY)

MERGED_SHEETS: Final[dict[str, BookSheet]] = {s.format.id: s for s in BOOK_SHEETS if s.format is not None}
"""Format id -> the sheet into which submitted sheets of it are merged, in the order of the tabs."""

__all__ = [
    "ABOUT_ROW",
    "BASE",
    "BOOK_SHEETS",
    "BOOK_VERSION",
    "COLUMN_NAMES",
    "HEADER_ROW",
    "HOME",
    "MERGED_SHEETS",
    "PARTS",
    "PAYMENTS",
    "PAYMENTS_TITLES",
    "RECEIVED",
    "RECORDS",
    "REPORTS",
    "SCHOOL_LIST",
    "SEALED",
    "SEALED_TITLES",
    "TITLE_ROW",
    "VERSIONS",
    "BookSheet",
    "Part",
]
