"""The made-up entrants of the golden run: persons, firms and teams that may enter many events, two who are too young."""

from __future__ import annotations

from dataclasses import dataclass, replace

from schemas.identity import id_birth, id_check_digit, valid_uscc
from xladdin.demo.people import Makers, Person

_CITY = "南昌"
_CATEGORIES = ("在校大学生", "退役军人", "返乡创业人员", "电商从业者")
_FIRMS = "青禾 稻香 红果 牧歌 云帆 金穗 晨光 平原".split()
_TEAMS = "橙心 丰收 映山 星火 莲花".split()
_BORN = "2006-09-01"
"""Who was born before this day is 18 when the first event begins."""


@dataclass(frozen=True)
class Entrant:
    """Somebody with one number for all events; `person` and `members` are of firms and teams.

    star    whether its fans or sales put it in 达人组; everybody else is 新秀组
    """

    kind: str
    name: str
    id_no: str
    phone: str
    category: str = ""
    person: str = ""
    members: str = ""
    code: str = ""
    star: bool = False
    young: bool = False

    @property
    def account(self) -> str:
        """The account it broadcasts on, by which its orders are told."""
        return f"{self.name}的小铺"


@dataclass(frozen=True)
class Pool:
    """Everybody there is."""

    persons: tuple[Entrant, ...]
    firms: tuple[Entrant, ...]
    teams: tuple[Entrant, ...]
    young: tuple[Entrant, ...]


def pool(seed: int, persons: int = 72) -> Pool:
    """The same people for the same seed."""
    makers = Makers(seed)
    grown = [_grown(makers) for _ in range(persons)]
    return Pool(
        tuple(_person(one, number) for number, one in enumerate(grown)),
        tuple(_firm(_grown(makers), word, number) for number, word in enumerate(_FIRMS)),
        tuple(_team([_grown(makers) for _ in range(3)], word) for word in _TEAMS),
        tuple(_young(makers.person(_CITY), star) for star in (False, True)),
    )


def _grown(makers: Makers) -> Person:
    """The next person who is 18 in time."""
    while str(id_birth((one := makers.person(_CITY)).id_no)) >= _BORN:
        pass
    return one


def _person(one: Person, number: int) -> Entrant:
    category = _CATEGORIES[number % len(_CATEGORIES)]
    return Entrant("个人", one.name, one.id_no, one.phone, category, star=number % 2 == 1)


def _young(one: Person, star: bool) -> Entrant:
    """Somebody born in 2010."""
    digits = f"{one.id_no[:6]}2010{one.id_no[10:17]}"
    made = _person(one, 0)
    return replace(made, id_no=digits + id_check_digit(digits), star=star, young=True)


def _firm(one: Person, word: str, number: int) -> Entrant:
    first = f"91640302MAXX{number:05d}"
    code = next(first + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if valid_uscc(first + last))
    return Entrant("企业", f"利通区{word}商贸有限公司", one.id_no, one.phone, person=one.name, code=code)


def _team(people: list[Person], word: str) -> Entrant:
    names = "、".join(one.name for one in people)
    leader = people[0]
    return Entrant("团队", f"{word}助农队", leader.id_no, leader.phone, person=leader.name, members=names)
