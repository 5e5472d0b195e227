"""The 11 branches (市分公司) of Jiangxi and the ways people write them (domain facts, section 3)."""

from __future__ import annotations

import re
from typing import Final

CITIES: Final = ("南昌", "景德镇", "萍乡", "九江", "新余", "鹰潭", "赣州", "吉安", "宜春", "抚州", "上饶")
"""In the order of their region codes 3601 to 3611."""

_AFFIX: Final = re.compile(
    r"^(江西省?|中国邮政(集团)?(有限)?(公司)?|邮政)*|(市|赛区|分公司|邮政|公司|分赛区)+$"
)
_SEPARATORS: Final = re.compile(r"[、,，;；/和及\s]+")


def city_of(text: str) -> str | None:
    """赣州市分公司, 赣州市, 江西省赣州赛区 -> 赣州; None when it is none of the eleven."""
    bare = _AFFIX.sub("", "".join(text.split()))
    bare = _AFFIX.sub("", bare)
    return bare if bare in CITIES else None


def cities_in(text: str) -> list[str]:
    """The cities a text names, when it names nothing else: 赣州、吉安 -> both."""
    parts = [part for part in _SEPARATORS.split(text) if part]
    found = [city for part in parts if (city := city_of(part))]
    return found if len(found) == len(parts) else []
