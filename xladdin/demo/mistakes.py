"""The mistakes people really make, each as a small function that spoils a finished workbook and says where.

A mistake knows every finding it causes and plants them all, so that a test can compare with what `check` finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell

from schemas.identity import id_check_digit
from xladdin.demo.people import Team
from xladdin.demo.sheets import Where

SHOPS: Final = "附件2"


class Planted(NamedTuple):
    """One finding that a mistake put on purpose causes; no cell: the whole sheet, no sheet: the whole file."""

    file: str
    sheet: str | None
    cell: str | None
    code: str


@dataclass
class Draft:
    """A workbook in the making: what stands where, and what was spoilt."""

    file: str
    book: Workbook
    sheet: str
    teams: list[Team]
    where: Where
    shops: Where = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)

    def at(self, team: str, member: int, name: str) -> Cell:
        """The cell of a member's field on the main sheet."""
        return self.book[self.sheet][self.where[team, member, name]]

    def shop(self, team: Team, name: str) -> Cell:
        """The cell of a team's field in 附件2."""
        return self.book[SHOPS][self.shops[team.name, -1, name]]

    def plant(self, cell: Cell, *codes: str) -> None:
        """Remember that these findings are to be expected at a cell."""
        self.planted += [Planted(self.file, cell.parent.title, cell.coordinate, code) for code in codes]

    def slots(self) -> Iterator[tuple[Team, int]]:
        """Members to be spoilt, one mistake a row: never leaders, who also stand in 附件2; team by team in turn."""
        deepest = max(len(team.members) for team in self.teams)
        for depth in range(1, deepest):
            for team in self.teams:
                if len(team.members) > depth:
                    yield team, len(team.members) - depth


Mistake = Callable[[Draft, Team, int], None]


def _spoil(name: str, change: Callable[[Any], Any], *codes: str) -> Mistake:
    """The plain kind: one field of one member is written wrongly."""

    def mistake(draft: Draft, team: Team, member: int) -> None:
        cell = draft.at(team.name, member, name)
        cell.value = change(cell.value)
        draft.plant(cell, *codes)

    return mistake


def _shop(name: str, change: Callable[[Any], Any], *codes: str) -> Mistake:
    """One field of the team's shop in 附件2 is written wrongly."""

    def mistake(draft: Draft, team: Team, member: int) -> None:
        cell = draft.shop(team, name)
        cell.value = change(cell.value)
        draft.plant(cell, *codes)

    return mistake


# ---- How one number or word goes wrong


def _wrong_check(number: str) -> str:
    return number[:17] + ("0" if number[17] != "0" else "1")


def _no_such_day(number: str) -> str:
    first = number[:10] + "0230" + number[14:17]
    return first + id_check_digit(first)


def _strange_region(number: str) -> str:
    return f"99{number[2:17]}" + id_check_digit(f"99{number[2:17]}")


def _small_x(number: str) -> str:
    """A number of the same sex whose check digit is X, typed small."""
    odd = int(number[16]) % 2
    orders = (f"{number[:14]}{order:03d}" for order in range(odd, 1000, 2))
    return next(first for first in orders if id_check_digit(first) == "X") + "x"


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


# ---- Mistakes that concern more than one cell


def _row_copied(draft: Draft, source: tuple[Team, int], target: tuple[Team, int]) -> Cell:
    """The whole person typed again in another row; answers the ID cell of the second one."""
    for name in ("name", "gender", "id_no", "student_no", "phone"):
        if (target[0].name, target[1], name) in draft.where:
            draft.at(target[0].name, target[1], name).value = draft.at(source[0].name, source[1], name).value
    return draft.at(target[0].name, target[1], "id_no")


def person_twice(draft: Draft, team: Team, member: int) -> None:
    """The same person stands twice in one team."""
    draft.plant(_row_copied(draft, (team, member - 1), (team, member)), "PERSON_DUP")


def person_in_two_teams(draft: Draft, team: Team, member: int) -> None:
    """A member of the first team stands in the last one too."""
    last = draft.teams[-1]
    cell = _row_copied(draft, (draft.teams[0], 1), (last, len(last.members) - 1))
    draft.plant(cell, "ID_DUP")


