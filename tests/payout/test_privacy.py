"""A thousand made-up people go through the whole contest: no full number of anybody is said, listed, sealed or archived.

Full numbers stay in the columns of the contest workbook that hold them, and in the lists for the bank and the tax filing,
which are what such numbers are for.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from schemas.identity import id_check_digit
from tests.awards import at_work
from tests.awards.at_work import E4
from tests.eligibility.at_work import typed
from tests.eligibility.books import NOTICE, PERSON, PLAN, SESSION
from tests.golden.opened import set_cells
from tests.payout import steps
from tests.shell import contestbook

COUNT = 1000
SURNAMES, GIVEN = (
    "张王李赵陈刘杨黄周吴徐孙马朱胡林郭何高罗",
    "明华丽强芳军敏静磊洋艳勇娜杰涛超霞平刚桂英辉玲鹏飞雪云龙欣怡",
)
HOLDERS = frozenset(("参赛主体", "报名", "领奖信息采集表", "奖金发放表"))
"""Sheets of the workbook that hold numbers of people because that is what they are for."""


def person_name(n):
    return SURNAMES[n % 20] + GIVEN[n // 20 % 30] + GIVEN[(n * 7 + n // 600) % 30]


def number(n):
    first = f"640302{1970 + n % 35}{n % 12 + 1:02d}{n % 28 + 1:02d}{n:03d}"
    return first + id_check_digit(first)


def phone(n):
    return f"139{73_210_000 + 37 * n:08d}"


def people():
    for n in range(COUNT):
        own = {"编号": f"K{n + 1:04d}", "姓名或名称": f"{person_name(n)}"}
        yield (
            n,
            own,
            {**PERSON, **own, "身份证号": number(n), "联系电话": phone(n), "账号昵称": f"橙心铺{n}号"},
        )


def sheets():
    rows = {"参赛主体": [], "报名": [], "直播计划审核": [], "直播报备": [], "场次": []}
    for n, own, entrant in people():
        if n in (900, 901):
            entrant["身份证号"] = number(899)  # three with one number, and one that is none
        if n == 902:
            entrant["身份证号"] = number(n)[:17] + ("1" if number(n)[17] != "1" else "2")
        rows["参赛主体"].append(entrant)
        rows["报名"].append(
            {**own, "期次": "第一期", "活动": "活动4", "报名日期": "2024-09-10", "状态": "有效"}
        )
        rows["直播计划审核"].append({**PLAN, **own, "审核日期": "2024-09-01"})
        rows["直播报备"].append({**NOTICE, **own, "报备时间": "2024-09-01 09:00"})
        rows["场次"].append({**SESSION, **own, "场次号": f"S{n}", "账号": f"橙心铺{n}号"})
    return rows


def orders():
    head = "订单编号,主播,实付金额,退款金额,订单状态,支付时间,买家手机"
    lines = (
        f"D{n:06d},橙心铺{n}号,{5000 - n},0,已完成,2024-11-03 19:30:00,{phone(n + 3)}" for n in range(COUNT)
    )
    return "\n".join([head, *lines])


class Said:
    """All that was said and written where no full number may stand."""

    def __init__(self):
        self.texts = {}

    def run(self, *words):
        for more in ([], ["--json"]):
            status, output = contestbook(*words, *more)
            self.texts[" ".join(str(word) for word in words[:1]) + f" {more} {len(self.texts)}"] = output
            if more == [] and words[0] in ("seal", "bundle"):
                break  # once is enough: the second would be another seal
        return status, output

    def file(self, path):
        for name, part in parts(path.read_bytes()):
            self.texts[f"{path.name}/{name}"] = part


def parts(data):
    """Every part of a zip as text, zips within it too."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            part = package.read(name)
            if part[:4] == b"PK\x03\x04":
                yield from ((f"{name}/{inner}", text) for inner, text in parts(part))
            else:
                yield name, name + "\n" + part.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """The whole way of 第一期·活动4, with mistakes that make every step speak of people."""
    folder = tmp_path_factory.mktemp("privacy")
    book, found = folder / "利通.xlsx", Said()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTESTBOOK_HOME", str(folder / "home"))
        contestbook("new", "litong-2024", "-o", book)
        typed(book, sheets())
        at_work.all_decided(book)
        ledger = folder / "订单.csv"
        ledger.write_text(orders(), encoding="utf-8")
        found.run("eligible", book, "--event", E4, "--as-of", at_work.AS_OF)
        found.run("reconcile", book, "--event", E4, "--ledger", ledger)
        found.run("allocate", book, "--event", E4, "--as-of", at_work.AS_OF)
        status, output = found.run("allocate", book, "--event", E4, "--as-of", at_work.AS_OF, "--final")
        assert status in (0, 1), output[-2000:]
        found.run("explain", book, "--who", "K0001", "--as-of", at_work.AS_OF)
        found.run("payout", book, "--event", E4)
        _collected(book)
        found.run("payout", book, "--event", E4, "--as-of", steps.AFTER)
        _outside(found, folder, book)
        found.file(folder / "公示.xlsx")
        found.file(folder / "签批单.xlsx")
        found.file(folder / "归档.zip")
        opened = load_workbook(book)
        found.texts |= {
            f"利通.xlsx {sheet.title}": "\n".join(
                str(v) for row in sheet.iter_rows(values_only=True) for v in row if v is not None
            )
            for sheet in opened
            if sheet.title not in HOLDERS
        }
    return found


