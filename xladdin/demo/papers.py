"""The demo's papers: what people fill into a contest workbook by hand, as edit lists for `contestbook apply`.

In life somebody types the decisions, the days of the publication and the payees' accounts in Excel. Here each is a list
of edits that names the same cells, so that the story can be told again to the fen. What the bank answers is a list too.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl.utils import get_column_letter

from schemas.book import BOOK_SHEETS, HEADER_ROW
from schemas.contest import Card, Scope
from schemas.identity import luhn
from schemas.kinds_money import yuan_text
from schemas.rulecard import CARD_FORMATS, CHOICES, POINTS
from workbook.edits import SetCell
from workbook.xlsx.making import card_formulas
from xladdin.contests import load_seed, seeded
from xladdin.demo.litong import Won

Edit = dict[str, Any]
"""One edit as the JSON of `contestbook apply` has it."""

Line = tuple[str, ...]
Cells = Mapping[str, str | float]
"""Title of a column -> what is typed there."""

_SEATS_BEFORE: Final = 36
"""Rows of 奖金分配表 before the first event that is won: the empty seats of 第一期·活动1."""
_PAYEES: Final = "领奖信息采集表"
_BRANCH: Final = "工商银行利通支行"
_SIGNED: Final = {"登记的批准人": "甲某", "批准日期": "2024-09-05", "依据文件": "纪要1号", "经办人": "乙某"}

LITONG_ANSWERS: Final = {
    "T01": "净销售额", "T01-V": "播放量", "T02": "有效订单数、报名先后", "T03": "由评审决定", "T04": "不允许", "T05": "不限",
    "T06": "空缺", "T07": "依次递补", "T08": "指标大于0", "T09": "截图", "T10": "支付时间", "T11": "各算一次",
    "T12": "活动开始当天", "T13": "含当天", "T14": "凭书面认定逐条登记", "T15": "队长代领", "T16": "按报名主体",
    "T17": "税前，代扣20%", "T18": "隐去一字", "T19": "公示5个工作日，异议找利通区电子商务中心",
}  # fmt: skip
"""Policies the notice is silent about, and what is decided of them here."""


def write_edits(path: Path, edits: Sequence[Edit]) -> None:
    """Save an edit list, one edit a line."""
    lines = ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in edits)
    path.write_text(f'{{"schema": 1, "edits": [\n  {lines}\n]}}\n', encoding="utf-8")


def typed(sheet: str, row: int, cells: Cells, there: Cells | None = None) -> list[Edit]:
    """Cells of one row of a contest workbook, counted from the first below the header.

    there   what must stand in that row already: whoever applies the list to another workbook is refused
    """
    guards = [_set(sheet, row, title, value, expect=value) for title, value in (there or {}).items()]
    return guards + [_set(sheet, row, title, value) for title, value in cells.items()]


def _set(sheet: str, row: int, title: str, value: str | float, **more: Any) -> Edit:
    letter = get_column_letter(_titles(sheet).index(title) + 1)
    return {"op": "set", "sheet": sheet, "cell": f"{letter}{HEADER_ROW + row}", "value": value, **more}


def _titles(sheet: str) -> list[str]:
    columns = {
        **{spec.name: spec.columns for spec in BOOK_SHEETS},
        **{fmt.name: fmt.columns for fmt in CARD_FORMATS},
    }
    return [column.title for column in columns[sheet]]


def decisions(contest: str, scopes: Iterable[Scope], answers: Mapping[str, str]) -> list[Edit]:
    """Every point that holds up one of these events, decided as answered, else as the card goes by for now.

    Excel reckons 选定 and 状态 anew by itself; an edit list brings their results along.
    """
    seed = load_seed(contest)
    _, sheets = seeded(seed)
    asked = list(scopes)
    edits: list[Edit] = []
    given: dict[str, str] = {}
    for row, point in enumerate(sheets.card.points, 1):
        if point.blocks and any(point.concerns(scope) for scope in asked):
            given[point.id] = answers.get(point.id) or point.likely
            edits += typed(POINTS.name, row, {"决定": given[point.id], **_SIGNED}, there={"编号": point.id})
    for formula in card_formulas.edits(seed, sheets):
        result = _result(formula, sheets.card, given)
        if isinstance(formula, SetCell) and result:
            cell = formula.cell.a1
            more = {"formula": formula.formula, "value": result}
            edits.append({"op": "set", "sheet": formula.sheet, "cell": cell, **more})
    return edits


def _result(edit: object, card: Card, given: Mapping[str, str]) -> str:
    """What a formula of the card comes to once these points are decided; "" where that changes nothing."""
    if not isinstance(edit, SetCell) or edit.formula is None:
        return ""
    at = edit.cell.row - HEADER_ROW - 1
    if edit.sheet == POINTS.name and at < len(card.points):
        return "已定" if card.points[at].id in given else ""
    if edit.sheet == CHOICES.name and at < len(card.choices):
        return given.get(" ".join(card.choices[at].points), "")
    return ""


def publications(scopes: Iterable[Scope]) -> list[Edit]:
    """公示安排: five working days for each event."""
    edits: list[Edit] = []
    for row, scope in enumerate(scopes, 1):
        cells = {
            "期次": scope.phase, "活动": scope.event, "公示开始": "2024-12-17", "公示结束": "2024-12-23",
            "公示地点或网址": "利通区电子商务中心公告栏", "异议受理部门和电话": "利通区电子商务中心 0953-1234567",
        }  # fmt: skip
        edits += typed("公示安排", row, cells)
    return edits


def payees(won: Sequence[Won]) -> list[Edit]:
    """领奖信息采集表, whose rows `payout` began: where the money of each prize goes. One account is wrong."""
    edits: list[Edit] = []
    for row, one in enumerate(won, 1):
        wrong = one is came_back(won)
        cells = {"开户银行(到支行)": _BRANCH, "银行账号": account(one, wrong), "填报日期": "2024-12-18"}
        edits += typed(_PAYEES, row, cells, there={"姓名或名称": one.person.name, "活动": one.scope.event})
    return edits


def payee_corrected(won: Sequence[Won]) -> list[Edit]:
    """The payee whose money came back names another account, on a later day."""
    one = came_back(won)
    row = won.index(one) + 1
    there = {"姓名或名称": one.person.name, "银行账号": account(one, wrong=True)}
    return typed(_PAYEES, row, {"银行账号": account(one), "填报日期": "2024-12-26"}, there=there)


def altered(won: Sequence[Won]) -> list[Edit]:
    """What nobody may do: the first third prize, final and sealed, becomes a second prize's amount."""
    least = min(one.fen for one in won)
    at, one = next((n, one) for n, one in enumerate(won, 1) if one.fen == least)
    there: Cells = {"姓名或名称": one.person.name, "奖金": one.fen / 100}
    guards = typed("奖金分配表", _SEATS_BEFORE + at, {}, there=there)
    return [*guards, *typed("奖金分配表", _SEATS_BEFORE + at, {"奖金": 8000})]


