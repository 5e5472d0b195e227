"""Which event people mean: in a cell of 活动 beside one of 期次, in an entry for several, on the command line.

A bare number is the event of that number, never part of a title (618…). Where several events may be meant, or 期次 and 活动
contradict each other, nobody can tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from schemas.contest import Event, Scope

_BETWEEN: Final = re.compile(
    r"(?:\s*[、,，;；/和\n]\s*|\s+(?=活动|第[一二三四五六七八九十0-9]+期))(?![^“]*”)"
)
"""What stands between events that one entry names; a title in quotes is one."""

_WORDS: Final = 2
"""So many letters or Chinese characters make part of a title."""


def events_meant(stages: Iterable[Event], text: str, phase: str = "") -> list[Event]:
    """The events that a text may mean, beside a phase where one is given: by name or number, else by part of a title."""
    named, stages = Scope.named(text, phase), list(stages)
    if named is None or not _bare(text):
        return []
    here = [event for event in stages if phase in ("", event.scope.phase)]
    if exact := [event for event in here if _bare(event.scope.label) == _bare(text)]:
        return exact
    here = [event for event in stages if named.event and named.phase in ("", event.scope.phase)]
    if same := [event for event in here if Scope.named(event.scope.event) == Scope("", named.event)]:
        return same
    part = _bare(named.event)
    return [event for event in here if sum(map(str.isalpha, part)) >= _WORDS and part in _bare(event.title)]


def scope_meant(stages: Iterable[Event], text: str, phase: str = "") -> Scope:
    """The one event a text means, under the name the card gives it; else as far as the text itself tells: 4 is 活动4."""
    found = events_meant(stages, text, phase)
    if len(found) == 1:
        return found[0].scope
    named = Scope.named(text, phase)
    return named if named and named.event else Scope(phase, text)


def scopes_named(text: str, phase: str = "") -> Iterator[Scope]:
    """The events of an entry; one without a phase is of the phase named before it: 第一期·活动1、4.

    One that contradicts the phase given stands as it was typed, so that nobody takes it for an event of either.
    """
    parts = list(filter(None, _BETWEEN.split(text.strip())))
    carried = ""
    for part, after in zip(parts, [*parts[1:], ""], strict=False):
        said, event = _said(part)
        carried = said or carried
        if event or not after or _said(after).phase:
            against = phase and carried and phase != carried
            yield Scope(phase, Scope(carried, event).label) if against else Scope(phase or carried, event)


def _said(text: str) -> Scope:
    named = Scope.named(text)
    assert named is not None  # without a second phase nothing contradicts
    return named


@lru_cache(maxsize=1024)
def _bare(text: str) -> str:
    """A label or title as it is compared: without blanks and the dot between phase and event."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().replace("·", "").split())
