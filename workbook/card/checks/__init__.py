"""CHECKS: what is wrong with a rule card, one function each, in the order they run: CardSheets -> findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from workbook.card.checks import dates, groups, names, points, sums
from workbook.card.read import CardSheets
from workbook.model import Finding

Check = Callable[[CardSheets], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    names.nothing_twice,
    names.events_complete,
    names.scopes_exist,
    names.conditions_measure,
    names.scopes_have_groups,
    names.policies_there,
    sums.subtotals,
    sums.units_alike,
    sums.tiers_there,
    sums.event_sums,
    sums.phase_sums,
    sums.totals_declared,
    sums.scores_add_up,
    dates.days_given,
    dates.not_reversed,
    dates.inside,
    dates.overlaps,
    dates.cut_offs,
    dates.cut_offs_in_order,
    dates.as_of_days,
    groups.groups_have_conditions,
    groups.holes_and_overlaps,
    points.points_known,
    points.points_apply,
    points.columns_known,
    points.decisions_complete,
    points.card_says_the_same,
    points.policies_decided,
    points.points_open,
)
