"""What rests on an open point: the events it holds up, and the prizes of those events.

A point never holds up an event it does not speak of: E1 can become final while E6 is still open.
"""

from __future__ import annotations

from schemas.contest import AWARD_UNITS, Card, Event, Point
from workbook.card import words


def events_of(card: Card, point: Point) -> tuple[Event, ...]:
    """The events a point speaks of."""
    return tuple(event for event in card.stages if point.concerns(event.scope))


def stakes(card: Card, point: Point) -> dict[str, int]:
    """Unit -> the prizes of the events a point holds up (元 in fen); nothing for a point that holds up nothing."""
    if not point.blocks:
        return {}
    scopes = {event.scope for event in events_of(card, point)}
    sums = {
        unit: sum(t.total for t in card.tiers if t.unit == unit and t.scope in scopes) for unit in AWARD_UNITS
    }
    return {unit: total for unit, total in sums.items() if total}


def stake_words(card: Card, point: Point) -> str:
    """105,000 元, or 不涉及奖金."""
    found = [words.amount(total, unit) for unit, total in stakes(card, point).items()]
    return "，".join(found) or "不涉及奖金"


def open_for(card: Card, event: Event) -> list[Point]:
    """The open points that hold up an event, the most money first, then as they stand on the sheet."""
    found = [p for p in card.points if p.open and p.blocks and event in events_of(card, p)]
    return sorted(found, key=lambda point: (-_weight(card, point), point.row))


def by_weight(card: Card) -> list[Point]:
    """All open points that hold something up, the most money first."""
    found = [point for point in card.points if point.open and point.blocks]
    return sorted(found, key=lambda point: (-_weight(card, point), point.row))


def _weight(card: Card, point: Point) -> int:
    """元 in fen outweigh 个: the two are never added, only ordered."""
    sums = stakes(card, point)
    return sums.get("元", 0) or sums.get("个", 0)
