"""Sums on the card: places x amount = subtotal = what the notice declares, for events, phases and the contest.

利通's printed figures all add up (facts: 15 award tables, 134 + 125 places, 2 x 500,000 元), so any difference is a
typing error in the card. 元 and 个 are never added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from schemas.contest import Event, Group, Scope, Score, Tier
from workbook.card import words
from workbook.card.read import CardSheets
from workbook.model import Finding


def amounts_positive(sheets: CardSheets) -> Iterator[Finding]:
    """A prize is more than nothing."""
    for tier in sheets.card.tiers:
        if tier.amount is not None and tier.amount <= 0:
            yield sheets.finding("TIER_AMOUNT", tier, "amount")


def rewards_whole(sheets: CardSheets) -> Iterator[Finding]:
    """邮乐奖励金 is counted in whole 个, in a tier and in a declared total."""
    card = sheets.card
    declared: tuple[Event | Group, ...] = (*card.events, *card.groups)
    rules: list[tuple[Tier | Event | Group, str]] = [(tier, "amount") for tier in card.tiers]
    for rule, field in rules + [(rule, "total") for rule in declared]:
        column = sheets.table(rule).columns.get(field)
        hundredths = column[rule.row] if column is not None else None
        if rule.unit == "个" and hundredths is not None and hundredths % 100:
            yield sheets.finding("REWARD_WHOLE", rule, field)


def subtotals(sheets: CardSheets) -> Iterator[Finding]:
    """小计 shows 名额 x 单项金额."""
    for tier in sheets.card.tiers:
        if tier.subtotal is None or tier.places is None or tier.amount is None:
            continue
        if tier.subtotal != tier.total:
            yield sheets.finding(
                "TIER_SUBTOTAL",
                tier,
                "subtotal",
                right=words.amount(tier.total, tier.unit),
                shown=words.amount(tier.subtotal, tier.unit),
            )


def units_alike(sheets: CardSheets) -> Iterator[Finding]:
    """One award table, and what is declared for it, has one unit."""
    for tiers in sheets.card.tables().values():
        for tier in tiers[1:]:
            if tier.unit and tiers[0].unit and tier.unit != tiers[0].unit:
                yield sheets.finding(
                    "UNIT_MIXED", tier, "unit", ((tiers[0], "unit"),), first=tiers[0].unit, second=tier.unit
                )


def tiers_there(sheets: CardSheets) -> Iterator[Finding]:
    """Every group and every event with a declared total has tiers, and none is left out (一等, 三等 …)."""
    card = sheets.card
    tables = card.tables()
    for group in card.groups:
        if (group.scope, group.name) not in tables and card.tiers:
            yield sheets.finding("TIERS_MISSING", group, "group", name=words.scope(group, group.name))
    with_tiers = {scope for scope, _ in tables}
    for event in card.stages:
        if event.total and event.scope not in with_tiers:
            yield sheets.finding("TIERS_MISSING", event, "total", name=event.scope.label)
    for (_, group_name), tiers in tables.items():
        yield from _gaps(sheets, tiers, group_name)


def _gaps(sheets: CardSheets, tiers: Sequence[Tier], group: str) -> Iterator[Finding]:
    """A tier that is left out between two others, and one that gives more than the tier above it."""
    ranks = [(rank_of(tier.name), tier) for tier in tiers]
    known = sorted(((rank, tier) for rank, tier in ranks if rank), key=lambda pair: pair[0])
    expected = 1
    for rank, tier in known:
        if rank > expected:
            missing = f"{words.TIER_ORDER[expected]}等奖"
            yield sheets.finding("TIER_GAP", tier, "tier", name=words.scope(tier, group), missing=missing)
        expected = rank + 1
    for (high, better), (low, worse) in pairwise(known):
        if better.amount is None or worse.amount is None or high == low:
            continue
        if better.amount < worse.amount:
            yield sheets.finding(
                "TIER_RISING", worse, "amount", ((better, "amount"),), better=better.name, worse=worse.name
            )


def rank_of(name: str) -> int | None:
    """一等奖 -> 1, 特等奖 -> 0; None for names that say no rank (优秀奖)."""
    if len(name) >= 2 and name[0] in words.TIER_ORDER and name[1] in "等级":
        return words.TIER_ORDER.index(name[0])
    return None


def event_sums(sheets: CardSheets) -> Iterator[Finding]:
    """The tiers of a group or event add up to what the notice declares for it."""
    card = sheets.card
    for group in card.groups:
        tiers = [t for t in card.tiers if t.scope == group.scope and t.group == group.name]
        yield from _compared(sheets, group, tiers, words.scope(group, group.name))
    for event in card.stages:
        yield from _compared(
            sheets, event, [t for t in card.tiers if t.scope == event.scope], event.scope.label
        )


def phase_sums(sheets: CardSheets) -> Iterator[Finding]:
    """The events of a phase, and the phases of a contest, add up to what is declared; what was proved is said."""
    card = sheets.card
    for phase in card.phases:
        tiers = [t for t in card.tiers if t.scope.phase == phase.scope.phase]
        yield from _compared(sheets, phase, tiers, phase.scope.phase, proved=True)
    if card.contest is not None:
        yield from _compared(sheets, card.contest, card.tiers, "整个大赛", proved=True)


def _compared(
    sheets: CardSheets, rule: Event | Group, tiers: Sequence[Tier], name: str, proved: bool = False
) -> Iterator[Finding]:
    if (
        rule.total is None
        or not tiers
        or any(t.places is None or t.amount is None or not t.unit for t in tiers)
    ):
        return  # a sum over figures that cannot be read would only repeat that finding
    if rule.unit and any(tier.unit != rule.unit for tier in tiers):
        odd = next(tier for tier in tiers if tier.unit != rule.unit)
        yield sheets.finding("UNIT_MIXED", rule, "unit", ((odd, "unit"),), first=rule.unit, second=odd.unit)
        return
    total = sum(tier.total for tier in tiers)
    said = {
        "name": name,
        "sum": words.amount(total, rule.unit),
        "declared": words.amount(rule.total, rule.unit),
        "places": f"{sum(tier.places or 0 for tier in tiers)}",
        "tables": f"{len({(tier.scope, tier.group) for tier in tiers})}",
    }
    if total != rule.total:
        more = "多" if total > rule.total else "少"
        said["gap"] = more + words.amount(abs(total - rule.total), rule.unit)
        yield sheets.finding("SUM_DIFFERS", rule, "total", **said)
    elif proved:
        yield sheets.finding("SUM_PROVED", rule, "total", **said)


def totals_declared(sheets: CardSheets) -> Iterator[Finding]:
    """An event with prizes whose total nobody declared cannot be checked against anything."""
    card = sheets.card
    for event in card.stages:
        groups = [g for g in card.groups if g.scope == event.scope]
        has_tiers = any(tier.scope == event.scope for tier in card.tiers)
        declared = event.total is not None or (groups and all(g.total is not None for g in groups))
        if has_tiers and not declared and not _upper_total(sheets, event.scope):
            yield sheets.finding("TOTAL_MISSING", event, "total", name=event.scope.label)


def _upper_total(sheets: CardSheets, scope: Scope) -> bool:
    card = sheets.card
    above = [phase for phase in card.phases if phase.scope.phase == scope.phase]
    return any(event.total is not None for event in (*above, *([card.contest] if card.contest else [])))


def scores_add_up(sheets: CardSheets) -> Iterator[Finding]:
    """Points at most: usually a hundred together; a fall per rank where the rule is one of rank steps."""
    found: dict[tuple[Scope, str], list[Score]] = {}
    for score in sheets.card.scores:
        found.setdefault((score.scope, score.group), []).append(score)
        if score.how == "按名次递减" and not score.step and not sheets.unreadable(score, "step"):
            yield sheets.finding("VALUE_MISSING", score, "step", field="每名递减", example="0.5")
        elif score.step is not None and score.most is not None and score.step > score.most:
            yield sheets.finding("SCORE_STEP", score, "step", most=f"{score.most:f}")
    for scores in found.values():
        total = sum(score.most or 0 for score in scores)
        if total != 100 and all(score.most is not None for score in scores):
            yield sheets.finding("SCORE_SUM", scores[0], "most", sum=f"{total:f}", name=scores[0].scope.label)
