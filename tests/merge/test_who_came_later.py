"""Who surely came after whom, whatever was typed of one and not of the other; what nobody can tell is never silent."""

from __future__ import annotations

import pytest

from tests.merge.inboxes import PHONES, ends, folded, people, person, standing, submission
from tests.merge.test_coming_later import FIRST, NEW, SECOND, THIRD, told, who
from tests.tables import roster
from workbook.merge.asked import broken
from workbook.merge.order import Came, in_order, later
from workbook.merge.submission import Cover, Submission

BAD, OTHER = "360730200411020424", "13900007777"
AT = "2024-10-20 09:00:00"


def new_phone(*, number=2, phone=NEW, kind="更正", **cover):
    return submission(number, f"{number}.xlsx", roster(person("张三", 手机号=phone)), kind=kind, **cover)


# ---- typed times and times of merging are two scales


def test_a_correction_with_a_typed_time_mends_what_was_merged_before_it():
    wrong = roster(person("张三"), person("李四", 身份证号=BAD))
    one = submission(1, "1.xlsx", wrong, seen=AT)
    two = submission(
        2, "2.xlsx", people("李四"), kind="更正", seen="2024-10-21 09:00:00", received="2024-10-19 18:00"
    )
    assert told(one, two) == []


def test_an_error_in_a_correction_with_a_typed_time_is_told():
    one = submission(1, "1.xlsx", people("张三", "李四"), seen=FIRST)
    wrong = roster(person("李四", 手机号="1391111"))
    two = submission(2, "2.xlsx", wrong, kind="更正", seen=SECOND, received="2024-10-25")
    assert told(one, two) == ["2.xlsx PHONE_LEN"]


def test_a_broken_file_that_comes_again_with_a_typed_time_is_settled():
    bad = Submission("R0001", "1.xlsx", "x", Cover(seen=FIRST), refused="FILE_DAMAGED")
    good = submission(2, "1.xlsx #2", people("张三"), seen=SECOND, received="2024-10-25")
    assert broken(folded(bad, good)) == 0


def test_of_two_files_the_later_merged_one_is_asked_what_it_lacks_though_its_time_was_typed():
    one = submission(1, "1.xlsx", people("张三", "李四", "王五"), seen=FIRST)
    two = submission(2, "2.xlsx", people("张三", "李四"), seen=SECOND, received="2024-10-25")
    assert told(one, two) == ["2.xlsx RESUBMIT_SHRINK"]


def test_a_correction_with_a_typed_time_settles_what_was_asked():
    one = submission(1, "1.xlsx", people("张三"), seen=FIRST)
    two = new_phone(kind="", seen=SECOND)
    three = new_phone(number=3, phone=OTHER, seen=THIRD, received="2024-10-25")
    assert told(one, two) == ["2.xlsx RESUBMIT_KIND"]
    assert told(one, two, three) == []


@pytest.mark.parametrize(
    ("one", "other", "came_later"),
    [
        (Came("2024-10-26 09:00", FIRST), Came("2024-10-25", SECOND), True),
        (Came("2024-10-26 09:00", FIRST), Came("2024-10-26", SECOND), False),
        (Came("2024-10-26", SECOND), Came("2024-10-26 09:00", FIRST), True),
        (Came("2024-10-26", SECOND), Came("", FIRST), True),
        (Came("2024-10-26", FIRST), Came("2024-10-26", FIRST), False),
    ],
)
def test_a_day_without_a_clock_is_neither_before_nor_after_a_time_of_it(one, other, came_later):
    assert later(one, other) is came_later
    assert not (later(one, other) and later(other, one))


def test_corrections_are_taken_by_typed_times_and_by_merging_where_none_were_typed():
    files = [
        new_phone(number=1, seen=FIRST, received="2024-10-27"),
        new_phone(number=2, seen=SECOND),
        new_phone(number=3, seen=THIRD, received="2024-10-26"),
        new_phone(number=4, seen=THIRD),
    ]
    assert [files[n].number for n in in_order(files)] == ["R0003", "R0002", "R0001", "R0004"]


# ---- corrections and replacements of which nobody can tell the order


def test_a_correction_back_with_a_typed_time_is_told_against_one_without():
    one = submission(1, "1.xlsx", people("张三"), seen=FIRST)
    back = submission(3, "3.xlsx", people("张三"), kind="更正", seen=THIRD, received="2024-10-26")
    files = one, new_phone(seen=SECOND), back
    assert standing(folded(*files)) == who("张三")
    assert told(*files) == ["3.xlsx RESUBMIT_ORDER"]


def test_a_replacement_with_a_typed_time_that_lacks_whom_a_correction_added_is_told():
    one = submission(1, "1.xlsx", people("张三", "李四"), seen=FIRST)
    two = submission(2, "2.xlsx", people("王五"), kind="更正", seen=SECOND)
    whole = people("张三", "李四", "赵六")
    three = submission(3, "3.xlsx", whole, kind="整表替换", seen=THIRD, received="2024-10-26")
    assert f"王五 {PHONES['王五']} 撤回" in standing(folded(one, two, three))
    assert told(one, two, three) == ["3.xlsx RESUBMIT_ORDER"]


