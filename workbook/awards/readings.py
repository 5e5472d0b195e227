"""What every open point of an event would move: the prizes under each of its answers, held against the draft.

Policies are answered in the terms. A point whose decision stands in a cell of the card (a threshold, a number of videos) is
decided in a copy of the card, and everybody is judged anew by it. What needs the ledgers (days, which time counts) is not
guessed: it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from schemas.contest import UNITS, Card, Condition, Event, Point, Scope
from schemas.format import CellContext
from schemas.kinds_rules import NUMBER
from schemas.policies import policy
from workbook.awards.allocation import Result, Table, Won, allocated
from workbook.awards.award_sheet import AWARDS
from workbook.awards.contenders import Contender, contenders, state_of
from workbook.awards.prizes import Moved, moved_by
from workbook.awards.season import Season
from workbook.awards.sources import EventTables, Sources, event_tables
from workbook.awards.terms import ACROSS, ASKED, decision, known
from workbook.card.read import CardSheets
from workbook.card.versions import RESULTS
from workbook.eligibility.figures import money_words
from workbook.eligibility.judge import judge
from workbook.eligibility.verdict import Verdict
from workbook.model import Finding

_JUDGED: Final = ("年龄计算日", "截止日当天")
"""Policies that eligibility asks for."""


@dataclass(frozen=True)
class Reading:
    """An open point of an event: what the draft takes for it, and what each other answer would move.

    moved   answer -> what it moves; unknown: other answers need the card changed, and eligibility or ledgers anew
    """

    point: Point
    taken: str
    moved: Mapping[str, Moved]
    unknown: bool = False


def open_points_of(card: Card, event: Event) -> list[Point]:
    """The points that hold up giving out an event: those that block a step up to it, in the order of the sheet."""
    return [
        p
        for p in card.points
        if p.open and p.concerns(event.scope) and RESULTS[AWARDS].intersection(p.blocks)
    ]


def readings(
    season: Season, found: EventTables, results: Sequence[Result], won: Mapping[str, Sequence[Won]]
) -> Iterator[Reading]:
    """Each open point of an event, and each decided in words nobody knows, in the order of 待确认事项."""
    sources = season.sources
    waiting = {*open_points_of(sources.card, found.event), *_unread(sources.card, found)}
    for point in [point for point in sources.card.points if point in waiting]:
        names = {choice.policy for choice in sources.card.choices if point.id in choice.points}
        asked = names.intersection(ASKED)
        if asked:
            yield _of_policy(season, found, point, asked.pop(), results, won)
        else:
            yield _of_card(sources, found, point, bool(names.intersection(_JUDGED)), results, won)


# ---- Policies


def _unread(card: Card, found: EventTables) -> Iterator[Point]:
    """Points that were decided in words the program does not know, so that a draft takes something else."""
    for table in found.tables:
        for name in table.terms.open:
            points = decision(card, name, table.scope, table.group).points
            yield from (p for p in card.points if p.id in points and not p.open)


def _of_policy(
    season: Season,
    found: EventTables,
    point: Point,
    name: str,
    results: Sequence[Result],
    won: Mapping[str, Sequence[Won]],
) -> Reading:
    """Every answer there is, in the tables that rest on this point."""
    scope, card = found.event.scope, season.sources.card
    mine = [table for table in found.tables if point.id in decision(card, name, scope, table.group).points]
    taken = "、".join(mine[0].terms.answers[name]) if mine else ""
    moved = {}
    for answer in _answers(point, name):
        if answer == taken:
            continue
        moved[answer] = moved_by(results, _answered(season, found, point, name, (answer,), won))
    return Reading(point, taken or "不比", moved)


def _answers(point: Point, name: str) -> Sequence[str]:
    """The options of the point where the program knows them, else those of the policy that fit."""
    spec = policy(name)
    own = [text for option in point.options if known(name, (text := option.split("：")[0].strip(),))]
    return own or (spec.choices if spec else ())


def _answered(
    season: Season,
    found: EventTables,
    point: Point,
    name: str,
    answers: tuple[str, ...],
    won: Mapping[str, Sequence[Won]],
) -> Sequence[Result]:
    """An event with another answer to a policy, in the tables that rest on this point."""
    if name == ACROSS:
        return season.under(found.event, answers[0])
    card, scope = season.sources.card, found.event.scope
    return allocated(
        [
            replace(table, terms=table.terms.instead(name, *answers))
            if point.id in decision(card, name, scope, table.group).points
            else table
            for table in found.tables
        ],
        won,
    )


def decided_by(season: Season, found: EventTables, point: Point, answer: str) -> Sequence[Result] | None:
    """An event if a point were decided so; None where that cannot be told without the ledgers."""
    card, event = season.sources.card, found.event
    won = season.won_before(event, {})
    names = {choice.policy for choice in card.choices if point.id in choice.points}
    for name in names.intersection(ASKED):
        spec = policy(name)
        answers = spec.answers(answer) if spec else ()
        if not answers or not known(name, answers):
            return None
        return _answered(season, found, point, name, answers, won)
    other = decided(card, point, answer, bool(names.intersection(_JUDGED)))
    return None if other is None else allocated(_judged_anew(season.sources, event, other), won)


# ---- Points of the card


def _of_card(
    sources: Sources,
    found: EventTables,
    point: Point,
    judged: bool,
    results: Sequence[Result],
    won: Mapping[str, Sequence[Won]],
) -> Reading:
    """The options of a point, each tried on a copy of the card; nothing to try where it has one, or asks the ledgers."""
    options = [option.split("：")[0].strip() for option in point.options]
    others = [option for option in options if option != point.likely] if point.likely else options
    tried = {
        option: card
        for option in others
        if (card := decided(sources.card, point, option, judged)) is not None
    }
    moved = {}
    for option, card in tried.items():
        tables = _judged_anew(sources, found.event, card)
        moved[option] = moved_by(results, allocated(tables, won))
    return Reading(point, point.likely, moved, unknown=bool(others) and not tried)


def decided(card: Card, point: Point, answer: str, judged: bool) -> Card | None:
    """The card as if a point had been decided; None where its answer is not a number of a condition or a known policy."""
    conditions = [_with_number(one, answer) if point.id in one.points else one for one in card.conditions]
    if point.column == "数值":
        if conditions == list(card.conditions):
            return None
    elif not judged:
        return None
    day = date.min  # somebody approved it on some day
    settled = replace(point, decided=answer, approver="甲", preparer="乙", day=day, document="-")
    points = tuple(settled if one.id == point.id else one for one in card.points)
    return replace(card, conditions=tuple(conditions), points=points)


def _with_number(condition: Condition, answer: str) -> Condition:
    value = NUMBER.parse(answer, CellContext()).value
    if condition.number is None or not isinstance(value, float):
        return condition
    factor = UNITS[condition.unit].factor if condition.unit in UNITS else 1
    return replace(condition, number=Decimal(repr(value)).normalize() * factor)


def _judged_anew(sources: Sources, event: Event, card: Card) -> tuple[Table, ...]:
    """The award tables of an event under another card; what people decided beside a conclusion holds."""
    other = sources.with_card(card)
    verdicts = judge(other.work, [event], sources.as_of).verdicts
    now = {
        (one.key, one.group): one
        for one in contenders(sources.eligibility, event.scope, sources.groups(event.scope))
    }
    table = sources.eligibility
    decided_by_hand = {
        one.key for one in now.values() if table.text(one.row, "decided") or table.text(one.row, "as_group")
    }
    people = [one for one in now.values() if one.key in decided_by_hand]
    rows = {one.key: one.row for one in now.values()}
    people += [
        _contender(verdict, rows.get(verdict.key, 0))
        for verdict in verdicts
        if verdict.key not in decided_by_hand
    ]
    return event_tables(other, event, people).tables


def _contender(verdict: Verdict, row: int) -> Contender:
    return Contender(
        verdict.key, verdict.name, verdict.group, state_of(verdict.result), verdict.result, verdict.why, row
    )


# ---- In words


def in_words(reading: Reading) -> list[str]:
    """What each answer would move: 改为“有效订单数”：5人的奖变动，涉及21,000.00元; those that move nothing last."""
    moving = {answer: moved for answer, moved in reading.moved.items() if moved.people}
    parts = [f"改为“{answer}”：{_moved(moved)}" for answer, moved in moving.items()]
    if same := [answer for answer in reading.moved if answer not in moving]:
        parts.append(f"改为“{'”“'.join(same)}”：获奖不变")
    return parts


def _moved(moved: Moved) -> str:
    if not moved.ranked:
        return "没有这项数据，排不出名次"
    said = f"{moved.people}人的奖变动" + (f"，涉及{money_words(moved.fen)}" if moved.fen else "")
    if moved.waiting:
        return f"{said}，{moved.waiting}个名额并列待定"
    return (
        f"{said}，总额{'多' if moved.total > 0 else '少'}{money_words(abs(moved.total))}"
        if moved.total
        else said
    )


def moving(reading: Reading) -> bool:
    """Whether an answer would move a prize."""
    return any(moved.people for moved in reading.moved.values())


def reading_findings(sheets: CardSheets, scope: Scope, found: Iterable[Reading]) -> Iterator[Finding]:
    """At the decision of each point that would move a prize of the event; the others stand in `decisions`."""
    for reading in found:
        if moving(reading):
            point = reading.point
            taken = reading.taken or "通知字面"
            state = "还没定" if point.open else f"定的是“{point.answer}”，程序不认识"
            context = {
                "id": point.id,
                "state": state,
                "event": scope.label,
                "taken": taken,
                "moved": "；".join(in_words(reading)),
            }
            at = sheets.place(point, "decided")
            yield Finding(
                "READING_OPEN",
                at,
                (),
                "decided",
                None,
                None,
                context,
                rule=point.id,
                apart=f"{point.id}·{scope.label}",
            )
