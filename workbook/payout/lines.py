"""The lines of 奖金发放表 and what becomes of them: made, sent to the bank, paid, come back, taken back, given up.

A line is one payment of one part of a prize to one payee. What was sent or paid is never edited: when money comes back, or
when the prize is another than the one that was paid, a reversal (冲销) and a new line are added (facts, safety section 4,
I12). So of every part the lines add up to what is due, and of an event 应付 = 已付 + 待付 + 放弃 to the fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Final, NamedTuple

from schemas.book.money import BANK_RESULTS, PAY_STATES
from schemas.contest import Scope
from workbook.eligibility.figures import money_words
from workbook.payout.money import Amounts
from workbook.payout.payees import To

PUBLISHED, OBJECTED, NO_PAYEE, READY, PAID, BACK, AGAIN, WAIVED = PAY_STATES
SUCCESS, RETURNED = BANK_RESULTS
PENDING: Final = (PUBLISHED, OBJECTED, NO_PAYEE, READY, AGAIN)
"""States of lines that are still to be paid."""


class Kind(Enum):
    """What a line is to the program; kept in its stamp, so that nobody pays by typing over a state."""

    OPEN = "O"
    """Made anew with every run."""
    SENT = "S"
    """In a file for the bank; what came of it is not known yet."""
    DONE = "P"
    """Paid."""
    CAME_BACK = "R"
    """Sent, and returned without having been called paid."""
    REVERSAL = "N"
    """Takes a returned line off."""
    TAKEN_BACK = "C"
    """Takes off what was paid and is not due any more: the payee has to give it back."""


def state_of(kind: Kind, said: str) -> str:
    """The state of a line of a kind; one that was sent keeps the state it was sent in."""
    known = {Kind.DONE: PAID, Kind.CAME_BACK: BACK, Kind.REVERSAL: BACK, Kind.TAKEN_BACK: READY}
    return known.get(kind, said if kind is Kind.OPEN or said in (READY, AGAIN) else READY)


class Due(NamedTuple):
    """What is paid: a part of a prize. member: of a team that shares, else ""."""

    scope: Scope
    group: str
    tier: str
    key: str
    member: str


@dataclass(frozen=True)
class Line:
    """One line. row and number: its row and 序号, 0 while it has none; batch: 0 while it was not sent.

    outcome, paid_on   what finance typed or the bank said of it
    returned_on        the day on which the bank says that a paid line came back
    edited             somebody changed it by hand: what came of it is not taken in until that is settled
    """

    due: Due
    name: str
    to: To
    money: Amounts
    kind: Kind
    state: str
    batch: int = 0
    outcome: str = ""
    paid_on: date | None = None
    row: int = 0
    number: int = 0
    remark: str = ""
    edited: bool = False
    returned_on: date | None = None

    @property
    def kept(self) -> bool:
        """Whether it stands for ever as it is."""
        return self.kind is not Kind.OPEN


class Wanted(NamedTuple):
    """What is due now of a part, how it would be paid, and the state it would be in if nothing was paid yet.

    said: the day on which the payee said where the money goes.
    """

    due: Due
    name: str
    to: To
    money: Amounts
    state: str
    said: date | None = None


class Moved(NamedTuple):
    """Something that happened to a line that people must know of: a finding's code, the line, context."""

    code: str
    line: Line
    context: dict[str, str]


def brought_up(lines: Sequence[Line], wanted: Wanted, today: date) -> tuple[list[Line], list[Moved]]:
    """The lines of one part as they must stand, and what happened to them.

    lines    in the order in which they were made
    wanted   its money.award is 0 where nothing is due
    today    no payment is of a later day
    """
    moved: list[Moved] = []
    said = [_settled(line, moved, today) if line.kept else line for line in lines]
    found = _due(said, wanted, moved)
    # now that its amounts are right
    after = [line if line.kept else _settled(line, moved, today) for line in found]
    if any(line.kind is Kind.CAME_BACK for line in after if line not in found):
        after = _due(after, wanted, moved)
    return after, moved


def _settled(line: Line, moved: list[Moved], today: date) -> Line:
    """A line with what finance or the bank said of it."""
    asked = line.kind in (Kind.OPEN, Kind.SENT, Kind.TAKEN_BACK) and line.outcome in BANK_RESULTS
    if not asked or line.edited:
        return line
    if hinders := _hinders(line, today):
        moved.append(Moved(hinders, line, {"state": line.state}))
        return line
    if line.outcome == SUCCESS:
        return replace(line, kind=Kind.DONE, state=PAID)
    return line if line.kind is Kind.TAKEN_BACK else replace(line, kind=Kind.CAME_BACK, state=BACK)


def _hinders(line: Line, today: date) -> str:
    """The code of what keeps an answer from being taken in, "" where nothing does."""
    if line.money.net is None:
        return "PAID_UNDECIDED"
    if line.state == WAIVED:
        return "PAID_WAIVED"
    if not line.to.account:
        return "PAID_NOBODY"
    if line.kind is Kind.OPEN and line.state in (OBJECTED, NO_PAYEE):
        return "PAID_HELD"
    if line.outcome == SUCCESS and line.paid_on is None:
        return "PAID_DAY"
    return "PAID_FUTURE" if line.paid_on is not None and line.paid_on > today else ""


