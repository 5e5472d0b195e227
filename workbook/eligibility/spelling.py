"""Whether a text says a word the notice asks for: a tag as a whole, an element anywhere unless denied, a place.

Words a card lists as near spellings are told apart, so that they can be asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from schemas.contest import Condition
from workbook.content import folded

_BETWEEN_TAGS: Final = re.compile(r"[#\s、,，;；:：|/]+")
_DENIED: Final = re.compile(
    r"(?:未|没有?|无|不|非|缺)(?:挂|带|含|加|有|用|使用|出现|体现|设置?|做|见|在|是|到)?$"
)
"""未挂双十一元素 has no 双十一; 优惠不停双十一 has."""
_BESIDE: Final = re.compile(r"(?:的|之)?(?:对面|隔壁|旁边?|附近|门口|门外|外面|周边|斜对)")
"""Behind the name of a place: it is another one."""


def tagged(text: object, condition: Condition) -> str | None:
    """Which word of a condition stands among the tags of a text, as a whole tag: the notice's own, else a near one."""
    tags = {folded(tag) for tag in _BETWEEN_TAGS.split(unicodedata.normalize("NFKC", str(text or "")))}
    words = (*condition.words, *condition.aliases)
    return next((word for word in words if folded(word).strip("#") in tags), None)


def mentioned(text: object, condition: Condition) -> str | None:
    """Which word of a condition a text has somewhere, and not denied."""
    said = folded(text)
    return next((w for w in (*condition.words, *condition.aliases) if any(_affirmed(said, w))), None)


def at_place(text: object, condition: Condition) -> bool | None:
    """Whether a text names the place a condition asks for; None where it names something beside it."""
    said = folded(text)
    found = False
    for word in condition.words:
        for match in re.finditer(re.escape(folded(word)), said):
            if _BESIDE.match(said, match.end()) or _DENIED.search(said[: match.start()]):
                return None
            found = True
    return found


def _affirmed(said: str, word: str) -> Iterable[bool]:
    bare = folded(word).strip("#")
    return (not _DENIED.search(said[: match.start()]) for match in re.finditer(re.escape(bare), said))
