"""Prizes, given out anew: places and amounts against the card, winners against the ranks, sums and capitals against both.

The seats of each table are walked once more with the policies as decided. Where a tie rests on a comparison that is not
reckoned here, the order of the sheet is taken; `check` says so on the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from workbook.capital import capital, fen_of
from workbook.model import Finding
from workbook.verify.contest import VACANT, Contest, Prize, Scope, Tier, label
from workbook.verify.eligibility import eligible_keys, title_of
from workbook.verify.ranks import Ranking
from workbook.verify.reading import Line, yuan

SHARE, CONSUME = "平分奖金", "占用后续名额"
_LIMITS: Final[Mapping[str, tuple[int, bool]]] = {
    "每期限一次": (1, True),
    "每期限两次": (2, True),
    "全程限一次": (1, False),
}


class Seat(NamedTuple):
    """One place of a tier, in fen."""

    tier: str
    fen: int


def about_prizes(contest: Contest, rankings: list[Ranking]) -> Iterator[Finding]:
    """What differs from the prizes as they should be, of the events that are verified."""
    for scope in contest.judged:
        tables = contest.tables(scope)
        for prize in contest.prizes_of(scope):
            if not any(t.name == prize.tier for t in tables.get(prize.group, ())):
                yield prize.line.find(
                    "VERIFY_TIER", "tier", tier=prize.tier, name=title_of(scope, prize.group)
                )
        for group, tiers in tables.items():
            yield from _counts(contest, scope, group, tiers)
        yield from _repeated(contest, scope)
    for ranking in rankings:
        yield from _winners(contest, ranking)
    yield from _limits(contest)
    yield from _budget(contest)
    yield from about_sums(contest)


# ---- Against the card


def _counts(contest: Contest, scope: Scope, group: str, tiers: list[Tier]) -> Iterator[Finding]:
    """So many places as the card has, each given or 空缺, each with the amount of its tier."""
    rows = [line for line in contest.of("奖金分配表", scope) if line.text("group") == group]
    shared = contest.policy("奖项线并列", scope, group) in (SHARE, CONSUME)
    for tier in tiers:
        mine = [line for line in rows if line.text("tier") == tier.name]
        given = [line for line in mine if line.key()]
        if len(mine) > tier.places and not shared:
            context = {"tier": tier.name, "count": len(mine), "places": tier.places}
            yield mine[tier.places].find("TIER_COUNT", "tier", **context)
        elif len(mine) < tier.places and not shared:
            context = {"name": title_of(scope, group), "tier": tier.name, "count": len(mine)}
            yield tier.line.find("VERIFY_FEW", "places", **context, places=tier.places)
        for line in mine:
            if not line.key() and line.text("state") != VACANT:
                yield line.find(
                    "VERIFY_FEW_STATE", "state", tier=tier.name, found=line.text("state") or "空白"
                )
        for line in given:
            fen = line.fen("amount")
            if fen != tier.amount and contest.policy("奖项线并列", scope, group) != SHARE:
                context = {"tier": tier.name, "expected": yuan(tier.amount), "found": yuan(fen)}
                yield line.find("VERIFY_AMOUNT", "amount", **context)


# ---- Against the ranks


def _winners(contest: Contest, ranking: Ranking) -> Iterator[Finding]:
    """Whom each prize should go to, by the ranks as sorted anew."""
    prizes = [p for p in contest.prizes_of(ranking.scope) if p.group == ranking.group]
    if not ranking.metric or ranking.unsure:
        return
    due, waiting = expected(contest, ranking)
    given = {prize.key: prize for prize in prizes}
    shared = (
        contest.policy("奖项线并列", ranking.scope, ranking.group) == SHARE
    )  # else `_counts` tells amounts
    for key, seat in due.items():
        prize = given.get(key)
        if prize is None:
            at = ranking.lines[key]
            context = {"key": key, "tier": seat.tier, "money": yuan(seat.fen)}
            yield at.find("VERIFY_NO_PRIZE", "tier", **context)
        elif (prize.tier, prize.fen) != seat and (prize.tier != seat.tier or shared):
            context = {
                "key": key,
                "expected": f"{seat.tier}{yuan(seat.fen)}",
                "found": f"{prize.tier}{yuan(prize.fen)}",
            }
            yield prize.line.find("VERIFY_WINNER", "tier", **context)
    for key, prize in given.items():
        if key not in due and key not in waiting:
            yield prize.line.find("VERIFY_NO_SEAT", "key", key=key, tier=prize.tier)
    if waiting:
        keys = "、".join(sorted(waiting))
        yield ranking.lines[min(waiting)].find("VERIFY_TIE", "rank", keys=keys)
    for prize in prizes:
        line_ = ranking.lines.get(prize.key)
        rank = line_.count("rank") if line_ else None
        if rank is not None and prize.line.count("rank") != rank:
            found = prize.line.text("rank") or "空白"
            yield prize.line.find("VERIFY_SUM", "rank", what=f"{prize.key}的名次", expected=rank, found=found)
    for key, line in ranking.lines.items():
        said = given[key].tier if key in given else ""
        if line.text("tier") != said:
            yield line.find(
                "VERIFY_SUM", "tier", what="奖项", expected=said or "空白", found=line.text("tier") or "空白"
            )


def expected(contest: Contest, ranking: Ranking) -> tuple[dict[str, Seat], set[str]]:
    """Entrant -> the prize it should have; and those whose tie at a line nobody decided."""
    scope, group = ranking.scope, ranking.group
    most = len(ranking.lines)  # no tier gives more, however many places somebody typed
    seats = [Seat(t.name, t.amount) for t in contest.tables(scope)[group] for _ in range(min(t.places, most))]
    at_line = contest.policy("奖项线并列", scope, group)
    eligible = eligible_keys(contest, scope, group)
    replaced = contest.policy("获奖后取消", scope, group) == "依次递补"
    due: dict[str, Seat] = {}
    waiting: set[str] = set()
    at = 0
    for _, keys in ranking.levels:
        may = [key for key in keys if key in eligible or not replaced]
        members = [key for key in may if not _passed_over(contest, ranking, key)]
        reached = seats[at : at + len(members)]
        at += len(reached)
        if not reached:
            continue
        due.update(_seated(members, reached, at_line, waiting))
    return {key: seat for key, seat in due.items() if key in eligible}, waiting


def _seated(members: list[str], reached: list[Seat], at_line: str, waiting: set[str]) -> dict[str, Seat]:
    """Who of those who share a rank has what, of the seats they reach together."""
    if len(reached) == len(members) and len(set(reached)) == 1:
        return dict(zip(members, reached, strict=True))
    if at_line == SHARE:
        share, left = divmod(sum(seat.fen for seat in reached), len(members))
        return {
            key: Seat(reached[0].tier, share + (place < left)) for place, key in enumerate(sorted(members))
        }
    if at_line == CONSUME and len(reached) == len(members):
        return dict.fromkeys(members, reached[0])
    waiting.update(members)
    return {}


def _passed_over(contest: Contest, ranking: Ranking, key: str) -> bool:
    """Whether somebody leaves a seat to the next: nothing above zero, a prize in another group, enough prizes elsewhere."""
    scope, group = ranking.scope, ranking.group
    if contest.policy("获奖最低门槛", scope, group) == "指标大于0" and ranking.scores[key] <= 0:
        return True
    mine = [prize for prize in contest.prizes if prize.key == key]
    if any(prize.scope == scope and prize.group == group for prize in mine):
        return False
    here = [prize for prize in mine if prize.scope == scope]
    if here and contest.policy("同一活动重复获奖", scope) != "允许不同组别":
        return True
    limit = _LIMITS.get(contest.policy("跨活动重复获奖", scope))
    return limit is not None and len(_counted(mine, scope, limit[1])) >= limit[0]


def _counted(prizes: list[Prize], scope: Scope, by_phase: bool) -> list[Prize]:
    """Prizes in other events that count towards a limit."""
    return [p for p in prizes if p.scope != scope and (not by_phase or p.scope[0] == scope[0])]


def _repeated(contest: Contest, scope: Scope) -> Iterator[Finding]:
    """A winner has one prize in an event, or one in each group where that was decided."""
    apart = contest.policy("同一活动重复获奖", scope) == "允许不同组别"
    seen: dict[tuple[str, str], Prize] = {}
    for prize in contest.prizes_of(scope):
        first = seen.setdefault((prize.key, prize.group if apart else ""), prize)
        if first is not prize:
            context = {"key": prize.key, "event": label(scope), "row": first.line.number}
            yield prize.line.find("VERIFY_TWICE", "key", **context)


def _limits(contest: Contest) -> Iterator[Finding]:
    """Nobody has more prizes than was decided; told at the later row."""
    for scope in contest.judged:
        decided = contest.policy("跨活动重复获奖", scope)
        if decided not in _LIMITS:
            continue
        most, by_phase = _LIMITS[decided]
        for prize in contest.prizes_of(scope):
            others = _counted([p for p in contest.prizes if p.key == prize.key], scope, by_phase)
            if len(others) >= most and all(p.line.number < prize.line.number for p in others):
                events = "、".join(label(p.scope) for p in others)
                yield prize.line.find("VERIFY_LIMIT", "key", key=prize.key, decided=decided, events=events)


# ---- Sums


def _budget(contest: Contest) -> Iterator[Finding]:
    for line in contest.lines("规则_活动"):
        total = line.fen("total")
        phase, event = line.event
        if line.text("level") == "大赛" or total is None or line.text("unit") == "个":
            continue
        if phase not in {scope[0] for scope in contest.judged} or (
            event and line.event not in contest.judged
        ):
            continue
        given = sum(p.fen for p in contest.prizes if p.scope[0] == phase and event in ("", p.scope[1]))
        if given > total:
            context = {"what": label(line.event), "found": yuan(given), "expected": yuan(total)}
            yield line.find("VERIFY_OVER", "total", **context, over=yuan(given - total))


def about_sums(contest: Contest) -> Iterator[Finding]:
    """奖金汇总: every figure reckoned from 奖金分配表 and 规则_奖项, capitals read by value."""
    phases = {scope[0] for scope in contest.judged}
    for line in contest.lines("奖金汇总"):
        event = line.text("event")
        if line.text("phase") not in phases or (event and line.event not in contest.judged):
            continue
        due = _of_event(contest, line) if event else _of_phase(contest, line)
        for name, value in due.items():
            raw, found = line.raw(name), line.fen(name)
            if raw is None and line.formula(name):
                yield line.find("VERIFY_UNCACHED", name)
            elif found != value:
                yield line.find(
                    "VERIFY_CACHED", name, what=line.rows.title(name), **_both(name, value, found)
                )
                break  # what stands right of it rests on it
        yield from about_capital(line, line.fen("amount" if "amount" in due else "due"))


def _both(name: str, expected: int, found: int | None) -> dict[str, str]:
    if name in ("places", "winners"):
        return {"expected": str(expected // 100), "found": "空白" if found is None else str(found // 100)}
    return {"expected": yuan(expected), "found": yuan(found)}


def in_capitals(fen: int) -> str:
    """An amount in capitals; one too large for any is a slip, told elsewhere."""
    try:
        return capital(max(0, fen))
    except ValueError:
        return yuan(fen)


def about_capital(line: Line, amount: int | None) -> Iterator[Finding]:
    """A text in capitals says the amount beside it."""
    text = line.text("capital")
    if text and amount is not None and fen_of(text) != amount:
        yield line.find(
            "VERIFY_CAPITAL", "capital", found=text, expected=yuan(amount), capital=in_capitals(amount)
        )


def _of_event(contest: Contest, line: Line) -> dict[str, int]:
    """A row of a tier, or the sum of an event; counts as hundreds, like fen."""
    item, group = line.text("item"), line.text("group")
    tiers = [t for its in contest.tables(line.event).values() for t in its]
    rows = [row for row in contest.of("奖金分配表", line.event)]
    if item != "合计":
        tiers = [t for t in tiers if t.name == item and t.group == group]
        rows = [row for row in rows if row.text("tier") == item and row.text("group") == group]
        if not tiers:
            return {}
    due, amount = sum(t.places * t.amount for t in tiers), sum(row.fen("amount") or 0 for row in rows)
    found = {
        "places": 100 * sum(t.places for t in tiers),
        "due": due,
        "winners": 100 * sum(bool(row.key()) for row in rows),
        "amount": amount,
        "left": due - amount,
    }
    return found if item == "合计" else {**found, "each": tiers[0].amount}


def _of_phase(contest: Contest, line: Line) -> dict[str, int]:
    """A row of the budget of a phase."""
    phase = line.text("phase")
    states: Counter[str] = Counter()
    for row in contest.lines("奖金分配表"):
        if row.text("phase") == phase:
            states[row.text("state")] += row.fen("amount") or 0
    listed: Counter[str] = Counter()
    for row in contest.lines("奖金发放表"):
        if row.text("phase") == phase:
            listed[row.text("state")] += row.fen("award") or 0
    paid, waived = listed["已付"] + listed["退票"], listed["放弃"]
    total = declared(contest, phase)
    decided = states["定稿"]
    return {
        "本期预算": {"due": total},
        "已定稿": {"amount": decided},
        "试算(未定稿)": {"amount": states["试算(不作发放依据)"]},
        "预算结余": {"left": total - decided},
        "已发放": {"amount": paid},
        "待付": {"amount": listed.total() - paid - waived},
        "放弃领奖": {"amount": waived},
        "未列入发放表": {"left": decided - listed.total()},
    }.get(line.text("item"), {})


def declared(contest: Contest, phase: str) -> int:
    """What a phase has in all: as the notice says, else the sum of its tiers."""
    for line in contest.lines("规则_活动"):
        said = line.fen("total")
        if line.text("level") == "期次" and line.text("phase") == phase and said is not None:
            return said
    return sum(t.places * t.amount for t in contest.tiers if t.scope[0] == phase and t.unit == "元")
