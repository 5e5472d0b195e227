"""What every host asks before an edit, and the few rules that decide how one turns out: one text for all three.

Pure functions over names, texts and values; how a host finds out what stands in a cell is its own matter.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import UnionType
from typing import Any, Final

from workbook.content import same_content
from workbook.edits import NOTE_MARK, UNSET, Content, Expect, Restore, Scalar, Truncate, _Unset
from workbook.host import Refused
from workbook.model import MAX_COLUMN, MAX_ROW, MAX_TEXT, Cell, is_too_long, text_length
from workbook.sheet_spec import check_spec

MAX_FORMULA: Final = 8_192
_BAD_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]|^'|'$|_x[0-9A-Fa-f]{4}_")


# ---- names and places


def named(names: Iterable[str], name: str) -> str | None:
    """The name as the workbook has it: exactly, else alike but for upper and lower case, as Excel sees it."""
    known = list(names)
    return next(
        (n for n in (name, *(k for k in known if k.casefold() == name.casefold())) if n in known), None
    )


def refuse_new_name(name: str, taken: Iterable[str]) -> None:
    """Raises Refused(EDIT_EXISTS) for a sheet's name that Excel would not take or that is taken."""
    bad = not 0 < text_length(name) <= 31 or _BAD_NAME.search(name) or name.casefold() == "history"
    if bad or name.casefold() in {other.casefold() for other in taken}:
        raise Refused("EDIT_EXISTS", name)


def refuse_off_grid(sheet: str, cell: Cell) -> None:
    """Raises Refused(EDIT_CELL) for a cell no sheet has."""
    if not (1 <= cell.row <= MAX_ROW and 1 <= cell.col <= MAX_COLUMN):
        raise Refused("EDIT_CELL", f"{sheet} 第 {cell.row} 行第 {cell.col} 列")


def refuse_off_rows(edit: Truncate) -> None:
    """Raises Refused(EDIT_CELL) for rows no sheet has."""
    if edit.row < 1 or edit.row + edit.count - 1 > MAX_ROW:
        raise Refused("EDIT_CELL", f"{edit.sheet} 第 {edit.row} 行起 {edit.count} 行")


# ---- values and records


def refuse_content(content: Content | None) -> None:
    """Raises Refused(EDIT_INVALID) for a value or a formula that no cell can hold."""
    if content is None:
        return
    refuse_value(content.value)
    if content.formula is not None and len(content.formula) > MAX_FORMULA:
        raise Refused("EDIT_INVALID", f"公式有 {len(content.formula)} 个字符，最多 {MAX_FORMULA} 个")


def refuse_value(value: Scalar) -> None:
    """Raises Refused(EDIT_INVALID) for what no cell can hold."""
    if isinstance(value, str):
        refuse_long(value)
    elif value is not None and not math.isfinite(value):
        raise Refused("EDIT_INVALID", f"{value} 不是数字")


def refuse_long(text: str, where: str = "文字") -> None:
    """Raises Refused(EDIT_INVALID) for a text that Excel would cut."""
    if is_too_long(text):
        raise Refused("EDIT_INVALID", f"{where}有 {text_length(text)} 个字，一格最多 {MAX_TEXT} 个")


def refuse_spec(spec: Mapping[str, Any]) -> None:
    """Raises Refused(EDIT_INVALID) for a look that no added sheet can have."""
    try:
        check_spec(spec)
    except ValueError as problem:
        raise Refused("EDIT_INVALID", str(problem)) from problem


def shaped(record: Any, shape: Mapping[str, type | UnionType], needs: Sequence[str] = ()) -> None:
    """Raises Refused(EDIT_INVALID) for a record no host has written: they come back to it through JSON.

    `shape` says what each key of that kind of record holds, `needs` which none is without; unknown keys may be there.
    """
    good = isinstance(record, Mapping) and all(key in record for key in needs)
    if not good or not all(_holds(value, shape.get(key, object)) for key, value in record.items()):
        raise Refused("EDIT_INVALID", "还原记录不完整")


def rows_of(record: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """The rows that a `Truncate` remembers were written. Raises Refused(EDIT_INVALID)."""
    rows: Sequence[Sequence[Any]] = record.get("rows", ())
    if not all(isinstance(row, list | tuple) for row in rows):
        raise Refused("EDIT_INVALID", "还原记录不完整")
    return rows


def changed_rows(first: int, rows: Sequence[Sequence[Any]], now: Mapping[Cell, Content]) -> list[int]:
    """The numbers of those of the rows, written from row `first` on, that say anything else now."""
    said: dict[int, set[Cell]] = {}
    for cell in now:
        said.setdefault(cell.row, set()).add(cell)
    changed = []
    for number, row in enumerate(rows, first):
        written = {Cell(number, col): Content(value) for col, value in enumerate(row, 1)}
        pairs = (
            (written.get(cell), now.get(cell, Content())) for cell in said.get(number, set()) | set(written)
        )
        if not all(same_content(wanted, there.value, there.formula) for wanted, there in pairs):
            changed.append(number)
    return changed


# ---- what is there now


def refuse_unexpected(
    expect: Expect,
    where: str,
    content: Callable[[], Content | None],
    fill: Callable[[], str | None],
    note: Callable[[], str | None],
    link: Callable[[], str | None],
) -> None:
    """Raises Refused(EDIT_EXPECT) where a cell is not as an edit expects it; only what it expects is looked up."""
    good = True
    if not isinstance(expect.content, _Unset):
        now = content() or Content()
        good = same_content(expect.content, now.value, now.formula)
    if good and not isinstance(expect.fill, _Unset):
        good = fill() == (expect.fill[-6:].upper() if expect.fill else None)
    if good and not isinstance(expect.note, _Unset):
        good = note() == expect.note
    if good and not isinstance(expect.link, _Unset):
        good = _place(link()) == _place(expect.link)
    if not good:
        raise Refused("EDIT_EXPECT", where)


def as_restored(
    edit: Restore,
    content: Callable[[], Content | None],
    fill: Callable[[], str | None],
    note: Callable[[], str | None],
) -> Expect:
    """What the inverse of a `Restore` expects: what now stands where it put something back."""
    return Expect(
        UNSET if isinstance(edit.content, _Unset) else content(),
        UNSET if isinstance(edit.style, _Unset) or "fill" not in edit.style else fill(),
        UNSET if isinstance(edit.note, _Unset) else note(),
    )


def _place(link: str | None) -> str | None:
    """Where a link leads, as programs write it: with "#" before it or not, a sheet's name in quotes or not."""
    return None if link is None else link.removeprefix("#").replace("'", "").casefold()


# ---- notes


def with_ours(old: str | None, ours: bool, text: str) -> str:
    """A note with a text of ours below: `old` is what stands there, `ours` whether all of it is our own."""
    if old is None:
        return text
    return f"{old}\n{text}" if ours or NOTE_MARK in old else f"{old}\n{NOTE_MARK}\n{text}"


def without_ours(old: str, ours: bool) -> str | None:
    """What is left of a note when our part is taken away; None: nothing, it was all ours."""
    own, mark, _ = old.partition(NOTE_MARK)
    if not mark:
        return None if ours else old
    return own.removesuffix("\n") if own.strip() else None


def _holds(value: object, kind: type | UnionType) -> bool:
    """isinstance, but true and false are no numbers here."""
    return isinstance(value, kind) and not (isinstance(value, bool) and kind is int)
