"""The lines of the ledgers one by one, as people look at them: those that did not simply count, or all of them.

Frames of the kernel in, small frames out; buyers are left behind. The sheet 对账明细 and the file of `--lines` are written
by others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import narwhals.stable.v2 as nw
import polars as pl

from workbook.ledger import states
from workbook.ledger.engines import gathered
from workbook.ledger.frames import Frame
from workbook.ledger.windows import Among

MOST: Final = 2_000
"""Lines of a run that are listed in the workbook."""
COLUMNS: Final = ("file", "line", "order", "sub", "state", "key", "event", "paid", "refund")
_ASKED: Final = [state.code for state in states.STATES if state.asked]
_IN_SEVERAL: Final = (*states.COUNTING, states.OVERLAPPING, states.NO_SESSION)
"""States of lines that may lie in several events: all of them are named."""


class Details(NamedTuple):
    """The lines that did not simply count, those people must look at first; more: how many are left out."""

    rows: pl.DataFrame
    more: int


def details(lines: Frame, lines_by_state: Sequence[tuple[str, int]], events: pl.DataFrame) -> Details:
    """At most MOST lines. lines_by_state: of each state how many, in any number of parts; events: see `in_several`."""
    found = (
        lines.filter(nw.col("state") != states.COUNTED)
        .with_columns(calm=~nw.col("state").is_in(_ASKED))
        .sort("calm", "file", "line")
        .head(MOST)
        .select(*COLUMNS, "calm", "slot")
    )
    rows = _named(gathered(found).sort("calm", "file", "line"), events)
    count = sum(count for state, count in lines_by_state if state != states.COUNTED)
    return Details(rows, count - rows.height)


def every_line(lines: Frame, events: pl.DataFrame) -> pl.DataFrame:
    """All lines, by file and line."""
    return _named(gathered(lines.select(*COLUMNS, "slot")).sort("file", "line"), events)


def in_several(among: Among) -> pl.DataFrame:
    """-> key, slot, events: what an entrant takes part in at a time, in words."""
    rows = [(key, slot, "、".join(events)) for (key, slot), events in among.items()]
    return pl.DataFrame(rows, {"key": pl.String, "slot": pl.Int64, "events": pl.String}, orient="row")


def _named(found: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """The lines with the events they lie in, where that is not one."""
    joined = found.with_columns(pl.col("slot").cast(pl.Int64)).join(
        events, on=["key", "slot"], how="left", maintain_order="left"
    )
    several = pl.when(pl.col("state").is_in(_IN_SEVERAL)).then(pl.col("events"))
    return joined.with_columns(event=pl.coalesce("event", several)).select(COLUMNS)
