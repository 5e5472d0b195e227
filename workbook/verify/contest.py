"""The contest as its sheets tell it: events, tiers, what was decided, prizes, lines of payouts. Nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Final, NamedTuple

from workbook.content import folded
from workbook.model import Book
from workbook.verify.reading import Line, Rows, rows_of

Scope = tuple[str, str]
"""Phase and event."""
FINAL, VACANT = "定稿", "空缺"
_SPLIT: Final = re.compile(r"[、，,;；\s]+")
_YUAN: Final = ("元", "圆", "人民币元")
_GONE: Final = ("撤回", "不计", "已撤回", "取消", "作废", "退赛")
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "规则_活动": ("level", "phase", "event", "total"),
    "规则_奖项": ("phase", "event", "tier", "places", "amount", "unit"),
    "规则_政策": ("policy", "points"),
    "待确认事项": ("id", "decided"),
    "参赛主体": ("key", "name"),
    "报名": ("key", "phase", "event"),
    "资格审核": ("key", "phase", "event", "result"),
    "销售额核对": ("key", "phase", "event", "counted"),
    "排名": ("phase", "event", "key", "score", "rank"),
    "奖金分配表": ("phase", "event", "tier", "key", "amount", "state"),
    "奖金发放表": ("phase", "event", "key", "award", "state"),
}
"""Sheets and columns without which nothing can be verified; every other may be missing."""


def label(scope: Scope) -> str:
    """As people name an event: 第一期·活动1."""
    return "·".join(part for part in scope if part) or "全部活动"


class Tier(NamedTuple):
    """A row of 规则_奖项; amount in fen, or in 个."""

    scope: Scope
    group: str
    name: str
    places: int
    amount: int
    unit: str
    line: Line


class Prize(NamedTuple):
    """A row of 奖金分配表 with a winner."""

    scope: Scope
    group: str
    tier: str
    key: str
    fen: int
    line: Line


class Member(NamedTuple):
    """Somebody behind an entrant: the person himself, who answers for a firm, one of a team; id_no "" where unknown."""

    name: str
    id_no: str


@dataclass(frozen=True)
class Contest:
    """All sheets that are looked at, each read once. asked: the events that are verified."""

    book: Book
    asked: tuple[Scope, ...]

    @cached_property
    def sheets(self) -> dict[str, Rows]:
        """Sheets that were read so far."""
        return {}

    def rows(self, name: str) -> Rows:
        """The rows of a sheet. Raises Refused where one that is needed is missing."""
        if name not in self.sheets:
            self.sheets[name] = rows_of(self.book, name, _NEEDED.get(name, ()))
        return self.sheets[name]

    def lines(self, name: str) -> Sequence[Line]:
        """The rows of a sheet that say something."""
        return self.rows(name).lines

    def of(self, name: str, scope: Scope) -> list[Line]:
        """Those of an event."""
        if name not in self._by_event:
            found: dict[Scope, list[Line]] = {}
            for line in self.lines(name):
                found.setdefault(line.event, []).append(line)
            self._by_event[name] = found
        return self._by_event[name].get(scope, [])

    @cached_property
    def _by_event(self) -> dict[str, dict[Scope, list[Line]]]:
        return {}

    # ---- The rule card

    @cached_property
    def stages(self) -> dict[Scope, Line]:
        """Event -> its row of 规则_活动."""
        return {line.event: line for line in self.lines("规则_活动") if line.text("event")}

    @cached_property
    def tiers(self) -> list[Tier]:
        """The rows of 规则_奖项 in their order."""
        found = []
        for line in self.lines("规则_奖项"):
            if line.text("tier") and line.text("event"):
                unit = "元" if line.text("unit") in _YUAN else line.text("unit")
                amount = line.fen("amount") if unit == "元" else line.count("amount")
                places = line.count("places") or 0
                found.append(
                    Tier(line.event, line.text("group"), line.text("tier"), places, amount or 0, unit, line)
                )
        return found

    def tables(self, scope: Scope) -> dict[str, list[Tier]]:
        """The award tables of an event that give money: group -> its tiers."""
        found: dict[str, list[Tier]] = {}
        for tier in self.tiers:
            if tier.scope == scope and tier.unit == "元":
                found.setdefault(tier.group, []).append(tier)
        return found

    # ---- What was decided

    @cached_property
    def points(self) -> dict[str, Line]:
        """Number -> its row of 待确认事项."""
        return {line.key("id"): line for line in self.lines("待确认事项") if line.text("id")}

    def point_concerns(self, point: Line, scope: Scope) -> bool:
        """Whether a point speaks of an event: it names it, its phase, or nothing."""
        named = [part for part in _SPLIT.split(point.text("applies")) if part]
        return not named or label(scope) in named or scope[0] in named

    def policy(self, name: str, scope: Scope, group: str = "") -> str:
        """What was decided of a policy; the row of 规则_政策 that is narrowest counts. "" while nothing was."""
        asked = name, scope, group
        if asked not in self._decided:
            self._decided[asked] = self._policy(*asked)
        return self._decided[asked]

    @cached_property
    def _decided(self) -> dict[tuple[str, Scope, str], str]:
        return {}

    def _policy(self, name: str, scope: Scope, group: str) -> str:
        best: tuple[tuple[bool, bool, bool], Line] | None = None
        for line in self.lines("规则_政策"):
            phase, event, its = line.text("phase"), line.text("event"), line.text("group")
            fits = phase in ("", scope[0]) and event in ("", scope[1]) and its in ("", group)
            rank = bool(phase), bool(event), bool(its)
            if line.text("policy") == name and fits and (best is None or rank > best[0]):
                best = rank, line
        if best is None:
            return ""
        for number in _SPLIT.split(best[1].text("points")):
            point = self.points.get(folded(number).upper())
            if point is not None and self.point_concerns(point, scope):
                return point.text("decided")
        return ""

    def chain(self, scope: Scope, group: str) -> list[str]:
        """What equal scores are compared by, one after the other."""
        parts = re.split("[、>＞]", self.policy("并列比较", scope, group))
        return [part.strip() for part in parts if part.strip()]

    # ---- Prizes

    @cached_property
    def final(self) -> list[Scope]:
        """Events whose prizes are final."""
        return list(
            dict.fromkeys(line.event for line in self.lines("奖金分配表") if line.text("state") == FINAL)
        )

    @cached_property
    def judged(self) -> list[Scope]:
        """The events asked about that are final: those that are verified."""
        return [scope for scope in self.asked if scope in self.final]

    @cached_property
    def prizes(self) -> list[Prize]:
        """All final prizes."""
        return [
            Prize(
                line.event, line.text("group"), line.text("tier"), line.key(), line.fen("amount") or 0, line
            )
            for line in self.lines("奖金分配表")
            if line.text("state") == FINAL and line.key()
        ]

    def prizes_of(self, scope: Scope) -> list[Prize]:
        """Those of an event."""
        return [prize for prize in self.prizes if prize.scope == scope]

    def payouts(self, scope: Scope) -> list[Line]:
        """The lines of 奖金发放表 of an event."""
        return [line for line in self.of("奖金发放表", scope) if line.key() or line.text("payee")]

    # ---- People

    @cached_property
    def entrants(self) -> dict[str, Line]:
        """Number -> its row of 参赛主体."""
        found: dict[str, Line] = {}
        for line in self.lines("参赛主体"):
            if line.key():
                found.setdefault(line.key(), line)
        return found

    @cached_property
    def team_ids(self) -> dict[tuple[str, str], str]:
        """Team and member of 附件1汇总 -> ID number."""
        return {
            (folded(line.text("team")), folded(line.text("name"))): line.key("id_no")
            for line in self.lines("附件1汇总")
            if line.text("team") and line.text("name")
        }

    def members(self, key: str) -> list[Member]:
        """Who is behind an entrant."""
        line = self.entrants.get(key)
        if line is None:
            return []
        kind, name, number = line.text("kind") or "个人", line.text("name"), line.key("id_no")
        if kind == "个人":
            return [Member(name, number)]
        person = line.text("person")
        if kind == "企业":
            return [Member(person, number)] if person else []
        names = [part for part in _SPLIT.split(line.text("members")) if part]
        team = {member: its for (of, member), its in self.team_ids.items() if of == folded(name)}
        names += [person] if person and person not in names else []
        known = [Member(one, team.pop(folded(one), number if one == person else "")) for one in names]
        return known + [Member(member, its) for member, its in team.items()]

    def keys_named(self, line: Line) -> str:
        """The number of whom a row of work is: written, or found by a name only one entrant has."""
        if line.key():
            return line.key()
        found = self._by_name.get(folded(line.text("name")), ())
        return found[0] if len(found) == 1 else ""

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, line in self.entrants.items():
            found.setdefault(folded(line.text("name")), []).append(key)
        return found

    def work_of(self, sheet: str, scope: Scope) -> Iterator[tuple[str, Line]]:
        """Rows of work of an event that were not taken back, with whom they are of."""
        for line in self.of(sheet, scope):
            if not is_gone(line) and (key := self.keys_named(line)):
                yield key, line

    @property
    def label(self) -> str:
        """The events that are verified."""
        return "、".join(label(scope) for scope in self.judged)


def is_gone(line: Line) -> bool:
    """Whether a row was taken back or does not count."""
    return line.text("state") in _GONE


def bare_group(name: str) -> str:
    """The name of a group as it is compared: 新秀 is 新秀组."""
    return folded(name).removesuffix("组")


def half_up(value: Decimal) -> int:
    """Rounded to a whole number, half away from zero."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def age_on(born: date, day: date) -> int:
    """Full years of age on a day; on the birthday one has them."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
