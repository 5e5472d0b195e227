"""邮乐奖励金: 1,000个 for a school won over, 800个 for a placed team; both readings while a point is open."""

from __future__ import annotations

import pytest

from schemas.contest import Scope
from schemas.regions import CITIES
from tests.eligibility.books import MEMBER, TEAM, TEAM_ENTRY
from tests.payout.at_work import after, book_of, decided, lines, told
from workbook.codes import CODES
from workbook.eligibility.work import read_work
from workbook.merge.tables import own_table
from workbook.payout.incentive_sheet import INCENTIVES, edited, write
from workbook.payout.incentive_sources import sources_of
from workbook.payout.incentives import Reading, about, reading, rows_of, terms_of

FINALS = Scope("", "直播赛")
ONCE, EACH_SCHOOL = "每个市分公司一次", "每所高校一次"
AFTER_FIRST, EACH_TEAM = "每个市分公司一次，且已得1000个", "每支获名次团队一次"


def won(city, school, result="是", evidence="盖章回函"):
    return {"市分公司": city, "高校": school, "是否成功邀请": result, "佐证材料": evidence}


def team(number, name, city, school="江西理工大学"):
    return {**TEAM, "编号": number, "姓名或名称": name, "市分公司": city, "参赛高校": school}


def member(name, city, school="江西理工大学"):
    return {**MEMBER, "赛区": city, "参赛高校": school, "团队名称": name}


def rank(number, place, name=""):
    return {"活动": "直播赛", "编号": number, "名次": place, "姓名或名称": name}


TWO_TEAMS = {
    "参赛主体": [team("K0001", "橙心队", "赣州"), team("K0002", "赣江队", "赣州")],
    "报名": [TEAM_ENTRY, {**TEAM_ENTRY, "编号": "K0002", "姓名或名称": "赣江队"}],
    "附件1汇总": [member("橙心队", "赣州"), member("赣江队", "赣州"), member("山城队", "吉安", "井冈山大学")],
    "高校合作": [won("赣州", "江西理工大学"), won("赣州", "赣南师范大学"), won("吉安", "井冈山大学")],
    "排名": [rank("K0001", "#2"), rank("K0002", "#3")],
}
"""赣州 won two schools over and has two placed teams, 吉安 one school and a team that was not placed."""


def given(sheets=TWO_TEAMS, **answers):
    """The rows that say something, "city schools invited ① teams placed ② sum other apart"; and what is told."""
    book, card = book_of("ganyou-2024", **sheets), decided("ganyou-2024", **answers)
    terms, told_of_terms = terms_of(card)
    found, told_of_rows = sources_of(book, read_work(book, card), own_table(book, "排名"), FINALS)
    rows = rows_of(found, terms)
    made = after(book, INCENTIVES, lambda own: write(own, rows, "3f2a"))
    titles = "市分公司 邀请高校数 成功邀请 邀请奖励(个) 参赛团队数 获决赛名次团队 名次追加(个) 数量(个)"
    told_all = [*told_of_terms, *told_of_rows, *about(card, found, terms, rows)]
    return lines(made, INCENTIVES, *titles.split(), "另一种理解(个)", "相差(个)"), told_all


def branch(city, sheets=TWO_TEAMS, **answers):
    rows, _ = given(sheets, **answers)
    return next(row for row in rows if row.startswith(city))


def test_each_branch_has_a_row_in_the_usual_order_also_with_nothing():
    rows, _ = given(H5=ONCE, H6=AFTER_FIRST)
    assert [row.split()[0] for row in rows] == [*CITIES, "合计(个)"]
    assert rows[0] == "南昌 0 否 0 0 — 0 0 — —"


@pytest.mark.parametrize(
    ("h5", "h6", "row"),
    [
        (ONCE, AFTER_FIRST, "赣州 2 是 1000 2 橙心队(第2名)、赣江队(第3名) 800 1800 — —"),
        (EACH_SCHOOL, AFTER_FIRST, "赣州 2 是 2000 2 橙心队(第2名)、赣江队(第3名) 800 2800 — —"),
        (ONCE, EACH_TEAM, "赣州 2 是 1000 2 橙心队(第2名)、赣江队(第3名) 1600 2600 — —"),
        (EACH_SCHOOL, EACH_TEAM, "赣州 2 是 2000 2 橙心队(第2名)、赣江队(第3名) 1600 3600 — —"),
    ],
)
def test_as_decided_once_a_branch_or_each_time(h5, h6, row):
    assert branch("赣州", H5=h5, H6=h6) == row
    assert branch("吉安", H5=h5, H6=h6) == "吉安 1 是 1000 1 — 0 1000 — —"


