"""The kernel of `reconcile`: each line of the ledgers in exactly one state, and what counts for whom.

Pure expressions over Narwhals frames: Polars runs them by default, PySpark for those who outgrow one machine
(docs/spark.md). Amounts are whole fen. No result depends on the order of rows; the totals and the sums by state do not
depend on how the lines are spread over files either. Cells, words of platforms and the choice of the time that decides
are parsed before; what is asked about and what it means for prizes is said after.

Frames that come in (more columns of orders are passed on):

- orders: file str, line i64, order, sub, sku str, at datetime, shop, host, session str (and host_2 … where an export has
  several columns), paid, refund, price i64 (fen), qty i64, status str ("unpaid", "paid", "closed", "refunded", "none": the
  ledger has no such column; else: not known), after str ("none", "refunding", "refunded"), unread bool. (file, line) is
  unique. Whatever may be null may be missing; a ledger without the column status is one with "none".
- registry: via ("session", "shop", "host"), value, key; session_event where overlapping is settled by the session.
- entries: key, event.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import narwhals.stable.v2 as nw

from workbook.ledger import states as s
from workbook.ledger.frames import Frame, Keep, as_is, lazy
from workbook.ledger.repeats import repeats
from workbook.ledger.windows import IDLE, Slots, Stage, by_slot, slot, slots_of, taking_part

Overlap = Literal["each", "earlier", "session"] | None
"""Where a time belongs to two events that were entered: it counts in each, in the one that begins earlier (where two
begin together nobody decided), in the event of its session; None: not decided."""

VIAS = ("session", "shop", "host")
"""How an entrant is told; what stands first wins, and none may contradict another."""
MORE = (2, 3)
"""Numbers of further columns for one of VIAS, as exports have them (host 达人ID, host_2 达人昵称)."""
TEXTS = ("order", "sub", "sku", "shop", "host", "session", "status", "after")
NUMBERS = ("paid", "refund", "price", "qty")


class Reconciled(NamedTuple):
    """The frames of `lines`, `counted`, `tally`, `totals` and `sums`, lazy. The last two are made of `tally`, which an
    engine should keep while it makes both (`engines.figures`)."""

    lines: Frame
    counted: Frame
    tally: Frame
    totals: Frame
    sums: Frame


def reconcile(
    orders: Any,
    registry: Any,
    entries: Any,
    stages: Sequence[Stage],
    overlap: Overlap = None,
    keep: Keep = as_is,
) -> Reconciled:
    """All there is to say of the ledgers."""
    each = lines(orders, registry, entries, stages, overlap, keep)
    few = tally(each)
    return Reconciled(each, counted(each, entries, stages), few, totals(few, entries, stages), sums(few))


def lines(
    orders: Any,
    registry: Any,
    entries: Any,
    stages: Sequence[Stage],
    overlap: Overlap = None,
    keep: Keep = as_is,
) -> Frame:
    """Every line of the ledgers once.

    keep: what to do with the frame of repeated lines, which is small and dear: `engines.kept` works it out at once, so
    that it is not made again for each frame that is asked for, nor held beside what it was made of.
    -> the columns of orders and: state (a code of `states`); key (null: nobody's); event (null: none, not decided, or
    several under "each"); slot (which of the cuts of time, for `counted`); many (its order has more lines than this)
    """
    slots = slots_of(stages)
    asked = _complete(lazy(orders))
    owners = lazy(registry)
    by_session = overlap == "session" and "session_event" in owners.collect_schema().names()
    owned = _owned(asked, owners, by_session)
    timed = owned.with_columns(slot=slot(slots)).join(
        by_slot(lazy(entries), slots), on=["key", "slot"], how="left"
    )
    placed = _by_session(timed, lazy(entries), slots) if by_session else _by_time(timed, overlap)
    known = placed.join(keep(repeats(asked)), on=["file", "line"], how="left")
    judged = known.with_columns(state=_state(), many=~nw.col("repeat").is_null())
    return judged.select(*asked.collect_schema().names(), "state", "key", "event", "slot", "many")


def counted(lines: Frame, entries: Any, stages: Sequence[Stage]) -> Frame:
    """What counts, once for each event it counts in: a line in two events stands here twice under "each".

    -> file, line, order, many, key, event, paid, refund, net (fen), and buyer if the lines have it
    """
    refund = nw.col("refund").fill_null(0)
    money = _spread(lines, entries, stages).with_columns(refund=refund, net=nw.col("paid") - refund)
    more = ["buyer"] if "buyer" in lines.collect_schema().names() else []
    return money.select("file", "line", "order", "many", "key", "event", "paid", "refund", "net", *more)


def tally(lines: Frame) -> Frame:
    """The lines added up as far as totals and sums allow.

    -> file, state, key, event, slot, order (where it has many lines that count), lines, paid, refund (fen, null is 0)
    """
    order = nw.when(nw.col("many") & nw.col("state").is_in(s.COUNTING)).then(nw.col("order"))
    return (
        lines.with_columns(order=order)
        .group_by("file", "state", "key", "event", "slot", "order")
        .agg(
            lines=nw.len().cast(nw.Int64),
            paid=nw.col("paid").sum().fill_null(0),
            refund=nw.col("refund").sum().fill_null(0),
        )
    )


def totals(tally: Frame, entries: Any, stages: Sequence[Stage]) -> Frame:
    """By entrant and event -> key, event, orders (an order of many lines is one), gross, refunds, net (fen).

    Of what counts only: an order that was refunded in full is in `sums`, not here.
    """
    by_order = (
        _spread(tally, entries, stages)
        .group_by("key", "event", "order")
        .agg(*[nw.col(name).sum() for name in ("lines", "paid", "refund")])
    )
    one = nw.when(nw.col("order").is_null()).then(nw.col("lines")).otherwise(nw.lit(1)).cast(nw.Int64)
    found = (
        by_order.with_columns(orders=one)
        .group_by("key", "event")
        .agg(orders=nw.col("orders").sum(), gross=nw.col("paid").sum(), refunds=nw.col("refund").sum())
    )
    return found.with_columns(net=nw.col("gross") - nw.col("refunds"))


def sums(tally: Frame) -> Frame:
    """The tie-out: by file and state -> file, state, lines, paid, refund (fen, what cannot be read is 0).

    Over all states they add up to the file, for every line has one state.
    """
    return tally.group_by("file", "state").agg(*[nw.col(name).sum() for name in ("lines", "paid", "refund")])


def _spread(counting: Frame, entries: Any, stages: Sequence[Stage]) -> Frame:
    """What counts, with each event it counts in: those without one event are in all that their entrant has then."""
    counts = counting.filter(nw.col("state").is_in(s.COUNTING))
    parts = taking_part(lazy(entries), slots_of(stages)).select("key", "slot", "event")
    several = (
        counts.filter(nw.col("event").is_null()).drop("event").join(parts, on=["key", "slot"], how="inner")
    )
    names = counting.collect_schema().names()
    return nw.concat([counts.filter(~nw.col("event").is_null()).select(names), several.select(names)])


def _complete(orders: Frame) -> Frame:
    """The same orders with all columns the kernel asks for."""
    there = set(orders.collect_schema().names())
    missing = {name: nw.lit(None, nw.String) for name in TEXTS if name not in there}
    missing |= {name: nw.lit(None, nw.Int64) for name in NUMBERS if name not in there}
    if "status" in missing:
        missing["status"] = nw.lit("none")
    return orders.with_columns(**missing) if missing else orders


def _owned(orders: Frame, registry: Frame, by_session: bool) -> Frame:
    """-> the lines with key (the entrant it names), clash (more than one is named), session_event if wanted."""
    there = orders.collect_schema().names()
    columns = [(via, name) for via in VIAS for name in (via, *(f"{via}_{n}" for n in MORE)) if name in there]
    for via, name in columns:
        extra = {"session_event": _single("session_event")} if by_session and name == "session" else {}
        known = (
            registry.filter(nw.col("via") == via)
            .group_by("value")
            .agg(**{f"_{name}": _single("key"), f"_{name}_shared": nw.col("key").n_unique() > 1}, **extra)
        )
        orders = orders.join(known, left_on=name, right_on="value", how="left")
    named = [nw.col(f"_{name}") for _, name in columns]
    key = nw.coalesce(*named)
    orders = orders.with_columns(key=key)
    shared = nw.any_horizontal(*[nw.col(f"_{name}_shared") for _, name in columns], ignore_nulls=True)
    differ = nw.any_horizontal(*[name != nw.col("key") for name in named[1:]], ignore_nulls=True)
    clash = differ | (nw.col("key").is_null() & shared)
    return orders.with_columns(clash=clash, key=nw.when(~differ).then(nw.col("key")))


def _single(name: str) -> nw.Expr:
    """The only value of a group, null where there are several."""
    return nw.when(nw.col(name).n_unique() == 1).then(nw.col(name).min())


def _by_time(timed: Frame, overlap: Overlap) -> Frame:
    """-> the lines with event, and undecided: the state of those that nothing tells the event of, null for the others."""
    single = (nw.col("running") == 1) | (nw.col("firsts") == 1) & nw.lit(overlap == "earlier")
    undecided = (nw.col("running") > 1) & ~single & nw.lit(overlap != "each")
    return timed.with_columns(
        event=nw.when(single).then(nw.col("first_event")),
        undecided=nw.when(undecided).then(nw.lit(s.OVERLAPPING)),
    )


def _by_session(timed: Frame, entries: Frame, slots: Slots) -> Frame:
    """The same, where of two events the one of the line's session is taken; a session of an event that is not running
    then, or was not entered, contradicts the time."""
    parts = taking_part(entries, slots).select("key", "slot", session_event="event", _its="place")
    told = timed.join(parts, on=["key", "slot", "session_event"], how="left")
    named, its = ~nw.col("session_event").is_null(), ~nw.col("_its").is_null()
    several = nw.col("running") > 1
    event = nw.when(its).then(nw.col("session_event")).when(~several & ~named).then(nw.col("first_event"))
    undecided = (
        nw.when((nw.col("running") > 0) & named & ~its)
        .then(nw.lit(s.OTHER_EVENT))
        .when(several & ~named)
        .then(nw.lit(s.NO_SESSION))
    )
    return told.with_columns(event=event, undecided=undecided)


def _state() -> nw.Expr:
    """The first state that fits, in the order of STATES."""
    paid, refund = nw.col("paid").fill_null(0), nw.col("refund").fill_null(0)
    status, after = nw.col("status"), nw.col("after")
    gone = (refund == 0) & ((status == "refunded") | (after == "refunded"))
    cases = [
        (nw.col("unread"), s.UNREADABLE),
        (nw.col("repeat") == s.DIFFERING, s.DIFFERING),
        (nw.col("repeat") == s.DUPLICATE, s.DUPLICATE),
        (nw.col("repeat") == s.MAIN_AGAIN, s.MAIN_AGAIN),
        (nw.col("repeat") == s.MAIN_LINE, s.MAIN_LINE),
        ((paid < 0) | (refund < 0), s.NEGATIVE),
        (refund > paid, s.OVER_REFUND),
        ((status == "unpaid") | (paid == 0), s.UNPAID),
        (refund == paid, s.REFUNDED),
        (gone, s.REFUND_BLANK),
        (status == "closed", s.CLOSED),
        (after == "refunding", s.REFUNDING),
        (status.is_null() | ~status.is_in(["paid", "refunded", "none"]), s.NO_STATUS),
        (nw.col("clash"), s.AMBIGUOUS),
        (nw.col("key").is_null(), s.UNREGISTERED),
        (nw.col("at").is_null(), s.NO_TIME),
        (nw.col("slot") == IDLE, s.OUTSIDE),
        (nw.col("running").is_null(), s.NOT_ENTERED),
        *((nw.col("undecided") == state, state) for state in (s.OVERLAPPING, s.NO_SESSION, s.OTHER_EVENT)),
        (refund > 0, s.PART_REFUND),
    ]
    found: nw.Expr = nw.lit(s.COUNTED)
    for fits, code in reversed(cases):
        found = nw.when(fits).then(nw.lit(code)).otherwise(found)
    return found
