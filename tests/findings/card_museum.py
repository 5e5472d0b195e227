"""The museum of rule cards: for every code lint knows, the good little card with one thing changed."""

from __future__ import annotations

from typing import NamedTuple

from tests.card.cards import CHOICES, CONDITIONS, EVENTS, GOOD, GROUPS, TIERS, card, with_sheet
from tests.tables import sheet
from workbook.model import Book


class CardExhibit(NamedTuple):
    """A code, where it must stand, the card that causes it, and what cannot be had apart from it."""

    code: str
    where: str
    book: Book
    also: tuple[str, ...] = ()


def one(code: str, where: str, name: str, old: str, new: str, *also: str) -> CardExhibit:
    """One text of one sheet changed."""
    return CardExhibit(code, where, card((name, old, new)), also)


def several(code: str, where: str, *changes: tuple[str, str, str], also: tuple[str, ...] = ()) -> CardExhibit:
    """Several texts changed."""
    return CardExhibit(code, where, card(*changes), also)


E, G, C, R, D, S, P, Q = GOOD
"""规则_活动, 规则_组别, 规则_条件, 规则_奖项, 规则_义务与期限, 规则_评分, 规则_政策, 待确认事项."""

LINE = "活动 | 第一期 | 活动2 | 短视频比赛 | 2024-10-01 | 2024-10-20 | #3000 | 元 | 个人"
FANS = "达人组 | 归组 | 1 | 粉丝数 | 不低于 | #10000 | 人"
G1 = "归组、分配 | 数值 | 10000 | 甲某 | 2024-09-10 | 请示单1号 | 乙某 | 已定"
_MANY = "".join(
    f"    第一期 | 活动1 | {group} | 归组 | {way} | 指标{n} | 不低于 | #{n} | 次 | | | | | |\n"
    for group, way in (("新秀组", "1"), ("达人组", "1"))
    for n in range(1, 14)
)

CELLS = (
    one("CHOICE_UNKNOWN", "规则_组别!D2", G, "新秀组 | 按条件", "新秀组 | 抽签"),
    one("UNIT_UNKNOWN", "规则_奖项!G2", R, "#1000 | 元 | #1000", "#1000 | 元角 | #1000"),
    one("NUMBER_FORMAT", "规则_条件!H3", C, FANS, FANS.replace("#10000", "一万左右")),
    one("NUMBER_WAN", "规则_条件!H3", C, FANS, FANS.replace("#10000", "1万")),
    one("COUNT_FORMAT", "规则_奖项!E2", R, "一等奖 | #1 | #1000", "一等奖 | 一名 | #1000"),
    one("SHARE_FORMAT", "待确认事项!H2", Q, "#0.93", "#93"),
    one("DATE_INVALID", "规则_活动!F4", E, "2024-09-12 | 2024-09-30", "2024-09-12 | 2024-09-31"),
    one("DATE_FORMAT", "规则_活动!F4", E, "2024-09-12 | 2024-09-30", "2024-09-12 | 月底"),
    one("DATE_DAY", "规则_活动!F4", E, "2024-09-12 | 2024-09-30", "2024-09-12 | 2024-09"),
    one("DATE_YEAR", "规则_活动!F4", E, "2024-09-12 | 2024-09-30", "2024-09-12 | 9月30日"),
    one("DATE_NUMBER", "规则_活动!F4", E, "2024-09-12 | 2024-09-30", "2024-09-12 | #2024.1"),
    one("DATE_SERIAL", "规则_活动!F4", E, "2024-09-12 | 2024-09-30", "2024-09-12 | 45565"),
    one("DATE_ORDER", "规则_活动!F4", E, "2024-09-12 | 2024-09-30", "2024-09-12 | 9/30/2024"),
    one("WEEKDAY", "规则_活动!F4", E, "2024-09-12 | 2024-09-30", "2024-09-12 | 2024-09-30 周三"),
    one("AMOUNT_FORMAT", "规则_奖项!F2", R, "#1 | #1000 | 元", "#1 | 1000元 | 元"),
    one("AMOUNT_WAN", "规则_奖项!F4", R, "#1 | #3000 | 元", "#1 | 3千 | 元", "AMOUNT_FORMAT 规则_奖项!F4"),
    one("AMOUNT_DECIMALS", "规则_奖项!F2", R, "#1 | #1000 | 元", "#1 | #1000.001 | 元"),
    one("AMOUNT_FORMAT_BAD", "规则_奖项!F2", R, "#1 | #1000 | 元", "#1 | 一千左右 | 元"),
)

