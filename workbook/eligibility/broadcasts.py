"""Which broadcasts of an entrant count for an event: within its days, long enough, notified, with the event's words.

A broadcast that misses one condition does not count and says why; one of which something is not known is doubtful.
Lengths are never rounded up; the same broadcast entered twice counts once. Times in order and overlaps are rules of every
check (`workbook.rules.broadcasts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from schemas.contest import Condition
from schemas.kinds_time import length_text
from workbook.broadcasts import interval_of, length_of
from workbook.content import folded
from workbook.eligibility.case import OF_BROADCASTS, Case
from workbook.eligibility.work import Row, Rows
from workbook.model import Finding

SESSIONS, SCHEDULE, NOTICES, PLANS = "场次", "排期", "直播报备", "直播计划审核"
ALIKE: Final = "经审核同意"
"""A card's near spelling of a place that stands for any other place that was agreed to."""


@dataclass(frozen=True)
class Broadcast:
    """One broadcast and what it misses.

    inside   its day is one of the event; None where the day cannot be told
    met      measure -> whether it meets the condition; None where that is not known
    """

    rows: Rows
    row: Row
    seconds: int | None
    inside: bool | None
    met: Mapping[str, bool | None]

    @property
    def verdict(self) -> bool | None:
        """Whether it counts; None where something is not known."""
        all_met = (self.inside, *self.met.values(), None if self.seconds is None else True)
        return False if False in all_met else None if None in all_met else True


Test = Callable[[Case, Row, Condition], bool | None]


def broadcasts(case: Case) -> list[Broadcast]:
    """The broadcasts of an entrant in an event, each once; where none was registered yet, those that were planned."""
    rows, mine = case.rows(SESSIONS)
    if not mine and not case.work.rows(SESSIONS).rows:
        rows, mine = case.rows(SCHEDULE)
    tests = [c for c in case.conditions if c.measure in OF_BROADCASTS]
    found: dict[object, Broadcast] = {}
    for row in mine:
        met = {c.measure: TESTS[c.measure](case, row, c) for c in tests}
        held = Broadcast(rows, row, length_of(row), _inside(case, row), met)
        same = _same(row)
        found[same] = _as_one(found[same], held) if same in found else held
    return list(found.values())


def _as_one(first: Broadcast, again: Broadcast) -> Broadcast:
    """Two rows of one broadcast: the shorter length counts, and what they contradict each other in is not known."""
    met = {name: agreed(value, again.met[name]) for name, value in first.met.items()}
    lengths = [held.seconds for held in (first, again) if held.seconds is not None]
    return replace(first, seconds=min(lengths, default=None), met=met)


def agreed(one: bool | None, other: bool | None) -> bool | None:
    """What two rows of one thing say; None where they contradict each other."""
    return one if one == other else None


def _same(row: Row) -> object:
    """What makes two rows one broadcast: its number or its time on one account."""
    interval = interval_of(row)
    return (folded(row.get("account")), interval) if interval else row["record"]


def _inside(case: Case, row: Row) -> bool | None:
    day, event = row["day"], case.event
    if day is None:
        return None
    return (event.start is None or event.start <= day) and (event.end is None or day <= event.end)


# ---- One condition, one broadcast


def _length(case: Case, row: Row, condition: Condition) -> bool | None:
    seconds = length_of(row)
    if seconds is None or condition.number is None:
        return None
    return seconds >= condition.number * 60


def _venue(case: Case, row: Row, condition: Condition) -> bool | None:
    venue = folded(row.get("venue"))
    if not venue:
        return None
    if any(folded(word) in venue or venue in folded(word) for word in condition.words):
        return True
    agreed = any(word.startswith(ALIKE) for word in condition.aliases)
    return agreed and _notified(case, row, condition, agreed=True) is True


def _notified(case: Case, row: Row, condition: Condition, agreed: bool = False) -> bool | None:
    """Whether the broadcast was notified before it began; None where a notice is there whose time nobody typed.

    agreed   the notice must have been agreed to (another place than the centre)
    """
    _, notices = case.rows(NOTICES)
    begins = start_of(row)
    verdicts: list[bool | None] = []
    for notice in notices:
        if not _speaks_of(notice, row) or notice["result"] == "不通过":
            continue
        if agreed and notice["result"] != "通过":
            verdicts.append(None)
            continue
        filed = moment(notice["filed"])
        verdicts.append(None if filed is None or begins is None else before(notice["filed"], filed, begins))
    return True if True in verdicts else None if None in verdicts else False


def _speaks_of(notice: Row, row: Row) -> bool:
    """Whether a notice is of a broadcast: its day, and times that meet or a notice for the whole day."""
    if notice["day"] != row["day"]:
        return False
    one, other = interval_of(notice), interval_of(row)
    return one is None or other is None or (one.start < other.end and other.start < one.end)


