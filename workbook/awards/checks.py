"""Whether what an allocation rests on may be relied on: conclusions, decisions and figures as they stand now.

An error here holds up a final table, and only that of its event. A draft is made all the same, with the same findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from schemas.contest import Event, Scope
from workbook.awards.allocation import Result, Standing, Table, allocated
from workbook.awards.contenders import Contender
from workbook.awards.figures import NO_ROW, ORDERS, Figures
from workbook.awards.prizes import moved_by
from workbook.awards.scores import Scored, deducted, scores
from workbook.awards.sources import EventTables, Sources, cancelled
from workbook.awards.terms import ABOVE_NOTHING, BY_RANK, BY_WEIGHT, LEAST, SALES, SCORED
from workbook.card.versions import mark
from workbook.eligibility import decisions, sheet
from workbook.eligibility.judge import judge
from workbook.eligibility.persons import SANCTIONS, several_behind_one
from workbook.ledger import sheet as ledger
from workbook.merge.tables import OwnTable
from workbook.model import Finding, Place
from workbook.proof import proof

ELIGIBLE, RECONCILE = "资格审核", "核对销售额"
"""The buttons that make conclusions and figures anew."""


def about_basis(sources: Sources, found: EventTables, results: Iterable[Result]) -> Iterator[Finding]:
    """All of it for one event."""
    scope = found.event.scope
    yield from _conclusions(sources, found.event)
    yield from _decisions(sources, scope)
    if any(_OF_SALES.intersection((*_ranking(t), *t.terms.chain)) for t in found.tables):
        yield from _sales(sources, found)
    for one in found.astray:
        context = {
            "group": one.group or "空白",
            "groups": "、".join(filter(None, sources.groups(scope))) or "不分组",
        }
        typed = "as_group" if sources.eligibility.text(one.row, "as_group") else "group"
        yield _at(sources.eligibility, one, typed, "AWARD_GROUP", context)
    results = list(results)
    yield from _pending(sources, found, results)
    for result in results:
        yield from _unsettled(sources, result)
        yield from _points_unused(sources, result)
        yield from _lost(sources, result)
    yield from _no_scores(sources, found)
    yield from _one_person(sources, results)


def _at(table: OwnTable, one: Contender, name: str, code: str, context: Mapping[str, str]) -> Finding:
    value = table.text(one.row, name) or None
    return Finding(code, table.at(one.row, name), (one.name,), name, value, None, context)


# ---- Conclusions


def _conclusions(sources: Sources, event: Event) -> Iterator[Finding]:
    """资格审核 of an event that a person changed, that rests on older rules, or on work that has changed since."""
    table, scope = sources.eligibility, event.scope
    rows = [row for row in table.rows() if table.scope(row) == scope and table.text(row, "key")]
    if typed := [row for row in rows if sheet.edited(table, row)]:
        yield _stale(table, typed, "result", "资格审核里程序写的内容被人改过，", ELIGIBLE)
    yield from _doubled(table, rows, "RESULT_TWICE", ("key", "group"))
    for row in rows:
        if table.text(row, "decided") and (since := table.text(row, "changed")):
            context = {"changed": since}
            who = (table.text(row, "name"),)
            yield Finding("AWARD_DECIDED_BEFORE", table.at(row, "decided"), who, "decided", context=context)
    now = mark(sources.work.sheets.tables, scope, sheet.SHEET)
    older = [row for row in rows if proof(table.text(row, "rules")).mark != now]
    if older:
        yield _stale(table, older, "result", "规则变了，", ELIGIBLE)
        return
    verdicts = {(v.key, v.group): v.result for v in judge(sources.work, [event], sources.as_of).verdicts}
    there = {
        (table.text(row, "key").upper(), table.text(row, "group")): table.text(row, "result") for row in rows
    }
    gone = {named for named, result in there.items() if result == sheet.GONE and named not in verdicts}
    other = [
        row
        for row in rows
        if (named := (table.text(row, "key").upper(), table.text(row, "group"))) not in gone
        and verdicts.get(named) != there[named]
    ]
    if other:
        yield _stale(table, other, "result", "报名或过程表变了，", ELIGIBLE)
    elif lacking := verdicts.keys() - there.keys():
        context = {"what": "报名或过程表变了，", "count": str(len(lacking)), "button": ELIGIBLE}
        yield Finding("AWARD_STALE", Place(table.source, table.sheet.name), context=context)


def _doubled(table: OwnTable, rows: list[int], code: str, names: tuple[str, ...]) -> Iterator[Finding]:
    """Rows that stand there twice: which of them counts must not depend on their order."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        named = tuple(table.text(row, name).upper() for name in names)
        if first.setdefault(named, row) != row:
            context = {"first": str(first[named])}
            yield Finding(code, table.at(row, "key"), (table.text(row, "name"),), "key", context=context)


