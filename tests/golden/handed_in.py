"""What is handed in for an event, as rows of our own blank sheets: field -> value as a cell holds it.

Every entry plays its part: what it lacks is left out or wrong here, and nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from schemas.kinds_date import day_number
from tests.golden.litong import Contest, Entry
from tests.golden.notice import EVENTS, FILMED, LIVE, NEW_YEAR, Filmed
from workbook.edits import Scalar

Row = dict[str, Scalar]
CENTRE = "利通区电子商务中心"


def filled(made: Contest, label: str) -> dict[str, list[Row]]:
    """Format id -> rows, of one event."""
    entries = made.of_event(label)
    rows: dict[str, list[Row]] = {
        "entries": [_entry(entry) for entry in entries],
        "sanctions": [_sanction(entry) for entry in entries if entry.part == "sanctioned"],
    }
    live = [(number, entry) for number, entry in enumerate(entries) if not entry.table.filmed]
    rows["plans"] = [_plan(entry) for _, entry in live if entry.part != "no plan"]
    rows["sessions"] = [row for number, entry in live for row in _sessions(number, entry)]
    if live and LIVE[label].notice:
        rows["notices"] = [row for number, entry in live for row in _notices(number, entry)]
    rows["videos"] = [row for number, entry in enumerate(entries) for row in _videos(number, entry)]
    return {name: lines for name, lines in rows.items() if lines}


def _entry(entry: Entry) -> Row:
    one, phase = entry.entrant, entry.table.phase
    fans, sales = (26_000.0, 120.5) if one.star else (1_200.0, 320.5)
    as_of = "2024-08-31" if phase == "第一期" else "2025-01-31"
    row: Row = {
        "kind": one.kind, "name": one.name, "id_no": one.id_no, "phone": one.phone, "platform": "抖音",
        "account": one.account, "selling": "是", "fans": fans, "sales": sales, "as_of": day_number(as_of),
        "claimed": entry.table.group, "events": entry.table.label, "day": day_number(entry.day.isoformat()),
        "person": one.person, "members": one.members, "credit_code": one.code, "category": one.category,
        "able": "是" if one.kind == "个人" else "",
    }  # fmt: skip
    return {field: value for field, value in row.items() if value != ""}


def _who(entry: Entry) -> Row:
    return {"name": entry.entrant.name, "phase": entry.table.phase, "event": entry.table.event}


def _number(entry: Entry) -> str:
    """01 to 12: the event, in numbers of sessions, notices and videos."""
    return f"{EVENTS.index(entry.table.label) + 1:02d}"


def _sanction(entry: Entry) -> Row:
    day = day_number((entry.day + timedelta(days=1)).isoformat())
    return {
        **_who(entry),
        "day": day,
        "kind": "取消资格",
        "reason": "刷单",
        "document": "利商电〔2025〕1号",
        "by": "甲某",
    }


def _plan(entry: Entry) -> Row:
    decided = LIVE[entry.table.label].first - timedelta(days=1)
    return {**_who(entry), "strategy": "有", "result": "通过", "decided": day_number(decided.isoformat())}


def session_days(number: int, entry: Entry) -> list[date]:
    """The days an entrant is live on; who comes first in the event and who later begins on different ones."""
    live = LIVE[entry.table.label]
    count = live.sessions - (entry.part == "few")
    room = (live.last - live.first).days + 1 - count
    return [live.first + timedelta(days=number % (room + 1) + n) for n in range(count)]


def _clock(text: str) -> float:
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) / (24 * 60)


def _sessions(number: int, entry: Entry) -> Iterator[Row]:
    live = LIVE[entry.table.label]
    for n, day in enumerate(session_days(number, entry)):
        short = entry.part == "short" and n == 0
        yield {
            **_who(entry), "session": f"S{_number(entry)}{number:02d}-{n:02d}", "day": day_number(day.isoformat()),
            "start": _clock("19:00"), "end": _clock("20:59" if short else "21:00"), "platform": "抖音",
            "account": entry.entrant.account, "venue": CENTRE, "tags": live.tag, "elements": live.element,
            "goods": "是", "grade": "平台导出",
        }  # fmt: skip


def _notices(number: int, entry: Entry) -> Iterator[Row]:
    for n, day in enumerate(session_days(number, entry)):
        filed = day - timedelta(days=1)
        yield {
            **_who(entry), "notice": f"B{_number(entry)}{number:02d}-{n:02d}", "day": day_number(day.isoformat()),
            "start": _clock("19:00"), "end": _clock("22:00"), "filed": f"{filed} 09:00", "result": "通过",
        }  # fmt: skip


def _videos(number: int, entry: Entry) -> Iterator[Row]:
    """The videos of an entry whose plays come to its figure; in the live part of 第一期·活动6 one that ranks nobody.

    Every seventh entry of 第二期·活动4 has one more that is a day too late: its plays count for nothing.
    """
    label = entry.table.label
    if not entry.table.filmed and label != "第一期·活动6":
        return
    film = FILMED.get(label, NEW_YEAR)
    count = film.videos - (entry.part == "few")
    plays = _parts(entry.figure if entry.table.filmed else 990_000 + number, count)
    late = film.due + timedelta(days=1)
    for n, seen in enumerate(plays):
        day = late if entry.part == "late" else film.first + timedelta(days=1 + n)
        yield _video(number, n, entry, film, day, seen)
    if label == "第二期·活动4" and number % 7 == 0:
        yield _video(number, count, entry, film, late, 500_000)


def _video(number: int, n: int, entry: Entry, film: Filmed, day: date, plays: int) -> Row:
    return {
        **_who(entry), "link": f"https://v.example.com/{_number(entry)}{number:02d}{n}", "published": f"{day} 20:30",
        "account": entry.entrant.account, "tags": "#今天吃什么#" if entry.part == "wrong tag" else film.tag,
        "plays": float(plays), "likes": 80.0 + n, "grade": "截图" if number % 2 else "平台导出",
    }  # fmt: skip


def _parts(total: int, count: int) -> list[int]:
    """A number in unequal parts."""
    each = total // (count + 1)
    return [each] * (count - 1) + [total - each * (count - 1)]
