"""Orders that look as if somebody bought from themselves: marked for people on the internal sheet, never deducted.

电商 practice knows it as 刷单; who is at fault is found out by people and written into 处罚调整 (policy 投诉与处罚).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import polars as pl

from schemas.contest import Scope
from workbook.content import folded
from workbook.eligibility.figures import money_words
from workbook.eligibility.persons import Entrants
from workbook.eligibility.suspicions import Doubt
from workbook.eligibility.work import ENTRANTS, Work

SELF_BUY: Final = "疑似自买"
MANY: Final = "同一买家多单"
KINDS: Final = (SELF_BUY, MANY)
_MANY_ORDERS: Final = 20
"""So many orders of one buyer with one entrant in one event are shown to people: a figure of ours, not of a notice."""


class Bought(NamedTuple):
    """Orders of one kind: of whom, in which event, how many, fen, of how many buyers."""

    key: str
    event: str
    kind: str
    orders: int
    paid: int
    buyers: int


def buyers_of(work: Work, entrants: Entrants) -> pl.DataFrame:
    """What buyers of an entrant's own side are called: `key`, `buyer` (folded phones and account names)."""
    found: dict[tuple[str, str], None] = {}
    for row in work.rows(ENTRANTS):
        key = str(row["key"] or "").upper()
        people = [row, *(entrants.members_of(key) if key in entrants.by_key else ())]
        for value in (one.get(name) for one in people for name in ("phone", "account", "account_id")):
            if key and folded(value):
                found[key, folded(value)] = None
    return pl.DataFrame(list(found), schema={"key": pl.String, "buyer": pl.String}, orient="row")


def bought(buying: pl.DataFrame, own: pl.DataFrame) -> list[Bought]:
    """Suspicious groups of counted orders.

    buying   what counts by `key`, `event`, `buyer` (folded): `orders`, `paid` (fen)
    own      `buyers_of`
    """
    named = buying.filter(pl.col("buyer") != "")
    selves = named.join(own, on=["key", "buyer"], how="semi")
    many = named.join(own, on=["key", "buyer"], how="anti").filter(pl.col("orders") >= _MANY_ORDERS)
    sums = (pl.col("orders").sum(), pl.col("paid").sum(), pl.len().alias("buyers"))
    found = [
        Bought(row["key"], row["event"], kind, row["orders"], row["paid"], row["buyers"])
        for kind, frame in ((SELF_BUY, selves), (MANY, many))
        for row in frame.group_by("key", "event").agg(*sums).iter_rows(named=True)
    ]
    return sorted(found)


def doubts(groups: Iterable[Bought], names: dict[str, str], scopes: dict[str, Scope]) -> Iterator[Doubt]:
    """As lines of 疑点(内部): counts and sums, no buyer."""
    for group in groups:
        phase, event = scopes[group.event]
        evidence = f"{group.buyers}个买家{group.orders}笔，实付{money_words(group.paid)}"
        yield Doubt(group.key, names.get(group.key, ""), phase, event, group.kind, evidence)