@pytest.mark.parametrize(
    "times", [("2024-10-26 09:00", "2024-10-26"), ("2024-10-26", "2024-10-26"), ("2024-10-26", "")]
)
def test_of_two_times_of_one_day_none_is_silently_the_later(times):
    one = submission(1, "1.xlsx", people("张三"), seen=FIRST)
    for kind in ("更正", "整表替换"):
        files = [
            new_phone(number=n, phone=phone, kind=kind, seen=SECOND, received=time)
            for n, phone, time in zip((2, 3), (NEW, OTHER), times, strict=True)
        ]
        found = told(one, *files)
        assert [line.split()[1] for line in found] == ["RESUBMIT_ORDER"]


def test_two_times_with_clocks_are_in_order():
    one = submission(1, "1.xlsx", people("张三"), seen=FIRST)
    early = new_phone(seen=THIRD, received="2024-10-26 09:00")
    late = new_phone(number=3, phone=OTHER, seen=SECOND, received="2024-10-26 09:01")
    assert standing(folded(one, early, late)) == [f"张三 {OTHER}"]
    assert told(one, early, late) == []


# ---- in one inbox


@pytest.mark.parametrize("kind", ["补充", "更正"])
def test_a_replacement_does_not_withdraw_whom_a_supplement_in_the_same_inbox_brings(kind):
    one = submission(1, "1.xlsx", people("张三", "李四", "赵六"), seen=FIRST)
    two = submission(2, "2.xlsx", people("张三", "李四", "赵六", "王五"), kind="整表替换", seen=FIRST)
    for number in (0, 3):
        more = submission(3, f"{number}.xlsx", people("钱七"), kind=kind, seen=FIRST)
        files = one, two, more
        assert standing(folded(*files)) == who("张三", "李四", "赵六", "王五", "钱七")
        assert told(*files) == [f"{number}.xlsx RESUBMIT_ORDER"]


def test_a_supplement_that_surely_came_before_a_replacement_is_replaced():
    one = submission(1, "1.xlsx", people("张三", "李四", "赵六"), seen=FIRST)
    more = submission(2, "2.xlsx", people("钱七"), kind="补充", seen=FIRST, received="2024-10-17")
    whole = people("张三", "李四", "赵六", "王五")
    three = submission(3, "3.xlsx", whole, kind="整表替换", seen=FIRST, received="2024-10-18")
    assert f"钱七 {PHONES['钱七']} 撤回" in standing(folded(one, more, three))
    assert told(one, more, three) == []


def test_a_correction_in_the_same_inbox_rules_whatever_the_files_are_called():
    first = submission(2, "9.xlsx", people("张三"), seen=FIRST)
    files = first, new_phone(number=1, seen=FIRST)
    assert standing(folded(*files)) == [f"张三 {NEW}"]
    assert told(*files) == []


# ---- what is said after a correction, by a file that is none


@pytest.mark.parametrize("name", ["0.xlsx", "3.xlsx"])
def test_a_late_file_that_says_otherwise_than_a_correction_is_asked_whatever_it_is_called(name):
    one = submission(1, "1.xlsx", people("张三"), seen=FIRST)
    late = submission(3, name, roster(person("张三", 手机号=OTHER)), seen=THIRD)
    files = one, new_phone(seen=SECOND), late
    assert standing(folded(*files)) == [f"张三 {NEW}"]
    assert told(*files) == [f"{name} RESUBMIT_KIND"]
    assert ends(folded(*files))[2] == "退回1"


def test_a_late_file_that_says_the_old_value_once_more_is_asked():
    one = submission(1, "1.xlsx", people("张三"), seen=FIRST)
    late = submission(3, "3.xlsx", people("张三", "李四"), seen=THIRD)
    files = one, new_phone(seen=SECOND), late
    assert standing(folded(*files)) == sorted([f"张三 {NEW}", *who("李四")])
    assert told(*files) == ["3.xlsx RESUBMIT_KIND"]


def test_what_was_blank_and_is_filled_by_a_correction_and_by_a_late_file_is_asked():
    one = submission(1, "1.xlsx", people("张三"), seen=FIRST)
    two = submission(2, "2.xlsx", people("张三", 学号="0120221034"), kind="更正", seen=SECOND)
    late = submission(3, "3.xlsx", people("张三", 学号="0120229999"), seen=THIRD)
    merged = folded(one, two, late)
    assert merged.records[0].values["student_no"] == "0120221034"
    assert told(one, two, late) == ["3.xlsx RESUBMIT_KIND"]


def test_a_correction_of_something_else_does_not_settle_what_was_asked():
    one = submission(1, "1.xlsx", people("张三", 学号="0120221034"), seen=FIRST)
    two = submission(2, "2.xlsx", people("张三", 学号="0120229999"), seen=SECOND)
    files = one, two, new_phone(number=3, seen=THIRD)
    assert standing(folded(*files)) == [f"张三 {NEW}"]
    assert told(*files) == ["2.xlsx RESUBMIT_KIND"]


def test_a_new_file_whose_name_comes_first_stands_and_the_other_is_asked():
    old = submission(1, "a.xlsx", people("张三"), seen=FIRST)
    new = new_phone(number=0, kind="", seen=SECOND)
    assert standing(folded(old, new)) == [f"张三 {NEW}"]
    assert told(old, new) == ["a.xlsx RESUBMIT_KIND"]
