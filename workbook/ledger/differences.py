"""What explains a difference between a claim and the ledger: lines of the entrant that come to it to the fen.

Whole kinds of lines first, then a single line, then counted lines that the claim may have left out. What fits in two ways,
or may as well be of another event, is only suggested. Which lines there are is told by `gap_lines`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from typing import Final, NamedTuple

from workbook.eligibility.figures import money_words
from workbook.ledger import states
from workbook.ledger.claims import Explained
from workbook.masking import file_name

LEFT_OUT: Final = tuple(state.code for state in states.STATES if state.code not in states.COUNTING)
"""Lines somebody may have claimed although they do not count: what they were paid."""
_MOST: Final = 12
"""Sums of so many kinds of lines are tried together: 4,096 sets."""
_SUGGESTED: Final = 3
NAMED: Final = 3
_NO_EVENT: Final = (
    states.NO_TIME,
    states.OUTSIDE,
    states.NOT_ENTERED,
    states.OVERLAPPING,
    states.NO_SESSION,
    states.OTHER_EVENT,
)
"""States that say themselves that a line is of no one event."""

Lines = Sequence[tuple[str, int]]
"""file, line"""


class Part(NamedTuple):
    """Lines of one state that are taken together.

    fen     what they would bring the ledger's net nearer to the claim
    lines   the first of them; loose: they may as well explain the difference of another event
    """

    state: str
    many: int
    fen: int
    lines: Lines = ()
    loose: bool = False


class Parts(NamedTuple):
    """What may explain a difference: whole kinds, single lines that do not count, and those that do."""

    kinds: Sequence[Part] = ()
    single: Sequence[Part] = ()
    counted: Sequence[Part] = ()


Fit = tuple[Part, ...]


def explain(gap: int, parts: Parts, several: bool = False) -> Explained:
    """A difference, fen. several: the entrant claims in several events, so that loose lines explain none for sure."""
    if gap == 0:
        return Explained(0, 0, "", True)
    fits = _fits(gap, parts)
    if fits:
        sure = len(fits) == 1 and not (several and any(part.loose for part in fits[0]))
        return Explained(gap, gap if sure else 0, ("" if sure else "可能是：") + _either(fits), sure)
    missed = list(islice(_missed(gap, parts.counted), _SUGGESTED + 1))
    if missed:
        return Explained(gap, 0, f"可能漏报：{_either(missed)}", False)
    return Explained(gap, 0, f"对不上，差{money_words(abs(gap))}", False, found=False)


def _fits(gap: int, parts: Parts) -> list[Fit]:
    """The smallest sets of whole kinds that come to it, else the single lines that do."""
    kinds = [kind for kind in parts.kinds if kind.fen][:_MOST]
    for size in range(1, len(kinds) + 1):
        fits = [those for those in combinations(kinds, size) if sum(kind.fen for kind in those) == gap]
        if fits:
            return fits
    return [(line,) for line in parts.single if line.fen == gap]


def _missed(gap: int, counted: Sequence[Part]) -> Iterator[Fit]:
    """Counted lines that come to it: each alone, where none does by two."""
    alone = [(line,) for line in counted if line.fen == gap]
    if alone:
        yield from alone
        return
    before: dict[int, list[Part]] = {}
    for line in counted:
        for other in before.get(gap - line.fen, ()):
            yield other, line
        before.setdefault(line.fen, []).append(line)


def _either(fits: Sequence[Fit]) -> str:
    more = "等" if len(fits) > _SUGGESTED else ""
    return " 或 ".join("＋".join(map(_words, fit)) for fit in fits[:_SUGGESTED]) + more


def _words(part: Part) -> str:
    if part.state in states.COUNTING and part.fen < 0:
        return f"{where(part.lines)} {_signed(-part.fen)}"
    word = states.WORDS.get(part.state, part.state)
    unclear = "（活动不定）" if part.loose and part.state not in _NO_EVENT else ""
    lines = where(part.lines) + ("等" if part.lines and part.many > len(part.lines) else "")
    return f"{word}{unclear}{part.many}行 {_signed(part.fen)}" + (f"（{lines}）" if lines else "")


def where(lines: Iterable[tuple[str, int]]) -> str:
    """订单.csv 第4、7行、抖店.xlsx 第2行: the first three lines."""
    found: dict[str, list[str]] = {}
    for file, line in islice(lines, NAMED):
        found.setdefault(file, []).append(str(line))
    return "、".join(f"{file_name(file)} 第{'、'.join(numbers)}行" for file, numbers in found.items())


def _signed(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{money_words(abs(fen))}"
