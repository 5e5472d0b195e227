"""Why somebody has a prize, or none: the standing in words, from the same structure that decides.

第4名（37名参加排名）；净销售额12,340.00元（实付12,900.00元−退款560.00元）；得二等奖第1席，3,000.00元；距一等奖差120.00元.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from workbook.awards.allocation import Fate, Result, Standing, counted_wins
from workbook.awards.figures import shown
from workbook.awards.scores import in_words
from workbook.awards.terms import ACROSS, LEAST
from workbook.eligibility.figures import money_words


def why(standing: Standing, result: Result) -> str:
    """为什么得奖/没得奖."""
    parts = [_rank(standing, result), in_words(result.table.terms.metric, standing.scored)]
    if standing.how:
        parts.append(f"得分相同，比{standing.how}")
    if standing.tied:
        parts.append(f"与{numbers(standing.tied)}并列，比不出先后")
    parts.append(_FATES[standing.fate](standing, result))
    if standing.scored.unsure and standing.scored.value is not None:
        parts.append(f"数字还没定：{standing.scored.unsure}")
    return "；".join(filter(None, parts))


_SHOWN: Final = 6
"""So many numbers are named one by one."""


def numbers(keys: Sequence[str]) -> str:
    """Entrants by their numbers: K0003、K0007, or K0003、K0007…等12人."""
    return "、".join(keys) if len(keys) <= _SHOWN else f"{'、'.join(keys[:2])}…等{len(keys)}人"


def _rank(standing: Standing, result: Result) -> str:
    if standing.rank is None:
        return "没有名次"
    return f"第{standing.rank}名（{result.ranked}名参加排名）"


def _won(standing: Standing, result: Result) -> str:
    given = standing.given
    assert given is not None  # whoever has won was given something
    seat = f"第{given.seat.number}席" if given.tier == given.seat.tier else ""
    said = f"得{given.tier}{seat}，{money_words(given.fen)}"
    if given.note:
        said += f"（{given.note}）"
    further = "" if given.note else to_better(standing, result)
    return f"{said}；{further}" if further else said


def to_better(standing: Standing, result: Result) -> str:
    """How far it is to the next better prize: 距一等奖最后一名差120.00元; "" for the best."""
    mine, score = standing.given, standing.scored.value
    if score is None:
        return ""
    better = [
        one
        for fen, one in result.lasts.items()
        if one.rank != standing.rank and (mine is None or fen > mine.fen)
    ]
    if not better:
        return ""
    last = min(better, key=lambda one: (one.scored.value or 0, -(one.rank or 0)))
    gap = (last.scored.value or Decimal(0)) - score
    assert last.given is not None  # chosen for its prize
    name = last.given.tier
    if gap <= 0:
        return f"与{name}最后一名得分相同"
    return f"距{name}最后一名（第{last.rank}名）差{shown(result.table.terms.metric, gap)}"


def _below(standing: Standing, result: Result) -> str:
    seats = sum(tier.places or 0 for tier in result.table.tiers)
    further = to_better(standing, result)
    waiting = sum(len(tie.seats) for tie in result.waiting)
    taken = f"{seats}个名额已满" + (f"（前面有{waiting}个并列待定）" if waiting else "")
    return f"没有得奖：{taken}" + (f"；{further}" if further else "")


def _waiting(standing: Standing, result: Result) -> str:
    tie = next(one for one in result.waiting if standing.contender.key in one.members)
    names = "、".join(dict.fromkeys(seat.tier for seat in tie.seats))
    return f"{len(tie.members)}人并列，正好在{names}的分界线上，还没定"


def _capped(standing: Standing, result: Result) -> str:
    limit = result.table.terms.one(ACROSS)
    before = counted_wins(result.table, standing.elsewhere)
    told = "、".join(f"{one.scope.label}{one.tier}" for one in before)
    return f"没有得奖：{ACROSS}定的是{limit}，已得{told}"


def _twice(standing: Standing, result: Result) -> str:
    return "没有得奖：同一活动只能得一个奖，已得另一组的奖"


def _threshold(standing: Standing, result: Result) -> str:
    return f"没有得奖：达不到{LEAST}（{result.table.terms.one(LEAST)}）"


_FATES: Final[Mapping[Fate, Callable[[Standing, Result], str]]] = {
    "won": _won,
    "below": _below,
    "waiting": _waiting,
    "capped": _capped,
    "twice": _twice,
    "threshold": _threshold,
    "gone": lambda *_: "原来得奖，现已取消，名额空缺",
    "unranked": lambda *_: "没有得奖：没有可以排名的数字",
}


def in_short(result: Result) -> str:
    """17人得奖，95,000.00元；一等奖3、二等奖5、三等奖9；空缺1个1,000.00元."""
    counts: dict[str, int] = {}
    for one in result.given:
        counts[one.tier] = counts.get(one.tier, 0) + 1
    tiers = "、".join(f"{tier}{count}" for tier, count in counts.items())
    parts = [f"{len(result.given)}人得奖，{money_words(result.total)}" + (f"：{tiers}" if tiers else "")]
    left = [*(seat.fen for seat in result.vacant), *(lost.fen for lost in result.lost)]
    if left:
        parts.append(f"空缺{len(left)}个，{money_words(sum(left))}")
    if waiting := [seat for tie in result.waiting for seat in tie.seats]:
        parts.append(f"并列待定{len(waiting)}个，{money_words(sum(seat.fen for seat in waiting))}")
    return "；".join(parts)
