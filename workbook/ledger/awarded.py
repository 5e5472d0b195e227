"""The re-check of prizes after a later export: whose basis fell, and whom somebody without a prize has overtaken.

A prize rests on the 得分 of 排名, as long as that is net sales; where there is no ranking (a table filled by hand) on what
the row of 销售额核对 said before. What is found is told at the prize until ranks and prizes are made anew. Nothing is
taken away here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.eligibility.figures import money_words
from workbook.ledger.sheet import Sale
from workbook.merge.tables import OwnTable
from workbook.model import Finding

RANKS: Final = "排名"
AWARDS: Final = "奖金分配表"
NET: Final = "净销售额"
"""The metric that ledgers change."""

Named = tuple[str, Scope]
"""An entrant's number and an event."""


class Ranked(NamedTuple):
    """A row of 排名 that rests on net sales. then: fen it was ranked with."""

    key: str
    scope: Scope
    group: str
    then: int


def ranked(table: OwnTable) -> Iterator[Ranked]:
    """The rows of 排名 whose metric is net sales."""
    for row in table.rows():
        score = table.value(row, "score")
        if table.text(row, "metric") == NET and isinstance(score, float):
            scope = table.scope(row)
            yield Ranked(table.text(row, "key").upper(), scope, table.text(row, "group"), round(score * 100))


def about_awards(
    awards: OwnTable,
    ranks: Collection[Ranked],
    sales: Iterable[Sale],
    changed: Mapping[Named, str],
    scopes: Collection[Scope],
) -> Iterator[tuple[Scope, Finding]]:
    """What the prizes of these events rest on now, each with its event.

    sales    the rows of 销售额核对 as they are now
    changed  how a row's net changed since the ledger before, in words
    """
    now = {(sale.key, sale.scope): sale.counted for sale in sales}
    then = {(one.key, one.scope): one.then for one in ranks}
    rows = [row for row in awards.rows() if awards.text(row, "key")]
    winners = {_named(awards, row) for row in rows}
    others = [one for one in ranks if (one.key, one.scope) not in winners]
    for row in rows:
        named = _named(awards, row)
        if named[1] not in scopes:
            continue
        if named not in now:
            yield named[1], _told(awards, row, "AWARD_BASIS", {"change": "报名已撤回或已删除"})
            continue
        if change := _change(then.get(named), now[named], changed.get(named, "")):
            yield named[1], _told(awards, row, "AWARD_BASIS", {"change": change})
        if named in then and (better := _overtaken(named, awards.text(row, "group"), others, then, now)):
            yield named[1], _told(awards, row, "AWARD_BELOW", better)


def _named(awards: OwnTable, row: int) -> Named:
    return awards.text(row, "key").upper(), awards.scope(row)


def _told(awards: OwnTable, row: int, code: str, words: Mapping[str, str]) -> Finding:
    who = (awards.text(row, "name"),)
    return Finding(code, awards.at(row, "name"), who, "name", None, None, words)


def _change(then: int | None, now: int | None, changed: str) -> str:
    """How the basis of a prize changed for the worse, or in a way nobody can tell; "" where it did not."""
    if then is None:
        return changed
    if now is not None and now >= then:
        return ""
    return f"排名时{money_words(then)}，现{'没有定' if now is None else money_words(now)}"


def _overtaken(
    named: Named,
    group: str,
    others: Iterable[Ranked],
    then: Mapping[Named, int],
    now: Mapping[Named, int | None],
) -> dict[str, str]:
    """Who was ranked behind a winner and stands before it now: the best of them, in words."""
    mine = now[named] or 0
    passed = [
        (other, one.key)
        for one in others
        if (one.scope, one.group) == (named[1], group) and one.then <= then[named]
        if (other := now.get((one.key, one.scope)) or 0) > mine
    ]
    if not passed:
        return {}
    best, key = max(passed)
    return {"mine": money_words(mine), "other": key, "best": money_words(best)}
