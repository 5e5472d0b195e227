"""Whether the winners may win: their conclusions, groups, conditions, entries and sanctions; their age from the ID number.

Only winners are looked at. Somebody whose row was decided by people (审核意见) stands by that decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from schemas.identity import id_birth, valid_id
from workbook.content import folded
from workbook.model import Finding
from workbook.verify.contest import Contest, Prize, Scope, age_on, bare_group, is_gone, label
from workbook.verify.reading import Line

_GOOD: Final = ("符合", "不适用")
_BANNED: Final = "取消资格"


def about_eligibility(contest: Contest) -> Iterator[Finding]:
    """What speaks against a winner of the events that are verified."""
    banned = [
        line for line in contest.lines("处罚调整") if line.text("kind") == _BANNED and not is_gone(line)
    ]
    details: dict[tuple[Scope, str], list[Line]] = {}
    for line in contest.lines("资格明细"):
        details.setdefault((line.event, line.key()), []).append(line)
    for scope in contest.judged:
        rows: dict[str, list[Line]] = {}
        for line in contest.of("资格审核", scope):
            rows.setdefault(line.key(), []).append(line)
        for prize in contest.prizes_of(scope):
            verdict = _verdict(rows.get(prize.key, []), prize)
            yield from _registered(contest, prize)
            yield from _concluded(contest, prize, verdict)
            yield from _entered(contest, prize)
            yield from _sanctioned(contest, prize, banned)
            if verdict is None or verdict.text("decided") != "合格":
                yield from _conditions(prize, details.get((scope, prize.key), []))
                yield from _age(contest, prize)


def _registered(contest: Contest, prize: Prize) -> Iterator[Finding]:
    """A winner is on 参赛主体, under the name that is made public."""
    entrant, name = contest.entrants.get(prize.key), prize.line.text("name")
    if entrant is None:
        yield prize.line.find("VERIFY_NOT_ELIGIBLE", "key", key=prize.key, why="参赛主体里没有这个编号")
    elif name and folded(name) != folded(entrant.text("name")):
        why = f"奖金分配表写的名称与参赛主体第{entrant.number}行不一样"
        yield prize.line.find("VERIFY_NOT_ELIGIBLE", "name", key=prize.key, why=why)


def _verdict(rows: list[Line], prize: Prize) -> Line | None:
    """The row of 资格审核 a prize rests on: that of its group, else the first."""
    of_group = [line for line in rows if bare_group(group_of(line)) == bare_group(prize.group)]
    return next(iter(of_group or rows), None)


def group_of(line: Line) -> str:
    """The group of a row of 资格审核."""
    return line.text("as_group") or line.text("group")


def concluded(line: Line) -> str:
    """What holds of a row of 资格审核: what people decided, but nobody takes part who took his entry back."""
    result = line.text("result")
    return result if result == "已撤回" else line.text("decided") or result


def _concluded(contest: Contest, prize: Prize, verdict: Line | None) -> Iterator[Finding]:
    if verdict is None:
        yield prize.line.find("VERIFY_NOT_ELIGIBLE", "key", key=prize.key, why="资格审核里没有这一行")
        return
    if concluded(verdict) != "合格":
        why = f"资格审核的结论是“{concluded(verdict) or '空白'}”"
        yield prize.line.find("VERIFY_NOT_ELIGIBLE", "key", key=prize.key, why=why)
    elif verdict.text("decided") and not (verdict.text("by") and verdict.day("day")):
        yield verdict.find(
            "VERIFY_NOT_ELIGIBLE", "decided", key=prize.key, why="审核意见没有审核人或审核日期"
        )
    if len(contest.tables(prize.scope)) > 1 and bare_group(group_of(verdict)) != bare_group(prize.group):
        group = group_of(verdict) or "没有组别"
        yield prize.line.find("VERIFY_GROUP", "group", key=prize.key, found=prize.group, expected=group)


def _entered(contest: Contest, prize: Prize) -> Iterator[Finding]:
    entries = [line for line in contest.of("报名", prize.scope) if contest.keys_named(line) == prize.key]
    if not entries:
        yield prize.line.find("VERIFY_NOT_ELIGIBLE", "key", key=prize.key, why="没有这个活动的报名")
    elif all(is_gone(line) for line in entries):
        yield prize.line.find("VERIFY_NOT_ELIGIBLE", "key", key=prize.key, why="报名已撤回")


def _sanctioned(contest: Contest, prize: Prize, banned: list[Line]) -> Iterator[Finding]:
    for line in banned:
        here = line.text("phase") in ("", prize.scope[0]) and line.text("event") in ("", prize.scope[1])
        if here and contest.keys_named(line) == prize.key:
            why = f"处罚调整第{line.number}行取消了资格"
            yield prize.line.find("VERIFY_NOT_ELIGIBLE", "key", key=prize.key, why=why)


def _conditions(prize: Prize, details: list[Line]) -> Iterator[Finding]:
    for line in details:
        if line.text("verdict") not in _GOOD:
            said = line.text("verdict") or "空白"
            context = {"key": prize.key, "measure": line.text("measure"), "found": said}
            yield line.find("VERIFY_CONDITION", "verdict", **context)


# ---- Age, reckoned anew


def _age(contest: Contest, prize: Prize) -> Iterator[Finding]:
    """The age of a person by its ID number on the day that was decided, against the card."""
    entrant = contest.entrants.get(prize.key)
    if entrant is None or (entrant.text("kind") or "个人") != "个人":
        return
    number = entrant.key("id_no")
    born, day = id_birth(number) if valid_id(number) else None, _day_of_age(contest, prize)
    if born is None or day is None:
        return
    age = age_on(born, day)
    for line in contest.lines("规则_条件"):
        holds = line.text("phase") in ("", prize.scope[0]) and line.text("event") in ("", prize.scope[1])
        if not holds or line.text("measure") != "年龄" or line.text("use") != "资格":
            continue
        wanted = line.amount("number")
        if wanted is not None and not _meets(age, line.text("relation"), wanted):
            rule = f"{line.text('relation')}{wanted.normalize():f}周岁"
            yield prize.line.find("VERIFY_AGE", "key", key=prize.key, day=day, age=age, wanted=rule)


def _day_of_age(contest: Contest, prize: Prize) -> date | None:
    if contest.policy("年龄计算日", prize.scope) == "报名当天":
        entries = [line for line in contest.of("报名", prize.scope) if contest.keys_named(line) == prize.key]
        return next((line.day("day") for line in entries if not is_gone(line)), None)
    stage = contest.stages.get(prize.scope)
    return stage.day("start") if stage else None


def _meets(age: int, relation: str, wanted: Decimal) -> bool:
    return {
        "不低于": age >= wanted,
        "不超过": age <= wanted,
        "超过": age > wanted,
        "低于": age < wanted,
        "等于": age == wanted,
    }.get(relation, True)


def eligible_keys(contest: Contest, scope: Scope, group: str) -> dict[str, Line]:
    """Who may win in a group of an event -> its row of 资格审核."""
    tables = contest.tables(scope)
    return {
        line.key(): line
        for line in contest.of("资格审核", scope)
        if concluded(line) == "合格" and (len(tables) == 1 or bare_group(group_of(line)) == bare_group(group))
    }


def title_of(scope: Scope, group: str) -> str:
    """As an award table is named: 第一期·活动1·新秀组."""
    return "·".join(part for part in (label(scope), group) if part)
