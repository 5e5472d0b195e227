"""邮乐奖励金: how many each branch has earned, for schools it won over and for its teams that were placed in the finals.

Counted in 个, never added to money; how many one time is worth stands in 规则_奖项. Two points have two readings each
(once a branch, or for each school and team): while one is open, what the card goes by stands beside the other.
Where the figures come from is left to `incentive_sources`, the sheet to `incentive_sheet`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from schemas.contest import Card, Point, Tier
from schemas.regions import CITIES
from workbook.card.read import CardSheets
from workbook.content import folded
from workbook.model import Finding, Place

YES, NO, UNSURE = "是", "否", "待核"
UNIT: Final = "个"


class School(NamedTuple):
    """A school a branch says it invited. invited: 是, 否, 待核. at: the cell that says so."""

    city: str
    name: str
    invited: str
    evidence: str
    at: Place


class Placed(NamedTuple):
    """A team with a rank in the finals. at: its rank on 排名; which: tells teams of one name apart, by their school."""

    city: str
    team: str
    rank: int
    at: Place
    which: tuple[str, str]


@dataclass(frozen=True)
class Sources:
    """What incentives rest on. teams: how many of each branch take part."""

    schools: Sequence[School] = ()
    teams: Mapping[str, int] = field(default_factory=dict)
    placed: Sequence[Placed] = ()


class Reading(NamedTuple):
    """How often something is given.

    each    for every school or team, else once a branch
    after   only to a branch that has the one for an invitation
    """

    each: bool
    after: bool = False


class Question(NamedTuple):
    """A prize and how it is read: what counts, and the other reading while nobody decided (None: decided)."""

    tier: Tier
    taken: Reading
    other: Reading | None = None
    point: Point | None = None

    @property
    def amount(self) -> int:
        """How many 个 one time is worth."""
        return self.tier.amount or 0


class Terms(NamedTuple):
    """Both prizes: for schools won over, and for teams that were placed."""

    invited: Question
    placed: Question

    @property
    def open(self) -> bool:
        """Whether one of both still has two readings."""
        return bool(self.invited.other or self.placed.other)

    @property
    def otherwise(self) -> Terms:
        """The same with every open point read the other way."""
        return Terms(*(one._replace(taken=one.other or one.taken) for one in self))


class Row(NamedTuple):
    """What a branch has earned. other: by the other reading, None where nothing is open."""

    city: str
    schools: int
    invited: str
    first: int
    teams: int
    placed: tuple[Placed, ...]
    second: int
    evidence: str
    other: int | None

    @property
    def total(self) -> int:
        """Both together."""
        return self.first + self.second


_EACH: Final = re.compile("每[^，,；;。市司]{0,8}?(?:所|家|支|队|高校|学校)")
_ONCE: Final = re.compile("每[一]?个?(?:市分公司|分公司|市|赛区)(?:只|各|共|限)?")
_AFTER: Final = re.compile("(?:已|先)(?:得|获|拿)")
_REFUSED: Final = re.compile("不[再得予给发能可]|除外")
"""Words that take something back: an answer with them means neither."""
_NOT_AFTER: Final = re.compile("(?:不|无|没)[^，,；;。]{0,4}(?:已|先)(?:得|获|拿)")


def reading(text: str) -> Reading | None:
    """An answer of people in our terms: 每所高校一次, 每支获名次团队一次, 每个市分公司一次，且已得1000个; else None."""
    each, once = bool(_EACH.search(text)), bool(_ONCE.search(text))
    if each == once or _REFUSED.search(text):
        return None
    return Reading(each, bool(_AFTER.search(text)) and not _NOT_AFTER.search(text))


def terms_of(sheets: CardSheets) -> tuple[Terms | None, list[Finding]]:
    """The two prizes of the card and how they are read; None where 规则_奖项 does not have exactly these."""
    tiers = [tier for tier in sheets.card.tiers if tier.unit == UNIT]
    placed = [tier for tier in tiers if re.search("名次|追加", tier.name)]
    invited = [tier for tier in tiers if tier not in placed and "邀请" in tier.name]
    if len(placed) != 1 or len(invited) != 1:
        return None, [_no_tiers(sheets, tiers)]
    told: list[Finding] = []
    questions = [
        _question(sheets, tier, usual, told)
        for tier, usual in ((invited[0], Reading(False)), (placed[0], Reading(False, True)))
    ]
    return Terms(*questions), told


def _no_tiers(sheets: CardSheets, tiers: Sequence[Tier]) -> Finding:
    names = "、".join(tier.name for tier in tiers) or "没有"
    if tiers:
        return sheets.finding("INCENTIVE_TIERS", tiers[0], "tier", names=names)
    return Finding("INCENTIVE_TIERS", Place(sheets.source, "规则_奖项"), context={"names": names})


def _question(sheets: CardSheets, tier: Tier, usual: Reading, told: list[Finding]) -> Question:
    """How a prize is read, by the point in its row; a row without one is read as the notice says (usual)."""
    point = _point(sheets.card, tier)
    if point is None:
        return Question(tier, usual)
    if not point.open and (decided := reading(point.answer)):
        return Question(tier, decided, None, point)
    if not point.open:
        said = {"id": point.id, "decided": point.answer, "options": "、".join(_names(point.options))}
        told.append(sheets.finding("INCENTIVE_UNREAD", point, "decided", **said))
    taken = reading(point.likely) or usual
    others = (found for option in point.options if (found := reading(_name(option))))
    other = next((found for found in others if found != taken), None)
    return Question(tier, taken, other or Reading(not taken.each), point)


def _point(card: Card, tier: Tier) -> Point | None:
    """The point of a row that asks how often: some of its options are understood."""
    points = [point for name in tier.points if (point := card.point(name))]
    return next((p for p in points if any(reading(_name(option)) for option in p.options)), None)


def _name(option: str) -> str:
    return option.split("：")[0].strip()


def _names(options: Sequence[str]) -> list[str]:
    return [_name(option) for option in options]


def rows_of(sources: Sources, terms: Terms) -> list[Row]:
    """One row for each of the eleven branches, also for those that earned nothing."""
    return [_row(city, sources, terms) for city in CITIES]


def _row(city: str, sources: Sources, terms: Terms) -> Row:
    mine = [school for school in sources.schools if school.city == city]
    won = {folded(school.name) for school in mine if school.invited == YES}
    placed = tuple({one.which: one for one in sources.placed if one.city == city}.values())
    first, second = _earned(terms, len(won), len(placed))
    other = sum(_earned(terms.otherwise, len(won), len(placed))) if terms.open else None
    invited = YES if won else UNSURE if any(school.invited == UNSURE for school in mine) else NO
    papers = dict.fromkeys(one.evidence for one in mine if one.invited == YES and one.evidence)
    return Row(
        city,
        len(won),
        invited,
        first,
        sources.teams.get(city, 0),
        tuple(sorted(placed, key=lambda one: (one.rank, one.team))),
        second,
        "、".join(papers),
        other,
    )


def _earned(terms: Terms, schools: int, placed: int) -> tuple[int, int]:
    """For schools won over, and for teams that were placed."""
    times = schools if terms.invited.taken.each else min(schools, 1)
    first = times * terms.invited.amount
    reading = terms.placed.taken
    times = placed if reading.each else min(placed, 1)
    return first, 0 if reading.after and not first else times * terms.placed.amount


def about(sheets: CardSheets, sources: Sources, terms: Terms, rows: Sequence[Row]) -> Iterator[Finding]:
    """What must be looked at before anything is given: open points, schools, placed teams without an invitation."""
    yield from _about_points(sheets, terms, rows)
    yield from _about_schools(sources)
    decided = terms.placed.other is None and terms.placed.taken.after
    for row in rows:
        if decided and row.placed and not row.first:
            teams = "、".join(one.team for one in row.placed)
            said = {"city": row.city, "teams": teams, "second": f"{terms.placed.amount:,}"}
            yield Finding("INCENTIVE_NO_FIRST", row.placed[0].at, (row.city,), "rank", context=said)
    if not sources.placed:
        yield Finding("INCENTIVE_NO_RANKS", Place(sheets.source, "排名"))


def _about_points(sheets: CardSheets, terms: Terms, rows: Sequence[Row]) -> Iterator[Finding]:
    """Each open point once, with what the sheet goes by and how far both readings are apart for all branches."""
    total, other = sum(row.total for row in rows), sum(row.other or 0 for row in rows)
    sums = {"total": f"{total:,}", "other": f"{other:,}", "spread": f"{abs(other - total):,}"}
    for question in (one for one in terms if one.other and one.point):
        point = question.point
        assert point is not None  # asked above
        said = {
            "id": point.id,
            "question": point.question,
            "taken": point.likely or "每个市分公司一次",
            **sums,
        }
        yield sheets.finding("INCENTIVE_OPEN", point, "decided", **said)


def _about_schools(sources: Sources) -> Iterator[Finding]:
    won: dict[str, list[School]] = {}
    for school in sources.schools:
        who = (school.name, school.city)
        if school.invited == YES:
            won.setdefault(folded(school.name), []).append(school)
            if not school.evidence:
                yield Finding(
                    "INCENTIVE_EVIDENCE", school.at, who, "evidence", context={"school": school.name}
                )
        elif school.invited == UNSURE:
            yield Finding("INCENTIVE_PENDING", school.at, who, "result", context={"school": school.name})
    for claims in won.values():
        cities, name = tuple(dict.fromkeys(one.city for one in claims)), claims[0].name
        if len(cities) > 1:
            said = {"school": name, "cities": "、".join(cities)}
            places = tuple(one.at for one in claims[1:])
            yield Finding("INCENTIVE_SHARED", claims[0].at, (name,), "result", context=said, related=places)
