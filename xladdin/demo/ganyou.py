"""The demo's materials of 赣邮杯 beside the registrations: what branches hand in of schools, training, hosts and broadcasts.

Made as our own sheets, filled in and handed in (`making.template.filled_book`). Most branches did what the notice wants;
some did not, so that their teams are not eligible or 邮乐奖励金 is less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from schemas.kinds_date import day_number
from schemas.regions import CITIES
from workbook.edits import Scalar
from xladdin.card_commands import Contest
from xladdin.demo.papers import Edit, typed
from xladdin.demo.people import SCHOOLS, Team

Row = dict[str, Scalar]

EVENT: Final = "直播赛"
_FIRST: Final = date(2024, 10, 21)
_INVITED: Final = CITIES[:9]
"""Branches that won their schools over; 抚州 was refused, 上饶 still waits for the paper."""
_UNTRAINED: Final = "景德镇"
_UNFILED: Final = "宜春"
_ELSEWHERE: Final = "萍乡"
"""Branches that left out the training, the filing of hosts, or whose teams were live on another platform."""


def make_preparation(folder: Path, contest: Contest, teams: Sequence[Team]) -> None:
    """Write what branches hand in before and while their teams are live, one workbook a kind of sheet."""
    from workbook.xlsx.making.template import filled_book

    files = {
        "高校合作.xlsx": {"cooperation": list(_schools())},
        "直播培训签到.xlsx": {"training": list(_training(teams))},
        "主播备案.xlsx": {"filings": list(_filings(teams))},
        "直播场次.xlsx": {"sessions": list(_sessions(teams))},
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        (folder / name).write_bytes(filled_book(None, contest.id, contest.rules, contest.name, rows))


def _schools() -> Iterator[Row]:
    for city in CITIES:
        for number, school in enumerate(SCHOOLS[city]):
            won = "是" if city in _INVITED else "否" if city == "抚州" else "待核"
            yield {
                "city": city, "school": school, "how": "协办" if number else "主办", "result": won,
                "day": day_number("2024-10-12"), "evidence": "盖章回函" if won == "是" else None,
            }  # fmt: skip


def _of(team: Team) -> Row:
    return {"city": team.city, "school": team.school, "team": team.name}


def _training(teams: Sequence[Team]) -> Iterator[Row]:
    for team in teams:
        for person in team.members if team.city != _UNTRAINED else ():
            yield {
                **_of(team), "day": day_number("2024-10-18"), "topic": "直播技巧、集团直播业务管理办法",
                "person": person.name, "phone": person.phone, "signed": "√",
            }  # fmt: skip


def _filings(teams: Sequence[Team]) -> Iterator[Row]:
    """The first two of each team are seen on camera."""
    number = 0
    for team in teams:
        for person in team.members[:2] if team.city != _UNFILED else ():
            number += 1
            yield {
                **_of(team), "person": person.name, "gender": person.gender, "id_no": person.id_no,
                "phone": person.phone, "platform": "邮乐", "applied": day_number("2024-10-15"), "result": "通过",
                "decided": day_number("2024-10-18"), "filing": f"BA36{number:06d}",
            }  # fmt: skip


def _sessions(teams: Sequence[Team]) -> Iterator[Row]:
    for number, team in enumerate(teams):
        yield {
            "session": f"C{number:03d}", "name": team.name, "event": EVENT, "start": 19 / 24, "end": 21 / 24,
            "day": day_number(_FIRST + timedelta(days=number % 40)), "host": team.members[0].name,
            "platform": "抖音" if team.city == _ELSEWHERE else "邮乐", "grade": "平台导出",
        }  # fmt: skip


def places(teams: Sequence[Team]) -> list[Edit]:
    """排名, as the jury of the final wrote it down: six teams of five branches."""
    seen: dict[str, list[Team]] = {}
    for team in teams:
        seen.setdefault(team.city, []).append(team)
    best = [
        seen["南昌"][0],
        seen["赣州"][0],
        seen["九江"][0],
        seen["南昌"][1],
        seen["吉安"][0],
        seen["上饶"][0],
    ]
    edits: list[Edit] = []
    for rank, team in enumerate(best, 1):
        edits += typed("排名", rank, {"活动": EVENT, "名次": float(rank), "姓名或名称": team.name})
    return edits
