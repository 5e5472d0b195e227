"""What nobody can tell is 待核, never 不合格 and never 合格; and what is of another event changes nothing here."""

from __future__ import annotations

import pytest

from tests.eligibility.books import (
    E1,
    ENTRY,
    IDS,
    MEMBER,
    NOTICE,
    PERSON,
    PLAN,
    PLANNED,
    SESSION,
    TEAM,
    TEAM_ENTRY,
    ganyou,
    judged,
    line,
    litong,
    said,
)
from tests.eligibility.test_judge import GOOD, of
from tests.eligibility.test_teams import GOOD as TEAM_GOOD

OTHER = {**PERSON, "编号": "K0002", "身份证号": IDS[1]}
"""Another person of the same name."""
BAN = {"日期": "2024-11-01", "编号": "K0001", "类别": "停播整改", "整改到": "2024-11-10", "依据文件": "通报1号",
       "登记的批准人": "甲某"}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "sheets", "result"),
    [
        ("an entry whose state nobody knows", {"报名": [{**ENTRY, "状态": "看情况"}]}, "待核"),
        ("a session whose state nobody knows", {"场次": [{**SESSION, "状态": "看情况"}]}, "待核"),
        ("a notice with a word nobody knows", {"直播报备": [{**NOTICE, "审核结果": "再议"}]}, "待核"),
        ("a plan with a word nobody knows", {"直播计划审核": [{**PLAN, "审核结果": "再议"}]}, "待核"),
        ("a plan of no phase", {"直播计划审核": [{**PLAN, "期次": ""}]}, "待核"),
        ("a notice of no phase", {"直播报备": [{**NOTICE, "期次": ""}]}, "待核"),
        ("a plan that may be another's", {"参赛主体": [PERSON, OTHER], "直播计划审核": [{**PLAN, "编号": ""}]}, "待核"),
        ("a notice that may be another's", {"参赛主体": [PERSON, OTHER],
         "直播报备": [{**NOTICE, "编号": ""}]}, "待核"),
        ("a session of a number nobody has", {"场次": [{**SESSION, "编号": "K0099"}]}, "待核"),
        ("a session with another's name", {"场次": [{**SESSION, "姓名或名称": "李四光"}]}, "待核"),
        ("a session with the account alone", {"场次": [{**SESSION, "编号": "", "姓名或名称": ""}]}, "合格"),
        ("a ban of another event", {"处罚调整": [of(E1, BAN)]}, "合格"),
        ("a ban of the other phase", {"处罚调整": [{**BAN, "期次": "第二期"}]}, "合格"),
        ("a ban of this event", {"处罚调整": [of("第一期·活动4", BAN)]}, "不合格"),
        ("a ban of an event nobody knows", {"处罚调整": [{**BAN, "活动": "活动9"}]}, "待核"),
        ("a ban that ends before it begins", {"处罚调整": [{**BAN, "日期": "2024-11-10", "整改到": "2024-11-01"}]},
         "待核"),
        ("a sanction with another's name", {"处罚调整": [{**BAN, "类别": "取消资格", "姓名或名称": "李四光"}]}, "待核"),
        ("at the centre's door", {"场次": [{**SESSION, "地点": "利通区电子商务中心对面"}]}, "待核"),
        ("24:00 of the last day is the day after", {"场次": [{**SESSION, "日期": "2024-11-30", "开始时间": "24:00",
         "结束时间": "02:30"}]}, "不合格"),
    ],
)  # fmt: skip
def test_what_is_concluded(what, sheets, result):
    assert litong(**{**GOOD, **sheets}).result == result, what


def test_24_00_of_the_day_before_is_the_first_day():
    from tests.eligibility.books import work_of
    from workbook.broadcasts import day_of

    work = work_of("litong-2024", {"场次": [{**SESSION, "日期": "2024-10-31", "开始时间": "24:00"}]})
    (row,) = work.rows("场次")
    assert str(day_of(row)) == "2024-11-01"


def test_a_session_of_another_team_changes_nothing():
    """赣邮杯 has the schedule alone; somebody typed one session of another team."""
    second = {**TEAM, "编号": "K0002", "姓名或名称": "青山队"}
    other = {**SESSION, "编号": "K0002", "姓名或名称": "青山队", "期次": "", "活动": "直播赛"}
    rows = {
        "参赛主体": [TEAM, second],
        "报名": [TEAM_ENTRY, {**TEAM_ENTRY, "编号": "K0002", "姓名或名称": "青山队"}],
        "附件1汇总": [MEMBER],
        **TEAM_GOOD,
    }
    before, after = (judged("ganyou-2024", {**rows, **more}).verdicts[0] for more in ({}, {"场次": [other]}))
    assert (before.result, before.lines) == ("合格", after.lines)


def test_a_cancelled_broadcast_does_not_count():
    verdict = ganyou(**{**TEAM_GOOD, "排期": [{**PLANNED, "场次状态": "已取消"}]})
    assert (verdict.result, line(verdict, "直播场次")) == ("不合格", "不符合 合格0场，共0场")


def test_a_schedule_that_may_be_another_teams_leaves_it_open():
    second = {**TEAM, "编号": "K0002", "参赛高校": "赣南师范大学"}
    rows = {"参赛主体": [TEAM, second], "报名": [TEAM_ENTRY], "附件1汇总": [MEMBER], **TEAM_GOOD}
    (verdict,) = judged("ganyou-2024", {**rows, "排期": [{**PLANNED, "参赛高校": ""}]}).verdicts
    assert verdict.result == "待核"


def test_whoever_is_a_host_is_filed_whatever_the_roster_says_of_the_camera():
    second = {
        **MEMBER,
        "姓名": "李四",
        "身份证号": IDS[1],
        "角色": "队员",
        "手机号": "13800000002",
        "是否出镜": "否",
    }
    rows = {**TEAM_GOOD, "附件1汇总": [MEMBER, second]}
    assert ganyou(**rows).result == "合格"
    verdict = ganyou(**{**rows, "排期": [{**PLANNED, "主播": "张三、李四"}]})
    assert (verdict.result, line(verdict, "主播备案")) == ("不合格", "不符合 没有备案：李某")


def test_hosts_of_one_name_at_two_entrants_are_asked_about():
    entrants = {"参赛主体": [PERSON, {**OTHER, "姓名或名称": "李四", "账号昵称": "枸杞"}]}
    one = {**SESSION, "主播": "王五"}
    two = {**one, "编号": "K0002", "姓名或名称": "李四", "账号": "枸杞", "场次号": "S9"}
    assert said("litong-2024", **entrants, 报名=[ENTRY], **{**GOOD, "场次": [one, two]}) == [
        "HOST_OVERLAP 场次 开始时间 3"
    ]
