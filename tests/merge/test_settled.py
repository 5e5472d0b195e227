"""When an error ends: what mends it, what takes its place, and that nothing is called settled that is lost."""

from __future__ import annotations

import pytest

from tests.merge.inboxes import IDS, PHONES, ends, folded, people, person, standing, submission
from tests.merge.test_coming_later import FIRST, NEW, SECOND, THIRD, told, who
from tests.tables import roster
from workbook.merge.asked import broken
from workbook.merge.submission import Cover, Submission
from workbook.model import Sheet
from xladdin.returning import receivers

BAD, WORSE = "360730200411020424", "360730200411020425"


def returned(*files, by="branch"):
    """Who gets whom back: receiver, then the names and phones in its file."""
    return {
        each.name: sorted(f"{row.get('name')} {row.get('phone')}" for row in each.rows["registration"])
        for each in receivers(folded(*files), by)
    }


# ---- rows that nothing but the name can match


def test_a_number_and_a_phone_that_were_wrong_are_settled_by_name_within_the_team():
    wrong = roster(person("张三"), person("李四", 身份证号=BAD, 手机号="1391111"))
    one = submission(1, "1.xlsx", wrong, seen=FIRST)
    two = submission(2, "2.xlsx", people("张三", "李四"), kind="更正", seen=SECOND)
    assert sorted(told(one)) == ["1.xlsx ID_CHECKSUM", "1.xlsx PHONE_LEN"]
    assert told(one, two) == []
    assert returned(one, two) == {"赣州市分公司": who("张三", "李四")}


def test_a_name_that_is_not_alone_in_its_team_settles_nothing():
    wrong = roster(person("张三"), person("李四", 身份证号=BAD, 手机号="1391111"))
    one = submission(1, "1.xlsx", wrong, seen=FIRST)
    twice = roster(person("李四"), person("王五", 姓名="李四"))
    two = submission(2, "2.xlsx", twice, kind="更正", seen=SECOND)
    assert sorted(told(one, two)) == ["1.xlsx ID_CHECKSUM", "1.xlsx PHONE_LEN"]


def test_a_number_of_somebody_else_is_not_settled_by_him():
    """张三 was given 李四's number: what comes for 李四 later says nothing of 张三."""
    wrong = roster(person("李四"), person("张三", 身份证号=IDS["李四"], 手机号="1391111"))
    one = submission(1, "1.xlsx", wrong, seen=FIRST)
    two = submission(2, "2.xlsx", roster(person("李四", 手机号=NEW)), kind="更正", seen=SECOND)
    assert "1.xlsx PHONE_LEN" in told(one, two)
    three = submission(3, "3.xlsx", people("张三"), kind="更正", seen=THIRD)
    assert "1.xlsx PHONE_LEN" not in told(one, two, three)


def test_a_row_of_a_replacement_with_everything_wrong_is_no_withdrawal():
    one = submission(1, "1.xlsx", people("张三", "李四", "王五"), seen=FIRST)
    wrong = roster(person("张三"), person("李四", 身份证号=BAD, 手机号="1391111"), person("王五"))
    two = submission(2, "2.xlsx", wrong, kind="整表替换", seen=SECOND)
    assert standing(folded(one, two)) == who("张三", "李四", "王五")


# ---- replacements


def test_a_replacement_ends_the_errors_of_what_it_replaces():
    one = submission(1, "1.xlsx", roster(person("张三"), person("李四", 身份证号=BAD)), seen=FIRST)
    two = submission(2, "2.xlsx", people("张三", "王五"), kind="整表替换", seen=SECOND)
    assert told(one, two) == []
    assert returned(one, two) == {"赣州市分公司": who("张三", "王五")}


def test_a_replacement_that_is_held_or_of_another_sender_or_earlier_ends_none():
    wrong = roster(person("张三"), person("王五"), person("李四", 身份证号=BAD))
    one = submission(1, "1.xlsx", wrong, seen=SECOND)
    for changes in ({"sender": "别人", "seen": THIRD}, {"seen": FIRST}):
        two = submission(2, "2.xlsx", people("张三", "王五"), kind="整表替换", **changes)
        assert "1.xlsx ID_CHECKSUM" in told(one, two)
    held = submission(2, "2.xlsx", people("张三"), kind="整表替换", seen=THIRD)
    assert sorted(told(one, held)) == ["1.xlsx ID_CHECKSUM", "2.xlsx RESUBMIT_HELD"]


def test_two_replacements_at_once_do_not_end_each_other_s_errors():
    wrong = [roster(person(name), person("李四", 身份证号=BAD)) for name in ("张三", "王五")]
    files = [
        submission(n, f"{n}.xlsx", sheet, kind="整表替换", answer="同意", seen=FIRST)
        for n, sheet in enumerate(wrong, 1)
    ]
    assert [line for line in told(*files) if "ID_CHECKSUM" in line] == ["2.xlsx ID_CHECKSUM"]


def test_what_was_mended_stays_mended_when_the_person_is_withdrawn():
    one = submission(1, "1.xlsx", roster(person("张三"), person("李四", 身份证号=BAD)), seen=FIRST)
    two = submission(2, "2.xlsx", people("李四"), kind="更正", seen=SECOND)
    three = submission(3, "3.xlsx", people("张三", "王五"), kind="整表替换", seen=THIRD)
    assert f"李四 {PHONES['李四']} 撤回" in standing(folded(one, two, three))
    assert told(one, two) == []
    assert [line for line in told(one, two, three) if "ORDER" not in line] == []


