"""The parts of a contest workbook and the colours of their tabs. Loaded by the reading worker, so it loads nothing."""

from __future__ import annotations

from typing import Final, Literal

Part = Literal["规则", "报名", "过程", "金额", "记录"]

PARTS: Final[dict[Part, str]] = {
    "规则": "2F5597",
    "报名": "548235",
    "过程": "BF8F00",
    "金额": "C00000",
    "记录": "7F7F7F",
}
"""Part of the workbook -> colour of its tabs."""
