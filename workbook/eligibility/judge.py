"""The verdict on every entrant of every event: 合格, 不合格, 暂不能归组 or 待核, each condition with its figure.

One missed condition is enough for 不合格; somebody whom no group takes is 暂不能归组; what is not known is 待核. A point
that is still open does not change the verdict, it is named beside it: what rests on it may not become final.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from schemas.contest import Condition, Event
from workbook.eligibility import broadcasts, works
from workbook.eligibility.case import ENTRIES, VIDEOS, Case, Found
from workbook.eligibility.figures import BIRTHDAY, LENGTH, SESSIONS, Facts, found, sessions, wanted
from workbook.eligibility.grouping import bare, chosen_groups, claims, grouped
from workbook.eligibility.persons import COMPLAINTS, SANCTIONS, Entrants
from workbook.eligibility.verdict import Judged, Line, Result, Verdict
from workbook.eligibility.work import ENTRANTS, Work
from workbook.model import Finding

WITHDRAWN: Final = "取消资格"
FIRST: Final = "1"


def judge(work: Work, events: Iterable[Event], as_of: date) -> Judged:
    """Every entrant of these events, in the order of the events and of 报名."""
    entrants = Entrants(work)
    verdicts: list[Verdict] = []
    findings: list[Finding] = []
    for event in events:
        chosen = chosen_groups(work, event)
        seen: set[tuple[str, str]] = set()
        for entry in work.rows(ENTRIES):
            key = entrants.of.get((ENTRIES, entry["record"]))
            if key is None or work.scope(entry) != event.scope:
                continue
            for claimed in claims(entry, chosen):
                group = bare(claimed) if chosen else ""
                if (key, group) in seen:
                    rows = work.rows(ENTRIES)
                    findings.append(rows.finding("ENTRY_TWICE", entry, "key" if entry["key"] else "name"))
                    continue
                seen.add((key, group))
                here = {**entry, "claimed": claimed}
                verdict, found_here = _judged(
                    Case(work, entrants, event, entrants.by_key[key], here, "", as_of)
                )
                verdicts.append(verdict)
                findings += found_here
    once = {(finding.code, finding.at): finding for finding in findings}
    return Judged(tuple(verdicts), tuple(once.values()))


def unclear_entries(work: Work) -> set[str]:
    """Numbers of entrants of whom an entry names an event that nobody can tell, and of all an unclear name may mean."""
    entrants = Entrants(work)
    found: set[str] = set()
    for entry in work.rows(ENTRIES):
        keys = entrants.named(entry) or entrants.alike(entry)
        if work.scope(entry) is None or (ENTRIES, entry["record"]) not in entrants.of:
            found.update(keys)
    return found


def _judged(case: Case) -> tuple[Verdict, list[Finding]]:
    grouping, group, findings = grouped(case)
    case = replace(case, group=group)
    facts = Facts(case)
    lines = [*([grouping] if grouping else []), *_entry(case), *_conditions(facts), *_conduct(case)]
    findings += _ages(facts, lines)
    for held in facts.broadcasts:
        findings += broadcasts.told(case, held)
    for video in facts.videos:
        findings += works.told(case, video)
    verdict = Verdict(
        case.key,
        str(case.entrant["name"] or ""),
        case.event,
        str(case.entry["claimed"] or ""),
        group,
        _result(lines, grouping),
        tuple(lines),
    )
    return verdict, findings


def _ages(facts: Facts, lines: Iterable[Line]) -> Iterator[Finding]:
    """Somebody too young, or exactly so old on the day: at the ID number (domain facts, case 45)."""
    case = facts.case
    for line in lines:
        if line.measure != "年龄" or not line.applies:
            continue
        context = {"figures": line.found, "wanted": line.wanted}
        rule = "、".join(line.points) or None
        rows = case.work.rows(ENTRANTS)
        if line.met is False:
            yield rows.finding("AGE", case.entrant, "id_no", context, rule=rule)
        elif BIRTHDAY in line.found:
            yield rows.finding("AGE_BIRTHDAY", case.entrant, "id_no", context, rule=rule)


def _result(lines: Iterable[Line], grouping: Line | None) -> Result:
    """不合格 before 暂不能归组 before 待核; alternatives (条件组) stand beside each other."""
    missed = _missed([line for line in lines if line.applies and line is not grouping])
    if missed is False:
        return "不合格"
    if grouping is not None and grouping.met is False:
        return "暂不能归组"
    return "待核" if missed is None or (grouping is not None and grouping.met is None) else "合格"


def _missed(lines: Iterable[Line]) -> bool | None:
    """Whether all is met (True), something is missed whichever way (False), or that is not known (None).

    What stands in no 条件组 but the first must always be met. Further ones are other ways: those of them that name a
    measure of the first stand in its place, together.
    """
    ways: dict[str, list[Line]] = {}
    for line in lines:
        ways.setdefault(line.alternative, []).append(line)
    always = ways.pop("", []) + ways.pop(FIRST, [])
    verdicts = [_together(always)]
    for instead in ways.values():
        replaced = {line.measure for line in instead}
        verdicts.append(_together([line for line in always if line.measure not in replaced] + instead))
    return True if True in verdicts else None if None in verdicts else False


def _together(lines: Iterable[Line]) -> bool | None:
    met = {line.met for line in lines}
    return False if False in met else None if None in met else True


# ---- The other lines


def _entry(case: Case) -> Iterator[Line]:
    """Whether the entry stands, and whether its kind may take part in this event at all: 个人, 企业, 团队."""
    entries = case.work.rows(ENTRIES)
    if entries.unreadable(case.entry, "state"):
        yield Line("报名状态", entries.shown(case.entry, "state"), "有效", None)
    kinds = case.event.entrants
    if kinds:
        kind = case.entrant["kind"] or "个人"
        allowed = any(kind in word or word in kind for word in kinds)
        points = tuple(case.open_points(case.event.points))
        event = case.event
        yield Line("参赛主体", kind, "、".join(kinds), allowed, True, event.source, event.line, points)


def _conditions(facts: Facts) -> Iterator[Line]:
    case = facts.case
    for condition in case.conditions:
        yield _line(case, condition, found(facts, condition))
    asked = {condition.measure for condition in case.conditions}
    if case.medium == "broadcasts" and SESSIONS not in asked and _asks_of_broadcasts(case):
        there = sessions(facts, "不低于", Decimal(1))
        lengths = (c.points for c in case.conditions if c.measure == LENGTH)
        points = tuple(case.open_points(name for names in lengths for name in names))
        yield Line(SESSIONS, there.words, "至少1场（通知没写几场）", there.met, points=points)


def _asks_of_broadcasts(case: Case) -> bool:
    """Whether any condition of this event is about broadcasts."""
    return any(c.measure in broadcasts.TESTS for c in case.conditions)


def _line(case: Case, condition: Condition, there: Found) -> Line:
    points = tuple(case.open_points(condition.points))
    if condition.measure == VIDEOS and (duty := works.due_of(case)) is not None:
        points = (*points, *case.open_points(duty.points))
    return Line(
        condition.measure,
        there.words,
        wanted(condition),
        there.met,
        there.applies,
        condition.source,
        condition.line,
        tuple(dict.fromkeys(points)),
        condition.alternative,
    )


def _conduct(case: Case) -> Iterator[Line]:
    """Sanctions that take the right to win away, complaints nobody has settled."""
    sanctions = case.work.rows(SANCTIONS)
    for row in sanctions:
        sure, here = case.entrants.surely(SANCTIONS, row, case.key), case.here(row)
        if sure is False or here is False:
            continue
        paper = row["document"] or "没有写依据文件"
        if row["kind"] == WITHDRAWN:
            certain = bool(sure and here)
            words = f"{WITHDRAWN}（{paper}）" + ("" if certain else "，分不清说的是谁或哪个活动")
            yield Line(SANCTIONS, words, "没有取消资格", False if certain else None)
        elif sanctions.unreadable(row, "kind"):
            yield Line(SANCTIONS, f"处罚类别看不清（{paper}）", "没有取消资格", None)
    for row in case.work.rows(COMPLAINTS):
        sure = case.entrants.surely(COMPLAINTS, row, case.key)
        if sure is not False and not row["result"] and case.here(row) is not False:
            yield Line(COMPLAINTS, f"{row['day'] or ''}收到，没有处理结果", "已办结", None)
