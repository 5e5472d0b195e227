"""explain: why somebody has a prize in an event or none, and which prizes would move if something were otherwise.

Nothing is written. The words are those of 排名, from the same standings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from schemas.contest import Event
from workbook.awards.allocation import Result, Table, allocated
from workbook.awards.contenders import contenders
from workbook.awards.explain import why
from workbook.awards.figures import shown
from workbook.awards.prizes import prizes_moved
from workbook.awards.readings import decided_by
from workbook.awards.season import Season
from workbook.awards.sources import EventTables, Sources
from workbook.content import folded
from workbook.eligibility.work import ENTRANTS
from workbook.host import Refused
from workbook.model import Book, Finding, Place
from workbook.report import FileResult
from xladdin.allocating import judged_events, sources_of
from xladdin.contests import card_of
from xladdin.desk import Desk
from xladdin.judging import events_asked


class Asked(NamedTuple):
    """What is asked: of whom, in which event, and what to try: without him, with so much less, with a point decided so."""

    who: str
    event: str | None = None
    without: bool = False
    less: str | None = None
    reading: str | None = None


def explain(desk: Desk, asked: Asked, as_of: date) -> FileResult:
    """What is to be said of somebody, event by event. Raises Refused."""
    book = desk.read()
    sheets = card_of(book)
    season = Season(sources_of(book, sheets, as_of))
    events, _ = judged_events(season, events_asked(book, sheets, asked.event), False)
    key = _key(season.sources, asked.who)
    found = [finding for event in events for finding in _of_event(book, season, event, key, asked)]
    if not found:
        raise Refused("WHO_NOT_THERE", key)
    return FileResult(desk.name, tuple(found))


def _key(sources: Sources, who: str) -> str:
    """The number of whom a person names. Raises Refused: WHO_UNKNOWN, WHO_SEVERAL."""
    rows = sources.work.rows(ENTRANTS)
    if who.strip().upper() in sources.entrants.by_key:
        return who.strip().upper()
    found = [str(row["key"]).upper() for row in rows if row["key"] and folded(row["name"]) == folded(who)]
    if not found:
        raise Refused("WHO_UNKNOWN", who)
    if len(found) > 1:
        raise Refused("WHO_SEVERAL", f"{who}（{'、'.join(found)}）")
    return found[0]


def _of_event(book: Book, season: Season, event: Event, key: str, asked: Asked) -> Iterator[Finding]:
    """Why, and what would move."""
    sources, found = season.sources, season.tables(event)
    won = season.won_before(event, {})
    results = allocated(found.tables, won)
    mine = [(result, one) for result in results for one in result.standings if one.contender.key == key]
    table = sources.eligibility
    for result, one in mine:
        place = (
            table.at(one.contender.row, "key") if one.contender.row else Place(book.source, table.sheet.name)
        )
        state = "定稿" if event.scope in sources.final else "试算"
        name = "·".join(filter(None, (event.scope.label, result.table.group))) + f"（{state}）"
        said = why(one, result)
        context = {
            "name": name,
            "why": said,
            "open": _when_final(sources, result, key, said) or _assumed(result),
        }
        yield Finding("AWARD_WHY", place, (one.contender.name,), "key", context=context, apart=name)
    yield from _others(sources, found, key)
    for what, after in _tried(season, found, results, key, asked):
        moved = prizes_moved(results, after) or ["获奖都不变"]
        for said in moved:
            context = {"name": event.scope.label, "what": what, "moved": said}
            place = Place(book.source, table.sheet.name)
            yield Finding("AWARD_IF", place, context=context, apart=f"{what}{said}")


def _when_final(sources: Sources, result: Result, key: str, now: str) -> str:
    """What was said when the prizes became final, where that is something else."""
    table, ranks = result.table, sources.ranks
    if table.scope not in sources.final:
        return ""
    for row in ranks.rows():
        mine = ranks.scope(row) == table.scope and ranks.text(row, "key").upper() == key
        if mine and ranks.text(row, "group") == table.group and (then := ranks.text(row, "why")) != now:
            return f"（现在的数据是这样；定稿时是：{then}）"
    return ""


def _assumed(result: Result) -> str:
    """That it is a draft, and what it takes meanwhile."""
    terms = result.table.terms
    taken = [f"{name}暂按{'、'.join(terms.answers[name]) or '不比'}" for name in terms.open]
    return f"（还没定：{'，'.join(taken)}）" if taken else ""


def _others(sources: Sources, found: EventTables, key: str) -> Iterator[Finding]:
    """Somebody who does not compete: the conclusion and its reason."""
    scope, table = found.event.scope, sources.eligibility
    competing = {(one.key, one.group) for t in found.tables for one in t.contenders}
    competing |= {(one.contender.key, t.group) for t in found.tables for one in t.gone}
    for one in contenders(table, scope, sources.groups(scope)):
        if one.key == key and (one.key, one.group) not in competing:
            reason = f"{one.result}，不参加排名：{one.why}" if one.why else f"{one.result}，不参加排名"
            context = {"name": "·".join(filter(None, (scope.label, one.group))), "why": reason, "open": ""}
            yield Finding(
                "AWARD_WHY",
                table.at(one.row, "key"),
                (one.name,),
                "key",
                context=context,
                apart=context["name"],
            )


# ---- What if


def _tried(
    season: Season, found: EventTables, results: Sequence[Result], key: str, asked: Asked
) -> Iterator[tuple[str, Sequence[Result]]]:
    """What is tried, in words, and what would come of it. Raises Refused for what cannot be tried."""
    won = season.won_before(found.event, {})
    mine = next((t for t in found.tables if any(one.key == key for one in t.contenders)), None)
    amount = None if asked.less is None else _amount(asked.less)
    if mine is None and (asked.without or amount is not None):
        entered = any(one.key == key for one in found.unsure)
        if entered:
            yield f"没有{key}（还没定能不能得奖，不参加排名）", results
    elif mine is not None and asked.without:
        yield f"没有{key}", allocated([_without(table, key) for table in found.tables], won)
    if mine is not None and amount is not None:
        less = [replace(table, less={key: amount}) for table in found.tables]
        yield f"{key}少{shown(mine.terms.metric, amount)}", allocated(less, won)
    if asked.reading is not None:
        yield from _decided_so(season, found, asked.reading)


def _decided_so(season: Season, found: EventTables, reading: str) -> Iterator[tuple[str, Sequence[Result]]]:
    """A point decided another way: T03=平分奖金."""
    name, _, answer = (part.strip() for part in reading.partition("="))
    point = season.sources.card.point(name)
    if point is None or not answer:
        raise Refused("POINT_NONE", reading)
    if point.concerns(found.event.scope):
        results = decided_by(season, found, point, answer)
        if results is None:
            raise Refused("POINT_UNTRIED", f"{point.id}={answer}")
        yield f"{point.id}定为“{answer}”", results


def _without(table: Table, key: str) -> Table:
    return replace(table, contenders=tuple(one for one in table.contenders if one.key != key))


def _amount(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").removesuffix("元"))
    except InvalidOperation as problem:
        raise Refused("LESS_UNREAD", text) from problem
    if not value.is_finite() or value <= 0:
        raise Refused("LESS_UNREAD", text)
    return value
