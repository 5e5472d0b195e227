"""Small random ledgers full of coincidences: few orders, shops, amounts and times, so that everything meets."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st

from tests.ledger.tables import E1, E2
from workbook.ledger.windows import Stage

E3 = Stage("E3", datetime(2024, 10, 8), datetime(2024, 11, 1), 3)
STAGES = (E1, E2, E3)
OVERLAPS = (None, "each", "earlier", "session")
TIMES = (
    "2024-08-31 23:59:59",
    "2024-09-01",
    "2024-09-10 08:00",
    "2024-09-19 23:59:59",
    "2024-09-20",
    "2024-09-30 23:59:59",
    "2024-10-01",
    "2024-10-08",
    "2024-11-01",
)
POOLS = {
    "file": ("a.csv", "b.csv", "表.xlsx"),
    "order": (None, "A1", "A2", "A3", "A4", "A5", "A6"),
    "sub": (None, "1", "2", "3"),
    "sku": (None, "甲", "乙"),
    "at": (None, *map(datetime.fromisoformat, TIMES)),
    "shop": (None, "S1", "S2", "S3"),
    "host": (None, "H1", "H9"),
    "session": (None, "L1", "L2", "L9"),
    "paid": (None, -100, 0, 100, 101, 5000),
    "refund": (None, -1, 0, 1, 100, 5000),
    "price": (None, 100, 50),
    "qty": (None, 1, 2),
    "status": (None, "none", "unpaid", "closed", "refunded", "待定", "paid"),
    "after": (None, "none", "refunding", "refunded"),
    "buyer": (None, "a"),
    "unread": (True, False),
}
PLAIN = {
    "sku": None,
    "at": datetime(2024, 9, 25),
    "shop": "S1",
    "host": None,
    "session": None,
    "paid": 100,
    "refund": 0,
    "price": None,
    "status": "paid",
    "after": "none",
    "unread": False,
}
"""What most cells hold, or no two lines would ever agree."""


def row_of(choose, usual):
    """One line; choose picks from a pool, usual says whether a cell is plain."""
    return {name: PLAIN[name] if name in PLAIN and usual() else choose(pool) for name, pool in POOLS.items()}


def registry_of(choose):
    """Who has which shop, host and session."""
    names = {"session": ("L1", "L2"), "shop": ("S1", "S2"), "host": ("H1", "H2")}
    rows = [
        (via, value, key, choose((None, "E1", "E2", "E3")) if via == "session" else None)
        for via, values in names.items()
        for value in values
        for key in choose((("K1",), ("K2",), ("K1",), (), ("K1", "K2")))
    ]
    return [dict(zip(("via", "value", "key", "session_event"), row, strict=True)) for row in rows]


def entries_of(choose):
    """Who entered what."""
    return [
        {"key": k, "event": e}
        for k in ("K1", "K2")
        for e in ("E1", "E2", "E3")
        if choose((True, True, False))
    ]


@st.composite
def cases(draw, size=12):
    """(rows, registry, entries, overlap)"""

    def choose(pool):
        return draw(st.sampled_from(pool))

    rows = [row_of(choose, lambda: draw(st.integers(0, 5)) > 0) for _ in range(draw(st.integers(0, size)))]
    return numbered(rows), registry_of(choose), entries_of(choose), choose(OVERLAPS)


def numbered(rows):
    """(file, line) made unique, as it is in files."""
    return [row | {"line": number} for number, row in enumerate(rows, 2)]
