"""A time told in words counts when somebody ticked it, whichever file the row was last taken from."""

from __future__ import annotations

import shutil

import pytest
from openpyxl import load_workbook

from tests.eligibility.at_work import results, run, typed
from tests.eligibility.books import SESSION, submitted
from tests.merge.inboxes import written
from tests.merge.test_merge_command import rows
from tests.shell import contestbook

SPOKEN = {**{k: v for k, v in SESSION.items() if k != "场次号"}, "开始时间": "晚7点"}
PLAIN = {**SPOKEN, "开始时间": "19:00"}
NEXT = {**SPOKEN, "日期": "2024-11-05"}


@pytest.fixture
def book(filled, tmp_path):
    """The contest workbook of the other tests, with no session yet."""
    path = shutil.copy(filled, tmp_path / "台账.xlsx")
    typed(path, {"场次": [dict.fromkeys(SESSION)]})
    return path


@pytest.fixture
def hand_in(book, tmp_path):
    """Somebody hands in sessions."""

    def handed(name, *lines, kind=None):
        written(tmp_path / "收件箱" / name, submitted("场次", lines))
        words = ("--kind", kind) if kind else ()
        contestbook("merge", tmp_path / "收件箱" / name, "-o", book, "--from", "利通中心", *words)

    return handed


def concluded(book):
    """What is concluded of K0001 in 活动4."""
    run(book)
    return results(book)[1].split()[-1]


def asked(book):
    """Where a time is asked about, and what was answered."""
    sheet = load_workbook(book)["问题清单"]
    lines = sheet.iter_rows(min_row=6, values_only=True)
    return [(row[5], row[10] or "") for row in lines if row[13] == "TIME_SPOKEN"]


def tick(book, place, answer="属实"):
    made = load_workbook(book)
    (cell,) = [row[10] for row in made["问题清单"].iter_rows(min_row=6) if row[5].value == place]
    cell.value = answer
    made.save(book)


@pytest.mark.parametrize("kind", [None, "补充", "更正"])
def test_a_time_stays_asked_when_a_later_file_of_the_row_leaves_it_blank(book, hand_in, kind):
    """Both are known by the number of the session."""
    hand_in("a.xlsx", {**SPOKEN, "场次号": "S01"})
    hand_in("b.xlsx", {**SPOKEN, "场次号": "S01", "开始时间": "", "观看人数": "88"}, kind=kind)
    assert rows(book, "场次", "开始时间", "观看人数", "来源文件") == [("19:00:00", "88", "b.xlsx")]
    assert concluded(book) == "待核"
    tick(book, "a.xlsx 场次 H2")
    assert concluded(book) == "合格"


def test_who_says_the_time_plainly_confirms_it(book, hand_in):
    hand_in("a.xlsx", SPOKEN)
    hand_in("b.xlsx", {**PLAIN, "观看人数": "88"})
    assert concluded(book) == "合格"


def test_a_tick_survives_a_replacement_that_says_the_same(book, hand_in):
    hand_in("a.xlsx", SPOKEN)
    tick(book, "a.xlsx 场次 H2")
    assert concluded(book) == "合格"
    hand_in("c.xlsx", SPOKEN, NEXT, kind="整表替换")
    assert asked(book) == [("c.xlsx 场次 H2", ""), ("c.xlsx 场次 H3", ""), ("a.xlsx 场次 H2", "属实")]
    before = book.read_bytes()
    contestbook("merge", book.parent / "收件箱", "-o", book)
    assert book.read_bytes() == before
    assert lengths(book) == "2场中1场符合，1场没填"


def test_the_tick_of_a_replacement_counts_although_the_row_was_there_before(book, hand_in):
    hand_in("a.xlsx", SPOKEN)
    hand_in("c.xlsx", SPOKEN, NEXT, kind="整表替换")
    assert asked(book) == [("c.xlsx 场次 H2", ""), ("c.xlsx 场次 H3", "")]
    tick(book, "c.xlsx 场次 H2")
    assert lengths(book) == "2场中1场符合，1场没填"
    tick(book, "c.xlsx 场次 H3")
    assert concluded(book) == "合格"


def lengths(book):
    run(book)
    lines = rows(book, "资格明细", "编号", "活动", "条件", "实际")
    return next(line[3] for line in lines if line[:3] == ("K0001", "活动4", "每场时长"))


def test_the_same_words_on_two_days_are_ticked_one_by_one(book, hand_in):
    hand_in("a.xlsx", SPOKEN, NEXT)
    tick(book, "a.xlsx 场次 H3")
    assert lengths(book) == "2场中1场符合，1场没填"
    assert asked(book) == [("a.xlsx 场次 H2", ""), ("a.xlsx 场次 H3", "属实")]


def test_the_same_words_typed_on_two_days_are_ticked_one_by_one(book):
    typed(book, {"场次": [SPOKEN, NEXT]})
    run(book)
    tick(book, "场次 H4")
    assert lengths(book) == "2场中1场符合，1场没填"
    typed(book, {"场次": [NEXT, SPOKEN]})
    assert lengths(book) == "2场中1场符合，1场没填"
    assert asked(book) == [("场次 H4", ""), ("场次 H5", "属实")], (
        "the answer went along when the rows were sorted"
    )


def test_a_time_that_was_put_right_in_the_contest_workbook_counts(book, hand_in):
    hand_in("a.xlsx", SPOKEN)
    typed(book, {"场次": [{"开始时间": "19:10"}]})
    assert concluded(book) == "合格"
