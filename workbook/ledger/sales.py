"""Per entrant and event: what the ledger has, what was claimed, what explains the difference, and what counts.

Where an event has orders their net counts. Where it has none, claims of a source that is good enough do; which is good
enough is a decision (policy 数据来源最低等级), and while it is open such claims do not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.eligibility.figures import money_words
from workbook.ledger import states
from workbook.ledger.claims import Claim, explain
from workbook.ledger.sheet import Sale, Sold

_GIVEN_BACK: Final = (states.PART_REFUND,)
_ADDS: Final = (
    states.REFUNDED,
    states.CLOSED,
    states.OUTSIDE,
    states.NOT_ENTERED,
    states.OVERLAPPING,
    states.DUPLICATE,
    states.MAIN_AGAIN,
    states.DIFFERING,
    states.NEGATIVE,
    states.OVER_REFUND,
)
"""Lines somebody may have claimed although they do not count: what they were paid."""


class Kind(NamedTuple):
    """The lines of one entrant that ended in one state. event: "" where they are of none. fen"""

    key: str
    event: str
    state: str
    lines: int
    paid: int
    refunds: int


@dataclass(frozen=True)
class Basis:
    """What the rows rest on.

    names    the entrant's number -> its name
    entries  event -> the numbers of its entrants, in the order of 报名
    sold     (number, label of the event) -> what the ledger has; claims: what was claimed
    least    Scope -> the least 数据来源等级 that counts, "" while it is open
    """

    names: Mapping[str, str]
    entries: Mapping[Scope, Sequence[str]]
    sold: Mapping[tuple[str, str], Sold]
    claims: Mapping[tuple[str, str], Claim]
    kinds: Sequence[Kind] = ()
    least: Mapping[Scope, str] = field(default_factory=dict)

    def lines_of(self, key: str, label: str) -> dict[str, tuple[int, int]]:
        """The lines of an entrant that may explain a difference in an event: word -> how many, fen they would add."""
        found: dict[str, tuple[int, int]] = {}
        for kind in self.kinds:
            if kind.key != key or kind.event not in ("", label):
                continue
            given_back = kind.state in _GIVEN_BACK
            if given_back or kind.state in _ADDS:
                count, fen = found.get(states.WORDS[kind.state], (0, 0))
                more = kind.refunds if given_back else kind.paid
                found[states.WORDS[kind.state]] = count + kind.lines, fen + more
        return found


def sales(basis: Basis, scopes: Collection[Scope]) -> Iterator[Sale]:
    """The rows of 销售额核对 of these events: everybody who entered, and whoever has orders or claims besides."""
    for scope in scopes:
        label = scope.label
        others = (key for key, event in (*basis.sold, *basis.claims) if event == label)
        covered = any(event == label for _, event in basis.sold)
        for key in dict.fromkeys((*basis.entries.get(scope, ()), *others)):
            yield _sale(basis, key, scope, covered)


def _sale(basis: Basis, key: str, scope: Scope, covered: bool) -> Sale:
    named = key, scope.label
    claim = basis.claims.get(named)
    sold = basis.sold.get(named, Sold()) if covered else None
    explained = None
    if sold is not None and claim is not None:
        explained = explain(claim.fen - sold.net, basis.lines_of(*named))
    counted, why = _counted(sold, claim, basis.least.get(scope, ""))
    words = [why, explained.words if explained else ""]
    return Sale(
        key, basis.names.get(key, ""), scope, sold, claim, explained, counted, "；".join(filter(None, words))
    )


def _counted(sold: Sold | None, claim: Claim | None, least: str) -> tuple[int | None, str]:
    """What counts, and why it is not the ledger's net."""
    if sold is not None:
        return sold.net, ""
    if claim is None:
        return None, "没有流水，也没有申报"
    if not least:
        return None, "没有流水；数据来源最低等级还没定"
    if claim.below:
        return claim.fen - claim.below, f"没有流水，按申报；{money_words(claim.below)}来源低于{least}"
    return claim.fen, "没有流水，按申报"
