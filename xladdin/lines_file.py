"""`reconcile --lines FILE.csv`: every line of the ledgers in a file of its own; never over an input or a stranger's file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from workbook.host import Refused
from workbook.ledger.lines_csv import HEADER, lines_csv
from workbook.report import FileResult
from workbook.system_words import reason
from xladdin.outputs import write_file


def refuse_lines_file(path: Path, inputs: Iterable[Path]) -> None:
    """Ask, before the work starts, whether the file may be written.

    Raises Refused: FILE_NAME (not .csv), FILE_EXISTS (it is an input), BOOK_EXISTS (a file that is not an earlier one of
    these), and what `saving.ready` raises.
    """
    from workbook.xlsx.saving.save import ready

    if path.suffix.lower() != ".csv":
        raise Refused("FILE_NAME", f"{path.name}：应以 .csv 结尾")
    if os.path.lexists(path):
        if any(os.path.exists(one) and os.path.exists(path) and path.samefile(one) for one in inputs):
            raise Refused("FILE_EXISTS", path.name)
        if path.is_file() and not _is_earlier(path):
            raise Refused("BOOK_EXISTS", path.name)
    ready(path)


def write_lines_file(path: Path, lines: pl.DataFrame) -> FileResult:
    """Write it. Raises Refused; then an earlier file is as it was."""
    return write_file(path, lines_csv(lines))


def _is_earlier(path: Path) -> bool:
    """Whether it is empty or a file of ours, made by an earlier run."""
    try:
        with path.open("rb") as file:
            start = file.read(len(HEADER))
    except OSError as problem:
        raise Refused("FILE_UNREADABLE", reason(problem)).of(path.name) from problem
    return start in (b"", HEADER)
