"""Two rows of one file about one thing: what says the same counts once, what contradicts is returned and told."""

from __future__ import annotations

import pytest

from tests.merge.inboxes import IDS, ends, folded, people, person, submission
from tests.merge.test_coming_later import told
from tests.merge.test_entrants import sessions
from tests.tables import roster, sheet
from workbook.merge import asked
from workbook.merge.submission import MERGED

PLANS = "编号|姓名或名称|期次|活动|提交日期|审核结果|审核日期"
SANCTIONS = "编号|姓名或名称|期次|活动|日期|类别|扣分|事由|依据文件|登记的批准人"
TRAINING = "培训日期|培训主题|赛区|参赛高校|团队名称|姓名|手机号|签到|累计时长(分钟)"
VIDEOS = "编号|姓名或名称|期次|活动|链接|发布时间|发布账号|播放量"
SCORES = "姓名或名称|期次|活动|评委|指标|得分"
PLAN = "K0001|张三|第一期|活动4|2024-10-08"
BAD = "K0001|张三|第一期|活动4|2024-11-20|扣分|2|直播间未报备|利商电〔2024〕5号|王建国"
LESSON = "2024-10-15|直播业务管理办法|赣州|江西理工大学|橙心队|张三|13800000001"
VIDEO = "K0001|张三|第一期|活动3|https://v.example.com/1001|2024-10-14 20:30|橙心小铺"
SCORE = "张三|第一期|活动1|评委一|评委评分"
SESSION = "S001|张三|第一期|活动4|2024-11-03|19:00|21:30|150|橙心小铺|利通区电商中心|#带货#|{goods}|平台导出"


def table(name, header, *rows):
    return submission(1, "a.xlsx", sheet(name, "\n".join([header, *rows])))


def contradictions(merged):
    """Each row that was returned, with the fields that differ and the row it contradicts."""
    return [
        f"{f.code} {f.at.cell.a1} {f.context['fields']} {f.context['row']}"
        for f in asked.about_files(merged, MERGED)
        if "fields" in f.context
    ]


@pytest.mark.parametrize(
    ("one", "fields"),
    [
        (table("处罚调整", SANCTIONS, BAD, BAD.replace("|2|直播间未报备", "|5|刷单")), "扣分、事由"),
        (table("直播计划审核", PLANS, f"{PLAN}|不通过|2024-10-12", f"{PLAN}|通过|2024-10-12"), "审核结果"),
        (table("培训", TRAINING, f"{LESSON}|√|90", f"{LESSON}|缺席|0"), "签到、累计时长(分钟)"),
        (table("短视频作品", VIDEOS, f"{VIDEO}|100", f"{VIDEO}|900"), "播放量"),
        (table("评委评分", SCORES, f"{SCORE}|88", f"{SCORE}|98"), "得分"),
        (
            submission(
                1, "a.xlsx", sessions(SESSION.format(goods="是"), SESSION.format(goods="否").replace("S001", ""))
            ),
            "商品已审核",
        ),
    ],
    ids=["处罚调整", "直播计划审核", "培训", "短视频作品", "评委评分", "场次"],
)  # fmt: skip
def test_a_row_that_contradicts_one_of_its_file_is_returned_and_both_places_are_named(one, fields):
    merged = folded(one)
    assert ends(merged) == ["合并1 退回1"]
    assert contradictions(merged) == [f"MERGE_TWICE A3 {fields} 2"]


def test_rows_that_say_the_same_or_leave_something_blank_count_once():
    merged = folded(table("短视频作品", VIDEOS, f"{VIDEO}|", f"{VIDEO}|100", f"{VIDEO}|100", f"{VIDEO}|"))
    assert ends(merged) == ["合并1 重复3"]
    assert merged.records[0].values["plays"] == 100
    assert contradictions(merged) == []


def test_a_third_row_is_held_against_every_row_before_it():
    merged = folded(table("短视频作品", VIDEOS, f"{VIDEO}|", f"{VIDEO}|100", f"{VIDEO}|900"))
    assert ends(merged) == ["合并1 退回1 重复1"]
    assert contradictions(merged) == ["MERGE_TWICE A4 播放量 3"]


def test_a_correction_that_contradicts_itself_corrects_with_its_first_row():
    one = table("短视频作品", VIDEOS, f"{VIDEO}|100")
    two = sheet("短视频作品", "\n".join([VIDEOS, f"{VIDEO}|200", f"{VIDEO}|300"]))
    merged = folded(one, submission(2, "b.xlsx", two, kind="更正"))
    assert [record.values["plays"] for record in merged.records] == [200]
    assert ends(merged) == ["合并1", "合并1 退回1"]
    assert contradictions(merged) == ["MERGE_TWICE A3 播放量 2"]


