"""The rule card and the decisions: sums that tie, units that are not mixed, points decided by somebody else, in time.

A decision taken after the figures could be seen may have been chosen by its outcome, so its day is held against the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbook.content import folded
from workbook.model import Finding
from workbook.verify.contest import Contest, Scope, Tier, label
from workbook.verify.reading import Line, yuan

RANKING: Final = ("归组", "资格", "核对", "分配")
"""Steps whose decisions choose winners."""
PAYING: Final = "发放"
_MONEY_MOVES: Final = ("待付", "已付", "退票", "补付")
"""States of a line of payout for which everything must have been decided."""
_PAPERS: Final = ("approver", "day", "document", "preparer")


def about_card(contest: Contest) -> Iterator[Finding]:
    """What does not tie on the card, of the phases of the events that are verified."""
    phases = {scope[0] for scope in contest.judged}
    tiers = [tier for tier in contest.tiers if tier.scope[0] in phases]
    yield from _subtotals(tiers)
    yield from _units(tiers)
    yield from _declared(contest, tiers, phases)


def _subtotals(tiers: list[Tier]) -> Iterator[Finding]:
    for tier in tiers:
        found = tier.line.fen("subtotal")
        if tier.unit != "元":
            continue
        if found is not None and found != tier.places * tier.amount:
            expected = yuan(tier.places * tier.amount)
            what = f"{_named(tier)}小计"
            yield tier.line.find("VERIFY_SUM", "subtotal", what=what, expected=expected, found=yuan(found))


def _units(tiers: list[Tier]) -> Iterator[Finding]:
    """One award table has one unit."""
    seen: dict[tuple[Scope, str], str] = {}
    for tier in tiers:
        if seen.setdefault((tier.scope, tier.group), tier.unit) != tier.unit:
            yield tier.line.find("VERIFY_UNITS", "unit", what=_named(tier))


def _declared(contest: Contest, tiers: list[Tier], phases: set[str]) -> Iterator[Finding]:
    """What an event, a group or a phase is said to have in all, against its places times amounts."""
    for line in contest.lines("规则_活动"):
        if line.text("level") == "大赛" or line.text("phase") not in phases:
            continue
        event = line.text("event")
        mine = [
            tier for tier in tiers if tier.scope[0] == line.text("phase") and event in ("", tier.scope[1])
        ]
        yield from _total(line, mine, label(line.event))
    for line in contest.lines("规则_组别"):
        mine = [t for t in tiers if t.scope == line.event and t.group == line.text("group")]
        if mine:
            yield from _total(line, mine, f"{label(line.event)}·{line.text('group')}")


def _total(line: Line, tiers: list[Tier], what: str) -> Iterator[Finding]:
    said, unit = line.fen("total"), "个" if line.text("unit") == "个" else "元"
    if said is None:
        return
    found = sum(tier.places * tier.amount for tier in tiers if tier.unit == unit)
    declared = said if unit == "元" else said // 100
    if found != declared:
        words = yuan if unit == "元" else _pieces
        context = {"what": f"{what}奖金合计", "expected": words(found), "found": words(declared)}
        yield line.find("VERIFY_SUM", "total", **context)


def _pieces(count: int | None) -> str:
    return f"{count or 0:,}个"


def _named(tier: Tier) -> str:
    return "·".join(part for part in (label(tier.scope), tier.group, tier.name) if part)


# ---- Decisions


def about_decisions(contest: Contest) -> Iterator[Finding]:
    """Points that hold up prizes or payouts of the events that are verified."""
    for point in contest.points.values():
        scopes = [scope for scope in contest.judged if contest.point_concerns(point, scope)]
        if not scopes:
            continue
        blocks = point.text("blocks")
        ranking = any(step in blocks for step in RANKING)
        paying = PAYING in blocks and any(
            line.text("state") in _MONEY_MOVES for scope in scopes for line in contest.payouts(scope)
        )
        if not ranking and not paying:
            continue
        if lacks := lacking(point):
            named = "、".join(label(scope) for scope in scopes[:3])
            number = point.text("id")
            yield point.find("VERIFY_UNDECIDED", "decided", id=number, lacks=lacks, events=named)
        elif ranking:
            yield from _late(contest, point, scopes)


def lacking(point: Line) -> str:
    """What a decision lacks, in words; "" where it is one."""
    if not point.text("decided"):
        return "没有决定"
    rows = point.rows
    missing = [rows.title(n) for n in _PAPERS if not (point.day(n) if n == "day" else point.text(n))]
    if missing:
        return f"没有{'、'.join(missing)}"
    same = folded(point.text("approver")) == folded(point.text("preparer"))
    return "批准人和经办人是同一个人" if same else ""


def _late(contest: Contest, point: Line, scopes: list[Scope]) -> Iterator[Finding]:
    """Decided when the event was over: by then its figures could be seen."""
    decided = point.day("day")
    ends = {scope: contest.stages[scope].day("end") for scope in scopes if scope in contest.stages}
    late = [scope for scope, end in ends.items() if end and decided and decided > end]
    if late:
        first = min(late, key=lambda scope: str(ends[scope]))
        events = f"{label(first)}{f'等{len(late)}个活动' if len(late) > 1 else ''}"
        context = {"id": point.text("id"), "day": decided, "end": ends[first], "events": events}
        yield point.find("VERIFY_LATE", "day", **context)


def open_points(contest: Contest) -> list[str]:
    """Numbers of points without a full decision that hold up prizes or payouts of these events."""
    return [
        point.text("id")
        for point in contest.points.values()
        if any(step in point.text("blocks") for step in (*RANKING, PAYING))
        and any(contest.point_concerns(point, scope) for scope in contest.judged)
        and lacking(point)
    ]
