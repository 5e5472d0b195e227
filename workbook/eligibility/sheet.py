"""资格审核 and 资格明细: the verdicts as rows, what people decided beside them, and what changed since they did.

Rows of other events are never touched. What we wrote in a row is proved by a short code behind the version of the rules:
a result changed by hand is told and made right again, for decisions have columns of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from schemas.contest import Scope
from workbook.edits import Scalar
from workbook.eligibility import decisions
from workbook.eligibility.verdict import Verdict
from workbook.merge.tables import OwnTable
from workbook.model import Finding
from workbook.proof import code, proof, stamp

SHEET: Final = "资格审核"
DETAILS: Final = "资格明细"
GONE: Final = "已撤回"
_OURS: Final = ("name", "claimed", "group", "result", "why", "points")

Named = tuple[str, Scope]
"""An entrant's number and the event."""


def update(
    table: OwnTable,
    verdicts: Sequence[Verdict],
    scopes: Collection[Scope],
    marks: Mapping[Scope, str],
    groups_of: Mapping[Scope, Collection[str]],
    unclear: Collection[str] = (),
) -> None:
    """Bring 资格审核 up to date for these events; findings about decisions and changed results go to the table.

    marks     event -> the mark of the rules that speak of it; groups_of: the groups it has
    unclear   numbers of entrants of whom an entry names an event that nobody can tell: theirs is not withdrawn
    """
    rows: dict[Named, list[int]] = {}
    for named, there in _named_rows(table, scopes):
        rows.setdefault(named, []).append(there)
    groups: dict[Named, list[str]] = {}
    for verdict in verdicts:
        groups.setdefault((verdict.key, verdict.event.scope), []).append(verdict.group)
    for verdict in verdicts:
        named = verdict.key, verdict.event.scope
        cells: dict[str, Scalar] = {
            "name": verdict.name,
            "claimed": verdict.claimed or None,
            "group": verdict.group or None,
            "result": verdict.result,
            "why": verdict.why,
            "points": " ".join(verdict.points) or None,
        }
        row = _row_of(table, rows.get(named, []), verdict.group, groups[named])
        if row is None:
            phase, event = verdict.event.scope
            rules = stamp(marks[verdict.event.scope], _code(cells))
            table.add({"key": verdict.key, "phase": phase or None, "event": event, **cells, "rules": rules})
        else:
            _bring(table, row, cells, marks[verdict.event.scope])
    decisions.read(table, groups_of)
    for (key, scope), left in rows.items():
        for spare in left:
            if table.text(spare, "group") in groups.get((key, scope), ()):
                table.findings.append(decisions.found(table, spare, "RESULT_TWICE", "key"))
                continue
            kept = {name: table.text(spare, name) or None for name in _OURS}
            told = ("待核", "有一行报名分不清是哪个活动") if key in unclear else (GONE, "报名已撤回或已删除")
            _bring(table, spare, {**kept, "result": told[0], "why": told[1]}, marks[scope])


def _code(cells: Mapping[str, Scalar]) -> str:
    return code(cells.get(name) for name in _OURS)


def told_by_event(table: OwnTable) -> dict[Scope, list[Finding]]:
    """What was found at the rows of the sheet, by the event of each."""
    found: dict[Scope, list[Finding]] = {}
    for finding in table.findings:
        row = finding.at.cell.row if finding.at.cell else 0
        found.setdefault(table.scope(row), []).append(finding)
    return found


def _row_of(table: OwnTable, rows: list[int], group: str, groups: Collection[str]) -> int | None:
    """Take the row of a verdict out of those of its entrant and event: of its group, else of one that is none any more."""
    same = [row for row in rows if table.text(row, "group") == group]
    others = [row for row in rows if table.text(row, "group") not in groups]
    row = next(iter(same + others), None)
    if row is not None:
        rows.remove(row)
    return row


def _named_rows(table: OwnTable, scopes: Collection[Scope]) -> Iterator[tuple[Named, int]]:
    for row in table.rows():
        scope = table.scope(row)
        if scope in scopes and (key := table.text(row, "key").upper()):
            yield (key, scope), row


def _there(table: OwnTable, row: int) -> dict[str, Scalar]:
    return {name: table.text(row, name) or None for name in _OURS}


def edited(table: OwnTable, row: int) -> bool:
    """Whether a person changed what we concluded in a row."""
    known = proof(table.text(row, "rules"))
    return bool(known.row) and known.row != _code(_there(table, row))


def _bring(table: OwnTable, row: int, cells: Mapping[str, Scalar], mark: str) -> None:
    """One row: what a person made of our columns is told and made right, what was decided stays."""
    there = _there(table, row)
    known = proof(table.text(row, "rules"))
    changed = edited(table, row)
    if changed:
        table.findings.append(decisions.found(table, row, "RESULT_EDITED", "result"))
    before = cells if changed or not there["result"] else there
    for name, value in cells.items():
        table.write(row, name, value)
    taken = decisions.taken(table, row)
    decision = code(taken) if any(taken) else ""
    # a decision made anew was made on what the row said until now
    seen = table.text(row, "seen") if known.decision in ("", decision) else ""
    reason = (known.reason if seen else "") or code([before["why"]])
    table.write(row, "rules", stamp(mark, _code(cells), decision, reason if decision else ""))
    decisions.follow(table, row, seen or decisions.label(before), cells, reason == code([cells["why"]]))


def details(table: OwnTable, verdicts: Sequence[Verdict], scopes: Collection[Scope]) -> None:
    """Write 资格明细 of these events: their rows are used again in order, what is left of them is emptied."""
    free = [row for row in table.rows() if table.scope(row) in scopes]
    lines = [cells for verdict in verdicts for cells in _lines(verdict)]
    for row, cells in zip(free, lines, strict=False):
        for name, value in cells.items():
            table.write(row, name, value)
    for row in free[len(lines) :]:
        for name in table.columns:
            table.write(row, name, None)
    for cells in lines[len(free) :]:
        table.add(cells)


def _lines(verdict: Verdict) -> Iterable[dict[str, Scalar]]:
    phase, event = verdict.event.scope
    for line in verdict.lines:
        yield {
            "key": verdict.key,
            "name": verdict.name,
            "phase": phase or None,
            "event": event,
            "measure": line.measure,
            "found": line.found,
            "wanted": line.wanted,
            "verdict": line.word,
            "source": line.source or None,
            "line": None if line.line is None else float(line.line),
            "points": " ".join(line.points) or None,
        }
