"""Laws of judging: the order of rows is no rule, and work that is not somebody's changes nothing for him."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.eligibility.books import ENTRY, IDS, NOTICE, PERSON, PLAN, SESSION, VIDEO, judged
from tests.eligibility.test_judge import of

EVENTS = ("第一期·活动1", "第一期·活动3", "第一期·活动4", "第二期·活动5")
PEOPLE = [
    {**PERSON, "编号": f"K000{n}", "姓名或名称": name, "身份证号": IDS[n], "账号昵称": f"账号{n}"}
    for n, name in enumerate(("张三", "李四", "王五"))
]


@st.composite
def works(draw):
    """Entries, plans, notices, sessions and videos of three people in four events, with odd times and places."""

    def of_somebody(base, **changes):
        person, event = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(EVENTS))
        named = {"编号": person["编号"], "姓名或名称": person["姓名或名称"]}
        return of(event, {**base, **named, **changes})

    def many(base, **choices):
        return [
            of_somebody(base, **{title: draw(st.sampled_from(values)) for title, values in choices.items()})
            for _ in range(draw(st.integers(0, 6)))
        ]

    figures = {
        "粉丝数": ["", "#9999", "#10000"],
        "近一年销售额": ["", "#500", "#3000"],
        "截至日期": ["2024-08-31"],
    }
    days = ["2024-09-15", "2024-11-03", "2024-11-30", "2025-11-02", "2024-12-31"]
    sessions = many(
        SESSION, 日期=days, 结束时间=["20:59", "21:00", "23:00", "晚"], 地点=["利通区电子商务中心", "枸杞园", ""],
        话题=["#我在利通区带好货#", "#别的#", ""],
    )  # fmt: skip
    for n, session in enumerate(sessions):
        session["场次号"] = f"S{n}"
    return {
        "参赛主体": PEOPLE,
        "报名": many(ENTRY, 状态=["有效", "撤回"], **figures),
        "直播计划审核": many(
            PLAN, 审核结果=["通过", "不通过", "待审"], 审核日期=["2024-09-01", "2024-11-10"]
        ),
        "直播报备": many(NOTICE, 日期=days, 报备时间=["2024-09-01", "2024-11-03 19:00", "2024-11-03"]),
        "场次": sessions,
        "短视频作品": many(
            VIDEO, 发布时间=["2024-10-12", "2024-10-16"], 链接=["https://v.cn/1", "https://v.cn/2"]
        ),
    }


def results(sheets):
    """(entrant, event) -> everything that is concluded; the order of 报名 decides only which comes first."""
    return {
        (v.key, v.event.scope): (v.result, v.group, v.lines) for v in judged("litong-2024", sheets).verdicts
    }


ONE = {"参赛主体": PEOPLE[:1], "报名": [{**ENTRY, "编号": "K0000"}]}


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(["利通区电子商务中心", "枸杞园", ""]), max_size=3),
    st.randoms(use_true_random=False),
)
def test_rows_that_contradict_each_other_about_one_broadcast_leave_it_open_in_any_order(venues, random):
    rows = [{**SESSION, "编号": "K0000", "地点": venue} for venue in venues]
    shuffled = random.sample(rows, len(rows))
    assert results({**ONE, "场次": rows}) == results({**ONE, "场次": shuffled})


@settings(max_examples=60)
@given(works(), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_no_rule(sheets, random):
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in sheets.items() if name != "报名"}
    assert results({**sheets, **shuffled}) == results(sheets)


STRANGER = {**PERSON, "编号": "K0009", "姓名或名称": "赵六", "身份证号": "", "账号昵称": "账号9"}


@settings(max_examples=60)
@given(works(), st.sampled_from(EVENTS), st.sampled_from(["2024-09-15", "2024-11-03", "2025-11-02"]))
def test_what_others_do_changes_nothing_for_somebody(sheets, event, day):
    more = of(event, {**SESSION, "编号": "K0009", "姓名或名称": "赵六", "日期": day, "场次号": "S99"})
    others = {
        **sheets,
        "参赛主体": [*PEOPLE, STRANGER],
        "场次": [*sheets["场次"], more],
        "短视频作品": [*sheets["短视频作品"], of(event, {**VIDEO, "编号": "K0009", "姓名或名称": "赵六"})],
    }
    assert results(others) == results(sheets)


@settings(max_examples=60)
@given(works(), st.sampled_from(EVENTS))
def test_work_for_one_event_changes_no_other_event(sheets, event):
    phase, name = event.split("·")
    more = of(
        event, {**SESSION, "编号": "K0001", "姓名或名称": "李四", "场次号": "S99", "日期": "2024-11-07"}
    )
    before, after = results(sheets), results({**sheets, "场次": [*sheets["场次"], more]})
    for (key, scope), verdict in after.items():
        if scope != (phase, name) or key != "K0001":
            assert verdict == before[key, scope]


@settings(max_examples=60)
@given(works())
def test_a_good_session_more_never_makes_somebody_worse(sheets):
    """Every line that was met stays met; only what is missing may be met now."""
    more = of(
        "第一期·活动4",
        {**SESSION, "编号": "K0000", "姓名或名称": "张三", "场次号": "S99", "日期": "2024-11-07"},
    )
    before, after = results(sheets), results({**sheets, "场次": [*sheets["场次"], more]})
    for named, (_, _, lines) in before.items():
        met = {line.measure for line in lines if line.met}
        assert met <= {line.measure for line in after[named][2] if line.met}
