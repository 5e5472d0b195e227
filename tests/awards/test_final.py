"""--final: what holds an event up and what does not, what is written, and what comes after: cancelled prizes, refunds."""

from __future__ import annotations

import json
import re

import pytest
from openpyxl import load_workbook

from tests.awards.at_work import (
    AS_OF,
    COUNT,
    E1,
    E4,
    added,
    allocate,
    answered,
    banned,
    cell,
    cells,
    decided,
    eligible,
    emptied,
    explain,
    final,
    holds_up,
    key,
    messages,
    order,
    orders,
    prizes,
    reconcile,
    row,
    told,
)  # fmt: skip
from tests.merge.test_merge_command import rows
from tests.shell import contestbook


def point(book, name, column="L"):
    return f"待确认事项{column}{row(book, '待确认事项', name)}"


# ---- Held up


def test_points_that_are_open_hold_up_the_event_they_speak_of(open_book):
    found = holds_up(open_book)
    assert found[0] == f"POINT_OPEN {point(open_book, 'G6')}"
    assert set(found) == {
        f"POINT_OPEN {point(open_book, name)}"
        for name in ["G6", "G16", "G18", "G19", "G20", "G25", "G29", *(f"T{n:02d}" for n in range(1, 15))]
    }
    status, file = told(open_book, "--final")
    assert status == 2
    assert file["reason"]["message"] == "不能定稿，什么也没有写：21项待确认事项没有定"
    words = ("--event", E4, "--as-of", AS_OF, "--final")
    status, output = contestbook("allocate", open_book, *words)
    assert status == 2
    assert "× 利通.xlsx：不能定稿，什么也没有写：21项待确认事项没有定。" in re.sub(r"\n *", "", output)


def test_points_of_other_events_and_of_later_steps_do_not(book):
    decided(book, G3=None, G13=None, G9=None, T01_V=None, T16=None, T17=None, T19=None)
    assert allocate(book, "--final") == (0, [])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"经办人": "甲某"}, "DECISION_SELF M"),
        ({"决定": "抽签"}, "DECISION_CHOICE L"),
        ({"依据文件": None}, "DECISION_INCOMPLETE O"),
        ({"登记的批准人": None}, "DECISION_INCOMPLETE M"),
        ({"决定": None}, "DECISION_EMPTY L"),
    ],
)
def test_a_decision_must_be_readable_and_have_its_papers(book, typed, found):
    cells(book, "待确认事项", {("T03", title): text for title, text in typed.items()})
    code, column = found.split()
    assert f"{code} {point(book, 'T03', column)}" in holds_up(book)


def test_a_decision_in_words_nobody_knows_is_told_in_a_draft_too(book):
    decided(book, T03="抽签")
    reconcile(book, [*orders()[:2], order(3, paid=17_000), *orders()[3:]], E4)
    codes = allocate(book)[1]
    assert f"READING_OPEN {point(book, 'T03')}" in codes


def test_one_event_at_a_time_is_made_final(book):
    before = book.read_bytes()
    assert allocate(book, "--final", event="") == (2, "FINAL_EVENT")
    assert book.read_bytes() == before


def test_tiers_that_do_not_come_to_the_declared_total_hold_up_the_event(book):
    cells(book, "规则_奖项", {("第一期", "活动4", "三等奖", "名额"): 9})
    assert holds_up(book) == ["SUM_DIFFERS 规则_活动G10"]


def test_a_tier_that_is_missing_holds_up_the_event(book):
    emptied(book, "规则_奖项", "第一期", "活动4", "二等奖")
    assert "TIER_GAP 规则_奖项D18" in holds_up(book)


def test_a_policy_the_card_does_not_name_holds_up_the_event(book):
    emptied(book, "规则_政策", "奖项线并列", "T03")
    assert holds_up(book) == ["POLICY_MISSING 规则_政策A3"]


# ---- What other steps found


