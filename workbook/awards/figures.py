"""What each entrant has of each measure in an event: the figures that rank, that break ties, that are weighed.

Net sales and orders are those of 销售额核对, the rest is counted from the broadcasts, videos and scores that count (the
same that eligibility looks at). A figure that is not settled says why, and what it could come to at most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Final, NamedTuple

from workbook.awards.terms import FIRST_ENTERED, SALES
from workbook.eligibility.case import Case
from workbook.eligibility.figures import Facts, money_words
from workbook.ledger.claims import counts
from workbook.ledger.sheet import Sold

ORDERS: Final = "有效订单数"
LENGTH: Final = "直播总时长"
JURY: Final = "评委评分"
SCORES_SHEET: Final = "评委评分"
NO_ROW: Final = "销售额核对里没有"
"""Of somebody who was judged since sales were last reconciled."""
_FINEST: Final = Decimal("0.0001")
"""Figures are compared as they are shown: rounded half up to four places, so that Excel ranks as we do."""


class Figure(NamedTuple):
    """A figure in the unit it is shown in (元, 单, 分钟, 次, 分), and how it came about.

    value    None where there is nothing; unsure: why it is not settled, "" where it is
    most     what it could come to once it is settled; None: nobody can tell
    """

    value: Decimal | None
    words: str = ""
    unsure: str = ""
    most: Decimal | None = None


class SalesRow(NamedTuple):
    """What 销售额核对 says of an entrant in an event: fen; counted None: not settled, why says it."""

    sold: Sold | None
    claimed: int | None
    counted: int | None
    why: str


def rounded(value: Decimal) -> Decimal:
    """As figures are shown and compared."""
    return value.quantize(_FINEST, ROUND_HALF_UP).normalize()


def yuan(fen: int) -> Decimal:
    """An amount in 元."""
    return Decimal(fen) / 100


@dataclass(frozen=True)
class Figures:
    """The figures of one entrant in one event.

    facts   its broadcasts and videos; sales: its row of 销售额核对; least: 数据来源最低等级
    """

    facts: Facts
    sales: SalesRow | None
    least: str

    def of(self, measure: str) -> Figure:
        """What it has of a measure; a measure we have no sheet for is what judges gave under that name."""
        count = _COUNTED.get(measure)
        return count(self) if count else _judged(self, measure)

    @property
    def case(self) -> Case:
        """Whom and what they are of."""
        return self.facts.case

    @cached_property
    def videos(self) -> list[tuple[bool, Mapping[str, object]]]:
        """Its videos that count: whether the source is good enough, and the row."""
        rows = [video.row for video in self.facts.videos if video.verdict]
        return [(self.good_enough(row["grade"]), row) for row in rows]

    def good_enough(self, grade: object) -> bool:
        """Whether a figure of this source counts; where everything counts, also one nobody named."""
        return self.least == "自报" or counts(str(grade or ""), self.least)


def _sales(figures: Figures) -> Figure:
    row = figures.sales
    if row is None:
        return Figure(None, NO_ROW)
    if row.counted is not None:
        return Figure(yuan(row.counted), _sales_words(row))
    if row.sold is None and not row.claimed:
        return Figure(None, row.why)
    most = max(row.claimed or 0, row.sold.net if row.sold else 0)
    return Figure(None, "", row.why or "计入销售额没有定", yuan(most))


def _sales_words(row: SalesRow) -> str:
    """实付12,900.00元−退款560.00元."""
    sold = row.sold
    if sold is None or row.counted != sold.net:
        return row.why or "按申报"
    return f"实付{money_words(sold.gross)}−退款{money_words(sold.refunds)}" if sold.refunds else ""


def _orders(figures: Figures) -> Figure:
    row = figures.sales
    if row is None or row.sold is None:
        return Figure(None, "没有流水")
    return Figure(Decimal(row.sold.orders))


def _length(figures: Figures) -> Figure:
    """Minutes of the broadcasts that count."""
    seconds = sum(held.seconds or 0 for held in figures.facts.counting)
    doubtful = figures.facts.doubtful
    value = rounded(Decimal(seconds) / 60)
    words = f"{len(figures.facts.counting)}场"
    if doubtful:
        more = sum(held.seconds or 0 for held in doubtful)
        return Figure(value, words, f"有{len(doubtful)}场待核", rounded(Decimal(seconds + more) / 60))
    return Figure(value, words)


def _sessions(figures: Figures) -> Figure:
    counting, doubtful = len(figures.facts.counting), len(figures.facts.doubtful)
    unsure = f"有{doubtful}场待核" if doubtful else ""
    return Figure(Decimal(counting), "", unsure, Decimal(counting + doubtful) if doubtful else None)


def _viewers(figures: Figures) -> Figure:
    rows = [held.row for held in figures.facts.counting]
    known = [(figures.good_enough(row.get("grade")), row.get("viewers")) for row in rows]
    return _sum(known, "场", len(figures.facts.doubtful))


def _of_videos(field: str) -> Callable[[Figures], Figure]:
    def count(figures: Figures) -> Figure:
        doubtful = sum(video.verdict is None for video in figures.facts.videos)
        return _sum([(good, row[field]) for good, row in figures.videos], "条", doubtful)

    return count


def _number_of_videos(figures: Figures) -> Figure:
    doubtful = sum(video.verdict is None for video in figures.facts.videos)
    value = Decimal(len(figures.videos))
    return Figure(
        value, "", f"有{doubtful}条待核" if doubtful else "", value + doubtful if doubtful else None
    )


def _sum(found: Sequence[tuple[bool, object]], unit: str, doubtful: int) -> Figure:
    """A sum over what counts; a source below the least does not count, a blank is not settled."""
    taken = [value for good, value in found if good]
    known = [value for value in taken if isinstance(value, int | float)]
    below, blank = len(found) - len(taken), len(taken) - len(known)
    words = f"{len(known)}{unit}合计" if len(known) != 1 or below else ""
    words += f"，{below}{unit}来源等级不够，没有计入" if below else ""
    unsure = [f"有{doubtful}{unit}待核"] if doubtful else []
    unsure += [f"有{blank}{unit}没有填"] if blank else []
    total = sum((Decimal(repr(value)) for value in known), Decimal(0))
    return Figure(total, words, "，".join(unsure))


def _judged(figures: Figures, measure: str) -> Figure:
    """The mean of the judges' scores; of those under this name where it is one measure of several."""
    _, rows = figures.case.rows(SCORES_SHEET)
    mine = [row for row in rows if measure == JURY or row["measure"] == measure]
    known = [Decimal(repr(row["score"])) for row in mine if row["score"] is not None]
    if not known:
        return Figure(None, "", f"{measure}还没有评分")
    words = f"{len(known)}个评分平均"
    blank = len(mine) - len(known)
    return Figure(
        rounded(sum(known, Decimal(0)) / len(known)), words, f"有{blank}个评分没有填" if blank else ""
    )


