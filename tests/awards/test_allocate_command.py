"""allocate without --final, as a clerk sees it: a draft is always made, marked as one, and says what is still open."""

from __future__ import annotations

import json
import re

import pytest
from openpyxl import load_workbook

from tests.awards.at_work import (
    AS_OF,
    E1,
    E3,
    E4,
    added,
    allocate,
    cell,
    cells,
    decided,
    eligible,
    final,
    key,
    messages,
    order,
    orders,
    prizes,
    reconcile,
    told,
)  # fmt: skip
from tests.merge.test_merge_command import rows
from tests.shell import contestbook

TIERS = {key(n): "一等奖" if n < 4 else "二等奖" if n < 9 else "三等奖" for n in range(1, 19)}


def listed(book, code):
    page = load_workbook(book)["问题清单"]
    return [row[7] for row in page.iter_rows(min_row=6, values_only=True) if row[13] == code]


# ---- A draft


def test_a_draft_gives_every_seat_and_says_in_every_row_that_nobody_may_pay_by_it(open_book):
    status, _ = allocate(open_book)
    assert status == 0, "open points are no errors of a draft"
    assert prizes(open_book) == TIERS
    found = rows(open_book, "奖金分配表", "奖项", "席位", "名次", "奖金", "状态")
    assert found[0] == ("一等奖", "1", "1", "10000", "试算(不作发放依据)")
    assert found[3] == ("二等奖", "1", "4", "8000", "试算(不作发放依据)")
    assert {row[4] for row in found} == {"试算(不作发放依据)"}
    ranked = rows(open_book, "排名", "名次", "编号", "指标", "得分", "奖项")
    assert ranked[0] == ("1", "K0001", "净销售额", "20000", "一等奖")
    assert ranked[-1] == ("20", "K0020", "净销售额", "1000", "")


def test_scores_and_money_of_a_draft_follow_their_sheets_by_formulas(open_book):
    allocate(open_book)
    assert "销售额核对" in cell(open_book, "排名", "得分", "K0001", formula=True)
    assert "规则_奖项" in cell(open_book, "奖金分配表", "奖金", "K0001", formula=True)


def test_a_draft_names_each_open_point_that_may_move_a_prize_at_its_decision(open_book):
    _, file = told(open_book)
    found = {f["rule"]: f for f in file["findings"] if f["code"] == "READING_OPEN"}
    assert set(found) == {"T01", "T05"}
    for point, finding in found.items():
        page = load_workbook(open_book)["待确认事项"]
        assert (finding["severity"], finding["cell"][0]) == ("warning", "L")
        assert page[f"A{finding['cell'][1:]}"].value == point
    assert "T01 还没定，第一期·活动4试算暂按“净销售额”：改为“有效订单数”：" in found["T01"]["message"]


def test_what_another_answer_moves_is_told_in_people_and_money(open_book):
    reconcile(open_book, [*(order(n, paid=25_000) for n in range(1, 5)), *orders()[4:]], E4)
    (said,) = (text for text in messages(open_book, "READING_OPEN") if text.startswith("T03"))
    assert said == (
        "T03 还没定，第一期·活动4试算暂按“由评审决定”：改为“占用后续名额”：4人的奖变动，涉及40,000.00元，总额多2,000.00元；"
        "改为“平分奖金”：4人的奖变动，涉及38,000.00元"
    )


def test_a_threshold_that_is_open_is_tried_on_the_card(open_book):
    (said,) = (text for text in messages(open_book, "READING_OPEN", event=E1) if text.startswith("G13 "))
    assert said == (
        "G13 还没定，第一期·活动1试算暂按“10000”：改为“1”：7人的奖变动，涉及17,000.00元，总额多2,000.00元"
    )


def test_a_decided_point_is_nothing_to_tell(open_book):
    decided(open_book, T01="净销售额")
    assert not [text for text in messages(open_book, "READING_OPEN") if text.startswith("T01")]


