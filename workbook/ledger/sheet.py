"""销售额核对: what the ledgers come to for each entrant and event, as rows with live formulas, and what it was before.

Rows of other events are never touched. A figure changed by hand is told and made right; corrections go to the source or
to 处罚调整. What a later export takes away from somebody is told, with the prize that rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.content import same_formula
from workbook.edits import Scalar
from workbook.eligibility.figures import money_words
from workbook.ledger.claims import Claim, Explained
from workbook.merge.tables import OwnTable
from workbook.model import Cell, Finding, Value
from workbook.proof import code, proof, stamp

SALES: Final = "销售额核对"
_PROVED: Final = ("name", "orders", "gross", "refunds", "net", "claimed", "gap", "why", "grade", "counted")
EDITED: Final = "手改过，原来的数不明"


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
    """One row of 销售额核对. counted: fen that rank, None where that is not settled; why: in words, told: as a code."""

    key: str
    name: str
    scope: Scope
    sold: Sold | None
    claim: Claim | None
    explained: Explained | None
    counted: int | None
    why: str
    told: str = ""


def write_sales(
    table: OwnTable,
    sales: Sequence[Sale],
    scopes: Collection[Scope],
    marks: Mapping[Scope, str],
) -> dict[tuple[str, Scope], str]:
    """Bring 销售额核对 up to date for these events; -> how rows changed that are not what they were, in words."""
    rows = _named_rows(table, scopes)
    told = {}
    for sale in sales:
        row = rows.pop((sale.key, sale.scope), None)
        if row is None:
            phase, event = sale.scope
            row = table.add({"key": sale.key, "phase": phase or None, "event": event, **_cells(sale, marks)})
        else:
            told[sale.key, sale.scope] = _compare(table, row, sale)
            for name, value in _cells(sale, marks).items():
                table.write(row, name, value)
        _formulas(table, row, sale)
    for named, row in rows.items():
        gone = Sale(
            named[0], table.text(row, "name"), named[1], Sold(), None, None, None, "报名已撤回或已删除"
        )
        told[named] = _compare(table, row, gone)
        for name, value in _cells(gone, marks).items():
            table.write(row, name, value)
        _formulas(table, row, gone)
    return told


def _named_rows(table: OwnTable, scopes: Collection[Scope]) -> dict[tuple[str, Scope], int]:
    """Entrant and event -> its row; one that stands there again is told, and left alone."""
    found = _first_rows(table, scopes)
    first = {row: named for named, row in found.items()}
    for row in _of(table, scopes):
        if row not in first:
            named = table.text(row, "key").upper(), table.scope(row)
            who, context = (table.text(row, "name"),), {"first": str(found[named])}
            table.findings.append(Finding("SALES_TWICE", table.at(row, "key"), who, "key", context=context))
    return found


def copied(table: OwnTable, scopes: Collection[Scope]) -> int:
    """The net of rows of these events that stand once more, as their own formulas reckon it. fen"""
    first = set(_first_rows(table, scopes).values())
    nets = (
        _less(table.value(row, "gross"), table.value(row, "refunds"))
        for row in _of(table, scopes)
        if row not in first
    )
    return sum(round(net * 100) for net in nets if net is not None)


def _of(table: OwnTable, scopes: Collection[Scope]) -> list[int]:
    """The rows of these events that name an entrant."""
    return [row for row in table.rows() if table.scope(row) in scopes and table.text(row, "key")]


def _first_rows(table: OwnTable, scopes: Collection[Scope]) -> dict[tuple[str, Scope], int]:
    found: dict[tuple[str, Scope], int] = {}
    for row in _of(table, scopes):
        scope = table.scope(row)
        found.setdefault((table.text(row, "key").upper(), scope), row)
    return found


def _cells(sale: Sale, marks: Mapping[Scope, str]) -> dict[str, Scalar]:
    """What stands in a row beside its formulas."""
    sold, claim = sale.sold, sale.claim
    cells: dict[str, Scalar] = {
        "name": sale.name,
        "orders": None if sold is None else float(sold.orders),
        "gross": None if sold is None else yuan(sold.gross),
        "refunds": None if sold is None else yuan(sold.refunds),
        "claimed": None if claim is None else yuan(claim.fen),
        "grade": None if claim is None else claim.grade or None,
        "why": sale.why or None,
    }
    if sale.counted is not None and _same_as(sale) is None:
        cells["counted"] = yuan(sale.counted)
    shown = {**cells, "net": _net(sale), "gap": _gap(sale)}
    shown["counted"] = None if sale.counted is None else yuan(sale.counted)
    return {**cells, "rules": stamp(marks[sale.scope], code(shown[name] for name in _PROVED))}


def _net(sale: Sale) -> float | None:
    return None if sale.sold is None else yuan(sale.sold.net)


def _gap(sale: Sale) -> float | None:
    """Claim less ledger, 元."""
    return None if sale.sold is None or sale.claim is None else yuan(sale.claim.fen - sale.sold.net)


def yuan(fen: int) -> float:
    """As a cell holds it; the nearest double of so many fen, which Excel shows and adds as that."""
    return fen / 100


def _live(table: OwnTable, row: int) -> dict[str, str]:
    """Formulas of a row that a finance officer can follow: net, gap, and what counts where it is one or the other."""
    gross, refunds, net, claimed = (f"{table.letter(n)}{row}" for n in ("gross", "refunds", "net", "claimed"))
    return {
        "net": f'=IF({gross}="","",ROUND({gross}-{refunds},2))',
        "gap": f'=IF(OR({net}="",{claimed}=""),"",ROUND({claimed}-{net},2))',
        "as net": f"={net}",
        "as claimed": f"={claimed}",
        "open": '=""',
    }


def _formulas(table: OwnTable, row: int, sale: Sale) -> None:
    """净销售额, 差额 and 计入销售额 as formulas."""
    live, net, gap = _live(table, row), _net(sale), _gap(sale)
    table.live(row, "net", live["net"], "" if net is None else net)
    table.live(row, "gap", live["gap"], "" if gap is None else gap)
    if (source := _same_as(sale)) is not None:
        table.live(row, "counted", live[f"as {source}"], yuan(sale.counted or 0))
    elif sale.counted is None:
        table.live(row, "counted", live["open"], "")


def edited(table: OwnTable, row: int) -> bool:
    """Whether a person changed figures of ours in a row."""
    known = proof(table.text(row, "rules"))
    return bool(known.row) and known.row != code(stands(table, row).values())


def stands(table: OwnTable, row: int) -> dict[str, Scalar]:
    """What a row says, by column. Our formulas are reckoned here: a program that saves without values changed nothing."""
    return dict(zip(_PROVED, _stands(table, row), strict=True))


def _stands(table: OwnTable, row: int) -> Iterator[Scalar]:
    plain = {name: table.value(row, name) for name in _PROVED}
    live = _live(table, row)
    told = {
        name: table.sheet.facts.formulas.get(Cell(row, table.columns[name]))
        for name in ("net", "gap", "counted")
    }
    gross, refunds, claimed = (plain[name] for name in ("gross", "refunds", "claimed"))
    net = _less(gross, refunds)
    known = {
        live["net"]: net,
        live["gap"]: _less(claimed, net),
        live["as net"]: net,
        live["as claimed"]: claimed,
    }
    for name in _PROVED:
        formula = told.get(name)
        ours = next((value for text, value in known.items() if formula and same_formula(formula, text)), None)
        value = ours if formula and ours is not None else plain[name]
        yield value if isinstance(value, float | str) else None


def _less(first: Value, second: Value) -> float | None:
    """A difference of two amounts as a cell shows it, to the fen."""
    if not isinstance(first, float) or not isinstance(second, float):
        return None
    return yuan(round(first * 100) - round(second * 100))


def _same_as(sale: Sale) -> str | None:
    """The column whose figure counts as it is: the net of the ledger, else the claim."""
    if sale.counted is None:
        return None
    if sale.sold is not None and sale.counted == sale.sold.net:
        return "net"
    return "claimed" if sale.claim is not None and sale.counted == sale.claim.fen else None


def _compare(table: OwnTable, row: int, sale: Sale) -> str:
    """What a person made of our figures, and what they were when the ledger was last imported; -> how what counts changed
    for the worse since (or that nobody can tell), in words, also where an earlier run found it."""
    there = stands(table, row)
    if edited(table, row):
        table.findings.append(Finding("SALES_EDITED", table.at(row, "gross"), (sale.name,), "gross"))
        change = f"{EDITED}，现{_word(sale.counted)}"
        table.write(row, "changed", change)
        return change
    change = _changed(there, sale) or table.text(row, "changed")
    table.write(row, "changed", change or None)
    if not _worse(change):
        return ""
    if not change.startswith(EDITED):
        context = {"change": change}
        table.findings.append(Finding("NET_FELL", table.at(row, "net"), (sale.name,), "net", context=context))
    return change


def _changed(there: Mapping[str, Scalar], sale: Sale) -> str:
    """What changed since: the net, else what counts (where it rests on claims); "" where both are what they were."""
    for title, value, now in (
        ("净额", there["net"], sale.sold.net if sale.sold else None),
        ("计入", there["counted"], sale.counted),
    ):
        if isinstance(value, float) and (before := round(value * 100)) != now:
            return f"{title}原{money_words(before)}，现{_word(now)}"
    return ""


def _word(net: int | None) -> str:
    return "没有" if net is None else money_words(net)


def _worse(change: str) -> bool:
    """Whether what stands in 与上次相比 says that the net fell, or that it is not known from what."""
    if change.startswith(EDITED):
        return True
    amounts = [float(number.replace(",", "")) for number in re.findall(r"-?[\d,]+\.\d\d", change)]
    return bool(amounts) and amounts[0] > (amounts[1] if len(amounts) > 1 else 0.0)
