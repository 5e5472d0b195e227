"""Ranks, sorted anew: each score against its source, then who stands before whom by score and by what breaks ties.

Sales, orders, days of entry and the judges' mean are taken from their sheets. Of plays, likes and minutes only the most
there can be is known here: which of them count is for `eligible` to say. Points (加权求和, 按名次计分) stand as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Final

from workbook.model import Finding
from workbook.verify.contest import Contest, Scope, is_gone
from workbook.verify.eligibility import eligible_keys, title_of
from workbook.verify.reading import Line
from workbook.verify.sales import sales_rows, uncached

SALES, ORDERS, JURY, ENTERED = "净销售额", "有效订单数", "评委评分", "报名先后"
_POINTS: Final = ("加权求和", "按名次计分")
_SUMMED: Final[Mapping[str, tuple[str, str]]] = {
    "播放量": ("短视频作品", "plays"),
    "点赞数": ("短视频作品", "likes"),
    "直播总时长": ("场次", "minutes"),
}
"""Metric -> the sheet and column whose sum it is at most."""
_FINEST: Final = Decimal("0.0001")


@dataclass
class Ranking:
    """One award table as 排名 has it, sorted anew.

    lines    entrant -> its row of 排名; scores: of those who have one
    levels   (rank, entrants who share it), the best first; unsure: ties that a comparison decides which we cannot reckon
    """

    scope: Scope
    group: str
    metric: str
    lines: dict[str, Line]
    scores: dict[str, Decimal]
    levels: list[tuple[int, list[str]]] = field(default_factory=list)
    unsure: bool = False

    @property
    def taken(self) -> bool:
        """Whether the scores are taken as they stand."""
        return self.metric in _POINTS


def rankings(contest: Contest) -> list[Ranking]:
    """The award tables of the events that are verified."""
    return [_ranking(contest, scope, group) for scope in contest.judged for group in contest.tables(scope)]


def _ranking(contest: Contest, scope: Scope, group: str) -> Ranking:
    lines: dict[str, Line] = {}
    for line in contest.of("排名", scope):
        if line.text("group") == group and line.key():
            lines.setdefault(line.key(), line)
    metric = contest.policy("排名指标", scope, group)
    scores = {key: found for key, line in lines.items() if (found := line.amount("score")) is not None}
    ranking = Ranking(scope, group, metric, lines, scores)
    _sort(contest, ranking)
    return ranking


def _sort(contest: Contest, ranking: Ranking) -> None:
    """Competition ranks (1, 2, 2, 4): by score, then by the chain, then by the places judges gave."""
    rank = 1
    ordered = sorted(ranking.scores, key=lambda key: (-ranking.scores[key], key))
    for _, same in groupby(ordered, key=lambda key: ranking.scores[key]):
        parts = [list(same)]
        for measure in contest.chain(ranking.scope, ranking.group):
            if measure != ranking.metric:
                parts = [part for one in parts for part in _apart(contest, ranking, one, measure)]
        for part in (one for tied in parts for one in _by_judges(contest, ranking, tied)):
            ranking.levels.append((rank, part))
            rank += len(part)


def _apart(contest: Contest, ranking: Ranking, tied: list[str], measure: str) -> list[list[str]]:
    """Equal entrants taken apart by one comparison; none of them where one of them has no figure."""
    if len(tied) == 1:
        return [tied]
    figures = {key: figure(contest, ranking.scope, key, measure) for key in tied}
    if measure in _SUMMED:
        ranking.unsure = True
        return [tied]
    known = {key: value for key, value in figures.items() if value is not None}
    if len(known) < len(tied):
        return [tied]
    ordered = sorted(tied, key=lambda key: (-known[key], key))
    return [list(same) for _, same in groupby(ordered, key=lambda key: known[key])]


def _by_judges(contest: Contest, ranking: Ranking, tied: list[str]) -> list[list[str]]:
    if len(tied) == 1 or contest.policy("奖项线并列", ranking.scope, ranking.group) != "由评审决定":
        return [tied]
    places = {key: ranking.lines[key].count("jury") for key in tied}
    given = {place for place in places.values() if place is not None and place > 0}
    if len(given) < len(tied):
        return [tied]
    return [[key] for key in sorted(tied, key=lambda key: places[key] or 0)]


def figure(contest: Contest, scope: Scope, key: str, measure: str) -> Decimal | None:
    """What an entrant has of a measure by its own sheet; more is better. None where there is nothing, or none we reckon."""
    if measure in (SALES, ORDERS):
        line = sales_rows(contest, scope).get(key)
        return line.amount("counted" if measure == SALES else "orders") if line else None
    if measure == ENTERED:
        days = [line.day("day") for of, line in contest.work_of("报名", scope) if of == key]
        day = next((one for one in days if one), None)
        return Decimal(-day.toordinal()) if day else None
    if measure == JURY:
        return _mean(contest, scope, key)
    return None


def _mean(contest: Contest, scope: Scope, key: str) -> Decimal | None:
    """The mean of the judges' scores, less points taken away."""
    found = [line.amount("score") for of, line in contest.work_of("评委评分", scope) if of == key]
    known = [value for value in found if value is not None]
    if not known:
        return None
    taken = Decimal(0)
    for line in contest.lines("处罚调整"):
        here = line.text("phase") in ("", scope[0]) and line.text("event") in ("", scope[1])
        mine = here and not is_gone(line) and contest.keys_named(line) == key
        if mine and line.text("kind") == "扣分":
            taken += line.amount("points") or 0
    return (sum(known, Decimal(0)) / len(known)).quantize(_FINEST, ROUND_HALF_UP) - taken


