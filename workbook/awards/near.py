"""Entrants near a line, for people to look at their evidence before prizes become final: 疑点(内部).

Near is within 5 % of the score at the line: a figure of ours, not of a notice. It says nothing against anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from workbook.awards.allocation import Result, Standing
from workbook.awards.figures import shown
from workbook.eligibility.suspicions import Doubt

KIND: Final = "临近分界线"
NEAR: Final = Decimal("0.05")


def near_lines(results: Iterable[Result]) -> Iterator[Doubt]:
    """Each entrant once, at the line it is nearest to."""
    for result in results:
        found: dict[str, tuple[Decimal, Doubt]] = {}
        for above, below in _lines(result):
            for one, other, side in _both(above, below):
                gap = abs((one.scored.value or Decimal(0)) - (other.scored.value or Decimal(0)))
                key = one.contender.key
                if key not in found or gap < found[key][0]:
                    found[key] = gap, _doubt(result, one, other, gap, side)
        yield from (doubt for _, doubt in found.values())


def _lines(result: Result) -> Iterator[tuple[list[Standing], list[Standing]]]:
    """Every line between different prizes: who stands above it and who below, the nearest first."""
    ranked = [s for s in result.standings if s.rank is not None and s.fate in ("won", "waiting", "below")]
    for number, (one, other) in enumerate(pairwise(ranked), 1):
        if one.rank != other.rank and _prize(one) != _prize(other):
            yield ranked[:number][::-1], ranked[number:]


def _prize(standing: Standing) -> tuple[str, int]:
    if standing.fate == "waiting":
        return "waiting", standing.rank or 0
    return (standing.given.tier, standing.given.fen) if standing.given else ("", 0)


def _both(above: list[Standing], below: list[Standing]) -> Iterator[tuple[Standing, Standing, str]]:
    """Those near the line, with the one on the other side that is nearest."""
    last, first = above[0], below[0]
    score = last.scored.value or Decimal(0)
    for one in above:
        if (one.scored.value or Decimal(0)) - (first.scored.value or Decimal(0)) > NEAR * abs(score):
            break
        yield one, first, "高"
    for one in below:
        if score - (one.scored.value or Decimal(0)) > NEAR * abs(score):
            break
        yield one, last, "低"


def _doubt(result: Result, one: Standing, other: Standing, gap: Decimal, side: str) -> Doubt:
    phase, event = result.table.scope
    metric = result.table.terms.metric
    prize, against = (_named(standing) for standing in (one, other))
    told = f"只{side}{shown(metric, gap)}" if gap else "得分相同"
    evidence = f"第{one.rank}名（{prize}）与第{other.rank}名（{against}）{told}"
    return Doubt(one.contender.key, one.contender.name, phase, event, KIND, evidence)


def _named(standing: Standing) -> str:
    return "并列待定" if standing.fate == "waiting" else standing.given.tier if standing.given else "没有得奖"
