"""Amounts of 奖金发放表: each line against its prize, 应发 = 个税 + 实发 to the fen, tax as decided, all paid once.

Whom a line names is left to `payees`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from schemas.book.money import PAY_STATES
from workbook.content import folded
from workbook.model import Finding
from workbook.verify.contest import Contest, Prize, Scope, half_up, is_gone, label
from workbook.verify.reading import Line, yuan

PAID: Final = ("已付", "退票")
"""Lines that money went out for; 退票 with its reversal comes to nothing."""
GIVEN_UP: Final = "放弃"
FIRMS: Final = "企业"
_RATE, _ON_TOP = Decimal("0.20"), Decimal("0.25")
_BEFORE_TAX, _AFTER_TAX = "税前", "税后"


class Tax(NamedTuple):
    """What a line should say, in fen."""

    gross: int
    tax: int
    net: int
    how: str
    head: str = "偶然所得"
    rate: str = "20%"


def about_payouts(contest: Contest) -> Iterator[Finding]:
    """What is wrong with the lines of the events that are verified."""
    for scope in contest.judged:
        lines = contest.payouts(scope)
        if not lines:
            yield _none(contest, scope)
            continue
        for line in lines:
            yield from _amounts(contest, line)
            yield from _state(line)
        yield from _against_prizes(contest, scope, lines)
        yield from _paid_before(contest, scope, lines)
    yield from _untaken(contest)


def _none(contest: Contest, scope: Scope) -> Finding:
    at = contest.prizes_of(scope)[0].line if contest.prizes_of(scope) else contest.of("奖金分配表", scope)[0]
    return at.find("VERIFY_NO_PAYOUT", "state", event=label(scope))


def _state(line: Line) -> Iterator[Finding]:
    if line.text("state") not in PAY_STATES:
        states = "、".join(PAY_STATES)
        yield line.find("VERIFY_STATE", "state", found=line.text("state") or "空白", states=states)


# ---- One line


def _amounts(contest: Contest, line: Line) -> Iterator[Finding]:
    award, gross, tax, net = (line.fen(name) for name in ("award", "gross", "tax", "net"))
    if gross is not None and tax is not None and net is not None and gross != tax + net:
        context = {"gross": yuan(gross), "tax": yuan(tax), "net": yuan(net), "gap": yuan(gross - tax - net)}
        yield line.find("NET_MISMATCH", "net", **context)
    due = due_of(contest, line)
    if tax is None and net is None and not contest.policy("奖金个税", line.event):
        return  # both stay blank until it is decided
    if due is None:
        if award is not None:
            yield line.find("VERIFY_TAX_OPEN", "tax")
        return
    for name, text in (("tax_head", due.head), ("rate", due.rate)):
        if folded(line.text(name)) != folded(text):
            context = {"field": line.rows.title(name), "expected": text, "found": line.text(name) or "空白"}
            yield line.find("VERIFY_TAX", name, **context, how=due.how)
    found = {"gross": gross, "tax": tax, "net": net}
    for name, expected in (("gross", due.gross), ("tax", due.tax), ("net", due.net)):
        if found[name] != expected:
            context = {"field": line.rows.title(name), "expected": yuan(expected), "found": yuan(found[name])}
            yield line.find("VERIFY_TAX", name, **context, how=due.how)


def due_of(contest: Contest, line: Line) -> Tax | None:
    """What a line should say; None while 奖金个税 is not decided, or the line has no prize."""
    award = line.fen("award")
    if award is None:
        return None
    if line.text("payee_type") == FIRMS:
        return Tax(award, 0, award, "企业不代扣", "不代扣", "—")
    decided = contest.policy("奖金个税", line.event)
    if decided.startswith(_BEFORE_TAX):
        tax = half_up(award * _RATE)
        return Tax(award, tax, award - tax, "税前，每笔代扣20%")
    if decided.startswith(_AFTER_TAX):
        tax = half_up(award * _ON_TOP)
        return Tax(award + tax, tax, award, "税后，主办方另付25%")
    return None


# ---- Lines against prizes


def _against_prizes(contest: Contest, scope: Scope, lines: list[Line]) -> Iterator[Finding]:
    prizes = {prize_key(prize): prize for prize in contest.prizes_of(scope)}
    mine: dict[tuple[str, str, str], list[Line]] = {}
    winners = {prize.key for prize in prizes.values()}
    for line in lines:
        key = line_key(line)
        mine.setdefault(key, []).append(line)
    for key, its in mine.items():
        if key not in prizes:
            yield from _of_nobody(scope, its, winners)
        yield from _reversed(its)
    for key, prize in prizes.items():
        yield from _of_prize(prize, mine.get(key, []))
    given = sum(prize.fen for prize in prizes.values())
    states = sums_of(lines)
    if sum(states.values()) != given:
        context = {"event": label(scope), "expected": yuan(given), "found": yuan(sum(states.values()))}
        yield lines[0].find("VERIFY_BALANCE", "award", **context, parts=parts_of(states))


def _of_nobody(scope: Scope, lines: list[Line], winners: set[str]) -> Iterator[Finding]:
    """Lines no prize stands for: a prize that was taken away after it was paid is taken off to the fen."""
    key, tier = lines[0].key(), lines[0].text("tier")
    if not sum(line.fen("award") or 0 for line in lines) and all(line.fen("award") for line in lines):
        yield from _still_out(lines, 0)
        return
    what = f"{key}没有得{tier}" if key in winners else f"{key}没有得奖"
    for line in lines:
        yield line.find("PAYEE_UNKNOWN", "key", what=what, event=label(scope))


def _still_out(lines: list[Line], due: int) -> Iterator[Finding]:
    """More went out than is due, and a reversal waits for the money to come back."""
    paid = [line for line in lines if line.text("state") in PAID]
    out = sum(line.fen("award") or 0 for line in paid)
    if out > due:
        context = {"key": lines[0].key(), "tier": lines[0].text("tier"), "expected": yuan(due)}
        yield paid[0].find("VERIFY_RECOVER", "award", **context, found=yuan(out), gap=yuan(out - due))


def _reversed(lines: list[Line]) -> Iterator[Finding]:
    """Each payment that came back has its reversal, and each reversal of one its payment."""
    waiting: dict[int, list[Line]] = {}
    for line in lines:
        came_back = "退票" in (line.text("state"), line.text("outcome")) and line.text("state") in PAID
        award = line.fen("award") or 0
        if came_back and award > 0:
            waiting.setdefault(award, []).append(line)
    for line in lines:
        award = line.fen("award") or 0
        if award < 0 and line.text("state") == "退票":
            if waiting.get(-award):
                waiting[-award].pop(0)
            else:
                yield line.find("VERIFY_REVERSAL", "award", what="这是退票的冲销行，但没有对应的退票付款")
    for line in (one for its in waiting.values() for one in its):
        yield line.find("VERIFY_REVERSAL", "state", what="这一笔退了票，但没有冲销行")


def _of_prize(prize: Prize, lines: list[Line]) -> Iterator[Finding]:
    if not lines:
        context = {"key": prize.key, "tier": prize.tier, "money": yuan(prize.fen)}
        yield prize.line.find("WINNER_UNPAID", "key", **context)
        return
    paid = [line for line in lines if line.text("state") in PAID]
    out = sum(line.fen("award") or 0 for line in paid)
    total = sum(line.fen("award") or 0 for line in lines)
    context = {"key": prize.key, "tier": prize.tier, "expected": yuan(prize.fen)}
    if out > prize.fen and total == prize.fen:
        yield from _still_out(lines, prize.fen)
    elif out > prize.fen:
        at = [line for line in paid if (line.fen("award") or 0) > 0][-1]
        yield at.find("VERIFY_PAID_TWICE", "award", **context, found=yuan(out))
    elif total != prize.fen:
        yield lines[0].find("VERIFY_PAID_SUM", "award", **context, found=yuan(total))


def prize_key(prize: Prize) -> tuple[str, str, str]:
    """What tells a prize from others of its event."""
    return folded(prize.group), folded(prize.tier), prize.key


def line_key(line: Line) -> tuple[str, str, str]:
    """The prize a line is of."""
    return folded(line.text("group")), folded(line.text("tier")), line.key()


def sums_of(lines: list[Line]) -> dict[str, int]:
    """已付, 待付, 放弃 of some lines, in fen of the prize."""
    found = {"已付": 0, "待付": 0, "放弃": 0}
    for line in lines:
        state, award = line.text("state"), line.fen("award") or 0
        found["已付" if state in PAID else "放弃" if state == GIVEN_UP else "待付"] += award
    return found


def parts_of(states: dict[str, int]) -> str:
    """已付100.00元＋待付0.00元＋放弃0.00元."""
    return "＋".join(f"{state}{yuan(fen)}" for state, fen in states.items())


# ---- Before the time


def _paid_before(contest: Contest, scope: Scope, lines: list[Line]) -> Iterator[Finding]:
    """Money that went out before the 公示 was over, or while an objection was open."""
    ends = [line.day("end") for line in contest.of("公示安排", scope)]
    end = max((one for one in ends if one), default=None)
    for line in lines:
        out, paid_on = line.text("state") in PAID and (line.fen("award") or 0) > 0, line.day("paid_on")
        if not out and paid_on is None:
            continue
        if paid_on is None:
            yield line.find("VERIFY_PAID_DAY", ("paid_on", "state"))
        elif end is None:
            yield line.find("VERIFY_EARLY", "paid_on", day=paid_on, end="公示安排里没有公示结束日期")
        elif paid_on <= end:
            yield line.find("VERIFY_EARLY", "paid_on", day=paid_on, end=f"公示到{end}结束")
        for objection in _open_at(contest, line, paid_on):
            yield line.find("VERIFY_OBJECTION", ("paid_on", "state"), row=objection.number)


def _open_at(contest: Contest, line: Line, paid_on: date | None) -> Iterator[Line]:
    """Objections that concern a line and were not settled when it was paid."""
    for one in contest.lines("投诉异议"):
        here = one.text("phase") in ("", line.event[0]) and one.text("event") in ("", line.event[1])
        about = one.key("about")
        named = not about or about == line.key() or folded(one.text("about")) == folded(line.text("name"))
        group = one.text("group") in ("", line.text("group"))
        if not (here and named and group) or is_gone(one):
            continue
        came, closed = one.day("day"), one.day("closed")
        before = paid_on is None or came is None or came <= paid_on
        if before and (closed is None or (paid_on is not None and closed > paid_on)):
            yield one


def _untaken(contest: Contest) -> Iterator[Finding]:
    """Lines of an event that gives no final prizes at all."""
    final = set(contest.final)
    for line in contest.lines("奖金发放表"):
        scope = line.event
        if line.key() and scope not in final and (scope in contest.asked or scope not in contest.stages):
            yield line.find(
                "PAYEE_UNKNOWN", "key", what=f"{line.key()}没有得奖", event=f"{label(scope)}（没有定稿）"
            )
