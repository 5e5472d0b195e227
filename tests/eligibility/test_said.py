"""What is said at the cells of 利通's work: each code once, at its cell; and who a row is of."""

from __future__ import annotations

import pytest

from tests.eligibility.books import (
    E1,
    ENTRY,
    IDS,
    NOTICE,
    PERSON,
    PLAN,
    SESSION,
    VIDEO,
    judged,
    said,
    work_of,
)
from tests.eligibility.test_judge import GOOD, of

OTHER = {**PERSON, "编号": "K0002", "账号昵称": "枸杞小铺", "身份证号": IDS[1]}
AGED = {**PERSON, "身份证号": "360102200610210133"}
BIRTHDAY = {**PERSON, "身份证号": "360102200610200138"}


def told(**sheets):
    return said("litong-2024", **{"参赛主体": [PERSON], "报名": [ENTRY], **GOOD, **sheets})


def first_entry(**changes):
    return of(E1, ENTRY, 粉丝数="#8600", 近一年销售额="#320", 截至日期="2024-08-31", **changes)


SHORT = {**SESSION, "结束时间": "20:55", "时长(分钟)": "#115"}
CODES = [
    ("in order", {}, []),
    ("SESSION_SHORT", {"场次": [SHORT]}, ["场次 时长(分钟) 2"]),
    ("SESSION_SHORT", {"场次": [{**SESSION, "结束时间": "20:55"}]}, ["场次 时长(分钟) 2"]),
    ("OUT_OF_WINDOW", {"场次": [{**SESSION, "日期": "2024-10-31"}]}, ["场次 日期 2"]),
    ("VENUE_OTHER", {"场次": [{**SESSION, "地点": "枸杞园"}], "直播报备": [{**NOTICE, "审核结果": ""}]}, ["场次 地点 2"]),
    ("NOTICE_MISSING", {"直播报备": []}, ["场次 日期 2"]),
    ("PLAN_MISSING", {"直播计划审核": []}, ["场次 日期 2"]),
    ("GOODS_UNCHECKED", {"场次": [{**SESSION, "商品已审核": "否"}]}, ["场次 商品已审核 2"]),
    ("ELEMENT_MISSING", {"场次": [{**SESSION, "直播元素": "双十二"}]}, ["场次 直播元素 2"]),
    ("TAG_MISSING", {"场次": [{**SESSION, "话题": "#利通#"}]}, ["场次 话题 2"]),
    ("TAG_ALIAS", {"场次": [{**SESSION, "话题": "#我在利通带好货#"}]}, ["场次 话题 2"]),
    ("AGE", {"参赛主体": [AGED], "报名": [{**ENTRY, "报名日期": "2024-10-20", "活动": "活动1", "截至日期": "2024-08-31"}],
     "场次": [], "直播报备": [], "直播计划审核": []}, ["参赛主体 身份证号 2"]),
    ("AGE_BIRTHDAY", {"参赛主体": [BIRTHDAY], "报名": [{**ENTRY, "报名日期": "2024-10-20"}]}, ["参赛主体 身份证号 2"]),
    ("ENTRANT_UNKNOWN", {"场次": [SESSION, {**SESSION, "场次号": "S9", "编号": "K0099", "日期": "2024-11-04"}]},
     ["场次 编号 3"]),
    ("ENTRANT_UNKNOWN", {"直播计划审核": [PLAN, {**PLAN, "编号": "", "姓名或名称": "无名"}]}, ["直播计划审核 姓名或名称 3"]),
    ("ENTRANT_AMBIGUOUS", {"参赛主体": [PERSON, OTHER],
     "直播计划审核": [PLAN, {**PLAN, "编号": ""}]}, ["直播计划审核 姓名或名称 3"]),
    ("ENTRANT_NO_KEY", {"参赛主体": [PERSON, {**OTHER, "编号": "", "姓名或名称": "李四"}]}, ["参赛主体 编号 3"]),
    ("EVENT_NOT_ON_CARD", {"直播计划审核": [PLAN, {**PLAN, "活动": "活动9"}]}, ["直播计划审核 活动 3"]),
    ("VIDEO_LATE", {"报名": [{**ENTRY, "活动": "活动3"}], "场次": [], "直播报备": [],
     "短视频作品": [{**VIDEO, "发布时间": "2024-10-16"}]}, ["短视频作品 发布时间 2"]),
    ("VIDEO_ACCOUNT", {"报名": [{**ENTRY, "活动": "活动3"}], "场次": [], "直播报备": [],
     "短视频作品": [{**VIDEO, "发布账号": "别人"}]}, ["短视频作品 发布账号 2"]),
    ("GROUP_DIFFERS", {"报名": [first_entry(申报组别="达人组")], "场次": [], "直播报备": []}, ["报名 申报组别 2"]),
    ("ENTRY_AS_OF", {"报名": [first_entry() | {"截至日期": "2024-08-30"}], "场次": [], "直播报备": []},
     ["报名 截至日期 2"]),
    ("ENTRANT_KEY_TWICE", {"参赛主体": [PERSON, {**OTHER, "编号": "K0001", "姓名或名称": "李四",
     "账号昵称": "橙心小铺"}]}, ["参赛主体 编号 3"]),
    ("ENTRANT_SAME", {"参赛主体": [PERSON, {**OTHER, "类型": "企业", "姓名或名称": "枸杞公司", "身份证号": IDS[0]}]},
     ["参赛主体 身份证号 3"]),
    ("ENTRANT_MEMBER", {"参赛主体": [PERSON, {**OTHER, "类型": "团队", "姓名或名称": "甲队", "团队成员": "李四、张三"}]},
     ["参赛主体 团队成员 3"]),
    ("ENTRANT_MISSING", {"处罚调整": [{"日期": "2024-11-01", "类别": "取消资格", "事由": "刷单 李四小铺",
     "依据文件": "通报1号", "登记的批准人": "甲某"}]}, ["处罚调整 姓名或名称 2"]),
    ("ENTRANT_MISSING", {"投诉异议": [{"收到日期": "2024-11-01", "内容": "有人反映", "处理结果": "不属实"}]},
     ["投诉异议 涉及编号 2"]),
    ("ENTRANT_NAME", {"处罚调整": [{"日期": "2024-11-01", "编号": "K0001", "姓名或名称": "李四光", "类别": "警告",
     "依据文件": "通报1号", "登记的批准人": "甲某"}]}, ["处罚调整 编号 2"]),
    ("ACCOUNT_OTHER", {"场次": [{**SESSION, "账号": "别人家"}]}, ["场次 账号 2"]),
    ("SANCTION_DAYS", {"处罚调整": [{"日期": "2024-11-10", "编号": "K0001", "类别": "停播整改", "整改到": "2024-11-01",
     "依据文件": "通报1号", "登记的批准人": "甲某"}]}, ["处罚调整 整改到 2"]),
    ("ENTRY_TWICE", {"报名": [ENTRY, {**ENTRY, "备注": "又报"}]}, ["报名 编号 3"]),
    ("SESSION_BANNED", {"处罚调整": [{"日期": "2024-11-01", "编号": "K0001", "类别": "停播整改", "整改到": "2024-11-10",
     "依据文件": "通报1号", "登记的批准人": "甲某"}]}, ["场次 日期 2"]),
    ("ENTRANT_UNKNOWN", {"处罚调整": [{"日期": "2024-11-01", "编号": "K0099", "类别": "警告", "依据文件": "通报1号",
     "登记的批准人": "甲某"}]}, ["处罚调整 编号 2"]),
    ("EVENT_NOT_ON_CARD", {"报名": [ENTRY, {**ENTRY, "活动": ""}]}, ["报名 活动 3"]),
    ("NUMBER_AGAIN", {"场次": [SESSION, {**SESSION, "日期": "2024-11-04"}],
     "直播报备": [NOTICE, {**NOTICE, "日期": "2024-11-04"}]}, ["场次 场次号 3"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "sheets", "places"), CODES, ids=[f"{n} {c}" for n, (c, _, _) in enumerate(CODES)]
)
def test_each_code_at_its_cell(code, sheets, places):
    assert told(**sheets) == [f"{code} {place}" for place in places]


LINKED = {**VIDEO, "活动": "活动6", "发布时间": "2025-01-05 20:30"}
SAME_NAME = {**OTHER, "姓名或名称": "张三"}


@pytest.mark.parametrize(
    ("videos", "places"),
    [
        ([{}, {}], ["VIDEO_DUP 3"]),
        ([{}, {"链接": "http://V.example.com/1?share=7"}, {"姓名或名称": "", "链接": "v.example.com/1"}],
         ["VIDEO_DUP 3", "VIDEO_DUP 4"]),
        ([{}, {"编号": "K0002"}], ["VIDEO_SHARED 2", "VIDEO_SHARED 3"]),
        ([{"编号": ""}, {"编号": "", "姓名或名称": "李四"}], ["VIDEO_SHARED 2", "VIDEO_SHARED 3"]),
        ([{}, {"编号": ""}], ["VIDEO_DUP 3"]),
        ([{}, {"编号": "K0002", "活动": "活动3"}], ["VIDEO_SHARED 2", "VIDEO_SHARED 3"]),
        ([{}, {"活动": "活动3"}], []),
        ([{}, {}, {"编号": "K0002"}], ["VIDEO_SHARED 2", "VIDEO_SHARED 3", "VIDEO_SHARED 4"]),
        ([{}, {"编号": "K0002", "状态": "撤回"}], []),
        ([{"编号": "K0002", "状态": "撤回"}, {}, {}], ["VIDEO_DUP 4"]),
    ],
)  # fmt: skip
def test_a_link_of_two_entrants_is_told_at_both_rows_and_one_entered_twice_at_the_second(videos, places):
    rows = [{**LINKED, **changes} for changes in videos]
    found = told(参赛主体=[PERSON, SAME_NAME], 短视频作品=rows)
    at = [code.split() for code in found if code.startswith("VIDEO_DUP") or code.startswith("VIDEO_SHARED")]
    assert [f"{code} {row}" for code, _, _, row in at] == places


@pytest.mark.parametrize("sales", ["#-1", "-1", "#-0.01"])
def test_negative_sales_are_told_and_nobody_is_grouped_by_them(sales):
    entry = first_entry() | {"近一年销售额": sales}
    (verdict,) = judged("litong-2024", {"参赛主体": [PERSON], "报名": [entry]}).verdicts
    assert verdict.group == ""
    found = work_of("litong-2024", {"参赛主体": [PERSON], "报名": [entry]}).findings
    assert [(f.code, f.field, f.at.cell.row) for f in found] == [("FIGURE_NEGATIVE", "sales", 2)]


@pytest.mark.parametrize("state", ["撤回", "已撤回", "已取消", "退赛", "作废"])
def test_an_entry_that_was_taken_back_in_other_words_is_not_judged(state):
    taken = {**ENTRY, "状态": state}
    assert judged("litong-2024", {"参赛主体": [PERSON], "报名": [taken]}).verdicts == ()


def test_a_platform_is_told_in_the_other_contest_too():
    from tests.eligibility.books import PLANNED
    from tests.eligibility.test_teams import told as told_of_teams

    assert told_of_teams(排期=[{**PLANNED, "直播平台": "抖音"}]) == ["PLATFORM_OTHER 排期 直播平台 2"]


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ({"编号": "K0002", "姓名或名称": ""}, True),
        ({"编号": "k0002"}, True),
        ({"编号": "", "账号": "枸杞小铺"}, True),
        ({"编号": "", "账号": "别的"}, False),
    ],
)
def test_whom_a_session_is_of_where_two_have_one_name(row, known):
    extra = {**SESSION, "场次号": "S77", "日期": "2024-11-20", **row}
    found = told(参赛主体=[PERSON, OTHER], 场次=[SESSION, extra])
    assert ([code for code in found if code.startswith("ENTRANT")] == []) is known


def test_findings_name_the_open_points_they_rest_on():
    from tests.eligibility.books import judged

    rows = {"参赛主体": [PERSON], "报名": [ENTRY], **GOOD, "场次": [{**SESSION, "话题": "#利通#"}]}
    (finding,) = judged("litong-2024", rows).findings
    assert (finding.code, finding.rule) == ("TAG_MISSING", "G16")
