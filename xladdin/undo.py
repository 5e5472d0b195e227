"""The undo store: how to take back what the last command did to a workbook.

One file per command. A workbook finds its record by the bytes the command wrote; after it was saved by Excel, edited
or renamed, by its likeness, and then the record must fit: what the command wrote must still be there. An undo leaves a
file too, which says of the bytes it wrote which state of the workbook they are again: so each command is undone once,
and a copy or a backup of what it wrote can still be.

Records hold originals (personal data): only the user may read them, and they expire after 30 days. Which cells were
changed since is asked by the host, edit by edit, when the inverse is applied.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Final

from workbook.content import same_content
from workbook.edits import Content, Edit, Expect, RemoveSheet, Restore, Truncate, _Unset
from workbook.edits_json import BadEdit, from_json, json_pieces
from workbook.host import Applied, Refused
from workbook.likeness import Likeness, alike, likeness_of
from workbook.model import Value
from workbook.system_words import reason
from xladdin.home import home

KEEP_DAYS: Final = 30
_SCHEMA: Final = 3
_NAME: Final = re.compile(r"(\d{8})-(\d{10,})-[0-9a-f]{16}\.(?:json|tmp)")
"""Running number, seconds since 1970, start of the hash of the bytes. Files give their order, never their mtime."""

Sample = Callable[[Iterable[str]], Mapping[str, Iterable[Value]]]
"""The values near the top of some sheets of the workbook at hand."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one command did: its id, the workbook's name then, and the edits that take it back.

    number   its running number among all records
    before   hash of the workbook's bytes before the command
    exact    the workbook is what the command wrote: byte for byte, or again after what came later was undone
    """

    command: str
    file: str
    inverse: tuple[Edit, ...]
    number: int
    before: str
    exact: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of the store by its first line. `older`: of an undo, the number of the record it undid."""

    path: Path
    number: int
    head: Mapping[str, Any]

    @property
    def older(self) -> int | None:
        return self.head.get("older")


def folder() -> Path:
    """Where undo records lie."""
    return home() / "undo"


def remember(
    command: str,
    name: str,
    before: str,
    after: str,
    sample: Sample,
    inverse: Sequence[Edit],
    now: datetime,
) -> Path:
    """Keep the inverse edits of a command before the workbook it made is saved; answers the record's file.

    before, after   the states of the workbook: `state_of` a file; of one that is open, what it says
    Raises Refused(UNDO_STORE) when it cannot be kept: what could not be undone is not begun.
    """
    sheets = dict.fromkeys(edit.sheet if hasattr(edit, "sheet") else edit.name for edit in inverse)
    head = {"command": command, "file": name, "before": before, "alike": likeness_of(sample(sheets))}
    return _kept(head, json_pieces(inverse), after, now)


def remember_undone(record: Record, whole: bool, after: str, now: datetime) -> Path:
    """Keep that this state is the workbook as it was before a command; answers the file that says so.

    whole   nothing of the command was left as it is
    Raises Refused(UNDO_STORE).
    """
    head = {"command": "undo", "state": record.before if whole else "", "older": record.number}
    return _kept(head, (), after, now)


def _kept(what: Mapping[str, Any], rest: Iterable[str], digest: str, now: datetime) -> Path:
    """Write a file of the store. Raises Refused(UNDO_STORE)."""
    head = {"schema": _SCHEMA, **what, "when": now.isoformat(timespec="seconds"), "bytes": digest}
    text = chain((json.dumps(head, ensure_ascii=False), "\n"), rest)
    try:
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        if os.name == "posix":
            place.chmod(0o700)
        forget(now - timedelta(days=KEEP_DAYS))
        return _write(place, text, digest, now)
    except OSError as problem:
        raise Refused("UNDO_STORE", reason(problem)) from problem


def _write(place: Path, text: Iterable[str], digest: str, now: datetime) -> Path:
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
            stream.writelines(piece.encode("utf-8", "surrogatepass") for piece in text)
        temp.replace(path)
        return path


