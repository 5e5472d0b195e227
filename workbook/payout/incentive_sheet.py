"""The sheet 邮乐奖励金: eleven rows in the usual order of the branches and a sum below, written anew as a whole.

What people typed in 备注 stays with its branch. Each row carries a proof of what we wrote; what was changed by hand is told
and made right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from workbook.awards.rows import Live, Written
from workbook.edits import Scalar
from workbook.merge.tables import OwnTable
from workbook.model import Cell, Finding
from workbook.payout.incentives import Row
from workbook.proof import code, proof, stamp

INCENTIVES: Final = "邮乐奖励金"
SUM: Final = "合计(个)"
_SUMMED: Final = ("schools", "first", "teams", "second", "total")
_SUMMED_OPEN: Final = ("other", "spread")
_THEIRS: Final = ("remark", "rules")


def edited(table: OwnTable) -> Iterator[Finding]:
    """Rows in which somebody changed what we wrote."""
    for row in table.rows():
        if (stamped := table.text(row, "rules")) and proof(stamped).row != _code(_there(table, row)):
            city = table.text(row, "city")
            yield Finding(
                "INCENTIVE_EDITED", table.at(row, "total"), (city,), "total", context={"city": city}
            )


def write(table: OwnTable, rows: Sequence[Row], mark: str) -> None:
    """Write all rows and the sum; what is left below is emptied. mark: of the rules they rest on."""
    remarks = {table.text(row, "city"): table.value(row, "remark") for row in table.rows()}
    first = table.header + 1
    lines = [Written(_cells(number, row)) for number, row in enumerate(rows, 1)]
    lines.append(_sum(table, rows, first))
    for number, written in enumerate(lines):
        city = str(written.cells["city"])
        kept = remarks.get(city)
        said = {**written.cells, "remark": kept if isinstance(kept, str | float) else None}
        _put(
            table, first + number, Written({**said, "rules": stamp(mark, _code(written.cells))}, written.live)
        )
    for row in range(first + len(lines), table.last + 1):
        for name in table.columns:
            if table.value(row, name) is not None:
                table.write(row, name, None)


def _put(table: OwnTable, row: int, written: Written) -> None:
    if row > table.last:
        table.add(written.cells)
    else:
        for name in table.columns:
            if name not in written.live:
                table.write(row, name, written.cells.get(name))
    for name, live in written.live.items():
        table.live(row, name, live.formula, live.value)


def _cells(number: int, row: Row) -> dict[str, Scalar]:
    spread = None if row.other is None else float(row.other - row.total)
    return {
        "seq": float(number),
        "city": row.city,
        "schools": float(row.schools),
        "invited": row.invited,
        "first": float(row.first),
        "teams": float(row.teams),
        "placed": "、".join(f"{one.team}(第{one.rank}名)" for one in row.placed) or None,
        "second": float(row.second),
        "total": float(row.total),
        "other": None if row.other is None else float(row.other),
        "spread": spread,
        "evidence": row.evidence or None,
    }


def _sum(table: OwnTable, rows: Sequence[Row], first: int) -> Written:
    """The sums as live formulas: whoever corrects a figure by hand sees what it makes."""
    cells = [_cells(0, row) for row in rows]
    names = (*_SUMMED, *(_SUMMED_OPEN if any(row.other is not None for row in rows) else ()))
    last = first + len(rows) - 1
    live = {}
    for name in names:
        values = (one[name] for one in cells)
        value = float(sum(value for value in values if isinstance(value, float)))
        letter = table.letter(name)
        live[name] = Live(f"=SUM({letter}{first}:{letter}{last})", value)
    return Written({"city": SUM}, live)


def _code(cells: Mapping[str, Scalar]) -> str:
    return code(cells.get(name) for name in sorted(cells) if name not in _THEIRS and cells[name] is not None)


def _there(table: OwnTable, row: int) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for name in table.columns:
        value = table.value(row, name)
        if (
            isinstance(value, float | str)
            and Cell(row, table.columns[name]) not in table.sheet.facts.formulas
        ):
            found[name] = value
    return found
