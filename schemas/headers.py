"""Header texts in the one form that is compared: 身份证号码\\n（必填） and *身份证号码 are the same header."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NUMBERING = re.compile(
    r"^(第?[0-9一二三四五六七八九十]{1,3}[、..．:：)）题]|[（(][0-9一二三四五六七八九十]{1,3}[)）])"
)
_BRACKETS = re.compile(r"[（(【\[〔][^（(【\[〔)）】\]〕]*[)）】\]〕]")
_DEEPEST = 3
"""Brackets in brackets are taken out from the inside; none inside the pattern keeps it linear on any text."""
_YOUR = re.compile(r"^(请?(填写|输入)?)?(您|你|本人)(们)?的?|^请(填写|输入|选择)")
_MARKS = str.maketrans("", "", "*＊★☆●#:：?？!！。.,，;；\"'“”‘’_-—")


@lru_cache(maxsize=4096)
def clean_header(text: str) -> str:
    """Fold width, take out blanks, required marks, brackets with units or rules, numbering, 您的, punctuation.

    >>> clean_header("1、您的姓名：")
    '姓名'
    """
    clean = "".join(unicodedata.normalize("NFKC", text).split()).strip("*★☆●")
    clean = _NUMBERING.sub("", clean)
    bare = clean
    for _ in range(_DEEPEST):
        bare = _BRACKETS.sub("", bare)
    clean = _YOUR.sub("", bare or clean)
    return clean.translate(_MARKS)
