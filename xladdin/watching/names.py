"""Names in a drop folder: which files are looked at, and what their results are called. Only texts, no files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xladdin.inbox import WORKBOOKS

ARCHIVES: Final = (".zip", ".rar", ".7z")
"""What people must unpack first: its results would have no place beside the workbooks in it."""
OTHERS: Final = (".xlsb", ".ods", ".csv", ".doc", ".wps")
"""Cannot be read, but people hand them in: without a line that says so somebody would wait for a result."""
_RESULT: Final = re.compile(r"(?s)(?P<stem>.+)（检查结果(?P<number>[0-9]{0,4})）")


class Pair(NamedTuple):
    """The names of one result: the annotated copy, the one line."""

    copy: str
    line: str


def is_looked_at(name: str) -> bool:
    """Whether a file is one for us. Owner files, hidden ones and unfinished downloads (.part, .crdownload) are not:

    their names begin with ~ or a point, or end otherwise.
    """
    return not name.startswith(("~", ".")) and _end(name) in (*WORKBOOKS, *ARCHIVES, *OTHERS)


def is_archive(name: str) -> bool:
    """Whether a file has to be unpacked by a person."""
    return _end(name) in ARCHIVES


def results_of(name: str) -> Iterator[Pair]:
    """The names a result may have, the first that is free to be taken.

    X.xlsx: X（检查结果）, X（检查结果2） … A result that a person corrected counts on: X（检查结果）.xlsx: X（检查结果2） …
    """
    stem, number, end = os.path.splitext(name)[0], 1, _end(name)
    if found := _RESULT.fullmatch(stem):
        stem, number = found["stem"], int(found["number"] or 1) + 1
    end = end if end in (".xlsx", ".xlsm") else ".xlsx"
    while True:
        result = f"{stem}（检查结果{number if number > 1 else ''}）"
        yield Pair(result + end, f"{result}.txt")
        number += 1


def _end(name: str) -> str:
    return os.path.splitext(name)[1].lower()
