"""Claims beside ledgers in a real contest workbook: what they explain, what they cannot stand for, what they leave open."""

from __future__ import annotations

import json

import pytest

from tests.eligibility.at_work import typed
from tests.eligibility.books import ENTRY, SESSION, TEAM, TEAM_ENTRY
from tests.ledger.at_work import HEADER, SOLD, decided, run, sales
from tests.shell import contestbook

CLAIM = {**SESSION, "申报销售额": 500, "数据来源等级": "平台导出"}
OTHERS = "E8|枸杞|88.00||已完成|2024-11-05 10:00:00|"
"""An order of K0002 in 活动4, so that the ledger has the event."""


ROWS = {"场次": [CLAIM]}
DECIDED = {"T10": "支付时间", "T09": "截图"}


def claims(book, ledger):
    """ "CODE cell" of all that is said of claims."""
    return [found for found in run(book, ledger)[1] if found.startswith(("CLAIM", "GRADE"))]


def first(book, *titles):
    """The row of K0001, without its number."""
    return sales(book, *titles)[0][1:]


@pytest.mark.parametrize(
    "line",
    [
        "E1|橙心小铺|500.00|500.00|已退款|2024-11-03 19:30:00|",
        "E1|橙心小铺|500.00||交易关闭|2024-11-03 19:30:00|",
        "E1|橙心小铺|500.00||待定|2024-11-03 19:30:00|",
    ],
)
def test_an_event_whose_orders_all_came_back_has_a_net_of_nothing_and_not_the_claim(book, export, line):
    assert claims(book, export(line)) == ["CLAIM_EXPLAINED 销售额核对J4"]
    assert first(book, "有效订单", "净销售额", "计入销售额") == ("0", "0", "0")


def test_orders_within_two_events_of_which_none_was_decided_do_not_bring_the_claim_back(book, export):
    typed(
        book,
        {
            "报名": [{**ENTRY, "活动": "活动1"}, {**ENTRY, "活动": "活动2"}],
            "场次": [{**CLAIM, "活动": "活动1"}],
        },
    )
    assert claims(book, export("E1|橙心小铺|500.00||已完成|2024-09-25 10:00:00|")) == [
        "CLAIM_EXPLAINED 销售额核对J4"
    ]
    assert first(book, "活动", "计入销售额") == ("活动1", "0")


def test_who_claims_without_a_line_in_the_ledger_waits_for_the_orders(book, export):
    assert claims(book, export(OTHERS)) == ["CLAIM_NO_ORDERS 销售额核对I4"]
    assert sales(book, "有效订单", "净销售额", "计入销售额", "差额说明") == [
        ("K0001", "0", "0", "", "流水里没有这个主体的订单"),
        ("K0002", "1", "88", "88", ""),
    ]
    typed(book, {"场次": [{**CLAIM, "申报销售额": 0}]})
    assert claims(book, export(OTHERS)) == []
    assert first(book, "计入销售额") == ("0",)


def test_who_claims_nothing_and_sold_nothing_counts_nothing(book, export):
    run(book, export(SOLD))
    assert sales(book, "净销售额", "计入销售额")[1] == ("K0002", "0", "0")


@pytest.mark.parametrize("lines", [[SOLD], [OTHERS], [OTHERS.replace("2024-", "2022-")]])
def test_what_a_claim_that_cannot_be_read_would_change_stays_open(book, export, lines):
    typed(book, {"场次": [CLAIM, {**CLAIM, "场次号": "S2", "申报销售额": "1万5"}]})
    found = run(book, export(*lines))[1]
    assert [one for one in found if "场次" in one] == ["AMOUNT_FORMAT_BAD 场次S5"]
    assert first(book, "申报销售额", "计入销售额", "差额说明") == ("500", "", "有一场申报读不出")


def test_a_claim_for_no_event_of_the_card_holds_up_what_rests_on_claims_alone(book, export):
    typed(book, {"场次": [CLAIM, {**CLAIM, "场次号": "S2", "活动": "活动十九"}]})
    assert "EVENT_NOT_ON_CARD 场次E5" in run(book, export(OTHERS.replace("2024-", "2022-")))[1]
    assert first(book, "计入销售额", "差额说明") == ("", "有一场申报读不出")
    run(book, export(SOLD))
    assert first(book, "计入销售额") == ("1280.5",)


def test_a_claim_in_an_event_that_was_not_entered_counts_for_nobody(book, export):
    typed(book, {"场次": [{**CLAIM, "活动": "活动5", "日期": "2024-12-05"}]})
    for line in (OTHERS, OTHERS.replace("2024-11", "2024-12")):
        assert claims(book, export(line)) == ["CLAIM_NOT_ENTERED 销售额核对I6"]
        assert sales(book, "活动", "计入销售额", "差额说明")[2][:3] == ("K0001", "活动5", "")
        assert sales(book, "差额说明")[2][1].startswith("没报名这个活动")


HALF = "E1|橙心小铺|250.00||已完成|2024-11-03 19:30:00|"


