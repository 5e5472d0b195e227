"""Puts a new program folder in the place of the old one: all of it or nothing, whenever it is stopped.

The new one is copied beside and takes its place by renaming. A folder of which a file is in use cannot be renamed on
Windows, and that is how it is known. What a killed run left is put right by the next (`mend`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from workbook.host import Refused
from xladdin.clicks.once import taken
from xladdin.computer.places import COMES_WITH, PYTHON, Places

_NEW: Final = "contestbook.new"
_OLD: Final = f"{PYTHON}.old"
_LOCK: Final = "install.lock"


@contextmanager
def alone(places: Places) -> Iterator[None]:
    """Hold the folder against another installation. Raises Refused: PC_INSTALLING; OSError."""
    places.root.mkdir(parents=True, exist_ok=True)
    handle = os.open(places.root / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not taken(handle):
            raise Refused("PC_INSTALLING")
        yield
    finally:
        os.close(handle)


def mend(places: Places) -> None:
    """Put right what a killed run left: the old program back where none is, half-copied ones away. Raises OSError."""
    old, new = places.root / _OLD, places.root.with_name(_NEW)
    if old.is_dir() and not places.python.is_dir():
        old.rename(places.python)
    for left in (old, new):
        if left.is_dir():
            shutil.rmtree(left)


def copied(source: Path, places: Places) -> Path:
    """Copy a program folder and what comes with it beside the place it will take. Raises OSError; then nothing is left."""
    new = places.root.with_name(_NEW)
    try:
        _copy_tree(source, new / PYTHON)
        for path in (source.parent / name for name in COMES_WITH):
            if path.is_dir():
                _copy_tree(path, new / path.name)
            elif path.is_file():
                shutil.copyfile(path, new / path.name)
    except OSError:
        if new.is_dir():
            shutil.rmtree(new)
        raise
    return new


def _copy_tree(source: Path, target: Path) -> None:
    """Copy the bytes alone: not the mark that tells Windows of a file from the internet. Raises OSError.

    Ends at the first file that cannot be copied, and says why; shutil.copytree tries all others, and then says nothing.
    """

    def unread(problem: OSError) -> None:
        raise problem

    for folder, _, names in os.walk(source, onerror=unread):
        place = target / Path(folder).relative_to(source)
        place.mkdir(parents=True)
        for name in names:
            shutil.copyfile(Path(folder, name), place / name)


def swap(new: Path, places: Places, back: ExitStack) -> None:
    """Let the new program take its place; `back` undoes it as long as it is not told otherwise. Raises OSError."""
    old = places.root / _OLD
    back.callback(shutil.rmtree, new, ignore_errors=True)  # what is left is taken away by the next run
    if places.python.is_dir():
        places.python.rename(old)
        back.callback(old.rename, places.python)
    (new / PYTHON).rename(places.python)
    back.callback(places.python.rename, new / PYTHON)


def settle(new: Path, places: Places) -> None:
    """After it: what comes with it takes its place, the old program goes. Raises OSError."""
    for name in COMES_WITH:
        if (new / name).is_dir() and (places.root / name).is_dir():
            shutil.rmtree(places.root / name)
        if (new / name).exists():
            (new / name).replace(places.root / name)
    mend(places)
