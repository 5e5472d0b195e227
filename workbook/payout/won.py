"""The prizes that are to be paid: the final rows of 奖金分配表, as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from schemas.contest import Scope
from workbook.awards import rows
from workbook.awards.sources import FINAL
from workbook.merge.tables import OwnTable
from workbook.model import Finding, Place


class Prize(NamedTuple):
    """One prize of a final event, in fen; at: its row."""

    scope: Scope
    group: str
    tier: str
    key: str
    name: str
    fen: int
    at: Place


def prizes_won(awards: OwnTable, scope: Scope) -> list[Prize]:
    """The prizes of an event that somebody has, in the order of the sheet."""
    found = []
    for row in rows.final_rows(awards):
        amount, key = awards.value(row, "amount"), awards.text(row, "key").upper()
        if awards.scope(row) == scope and awards.text(row, "state") == FINAL and isinstance(amount, float):
            group, tier, name = (awards.text(row, column) for column in ("group", "tier", "name"))
            found.append(Prize(scope, group, tier, key, name, round(amount * 100), awards.at(row, "amount")))
    return found


def by_hand(awards: OwnTable, scope: Scope) -> Iterator[Finding]:
    """Rows of a final event that somebody changed, added or copied: nothing is paid by them."""
    wrong = {*rows.changed(awards, scope), *rows.strangers(awards, scope), *_copied(awards, scope)}
    for row in sorted(wrong):
        value = awards.text(row, "amount") or None
        context = {"event": scope.label}
        yield Finding(
            "PAY_AWARD_EDITED",
            awards.at(row, "amount"),
            (awards.text(row, "name"),),
            "amount",
            value,
            None,
            context,
        )


def _copied(awards: OwnTable, scope: Scope) -> Iterator[int]:
    """Rows that give a seat a second time."""
    seen = set()
    for row in rows.mine(awards, scope):
        seat = tuple(awards.text(row, name) for name in ("group", "tier", "seat", "key"))
        if seat in seen:
            yield row
        seen.add(seat)
