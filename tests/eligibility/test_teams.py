"""赣邮杯: what a team must have done before its first broadcast, and schedules that were reported too late."""

from __future__ import annotations

from datetime import date

import pytest

from tests.eligibility.books import (
    FILED,
    IDS,
    MEMBER,
    PLANNED,
    TEAM,
    TEAM_ENTRY,
    TRAINED,
    ganyou,
    line,
    said,
    submitted,
    work_of,
)
from tests.tables import codes
from workbook.eligibility.persons import Entrants
from workbook.eligibility.preparation import schedules_late
from workbook.shown import show

GOOD = {"培训": [TRAINED], "主播备案": [FILED], "排期": [PLANNED]}
EXPORTED = {"姓名": "张三", "签到": "2024-10-15 19:02:11", "累计时长(分钟)": "#90"}
"""A row of a meeting as it is exported: no day, no team."""
SECOND = {
    **MEMBER,
    "角色": "队员",
    "姓名": "李四",
    "身份证号": IDS[1],
    "学号": "0120221035",
    "手机号": "13800000002",
}


def test_a_team_that_did_everything_is_eligible():
    verdict = ganyou(**GOOD)
    assert (verdict.result, verdict.why) == ("合格", "全部条件符合")
    assert line(verdict, "主播备案") == "符合 出镜1人都已备案"
    assert line(verdict, "直播培训") == "符合 2024-10-15 参训1人"


@pytest.mark.parametrize(
    ("what", "sheets", "result", "measure", "told"),
    [
        ("no filing (44)", {"主播备案": []}, "不合格", "主播备案", "不符合 没有备案：张某"),
        ("filing not yet decided", {"主播备案": [{**FILED, "审批结果": "待审"}]}, "待核", "主播备案",
         "待核 备案待审或没写日期：张某"),
        ("filed on the day of the first broadcast", {"主播备案": [{**FILED, "审批日期": "2024-10-25"}]}, "不合格",
         "主播备案", "不符合 备案不早于首场直播：张某"),
        ("filed a day before", {"主播备案": [{**FILED, "审批日期": "2024-10-24"}]}, "合格", "主播备案",
         "符合 出镜1人都已备案"),
        ("a second host without a filing", {"附件1汇总": [MEMBER, SECOND]}, "不合格", "主播备案",
         "不符合 没有备案：李某"),
        ("filed by name where the number is missing", {"主播备案": [{**FILED, "身份证号": ""}]}, "合格", "主播备案",
         "符合 出镜1人都已备案"),
        ("training too late (61)", {"培训": [{**TRAINED, "培训日期": "2024-10-21"}]}, "不合格", "直播培训",
         "不符合 培训在2024-10-21，迟于2024-10-20"),
        ("training on the last day", {"培训": [{**TRAINED, "培训日期": "2024-10-20"}]}, "合格", "直播培训",
         "符合 2024-10-20 参训1人"),
        ("nobody signed", {"培训": [{**TRAINED, "签到": ""}]}, "待核", "直播培训", "待核 有1人的记录，没有签到"),
        ("minutes of a meeting instead", {"培训": [{**TRAINED, "签到": "", "累计时长(分钟)": "#90"}]}, "合格",
         "直播培训", "符合 2024-10-15 参训1人"),
        ("no training", {"培训": []}, "不合格", "直播培训", "不符合 没有培训记录"),
        ("another platform", {"排期": [{**PLANNED, "直播平台": "抖音"}]}, "不合格", "直播平台",
         "不符合 1场中0场符合，1场不符合"),
        ("no student number", {"附件1汇总": [{**MEMBER, "学号": ""}]}, "待核", "在校学生",
         "待核 1人中1人缺学校或学号：张某"),
        ("before the window (56)", {"排期": [{**PLANNED, "日期": "2024-10-20"}],
         "主播备案": [{**FILED, "审批日期": "2024-10-10"}]}, "不合格", "直播场次", "不符合 合格0场，共1场"),
    ],
)  # fmt: skip
def test_what_a_team_misses(what, sheets, result, measure, told):
    verdict = ganyou(**{**GOOD, **sheets})
    assert (verdict.result, line(verdict, measure)) == (result, told), what


@pytest.mark.parametrize(
    "word",
    [
        *(
            "缺席",
            "否",
            "×",
            "x",
            "未签到",
            "未到",
            "请假",
            "事假",
            "无",
            "#0",
            "没来",
            "-",
            "旷课",
            "旷会",
            "旷",
            "旷工",
        ),
        *(
            "缺勤",
            "不在",
            "未签",
            "未",
            "未来",
            "未参加",
            "没参加",
            "否（出差）",
            "病假",
            "张三请假",
            "缺",
            "缺1次",
        ),
        *("未按时到场", "不能参加", "无故缺席", "没到", "公假"),
    ],
)
def test_who_was_absent_did_not_sign(word):
    row = {**TRAINED, "签到": word}
    verdict = ganyou(**{**GOOD, "培训": [row]})
    assert line(verdict, "直播培训") == "待核 有1人的记录，没有签到"
    handed_in = submitted("培训", [{**row, "培训主题": "集团直播业务管理办法", "手机号": "13800000001"}])
    assert [code.split()[0] for code in codes(handed_in)] == ["SIGNIN_BLANK"]


