"""The rows of one event on a sheet of results, written anew: what stood there is used again in order, the rest is emptied.

Each row carries a proof of what we wrote. A row that a person changed is told and made right; one that a person added is
told and left alone. What stands in columns people own goes along with its entrant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.edits import Scalar
from workbook.merge.tables import OwnTable
from workbook.model import Cell, Finding
from workbook.proof import code, proof, stamp

_FORMULA = "="
"""Stands for a live formula in the proof: its value follows other cells."""


class Live(NamedTuple):
    """A formula, # for its row, and the value it has."""

    formula: str
    value: Scalar


class Written(NamedTuple):
    """One row: plain cells and live ones, by column; kept: what its stamp keeps (see FINAL_STAMP)."""

    cells: Mapping[str, Scalar]
    live: Mapping[str, Live] = {}
    kept: tuple[str, ...] = ()


FINAL_STAMP: Final = "D"
"""In the stamp of a final row, behind its proof; then the number of whoever's prize was cancelled, if its seat is vacant."""


def mine(table: OwnTable, scope: Scope) -> list[int]:
    """The rows of an event that we wrote."""
    return [row for row in table.rows() if table.scope(row) == scope and table.text(row, "rules")]


def strangers(table: OwnTable, scope: Scope) -> list[int]:
    """Rows of an event that somebody typed."""
    return [row for row in table.rows() if table.scope(row) == scope and not table.text(row, "rules")]


def final_rows(table: OwnTable) -> list[int]:
    """The rows of all events that were written as final, whatever somebody typed over them since."""
    return [row for row in table.rows() if proof(table.text(row, "rules")).decision == FINAL_STAMP]


def changed(table: OwnTable, scope: Scope) -> Iterator[int]:
    """Rows of an event in which somebody changed what we wrote."""
    for row in mine(table, scope):
        known = proof(table.text(row, "rules"))
        if known.row != code(_there(table, row)):
            yield row


def _ours(table: OwnTable) -> list[str]:
    """The columns that are proved: all but those people fill in and the proof itself."""
    return [name for name in table.columns if name not in ("rules", "jury", "remark")]


def _there(table: OwnTable, row: int) -> list[Scalar]:
    found: list[Scalar] = []
    for name in sorted(_ours(table)):
        value = table.value(row, name)
        live = Cell(row, table.columns[name]) in table.sheet.facts.formulas
        found.append(_FORMULA if live else value if isinstance(value, float | str) else None)
    return found


def write(table: OwnTable, scope: Scope, rows: Sequence[Written], mark: str) -> list[int]:
    """Write the rows of an event; -> where each of them stands."""
    free, at = mine(table, scope), []
    for number, written in enumerate(rows):
        said = {name: _FORMULA if name in written.live else written.cells.get(name) for name in _ours(table)}
        proved = stamp(mark, code(said[name] for name in sorted(said)), *written.kept)
        cells = {**written.cells, "rules": proved}
        if number < len(free):
            row = free[number]
            for name in table.columns:
                if name not in written.live:
                    table.write(row, name, cells.get(name))
        else:
            row = table.add(cells)
        at.append(row)
        for name, live in written.live.items():
            table.live(row, name, live.formula.replace("#", str(row)), live.value)
    for row in free[len(rows) :]:
        for name in table.columns:
            table.write(row, name, None)
    return at


def edited(
    table: OwnTable, scope: Scope, rows: Sequence[Written], told: str, who: str = "name"
) -> Iterator[Finding]:
    """What people changed in our rows of an event, each at the first cell that says something else than it will."""
    places = {row: number for number, row in enumerate(mine(table, scope))}
    for row in changed(table, scope):
        number = places[row]
        after = rows[number] if number < len(rows) else Written({})
        name = _first_other(table, row, after) or who
        context = {"field": table.title(name)}
        value = table.text(row, name) or None
        yield Finding(told, table.at(row, name), (table.text(row, who),), name, value, None, context)


def _first_other(table: OwnTable, row: int, after: Written) -> str:
    """What differs for another reason than that a draft becomes final, else what differs."""
    doubtful = ""
    for name in _ours(table):
        live = Cell(row, table.columns[name]) in table.sheet.facts.formulas
        if live and name in after.live:
            continue  # its value follows other cells
        same = (table.value(row, name) or None) == (after.cells.get(name) or None)
        if live or (name == "state" and not same):
            doubtful = doubtful or name
        elif name in after.live or not same:
            return name
    return doubtful
