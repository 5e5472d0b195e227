"""Who may take part and win: one entrant, one thing different, and what is concluded of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.eligibility.books import (
    E1,
    E3,
    E4,
    ENTRY,
    IDS,
    NOTICE,
    PERSON,
    PLAN,
    SESSION,
    VIDEO,
    judged,
    line,
    litong,
)

GOOD = {"直播计划审核": [PLAN], "直播报备": [NOTICE], "场次": [SESSION]}


def entered(event, **changes):
    phase, name = event.split("·")
    return {**ENTRY, "期次": phase, "活动": name, **changes}


def of(event, row, **changes):
    phase, name = event.split("·")
    return {**row, "期次": phase, "活动": name, **changes}


def test_somebody_who_meets_everything_is_eligible_and_each_figure_is_told():
    verdict = litong(**GOOD)
    assert (verdict.result, verdict.why) == ("合格", "全部条件符合")
    assert line(verdict, "年龄") == "符合 报名当天19岁、活动开始当天19岁"
    assert line(verdict, "每场时长") == "符合 1场中1场符合"
    assert line(verdict, "直播场次") == "符合 合格1场，共1场"
    shown = next(line for line in verdict.lines if line.measure == "每场时长")
    assert (shown.wanted, shown.source, shown.line, shown.points) == (
        "不低于2小时",
        "每场次不低于2小时",
        89,
        ("G18",),
    )


@pytest.mark.parametrize(
    ("what", "sheets", "result", "measure", "told"),
    [
        ("1h55m is no two hours (59)", {"场次": [{**SESSION, "结束时间": "20:55"}]}, "不合格", "每场时长",
         "不符合 1场中0场符合，1场不符合"),
        ("1h59m59s neither", {"场次": [{**SESSION, "结束时间": "20:59:59"}]}, "不合格", "每场时长",
         "不符合 1场中0场符合，1场不符合"),
        ("two hours are", {"场次": [{**SESSION, "结束时间": "21:00"}]}, "合格", "每场时长", "符合 1场中1场符合"),
        ("the shorter of times and length counts", {"场次": [{**SESSION, "时长(分钟)": "#115"}]}, "不合格",
         "每场时长", "不符合 1场中0场符合，1场不符合"),
        ("no plan", {"直播计划审核": []}, "不合格", "直播计划审核", "不符合 1场中0场符合，1场不符合"),
        ("a plan agreed to later", {"直播计划审核": [{**PLAN, "审核日期": "2024-11-04"}]}, "不合格", "直播计划审核",
         "不符合 1场中0场符合，1场不符合"),
        ("a plan not yet decided", {"直播计划审核": [{**PLAN, "审核结果": "待审"}]}, "待核", "直播计划审核",
         "待核 1场中0场符合，1场没填"),
        ("a plan turned down", {"直播计划审核": [{**PLAN, "审核结果": "不通过"}]}, "不合格", "直播计划审核",
         "不符合 1场中0场符合，1场不符合"),
        ("no notice", {"直播报备": []}, "不合格", "直播报备", "不符合 1场中0场符合，1场不符合"),
        ("a notice after it began", {"直播报备": [{**NOTICE, "报备时间": "2024-11-03 19:01"}]}, "不合格", "直播报备",
         "不符合 1场中0场符合，1场不符合"),
        ("a notice of that day without a time", {"直播报备": [{**NOTICE, "报备时间": "2024-11-03"}]}, "待核",
         "直播报备", "待核 1场中0场符合，1场没填"),
        ("a notice for another evening", {"直播报备": [{**NOTICE, "日期": "2024-11-05"}]}, "不合格", "直播报备",
         "不符合 1场中0场符合，1场不符合"),
        ("a notice for the whole day", {"直播报备": [{**NOTICE, "开始时间": "", "结束时间": ""}]}, "合格", "直播报备",
         "符合 1场中1场符合"),
        ("another place, agreed to", {"场次": [{**SESSION, "地点": "枸杞园"}], "直播报备": [{**NOTICE, "地点": "枸杞园"}]},
         "合格", "直播地点", "符合 1场中1场符合"),
        ("agreed to, but for no named place", {"场次": [{**SESSION, "地点": "枸杞园"}]}, "待核", "直播地点",
         "待核 1场中0场符合，1场没填"),
        ("agreed to for the centre, held elsewhere", {"场次": [{**SESSION, "地点": "枸杞园"}],
         "直播报备": [{**NOTICE, "地点": "利通区电子商务中心"}]}, "不合格", "直播地点", "不符合 1场中0场符合，1场不符合"),
        ("only part of the place's name", {"场次": [{**SESSION, "地点": "利通区"}],
         "直播报备": [{**NOTICE, "审核结果": ""}]},
         "不合格", "直播地点", "不符合 1场中0场符合，1场不符合"),
        ("a notice turned down beside one agreed to", {"直播报备": [NOTICE, {**NOTICE, "报备号": "B2",
         "审核结果": "不通过"}]},
         "待核", "直播报备", "待核 1场中0场符合，1场没填"),
        ("day of the session missing", {"场次": [{**SESSION, "日期": ""}]}, "待核", "直播报备",
         "待核 1场中0场符合，1场没填"),
        ("day of the notice without a year", {"直播报备": [{**NOTICE, "日期": "11月3日"}]}, "待核", "直播报备",
         "待核 1场中0场符合，1场没填"),
        ("a plan taken back before the broadcast", {"直播计划审核": [PLAN, {**PLAN, "审核结果": "不通过",
         "审核日期": "2024-10-25"}]}, "不合格", "直播计划审核", "不符合 1场中0场符合，1场不符合"),
        ("a plan turned down, then agreed to", {"直播计划审核": [{**PLAN, "审核结果": "不通过",
         "审核日期": "2024-10-15"}, PLAN]},
         "合格", "直播计划审核", "符合 1场中1场符合"),
        ("no element at all", {"场次": [{**SESSION, "直播元素": "未挂双十一元素"}]}, "不合格", "直播元素",
         "不符合 1场中0场符合，1场不符合"),
        ("two at once on one account", {"场次": [SESSION, {**SESSION, "场次号": "S02", "开始时间": "19:30"}]}, "待核",
         "直播场次", "待核 合格0场，共2场，另有2场待核"),
        ("two accounts at one time", {"场次": [SESSION, {**SESSION, "场次号": "S02", "账号": "别的"}]}, "合格",
         "直播场次", "符合 合格1场，共1场"),
        ("another place, only notified", {"场次": [{**SESSION, "地点": "枸杞园"}],
         "直播报备": [{**NOTICE, "审核结果": ""}]}, "不合格", "直播地点", "不符合 1场中0场符合，1场不符合"),
        ("place not typed", {"场次": [{**SESSION, "地点": ""}]}, "待核", "直播地点", "待核 1场中0场符合，1场没填"),
        ("the tag nearly right", {"场次": [{**SESSION, "话题": "#我在利通带好货#"}]}, "合格", "话题",
         "符合 1场中1场符合"),
        ("another tag", {"场次": [{**SESSION, "话题": "#双十一#"}]}, "不合格", "话题",
         "不符合 1场中0场符合，1场不符合"),
        ("the element missing", {"场次": [{**SESSION, "直播元素": "双十二"}]}, "不合格", "直播元素",
         "不符合 1场中0场符合，1场不符合"),
        ("goods nobody checked", {"场次": [{**SESSION, "商品已审核": "否"}]}, "不合格", "商品审核",
         "不符合 1场中0场符合，1场不符合"),
        ("outside the event (56)", {"场次": [{**SESSION, "日期": "2024-12-01"}],
         "直播报备": [{**NOTICE, "日期": "2024-12-01"}]}, "不合格", "直播场次", "不符合 合格0场，共1场"),
        ("on its last day", {"场次": [{**SESSION, "日期": "2024-11-30"}],
         "直播报备": [{**NOTICE, "日期": "2024-11-30"}]}, "合格", "直播场次", "符合 合格1场，共1场"),
        ("a row that may be another's", {"参赛主体": [PERSON, {**PERSON, "编号": "K0002", "身份证号": IDS[1]}],
         "场次": [{**SESSION, "编号": "", "账号": ""}]}, "待核", "直播场次", "待核 合格0场，共0场"),
        ("a row of an event nobody knows", {"场次": [{**SESSION, "活动": "活动9"}]}, "待核", "直播场次",
         "待核 合格0场，共0场"),
        ("times nobody can read", {"场次": [{**SESSION, "结束时间": "晚上"}]}, "待核", "直播场次",
         "待核 合格0场，共1场，另有1场待核"),
        ("the same broadcast twice counts once", {"场次": [SESSION, {**SESSION, "场次号": "S02"}]}, "合格",
         "直播场次", "符合 合格1场，共1场"),
    ],
)  # fmt: skip
def test_what_a_broadcast_misses_keeps_it_from_counting(what, sheets, result, measure, told):
    verdict = litong(**{**GOOD, **sheets})
    assert (verdict.result, line(verdict, measure)) == (result, told), what


def test_of_several_broadcasts_those_that_count_are_counted():
    short = {**SESSION, "场次号": "S02", "日期": "2024-11-04", "结束时间": "20:00"}
    notices = [NOTICE, {**NOTICE, "日期": "2024-11-04"}]
    verdict = litong(**{**GOOD, "场次": [SESSION, short], "直播报备": notices})
    assert (verdict.result, line(verdict, "直播场次")) == ("合格", "符合 合格1场，共2场")
    assert line(verdict, "每场时长") == "符合 2场中1场符合，1场不符合"


def second_five(count, minutes=120):
    """So many broadcasts of the second phase's 双十一 (at least 15, each of two hours or more)."""
    days = [f"2025-11-{day:02d}" for day in range(1, count + 1)]
    end = f"{19 + minutes // 60}:{minutes % 60:02d}"
    event = "第二期·活动5"
    sessions = [of(event, SESSION, 场次号=f"S{n}", 日期=day, 结束时间=end) for n, day in enumerate(days)]
    notices = [of(event, NOTICE, 日期=day, 报备时间="2025-10-30 09:00") for day in days]
    plan = of(event, PLAN, 审核日期="2025-10-20")
    return {"报名": [entered(event)], "场次": sessions, "直播报备": notices, "直播计划审核": [plan]}


