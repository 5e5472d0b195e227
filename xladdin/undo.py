"""The undo store: how to take back what the last command did to a workbook.

One file per workbook state, named by the fingerprint of the content after the command, so that a renamed or
re-saved workbook still finds it. The files hold originals (personal data): only the user may read them, and they
expire after 30 days.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from workbook.content import fingerprint
from workbook.edits import BadEdit, Edit, from_json, to_json
from workbook.host import Refused
from workbook.model import Book

KEEP_DAYS: Final = 30
_SCHEMA: Final = 1


def folder() -> Path:
    """Where undo records lie: per user; CONTESTBOOK_HOME moves it (tests do)."""
    home = os.environ.get("CONTESTBOOK_HOME")
    return (Path(home) if home else user_data_path("contestbook")) / "undo"


def remember(command: str, name: str, after: Book, inverse: Sequence[Edit]) -> None:
    """Keep the inverse edits of a command under the fingerprint of the workbook it made."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        place.chmod(0o700)
    forget(older_than_days=KEEP_DAYS)
    record = {"schema": _SCHEMA, "command": command, "file": name, "inverse": to_json(inverse)}
    target = place / f"{fingerprint(after)}.json"
    temp = target.with_suffix(f".{os.getpid()}.tmp")
    with open(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        json.dump(record, stream, ensure_ascii=False)
    temp.replace(target)


def last(book: Book) -> list[Edit]:
    """The edits that undo the last command on this content. Raises Refused(UNDO_NONE) when there are none."""
    path = folder() / f"{fingerprint(book)}.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record.get("schema") != _SCHEMA:
            raise Refused("UNDO_NONE")
        return from_json(record["inverse"])
    except (OSError, ValueError, KeyError, BadEdit) as problem:
        raise Refused("UNDO_NONE") from problem


def forget(older_than_days: float = 0.0) -> int:
    """Delete records older than so many days (all by default); answers how many."""
    limit = time.time() - older_than_days * 86_400
    count = 0
    for path in _records():
        if older_than_days == 0 or path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _records() -> Iterator[Path]:
    place = folder()
    if place.is_dir():
        yield from place.glob("*.json")
        yield from place.glob("*.tmp")