def found(name: str, state: str, sample: Sample) -> Iterator[Record]:
    """Records that may belong to a workbook, likeliest first: same bytes, then alike with the same name, then newest.

    Whether one fits is seen when it is applied: most cells must still hold what the command wrote.
    """
    entries = [entry for path in sorted(_records(), reverse=True) if (entry := _entry(path))]
    digest, entries = _state(state, entries)
    records = [entry for entry in entries if entry.older is None]
    for entry in records:
        if entry.head["bytes"] == digest:
            yield from _record(entry, exact=True)
    now: dict[str, list[int]] = {}
    for entry in sorted(records, key=lambda entry: entry.head["file"] == name, reverse=True):
        before: Likeness = entry.head["alike"]
        if missing := [sheet for sheet in before if sheet not in now]:
            now |= {sheet: [] for sheet in missing} | likeness_of(sample(missing))
        if entry.head["bytes"] != digest and alike(before, now):
            yield from _record(entry, exact=False)


def _state(digest: str, entries: list[_Entry]) -> tuple[str, list[_Entry]]:
    """The state that bytes are, and what was kept before it came to be: an undo leads back to an older state.

    Newest first. What was done after the command that was undone is not behind these bytes any more.
    """
    while last := next((entry for entry in entries if entry.head["bytes"] == digest), None):
        older = last.older
        if older is None:
            break
        digest = last.head["state"]
        entries = [entry for entry in entries if entry.number < older]
    return digest, entries


def fits(record: Record, applied: Applied) -> bool:
    """Whether a record is of this workbook's last command: at least half of what it wrote is still there.

    Counted is only what tells: a sheet that is put back, or a value that is the same before and after, fits anywhere.
    """
    wrote = [_traces(edit) for edit in record.inverse]
    gone = dict.fromkeys(range(len(wrote)), 0)
    for skipped in applied.skipped:
        whole = wrote[skipped.number - 1]
        gone[skipped.number - 1] = whole if skipped.rows is None else min(skipped.rows, whole)
    return 0 < sum(wrote) <= 2 * (sum(wrote) - sum(gone.values()))


def _traces(edit: Edit) -> int:
    """How much of what a command wrote its inverse edit looks for: cells, rows, a sheet."""
    if isinstance(edit, Truncate):
        return edit.count if edit.record is not None else 0
    if isinstance(edit, RemoveSheet):
        return int(edit.mark is not None)
    expect = getattr(edit, "expect", Expect())
    return int(expect != Expect() and not _keeps(edit, expect))


def _keeps(edit: Edit, expect: Expect) -> bool:
    """Whether an edit puts back the content it finds: a formula computed anew, with another result."""
    if not isinstance(edit, Restore) or not isinstance(edit.content, Content | None):
        return False
    if isinstance(expect.content, _Unset) or expect != Expect(expect.content):
        return False
    back = edit.content or Content()
    return same_content(expect.content, back.value, back.formula)


def _entry(path: Path) -> _Entry | None:
    head = _head(path)
    return None if head is None else _Entry(path, _number(path), head)


def _head(path: Path) -> dict[str, Any] | None:
    """The first line of a record; None where it cannot be read or another version of the program wrote it."""
    try:
        with path.open(encoding="utf-8", errors="surrogatepass") as stream:
            head = json.loads(stream.readline())
        return head if head.get("schema") == _SCHEMA else None
    except (OSError, ValueError, AttributeError):
        return None


def _record(entry: _Entry, exact: bool) -> Iterator[Record]:
    head = entry.head
    try:
        text = entry.path.read_text(encoding="utf-8", errors="surrogatepass")
        inverse = tuple(from_json(json.loads(text.split("\n", 1)[1])))
        yield Record(head["command"], head["file"], inverse, entry.number, head["before"], exact)
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


def wrote(data: bytes) -> bool:
    """Whether these bytes are what one of our commands wrote, in the time that records are kept."""
    digest = state_of(data)
    heads = (_head(path) for path in folder().glob(f"*-{digest[:16]}.json"))
    return any(head is not None and head["bytes"] == digest for head in heads)


def state_of(data: bytes) -> str:
    """The state of a workbook that lies in a file: what its bytes are."""
    return sha256(data).hexdigest()


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else 0


def _records() -> list[Path]:
    place = folder()
    return sorted(place.glob("*.json")) if place.is_dir() else []
