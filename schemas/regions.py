"""The 11 branches (市分公司) of Jiangxi and the ways people write them (domain facts, section 3)."""

from __future__ import annotations

import re
from typing import Final

CITIES: Final = ("南昌", "景德镇", "萍乡", "九江", "新余", "鹰潭", "赣州", "吉安", "宜春", "抚州", "上饶")
"""In the order of their region codes 3601 to 3611."""

_BRANCH: Final = re.compile(
    r"(?:中国邮政|集团|股份|有限|责任|公司|江西省?|邮政|分公司){0,8}"
    rf"(?P<city>{'|'.join(CITIES)})"
    rf"(?:市(?!{'|'.join(CITIES)})[^和及与、，,;；/市]{{1,4}}[区县])?"
    r"(?:市|赛区|分公司|邮政|公司|分赛区){0,5}(?:[（(](?:盖章|公章|签章|章)[）)])?[、,，。.;；:：]?"
)
_SEPARATORS: Final = re.compile(r"[、,，;；/和及\s]+")
_LONGEST: Final = 60
"""No branch's name is longer; a cell of thousands of characters is not searched for one."""


def city_of(text: str) -> str | None:
    """赣州市分公司, 赣州市, 江西省赣州赛区, 赣州市章贡区 -> 赣州; None when it is none of the eleven."""
    if len(text) > _LONGEST:
        return None
    match = _BRANCH.fullmatch("".join(text.split()))
    return match["city"] if match else None


def cities_in(text: str) -> list[str]:
    """The cities a text names, when it names nothing else: 赣州、吉安 -> both."""
    if len(text) > _LONGEST * len(CITIES):
        return []
    parts = [part for part in _SEPARATORS.split(text) if part]
    found = [city for part in parts if (city := city_of(part))]
    return found if len(found) == len(parts) else []
