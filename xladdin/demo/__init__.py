"""A realistic inbox for the demo: eleven branches, every layout, the mistakes people make, some files that are none.

Everything is synthetic and follows from the seed. Every planted mistake is answered, so that a test can compare.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from openpyxl import Workbook

from schemas.identity import id_check_digit
from schemas.regions import CITIES
from xladdin.demo import sheets
from xladdin.demo.people import SCHOOLS, Makers, Team
from xladdin.demo.sheets import Where


class Planted(NamedTuple):
    """One mistake put into the inbox on purpose."""

    file: str
    sheet: str
    cell: str
    code: str


class Mistake(NamedTuple):
    """A mistake people make: in which field of 附件1, how, and the code check answers with."""

    field: str
    spoil: Callable[[str], Any]
    code: str


def _wrong_check(number: str) -> str:
    return number[:17] + ("0" if number[17] != "0" else "1")


def _no_such_day(number: str) -> str:
    first = number[:10] + "0230" + number[14:17]
    return first + id_check_digit(first)


MISTAKES: Final = (
    Mistake("id_no", _wrong_check, "ID_CHECKSUM"),
    Mistake("id_no", lambda text: float(text[:17] + "0"), "ID_PRECISION"),
    Mistake("phone", lambda text: text[:10], "PHONE_LEN"),
    Mistake("name", lambda text: f"{text[0]} {text[1:]}", "NAME_SPACE"),
    Mistake("id_no", lambda text: f"{text[:6]} {text[6:14]} {text[14:]}", "ID_SPACE"),
    Mistake("phone", lambda text: f"{text[:3]}-{text[3:7]}-{text[7:]}", "PHONE_FORMAT"),
    Mistake("id_no", _no_such_day, "ID_BIRTH"),
    Mistake("phone", lambda text: f"{text}/13900001111", "PHONE_MULTI"),
    Mistake("id_no", lambda text: f"{text[0]}.{text[1:6]}E+17", "ID_SCI"),
    Mistake("phone", float, "PHONE_NUMBER"),
    Mistake("name", lambda text: f"{text}（组员）", "NAME_ROLE"),
    Mistake("id_no", lambda text: text[:6] + text[8:17], "ID_15"),
    Mistake("phone", lambda text: "0791-86200000", "PHONE_LANDLINE"),
    Mistake(
        "id_no", lambda text: "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text), "ID_WIDTH"
    ),
    Mistake("id_no", lambda text: f"{text}\u00a0\u202c", "ID_INVISIBLE"),
    Mistake("phone", lambda text: None, "VALUE_MISSING"),
)

_NAMES: Final = (
    "附件1（{city}）.xlsx",
    "{city}市分公司-附件1 (2)最终版.xlsx",
    "{city}报名汇总表.xlsx",
    "{city}：报名表2024.10.15.xlsx",
)


def make_inbox(folder: Path, seed: int = 2024) -> list[Planted]:
    """Write the inbox into a folder, which is made; answers the planted mistakes."""
    folder.mkdir(parents=True, exist_ok=True)
    makers = Makers(seed)
    planted: list[Planted] = []
    mistakes = iter([*MISTAKES, *MISTAKES])
    for number, city in enumerate(CITIES):
        teams = [makers.team(city) for _ in range(2 + number % 3)]
        name = _NAMES[number % len(_NAMES)].format(city=city).replace("：", " ")
        book = Workbook()
        title, where = _roster(book, number, teams)
        if city != CITIES[-1]:  # the last branch made no mistake
            for team in teams[:2]:
                planted += _spoil(book, name, title, where, team, next(mistakes))
        book.save(folder / name)
        if number % 4 == 3:
            planted += _one_form(folder, makers.team(city, 4), next(mistakes))
    _others(folder)
    names = [school for listed in SCHOOLS.values() for school in listed]
    (folder / "高校名单.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    return planted


def _roster(book: Workbook, number: int, teams: list[Team]) -> tuple[str, Where]:
    """附件1 in one of four ways and 附件2 beside it; answers the sheet's name and where everything stands."""
    sheet = book.active
    sheet.title = ("附件1", "Sheet1", "报名汇总", f"{teams[0].city}赛区")[number % 4]
    if number % 4 == 1:
        where = sheets.roster(sheet, teams, aliased=True)
    elif number % 4 == 2:
        where = sheets.two_level(sheet, teams)
    else:
        where = sheets.roster(sheet, teams, merged=number % 4 == 3)
    sheets.shops(book.create_sheet("附件2"), teams)
    return sheet.title, where


def _spoil(
    book: Workbook, file: str, title: str, where: Where, team: Team, mistake: Mistake
) -> list[Planted]:
    """Spoil one value of the team's last member: leaders also stand in 附件2."""
    member = team.members[-1]
    cell = where.get((member.name, mistake.field))
    if cell is None:  # the two-level roster has room for five
        return []
    book[title][cell].value = mistake.spoil(getattr(member, mistake.field))
    return [Planted(file, title, cell, mistake.code)]


def _one_form(folder: Path, team: Team, mistake: Mistake) -> list[Planted]:
    """One team's own form in a file of its own."""
    book = Workbook()
    sheet = book.active
    sheet.title = team.name
    where = sheets.form(sheet, team)
    name = f"报名表-{team.name}.xlsx"
    if mistake.code == "VALUE_MISSING":  # members of a form may leave their phone out
        mistake = MISTAKES[0]
    planted = _spoil(book, name, team.name, where, team, mistake)
    book.save(folder / name)
    return planted


def _others(folder: Path) -> None:
    """What else lies in such a folder: no workbook under a workbook's name, an empty file, an owner file."""
    page = "<html><meta charset='utf-8'><table><tr><td>序号</td><td>姓名</td></tr></table></html>"
    (folder / "导出的报名表.xls").write_text(page, encoding="utf-8")
    (folder / "附件1（没传完）.xlsx").write_bytes(b"")
    (folder / "~$附件1.xlsx").write_bytes(b"\x06\xd5\xd4\xc0\xcf\xca\xa6" + bytes(158))
