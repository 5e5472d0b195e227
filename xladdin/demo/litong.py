"""The demo's inbox of 利通: entries, plans, notices, sessions, videos and orders of some made-up entrants.

Made as our own sheets, filled in and handed in (`making.template.filled_book`). Each entrant plays a part, so that every
conclusion of 资格审核 occurs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from schemas.contest import Scope
from schemas.identity import id_birth
from schemas.kinds_date import day_number
from workbook.edits import Scalar
from workbook.ledger.states import REFUNDED
from xladdin.card_commands import Contest
from xladdin.contests import load_seed, seeded
from xladdin.demo.orders import Order, account, orders_of, sold, write_export
from xladdin.demo.people import Makers, Person

Row = dict[str, Scalar]
FILMED: Final = Scope("第一期", "活动3")
SOLD: Final = Scope("第一期", "活动4")
"""The two events that are told to the end: one of videos, one of sales."""

_CITY: Final = "南昌"
"""Numbers of persons are made up for this region."""

_FIRST: Final = date(2024, 11, 1)
_PARTS: Final = (
    "good",
    "good",
    "short",
    "no plan",
    "near tag",
    "elsewhere",
    "good",
    "no notice",
    *("good",) * 6,
)
"""What each who is live lacks, in 活动4. The tag that is nearly right counts once it was decided so (G16)."""
_GROUPS: Final = ((8_600.0, 320.5), (9_999.0, 1_200.0), (26_000.0, 0.0), (500.0, 18_000.0))
"""Fans and sales in 元: a newcomer, somebody in the hole between the groups, two stars."""


def make_litong(folder: Path, export: Path, contest: Contest, seed: int = 2024) -> list[Order]:
    """Write the inbox, one workbook a kind of sheet, and an export of orders; answers the orders."""
    from workbook.xlsx.making.template import filled_book

    live, grouped, orders = _cast(seed)
    files = {
        "报名表.xlsx": {"entries": [*_live_entries(live), *_grouped_entries(grouped)]},
        "计划审核和报备.xlsx": {
            "plans": [*_plans(live), *_first_plans(grouped)],
            "notices": list(_notices(live)),
        },
        "场次.xlsx": {"sessions": [*_sessions(live, orders), *_first_sessions(grouped)]},
        "短视频.xlsx": {"videos": list(_videos(live))},
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        data = filled_book(None, contest.id, contest.rules, contest.name, rows)
        (folder / name).write_bytes(data)
    export.parent.mkdir(parents=True, exist_ok=True)
    write_export(export, orders)
    return orders


def _cast(seed: int) -> tuple[list[Person], list[Person], list[Order]]:
    """Who is live, who is grouped, and what was bought from those who are live."""
    makers = Makers(seed)
    people = [makers.person(_CITY) for _ in range(len(_PARTS) + len(_GROUPS))]
    live, grouped = people[: len(_PARTS)], people[len(_PARTS) :]
    return live, grouped, orders_of(live, datetime.combine(_FIRST, time(19, 5)), seed)


class Won(NamedTuple):
    """A prize, in fen, and who has it."""

    scope: Scope
    person: Person
    fen: int


def winners(seed: int = 2024) -> list[Won]:
    """Who must win 第一期·活动3 and 活动4, the best first, as their parts, ages and figures say."""
    live, _, orders = _cast(seed)
    ranked = {
        FILMED: [(_plays(n), one) for n, one, part in _parts(live) if part != "short"],
        SOLD: [(sold(orders, one), one) for _, one, part in _parts(live) if part in ("good", "near tag")],
    }
    card = seeded(load_seed("litong-2024"))[1].card
    found: list[Won] = []
    for scope, contenders in ranked.items():
        start = next(event.start for event in card.events if event.scope == scope)
        assert start is not None
        grown = [one for one in contenders if _is_18(one[1], start)]
        prizes = [
            tier.amount or 0 for tier in card.tiers if tier.scope == scope for _ in range(tier.places or 0)
        ]
        best = sorted(grown, key=lambda one: -one[0])
        found += [Won(scope, person, fen) for (_, person), fen in zip(best, prizes, strict=False)]
    return found


def _is_18(person: Person, on: date) -> bool:
    born = id_birth(person.id_no)
    assert born is not None
    return (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) >= 18


def _entry(person: Person, events: str, fans: float, sales: float) -> Row:
    return {
        "kind": "个人", "name": person.name, "id_no": person.id_no, "phone": person.phone, "category": "返乡创业人员",
        "able": "是", "platform": "抖音", "account": account(person), "selling": "是", "fans": fans, "sales": sales,
        "as_of": day_number("2024-08-31"), "events": events, "day": day_number("2024-09-10"),
    }  # fmt: skip


def _live_entries(people: list[Person]) -> Iterator[Row]:
    for person in people:
        yield _entry(person, "第一期·活动3、第一期·活动4", 300.0, 0.0)


def _grouped_entries(people: list[Person]) -> Iterator[Row]:
    for person, (fans, sales) in zip(people, _GROUPS, strict=True):
        yield _entry(person, "第一期·活动1", fans, sales)


def _who(person: Person, event: str) -> Row:
    return {"name": person.name, "phase": "第一期", "event": event}


def _parts(people: list[Person]) -> Iterator[tuple[int, Person, str]]:
    for number, (person, part) in enumerate(zip(people, _PARTS, strict=True)):
        yield number, person, part


def _plans(people: list[Person]) -> Iterator[Row]:
    for _, person, part in _parts(people):
        if part != "no plan":
            decided = day_number("2024-10-28")
            yield {**_who(person, "活动4"), "strategy": "有", "result": "通过", "decided": decided}


def _clock(text: str) -> float:
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) / (24 * 60)


def _times(number: int) -> Row:
    day = _FIRST + timedelta(days=number)
    return {"day": day_number(day), "start": _clock("19:00")}


def _notices(people: list[Person]) -> Iterator[Row]:
    for number, person, part in _parts(people):
        if part != "no notice":
            filed = _FIRST + timedelta(days=number - 1)
            yield {
                **_who(person, "活动4"), **_times(number), "notice": f"BB{number:03d}", "end": _clock("22:00"),
                "filed": f"{filed.isoformat()} 09:00",
            }  # fmt: skip


def _claimed(number: int, person: Person, orders: list[Order]) -> float:
    """What an entrant says it sold, 元: the first forgets a refund, the second is 100 yuan too high."""
    fen = sold(orders, person)
    if number == 0:
        fen += sum(one.paid for one in orders if one.host == account(person) and one.state == REFUNDED)
    return (fen + (10_000 if number == 1 else 0)) / 100


def _sessions(people: list[Person], orders: list[Order]) -> Iterator[Row]:
    for number, person, part in _parts(people):
        yield {
            **_who(person, "活动4"), **_times(number), "session": f"S{number:03d}",
            "end": _clock("20:55" if part == "short" else "21:10"), "platform": "抖音", "account": account(person),
            "venue": "自家果园" if part == "elsewhere" else "利通区电子商务中心",
            "tags": "#我在利通带好货#" if part == "near tag" else "#我在利通区带好货#", "elements": "双十一",
            "goods": "是", "grade": "平台导出", "sales": _claimed(number, person, orders),
        }  # fmt: skip


def _first_plans(people: list[Person]) -> Iterator[Row]:
    for person in people:
        yield {
            **_who(person, "活动1"),
            "strategy": "有",
            "result": "通过",
            "decided": day_number("2024-09-11"),
        }


def _first_sessions(people: list[Person]) -> Iterator[Row]:
    for number, person in enumerate(people):
        yield {
            **_who(person, "活动1"), "session": f"S1{number:02d}", "day": day_number("2024-09-20"),
            "start": _clock("15:00"), "end": _clock("17:00"), "platform": "抖音", "account": account(person),
            "venue": "利通区电子商务中心", "grade": "平台导出",
        }  # fmt: skip


def _plays(number: int) -> int:
    return 1_800 + number * 617 % 5_000


def _videos(people: list[Person]) -> Iterator[Row]:
    for number, person, part in _parts(people):
        late = "2024-10-16 08:00" if part == "short" else "2024-10-12 20:30"
        yield {
            **_who(person, "活动3"), "link": f"https://v.example.com/{1000 + number}", "published": late,
            "account": account(person), "tags": "#我在利通带好货#", "plays": float(_plays(number)), "likes": 80.0,
            "grade": "截图",
        }  # fmt: skip
