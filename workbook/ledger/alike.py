"""Suggested matches: what an unregistered shop, account or session may have been meant to be.

Only words for people; a suggestion never counts. What matches by itself is told by the kernel alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

import polars as pl

from workbook.content import folded

_ALIKE: Final = 80
"""From this similarity (0-100) on a registered value is suggested."""
_CONFUSED: Final = str.maketrans("oilz", "0112")
"""Letters that are typed for digits."""
_WHO: Final = ("shop", "host", "session")
_SHOWN: Final = 24

Suggested = Mapping[tuple[str, int], str]
"""File and line -> words that follow "没有登记"."""


def suggested(nobody: pl.DataFrame, registry: pl.DataFrame, unowned: Collection[str]) -> Suggested:
    """What to suggest for lines that are nobody's.

    nobody   file, line, and shop, host, session where the ledgers have them
    registry the columns of `attribution.REGISTRY`; unowned: shops of 附件2 whose team is not known
    """
    known = {via: dict.fromkeys(registry.filter(pl.col("via") == via)["value"]) for via in _WHO}
    found: dict[tuple[str, str], str] = {}
    words = {}
    for line in nobody.iter_rows(named=True):
        for via, value in _values(line):
            if (via, value) not in found:
                found[via, value] = _word(value, known[via], unowned if via == "shop" else ())
            if found[via, value]:
                words[line["file"], line["line"]] = found[via, value]
                break
    return words


def _values(line: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in line.items():
        via = name.partition("_")[0]
        if via in _WHO and value:
            yield via, str(value)


def _word(value: str, known: Iterable[str], unowned: Collection[str]) -> str:
    if value in unowned:
        return "（附件2里有这个店铺，但它的团队不在参赛主体里，或不止一个）"
    alike = _nearest(value, known)
    return f"，像是登记的“{alike}”" if alike else ""


def _nearest(value: str, known: Iterable[str]) -> str:
    """The registered value most like one; "" where none is alike, or where it would show a long number."""
    from rapidfuzz import fuzz  # only lines of nobody pay for it

    plain = value.translate(_CONFUSED)
    scores = [(fuzz.ratio(plain, folded(one).translate(_CONFUSED)), one) for one in known]
    best, one = max(scores, default=(0.0, ""))
    digits = sum(character.isdigit() for character in one)
    return one if best >= _ALIKE and len(one) <= _SHOWN and digits < 11 else ""
