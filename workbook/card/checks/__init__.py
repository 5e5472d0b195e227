"""CHECKS: what is wrong with a rule card, one function each, in the order they run: CardSheets -> findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from workbook.card.checks import dates, groups, names, points, sums
from workbook.card.read import CardSheets
from workbook.model import Finding


class Check(NamedTuple):
    """One check, and the sheets of the card without which it would only repeat that they are missing."""

    run: Callable[[CardSheets], Iterator[Finding]]
    needs: frozenset[str] = frozenset()


def _with(run: Callable[[CardSheets], Iterator[Finding]], *sheets: str) -> Check:
    return Check(run, frozenset(f"rule_{name}" for name in sheets))


CHECKS: Final[tuple[Check, ...]] = (
    _with(names.nothing_twice),
    _with(names.events_complete, "events"),
    _with(names.scopes_exist, "events", "groups"),
    _with(names.conditions_measure),
    _with(names.scopes_have_groups),
    _with(names.policies_there, "events", "tiers", "policies"),
    _with(sums.amounts_positive),
    _with(sums.rewards_whole),
    _with(sums.subtotals),
    _with(sums.units_alike),
    _with(sums.tiers_there, "tiers"),
    _with(sums.event_sums, "tiers"),
    _with(sums.phase_sums, "tiers"),
    _with(sums.totals_declared, "tiers"),
    _with(sums.scores_add_up),
    _with(dates.days_given),
    _with(dates.not_reversed),
    _with(dates.inside),
    _with(dates.overlaps),
    _with(dates.cut_offs),
    _with(dates.cut_offs_in_order),
    _with(dates.as_of_days),
    _with(groups.groups_have_conditions, "conditions"),
    _with(groups.holes_and_overlaps, "conditions"),
    _with(points.points_known, "points"),
    _with(points.points_apply, "events"),
    _with(points.columns_known, "events", "groups", "conditions", "tiers", "duties"),
    _with(points.decisions_complete),
    _with(points.card_says_the_same),
    _with(points.policies_decided),
    _with(points.points_open),
)
