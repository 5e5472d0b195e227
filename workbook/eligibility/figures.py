"""An entrant's figure for every measure a condition may name, and whether it meets the condition.

A figure nobody knows is 待核, never taken for met or missed. What broadcasts and videos come to is counted here from
those that count (`broadcasts`, `works`); an event that is not over yet leaves a count open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from schemas.contest import MEASURES, UNITS, Condition
from schemas.identity import id_birth
from schemas.kinds_rules import number_text
from schemas.kinds_time import length_text
from workbook.batch import age_on
from workbook.broadcasts import start_of
from workbook.card.choices import chosen
from workbook.card.groups import compare
from workbook.eligibility import preparation, works
from workbook.eligibility.broadcasts import SESSIONS as SESSIONS_SHEET
from workbook.eligibility.broadcasts import Broadcast, broadcasts
from workbook.eligibility.case import OF_BROADCASTS, VIDEOS, Case, Found
from workbook.eligibility.persons import SCHEDULE
from workbook.eligibility.works import Video, videos
from workbook.same_people import PERSON

AGE_DAYS: Final = "年龄计算日"
SESSIONS: Final = "直播场次"
LENGTH: Final = "每场时长"
BIRTHDAY: Final = "当天正好生日，请核对"
TOTAL: Final = "直播总时长"


@dataclass(frozen=True)
class Facts:
    """A case with its broadcasts and videos, looked at once."""

    case: Case

    @cached_property
    def broadcasts(self) -> Sequence[Broadcast]:
        """The broadcasts of the entrant in the event."""
        return broadcasts(self.case)

    @cached_property
    def videos(self) -> Sequence[Video]:
        """Its videos for the event."""
        return videos(self.case)

    @property
    def counting(self) -> list[Broadcast]:
        """The broadcasts that count."""
        return [held for held in self.broadcasts if held.verdict]

    @property
    def doubtful(self) -> list[Broadcast]:
        """Those of which something is not known."""
        return [held for held in self.broadcasts if held.verdict is None]


Figure = Callable[[Facts, Condition], Found]


def found(facts: Facts, condition: Condition) -> Found:
    """What is there of a condition. A measure we have no sheet for is asked of people."""
    figure = FIGURES.get(condition.measure)
    return figure(facts, condition) if figure else Found("没有这项数据，请人工核对", None)


# ---- Who it is


def _age(facts: Facts, condition: Condition) -> Found:
    """Full years on the day the card decides; while that is open, on each day there may be."""
    case = facts.case
    born = id_birth(case.entrant["id_no"]) if case.entrant["id_no"] else None
    if case.entrant["kind"] not in (None, PERSON):
        return Found(f"{case.entrant['kind']}不按年龄", True, applies=False)
    if born is None:
        return Found("身份证号没有填", None)
    days = _age_days(case)
    ages = {name: age_on(born, day) for name, day in days.items() if day is not None}
    if not ages or condition.number is None:
        return Found(f"没有写{'、'.join(days) or AGE_DAYS}，年龄无法算", None)
    verdicts = {compare(condition.relation, Decimal(age), condition.number) for age in ages.values()}
    words = "、".join(f"{name}{age}岁" for name, age in ages.items())
    met = verdicts.pop() if len(verdicts) == 1 else None
    if None in days.values():
        words += "，另一个日子没有写"
        met = met if all(abs(age - condition.number) > 1 for age in ages.values()) else None
    birthday = any(
        day is not None and (day.month, day.day) == (born.month, born.day) for day in days.values()
    )
    exact = birthday and any(age == condition.number for age in ages.values())
    return Found(f"{words}，{BIRTHDAY}" if exact else words, met)


def _age_days(case: Case) -> dict[str, date | None]:
    """The days on which the age may count."""
    known = {"报名当天": case.entry["day"], "活动开始当天": case.event.start}
    if answer := chosen(case.card, AGE_DAYS, case.event.scope).answer:
        return {answer: known.get(answer)}
    return known


def _able(facts: Facts, condition: Condition) -> Found:
    able = facts.case.entrant["able"]
    if facts.case.entrant["kind"] not in (None, PERSON):
        return Found(f"{facts.case.entrant['kind']}不按此条", True, applies=False)
    return Found({True: "是", False: "否", None: "没有填"}[able], able)


def _category(facts: Facts, condition: Condition) -> Found:
    category, kind = facts.case.entrant["category"], facts.case.entrant["kind"]
    if kind not in (None, PERSON):
        return Found(f"{kind}不按人员类别", True, applies=False)
    return Found(category or "没有填", category in condition.words if category else None)


def _kind(facts: Facts, condition: Condition) -> Found:
    kind = facts.case.entrant["kind"] or PERSON
    return Found(kind, kind in condition.words)


def _selling(facts: Facts, condition: Condition) -> Found:
    selling = facts.case.entrant["selling"]
    return Found({True: "已开通", False: "没有开通", None: "没有填"}[selling], selling)


# ---- Broadcasts


def _each(facts: Facts, condition: Condition) -> Found:
    """Of the broadcasts within the event how many meet one condition: those that do not are not counted.

    A tag is looked for on videos where videos are what is judged.
    """
    if facts.case.medium == "videos":
        return _counted(
            [video.tagged for video in facts.videos if video.in_time is not False], "条", "短视频", facts
        )
    inside = [held for held in facts.broadcasts if held.inside is not False]
    return _counted([held.met.get(condition.measure) for held in inside], "场", "场次", facts)


def _counted(met: Sequence[bool | None], unit: str, what: str, facts: Facts) -> Found:
    yes, no, unknown = (met.count(verdict) for verdict in (True, False, None))
    if not met:
        return Found(f"没有{what}", _missing(facts))
    words = f"{len(met)}{unit}中{yes}{unit}符合"
    words += f"，{no}{unit}不符合" if no else ""
    words += f"，{unknown}{unit}没填" if unknown else ""
    return Found(words, True if yes else None if unknown else _missing(facts))


def _missing(facts: Facts) -> bool | None:
    """What has not come may still come while the event lasts, and may stand in a row that is not clearly another's."""
    case = facts.case
    sheets = (works.SHEET,) if case.medium == "videos" else (SESSIONS_SHEET, SCHEDULE)
    unclear = any((sheet, case.key) in case.entrants.doubtful for sheet in sheets)
    return False if case.over and not unclear else None


