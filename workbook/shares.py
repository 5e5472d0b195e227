"""An amount split into shares to the fen: nothing is lost and nothing made up.

Largest remainder: each share is its exact part cut down to whole fen, and the fen that are left go to the largest
remainders, of equal ones to those that come first. So no share is a fen or more away from the exact part.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def split(fen: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Shares of an amount (fen, not negative) in proportion to weights; their sum is the amount.

    Raises ValueError where a weight is negative or all are 0.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError(f"no shares by {weights}")
    exact = [Fraction(fen) * weight / total for weight in weights]
    shares = [int(part) for part in exact]
    order = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
    for place in order[: fen - sum(shares)]:
        shares[place] += 1
    return shares