def _stale(table: OwnTable, rows: list[int], name: str, what: str, button: str) -> Finding:
    context = {"what": what, "count": str(len(rows)), "button": button}
    return Finding(
        "AWARD_STALE", table.at(rows[0], name), (table.text(rows[0], "name"),), name, context=context
    )


def _decisions(sources: Sources, scope: Scope) -> Iterator[Finding]:
    """What people decided beside a conclusion since it was last judged: whether it can be read and has its papers."""
    fresh = replace(sources.eligibility, findings=[])
    names = {one.name for one in sources.card.groups if one.scope == scope}
    decisions.read(fresh, {scope: sorted(names)})
    for row in fresh.rows():
        if fresh.scope(row) == scope and any(decisions.taken(fresh, row)):
            cells = {"result": fresh.text(row, "result"), "group": fresh.text(row, "group")}
            decisions.papers(fresh, row, cells)
    yield from fresh.findings


# ---- Figures


_OF_SALES: Final = frozenset((SALES, ORDERS))
"""Measures that are columns of 销售额核对."""


def _ranking(table: Table) -> tuple[str, ...]:
    """What an award table is ranked by: its metric, or the measures whose points are added up."""
    metric = table.terms.metric
    return tuple(rule.measure for rule in table.rules) if metric in (BY_WEIGHT, BY_RANK) else (metric,)


def _sales(sources: Sources, found: EventTables) -> Iterator[Finding]:
    """销售额核对 of an event that a person changed, that rests on older rules, or that lacks somebody who competes."""
    table, scope = sources.sales, found.event.scope
    rows = [row for row in table.rows() if table.scope(row) == scope and table.text(row, "key")]
    if typed := [row for row in rows if ledger.edited(table, row)]:
        yield _stale(table, typed, "counted", "销售额核对里程序写的数被人改过，", RECONCILE)
    yield from _doubled(table, rows, "SALES_TWICE", ("key",))
    now = mark(sources.work.sheets.tables, scope, ledger.SALES)
    if older := [row for row in rows if proof(table.text(row, "rules")).mark != now]:
        yield _stale(table, older, "counted", "规则变了，", RECONCILE)
    ranked = [t for t in found.tables if _OF_SALES.intersection(_ranking(t))]
    people = [*(one for t in ranked for one in t.contenders), *(found.unsure if ranked else ())]
    if lacking := [one.row for one in people if (one.key, scope) not in sources.sold]:
        known = any(one == scope for _, one in sources.sold)
        what = "有人在核对以后才通过审核，" if known else "这个活动还没有核对销售额，"
        yield _stale(sources.eligibility, lacking, "result", what, RECONCILE)


def _pending(sources: Sources, found: EventTables, results: list[Result]) -> Iterator[Finding]:
    """Somebody of whom nobody decided whether he may win, and who would reach a prize."""
    for one, figures in found.unsure.items():
        for result in results:
            if one.group not in ("", result.table.group):
                continue
            scored, matters = _joining(result, one, figures)
            if matters:
                context = {"result": one.result, "why": one.why, "score": _shown(scored)}
                yield _at(sources.eligibility, one, "result", "AWARD_PENDING", context)
                break


def _joining(result: Result, one: Contender, figures: Figures) -> tuple[Scored, bool]:
    """The score somebody would have among those who are ranked, and whether that could move a prize.

    By points his figures change those of all others, so the table is given out with him in it.
    """
    table = result.table
    everybody = {**{c.key: table.figures[c.key] for c in table.contenders}, one.key: figures}
    scored = scores(table.terms, table.rules, everybody)[one.key]
    if table.terms.metric not in (BY_WEIGHT, BY_RANK) or scored.unsure:
        return scored, reaches(result, scored)
    won = {standing.contender.key: standing.elsewhere for standing in result.standings}
    twice = {standing.contender.key for standing in result.standings if standing.fate == "twice"}
    others = tuple(other for other in table.contenders if other.key not in twice)
    joined = replace(table, contenders=(*others, one), figures={**table.figures, one.key: figures})
    return scored, bool(moved_by([result], allocated([joined], won)).people)


def reaches(result: Result, scored: Scored) -> bool:
    """Whether a score, or what it may come to, is as good as that of the last who has a prize."""
    best = _best(scored)
    if best is None:
        return bool(scored.unsure)
    if result.line is None:
        return best > 0 or bool(scored.unsure) or result.table.terms.one(LEAST) != ABOVE_NOTHING
    return best >= result.line


def _best(scored: Scored) -> Decimal | None:
    """The most a score may come to; None where nobody can tell, or there is none."""
    if not scored.unsure:
        return scored.value
    known = [value for value in (scored.value, scored.most) if value is not None]
    return max(known) if scored.most is not None else None


