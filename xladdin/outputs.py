"""Where results go: a file or folder the user named, or the input itself when told so."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workbook.host import Refused
from workbook.report import FileResult
from workbook.xlsx.saving.disk import refusal

_OLD = (".xls", ".et", ".docx")

PASSING: Final = re.compile(
    r"(?i)[\\/](?:AppData[\\/]Local[\\/]Temp|INetCache|Content\.Outlook|Temporary Internet Files"
    r"|x?WeChat[ _]?Files|(?:Rar\$|7z[OE])[^\\/]*|Temp\d*_[^\\/]+\.zip)[\\/]"
)
"""Folders into which chats, mail and archives unpack what is double-clicked: emptied when nobody looks."""


@dataclass
class Output:
    """The answer to -o and --in-place.

    target   the file or folder named with -o; None: in place
    folder   the target is a folder: each result keeps its input's name
    """

    target: Path | None
    folder: bool = False
    _used: set[Path] = field(default_factory=set)

    def path_for(self, source: Path) -> Path:
        """The path to write for an input. Raises Refused where that would overwrite something unasked."""
        if self.target is None:
            if source.suffix.lower() in _OLD:
                raise Refused("FILE_OLD_IN_PLACE", source.name)
            if PASSING.search(str(source.absolute())):
                raise Refused("FILE_TEMP", source.name)
            return source
        path = self._in_folder(source) if self.folder else self.target
        if path.suffix.lower() in _OLD:
            raise Refused("FILE_OLD_IN_PLACE", path.name)
        if os.path.exists(path) and os.path.exists(source) and path.samefile(source):
            raise Refused("FILE_EXISTS", path.name)
        return path

    def expected(self, path: Path, data: bytes) -> bytes | None:
        """Asked right before data is put in place: what the file must hold then; None: whatever it holds.

        A file that was named is written over, as it was asked for. In a folder nobody named its files: what we wrote there
        before is written over, so that a command can be given again. Raises Refused(BOOK_EXISTS) where it is anybody
        else's, or ours and somebody worked on in it.
        """
        from xladdin.undo import wrote

        if not self.folder:
            return None
        try:
            held = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise refusal(problem, path) from problem
        if held != data and not wrote(held):
            raise Refused("BOOK_EXISTS", path.name)
        return held

    def _in_folder(self, source: Path) -> Path:
        """The input's own name in the folder; two inputs of one name get a number."""
        assert self.target is not None  # asked for a folder, so there is one
        try:
            self.target.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise refusal(problem, self.target) from problem
        suffix = ".xlsx" if source.suffix.lower() not in (".xlsx", ".xlsm") else source.suffix
        path = self.target / f"{source.stem}{suffix}"
        number = 2
        while path in self._used:
            path = self.target / f"{source.stem} ({number}){suffix}"
            number += 1
        self._used.add(path)
        return path


def fresh(path: Path, *suffixes: str) -> None:
    """A file we make ends in .xlsx, or in one of these, and lies where nothing is yet.

    Raises Refused: FILE_NAME, BOOK_EXISTS.
    """
    wanted = suffixes or (".xlsx",)
    if path.suffix.lower() not in wanted:
        raise Refused("FILE_NAME", f"{path.name}：应以 {' 或 '.join(wanted)} 结尾")
    if os.path.lexists(path):
        raise Refused("BOOK_EXISTS", path.name)


def write_file(path: Path, data: bytes) -> FileResult:
    """Write a file of ours beside the workbook. Raises Refused; then an earlier file is as it was."""
    from workbook.xlsx.saving.save import locked, ready, save

    ready(path, len(data))
    with locked(path):
        save(path, data)
    return FileResult(path.name, written=path.name)
