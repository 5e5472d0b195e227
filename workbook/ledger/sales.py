"""Per entrant and event: what the ledger has, what was claimed, what explains the difference, and what counts.

Where an event has orders their net counts, though it be nothing. Where it has none, claims of a source that is good enough
do; which is good enough is a decision (policy 数据来源最低等级), and while it is open such claims do not count. Nothing
counts yet of somebody whose claim cannot be used, who claims without a line in the ledger, or who did not enter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from schemas.contest import Scope
from workbook.eligibility.figures import money_words
from workbook.ledger.claims import Claim, Explained, Named
from workbook.ledger.differences import explain
from workbook.ledger.gap_lines import Kind, Line, parts_of
from workbook.ledger.sheet import Sale, Sold

_UNREAD = "有一场申报读不出"


@dataclass(frozen=True)
class Basis:
    """What the rows rest on.

    names    the entrant's number -> its name
    entries  event -> the numbers of its entrants, in the order of 报名
    sold     (number, label of the event) -> what the ledger has; claims: what was claimed
    least    Scope -> the least 数据来源等级 that counts, "" while it is open
    unread   who has a claim that cannot be used: True: it is of them; False: it may be
    covered  labels of the events in whose days the ledger has lines; present: who has lines then, whatever became of them
    kinds    number -> its lines by state; lines: those that may explain a difference
    """

    names: Mapping[str, str]
    entries: Mapping[Scope, Sequence[str]]
    sold: Mapping[Named, Sold]
    claims: Mapping[Named, Claim]
    least: Mapping[Scope, str] = field(default_factory=dict)
    unread: Mapping[Named, bool] = field(default_factory=dict)
    covered: Collection[str] = ()
    present: Collection[Named] = ()
    kinds: Mapping[str, Sequence[Kind]] = field(default_factory=dict)
    lines: Mapping[Named, Sequence[Line]] = field(default_factory=dict)

    def ledger(self, named: Named) -> Sold | None:
        """What the ledger has of somebody in an event; None where it has nothing of the event."""
        return self.sold.get(named, Sold()) if named[1] in self.covered else None

    def gap(self, named: Named) -> int | None:
        """Claim less net, fen; None where one of them is not known."""
        sold, claim = self.ledger(named), self.claims.get(named)
        return None if sold is None or claim is None or self.unread.get(named) else claim.fen - sold.net

    def gaps(self, scopes: Collection[Scope]) -> dict[Named, int]:
        """All that differ in these events."""
        labels = {scope.label for scope in scopes}
        found = {named: self.gap(named) for named in self.claims if named[1] in labels}
        return {named: gap for named, gap in found.items() if gap}

    def explained(self, named: Named) -> Explained | None:
        """What lines come to the difference."""
        key, label = named
        if (gap := self.gap(named)) is None:
            return None
        parts = parts_of(label, gap, self.kinds.get(key, ()), self.lines.get(named, ()))
        return explain(gap, parts, self._claiming[key] > 1)

    @cached_property
    def _claiming(self) -> Counter[str]:
        """In how many events somebody claims anything."""
        sure = {named for named, its in self.unread.items() if its}
        return Counter(key for key, _ in {*self.claims, *sure})


class _Counted(NamedTuple):
    """What counts; why it is not the ledger's net, in words and as a code."""

    fen: int | None
    why: str = ""
    told: str = ""


def sales(basis: Basis, scopes: Collection[Scope]) -> Iterator[Sale]:
    """The rows of 销售额核对 of these events: everybody who entered, and whoever has orders or claims besides."""
    for scope in scopes:
        entered = dict.fromkeys(basis.entries.get(scope, ()))
        others = (key for key, event in (*basis.sold, *basis.claims) if event == scope.label)
        for key in dict.fromkeys((*entered, *others)):
            yield _sale(basis, key, scope, key in entered)


def _sale(basis: Basis, key: str, scope: Scope, entered: bool) -> Sale:
    named = key, scope.label
    counted = (
        _counted(basis, named, scope) if entered else _Counted(None, "没报名这个活动", "CLAIM_NOT_ENTERED")
    )
    explained = basis.explained(named)
    silent = counted.told == "CLAIM_NO_ORDERS" and explained is not None and not explained.found
    words = [counted.why, explained.words if explained and not silent else ""]
    return Sale(
        key,
        basis.names.get(key, ""),
        scope,
        basis.ledger(named),
        basis.claims.get(named),
        explained,
        counted.fen,
        "；".join(filter(None, words)),
        counted.told,
    )


def _counted(basis: Basis, named: Named, scope: Scope) -> _Counted:
    """What counts of somebody who entered."""
    sold, claim, unread = basis.ledger(named), basis.claims.get(named), basis.unread.get(named)
    claims = unread is not None or (claim is not None and claim.fen != 0)
    if sold is not None and not unread and (named in basis.present or not claims):
        return _Counted(sold.net)
    if unread is not None:
        return _Counted(None, _UNREAD)
    if sold is not None:
        return _Counted(None, "流水里没有这个主体的订单", "CLAIM_NO_ORDERS")
    return _claimed(claim, basis.least.get(scope, ""))


def _claimed(claim: Claim | None, least: str) -> _Counted:
    """What counts of a claim alone."""
    if claim is None:
        return _Counted(None, "没有流水，也没有申报")
    if not least:
        return _Counted(None, "没有流水；数据来源最低等级还没定", "GRADE_OPEN")
    if claim.below:
        why = f"没有流水，按申报；{money_words(claim.below)}来源低于{least}"
        return _Counted(claim.fen - claim.below, why, "GRADE_LOW")
    return _Counted(claim.fen, "没有流水，按申报")
