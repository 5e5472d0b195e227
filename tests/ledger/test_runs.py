"""Runs over one event and over all: what each replaces, and that what counts ties with the rows of entrants."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from tests.eligibility.at_work import listed, typed
from tests.eligibility.books import ENTRY, SESSION
from tests.ledger.at_work import EVENT, PART, SOLD, decided, entered_twice, run, sales, states
from tests.merge.test_merge_command import rows
from tests.shell import contestbook


def test_what_is_said_of_an_event_is_said_anew_by_either_kind_of_run(book, export):
    decided(book, T10="支付时间")
    typed(book, {"场次": [{**SESSION, "申报销售额": 1500, "数据来源等级": "平台导出"}]})
    run(book, export(SOLD))
    assert [row[0] for row in listed(book)] == ["CLAIM_GAP"]
    whole = export(SOLD.replace("1280.50", "1500.00"), name="全.csv")
    run(book, whole, words=["--event", EVENT])
    assert "问题清单" not in load_workbook(book).sheetnames


def test_one_event_is_reconciled_and_the_others_stay(book, export):
    ledger = export(SOLD, PART)
    run(book, ledger)
    before = sales(book, "活动", "实付")
    typed(
        book, {"报名": [ENTRY, {**ENTRY, "编号": "K0002", "姓名或名称": "李四"}, {**ENTRY, "活动": "活动5"}]}
    )
    later = export("E7|橙心小铺|5.00||已完成|2024-12-05 10:00:00|", name="十二月.csv")
    assert run(book, later, words=["--event", "第一期·活动5"])[0] == 0
    assert sales(book, "活动", "实付")[:2] == before
    assert states(book)["计入"] == ("1", "1280.5", "0")


def test_events_decided_differently_are_reconciled_one_by_one(book, export):
    made = load_workbook(book)
    sheet = made["规则_政策"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "政策项" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, columns["政策项"]).value)
    for title, value in {"期次": "第一期", "活动": "活动4", "政策项": "计分时间", "选定": "下单时间"}.items():
        sheet.cell(last + 1, columns[title]).value = value
    made.save(book)
    assert run(book, export(SOLD)) == (2, "BASIS_MIXED")
    assert run(book, export(SOLD), words=["--event", EVENT])[0] in (0, 1)


def test_what_counts_is_tied_to_the_rows_of_entrants(book, export):
    entered_twice(book)
    decided(book, T10="支付时间", T11="各算一次")
    ledger = export(
        "E1|橙心小铺|100.00||已完成|2024-09-25 10:00:00|", "E2|橙心小铺|1.00||已完成|2024-10-05 10:00:00|"
    )
    run(book, ledger, words=["--event", "第一期·活动1"])
    found = states(book, "第一期·活动1")
    assert [found[name][1] for name in ("计入净额", "减：计入其他活动", "加：两个活动各算一次", "销售额核对净额", "核对差额")] == [
        "101", "101", "100", "100", "0",
    ]  # fmt: skip
    run(book, ledger)
    found = states(book)
    assert [
        found[name][1] for name in ("计入净额", "加：两个活动各算一次", "销售额核对净额", "核对差额")
    ] == [
        "101",
        "100",
        "201",
        "0",
    ]
    assert states(book, "第一期·活动1") == {}
    run(book, ledger, words=["--event", "第一期·活动2"])
    assert "核对差额" not in states(book)
    assert (
        rows(book, "对账汇总", "范围", "去向", "含义").count(
            ("全部活动", "", "以后又单独核对过其中的活动，核对差额见该活动各行。")
        )
        == 1
    )
    assert states(book, "第一期·活动2")["核对差额"] == ("", "0", "")


def test_a_run_over_all_events_leaves_those_alone_that_rest_on_a_ledger_of_their_own(book, export):
    """Findings of what it replaces go with it."""
    entered_twice(book)
    decided(book, T10="支付时间")
    typed(
        book,
        {
            "场次": [
                {**SESSION, "活动": "活动2", "日期": "2024-10-05", "申报销售额": 5, "数据来源等级": "截图"}
            ]
        },
    )
    first = export("E1|橙心小铺|100.00||已完成|2024-09-13 10:00:00|")
    second = export("E2|橙心小铺|1.00||已完成|2024-10-05 10:00:00|", name="十月.csv")
    run(book, first, words=["--event", "第一期·活动1"])
    run(book, second, words=["--event", "第一期·活动2"])
    assert [row[0] for row in listed(book)] == ["CLAIM_GAP"]
    later = export("E2|橙心小铺|5.00||已完成|2024-10-05 10:00:00|", name="全部.csv")
    run(book, later)
    assert {row[1]: row[2] for row in sales(book, "活动", "实付")}["活动1"] == "100"
    assert {row[1]: row[2] for row in sales(book, "活动", "实付")}["活动2"] == "5"
    assert rows(book, "销售流水", "文件名", "范围", "状态") == [
        ("订单.csv", "第一期·活动1", "现用"),
        ("十月.csv", "第一期·活动2", "已替换"),
        ("全部.csv", "全部活动", "现用"),
    ]
    assert "问题清单" not in load_workbook(book).sheetnames
    assert states(book, "第一期·活动1")["计入"] == ("1", "100", "0")
    assert states(book, "第一期·活动2") == {}


def test_events_without_orders_are_reconciled_by_their_claims_alone(book, export):
    typed(book, {"场次": [{**SESSION, "申报销售额": 500, "数据来源等级": "截图"}]})
    decided(book, T09="截图")
    run(book)
    assert sales(book, "申报销售额", "计入销售额")[0] == ("K0001", "500", "500")
    run(book, export(SOLD))
    before = book.read_bytes()
    assert run(book) == (2, "LEDGER_NEEDED")
    assert book.read_bytes() == before


def test_a_row_of_the_sheet_of_names_that_no_file_used_is_said_of_the_workbook_once(book, export):
    typed(book, {"列名对照": [{"表": "抖音", "我们的列名": "实付金额", "对方的表头": "没有这一列"}]})
    _, output = contestbook("reconcile", book, "--ledger", export(SOLD), "--json")
    files = json.loads(output)["files"]
    assert [file["file"] for file in files] == ["台账.xlsx", "订单.csv"]
    assert "MAPPING_UNUSED" in [found["code"] for found in files[0]["findings"]]