def _due(lines: Sequence[Line], wanted: Wanted, moved: list[Moved]) -> list[Line]:
    """The lines that stand for ever, reversals of what came back, and the line that is still to be paid."""
    kept = [line for line in lines if line.kept]
    spare = [line for line in lines if not line.kept]
    kept += _reversals(kept, moved)
    there, due = sum(line.money.award for line in kept), wanted.money.award
    if there and there != due:
        if sent := next((line for line in kept if line.kind is Kind.SENT), None):
            moved.append(Moved("PAYOUT_WAITS", sent, _amounts(there, due)))
            return kept
        paid = next((line for line in reversed(kept) if line.money.award > 0), None)
        if paid is None:  # only what takes off is left: what it took off is told as lost
            return kept
        kept.append(_taken_back(paid, kept))
        there = 0
    if there == due:
        return kept
    before = next((line for line in reversed(kept) if line.kind in (Kind.REVERSAL, Kind.TAKEN_BACK)), None)
    return [*kept, _open(spare, wanted, before)]


def unsettled(lines: Sequence[Line], wanted: Wanted) -> Iterator[Moved]:
    """What still has to be done about payments that came back, are not due any more, or were taxed otherwise."""
    returned = [line for line in lines if line.money.award > 0 and came_back(line)]
    waiting = [line for line in lines if line.kind in (Kind.OPEN, Kind.SENT) and line.money.award > 0]
    if returned and waiting:
        yield Moved("PAYOUT_RETURNED", returned[-1], {"net": money_words(returned[-1].money.net or 0)})
    paid = [line for line in lines if line.kind is Kind.DONE and line.money.award > 0]
    for line in lines:
        if line.kind is Kind.TAKEN_BACK:
            amounts = _amounts(-line.money.award, wanted.money.award)
            yield Moved("PAYOUT_CORRECTED", paid[-1] if paid else line, amounts)
    stands = paid and not came_back(paid[-1]) and paid[-1] is lines[-1]
    if stands and paid[-1].money.award == wanted.money.award and wanted.money.net is not None:
        before, now = paid[-1].money, wanted.money
        if (before.gross, before.tax, before.net) != (now.gross, now.tax, now.net):
            context = {"there": money_words(before.net or 0), "due": money_words(now.net or 0)}
            yield Moved("PAYOUT_TAX_MOVED", paid[-1], context)


def came_back(line: Line) -> bool:
    """Whether the money of a line was returned."""
    return line.kind is Kind.CAME_BACK or (line.kind is Kind.DONE and line.outcome == RETURNED)


def _amounts(there: int, due: int) -> dict[str, str]:
    return {"there": money_words(there), "due": money_words(due)}


def _reversals(kept: Sequence[Line], moved: list[Moved]) -> list[Line]:
    """What takes off the lines that came back and have nothing yet that does."""
    returned = [line for line in kept if came_back(line) and line.money.award > 0]
    done = sum(line.kind is Kind.REVERSAL for line in kept)
    turned = [line for line in returned if line.kind is Kind.CAME_BACK and line.outcome == SUCCESS]
    turned += [line for line in kept if line.kind is Kind.REVERSAL] if done > len(returned) else []
    if turned:
        moved.append(Moved("PAYOUT_TURNED", turned[0], {}))
    return [
        _off(line, line.money.reversed(), Kind.REVERSAL, BACK, f"冲销第{line.number}行（退票）")
        for line in returned[done:]
    ]


def _taken_back(paid: Line, kept: Sequence[Line]) -> Line:
    """Takes off everything that was paid of a part and stands."""
    award, gross = (sum(getattr(line.money, name) for line in kept) for name in ("award", "gross"))
    tax, net = (sum(getattr(line.money, name) or 0 for line in kept) for name in ("tax", "net"))
    money = replace(paid.money, award=-award, gross=-gross, tax=-tax, net=-net)
    return _off(paid, money, Kind.TAKEN_BACK, READY, f"冲销第{paid.number}行（奖金变动，要收回）")


def _off(line: Line, money: Amounts, kind: Kind, state: str, remark: str) -> Line:
    day = None
    if kind is Kind.REVERSAL:  # the day it came back: of a line never called paid that is the only day it has
        day = line.returned_on or (line.paid_on if line.kind is Kind.CAME_BACK else None)
    return replace(
        line, money=money, kind=kind, state=state, outcome="", paid_on=day, returned_on=None, batch=line.batch,
        row=0, number=0, remark=remark, edited=False,
    )  # fmt: skip


def _open(spare: Sequence[Line], wanted: Wanted, before: Line | None) -> Line:
    """The line that is still to be paid, on the row it had. before: the reversal it follows."""
    again = before if before is not None and before.kind is Kind.REVERSAL else None
    state = wanted.state
    if again is not None and state == READY:
        state = AGAIN if _said_anew(wanted, again) else NO_PAYEE
    made = Line(wanted.due, wanted.name, wanted.to, wanted.money, Kind.OPEN, state)
    if spare:
        old = spare[0]
        return replace(
            made, outcome=old.outcome, paid_on=old.paid_on, row=old.row, number=old.number, remark=old.remark
        )
    return replace(made, remark=again.remark.replace("冲销", "补付") if again else "")


def _said_anew(wanted: Wanted, back: Line) -> bool:
    """Whether the payee was corrected, or confirmed on a later day, since the money came back."""
    later = wanted.said is not None and back.paid_on is not None and wanted.said > back.paid_on
    return wanted.to != back.to or later


# ---- Sums


class Totals(NamedTuple):
    """Of some lines, fen of awards: due = paid + pending + waived."""

    due: int
    paid: int
    pending: int
    waived: int


def totals(lines: Iterable[Line]) -> Totals:
    """Sums by what became of the lines; returned lines and their reversals count as paid: they come to nothing."""
    paid = pending = waived = 0
    for line in lines:
        award = line.money.award
        if line.state in PENDING:
            pending += award
        elif line.state == WAIVED:
            waived += award
        else:
            paid += award
    return Totals(paid + pending + waived, paid, pending, waived)
