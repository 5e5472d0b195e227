"""What tells a finding from the same finding of another row, so that each is answered by itself.

Row numbers would not do: people sort rows and insert others. What names a row does (event, day, number); where two rows
do not differ in that either, the one that is read first is the first.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Final

from schemas.formats import FORMATS
from workbook.model import Finding

_ALWAYS: Final = ("key", "phase", "event", "day")
_LENGTH: Final = 8


@cache
def naming(fmt: str) -> tuple[str, ...]:
    """The columns that name a row, without personal numbers: who corrects one has the same row."""
    formats = [shape for shape in FORMATS if shape.id == fmt]
    known = (name for shape in formats for names in shape.known_by for name in names)
    masked = {column.name for shape in formats for column in shape.columns if column.kind.masked}
    return tuple(name for name in dict.fromkeys((*_ALWAYS, *known)) if name not in masked)


def apart(fmt: str, said: Callable[[str], object]) -> str:
    """The code of a row of a format.

    said   field -> what the row says there; None or "" where nothing
    """
    return code_of(str(value) if (value := said(name)) is not None else "" for name in naming(fmt))


def code_of(words: Iterable[str]) -> str:
    """A short code of some words; "" where all are blank."""
    text = "\n".join(words)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH] if text.strip() else ""


def told_apart(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, of those that are alike the second and later ones numbered."""
    seen: Counter[tuple[object, ...]] = Counter()
    found = []
    for finding in findings:
        place = finding.at
        alike = (
            finding.code,
            place.file,
            place.sheet,
            finding.who,
            finding.field,
            finding.value,
            finding.apart,
        )
        seen[alike] += 1
        number = seen[alike]
        found.append(finding if number == 1 else replace(finding, apart=f"{finding.apart}#{number}"))
    return found
