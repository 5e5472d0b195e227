"""对账明细: the lines of the ledgers that did not simply count, and the links from 对账汇总 to the first of each state.

Rows of a scope are used again in order and what is left of them is emptied, as 对账汇总 does it. The workbook does not
tell where links are: they are where the sheets say, before and after, so a second run writes none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbook.edits import Edit, Link, Scalar, SetCell, Unlink
from workbook.ledger import states
from workbook.ledger.detail import Details
from workbook.ledger.sheet import yuan
from workbook.ledger.summary import GAP, LEDGER_SUM, SUM, TIED, Run
from workbook.merge.tables import OwnTable
from workbook.model import Cell

DETAIL: Final = "对账明细"
_NO_LINES: Final = frozenset((SUM, LEDGER_SUM, GAP, *TIED, states.WORDS[states.COUNTED], ""))
"""What 对账汇总 says in 去向 of rows that have no lines in 对账明细."""
_STATES: Final = {state.code: state for state in states.STATES}

_Named = tuple[str, str]
"""A scope and a state, as the sheets have them."""


def write_details(table: OwnTable, found: Details, names: Mapping[str, str], run: Run) -> None:
    """Write the lines of a run."""
    free, scope = iter(_free(table, run)), run.scope
    for line in found.rows.iter_rows(named=True):
        state = _STATES[line["state"]]
        cells: dict[str, Scalar] = {
            "scope": scope, "file": line["file"], "line": float(line["line"]), "order": line["order"],
            "state": state.word, "why": state.why, "key": line["key"], "name": names.get(line["key"] or ""),
            "event": line["event"], "paid": _shown(line["paid"]), "refunds": _shown(line["refund"]),
        }  # fmt: skip
        _put(table, next(free, None), cells)
    if found.more:
        why = f"还有 {found.more:,} 行没有列在这里：核对时加 --lines 文件.csv，可写出流水的每一行。"
        _put(table, next(free, None), {"scope": scope, "why": why})
    for row in free:
        _put(table, row, {})


def links(summary: OwnTable, details: OwnTable) -> list[Edit]:
    """The edits by which every state in 对账汇总 leads to its first line in 对账明细, or to the row that tells of more."""
    before, now = ({row: place for row, place in _links(summary, details, after)} for after in (False, True))
    still = not any((one.edits or one.added) for one in (summary, details))
    if still and before == now:
        return []
    column = summary.columns["state"]
    gone = [
        Unlink(summary.sheet.name, Cell(row, column), protected="allow") for row in before if row not in now
    ]
    new = [
        Link(summary.sheet.name, Cell(row, column), f"'{details.sheet.name}'!{place}", protected="allow")
        for row, place in now.items()
    ]
    return [*gone, *new]


def _links(summary: OwnTable, details: OwnTable, after: bool) -> list[tuple[int, str]]:
    """Rows of 对账汇总 and the cells of 对账明细 they lead to: as the sheets are, or as they will be."""
    first: dict[_Named, int] = {}
    for row, named in _rows(details, after):
        first.setdefault(named, row)
    letter = details.letter("scope")
    found = []
    for row, (scope, state) in _rows(summary, after):
        place = None if state in _NO_LINES else first.get((scope, state), first.get((scope, "")))
        if place is not None:
            found.append((row, f"{letter}{place}"))
    return found


def _rows(table: OwnTable, after: bool) -> list[tuple[int, _Named]]:
    """Each row that says a scope, with its state."""
    columns = [table.columns[name] for name in ("scope", "state")]
    written = {edit.cell: edit.value for edit in table.edits if after and isinstance(edit, SetCell)}
    found = []
    for row in range(table.header + 1, table.last + 1):
        cells = (Cell(row, col) for col in columns)
        scope, state = (
            str(written.get(cell, table.sheet.columns[cell.col - 1][row - 1]) or "").strip() for cell in cells
        )
        if scope:
            found.append((row, (scope, state)))
    for row, values in enumerate(table.added if after else (), table.last + 1):
        scope, state = (str(values[col - 1] or "") for col in columns)
        found.append((row, (scope, state)))
    return found


def _free(table: OwnTable, run: Run) -> list[int]:
    """The rows that may be written: those the run replaces, and those in which nothing stands at all."""
    ours = {row for row in table.rows() if run.replaces(table.text(row, "scope"))}
    columns = table.sheet.columns
    blank = (
        row
        for row in range(table.header + 1, table.last + 1)
        if all(column[row - 1] in (None, "") for column in columns)
    )
    return sorted(ours.union(blank))


def _put(table: OwnTable, row: int | None, cells: Mapping[str, Scalar]) -> None:
    if row is None:
        table.add(cells)
        return
    for name in table.columns:
        table.write(row, name, cells.get(name))


def _shown(fen: int | None) -> float | None:
    return None if fen is None else yuan(fen)