def unreadable_amount(book):
    line = order(19, paid="1万5").replace("活动419", "活动4x")
    assert reconcile(book, [*orders(), line], E4) == ["AMOUNT_FORMAT_BAD C22"]


def test_a_ledger_line_nobody_can_read_holds_up_the_event_until_somebody_answers(book):
    unreadable_amount(book)
    assert holds_up(book) == ["FINDING_OPEN 问题清单K6"]
    _, file = told(book, "--final")
    assert "第22行还没有处理：“实付金额”不是能确定的金额" in file["findings"][0]["message"]
    answered(book, "AMOUNT_FORMAT_BAD", by=None)
    assert holds_up(book) == ["FINDING_OPEN 问题清单K6"], "nobody stands for the answer"
    answered(book, "AMOUNT_FORMAT_BAD", "待核实")
    assert holds_up(book) == ["FINDING_OPEN 问题清单K6"]
    answered(book, "AMOUNT_FORMAT_BAD")
    assert allocate(book, "--final") == (0, [])


def test_what_a_ledger_of_another_event_lacks_does_not_hold_it_up(book):
    unreadable_amount(book)
    assert allocate(book, "--final", event=E1)[0] == 0


def test_the_age_of_somebody_judged_not_eligible_does_not_hold_it_up(book):
    cells(book, "参赛主体", {("K0010", "身份证号"): "360102201003151218"})  # entered 活动4 only
    eligible(book)
    codes = [line[13] for line in load_workbook(book)["问题清单"].iter_rows(min_row=6, values_only=True)]
    assert "AGE" in codes
    assert allocate(book, "--final") == (0, [])
    assert "K0010" not in prizes(book)


@pytest.mark.parametrize(
    ("event", "day", "held"), [("活动4", "2024-11-05", True), ("活动5", "2024-12-05", False)]
)
def test_a_broadcast_of_which_nobody_knows_whose_it_is_holds_up_its_event(book, event, day, held):
    session = {"场次号": "S99", "姓名或名称": "无此人", "期次": "第一期", "活动": event, "日期": day}
    added(book, "场次", {**session, "开始时间": "19:00", "结束时间": "21:30"})
    eligible(book)
    if held:
        assert [code.split()[0] for code in holds_up(book)] == ["ENTRANT_UNKNOWN"]
    else:
        assert allocate(book, "--final") == (0, [])


# ---- Final


def test_a_final_table_stands_in_values_and_says_that_it_is_final(book):
    assert allocate(book, "--final") == (0, [])
    found = rows(book, "奖金分配表", "编号", "奖金", "状态")
    assert [line[0] for line in found] == [key(n) for n in range(1, 19)]
    assert {line[2] for line in found} == {"定稿"}
    assert cell(book, "奖金分配表", "奖金", "K0009", formula=True) == 1000
    assert cell(book, "排名", "得分", "K0009", formula=True) == 12_000
    sums = {line[:2]: line[2:] for line in rows(book, "奖金汇总", "期次", "项目", "奖金", "未分配")}
    assert sums["第一期", "已定稿"][0] == "80000"
    assert sums["第一期", "预算结余"][1] == "420000"


def test_an_event_that_is_final_is_not_given_out_anew_by_a_draft(final_book):
    reconcile(final_book, list(reversed([order(n, paid=n * 1000) for n in range(1, COUNT + 1)])), E4)
    before = prizes(final_book)
    status, codes = allocate(final_book)
    assert (status, codes) == (0, ["AWARD_WOULD_MOVE 奖金分配表J4", "AWARD_FINAL 奖金分配表J4"])
    assert prizes(final_book) == before
    _, output = contestbook("allocate", final_book, "--event", E4, "--as-of", AS_OF)
    assert "第一期·活动4  已定稿：18个奖，80,000.00元，没有重新分配" in re.sub(r"\n *", "", output)


def test_a_final_event_made_final_again_changes_nothing(final_book):
    before = final_book.read_bytes()
    assert allocate(final_book, "--final") == (0, [])
    assert final_book.read_bytes() == before


