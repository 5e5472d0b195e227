"""发放底稿: every payment that was sent or made, as it was then, on a hidden sheet that only grows.

What people see on 奖金发放表 may be typed over, sorted or deleted; what was paid does not change by that. A line that is
recorded counts as it was recorded, and what differs on the sheet is told. Where money went (names of accounts) is left to
the sheet and its proofs: there is no second store of numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from schemas.book import PAYMENTS
from schemas.contest import Scope
from workbook.edits import Append, Edit
from workbook.host import Refused
from workbook.model import Book, Cell
from workbook.payout.lines import Due, Kind, Line
from workbook.payout.money import Amounts


class Recorded(NamedTuple):
    """A payment line as it was recorded last."""

    number: int
    due: Due
    name: str
    money: Amounts
    kind: Kind
    batch: int
    day: date | None


def recorded(book: Book) -> dict[int, Recorded]:
    """Number of the line -> what was recorded of it last. Raises Refused: BOOK_SHEET."""
    sheet = book.sheet(PAYMENTS)
    if sheet is None:
        raise Refused("BOOK_SHEET", PAYMENTS)
    found = {}
    for row in range(2, sheet.height + 1):
        text = sheet.value(Cell(row, 2))
        if text is None:
            continue
        try:
            one = _read(json.loads(str(text)))
        except (ValueError, TypeError, KeyError, IndexError):
            raise Refused("PAYMENTS_RECORD", f"第{row}行") from None
        found[one.number] = one
    return found


def _read(said: list[object]) -> Recorded:
    (
        number,
        phase,
        event,
        group,
        tier,
        key,
        member,
        name,
        award,
        gross,
        head,
        rate,
        tax,
        net,
        kind,
        batch,
        day,
    ) = said
    return Recorded(
        int(str(number)),
        Due(Scope(str(phase), str(event)), str(group), str(tier), str(key), str(member)),
        str(name),
        Amounts(int(str(award)), int(str(gross)), str(head), str(rate), _fen(tax), _fen(net)),
        Kind(kind),
        int(str(batch)),
        date.fromisoformat(str(day)) if day else None,
    )


def _fen(value: object) -> int | None:
    return None if value is None else int(str(value))


def record(before: Mapping[int, Recorded], lines: Iterable[Line]) -> list[Edit]:
    """What has to be recorded anew of these lines."""
    rows = []
    for line in lines:
        now = Recorded(line.number, line.due, line.name, line.money, line.kind, line.batch, line.paid_on)
        if line.kept and before.get(line.number) != now:
            rows.append((float(line.number), json.dumps(_said(now), ensure_ascii=False)))
    return [Append(PAYMENTS, tuple(rows), protected="allow")] if rows else []


def _said(one: Recorded) -> list[object]:
    money, due = one.money, one.due
    amounts = [money.award, money.gross, money.head, money.rate, money.tax, money.net]
    day = one.day.isoformat() if one.day else None
    return [one.number, *due.scope, *due[1:], one.name, *amounts, one.kind.value, one.batch, day]
