"""Runs the commands of the manual, in this process, in a folder of their own."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from typer.testing import CliRunner

from xladdin.cli import app

DAY: Final = "2024-12-31"
"""Stands in the pages for the day on which they were made."""
_CODE: Final = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b")
CODE: Final = "7K2M-A9QX-C4TD"
"""Stands in the pages for a seal's check code, which depends on the moment of sealing."""


class Failed(Exception):
    """A command of the manual that could not run, with what it said."""


@contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    """Work as a person does who has opened a window in a folder; undo records go there as well."""
    before, home = Path.cwd(), os.environ.get("CONTESTBOOK_HOME")
    os.environ["CONTESTBOOK_HOME"] = str(folder / ".home")
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.pop("CONTESTBOOK_HOME")
        if home is not None:
            os.environ["CONTESTBOOK_HOME"] = home


def run(command: str, may_refuse: bool = False) -> Sequence[str]:
    """What a command says. Findings are no failure (status 1); raises Failed for a refusal that is not expected."""
    words = shlex.split(command)
    if words[0] != "contestbook":
        raise Failed(f"{command}: the manual runs contestbook only")
    result = CliRunner(env={"COLUMNS": "80"}).invoke(app, words[1:])
    crashed = result.exception is not None and not isinstance(result.exception, SystemExit)
    if crashed or result.exit_code not in ((2,) if may_refuse else (0, 1)):
        raise Failed(f"{command}: status {result.exit_code}\n{result.output}")
    return told(result.output).splitlines()


def told(text: str) -> str:
    """A text with the day and the time of its making replaced: they differ each time, and check codes of seals."""
    day = re.escape(date.today().isoformat())
    text = re.sub(rf"{day}[ T]\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d)?", f"{DAY} 10:00", text)
    return _CODE.sub(CODE, re.sub(day, DAY, text))
