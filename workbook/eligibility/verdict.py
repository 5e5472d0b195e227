"""What is concluded of an entrant in an event, and the conditions it rests on, each with its figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from schemas.contest import Event, Scope
from workbook.model import Finding

Result = Literal["合格", "不合格", "暂不能归组", "待核"]
RESULTS: Final[tuple[Result, ...]] = ("合格", "不合格", "暂不能归组", "待核")


@dataclass(frozen=True)
class Line:
    """One condition of one entrant: what is there, what is wanted, the notice's sentence.

    met   None: not known; applies False: the condition does not speak of this kind of entrant
    """

    measure: str
    found: str
    wanted: str
    met: bool | None
    applies: bool = True
    source: str = ""
    line: int | None = None
    points: tuple[str, ...] = ()
    alternative: str = ""

    @property
    def word(self) -> str:
        """As the sheet shows it."""
        if not self.applies:
            return "不适用"
        return {True: "符合", False: "不符合", None: "待核"}[self.met]


@dataclass(frozen=True)
class Verdict:
    """What is to be said of an entrant in an event.

    group   the group it is in; "" where the event has none, or none could be told
    """

    key: str
    name: str
    event: Event
    claimed: str
    group: str
    result: Result
    lines: tuple[Line, ...]

    @property
    def why(self) -> str:
        """What keeps it from being 合格, in words; of one that is, the figures that were compared."""
        asked = [line for line in self.lines if line.applies and line.met is not True]
        if self.result == "合格":
            return "全部条件符合"
        return "；".join(f"{line.measure}：{line.found}（要求{line.wanted}）" for line in asked)

    @property
    def points(self) -> tuple[str, ...]:
        """The open points it rests on."""
        return tuple(dict.fromkeys(name for line in self.lines for name in line.points))


@dataclass(frozen=True)
class Judged:
    """All verdicts of the events asked about, and what is to be said at the cells of the work, event by event."""

    verdicts: tuple[Verdict, ...]
    told: Mapping[Scope, tuple[Finding, ...]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of it, each once."""
        once = {(found.code, found.at): found for of_event in self.told.values() for found in of_event}
        return tuple(once.values())