@pytest.mark.parametrize(("count", "result"), [(15, "合格"), (14, "不合格"), (16, "合格"), (0, "不合格")])
def test_at_least_fifteen_broadcasts(count, result):
    verdict = litong(**second_five(count))
    assert (verdict.result, line(verdict, "直播场次").split(" ")[1]) == (
        result,
        f"合格{count}场，共{count}场",
    )


def test_while_an_event_lasts_what_is_missing_may_still_come():
    verdict = litong(date(2025, 11, 20), **second_five(14))
    assert (verdict.result, line(verdict, "直播场次")) == ("待核", "待核 合格14场，共14场，活动还没结束")
    assert litong(date(2025, 11, 30), **second_five(14)).result == "待核", "its last day is not over"
    assert litong(date(2025, 12, 1), **second_five(14)).result == "不合格"


# ---- Who somebody is


@pytest.mark.parametrize(
    ("what", "changes", "entry", "result", "told"),
    [
        ("17 (45)", {"身份证号": "360102200610210133"}, {"报名日期": "2024-10-20"}, "待核",
         "待核 报名当天17岁、活动开始当天18岁"),
        ("17 on both days", {"身份证号": "360102200712302655"}, {}, "不合格", "不符合 报名当天16岁、活动开始当天16岁"),
        ("18 that very day (45)", {"身份证号": "360102200610200138"}, {"报名日期": "2024-10-20"}, "合格",
         "符合 报名当天18岁、活动开始当天18岁，当天正好生日，请核对"),
        ("no ID number", {"身份证号": ""}, {}, "待核", "待核 身份证号没有填"),
    ],
)  # fmt: skip
def test_ages_are_counted_on_each_day_that_may_be_meant(what, changes, entry, result, told):
    if "200712302655" in changes.get("身份证号", ""):
        changes = {"身份证号": with_check("36010220071230265")}
    verdict = litong(**{**GOOD, "参赛主体": [{**PERSON, **changes}], "报名": [{**ENTRY, **entry}]})
    assert (verdict.result, line(verdict, "年龄")) == (result, told), what


