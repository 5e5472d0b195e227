"""A realistic inbox for the demo: eleven branches, every layout, the mistakes people make, some files that are none.

Everything is synthetic and follows from the seed. Every finding that a mistake causes is answered, so that a test
can compare; the texts and cells are made in `sheets`, spoilt in `mistakes`, and told who sends what in `plans`.
"""

from __future__ import annotations

import io
from copy import deepcopy
from pathlib import Path
from typing import Final, NamedTuple

from openpyxl import Workbook

from xladdin.demo import sheets
from xladdin.demo.mistakes import MISTAKES, SHOPS, Draft, Planted
from xladdin.demo.people import SCHOOLS, Makers, Team
from xladdin.demo.plans import PLANS, Plan
from xladdin.demo.settled import settled

__all__ = ["REFUSED", "Inbox", "Planted", "make_inbox"]

REFUSED: Final = {
    "导出的报名表.xls": "FILE_NOT_WORKBOOK",
    "附件1（没传完）.xlsx": "FILE_NOT_WORKBOOK",
    "附件1（加密）.xlsx": "FILE_ENCRYPTED",
    "报名表（微信下载）.xlsx": "FILE_DAMAGED",
    "各校联系人.xlsx": "FILE_NO_SHEET",
}
"""Files in the inbox that are refused as a whole -> the reason."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


_CORRECTED: Final = ("附件1（南昌）.xlsx", "附件1（新余）.xlsx", "赣州报名汇总表.xlsx")
"""Files of the inbox that come back without their mistakes."""


class Inbox(NamedTuple):
    """What was made. teams: those of the workbooks in PLANS, as they are in truth."""

    planted: list[Planted]
    teams: list[Team]


def make_inbox(folder: Path, seed: int = 2024, corrected: Path | None = None) -> Inbox:
    """Write the inbox into a folder, which is made; answers the findings that its mistakes cause.

    Not among them: what harms nothing and comes with a layout (TEAM_FILL, COL_EXTRA, SHOP_SHEET_MISSING), and the
    files in REFUSED.

    corrected   where the files of some branches go that come back later, put right
    """
    for made in filter(None, (folder, corrected)):
        made.mkdir(parents=True, exist_ok=True)
    makers = Makers(seed)
    planted: list[Planted] = []
    right: list[Team] = []
    for plan in PLANS:
        draft = _drawn(plan, makers)
        right += deepcopy(draft.teams)
        if corrected and plan.file in _CORRECTED:
            draft.book.save(corrected / f"更正-{plan.file}")
        _spoil(draft, plan)
        draft.book.save(folder / draft.file)
        planted += draft.planted
    planted += _form_beside_roster(folder / "萍乡学院 汇总表和报名表.xlsx", makers)
    planted += _shops_alone(folder / "上饶师范学院-附件2.xlsx", makers)
    planted += _blank_template(folder / "附件1空表（景德镇陶瓷大学）.xlsx")
    _no_workbooks(folder, makers)
    names = [school for listed in SCHOOLS.values() for school in listed]
    (folder / "高校名单.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    return Inbox(planted, right)


def _drawn(plan: Plan, makers: Makers) -> Draft:
    """The workbook of a plan without any mistake."""
    # a form has five member rows: with three members beside the leader a row is left for `leader_again`
    size = 4 if plan.kind == "forms" else None
    teams = [makers.team(plan.city, plan.school, size) for _ in range(plan.teams)]
    draft = Draft(plan.file.format(team=teams[0].name), Workbook(), plan.sheet, teams, {})
    sheet = draft.book.active
    if plan.kind == "forms":
        draft.sheet = teams[0].name
        for team in teams:
            page = sheet if team is teams[0] else draft.book.create_sheet()
            page.title = team.name
            draft.where.update(sheets.form(page, team))
    else:
        sheet.title = plan.sheet
        example = "example_left" in plan.mistakes.split()
        if plan.kind == "two_level":
            draft.where = sheets.two_level(sheet, teams)
        else:
            draft.where = sheets.roster(sheet, teams, sheets.STYLES[plan.kind], example)
    if plan.shops:
        draft.shops = sheets.shops(draft.book.create_sheet(SHOPS), teams)
    return draft


def _spoil(draft: Draft, plan: Plan) -> None:
    """Make the plan's mistakes, each in a row of its own; on forms each in the next team's."""
    for name, (team, member) in zip(plan.mistakes.split(), draft.slots(), strict=False):
        if plan.kind == "forms":
            draft.sheet = team.name
        MISTAKES[name](draft, team, member)


def _form_beside_roster(path: Path, makers: Makers) -> list[Planted]:
    """A roster and one team's form in one workbook, with another phone and a member exchanged."""
    teams = [makers.team("萍乡", size=4) for _ in range(2)]
    book = Workbook()
    book.active.title = "汇总表"
    sheets.roster(book.active, teams, sheets.STYLES["long"])
    sheets.shops(book.create_sheet(SHOPS), teams)
    form = book.create_sheet("报名表")
    where = sheets.form(form, teams[0])
    phone = where[teams[0].name, 1, "phone"]
    form[phone] = "13900002222"
    return _saved(book, path, [("报名表", phone, "FORM_ROSTER_DIFF")])


