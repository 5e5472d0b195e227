"""销售额核对, 销售流水 and 对账汇总: what the ledgers come to, as rows with live formulas, and what they came to before.

Rows of other events are never touched. A figure changed by hand is told and made right; corrections go to the source or
to 处罚调整. What a later export takes away from somebody is told, with the prize that rests on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.edits import Scalar
from workbook.eligibility.figures import money_words
from workbook.ledger.claims import Claim, Explained
from workbook.merge.tables import OwnTable
from workbook.model import Finding
from workbook.proof import code, proof, stamp

SALES: Final = "销售额核对"
LEDGERS: Final = "销售流水"
SUMMARY: Final = "对账汇总"
AWARDS: Final = "奖金分配表"
ALL: Final = "全部活动"
IN_USE, REPLACED = "现用", "已替换"
SUM, LEDGER_SUM, GAP = "合计", "流水合计", "差额"
_LIVE: Final[Mapping[str, tuple[str, ...]]] = {
    SUM: ("lines", "paid", "refunds"),
    LEDGER_SUM: ("paid",),
    GAP: ("paid",),
}
"""Rows of 对账汇总 that are formulas, and in which columns."""
_PROVED: Final = ("orders", "gross", "refunds", "claimed", "grade")
_ROOM: Final = 500
"""Formulas of 对账汇总 look down to a multiple of so many rows."""


class Sold(NamedTuple):
    """What the ledger has of an entrant in an event: orders, fen paid and given back."""

    orders: int = 0
    gross: int = 0
    refunds: int = 0

    @property
    def net(self) -> int:
        """What stays, fen."""
        return self.gross - self.refunds


@dataclass(frozen=True)
class Sale:
    """One row of 销售额核对. counted: fen that rank, None where that is not settled; why: in words."""

    key: str
    name: str
    scope: Scope
    sold: Sold | None
    claim: Claim | None
    explained: Explained | None
    counted: int | None
    why: str


class Ledger(NamedTuple):
    """A file of orders: what stays in the workbook of it. total: fen of all readable lines; mark: hash of its bytes."""

    file: str
    platform: str
    rows: int
    total: int
    mark: str


class StateSum(NamedTuple):
    """What became of the lines that ended in one state. fen"""

    state: str
    meaning: str
    lines: int
    paid: int
    refunds: int


def write_sales(
    table: OwnTable,
    sales: Sequence[Sale],
    scopes: Collection[Scope],
    marks: Mapping[Scope, str],
    awarded: Collection[tuple[str, Scope]] = (),
) -> None:
    """Bring 销售额核对 up to date for these events. awarded: entrants who stand in 奖金分配表."""
    rows = {named: row for named, row in _named_rows(table, scopes)}
    for sale in sales:
        row = rows.pop((sale.key, sale.scope), None)
        if row is None:
            phase, event = sale.scope
            row = table.add({"key": sale.key, "phase": phase or None, "event": event, **_cells(sale, marks)})
        else:
            _compare(table, row, sale, (sale.key, sale.scope) in awarded)
            for name, value in _cells(sale, marks).items():
                table.write(row, name, value)
        _formulas(table, row, sale)
    for named, row in rows.items():
        gone = Sale(
            named[0], table.text(row, "name"), named[1], Sold(), None, None, None, "报名已撤回或已删除"
        )
        _compare(table, row, gone, named in awarded)
        for name, value in _cells(gone, marks).items():
            table.write(row, name, value)
        _formulas(table, row, gone)


def _named_rows(table: OwnTable, scopes: Collection[Scope]) -> Iterator[tuple[tuple[str, Scope], int]]:
    for row in table.rows():
        scope = Scope(table.text(row, "phase"), table.text(row, "event"))
        if scope in scopes and (key := table.text(row, "key").upper()):
            yield (key, scope), row


def _cells(sale: Sale, marks: Mapping[Scope, str]) -> dict[str, Scalar]:
    """What stands in a row beside its formulas."""
    sold, claim = sale.sold, sale.claim
    cells: dict[str, Scalar] = {
        "name": sale.name,
        "orders": None if sold is None else float(sold.orders),
        "gross": None if sold is None else _yuan(sold.gross),
        "refunds": None if sold is None else _yuan(sold.refunds),
        "claimed": None if claim is None else _yuan(claim.fen),
        "grade": None if claim is None else claim.grade or None,
        "why": sale.why or None,
    }
    if sale.counted is not None and _same_as(sale) is None:
        cells["counted"] = _yuan(sale.counted)
    return {**cells, "rules": stamp(marks[sale.scope], code(cells[name] for name in _PROVED))}


def _yuan(fen: int) -> float:
    """As a cell holds it; the nearest double of so many fen, which Excel shows and adds as that."""
    return fen / 100


def _formulas(table: OwnTable, row: int, sale: Sale) -> None:
    """净销售额, 差额 and 计入销售额 as formulas a finance officer can follow."""
    gross, refunds, net, claimed = (f"{table.letter(n)}{row}" for n in ("gross", "refunds", "net", "claimed"))
    sold, claim = sale.sold, sale.claim
    shown = None if sold is None else _yuan(sold.net)
    table.live(row, "net", f'=IF({gross}="","",ROUND({gross}-{refunds},2))', "" if shown is None else shown)
    gap = None if sold is None or claim is None else _yuan(claim.fen - sold.net)
    formula = f'=IF(OR({net}="",{claimed}=""),"",ROUND({claimed}-{net},2))'
    table.live(row, "gap", formula, "" if gap is None else gap)
    if (source := _same_as(sale)) is not None:
        table.live(row, "counted", f"={net if source == 'net' else claimed}", _yuan(sale.counted or 0))
    elif sale.counted is None:
        table.live(row, "counted", '=""', "")


def _same_as(sale: Sale) -> str | None:
    """The column whose figure counts as it is: the net of the ledger, else the claim."""
    if sale.counted is None:
        return None
    if sale.sold is not None and sale.counted == sale.sold.net:
        return "net"
    return "claimed" if sale.claim is not None and sale.counted == sale.claim.fen else None


def _compare(table: OwnTable, row: int, sale: Sale, awarded: bool) -> None:
    """What a person made of our figures, and what they were when the ledger was last imported."""
    there = [table.value(row, name) for name in _PROVED]
    plain = [value if isinstance(value, float | str) else None for value in there]
    known = proof(table.text(row, "rules"))
    edited = bool(known.row) and known.row != code(plain)
    if edited:
        table.findings.append(Finding("SALES_EDITED", table.at(row, "gross"), (sale.name,), "gross"))
    before, now = _fen(table, row, "gross", "refunds"), sale.sold.net if sale.sold else None
    if edited or before is None or before == now:
        return
    words = {"before": money_words(before), "after": money_words(now) if now is not None else "没有"}
    table.write(row, "changed", f"净额原{words['before']}，现{words['after']}")
    if now is None or now < before:
        found = "AWARD_BASIS" if awarded else "NET_FELL"
        table.findings.append(Finding(found, table.at(row, "net"), (sale.name,), "net", None, None, words))


def _fen(table: OwnTable, row: int, gross: str, refunds: str) -> int | None:
    values = [table.value(row, name) for name in (gross, refunds)]
    if not all(isinstance(value, float) for value in values):
        return None
    first, second = (round(value * 100) for value in values if isinstance(value, float))
    return first - second


def write_ledgers(table: OwnTable, ledgers: Sequence[Ledger], scope: str, grade: str, when: str) -> None:
    """Name the files in 销售流水; those of an earlier run over the same events are 已替换."""
    marks = {ledger.mark: ledger for ledger in ledgers}
    for row in table.rows():
        if table.text(row, "scope") != scope:
            continue
        ledger = marks.pop(table.text(row, "mark"), None)
        table.write(row, "state", IN_USE if ledger else REPLACED)
        if ledger is not None and table.text(row, "file") != ledger.file:
            table.write(row, "file", ledger.file)
    for ledger in marks.values():
        table.add(
            {
                "file": ledger.file, "scope": scope, "platform": ledger.platform or None, "rows": float(ledger.rows),
                "total": _yuan(ledger.total), "mark": ledger.mark, "grade": grade, "imported": when, "state": IN_USE,
            }
        )  # fmt: skip


def write_summary(
    table: OwnTable, sums: Sequence[StateSum], ledgers: OwnTable, scope: str, total: int
) -> None:
    """Write 对账汇总 of this scope: its rows are used again in order, what is left of them is emptied."""
    free = [row for row in table.rows() if table.text(row, "scope") == scope]
    last = _down_to(table.last + len(sums))
    for state in sums:
        cells: dict[str, Scalar] = {
            "scope": scope, "state": state.state, "meaning": state.meaning, "lines": float(state.lines),
            "paid": _yuan(state.paid), "refunds": _yuan(state.refunds),
        }  # fmt: skip
        _put(table, free, cells)
    summed = sum(state.paid for state in sums)
    row = _put(table, free, {"scope": scope, "state": SUM})
    for name, value in (
        ("lines", float(sum(state.lines for state in sums))),
        ("paid", _yuan(summed)),
        ("refunds", _yuan(sum(state.refunds for state in sums))),
    ):
        table.live(row, name, _sum_of(table, name, row, last), value)
    below = _put(table, free, {"scope": scope, "state": LEDGER_SUM})
    table.live(below, "paid", _ledger_sum(table, ledgers, below), _yuan(total))
    paid = table.letter("paid")
    gap = _put(table, free, {"scope": scope, "state": GAP})
    table.live(gap, "paid", f"=ROUND({paid}{row}-{paid}{below},2)", _yuan(summed - total))
    for row in free:
        for name in table.columns:
            table.write(row, name, None)


def _put(table: OwnTable, free: list[int], cells: Mapping[str, Scalar]) -> int:
    """A row that is free, else a new one."""
    if not free:
        return table.add(cells)
    row = free.pop(0)
    live = _LIVE.get(str(cells["state"]), ())
    for name in table.columns:
        if name not in live:
            table.write(row, name, cells.get(name))
    return row


def _down_to(last: int) -> int:
    """The last row a formula looks at, with room: the same until the sheet has grown by much."""
    return _ROOM * -(-(last + _ROOM // 5) // _ROOM)


def _sum_of(table: OwnTable, name: str, row: int, last: int) -> str:
    """The sum over the states of a scope: the rows that have a meaning."""
    first = table.header + 1
    column, scope, meaning = (
        f"${table.letter(n)}${first}:${table.letter(n)}${last}" for n in (name, "scope", "meaning")
    )
    return f'=SUMIFS({column},{scope},${table.letter("scope")}{row},{meaning},"?*")'


def _ledger_sum(table: OwnTable, ledgers: OwnTable, row: int) -> str:
    """The sum of the files in use of a scope."""
    first, last = ledgers.header + 1, _down_to(ledgers.last + len(ledgers.added))
    total, scope, state = (
        f"'{LEDGERS}'!${ledgers.letter(n)}${first}:${ledgers.letter(n)}${last}"
        for n in ("total", "scope", "state")
    )
    return f'=SUMIFS({total},{scope},${table.letter("scope")}{row},{state},"{IN_USE}")'
