"""Open points and decisions: who decided what, on what paper, and whether the card says the same.

A typed name is the registered approver; the signed paper is the approval. The preparer never approves himself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from schemas.columns import DAY
from schemas.contest import STEPS, Card, Choice, Point, Rule
from schemas.format import CellContext
from schemas.kinds_money import yuan_text
from schemas.kinds_rules import NUMBER, number_text
from schemas.policies import policy
from workbook.card import words
from workbook.card.read import CardSheets
from workbook.card.stakes import stake_words
from workbook.model import Finding, Place


def decisions_complete(sheets: CardSheets) -> Iterator[Finding]:
    """A decision has an approver, a day, a document and a preparer, and the two are different people."""
    for point in sheets.card.points:
        given = (
            ("approver", point.approver, "登记的批准人"),
            ("day", point.day, "批准日期"),
            ("document", point.document, "依据文件"),
            ("preparer", point.preparer, "经办人"),
        )
        if point.decided:
            for field, value, title in given:
                if not value and not sheets.unreadable(point, field):
                    yield sheets.finding("DECISION_INCOMPLETE", point, field, id=point.id, title=title)
            if point.approver and point.approver == point.preparer:
                yield sheets.finding("DECISION_SELF", point, "approver", ((point, "preparer"),), id=point.id)
        elif any(value for field, value, _ in given if field != "preparer"):
            yield sheets.finding("DECISION_EMPTY", point, "decided", id=point.id)


def points_open(sheets: CardSheets) -> Iterator[Finding]:
    """What is still open, what it holds up, for which event, and how much money rests on it."""
    for point in sheets.card.points:
        unknown = [step for step in point.blocks if step not in STEPS]
        if unknown:
            yield sheets.finding(
                "STEP_UNKNOWN", point, "blocks", step=words.listed(unknown), choices=words.listed(STEPS)
            )
        if point.open and not point.decided:
            code = "POINT_OPEN" if point.blocks else "POINT_NOTED"
            yield sheets.finding(
                code,
                point,
                "decided",
                id=point.id,
                question=words.short(point.question),
                blocks=words.listed(point.blocks),
                name=words.listed(point.applies) or "全部活动",
                stake=stake_words(sheets.card, point),
            )


def points_known(sheets: CardSheets) -> Iterator[Finding]:
    """Every number in a column 待确认 is a point of 待确认事项."""
    known = {point.id for point in sheets.card.points}
    for rule in _rules(sheets.card):
        for name in rule.points:
            if name not in known:
                yield sheets.finding("POINT_UNKNOWN", rule, "points", id=name)


def _rules(card: Card) -> list[Rule]:
    return [
        *card.events, *card.groups, *card.conditions, *card.tiers, *card.duties, *card.scores, *card.choices
    ]  # fmt: skip


def points_apply(sheets: CardSheets) -> Iterator[Finding]:
    """适用活动 names events or phases of the card."""
    labels = {part for event in sheets.card.events for part in (event.scope.label, event.scope.phase) if part}
    for point in sheets.card.points:
        for name in point.applies:
            if name not in labels:
                yield sheets.finding("RULE_UNKNOWN", point, "applies", what="活动", where="规则_活动")


def columns_known(sheets: CardSheets) -> Iterator[Finding]:
    """对应列 names columns of the rules that rest on the point; else nothing would ever be compared."""
    for point in sheets.card.points:
        resting = [rule for rule in _rules(sheets.card) if point.id in rule.points]
        titles = {column.title for rule in resting for column in sheets.table(rule).format.columns}
        for title in point.column.split("、") if point.column else ():
            if title not in titles:
                yield sheets.finding("POINT_COLUMN", point, "column", id=point.id, title=title)


def card_says_the_same(sheets: CardSheets) -> Iterator[Finding]:
    """What was decided about a figure or a day stands in the cells that rest on it."""
    for point in sheets.card.points:
        if not point.decided or not point.column:
            continue
        titles = point.column.split("、")
        answers = re.split("至|、", point.answer) if len(titles) > 1 else [point.answer]
        answers += [""] * (len(titles) - len(answers))
        for rule in _rules(sheets.card):
            if point.id in rule.points:
                for title, answer in zip(titles, answers, strict=False):
                    yield from _differs(sheets, point, rule, title, answer.strip())


def _differs(sheets: CardSheets, point: Point, rule: Rule, title: str, answer: str) -> Iterator[Finding]:
    column = next((c for c in sheets.table(rule).format.columns if c.title == title), None)
    if column is None or sheets.unreadable(rule, column.name):
        return
    there = _shown(sheets, rule, column.name)
    if not agree(there, answer):
        said = {"id": point.id, "decided": answer or point.decided, "there": there or "空白", "title": title}
        yield sheets.finding(
            "DECISION_DIFFERS", rule, column.name, ((point, "decided"),), answer or None, **said
        )


_UNIT: Final = re.compile("(分钟|小时|周岁|[元人场条篇岁次单分名个])$")
"""A decision may be written with its unit: 500元, 1万人."""


def agree(there: str, decided: str) -> bool:
    """Whether a cell and a decision say the same: as a number (1万 is 10000), as a day, else as text."""
    if not there:
        return False
    for kind in (NUMBER, DAY):
        a, b = (kind.parse(text, CellContext()) for text in (there, _UNIT.sub("", decided)))
        if a.value is not None and b.value is not None:
            return bool(a.value == b.value)
    return "".join(there.split()) == "".join(decided.split())


def _shown(sheets: CardSheets, rule: Rule, field: str) -> str:
    """A cell's value as a decision would write it: 2024-09-12, 10000."""
    value = sheets.table(rule).columns.get(field)
    found = value[rule.row] if value is not None else None
    if found is None:
        return ""
    if sheets.table(rule).format.column(field).kind.name == "money":
        return yuan_text(found)
    return number_text(found) if isinstance(found, float) else str(found)


def policies_decided(sheets: CardSheets) -> Iterator[Finding]:
    """A policy's decision is an answer the program understands, and 选定 shows it."""
    for choice in sheets.card.choices:
        known = policy(choice.policy)
        point = _point_of(sheets.card, choice)
        if known is None or point is None:
            continue
        answers = known.answers(point.answer)
        wrong = [answer for answer in answers if known.choices and answer not in known.choices]
        if wrong:
            yield sheets.finding(
                "DECISION_CHOICE",
                point,
                "decided",
                ((choice, "policy"),),
                name=choice.policy,
                choices=words.listed(known.choices),
                wrong=words.listed(wrong),
            )
        if choice.chosen != point.decided and not sheets.unreadable(choice, "chosen"):
            yield sheets.finding(
                "POLICY_TYPED",
                choice,
                "chosen",
                ((point, "decided"),),
                name=choice.policy,
                id=point.id,
                decided=point.decided or "空白",
            )


def _point_of(card: Card, choice: Choice) -> Point | None:
    return next((found for name in choice.points if (found := card.point(name))), None)


def about_points(sheets: CardSheets, points: Iterable[Point]) -> tuple[Finding, ...]:
    """What is to be said of some points, in their order: that they are open, or what their decisions lack."""
    said: dict[Place, list[Finding]] = {}
    for check in (points_open, decisions_complete, policies_decided):
        for finding in check(sheets):
            said.setdefault(_row(finding.at), []).append(finding)
    return tuple(f for point in points for f in said.get(_row(sheets.place(point, "id")), ()))


def _row(place: Place) -> Place:
    """The first cell of a place's row: one for all columns of a point."""
    return place._replace(cell=place.cell._replace(col=1) if place.cell else None)