def _collected(book):
    """Payees are typed: most right, one by a wrong number, two on one account, one account as a figure."""
    sheet = load_workbook(book, read_only=True)["领奖信息采集表"]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    at = {title: col for col, title in enumerate(rows[0], 1)}
    edits = []
    for row in range(4, 4 + len(rows) - 1):
        account = steps.card(row if row != 6 else 5)
        edits += [
            ("领奖信息采集表", row, at["开户银行(到支行)"], "工行"),
            ("领奖信息采集表", row, at["银行账号"], account),
        ]
    edits += [
        ("领奖信息采集表", 7, at["证件号码"], number(500)),
        ("领奖信息采集表", 8, at["银行账号"], float(steps.card(9)[:16])),
    ]
    days = {
        "期次": "第一期",
        "活动": "活动4",
        "公示开始": "2024-12-20",
        "公示结束": "2024-12-26",
        "异议受理部门和电话": "电商中心",
    }
    plan = [cell.value for cell in load_workbook(book, read_only=True)["公示安排"][3]]
    edits += [("公示安排", 4, plan.index(title) + 1, value) for title, value in days.items()]
    set_cells(book, edits)


def _outside(found, folder, book):
    """The bank, its answer with mistakes, finance, the seal and the archive."""
    found.run(
        "payout", book, "--event", E4, "--as-of", steps.AFTER, "--export", "bank", "-o", folder / "付款.xlsx"
    )
    lines = [[str(cell or "") for cell in row] for row in steps.bank_file(folder / "付款.xlsx")]
    answers = [_answer(n, row) for n, row in enumerate(lines[1:])]
    back = folder / "回单.csv"
    back.write_text("\n".join(["付款编号,收款账号,户名,金额,结果,日期,原因", *answers]), encoding="gb18030")
    found.run("payout", book, "--event", E4, "--as-of", steps.AFTER, "--import", back)
    found.run("verify", book, "--event", E4, "--payout", folder / "付款.xlsx")
    found.run(
        "payout",
        book,
        "--event",
        E4,
        "--as-of",
        steps.AFTER,
        "--export",
        "public",
        "-o",
        folder / "公示.xlsx",
    )
    signed = ("--preparer", "甲某", "--approver", "乙某", "--document", "纪要1号")
    found.run("seal", book, "--event", E4, *signed, "--print", folder / "签批单.xlsx")
    found.run("verify", book, "--event", E4)
    found.run("bundle", book, "-o", folder / "归档.zip")


def _answer(n, row):
    """A row of the bank's list: the first has no result yet, the second came back, of the third the amount is wrong."""
    word = {0: "处理中", 1: "退票"}.get(n, "成功")
    amount = float(row[4]) + (n == 2)
    return f"{row[0]},{row[2]},{row[1]},{amount},{word},2024-12-30,账号{row[2]}有误"


def test_no_full_number_of_a_thousand_people_is_told_listed_sealed_or_archived(said):
    numbers = (
        {number(n) for n in range(COUNT)}
        | {phone(n) for n in range(COUNT + 3)}
        | {steps.card(n) for n in range(40)}
    )
    runs = re.compile("[0-9]{11,}[0-9Xx]?")
    found = [
        (where, match) for where, text in said.texts.items() for match in runs.findall(text)
        if any(one in match.upper() for one in (numbers if len(match) > 10 else ()))
    ]  # fmt: skip
    assert found == []


def test_it_would_be_found(said):
    """The people are spoken of, by their last four; and every step said something."""
    assert {name.split()[0] for name in said.texts if " [" in name} >= {
        "eligible",
        "reconcile",
        "allocate",
        "payout",
        "verify",
    }
    every = "\n".join(said.texts.values())
    assert f"…{number(500)[-4:]}" in every
    for code in ("ACCOUNT_SHARED", "CARD_PRECISION", "PAYEE_ID_OTHER", "RETURN_WORD", "RETURN_AMOUNT"):
        assert code in every, code
