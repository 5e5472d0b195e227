"""Synthetic persons, teams and schools for the demo: composed names, computed numbers, nobody real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from schemas.identity import id_check_digit
from schemas.regions import CITIES

SCHOOLS: Final = {
    "南昌": (
        "南昌大学",
        "江西师范大学",
        "江西财经大学",
        "华东交通大学",
        "南昌航空大学",
        "江西中医药大学",
        "江西科技师范大学",
        "江西科技学院",
    ),
    "景德镇": ("景德镇陶瓷大学", "景德镇学院"),
    "萍乡": ("萍乡学院",),
    "九江": ("九江学院",),
    "新余": ("新余学院",),
    "鹰潭": ("江西农业大学",),
    "赣州": ("江西理工大学", "赣南师范大学"),
    "吉安": ("井冈山大学",),
    "宜春": ("宜春学院",),
    "抚州": ("东华理工大学",),
    "上饶": ("上饶师范学院",),
}
"""Well-known schools; which branch invites which one is made up (鹰潭 has none of its own here)."""

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN: Final = "子涵欣怡宇轩梓晨雨桐浩然思远佳琪明哲嘉文静雅俊杰晓彤瑞霖一诺安若曦景行书瑶"
_TEAM_A: Final = (
    "橙心 赣南 丰收 山里 青禾 映山红 稻香 红土地 庐陵 白鹭 星火 梦想 赣江 茶乡 莲花 竹韵 陶源 滕王阁 井冈 鄱湖 仙女湖 龙虎山"
).split()
_TEAM_B: Final = ("助农队", "直播队", "好物队", "先锋队", "代言队", "电商队", "乡音队")


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
    """One synthetic team; the first member leads and owns the shop."""

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
        self._taken: set[str] = set()

    def _fresh(self, make: Callable[[], str]) -> str:
        """A text that this maker has not given out before."""
        while (text := make()) in self._taken:
            pass
        self._taken.add(text)
        return text

    def person(self, city: str) -> Person:
        """A student with a valid ID number of the city's region and a phone of a made-up series."""
        self._count += 1
        born = date(2002, 1, 1) + timedelta(days=self.random.randrange(5 * 365))
        number = self._fresh(lambda: self._id_no(city, born))
        return Person(
            self._fresh(lambda: self.random.choice(_SURNAMES) + "".join(self.random.sample(_GIVEN, 2))),
            "男" if int(number[16]) % 2 else "女",
            number,
            f"0{born.year + 18}{self._count:05d}",
            f"1380000{self._count:04d}",
        )

    def _id_no(self, city: str, born: date) -> str:
        region = f"36{CITIES.index(city) + 1:02d}{self.random.choice((1, 2, 21, 22)):02d}"
        first = f"{region}{born:%Y%m%d}{self.random.randrange(10, 990):03d}"
        return first + id_check_digit(first)

    def team(self, city: str, school: str | None = None, size: int | None = None) -> Team:
        """A team of three to five with a name of its own."""
        name = self._fresh(lambda: self.random.choice(_TEAM_A) + self.random.choice(_TEAM_B))
        members = [self.person(city) for _ in range(size or self.random.randrange(3, 6))]
        shop = f"YL88{self._count:06d}"
        return Team(city, school or self.random.choice(SCHOOLS[city]), name, members, shop)