def test_every_point_that_is_open_is_either_told_or_counted_on_the_terminal(open_book, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, output = contestbook("allocate", open_book, "--event", E4, "--as-of", AS_OF)
    text = re.sub(r"\n *", "", output)
    assert "第一期·活动4  18人得奖，80,000.00元：一等奖3、二等奖5、三等奖10" in text
    assert "T01 直播带货活动按什么排名次？还没定，暂按“净销售额”改为“有效订单数”：" in text
    assert "T05 同一人能否在几个活动都得奖？还没定，暂按“不限”改为“每期限一次”：" in text
    (unknown,) = re.findall(r"([GT0-9、]+) 还没定：定了要改规则卡、重新审核或核对，才看得出影响", text)
    others = int(re.search(r"还有 (\d+) 项没有定", text)[1])
    assert 2 + len(unknown.split("、")) + others == 21, (
        "the points that hold up the event, as --final lists them"
    )
    assert "都是试算，不作发放依据" in text


def test_answers_in_the_list_stay_with_their_point_when_another_is_decided(open_book):
    allocate(open_book)
    made = load_workbook(open_book)
    page = made["问题清单"]
    (row,) = (r for r in range(6, page.max_row + 1) if str(page.cell(r, 8).value).startswith("T05 "))
    page.cell(row, 11).value, page.cell(row, 12).value = "待核实", "丙某"
    made.save(open_book)
    decided(open_book, T01="净销售额")
    allocate(open_book)
    page = load_workbook(open_book)["问题清单"]
    kept = [line[7] for line in page.iter_rows(min_row=6, values_only=True) if line[10] == "待核实"]
    assert [text[:3] for text in kept] == ["T05"]


def test_a_draft_made_again_changes_nothing(open_book):
    for book_event in ("", E4):
        allocate(open_book, event=book_event)
        before = open_book.read_bytes()
        allocate(open_book, event=book_event)
        assert open_book.read_bytes() == before
    _, output = contestbook("allocate", open_book, "--event", E4, "--as-of", AS_OF)
    assert "结果没有变，没有改动" in output


def test_two_groups_are_two_tables_and_what_nobody_takes_stays_vacant(book):
    status, codes = allocate(book, event=E1)
    assert (status, codes) == (0, ["AWARD_VACANT 奖金分配表D8", "AWARD_VACANT 奖金分配表D26"])
    found = rows(book, "奖金分配表", "组别", "奖项", "编号", "奖金", "状态", "备注")
    assert [row[:4] for row in found if row[2]] == [
        ("新秀组", "一等奖", "K0001", "5000"),
        ("新秀组", "一等奖", "K0002", "5000"),
        ("新秀组", "一等奖", "K0003", "5000"),
        ("新秀组", "二等奖", "K0004", "3000"),
        ("达人组", "一等奖", "K0011", "10000"),
        ("达人组", "一等奖", "K0012", "10000"),
        ("达人组", "一等奖", "K0013", "10000"),
        ("达人组", "二等奖", "K0014", "5000"),
    ]
    assert found[4][1:] == (
        "二等奖", "", "", "空缺(试算)", "够条件的人少于名额"
    )  # fmt: skip
    assert messages(book, "AWARD_VACANT", event=E1) == [
        "二等奖4个、三等奖10个空缺，22,000.00元没有发出（名额未满定的是空缺）",
        "二等奖4个、三等奖10个空缺，30,000.00元没有发出（名额未满定的是空缺）",
    ]


def test_videos_are_ranked_by_plays(book):
    allocate(book, event=E3)
    assert rows(book, "排名", "名次", "编号", "指标", "得分")[:2] == [
        ("1", "K0001", "播放量", "5000"),
        ("2", "K0002", "播放量", "4000"),
    ]


def test_all_events_at_once_are_given_out_and_the_sheet_of_sums_says_what_is_left(book):
    assert allocate(book, event="")[0] == 0
    sums = {
        row[:4]: row[4:]
        for row in rows(book, "奖金汇总", "期次", "活动", "组别", "项目", "奖金", "未分配", "备注")
    }
    assert sums["第一期", "活动4", "", "合计"] == ("80000", "0", "与应发一致")
    assert sums["第一期", "活动1", "", "合计"] == ("53000", "52000", "有没分配的")
    assert sums["第一期", "", "", "试算(未定稿)"][0] == "179000"
    assert sums["第一期", "", "", "已定稿"][0] == "0"
    assert sums["第一期", "", "", "预算结余"][1] == "500000", "a draft takes nothing from the budget"


def test_what_a_draft_found_stands_in_the_list(book):
    allocate(book, event=E1)
    assert listed(book, "AWARD_VACANT") == messages(book, "AWARD_VACANT", event=E1)


# ---- What is written, and what of it can be taken back


def test_the_journal_tells_a_draft_from_a_final_table(book):
    allocate(book)
    assert rows_of_journal(book)[-1][1] == "试算(不作发放依据)"
    final(book)
    assert rows_of_journal(book)[-1][1] == "确定获奖名单（第一期·活动4，18个奖，80,000.00元）"


def rows_of_journal(book):
    lines = load_workbook(book)["操作记录"].iter_rows(min_row=4, values_only=True)
    return [line for line in lines if line[0]]


def everything(book):
    made = load_workbook(book)
    return {
        (page.title, one.coordinate): one.value
        for page in made
        if page.title != "操作记录"
        for line in page.iter_rows()
        for one in line
        if one.value is not None
    }


@pytest.mark.parametrize("words", [(), ("--final",)])
def test_undo_takes_a_run_back(book, words):
    before = everything(book)
    allocate(book, *words)
    assert everything(book) != before
    status, output = contestbook("undo", book, "--in-place")
    assert status == 0, output
    assert everything(book) == before


def test_the_card_the_run_rested_on_is_kept_so_that_lint_sees_no_change(book):
    cells(book, "规则_奖项", {("第一期", "活动4", "三等奖", "单项金额"): 1100})
    eligible(book)
    reconcile(book, orders(), E4)
    allocate(book)
    _, output = contestbook("lint", book, "--json")
    assert "RULE_CHANGED" not in output


def test_a_rule_of_prizes_changed_afterwards_is_told_by_lint(final_book):
    cells(final_book, "规则_奖项", {("第一期", "活动4", "三等奖", "单项金额"): 1100})
    _, output = contestbook("lint", final_book, "--json")
    found = [f for f in json.loads(output)["files"][0]["findings"] if f["code"] == "RULE_CHANGED"]
    assert "奖金分配表18行" in found[0]["message"]


# ---- Refused


def test_an_event_nobody_was_judged_for_is_refused(book):
    before = book.read_bytes()
    assert allocate(book, event="第一期·活动5") == (2, "NOT_JUDGED")
    assert book.read_bytes() == before


def test_events_nobody_was_judged_for_are_named(book):
    _, output = contestbook("allocate", book, "--as-of", AS_OF)
    assert "还没有资格审核结果，没有做：第一期·活动2、" in re.sub(r"\n *", "", output)


def test_a_contest_without_prizes_in_yuan_has_none_to_give(tmp_path):
    book = tmp_path / "赣邮.xlsx"
    contestbook("new", "ganyou-2024", "-o", book)
    assert allocate(book, event="") == (2, "AWARDS_NONE")


def test_an_event_that_is_not_on_the_card_is_refused(book):
    assert allocate(book, event="第一期·活动9") == (2, "EVENT_UNKNOWN")


def test_one_object_is_printed_for_programs(open_book):
    _, output = contestbook("allocate", open_book, "--event", E4, "--as-of", AS_OF, "--json")
    said = json.loads(output)
    assert (said["schema"], said["command"], len(said["files"])) == (1, "allocate", 1)
    assert said["files"][0]["status"] == "findings"
    assert said["files"][0]["summary"] == {"error": 0, "warning": 2, "fix": 0, "info": 0}


def test_english_words_are_there(open_book):
    words = ("--event", E4, "--as-of", AS_OF, "--json", "--lang", "en")
    _, output = contestbook("allocate", open_book, *words)
    assert "T01 is open; the draft of 第一期·活动4 takes “净销售额”" in output


def test_a_row_typed_into_another_event_is_left_alone(book):
    (at,) = added(
        book, "奖金分配表", {"期次": "第一期", "活动": "活动5", "奖项": "一等奖", "姓名或名称": "某人"}
    )
    allocate(book)
    assert load_workbook(book)["奖金分配表"][f"H{at}"].value == "某人"
