"""The story: every command line of `lines` carried out on the materials, and what the answers say.

The commands run in this process, as typed in a shell, so that the demo shows nothing a user could not do.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final, NamedTuple

from xladdin.demo.lines import Step
from xladdin.demo.materials import GANYOU, LITONG

_UNREADABLE: Final = ("check", "merge")
"""Commands that say with status 2 that files of the inbox cannot be read: in the demo some cannot, on purpose."""
_SAID_HERE: Final = {"CONTESTBOOK_LANG": "zh", "COLUMNS": "1000"}


class NotDone(Exception):
    """A command of the story was refused, which must not happen; its words."""


class Told(NamedTuple):
    """A step that was carried out, and the lines of its answers that tell."""

    step: Step
    lines: tuple[str, ...]


def tell(folder: Path, step: Step) -> Told:
    """Carry out a step in the demo's folder. Raises NotDone."""
    said: list[str] = []
    for words in step.lines:
        said += _carried_out(folder, words)
    return Told(step, tuple(_telling(said, step.told)))


def _carried_out(folder: Path, words: str) -> list[str]:
    """What a command answers, line by line. Raises NotDone."""
    from xladdin.shell import app  # `cli`, which called us, has put all subcommands into it

    answer = io.StringIO()
    typed = [_below(folder, word) for word in words.split()]
    with _plain(), redirect_stdout(answer), redirect_stderr(answer):
        status = app(typed, standalone_mode=False)
    said = answer.getvalue().splitlines()
    if status == 2 and typed[0] not in _UNREADABLE:
        raise NotDone(said[-1] if said else words)
    return [line.strip() for line in said]


@contextmanager
def _plain() -> Iterator[None]:
    """The story is told in Chinese, and lines are cut where it is shown, whatever the user's shell says."""
    before = {name: os.environ.get(name) for name in _SAID_HERE}
    os.environ.update(_SAID_HERE)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _below(folder: Path, word: str) -> str:
    return str(folder / word) if word.startswith((f"{GANYOU}/", f"{LITONG}/")) else word


def _telling(said: list[str], told: tuple[str, ...]) -> Iterator[str]:
    """For each beginning the last line that begins so, without the file that was written."""
    for start in told:
        found = [line for line in said if line.startswith(start)]
        if found:
            yield found[-1].split("  → ")[0]