def _shops_alone(path: Path, makers: Makers) -> list[Planted]:
    """附件2 without 附件1, and three shop IDs that went wrong."""
    teams: list[Team] = [makers.team("上饶") for _ in range(4)]
    book = Workbook()
    book.active.title = SHOPS
    draft = Draft(path.name, book, SHOPS, teams, {}, sheets.shops(book.active, teams))
    for name, team in zip(("shop_as_number", "shop_spaced", "shop_words"), teams, strict=False):
        MISTAKES[name](draft, team, 0)
    return _saved(book, path, [(SHOPS, None, "ROSTER_SHEET_MISSING")]) + draft.planted


def _blank_template(path: Path) -> list[Planted]:
    """Our own template, sent back as it was."""
    from workbook.xlsx.making.roster import HEADER_ROW
    from workbook.xlsx.making.template import template_book

    path.write_bytes(template_book("景德镇", "roster", "ganyou-2024", rows=40))
    return [Planted(path.name, name, f"A{HEADER_ROW}", "TABLE_EMPTY") for name in ("附件1", SHOPS)]


def _saved(book: Workbook, path: Path, found: list[tuple[str, str | None, str]]) -> list[Planted]:
    book.save(path)
    return [Planted(path.name, *place) for place in found]


def _no_workbooks(folder: Path, makers: Makers) -> None:
    """What else lies in such a folder: a web page, an empty, a locked and a cut-off file, contacts, an owner file."""
    page = "<html><meta charset='utf-8'><table><tr><td>序号</td><td>姓名</td></tr></table></html>"
    (folder / "导出的报名表.xls").write_text(page, encoding="utf-8")
    (folder / "附件1（没传完）.xlsx").write_bytes(b"")
    (folder / "~$附件1（南昌）.xlsx").write_bytes(b"\x06\xd5\xd4\xc0\xcf\xca\xa6" + bytes(158))
    # An encrypted workbook is an OLE container with such a stream; its name is what tells it.
    locked = _OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    (folder / "附件1（加密）.xlsx").write_bytes(locked.ljust(4096, b"\0"))
    stream = io.BytesIO()
    book = Workbook()
    sheets.roster(book.active, [makers.team("新余")], sheets.STYLES["long"])
    book.save(stream)
    data = settled(stream.getvalue())
    (folder / "报名表（微信下载）.xlsx").write_bytes(data[: len(data) // 2])
    book = Workbook()
    book.active.append(["学校", "办公室", "地址"])
    book.active.append(["南昌大学", "创新创业学院", "红谷滩区"])
    book.save(folder / "各校联系人.xlsx")
