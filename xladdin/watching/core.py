"""When a file of the drop folder is taken: a listing, what is known of it, the time in; what to take now out.

A file is taken when its size and time stood still for a while. What came of it is told with `answered`: done, or waits
(half copied, held by a program, its result open), and then it is taken again later. No file is touched here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from xladdin.watching.names import is_looked_at

STILL: Final = 1.5
"""Seconds a file must stand still before it is taken."""
LONG: Final = 10.0
"""Seconds after which what still is no whole file will be none."""


class Look(NamedTuple):
    """What a listing says of a file."""

    size: int
    mtime: int


class Watched(NamedTuple):
    """What is known of a file.

    since     when it was first seen like this
    due       when it is taken; of a file that is done, never
    state     new, waits (taken, but something stood in its way), done
    results   the files that tell what came of it; it is taken again when a person takes one away
    told      the sentence that was said while it waits: said once
    """

    look: Look
    since: float
    due: float
    state: Literal["new", "waits", "done"] = "new"
    results: tuple[str, ...] = ()
    told: str = ""


class Taken(NamedTuple):
    """A file to be read now.

    last   it stood still for so long that it is judged as it is, half copied or not
    """

    name: str
    look: Look
    last: bool


class Answer(NamedTuple):
    """What came of a file that was taken.

    again     seconds until it is taken again; None: it is done
    results   the names of its result
    told      why it waits, in one sentence for the terminal; "" when there is nothing to say yet
    """

    again: float | None = None
    results: tuple[str, ...] = ()
    told: str = ""


Known = Mapping[str, Watched]


def steps(listing: Mapping[str, Look], known: Known, now: float) -> tuple[dict[str, Watched], list[Taken]]:
    """What is known after a listing, and the files to take, by name."""
    after = {
        name: _seen(look, known.get(name), listing, now)
        for name, look in sorted(listing.items())
        if is_looked_at(name)
    }
    taken = [
        Taken(name, one.look, now - one.since >= LONG)
        for name, one in after.items()
        if one.state != "done" and now >= one.due
    ]
    return after, taken


def _seen(look: Look, was: Watched | None, listing: Iterable[str], now: float) -> Watched:
    """A file seen again: as before, or changed, or without its result."""
    if was is None or was.look != look:
        return Watched(look, now, now + STILL, told=was.told if was else "")
    if was.state == "done" and not set(was.results) <= set(listing):
        return Watched(look, now, now + STILL)  # a program that saves takes a file away for a moment, too
    return was


def answered(known: Known, name: str, answer: Answer, now: float) -> Watched:
    """What is known of a file after it was taken."""
    was = known[name]
    if answer.again is None:
        return was._replace(state="done", results=answer.results, told="")
    due, end = now + answer.again, was.since + LONG
    due = min(due, end) if now < end else due  # it is taken once more as it is
    return was._replace(state="waits", due=due, told=answer.told or was.told)


def is_busy(known: Known) -> bool:
    """Whether anything is to be done soon, so that the folder is listed at short intervals."""
    return any(one.state != "done" for one in known.values())


def is_settled(known: Known) -> bool:
    """Whether all is done, or was judged as it is and still waits: a run that ends need not stay for it."""
    return all(
        one.state == "done" or (one.state == "waits" and one.due > one.since + LONG) for one in known.values()
    )
