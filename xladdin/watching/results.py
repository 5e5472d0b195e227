"""What becomes of a file of the drop folder: checked as everywhere, its result written beside it; or what it waits for.

The dropped file is never changed. A result is written over only while it is byte for byte what we wrote: in one that a
person changed there is work of theirs, so it counts as a workbook dropped in, and the next number is free.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workbook.batch import Options
from workbook.codes import Lang
from workbook.host import Refused
from workbook.report import FileResult, exit_status
from workbook.system_words import reason
from workbook.xlsx.reading.limits import MAX_FILE
from workbook.xlsx.saving.save import locked, ready, save
from xladdin import marking
from xladdin.checking import Input
from xladdin.outputs import Output
from xladdin.show_watch import line_of, waiting
from xladdin.watching.core import Answer, Taken
from xladdin.watching.memory import Entry, Memory, mark_of
from xladdin.watching.names import Pair, is_archive, results_of

_PASSING: Final = {"FILE_OPEN": 3.0, "FILE_CHANGED": 0.0, "FILE_BUSY": 3.0}
_LASTING: Final = ("FILE_NO_SPACE", "FILE_READONLY", "FILE_NOT_SAVED", "FILE_NO_FOLDER", "UNDO_STORE")
_LATER: Final = 30.0
"""What keeps a result from being written, and after how many seconds it is tried again: soon what a person will end by
closing a window, at leisure what somebody must put right first."""
_SOON: Final = 1.0
_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_ZIP_TAIL: Final = (1 << 16) + 22
_BOM: Final = "\ufeff"
"""Notepad of an older Windows knows by it that a text is UTF-8."""


@dataclass
class Checker:
    """What checking in a drop folder needs.

    told      what the check is told beside the workbook, as one text: another one, and all is checked anew
    statuses  name -> 0, 1 or 2 of every workbook that is done
    """

    memory: Memory
    options: Options
    told: str
    lang: Lang = "zh"
    statuses: dict[str, int] = field(default_factory=dict)

    def take(self, taken: Taken, there: Collection[str]) -> tuple[Answer, str]:
        """What came of a file, and the line that tells a new result; there: the names in the folder."""
        name = taken.name
        try:
            data, mark = self._content(taken)
        except FileNotFoundError:
            return Answer(), ""
        except Refused as refused:
            answer, line = self._conclude(name, f"{refused.code} {taken.look.size}", None, refused, there)
            return (answer._replace(again=_SOON) if refused.code == "FILE_UNREADABLE" else answer), line
        except _NotYet as later:
            return Answer(_SOON, told=waiting(name, None, self.lang) if later.held else ""), ""
        if self.memory.is_ours(name, mark):
            self.statuses.pop(name, None)
            return Answer(), ""
        return self._conclude(name, mark, data, None, there)

    def _content(self, taken: Taken) -> tuple[bytes, str]:
        """What the file holds and its mark. Raises _NotYet; Refused; FileNotFoundError."""
        if is_archive(taken.name):
            raise Refused("WATCH_ARCHIVE")
        if taken.look.size > MAX_FILE:
            raise Refused("FILE_LIMIT", "文件太大")
        path = self.memory.folder / taken.name
        try:
            before = path.stat()
            data = path.read_bytes()
            after = path.stat()
        except FileNotFoundError:
            raise
        except OSError as problem:
            if taken.last:
                raise Refused("FILE_UNREADABLE", reason(problem)) from problem
            raise _NotYet(held=True) from problem
        moved = (before.st_size, before.st_mtime_ns) != (len(data), after.st_mtime_ns)
        listed = len(data) == taken.look.size  # Windows lists an old size while somebody still writes
        if moved or not (taken.last or (listed and not _is_unfinished(data))):
            raise _NotYet(held=False)
        return data, mark_of(data)

    def _conclude(
        self, name: str, mark: str, data: bytes | None, refused: Refused | None, there: Collection[str]
    ) -> tuple[Answer, str]:
        """The result there is already, or a new one."""
        known = self.memory.checked.get(name)
        if known and (known.mark, known.options) == (mark, self.told) and set(known.results) <= set(there):
            self.statuses[name] = known.status
            return Answer(results=known.results), ""
        try:
            pair = next(pair for pair in results_of(name) if self._is_free(pair, name))
            return self._result(name, mark, data, refused, pair)
        except Refused as problem:
            self.statuses[name] = 2
            if problem.code != "FILE_NAME":
                again = _PASSING.get(problem.code, _LATER)
                return Answer(again, told=waiting(name, problem, self.lang)), ""
            self._done(name, Entry(mark, self.told, (), 2))  # no result can lie beside a name like that
            return Answer(), line_of(FileResult(name, refused=problem), self.lang)

    def _result(
        self, name: str, mark: str, data: bytes | None, refused: Refused | None, pair: Pair
    ) -> tuple[Answer, str]:
        """Check, write the copy and the line. Raises Refused where they cannot be written."""
        line_path = self.memory.folder / pair.line
        ready(line_path)
        found = FileResult(name, refused=refused)
        if data is not None:
            ready(self.memory.folder / pair.copy, len(data))
            found = self._checked(name, data, pair.copy)
        line = line_of(found, self.lang)
        beside = _Beside(line_path, memory=self.memory, source=name)
        text = (_BOM + line + "\r\n").encode("utf-8", "replace")
        with locked(line_path):
            save(line_path, text, beside.expected(line_path, text))
        written = (pair.line,) if found.written is None else (pair.copy, pair.line)
        for one in written:
            self.memory.has_written(one)
        if found.refused and found.refused.code == "WATCH_FAILED":
            mark = ""  # the next start tries again
        self._done(name, Entry(mark, self.told, written, exit_status([found])))
        return Answer(results=written), line

    def _checked(self, name: str, data: bytes, copy: str) -> FileResult:
        """Checked as everywhere. Raises Refused where it is the copy that cannot be written now."""
        item = Input(name, self.memory.folder / name, lambda: data)
        output = _Beside(self.memory.folder / copy, memory=self.memory, source=name)
        try:
            (found,) = marking.check([item], self.options, output)
        except Exception as crash:  # noqa: BLE001 - a folder with one file that we cannot master is watched on
            return FileResult(name, refused=Refused("WATCH_FAILED", type(crash).__name__))
        if found.refused and found.refused.code in (*_PASSING, *_LASTING):
            raise found.refused
        return found

    def _done(self, name: str, entry: Entry) -> None:
        self.memory.checked[name] = entry
        self.memory.keep()
        self.statuses[name] = entry.status

    def _is_free(self, pair: Pair, source: str) -> bool:
        return all(self._may_write(one, source) for one in pair)

    def _may_write(self, name: str, source: str) -> bool:
        """Whether nothing is there, or what we wrote of this workbook. Raises Refused: FILE_OPEN."""
        path = self.memory.folder / name
        ours = self.memory.ours.get(name)
        if ours is None:
            return not os.path.lexists(path)
        if ours.source != source:
            return False
        held = _held(path)
        return held is None or self.memory.is_ours(name, mark_of(held))


class _NotYet(Exception):
    """A file that cannot be judged now; held: because a program keeps others from reading it."""

    def __init__(self, held: bool) -> None:
        super().__init__()
        self.held = held


@dataclass
class _Beside(Output):
    """A result of ours: put only over what we wrote, and remembered before it is there."""

    memory: Memory = field(kw_only=True)
    source: str = field(kw_only=True)

    def expected(self, path: Path, data: bytes) -> bytes | None:
        """What lies there, if it is ours. Raises Refused: FILE_CHANGED where it no longer is."""
        held = _held(path)
        if held is not None and not self.memory.is_ours(path.name, mark_of(held)):
            raise Refused("FILE_CHANGED", path.name)
        self.memory.will_write(path.name, self.source, data)
        return held


def _held(path: Path) -> bytes | None:
    """What a result holds; None where there is none. Raises Refused where a program keeps us from reading it."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise Refused("FILE_OPEN", path.name) from problem


def _is_unfinished(data: bytes) -> bool:
    """Whether a file looks half copied: empty, space that is still to be filled, or a zip without its end."""
    if not data or not any(data[:4]):
        return True
    return data.startswith(_ZIP) and _ZIP_END not in data[-_ZIP_TAIL:]
