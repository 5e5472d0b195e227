"""The example of every column as a cell holds it, so that a sheet can be filled in as a careful clerk does."""

from __future__ import annotations

from datetime import date, datetime, time

from schemas import columns as kinds
from schemas.format import CellContext
from schemas.kinds_rules import NUMBER

_TYPED = {
    kinds.DAY: date.fromisoformat,
    kinds.MOMENT: datetime.fromisoformat,
    kinds.CLOCK: time.fromisoformat,
    **dict.fromkeys((kinds.LENGTH, kinds.MONEY, kinds.SALES, kinds.QUANTITY, kinds.COUNT, NUMBER), float),
}


def typed(column):
    """The example after somebody typed it; None where there is none."""
    return _TYPED.get(column.kind, str)(column.example) if column.example else None


def meant(column):
    """What the example says."""
    return column.kind.parse(column.example, CellContext()).value
