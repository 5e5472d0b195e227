"""Groups on the card: everybody falls into exactly one, or lint names who does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schemas.contest import Condition, Group
from workbook.card import words
from workbook.card.groups import alternatives, groups_of
from workbook.card.prover import Region, TooMany, prove
from workbook.card.read import CardSheets
from workbook.model import Finding


def groups_have_conditions(sheets: CardSheets) -> Iterator[Finding]:
    """A group by conditions has some."""
    card = sheets.card
    for event in card.stages:
        for group in groups_of(card, event):
            if not alternatives(card, group):
                yield sheets.finding("GROUP_EMPTY", group, "group", name=words.scope(group, group.name))


def holes_and_overlaps(sheets: CardSheets) -> Iterator[Finding]:
    """Every hole and overlap between the groups of an event, with somebody in it; such people are 暂不能归组."""
    card = sheets.card
    for event in card.stages:
        groups = groups_of(card, event)
        ways = [condition for group in groups for way in alternatives(card, group) for condition in way]
        own = [group for group in card.groups if group.scope == event.scope]
        unread = any(sheets.unreadable(group, "by") for group in own)
        blank = any(c.number is None and not c.words for c in ways)
        if unread or blank or not all(alternatives(card, group) for group in groups):
            continue  # what cannot be read or is missing was reported; a proof without it would be none
        try:
            regions = prove(card, event)
        except TooMany:
            yield sheets.finding("GROUPS_COMPLEX", groups[0], "group", name=event.scope.label)
            continue
        for region in regions:
            yield _region(sheets, groups, ways, region)


def _region(sheets: CardSheets, groups: tuple[Group, ...], ways: list[Condition], region: Region) -> Finding:
    concerned = [c for c in ways if not region.groups or c.group in region.groups]
    first = next(g for g in groups if not region.groups or g.name in region.groups)
    said = {"name": first.scope.label, "region": region.words, "person": region.person}
    if region.groups:
        said["groups"] = words.listed(region.groups)
    code = "GROUP_OVERLAP" if region.groups else "GROUP_HOLE"
    found = sheets.finding(code, first, "group", tuple((c, "number") for c in concerned), **said)
    return replace(found, value=None)  # the group's name is not what is wrong
