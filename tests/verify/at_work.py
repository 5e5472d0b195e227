"""A small contest that is final (tests/awards) with its payouts typed beside it; and what verify says of it.

第一期·活动4: K0001 to K0020 sold 20,000元, 19,000元 … 1,000元. 一等奖 3 x 10,000, 二等奖 5 x 8,000, 三等奖 10 x 1,000.
Each of the 18 winners is paid on a line of 奖金发放表 (row 4: K0001 …) by an account of his own; 公示 was 12-02 to 12-06.
"""

from __future__ import annotations

from datetime import date

from schemas.book import HEADER_ROW
from tests.awards.at_work import id_no, key, name
from tests.golden.opened import set_cells
from tests.page import read
from workbook.codes import severity
from workbook.edits import SetCell
from workbook.model import Cell
from workbook.shown import show
from workbook.verify.check import verify
from workbook.verify.lists import list_of
from workbook.xlsx.reading.reader import read_here
from workbook.xlsx.writing.filehost import FileHost
from xladdin.outside import outside_book

EVENT = ("第一期", "活动4")
WINNERS = 18
NOTICE_ENDS, PAY_DAY = date(2024, 12, 6), date(2024, 12, 10)
WHO = {"期次": "第一期", "活动": "活动4"}


def serial(day):
    """A day as Excel keeps it."""
    return float((day - date(1899, 12, 30)).days)


def tier(number):
    return ("一等奖", 10000.0) if number <= 3 else ("二等奖", 8000.0) if number <= 8 else ("三等奖", 1000.0)


def card(number):
    """A card whose last digit passes the Luhn check."""
    start = f"621799{number:012d}"
    doubled = [sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(start))]
    return f"{start}{-sum(doubled) % 10}"


def collected(number, **more):
    own = {"编号": key(number), "姓名或名称": name(number), **WHO, "收款人类型": "个人"}
    papers = {"收款人(户名)": name(number), "证件类型": "居民身份证", "证件号码": id_no(number)}
    return {**own, **papers, "开户银行(到支行)": "工商银行利通支行", "银行账号": card(number), **more}


def line(number, **more):
    prize, award = tier(number)
    tax = award / 5
    amounts = {
        "奖金": award,
        "应发(税前)": award,
        "税目": "偶然所得",
        "税率": "20%",
        "代扣个税": tax,
        "实发": award - tax,
    }
    return {**collected(number), "序号": float(number), "奖项": prize, **amounts, "状态": "待付", **more}


def typed(book, sheet, *rows, first=HEADER_ROW + 1):
    """Rows are typed from this row on; titles a sheet does not have are left out."""
    titles = {title: number for number, title in enumerate(read(book, sheet)[HEADER_ROW - 1], 1)}
    cells = [
        (sheet, number, titles[title], value)
        for number, row in enumerate(rows, first)
        for title, value in row.items()
        if title in titles
    ]
    set_cells(book, cells)


def pay(book, lines=None):
    """The payouts of all winners, collected and listed."""
    numbers = range(1, WINNERS + 1)
    typed(book, "领奖信息采集表", *(collected(number) for number in numbers))
    typed(book, "奖金发放表", *(lines or [line(number) for number in numbers]))
    typed(book, "公示安排", {**WHO, "公示开始": serial(date(2024, 12, 2)), "公示结束": serial(NOTICE_ENDS)})
    recalculated(book)


def recalculated(book):
    """What 奖金汇总 says of 奖金发放表, as Excel reckons it when it opens the workbook."""
    titles, *lines = read(book, "奖金发放表")[HEADER_ROW - 1 :]
    award, state = titles.index("奖金"), titles.index("状态")
    amounts = [(line[award], line[state]) for line in lines if isinstance(line[award], float | int)]
    listed = float(sum(amount for amount, _ in amounts))
    out = float(sum(amount for amount, said in amounts if said in ("已付", "退票")))
    given_up = float(sum(amount for amount, said in amounts if said == "放弃"))
    formulas = read(book, "奖金汇总", live=True)
    host = FileHost(book.read_bytes(), book.name)
    sums = {"I8": out, "I9": listed - out - given_up, "I10": given_up, "J11": 80000.0 - listed}
    for cell, value in sums.items():
        at = Cell.parse(cell)
        host.apply([SetCell("奖金汇总", at, value, formulas[at.row - 1][at.col - 1])])
    book.write_bytes(host.data)


def change(book, sheet, title, value, *named):
    """One cell is typed: of the first row in which all of these texts stand."""
    titles, *lines = read(book, sheet)[HEADER_ROW - 1 :]
    for number, row in enumerate(lines, HEADER_ROW + 1):
        if set(named) <= {str(cell) for cell in row}:
            set_cells(book, [(sheet, number, titles.index(title) + 1, value)])
            return
    raise AssertionError(named)


def decided(book, **answers):
    """Points are decided otherwise; their papers stand."""
    for point, answer in answers.items():
        change(book, "待确认事项", "决定", answer, point)


def findings(book, given=None, asked=(EVENT,)):
    """All findings; given: a list of the bank, as a file."""
    found = read_here(book.read_bytes(), book.name)
    listed = list_of(outside_book(given, None)) if given else None
    return verify(found, asked, listed).findings


def told(book, given=None, levels=("error", "warning")):
    """ "CODE sheet and cell" of what must be corrected or looked at."""
    return [_said(one) for one in findings(book, given) if severity(one.code) in levels]


def _said(finding):
    cell = finding.at.cell
    return f"{finding.code} {finding.at.sheet or ''}{cell.a1 if cell else ''}"


def messages(book, code, given=None):
    return [show(one).message for one in findings(book, given) if one.code == code]
