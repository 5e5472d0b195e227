"""Which group an entrant is in: by the card's conditions on fans and sales, or the one it entered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from schemas.contest import Event, Group
from workbook.card.groups import BY_CONDITION, Figure, alternatives, groups_of, place
from workbook.content import folded
from workbook.eligibility.case import ENTRIES, Case
from workbook.eligibility.figures import money_words, wanted
from workbook.eligibility.verdict import Line
from workbook.eligibility.work import Row, Work
from workbook.model import Finding

GROUPING: Final = "归组"
_JOINTS: Final = re.compile(r"[、，,;；/＋+和及\s]+")
"""What stands between two groups of one entry."""
_FANS, _SALES = "粉丝数", "近一年销售额"


def chosen_groups(work: Work, event: Event) -> list[str]:
    """The groups of an event that entrants choose themselves: they may enter several (直播带货 and 短视频)."""
    groups = [g for g in work.card.groups if g.scope == event.scope]
    return [] if any(g.by == BY_CONDITION for g in groups) else [bare(g.name) for g in groups]


def claims(entry: Row, chosen: Iterable[str]) -> list[str]:
    """The groups an entry names; one verdict is given on each."""
    said = str(entry["claimed"] or "")
    parts = [part for part in _JOINTS.split(said) if part]
    several = len(parts) > 1 and bare(said) not in chosen and chosen
    return parts if several else [said]


def grouped(case: Case) -> tuple[Line | None, str, list[Finding]]:
    """The group by the card's conditions or by the entry; None where the event has no groups."""
    groups = [g for g in case.card.groups if g.scope == case.event.scope]
    if not groups:
        return None, "", []
    if any(g.by == BY_CONDITION for g in groups):
        return _by_figures(case)
    claimed = folded(case.entry["claimed"])
    bare = claimed.removesuffix("组")
    alike = [g for g in groups if bare and folded(g.name).startswith(bare)]
    chosen = alike[0] if len(alike) == 1 else None
    names = "、".join(g.name for g in groups)
    points = tuple(case.open_points(p for g in groups for p in g.points))
    if chosen is None:
        said = f"报的是“{case.entry['claimed']}”" if claimed else "没有报组别"
        return (
            Line(GROUPING, said, f"{names}之一", False, True, groups[0].source, groups[0].line, points),
            "",
            [],
        )
    return (
        Line(GROUPING, chosen.name, f"{names}之一", True, True, chosen.source, chosen.line, points),
        chosen.name,
        [],
    )


def _by_figures(case: Case) -> tuple[Line, str, list[Finding]]:
    groups = groups_of(case.card, case.event)
    figures, words = _figures(case)
    placed = place(case.card, case.event, figures)
    conditions = [c for g in groups for those in alternatives(case.card, g) for c in those]
    points = tuple(case.open_points(p for c in conditions for p in c.points))
    rules = "；".join(f"{g.name}：{_rules(case, g)}" for g in groups)
    days = {c.as_of for c in conditions if c.as_of is not None}
    other_day = case.entry["as_of"] is not None and days and case.entry["as_of"] not in days
    rows = case.work.rows(ENTRIES)
    findings: list[Finding] = []
    if other_day:
        right = "、".join(sorted(str(day) for day in days))
        findings.append(rows.finding("ENTRY_AS_OF", case.entry, "as_of", {"right": right}))
        words += f"，截至{case.entry['as_of']}，应截至{right}"
    undated = bool(days) and case.entry["as_of"] is None
    if undated:
        right = "、".join(sorted(str(day) for day in days))
        findings.append(rows.finding("ENTRY_AS_OF", case.entry, "as_of", {"right": right}))
        words += "，没有写截至日期"
    group = placed.group or ""
    met: bool | None = bool(group)
    if placed.unknown or other_day or undated:
        met = None
    if group and case.entry["claimed"] and bare(case.entry["claimed"]) != bare(group):
        context = {"group": group, "figures": words}
        rule = "、".join(points) or None
        findings.append(rows.finding("GROUP_DIFFERS", case.entry, "claimed", context, rule=rule))
    source = conditions[0] if conditions else groups[0]
    shown = f"{words} → {group}" if group else words
    return Line(GROUPING, shown, rules, met, True, source.source, source.line, points), group, findings


def bare(name: object) -> str:
    """The name of a group as it is compared: 新秀 is 新秀组."""
    return folded(name).removesuffix("组")


def _figures(case: Case) -> tuple[dict[str, Figure], str]:
    """Fans and sales of the entry, as they are compared and in words."""
    fans, sales = case.entry["fans"], case.entry["sales"]
    figures: dict[str, Figure] = {}
    if fans is not None:
        figures[_FANS] = Decimal(fans)
    if sales is not None:
        figures[_SALES] = Decimal(sales) / 100
    shown = "没有填" if fans is None else f"{fans:,}", "没有填" if sales is None else money_words(sales)
    words = f"{_FANS}{shown[0]}、{_SALES}{shown[1]}"
    return figures, words


def _rules(case: Case, group: Group) -> str:
    """The conditions of a group in words."""
    return "，或".join(
        "且".join(f"{c.measure}{wanted(c)}" for c in those) for those in alternatives(case.card, group)
    )