def _planned(case: Case, row: Row, condition: Condition) -> bool | None:
    """Whether the plan was agreed to before the broadcast; on the day itself counts, no notice asks for hours."""
    _, plans = case.rows(PLANS)
    verdicts: list[bool | None] = []
    for plan in plans:
        if plan["result"] == "通过":
            known = plan["decided"] is not None and row["day"] is not None
            verdicts.append(plan["decided"] <= row["day"] if known else None)
        elif plan["result"] != "不通过":
            verdicts.append(None)
    return True if True in verdicts else None if None in verdicts else False


def _goods(case: Case, row: Row, condition: Condition) -> bool | None:
    checked = row.get("goods")
    return checked if isinstance(checked, bool) else None


def _contains(field: str) -> Test:
    def test(case: Case, row: Row, condition: Condition) -> bool | None:
        text = folded(row.get(field))
        if not text:
            return None
        return spelled(text, condition) is not None

    return test


TESTS: Final[Mapping[str, Test]] = {
    "每场时长": _length,
    "直播地点": _venue,
    "直播报备": _notified,
    "直播计划审核": _planned,
    "商品审核": _goods,
    "直播元素": _contains("elements"),
    "话题": _contains("tags"),
    "直播平台": _contains("platform"),
}


def spelled(text: str, condition: Condition) -> str | None:
    """Which word of a condition a folded text has: as the notice writes it, else as it is nearly written; None: neither."""
    for word in (*condition.words, *condition.aliases):
        if folded(word).strip("#") in text:
            return word
    return None


# ---- Times


def moment(text: object) -> datetime | None:
    """A day, perhaps with a time, as `kinds_time.parse_moment` gives it; a day alone is its midnight."""
    return datetime.fromisoformat(str(text)) if text else None


def start_of(row: Row) -> datetime | None:
    """When a broadcast begins; None where day or start is not known."""
    if not isinstance(row["day"], date) or row.get("start") is None:
        return None
    return datetime.combine(row["day"], time()) + timedelta(seconds=int(row["start"]))


def before(text: object, filed: datetime, begins: datetime) -> bool | None:
    """Whether something was done before a moment; a day without a time on the same day is not known."""
    if len(str(text)) > len("2024-10-19"):
        return filed < begins
    return None if filed.date() == begins.date() else filed < begins


# ---- What is said at the cells


def told(case: Case, held: Broadcast) -> Iterator[Finding]:
    """Why a broadcast does not count, at the cell that says so; what is nearly right is asked about."""
    rows, row = held.rows, held.row
    if held.inside is False:
        yield _outside(case, rows, row)
        return
    for condition in case.conditions:
        if condition.measure not in held.met:
            continue
        rule = "、".join(case.open_points(condition.points)) or None
        code, field = _CODES[condition.measure]
        if held.met[condition.measure] is False:
            at = field if rows.table and rows.table.places.at(row["record"], field) else "day"
            yield rows.finding(code, row, at, _context(condition, held), rule=rule)
        elif condition.measure == "话题" and row.get("tags"):
            word = spelled(folded(row["tags"]), condition)
            if word in condition.aliases:
                context = {"wanted": condition.words[0], "found": word or ""}
                yield rows.finding("TAG_ALIAS", row, "tags", context, rule=rule)


def _outside(case: Case, rows: Rows, row: Row) -> Finding:
    """Outside the event's days; within the contest's own days after the event ended it is only asked about."""
    event, contest = case.event, case.card.contest
    days = f"{event.start} 至 {event.end}"
    later = event.end is not None and row["day"] > event.end
    still = contest is not None and contest.end is not None and row["day"] <= contest.end
    of_contest = later and still and not event.scope.phase
    code = "OUT_OF_WINDOW_LATE" if of_contest else "OUT_OF_WINDOW"
    rule = "、".join(case.open_points(event.points)) or None
    return rows.finding(code, row, "day", {"days": days, "event": event.scope.label}, rule=rule)


_CODES: Final[Mapping[str, tuple[str, str]]] = {
    "每场时长": ("SESSION_SHORT", "minutes"),
    "直播地点": ("VENUE_OTHER", "venue"),
    "直播报备": ("NOTICE_MISSING", "day"),
    "直播计划审核": ("PLAN_MISSING", "day"),
    "商品审核": ("GOODS_UNCHECKED", "goods"),
    "直播元素": ("ELEMENT_MISSING", "elements"),
    "话题": ("TAG_MISSING", "tags"),
    "直播平台": ("PLATFORM_OTHER", "platform"),
}


def _context(condition: Condition, held: Broadcast) -> dict[str, str]:
    wanted = "、".join(condition.words)
    if condition.number is not None:
        wanted = length_text(int(condition.number * 60))
    return {"wanted": wanted, "length": length_text(held.seconds or 0)}
