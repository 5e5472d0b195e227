"""From figures to the score an award table is ranked by: the metric itself, or points by 规则_评分, less points taken away.

按比例: most points to the best figure, the others in proportion. 按名次递减: so many fewer points for each place (高台县
2024: half a point). 直接计分: the figure itself, at most the most points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from schemas.contest import Score
from workbook.awards.figures import Figure, Figures, rounded, shown
from workbook.awards.terms import BY_RANK, BY_WEIGHT, SCORED, Terms
from workbook.eligibility.case import Case
from workbook.eligibility.persons import SANCTIONS

DEDUCTION = "扣分"


class Part(NamedTuple):
    """What one measure adds to a score: its figure, and the points it comes to."""

    measure: str
    figure: Figure
    points: Decimal


class Scored(NamedTuple):
    """A score in the unit it is shown in, rounded; value None: none can be told.

    parts    measures it is made of, none where the metric itself ranks
    taken    points taken away by 处罚调整
    unsure   why it is not settled; most: what it could come to then, None where nobody can tell
    """

    value: Decimal | None
    words: str = ""
    parts: tuple[Part, ...] = ()
    taken: Decimal = Decimal(0)
    unsure: str = ""
    most: Decimal | None = None


def scores(terms: Terms, rules: Sequence[Score], figures: Mapping[str, Figures]) -> dict[str, Scored]:
    """Entrant -> its score in one award table.

    rules   the rows of 规则_评分 that hold for it; figures: of everybody who is ranked in it, for points compare them
    """
    if terms.metric in (BY_WEIGHT, BY_RANK):
        found = _weighed(rules, figures)
    else:
        found = {key: _plain(mine.of(terms.metric)) for key, mine in figures.items()}
    if terms.metric not in SCORED:
        return found
    return {key: _less(scored, deducted(figures[key].case)) for key, scored in found.items()}


def _plain(figure: Figure) -> Scored:
    value = None if figure.value is None else rounded(figure.value)
    return Scored(value, figure.words, unsure=figure.unsure, most=figure.most)


def _less(scored: Scored, taken: Decimal) -> Scored:
    if scored.value is None or not taken:
        return scored
    return scored._replace(value=rounded(scored.value - taken), taken=taken)


def deducted(case: Case) -> Decimal:
    """Points that 处罚调整 takes from an entrant in an event, for all that is surely of it."""
    points = Decimal(0)
    for row in case.work.rows(SANCTIONS):
        taken = row["points"] if row["kind"] == DEDUCTION else None
        if taken is not None and case.entrants.surely(SANCTIONS, row, case.key) and case.here(row):
            points += Decimal(repr(taken))
    return points


def _weighed(rules: Sequence[Score], figures: Mapping[str, Figures]) -> dict[str, Scored]:
    """The sum of the points of all measures; nobody has a score where the card has no rows for them."""
    parts: dict[str, list[Part]] = {key: [] for key in figures}
    for rule in rules:
        mine = {key: one.of(rule.measure) for key, one in figures.items()}
        known = {key: rounded(f.value) for key, f in mine.items() if f.value is not None}
        points = _points(rule, known)
        for key, figure in mine.items():
            parts[key].append(Part(rule.measure, figure, points.get(key, Decimal(0))))
    return {key: _together(mine) for key, mine in parts.items()}


def _together(parts: Sequence[Part]) -> Scored:
    if not parts:
        return Scored(None, "规则_评分里没有这个活动的分数")
    lacking = [part.measure for part in parts if part.figure.value is None]
    unsure = [f"{part.measure}{part.figure.unsure}" for part in parts if part.figure.unsure]
    if lacking:
        unsure.append(f"没有{'、'.join(lacking)}")
    total = rounded(sum((part.points for part in parts), Decimal(0)))
    return Scored(None if lacking else total, "", tuple(parts), unsure="；".join(unsure))


def _points(rule: Score, known: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Entrant -> its points for one measure, not rounded: only their sum is."""
    most = rule.most or Decimal(0)
    if rule.how == "按名次递减":
        step = rule.step or Decimal(0)
        better = {value: sum(other > value for other in known.values()) for value in known.values()}
        return {key: max(Decimal(0), most - step * better[value]) for key, value in known.items()}
    if rule.how == "按比例":
        best = max(known.values(), default=Decimal(0))
        return {
            key: most * max(value, Decimal(0)) / best if best > 0 else Decimal(0)
            for key, value in known.items()
        }
    return {key: min(most, value) for key, value in known.items()}


def in_words(metric: str, scored: Scored) -> str:
    """A score and how it came about: 净销售额12,340.00元（实付12,900.00元−退款560.00元）."""
    if scored.value is None:
        return f"{metric}：{scored.words or scored.unsure}"
    said = f"{metric}{shown(metric, scored.value)}"
    how = [_part(part) for part in scored.parts] or ([scored.words] if scored.words else [])
    if scored.taken:
        how.append(f"扣{scored.taken.normalize():f}分")
    return f"{said}（{'；'.join(how)}）" if how else said


def _part(part: Part) -> str:
    figure = "没有" if part.figure.value is None else shown(part.measure, rounded(part.figure.value))
    return f"{part.measure}{figure}得{rounded(part.points):f}分"
