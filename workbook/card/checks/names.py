"""Names on the card: every row speaks of an event, a group, a unit and a measure that exist, each once."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.contest import MEASURES, UNITS, Choice, Condition, Group, Rule, Score, Tier
from schemas.policies import POLICIES
from workbook.card import words
from workbook.card.read import CardSheets
from workbook.model import Finding, Place


def nothing_twice(sheets: CardSheets) -> Iterator[Finding]:
    """Two events, groups, tiers, scores, policies or points of one name: nobody could say which is meant."""
    card = sheets.card
    named: list[tuple[Rule, str, tuple[str, ...]]] = [
        *((e, "level", (e.level,)) for e in card.events if e.level == "大赛"),
        *((phase, "phase", (phase.scope.phase,)) for phase in card.phases),
        *((event, "event", event.scope) for event in card.stages),
        *((group, "group", (*group.scope, group.name)) for group in card.groups),
        *((tier, "tier", (*tier.scope, tier.group, tier.name)) for tier in card.tiers),
        *((score, "measure", (*score.scope, score.group, score.measure)) for score in card.scores),
        *((choice, "policy", (*choice.scope, choice.group, choice.policy)) for choice in card.choices),
        *((point, "id", (point.id,)) for point in card.points),
    ]
    first: dict[tuple[str, tuple[str, ...]], Rule] = {}
    for rule, field, name in named:
        before = first.setdefault((field, tuple(name)), rule)
        if before is not rule and any(name):
            shown = "·".join(part for part in name if part)
            yield sheets.finding("RULE_REPEATED", rule, field, ((before, field),), name=shown)


def events_complete(sheets: CardSheets) -> Iterator[Finding]:
    """The contest's own row, names of phases and events, and phases that exist."""
    card = sheets.card
    if card.contest is None:
        yield Finding("CONTEST_MISSING", _header(sheets, "rule_events"))
    if not card.stages:
        yield Finding("EVENTS_MISSING", _header(sheets, "rule_events"))
    phases = {phase.scope.phase for phase in card.phases}
    for event in card.events:
        if event.level == "活动" and not event.scope.event:
            yield sheets.finding("VALUE_MISSING", event, "event", field="活动", example="活动1")
        if event.level == "期次" and not event.scope.phase:
            yield sheets.finding("VALUE_MISSING", event, "phase", field="期次", example="第一期")
        if event.level == "活动" and event.scope.phase and event.scope.phase not in phases:
            yield sheets.finding("RULE_UNKNOWN", event, "phase", what="期次", where="规则_活动")


def _header(sheets: CardSheets, fmt: str) -> Place:
    table = sheets.tables[fmt]
    return Place(table.file, table.sheet, table.header)


def scopes_exist(sheets: CardSheets) -> Iterator[Finding]:
    """期次, 活动 and 组别 of every rule are on 规则_活动 and 规则_组别."""
    card = sheets.card
    stages = {event.scope for event in card.stages}
    phases = {scope.phase for scope in stages} | {phase.scope.phase for phase in card.phases}
    events = {scope.event for scope in stages}
    groups = {(group.scope, group.name) for group in card.groups}
    rules: list[Rule] = [
        *card.groups, *card.conditions, *card.tiers, *card.duties, *card.scores, *card.choices, *card.points
    ]  # fmt: skip
    for rule in rules:
        phase, event = rule.scope
        exact = isinstance(rule, Group | Tier)  # a rule of prizes is of one event
        if (phase and phase not in phases) or (
            exact and event in events and not phase and rule.scope not in stages
        ):
            yield sheets.finding("RULE_UNKNOWN", rule, "phase", what="期次", where="规则_活动")
        elif event and (rule.scope not in stages if phase or exact else event not in events):
            yield sheets.finding("RULE_UNKNOWN", rule, "event", what="活动", where="规则_活动")
        elif isinstance(rule, Condition | Tier | Score | Choice) and rule.group:
            named = {name for scope, name in groups if rule.scope.covers(scope)}
            if rule.group not in named:
                yield sheets.finding("RULE_UNKNOWN", rule, "group", what="组别", where="规则_组别")


def conditions_measure(sheets: CardSheets) -> Iterator[Finding]:
    """A threshold has a number and the measure's unit; words are given where words are compared."""
    for rule in sheets.card.conditions:
        measure = MEASURES.get(rule.measure)
        textual = rule.relation in ("属于", "包含") or (measure is not None and measure.kind != "number")
        if rule.measure and measure is None:
            yield sheets.finding("MEASURE_UNKNOWN", rule, "measure")
        if textual:
            if not rule.words:
                yield sheets.finding("VALUE_MISSING", rule, "words", field="内容", example="在校大学生")
            elif measure is not None and measure.kind == "number":
                yield sheets.finding("RELATION_UNFIT", rule, "relation", measure=rule.measure)
            continue
        if rule.number is None and not rule.words and not sheets.unreadable(rule, "number"):
            yield sheets.finding("VALUE_MISSING", rule, "number", field="数值", example="10000")
        if rule.number is None or sheets.unreadable(rule, "unit"):
            continue
        base = UNITS[rule.unit].measures if rule.unit else ""
        if not rule.unit or (measure is not None and base != measure.unit):
            fits = words.listed(u for u, unit in UNITS.items() if measure and unit.measures == measure.unit)
            shown = f"应为{fits}" if fits else "不能空着"
            yield sheets.finding("UNIT_UNFIT", rule, "unit", measure=rule.measure, fits=shown)


def scopes_have_groups(sheets: CardSheets) -> Iterator[Finding]:
    """A condition that sorts people into groups says which one."""
    for rule in sheets.card.conditions:
        if rule.use == "归组" and not rule.group:
            yield sheets.finding("VALUE_MISSING", rule, "group", field="组别", example="新秀组")


def policies_there(sheets: CardSheets) -> Iterator[Finding]:
    """Every policy stands on the card for every event that gives prizes in 元: none has a default."""
    card = sheets.card
    lacking: dict[str, list[str]] = {}
    for event in card.stages:
        if any(tier.unit == "元" and tier.scope == event.scope for tier in card.tiers):
            there = {c.policy for c in card.choices if c.scope.covers(event.scope) and not c.group}
            missing = words.listed(policy.name for policy in POLICIES if policy.name not in there)
            if missing:
                lacking.setdefault(missing, []).append(event.scope.label)
    for names, events in lacking.items():
        context = {"names": names, "events": words.listed(events)}
        yield Finding("POLICY_MISSING", _header(sheets, "rule_policies"), context=context)
