"""Ledgers as small text tables: a header, then a line each; amounts in yuan as a clerk writes them."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from workbook.ledger.kernel import reconcile
from workbook.ledger.states import WORDS
from workbook.ledger.windows import Stage

ORDERS = {
    "file": pl.String,
    "line": pl.Int64,
    "order": pl.String,
    "sub": pl.String,
    "sku": pl.String,
    "at": pl.Datetime("us"),
    "shop": pl.String,
    "host": pl.String,
    "host_2": pl.String,
    "session": pl.String,
    "paid": pl.Int64,
    "refund": pl.Int64,
    "price": pl.Int64,
    "qty": pl.Int64,
    "status": pl.String,
    "after": pl.String,
    "buyer": pl.String,
    "unread": pl.Boolean,
}
REGISTRY = {"via": pl.String, "value": pl.String, "key": pl.String, "session_event": pl.String}
ENTRIES = {"key": pl.String, "event": pl.String}

E1 = Stage("E1", datetime(2024, 9, 1), datetime(2024, 10, 1), 1)
E2 = Stage("E2", datetime(2024, 9, 20), datetime(2024, 10, 8), 2)
"""第一期·活动1 ends on 09-30, and 活动2 begins before that (case 69)."""
SHOPS = """
    via     | value | key
    shop    | S1    | K1
    shop    | S2    | K2
    host    | H1    | K1
    host    | H2    | K2
    session | L1    | K1
    session | L2    | K2
"""
ENTERED = """
    key | event
    K1  | E1
    K2  | E1
"""
USUAL = {"file": "台账.csv", "at": "2024-09-10 12:00:00", "shop": "S1", "paid": "100", "status": "paid"}


def fen(text):
    """`12.8` -> 1280; None stays."""
    if text is None:
        return None
    yuan, _, rest = text.lstrip("-").partition(".")
    amount = int(yuan) * 100 + int((rest + "00")[:2])
    return -amount if text.startswith("-") else amount


def records(text):
    """The lines of a table as dicts of texts; an empty cell is None."""
    head, *body = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().split("\n")]
    return [dict(zip(head, line, strict=True)) for line in body]


def orders_of(text):
    """Records as the kernel takes them. What a table does not show is usual: a paid order of 100 in time by shop S1."""
    rows = []
    for number, cells in enumerate(records(text), 2):
        row = dict.fromkeys(ORDERS) | USUAL | cells
        row["line"] = int(row["line"] or number)
        row["at"] = row["at"] and datetime.fromisoformat(row["at"])
        row |= {name: fen(row[name]) for name in ("paid", "refund", "price")}
        row["qty"] = row["qty"] and int(row["qty"])
        row["unread"] = row["unread"] is not None
        rows.append(row)
    return rows


def frame(rows, schema):
    """A frame with just the columns of a schema."""
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema)


def run(rows, registry=SHOPS, entries=ENTERED, stages=(E1,), overlap=None):
    """lines, counted, totals, sums as lists of dicts; tables may be texts or records."""
    rows = orders_of(rows) if isinstance(rows, str) else rows
    registry = records(registry) if isinstance(registry, str) else registry
    entries = records(entries) if isinstance(entries, str) else entries
    found = reconcile(
        frame(rows, ORDERS).lazy(), frame(registry, REGISTRY), frame(entries, ENTRIES), stages, overlap
    )
    parts = [
        part.to_dicts()
        for part in pl.collect_all(
            [part.to_native() for part in (found.lines, found.counted, found.totals, found.sums)]
        )
    ]
    parts[0].sort(key=lambda line: (line["file"], line["line"]))
    return parts


def states(rows, **kinds):
    """The states of the lines in their order, in the words of users."""
    return [WORDS[line["state"]] for line in run(rows, **kinds)[0]]


def events(rows, **kinds):
    """What counts: (line, event), sorted."""
    return sorted((line["line"], line["event"]) for line in run(rows, **kinds)[1])
