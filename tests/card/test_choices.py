"""What was decided of a policy: the narrowest row counts, for a group as for an event; what is open has no answer."""

from __future__ import annotations

from schemas.contest import Scope
from tests.card.cards import GOOD, card
from workbook.card.choices import chosen
from workbook.card.read import read_card

FIRST, SECOND = Scope("第一期", "活动1"), Scope("第一期", "活动2")
HEADER = "期次 | 活动 | 组别 | 政策项 | 选定 | 要定的是 | 待确认\n"


def answers(rows, *asked):
    """The answer to 排名指标 for each scope and group."""
    text = HEADER + rows
    found = read_card(card(more={"规则_政策": text})).card
    return [chosen(found, "排名指标", scope, group).answer for scope, group in asked]


def test_the_narrowest_row_counts():
    rows = (
        " | | | 排名指标 | 净销售额 | | \n"
        "第一期 | 活动2 | | 排名指标 | 播放量 | | \n"
        "第一期 | 活动1 | 新秀组 | 排名指标 | 点赞数 | | "
    )
    asked = ((FIRST, ""), (SECOND, ""), (FIRST, "新秀组"), (FIRST, "达人组"))
    assert answers(rows, *asked) == ["净销售额", "播放量", "点赞数", "净销售额"]


def test_a_row_of_one_group_says_nothing_of_the_event():
    assert answers("第一期 | 活动1 | 新秀组 | 排名指标 | 点赞数 | | ", (FIRST, "")) == [""]


def test_a_card_without_the_column_is_read_as_before():
    assert "组别" not in GOOD["规则_政策"].split("\n")[0]
    assert chosen(read_card(card()).card, "排名指标", FIRST, "新秀组").answer == "净销售额"
