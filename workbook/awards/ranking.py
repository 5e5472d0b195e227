"""Ranks: who stands before whom, by score and then by what the chain of comparisons says of equal scores.

Equal means equal as shown. A comparison of which one of the tied has no figure says nothing about any of them. Those
who are equal in everything share a rank; in which order rows were typed never matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from workbook.awards.figures import Figure, rounded, shown

FiguresOf = Callable[[str, str], Figure]
"""The figure of an entrant for a measure."""


class Level(NamedTuple):
    """Entrants who share a rank: one, or several who are equal in everything. how: what decided, in words."""

    rank: int
    members: tuple[str, ...]
    how: str = ""


def levels(
    scores: Mapping[str, Decimal],
    chain: Sequence[str],
    figure: FiguresOf,
    jury: Mapping[str, int] | None = None,
) -> list[Level]:
    """The best first. jury: places that judges gave to those who are still equal, where they place all of them."""
    found: list[Level] = []
    rank = 1
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    for _, same in groupby(ordered, key=lambda key: scores[key]):
        tied = tuple(same)
        for members, how in _apart(tied, chain, figure, jury or {}):
            found.append(Level(rank, members, how))
            rank += len(members)
    return found


def _apart(
    tied: tuple[str, ...], chain: Sequence[str], figure: FiguresOf, jury: Mapping[str, int]
) -> Iterable[tuple[tuple[str, ...], str]]:
    """Equal scores taken apart by the chain, each with the comparison that set it apart from the others."""
    parts: list[tuple[tuple[str, ...], str]] = [(tied, "")]
    for measure in chain:
        parts = [part for one in parts for part in _by(one, measure, figure)]
    return [part for one in parts for part in _by_jury(one, jury)]


def _by(
    part: tuple[tuple[str, ...], str], measure: str, figure: FiguresOf
) -> list[tuple[tuple[str, ...], str]]:
    members, how = part
    values = {key: figure(key, measure).value for key in members}
    known = {key: rounded(value) for key, value in values.items() if value is not None}
    if len(members) == 1 or len(known) < len(members) or len(set(known.values())) == 1:
        return [part]
    ordered = sorted(members, key=lambda key: (-known[key], key))
    found = []
    for value, same in groupby(ordered, key=lambda key: known[key]):
        said = (
            f"{measure}{shown(measure, value)}"
            if measure not in shown(measure, value)
            else shown(measure, value)
        )
        found.append((tuple(same), f"{how}、{said}" if how else said))
    return found


def _by_jury(part: tuple[tuple[str, ...], str], jury: Mapping[str, int]) -> list[tuple[tuple[str, ...], str]]:
    members, how = part
    given = [jury[key] for key in members if key in jury]
    if len(members) == 1 or len(given) < len(members) or len(set(given)) < len(given):
        return [part]
    said = "、".join(filter(None, (how, "评审排序")))
    return [((key,), f"{said}第{jury[key]}") for key in sorted(members, key=lambda key: jury[key])]