@pytest.mark.parametrize(
    "word",
    [
        "√",
        "是",
        "张三",
        "已签到",
        "2024-10-15 09:01:22",
        "9:00",
        "旷小明",
        "旷明",
        "未小明",
        "李未来",
        "旷小明（代签）",
    ],
)
def test_who_signed(word):
    assert line(ganyou(**{**GOOD, "培训": [{**TRAINED, "签到": word}]}), "直播培训").startswith("符合")


def test_before_the_contest_is_over_what_is_missing_may_still_come():
    verdict = ganyou(date(2024, 10, 15), 附件1汇总=[MEMBER])
    assert verdict.result == "不合格", "no filing at all"
    verdict = ganyou(date(2024, 10, 15), 主播备案=[FILED])
    assert (verdict.result, line(verdict, "直播培训")) == ("待核", "待核 没有培训记录")


def told(**sheets):
    rows = {"参赛主体": [TEAM], "报名": [TEAM_ENTRY], "附件1汇总": [MEMBER], **GOOD, **sheets}
    return said("ganyou-2024", **rows)


@pytest.mark.parametrize(
    ("what", "sheets", "codes"),
    [
        ("in order", {}, []),
        ("56, before", {"排期": [{**PLANNED, "日期": "2024-10-20", "上报时间": "2024-10-10 08:00"}]},
         ["OUT_OF_WINDOW 排期 日期 2"]),
        ("56, after", {"排期": [{**PLANNED, "日期": "2024-12-16"}]}, ["OUT_OF_WINDOW_LATE 排期 日期 2"]),
        ("56, after the contest", {"排期": [{**PLANNED, "日期": "2025-01-01"}]}, ["OUT_OF_WINDOW 排期 日期 2"]),
        ("61", {"培训": [{**TRAINED, "培训日期": "2024-10-21"}]}, ["TRAINING_LATE 培训 培训日期 2"]),
        ("44", {"主播备案": [FILED], "附件1汇总": [MEMBER, {**SECOND, "是否出镜": "是"}]},
         ["FILING_MISSING 附件1汇总 是否出镜 3"]),
        ("44: nobody at all", {"主播备案": [], "附件1汇总": [MEMBER, {**SECOND, "是否出镜": "是"}]},
         ["FILINGS_NONE 附件1汇总 是否出镜 2"]),
        ("62: 20 hours", {"排期": [{**PLANNED, "日期": "2024-10-21", "开始时间": "08:00", "结束时间": "10:00",
         "上报时间": "2024-10-20 12:00"}]}, ["SCHEDULE_LATE 排期 上报时间 2"]),
        ("62: 24 hours", {"排期": [{**PLANNED, "日期": "2024-10-21", "开始时间": "08:00", "结束时间": "10:00",
         "上报时间": "2024-10-20 08:00"}]}, []),
        ("54: ten minutes on one account", {"排期": [PLANNED, {**PLANNED, "开始时间": "20:50", "结束时间": "22:00",
         "主播": "李四"}], "附件1汇总": [MEMBER, {**SECOND, "是否出镜": "否"}]}, ["SCHED_OVERLAP 排期 开始时间 3"]),
        ("62: after it began", {"排期": [{**PLANNED, "上报时间": "2024-10-26 08:00"}]}, ["SCHEDULE_LATE 排期 上报时间 2"]),
        ("62: a day, that of the broadcast", {"排期": [{**PLANNED, "上报时间": "2024-10-25"}]},
         ["SCHEDULE_LATE 排期 上报时间 2"]),
        ("62: a day, perhaps in time", {"排期": [{**PLANNED, "上报时间": "2024-10-24"}]}, []),
        ("a host of another team", {"排期": [{**PLANNED, "主播": "张三、王五"}]}, ["HOST_UNKNOWN 排期 主播 2"]),
        ("one more behind 和", {"排期": [{**PLANNED, "主播": "张三和王五"}]}, ["HOST_UNKNOWN 排期 主播 2"]),
        ("和 in a name", {"排期": [{**PLANNED, "主播": "主播张三、李和平"}],
         "附件1汇总": [MEMBER, {**SECOND, "姓名": "李和平", "是否出镜": "否"}]}, []),
        ("cancelled", {"排期": [PLANNED, {**PLANNED, "主播": "王五", "场次状态": "已取消"}]}, []),
        ("hosts with a note", {"排期": [{**PLANNED, "主播": "张三（队长）和 李四"}],
         "附件1汇总": [MEMBER, {**SECOND, "是否出镜": "否"}]}, []),
        ("nobody knows who was there", {"培训": [TRAINED, {**EXPORTED, "姓名": "王五"}]}, ["TRAINING_UNKNOWN 培训 姓名 3"]),
        ("a meeting after the last day", {"培训": [{**EXPORTED, "签到": "2024-10-21 19:00"}]},
         ["TRAINING_LATE 培训 签到 2"]),
        ("54: half open", {"排期": [PLANNED, {**PLANNED, "开始时间": "21:00", "结束时间": "22:00"}]}, []),
        ("58", {"排期": [{**PLANNED, "星期": "周二"}]}, ["WEEKDAY 排期 星期 2"]),
        ("53", {"排期": [{**PLANNED, "开始时间": "21:00", "结束时间": "12:00"}]}, ["TIME_ORDER 排期 结束时间 2"]),
        ("a team nobody knows", {"排期": [{**PLANNED, "团队名称": "蓝心队"}]}, ["ENTRANT_UNKNOWN 排期 团队名称 2"]),
    ],
)  # fmt: skip
def test_what_is_said_at_the_cells(what, sheets, codes):
    assert told(**sheets) == codes, what


