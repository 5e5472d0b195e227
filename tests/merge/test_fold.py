"""Which rows stand, as headquarters would tell it: small files in, who stands and what became of every row out."""

from __future__ import annotations

from tests.merge.inboxes import PHONES, ends, folded, people, person, shop, standing, submission
from tests.tables import roster

ALL = [f"{name} {PHONES[name]}" for name in ("张三", "李四", "王五")]
NEW = "13900008888"


def test_two_branches():
    one = submission(1, "赣州.xlsx", people("张三", "李四"))
    two = submission(2, "九江.xlsx", people("王五", 赛区="九江", 团队名称="浔阳队", 角色="队长"))
    assert standing(folded(one, two)) == sorted(ALL)
    assert ends(folded(one, two)) == ["合并2", "合并1"]


def test_the_same_content_under_another_name_counts_once():
    """Saved again, renamed, rows in another order: the rows say the same."""
    one = submission(1, "附件1.xlsx", people("张三", "李四"))
    two = submission(2, "附件1 (2)最终版.xlsx", people("李四", "张三"))
    merged = folded(one, two)
    assert standing(merged) == sorted(ALL[:2])
    assert sorted(ends(merged)) == ["合并2", "重复2"]
    assert len(merged.again) == 1


def test_a_form_and_the_roster_of_its_team_count_once():
    """The school's form tells more of somebody than the branch's list: it fills what was left blank."""
    known = submission(1, "汇总.xlsx", people("张三", "李四"), sender="赣州")
    form = submission(2, "报名表.xlsx", people("张三", 学号="0120221034"), sender="江西理工大学")
    merged = folded(known, form)
    assert standing(merged) == sorted(ALL[:2])
    assert {record.values.get("student_no") for record in merged.records} == {None, "0120221034"}


def test_rows_that_must_be_corrected_are_returned_and_the_others_stand():
    bad = roster(person("张三"), person("李四", 身份证号="360730200411020424"))
    merged = folded(submission(1, "赣州.xlsx", bad))
    assert standing(merged) == ALL[:1]
    assert ends(merged) == ["合并1 退回1"]
    assert [o.why for o in merged.outcomes[0]] == ["", "ID_CHECKSUM"]


def test_a_file_without_a_needed_column_is_returned_as_a_whole():
    lines = roster(person("张三"), person("李四"))
    without = lines.columns[:6] + lines.columns[7:]
    merged = folded(submission(1, "赣州.xlsx", type(lines)("附件1", without)))
    assert ends(merged) == ["退回2"]


def test_the_mended_file_brings_the_missing_row_and_leaves_the_others():
    bad = submission(1, "a.xlsx", roster(person("张三"), person("李四", 身份证号="360730200411020424")))
    good = submission(2, "b.xlsx", people("张三", "李四"))
    merged = folded(bad, good)
    assert standing(merged) == sorted(ALL[:2])
    assert ends(merged) == ["合并1 退回1", "合并1 未变1"]


# ---- resubmissions


def test_another_phone_without_a_word_is_asked():
    one = submission(1, "a.xlsx", people("张三", "李四"))
    two = submission(2, "b.xlsx", roster(person("张三", 手机号=NEW), person("李四")))
    merged = folded(one, two)
    assert standing(merged) == sorted(ALL[:2])
    assert ends(merged) == ["合并2", "退回1 未变1"]
    assert merged.outcomes[1][0].why == "RESUBMIT_KIND"


def test_a_correction_replaces_what_it_says_and_keeps_the_rest():
    one = submission(1, "a.xlsx", roster(person("张三", 学号="0120221034"), person("李四")))
    two = submission(2, "b.xlsx", roster(person("张三", 手机号=NEW)), kind="更正")
    merged = folded(one, two)
    assert standing(merged) == sorted([f"张三 {NEW}", ALL[1]])
    assert merged.records[0].values["student_no"] == "0120221034"
    assert ends(merged) == ["合并2", "合并1"]
    assert [o.replaced for o in merged.outcomes[0]] == [True, False]


def test_a_supplement_adds_and_fills_but_never_contradicts():
    one = submission(1, "a.xlsx", people("张三"))
    more = roster(person("张三", 学号="0120221034"), person("王五"))
    merged = folded(one, submission(2, "b.xlsx", more, kind="补充"))
    assert standing(merged) == sorted([ALL[0], ALL[2]])
    against = folded(one, submission(2, "b.xlsx", roster(person("张三", 手机号=NEW)), kind="补充"))
    assert standing(against) == ALL[:1]
    assert ends(against) == ["合并1", "退回1"]


def test_a_replacement_withdraws_who_is_no_longer_in_it():
    one = submission(1, "a.xlsx", people("张三", "李四", "王五"))
    two = submission(2, "b.xlsx", people("张三", "李四", "赵六"), kind="整表替换")
    merged = folded(one, two)
    assert standing(merged) == sorted([*ALL[:2], f"赵六 {PHONES['赵六']}", f"{ALL[2]} 撤回"])
    assert ends(merged) == ["合并3", "合并1 未变2"]


