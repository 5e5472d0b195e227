"""What entrants claim to have sold, session by session, how good the source is, and which claims cannot be used.

利通 often has no order export but reports and screenshots: 数据来源等级 says which, the least that counts is a decision.
What explains the difference to the ledger is left to `differences`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from schemas.common import GRADES
from schemas.contest import Scope
from workbook.codes import severity
from workbook.eligibility.persons import Entrants, unclear
from workbook.eligibility.work import Row, Rows, Work
from workbook.ledger.attribution import SESSIONS
from workbook.model import Finding, Place

Named = tuple[str, str]
"""An entrant's number and the label of an event."""

_TOLD: Final = ("error", "warning")


@dataclass(frozen=True)
class Claim:
    """What the sessions of an entrant in an event claim. fen; grade: the worst of them, "" where one has none.

    below   fen of it whose grade is below the least that counts
    """

    fen: int
    grade: str
    below: int = 0


@dataclass(frozen=True)
class Explained:
    """A difference between claim and ledger. explained + residual == gap, fen.

    words   which lines come to it; certain: only they do, so that it is explained; found: there are such lines
    """

    gap: int
    explained: int
    words: str
    certain: bool
    found: bool = True

    @property
    def residual(self) -> int:
        """What nothing explains for sure."""
        return self.gap - self.explained


class Claims(NamedTuple):
    """What was claimed.

    of        by entrant and event
    unread    who has a claim that cannot be used: True: it is of them; False: it may be
    findings  at the cells of such claims
    """

    of: Mapping[Named, Claim]
    unread: Mapping[Named, bool]
    findings: Sequence[Finding]


def claims(work: Work, entrants: Entrants, least: Mapping[Scope, str]) -> Claims:
    """The claims of 场次, added up.

    least   the events asked about -> the lowest 数据来源等级 that counts, "" while nobody decided
    """
    sessions = work.rows(SESSIONS)
    found: dict[Named, list[tuple[int, str]]] = {}
    unread: dict[Named, bool] = {}
    unused: list[tuple[Row, _Unused]] = []
    for row in sessions:
        if row["sales"] is None and not sessions.unreadable(row, "sales"):
            continue
        key, scope = entrants.of.get((SESSIONS, row["record"])), work.scope(row)
        why = _unused(row, key, scope)
        if why is None and key is not None and scope is not None:
            found.setdefault((key, scope.label), []).append((row["sales"], row["grade"] or ""))
            continue
        for named in _perhaps(work, entrants, row, key, scope):
            unread[named] = unread.get(named, False) or (key is not None and scope is not None)
        if why is not None and (scope is None or scope in least):
            unused.append((row, why))
    grades = {scope.label: grade for scope, grade in least.items()}
    added = {named: _claim(parts, grades.get(named[1], "")) for named, parts in found.items()}
    return Claims(added, unread, tuple(_findings(work, entrants, sessions, unused)))


def _claim(parts: Sequence[tuple[int, str]], least: str) -> Claim:
    grades = {grade for _, grade in parts}
    worst = "" if "" in grades else max(grades, key=GRADES.index)
    below = sum(fen for fen, grade in parts if least and not counts(grade, least))
    return Claim(sum(fen for fen, _ in parts), worst, below)


def counts(grade: str, least: str) -> bool:
    """Whether a source is good enough; one that nobody named is not."""
    return grade in GRADES and GRADES.index(grade) <= GRADES.index(least)


# ---- claims that cannot be used


class _Unused(NamedTuple):
    """Why a claim cannot be used, and the fields that are at fault."""

    why: str
    fields: tuple[str, ...]


def _unused(row: Row, key: str | None, scope: Scope | None) -> _Unused | None:
    if key is None:
        return _Unused("不知道是谁的", ("key", "name"))
    if scope is None:
        return _Unused("不知道是哪个活动的", ("event", "phase"))
    return _Unused("金额读不出", ("sales",)) if row["sales"] is None else None


def _perhaps(
    work: Work, entrants: Entrants, row: Row, key: str | None, scope: Scope | None
) -> Iterator[Named]:
    """Whose claim it may be, in which event."""
    keys = [key] if key is not None else [one for one in entrants.named(row) or entrants.alike(row) if one]
    alike = [one for one in work.stages if one.phase == row["phase"]] or list(work.stages)
    for one in [scope] if scope is not None else alike:
        yield from ((may_be, one.label) for may_be in keys)


def _findings(
    work: Work, entrants: Entrants, sessions: Rows, unused: Iterable[tuple[Row, _Unused]]
) -> Iterator[Finding]:
    """What is known of these cells already; where nothing is, that the claim was not used."""
    unused = list(unused)
    known: dict[Place, list[Finding]] = {}
    for finding in (*work.findings, *unclear(work, entrants)) if unused else ():
        if finding.at.sheet == SESSIONS and severity(finding.code) in _TOLD:
            known.setdefault(finding.at, []).append(finding)
    for row, (why, fields) in unused:
        told = [finding for name in fields for finding in known.get(sessions.place(row, name), ())]
        yield from told or [sessions.finding("CLAIM_UNUSED", row, "sales", {"why": why})]