NAMES = (
    CardExhibit("SHEET_MISSING", "!", card(without=(S,))),
    CardExhibit(
        "CARD_MERGED",
        "规则_奖项!A2",
        Book("t.xlsx", tuple(sheet(n, t, merged=("A2:A3",) if n == R else ()) for n, t in GOOD.items())),
    ),
    one("CONTEST_MISSING", "规则_活动!A1", E, "大赛 | | | 好货大赛 | 2024-09-01 | 2024-12-31 | | | | | |", ""),
    CardExhibit(
        "EVENTS_MISSING",
        "规则_活动!A1",
        card(more={
            E: EVENTS.split("    期次 |")[0], G: GROUPS.split("    第一期")[0], C: CONDITIONS.split("    第一期")[0],
            R: TIERS.split("    第一期")[0], D: GOOD[D].split("    第一期")[0], S: GOOD[S].split("    第一期")[0],
            Q: GOOD[Q].replace("第一期·活动1", "").replace("数值", ""),
        }),
    ),
    one("RULE_REPEATED", "规则_活动!C6", E, LINE, f"{LINE}\n    {LINE}", "EVENTS_OVERLAP 规则_活动!E6"),
    one("RULE_UNKNOWN", "规则_义务与期限!B2", D, "第一期 | 活动2", "第一期 | 活动9"),
    several(
        "MEASURE_UNKNOWN", "规则_条件!F2",
        (C, "新秀组 | 归组 | 1 | 粉丝数", "新秀组 | 归组 | 1 | 作品数"), (C, FANS, FANS.replace("粉丝数", "作品数")),
        also=("MEASURE_UNKNOWN 规则_条件!F3",),
    ),
    one("RELATION_UNFIT", "规则_条件!G4", C, "年龄 | 不低于 | #18 | 周岁 | |", "年龄 | 属于 | | | 18岁 |"),
    one("UNIT_UNFIT", "规则_条件!I3", C, FANS, FANS.replace("| 人", "| 元")),
    one("POLICY_MISSING", "规则_政策!A1", P, CHOICES.split("\n")[1], ""),
)  # fmt: skip

WHOLE = TIERS.replace("元", "个")
SUMS = (
    CardExhibit(
        "REWARD_WHOLE",
        "规则_奖项!F2",
        card(more={R: WHOLE.replace("#1 | #1000 | 个 | #1000", "#1 | #1000.5 | 个 | #1000"), E: EVENTS.replace("元", "个")}),
    ),
    several(
        "TIER_AMOUNT", "规则_奖项!F7",
        (R, "活动2 | | 二等奖 | #2 | #500 | 元 | #1000", "活动2 | | 二等奖 | #2 | #0 | 元 | #0"),
        (R, "活动2 | | 一等奖 | #1 | #2000 | 元 | #2000", "活动2 | | 一等奖 | #1 | #3000 | 元 | #3000"),
    ),
    one("TIER_SUBTOTAL", "规则_奖项!H2", R, "#1000 | 元 | #1000", "#1000 | 元 | #1500"),
    one("UNIT_MIXED", "规则_奖项!G3", R, "#500 | 元 | #1000", "#500 | 个 | #1000",
        "UNIT_MIXED 规则_活动!H3", "UNIT_MIXED 规则_活动!H4"),
    CardExhibit(
        "TIERS_MISSING",
        "规则_活动!G5",
        card(more={R: "\n".join(line for line in TIERS.split("\n") if "活动2" not in line)}),
        ("SUM_DIFFERS 规则_活动!G3",),
    ),
    one("TIER_GAP", "规则_奖项!D7", R, "活动2 | | 二等奖", "活动2 | | 三等奖"),
    several(
        "TIER_RISING", "规则_奖项!F5",
        (R, "达人组 | 一等奖 | #1 | #3000 | 元 | #3000", "达人组 | 一等奖 | #1 | #500 | 元 | #500"),
        (R, "达人组 | 二等奖 | #2 | #1000 | 元 | #2000", "达人组 | 二等奖 | #3 | #1500 | 元 | #4500"),
    ),
    one("SUM_DIFFERS", "规则_活动!G5", E, "#3000 | 元", "#3500 | 元"),
    several(
        "TOTAL_MISSING", "规则_活动!G5", (E, "#10000 | 元", " | "), (E, "#3000 | 元", " | "),
    ),
    one("SCORE_STEP", "规则_评分!G2", S, "#0.5", "#50"),
    one("SCORE_SUM", "规则_评分!E2", S, "#60", "#50"),
    CardExhibit("SUM_PROVED", "规则_活动!G3", card()),
)  # fmt: skip

