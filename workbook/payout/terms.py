"""What was decided about paying out an event: who is paid for a team, who for a firm, and who bears the tax.

Nothing has a default: what nobody decided stays open, and what rests on it stays blank (`money`, `payees`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from schemas.contest import Card, Point, Scope
from workbook.awards.terms import known
from workbook.card.choices import chosen
from workbook.card.read import CardSheets
from workbook.model import Finding, Place

TEAM: Final = "团队奖金"
PAYEE: Final = "收款主体"
TAX: Final = "奖金个税"
ASKED: Final = (TEAM, PAYEE, TAX)
"""Policies that paying out rests on (`schemas.policies`)."""

CAPTAIN, EQUALLY, AGREED = "队长代领", "平均分配", "按约定比例"
AS_ENTERED, PERSONS_ONLY = "按报名主体", "只发个人"
BEFORE_TAX, AFTER_TAX = "税前，代扣20%", "税后，主办方承担"
STEP: Final = "发放"


class PayTerms(NamedTuple):
    """The answers that hold for an event, "" while one is open or is none the program knows."""

    team: str
    payee: str
    tax: str


def pay_terms(card: Card, scope: Scope) -> PayTerms:
    """What was decided for an event."""
    return PayTerms(*(_answer(card, name, scope) for name in ASKED))


def _answer(card: Card, name: str, scope: Scope) -> str:
    found = chosen(card, name, scope)
    return found.answer if found.answers and known(name, found.answers) else ""


def open_points(card: Card, scope: Scope) -> list[Point]:
    """Points that hold up paying this event, in the order of 待确认事项."""
    return [point for point in card.points if point.open and point.concerns(scope) and STEP in point.blocks]


def undecided(sheets: CardSheets, scope: Scope) -> Iterator[Finding]:
    """Policies without an answer that are no open point: not on the card, or answered in words nobody knows."""
    card = sheets.card
    waiting = {point.id for point in open_points(card, scope)}
    for name, answer in zip(ASKED, pay_terms(card, scope), strict=True):
        points = chosen(card, name, scope).points
        if answer or waiting.intersection(points):
            continue
        point = next((found for one in points if (found := card.point(one))), None)
        at = sheets.place(point, "decided") if point else Place(sheets.source, "规则_政策")
        said = point.decided if point else None
        yield Finding("PAY_UNDECIDED", at, (), "decided", said, None, {"name": name}, apart=name)