def phone_shared(draft: Draft, team: Team, member: int) -> None:
    """One phone for two members, mostly the leader's."""
    cell = draft.at(team.name, member, "phone")
    cell.value = draft.at(team.name, member - 1, "phone").value
    draft.plant(cell, "PHONE_SHARED")


def no_leader(draft: Draft, team: Team, member: int) -> None:
    """Everybody has a job and nobody leads."""
    cell = draft.at(team.name, 0, "role")
    cell.value = "主播"
    draft.plant(cell, "LEADER_COUNT")


def team_name_long(draft: Draft, team: Team, member: int) -> None:
    """School and slogan in the team's name, on every row and in 附件2."""
    long = f"{team.school}{team.name}为家乡农产品代言战队"
    cells = [draft.at(*key) for key in draft.where if key[0] == team.name and key[2] == "team"]
    for cell in [*cells, draft.shop(team, "team")]:
        cell.value = long
        draft.plant(cell, "TEAM_LONG")


def team_only(draft: Draft, team: Team, member: int) -> None:
    """A preset row with the team's name and nobody in it."""
    cell = draft.at("", 0, "team")
    cell.value = team.name
    draft.plant(cell, "ROW_NOBODY")


def number_left_out(draft: Draft, team: Team, member: int) -> None:
    """序号 jumps by one from this row on, blank preset rows included."""
    first = draft.at(team.name, member, "seq")
    rows = [draft.at(*key) for key in draft.where if key[2] == "seq" and key[1] >= 0]
    for cell in rows:
        if cell.row >= first.row:
            cell.value = int(str(cell.value)) + 1
    draft.plant(first, "SEQ_GAP")


def row_hidden(draft: Draft, team: Team, member: int) -> None:
    """A filtered-out row with a wrong ID number in it."""
    cell = draft.at(team.name, member, "id_no")
    cell.value = _wrong_check(cell.value)
    draft.plant(cell, "ID_CHECKSUM")
    sheet = draft.book[draft.sheet]
    sheet.row_dimensions[cell.row].hidden = True
    draft.plant(sheet.cell(cell.row, 1), "ROW_HIDDEN")


def column_hidden(draft: Draft, team: Team, member: int) -> None:
    """The column 学号 is hidden for printing."""
    head = draft.at("", -1, "student_no")
    draft.book[draft.sheet].column_dimensions[head.column_letter].hidden = True
    draft.plant(head, "COL_HIDDEN")


def header_misspelt(draft: Draft, team: Team, member: int) -> None:
    """A typing error in the header 身份证号."""
    head = draft.at("", -1, "id_no")
    head.value = "身份征号码"
    draft.plant(head, "COL_MISSING")


def header_twice(draft: Draft, team: Team, member: int) -> None:
    """手机号 stands again over the last column, which is empty."""
    head = draft.at("", -1, "remark")
    head.value = "手机号"
    draft.plant(head, "COL_REPEATED")


def example_left(draft: Draft, team: Team, member: int) -> None:
    """The example row below the header was not taken out (drawn by the layout already)."""
    head = draft.at("", -1, "seq")
    draft.plant(head.offset(1), "ROW_EXAMPLE")


def sheet_hidden(draft: Draft, team: Team, member: int) -> None:
    """Last year's contacts on a hidden sheet."""
    draft.book.create_sheet("旧通讯录").append(["去年的联系人", "已过期"])
    draft.book["旧通讯录"].sheet_state = "hidden"
    draft.planted += [
        Planted(draft.file, "旧通讯录", None, code) for code in ("SHEET_HIDDEN", "SHEET_SKIPPED")
    ]


# ---- 附件2


def shop_id_twice(draft: Draft, team: Team, member: int) -> None:
    """Two teams with one shop; the second in small letters."""
    cell = draft.shop(draft.teams[1], "shop_id")
    cell.value = draft.teams[0].shop_id.lower()
    draft.plant(cell, "STORE_DUP")


