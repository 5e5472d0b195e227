"""Whether two states are of the same workbook: what it says near the top of its sheets, as a small set of hashes.

A fingerprint (`content`) tells that nothing changed; this tells which workbook it is after a person changed some
cells, inserted rows, saved it with another program or gave it another name. Values are taken without their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Final, TypeAlias

from workbook.content import normal
from workbook.model import Book, CellError, Value

ROWS: Final = 60
"""So many written rows of a sheet are looked at."""
_KEEP: Final = 256
_ALIKE: Final = 0.5
"""Two rosters of one template share titles and headers, about a quarter of the values of even a short one."""

Likeness: TypeAlias = Mapping[str, Sequence[int]]
"""Sheet name -> hashes of the values found, the smallest 256, rising."""


def likeness_of(samples: Mapping[str, Iterable[Value]]) -> dict[str, list[int]]:
    """The likeness of sheets from the values in their first written rows."""
    return {
        name: sorted({_hash(value) for value in values} - {0})[:_KEEP] for name, values in samples.items()
    }


def sample_of(book: Book, sheets: Iterable[str]) -> dict[str, list[Value]]:
    """The values to compare, from a workbook that was read: those of cells without a formula."""
    found: dict[str, list[Value]] = {}
    for name in sheets:
        sheet = book.sheet(name)
        if sheet is None:
            continue
        formulas = {(cell.row, cell.col) for cell in sheet.facts.formulas}
        written = [r for r in range(sheet.height) if any(normal(c[r]) is not None for c in sheet.columns)]
        found[name] = [
            column[row]
            for row in written[:ROWS]
            for col, column in enumerate(sheet.columns, 1)
            if (row + 1, col) not in formulas
        ]
    return found


def alike(before: Likeness, now: Likeness) -> bool:
    """Whether both are states of one workbook: at least half of all values found stand in both."""
    shared = total = 0
    for name in before:
        a, b = set(before[name]), set(now.get(name, ()))
        shared += len(a & b)
        total += len(a | b)
    return total > 0 and shared >= _ALIKE * total


def _hash(value: Value) -> int:
    """32 bits of a hash; 0 for a blank, a truth value or an error, which tell nothing."""
    value = normal(value)
    if value is None or isinstance(value, bool | CellError):
        return 0
    return int.from_bytes(
        blake2b(f"{type(value).__name__}:{value}".encode("utf-8", "replace"), digest_size=4).digest()
    )
