"""Ranges found by the cells they cover: merged cells, links, array formulas. A sheet may have thousands of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, TypeVar

from workbook.model import Cell, Range

_ROWS, _COLUMNS = 32, 1024
"""The sheet is cut into tiles of that size."""
_MANY = 16
"""A range over more tiles than these is listed apart: one range must not cost more than it takes to write it."""

T = TypeVar("T")


def meet(a: Range, b: Range) -> bool:
    """Whether two ranges have a cell in common."""
    return a.top <= b.bottom and b.top <= a.bottom and a.left <= b.right and b.left <= a.right


class Areas(Generic[T]):
    """Things by the range each covers, in the order they were added."""

    def __init__(self) -> None:
        self._tiles: defaultdict[tuple[int, int], dict[int, tuple[Range, T]]] = defaultdict(dict)
        self._wide: dict[int, tuple[Range, T]] = {}
        self._next = 0

    def add(self, area: Range, thing: T) -> None:
        """Add a thing that covers a range."""
        if _count(area) > _MANY:
            self._wide[self._next] = area, thing
        else:
            for tile in _tiles(area):
                self._tiles[tile][self._next] = area, thing
        self._next += 1

    def at(self, cell: Cell) -> list[T]:
        """What covers a cell."""
        return self.meeting(Range(*cell, *cell))

    def meeting(self, area: Range) -> list[T]:
        """What has a cell in common with a range."""
        found = dict(self._wide)
        near = _tiles(area) if _count(area) < len(self._tiles) else list(self._tiles)
        for tile in near:
            found |= self._tiles.get(tile, {})
        return [
            thing
            for _, (place, thing) in sorted(found.items(), key=lambda item: item[0])
            if meet(place, area)
        ]


def _count(area: Range) -> int:
    """How many tiles a range lies on."""
    down = area.bottom // _ROWS - area.top // _ROWS + 1
    return down * (area.right // _COLUMNS - area.left // _COLUMNS + 1)


def _tiles(area: Range) -> Iterator[tuple[int, int]]:
    """The tiles a range lies on."""
    for row in range(area.top // _ROWS, area.bottom // _ROWS + 1):
        for col in range(area.left // _COLUMNS, area.right // _COLUMNS + 1):
            yield row, col