def test_what_contradicted_somebody_who_was_withdrawn_is_asked_no_more():
    one = submission(1, "1.xlsx", people("张三", "李四", "王五"), seen=FIRST)
    two = submission(2, "2.xlsx", roster(person("李四", 手机号=NEW)), kind="补充", seen=SECOND)
    three = submission(3, "3.xlsx", people("张三", "王五", "赵六"), kind="整表替换", seen=THIRD)
    assert told(one, two) == ["2.xlsx RESUBMIT_KIND"]
    assert [line for line in told(one, two, three) if "KIND" in line] == []


# ---- two versions, both wrong


def test_of_two_wrong_versions_of_one_person_the_later_one_is_told_and_sent_back():
    one = submission(1, "1.xlsx", roster(person("张三"), person("李四", 身份证号=BAD)), seen=FIRST)
    again = roster(person("李四", 身份证号=WORSE, 手机号="1391111"))
    two = submission(2, "2.xlsx", again, kind="更正", seen=SECOND)
    assert sorted(told(one, two)) == ["2.xlsx ID_CHECKSUM", "2.xlsx PHONE_LEN"]
    assert returned(one, two) == {"赣州市分公司": sorted(["李四 1391111", *who("张三")])}


def test_who_names_no_school_gets_it_in_the_file_of_the_branch():
    one = submission(1, "1.xlsx", roster(person("张三"), person("李四", 参赛高校="")), seen=FIRST)
    assert returned(one, by="school") == {"江西理工大学": who("张三"), "赣州市分公司": who("李四")}


def test_who_names_no_branch_gets_it_in_a_file_of_his_own():
    one = submission(1, "甲/附件1.xlsx", people("张三", 赛区=""), seen=FIRST)
    two = submission(2, "2.xlsx", people("李四", 赛区=""), sender="邮政学院", seen=FIRST)
    assert returned(one, two) == {"附件1（R0001）": who("张三"), "邮政学院": who("李四")}


# ---- files that brought nothing


def refused(**cover):
    return Submission("R0001", "附件1.xlsx", "x", Cover(**{"seen": FIRST, **cover}), refused="FILE_DAMAGED")


def good(*sheets, name="附件1.xlsx #2", **cover):
    return submission(2, name, *(sheets or [people("张三")]), **{"seen": SECOND, **cover})


@pytest.mark.parametrize(
    ("lost", "came"),
    [
        (refused(city="九江"), good()),
        (refused(sender="九江学院"), good()),
        (refused(sender="九江学院"), good(sender="江西理工大学")),
        (refused(), good(sender="江西理工大学")),
        (refused(), good(Sheet("附件1", [["姓名"], [None]]))),
        (refused(), good(name="附件1 (2).xlsx")),
        (refused(), good(name="别处/附件1.xlsx")),
        (refused(), good(seen="2026-10-16 09:00:00")),
        (refused(), good(answer="不采用")),
    ],
)
def test_a_file_of_somebody_else_or_without_rows_settles_no_broken_one(lost, came):
    assert broken(folded(lost, came)) == 1


@pytest.mark.parametrize(
    ("lost", "came"),
    [
        (refused(), good()),
        (refused(city="赣州市分公司"), good()),
        (refused(sender="江西理工大学"), good(sender="江西理工大学")),
        (refused(), good(answer="同意")),
    ],
)
def test_the_same_name_of_the_same_sender_settles_it(lost, came):
    assert broken(folded(lost, came)) == 0


def test_an_empty_table_is_told_until_the_file_comes_again():
    header = roster(person("张三"))
    empty = Sheet("附件1", [column[:1] for column in header.columns])
    one = submission(1, "附件1.xlsx", empty, seen=FIRST)
    assert told(one) == ["附件1.xlsx TABLE_EMPTY"]
    assert told(one, good()) == []
    assert ends(folded(one, good())) == ["", "合并1"]


# ---- the branch


def test_a_branch_is_the_same_sender_however_it_is_typed():
    one = submission(1, "1.xlsx", people("张三"), city="赣州市分公司", seen=FIRST)
    two = submission(2, "2.xlsx", roster(person("张三", 手机号=NEW)), kind="更正", seen=SECOND)
    for sender in ("", "赣州市", "赣州市分公司"):
        three = two.covered(two.cover._replace(sender=sender))
        assert standing(folded(one, three)) == [f"张三 {NEW}"]


def test_what_is_blank_is_no_mistake_once_the_branch_is_known():
    without = roster(person("张三"), person("李四", 身份证号=BAD))
    for sheet in (
        roster(person("张三", 赛区=""), person("李四", 赛区="", 身份证号=BAD)),
        Sheet(without.name, without.columns[1:]),
    ):
        one = submission(1, "1.xlsx", sheet, seen=FIRST)
        assert ends(folded(one)) == ["退回2"]
        known = one.covered(one.cover._replace(city="赣州市分公司"))
        assert ends(folded(known)) == ["合并1 退回1"]
        assert told(known) == ["1.xlsx ID_CHECKSUM"]
        assert folded(known).records[0].values["city"] == "赣州"


def test_a_row_without_a_branch_in_a_file_that_names_one_stays_returned():
    one = submission(1, "1.xlsx", roster(person("张三"), person("李四", 赛区="")), seen=FIRST)
    assert one.cover.city == "赣州"
    assert ends(folded(one.covered(one.cover))) == ["合并1 退回1"]
