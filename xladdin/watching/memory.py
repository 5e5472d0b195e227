"""What a drop folder remembers, in one small file in it: what was checked, and which results are ours byte for byte.

It says names and fingerprints only. Without it nothing is lost: all is checked anew, under the next free names.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from workbook.xlsx.saving.save import save

FILE: Final = ".contestbook-watch.json"
_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A workbook that was checked.

    mark      of what it held
    options   of what the check was told beside it
    results   the names of its result
    status    0, 1 or 2, as the exit status of a check
    """

    mark: str
    options: str
    results: tuple[str, ...]
    status: int


@dataclass(frozen=True, slots=True)
class Ours:
    """A result of ours: of which workbook, and what we wrote.

    marks   the last that surely is there, and after it what may be there instead: a write that was begun
    """

    source: str
    marks: tuple[str, ...]


@dataclass
class Memory:
    """What a drop folder remembers."""

    folder: Path
    checked: dict[str, Entry] = field(default_factory=dict)
    ours: dict[str, Ours] = field(default_factory=dict)

    def is_ours(self, name: str, mark: str) -> bool:
        """Whether a file is as we wrote it."""
        return name in self.ours and mark in self.ours[name].marks

    def will_write(self, name: str, source: str, data: bytes) -> None:
        """Keep what is about to be written, before it is there: a crash between the two loses nothing. Raises Refused."""
        before = self.ours.get(name)
        self.ours[name] = Ours(source, (*(before.marks[:1] if before else ()), mark_of(data)))
        self.keep()

    def has_written(self, name: str) -> None:
        """What was about to be written is there."""
        self.ours[name] = Ours(self.ours[name].source, self.ours[name].marks[-1:])

    def keep(self) -> None:
        """Write it down. Raises Refused."""
        lists = {
            "schema": _SCHEMA,
            "checked": {name: _plain(one) for name, one in self.checked.items()},
            "ours": {name: _plain(one) for name, one in self.ours.items()},
        }
        save(self.folder / FILE, json.dumps(lists).encode())

    def forget(self, there: Collection[str]) -> None:
        """Forget results that are gone, and workbooks that are gone with all of theirs."""
        self.ours = {name: one for name, one in self.ours.items() if name in there}
        self.checked = {
            name: one for name, one in self.checked.items() if name in there or set(one.results) & set(there)
        }


def _plain(one: Entry | Ours) -> dict[str, object]:
    """Its fields by name; `asdict` copies them, ten times slower, three times a workbook that is checked."""
    return {part.name: getattr(one, part.name) for part in fields(one)}


def mark_of(data: bytes) -> str:
    """A fingerprint of bytes."""
    return sha256(data).hexdigest()


def remembered(folder: Path) -> tuple[Memory, bool]:
    """What a folder remembers, and whether what lay there could be read. A file that is not ours to read counts as none."""
    try:
        text = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return Memory(folder), True
    except OSError:
        return Memory(folder), False
    try:
        return _memory(folder, json.loads(text)), True
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Memory(folder), False


def _memory(folder: Path, lists: Any) -> Memory:
    if lists["schema"] != _SCHEMA:
        raise ValueError(lists["schema"])
    checked = {
        str(name): Entry(str(one["mark"]), str(one["options"]), _texts(one["results"]), int(one["status"]))
        for name, one in lists["checked"].items()
    }
    ours = {str(name): Ours(str(one["source"]), _texts(one["marks"])) for name, one in lists["ours"].items()}
    return Memory(folder, checked, ours)


def _texts(items: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in items)