def test_the_time_a_file_came_counts_where_none_was_typed_beside_the_row():
    row = {**PLANNED, "上报时间": "", "来源文件": "排期.xlsx"}
    came = {"收件号": "R0001", "文件名": "排期.xlsx", "收到时间": "2024-10-25 08:00", "时间来源": "填写"}
    assert told(排期=[row], 收件登记=[came]) == ["SCHEDULE_LATE 排期 上报时间 2"]
    assert told(排期=[row], 收件登记=[{**came, "收到时间": "2024-10-24 18:00"}]) == []
    assert told(排期=[row], 收件登记=[{**came, "时间来源": "首次汇总时间"}]) == [], "when it was merged"


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (
            "2024-10-24 23:00",
            "10月24日 23:00上报，离该阶段第一场（10月25日 19:00）至多20小时，要求提前24小时",
        ),
        ("2024-10-26 08:00", "10月26日 08:00上报，离该阶段第一场（10月25日 19:00）至多0小时，要求提前24小时"),
        ("2024-10-25", "10月25日上报，离该阶段第一场（10月25日 19:00）至多19小时，要求提前24小时"),
    ],
)
def test_the_words_about_a_late_schedule(came, words):
    work = work_of("ganyou-2024", {"排期": [{**PLANNED, "上报时间": came}]})
    (finding,) = schedules_late(work)
    assert show(finding).message == words


@pytest.mark.parametrize(
    ("nickname", "told"),
    [
        ("张三", "符合 2024-10-15 参训1人"),
        ("橙心队-张三", "符合 2024-10-15 参训1人"),
        ("张三-橙心队", "符合 2024-10-15 参训1人"),
        ("江西理工张三", "符合 2024-10-15 参训1人"),
        ("张三丰", "待核 没有培训记录，另有1行认不出是哪个团队的"),
        ("王老师", "待核 没有培训记录，另有1行认不出是哪个团队的"),
    ],
)
def test_a_row_of_a_meeting_is_of_the_team_of_its_member(nickname, told):
    assert line(ganyou(**{**GOOD, "培训": [{**EXPORTED, "姓名": nickname}]}), "直播培训") == told


def test_a_row_of_a_meeting_is_known_by_its_phone_first():
    row = {**EXPORTED, "姓名": "橙子", "手机号": MEMBER["手机号"]}
    assert line(ganyou(**{**GOOD, "培训": [row]}), "直播培训") == "符合 2024-10-15 参训1人"


def test_of_two_persons_with_one_name_the_team_in_the_nickname_decides():
    other = {**TEAM, "编号": "K0002", "姓名或名称": "蓝心队"}
    twin = {**MEMBER, "团队名称": "蓝心队", "身份证号": IDS[2], "手机号": "13800000009"}
    rows = {**GOOD, "参赛主体": [TEAM, other], "附件1汇总": [MEMBER, twin]}
    entrants = Entrants(
        work_of("ganyou-2024", {**rows, "培训": [EXPORTED, {**EXPORTED, "姓名": "蓝心队 张三"}]})
    )
    assert list(entrants.attended.values()) == [["K0001", "K0002"], ["K0002"]]


NO, OLD = {**FILED, "审批结果": "不通过"}, {**FILED, "审批日期": "2024-10-10"}


@pytest.mark.parametrize(
    ("what", "filings", "told"),
    [
        ("a name only", [{"姓名": "张三", "审批结果": "通过", "审批日期": "2024-10-18"}], "待核 备案待审或没写日期：张某"),
        ("a name only of somebody else", [{"姓名": "李四", "审批结果": "通过"}], "不符合 没有备案：张某"),
        ("undated and late", [{**FILED, "审批日期": ""}, {**FILED, "审批日期": "2024-10-26"}],
         "待核 备案待审或没写日期：张某"),
        ("undated, and one in time", [{**FILED, "审批日期": ""}, FILED], "符合 出镜1人都已备案"),
        ("agreed to, then refused", [OLD, NO], "不符合 没有备案：张某"),
        ("refused, then agreed to", [{**NO, "审批日期": "2024-10-10"}, FILED], "符合 出镜1人都已备案"),
        ("refused, nobody knows when", [FILED, {**NO, "审批日期": ""}], "待核 备案待审或没写日期：张某"),
    ],
)  # fmt: skip
def test_which_filing_counts(what, filings, told):
    assert line(ganyou(**{**GOOD, "主播备案": filings}), "主播备案") == told, what
