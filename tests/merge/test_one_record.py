"""What counts as one record: entrants of one name, numbers, spellings of events and links, decisions, corrections."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.contest import Event, Scope
from schemas.formats import format_by_id
from tests.merge.inboxes import ends, folded, submission
from tests.tables import A, codes, sheet
from workbook.merge.named import in_events

STAGES = [
    Event(
        1, Scope("第一期", "活动4"), "", None, (), "活动", "年货节电商活动", None, None, None, "元", ("个人",)
    )
]

NOTICES = "报备号 | 编号 | 姓名或名称 | 期次 | 活动 | 日期 | 开始时间 | 结束时间 | 报备时间 | 审核结果"
SESSIONS = "场次号 | 编号 | 姓名或名称 | 期次 | 活动 | 日期 | 开始时间 | 结束时间 | 话题"
SANCTIONS = "编号 | 日期 | 姓名或名称 | 期次 | 活动 | 类别 | 事由 | 依据文件 | 登记的批准人"
PLANS = "编号 | 姓名或名称 | 期次 | 活动 | 提交日期 | 推广策略 | 审核结果 | 审核日期"
SCORES = "编号 | 姓名或名称 | 期次 | 活动 | 评委 | 指标 | 得分"
VIDEOS = "编号 | 姓名或名称 | 期次 | 活动 | 链接 | 发布时间 | 播放量"
FILINGS = "市分公司 | 姓名 | 身份证号 | 参赛高校 | 团队名称 | 申请日期 | 审批结果 | 审批日期 | 备案编号"


def table(name, header, *lines):
    return sheet(name, "\n".join([header, *lines]))


def notices(*lines):
    return table("直播报备", NOTICES, *lines)


def sessions(*lines):
    return table("场次", SESSIONS, *lines)


def sanctions(*lines):
    return table("处罚调整", SANCTIONS, *lines)


def plans(*lines):
    return table("直播计划审核", PLANS, *lines)


def scores(*lines):
    return table("评委评分", SCORES, *lines)


def videos(*lines):
    return table("短视频作品", VIDEOS, *lines)


def filings(*lines):
    return table("主播备案", FILINGS, *lines)


def said(merged, *titles):
    """What stands, column by column; 撤回 where it was withdrawn."""
    found = []
    for record in merged.records:
        columns = {column.title: column.name for column in format_by_id(record.format).columns}
        words = [str(record.values.get(columns[title], "")) for title in titles]
        found.append(" ".join([*words, *(["撤回"] if record.withdrawn else [])]))
    return sorted(found)


def whys(merged):
    return [[outcome.why for outcome in merged.outcomes[file]] for file in range(len(merged.submissions))]


# ---- two entrants of one name

OUT = "K0001 | 2024-11-20 | 陈晓明 | 第一期 | 活动4 | 取消资格 | x | d1 | 王"


def test_what_is_corrected_of_one_of_two_entrants_of_a_name_leaves_the_other():
    one = submission(1, "a.xlsx", sanctions(OUT))
    two = submission(2, "b.xlsx", sanctions(OUT.replace("K0001", "K0002").replace("d1", "d2")), kind="更正")
    assert said(folded(one, two), "编号", "依据文件") == ["K0001 d1", "K0002 d2"]
    assert ends(folded(one, two)) == ["合并1", "合并1"]


@pytest.mark.parametrize(
    "made",
    [
        lambda who: sanctions(*(OUT.replace("K0001", key) for key in who)),
        lambda who: sessions(*(f"| {key} | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 19:00 | 21:30 | #利通#" for key in who)),
        lambda who: notices(
            *(f"| {key} | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 19:00 | 21:30 | 2024-11-01 09:00 | 通过" for key in who)
        ),
        lambda who: plans(*(f"{key} | 陈晓明 | 第一期 | 活动4 | | 有 | 通过 | 2024-10-25" for key in who)),
        lambda who: scores(*(f"{key} | 陈晓明 | 第一期 | 活动4 | 甲 | 评委评分 | 88" for key in who)),
        lambda who: videos(*(f"{key} | 陈晓明 | 第一期 | 活动4 | https://v.cn/1 | 2024-10-14 20:30 | 9" for key in who)),
    ],
)  # fmt: skip
def test_two_entrants_of_one_name_are_two_rows_in_one_file_and_in_two(made):
    merged = folded(submission(1, "a.xlsx", made(["K0001", "K0002"])))
    assert (said(merged, "编号"), ends(merged)) == (["K0001", "K0002"], ["合并2"])
    apart = folded(submission(1, "a.xlsx", made(["K0001"])), submission(2, "b.xlsx", made(["K0002"])))
    assert (said(apart, "编号"), ends(apart)) == (["K0001", "K0002"], ["合并1", "合并1"])
    named = folded(submission(1, "a.xlsx", made(["K0001"])), submission(2, "b.xlsx", made([""])))
    assert ends(named) == ["合并1", "未变1"]


def test_one_judge_about_two_entrants_of_a_name_is_no_doubt():
    lines = [f"{key} | 陈晓明 | 第一期 | 活动4 | 甲 | 评委评分 | 88" for key in ("K0001", "K0002", "K0002")]
    assert codes(scores(*lines)) == ["SCORE_DUP 评委评分!G4"]


def test_a_row_without_a_number_that_may_be_of_two_entrants_is_asked_about():
    one = submission(
        1, "a.xlsx", scores(*(f"{k} | 陈晓明 | 第一期 | 活动4 | 甲 | 评委评分 | 88" for k in ("K1", "K2")))
    )
    two = submission(2, "b.xlsx", scores(" | 陈晓明 | 第一期 | 活动4 | 甲 | 评委评分 | 99"), kind="更正")
    merged = folded(one, two)
    assert said(merged, "编号", "得分") == ["K1 88.0", "K2 88.0"]
    assert whys(merged) == [["", ""], ["MERGE_WHICH"]]


def test_two_numbers_of_notices_or_sessions_are_two_rows():
    lines = [
        f"{key} | | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 19:00 | 21:30 | 2024-11-01 09:00 | {result}"
        for key, result in (("BB1", "不通过"), ("BB2", "通过"))
    ]
    merged = folded(submission(1, "a.xlsx", notices(*lines)))
    assert said(merged, "报备号", "审核结果") == ["BB1 不通过", "BB2 通过"]
    both = [f"{key} | | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 19:00 | {end} | #利通#"
            for key, end in (("S1", "21:30"), ("S2", "22:30"))]  # fmt: skip
    apart = folded(submission(1, "a.xlsx", sessions(both[0])), submission(2, "b.xlsx", sessions(both[1])))
    assert (said(apart, "场次号"), ends(apart)) == (["S1", "S2"], ["合并1", "合并1"])


# ---- one event in several spellings


@pytest.mark.parametrize(
    ("phase", "event"),
    [("第一期", "4"), ("第一期", "活动4"), ("", "第一期·活动4"), ("", "第一期 4"), ("", "年货节")],
)
@pytest.mark.parametrize("made", [sanctions, plans, scores, videos, sessions, notices])
def test_an_event_is_one_however_it_is_written(made, phase, event):
    line = {
        sanctions: "K1 | 2024-11-20 | 陈晓明 | {} | 警告 | x | d | 王",
        plans: "K1 | 陈晓明 | {} | 2024-10-20 | 有 | 通过 | 2024-10-25",
        scores: "K1 | 陈晓明 | {} | 甲 | 评委评分 | 88",
        videos: "K1 | 陈晓明 | {} | https://v.cn/1 | 2024-10-14 20:30 | 9",
        sessions: "| K1 | 陈晓明 | {} | 2024-11-05 | 19:00 | 21:30 | #利通#",
        notices: "| K1 | 陈晓明 | {} | 2024-11-05 | 19:00 | 21:30 | 2024-11-01 09:00 | 通过",
    }[made]
    one = submission(1, "a.xlsx", made(line.format("第一期 | 活动4")))
    two = submission(2, "b.xlsx", made(line.format(f"{phase} | {event}")))
    merged = folded(*in_events([one, two], STAGES))
    assert (said(merged, "期次", "活动"), len(merged.records)) == (["第一期 活动4"], 1)
    assert {o.what for outcomes in merged.outcomes.values() for o in outcomes} <= {"合并", "重复", "未变"}


def test_an_event_that_may_be_several_stays_as_typed():
    line = "K1 | 陈晓明 |  | {} | 甲 | 评委评分 | 88"
    files = [
        submission(n, f"{n}.xlsx", scores(line.format(event)))
        for n, event in ((1, "4"), (2, "活动4"), (3, "好物"))
    ]
    two_phases = [*STAGES, replace(STAGES[0], scope=Scope("第二期", "活动4"), title="好物节")]
    merged = folded(
        *in_events(files, [*two_phases, replace(STAGES[0], scope=Scope("第二期", "活动5"), title="好物会")])
    )
    assert said(merged, "期次", "活动") == [" 好物", " 活动4"]


# ---- one link, two decisions


def test_capital_letters_tell_links_apart_and_what_sharing_adds_does_not():
    lines = [
        f" | 陈晓明 | 第一期 | 活动6 | {link} | 2024-10-14 20:30 | {plays}"
        for link, plays in (
            ("https://v.example.com/AbCd1", 1),
            ("https://v.example.com/aBcD1", 2),
            ("http://V.example.com/AbCd1/?share=9", 1),
        )
    ]
    merged = folded(submission(1, "a.xlsx", videos(*lines)))
    assert ends(merged) == ["合并2 重复1"]
    assert said(merged, "播放量") == ["1", "2"]
    one, again = (submission(n, f"{n}.xlsx", videos(line)) for n, line in ((1, lines[0]), (2, lines[2])))
    assert ends(folded(one, again)) == ["合并1", "未变1"]


FILED = f"赣州 | 张三 | {A} | 江西理工大学 | 橙心队 | 2024-10-12 | 不通过 | 2024-10-14 | BA1"
AGREED = FILED.replace("不通过 | 2024-10-14 | BA1", "通过 | 2024-10-18 | BA2")


def test_a_host_refused_first_and_agreed_to_later_is_a_history():
    assert codes(filings(FILED, AGREED)) == []
    merged = folded(submission(1, "a.xlsx", filings(FILED, AGREED)))
    assert said(merged, "审批日期", "审批结果") == ["2024-10-14 不通过", "2024-10-18 通过"]
    assert ends(merged) == ["合并2"]
    assert codes(filings(FILED, FILED.replace("BA1", "BA9"))) == ["NUMBER_AGAIN 主播备案!C3"]


def test_a_filing_that_was_corrected_is_one_row():
    one = submission(1, "a.xlsx", filings(FILED))
    two = submission(2, "b.xlsx", filings(AGREED), kind="更正")
    assert said(folded(one, two), "审批日期", "审批结果") == ["2024-10-18 通过"]
    both = submission(1, "a.xlsx", filings(FILED, AGREED))
    later = submission(2, "b.xlsx", filings(AGREED.replace("10-18", "10-19")), kind="更正")
    assert whys(folded(both, later)) == [["", ""], ["MERGE_WHICH"]]


# ---- the state of an account is its own


def test_the_state_of_an_account_is_not_the_state_of_its_row():
    made = sheet("OMS帐号", "市分公司 | OMS帐号 | 帐号状态 | 检查结果\n赣州 | OMS360001 | 已有 | 可用")
    assert said(folded(submission(1, "a.xlsx", made)), "OMS帐号", "帐号状态") == ["OMS360001 已有"]


# ---- a correction of what a row is known by


@pytest.mark.parametrize(
    ("made", "before", "after", "titles", "stands"),
    [
        (sanctions, OUT, OUT.replace("活动4", "活动5"), ("活动", "类别"), "活动5 取消资格"),
        (sanctions, OUT, OUT.replace("11-20", "11-21"), ("日期",), "2024-11-21"),
        (sanctions, OUT, OUT.replace("取消资格", "警告"), ("类别",), "警告"),
        (sanctions, OUT.replace("活动4", "").replace("第一期", ""), OUT, ("期次", "活动"), "第一期 活动4"),
        (
            plans,
            "| 陈晓明 | 第一期 | 活动4 | 2024-10-20 | 有 | 待审 | ",
            "| 陈晓明 | 第一期 | 活动4 | 2024-10-20 | 有 | 不通过 | 2024-10-30",
            ("审核结果", "审核日期"),
            "不通过 2024-10-30",
        ),
        (
            sessions,
            "| | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 19:00 | 21:30 | #利通#",
            "| | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 19:30 | 21:30 | ",
            ("日期", "开始时间", "话题"),
            "2024-11-05 70200 #利通#",
        ),
        (
            sessions,
            "| | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 19:00 | 21:30 | #利通#",
            "| | 陈晓明 | 第一期 | 活动4 | 2024-11-06 | 19:00 | 21:30 | ",
            ("日期", "开始时间", "话题"),
            "2024-11-06 68400 #利通#",
        ),
        (
            notices,
            "| | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 19:00 | 21:30 | 2024-11-01 09:00 | 通过",
            "| | 陈晓明 | 第一期 | 活动4 | 2024-11-05 | 20:00 | 21:30 | 2024-11-01 09:00 | 通过",
            ("日期", "开始时间"),
            "2024-11-05 72000",
        ),
        (
            scores,
            "| 陈晓明 | 第一期 | 活动4 | 甲 | 评委评分 | 88",
            "| 陈晓明 | 第一期 | 活动5 | 甲 | 评委评分 | 88",
            ("活动", "得分"),
            "活动5 88.0",
        ),
        (
            videos,
            "| 陈晓明 | 第一期 | 活动4 | https://v.example.com/1 | 2024-10-14 20:30 | 9",
            "| 陈晓明 | 第一期 | 活动4 | https://v.example.com/2 | 2024-10-14 20:30 | 9",
            ("链接",),
            "https://v.example.com/2",
        ),
    ],
)
def test_a_correction_of_what_a_row_is_known_by_leaves_one_row(made, before, after, titles, stands):
    one = submission(1, "a.xlsx", made(before), sender="中心")
    two = submission(2, "b.xlsx", made(after), sender="中心", kind="更正")
    merged = folded(one, two)
    assert (said(merged, *titles), ends(merged)) == ([stands], ["合并1", "合并1"])
    assert [outcome.replaced for outcome in merged.outcomes[0]] == [True]
    assert said(folded(two, one), *titles) == [stands]
    other = submission(2, "b.xlsx", made(after), sender="别处", kind="更正")
    assert len(folded(one, other).records) == 2
    assert len(folded(one, submission(2, "b.xlsx", made(after), sender="中心", kind="补充")).records) == 2


SCHEDULE = "日期 | 开始时间 | 结束时间 | 市分公司 | 参赛高校 | 团队名称 | 主播 | 阶段"
TRAINING = "培训日期 | 培训主题 | 市分公司 | 参赛高校 | 团队名称 | 姓名 | 手机号 | 签到"


@pytest.mark.parametrize(
    ("name", "header", "before", "after", "titles", "stands"),
    [
        ("排期", SCHEDULE, "2024-10-25 | 19:00 | 21:00", "2024-10-25 | 20:00 | 22:00", ("开始时间",), "72000"),
        ("排期", SCHEDULE, "2024-10-25 | 19:00 | 21:00", "2024-10-26 | 19:00 | 21:00", ("日期",), "2024-10-26"),
        ("培训", TRAINING, "2024-10-15 | 技巧", "2024-10-15 | 技巧、办法", ("培训主题",), "技巧、办法"),
        ("培训", TRAINING, "2024-10-15 | 技巧", "2024-10-16 | 技巧", ("培训日期",), "2024-10-16"),
    ],
)  # fmt: skip
def test_a_correction_of_a_schedule_or_a_training(name, header, before, after, titles, stands):
    rest = " | 赣州 | 江西理工大学 | 橙心队 | 张三 | " + ("初赛" if name == "排期" else "13800000001 | √")
    one, two = (table(name, header, line + rest) for line in (before, after))
    merged = folded(submission(1, "a.xlsx", one), submission(2, "b.xlsx", two, kind="更正"))
    assert (said(merged, *titles), ends(merged)) == ([stands], ["合并1", "合并1"])


def session(start, day=5, end="22:30", number=""):
    return f"{number} | | 陈晓明 | 第一期 | 活动4 | 2024-11-{day:02} | {start} | {end} | #利通#"


def test_a_correction_that_may_mean_two_rows_is_asked_about_and_changes_neither():
    one = submission(1, "a.xlsx", sessions(session("19:00"), session("14:00", end="16:00")), sender="中心")
    two = submission(2, "b.xlsx", sessions(session("20:00")), sender="中心", kind="更正")
    merged = folded(one, two)
    assert said(merged, "开始时间") == ["50400", "68400"]
    assert whys(merged)[1] == ["MERGE_WHICH"]
    again = submission(
        3, "c.xlsx", sessions(session("20:00"), session("14:00", end="16:00")), sender="中心", kind="更正"
    )
    merged = folded(one, two, again)
    assert said(merged, "开始时间") == ["50400", "72000"]
    assert [o.mended for o in merged.outcomes[1]] == [True]


def test_a_row_the_file_names_as_it_was_is_not_the_one_that_is_corrected():
    one = submission(1, "a.xlsx", sessions(session("19:00")), sender="中心")
    two = submission(
        2, "b.xlsx", sessions(session("19:00"), session("14:00", end="16:00")), sender="中心", kind="更正"
    )
    assert said(folded(one, two), "开始时间") == ["50400", "68400"]


def test_two_rows_of_a_correction_that_may_mean_one_are_both_asked_about():
    one = submission(1, "a.xlsx", sessions(session("19:00")), sender="中心")
    two = submission(
        2, "b.xlsx", sessions(session("20:00"), session("14:00", end="16:00")), sender="中心", kind="更正"
    )
    merged = folded(one, two)
    assert said(merged, "开始时间") == ["68400"]
    assert whys(merged)[1] == ["MERGE_WHICH", "MERGE_WHICH"]


def test_a_row_said_twice_in_a_correction_corrects_once():
    one = submission(1, "a.xlsx", sessions(session("19:00")), sender="中心")
    two = submission(2, "b.xlsx", sessions(session("20:00"), session("20:00")), sender="中心", kind="更正")
    assert (said(folded(one, two), "开始时间"), ends(folded(one, two))) == (
        ["72000"],
        ["合并1", "合并1 重复1"],
    )


def test_a_correction_of_a_correction_and_back():
    one = submission(1, "a.xlsx", sessions(session("19:00")), sender="中心")
    two = submission(
        2, "b.xlsx", sessions(session("20:00")), sender="中心", kind="更正", received="2024-11-06"
    )
    three = submission(
        3, "c.xlsx", sessions(session("20:30")), sender="中心", kind="更正", received="2024-11-07"
    )
    back = submission(
        3, "c.xlsx", sessions(session("19:00")), sender="中心", kind="更正", received="2024-11-08"
    )
    assert said(folded(one, two, three), "开始时间") == ["73800"]
    assert said(folded(three, one, two, back), "开始时间") == ["68400"]


def test_a_file_that_repeats_what_was_corrected_brings_nothing_back():
    one = submission(1, "a.xlsx", sessions(session("19:00")), sender="中心", received="2024-11-06")
    two = submission(
        2, "b.xlsx", sessions(session("20:00")), sender="中心", kind="更正", received="2024-11-07"
    )
    lines = sessions(session("20:00"), session("14:00", 6, "16:00"))
    three = submission(3, "c.xlsx", lines, sender="中心", kind="补充", received="2024-11-08")
    merged = folded(one, two, three)
    assert said(merged, "日期", "开始时间") == ["2024-11-05 72000", "2024-11-06 50400"]
    assert ends(merged) == ["合并1", "合并1", "合并1 未变1"]
    old = submission(
        3, "c.xlsx", sessions(session("19:00", end="22:00")), sender="中心", received="2024-11-08"
    )
    assert whys(folded(one, two, old))[2] == ["RESUBMIT_KIND"]


def test_a_replacement_after_a_correction_has_the_last_word():
    one = submission(1, "a.xlsx", sessions(session("19:00")), sender="中心", received="2024-11-06")
    two = submission(
        2, "b.xlsx", sessions(session("20:00")), sender="中心", kind="更正", received="2024-11-07"
    )
    three = submission(
        3, "c.xlsx", sessions(session("19:00")), sender="中心", kind="整表替换", received="2024-11-08"
    )
    agreed = three.covered(three.cover._replace(answer="同意"))
    assert said(folded(one, two, agreed), "开始时间") == ["68400", "72000 撤回"]
