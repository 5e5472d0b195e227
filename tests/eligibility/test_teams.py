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
)
from tests.tables import codes

GOOD = {"培训": [TRAINED], "主播备案": [FILED], "排期": [PLANNED]}
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
    "word", ["缺席", "否", "×", "x", "未签到", "未到", "请假", "事假", "无", "#0", "没来", "-"]
)
def test_who_was_absent_did_not_sign(word):
    row = {**TRAINED, "签到": word}
    verdict = ganyou(**{**GOOD, "培训": [row]})
    assert line(verdict, "直播培训") == "待核 有1人的记录，没有签到"
    handed_in = submitted("培训", [{**row, "培训主题": "集团直播业务管理办法", "手机号": "13800000001"}])
    assert [code.split()[0] for code in codes(handed_in)] == ["SIGNIN_BLANK"]


@pytest.mark.parametrize("word", ["√", "是", "张三", "已签到", "2024-10-15 09:01:22", "9:00"])
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
        ("44", {"主播备案": []}, ["FILING_MISSING 附件1汇总 是否出镜 2"]),
        ("62: 20 hours", {"排期": [{**PLANNED, "日期": "2024-10-21", "开始时间": "08:00", "结束时间": "10:00",
         "上报时间": "2024-10-20 12:00"}]}, ["SCHEDULE_LATE 排期 上报时间 2"]),
        ("62: 24 hours", {"排期": [{**PLANNED, "日期": "2024-10-21", "开始时间": "08:00", "结束时间": "10:00",
         "上报时间": "2024-10-20 08:00"}]}, []),
        ("54: ten minutes on one account", {"排期": [PLANNED, {**PLANNED, "开始时间": "20:50", "结束时间": "22:00",
         "主播": "李四"}]}, ["SCHED_OVERLAP 排期 开始时间 3"]),
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
    came = {"收件号": "R0001", "文件名": "排期.xlsx", "收到时间": "2024-10-25 08:00"}
    assert told(排期=[row], 收件登记=[came]) == ["SCHEDULE_LATE 排期 上报时间 2"]
    assert told(排期=[row], 收件登记=[{**came, "收到时间": "2024-10-24 18:00"}]) == []
