"""The terms on which an award table is given out: what was decided of each policy, or what a draft takes meanwhile.

What a draft takes moves nothing that people could not see: it is named, with what every other answer would change
(`readings`). A final table needs an answer to each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas.common import GRADES
from schemas.contest import Card, Scope
from schemas.policies import policy
from workbook.card.choices import Chosen, chosen

METRIC: Final = "排名指标"
CHAIN: Final = "并列比较"
AT_LINE: Final = "奖项线并列"
IN_EVENT: Final = "同一活动重复获奖"
ACROSS: Final = "跨活动重复获奖"
UNFILLED: Final = "名额未满"
CANCELLED: Final = "获奖后取消"
LEAST: Final = "获奖最低门槛"
GRADE: Final = "数据来源最低等级"
ASKED: Final = (METRIC, CHAIN, AT_LINE, IN_EVENT, ACROSS, UNFILLED, CANCELLED, LEAST, GRADE)
"""Policies that ranks and prizes rest on, in the order of POLICIES."""

SALES: Final = "净销售额"
PLAYS: Final = "播放量"
FIRST_ENTERED: Final = "报名先后"
BY_WEIGHT, BY_RANK = "加权求和", "按名次计分"
SCORED: Final = (BY_WEIGHT, BY_RANK, "评委评分")
"""Metrics in points, from which points may be deducted."""

CONSUME, SHARE, JURY = "占用后续名额", "平分奖金", "由评审决定"
LIMITS: Final[Mapping[str, tuple[int, bool]]] = {
    "每期限一次": (1, True),
    "每期限两次": (2, True),
    "全程限一次": (1, False),
}
"""Answers to 跨活动重复获奖 -> how many prizes, whether a phase; 不限 is no limit."""
NO_LIMIT: Final = "不限"
ABOVE_NOTHING: Final = "指标大于0"
MOVE_UP: Final = "依次递补"
OTHER_GROUPS: Final = "允许不同组别"

_OF_EVENT: Final = (IN_EVENT, ACROSS)
"""Policies that look over the groups of an event: no group has an answer of its own."""

_MEANWHILE: Final[Mapping[str, tuple[str, ...]]] = {
    METRIC: (SALES,),
    CHAIN: (),
    AT_LINE: (JURY,),
    IN_EVENT: ("不允许",),
    ACROSS: (NO_LIMIT,),
    UNFILLED: ("空缺",),
    CANCELLED: ("空缺",),
    LEAST: ("无",),
    GRADE: (GRADES[-1],),
}
"""What a draft takes while nobody decided: the answer that takes nothing from anybody."""


@dataclass(frozen=True)
class Terms:
    """The answers that hold for one award table.

    answers   policy -> its answers, the first counting first
    open      policies nobody decided, or decided in words the program does not know: a draft's answer stands for them
    """

    answers: Mapping[str, tuple[str, ...]]
    open: tuple[str, ...] = ()

    def one(self, name: str) -> str:
        """The answer to a policy, "" where it is an empty chain."""
        return next(iter(self.answers[name]), "")

    @property
    def metric(self) -> str:
        """What ranks."""
        return self.one(METRIC)

    @property
    def chain(self) -> tuple[str, ...]:
        """What equal figures are compared by, one after the other; the metric itself decides nothing more."""
        return tuple(name for name in self.answers[CHAIN] if name != self.metric)

    def instead(self, name: str, *answers: str) -> Terms:
        """The same with another answer to one policy."""
        return Terms({**self.answers, name: answers}, self.open)


def terms_of(card: Card, scope: Scope, group: str, videos: bool) -> Terms:
    """The terms of one award table. videos: it judges videos, so a draft ranks by plays."""
    answers, waiting = {}, []
    for name in ASKED:
        found = decision(card, name, scope, group).answers
        if not found or not known(name, found):
            waiting.append(name)
            found = (PLAYS,) if name == METRIC and videos else _MEANWHILE[name]
        answers[name] = found
    return Terms(answers, tuple(waiting))


def decision(card: Card, name: str, scope: Scope, group: str) -> Chosen:
    """What was decided of a policy for an award table."""
    return chosen(card, name, scope, "" if name in _OF_EVENT else group)


def known(name: str, answers: tuple[str, ...]) -> bool:
    """Whether the program understands an answer to a policy."""
    spec = policy(name)
    return spec is not None and all(answer in spec.choices for answer in answers)