DAYS = (
    one("DAY_MISSING", "规则_活动!F5", E, "2024-10-01 | 2024-10-20", "2024-10-01 | "),
    one("DAYS_REVERSED", "规则_活动!F4", E, "2024-09-12 | 2024-09-30", "2024-09-12 | 2024-09-03"),
    one("DAY_OUTSIDE", "规则_活动!E4", E, "2024-09-12 | 2024-09-30", "2024-08-30 | 2024-09-30",
        "AS_OF_LATE 规则_条件!L2", "AS_OF_LATE 规则_条件!L3"),
    one("EVENTS_OVERLAP", "规则_活动!E5", E, "2024-10-01 | 2024-10-20", "2024-09-30 | 2024-10-20"),
    one("DUE_LATE", "规则_义务与期限!F2", D, "2024-10-15", "2024-10-21"),
    one("DUE_EARLY", "规则_义务与期限!F2", D, "2024-10-15", "2023-10-15"),
    CardExhibit(
        "DUE_ORDER",
        "规则_义务与期限!H4",
        card(more={D: GOOD[D].rstrip() + """
    | | 初赛 | 参赛选手 | 2024-09-12 | 2024-12-15 | 是 | | | | |
    | | 上报排期 | 承办单位 | | | | #24 | 初赛开始 | | |
    | | 上报名单 | 承办单位 | | 2024-09-11 | 是 | | | | |
"""}),
    ),
    one("AS_OF_LATE", "规则_条件!L2", C, "2024-08-31", "2024-09-12", "AS_OF_DIFFERS 规则_条件!L3"),
    one("AS_OF_DIFFERS", "规则_条件!L3", C, FANS + " | | | 2024-08-31", FANS + " | | | 2024-08-30"),
)  # fmt: skip

GROUPED = (
    one("GROUP_EMPTY", "规则_组别!C3", C, FANS, FANS.replace("归组", "资格")),
    one("GROUP_HOLE", "规则_组别!C2", C, FANS, FANS.replace("不低于", "超过")),
    one("GROUP_OVERLAP", "规则_组别!C2", C, "粉丝数 | 低于", "粉丝数 | 不超过"),
    CardExhibit(
        "GROUPS_COMPLEX",
        "规则_组别!C2",
        card(more={C: CONDITIONS.rstrip() + "\n" + _MANY}),
        tuple(f"MEASURE_UNKNOWN 规则_条件!F{row}" for row in range(6, 32)),
    ),
)

POINTS = (
    one("POINT_OPEN", "待确认事项!L2", Q, G1, "归组、分配 | 数值 | | | | | |"),
    one("POINT_NOTED", "待确认事项!L2", Q, G1, " | 数值 | | | | | |"),
    one("POINT_UNKNOWN", "规则_条件!O2", C, "| G1", "| G7"),
    one("POINT_COLUMN", "待确认事项!K2", Q, "归组、分配 | 数值", "归组、分配 | 数额"),
    one("STEP_UNKNOWN", "待确认事项!J2", Q, "归组、分配", "归组、发证"),
    one("DECISION_INCOMPLETE", "待确认事项!M2", Q, G1, G1.replace("甲某", "")),
    one("DECISION_SELF", "待确认事项!M2", Q, G1, G1.replace("甲某", "乙某")),
    one("DECISION_EMPTY", "待确认事项!L2", Q, G1, G1.replace("10000", ""), "POINT_OPEN 待确认事项!L2"),
    several(
        "DECISION_CHOICE", "待确认事项!L3",
        (Q, "净销售额 | 甲某", "看感觉 | 甲某"), (P, "排名指标 | 净销售额", "排名指标 | 看感觉"),
    ),
    one("DECISION_DIFFERS", "规则_条件!H3", C, FANS, FANS.replace("#10000", "#8000"), "GROUP_OVERLAP 规则_组别!C2"),
    one("POLICY_TYPED", "规则_政策!D2", P, "排名指标 | 净销售额", "排名指标 | 播放量"),
)  # fmt: skip

RESULT = sheet("奖金分配表", "期次 | 活动 | 组别\n第一期 | 活动1 | 新秀组\n第一期 | 活动1 | 新秀组")


def _only_changed(book: Book) -> Book:
    """The good card beside a base that differs in one number of places."""
    from workbook.card.read import read_card
    from workbook.card.versions import BASE_TITLES, base_rows

    rows = [BASE_TITLES, *base_rows(read_card(card()).tables)]
    changed = [(*row[:3], "2") if row[1:3] == ("第一期·活动1·新秀组·一等奖", "名额") else row for row in rows]
    text = "\n".join(" | ".join(part.replace("\n", "\\n") for part in row) for row in changed)
    return with_sheet(book, sheet("规则底稿", text))


CHANGED = (CardExhibit("RULE_CHANGED", "规则_奖项!E2", _only_changed(with_sheet(card(), RESULT))),)

CARD_MUSEUM: tuple[CardExhibit, ...] = (*CELLS, *NAMES, *SUMS, *DAYS, *GROUPED, *POINTS, *CHANGED)
