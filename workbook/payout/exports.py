"""The lists that leave the workbook: for the bank, for the tax filing, and to be signed; their columns may be mapped.

An office may name the columns its bank wants on 列名对照 (表: 银行付款, 个税申报): one row a column, in order. Writing the
file is left to `xlsx.making.pay_lists` and the shell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from schemas.kinds_date import day_number
from workbook.edits import Scalar
from workbook.ledger.sheet import yuan
from workbook.payout.lines import AGAIN, READY, WAIVED, Due, Kind, Line, came_back

BANK, TAX, SIGNED = "bank", "tax", "list"
NAMES: Final[Mapping[str, str]] = {BANK: "银行付款", TAX: "个税申报", SIGNED: "签领单"}
"""Kind of list -> its name on 列名对照 and in titles."""


class ListColumn(NamedTuple):
    """A column of a list: the header it has there, and which of FIELDS stands in it."""

    title: str
    field: str


def reference(line: Line) -> str:
    """What a payment is called towards the bank: the line and the batch it was sent in; comes back in the bank's answer."""
    return f"P{line.number:04d}-{line.batch}"


def purpose(line: Line) -> str:
    """What is paid: 第一期·活动1三等奖奖金."""
    return f"{line.due.scope.label}{line.due.group}{line.due.tier}奖金"


FIELDS: Final[Mapping[str, Callable[[Line], Scalar]]] = {
    "序号": lambda line: float(line.number),
    "付款编号": reference,
    "期次": lambda line: line.due.scope.phase or None,
    "活动": lambda line: line.due.scope.event,
    "期次活动": lambda line: line.due.scope.label,
    "组别": lambda line: line.due.group or None,
    "奖项": lambda line: line.due.tier,
    "编号": lambda line: line.due.key,
    "姓名或名称": lambda line: line.name,
    "收款人": lambda line: line.to.payee or None,
    "证件类型": lambda line: line.to.id_type or None,
    "证件号码": lambda line: line.to.id_no or None,
    "开户银行": lambda line: line.to.bank or None,
    "银行账号": lambda line: line.to.account or None,
    "奖金": lambda line: yuan(line.money.award),
    "应发": lambda line: yuan(line.money.gross),
    "税目": lambda line: line.money.head,
    "税率": lambda line: line.money.rate or None,
    "代扣个税": lambda line: None if line.money.tax is None else yuan(line.money.tax),
    "实发": lambda line: None if line.money.net is None else yuan(line.money.net),
    "用途": purpose,
    "批次": lambda line: float(line.batch) if line.batch else None,
    "付款日期": lambda line: None if line.paid_on is None else day_number(line.paid_on),
    "签字": lambda line: None,
    "备注": lambda line: line.remark or None,
}
"""What may stand in a list, by the words for it."""

MONEY: Final = ("奖金", "应发", "代扣个税", "实发")
DAYS: Final = ("付款日期",)
COLUMNS: Final[Mapping[str, Sequence[ListColumn]]] = {
    BANK: (
        ListColumn("付款编号", "付款编号"),
        ListColumn("收款人户名", "收款人"),
        ListColumn("收款账号", "银行账号"),
        ListColumn("开户银行", "开户银行"),
        ListColumn("金额(元)", "实发"),
        ListColumn("用途", "用途"),
    ),
    TAX: (
        ListColumn("序号", "序号"),
        ListColumn("姓名", "收款人"),
        ListColumn("证件类型", "证件类型"),
        ListColumn("证件号码", "证件号码"),
        ListColumn("所得项目", "税目"),
        ListColumn("收入额(元)", "应发"),
        ListColumn("税率", "税率"),
        ListColumn("扣缴税额(元)", "代扣个税"),
        ListColumn("支付日期", "付款日期"),
        ListColumn("备注", "用途"),
    ),
    SIGNED: (
        ListColumn("序号", "序号"),
        ListColumn("活动", "期次活动"),
        ListColumn("组别", "组别"),
        ListColumn("奖项", "奖项"),
        ListColumn("获奖者", "姓名或名称"),
        ListColumn("收款人", "收款人"),
        ListColumn("证件号码", "证件号码"),
        ListColumn("开户银行", "开户银行"),
        ListColumn("银行账号", "银行账号"),
        ListColumn("应发(税前)", "应发"),
        ListColumn("代扣个税", "代扣个税"),
        ListColumn("实发", "实发"),
        ListColumn("领款人签字", "签字"),
    ),
}
"""The columns of a list where the office named none."""


def payable(line: Line) -> bool:
    """Whether nothing but an open point keeps a line from the bank."""
    return line.kind is Kind.OPEN and line.state in (READY, AGAIN)


def to_send(lines: Sequence[Line], batch: int) -> list[Line]:
    """The lines that can be paid now, as they go to the bank in this batch.

    Whoever has to give something back first is not paid anew.
    """
    owing = {(line.due.scope, line.due.key) for line in lines if line.kind is Kind.TAKEN_BACK}
    return [
        replace(line, batch=batch, kind=Kind.SENT)
        for line in lines
        if payable(line) and line.money.net is not None and (line.due.scope, line.due.key) not in owing
    ]


def next_batch(lines: Iterable[Line]) -> int:
    """The number of the next batch."""
    return max((line.batch for line in lines), default=0) + 1


def to_declare(lines: Iterable[Line], month: date | None) -> list[Line]:
    """What was paid with tax withheld, and what of it was taken back; month: only of payments of this month."""

    def asked(line: Line) -> bool:
        day = line.paid_on
        return month is None or (day is not None and (day.year, day.month) == (month.year, month.month))

    return [
        line
        for line in lines
        if line.money.tax and (line.kind is Kind.DONE or _of_paid(line, lines)) and asked(line)
    ]


def _of_paid(line: Line, lines: Iterable[Line]) -> bool:
    """Whether a reversal takes off a line that was called paid; what was never called so was not declared either."""
    paid = any(one.due == line.due and one.kind is Kind.DONE and came_back(one) for one in lines)
    return line.kind is Kind.REVERSAL and paid


def to_sign(lines: Sequence[Line]) -> list[Line]:
    """Lines that people sign for, each prize once: not what was given up, came back, is to be given back or is open."""
    taken: dict[Due, int] = {}
    for line in lines:
        if line.kind is Kind.TAKEN_BACK or (line.kind is Kind.DONE and line.money.award < 0):
            taken[line.due] = max(line.number, taken.get(line.due, 0))
    return [
        line
        for line in lines
        if line.money.award > 0
        and line.money.net is not None
        and line.state != WAIVED
        and not came_back(line)
        and not (line.kind is Kind.DONE and line.number < taken.get(line.due, 0))
    ]


def cells(lines: Iterable[Line], columns: Sequence[ListColumn]) -> list[list[Scalar]]:
    """A row for each line."""
    return [[FIELDS[column.field](line) for column in columns] for line in lines]
