"""定稿签批单: what is approved, as it is printed and signed. Drawing it is left to `xlsx.making.approval`."""

from __future__ import annotations

from typing import NamedTuple

from schemas.contest import Card, Scope
from workbook.awards.sources import FINAL
from workbook.merge.tables import own_table
from workbook.model import Book
from workbook.seal.parts import AWARDS
from workbook.seal.record import Marks, Signed, Sums


class TierLine(NamedTuple):
    """One tier: who has its prizes (K0013 陈怡轩), seats nobody took, fen."""

    group: str
    tier: str
    winners: tuple[str, ...]
    vacant: int
    total: int


class Approval(NamedTuple):
    """One paper."""

    contest: str
    event: str
    title: str
    tiers: tuple[TierLine, ...]
    signed: Signed
    sums: Sums
    code: str
    previous: str


def approval_of(
    card: Card, book: Book, scope: Scope, signed: Signed, sums: Sums, marks: Marks, previous: str
) -> Approval:
    """The paper of an event, by its rows of 奖金分配表."""
    title = next((event.title for event in card.stages if event.scope == scope), "")
    contest = card.contest.title if card.contest else ""
    return Approval(contest, scope.label, title, _tiers(book, scope), signed, sums, marks.code, previous)


def _tiers(book: Book, scope: Scope) -> tuple[TierLine, ...]:
    table = own_table(book, AWARDS)
    found: dict[tuple[str, str], TierLine] = {}
    for row in table.rows():
        if table.scope(row) != scope:
            continue
        names = table.text(row, "group"), table.text(row, "tier")
        line = found.get(names, TierLine(*names, (), 0, 0))
        amount, key = table.value(row, "amount"), table.text(row, "key")
        if table.text(row, "state") == FINAL and key:
            won = (*line.winners, f"{key} {table.text(row, 'name')}")
            fen = round(amount * 100) if isinstance(amount, float) else 0
            found[names] = line._replace(winners=won, total=line.total + fen)
        else:
            found[names] = line._replace(vacant=line.vacant + 1)
    return tuple(found.values())
