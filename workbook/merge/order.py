"""When submissions came, as far as it is known, and the order in which they are taken.

What people typed counts. The time of the first merge only tells that a file was there by then: it puts files in order
where nothing else does and one of them is a correction or a replacement; everywhere else it is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from workbook.merge.submission import Submission

REPLACES: Final = "整表替换"
CORRECTS: Final = "更正"
DECLINED: Final = "不采用"
AGREED: Final = "同意"
_LAST: Final = "9999"


def overrides(submission: Submission) -> bool:
    """Whether somebody said that it changes what stands."""
    return submission.cover.kind in (CORRECTS, REPLACES)


def declined(submission: Submission) -> bool:
    """Whether somebody said that nothing of it is wanted."""
    return submission.cover.answer == DECLINED


def precedence(submission: Submission) -> tuple[bool, str, int, str, str]:
    """Where a submission stands in the order in which they are taken: corrections and replacements last, then by the
    typed time, then by name: 附件1.xlsx before 附件1 (2).xlsx.
    """
    cover, name, changes = submission.cover, submission.name, overrides(submission)
    time = cover.received or (cover.seen if changes else _LAST)
    return changes, time, len(name), name, submission.mark


class Came(NamedTuple):
    """When something came: as typed, and when it was first merged; "" where that is not known."""

    received: str
    seen: str


def arrivals(submissions: Sequence[Submission]) -> list[Came]:
    """When what each submission says first came: a copy handed in again brings nothing that is newer."""
    first: dict[str, Came] = {}
    for submission in submissions:
        if declined(submission) or overrides(submission) or not submission.rows:
            continue
        cover, known = submission.cover, first.get(submission.mark)
        came = Came(cover.received, cover.seen)
        if known is not None:
            typed = [time for time in (known.received, came.received) if time]
            came = Came(min(typed, default=""), min(known.seen, came.seen))
        first[submission.mark] = came
    own = [Came(s.cover.received, s.cover.seen) for s in submissions]
    return [
        came if overrides(s) or declined(s) else first.get(s.mark, came)
        for s, came in zip(submissions, own, strict=True)
    ]


def later(one: Came, other: Came) -> bool:
    """Whether one surely came after the other: by what was typed, else by when they were first merged."""
    if one.received and other.received:
        return one.received > other.received
    return one.seen > other.seen


def arrival(submission: Submission) -> tuple[str, int]:
    """A submission's place among all, for telling which of two is the later one; never for deciding between rows."""
    number = submission.number.removeprefix("R")
    return submission.cover.received or submission.cover.seen, int(number) if number.isdigit() else 0