def with_check(digits):
    from schemas.identity import id_check_digit

    return digits + id_check_digit(digits)


@pytest.mark.parametrize(
    ("changes", "result", "measure", "told"),
    [
        ({"人员类别": ""}, "待核", "人员类别", "待核 没有填"),
        ({"完全民事行为能力": "否"}, "不合格", "民事行为能力", "不符合 否"),
        ({"已开通带货": ""}, "待核", "带货账号", "待核 没有填"),
        ({"已开通带货": "否"}, "不合格", "带货账号", "不符合 没有开通"),
        ({"类型": "团队"}, "不合格", "参赛主体", "不符合 团队"),
        ({"类型": "企业", "人员类别": ""}, "合格", "人员类别", "不适用 企业不按人员类别"),
    ],
)
def test_conditions_of_the_person(changes, result, measure, told):
    verdict = litong(**{**GOOD, "参赛主体": [{**PERSON, **changes}]})
    assert (verdict.result, line(verdict, measure)) == (result, told)


# ---- Groups (第一期·活动1)

ONE = {
    "直播计划审核": [of(E1, PLAN, 审核日期="2024-09-10")],
    "场次": [of(E1, SESSION, 日期="2024-09-15")],
}


@pytest.mark.parametrize(
    ("fans", "sales", "group", "result"),
    [
        ("#8600", "#320.5", "新秀组", "合格"),
        ("#9999", "#500", "新秀组", "合格"),
        ("#9999", "#500.01", "", "暂不能归组"),
        ("#9999", "#2999.99", "", "暂不能归组"),
        ("#9999", "#3000", "达人组", "合格"),
        ("#10000", "#0", "达人组", "合格"),
        ("#10000", "#100000", "达人组", "合格"),
        ("", "#100", "", "待核"),
        ("#1.5万", "#100", "", "待核"),
    ],
)
def test_groups_come_from_figures_and_never_by_default(fans, sales, group, result):
    entry = entered(E1, 粉丝数=fans.replace("#1.5万", "1万+"), 近一年销售额=sales, 截至日期="2024-08-31")
    verdict = litong(**{**ONE, "报名": [entry]})
    assert (verdict.group, verdict.result) == (group, result)
    assert set(verdict.points) >= {"G13", "G14", "G15", "G11"}


