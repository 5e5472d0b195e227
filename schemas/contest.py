"""The rule card as data: what a notice lays down, and every place where it is damaged or silent.

A `Card` is read from the sheets 规则_… of a contest workbook (`workbook.card.read`); the sheets are described in
`schemas.rulecard`, the policies in `schemas.policies`. Here are the shapes and the few words they are made of.
Money is integer fen; an award in 邮乐奖励金 is a count of 个 and never added to money.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

SHIPPED: Final = ("litong-2024", "ganyou-2024", "blank")
"""The cards that come with the program: schemas/contests."""

LEVELS: Final = ("大赛", "期次", "活动")
AWARD_UNITS: Final = ("元", "个")
"""元: money, in fen here. 个: 邮乐奖励金 (赣邮渠道〔2024〕13号 line 72), counted."""

GROUPINGS: Final = ("按条件", "按报名")
"""How an entrant comes into a group: by conditions that are computed, or by the entry itself (直播 / 短视频)."""

USES: Final = ("归组", "资格")
"""What a condition decides: which group somebody is in, or whether he may take part and win at all."""

RELATIONS: Final = ("低于", "不超过", "等于", "不低于", "超过", "属于", "包含")
"""In the notices' own words. 以上, 以下, 以内 and 届满 include the number, 超过, 不满 and 以外 do not (民法典 1259)."""

SAME_RELATION: Final = {
    "<": "低于", "少于": "低于", "小于": "低于", "不足": "低于", "不满": "低于", "未达到": "低于",
    "<=": "不超过", "≤": "不超过", "=<": "不超过", "不多于": "不超过", "以下": "不超过", "不高于": "不超过",
    "=": "等于", "==": "等于", "为": "等于", "是": "等于",
    ">=": "不低于", "≥": "不低于", "=>": "不低于", "不少于": "不低于", "以上": "不低于", "达到": "不低于",
    ">": "超过", "大于": "超过", "高于": "超过", "多于": "超过",
    "之一": "属于", "含": "包含",
}  # fmt: skip
"""Other ways to write a relation -> the word we use."""

STEPS: Final = ("归组", "资格", "核对", "分配", "发放", "公示")
"""What an open point can hold up: from sorting people to publishing names."""

SCORINGS: Final = ("按名次递减", "按比例", "直接计分")
"""How a measure becomes points: so much less a rank, in proportion to the best, or as it is."""


class Unit(NamedTuple):
    """A unit of thresholds: what it measures, and how many of the base unit it is."""

    measures: str
    factor: int = 1


UNITS: Final = {
    "元": Unit("元"),
    "万元": Unit("元", 10_000),
    "人": Unit("人"),
    "万人": Unit("人", 10_000),
    "场": Unit("场"),
    "条": Unit("条"),
    "篇": Unit("条"),
    "分钟": Unit("分钟"),
    "小时": Unit("分钟", 60),
    "岁": Unit("岁"),
    "周岁": Unit("岁"),
    "次": Unit("次"),
    "单": Unit("单"),
    "分": Unit("分"),
    "名": Unit("名"),
}
"""Units a threshold may have; the base unit measures itself."""


class Measure(NamedTuple):
    """Something a condition or a score speaks of.

    unit   its base unit; "" for words and yes/no
    kind   number: compared; words: one of a list; yes: 是 or 否
    step   the smallest difference there can be, in the base unit (a fan, a fen)
    """

    unit: str
    kind: Literal["number", "words", "yes"] = "number"
    step: Decimal = Decimal(1)


MEASURES: Final = {
    "年龄": Measure("岁"),
    "粉丝数": Measure("人"),
    "近一年销售额": Measure("元", step=Decimal("0.01")),
    "直播场次": Measure("场"),
    "每场时长": Measure("分钟"),
    "直播总时长": Measure("分钟"),
    "短视频数": Measure("条"),
    "净销售额": Measure("元", step=Decimal("0.01")),
    "有效订单数": Measure("单"),
    "观看人数": Measure("次"),
    "播放量": Measure("次"),
    "点赞数": Measure("次"),
    "评委评分": Measure("分", step=Decimal("0.01")),
    "人员类别": Measure("", "words"),
    "参赛主体": Measure("", "words"),
    "直播平台": Measure("", "words"),
    "直播地点": Measure("", "words"),
    "话题": Measure("", "words"),
    "直播元素": Measure("", "words"),
    "民事行为能力": Measure("", "words"),
    "带货账号": Measure("", "yes"),
    "直播计划审核": Measure("", "yes"),
    "直播报备": Measure("", "yes"),
    "主播备案": Measure("", "yes"),
    "直播培训": Measure("", "yes"),
    "商品审核": Measure("", "yes"),
    "在校学生": Measure("", "yes"),
}
"""Measures we can compute or ask for by name. A card may name others: their figures are then typed by people."""


class Scope(NamedTuple):
    """What a rule holds for: an event of a phase; "" is any, so a rule of no phase and event holds for all."""

    phase: str = ""
    event: str = ""

    @property
    def label(self) -> str:
        """As users see it: 第一期·活动1."""
        return "·".join(part for part in self if part) or "全部活动"

    @classmethod
    def named(cls, text: str, phase: str = "") -> Scope | None:
        """The scope a person names in one text or in two: 第一期·活动1, 第一期 活动1, 活动1 or just 1 beside 第一期.

        None where the text names another phase than the one beside it.
        """
        match = re.fullmatch(r"(第[一二三四五六七八九十0-9]+期)?[\s·.\-—:：,，]*(.*)", " ".join(text.split()))
        assert match is not None  # both parts may be empty
        if phase and match[1] and match[1] != "".join(phase.split()):
            return None
        number = re.fullmatch(r"(?:活动)?\s*0*([0-9]{1,3})", unicodedata.normalize("NFKC", match[2]))
        return cls(phase or match[1] or "", f"活动{number[1]}" if number else match[2])

    def covers(self, other: Scope) -> bool:
        """Whether a rule of this scope holds for that event."""
        return self.phase in ("", other.phase) and self.event in ("", other.event)


