"""Paying out 第一期·活动4 of the small contest (`tests.awards.at_work`): what people type, run and see."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from schemas.identity import luhn
from tests.awards.at_work import E4, added, cells, found, key
from tests.merge.test_merge_command import rows
from tests.page import typing
from tests.shell import contestbook

AFTER = "2026-06-01"
"""A day on which the publication is over."""
WINNERS = range(1, 19)


def card(number):
    """A card with a right check digit, made up."""
    digits = f"621799{number:012d}"
    return next(f"{digits}{last}" for last in range(10) if luhn(f"{digits}{last}"))


def payout(book, *words, event=E4, as_of=AFTER):
    """The exit status; "CODE cell" of each finding of the workbook and of the bank's list, or the code of the refusal."""
    asked = ["--event", event] if event else []
    status, output = contestbook("payout", book, "--as-of", as_of, *asked, *words, "--json")
    files = json.loads(output)["files"]
    if files[0]["reason"]:
        return status, files[0]["reason"]["code"]
    return status, [found(finding) for file in files for finding in file["findings"]]


def codes(book, *words, **more):
    """The codes alone, each once, without those of lines that only wait for data."""
    status, told = payout(book, *words, **more)
    assert status in (0, 1), told
    return sorted({one.split()[0] for one in told} - {"PAYEE_WAITING"})


def published(book, start="2024-12-20", end="2024-12-26"):
    """The publication is typed."""
    added(book, "公示安排", {"期次": "第一期", "活动": "活动4", "公示开始": start, "公示结束": end,
                             "异议受理部门和电话": "电商中心 0953-1234567"})  # fmt: skip


def filled_in(book, *numbers):
    """The winners' accounts are typed."""
    changes = {}
    for number in numbers or WINNERS:
        changes[key(number), "活动4", "开户银行(到支行)"] = "工商银行利通支行"
        changes[key(number), "活动4", "银行账号"] = card(number)
    cells(book, "领奖信息采集表", changes)


def ready(book):
    """Everything is there: the lines are 待付."""
    payout(book)
    published(book)
    filled_in(book)
    assert codes(book) == []


def lines(book, *titles):
    """The lines of 奖金发放表 as texts."""
    return [" ".join(row) for row in rows(book, "奖金发放表", *titles)]


def of(book, number, *titles):
    """The lines of one winner."""
    found_ = rows(book, "奖金发放表", "编号", *titles)
    return [" ".join(str(part) for part in row[1:]) for row in found_ if row[0] == key(number)]


def typed(book, number, at=0, **said):
    """Finance fills in a line of a winner. at: which of his lines."""
    with typing(book, "奖金发放表") as page:
        header = [one.value for one in page[HEADER_ROW]]
        keys = header.index("编号")
        mine = [row for row in page.iter_rows(HEADER_ROW + 1) if row[keys].value == key(number)]
        for title, value in said.items():
            mine[at][header.index(title)].value = value


def sums(book):
    """What 奖金汇总 says of the first phase."""
    told = rows(book, "奖金汇总", "期次", "项目", "奖金", "未分配")
    return {row[1]: row[2] or row[3] for row in told if row[0] == "第一期" and row[1] in _SUMS}


_SUMS = ("已定稿", "已发放", "待付", "放弃领奖", "未列入发放表")


def bank_file(path):
    """The rows of an exported list."""
    return [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]


def answer(path, *lines_, header="付款编号|金额|状态|交易日期|失败原因"):
    """A bank's list is saved as CSV."""
    path.write_text("\n".join([header, *lines_]).replace("|", ","), encoding="gb18030")
    return path
