"""The demo's sales ledger of 利通: what made-up viewers bought from the entrants, as two platforms would export it.

Most orders simply count; beside them stands each thing that happens in such exports, and what becomes of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from schemas.kinds_money import yuan_text
from workbook.ledger import states
from xladdin.demo.people import Person

HEADER: Final = (
    "主订单编号", "子订单编号", "选购商品", "商品数量", "商品单价", "实付金额", "退款金额", "订单状态", "售后状态",
    "订单提交时间", "支付完成时间", "达人昵称", "收货人手机",
)  # fmt: skip
_GOODS: Final = (("枸杞500克", 4_990), ("手工馓子礼盒", 6_880), ("滩羊肉2斤", 15_800), ("灵武长枣5斤", 5_990))
"""What is sold and for how much, fen."""


class Order(NamedTuple):
    """One line of the export, and the state it must end in. Amounts in fen."""

    number: str
    sub: str
    goods: str
    qty: int
    price: int
    paid: int
    refund: int
    status: str
    after: str
    at: datetime
    host: str
    buyer: str
    state: str


def account(person: Person) -> str:
    """The account of an entrant, by which its orders are told."""
    return f"{person.name}的小铺"


def orders_of(people: list[Person], first: datetime, seed: int = 2024) -> list[Order]:
    """Orders of entrants who are live one after the other, a day each, from `first` on."""
    random = Random(seed)
    made = [one for day, person in enumerate(people) for one in _evening(person, first, day, random)]
    return made + _odd(people, first, made)


def _evening(person: Person, first: datetime, day: int, random: Random) -> Iterator[Order]:
    """What one entrant sold in two hours: every seventh order is given back in part, every ninth wholly."""
    start = first + timedelta(days=day)
    for number in range(1, 21 + 3 * day):
        goods, price = random.choice(_GOODS)
        qty = random.randrange(1, 4)
        paid = price * qty
        refund, after, state = 0, "-", states.COUNTED
        if number % 9 == 0:
            refund, after, state = paid, "退款成功", states.REFUNDED
        elif number % 7 == 0:
            refund, after, state = price // 2, "退款成功", states.PART_REFUND
        order = f"69201888{start:%m%d}{day:02d}{number:05d}"
        buyer = f"1370000{random.randrange(10_000):04d}"
        at = start + timedelta(seconds=random.randrange(7_000))
        yield Order(
            order,
            f"{order}1",
            goods,
            qty,
            price,
            paid,
            refund,
            "已完成",
            after,
            at,
            account(person),
            buyer,
            state,
        )


def _odd(people: list[Person], first: datetime, made: list[Order]) -> list[Order]:
    """One line for each other thing that happens; numbers of orders of their own."""
    usual = made[0]
    late = first.replace(year=first.year + 2)

    def odd(number: int, state: str, **changes: Any) -> Order:
        order = f"69201999{first:%m%d}{number:07d}"
        kept: dict[str, Any] = {"refund": 0, "after": "-", **changes}
        return usual._replace(number=order, sub=f"{order}1", state=state, **kept)

    return [
        usual._replace(state=states.DUPLICATE),
        odd(1, states.UNPAID, status="待付款", paid=0),
        odd(2, states.CLOSED, status="交易关闭"),
        odd(3, states.REFUNDING, after="退款中"),
        odd(4, states.UNREGISTERED, host="路过的店"),
        odd(5, states.OUTSIDE, at=late),
        odd(6, states.COUNTED, paid=usual.paid + 4_990),
        odd(6, states.MAIN_AGAIN, paid=usual.paid + 4_990)._replace(sub=f"69201999{first:%m%d}00000062"),
        *(odd(10 + number, states.COUNTED, buyer=people[0].phone) for number in range(3)),
    ]


def sold(orders: list[Order], person: Person) -> int:
    """Net sales of an entrant in fen, by the states the lines are made for."""
    counting = (states.COUNTED, states.PART_REFUND)
    return sum(o.paid - o.refund for o in orders if o.host == account(person) and o.state in counting)


def write_export(path: Path, orders: list[Order]) -> None:
    """A .csv as 抖店 gives it out: GB18030, numbers of orders kept from Excel by ="…" and a TAB."""
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for one in orders:
            amounts = [yuan_text(fen) for fen in (one.price, one.paid, one.refund)]
            out.writerow(
                [f'="{one.number}"', f"{one.sub}\t", one.goods, one.qty, *amounts, one.status, one.after,
                 f"{one.at - timedelta(seconds=40):%Y-%m-%d %H:%M:%S}", f"{one.at:%Y-%m-%d %H:%M:%S}", one.host,
                 one.buyer]
            )  # fmt: skip
