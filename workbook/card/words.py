"""How amounts, days and scopes of a rule card are written in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from schemas.contest import Rule
from schemas.kinds_money import yuan_text

TIER_ORDER: Final = "特一二三四五六七八九"


def amount(value: int, unit: str) -> str:
    """105,000 元 from 10500000 fen; 1,000 个 from 1000."""
    if unit == "个":
        return f"{value:,} 个"
    yuan, _, cents = yuan_text(abs(value)).partition(".")
    whole = f"{'-' if value < 0 else ''}{int(yuan):,}"
    return f"{whole} 元" if cents == "00" else f"{whole}.{cents} 元"


def days(first: date, last: date) -> str:
    """2024-09-23 至 2024-09-30（8天）."""
    return f"{first.isoformat()} 至 {last.isoformat()}（{(last - first).days + 1}天）"


def scope(rule: Rule, group: str = "") -> str:
    """第一期·活动1·新秀组."""
    return "·".join(part for part in (*rule.scope, group) if part) or "全部活动"


def listed(words: Iterable[str]) -> str:
    """Words joined as in Chinese, each once."""
    return "、".join(dict.fromkeys(words))


def short(text: str, most: int = 80) -> str:
    """A text that fits a sentence."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
