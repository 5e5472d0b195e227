"""A prize as it is paid: before tax, the tax, and what is paid out; in fen, and gross = tax + net always.

偶然所得 is taxed at 20 % of each prize of each person, nothing deducted (个人所得税法 art. 3 (3) and 6 (6); its 实施条例
art. 6 (9)); an award of a government below the province is not exempt (国税函〔1998〕293号). A firm declares its own
income: nothing is withheld. Rounded half up to the fen, line by line, never over a sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from schemas.book.money import PAYEE_TYPES
from workbook.payout.terms import AFTER_TAX, BEFORE_TAX

PERSON, FIRM, CAPTAIN, MEMBER = PAYEE_TYPES
CHANCE, NOTHING, OPEN = "偶然所得", "不代扣", "待定"
RATE, NO_RATE = "20%", "—"
_PERCENT: Final = 20


@dataclass(frozen=True)
class Amounts:
    """Fen. award: what was awarded; tax and net are None while nobody decided who bears the tax."""

    award: int
    gross: int
    head: str
    rate: str
    tax: int | None
    net: int | None

    def reversed(self) -> Amounts:
        """The same taken back, line by line."""
        tax, net = (None if part is None else -part for part in (self.tax, self.net))
        return Amounts(-self.award, -self.gross, self.head, self.rate, tax, net)


def half_up(fen: int, percent: int) -> int:
    """So many percent of an amount (not negative), half a fen rounded up."""
    return (fen * percent + 50) // 100


def amounts(award: int, payee_type: str, how: str) -> Amounts:
    """What is paid of a prize to a payee of this type, as was decided of 奖金个税; how "": nobody decided."""
    if payee_type == FIRM:
        return Amounts(award, award, NOTHING, NO_RATE, 0, award)
    if not payee_type or how not in (BEFORE_TAX, AFTER_TAX):
        return Amounts(award, award, OPEN, "", None, None)
    if how == BEFORE_TAX:
        tax = half_up(award, _PERCENT)
        return Amounts(award, award, CHANCE, RATE, tax, award - tax)
    # the organiser bears it: of the gross 20 % are tax and 80 % the prize, so the tax is a quarter of the prize
    tax = half_up(award, 25)
    return Amounts(award, award + tax, CHANCE, RATE, tax, award)