def shop_phone_of_another_team(draft: Draft, team: Team, member: int) -> None:
    """The shop was registered with the phone of another team's leader, whose own shop uses it too."""
    cell = draft.shop(draft.teams[1], "shop_phone")
    cell.value = draft.teams[0].members[0].phone
    draft.plant(cell, "SHOP_PHONE_OTHER", "SHOP_PHONE_DUP")


def shop_team_misspelt(draft: Draft, team: Team, member: int) -> None:
    """附件2 writes the team's name in another way, so that the team has no shop."""
    cell = draft.shop(team, "team")
    cell.value = f"{team.name}（{team.city}）"
    draft.plant(cell, "TEAM_UNKNOWN")
    draft.plant(draft.at(team.name, 0, "team"), "TEAM_NO_SHOP")


def shop_left_out(draft: Draft, team: Team, member: int) -> None:
    """The last team was forgotten in 附件2."""
    last = draft.teams[-1]
    sheet = draft.book[SHOPS]
    sheet.delete_rows(draft.shop(last, "team").row)
    draft.plant(draft.at(last.name, 0, "team"), "TEAM_NO_SHOP")


# ---- Forms


def leader_again(draft: Draft, team: Team, member: int) -> None:
    """The leader is typed among the members too, with another phone."""
    row = len(team.members)
    for name in ("name", "id_no"):
        draft.at(team.name, row, name).value = draft.at(team.name, 0, name).value
    cell = draft.at(team.name, row, "phone")
    cell.value = "13900001234"
    draft.plant(cell, "FORM_LEADER_DIFF")


