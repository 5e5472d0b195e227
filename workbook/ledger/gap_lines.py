"""Which lines may explain the differences between claims and ledger: looked up in a second pass over the lines.

Only lines of entrants with a difference are fetched, so many of a state at most; sums of whole kinds come from the tally.
What of it explains a difference is left to `differences`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import narwhals.stable.v2 as nw
import polars as pl

from workbook.ledger import states
from workbook.ledger.claims import Named
from workbook.ledger.differences import LEFT_OUT, NAMED, Part, Parts
from workbook.ledger.engines import gathered, like
from workbook.ledger.frames import Frame, lazy

MOST: Final = 500
"""Lines of an entrant and event that count and are looked at: those that come to the difference, then the first."""
FEW: Final = 20
"""The same of each other state, of which a line alone explains a difference, and the first are named."""
_ORDER: Final = {state.code: number for number, state in enumerate(states.STATES)}
_GAPS: Final = {"key": pl.String, "label": pl.String, "gap": pl.Int64}


class Kind(NamedTuple):
    """The lines of one entrant that ended in one state. fen

    event    "" where they are of none; among: the events the entrant entered that run at their time
    """

    event: str
    state: str
    lines: int
    paid: int
    refunds: int
    among: Sequence[str] = ()

    def may_be_of(self, label: str) -> bool:
        """Whether they are of an event, or may be: what runs in one or more events is of none beside."""
        return may_be_of(label, self.event, self.among, self.state)


class Line(NamedTuple):
    """A line that may explain a difference. worth: fen by which it would bring the net nearer to the claim."""

    file: str
    line: int
    state: str
    event: str
    worth: int


def may_be_of(label: str, event: str, among: Collection[str], state: str) -> bool:
    """Whether a line may explain the difference in an event."""
    if event or among:
        return label == event or (not event and label in among)
    return state not in states.COUNTING


def close_lines(
    lines: Frame, gaps: Mapping[Named, int], among: Mapping[tuple[str, int], Sequence[str]]
) -> dict[Named, list[Line]]:
    """The lines that may explain these differences, in the order of the files.

    gaps    entrant and event -> fen; among: entrant and slot -> the events entered that run then
    """
    rows = [(key, label, gap) for (key, label), gap in gaps.items() if gap]
    if not rows:
        return {}
    few = gathered(_near(lines, like(lines.to_native(), pl.DataFrame(rows, _GAPS, orient="row"))))
    found: dict[Named, list[Line]] = {}
    for file, line, state, key, event, slot, label, worth in few.sort("file", "line").iter_rows():
        if may_be_of(label, event or "", among.get((key, slot), ()), state):
            found.setdefault((key, label), []).append(Line(file, line, state, event or "", worth))
    return found


def _near(lines: Frame, gaps: Any) -> Frame:
    """The lines of these entrants that are worth anything to the difference, so many at most."""
    paid, refund = nw.col("paid").fill_null(0), nw.col("refund").fill_null(0)
    counts, gap, worth = nw.col("state").is_in(states.COUNTING), nw.col("gap"), nw.col("worth")
    missed = counts & (gap < 0)
    given = nw.when(missed).then(refund - paid).when(counts).then(refund).otherwise(paid)
    return (
        lines.join(lazy(gaps), on="key", how="inner")
        .filter(nw.col("event").is_null() | (nw.col("event") == nw.col("label")))
        .with_columns(worth=given)
        .filter(worth != 0, ~missed | (worth >= gap))
        .with_columns(
            far=nw.when(worth == gap).then(nw.lit(0)).otherwise(nw.lit(1)),
            alike=nw.when(missed).then(nw.lit("")).otherwise(nw.col("state")),
            most=nw.when(missed).then(nw.lit(MOST)).otherwise(nw.lit(FEW)),
        )
        .with_columns(
            nth=nw.col("line").cum_count().over("key", "label", "alike", order_by=["far", "file", "line"])
        )
        .filter(nw.col("nth") <= nw.col("most"))
        .select("file", "line", "state", "key", "event", "slot", "label", "worth")
    )


def parts_of(label: str, gap: int, kinds: Iterable[Kind], lines: Sequence[Line]) -> Parts:
    """What may explain a difference of an entrant in an event."""
    first: dict[tuple[str, bool], list[tuple[str, int]]] = {}
    single: list[Part] = []
    counted: list[Part] = []
    for line in lines:
        first.setdefault((line.state, not line.event), []).append((line.file, line.line))
        part = Part(line.state, 1, line.worth, ((line.file, line.line),), not line.event)
        (counted if _missed(line) else single).append(part)
    summed: dict[tuple[bool, str], tuple[int, int]] = {}
    for kind in kinds:
        given_back = kind.state == states.PART_REFUND and gap > 0
        if (given_back or kind.state in LEFT_OUT) and kind.may_be_of(label):
            many, fen = summed.get((not kind.event, kind.state), (0, 0))
            more = kind.refunds if given_back else kind.paid
            summed[not kind.event, kind.state] = many + kind.lines, fen + more
    whole = [
        Part(state, many, fen, first.get((state, loose), [])[:NAMED], loose)
        for (loose, state), (many, fen) in sorted(
            summed.items(), key=lambda one: (one[0][0], _ORDER[one[0][1]])
        )
    ]
    return Parts(whole, single, counted)


def _missed(line: Line) -> bool:
    """Whether it counts and the claim may have left it out."""
    return line.state in states.COUNTING and line.worth < 0
