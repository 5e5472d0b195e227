"""Synthetic persons, teams and schools for the demo: composed names, computed numbers, nobody real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from schemas.identity import id_check_digit
from schemas.regions import CITIES

SCHOOLS: Final = {
    "南昌": ("南昌大学", "江西师范大学"),
    "景德镇": ("景德镇陶瓷大学",),
    "萍乡": ("萍乡学院",),
    "九江": ("九江学院",),
    "新余": ("新余学院",),
    "鹰潭": ("江西财经大学",),
    "赣州": ("江西理工大学", "赣南师范大学"),
    "吉安": ("井冈山大学",),
    "宜春": ("宜春学院",),
    "抚州": ("东华理工大学",),
    "上饶": ("上饶师范学院",),
}
"""Well-known schools; which branch invites which one is made up (鹰潭 has none of its own here)."""

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN: Final = "子涵欣怡宇轩梓晨雨桐浩然思远佳琪明哲嘉文静雅俊杰晓彤瑞霖一诺安然若曦景行书瑶"
_TEAM_A: Final = (
    "橙心",
    "赣南",
    "丰收",
    "山里",
    "青禾",
    "映山红",
    "稻香",
    "红土地",
    "庐陵",
    "白鹭",
    "星火",
    "梦想",
)
_TEAM_B: Final = ("助农队", "直播队", "好物队", "先锋队", "代言队")


@dataclass
class Person:
    """One synthetic student."""

    name: str
    gender: str
    id_no: str
    student_no: str
    phone: str


@dataclass
class Team:
    """One synthetic team; the first member leads."""

    city: str
    school: str
    name: str
    members: list[Person]
    shop_id: str


class Makers:
    """Makes persons and teams that never repeat, all from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._count = 0
        self._teams: set[str] = set()

    def person(self, city: str) -> Person:
        """A student with a valid ID number of the city's region and a phone of a made-up series."""
        self._count += 1
        pick = self.random
        born = date(2002, 1, 1) + timedelta(days=pick.randrange(4 * 365))
        region = f"36{CITIES.index(city) + 1:02d}{pick.choice((1, 2, 21, 22)):02d}"
        order = f"{pick.randrange(10, 990):03d}"
        first = f"{region}{born:%Y%m%d}{order}"
        name = pick.choice(_SURNAMES) + "".join(pick.sample(_GIVEN, 2))
        phone = f"1380000{self._count:04d}"
        number = f"0{born.year - 1984 + 2000}{self._count:05d}"
        return Person(
            name, "男" if int(order[-1]) % 2 else "女", first + id_check_digit(first), number, phone
        )

    def team(self, city: str, size: int | None = None) -> Team:
        """A team of three to five with a name of its own."""
        pick = self.random
        name = next(
            n for _ in range(500) if (n := pick.choice(_TEAM_A) + pick.choice(_TEAM_B)) not in self._teams
        )
        self._teams.add(name)
        members = [self.person(city) for _ in range(size or pick.randrange(3, 6))]
        return Team(city, pick.choice(SCHOOLS[city]), name, members, f"YL88{len(self._teams):06d}")
