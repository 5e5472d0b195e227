"""The undo store: how to take back what the last command did to a workbook.

One file per command. A workbook finds its record by the bytes the command wrote; after it was saved by Excel, edited
or renamed, by its likeness. Records hold originals (personal data): only the user may read them, and they expire
after 30 days. Which cells were changed since is asked by the host, edit by edit, when the inverse is applied.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from workbook.edits import Edit
from workbook.edits_json import BadEdit, from_json, to_json
from workbook.host import Refused
from workbook.likeness import Likeness, alike, likeness_of
from workbook.model import Value
from workbook.system_words import reason

KEEP_DAYS: Final = 30
_SCHEMA: Final = 2
_NAME: Final = re.compile(r"(\d{8})-(\d{10,})-[0-9a-f]{16}\.(?:json|tmp)")
"""Running number, seconds since 1970, start of the hash of the bytes. Files give their order, never their mtime."""

Sample = Callable[[Iterable[str]], Mapping[str, Iterable[Value]]]
"""The values near the top of some sheets of the workbook at hand."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one command did: its id, the workbook's name then, and the edits that take it back.

    exact   the workbook is byte for byte what the command wrote
    """

    command: str
    file: str
    inverse: tuple[Edit, ...]
    exact: bool


def folder() -> Path:
    """Where undo records lie: per user; CONTESTBOOK_HOME moves it (tests do)."""
    home = os.environ.get("CONTESTBOOK_HOME")
    return (Path(home) if home else user_data_path("contestbook")) / "undo"


def remember(
    command: str, name: str, data: bytes, sample: Sample, inverse: Sequence[Edit], now: datetime
) -> Path:
    """Keep the inverse edits of a command before the workbook it made is saved; answers the record's file.

    Raises Refused(UNDO_STORE) when it cannot be kept: what could not be undone is not begun.
    """
    sheets = dict.fromkeys(edit.sheet if hasattr(edit, "sheet") else edit.name for edit in inverse)
    digest = sha256(data).hexdigest()
    head = {
        "schema": _SCHEMA,
        "command": command,
        "file": name,
        "when": now.isoformat(timespec="seconds"),
        "bytes": digest,
        "alike": likeness_of(sample(sheets)),
    }
    lines = [json.dumps(head, ensure_ascii=False), json.dumps(to_json(inverse), ensure_ascii=False)]
    try:
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        if os.name == "posix":
            place.chmod(0o700)
        forget(now - timedelta(days=KEEP_DAYS))
        return _write(place, "\n".join(lines).encode("utf-8", "surrogatepass"), digest, now)
    except OSError as problem:
        raise Refused("UNDO_STORE", reason(problem)) from problem


def _write(place: Path, content: bytes, digest: str, now: datetime) -> Path:
    """Write a record under the next running number (two commands at once may share one: their hashes differ)."""
    number = max((_number(path) for path in _records()), default=0)
    while True:
        number += 1
        path = place / f"{number:08d}-{int(now.timestamp())}-{digest[:16]}.json"
        temp = path.with_suffix(".tmp")
        try:
            handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        except FileExistsError:
            continue
        with open(handle, "wb") as stream:
            stream.write(content)
        temp.replace(path)
        return path


def found(name: str, data: bytes, sample: Sample) -> Iterator[Record]:
    """Records that may belong to a workbook, likeliest first: same bytes, then alike with the same name, then newest.

    Whether one fits is seen when it is applied: most cells must still hold what the command wrote.
    """
    digest = sha256(data).hexdigest()
    others: list[tuple[bool, int, Path, dict[str, Any]]] = []
    for path in sorted(_records(), reverse=True):
        head = _head(path)
        if head is None:
            continue
        if head["bytes"] == digest:
            yield from _record(path, head, exact=True)
        else:
            others.append((head["file"] == name, _number(path), path, head))
    now: dict[str, list[int]] = {}
    for _, _, path, head in sorted(others, key=lambda other: other[:2], reverse=True):
        before: Likeness = head["alike"]
        if missing := [sheet for sheet in before if sheet not in now]:
            now |= {sheet: [] for sheet in missing} | likeness_of(sample(missing))
        if alike(before, now):
            yield from _record(path, head, exact=False)


def _head(path: Path) -> dict[str, Any] | None:
    """The first line of a record; None where it cannot be read or another version of the program wrote it."""
    try:
        with path.open(encoding="utf-8", errors="surrogatepass") as stream:
            head = json.loads(stream.readline())
        return head if head.get("schema") == _SCHEMA else None
    except (OSError, ValueError, AttributeError):
        return None


def _record(path: Path, head: Mapping[str, Any], exact: bool) -> Iterator[Record]:
    try:
        inverse = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass").split("\n", 1)[1])
        yield Record(head["command"], head["file"], tuple(from_json(inverse)), exact)
    except (OSError, ValueError, IndexError, BadEdit):
        return  # gone or damaged meanwhile: the next one may do


def forget(before: datetime | None = None) -> int:
    """Delete records made before a moment, all by default; answers how many."""
    count = 0
    for path in [*_records(), *folder().glob("*.tmp")]:
        match = _NAME.fullmatch(path.name)
        if before is None or match is None or int(match[2]) < before.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else 0


def _records() -> list[Path]:
    place = folder()
    return sorted(place.glob("*.json")) if place.is_dir() else []