def test_while_open_the_other_reading_stands_beside():
    rows, found = given()
    assert rows[CITIES.index("赣州")].endswith(" 800 1800 3600 1800")
    assert rows[CITIES.index("吉安")].endswith(" 0 1000 1000 0")
    assert rows[-1] == "合计(个) 3 — 2000 3 — 800 2800 4600 1800"
    assert [(f.context["id"], f.context["total"], f.context["other"]) for f in found] == [
        ("H5", "2,800", "4,600"),
        ("H6", "2,800", "4,600"),
    ]
    assert {f.code for f in found} == {"INCENTIVE_OPEN"}


def test_one_point_decided_leaves_only_the_other_open():
    assert branch("赣州", H5=ONCE).endswith(" 800 1800 2600 800")
    assert branch("赣州", H6=AFTER_FIRST).endswith(" 800 1800 2800 1000")


def test_at_most_nineteen_thousand_eight_hundred():
    """facts H6: 11 branches, 1,800 each."""
    names = [f"{city}队" for city in CITIES]
    everywhere = {
        "附件1汇总": [member(name, city) for name, city in zip(names, CITIES, strict=True)],
        "高校合作": [won(city, f"{city}学院") for city in CITIES],
        "排名": [rank("", f"#{n}", name) for n, name in enumerate(names, 1)],
    }
    rows, found = given(everywhere, H5=ONCE, H6=AFTER_FIRST)
    assert rows[-1] == "合计(个) 11 — 11000 11 — 8800 19800 — —"
    assert found == []


def test_the_sum_is_a_live_formula_and_money_is_nowhere():
    book = book_of("ganyou-2024", **TWO_TEAMS)
    card = decided("ganyou-2024", H5=ONCE, H6=AFTER_FIRST)
    found, _ = sources_of(book, read_work(book, card), own_table(book, "排名"), FINALS)
    made = after(book, INCENTIVES, lambda own: write(own, rows_of(found, terms_of(card)[0]), "3f2a"))
    formulas = made.sheet(INCENTIVES).facts.formulas
    assert {cell.a1: text for cell, text in formulas.items()} == {
        f"{letter}13": f"SUM({letter}2:{letter}12)" for letter in "CEFHI"
    }


def test_no_800_without_the_1000_where_that_was_decided():
    lone = {**TWO_TEAMS, "高校合作": [won("吉安", "井冈山大学")]}
    assert branch("赣州", lone, H5=ONCE, H6=AFTER_FIRST) == (
        "赣州 0 否 0 2 橙心队(第2名)、赣江队(第3名) 0 0 — —"
    )
    assert told(given(lone, H5=ONCE, H6=AFTER_FIRST)[1]) == ["INCENTIVE_NO_FIRST 排名!D2"]
    assert branch("赣州", lone, H5=ONCE, H6=EACH_TEAM).endswith(" 1600 1600 — —")
    assert given(lone, H5=ONCE, H6=EACH_TEAM)[1] == []
    assert branch("赣州", lone, H5=ONCE).endswith(" 0 0 1600 1600")


@pytest.mark.parametrize(
    ("school", "code", "row"),
    [
        (won("赣州", "江西理工大学", evidence=""), "INCENTIVE_EVIDENCE", "赣州 1 是 1000"),
        (won("赣州", "江西理工大学", "待核"), "INCENTIVE_PENDING", "赣州 0 待核 0"),
        (won("赣州", "江西理工大学", ""), "INCENTIVE_PENDING", "赣州 0 待核 0"),
        (won("", "江西理工大学"), "INCENTIVE_CITY", "赣州 0 否 0"),
    ],
)
def test_what_of_a_school_must_be_looked_at(school, code, row):
    sheets = {"高校合作": [school]}
    assert code in [f.code for f in given(sheets, H5=ONCE, H6=AFTER_FIRST)[1]]
    assert branch("赣州", sheets, H5=ONCE, H6=AFTER_FIRST).startswith(f"{row} ")


def test_a_refusal_is_no_invitation():
    sheets = {"高校合作": [won("赣州", "江西理工大学", "否", "")], "排名": []}
    assert branch("赣州", sheets, H5=ONCE, H6=AFTER_FIRST).startswith("赣州 0 否 0 ")
    assert told(given(sheets, H5=ONCE, H6=AFTER_FIRST)[1]) == ["INCENTIVE_NO_RANKS 排名"]


def test_a_school_two_branches_claim_is_asked_about_and_one_listed_twice_counts_once():
    sheets = {
        **TWO_TEAMS,
        "高校合作": [won("赣州", "江西理工大学"), won("吉安", "江西理工大学"), won("赣州", "江西理工大学")],
    }
    rows, found = given(sheets, H5=EACH_SCHOOL, H6=AFTER_FIRST)
    assert told(found) == ["INCENTIVE_SHARED 高校合作!G2"]
    assert found[0].context == {"school": "江西理工大学", "cities": "赣州、吉安"}
    assert rows[CITIES.index("赣州")].startswith("赣州 1 是 1000 ")