def test_figures_of_another_day_leave_the_group_open():
    entry = entered(E1, 粉丝数="#8600", 近一年销售额="#320", 截至日期="2024-08-01")
    verdict = litong(**{**ONE, "报名": [entry]})
    assert (verdict.group, verdict.result) == ("新秀组", "待核")
    assert "截至2024-08-01，应截至2024-08-31" in line(verdict, "归组")


@pytest.mark.parametrize(
    ("claimed", "result", "told"),
    [
        ("短视频", "合格", "符合 短视频"),
        ("短视频组", "合格", "符合 短视频"),
        ("", "暂不能归组", "不符合 没有报组别"),
        ("达人组", "暂不能归组", "不符合 报的是“达人组”"),
    ],
)
def test_groups_that_are_chosen_with_the_entry(claimed, result, told):
    event = "第一期·活动6"
    video = of(event, VIDEO, 发布时间="2025-01-08 12:00", 话题="#我在利通区带好货#")
    verdict = litong(报名=[entered(event, 申报组别=claimed)], 短视频作品=[video])
    if not claimed or claimed == "达人组":
        assert verdict.result in (result, "不合格")
    else:
        assert verdict.result == result
    assert line(verdict, "归组") == told


def test_the_broadcast_group_of_the_new_year_event_needs_broadcasts_and_a_video():
    event = "第一期·活动6"
    session = of(event, SESSION, 日期="2025-01-05", 直播元素="年货节")
    video = of(event, VIDEO, 发布时间="2025-01-08", 话题="")
    plan = of(event, PLAN, 审核日期="2024-12-20")
    rows = {"报名": [entered(event, 申报组别="直播带货")], "场次": [session], "直播计划审核": [plan]}
    assert litong(**rows, 短视频作品=[video]).result == "合格"
    without = litong(**rows)
    assert (without.result, line(without, "短视频数")) == ("不合格", "不符合 合格0条，共0条")


