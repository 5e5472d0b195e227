"""reconcile as headquarters runs it: a real contest workbook, order exports, what it writes, what a later export changes."""

from __future__ import annotations

import json
import shutil

import pytest
from openpyxl import Workbook, load_workbook

from tests.eligibility.at_work import listed, typed
from tests.eligibility.books import ENTRY, PERSON, SESSION
from tests.ledger.at_work import EVENT, HEADER, OTHER, PART, SOLD, decided, entered_twice, run, sales, states
from tests.merge.test_merge_command import rows
from tests.shell import contestbook
from workbook.host import Refused


def test_every_line_has_one_state_and_every_entrant_a_net(book, export):
    ledger = export(
        SOLD,
        "E2|橙心小铺|20.00|20.00|已退款|2024-11-03 20:00:00|",
        "E3|橙心小铺|200.00||已完成|2024-12-25 20:00:00|",
        PART,
        "E5|无名店|66.00||已完成|2024-11-05 10:00:00|",
        SOLD,
    )
    assert run(book, ledger) == (
        1,
        ["BASIS_OPEN 待确认事项", "ORDER_OUTSIDE F4", "ORDER_NOBODY B6", "ORDER_DUP A7"],
    )
    assert sales(book, "有效订单", "实付", "退款", "净销售额", "计入销售额") == [
        ("K0001", "1", "1280.5", "0", "1280.5", "1280.5"),
        ("K0002", "1", "88", "8", "80", "80"),
    ]
    assert states(book) == {
        "计入": ("1", "1280.5", "0"),
        "部分退款": ("1", "88", "8"),
        "活动时间外": ("1", "200", "0"),
        "店铺或账号未登记": ("1", "66", "0"),
        "全额退款": ("1", "20", "20"),
        "重复": ("1", "1280.5", "0"),
        "合计": ("6", "2935", "28"),
        "流水合计": ("", "2935", ""),
        "差额": ("", "0", ""),
        "计入净额": ("", "1360.5", ""),
        "销售额核对净额": ("", "1360.5", ""),
        "核对差额": ("", "0", ""),
    }


def test_the_terminal_says_what_became_of_the_lines(book, export):
    _, output = contestbook("reconcile", book, "--ledger", export(SOLD, PART))
    assert "计入  1 行  实付 1,280.50元" in output
    assert "合计  实付 1,368.50元，与流水对平" in output
    assert f"{EVENT}  净销售额 1,360.50元，2 人有订单" in output


def test_reconciling_again_changes_nothing_and_undo_takes_it_back(book, export):
    before = {sheet.title: list(sheet.values) for sheet in load_workbook(book)}
    ledger = export(SOLD, PART)
    run(book, ledger)
    run(book, ledger)
    once = book.read_bytes()
    run(book, ledger)
    assert book.read_bytes() == once
    while "没有可撤销" not in contestbook("undo", book, "--in-place")[1] and rows(book, "销售额核对", "编号"):
        pass
    after = {sheet.title: list(sheet.values) for sheet in load_workbook(book)}
    assert [row for row in after["销售额核对"] if any(row)] == [
        row for row in before["销售额核对"] if any(row)
    ]


def test_a_claim_is_explained_by_lines_that_come_to_it_or_stays_open(book, export):
    claim = {**SESSION, "申报销售额": 1300.5, "数据来源等级": "平台导出"}
    typed(book, {"场次": [claim]})
    ledger = export(SOLD, "E2|橙心小铺|20.00|20.00|已退款|2024-11-03 20:00:00|")
    assert "CLAIM_EXPLAINED 销售额核对J4" in run(book, ledger)[1]
    assert sales(book, "申报销售额", "差额", "差额说明")[0] == (
        "K0001",
        "1300.5",
        "20",
        "全额退款1行 20.00元（订单.csv 第3行）",
    )
    typed(book, {"场次": [{**claim, "申报销售额": 1300.51}]})
    assert "CLAIM_GAP 销售额核对J4" in run(book, ledger)[1]
    assert sales(book, "差额", "差额说明")[0] == ("K0001", "20.01", "对不上，差20.01元")


