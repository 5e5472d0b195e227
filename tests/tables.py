"""Workbooks as small text tables, so that a test reads as a clerk would read the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from workbook.batch import Batch, Options
from workbook.model import Book, Cell, CellError, Facts, Finding, Range, Sheet, Value
from workbook.parse import snapshot_of
from workbook.validate import validate

QUIET = {"SCHOOL_LIST_MISSING", "SHOP_SHEET_MISSING", "ROSTER_SHEET_MISSING"}
"""Said of every lone sheet; left out unless a test asks for them."""


def sheet(name: str, text: str, merged: Iterable[str] = (), state: str = "visible", **facts: object) -> Sheet:
    """A sheet from rows of `a | b | c`, cells of its facts written as Excel does: formulas={"E3": "B1"}.

    `#138` is a number, `!#N/A` an error cell, `\\n` a line break, `␣` a blank at an end.
    """
    rows = [[_value(cell.strip(" ")) for cell in line.strip(" ").split("|")] for line in _lines(text)]
    width = max(map(len, rows))
    columns = [[row[col] if col < len(row) else None for row in rows] for col in range(width)]
    known = {key: _at_cells(found) for key, found in facts.items()}
    return Sheet(name, columns, Facts(merged=tuple(map(Range.parse, merged)), **known), state)


def _lines(text: str) -> list[str]:
    """The lines of a table; those with nothing but blanks before and after it are the test's own layout."""
    return text.strip("\n ").split("\n")


def _value(text: str) -> Value:
    if not text:
        return None
    if text[0] == "#" and text[-1] != "#":
        return float(text[1:])
    if text[0] == "!":
        return CellError(text[1:])
    return text.replace("\\n", "\n").replace("␣", " ")


def _at_cells(fact: object) -> object:
    """{"E3": x} and {"E3"} with their addresses read; anything else as it is."""
    if isinstance(fact, Mapping):
        return {at(key) if isinstance(key, str) else key: value for key, value in fact.items()}
    if isinstance(fact, set | frozenset):
        return frozenset(at(key) if isinstance(key, str) else key for key in fact)
    return fact


def at(a1: str) -> Cell:
    """A cell by its address."""
    return Cell.parse(a1)


def check(
    *sheets: Sheet, schools: Iterable[str] = (), as_of: date | None = None, **book: object
) -> list[Finding]:
    """The findings of a workbook with these sheets; schools: the names on the user's list."""
    known = {school: school for school in schools}
    snapshot = snapshot_of(Book("t.xlsx", sheets, **book), known)
    (found,) = validate(Batch((snapshot,)), Options(as_of, known))
    return found


def codes(*sheets: Sheet, everything: bool = False, **options: object) -> list[str]:
    """ "CODE sheet!cell" of every finding, in reading order: by sheet, then cell, then code."""
    return [
        f"{f.code} {f.at.sheet or ''}!{f.at.cell.a1 if f.at.cell else ''}"
        for f in check(*sheets, **options)
        if everything or f.code not in QUIET
    ]


HEADER = "赛区|参赛高校|团队名称|角色|姓名|性别|身份证号|学号|手机号|是否出镜|序号"
A = "360102200503150219"
B = "360730200411020423"
C = "360481200307081174"
D = "361102200512302684"
"""Valid synthetic ID numbers: a man, a woman, a man, a woman."""

BASE = {
    "赛区": "赣州",
    "参赛高校": "江西理工大学",
    "团队名称": "橙心队",
    "角色": "队长",
    "姓名": "张三",
    "性别": "",
    "身份证号": A,
    "学号": "0120221034",
    "手机号": "13800000001",
    "是否出镜": "是",
    "序号": "",
}


def roster(*rows: Mapping[str, str], name: str = "附件1", **facts: object) -> Sheet:
    """A roster with a header in row 1; each row names only what differs from a good one."""
    lines = [HEADER]
    lines += ["|".join({**BASE, **row}[title] for title in HEADER.split("|")) for row in rows]
    return sheet(name, "\n".join(lines), **facts)


SHOP_HEADER = "序号|赛区|学校|团队名称|店主姓名|邮乐小店ID|注册手机号|备注"


def shops(*rows: str) -> Sheet:
    """附件2 with a header in row 1."""
    return sheet("附件2", "\n".join([SHOP_HEADER, *rows]))


LEADER: dict[str, str] = {}
MEMBER = {"角色": "队员", "姓名": "李四", "身份证号": B, "手机号": "13800000002"}
THIRD = {"角色": "队员", "姓名": "王五", "身份证号": C, "手机号": "13800000003"}