MISTAKES: Final[dict[str, Mistake]] = {
    "id_wrong_digit": _spoil("id_no", _wrong_check, "ID_CHECKSUM"),
    "id_as_number": _spoil("id_no", lambda text: float(text[:17] + "0"), "ID_PRECISION"),
    "id_scientific": _spoil("id_no", lambda text: f"{text[0]}.{text[1:6]}E+17", "ID_SCI"),
    "id_small_x": _spoil("id_no", _small_x, "ID_UPPER"),
    "id_full_width": _spoil("id_no", _full_width, "ID_WIDTH"),
    "id_spaced": _spoil("id_no", lambda text: f"{text[:6]} {text[6:14]} {text[14:]}", "ID_SPACE"),
    "id_no_such_day": _spoil("id_no", _no_such_day, "ID_BIRTH"),
    "id_15_digits": _spoil("id_no", lambda text: text[:6] + text[8:17], "ID_15"),
    "id_invisible": _spoil("id_no", lambda text: f"{text}\u00a0\u202c", "ID_INVISIBLE"),
    "id_is_phone": _spoil("id_no", lambda text: "13900005678", "ID_FORMAT"),
    "id_strange_region": _spoil("id_no", _strange_region, "ID_REGION"),
    "id_blank": _spoil("id_no", lambda text: None, "VALUE_MISSING"),
    "sex_other": _spoil("gender", lambda text: "女" if text == "男" else "男", "GENDER_MISMATCH"),
    "sex_in_words": _spoil("gender", lambda text: f"{text}生", "GENDER_FORMAT"),
    "sex_unknown": _spoil("gender", lambda text: "保密", "GENDER_UNKNOWN"),
    "name_spaced": _spoil("name", lambda text: f"{text[0]} {text[1:]}", "NAME_SPACE"),
    "name_with_role": _spoil("name", lambda text: f"{text}（组员）", "NAME_ROLE"),
    "name_with_note": _spoil("name", lambda text: f"{text}3月15日替补", "NAME_NOTE"),
    "name_dot": _spoil("name", lambda text: "买买提•艾力", "NAME_DOT"),
    "name_digit": _spoil("name", lambda text: f"{text}2", "NAME_FORMAT"),
    "name_rare": _spoil("name", lambda text: f"{text[:2]}\ue863", "NAME_PUA"),
    "name_invisible": _spoil("name", lambda text: f"{text}\u200b", "NAME_INVISIBLE"),
    "phone_short": _spoil("phone", lambda text: text[:10], "PHONE_LEN"),
    "phone_hyphens": _spoil("phone", lambda text: f"{text[:3]}-{text[3:7]}-{text[7:]}", "PHONE_FORMAT"),
    "phone_country": _spoil("phone", lambda text: f"+86 {text}", "PHONE_FORMAT"),
    "phone_two": _spoil("phone", lambda text: f"{text}/13900001111", "PHONE_MULTI"),
    "phone_as_number": _spoil("phone", float, "PHONE_NUMBER"),
    "phone_landline": _spoil("phone", lambda text: "0791-86200000", "PHONE_LANDLINE"),
    "phone_12": _spoil("phone", lambda text: "12345678901", "PHONE_SEG"),
    "phone_words": _spoil("phone", lambda text: "微信同号", "PHONE_FORMAT_BAD"),
    "phone_later": _spoil("phone", lambda text: "待补", "VALUE_PLACEHOLDER"),
    "phone_blank": _spoil("phone", lambda text: None, "VALUE_MISSING"),
    "phone_error": _spoil("phone", lambda text: "#N/A", "CELL_ERROR"),
    "phone_formula": _spoil("phone", lambda text: f"=13800000000+{text[-4:]}", "FORMULA_EMPTY"),
    "city_of_another_province": _spoil("city", lambda text: "长沙市分公司", "CITY_UNKNOWN"),
    "two_cities": _spoil("city", lambda text: "赣州、吉安", "CITY_MULTI"),
    "school_short": _spoil("school", lambda text: text[:-1], "SCHOOL_UNKNOWN", "TEAM_SCHOOL"),
    "school_other": _spoil("school", lambda text: "江西服装学院", "SCHOOL_UNKNOWN", "TEAM_SCHOOL"),
    "team_blank": _spoil("team", lambda text: None, "TEAM_MISSING"),
    "second_leader": _spoil("role", lambda text: "队长", "LEADER_COUNT"),
    "student_no_as_number": _spoil("student_no", float, "STUDENT_NO_ZERO"),
    "student_no_short": _spoil("student_no", lambda text: "2201", "STUDENT_NO_FORMAT"),
    "student_no_spaced": _spoil("student_no", lambda text: f" {text}", "STUDENT_NO_SPACE"),
    "on_camera_unsure": _spoil("on_camera", lambda text: "待定", "YES_NO"),
    "no_leader": no_leader,
    "person_twice": person_twice,
    "person_in_two_teams": person_in_two_teams,
    "phone_shared": phone_shared,
    "team_name_long": team_name_long,
    "team_only": team_only,
    "number_left_out": number_left_out,
    "row_hidden": row_hidden,
    "column_hidden": column_hidden,
    "header_misspelt": header_misspelt,
    "header_twice": header_twice,
    "example_left": example_left,
    "sheet_hidden": sheet_hidden,
    "leader_again": leader_again,
    "shop_blank": _shop("shop_id", lambda text: None, "SHOP_EMPTY"),
    "shop_scientific": _shop("shop_id", lambda text: "1.23E+12", "SHOP_SCI"),
    "shop_as_number": _shop("shop_id", lambda text: 1.2345678901234567e17, "SHOP_PRECISION"),
    "shop_spaced": _shop("shop_id", lambda text: f"{text[:4]} {text[4:]}", "SHOP_SPACE"),
    "shop_words": _shop("shop_id", lambda text: "见附图", "SHOP_FORMAT"),
    "shop_phone_strange": _shop("shop_phone", lambda text: "13900008888", "SHOP_PHONE"),
    "owner_not_registered": _shop("owner", lambda text: "欧阳明", "OWNER_UNKNOWN"),
    "shop_id_twice": shop_id_twice,
    "shop_phone_of_another_team": shop_phone_of_another_team,
    "shop_team_misspelt": shop_team_misspelt,
    "shop_left_out": shop_left_out,
}
"""Every mistake by name. Those of `_spoil` need a layout that has the field; each is made in a row of its own."""
