"""What is to be said of how an event was given out: ties nobody decided, money over, seats vacant, rows typed by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from schemas.contest import Scope
from workbook.awards import rows
from workbook.awards.allocation import Result
from workbook.awards.award_sheet import award_rows
from workbook.awards.explain import numbers
from workbook.awards.prizes import differences, named, on_sheet, prizes
from workbook.awards.rank_sheet import rank_rows, rows_after
from workbook.awards.rows import Written, final_rows
from workbook.awards.sources import WAITING, Sources
from workbook.awards.terms import AT_LINE, CANCELLED, JURY, SHARE, UNFILLED
from workbook.eligibility.figures import money_words
from workbook.merge.tables import OwnTable
from workbook.model import Finding

RowsOf = Mapping[tuple[str, str], int]
"""(group, entrant) -> its row on a sheet."""


def rows_of(written: Sequence[Written], at: Sequence[int]) -> dict[tuple[str, str], int]:
    """Where the entrants of an event stand; under "" the first seat of a group that nobody has."""
    found: dict[tuple[str, str], int] = {}
    for one, row in zip(written, at, strict=True):
        if one.cells.get("state") == WAITING:
            continue
        found.setdefault((str(one.cells.get("group") or ""), str(one.cells.get("key") or "")), row)
    return found


def about_results(
    results: Sequence[Result], ranks: OwnTable, awards: OwnTable, ranked: RowsOf, given: RowsOf
) -> Iterator[Finding]:
    """What came of the award tables of an event; ranked, given: rows of 排名 and 奖金分配表."""
    for result in results:
        yield from _ties(result, ranks, ranked)
        yield from _jury(result, ranks, ranked)
        yield from _shared(result, awards, given)
        yield from _sums(result, awards, given)


def _who(result: Result, key: str) -> tuple[str, ...]:
    return tuple(one.contender.name for one in result.standings if one.contender.key == key)


def _ties(result: Result, ranks: OwnTable, ranked: RowsOf) -> Iterator[Finding]:
    """A tie at a line that waits for a decision."""
    group = result.table.group
    for tie in result.waiting:
        names = "、".join(dict.fromkeys(seat.tier for seat in tie.seats))
        money = sum(seat.fen for seat in tie.seats)
        context = {
            "count": str(len(tie.members)), "keys": numbers(tie.members), "tiers": names, "seats": str(len(tie.seats)),
            "money": money_words(money), "how": result.table.terms.one(AT_LINE),
        }  # fmt: skip
        first = tie.members[0]
        at = ranks.at(ranked[group, first], "jury")
        yield Finding("AWARD_TIE", at, _who(result, first), "jury", None, None, context)


def _jury(result: Result, ranks: OwnTable, ranked: RowsOf) -> Iterator[Finding]:
    """What was typed as the judges' order and is none: no whole number, or one place for two of a tie."""
    table = result.table
    if table.terms.one(AT_LINE) != JURY:
        return
    typed = {
        ranks.text(row, "key").upper(): ranks.text(row, "jury")
        for row in ranks.rows()
        if ranks.scope(row) == table.scope and ranks.text(row, "group") == table.group
    }
    for tie in result.waiting:
        places = Counter(table.jury[key] for key in tie.members if key in table.jury)
        for key in tie.members:
            unread = bool(typed.get(key)) and key not in table.jury
            if unread or places[table.jury.get(key, 0)] > 1:
                context = {"keys": numbers(tie.members), "count": str(len(tie.members))}
                at = ranks.at(ranked[table.group, key], "jury")
                yield Finding("AWARD_JURY", at, _who(result, key), "jury", typed[key], None, context)


def _shared(result: Result, awards: OwnTable, given: RowsOf) -> Iterator[Finding]:
    """Money that equal entrants share."""
    said = set()
    for one in result.given:
        if one.note and result.table.terms.one(AT_LINE) == SHARE and one.rank not in said:
            said.add(one.rank)
            at = awards.at(given[result.table.group, one.key], "amount")
            yield Finding("AWARD_SHARED", at, _who(result, one.key), "amount", context={"note": one.note})


def _sums(result: Result, awards: OwnTable, given: RowsOf) -> Iterator[Finding]:
    """More money than the card has for the table, or seats that stay vacant."""
    group = result.table.group
    over = result.total - result.declared + sum(seat.fen for tie in result.waiting for seat in tie.seats)
    if over > 0:
        key = next((one.key for one in result.given if one.note), result.given[-1].key)
        context = {
            "total": money_words(result.total),
            "due": money_words(result.declared),
            "over": money_words(over),
        }
        at = awards.at(given[group, key], "amount")
        yield Finding("AWARD_OVER", at, _who(result, key), "amount", context=context)
    vacant = [
        *((seat.tier, seat.fen) for seat in result.vacant),
        *((one.tier, one.fen) for one in result.lost),
    ]
    if vacant:
        tiers = Counter(tier for tier, _ in vacant)
        told = "、".join(f"{tier}{count}个" for tier, count in tiers.items())
        money = money_words(sum(fen for _, fen in vacant))
        context = {"tiers": told, "money": money, "how": _why_vacant(result)}
        yield Finding("AWARD_VACANT", awards.at(given[group, ""], "tier"), (), "tier", context=context)


def _why_vacant(result: Result) -> str:
    """By which decisions seats stay vacant: 名额未满定的是空缺."""
    names = [*([UNFILLED] if result.vacant else []), *([CANCELLED] if result.lost else [])]
    terms = result.table.terms
    return "，".join(
        f"{name}{'还没定，暂按' if name in terms.open else '定的是'}{terms.one(name)}" for name in names
    )


