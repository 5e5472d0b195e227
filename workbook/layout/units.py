"""Units a header names: 时长(小时), 近一年销售额(万元), or one line above the table: 单位：万元.

A figure read in the wrong unit decides who wins, so a unit is never dropped with the brackets around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from schemas import columns as kinds
from workbook.layout.header import Header
from workbook.layout.region import Notice
from workbook.model import Cell, Sheet

ABOVE: Final = re.compile(r"单位[:：]\s*(人民币)?\s*(?P<unit>万元|元)")
"""One line above a table that names the unit of all its amounts."""


class Unit(NamedTuple):
    """A unit and the cell that names it."""

    unit: str
    cell: Cell


def units_of(sheet: Sheet, header: Header, top: int) -> dict[str, Unit]:
    """Field -> the unit its numbers are in, only where that is not the usual one.

    top   the first row that belongs to the table, title lines included
    """
    above = _line_above(sheet, header, top)
    found: dict[str, Unit] = {}
    for name, col in header.shared.items():
        column = header.format.column(name)
        text = "".join(header.texts.get(col, "").split())
        own = next((unit for unit in column.kind.units if unit in text), "")
        cell = Cell(header.row + header.depth - 1, col)
        if own:
            found[name] = Unit(own, cell)
        elif above and column.kind in (kinds.MONEY, kinds.SALES) and "元" not in text:
            found[name] = above
    return found


def _line_above(sheet: Sheet, header: Header, top: int) -> Unit | None:
    """What a line between the title and the header says of all amounts, where it is not 元."""
    for row in range(max(top, header.row - 6), header.row):
        for col in range(1, sheet.width + 1):
            text = sheet.value(Cell(row, col))
            match = ABOVE.search(text) if isinstance(text, str) and len(text) < 200 else None
            if match and match["unit"] != "元":
                return Unit(match["unit"], Cell(row, col))
    return None


def unit_notices(header: Header, units: Mapping[str, Unit]) -> list[Notice]:
    """Amounts and counts in 万: read so, and asked about. Hours beside minutes are no question."""
    return [
        Notice("UNIT_WAN", unit.cell, context={"column": header.format.column(name).title, "unit": unit.unit})
        for name, unit in units.items()
        if unit.unit.startswith("万")
    ]