# ---- Videos (第一期·活动3)


@pytest.mark.parametrize(
    ("what", "changes", "result", "told"),
    [
        ("good", {}, "合格", "符合 合格1条，共1条"),
        ("on the last day", {"发布时间": "2024-10-15 23:59:59"}, "合格", "符合 合格1条，共1条"),
        ("a day later", {"发布时间": "2024-10-16 00:00"}, "不合格", "不符合 合格0条，共1条"),
        ("before the event", {"发布时间": "2024-10-08"}, "不合格", "不符合 合格0条，共1条"),
        ("another account", {"发布账号": "别人"}, "不合格", "不符合 合格0条，共1条"),
        ("account not typed", {"发布账号": ""}, "待核", "待核 合格0条，共1条，另有1条待核"),
        ("another tag", {"话题": "#利通#"}, "不合格", "不符合 合格0条，共1条"),
        ("the tag nearly right", {"话题": "#我在利通区带好货#"}, "合格", "符合 合格1条，共1条"),
    ],
)
def test_videos_that_count(what, changes, result, told):
    verdict = litong(报名=[entered(E3)], 短视频作品=[{**VIDEO, **changes}])
    assert (verdict.result, line(verdict, "短视频数")) == (result, told), what
    assert not any(line.measure in ("直播地点", "直播计划审核", "直播场次") for line in verdict.lines)


def test_a_link_that_two_entrants_name_is_nobodys_until_it_is_settled():
    other = {**PERSON, "编号": "K0002", "姓名或名称": "李四", "身份证号": IDS[1]}
    entries = [entered(E3), entered(E3, 编号="K0002", 姓名或名称="李四")]
    theirs = {**VIDEO, "编号": "K0002", "姓名或名称": "李四", "链接": "http://v.example.com/1/?share=2"}
    rows = {"参赛主体": [PERSON, other], "报名": entries, "短视频作品": [VIDEO, theirs]}
    assert [v.result for v in judged("litong-2024", rows).verdicts] == ["待核", "待核"]


def test_videos_without_a_link_are_not_counted_as_three():
    event = "第二期·活动4"
    videos = [of(event, VIDEO, 链接="", 发布时间=f"2025-10-0{n}") for n in (3, 4, 5)]
    assert litong(报名=[entered(event)], 短视频作品=videos).result == "待核"


def test_one_link_twice_is_one_video_and_three_are_wanted_in_the_second_phase():
    event = "第二期·活动4"
    videos = [of(event, VIDEO, 链接=f"https://v.example.com/{n}", 发布时间="2025-10-05") for n in (1, 2, 2)]
    verdict = litong(报名=[entered(event)], 短视频作品=videos)
    assert (verdict.result, line(verdict, "短视频数")) == ("不合格", "不符合 合格2条，共2条")


# ---- Sanctions, complaints

BAN = {"日期": "2024-11-01", "编号": "K0001", "类别": "停播整改", "整改到": "2024-11-10"}


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, "不合格"),
        ({"整改到": "2024-11-02"}, "合格"),
        ({"日期": "2024-11-04"}, "合格"),
        ({"整改到": ""}, "待核"),
    ],
)
def test_a_broadcast_during_a_ban_does_not_count(changes, result):
    assert litong(**GOOD, 处罚调整=[{**BAN, **changes}]).result == result


def test_two_rows_of_one_number_without_times_that_differ_leave_it_open_also_during_a_ban():
    untimed = {**SESSION, "开始时间": "", "结束时间": "", "时长(分钟)": "#130"}
    other = {**untimed, "日期": "2024-11-20"}
    for rows in ([untimed, other], [other, untimed]):
        assert litong(**{**GOOD, "场次": rows}, 处罚调整=[BAN]).result == "待核"