def concerns(applies: tuple[str, ...], scope: Scope) -> bool:
    """Whether what names these events or phases (第一期·活动1, 第一期) speaks of that event; no names: of all."""
    return not applies or scope.label in applies or scope.phase in applies


@dataclass(frozen=True, slots=True)
class Rule:
    """What every row of the rule card has: its record number on its sheet, scope, sentence, line, open points."""

    row: int
    scope: Scope
    source: str
    line: int | None
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event(Rule):
    """A contest, a phase or an event. total: the sum the notice declares, None where it declares none."""

    level: str
    title: str
    start: date | None
    end: date | None
    total: int | None
    unit: str
    entrants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group(Rule):
    """One group of an event with its own award table."""

    name: str
    by: str
    total: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class Condition(Rule):
    """One comparison. Conditions of one alternative hold together (且), alternatives stand beside each other (或).

    number   threshold in the measure's base unit; None where text is compared or nothing could be read
    words    what the text may be (属于, 等于) or must contain (包含); aliases warn where the literal text is missing
    as_of    the day on which the measure is taken
    """

    group: str
    use: str
    alternative: str
    measure: str
    relation: str
    number: Decimal | None
    unit: str
    words: tuple[str, ...]
    aliases: tuple[str, ...]
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Tier(Rule):
    """One prize: so many places of so much each (fen, or 个). subtotal is what the sheet shows."""

    group: str
    name: str
    places: int | None
    amount: int | None
    unit: str
    subtotal: int | None

    @property
    def total(self) -> int:
        """Places times amount; 0 where one of them could not be read."""
        return (self.places or 0) * (self.amount or 0)


@dataclass(frozen=True, slots=True)
class Duty(Rule):
    """Something somebody must have done: within days, or so many hours before something begins.

    evidence   sheets of the contest workbook that prove it
    """

    duty: str
    owner: str
    start: date | None
    due: date | None
    inclusive: bool | None
    hours: Decimal | None
    before: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score(Rule):
    """How many points a measure gives at most, and how they fall."""

    group: str
    measure: str
    most: Decimal | None
    how: str
    step: Decimal | None


@dataclass(frozen=True, slots=True)
class Choice(Rule):
    """A policy of the card (`schemas.policies`): what was chosen is decided in its open point. group: "" is any."""

    group: str
    policy: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Point(Rule):
    """A place where the notice is damaged or silent, and what a person decided about it.

    applies   labels of the events or phases it speaks of (第一期·活动1, 第一期); none: all events
    options   the readings that were weighed; likely is the one the card uses until it is decided
    blocks    steps that must not become final while it is open, for the events of its scope
    column    title of the rule card's column whose cell must then say the same; "" when there is none
    """

    id: str
    applies: tuple[str, ...]
    question: str
    options: tuple[str, ...]
    likely: str
    confidence: float | None
    effect: str
    blocks: tuple[str, ...]
    column: str
    decided: str
    approver: str
    day: date | None
    document: str
    preparer: str

    def concerns(self, scope: Scope) -> bool:
        """Whether it speaks of that event."""
        return concerns(self.applies, scope)

    @property
    def answer(self) -> str:
        """What was decided, without the reason that may have been copied with it (2025-01-01：…)."""
        return self.decided.split("：")[0].strip()

    @property
    def open(self) -> bool:
        """Not decided, or decided by nobody one could ask: no name, day, document, or nobody but the preparer."""
        given = self.decided and self.approver and self.day and self.document and self.preparer
        return not given or self.approver == self.preparer


@dataclass(frozen=True, slots=True)
class Card:
    """A whole rule card."""

    events: tuple[Event, ...] = ()
    groups: tuple[Group, ...] = ()
    conditions: tuple[Condition, ...] = ()
    tiers: tuple[Tier, ...] = ()
    duties: tuple[Duty, ...] = ()
    scores: tuple[Score, ...] = ()
    choices: tuple[Choice, ...] = ()
    points: tuple[Point, ...] = ()

    @property
    def contest(self) -> Event | None:
        """The row of the contest itself."""
        return next((event for event in self.events if event.level == "大赛"), None)

    @property
    def phases(self) -> tuple[Event, ...]:
        """The rows of phases."""
        return tuple(event for event in self.events if event.level == "期次")

    @property
    def stages(self) -> tuple[Event, ...]:
        """The events people take part in and win."""
        return tuple(event for event in self.events if event.level == "活动")

    def point(self, name: str) -> Point | None:
        """The open or decided point of that number."""
        return next((point for point in self.points if point.id == name), None)

    def tables(self) -> dict[tuple[Scope, str], tuple[Tier, ...]]:
        """The award tables: (event, group) -> its tiers, in the order of the sheet."""
        found: dict[tuple[Scope, str], list[Tier]] = {}
        for tier in self.tiers:
            found.setdefault((tier.scope, tier.group), []).append(tier)
        return {key: tuple(tiers) for key, tiers in found.items()}
