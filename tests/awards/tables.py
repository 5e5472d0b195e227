"""Award tables as small text tables: who has how much of what, and which prizes there are; amounts in yuan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import NamedTuple

from schemas.contest import Scope, Score, Tier
from schemas.policies import policy
from workbook.awards.allocation import Gone, Result, Table, allocated
from workbook.awards.contenders import Contender
from workbook.awards.figures import Figure
from workbook.awards.ranking import Level
from workbook.awards.seats import Seat, Seated
from workbook.awards.terms import ASKED, FIRST_ENTERED, Terms, known
from workbook.eligibility.persons import SANCTIONS

E1, E2, LATER = Scope("第一期", "活动1"), Scope("第一期", "活动2"), Scope("第二期", "活动1")
LITTLE = "一等奖 1 10000, 二等奖 2 5000, 三等奖 2 1000"
"""Five seats: one of 10,000, two of 5,000, two of 1,000."""
USUAL = {
    "排名指标": "净销售额",
    "并列比较": "",
    "奖项线并列": "由评审决定",
    "同一活动重复获奖": "不允许",
    "跨活动重复获奖": "不限",
    "名额未满": "空缺",
    "获奖后取消": "空缺",
    "获奖最低门槛": "无",
    "数据来源最低等级": "自报",
}
assert tuple(USUAL) == ASKED


def case_of(key, rows=()):
    """Of a case what points are taken away by: rows of 处罚调整, with whom (of; None: cannot be told) and where they are."""
    return SimpleNamespace(
        key=key,
        work=SimpleNamespace(rows=lambda sheet: rows if sheet == SANCTIONS else ()),
        entrants=SimpleNamespace(
            surely=lambda sheet, row, key: None if row["of"] is None else row["of"] == key
        ),
        here=lambda row: row["here"],
    )


class Typed(NamedTuple):
    """Stands for Figures, which needs a workbook: answers what a table of a test says."""

    measures: Mapping[str, Figure]
    case: object = case_of("")

    def of(self, measure):
        return self.measures.get(measure, Figure(None, "没有"))


def terms(**answers):
    """What was decided; else the usual. 并列比较="有效订单数、报名先后"."""
    found = {name: policy(name).answers(text) for name, text in {**USUAL, **answers}.items()}
    assert all(known(name, answer) for name, answer in found.items())
    return Terms(found)


def tiers_of(text, scope=E1, group=""):
    """`一等奖 1 10000, 二等奖 2 5000` -> the tiers."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, places, amount = part.split()
        fen = int(Decimal(amount) * 100)
        rule = {"row": 0, "scope": scope, "source": "", "line": None, "points": ()}
        found.append(
            Tier(**rule, group=group, name=name, places=int(places), amount=fen, unit="元", subtotal=None)
        )
    return tuple(found)


def rule(measure, most, how, step=None):
    """A row of 规则_评分."""
    step = None if step is None else Decimal(step)
    return Score(0, E1, "", None, (), "", measure, Decimal(most), how, step)


def figures_of(text, metric="净销售额", minus=()):
    """`K1 100 | 有效订单数 3` -> K1 has 100 of the metric and 3 orders; - is nothing."""
    found = {}
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        first, *more = [cell.split() for cell in line.split("|")]
        named = [(metric, first[1]), *more] if len(first) > 1 else more
        found[first[0]] = Typed(
            {measure: _figure(measure, value) for measure, value in named}, case_of(first[0], minus)
        )
    return found


def _figure(measure, text):
    if text == "-":
        return Figure(None, "没有")
    return Figure(Decimal(-date.fromisoformat(text).toordinal() if measure == FIRST_ENTERED else text))


def person(key, group="", state="in"):
    return Contender(key, f"{key}的名字", group, state, "合格", "", 0)


def table(text, prizes=LITTLE, group="", minus=(), scope=E1, gone="", **kinds):
    """An award table. gone: `K9 150`, winners who are out; kinds: rules, jury, less, or answers to policies."""
    more = {name: kinds.pop(name) for name in ("rules", "jury", "less") if name in kinds}
    decided = terms(**kinds)
    figures = figures_of(text, decided.metric, minus)
    out = [line.split() for line in gone.split(",") if line]
    return Table(
        scope, group, tiers_of(prizes, scope, group), decided, tuple(person(key, group) for key in figures), figures,
        gone=tuple(Gone(person(key, group, "out"), Decimal(score)) for key, score in out), **more,
    )  # fmt: skip


def only(made: Table, **won) -> Result:
    """What comes of one table. won: K1=[Won(…)]."""
    (found,) = allocated([made], won)
    return found


def levels_of(text):
    """`K1 K2=K3 K4` -> ranks 1, 2, 2, 4."""
    found, rank = [], 1
    for part in text.split():
        members = tuple(part.split("="))
        found.append(Level(rank, members))
        rank += len(members)
    return found


def yuan(fen):
    """150000 -> 1500; 333334 -> 3333.34."""
    return f"{fen // 100}" + (f".{fen % 100:02d}" if fen % 100 else "")


def seat_words(seat: Seat):
    return f"{seat.tier}{seat.number}"


def told(found: Seated | Result):
    """What became of the seats, a line each.

    K1 一等奖1 10000        has that seat (the number is left out where its prize is another than its seat's)
    K2=K3 等 二等奖2 三等奖1  wait for these seats
    空 三等奖2             nobody has it
    K9 撤 一等奖1          had won, its seat is vacant
    """
    lines = []
    for one in found.given:
        number = one.seat.number if one.seat.tier == one.tier else ""
        lines.append(" ".join(filter(None, (one.key, f"{one.tier}{number}", yuan(one.fen), one.note))))
    lines += [f"{'='.join(t.members)} 等 {' '.join(map(seat_words, t.seats))}" for t in found.waiting]
    lines += [f"空 {seat_words(seat)}" for seat in found.vacant]
    lines += [f"{one.key} 撤 {seat_words(one.seat)}" for one in getattr(found, "lost", ())]
    return lines


def lines(text):
    """The lines of a text as a test writes it."""
    return [line.strip() for line in text.strip().split("\n") if line.strip()]


def fates(result: Result):
    """Entrant -> what came of it."""
    return {one.contender.key: one.fate for one in result.standings}
