"""What 吴利政办发〔2024〕37号 says of the 12 events, copied by hand from the notice: days, words, prizes.

Nothing here is read from schemas/contests/litong-2024.toml: a mistake there shall be seen.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

P1, P2 = "第一期", "第二期"
TIERS = ("一等奖", "二等奖", "三等奖")

PRIZES = {
    # phase, event, group: places and 元 of the first, second and third prize (lines 61 to 177)
    (P1, "活动1", "新秀组"): ((3, 5000), (5, 3000), (10, 1000)),
    (P1, "活动1", "达人组"): ((3, 10000), (5, 5000), (10, 1000)),
    (P1, "活动2", ""): ((3, 10000), (5, 5000), (10, 1000)),
    (P1, "活动3", ""): ((3, 10000), (5, 8000), (10, 1000)),
    (P1, "活动4", ""): ((3, 10000), (5, 8000), (10, 1000)),
    (P1, "活动5", ""): ((3, 10000), (5, 5000), (10, 1500)),
    (P1, "活动6", "直播带货"): ((3, 10000), (5, 5000), (10, 2000)),
    (P1, "活动6", "短视频"): ((1, 10000), (2, 5000), (5, 1000)),
    (P2, "活动1", "新秀组"): ((3, 10000), (5, 5000), (10, 1000)),
    (P2, "活动1", "达人组"): ((3, 10000), (5, 5000), (10, 1000)),
    (P2, "活动2", ""): ((3, 10000), (5, 6000), (9, 4000)),
    (P2, "活动3", ""): ((3, 10000), (5, 5000), (10, 1000)),
    (P2, "活动4", ""): ((3, 10000), (5, 5000), (10, 3000)),
    (P2, "活动5", ""): ((3, 8000), (5, 5000), (10, 1000)),
    (P2, "活动6", ""): ((3, 10000), (5, 5000), (10, 1000)),
}


class Table(NamedTuple):
    """What prizes are awarded in: an event, or one group of it."""

    phase: str
    event: str
    group: str

    @property
    def label(self) -> str:
        """第一期·活动1"""
        return f"{self.phase}·{self.event}"

    @property
    def filmed(self) -> bool:
        """Ranked by plays of videos, not by sales."""
        return self.group == "短视频" or self.label in FILMED

    @property
    def places(self) -> int:
        """The prizes of all tiers."""
        return sum(places for places, _ in PRIZES[self])


class Live(NamedTuple):
    """An event of broadcasts.

    first, last   the days broadcasts are held on here; of 第一期·活动1 and 活动2 those that the other has not
    notice        whether every broadcast is notified
    hours         whether a broadcast must last two hours
    others        who may take part beside persons
    """

    first: date
    last: date
    notice: bool = True
    element: str = "无"
    tag: str = "#日常#"
    hours: bool = False
    sessions: int = 1
    others: str = ""


_TAG = "#我在利通区带好货#"
VIDEO_TAG = "#我在利通带好货#"

LIVE = {
    "第一期·活动1": Live(date(2024, 9, 12), date(2024, 9, 22), notice=False),
    "第一期·活动2": Live(date(2024, 10, 1), date(2024, 10, 8)),
    "第一期·活动4": Live(date(2024, 11, 1), date(2024, 11, 30), True, "双十一", _TAG, True, 1, "企业"),
    "第一期·活动5": Live(date(2024, 12, 1), date(2024, 12, 20), True, "双十二", _TAG, True, 1, "企业"),
    "第一期·活动6": Live(date(2025, 1, 1), date(2025, 1, 15), False, "年货节", _TAG, False, 1, "企业"),
    "第二期·活动1": Live(date(2025, 2, 7), date(2025, 3, 14), notice=False),
    "第二期·活动2": Live(date(2025, 6, 14), date(2025, 6, 20), others="团队"),
    "第二期·活动3": Live(date(2025, 9, 14), date(2025, 9, 28), others="团队"),
    "第二期·活动5": Live(date(2025, 11, 1), date(2025, 11, 30), True, "双十一", _TAG, True, 15, "企业"),
    "第二期·活动6": Live(date(2025, 12, 1), date(2025, 12, 20), True, "双十二", _TAG, True, 10, "企业"),
}


class Filmed(NamedTuple):
    """An event of videos: from when to when they are published, how many there must be, with which tag."""

    first: date
    due: date
    videos: int
    tag: str


FILMED = {
    "第一期·活动3": Filmed(date(2024, 10, 9), date(2024, 10, 15), 1, VIDEO_TAG),
    "第二期·活动4": Filmed(date(2025, 10, 1), date(2025, 10, 10), 3, VIDEO_TAG),
}
NEW_YEAR = Filmed(date(2025, 1, 1), date(2025, 1, 10), 1, _TAG)
"""第一期·活动6: everybody publishes a video; who entered 短视频 is ranked by it."""

TABLES = tuple(Table(*key) for key in PRIZES)
EVENTS = tuple(dict.fromkeys(table.label for table in TABLES))
OVERLAP = ("第一期·活动1", "第一期·活动2")
"""Both have the days 2024-09-23 to 09-30."""
