"""A short code that proves what we wrote in a row of a result: a figure changed by hand is told and made right.

It stands behind the mark of the rules in the column 规则版本: 3f2a…-9c1e, and where people decide beside the row the code
of their decision follows. It is no signature (`seal` is): it tells a slip from what the program wrote.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

from workbook.edits import Scalar

_LENGTH = 4


class Proof(NamedTuple):
    """What a stamp says; "" where it has none: the mark of the rules, the code of the row, those of the decision and of the
    reason (原因) it was made on.
    """

    mark: str
    row: str
    decision: str
    reason: str


def code(said: Iterable[Scalar]) -> str:
    """The code of what a row says."""
    text = json.dumps([value or "" for value in said], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def stamp(mark: str, *codes: str) -> str:
    """A mark and the codes behind it."""
    return "-".join(part for part in (mark, *codes) if part)


def proof(text: str) -> Proof:
    """The parts of a stamp."""
    return Proof(*[*text.split("-"), "", "", ""][:4])
