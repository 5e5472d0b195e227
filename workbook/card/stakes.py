"""What rests on an open point: the events it holds up, and the prizes of those events.

A point never holds up an event it does not speak of: E1 can become final while E6 is still open.
"""

from __future__ import annotations

from schemas.contest import AWARD_UNITS, Card, Event, Point
from workbook.card import words


def events_of(card: Card, point: Point) -> tuple[Event, ...]:
    """The events a point speaks of."""
    return tuple(event for event in card.stages if point.concerns(event.scope))


def stakes(card: Card, point: Point, event: Event | None = None) -> dict[str, int]:
    """Unit -> the prizes a point holds up (元 in fen), of all its events or of one; nothing where it holds up nothing."""
    if not point.blocks:
        return {}
    events = events_of(card, point) if event is None else (event,)
    scopes = {event.scope for event in events}
    tiers = [tier for tier in card.tiers if tier.scope in scopes]
    sums = {unit: sum(t.total for t in tiers if t.unit == unit) for unit in AWARD_UNITS}
    return {unit: total for unit, total in sums.items() if total}


def stake_words(card: Card, point: Point, event: Event | None = None) -> str:
    """105,000 元, or 不涉及奖金."""
    found = [words.amount(total, unit) for unit, total in stakes(card, point, event).items()]
    return "，".join(found) or "不涉及奖金"


def open_points(card: Card, event: Event | None = None) -> list[Point]:
    """The open points that hold something up, of one event or of all; the most money first, then as on the sheet."""
    found = [p for p in card.points if p.open and p.blocks and (event is None or event in events_of(card, p))]
    return sorted(found, key=lambda point: (-_weight(card, point, event), point.row))


def _weight(card: Card, point: Point, event: Event | None) -> int:
    """元 in fen outweigh 个: the two are never added, only ordered."""
    sums = stakes(card, point, event)
    return sums.get("元", 0) or sums.get("个", 0)


def tax_effects(card: Card, point: Point, event: Event | None = None) -> list[str]:
    """What 奖金个税 moves: 20 % of each prize withheld, or paid on top so that the winner gets all of it.

    个人所得税法 art. 3(3): 偶然所得 20 %; half a fen up, per prize. What the organiser adds is a quarter of the prize.
    """
    if not any(choice.policy == "奖金个税" and point.id in choice.points for choice in card.choices):
        return []
    events = events_of(card, point) if event is None else (event,)
    scopes = {event.scope for event in events}
    tiers = [tier for tier in card.tiers if tier.scope in scopes and tier.unit == "元"]
    withheld, added = (sum((t.places or 0) * _share(t.amount or 0, part) for t in tiers) for part in (5, 4))
    return [
        f"税前：共代扣 {words.amount(withheld, '元')}，获奖者实得少这么多",
        f"税后：主办方另付 {words.amount(added, '元')}，预算要增加这么多",
    ]


def _share(fen: int, part: int) -> int:
    """One part of so many, half a fen up."""
    return (2 * fen + part) // (2 * part)
