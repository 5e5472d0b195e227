"""Which group of an event somebody belongs to by the card's conditions, and never one by default.

A group's conditions are alternatives (或) of comparisons that hold together (且). Somebody whom no group or several
groups take is 暂不能归组: the notice has a hole or an overlap there, and a person must decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from schemas.contest import Card, Condition, Event, Group

Figure: TypeAlias = Decimal | str | bool
"""A measure's value: a number in its base unit, a word, or 是 / 否."""

BY_CONDITION: Final = "按条件"


class Placement(NamedTuple):
    """The groups that take somebody, and the measures nobody has told us."""

    groups: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def group(self) -> str | None:
        """The one group, or None: 暂不能归组."""
        return self.groups[0] if len(self.groups) == 1 and not self.unknown else None


def groups_of(card: Card, event: Event) -> tuple[Group, ...]:
    """The groups of an event that are told apart by conditions."""
    return tuple(g for g in card.groups if g.scope == event.scope and g.by == BY_CONDITION)


def alternatives(card: Card, group: Group) -> tuple[tuple[Condition, ...], ...]:
    """The conditions that make up a group: alternatives of comparisons that hold together."""
    found: dict[str, list[Condition]] = {}
    for condition in card.conditions:
        if condition.use == "归组" and condition.group == group.name and condition.scope.covers(group.scope):
            found.setdefault(condition.alternative, []).append(condition)
    return tuple(tuple(conditions) for conditions in found.values())


def place(card: Card, event: Event, figures: Mapping[str, Figure]) -> Placement:
    """The groups of an event that somebody with these figures belongs to.

    figures   measure -> its value on the day the condition names
    """
    taken: list[str] = []
    unknown: dict[str, None] = {}
    for group in groups_of(card, event):
        verdicts = [_together(conditions, figures, unknown) for conditions in alternatives(card, group)]
        if any(verdicts):
            taken.append(group.name)
    return Placement(tuple(taken), tuple(unknown))


def _together(
    conditions: tuple[Condition, ...], figures: Mapping[str, Figure], unknown: dict[str, None]
) -> bool:
    missing = [c.measure for c in conditions if c.measure not in figures]
    unknown.update(dict.fromkeys(missing))
    return not missing and all(holds(c, figures[c.measure]) for c in conditions)


def holds(condition: Condition, value: Figure) -> bool:
    """Whether a figure meets a condition. A comparison whose threshold could not be read is met by nobody."""
    if isinstance(value, bool):
        return condition.words[:1] == ("是" if value else "否",)
    if isinstance(value, str):
        if condition.relation == "包含":
            return any(word in value for word in condition.words)
        return value in condition.words
    return condition.number is not None and compare(condition.relation, value, condition.number)


def compare(relation: str, value: Decimal, threshold: Decimal) -> bool:
    """以上 and 以下 include the number, 超过 and 低于 do not (民法典 1259)."""
    return {
        "低于": value < threshold,
        "不超过": value <= threshold,
        "等于": value == threshold,
        "不低于": value >= threshold,
        "超过": value > threshold,
    }.get(relation, False)
