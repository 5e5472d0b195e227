"""Words for 公示: what keeps a list of winners from being posted."""

from __future__ import annotations

from typing import Final

from workbook.codes.code import Code

WORDS: Final[tuple[Code, ...]] = (
    Code(
        "PUBLISH_OPEN",
        "warning",
        "{event}的“{policy}”还没定，名单先按隐去一字列出，不得公示",
        "{policy} of {event} is not decided: the list hides a character of each name and must not be posted",
        "",
        "请在待确认事项里定下来，再运行一次。",
        "Decide it, then run again.",
    ),
    Code(
        "PUBLISH_LENGTH",
        "warning",
        "{event}的“{policy}”定的是“{answer}”，看不出几天，没法核对公示期",
        "{policy} of {event} says “{answer}”: no number of days, so the period cannot be checked",
        "公示5个工作日",
        "请写明几天或几个工作日。",
        "Name a number of days or working days.",
    ),
    Code(
        "PUBLISH_DAYS",
        "warning",
        "{event}已经定稿，公示安排里还没有公示开始和公示结束",
        "{event} is final, but 公示安排 does not say from when to when it is posted",
        "2024-12-20",
        "请在公示安排里给这个活动填写起止日期、地点和异议受理部门，再运行一次。",
        "Fill in both days, the place and whom to object to, and run again.",
    ),
    Code(
        "PUBLISH_ORDER",
        "error",
        "{event}的公示结束早于公示开始（{period}）",
        "{event} is posted until a day before it begins ({period})",
        "2024-12-26",
        "请改正日期，再运行一次。",
        "Correct the days, then run again.",
    ),
    Code(
        "PUBLISH_SHORT",
        "error",
        "{event}公示{period}，首尾都算是{days}，少于定的{wanted}（法定节假日和调休没有算在内）",
        "{event} is posted {period}: {days}, fewer than the {wanted} decided (public holidays are not known)",
        "",
        "请延长公示结束日期；遇法定节假日的再往后顺延。",
        "Move the last day back; add days for public holidays.",
    ),
    Code(
        "PUBLISH_ALIKE",
        "info",
        "隐去一字后有同样的“{shown}”（序号{numbers}），看序号和单位或账号区分",
        "“{shown}” stands there several times (numbers {numbers}): told apart by number and account",
        "",
        "不用处理；公示时不要删去序号和单位或账号两列。",
        "Nothing to do; keep both columns when it is posted.",
    ),
    Code(
        "PUBLISH_TWICE",
        "error",
        "{event}在公示安排里有{count}行，不知道按哪一行",
        "{count} rows for {event}",
        "",
        "请只留一行；延长公示的，改结束日期。",
        "Keep one row.",
    ),
    Code(
        "PUBLISH_EARLY",
        "error",
        "{event}的公示期{period}在活动结束（{ends}）以前",
        "Published {period}, before {event} ended ({ends})",
        "",
        "请核对公示的日期。",
        "Check the days.",
    ),
)
