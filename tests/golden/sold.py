"""The exports of orders, one for each event of broadcasts: what counts comes to the figure of every entry, to the fen.

Between the orders that count stand those that do not: given back wholly, not paid, a minute after the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from tests.golden.handed_in import session_days
from tests.golden.litong import Contest, Entry
from tests.golden.notice import EVENTS
from workbook.ledger import states
from xladdin.demo.orders import Order, write_export

SHARED_AT = datetime(2024, 9, 25, 20, 15)
"""A moment of both 第一期·活动1 and 活动2; the order of it stands in the exports of both."""
SHARED_FEN = 8_800


def orders_of(made: Contest, label: str, seed: int = 37) -> list[Order]:
    """All orders of an event, as they came in."""
    found: list[Order] = []
    for number, entry in enumerate(made.of_event(label)):
        if not entry.table.filmed and entry.part != "zero":
            found += _of_entry(number, entry, Random(f"{seed} {label} {number}"))
    return sorted(found, key=lambda order: order.at)


def export(made: Contest, label: str, folder: Path) -> Path:
    """The orders of an event as a file of 抖店."""
    path = folder / f"订单 {label}.csv"
    folder.mkdir(parents=True, exist_ok=True)
    write_export(path, orders_of(made, label))
    return path


def _of_entry(number: int, entry: Entry, random: Random) -> Iterator[Order]:
    amounts = _amounts(entry, random)
    for n, net in enumerate(amounts):
        refund = random.randrange(100, 5_000) if (number + n) % 4 == 0 else 0
        state = states.PART_REFUND if refund else states.COUNTED
        yield _order(number, n, entry, random, (net + refund, refund), state)
    if entry.shared:
        yield _shared(entry)
    if number % 3 == 0:
        paid = random.randrange(5_000, 90_000)
        yield _order(number, 90, entry, random, (paid, paid), states.REFUNDED)
    if number % 5 == 0:
        yield _order(number, 91, entry, random, (0, 0), states.UNPAID)
    if entry.table.label == "第二期·活动2" and number == 0:
        late = _order(number, 92, entry, random, (66_600, 0), states.OUTSIDE)
        yield late._replace(at=datetime(2025, 6, 21, 0, 0, 59))


def _amounts(entry: Entry, random: Random) -> list[int]:
    """The net of every order that counts, but for a shared one."""
    count = entry.orders - entry.shared
    left = entry.figure - SHARED_FEN * entry.shared
    most = left // count
    amounts = [random.randrange(most // 2, most) for _ in range(count - 1)]
    return [*amounts, left - sum(amounts)]


def _order(number: int, n: int, entry: Entry, random: Random, amounts: tuple[int, int], state: str) -> Order:
    days = session_days(number, entry)
    at = datetime.combine(days[n % len(days)], time(19, 5)) + timedelta(seconds=random.randrange(6_000))
    name = f"692018{EVENTS.index(entry.table.label):02d}{number:04d}{n:06d}1"
    paid, refund = amounts
    buyer = f"1370000{random.randrange(10_000):04d}"
    status = "待付款" if state == states.UNPAID else "已完成"
    after = "退款成功" if refund else "-"
    host = entry.entrant.account
    return Order(
        name, f"{name[:-1]}2", "枸杞500克", 1, paid, paid, refund, status, after, at, host, buyer, state
    )


def _shared(entry: Entry) -> Order:
    """The same line in both exports."""
    name = f"6920199{entry.entrant.phone}1"
    amounts = (SHARED_FEN, SHARED_FEN, 0)
    host = entry.entrant.account
    return Order(
        name,
        f"{name[:-1]}2",
        "滩羊肉2斤",
        1,
        *amounts,
        "已完成",
        "-",
        SHARED_AT,
        host,
        "13700001234",
        states.COUNTED,
    )
