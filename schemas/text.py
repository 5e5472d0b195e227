"""Cleaning what came along with a typed or pasted text: invisible characters, full width, wrappers.

Each function says what it takes out; whether that is worth a finding is left to the column kinds.
"""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\u00a0\u3000\t\r\n\x00-\x1f]"
)
"""Characters people cannot see: from chats, contact lists, web pages. A blank of another width counts too."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}·])[ \u3000\u00a0]+(?=[{_HAN}·])")
HAN = re.compile(rf"[{_HAN}]")
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def visible(text: str) -> str:
    """The text without invisible characters and without blanks around it."""
    return INVISIBLE.sub("", text).strip()


def narrow(text: str) -> str:
    """Full-width letters and digits as plain ones (NFKC); only for numbers, never for names."""
    return unicodedata.normalize("NFKC", text)


def unwrap(text: str) -> str:
    """Without a leading apostrophe or a ="…" wrapper, which some exports leave in the text."""
    match = re.fullmatch(r'="?([^"]*)"?', text)
    return match[1] if match else text.removeprefix("'").removeprefix("\u2018")


def close_han(text: str) -> str:
    """Without blanks between Han characters: 张 三 -> 张三. Blanks in Latin names stay."""
    return _BETWEEN_HAN.sub("", text)
