"""奖金分配表: one row a seat, tier by tier; a draft says so in every row, and its amounts follow 规则_奖项.

A final amount is a value: what was awarded does not change with a rule. 奖金汇总 holds both against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from schemas.contest import Scope, Tier
from workbook.awards.allocation import Result
from workbook.awards.explain import numbers
from workbook.awards.rows import FINAL_STAMP, Live, Written
from workbook.awards.seats import Given, Seat, Waiting
from workbook.awards.sources import DRAFT, FINAL, VACANT, VACANT_DRAFT, WAITING
from workbook.card.read import CardSheets
from workbook.edits import Scalar
from workbook.ledger.sheet import yuan
from workbook.ledger.summary import literal
from workbook.model import column_letters

AWARDS: Final = "奖金分配表"
NOT_PAID: Final = "未定稿，不作发放依据"


def award_rows(
    results: Sequence[Result], sheets: CardSheets, final: bool, before: Mapping[str, str] | None = None
) -> Iterator[Written]:
    """The rows of one event. before: of an event that is made final anew, what is remarked of those whose prize moves."""
    amounts = Amounts(sheets)
    for result in results:
        for written in _of_table(result, amounts, final):
            moved = (before or {}).get(str(written.cells.get("key") or ""), "")
            remark = "；".join(filter(None, (str(written.cells.get("remark") or ""), moved)))
            yield written._replace(cells={**written.cells, "remark": remark or None})


def _of_table(result: Result, amounts: Amounts, final: bool) -> Iterator[Written]:
    names = {one.contender.key: one.contender.name for one in result.standings}
    order = {tier.name: number for number, tier in enumerate(result.table.tiers)}
    tiers = {tier.name: tier for tier in result.table.tiers}
    rows: list[tuple[tuple[int, int, int], Written]] = []
    for number, given in enumerate(result.given):
        tier, place = tiers[given.tier], _number(given, result.given)
        live: dict[str, Live] = {}
        if not final and given.fen == tier.amount:
            live["amount"] = Live(amounts.formula(tier), yuan(given.fen))
        cells = {
            **_seat(result, given.tier, place),
            "rank": float(given.rank),
            "key": given.key,
            "name": names[given.key],
            "amount": yuan(given.fen),
            "state": FINAL if final else DRAFT,
            "remark": given.note or None,
        }
        rows.append(
            ((order[given.tier], place, number), Written(cells, live, (FINAL_STAMP,) if final else ()))
        )
    for seat, state, remark, key in _left(result, VACANT if final else VACANT_DRAFT):
        cells = {**_seat(result, seat.tier, seat.number), "state": state, "remark": remark}
        kept = (FINAL_STAMP, key) if final else ()
        rows.append(((order[seat.tier], seat.number, len(rows)), Written(cells, {}, kept)))
    yield from (written for _, written in sorted(rows, key=lambda row: row[0]))


def _number(given: Given, all_given: Sequence[Given]) -> int:
    """Its seat in the tier it is given; one that took a seat of the next tier stands behind the others."""
    if given.tier == given.seat.tier:
        return given.seat.number
    before = [one for one in all_given if one.tier == given.tier and one.seat.tier == given.tier]
    taken = [one for one in all_given if one.tier == given.tier and one.seat.tier != given.tier]
    return max((one.seat.number for one in before), default=0) + taken.index(given) + 1


def _left(result: Result, vacant: str) -> Iterator[tuple[Seat, str, str, str]]:
    """Seats nobody has, their state, why, and whose prize it was."""
    nobody = bool(result.standings) and not result.ranked
    for seat in result.vacant:
        yield seat, vacant, "没有可以排名的数字" if nobody else "够条件的人少于名额", ""
    for tie in result.waiting:
        for seat in tie.seats:
            yield seat, WAITING, tied(tie), ""
    for lost in result.lost:
        yield lost.seat, vacant, f"{lost.key}取消获奖，名额空缺", lost.key


def tied(tie: Waiting) -> str:
    """A tie in words: 第3名K0003、K0007并列，等评审决定."""
    return f"第{tie.rank}名{numbers(tie.members)}并列，还没定谁得"


def _seat(result: Result, tier: str, number: int) -> dict[str, Scalar]:
    scope = result.table.scope
    return {
        "phase": scope.phase or None,
        "event": scope.event,
        "group": result.table.group or None,
        "tier": tier,
        "seat": float(number),
    }


class Amounts:
    """Formulas that look a column up on 规则_奖项."""

    def __init__(self, sheets: CardSheets) -> None:
        table = sheets.tables["rule_tiers"]
        self.sheet = table.sheet
        cells = {
            name: table.at(0, name).cell
            for name in ("phase", "event", "group", "tier", "amount", "places", "subtotal")
        }
        self.letters = {name: column_letters(cell.col) for name, cell in cells.items() if cell}
        rows = [cell.row for at in range(len(table)) if (cell := table.at(at, "tier").cell)]
        self.first, self.last = min(rows), max(rows) + _SPARE

    def formula(self, tier: Tier, column: str = "amount") -> str:
        """A column of the row of a tier."""
        return self.look_up(column, tier.scope, group=tier.group, tier=tier.name)

    def look_up(self, column: str, scope: Scope, **more: str) -> str:
        """The sum of a column over the rows of an event, or of one of its groups and tiers."""
        named: Mapping[str, str] = {"phase": scope.phase, "event": scope.event, **more}
        pairs = [f'{self._range(name)},"={literal(text)}"' for name, text in named.items()]
        return f"=SUMIFS({self._range(column)},{','.join(pairs)})"

    def _range(self, name: str) -> str:
        letter = self.letters[name]
        return f"'{self.sheet}'!${letter}${self.first}:${letter}${self.last}"


_SPARE: Final = 200
"""Rows below the last tier that are looked at, for tiers added later."""
