"""排名: the standings of an event as rows, the best first; scores and ranks are live formulas while it is a draft.

A draft follows 销售额核对; in a final table the scores are what the prizes were given for and stay (a later export is held
against them, `ledger.awarded`). Ranks follow the scores in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from schemas.contest import Scope
from workbook.awards.allocation import Result, Standing
from workbook.awards.explain import numbers, why
from workbook.awards.figures import ORDERS
from workbook.awards.rows import Live, Written, mine
from workbook.awards.terms import SALES
from workbook.ledger.sheet import SALES as SALES_SHEET
from workbook.ledger.summary import down_to, literal
from workbook.merge.tables import OwnTable

RANKS: Final = "排名"
_LOOKED_UP: Final[Mapping[str, str]] = {SALES: "counted", ORDERS: "orders"}
"""Metrics that are columns of 销售额核对."""
_LAST: Final = 1000
"""Rank formulas look down to this row: they stay what they are while events are added, and may be sorted."""
_MOST_ROWS: Final = 500
"""With more rows ranks and scores are values: formulas would look at more than two million cells, and an old PC would
freeze."""


def rank_rows(
    results: Sequence[Result], table: OwnTable, sales: OwnTable, final: bool, rows: int
) -> Iterator[Written]:
    """The rows of one event. table: 排名, sales: 销售额核对 (for the formulas); rows: how many 排名 will have in all."""
    jury, formulas = _jury(table), _Formulas(table, sales, rows, final)
    for result in results:
        for standing in result.standings:
            yield _row(standing, result, jury, formulas)


def rows_after(table: OwnTable, results: Mapping[Scope, Sequence[Result]]) -> int:
    """How many rows 排名 will have once these events are written: theirs take the place of those they had."""
    more = 0
    for scope, tables in results.items():
        more += max(0, sum(len(result.standings) for result in tables) - len(mine(table, scope)))
    return table.last - table.header + more


def _jury(table: OwnTable) -> dict[tuple[str, str, str, str], float | str]:
    """What judges typed, by event, group and entrant."""
    found: dict[tuple[str, str, str, str], float | str] = {}
    for row in table.rows():
        value = table.value(row, "jury")
        if isinstance(value, float | str):
            phase, event, group, key = (table.text(row, name) for name in ("phase", "event", "group", "key"))
            found[phase, event, group, key.upper()] = value
    return found


def _row(
    standing: Standing,
    result: Result,
    jury: Mapping[tuple[str, str, str, str], float | str],
    formulas: _Formulas,
) -> Written:
    scope, group = result.table.scope, result.table.group
    one, metric = standing.contender, result.table.terms.metric
    score = None if standing.scored.value is None else float(standing.scored.value)
    ties = "；".join(filter(None, (standing.how, f"与{numbers(standing.tied)}并列" if standing.tied else "")))
    live: dict[str, Live] = {}
    if score is not None and standing.rank is not None:
        if formulas.looked_up and metric in _LOOKED_UP and standing.fate != "gone":
            live["score"] = Live(formulas.score(result, _LOOKED_UP[metric]), score)
        if formulas.few:
            live["rank"] = Live(formulas.rank(result, _behind(standing, result)), float(standing.rank))
    return Written(
        {
            "phase": scope.phase or None,
            "event": scope.event,
            "group": group or None,
            "rank": None if standing.rank is None else float(standing.rank),
            "key": one.key,
            "name": one.name,
            "metric": metric,
            "score": score,
            "ties": ties or None,
            "jury": jury.get((*scope, group, one.key)),
            "tier": standing.given.tier if standing.given and standing.fate == "won" else None,
            "why": why(standing, result),
        },
        live,
    )


def _behind(standing: Standing, result: Result) -> int:
    """Entrants of the same score who stand before it by another comparison."""
    value = standing.scored.value
    return 0 if value is None or standing.rank is None else standing.rank - result.first_ranks[value]


class _Formulas:
    """The formulas of 排名. few: there are few enough rows for them; looked_up: for scores, too."""

    def __init__(self, table: OwnTable, sales: OwnTable, rows: int, final: bool) -> None:
        self.table, self.sales, self.down = table, sales, down_to(sales.last)
        self.few = rows <= _MOST_ROWS
        self.looked_up = not final and self.few and self.down <= _LAST

    def score(self, result: Result, column: str) -> str:
        """What 销售额核对 has of the entrant of the row in this event."""
        amounts, keys, phases, events = (
            f"'{SALES_SHEET}'!{self._column(self.sales, name, self.down)}"
            for name in (column, "key", "phase", "event")
        )
        phase, event = (f'"={literal(text)}"' for text in result.table.scope)
        return f"=SUMIFS({amounts},{keys},${self.table.letter('key')}#,{phases},{phase},{events},{event})"

    def rank(self, result: Result, behind: int) -> str:
        """How many of the same table have a higher score, and one; and those set before it by the chain, while they are
        equal."""
        higher = self._count(result, ">")
        if not behind:
            return f"={higher}+1"
        return f"={higher}+1+IF({self._count(result, '>=')}-{higher}>1,{behind},0)"

    def _count(self, result: Result, relation: str) -> str:
        scope, group = result.table.scope, result.table.group
        named = {"phase": scope.phase, "event": scope.event, "group": group}
        pairs = [
            f'{self._column(self.table, name, _LAST)},"={literal(text)}"' for name, text in named.items()
        ]
        score = f'{self._column(self.table, "score", _LAST)},"{relation}"&${self.table.letter("score")}#'
        return f"COUNTIFS({','.join([*pairs, score])})"

    @staticmethod
    def _column(table: OwnTable, name: str, last: int) -> str:
        letter = table.letter(name)
        return f"${letter}${table.header + 1}:${letter}${last}"