def test_a_replacement_that_shrinks_is_held_until_somebody_agrees():
    one = submission(1, "a.xlsx", people("张三", "李四", "王五"))
    two = submission(2, "b.xlsx", people("张三"), kind="整表替换")
    merged = folded(one, two)
    assert standing(merged) == sorted(ALL)
    assert merged.held == {1: "RESUBMIT_SHRINK"}
    assert ends(merged) == ["合并3", "退回1"]
    agreed = folded(one, submission(2, "b.xlsx", people("张三"), kind="整表替换", answer="同意"))
    assert standing(agreed) == sorted([ALL[0], *(f"{who} 撤回" for who in ALL[1:])])
    declined = folded(one, submission(2, "b.xlsx", people("张三"), kind="整表替换", answer="不采用"))
    assert standing(declined) == sorted(ALL)
    assert ends(declined) == ["合并3", "退回1"]


def test_a_row_that_must_be_corrected_is_no_withdrawal():
    """In the new file 李四's number is mistyped: he is in it all the same."""
    one = submission(1, "a.xlsx", people("张三", "李四", "王五"))
    new = roster(person("张三"), person("李四", 身份证号="360730200411020424"), person("王五"))
    merged = folded(one, submission(2, "b.xlsx", new, kind="整表替换"))
    assert standing(merged) == sorted(ALL)


def test_a_smaller_file_without_a_word_drops_nothing_and_is_asked_about():
    one = submission(1, "a.xlsx", people("张三", "李四", "王五"))
    two = submission(2, "b.xlsx", people("张三", "李四"))
    merged = folded(one, two)
    assert standing(merged) == sorted(ALL)
    assert {file: [r.values["name"] for r in lost] for file, lost in merged.lost.items()} == {1: ["王五"]}


def test_a_school_s_list_within_its_branch_s_is_no_shrinking():
    both = [person("张三"), person("李四", 参赛高校="九江学院", 团队名称="浔阳队", 角色="队长")]
    more = [person("王五", 参赛高校="宜春学院", 团队名称="明月队", 角色="队长")]
    branch = submission(1, "赣州.xlsx", roster(*both, *more))
    assert folded(branch, submission(2, "江西理工.xlsx", roster(both[0]))).lost == {}


def test_shops_replace_shops_and_leave_the_people():
    one = submission(1, "a.xlsx", people("张三", "李四"), shop("张三", "YL1001"))
    two = submission(2, "b.xlsx", shop("李四", "YL1002"), kind="整表替换", answer="同意", city="赣州")
    assert [who for who in standing(folded(one, two)) if who.startswith("YL")] == [
        f"YL1001 {PHONES['张三']} 撤回",
        f"YL1002 {PHONES['李四']}",
    ]
    assert [who for who in standing(folded(one, two)) if not who.startswith("YL")] == sorted(ALL[:2])


# ---- several senders


def test_two_senders_who_contradict_each_other_are_both_named():
    one = submission(1, "a.xlsx", people("张三"), sender="江西理工大学", city="南昌")
    two = submission(2, "b.xlsx", roster(person("张三", 手机号=NEW, 赛区="九江")), sender="九江学院")
    merged = folded(one, two)
    assert standing(merged) == ALL[:1]
    assert merged.outcomes[1][0].why == "MERGE_DIFFERS"


def test_a_correction_does_not_reach_into_another_sender_s_rows():
    one = submission(1, "a.xlsx", people("张三"))
    two = submission(2, "b.xlsx", roster(person("张三", 手机号=NEW, 赛区="九江")), kind="更正")
    assert standing(folded(one, two)) == ALL[:1]


def test_the_time_that_was_typed_decides_between_two_corrections():
    one = submission(1, "a.xlsx", people("张三"))
    late = submission(
        2, "b.xlsx", roster(person("张三", 手机号=NEW)), kind="更正", received="2024-10-19 09:00"
    )
    early = submission(
        3, "c.xlsx", roster(person("张三", 手机号="13900007777")), kind="更正", received="2024-10-18 09:00"
    )
    assert standing(folded(one, late, early)) == [f"张三 {NEW}"]
    assert standing(folded(early, one, late)) == [f"张三 {NEW}"]


def test_one_person_in_two_teams_is_two_rows():
    other = roster(person("张三", 团队名称="晨光队"))
    merged = folded(submission(1, "a.xlsx", people("张三")), submission(2, "b.xlsx", other))
    assert standing(merged) == [ALL[0], ALL[0]]


def test_a_file_that_could_not_be_read_has_no_rows():
    from workbook.merge.submission import Cover, Submission

    bad = Submission("R0001", "坏.xlsx", "x", Cover(), refused="FILE_DAMAGED")
    assert ends(folded(bad, submission(2, "b.xlsx", people("张三")))) == ["", "合并1"]