def _sessions(facts: Facts, condition: Condition) -> Found:
    least = condition.number if condition.number is not None else Decimal(1)
    return sessions(facts, condition.relation or "不低于", least)


def sessions(facts: Facts, relation: str, least: Decimal) -> Found:
    """How many broadcasts count, of all there are."""
    counting, doubtful = len(facts.counting), len(facts.doubtful)
    words = f"合格{counting}场，共{len(facts.broadcasts)}场"
    words += f"，另有{doubtful}场待核" if doubtful else ""
    if compare(relation, Decimal(counting), least):
        return Found(words, True)
    if compare(relation, Decimal(counting + doubtful), least):
        return Found(words, None)
    return Found(words if facts.case.over else f"{words}，活动还没结束", _missing(facts))


def _total_length(facts: Facts, condition: Condition) -> Found:
    seconds = sum(held.seconds or 0 for held in facts.counting)
    enough = condition.number is not None and compare(
        condition.relation, Decimal(seconds) / 60, condition.number
    )
    return Found(
        f"合格场次共{length_text(seconds)}分钟",
        True if enough else None if facts.doubtful else _missing(facts),
    )


def _viewers(facts: Facts, condition: Condition) -> Found:
    return _sum(facts, condition, [held.row.get("viewers") for held in facts.counting])


# ---- Videos


def _videos(facts: Facts, condition: Condition) -> Found:
    counting = sum(video.verdict is True for video in facts.videos)
    doubtful = sum(video.verdict is None for video in facts.videos)
    words = f"合格{counting}条，共{len(facts.videos)}条"
    words += f"，另有{doubtful}条待核" if doubtful else ""
    if condition.number is None:
        return Found(words, None)
    if compare(condition.relation, Decimal(counting), condition.number):
        return Found(words, True)
    if compare(condition.relation, Decimal(counting + doubtful), condition.number):
        return Found(words, None)
    return Found(words, _missing(facts))


def _plays(facts: Facts, condition: Condition) -> Found:
    return _sum(facts, condition, [video.row["plays"] for video in facts.videos if video.verdict])


def _likes(facts: Facts, condition: Condition) -> Found:
    return _sum(facts, condition, [video.row["likes"] for video in facts.videos if video.verdict])


def _sum(facts: Facts, condition: Condition, values: Sequence[int | None]) -> Found:
    known = [value for value in values if value is not None]
    total = Decimal(sum(known))
    words = f"合计{total}"
    if len(known) < len(values):
        return Found(f"{words}，{len(values) - len(known)}处没有数据", None)
    met = condition.number is not None and compare(condition.relation, total, condition.number)
    return Found(words, True if met else _missing(facts))


def _score(facts: Facts, condition: Condition) -> Found:
    """The mean of the judges' scores, not rounded for the comparison."""
    _, rows = facts.case.rows("评委评分")
    scores = [Decimal(repr(row["score"])) for row in rows if row["score"] is not None]
    if not scores:
        return Found("没有评分", _missing(facts))
    mean = sum(scores, Decimal(0)) / len(scores)
    met = condition.number is not None and compare(condition.relation, mean, condition.number)
    return Found(f"{len(scores)}个评分平均{mean:.2f}", met)


# ---- Teams of students


def _filed(facts: Facts, condition: Condition) -> Found:
    starts = [start for held in facts.broadcasts if (start := start_of(held.row)) is not None]
    return preparation.hosts_filed(facts.case, min(starts, default=None))


FIGURES: Final[Mapping[str, Figure]] = {
    "年龄": _age,
    "民事行为能力": _able,
    "人员类别": _category,
    "参赛主体": _kind,
    "带货账号": _selling,
    **dict.fromkeys(OF_BROADCASTS, _each),
    SESSIONS: _sessions,
    TOTAL: _total_length,
    "观看人数": _viewers,
    VIDEOS: _videos,
    "播放量": _plays,
    "点赞数": _likes,
    "评委评分": _score,
    "主播备案": _filed,
    "直播培训": lambda facts, _: preparation.trained(facts.case),
    "在校学生": lambda facts, _: preparation.students(facts.case),
}


# ---- Words


def wanted(condition: Condition) -> str:
    """A condition in words: 不低于2小时, 属于在校大学生、退役军人, 是."""
    if condition.number is not None:
        factor = UNITS[condition.unit].factor if condition.unit in UNITS else 1
        number = condition.number / factor
        return f"{condition.relation}{number_text(float(number))}{condition.unit}"
    words = "、".join(condition.words)
    measure = MEASURES.get(condition.measure)
    if measure is not None and measure.kind == "yes":
        return words
    return words if condition.relation == "等于" else f"{condition.relation}{words}"


def money_words(fen: int) -> str:
    """1,320.50元: grouped, so that nobody takes it for a number of a person."""
    return f"{fen // 100:,}.{fen % 100:02d}元"
