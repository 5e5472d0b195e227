"""What entrants claim to have sold, session by session, and how good the source is; and what the ledger has to say to it.

利通 often has no order export but reports and screenshots: 数据来源等级 says which, the least that counts is a decision.
A difference is explained only by a set of the entrant's own lines that comes to it to the fen; else it stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from schemas.common import GRADES
from workbook.eligibility.figures import money_words
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import Work
from workbook.ledger.attribution import SESSIONS

_MOST: Final = 12
"""Sums of so many kinds of lines are tried together: 4,096 sets."""

Named = tuple[str, str]
"""An entrant's number and the label of an event."""


@dataclass(frozen=True)
class Claim:
    """What the sessions of an entrant in an event claim. fen; grade: the worst of them, "" where one has none.

    below   fen of it whose grade is below the least that counts
    """

    fen: int
    grade: str
    below: int = 0


def claims(work: Work, entrants: Entrants, least: str = "") -> dict[Named, Claim]:
    """The claims of 场次, added up. least: the lowest 数据来源等级 that counts, "" while nobody decided."""
    found: dict[Named, list[tuple[int, str]]] = {}
    for row in work.rows(SESSIONS):
        key, scope = entrants.of.get((SESSIONS, row["record"])), work.scope(row)
        if key is not None and scope is not None and row["sales"] is not None:
            found.setdefault((key, scope.label), []).append((row["sales"], row["grade"] or ""))
    return {named: _claim(parts, least) for named, parts in found.items()}


def _claim(parts: Sequence[tuple[int, str]], least: str) -> Claim:
    grades = {grade for _, grade in parts}
    worst = "" if "" in grades else max(grades, key=GRADES.index)
    below = sum(fen for fen, grade in parts if least and not counts(grade, least))
    return Claim(sum(fen for fen, _ in parts), worst, below)


def counts(grade: str, least: str) -> bool:
    """Whether a source is good enough; one that nobody named is not."""
    return grade in GRADES and GRADES.index(grade) <= GRADES.index(least)


@dataclass(frozen=True)
class Explained:
    """A difference between claim and ledger. explained + residual == gap, fen.

    words   which lines come to it; certain: only one set of kinds does
    """

    gap: int
    explained: int
    words: str
    certain: bool

    @property
    def residual(self) -> int:
        """What nothing explains."""
        return self.gap - self.explained


def explain(gap: int, lines: Mapping[str, tuple[int, int]]) -> Explained:
    """A difference by the entrant's own lines: kind -> (how many, fen they would add to the ledger's net).

    The smallest set of kinds that comes to the gap to the fen explains it; where several do, it is only suggested.
    """
    if gap == 0:
        return Explained(0, 0, "", True)
    kinds = [kind for kind, (_, fen) in lines.items() if fen][:_MOST]
    for size in range(1, len(kinds) + 1):
        fits = [those for those in combinations(kinds, size) if sum(lines[k][1] for k in those) == gap]
        if fits:
            return Explained(gap, gap, _words(fits[0], lines, len(fits) > 1), len(fits) == 1)
    return Explained(gap, 0, f"对不上，差{money_words(abs(gap))}", False)


def _words(kinds: Iterable[str], lines: Mapping[str, tuple[int, int]], several: bool) -> str:
    parts = [f"{kind}{lines[kind][0]}行 {_signed(lines[kind][1])}" for kind in kinds]
    return ("可能是：" if several else "") + "；".join(parts)


def _signed(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{money_words(abs(fen))}"