def test_a_final_event_stays_when_the_others_are_given_out(final_book):
    allocate(final_book, event="")
    assert {s for e, s in rows(final_book, "奖金分配表", "活动", "状态") if e == "活动4"} == {"定稿"}
    assert final(final_book, E1) == ["AWARD_VACANT 奖金分配表D26", "AWARD_VACANT 奖金分配表D44"]
    assert len(prizes(final_book)) == 18


def test_lint_sees_no_change_of_rules_after_a_final_run(final_book):
    _, output = contestbook("lint", final_book, "--json")
    assert "RULE_CHANGED" not in output


# ---- Afterwards


def test_the_seat_of_a_cancelled_prize_stays_vacant_where_that_was_decided(final_book):
    before = prizes(final_book)
    banned(final_book, 5)
    assert final(final_book) == ["AWARD_MOVED 奖金分配表J4", "AWARD_VACANT 奖金分配表D8"]
    after = {k: tier for k, tier in before.items() if k != "K0005"}
    assert prizes(final_book) == after
    seats = rows(final_book, "奖金分配表", "奖项", "席位", "编号", "奖金", "状态", "备注")
    assert seats[4] == ("二等奖", "2", "", "", "空缺", "K0005取消获奖，名额空缺")
    assert explain(final_book, "K0005")[0].endswith("原来得奖，现已取消，名额空缺")
    sums = {
        line[:3]: line[3:] for line in rows(final_book, "奖金汇总", "期次", "活动", "项目", "奖金", "未分配")
    }
    assert sums["第一期", "活动4", "合计"] == ("72000", "8000")


def test_and_it_stays_vacant_however_often_the_event_is_made_final(final_book):
    banned(final_book, 5)
    final(final_book)
    after = prizes(final_book)
    assert final(final_book) == ["AWARD_VACANT 奖金分配表D8"]  # nothing moves any more
    before = final_book.read_bytes()
    final(final_book)
    assert final_book.read_bytes() == before
    banned(final_book, 7)
    assert messages(final_book, "AWARD_VACANT", "--final") == [
        "二等奖2个空缺，16,000.00元没有发出（获奖后取消定的是空缺）"
    ]
    assert prizes(final_book) == {k: tier for k, tier in after.items() if k != "K0007"}


def test_whoever_comes_next_moves_up_where_that_was_decided(final_book):
    decided(final_book, T07="依次递补")
    banned(final_book, 5)
    assert messages(final_book, "AWARD_MOVED", "--final") == [
        "与上次定稿不同：K0005 二等奖8,000.00元→没有；K0009 三等奖1,000.00元→二等奖8,000.00元；"
        "K0019 没有→三等奖1,000.00元"
    ]
    found = prizes(final_book)
    assert "K0005" not in found
    assert (found["K0009"], found["K0019"], len(found)) == ("二等奖", "三等奖", 18)


def test_a_refund_after_the_final_table_is_told_at_the_prize(final_book):
    lines = [order(n, back="15000" if n == 3 else "") for n in range(1, COUNT + 1)]
    assert "AWARD_BASIS 奖金分配表H6" in reconcile(final_book, lines, E4)
    assert cell(final_book, "排名", "得分", "K0003") == 18_000, "what the prize was given for stays"
    final(final_book)
    assert cell(final_book, "排名", "得分", "K0003") == 3_000
    assert prizes(final_book)["K0003"] == "三等奖"


def test_json_of_a_refusal_is_one_object(open_book):
    words = ("--event", E4, "--as-of", AS_OF, "--final", "--json")
    status, output = contestbook("allocate", open_book, *words)
    (file,) = json.loads(output)["files"]
    assert (status, file["status"], file["reason"]["code"]) == (2, "refused", "FINAL_REFUSED")
    assert {finding["sheet"] for finding in file["findings"]} == {"待确认事项"}
