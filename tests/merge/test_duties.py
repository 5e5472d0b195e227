"""报送情况: what each branch owes by which day, what is there, and what is late.

The notice says 10月8日前 and 10月20日前; on the card the day itself counts (H1).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from schemas.contest import Duty, Scope
from tests.merge.inboxes import PHONES, people, shop, written
from tests.merge.test_merge_command import contestbook, merged, typed
from tests.tables import shops
from workbook.merge.duties import Proof, state_of

SHEETS, TRAINING, CONTACT = (
    "汇总上报附件1、附件2（10月20日止）",
    "全体参赛团队直播培训",
    "上报本赛区联系人（10月8日止）",
)


def states(book, city):
    """The second table of the page: duty -> what is there of a branch."""
    rows = list(load_workbook(book, data_only=True)["报送情况"].iter_rows(min_row=18, values_only=True))
    header, lines = rows[0], {row[0]: row for row in rows[1:12]}
    return dict(zip(header, lines[city], strict=True))


def state(book, city, duty):
    return next(text for title, text in states(book, city).items() if title and title.startswith(duty))


@pytest.mark.parametrize(
    ("received", "told"),
    [
        ("2024-10-19 15:30", "已报 10-19"),
        ("2024-10-20 23:59", "已报 10-20"),
        ("2024-10-21 00:01", "迟报 10-21"),
        (None, "已报，未填收到时间"),
    ],
)
def test_lateness_comes_from_the_time_that_was_typed(book, inbox, received, told):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    contestbook("merge", inbox, "-o", book, *(("--received", received) if received else ()))
    assert state(book, "赣州", SHEETS) == told
    assert state(book, "九江", SHEETS) == "未报（10月20日止）"


DUE = Duty(
    row=1, scope=Scope(), source="", line=None, points=(), duty="汇总上报", owner="市分公司", start=None,
    due=date(2024, 10, 20), inclusive=True, hours=None, before="", evidence=(),
)  # fmt: skip
IN_TIME, TYPED_LATE = Proof(date(2024, 10, 19), False), Proof(date(2024, 10, 25), True)


@pytest.mark.parametrize(
    ("proofs", "told"),
    [
        ([[IN_TIME, TYPED_LATE]], "已报"),
        ([[TYPED_LATE]], "迟报 10-25"),
        ([[IN_TIME], [TYPED_LATE]], "迟报 10-25"),
        ([[IN_TIME, TYPED_LATE], [Proof(date(2024, 10, 18), True)]], "已报"),
        ([[Proof(date(2024, 10, 28), False)], [TYPED_LATE]], "迟报 10-25"),
        ([[Proof(date(2024, 10, 28), False)]], "已报，未填收到时间"),
        ([[Proof(None, False)]], "已报"),
        ([[Proof(None, False), TYPED_LATE]], "迟报 10-25"),
    ],
)
def test_a_file_that_was_there_in_time_is_no_late_one_whatever_came_after_it(proofs, told):
    assert state_of(replace(DUE, evidence=("附件1汇总", "附件2汇总")[: len(proofs)]), proofs).text == told


def test_the_time_may_be_typed_later_into_the_sheet(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    typed(book, "收件登记", "收到时间", "2024-10-22 08:00")
    merged(book, inbox)
    assert state(book, "赣州", SHEETS) == "迟报 10-22"
    register = load_workbook(book)["收件登记"]
    header = [cell.value for cell in register[3]]
    assert register.cell(4, header.index("时间来源") + 1).value == "填写"


def test_one_attachment_is_not_both(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"))
    contestbook("merge", inbox, "-o", book, "--received", "2024-10-19 15:30")
    assert state(book, "赣州", SHEETS) == "未报全：缺附件2"
    line = f"1 | 赣州 | 江西理工大学 | 橙心队 | 张三 | YL1001 | {PHONES['张三']} |"
    written(inbox / "b.xlsx", shops(line))
    contestbook("merge", inbox, "-o", book, "--received", "2024-10-21 15:30")
    assert state(book, "赣州", SHEETS) == "迟报 10-21", "both were there only then"


def test_evidence_people_type_counts_by_its_day(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    made = load_workbook(book)
    for sheet, cells in {
        "培训": {"培训日期": datetime(2024, 10, 21), "市分公司": "赣州"},
        "材料登记": {
            "市分公司": "赣州市分公司",
            "义务": "上报本赛区联系人",
            "收到日期": datetime(2024, 10, 8),
        },
    }.items():
        header = [cell.value for cell in made[sheet][3]]
        for title, value in cells.items():
            titles = (title, "赛区") if title == "市分公司" else (title,)
            col = next(header.index(t) for t in titles if t in header) + 1
            made[sheet].cell(4, col).value = value
    made.save(book)
    merged(book, inbox)
    assert state(book, "赣州", TRAINING) == "迟报 10-21"
    assert state(book, "赣州", CONTACT) == "已报 10-08"
    assert state(book, "吉安", CONTACT) == "未报（10月8日止）"


@pytest.mark.parametrize(
    ("reported", "told"),
    [
        ("2024-10-24 18:00", "已报"),
        ("2024-10-24 20:00", "迟报：初赛只提前23小时"),
        ("2024-10-25 19:30", "迟报：初赛开始以后才报"),
        ("", "已报"),
    ],
)
def test_a_schedule_is_due_a_day_before_its_stage_begins(book, inbox, reported, told):
    from tests.eligibility.books import PLANNED, submitted

    row = {**PLANNED, "市分公司": "赣州", "上报时间": reported}
    written(inbox / "排期.xlsx", submitted("排期", [row]))
    merged(book, inbox)
    assert state(book, "赣州", "完成直播排期并上报省渠道平台部").startswith(told)
    assert state(book, "吉安", "完成直播排期并上报省渠道平台部").startswith("未报")
