"""Looking up merged ranges: which anchor holds the value of a cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbook.model import Cell, Range

_LARGEST = 20_000
"""A merged range over more cells (whole columns) is decoration, not a table; it carries nothing down."""


def anchors(merged: Iterable[Range]) -> dict[Cell, Cell]:
    """Every cell inside a merged range, the anchor itself included -> that range's anchor."""
    found: dict[Cell, Cell] = {}
    for area in merged:
        if (area.bottom - area.top + 1) * (area.right - area.left + 1) > _LARGEST:
            continue
        for row in range(area.top, area.bottom + 1):
            for col in range(area.left, area.right + 1):
                found[Cell(row, col)] = area.anchor
    return found


def right_of(cell: Cell, by_anchor: Mapping[Cell, Range]) -> Cell:
    """The cell right of a cell, or right of the merged range it anchors."""
    area = by_anchor.get(cell)
    return Cell(cell.row, (area.right if area else cell.col) + 1)


def below(cell: Cell, by_anchor: Mapping[Cell, Range]) -> Cell:
    """The cell below a cell, or below the merged range it anchors."""
    area = by_anchor.get(cell)
    return Cell((area.bottom if area else cell.row) + 1, cell.col)
