"""A list of the bank or of payroll against 奖金发放表: files as banks write them; one row changed, one finding."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from tests.awards.at_work import id_no, name
from tests.verify.at_work import (
    EVENT,
    PAY_DAY,
    WINNERS,
    card,
    change,
    findings,
    line,
    messages,
    pay,
    recalculated,
    serial,
    told,
)
from workbook.host import Refused
from workbook.verify.check import verify
from workbook.verify.lists import list_of
from workbook.xlsx.reading.reader import read_here

TITLES = ("序号", "户名", "账号", "金额")


def row(number, **more):
    given = {"序号": number, "户名": name(number), "账号": card(number), "金额": line(number)["实发"]}
    return {**given, **more}


def rows(**instead):
    """A row a winner; some otherwise: r3={...}; None leaves one out."""
    found = []
    for number in range(1, WINNERS + 1):
        other = instead.get(f"r{number}", {})
        found += [] if other is None else [row(number, **other)]
    return found


def bank_list(book, lines, titles=TITLES, encoding="utf-8-sig", separator=","):
    path = book.parent / "代发清单.csv"
    table = [titles, *([line.get(title, "") for title in titles] for line in lines)]
    text = "\r\n".join(separator.join(str(cell) for cell in line) for line in table)
    path.write_bytes(text.encode(encoding))
    return path


def compared(book, lines, **how):
    return told(book, bank_list(book, lines, **how))


# ---- Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_list_that_agrees(book, encoding, separator):
    assert compared(book, rows(), encoding=encoding, separator=separator) == []


def test_other_words_for_the_columns(book):
    lines = [
        {"收款人姓名": one["户名"], "收款账号": one["账号"], "实发金额": f"{one['金额']:,.2f}"}
        for one in rows()
    ]
    titles = ("收款账号", "收款人姓名", "实发金额")
    assert compared(book, lines, titles=titles, separator="\t") == []


def test_a_workbook_with_a_title_above_and_sums_below(book):
    made = Workbook()
    page = made.active
    page.append(["利通区带货奖金代发清单"])
    page.append([])
    page.append(list(TITLES))
    for one in rows():
        page.append(list(one.values()))
    page.append(["合计", None, None, sum(one["金额"] for one in rows())])
    path = book.parent / "代发.xlsx"
    made.save(path)

    given = list_of(read_here(path.read_bytes(), path.name))
    assert (len(given.entries), given.total) == (WINNERS, 6400000)
    assert [f.code for f in verify(read_here(book.read_bytes(), book.name), [EVENT], given).findings] == []


@pytest.mark.parametrize(
    ("titles", "missing"),
    [
        (("户名", "金额"), "账号（或身份证号）"),
        (("姓名", "编号"), "账号（或身份证号）、金额（实发）"),
        (("甲", "乙"), "户名（姓名、收款人）、账号（或身份证号）、金额（实发）"),
    ],
)
def test_a_list_with_other_columns_is_refused_and_names_what_was_not_found(book, titles, missing):
    path = bank_list(book, rows(), titles=titles)
    with pytest.raises(Refused) as refused:
        findings(book, path)
    assert (refused.value.code, refused.value.detail) == ("VERIFY_LIST_COLUMNS", missing)


def test_a_list_without_rows_is_refused(book):
    with pytest.raises(Refused, match="VERIFY_LIST_EMPTY"):
        compared(book, [])


# ---- Rows

CHANGES = {
    "an amount": ({"r3": {"金额": 7999}}, ["VERIFY_LIST_AMOUNT D4"]),
    "a name": ({"r3": {"户名": "李四"}}, ["VERIFY_LIST_NAME B4"]),
    "an account": ({"r3": {"账号": card(50)}}, ["VERIFY_LIST_ACCOUNT C4"]),
    "amount and account": (
        {"r3": {"账号": card(50), "金额": 1}},
        ["VERIFY_LIST_AMOUNT D4", "VERIFY_LIST_ACCOUNT C4"],
    ),
    "nobody": ({"r3": None}, ["VERIFY_LIST_MISSING 奖金发放表S6"]),
    "somebody else": (
        {"r3": {"户名": "李四", "账号": card(50)}},
        ["VERIFY_LIST_EXTRA D4", "VERIFY_LIST_MISSING 奖金发放表S6"],
    ),
    "two accounts exchanged": (
        {"r3": {"账号": card(2)}, "r2": {"账号": card(3)}},
        ["VERIFY_LIST_NAME B3", "VERIFY_LIST_NAME B4"],
    ),
}


@pytest.mark.parametrize(("instead", "expected"), CHANGES.values(), ids=CHANGES)
def test_one_row_one_finding(book, instead, expected):
    assert compared(book, rows(**instead)) == expected


def test_a_row_twice(book):
    assert compared(book, [*rows(), row(3)]) == ["VERIFY_LIST_TWICE D20"]


def test_a_row_too_many(book):
    assert compared(book, [*rows(), row(19, 金额=500, 账号=card(19))]) == ["VERIFY_LIST_EXTRA D20"]


def test_id_numbers_gross_and_tax_are_compared_where_the_list_has_them(book):
    titles = (*TITLES, "身份证号", "应发", "个税")
    lines = [
        {**row(n), "身份证号": id_no(n), "应发": line(n)["应发(税前)"], "个税": line(n)["代扣个税"]}
        for n in range(1, WINNERS + 1)
    ]
    assert compared(book, lines, titles=titles) == []
    lines[2] |= {"身份证号": id_no(4), "应发": 10001}
    assert compared(book, lines, titles=titles) == [
        "NET_MISMATCH D4",
        "VERIFY_LIST_ID E4",
        "VERIFY_LIST_AMOUNT F4",
    ]


def test_the_sum_below_the_list(book):
    assert compared(book, [*rows(), {"序号": "合计", "金额": 64001}]) == ["VERIFY_SUM D20"]


def test_a_payment_the_bank_returned(final_book):
    paid = {"状态": "已付", "付款日期": serial(PAY_DAY), "批次": 1.0}
    pay(final_book, [line(number, **paid) for number in range(1, WINNERS + 1)])
    lines = [{**one, "交易状态": "交易成功"} for one in rows()]
    lines[4]["交易状态"] = "退票"
    titles = (*TITLES, "交易状态")
    assert compared(final_book, lines, titles=titles) == [
        "VERIFY_LIST_MISSING 奖金发放表S8",
        "VERIFY_LIST_RETURNED E6",
    ]


def test_lines_that_are_given_up_or_wait_for_an_account_are_not_to_be_paid(book):
    change(book, "奖金发放表", "状态", "放弃", "K0003")
    change(book, "领奖信息采集表", "放弃领奖", "是", "K0003")
    change(book, "奖金发放表", "状态", "待收款信息", "K0004")
    recalculated(book)
    assert compared(book, rows(r3=None, r4=None)) == []
    assert compared(book, rows(r4=None)) == ["VERIFY_LIST_EXTRA D4"]


def test_every_sheet_of_a_list_is_compared(book, tmp_path):
    """Two batches in one file; a row too many on the second is seen."""
    made = Workbook()
    made.active.title = "第1批"
    made.create_sheet("说明").append(["本表由银行导出"])
    second = made.create_sheet("第2批")
    for sheet, lines in ((made.active, rows()[:9]), (second, [*rows()[9:], row(20, 金额=800.0)])):
        for one in (TITLES, *([line_[title] for title in TITLES] for line_ in lines)):
            sheet.append(one)
    path = tmp_path / "清单.xlsx"
    made.save(path)
    listed = list_of(read_here(path.read_bytes(), path.name))
    found = verify(read_here(book.read_bytes(), book.name), (EVENT,), listed).findings
    assert [f"{f.code} {f.at.sheet}!{f.at.cell.a1}" for f in found] == ["VERIFY_LIST_EXTRA 第2批!D11"]
    assert len(listed.entries) == WINNERS + 1


def test_an_amount_nobody_can_read_is_told(book):
    extra = row(20, 金额="捌佰元整")
    assert compared(book, [*rows(), extra]) == ["VERIFY_LIST_UNREAD D20"]
    assert compared(book, [*rows(), row(20, 金额=""), row(20, 金额=0)]) == []


def test_a_negative_row_takes_back_the_row_it_speaks_of(book):
    taken = row(3, 金额=-8000.0)
    assert compared(book, [*rows(), row(3), taken]) == []
    assert compared(book, [*rows(), taken]) == ["VERIFY_LIST_MISSING 奖金发放表S6"]
    assert compared(book, [*rows(), row(3, 金额=-7000.0)]) == ["VERIFY_LIST_EXTRA D20"]


def test_on_a_statement_the_account_that_pays_is_not_taken_for_the_payee(book):
    """Banks write 账号 and 户名 for whose statement it is, 对方账号 and 对方户名 for whom it paid."""
    titles = ("户名", "账号", "对方户名", "对方账号", "借方金额")
    own = {"户名": "某某区电子商务中心", "账号": "36050110000000012345"}
    lines = [
        {**own, "对方户名": one["户名"], "对方账号": one["账号"], "借方金额": one["金额"]} for one in rows()
    ]
    assert compared(book, lines, titles=titles) == []


@pytest.mark.parametrize("words", ["合 计", "合　计", "共18笔", "总计："])
def test_a_total_however_it_is_called_is_no_payment(book, words):
    total = sum(one["金额"] for one in rows())
    assert compared(book, [*rows(), {"户名": words, "金额": total}]) == []
    assert compared(book, [*rows(), {"户名": words, "金额": total + 1}]) == ["VERIFY_SUM D20"]


def test_accounts_written_as_a_formula_keep_their_digits(book):
    assert compared(book, [{**one, "账号": f'="{one["账号"]}"'} for one in rows()]) == []


def test_accounts_are_masked(book):
    path = bank_list(book, rows(r3={"账号": card(50)}))
    (said,) = messages(book, "VERIFY_LIST_ACCOUNT", path)
    assert said == f"李某的账号清单上是…{card(50)[-4:]}，奖金发放表第6行是…{card(3)[-4:]}"
