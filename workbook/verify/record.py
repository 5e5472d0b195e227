"""What was sent or paid, as 发放底稿 keeps it, against 奖金发放表: a payment that was made does not change or vanish.

The record is read anew here. Lines are found by what they say, not by their place: sheets are sorted and numbered anew.
A workbook that was made before there was such a sheet has nothing to be compared with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from schemas.book import PAYMENTS
from workbook.content import folded
from workbook.model import Cell, Finding
from workbook.verify.contest import Contest
from workbook.verify.payouts import PAID
from workbook.verify.reading import Line, day_of, yuan

_MADE: Final = ("P", "R", "N")
"""Paid, came back, takes off what came back: all others were sent, or wait for money to come back."""
_FIELDS: Final = 17


class Payment(NamedTuple):
    """The last record of a line; amounts in fen. day: on which it was paid, "" where nobody said."""

    number: int
    event: tuple[str, str]
    tier: str
    key: str
    amounts: tuple[int | None, ...]
    made: bool
    day: str


def about_record(contest: Contest) -> Iterator[Finding]:
    """Payments that do not stand on 奖金发放表 as they were made, of the events that are verified."""
    payments = _payments(contest)
    for scope in contest.judged:
        left = list(contest.payouts(scope))
        mine = [one for one in payments if one.event == scope]
        lost = [one for one in mine if not _found(one, left)]
        for one in lost:
            at = next((line for line in left if line.count("seq") == one.number), None)
            at = at or next((line for line in left if line.key() == one.key), None)
            at = at or next(iter(contest.payouts(scope)), None) or contest.of("奖金分配表", scope)[0]
            done = f"已付出实发{yuan(one.amounts[-1])}{f'（{one.day}）' if one.day else ''}"
            context = {"number": one.number, "key": one.key, "tier": one.tier}
            yield at.find(
                "VERIFY_RECORD", ("net", "amount"), **context, made=done if one.made else "已发给银行"
            )


def _found(one: Payment, left: list[Line]) -> bool:
    """Whether a line says what was recorded; it is then taken for no other."""
    for at, line in enumerate(left):
        amounts = tuple(line.fen(name) for name in ("award", "gross", "tax", "net"))
        same = (
            amounts == one.amounts and line.key() == one.key and folded(line.text("tier")) == folded(one.tier)
        )
        day = line.day("paid_on")
        dated = not one.day or (day is not None and day.isoformat() == one.day)
        if same and (not one.made or (line.text("state") in PAID and dated)):
            del left[at]
            return True
    return False


def _payments(contest: Contest) -> list[Payment]:
    """What was made before what was only sent, so that a line that was paid is not taken for one that waits."""
    sheet = contest.book.sheet(PAYMENTS)
    last: dict[int, Payment] = {}
    for row in range(2, sheet.height + 1) if sheet else ():
        assert sheet is not None
        one = _payment(sheet.value(Cell(row, 2)))
        if one is not None:
            last[one.number] = one
    return sorted(last.values(), key=lambda one: (not one.made, one.number))


def _payment(text: object) -> Payment | None:
    """A row of the record; one that cannot be read is told by the command that keeps it."""
    try:
        said = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if not isinstance(said, list) or len(said) != _FIELDS or not isinstance(said[0], int):
        return None
    amounts = tuple(value if isinstance(value, int) else None for value in (*said[8:10], *said[12:14]))
    day = day_of(said[16]) if isinstance(said[16], str) else None
    event = str(said[1]), str(said[2])
    key, made = folded(said[5]).upper(), said[14] in _MADE
    return Payment(int(said[0]), event, str(said[4]), key, amounts, made, day.isoformat() if day else "")
