"""The second pass over the lines: those that may explain a difference, so many at most, the same in whatever order they come."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest

from workbook.ledger import gap_lines, states
from workbook.ledger.frames import lazy
from workbook.ledger.gap_lines import Kind, close_lines, may_be_of, parts_of

SCHEMA = {
    "file": pl.String, "line": pl.Int64, "state": pl.String, "key": pl.String, "event": pl.String, "slot": pl.Int32,
    "paid": pl.Int64, "refund": pl.Int64,
}  # fmt: skip


def line(number, state, paid, refund=None, key="K1", event="E1", slot=1):
    return dict(zip(SCHEMA, ("a.csv", number, state, key, event, slot, paid, refund), strict=True))


def close(rows, gaps, among=()):
    frame = pl.DataFrame(rows, SCHEMA).lazy()
    return close_lines(lazy(frame), gaps, dict(among))


def worths(rows, gap, among=()):
    return [(one.line, one.worth) for one in close(rows, {("K1", "E1"): gap}, among).get(("K1", "E1"), ())]


MIXED = [
    line(2, states.COUNTED, 500),
    line(3, states.REFUNDED, 300, 300),
    line(4, states.PART_REFUND, 90, 40),
    line(5, states.REFUNDED, 70, 70, key="K2"),
    line(6, states.REFUNDED, 70, 70, event="E2", slot=2),
    line(7, states.UNREADABLE, None),
]


@pytest.mark.parametrize(
    ("gap", "wanted"),
    [
        (1000, [(3, 300), (4, 40)]),
        (-1000, [(2, -500), (3, 300), (4, -50)]),
        (-60, [(3, 300), (4, -50)]),
    ],
)
def test_what_does_not_count_may_be_added_and_what_counts_may_have_been_left_out(gap, wanted):
    assert worths(MIXED, gap) == wanted


def test_nothing_is_looked_up_where_nothing_differs():
    assert close(MIXED, {}) == {}
    assert close(MIXED, {("K1", "E1"): 0}) == {}


def test_of_many_lines_those_that_come_to_it_go_before(monkeypatch):
    monkeypatch.setattr(gap_lines, "FEW", 3)
    monkeypatch.setattr(gap_lines, "MOST", 2)
    rows = [line(n, states.REFUNDED, 77 if n == 90 else 1) for n in range(2, 100)]
    Random(1).shuffle(rows)
    assert worths(rows, 77) == [(2, 1), (3, 1), (90, 77)]
    rows = [line(n, states.COUNTED, 77 if n == 90 else 1) for n in range(2, 100)]
    Random(1).shuffle(rows)
    assert worths(rows, -77) == [(2, -1), (90, -77)]


@pytest.mark.parametrize(
    ("event", "among", "state", "label", "wanted"),
    [
        ("E1", (), states.REFUNDED, "E1", True),
        ("E2", (), states.REFUNDED, "E1", False),
        ("", (), states.OUTSIDE, "E1", True),
        ("", ("E1", "E2"), states.COUNTED, "E1", True),
        ("", ("E1", "E2"), states.OVERLAPPING, "E3", False),
        ("", (), states.COUNTED, "E1", False),
    ],
)
def test_a_line_is_of_its_event_else_of_those_that_run_else_perhaps_of_any(
    event, among, state, label, wanted
):
    assert may_be_of(label, event, among, state) is wanted


def test_an_order_of_an_overlap_is_looked_up_for_the_events_that_run():
    rows = [line(2, states.COUNTED, 50, event=None, slot=3)]
    assert worths(rows, -50, {("K1", 3): ("E1", "E2")}.items()) == [(2, -50)]
    assert worths(rows, -50, {("K1", 3): ("E2", "E3")}.items()) == []


def test_lines_with_an_event_and_without_are_kinds_of_their_own():
    kinds = [Kind("E1", states.REFUNDED, 2, 300, 300), Kind("", states.REFUNDED, 1, 20, 20)]
    found = parts_of("E1", 300, kinds, ())
    assert [(part.many, part.fen, part.loose) for part in found.kinds] == [(2, 300, False), (1, 20, True)]
