"""What people's words mean on the card: events, groups and prizes, and the names and numbers that stand in a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from schemas.contest import Card, Event, Scope
from schemas.events import events_meant
from schemas.headers import clean_header
from workbook import masking
from workbook.content import folded

_APART: Final = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
"""活动1 2024年 is not 活动12024年."""

_PHASE: Final = re.compile("第[一二三四五六七八九十0-9]+期")
_MARKS: Final = str.maketrans("", "", "·“”\"'‘’「」《》<>")
_QUOTED: Final = re.compile('[“"「《]([^”"」》]{4,})[”"」》]')
_ENDING: Final = re.compile(
    r"(拟|获奖|得奖|评奖|奖金|奖项|分配|发放|设置|评选|结果|名单|人员|情况|公示|公告|统计|汇总|明细|一览|表|的|[（(][^（）()]*[)）]|\s)+$"
)
_SEVERAL: Final = re.compile(r"[、,，;；/\s]+")
NOBODY: Final = frozenset("空缺 - -- — —— / 无".split())
"""What people write where a prize has no winner."""

_NAMED: Final = 5
"""So many names stand in a message."""

LONGEST_LINE: Final = 200
"""A longer text is no title."""

_HAN_RANKS: Final = "一二三四五六七八九十"


def bare(text: str) -> str:
    """A line as it is searched: width and case folded, without blanks, quotes and the dot between phase and event."""
    return folded(_APART.sub("|", text)).translate(_MARKS)


def _group_word(text: str) -> str:
    return bare(clean_header(text)).removesuffix("组")


def tier_word(text: str) -> str:
    """A prize as it is compared: 一等 is 一等奖, and what stands in brackets behind it does not count."""
    return bare(clean_header(text)).removesuffix("奖")


class Names:
    """The events and groups of a card, found in what people write."""

    def __init__(self, card: Card) -> None:
        self.stages = card.stages
        self.tables = card.tables()
        self.all = frozenset(event.scope for event in card.stages)
        self._words = {event.scope: _event_words(event) for event in card.stages}
        self._tiers = {tier_word(tier.name) for tier in card.tiers}

    def groups(self, scope: Scope) -> list[str]:
        """The groups of an event that have prizes of their own."""
        return [group for at, group in self.tables if at == scope and group]

    def is_tier(self, text: str) -> bool:
        """Whether a text is a prize of any event."""
        return tier_word(text) in self._tiers

    def named(self, text: str) -> frozenset[Scope] | None:
        """The events a line may be of that names a phase, an event or its whole title; None where it names none."""
        line = bare(text)
        phases = {*_PHASE.findall(line), *(p for s in self.all if (p := bare(s.phase)) and p in line)}
        here = [scope for scope in self.all if not phases or bare(scope.phase) in phases]
        hits = {scope: [word for word in self._words[scope] if _stands(word, line)] for scope in here}
        every = [word for found in hits.values() for word in found]
        named = frozenset(
            scope
            for scope, found in hits.items()
            if any(not any(word != other and word in other for other in every) for word in found)
        )
        return named or (frozenset(here) if phases else None)

    def speaks(self, text: str) -> bool:
        """Whether a line inside a table names an event, a phase or a group: it is the title of what follows."""
        if self.is_tier(text):
            return False
        line = bare(text)
        groups = {word for _, group in self.tables if (word := bare(group))}
        return self.named(text) is not None or any(word in line for word in groups)

    def of_lines(self, own: Iterable[str], above: Iterable[str]) -> frozenset[Scope]:
        """The events that lines may speak of; a table's own title counts before the lines above all tables."""
        own, above = tuple(own), tuple(above)
        near = self._all_of(own) or self.all
        found = near & self._all_of(above) or near
        for text in (*own, *above):
            part = frozenset(e.scope for e in events_meant(self.stages, _ENDING.sub("", text.strip())))
            found = found & part or found
        return found

    def of_row(self, phase: str, event: str, lines: frozenset[Scope]) -> frozenset[Scope]:
        """The events that a row's cells may mean, beside what the lines say; none: they name no event of the card."""
        if not phase and not event:
            return lines
        known = frozenset(found.scope for found in events_meant(self.stages, event, phase))
        found = known or self.named(f"{phase} {event}") or frozenset[Scope]()
        if len(self.all) == 1:
            return self.all
        return found & lines or found

    def group_of(self, scope: Scope, text: str, sources: Iterable[str]) -> str | None:
        """The group a row is of: what its cell says, else the nearest line that names just one; None: nobody can tell."""
        groups = self.groups(scope)
        if not groups:
            return ""
        if text:
            return next((group for group in groups if _group_word(group) == _group_word(text)), None)
        for source in sources:
            rest = bare(source)
            for word in self._words[scope]:
                rest = rest.replace(word, "")
            found = [group for group in groups if _group_word(group) in rest]
            if len(found) == 1:
                return found[0]
        return groups[0] if len(groups) == 1 else None

    def _all_of(self, lines: Iterable[str]) -> frozenset[Scope]:
        found = self.all
        for line in lines:
            if (named := self.named(line)) is not None:
                found &= named
        return found


def _event_words(event: Event) -> list[str]:
    """What a line calls an event by: its name, its title, the part of it in quotes."""
    quoted = _QUOTED.search(event.title)
    texts = (event.scope.event, event.title, quoted[1] if quoted else "")
    return sorted(
        {word for text in texts if len(word := bare(text)) > 1}, key=lambda word: (-len(word), word)
    )


def _stands(word: str, line: str) -> bool:
    """Whether a word stands in a line; 活动1 does not stand in 活动12."""
    after = "(?![0-9])" if word[-1].isdigit() else ""
    return word in line and re.search(re.escape(word) + after, line) is not None


def same_names(text: str, names: Iterable[str]) -> bool:
    """Whether a cell names just these, in any order; a name may have blanks in it."""
    wanted = sorted(map(folded, names))
    return folded(text) in wanted[:1] * (len(wanted) == 1) or any(
        sorted(filter(None, map(folded, parts))) == wanted
        for parts in (_SEVERAL.split(text), re.split("[、,，;；\n]", text))
    )


def persons(names: Sequence[str]) -> str:
    """Persons in a sentence, not more than a few of them."""
    more = f"等{len(names)}名" if len(names) > _NAMED else ""
    return "、".join(map(masking.person, names[:_NAMED])) + more


def typed(text: str) -> str:
    """What stands in a cell for winners, as it may be told."""
    return text if text in NOBODY else persons([part for part in _SEVERAL.split(text) if part])


def number_in(text: str) -> int | None:
    """The number of a cell such as 3, 3名, 第3名, 第三名."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    match = re.fullmatch(rf"第?(?:([0-9]{{1,6}})|([{_HAN_RANKS}]))[名个人位]?", bare)
    if not match:
        return None
    return int(match[1]) if match[1] else _HAN_RANKS.index(match[2]) + 1