def _shown(scored: Scored) -> str:
    return "不明" if scored.value is None else f"{scored.value:,f}"


def _unsettled(sources: Sources, result: Result) -> Iterator[Finding]:
    """Figures that are not settled, of those who have a prize or may reach one; and those who have none at all."""
    table = result.table
    if table.contenders and not result.ranked and not any(one.scored.unsure for one in result.standings):
        name = "·".join(filter(None, (table.scope.label, table.group)))
        first, metric = table.contenders[0], table.terms.metric
        if not _told_already(result, table.scored[first.key]):
            context = {"name": name, "count": str(len(table.contenders)), "metric": metric}
            yield _at(sources.eligibility, first, "result", "AWARD_UNRANKED", context)
        return
    for standing in result.standings:
        one, scored = standing.contender, standing.scored
        if scored.unsure and (standing.fate in ("won", "waiting") or reaches(result, scored)):
            context = {"metric": result.table.terms.metric, "why": scored.unsure}
            yield _at_figure(sources, standing, "AWARD_UNSETTLED", context)
        elif standing.fate == "unranked" and not scored.unsure and not _told_already(result, scored):
            context = {"metric": result.table.terms.metric, "why": scored.words}
            yield _at(sources.eligibility, one, "result", "AWARD_NO_FIGURE", context)


def _told_already(result: Result, scored: Scored) -> bool:
    """Whether it is one cause for many, told once: not reconciled since, no rows of 规则_评分."""
    return scored.words == NO_ROW or (result.table.terms.metric in (BY_WEIGHT, BY_RANK) and not scored.parts)


def _at_figure(sources: Sources, standing: Standing, code: str, context: Mapping[str, str]) -> Finding:
    """At the figure in 销售额核对 where sales rank, else at the conclusion."""
    one, table = standing.contender, sources.sales
    scope = sources.eligibility.scope(one.row)
    if context["metric"] == SALES:
        for row in table.rows():
            if table.text(row, "key").upper() == one.key and table.scope(row) == scope:
                return Finding(code, table.at(row, "counted"), (one.name,), "counted", context=context)
    return _at(sources.eligibility, one, "result", code, context)


def _points_unused(sources: Sources, result: Result) -> Iterator[Finding]:
    """扣分 of somebody who is not ranked by points."""
    if result.table.terms.metric in SCORED:
        return
    rows = sources.work.rows(SANCTIONS)
    for one in result.table.contenders:
        case = result.table.figures[one.key].case
        if deducted(case):
            row = next(
                r for r in rows if r["points"] is not None and case.entrants.surely(SANCTIONS, r, one.key)
            )
            yield rows.finding("AWARD_POINTS", row, "points", {"metric": result.table.terms.metric})


def _no_scores(sources: Sources, found: EventTables) -> Iterator[Finding]:
    """A metric in points without rows of 规则_评分."""
    table = sources.work.sheets.tables.get("rule_scores")
    for one in found.tables:
        if one.terms.metric in (BY_WEIGHT, BY_RANK) and not one.rules and table is not None:
            name = "·".join(filter(None, (one.scope.label, one.group)))
            context = {"metric": one.terms.metric, "name": name}
            place = table.at(0, "measure") if len(table) else Place(table.file, table.sheet, table.header)
            yield Finding("AWARD_NO_SCORES", place, context=context)
            return


def _lost(sources: Sources, result: Result) -> Iterator[Finding]:
    """Cancelled winners of a final table whose score then is no longer to be found: who would have had what is not known."""
    table = result.table
    known = {one.contender.key for one in table.gone}
    there = {one.key for one in table.contenders} | known
    for row, key in cancelled(sources, table.scope, table.group, there, table.terms):
        context = {"key": key}
        yield Finding("AWARD_LOST", sources.awards.at(row, "state"), (), "state", context=context, apart=key)


_SAME: Final = ("ENTRANT_SAME", "ENTRANT_MEMBER")


def _one_person(sources: Sources, results: list[Result]) -> Iterator[Finding]:
    """Two winners of one event who are one person: under two numbers, as a firm, or as a member of a team."""
    rows = {sources.entrants.rows.place(row, "key").cell: key for key, row in sources.entrants.by_key.items()}
    at_row = {cell.row: key for cell, key in rows.items() if cell}
    winners = {given.key for result in results for given in result.given}
    names = {one.key: one for result in results for one in result.table.contenders}
    for finding in several_behind_one(sources.entrants):
        pair = [at_row.get(place.cell.row, "") for place in (finding.at, *finding.related) if place.cell]
        if finding.code in _SAME and len(set(pair)) == 2 and winners.issuperset(pair):
            context = {"other": pair[1]}
            yield _at(sources.eligibility, names[pair[0]], "key", "AWARD_SAME", context)
