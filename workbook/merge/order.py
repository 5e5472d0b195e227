"""When submissions came, as far as it is known, and the order in which they are taken.

What people typed counts. The time of the first merge only tells that a file was there by then: it puts files in order
where nothing else does and one of them is a correction or a replacement; everywhere else it is not asked. The two are
never put on one scale: `later` compares two files by what is known of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from workbook.merge.submission import Submission

REPLACES: Final = "整表替换"
CORRECTS: Final = "更正"
DECLINED: Final = "不采用"
AGREED: Final = "同意"
PLAIN: Final = ("", "首次")
"""Kinds of files of which nobody said that they add to something or change it."""
_LAST: Final = "9999"
_DAY: Final = len("2024-10-19")


def overrides(submission: Submission) -> bool:
    """Whether somebody said that it changes what stands."""
    return submission.cover.kind in (CORRECTS, REPLACES)


def declined(submission: Submission) -> bool:
    """Whether somebody said that nothing of it is wanted."""
    return submission.cover.answer == DECLINED


# ---- when they came


class Came(NamedTuple):
    """When something came: as typed, and when it was first merged; "" where that is not known.

    changes, number   where neither tells: what changes something came after what it changes, then the 收件号
    """

    received: str
    seen: str
    changes: bool = False
    number: int = 0


def arrivals(submissions: Sequence[Submission]) -> list[Came]:
    """When what each submission says first came: a copy its sender hands in again brings nothing that is newer."""
    first: dict[tuple[str, str], Came] = {}
    own = [_own(submission) for submission in submissions]
    for submission, came in zip(submissions, own, strict=True):
        if declined(submission) or overrides(submission) or not submission.rows:
            continue
        copies = submission.origin, submission.mark
        known = first.get(copies, came)
        typed = [time for time in (known.received, came.received) if time]
        seen, number = min(known.seen, came.seen), min(known.number, came.number)
        first[copies] = Came(min(typed, default=""), seen, False, number)
    return [
        came if overrides(s) or declined(s) else first.get((s.origin, s.mark), came)
        for s, came in zip(submissions, own, strict=True)
    ]


def _own(submission: Submission) -> Came:
    cover, number = submission.cover, submission.number.removeprefix("R")
    changes = overrides(submission)
    return Came(cover.received, cover.seen, changes, int(number) if number.isdigit() else 0)


def typed_later(one: Came, other: Came) -> bool:
    """Whether what was typed says that one came after the other: a day and a time of that day do not."""
    if not one.received or not other.received:
        return False
    if one.received[:_DAY] == other.received[:_DAY] and _clock(one.received) != _clock(other.received):
        return False
    return one.received > other.received


def later(one: Came, other: Came) -> bool:
    """Whether one surely came after the other: by what was typed, else by when they were first merged."""
    if typed_later(one, other) or typed_later(other, one):
        return typed_later(one, other)
    return one.seen > other.seen


def after(one: Came, other: Came) -> bool:
    """Which of two is the later one, as well as can be told; never for deciding between rows."""
    if later(one, other) or later(other, one):
        return later(one, other)
    return (one.changes, one.number) > (other.changes, other.number)


def _clock(received: str) -> bool:
    return len(received) > _DAY


# ---- the order in which they are taken


def in_order(submissions: Sequence[Submission]) -> list[int]:
    """The positions of submissions in the order in which they are taken: corrections and replacements last.

    What changes nothing goes by the typed time, then by name: 附件1.xlsx before 附件1 (2).xlsx. Corrections go by the typed
    times, and by when they were merged where not both were typed.
    """

    def name(n: int) -> tuple[int, str, str]:
        return len(submissions[n].name), submissions[n].name, submissions[n].mark

    def received(n: int) -> str:
        return submissions[n].cover.received

    numbers = range(len(submissions))
    plain = [n for n in numbers if not overrides(submissions[n])]
    plain.sort(key=lambda n: (received(n) or _LAST, name(n)))
    changes = [n for n in numbers if overrides(submissions[n])]
    changes.sort(key=lambda n: (submissions[n].cover.seen, name(n)))
    changes = _among(changes, lambda n: bool(received(n)), lambda n: received(n)[:_DAY])
    changes = _among(changes, lambda n: _clock(received(n)), received)
    return plain + changes


def _among(numbers: Iterable[int], some: Callable[[int], bool], key: Callable[[int], Any]) -> list[int]:
    """Some of them in order among themselves, in the places they hold together; the others stay where they are."""
    numbers = list(numbers)
    ordered = iter(sorted(filter(some, numbers), key=key))
    return [next(ordered) if some(n) else n for n in numbers]