def test_a_correction_may_say_in_two_rows_what_it_corrects():
    one = table("短视频作品", VIDEOS, f"{VIDEO}|100")
    bare = VIDEO.removesuffix("橙心小铺")
    two = sheet("短视频作品", "\n".join([VIDEOS, f"{bare}橘子小铺|", f"{bare}|200"]))
    merged = folded(one, submission(2, "b.xlsx", two, kind="更正"))
    assert [(r.values["account"], r.values["plays"]) for r in merged.records] == [("橘子小铺", 200)]
    assert ends(merged) == ["合并1", "合并1 重复1"]


def test_a_second_row_against_another_file_is_told_against_that_file():
    one = table("短视频作品", VIDEOS, f"{VIDEO}|100")
    two = sheet("短视频作品", "\n".join([VIDEOS, f"{VIDEO}|", f"{VIDEO}|300"]))
    merged = folded(one, submission(2, "b.xlsx", two))
    assert ends(merged) == ["合并1", "退回1 未变1"]
    assert contradictions(merged) == ["RESUBMIT_KIND A3 播放量 2"]


def test_a_correction_settles_what_a_file_said_in_two_ways():
    one = table("短视频作品", VIDEOS, f"{VIDEO}|100", f"{VIDEO}|900")
    two = sheet("短视频作品", "\n".join([VIDEOS, f"{VIDEO}|900"]))
    merged = folded(one, submission(2, "b.xlsx", two, kind="更正"))
    assert [record.values["plays"] for record in merged.records] == [900]
    assert contradictions(merged) == []


def test_an_entry_for_two_events_is_told_once():
    header = "类型|姓名或名称|身份证号|联系电话|粉丝数|截至日期|报名活动"
    rows = [
        f"个人|张三|{IDS['张三']}|13800000001|{fans}|2024-08-31|第一期·活动1、第一期·活动4"
        for fans in (8600, 9900)
    ]
    merged = folded(table("报名表", header, *rows))
    assert ends(merged) == ["合并2 退回2"]
    assert contradictions(merged) == ["MERGE_TWICE A3 粉丝数 2"]


def test_a_form_and_the_roster_of_its_file_count_once_and_the_check_tells_what_differs():
    form = sheet(
        "报名表",
        "参赛高校 | 江西理工大学 | 团队名称 | 橙心队\n"
        "队长姓名 | 张三 | 身份证号 | 360102200503150219\n"
        "联系电话 | 13900008888 | 赛区 | 赣州",
    )
    one = submission(1, "a.xlsx", people("张三", "李四"), form)
    merged = folded(one)
    assert [o.what for o in merged.outcomes[0]] == ["合并", "合并", "重复"]
    assert "a.xlsx FORM_ROSTER_DIFF" in told(one)


# ---- rows that are of two things


@pytest.mark.parametrize(
    "one",
    [
        table("直播计划审核", PLANS, f"{PLAN}|不通过|2024-10-12", f"{PLAN}|通过|2024-10-20"),
        table("处罚调整", SANCTIONS, BAD, BAD.replace("活动4", "活动5")),
        table("处罚调整", SANCTIONS, BAD, BAD.replace("第一期", "第二期")),
        table("处罚调整", SANCTIONS, BAD, BAD.replace("扣分|2", "警告|")),
        table("培训", TRAINING, f"{LESSON}|√|90", f"{LESSON}|√|60".replace("直播业务管理办法", "选品")),
        table("短视频作品", VIDEOS, f"{VIDEO}|100", f"{VIDEO}|100".replace("K0001|张三", "K0002|李四")),
        table(
            "短视频作品",
            VIDEOS,
            f"{VIDEO.replace('K0001', '')}|100",
            f"{VIDEO.replace('K0001|张三', '|李四')}|100",
        ),
    ],
    ids=["plans", "event", "phase", "kind", "topic", "video", "video by name"],
)
def test_rows_of_two_things_are_two_rows(one):
    merged = folded(one)
    assert ends(merged) == ["合并2"]
    assert contradictions(merged) == []


def test_a_roster_row_twice_is_still_an_error_of_the_check():
    one = submission(1, "a.xlsx", roster(person("张三"), person("张三", 手机号="13900008888")))
    assert told(one) == ["a.xlsx PERSON_DUP"]


def test_what_another_branch_tells_more_of_one_thing_is_taken_not_dropped_without_a_word():
    one = submission(1, "a.xlsx", sheet("短视频作品", "\n".join([VIDEOS, f"{VIDEO}|"])), city="赣州")
    two = submission(2, "b.xlsx", sheet("短视频作品", "\n".join([VIDEOS, f"{VIDEO}|100"])), city="九江")
    for files in ((one, two), (two, one)):
        merged = folded(*files)
        assert [record.values.get("plays") for record in merged.records] == [100]
        assert [o.what for outcomes in merged.outcomes.values() for o in outcomes if o.why] == []
