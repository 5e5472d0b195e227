"""What of a personal number or name may leave a data column: one table, surface -> shape.

Findings, JSON, logs, the journal and the names of files we show tell the last four characters only; sentences name a
person by the surname, what is published hides a character or more of the name. The sheet 问题清单 stands inside the clerk's
own file but travels, so it is masked like the rest.
The name of a file as data, by which it is found again, stays whole.
"""

from __future__ import annotations

import re

_LONG_NUMBER = re.compile(r"[0-9０-９][0-9０-９\s\-]{5,}[0-9０-９XxＸｘ]")
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?: [0-2][0-9])?")
"""A day, perhaps with the hour before a colon: nobody's number."""
_D, _X = "[0-9０-９]", "[0-9０-９XxＸｘ]"
_IN_GROUPS = re.compile(
    rf"(?<!{_D})(?:1{_D}{{2}}[ -]{_D}{{4}}[ -]{_D}{{4}}"
    rf"|{_D}{{6}}[ -]?{_D}{{8}}[ -]?{_D}{{3}}{_X}"
    rf"|(?:{_D}{{4}}[ -]){{4}}{_D}{_X})(?!{_D})"
)
"""A phone or ID number as people group its digits in the name of a file."""
_DOTTED = re.compile(
    rf"(?<![0-9０-９.])(?:1{_D}{{2}}[.．·•]{_D}{{4}}[.．·•]{_D}{{4}}"
    rf"|{_D}{{6}}[.．·•]{_D}{{8}}[.．·•]{_D}{{3}}{_X}"
    rf"|(?:{_D}{{4}}[.．·•]){{4}}{_D}{{2,3}}{_X}?)(?!{_D})"
)
"""The same with points between: only these shapes, for points stand in amounts, days and versions, too."""
_RUN = re.compile(rf"{_D}{{8,}}(?:[XxＸｘ](?![A-Za-z]))?")
_WHEN = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?")
"""A day, or a day and a time, written without anything between: 20241019, 20241019153000."""
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

    return _LONG_NUMBER.sub(hidden, _DOTTED.sub(_last_four, text))


def file_name(text: str) -> str:
    """A file's name, or a text that names one, as it may be shown: 张三…0219报名表.xlsx.

    Every run of eight or more digits is cut to its last four, and a number written in groups; days and times stay: they
    tell which file it is.
    """
    return _RUN.sub(_last_four, _IN_GROUPS.sub(_last_four, _DOTTED.sub(_last_four, text)))


def _last_four(match: re.Match[str]) -> str:
    text = match.group()
    if _WHEN.fullmatch(text):
        return text
    return f"…{''.join(c for c in text if c.isalnum())[-4:]}"


def person(name: str | None) -> str:
    """A person in a sentence: 李某, 欧阳某, 买某; "某人" when the name is blank."""
    bare = (name or "").strip()
    if not bare:
        return "某人"
    if bare[:1].isascii():
        return f"{bare[0]}某"
    return f"{bare[:2] if bare.startswith(_COMPOUND) and len(bare) > 2 else bare[0]}某"


_SEGMENTS = re.compile(r"\s*[·•・‧∙．.\s]\s*")
_HAN_APART = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


def published_name(name: str) -> str:
    """A person on a list that is posted: 张*, 张*三, 张**明, 欧阳*明; 买**·艾* of a name in segments."""
    bare = _HAN_APART.sub("", name.strip())
    segments = [part for part in _SEGMENTS.split(bare) if part]
    if len(segments) > 1:
        return "·".join(_initial(part) for part in (segments[0], segments[-1]))
    bare = segments[0] if segments else ""
    if bare.startswith(_COMPOUND) and len(bare) > 2:
        return bare[:2] + _hidden(bare[2:])
    return bare[:1] + _hidden(bare[1:]) if len(bare) > 1 else "*" * len(bare)


def _hidden(given: str) -> str:
    """What follows a surname: all but the last character hidden, and that one too where it is alone."""
    return "*" * (len(given) - 1) + given[-1] if len(given) > 1 else "*"


def _initial(segment: str) -> str:
    return segment[0] + "*" * max(len(segment) - 1, 1)
