"""The pages of the manual as text: where commands stand in them, what they said, and which pictures they show.

A page is Markdown written by hand. Two things in it are filled in by the program:

    ```console 8            commands after "$ ", below each what it says, at most 8 lines of it
    $ contestbook check …   (words after the number say that the commands refuse something, as they must)
    ```

    ![words](图/one.png "台账.xlsx > 排名 > A1:H20")     a picture of these cells
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

ORDER: Final = ("README.md", "报名经办.md", "市分公司.md", "省公司.md", "财务.md", "审计.md", "安装.md")
"""The pages in the order in which work is done: each goes on with the files of those before."""

_FENCE: Final = re.compile(r"```console(?: (\d+))?(?: (\S+))?")
_PICTURE: Final = re.compile(r'!\[[^\]]*\]\(([^) "]+) "([^">]+) > ([^">]+) > ([A-Z]+\d+:[A-Z]+\d+)"\)')
_MORE: Final = "……"
"""Stands where lines of an answer were left out."""


class Picture(NamedTuple):
    """A picture of some cells: where it stands, and of what it is."""

    path: str
    book: str
    sheet: str
    cells: str


Run = Callable[[str, bool], Sequence[str]]
"""A command as it was typed, and whether it refuses something, to the lines it said."""
See = Callable[[Picture], object]
"""Called where a picture stands: the commands above it were run, those below were not."""


def filled(text: str, run: Run, see: See) -> str:
    """A page with all its commands run, and what they say below them."""
    lines: list[str] = []
    inside, most, refuses = False, 0, False
    for line in text.splitlines():
        fence = _FENCE.fullmatch(line)
        if fence and not inside:
            inside, most, refuses = True, int(fence[1] or 1000), fence[2] is not None
        elif line == "```" and inside:
            inside = False
        elif inside:
            if line.startswith("$ "):
                lines += [line, *_shortened(run(line.removeprefix("$ "), refuses), most)]
            continue
        for picture in pictures(line):
            see(picture)
        lines.append(line)
    return "\n".join(lines) + "\n"


def _shortened(said: Sequence[str], most: int) -> list[str]:
    said = [line.rstrip() for line in said if line.strip()]
    return said if len(said) <= most else [*said[:most], _MORE]


def pictures(text: str) -> Iterator[Picture]:
    """The pictures of a page that are made of cells."""
    for found in _PICTURE.finditer(text):
        yield Picture(*found.groups())
