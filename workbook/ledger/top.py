"""销售额前20名: who sold the most in the events of a run, as rows a chart is made of.

Amounts are live formulas over 销售额核对. Equal amounts have equal numbers: who of them goes first is no question here
(排名 asks it).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schemas.contest import Scope
from workbook.edits import Scalar
from workbook.ledger.sheet import SALES, Sale, yuan
from workbook.ledger.summary import down_to, literal
from workbook.merge.tables import OwnTable

TOP: Final = "销售额前20名"
MOST: Final = 20


def write_top(table: OwnTable, sales: OwnTable, found: Iterable[Sale]) -> None:
    """Write the rows anew. sales: 销售额核对, with the rows of this run; found: what stands in them."""
    best = sorted(
        ((sale.counted, sale) for sale in found if sale.counted is not None and sale.counted > 0),
        key=lambda one: (-one[0], one[1].key, one[1].scope),
    )[:MOST]
    several = len({sale.scope for _, sale in best}) > 1
    amounts = [counted for counted, _ in best]
    for place, (counted, sale) in enumerate(best):
        label, name = sale.scope.label, sale.name or sale.key
        cells: dict[str, Scalar] = {
            "rank": float(amounts.index(counted) + 1), "event": label, "key": sale.key, "name": sale.name or None,
            "shown": f"{name} {label}" if several else name,
        }  # fmt: skip
        row = _put(table, place, cells)
        net = yuan(sale.sold.net) if sale.sold else 0.0
        for column, value in (("net", net), ("counted", yuan(counted))):
            table.live(row, column, _sum_of(table, sales, column, row, sale.scope), value)
    for row in range(table.header + 1 + len(best), min(table.last, table.header + MOST) + 1):
        for column in table.columns:
            table.write(row, column, None)


def _put(table: OwnTable, place: int, cells: dict[str, Scalar]) -> int:
    row = table.header + 1 + place
    if row > table.last:
        return table.add(cells)
    for name, value in cells.items():
        table.write(row, name, value)
    return row


def _sum_of(table: OwnTable, sales: OwnTable, column: str, row: int, scope: Scope) -> str:
    """What 销售额核对 has in a column for the entrant of this row in this event."""
    first = sales.header + 1
    last = down_to(sales.last + len(sales.added))
    amounts, keys, phases, events = (
        f"'{SALES}'!${sales.letter(name)}${first}:${sales.letter(name)}${last}"
        for name in (column, "key", "phase", "event")
    )
    phase, event = (f'"={literal(text)}"' for text in scope)
    return f"=SUMIFS({amounts},{keys},${table.letter('key')}{row},{phases},{phase},{events},{event})"