# ---- What is wrong


def about_ranks(contest: Contest, ranking: Ranking) -> Iterator[Finding]:
    """Scores that differ from their source, ranks that differ from the order of scores, people who are missing."""
    eligible = eligible_keys(contest, ranking.scope, ranking.group)
    for key, line in eligible.items():
        if key not in ranking.lines:
            name = title_of(ranking.scope, ranking.group)
            yield line.find("VERIFY_UNRANKED", "key", key=key, name=name)
    if not ranking.metric:
        return
    for key, line in ranking.lines.items():
        if line.formula("score") and line.raw("score") is None:
            yield line.find("VERIFY_UNCACHED", "score")
        elif key in eligible:
            yield from _score(contest, ranking, key, line)
    if not ranking.unsure:
        yield from _ranks(ranking)


def _score(contest: Contest, ranking: Ranking, key: str, line: Line) -> Iterator[Finding]:
    found, metric = ranking.scores.get(key), ranking.metric
    if line.text("metric") != metric:
        context = {"what": "指标", "expected": metric, "found": line.text("metric") or "空白"}
        yield line.find("VERIFY_SUM", "metric", **context)
    if metric in _SUMMED:
        most = _most(contest, ranking.scope, key, metric)
        if found is not None and found > most:
            source = f"{_SUMMED[metric][0]}（各行最多）"
            yield line.find(
                "VERIFY_SCORE", "score", found=_shown(found), source=source, expected=_shown(most)
            )
        return
    if metric not in (SALES, ORDERS, JURY):
        return
    source_line = sales_rows(contest, ranking.scope).get(key)
    if metric == SALES and source_line is not None and uncached(source_line, "counted"):
        yield source_line.find("VERIFY_UNCACHED", "counted")
        return
    expected = figure(contest, ranking.scope, key, metric)
    if found != expected:
        source = JURY if metric == JURY else "销售额核对"
        context = {"source": source, "found": _shown(found), "expected": _shown(expected)}
        yield line.find("VERIFY_SCORE", "score", **context)


def _most(contest: Contest, scope: Scope, key: str, metric: str) -> Decimal:
    """The sum of all rows, whether they count or not."""
    sheet, column = _SUMMED[metric]
    rows = [line for of, line in contest.work_of(sheet, scope) if of == key]
    if metric == "直播总时长":
        return sum((_minutes(line) for line in rows), Decimal(0))
    return sum((line.amount(column) or Decimal(0) for line in rows), Decimal(0))


def _minutes(line: Line) -> Decimal:
    """How long a broadcast was: by its two times, else as it was typed; one over midnight goes on the next day."""
    start, end = _clock(line, "start"), _clock(line, "end")
    if start is None or end is None:
        return line.amount("minutes") or Decimal(0)
    return end - start if end > start else end - start + 24 * 60


def _clock(line: Line, name: str) -> Decimal | None:
    value = line.raw(name)
    if isinstance(value, float):
        return (Decimal(repr(value)) % 1 * 24 * 60).quantize(_FINEST)
    hours, _, minutes = line.text(name).replace("：", ":").partition(":")
    if not hours.isdigit() or not minutes[:2].isdigit():
        return None
    return Decimal(int(hours) * 60 + int(minutes[:2]))


def _ranks(ranking: Ranking) -> Iterator[Finding]:
    for rank, keys in ranking.levels:
        for key in keys:
            line = ranking.lines[key]
            if line.formula("rank") and line.raw("rank") is None:
                yield line.find("VERIFY_UNCACHED", "rank")
            elif line.count("rank") != rank:
                found = line.text("rank") or "空白"
                yield line.find("VERIFY_RANK", "rank", key=key, found=found, expected=rank)


def _shown(value: Decimal | None) -> str:
    return "没有" if value is None else f"{value.normalize():,f}"
