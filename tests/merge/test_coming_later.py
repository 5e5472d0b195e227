"""Files that come after others: what a replacement may touch, which correction is the later one, what is told till when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.merge.inboxes import PHONES, ends, folded, people, person, standing, submission
from tests.merge.test_merge_laws import inbox, quiet, row
from tests.tables import roster
from workbook.merge import asked
from workbook.merge.fold import fold
from workbook.merge.submission import MERGED, Cover, Submission, mark_of

NEW = "13900008888"
FIRST, SECOND, THIRD = "2026-10-17 09:00:00", "2026-10-18 09:00:00", "2026-10-19 09:00:00"


def who(*names):
    return sorted(f"{name} {PHONES[name]}" for name in names)


def test_who_comes_after_a_replacement_is_not_withdrawn_by_it():
    one = submission(1, "1.xlsx", people("张三", "李四"), seen=FIRST)
    whole = submission(2, "2.xlsx", people("张三", "李四", "赵六"), kind="整表替换", seen=SECOND)
    for kind in ("", "补充"):
        late = submission(3, "3.xlsx", people("王五"), kind=kind, seen=THIRD)
        assert standing(folded(one, whole, late)) == who("张三", "李四", "赵六", "王五")


def test_typed_times_tell_it_whoever_was_merged_first():
    one = submission(1, "1.xlsx", people("张三", "李四"), received="2024-10-17 09:00", seen=THIRD)
    whole = submission(
        2, "2.xlsx", people("张三", "李四", "赵六"), kind="整表替换", received="2024-10-18 09:00", seen=THIRD
    )
    late = submission(3, "3.xlsx", people("王五"), received="2024-10-19 09:00", seen=FIRST)
    assert standing(folded(late, whole, one)) == who("张三", "李四", "赵六", "王五")


def test_a_replacement_that_was_applied_stays_applied():
    one = submission(1, "1.xlsx", people("张三", "李四"), seen=FIRST)
    new = roster(person("张三"), person("李四", 手机号=NEW))
    whole = submission(2, "2.xlsx", new, kind="整表替换", seen=SECOND)
    late = submission(3, "3.xlsx", people("王五", "赵六", "钱七"), seen=THIRD)
    merged = folded(one, whole, late)
    assert standing(merged) == sorted([*who("张三", "王五", "赵六", "钱七"), f"李四 {NEW}"])
    assert merged.held == {}


def test_who_was_replaced_may_come_back_and_the_replacement_stays():
    one = submission(1, "1.xlsx", people("张三", "李四", "王五"), seen=FIRST)
    whole = submission(2, "2.xlsx", people("张三", "李四", "赵六"), kind="整表替换", seen=SECOND)
    late = submission(3, "3.xlsx", people("王五", "钱七"), kind="补充", seen=THIRD)
    assert standing(folded(one, whole)) == sorted(
        [*who("张三", "李四", "赵六"), *(f"{w} 撤回" for w in who("王五"))]
    )
    assert standing(folded(one, whole, late)) == who("张三", "李四", "赵六", "王五", "钱七")


def test_an_old_file_sent_once_more_brings_nobody_back():
    one = submission(1, "1.xlsx", people("张三", "李四", "王五"), seen=FIRST)
    whole = submission(2, "2.xlsx", people("张三", "李四", "赵六"), kind="整表替换", seen=SECOND)
    again = submission(3, "0.xlsx", people("张三", "李四", "王五"), seen=THIRD)
    assert standing(folded(one, whole, again)) == standing(folded(one, whole))


def test_a_replacement_that_drops_a_whole_team_is_held():
    """Two teams of the branch; the file has one of them, with as many new people as would go."""
    other = [person("王五", 团队名称="晨光队", 角色="队长"), person("赵六", 团队名称="晨光队")]
    one = submission(1, "1.xlsx", roster(person("张三"), person("李四"), *other), seen=FIRST)
    new = [person("钱七", 团队名称="晨光队"), *other]
    new.append(person("李四", 团队名称="晨光队", 身份证号="11010519491231002X", 手机号=NEW, 姓名="孙八"))
    whole = submission(2, "2.xlsx", roster(*new), kind="整表替换", seen=SECOND)
    assert folded(one, whole).held == {1: "RESUBMIT_SHRINK"}


def test_a_correction_back_to_the_first_value_is_one():
    first = people("张三")
    one = submission(1, "1.xlsx", first, seen=FIRST)
    two = submission(2, "2.xlsx", roster(person("张三", 手机号=NEW)), kind="更正", seen=SECOND)
    back = submission(3, "3.xlsx", first, kind="更正", seen=THIRD)
    merged = folded(one, two, back)
    assert standing(merged) == who("张三")
    assert ends(merged) == ["合并1", "合并1", "合并1"]


def test_of_two_corrections_without_times_the_later_merged_one_stands_and_it_is_told():
    one = submission(1, "1.xlsx", people("张三"), seen=FIRST)
    early = submission(2, "9.xlsx", roster(person("张三", 手机号="13900007777")), kind="更正", seen=SECOND)
    late = submission(3, "3.xlsx", roster(person("张三", 手机号=NEW)), kind="更正", seen=THIRD)
    merged = folded(one, early, late)
    assert standing(merged) == [f"张三 {NEW}"]
    assert [(f.code, f.at.file) for f in asked.about_files(merged, MERGED)] == [("RESUBMIT_ORDER", "3.xlsx")]
    timed = [
        early.covered(early.cover._replace(received="2024-10-18")),
        late.covered(late.cover._replace(received="2024-10-17")),
    ]
    merged = folded(one, *timed)
    assert standing(merged) == ["张三 13900007777"]
    assert list(asked.about_files(merged, MERGED)) == []


def test_the_smaller_file_is_the_one_that_came_later():
    big = {"sheets": people("张三", "李四", "王五"), "received": "2024-10-17 09:00"}
    small = {"sheets": people("张三", "李四"), "received": "2024-10-18 09:00"}
    for numbers in ((1, 2), (2, 1)):
        files = [
            submission(number, name, file["sheets"], received=file["received"])
            for number, name, file in zip(numbers, ("a.xlsx", "b.xlsx"), (big, small), strict=True)
        ]
        assert list(folded(*files).lost) == [1]


def test_declining_one_of_two_equal_files_leaves_the_other():
    one = submission(1, "1.xlsx", people("张三", "李四"), answer="不采用")
    copy = submission(2, "2 copy.xlsx", people("张三", "李四"))
    assert standing(folded(one, copy)) == who("张三", "李四")
    assert ends(folded(one, copy)) == ["退回2", "合并2"]


# ---- what is told, and how long


def told(*files):
    return [f"{f.at.file} {f.code}" for f in asked.about_files(folded(*files), MERGED)]


def test_an_error_is_told_until_a_later_file_mends_it():
    bad = roster(person("张三"), person("李四", 身份证号="360730200411020424"))
    first, second = (submission(n, f"{n}.xlsx", bad, seen=FIRST) for n in (1, 2))
    assert told(first) == ["1.xlsx ID_CHECKSUM"]
    good = people("张三", "李四")
    assert told(first, submission(2, "2.xlsx", good, seen=SECOND)) == []
    assert "2.xlsx ID_CHECKSUM" in told(submission(1, "1.xlsx", good, seen=FIRST), second), (
        "an earlier file mends nothing"
    )


def test_one_number_for_two_persons_of_a_file_is_told():
    twice = roster(person("张三"), person("李四"), person("王五", 身份证号="360730200411020423"))
    assert told(submission(1, "1.xlsx", twice)) == ["1.xlsx PERSON_DUP"]


def test_a_wrong_phone_in_a_correction_is_told():
    one = submission(1, "1.xlsx", people("张三", "李四"), seen=FIRST)
    two = submission(2, "2.xlsx", roster(person("李四", 手机号="1391111")), kind="更正", seen=SECOND)
    assert told(one, two) == ["2.xlsx PHONE_LEN"]


def test_what_two_files_say_differently_is_told_until_somebody_says_which_is_right():
    one = submission(1, "1.xlsx", people("张三"), seen=FIRST)
    two = submission(2, "2.xlsx", roster(person("张三", 手机号=NEW)), seen=SECOND)
    assert told(one, two) == ["2.xlsx RESUBMIT_KIND"]
    three = submission(3, "3.xlsx", roster(person("张三", 手机号="13900007777")), kind="更正", seen=THIRD)
    assert told(one, two, three) == []


# ---- laws


def of_one_person(one):
    """A number of an ID card is of one name; people may have several, and share phones."""
    number = one.values.get("id_no")
    return one._replace(values={**one.values, "id_no": f"{one.values['name']}{number}"}) if number else one


@quiet
@given(inbox(), st.lists(row(), max_size=4))
def test_a_file_that_comes_later_withdraws_nobody_and_undoes_no_replacement(files, rows):
    """Whatever there is: a later file without a kind, or a supplement, only adds."""
    files = [
        Submission(s.number, s.name, s.content, s.cover, s.mark, tuple(map(of_one_person, s.rows)))
        for s in files
    ]
    rows = [*map(of_one_person, rows)]
    before = fold(files)
    for kind in ("", "补充"):
        cover = Cover("甲", "赣州", kind, "", THIRD)
        merged = fold([*files, Submission("R0099", "00.xlsx", "99", cover, mark_of(rows), tuple(rows))])
        assert set(merged.held) <= set(before.held)
        for was in before.records:
            now = [merged.outcomes[source.file][source.row].record for source in was.sources]
            if not was.withdrawn:
                assert any(record and not record.withdrawn for record in now)
