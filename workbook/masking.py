"""What of a personal number or name may leave a data column: one table, surface -> shape.

Findings, JSON, logs, the journal and file names show the last four characters only; sentences name a person by the
surname. The sheet 问题清单 stands inside the clerk's own file but travels, so it is masked like the rest.
"""

from __future__ import annotations

import re

_LONG_NUMBER = re.compile(r"[0-9０-９][0-9０-９\s\-]{5,}[0-9０-９XxＸｘ]")
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?: [0-2][0-9])?")
"""A day, perhaps with the hour before a colon: nobody's number."""
_ERROR = re.compile(r"#[A-Z0-9/_]+[!?]?")
_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "端木",
    "百里",
)


def number(text: str) -> str:
    """The last four characters of a personal number: …0219. Shorter texts are hidden altogether, error values
    (#N/A) are shown: they are nobody's.
    """
    if _ERROR.fullmatch(text):
        return text
    bare = "".join(text.split())
    return f"…{bare[-4:]}" if len(bare) > 4 else "…"


def shape(text: str) -> str:
    """A personal number with only its last four characters told, but blanks, hyphens and marks kept: •••-••••-5679."""
    told = [position for position, character in enumerate(text) if character.isalnum()][-4:]
    if len(text) <= 4:
        return "…"
    return "".join(
        "•" if character.isalnum() and position not in told else character
        for position, character in enumerate(text)
    )


def numbers_in(text: str) -> str:
    """A free text with every run of seven or more digits cut to its last four; days are nobody's."""

    def hidden(match: re.Match[str]) -> str:
        return match.group() if _DAY.fullmatch(match.group()) else number(match.group())

    return _LONG_NUMBER.sub(hidden, text)


def person(name: str | None) -> str:
    """A person in a sentence: 李某, 欧阳某, 买某; "某人" when the name is blank."""
    bare = (name or "").strip()
    if not bare:
        return "某人"
    if bare[:1].isascii():
        return f"{bare[0]}某"
    return f"{bare[:2] if bare.startswith(_COMPOUND) and len(bare) > 2 else bare[0]}某"