@pytest.mark.parametrize(
    ("ranked", "code"),
    [
        (rank("K0099", "#1", "橙心队"), "INCENTIVE_TEAM 排名!F2"),
        (rank("", "#1", "不认识的队"), "INCENTIVE_TEAM 排名!F2"),
        (rank("K0001", "二等奖"), "INCENTIVE_RANK 排名!D2"),
        (rank("K0001", "#1.5"), "INCENTIVE_RANK 排名!D2"),
        (rank("K0001", "#0"), "INCENTIVE_RANK 排名!D2"),
        ({**rank("K0001", "#1"), "活动": "歌咏赛"}, "INCENTIVE_EVENT 排名!B2"),
    ],
)
def test_a_placed_team_nobody_can_tell_the_branch_or_rank_of(ranked, code):
    sheets = {**TWO_TEAMS, "排名": [ranked, rank("K0002", "#3")]}
    assert told(given(sheets, H5=ONCE, H6=AFTER_FIRST)[1]) == [code]
    assert "赣江队(第3名) 800" in branch("赣州", sheets, H5=ONCE, H6=AFTER_FIRST)


def test_a_team_by_name_that_two_branches_have_and_one_whose_sheets_disagree():
    both = [member("橙心队", "赣州"), member("橙心队", "吉安", "井冈山大学")]
    sheets = {**TWO_TEAMS, "参赛主体": [], "报名": [], "附件1汇总": both, "排名": [rank("", "#1", "橙心队")]}
    found = given(sheets, H5=ONCE, H6=AFTER_FIRST)[1]
    assert [(f.code, f.context["cities"]) for f in found if f.code == "INCENTIVE_TEAM"] == [
        ("INCENTIVE_TEAM", "吉安、赣州")
    ]
    moved = {**TWO_TEAMS, "参赛主体": [team("K0001", "橙心队", "九江")], "排名": [rank("K0001", "#1")]}
    assert "INCENTIVE_TEAM" in [f.code for f in given(moved, H5=ONCE, H6=AFTER_FIRST)[1]]


def test_a_team_that_stands_twice_on_the_ranks_and_one_without_a_rank():
    ranks = [rank("K0001", "#2"), rank("K0001", "#2"), rank("K0002", "")]
    sheets = {**TWO_TEAMS, "排名": ranks}
    assert branch("赣州", sheets, H5=ONCE, H6=EACH_TEAM).endswith(" 橙心队(第2名) 800 1800 — —")


def test_two_teams_of_one_name_from_two_schools_of_one_branch_are_two():
    """Once by their numbers; by the name alone nobody knows which is meant."""
    two = [team("K0001", "橙心队", "赣州"), team("K0002", "橙心队", "赣州", "赣南师范大学")]
    sheets = {
        **TWO_TEAMS,
        "参赛主体": two,
        "报名": [TEAM_ENTRY, {**TEAM_ENTRY, "编号": "K0002"}],
        "附件1汇总": [member("橙心队", "赣州"), member("橙心队", "赣州", "赣南师范大学")],
    }
    assert branch("赣州", sheets, H5=ONCE, H6=EACH_TEAM).endswith(
        " 橙心队(第2名)、橙心队(第3名) 1600 2600 — —"
    )
    by_name = {**sheets, "排名": [rank("", "#2", "橙心队")]}
    assert branch("赣州", by_name, H5=ONCE, H6=EACH_TEAM).endswith(" — 0 1000 — —")
    found = given(by_name, H5=ONCE, H6=EACH_TEAM)[1]
    assert told(found) == ["INCENTIVE_TEAM 排名!F2", "INCENTIVE_NO_RANKS 排名"]
    assert found[0].context["cities"] == "赣州江西理工大学、赣州赣南师范大学"


@pytest.mark.parametrize("school", ["江西理工大学", ""])
def test_a_team_listed_by_its_number_and_by_its_name_counts_once(school):
    sheets = {
        **TWO_TEAMS,
        "参赛主体": [team("K0001", "橙心队", "赣州", school)],
        "报名": [TEAM_ENTRY],
        "排名": [rank("K0001", "#2"), rank("", "#2", "橙心队")],
    }
    assert branch("赣州", sheets, H5=ONCE, H6=EACH_TEAM) == "赣州 2 是 1000 2 橙心队(第2名) 800 1800 — —"


def test_a_school_written_with_other_brackets_counts_once():
    claims = [won("赣州", "东华理工大学（长江学院）"), won("赣州", "东华理工大学(长江学院)")]
    sheets = {**TWO_TEAMS, "高校合作": claims}
    assert branch("赣州", sheets, H5=EACH_SCHOOL, H6=AFTER_FIRST).startswith("赣州 1 是 1000 ")
    others = {**TWO_TEAMS, "高校合作": [claims[0], {**claims[1], "市分公司": "吉安"}]}
    assert "INCENTIVE_SHARED 高校合作!G2" in told(given(others, H5=EACH_SCHOOL, H6=AFTER_FIRST)[1])


