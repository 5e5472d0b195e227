"""疑点(内部): what looks odd about entrants and is for headquarters alone, never a reason to take anything away.

One person behind several entrants of one event, one phone or account with several entrants. A line is added once; what
people wrote beside it stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.content import folded
from workbook.eligibility.verdict import Judged
from workbook.eligibility.work import ENTRANTS, Work
from workbook.merge.tables import OwnTable

SHEET: Final = "疑点(内部)"
_SHARED: Final = (("id_no", "身份证号相同"), ("phone", "电话相同"), ("account", "账号相同"))


class Doubt(NamedTuple):
    """One line: whom it is about, in which event, what, and what points to it."""

    key: str
    name: str
    phase: str
    event: str
    kind: str
    evidence: str


GONE: Final = "再核对时没有再出现"


def update(
    table: OwnTable, found: Iterable[Doubt], kinds: Collection[str], scopes: Collection[Scope]
) -> None:
    """Bring the lines of some kinds and events up to date: one line for each entrant, event and kind, whose evidence
    follows what is found now; what people wrote beside it stays."""
    there = {
        tuple(table.text(row, name) for name in ("key", "phase", "event", "kind")): row
        for row in table.rows()
        if table.text(row, "kind") in kinds and table.scope(row) in scopes
    }
    for doubt in found:
        row = there.pop((doubt.key, doubt.phase, doubt.event, doubt.kind), None)
        if row is None:
            table.add({name: value or None for name, value in doubt._asdict().items()})
        else:
            table.write(row, "evidence", doubt.evidence)
    for row in there.values():
        table.write(row, "evidence", GONE)


def add(table: OwnTable, found: Iterable[Doubt]) -> None:
    """Write the doubts that are not there yet."""
    there = {
        tuple(table.text(row, name) for name in ("key", "phase", "event", "kind", "evidence"))
        for row in table.rows()
    }
    for doubt in found:
        if (doubt.key, doubt.phase, doubt.event, doubt.kind, doubt.evidence) not in there:
            table.add({name: value or None for name, value in doubt._asdict().items()})


def doubts(work: Work, judged: Judged) -> Iterator[Doubt]:
    """Entrants of one event that share what only one should have."""
    people = {str(row["key"]).upper(): row for row in work.rows(ENTRANTS) if row["key"]}
    for event in dict.fromkeys(verdict.event.scope for verdict in judged.verdicts):
        mine = [v for v in judged.verdicts if v.event.scope == event]
        for field, words in _SHARED:
            first: dict[str, str] = {}
            for verdict in mine:
                value = folded(people[verdict.key][field])
                other = first.setdefault(value, verdict.key)
                if value and other != verdict.key:
                    shown = f"与{other}{words}"
                    yield Doubt(verdict.key, verdict.name, event.phase, event.event, words, shown)