DISMISSED = {
    "日期": "2024-11-20",
    "编号": "K0001",
    "类别": "取消资格",
    "依据文件": "通报3号",
    "登记的批准人": "甲某",
}


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, "不合格"),
        ({"期次": "第一期", "活动": "活动4"}, "不合格"),
        ({"期次": "第一期"}, "不合格"),
        ({"期次": "第一期", "活动": "活动1"}, "合格"),
        ({"类别": "警告"}, "合格"),
        ({"编号": "", "姓名或名称": "张三"}, "不合格"),
        ({"编号": "", "姓名或名称": "李四"}, "合格"),
        ({"期次": "第一期", "活动": "活动7"}, "待核"),
        ({"期次": "一期"}, "待核"),
        ({"类别": "取消参赛资格"}, "不合格"),
        ({"类别": "严厉批评"}, "待核"),
    ],
)
def test_a_sanction_takes_the_right_to_win_where_it_says(changes, result):
    assert litong(**GOOD, 处罚调整=[{**DISMISSED, **changes}]).result == result


def test_a_complaint_nobody_has_settled_is_still_to_be_looked_at():
    complaint = {"收到日期": "2024-12-03", "涉及编号": "K0001", "内容": "刷单"}
    assert litong(**GOOD, 投诉异议=[complaint]).result == "待核"
    assert litong(**GOOD, 投诉异议=[{**complaint, "处理结果": "不属实"}]).result == "合格"
    assert litong(**GOOD, 投诉异议=[{**complaint, "涉及编号": "张三"}]).result == "待核"
    assert litong(**GOOD, 投诉异议=[{**complaint, "涉及编号": "李四"}]).result == "合格"


def test_a_name_two_entrants_have_leaves_both_open():
    other = {**PERSON, "编号": "K0002", "身份证号": IDS[1], "账号昵称": "枸杞小铺"}
    rows = {**GOOD, "参赛主体": [PERSON, other], "报名": [ENTRY, {**ENTRY, "编号": "K0002"}]}
    by_name = {**DISMISSED, "编号": "", "姓名或名称": "张三"}
    assert [v.result for v in judged("litong-2024", {**rows, "处罚调整": [by_name]}).verdicts] == [
        "待核",
        "不合格",
    ]


def test_another_way_to_meet_a_condition_takes_nothing_else_away(monkeypatch):
    """条件组 2 of 每场时长 stands in for that of 条件组 1 only."""
    from dataclasses import replace

    from tests.eligibility import books
    from workbook.eligibility.judge import judge

    def results(sheets):
        work = books.work_of("litong-2024", {"参赛主体": [PERSON], "报名": [ENTRY], **GOOD, **sheets})
        card = work.card
        conditions = tuple(
            replace(c, alternative="2") if c.measure == "每场时长" and c.scope.label == E4 else c
            for c in card.conditions
        )
        changed = replace(work, sheets=replace(work.sheets, card=replace(card, conditions=conditions)))
        return [verdict.result for verdict in judge(changed, card.stages, books.LATER).verdicts]

    assert results({}) == ["合格"]
    assert results({"处罚调整": [DISMISSED]}) == ["不合格"]
    assert results({"直播计划审核": []}) == ["不合格"]


# ---- One event never touches another


def test_each_event_is_judged_by_its_own_rules():
    rows = {**GOOD, "参赛主体": [PERSON], "报名": [ENTRY, entered(E3)], "短视频作品": [VIDEO]}
    found = {v.event.scope.label: v.result for v in judged("litong-2024", rows).verdicts}
    assert found == {E3: "合格", E4: "合格"}


def test_two_people_of_one_id_are_two_entrants():
    other = {**PERSON, "编号": "K0002", "姓名或名称": "李四", "身份证号": IDS[1]}
    rows = {
        **GOOD,
        "参赛主体": [PERSON, other],
        "报名": [ENTRY, {**ENTRY, "编号": "K0002", "姓名或名称": "李四"}],
    }
    assert [(v.key, v.result) for v in judged("litong-2024", rows).verdicts] == [
        ("K0001", "合格"),
        ("K0002", "不合格"),
    ]