def test_claims_alone_wait_for_the_decision_on_their_source(book, export):
    typed(book, {"场次": [{**SESSION, "申报销售额": 500, "数据来源等级": "截图"}]})
    nothing = export("E9|无名店|1.00||已完成|2022-11-05 10:00:00|")
    assert "GRADE_OPEN 销售额核对L4" in run(book, nothing)[1]
    assert sales(book, "申报销售额", "计入销售额")[0] == ("K0001", "500", "")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("没有.csv", None, "FILE_MISSING"),
        ("空白.csv", "", "LEDGER_EMPTY"),
        ("别的.csv", "姓名,学号\n张三,1", "LEDGER_NONE"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_and_nothing_is_written(book, tmp_path, name, content, code):
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    before = book.read_bytes()
    assert run(book, tmp_path / name) == (2, code)
    assert book.read_bytes() == before


def test_the_time_that_counts_is_the_one_that_was_decided(book, export):
    ledger = export(
        "E1|橙心小铺|100.00||已完成|2024-11-30 23:58:00|2024-12-01 00:01:00",
        header="订单编号|主播|实付金额|退款金额|订单状态|下单时间|支付时间",
    )
    assert run(book, ledger)[1] == ["BASIS_OPEN 待确认事项", "ORDER_NOT_ENTERED B2"]
    decided(book, T10="下单时间")
    assert run(book, ledger) == (0, [])
    assert sales(book, "实付")[0] == ("K0001", "100")


def test_claims_count_when_their_source_is_good_enough(book, export):
    one = {**SESSION, "申报销售额": 500, "数据来源等级": "截图"}
    two = {**SESSION, "场次号": "S2", "日期": "2024-11-04", "申报销售额": 70, "数据来源等级": "授权查询"}
    typed(book, {"场次": [one, two]})
    nothing = export("E9|无名店|1.00||已完成|2022-11-05 10:00:00|")
    decided(book, T09="授权查询")
    assert "GRADE_LOW 销售额核对L4" in run(book, nothing)[1]
    assert sales(book, "申报销售额", "计入销售额", "差额说明")[0] == (
        "K0001", "570", "70", "没有流水，按申报；500.00元来源低于授权查询",
    )  # fmt: skip
    decided(book, T09="截图")
    run(book, nothing)
    assert sales(book, "计入销售额")[0] == ("K0001", "570")


@pytest.mark.parametrize(
    ("answer", "found", "sold"),
    [
        (None, ["OVERLAP_EVENT F2"], {"活动1": "0", "活动2": "1"}),
        ("各算一次", [], {"活动1": "100", "活动2": "101"}),
        ("只算先开始的活动", [], {"活动1": "100", "活动2": "1"}),
    ],
)
def test_an_order_within_two_events_counts_as_was_decided(book, export, answer, found, sold):
    entered_twice(book)
    decided(book, T10="支付时间", **({"T11": answer} if answer else {}))
    ledger = export(
        "E1|橙心小铺|100.00||已完成|2024-09-25 10:00:00|", "E2|橙心小铺|1.00||已完成|2024-10-05 10:00:00|"
    )
    assert run(book, ledger)[1] == found
    assert {row[1]: row[2] for row in sales(book, "活动", "实付")} == sold
    assert states(book)["合计"] == ("2", "101", "0")


@pytest.mark.parametrize(
    ("code", "cell", "lines"),
    [
        ("ORDER_UNCLEAR", "B2", ["E1|张三,李四||||"]),
        ("ORDER_NOT_ENTERED", "B2", ["E1|枸杞|1.00||已完成|2024-12-05 10:00:00|"]),
        ("ORDER_CONTRADICTS", "A2", [SOLD, SOLD.replace("1280.50", "1280.51")]),
        ("REFUND_OPEN", "G2", ["E1|橙心小铺|9.00||已完成|2024-11-05 10:00:00|退款中"]),
        ("ORDER_MAIN_AMOUNT", "C3", ["E1|橙心小铺|9.00|S1|已完成|2024-11-05 10:00:00|",
                                     "E1|橙心小铺|9.00|S2|已完成|2024-11-05 10:00:00|"]),
        ("ORDER_MAIN_LINE", "C2", ["E1|橙心小铺|9.00||已完成|2024-11-05 10:00:00|",
                                   "E1|橙心小铺|5.00|S1|已完成|2024-11-05 10:00:00|",
                                   "E1|橙心小铺|4.00|S2|已完成|2024-11-05 10:00:00|"]),
    ],
)  # fmt: skip
def test_each_line_that_does_not_simply_count_says_why(book, export, code, cell, lines):
    decided(book, T10="支付时间")
    header = HEADER
    if code == "REFUND_OPEN":
        header = HEADER.replace("买家手机", "售后状态")
    elif code.startswith("ORDER_MAIN"):
        header = HEADER.replace("退款金额", "子订单编号")
    elif code == "ORDER_NOT_ENTERED":
        typed(
            book,
            {"报名": [ENTRY, {**ENTRY, "编号": "K0002", "姓名或名称": "李四"}, {**ENTRY, "活动": "活动5"}]},
        )
    elif code == "ORDER_UNCLEAR":
        typed(book, {"参赛主体": [PERSON, {**OTHER, "账号昵称": "橙心小铺"}]})
        lines = [SOLD]
    assert f"{code} {cell}" in run(book, export(*lines, header=header))[1]


@pytest.mark.parametrize(
    ("account", "words"),
    [("橙心小铺1号", "，像是登记的“橙心小铺”"), ("无名店", "")],
)
def test_what_a_misspelt_account_may_mean_is_suggested_and_does_not_count(book, export, account, words):
    ledger = export(SOLD.replace("橙心小铺", account))
    _, output = contestbook("reconcile", book, "--ledger", ledger, "--json")
    (told,) = (f for f in json.loads(output)["files"][1]["findings"] if f["code"] == "ORDER_NOBODY")
    assert f"没有计入{words}" in told["message"]
    assert ("像是" in told["message"]) is bool(words)
    assert sales(book, "计入销售额")[0] == ("K0001", "0")


def test_many_lines_of_one_kind_are_told_by_their_first_ones(book, export):
    lines = [f"E{n}|无名店|1.00||已完成|2024-11-05 10:00:00|" for n in range(60)]
    found = run(book, export(*lines))[1]
    assert [code.split()[0] for code in found].count("ORDER_NOBODY") == 50
    assert "ORDERS_MORE B51" in found
    assert states(book)["店铺或账号未登记"] == ("60", "60", "0")


def test_a_count_of_millions_is_not_taken_for_a_number_of_somebody():
    """Long digits are masked in messages; a count has separators."""
    from workbook.ledger import told_lines
    from workbook.model import Cell, Place
    from workbook.shown import show

    asked = [("a.csv", line, "unregistered") for line in range(2, 52)]
    sums = [("a.csv", "unregistered", 9_995_978, 0, 0)]
    place = lambda file, line, fields: Place(file, None, Cell(line, 1))  # noqa: E731
    *_, last = told_lines.lines(asked, place, sums, "t_pay", {})
    assert "还有 9,995,928 行" in show(last).message


def test_without_spark_the_engine_is_refused(book, export, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    ledger = export(SOLD)
    assert run(book, ledger, words=["--engine", "spark"]) == (2, "SPARK_MISSING")
    _, output = contestbook("reconcile", book, "--ledger", ledger, "--engine", "spark", "--json")
    assert json.loads(output)["files"][0]["reason"]["message"].endswith("没有安装 pyspark")


def test_who_buys_from_oneself_is_marked_for_people_and_still_counts(book, export):
    own = SOLD.replace("13900000001", "13800000001")
    run(book, export(own))
    assert rows(book, "疑点(内部)", "编号", "活动", "疑点", "线索") == [
        ("K0001", "活动4", "疑似自买", "1个买家1笔，实付1,280.50元")
    ]
    assert sales(book, "实付")[0] == ("K0001", "1280.5")
    run(book, export(own, own.replace("E1", "E7"), PART))
    assert rows(book, "疑点(内部)", "线索") == [("1个买家2笔，实付2,561.00元",)]
    run(book, export(PART))
    assert rows(book, "疑点(内部)", "线索") == [("再核对时没有再出现",)]


def test_orders_of_small_shops_are_of_the_team_that_registered_them(tmp_path, export):
    """赣邮杯: 附件2 says whose a shop is; the session's number, where there is one, goes before it."""
    from tests.eligibility.books import TEAM, TEAM_ENTRY

    path = tmp_path / "赣邮.xlsx"
    assert contestbook("new", "ganyou-2024", "-o", path)[0] == 0
    shop = {"参赛高校": "江西理工大学", "团队名称": "橙心队", "邮乐小店ID": "YL360001", "状态": "有效"}
    typed(path, {"参赛主体": [TEAM], "报名": [TEAM_ENTRY], "附件2汇总": [shop]})
    ledger = export(
        "E1|yl360001|100.00|已完成|2024-11-03 19:30:00",
        "E2|YL360009|5.00|已完成|2024-11-03 19:30:00",
        header="订单编号|店铺ID|实付金额|订单状态|支付时间",
    )
    assert run(path, ledger)[1] == ["BASIS_OPEN 待确认事项", "ORDER_NOBODY B3"]
    assert sales(path, "姓名或名称", "活动", "净销售额") == [("K0001", "橙心队", "直播赛", "100")]


def test_a_ledger_of_another_period_is_told_and_counts_nothing(book, export):
    decided(book, T10="支付时间")
    status, found = run(book, export(SOLD.replace("2024-11-03", "2022-11-03")))
    assert (status, found) == (0, ["LEDGER_PERIOD ", "ORDER_OUTSIDE F2"])
    assert states(book)["活动时间外"] == ("1", "1280.5", "0")


def test_a_ledger_whose_source_a_person_lowered_is_told(book, export):
    decided(book, T09="授权查询", T10="支付时间")
    ledger = export(SOLD)
    run(book, ledger)
    made = load_workbook(book)
    page = made["销售流水"]
    titles = [cell.value for cell in page[3]]
    page.cell(4, titles.index("数据来源等级") + 1).value = "截图"
    made.save(book)
    assert any(code.startswith("LEDGER_GRADE 销售流水") for code in run(book, ledger)[1])


def sheets_of_orders(path, **sheets):
    made = Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        page = made.create_sheet(name)
        for line in (HEADER, *lines):
            page.append(line.split("|"))
    made.save(path)
    return path


def test_sheets_of_one_file_are_ledgers_of_their_own(book, tmp_path):
    november = [f"E{n}|橙心小铺|10.00||已完成|2024-11-05 10:00:00|" for n in range(3)]
    other = [f"F{n}|枸杞|7.00||已完成|2024-11-06 10:00:00|" for n in range(2)]
    path = sheets_of_orders(tmp_path / "两表.xlsx", 上旬=[*november, november[0]], 下旬=[*other, other[1]])
    assert "ORDER_DUP 上旬A5" in run(book, path)[1]
    assert sales(book, "净销售额") == [("K0001", "30"), ("K0002", "14")]
    assert rows(book, "销售流水", "文件名", "行数", "实付合计") == [
        ("两表.xlsx·上旬", "4", "40"),
        ("两表.xlsx·下旬", "3", "21"),
    ]
    assert states(book)["流水合计"] == ("", "61", "")


def test_a_file_given_twice_is_read_once(book, export):
    first = export(SOLD)
    again = shutil.copy(first, first.with_name("副本.csv"))
    assert run(book, first, again) == (0, ["BASIS_OPEN 待确认事项", "LEDGER_SAME "])
    assert rows(book, "销售流水", "文件名", "行数") == [("订单.csv", "1")]
    assert states(book)["流水合计"] == ("", "1280.5", "")


@pytest.mark.parametrize(
    ("lines", "header", "code"),
    [((), HEADER, "LEDGER_NO_ROWS"), ((SOLD,), HEADER.replace("实付金额", "金额"), "COL_MISSING")],
)
def test_a_ledger_of_which_nothing_can_count_stops_everything(book, export, lines, header, code):
    before = book.read_bytes()
    path = export(*lines, header=header)
    status, output = contestbook("reconcile", book, "--ledger", path, "--json")
    files = json.loads(output)["files"]
    assert (status, files[0]["reason"]["code"]) == (2, "LEDGER_UNSURE")
    assert code in [f["code"] for f in files[1]["findings"]]
    assert book.read_bytes() == before


def test_what_is_wrong_with_ledgers_stands_in_the_workbook_too(book, export):
    run(book, export(SOLD, PART.replace("88.00", "1万5")))
    assert [row[:2] for row in listed(book)] == [
        ("AMOUNT_FORMAT_BAD", "订单.csv 第3行"),
        ("BASIS_OPEN", "待确认事项"),
    ]
    run(book, export(SOLD, PART))
    assert [row[0] for row in listed(book)] == ["BASIS_OPEN"]


def test_states_that_do_not_come_to_the_ledgers_are_refused():
    from xladdin.ledgers import Ledger, LedgerFile
    from xladdin.reconciling import _tied

    class Found:
        sums = (("订单.csv", "counted", 2, 10_000, 0),)

    file = LedgerFile("订单.csv", "订单.csv", None, "", 2, 10_001, "0", False, {})
    with pytest.raises(Refused, match="LEDGER_UNTIED") as told:
        _tied(Found, Ledger(None, (file,), ()))
    assert (told.value.code, told.value.detail) == ("LEDGER_UNTIED", "0行、0.01元")


def test_a_refund_without_an_amount_is_asked_about(book, export):
    decided(book, T10="支付时间")
    assert run(book, export(SOLD.replace("已完成", "已退款"))) == (0, ["REFUND_UNKNOWN D2"])
    assert states(book)["退款金额不明"] == ("1", "1280.5", "0")


@pytest.mark.parametrize(
    ("session", "code"), [("", "SESSION_MISSING G2"), ("S1", "SESSION_ELSE G2"), ("S2", "")]
)
def test_orders_within_two_events_are_of_the_event_of_their_session(book, export, session, code):
    entered_twice(book)
    decided(book, T10="支付时间", T11="按直播场次归属")
    held = [
        {**SESSION, "场次号": "S1", "活动": "活动4", "日期": "2024-11-03"},
        {**SESSION, "场次号": "S2", "活动": "活动2", "日期": "2024-09-25"},
    ]
    typed(book, {"场次": held})
    ledger = export(
        f"E1|橙心小铺|100.00||已完成|2024-09-25 10:00:00|{session}",
        header=HEADER.replace("买家手机", "场次号"),
    )
    assert run(book, ledger)[1] == ([code] if code else [])
    assert {row[1]: row[2] for row in sales(book, "活动", "实付")} == {
        "活动1": "0",
        "活动2": "0" if code else "100",
    }
