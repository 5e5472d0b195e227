"""What a seal is: the rows it covers, and the hashes that tie them, those who signed, and the seals before.

h of a row is SHA-256 over the h before it and the row; the head of a seal is over its sums and the last h of every part,
so that a row taken off the end is missed as well as any other. `kept` writes and reads it, `changes` compares it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import count
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.masking import numbers_in
from workbook.seal.cells import Kept

SHEET: Final = "定稿锁定"
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans("OIL", "011", "- \t　－—")
_GROUP, _GROUPS = 4, 3
_CHAIN: Final = 16


class SealedRow(NamedTuple):
    """One row as it was sealed: where it stood, what names it, its cells in the order of its part's columns."""

    row: int
    key: str
    cells: tuple[Kept, ...]


class SealedPart(NamedTuple):
    """The rows of one sheet. columns: those that are covered; state: whether the sheet was hidden."""

    sheet: str
    columns: tuple[str, ...]
    state: str
    rows: Sequence[SealedRow]

    @property
    def head(self) -> str:
        """The last hash of the chain over its rows."""
        last = _hash([self.sheet, *self.columns, self.state])
        for row in self.rows:
            last = _hash([last, row.row, row.key, list(row.cells)])
        return last


class Record(NamedTuple):
    """All that one seal covers.

    paid       the payment list, too
    date1904   the day from which the workbook counts: what every date in it means hangs on it
    remark     what 定稿锁定 must go on saying of it: that it was sealed anew
    """

    number: int
    scope: Scope
    paid: bool
    parts: Sequence[SealedPart]
    date1904: bool = False
    remark: str = ""

    @property
    def size(self) -> int:
        """How many rows it covers."""
        return sum(len(part.rows) for part in self.parts)


class Signed(NamedTuple):
    """Who answers for a seal, on what paper, and when it was made."""

    preparer: str
    approver: str
    document: str
    when: str


class Sums(NamedTuple):
    """What is approved: rows sealed, prizes with a winner, their fen."""

    rows: int
    winners: int
    total: int


class Marks(NamedTuple):
    """The code that is printed, and what the next seal takes up."""

    code: str
    chain: str


NONE: Final = Marks("", "")
"""Before the first seal."""


def marks(record: Record, signed: Signed, sums: Sums, before: Marks) -> Marks:
    """The marks of a seal. One that could be taken for a number of a person would be masked where it is shown: the next
    one that could not is taken."""
    heads = [[part.sheet, len(part.rows), part.head] for part in record.parts]
    facts = [record.paid, record.date1904, record.remark]
    said = [record.number, *record.scope, *facts, *signed, *sums, *before, heads]
    for attempt in count():
        head = _hash([*said, attempt])
        code = _code(head)
        if numbers_in(code) == code:
            return Marks(code, head[-_CHAIN:])
    raise AssertionError  # count() has no end


def _code(head: str) -> str:
    number = int(head, 16)
    letters = [_CROCKFORD[number >> 5 * at & 31] for at in range(_GROUP * _GROUPS)]
    return "-".join("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))


def as_typed(code: str) -> str:
    """A code as it is compared: read off a paper, with or without hyphens, O for 0, I and l for 1."""
    return code.upper().translate(_READ_AS)


def _hash(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