@pytest.mark.parametrize("ranked", [rank("K0001", "#2"), rank("", "#2", "橙心队")])
@pytest.mark.parametrize("state", ["撤回", "不计"])
def test_a_team_that_took_its_entry_back_is_not_counted(ranked, state):
    gone = {**TEAM_ENTRY, "状态": state}
    entries = [gone, {**TEAM_ENTRY, "编号": "K0002", "姓名或名称": "赣江队"}]
    sheets = {**TWO_TEAMS, "报名": entries, "排名": [ranked, rank("K0002", "#3")]}
    row = branch("赣州", sheets, H5=ONCE, H6=EACH_TEAM)
    assert row == "赣州 2 是 1000 1 赣江队(第3名) 800 1800 — —"
    found = given(sheets, H5=ONCE, H6=EACH_TEAM)[1]
    at = "E" if ranked["编号"] else "F"
    assert told(found) == [f"INCENTIVE_WITHDRAWN 排名!{at}2"]
    again = {**sheets, "报名": [*entries, TEAM_ENTRY]}
    assert given(again, H5=ONCE, H6=EACH_TEAM)[1] == []


def test_a_decision_nobody_understands_stays_open():
    rows, found = given(H5="随情况定", H6=AFTER_FIRST)
    assert rows[CITIES.index("赣州")].endswith(" 800 1800 2800 1000")
    assert [f.code for f in found] == ["INCENTIVE_UNREAD", "INCENTIVE_OPEN"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("每个市分公司一次", Reading(False)),
        ("每市分公司只给一次", Reading(False)),
        ("每所高校一次", Reading(True)),
        ("每邀请到1所高校给1000个", Reading(True)),
        ("每个市分公司一次，且已得1000个", Reading(False, True)),
        ("每个市分公司一次，不要求先得1000个", Reading(False)),
        ("每支获名次团队一次", Reading(True)),
        ("每支获名次的团队一次，须先得1000个", Reading(True, True)),
        ("每个市分公司、每所高校各一次", None),
        ("每个市分公司一次，已得1000个的不再追加", None),
        ("每个市分公司一次，已获邀请奖励的除外", None),
        ("每支获名次团队一次，已得1000个的不予追加", None),
        ("每个市分公司一次，先得过的不得再追加", None),
        ("每支获名次团队一次，不要求已得1000个", Reading(True)),
        ("", None),
    ],
)
def test_answers_are_understood_by_their_words(text, meant):
    assert reading(text) == meant


def test_remarks_stay_with_their_branch_and_what_was_changed_by_hand_is_told():
    book, card = book_of("ganyou-2024", **TWO_TEAMS), decided("ganyou-2024", H5=ONCE, H6=AFTER_FIRST)
    found, _ = sources_of(book, read_work(book, card), own_table(book, "排名"), FINALS)
    rows = rows_of(found, terms_of(card)[0])
    book = after(book, INCENTIVES, lambda own: write(own, rows, "3f2a"))
    assert list(edited(own_table(book, INCENTIVES))) == []
    at = 2 + CITIES.index("赣州")

    def by_hand(own):
        own.write(at, "remark", "1月10日已报省分公司")
        own.write(at, "total", 3600.0)

    book = after(book, INCENTIVES, by_hand)
    assert told(edited(own_table(book, INCENTIVES))) == [f"INCENTIVE_EDITED {INCENTIVES}!I{at}"]
    book = after(book, INCENTIVES, lambda own: write(own, rows, "3f2a"))
    assert lines(book, INCENTIVES, "市分公司", "数量(个)", "备注")[at - 2] == "赣州 1800 1月10日已报省分公司"
    assert own_table(book, INCENTIVES).all_edits() == []
    again = own_table(book, INCENTIVES)
    write(again, rows, "3f2a")
    assert again.all_edits() == []


def test_another_card_without_these_two_prizes_is_told():
    _, found = terms_of(decided("litong-2024"))
    assert [f.code for f in found] == ["INCENTIVE_TIERS"]


def test_severities_are_those_of_the_sheet_of_rules():
    grave = {code for code in CODES if code.startswith("INCENTIVE_") and CODES[code].severity == "error"}
    assert grave == {
        "INCENTIVE_TIERS", "INCENTIVE_CITY", "INCENTIVE_EVENT", "INCENTIVE_RANK", "INCENTIVE_TEAM", "INCENTIVE_NO_FIRST",
        "INCENTIVE_WITHDRAWN"
    }  # fmt: skip
