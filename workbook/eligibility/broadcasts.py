"""Which broadcasts of an entrant count for an event: within its days, long enough, notified, with the event's words.

A broadcast that misses one condition does not count and says why; one of which something is not known is doubtful.
Lengths are never rounded up; the same broadcast entered twice counts once. Times in order and overlaps are rules of every
check (`workbook.rules.broadcasts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from schemas.contest import MEASURES, UNITS, Condition
from schemas.kinds_time import length_text
from workbook.broadcasts import day_of, interval_of, length_of, meetings, moment, start_of
from workbook.card.groups import compare
from workbook.content import folded
from workbook.eligibility.case import OF_BROADCASTS, Case
from workbook.eligibility.persons import SANCTIONS
from workbook.eligibility.spelling import at_place, mentioned, tagged
from workbook.eligibility.work import Row, Rows
from workbook.model import Finding

SESSIONS, SCHEDULE, NOTICES, PLANS = "场次", "排期", "直播报备", "直播计划审核"
BANNED: Final = "停播整改"
ALONE: Final = "不与别的场次重叠"
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
    """The broadcasts of an entrant in an event, each once; where none of its own was registered, those it planned."""
    rows, mine = case.rows(SESSIONS)
    if not mine:
        rows, mine = case.rows(SCHEDULE)
    tests = [c for c in case.conditions if c.measure in OF_BROADCASTS]
    found: dict[object, Broadcast] = {}
    for row in mine:
        met = {c.measure: TESTS[c.measure](case, row, c) for c in tests}
        met |= _banned(case, row)
        if rows.unreadable(row, "state"):
            met["状态"] = None
        held = Broadcast(rows, row, length_of(row), _inside(case, row), met)
        same = _same(row)
        found[same] = _as_one(found[same], held) if same in found else held
    doubtful = _meeting(found.values())
    return [
        replace(held, met={**held.met, ALONE: None}) if held.row["record"] in doubtful else held
        for held in found.values()
    ]


def _banned(case: Case, row: Row) -> dict[str, bool | None]:
    """What a ban (停播整改) makes of a broadcast: within its days it does not count; open where nobody wrote until when."""
    for ban in case.work.rows(SANCTIONS):
        day, here = day_of(row), case.here(ban)
        surely = case.entrants.surely(SANCTIONS, ban, case.key)
        if ban["kind"] != BANNED or surely is False or here is False or day is None:
            continue
        first, last = ban["day"], ban["until"]
        if first and last and last < first:
            return {BANNED: None}  # told at its cell: nobody knows which days are meant
        if (first is None or first <= day) and (last is None or day <= last):
            return {BANNED: False if surely and here and first and last else None}
    return {}


def _as_one(first: Broadcast, again: Broadcast) -> Broadcast:
    """Two rows of one broadcast: the shorter length counts, and what they contradict each other in is not known."""
    names = dict.fromkeys((*first.met, *again.met))
    met = {name: agreed(first.met.get(name, True), again.met.get(name, True)) for name in names}
    lengths = [held.seconds for held in (first, again) if held.seconds is not None]
    inside = agreed(first.inside, again.inside)
    return replace(first, seconds=min(lengths, default=None), inside=inside, met=met)


def agreed(one: bool | None, other: bool | None) -> bool | None:
    """What two rows of one thing say; None where they contradict each other."""
    return one if one == other else None


def _same(row: Row) -> object:
    """What makes two rows one broadcast: its time, for nobody broadcasts twice at once; without times its number."""
    interval = interval_of(row)
    return interval or folded(row.get("session")) or row["record"]


def _meeting(found: Iterable[Broadcast]) -> set[int]:
    """The records of broadcasts that meet another one of the same entrant: which of them counts nobody can tell."""
    timed = [(interval, held) for held in found if (interval := interval_of(held.row)) is not None]
    return {held.row["record"] for one, other, _ in meetings(timed) for held in (one, other)}


def _inside(case: Case, row: Row) -> bool | None:
    day, event = day_of(row), case.event
    if day is None:
        return None
    return (event.start is None or event.start <= day) and (event.end is None or day <= event.end)


# ---- One condition, one broadcast


def _length(case: Case, row: Row, condition: Condition) -> bool | None:
    seconds = length_of(row)
    measured = UNITS[condition.unit].measures if condition.unit in UNITS else ""
    if seconds is None or condition.number is None or measured != MEASURES[condition.measure].unit:
        return None
    return compare(condition.relation, Decimal(seconds), condition.number * 60)


def _venue(case: Case, row: Row, condition: Condition) -> bool | None:
    if not folded(row.get("venue")):
        return None
    there = at_place(row["venue"], condition)
    if there is not False:
        return there
    if not any(word.startswith(ALIKE) for word in condition.aliases):
        return False
    return _agreed_elsewhere(case, row)


def _notified(case: Case, row: Row, condition: Condition) -> bool | None:
    """Whether the broadcast was notified before it began; None where a notice is there of which something is not known."""
    verdicts: list[bool | None] = []
    rows, notices = case.rows(NOTICES)
    for notice in notices:
        about = _speaks_of(notice, row)
        if about is not False:
            unknown = about is None or rows.unreadable(notice, "result") or rows.unreadable(notice, "state")
            turned_down = notice["result"] == "不通过"
            verdicts.append(None if unknown else not turned_down and _filed_before(notice, row))
    return _with_others(case, NOTICES, _contested(verdicts))


def _agreed_elsewhere(case: Case, row: Row) -> bool | None:
    """Whether a notice that names this place was agreed to before the broadcast; None where it names no place."""
    verdicts: list[bool | None] = []
    said = folded(row.get("venue"))
    for notice in case.rows(NOTICES)[1]:
        about, place = _speaks_of(notice, row), folded(notice["venue"])
        if about is False or (place and place not in said and said not in place):
            continue
        if notice["result"] == "不通过":
            verdicts.append(False)
        elif notice["result"] == "通过":
            verdicts.append(_filed_before(notice, row) if about and place else None)
    return _contested(verdicts)


def _filed_before(notice: Row, row: Row) -> bool | None:
    filed, begins = moment(notice["filed"]), start_of(row)
    return None if filed is None or begins is None else before(notice["filed"], filed, begins)


def _contested(verdicts: Sequence[bool | None]) -> bool | None:
    """Several papers of one thing: good when one is and none was turned down; open where they contradict each other."""
    if True in verdicts:
        return True if False not in verdicts else None
    return None if None in verdicts else False


def _with_others(case: Case, sheet: str, verdict: bool | None) -> bool | None:
    """What is missing may stand in a row of which nobody can tell whose, or of which event, it is."""
    return None if verdict is False and (sheet, case.key) in case.entrants.doubtful else verdict


def _speaks_of(notice: Row, row: Row) -> bool | None:
    """Whether a notice is of a broadcast: times that meet, or a notice for the whole day; None where a day is missing."""
    days = day_of(notice), day_of(row)
    if None in days:
        return None
    one, other = interval_of(notice), interval_of(row)
    if one is not None and other is not None:
        return one.start < other.end and other.start < one.end
    if days[0] != days[1]:
        return False
    starts = notice["start"], row.get("start")
    return None if None not in starts and starts[0] != starts[1] else True


def _planned(case: Case, row: Row, condition: Condition) -> bool | None:
    """Whether the plan was agreed to before the broadcast; on the day itself counts, no notice asks for hours.

    Of several decisions the last one before the broadcast counts; one without a day leaves it open.
    """
    _, plans = case.rows(PLANS)
    day = day_of(row)
    decided = [plan for plan in plans if plan["result"] in ("通过", "不通过")]
    undated = {plan["result"] for plan in decided if plan["decided"] is None or day is None}
    dated = [p for p in decided if p["decided"] is not None and day is not None and p["decided"] <= day]
    last = max((plan["decided"] for plan in dated), default=None)
    results = {plan["result"] for plan in dated if plan["decided"] == last} | undated
    if results == {"通过"} and not (undated and not dated):
        return True
    if len(results) > 1 or "通过" in results:
        return None
    undecided = any(plan["result"] not in ("通过", "不通过") for plan in plans)
    return None if undecided else _with_others(case, PLANS, False)


def _goods(case: Case, row: Row, condition: Condition) -> bool | None:
    checked = row.get("goods")
    return checked if isinstance(checked, bool) else None


def _says(field: str, find: Callable[[object, Condition], str | None]) -> Test:
    def test(case: Case, row: Row, condition: Condition) -> bool | None:
        text = row.get(field)
        return find(text, condition) is not None if folded(text) else None

    return test


TESTS: Final[Mapping[str, Test]] = {
    "每场时长": _length,
    "直播地点": _venue,
    "直播报备": _notified,
    "直播计划审核": _planned,
    "商品审核": _goods,
    "直播元素": _says("elements", mentioned),
    "话题": _says("tags", tagged),
    "直播平台": _says("platform", mentioned),
}


# ---- Times


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
    if case.accounts and row.get("account") and folded(row["account"]) not in case.accounts:
        account = str(case.entrant["account"] or case.entrant["account_id"])
        yield rows.finding("ACCOUNT_OTHER", row, "account", {"account": account})
    if held.met.get(BANNED) is False:
        yield rows.finding("SESSION_BANNED", row, "day")
    for condition in case.conditions:
        if condition.measure not in held.met:
            continue
        rule = "、".join(case.open_points(condition.points)) or None
        code, field = _CODES[condition.measure]
        if held.met[condition.measure] is False:
            at = field if rows.table and rows.table.places.at(row["record"], field) else "day"
            yield rows.finding(code, row, at, _context(condition, held), rule=rule)
        elif condition.measure == "话题" and row.get("tags"):
            word = tagged(row["tags"], condition)
            if word in condition.aliases:
                context = {"wanted": condition.words[0], "found": word or ""}
                yield rows.finding("TAG_ALIAS", row, "tags", context, rule=rule)


def _outside(case: Case, rows: Rows, row: Row) -> Finding:
    """Outside the event's days; within the contest's own days after the event ended it is only asked about."""
    event, contest = case.event, case.card.contest
    days = f"{event.start} 至 {event.end}"
    day = day_of(row)
    later = day is not None and event.end is not None and day > event.end
    still = day is not None and contest is not None and contest.end is not None and day <= contest.end
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
    return {"wanted": wanted, "length": _minutes(held.seconds or 0)}


def _minutes(seconds: int) -> str:
    """119分59秒, 115分钟."""
    return length_text(seconds) if seconds % 60 else f"{length_text(seconds)}分钟"
