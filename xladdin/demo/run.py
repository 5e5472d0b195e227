"""demo: both contests from the inbox to the archive, with a closing page; or only the materials it begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from xladdin.demo import materials as made
from xladdin.demo.folder import cleared, listed_now
from xladdin.demo.lines import GANYOU_STEPS, STEPS, Step
from xladdin.demo.page import picture_name, write_page
from xladdin.demo.pictures import Shot, office, pictures
from xladdin.demo.story import Told, tell

_TALL: Final = 0.8
"""A picture on the page is a look at the sheet, no more."""


class Shown(NamedTuple):
    """What came of it. pictures: how many there are; office: whether LibreOffice is on the machine."""

    page: Path
    pictures: int
    office: bool


def give_out(folder: Path) -> None:
    """Only the materials, anew."""
    with _begun(folder):
        made.make_materials(folder)


def demo(folder: Path, say: Callable[[int, Told], None], draw: bool = True) -> Shown:
    """Tell the whole story, step by step; the first contest is pictured while the second is told. Raises NotDone."""
    with _begun(folder):
        made.make_materials(folder)
        return _whole(folder, say, draw)


def _whole(folder: Path, say: Callable[[int, Told], None], draw: bool) -> Shown:
    story: list[Told] = []
    with ThreadPoolExecutor(1) as beside:
        shots = beside.submit(pictures, [])
        for number, step in enumerate(STEPS, 1):
            story.append(tell(folder, step))
            say(number, story[-1])
            if draw and number == len(GANYOU_STEPS):
                shots = beside.submit(pictures, list(_shots(folder, range(1, number + 1))))
        drawn = list(shots.result())
    if draw:
        drawn += pictures(list(_shots(folder, range(len(GANYOU_STEPS) + 1, len(STEPS) + 1))))
    page = write_page(folder, story, made.WHAT, bool(drawn))
    return Shown(page, len(drawn), office() is not None)


@contextmanager
def _begun(folder: Path) -> Iterator[None]:
    """Make a folder anew; what was made is listed also where it broke off, for it is ours to take away."""
    cleared(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        listed_now(folder)


def _shots(folder: Path, numbers: range) -> Iterator[Shot]:
    for number in numbers:
        step: Step = STEPS[number - 1]
        for book, sheet in step.pictures:
            yield Shot(folder / book, sheet, folder / picture_name(number, sheet), _TALL)
