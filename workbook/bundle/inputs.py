"""卷内目录: every file the contest rests on, numbered, with the hash by which it is known: what was handed in, and ledgers.

A submission's hash is in 收件底稿 (of its bytes; 文件指纹 on 收件登记 is of what its rows say), a ledger's on 销售流水. Both
are the beginning of a SHA-256, so that the file is found whatever it is called now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from workbook.bundle.grids import Grid
from workbook.host import Refused
from workbook.masking import file_name, numbers_in
from workbook.merge.base import received
from workbook.merge.tables import own_table
from workbook.model import Book, Finding, Place

RECEIVED, LEDGERS = "收件登记", "销售流水"
FOLDER: Final = "3_收件"
ORIGINALS: Final = f"{FOLDER}/原件/"
KNOWN: Final = (32, 16)
"""How many digits of a SHA-256 are remembered: of a submission, of a ledger."""
ENCLOSED, MISSING, LEFT, NOT_ASKED = "已附", "缺", "未附：太大", "未附"
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_LONGEST: Final = 80
_HEADER: Final = (
    "件号", "类别", "收件号", "文件名", "报送单位或范围", "收到或导入时间", "行数", "结果", "文件SHA-256", "原件",
    "包内位置",
)  # fmt: skip


class Original(NamedTuple):
    """A file that lies somewhere: its SHA-256 and size."""

    sha: str
    size: int


class Input(NamedTuple):
    """One file. known: the beginning of its SHA-256, "" where the workbook does not remember it. at: its row."""

    number: int
    kind: str
    ref: str
    file: str
    whose: str
    when: str
    rows: str
    result: str
    known: str
    at: Place


def inputs(book: Book) -> tuple[list[Input], list[Finding]]:
    """All files in the order in which they were taken; and a warning where 收件底稿 cannot be read."""
    told: list[Finding] = []
    try:
        contents = {one.number: one.content for one in received(book)}
    except Refused as refused:
        contents = {}
        told.append(Finding("BUNDLE_BASE", Place(book.source), context={"detail": refused.detail}))
    found = [*_handed_in(book, contents), *_ledgers(book)]
    return [one._replace(number=number) for number, one in enumerate(found, 1)], told


def _handed_in(book: Book, contents: Mapping[str, str]) -> Iterator[Input]:
    if book.sheet(RECEIVED) is None:
        return
    table = own_table(book, RECEIVED)
    for row in table.rows():
        ref = table.text(row, "number")
        if not ref:
            continue  # a line somebody typed: no file of ours
        whose = "、".join(filter(None, (table.text(row, "sender"), table.text(row, "city"))))
        when, rows, result = (table.text(row, name) for name in ("received", "rows", "result"))
        file, known = table.text(row, "file"), contents.get(ref, "")
        yield Input(0, "上报", ref, file, whose, when, rows, result, known, table.at(row, "file"))


def _ledgers(book: Book) -> Iterator[Input]:
    """Each file once, though several tables or events of it may stand there."""
    if book.sheet(LEDGERS) is None:
        return
    table = own_table(book, LEDGERS)
    by_mark: dict[str, list[int]] = {}
    for row in table.rows():
        if table.text(row, "file"):
            by_mark.setdefault(table.text(row, "mark") or f"row {row}", []).append(row)
    for rows in by_mark.values():
        first = rows[0]
        scopes, states = (
            "、".join(dict.fromkeys(filter(None, (table.text(row, name) for row in rows))))
            for name in ("scope", "state")
        )
        lines = sum(value for row in rows if isinstance(value := table.value(row, "rows"), float))
        file, when, mark = (table.text(first, name) for name in ("file", "imported", "mark"))
        yield Input(0, "流水", "", file, scopes, when, f"{lines:.0f}", states, mark, table.at(first, "file"))


def original_of(one: Input, originals: Mapping[str, Original]) -> Original | None:
    """The file that lies there. originals: by the beginnings of their hashes (KNOWN)."""
    return originals.get(one.known.lower()) if one.known else None


def place_of(one: Input) -> str:
    """Where an original lies in the bundle: 3_收件/原件/001_附件1.xlsx."""
    bare = one.file.replace("\\", "/").split("/")[-1]
    bare = re.sub(r" #\d+$", "", bare)
    stem, dot, end = file_name(_UNSAFE.sub("_", bare)).rpartition(".")
    name = f"{stem[:_LONGEST]}{dot}{end[:10]}" if dot else end[:_LONGEST]
    return f"{ORIGINALS}{one.number:03d}_{name.strip(' .') or '无名'}"


def catalogue(
    files: Sequence[Input], originals: Mapping[str, Original] | None, left: frozenset[int] = frozenset()
) -> Grid:
    """The list itself. originals: None: not asked for; left: numbers of those too large to enclose."""
    rows = []
    for one in files:
        there = original_of(one, originals or {})
        state, where = NOT_ASKED, None
        if originals is not None:
            state = MISSING if there is None else LEFT if one.number in left else ENCLOSED
            where = place_of(one) if state == ENCLOSED else None
        sha = there.sha if there else f"{one.known}…" if one.known else None
        texts = (one.kind, one.ref or None, file_name(one.file), numbers_in(one.whose) or None)
        tail = (one.when, one.rows, numbers_in(one.result), sha, state, where)
        rows.append([one.number, *texts, *tail])
    return Grid("卷内目录", _HEADER, rows)


def missing(files: Sequence[Input], originals: Mapping[str, Original]) -> Iterator[Finding]:
    """Files that were not found anywhere."""
    for one in files:
        if original_of(one, originals) is None:
            said = {"number": f"{one.number:03d}", "file": file_name(one.file)}
            yield Finding("BUNDLE_MISSING", one.at, (), "file", context=said)
