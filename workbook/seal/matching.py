"""Which row of a sheet is which sealed row now: by what names it, else by where it stands and what else it says.

A row whose number was typed over is still the same row, so that its cell can be named rather than a row lost and another
found. Rows of other events may come and go between: only the order of the sealed rows among themselves is theirs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

from workbook.seal.cells import same
from workbook.seal.making import salt
from workbook.seal.parts import Part
from workbook.seal.reading import Reading
from workbook.seal.record import SealedPart, SealedRow

_FEW = 2
"""So many cells may differ in a row that stands where it stood under another name."""


class Match:
    """The rows of one part now.

    at        index of a sealed row -> its row now
    members   rows that are of the event now
    """

    def __init__(
        self, reading: Reading, part: Part, sealed: SealedPart, number: int, members: Sequence[int]
    ) -> None:
        self.reading, self.part, self.sealed, self.number = reading, part, sealed, number
        self.members = members
        self.at: dict[int, int] = {}
        self.taken: set[int] = set()
        self._find()

    @property
    def added(self) -> list[int]:
        """Rows of the event that were not sealed."""
        return [row for row in self.members if row not in self.taken]

    @property
    def removed(self) -> list[SealedRow]:
        """Sealed rows that are nowhere."""
        return [row for index, row in enumerate(self.sealed.rows) if index not in self.at]

    def moved(self) -> list[int]:
        """Indexes of the fewest rows that would have to be put back for the order to be as it was."""
        indexes = sorted(self.at)
        stay = {indexes[position] for position in _longest([self.at[index] for index in indexes])}
        return [index for index in indexes if index not in stay]

    def differences(self, index: int, row: int) -> list[str]:
        """The columns in which a row says something else than was sealed."""
        sealed = self.sealed.rows[index]
        there, out = self.reading.cells(self.part, row), self.reading.left_out(self.part, row)
        cells = (*sealed.cells, *(None,) * len(self.sealed.columns))  # blank ones at the end are not kept
        return [
            name
            for name, before in zip(self.sealed.columns, cells, strict=False)
            if name in there
            and name not in out
            and not same(before, there[name], salt(self.number, self.part, sealed.key, name))
        ]

    def _find(self) -> None:
        by_key: dict[str, list[int]] = {}
        for row, key in self.reading.keys(self.part).items():
            by_key.setdefault(key, []).append(row)
        self._by_name(by_key, exact=True)
        self._by_name(by_key, exact=False)
        self._by_place()
        self._by_likeness()

    def _open(self) -> list[int]:
        return [index for index in range(len(self.sealed.rows)) if index not in self.at]

    def _take(self, index: int, row: int) -> None:
        self.at[index] = row
        self.taken.add(row)

    def _by_name(self, by_key: Mapping[str, Collection[int]], exact: bool) -> None:
        for index in self._open():
            for row in by_key.get(self.sealed.rows[index].key, ()):
                if row not in self.taken and not (exact and self.differences(index, row)):
                    self._take(index, row)
                    break

    def _by_place(self) -> None:
        """Under another name, but where it stood beside its neighbour, and otherwise as it was."""
        rows = self.reading.keys(self.part)
        for index in self._open():
            neighbour = max((other for other in self.at if other < index), default=None)
            moved = 0 if neighbour is None else self.at[neighbour] - self.sealed.rows[neighbour].row
            row = self.sealed.rows[index].row + moved
            if row in rows and row not in self.taken and len(self.differences(index, row)) <= _FEW:
                self._take(index, row)

    def _by_likeness(self) -> None:
        """The row of the event that nobody knows and that says most of what was sealed."""
        for index in self._open():
            filled = sum(cell is not None for cell in self.sealed.rows[index].cells)
            found = [(len(self.differences(index, row)), row) for row in self.added]
            if found and min(found)[0] * 2 < filled:
                self._take(index, min(found)[1])


def _longest(numbers: Sequence[int]) -> list[int]:
    """The positions of a longest run of rising numbers."""
    ends: list[int] = []
    at_end: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(at_end[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        at_end[length : length + 1] = [position]
    found = []
    position = at_end[-1] if at_end else -1
    while position >= 0:
        found.append(position)
        position = before[position]
    return found[::-1]
