"""Cleaning what came along with a typed or pasted text: invisible characters, full width, wrappers.

Each function says what it takes out; whether that is worth a finding is left to the column kinds.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ZERO_WIDTH: Final = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe"
_OTHER_BLANKS: Final = "\u00a0\u3000\u2028\u2029\x00-\x1f\x7f-\x9f"
INVISIBLE: Final = re.compile(f"[{_ZERO_WIDTH}{_OTHER_BLANKS}]")
"""Characters people cannot see: from chats, contact lists, web pages. A blank of another width counts too."""

HYPHENS: Final = re.compile("[-\u2010-\u2015\u2212\ufe63\uff0d]")
"""Every dash people put between groups of digits; input methods and Word make several kinds of it."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}·])[ \u3000\u00a0]+(?=[{_HAN}·])")
_ANY_BLANKS = re.compile(rf"[\s{_OTHER_BLANKS}]+")
_ZERO = re.compile(f"[{_ZERO_WIDTH}]")
_APOSTROPHES = "'\u2018\u2019\uff07`\u00b4"
HAN = re.compile(rf"[{_HAN}]")
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def visible(text: str) -> str:
    """The text without invisible characters and without blanks around it."""
    return INVISIBLE.sub("", text).strip()


def spaced(text: str) -> str:
    """The text with every run of blanks, tabs and line breaks as one blank: what they part stays parted."""
    return _ANY_BLANKS.sub(" ", _ZERO.sub("", text)).strip()


def narrow(text: str) -> str:
    """Full-width letters and digits as plain ones (NFKC); only for numbers, never for names."""
    return unicodedata.normalize("NFKC", text)


_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_AROUND = f' \u00a0\u3000\t\n\v\f\r\x85\u2028\u2029\u200b\ufeff="{_APOSTROPHES}'
_THOUSANDS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")
_PARTED = re.compile(r"[0-9.,] +[0-9.,]")


def one_line(text: str) -> bool:
    """Whether a cell holds one thing: no line break or TAB inside, and no digit that is a raised or circled one."""
    plain = text.isascii() or not any(
        char.isnumeric() and not char.isdecimal() and narrow(char) != char for char in text
    )
    return plain and not _BREAKS.search(text.strip(_AROUND))


def number_text(text: str) -> str | None:
    """The text of one number in plain width, without blanks; None where digits stand apart: 50 30, 10², two lines.

    A blank may part thousands (12 800), and stand beside a sign or a unit.
    """
    if not one_line(text):
        return None
    blank = narrow(spaced(unwrap(text)))
    closed = _THOUSANDS.sub(lambda match: match[0].replace(" ", ""), blank)
    return None if _PARTED.search(closed) else "".join(closed.split())


def unwrap(text: str) -> str:
    """Without a leading apostrophe or a ="…" wrapper, which some exports leave in the text.

    What cannot be seen around the wrapper (a trailing TAB) does not hide it.
    """
    bare = visible(text)
    if match := re.fullmatch(r'="?([^"]*)"?', bare):
        return match[1]
    return bare.lstrip(_APOSTROPHES) if bare[:1] in _APOSTROPHES else text


def close_han(text: str) -> str:
    """Without blanks between Han characters: 张 三 -> 张三. Blanks in Latin names stay."""
    return _BETWEEN_HAN.sub("", text)
