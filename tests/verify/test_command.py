"""`contestbook verify` as finance types it, and the page it makes."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from tests.page import read
from tests.shell import contestbook
from tests.verify.at_work import WHO, card, change, typed
from tests.verify.test_lists import bank_list, rows
from workbook.formula_lint import lint_formula


def verify(book, *words):
    status, output = contestbook("verify", book, *words, "--json")
    (file,) = json.loads(output)["files"]
    return status, file


def page(book, live=False):
    """The rows of 财务复核 as texts."""
    found = [[value or "" for value in row] for row in read(book, "财务复核", live)[3:]]
    return [row for row in found if any(row)]


def contents(book):
    """What every other sheet says, but for the journal."""
    made = load_workbook(book)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in made
        if sheet.title not in ("财务复核", "操作记录")
    }


def test_the_page_of_a_clean_book(book):
    status, file = verify(book, "--event", "第一期·活动4")
    assert (status, file["status"], file["findings"]) == (0, "ok", [])
    assert page(book) == [
        ["复核的活动（另一套算法）", "1个已定稿", "要复核的都已定稿", "一致", ""],
        ["第一期·活动4 获奖", "18个，80,000.00元", "18个，80,000.00元", "一致", ""],
        ["第一期合计 与批准数", "500,000.00元", "80,000.00元", "有结余", "差420,000.00元"],
        ["第一期合计 大写", "捌万元整", "捌万元整", "一致", "奖金汇总!K5"],
        ["发放表 奖金合计", "80,000.00元", "80,000.00元", "一致", ""],
        ["发放表 应发(税前)合计", "80,000.00元", "80,000.00元", "一致", ""],
        ["发放表 代扣个税合计", "16,000.00元", "16,000.00元", "一致", ""],
        ["发放表 实发合计", "64,000.00元", "64,000.00元", "一致", ""],
        ["实发合计 大写", "陆万肆仟元整", "", "", ""],
        ["其中 已付", "", "0笔，0.00元", "", ""],
        ["其中 待付", "", "18笔，80,000.00元", "", ""],
        ["其中 放弃", "", "0笔，0.00元", "", ""],
        ["应付＝已付＋待付＋放弃", "80,000.00元", "80,000.00元", "一致", "共18笔"],
        ["待确认事项（分配、发放）", "全部定", "全部定", "一致", "待确认事项"],
        ["不一致、请核实的", "没有", "没有", "一致", ""],
        ["制表人：", "复核人：", "财务负责人：", "", "日期："],
    ]


def test_its_formulas_run_in_every_excel_and_look_at_no_personal_number(book):
    verify(book)
    formulas = [cell for row in page(book, live=True) for cell in row if str(cell).startswith("=")]
    assert len(formulas) > 5
    assert [fault for text in formulas for fault in lint_formula(text)] == []


def test_nothing_else_in_the_book_changes_and_a_second_run_writes_nothing(book):
    before = contents(book)
    status, _ = verify(book)
    assert (status, contents(book)) == (0, before)
    saved = book.read_bytes()
    verify(book)
    assert book.read_bytes() == saved


def test_undo_takes_the_page_away(book):
    before = page(book)
    verify(book)
    assert page(book) != before
    contestbook("undo", book, "--in-place")
    assert page(book) == before


def test_a_difference_is_named_at_its_cell_and_on_the_page(book):
    change(book, "奖金发放表", "实发", 7999.0, "K0001")
    status, file = verify(book, "--event", "第一期·活动4")
    assert (status, [(f["code"], f["cell"]) for f in file["findings"]]) == (
        1, [("NET_MISMATCH", "S4"), ("VERIFY_TAX", "S4")],
    )  # fmt: skip
    made = page(book)
    assert made[0][3] == "2处不一致"
    assert ["发放表 实发合计", "64,000.00元", "63,999.00元", "不一致", ""] in made
    assert made[-2][3:] == ["必须改", "奖金发放表!S4"]


def test_a_page_that_became_shorter_leaves_nothing_behind(book):
    change(book, "奖金发放表", "实发", 7999.0, "K0001")
    verify(book)
    change(book, "奖金发放表", "实发", 8000.0, "K0001")
    verify(book)
    assert len(page(book)) == 16


def test_at_most_twenty_differences_are_listed(book):
    for number in range(1, 16):
        change(book, "奖金发放表", "银行账号", card(60 + number), f"K{number:04d}")
        change(book, "奖金发放表", "证件号码", "360102199803150000", f"K{number:04d}")
    verify(book)
    made = page(book)
    numbered = [row for row in made if row[0].partition(".")[0].isdigit()]
    assert len(numbered) == 20
    assert [row[0] for row in made if row[0].startswith("……")] == ["……另有40处，见屏幕"]


def test_the_page_names_no_whole_number(book):
    change(book, "奖金发放表", "银行账号", card(60), "K0001")
    _, file = verify(book)
    for number in (card(1), card(60)):
        assert number not in str(page(book)) + json.dumps(file)


def test_the_code_of_the_last_seal_stands_beside_its_event(book):
    typed(book, "定稿锁定", {**WHO, "校验码": "ABCD-0001"}, {**WHO, "校验码": "ABCD-0002"})
    verify(book)
    assert page(book)[1][4] == "校验码 ABCD-0002"


def test_open_decisions_stand_on_the_page(book):
    change(book, "待确认事项", "决定", None, "T17")
    verify(book)
    assert ["待确认事项没有定完", "全部定", "T17", "待定", "待确认事项"] in page(book)


def test_a_list_of_the_bank(book):
    status, file = verify(book, "--payout", bank_list(book, rows(), encoding="gbk"))
    assert (status, [f["code"] for f in file["findings"] if f["severity"] == "error"]) == (0, [])
    assert ["银行（工资）清单", "逐笔与发放表核对", "18笔，64,000.00元", "一致", ""] in page(book)
    status, file = verify(book, "--payout", bank_list(book, rows(r3={"金额": 1})))
    errors = [f["code"] for f in file["findings"] if f["severity"] == "error"]
    assert (status, errors) == (1, ["VERIFY_LIST_AMOUNT"])
    assert ["银行（工资）清单", "逐笔与发放表核对", "18笔，56,001.00元", "1处不一致", ""] in page(book)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "LIST_TEXT"),
        (b"%PDF-1.4 nothing", "LIST_TEXT"),
        ("户名,编号\n张三,1".encode(), "VERIFY_LIST_COLUMNS"),
        (b"\xff\xfe\x00", "LIST_TEXT"),
    ],
)
def test_a_file_that_is_no_list_is_refused_by_its_name_and_nothing_is_written(book, content, code):
    path = book.parent / "清单.csv"
    path.write_bytes(content)
    before = book.read_bytes()
    status, file = verify(book, "--payout", path)
    assert (status, file["reason"]["code"], file["file"]) == (2, code, "清单.csv")
    assert book.read_bytes() == before


def test_nothing_final_is_nothing_to_verify(book):
    status, file = verify(book, "--event", "第一期·活动1")
    assert (status, file["reason"]["code"]) == (2, "VERIFY_NONE")


def test_a_missing_list_and_another_workbook(book):
    status, file = verify(book, "--payout", book.parent / "没有.csv")
    assert (status, file["reason"]["code"]) == (2, "FILE_MISSING")


def test_the_terminal_says_what_to_do(book):
    status, output = contestbook("verify", book, "--event", "第一期·活动4")
    assert status == 0
    assert "重算的结果与台账一致；请打印“财务复核”签字。" in output
    change(book, "奖金发放表", "实发", 7999.0, "K0001")
    status, output = contestbook("verify", book)
    assert status == 1
    assert "改正以前不要付款" in output


def test_one_cause_does_not_fill_the_list_of_differences(book):
    """Many accounts and numbers are wrong and one amount is text: that is on the page."""
    for number in range(1, 19):
        change(book, "奖金发放表", "银行账号", card(60 + number), f"K{number:04d}")
        change(book, "奖金发放表", "证件号码", "360102199803150000", f"K{number:04d}")
    change(book, "奖金发放表", "实发", "800.00", "K0018")
    verify(book)
    listed = [row for row in page(book) if row[0].partition(".")[0].isdigit()]
    assert [row[4] for row in listed if "文本" in row[0]] == ["奖金发放表!S21"]