def came_back(won: Sequence[Won]) -> Won:
    """The first who won one prize only: his money comes back at first."""
    names = [one.person.name for one in won]
    return next(one for one in won if names.count(one.person.name) == 1)


def account(one: Won, wrong: bool = False) -> str:
    """A made-up card with a right check digit."""
    digits = f"62179900{'9' if wrong else '0'}{one.person.phone[3:]}"
    return next(f"{digits}{last}" for last in range(10) if luhn(f"{digits}{last}"))


def bank_answers(won: Sequence[Won]) -> tuple[list[Line], list[Line]]:
    """What the bank says of the first batch, and of the second: the one payment that came back."""
    again = came_back(won)
    first = [_line(n, 1, one, "2024-12-25", one is again) for n, one in enumerate(won, 1)]
    return first, [_line(len(won) + 2, 2, again, "2024-12-27", False)]  # the reversal has a number, too


def _line(number: int, batch: int, one: Won, day: str, back: bool) -> Line:
    result = ("退票", day, "账号户名不符") if back else ("成功", day, "")
    net = yuan_text(one.fen - one.fen // 5)
    return (f"P{number:04d}-{batch}", account(one, wrong=back), one.person.name, net, *result)


def write_answer(path: Path, lines: Iterable[Line]) -> None:
    """A bank's answer as it gives it out."""
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(("付款编号", "收款账号", "户名", "金额", "处理状态", "交易日期", "失败原因"))
        out.writerows(lines)
