"""Award tables of a contest office as small text tables, and what is made of them."""

from __future__ import annotations

from schemas.contest import Card, Event, Scope, Tier
from tests.tables import at, sheet
from workbook.awards.own_sheets import Win, fill
from workbook.model import Book
from workbook.shown import show

E1, E2, E3, LATER = (
    Scope("第一期", "活动1"),
    Scope("第一期", "活动2"),
    Scope("第一期", "活动3"),
    Scope("第二期", "活动1"),
)
TITLES = {
    E1: "“遇见利通 共享好物”直播带货比赛",
    E2: "“共享丰收盛举 电商赋能乡村”直播助农活动",
    E3: "“利通迎新春,好礼年货节”电商直播活动",
    LATER: "“遇见利通 共享好物”直播带货比赛",
}
TIERS = {
    (E1, ""): (("一等奖", 2, 5000), ("二等奖", 3, 1500)),
    (E2, ""): (("一等奖", 1, 3000), ("二等奖", 1, 1000)),
    (E3, "直播带货"): (("一等奖", 1, 8000), ("二等奖", 2, 800)),
    (E3, "短视频"): (("一等奖", 1, 2000), ("二等奖", 1, 200)),
    (LATER, ""): (("一等奖", 1, 100),),
}


def rule(scope):
    return {"row": 0, "scope": scope, "source": "", "line": None, "points": ()}


def event(scope):
    return Event(
        **rule(scope),
        level="活动",
        title=TITLES[scope],
        start=None,
        end=None,
        total=None,
        unit="元",
        entrants=(),
    )


def card(*scopes, unit="元"):
    scopes = scopes or tuple(TITLES)
    tiers = [
        Tier(
            **rule(scope),
            group=group,
            name=name,
            places=places,
            amount=yuan * 100,
            unit=unit,
            subtotal=None,
        )
        for (scope, group), found in TIERS.items()
        for name, places, yuan in found
        if scope in scopes
    ]
    return Card(events=tuple(map(event, scopes)), tiers=tuple(tiers))


def won(scope, tier, *names, group="", first=1):
    """Winners of a prize, ranked from `first` on."""
    fen = next(yuan for name, _, yuan in TIERS[scope, group] if name == tier) * 100
    return [
        Win(scope, group, tier, seat, first + seat - 1, f"K000{first + seat - 1}", name, fen)
        for seat, name in enumerate(names, 1)
    ]


WINS = [*won(E1, "一等奖", "张三", "李四"), *won(E1, "二等奖", "王五", "赵六", "钱七", first=3)]
EVERY = [
    *WINS,
    *won(E2, "一等奖", "孙八"),
    *won(E2, "二等奖", "周九", first=2),
    *won(E3, "一等奖", "吴十", group="直播带货"),
    *won(E3, "二等奖", "郑一", "冯二", group="直播带货", first=2),
    *won(E3, "一等奖", "陈三", group="短视频"),
    *won(E3, "二等奖", "褚四", group="短视频", first=2),
]


def run(*sheets, wins=EVERY, scopes=(E1, E2, E3), rules=None):
    return fill(Book("台账.xlsx", sheets), rules or card(), scopes, wins)


def written(filled):
    """ "B2=张三 C2=1": what is set."""
    return " ".join(f"{e.cell.a1}={int(v) if (v := e.value).__class__ is float else v}" for e in filled.edits)


def told(filled):
    """ "CODE B2": what is said."""
    return [f"{f.code} {f.at.cell.a1}" for found in filled.told.values() for f in found]


def messages(filled):
    return [show(f).message for found in filled.told.values() for f in found]


SEATS = """
    “遇见利通 共享好物”直播带货比赛（第一期）获奖名单 | | | | | |
    序号 | 奖项 | 名次 | 姓名 | 编号 | 奖金（元） | 备注
    #1 | 一等奖 | | | | |
    #2 | | | | | |
    #3 | 二等奖 | | | | |
    #4 | | | | | |
    #5 | | | | | | 说明：到场领取
    合计 | | | | | |
    合计（大写）： | | | | | |
    制表人： | | | | | |
"""
SEATS_FILLED = (
    "C3=1 D3=张三 E3=K0001 F3=5000 C4=2 D4=李四 E4=K0002 F4=5000 "
    "C5=3 D5=王五 E5=K0003 F5=1500 C6=4 D6=赵六 E6=K0004 F6=1500 C7=5 D7=钱七 E7=K0005 F7=1500"
)


def seats(change=None, merged=("A1:G1", "B3:B4", "B5:B7"), **facts):
    """The table with a row a winner; change: cell -> text in place of what stands there."""
    rows = [line.split("|") for line in SEATS.strip("\n ").split("\n")]
    for a1, text in (change or {}).items():
        rows[at(a1).row - 1][at(a1).col - 1] = text
    return sheet("领导用表", "\n".join("|".join(row) for row in rows), merged=merged, **facts)


def joined(change=None):
    rows = [
        "活动 | 组别 | 奖项 | 名额 | 实际获奖数 | 单项金额(元) | 小计 | 获奖者… | 名次".split("|"),
        "第一期·活动1 | | 一等奖 | #2 | | | #10000 | |".split("|"),
        " | | 二等奖 | #3 | | #1500 | #4500 | |".split("|"),
        "合计 | | | #5 | | | #14500 | |".split("|"),
        "人民币大写 | | | | | | | |".split("|"),
    ]
    for a1, text in (change or {}).items():
        rows[at(a1).row - 1][at(a1).col - 1] = text
    return sheet("奖金分配", "\n".join("|".join(row) for row in rows), formulas={"G2": "D2*F2"})


STACKED = """
    第一期·活动3获奖名单 | | 单位：万元
    直播带货组 | |
    奖项 | 姓名 | 奖金
    一等奖 | |
    二等奖 | |
    二等奖 | |
    小计 | |
    短视频组 | |
    奖项 | 姓名 | 奖金
    一等奖 | |
    二等奖 | |
    第一期·活动2 | |
    一等奖 | |
    二等奖 | |
"""