_NAMED: Final = 12
"""So many changes are named one by one."""


def about_before(sources: Sources, results: Sequence[Result], scope: Scope, again: bool) -> Iterator[Finding]:
    """How the prizes of an event that was final differ from what is given out now. again: it becomes final anew."""
    table = sources.awards
    typed = {table.text(row, "key").upper() for row in rows.changed(table, scope)}
    if scope not in sources.final or (not again and (typed or any(_deleted(sources, results, scope)))):
        return  # what people did to the list is told at its cells, and comes first
    old, new = (
        {key: its for key, its in found.items() if key not in typed}
        for found in (on_sheet(table, scope), prizes(results))
    )
    if moved := differences(old, new):
        shown = "；".join(moved[:_NAMED]) + (f"；…共{len(moved)}人" if len(moved) > _NAMED else "")
        code = "AWARD_MOVED" if again else "AWARD_WOULD_MOVE"
        row = rows.mine(table, scope)[0]
        yield Finding(code, table.at(row, "state"), (), "state", context={"moved": shown}, apart=scope.label)


_BEFORE: Final = "上次定稿"


def remarks_of_moved(sources: Sources, results: Sequence[Result], scope: Scope) -> dict[str, str]:
    """Entrant -> what its prize was when the event was final before: 上次定稿三等奖1,000.00元; it stays in later runs."""
    table = sources.awards
    if scope not in sources.final:
        return {}
    kept = {
        table.text(row, "key").upper(): part
        for row in rows.mine(table, scope)
        for part in table.text(row, "remark").split("；")
        if part.startswith(_BEFORE)
    }
    old, new = on_sheet(table, scope), prizes(results)
    moved = {key: f"{_BEFORE}{named(old.get(key, ()))}" for key in new if old.get(key) != new[key]}
    return {**kept, **moved}


# ---- Rows by hand

_EDITED: Final = "AWARD_EDITED"


def about_hands(
    sources: Sources,
    results: Sequence[Result],
    scope: Scope,
    ranked: Sequence[Written],
    given: Sequence[Written],
) -> Iterator[Finding]:
    """What people made of the rows of an event: cells of ours changed, rows added."""
    yield from rows.edited(sources.ranks, scope, ranked, _EDITED)
    yield from rows.edited(sources.awards, scope, given, _EDITED)
    yield from _added(sources, scope)
    if scope in sources.final:
        yield from _deleted(sources, results, scope)


def about_final(sources: Sources, results: Sequence[Result], scope: Scope) -> Iterator[Finding]:
    """Of an event that is final and is not given out anew: cells changed by hand, rows added, prizes the card lost."""
    table = sources.awards
    ranked = list(rank_rows(results, sources.ranks, sources.sales, True, rows_after(sources.ranks, {})))
    yield from rows.edited(sources.ranks, scope, ranked, _EDITED)
    yield from rows.edited(table, scope, list(award_rows(results, sources.work.sheets, True)), _EDITED)
    yield from _added(sources, scope)
    yield from _deleted(sources, results, scope)
    known = [(tier.group, tier.name) for tier in sources.card.tiers if tier.scope == scope]
    for row in final_rows(table):
        named = table.text(row, "group"), table.text(row, "tier")
        if table.scope(row) == scope and named not in known:
            context = {"tiers": "、".join(name for group, name in known if group == named[0])}
            yield Finding(
                "AWARD_TIER",
                table.at(row, "tier"),
                (table.text(row, "name"),),
                "tier",
                named[1],
                None,
                context,
            )


def _deleted(sources: Sources, results: Sequence[Result], scope: Scope) -> Iterator[Finding]:
    """Fewer rows of a final table than the card has seats: each seat has a row, also one nobody took."""
    table = sources.awards
    there = [row for row in final_rows(table) if table.scope(row) == scope]
    for result in results:
        group = result.table.group
        mine = [row for row in there if table.text(row, "group") == group]
        places = sum(tier.places or 0 for tier in result.table.tiers)
        if there and len(mine) < places:
            context = {"count": str(len(mine)), "places": str(places)}
            at = table.at((mine or there)[0], "state")
            yield Finding("AWARD_ROWS", at, (), "state", context=context, apart=group)


def _added(sources: Sources, scope: Scope) -> Iterator[Finding]:
    """Rows somebody typed into 奖金分配表 and 排名: too many of a tier, or none of ours at all."""
    table = sources.awards
    places = {(tier.group, tier.name): tier.places or 0 for tier in sources.card.tiers if tier.scope == scope}
    count = Counter((table.text(row, "group"), table.text(row, "tier")) for row in rows.mine(table, scope))
    for row in rows.strangers(table, scope):
        named = table.text(row, "group"), table.text(row, "tier")
        count[named] += 1
        who = (table.text(row, "name"),)
        if count[named] > places.get(named, 0) > 0:
            context = {"count": str(count[named]), "places": str(places[named]), "tier": named[1]}
            yield Finding("TIER_COUNT", table.at(row, "tier"), who, "tier", named[1], None, context)
        else:
            yield Finding("AWARD_ADDED", table.at(row, "tier"), who, "tier", named[1] or None)
    for row in rows.strangers(sources.ranks, scope):
        who = (sources.ranks.text(row, "name"),)
        yield Finding(
            "AWARD_ADDED", sources.ranks.at(row, "key"), who, "key", sources.ranks.text(row, "key") or None
        )
