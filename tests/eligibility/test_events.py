"""Which event a row speaks of, as a clerk types 期次 and 活动; and what --event takes."""

from __future__ import annotations

import pytest

from tests.eligibility.books import ENTRY, NOTICE, PERSON, PLAN, SESSION, card_of, said, work_of
from workbook.host import Refused
from xladdin.contests import event_named


@pytest.mark.parametrize(
    ("phase", "event", "label"),
    [
        ("第二期", "6", "第二期·活动6"),
        ("第二期", "#6", "第二期·活动6"),
        ("第二期", "６", "第二期·活动6"),
        ("第二期", "活动 6", "第二期·活动6"),
        ("", "第二期·6", "第二期·活动6"),
        ("第二期", "第二期·活动6", "第二期·活动6"),
        ("第二期", "618电商", "第二期·活动2"),
        ("", "618电商", "第二期·活动2"),
        ("第一期", "多彩利通", "第一期·活动3"),
        ("", "6", None),
        ("", "活动6", None),
        ("第二期", "618", None),
        ("第二期", "61", None),
        ("第二期", "8电", None),
        ("第二期", "7", None),
        ("第二期", "活", None),
        ("第二期", "1、4", None),
        ("第二期", "活动1、4", None),
        ("第二期", "第一期·活动4", None),
        ("第一期", "第二期", None),
        ("", "第一期", None),
        ("第一期", "", None),
        ("", "", None),
        ("", "电商活动", None),
    ],
)
def test_what_is_typed_means_one_event_or_none(phase, event, label):
    work = work_of("litong-2024", {"报名": [{**ENTRY, "期次": phase, "活动": event}]})
    (row,) = work.rows("报名")
    scope = work.scope(row)
    assert (scope.label if scope else None) == label


@pytest.mark.parametrize(
    ("sheet", "row"), [("报名", ENTRY), ("场次", SESSION), ("直播报备", NOTICE), ("直播计划审核", PLAN)]
)
@pytest.mark.parametrize("event", ["第二期·活动4", "618"])
def test_what_nobody_can_tell_is_told_at_its_cell(sheet, row, event):
    told = said("litong-2024", **{"参赛主体": [PERSON], sheet: [{**row, "活动": event}]})
    assert f"EVENT_NOT_ON_CARD {sheet} 活动 2" in told


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("第二期·活动6", "第二期·活动6"),
        ("第二期 6", "第二期·活动6"),
        ("第二期活动6", "第二期·活动6"),
        ("618电商", "第二期·活动2"),
        ("6", None),
        ("活动6", None),
        ("618", None),
        ("第一期", None),
    ],
)
def test_what_the_command_line_takes(text, label):
    sheets = card_of("litong-2024")[1]
    if label:
        assert event_named(sheets, text).scope.label == label
    else:
        with pytest.raises(Refused, match="EVENT_UNKNOWN"):
            event_named(sheets, text)


def test_the_only_event_need_not_be_named():
    work = work_of("ganyou-2024", {"报名": [{"编号": "K0001", "姓名或名称": "橙心队"}]})
    (row,) = work.rows("报名")
    assert work.scope(row).label == "直播赛"