@pytest.mark.parametrize(
    ("claimed", "lines", "code", "words"),
    [
        (500, [HALF, "E2|橙心小铺|250.00||已完成|2024-11-04 10:00:00|退款中"], "CLAIM_EXPLAINED",
         "退款中1行 250.00元（订单.csv 第3行）"),
        (260, [HALF, *(f"E{n}|橙心小铺|{n}.00||待定|2024-11-04 10:00:00|" for n in (10, 11))], "CLAIM_EXPLAINED",
         "状态不明1行 10.00元（订单.csv 第3行）"),
        (260, [HALF, *(f"E{n}|橙心小铺|10.00||待定|2024-11-04 10:00:00|" for n in (10, 11))], "CLAIM_GAP",
         "可能是：状态不明1行 10.00元（订单.csv 第3行） 或 状态不明1行 10.00元（订单.csv 第4行）"),
        (250, [HALF, *(f"E{n}|橙心小铺|{n}.00||已完成|2024-11-04 10:00:00|" for n in (10, 11, 12))], "CLAIM_GAP",
         "对不上，差33.00元"),
        (250, [HALF, "E2|橙心小铺|40.00||已完成|2024-11-04 10:00:00|"], "CLAIM_GAP",
         "可能漏报：订单.csv 第3行 40.00元"),
        (300, ["E3|橙心小铺|300.00|50.00|已完成|2024-11-04 10:00:00|",
               "E4|橙心小铺|60.00|20.00|已完成|2024-11-04 10:00:00|"], "CLAIM_GAP", "对不上，差10.00元"),
        (340, ["E3|橙心小铺|300.00|50.00|已完成|2024-11-04 10:00:00|",
               "E4|橙心小铺|60.00|20.00|已完成|2024-11-04 10:00:00|"], "CLAIM_EXPLAINED",
         "部分退款1行 50.00元（订单.csv 第2行）"),
    ],
)  # fmt: skip
def test_a_difference_is_explained_by_lines_that_are_named_or_only_suggested(
    book, export, claimed, lines, code, words
):
    typed(book, {"场次": [{**CLAIM, "申报销售额": claimed}]})
    header = HEADER.replace("买家手机", "售后状态")
    assert claims(book, export(*lines, header=header)) == [f"{code} 销售额核对J4"]
    assert first(book, "差额说明") == (words,)


@pytest.mark.parametrize(("claimed", "advice"), [(300, "提供多出部分的订单"), (200, "核对有没有漏报")])
def test_the_advice_fits_the_sign(book, export, claimed, advice):
    typed(book, {"场次": [{**CLAIM, "申报销售额": claimed}]})
    output = contestbook("reconcile", book, "--ledger", export(HALF), "--json")[1]
    (gap,) = (one for one in json.loads(output)["files"][0]["findings"] if one["code"] == "CLAIM_GAP")
    assert "没有哪些行正好说明它" in gap["message"]
    assert advice in gap["next"]


OUTSIDE = "E2|橙心小铺|250.00||已完成|2024-12-05 10:00:00|"


def test_a_line_of_no_event_explains_for_sure_only_where_one_event_is_claimed(book, export):
    assert claims(book, export(HALF, OUTSIDE)) == ["CLAIM_EXPLAINED 销售额核对J4"]
    typed(book, {"场次": [CLAIM, {**CLAIM, "场次号": "S2", "活动": "活动3", "日期": "2024-10-12"}]})
    assert "CLAIM_GAP 销售额核对J4" in claims(book, export(HALF, OUTSIDE))
    assert first(book, "差额说明") == ("可能是：没报名这个活动1行 250.00元（订单.csv 第3行）",)


def test_an_order_that_counts_in_two_events_explains_neither_for_sure(book, export):
    """各算一次: its refund may have been forgotten in both claims, or in one."""
    decided(book, T11="各算一次")
    typed(
        book,
        {
            "报名": [{**ENTRY, "活动": "活动1"}, {**ENTRY, "活动": "活动2"}],
            "场次": [{**CLAIM, "活动": "活动1"}, {**CLAIM, "场次号": "S2", "活动": "活动2"}],
        },
    )
    found = claims(book, export("E1|橙心小铺|500.00|20.00|已完成|2024-09-25 10:00:00|"))
    assert found == ["CLAIM_GAP 销售额核对J4", "CLAIM_GAP 销售额核对J5"]
    words = "可能是：部分退款（活动不定）1行 20.00元（订单.csv 第2行）"
    assert sales(book, "净销售额", "差额说明") == [("K0001", "480", words)] * 2


def test_shops_without_a_line_are_told_where_the_ledgers_name_shops(tmp_path, export):
    path = tmp_path / "赣邮.xlsx"
    assert contestbook("new", "ganyou-2024", "-o", path)[0] == 0
    shop = {"参赛高校": "江西理工大学", "团队名称": "橙心队", "邮乐小店ID": "YL360001", "状态": "有效"}
    shops = [
        shop,
        {**shop, "邮乐小店ID": "YL360002"},
        {**shop, "团队名称": "别的队", "邮乐小店ID": "YL360003"},
    ]
    typed(path, {"参赛主体": [TEAM], "报名": [TEAM_ENTRY], "附件2汇总": shops})
    header = "订单编号|店铺ID|实付金额|订单状态|支付时间"

    def told(line):
        return [one for one in run(path, export(line, header=header))[1] if "SHOP" in one]

    (found,) = told("E1|yl360001|100.00|已完成|2024-11-03 19:30:00")
    assert found.startswith("SHOP_NO_ORDERS 附件2汇总")
    assert found.endswith("5")
    assert told("E1|YL369999|100.00|已完成|2024-11-03 19:30:00") == []
    assert told("E1|yl360001|100.00|已完成|2022-11-03 19:30:00") == []