def _entered(figures: Figures) -> Figure:
    """The earlier the better."""
    day = figures.case.entry["day"]
    return (
        Figure(Decimal(-day.toordinal()), f"{day}报名")
        if isinstance(day, date)
        else Figure(None, "报名日期没有填")
    )


_COUNTED: Final[Mapping[str, Callable[[Figures], Figure]]] = {
    SALES: _sales,
    ORDERS: _orders,
    LENGTH: _length,
    "直播场次": _sessions,
    "观看人数": _viewers,
    "播放量": _of_videos("plays"),
    "点赞数": _of_videos("likes"),
    "短视频数": _number_of_videos,
    FIRST_ENTERED: _entered,
}

UNITS: Final[Mapping[str, str]] = {
    SALES: "元",
    ORDERS: "单",
    LENGTH: "分钟",
    "直播场次": "场",
    "观看人数": "人次",
    "播放量": "次",
    "点赞数": "次",
    "短视频数": "条",
}
"""The unit a figure is shown in; points (分) elsewhere."""


def shown(measure: str, value: Decimal) -> str:
    """A figure as people read it: 12,340.00元, 88.5分, 2024-09-10."""
    if measure == FIRST_ENTERED:
        return f"{date.fromordinal(-int(value))}报名"
    if measure == SALES:
        return f"{value:,.2f}元"
    return f"{value.normalize():,f}{UNITS.get(measure, '分')}"
