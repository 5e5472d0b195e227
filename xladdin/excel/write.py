"""Making Excel follow a plan: every step is told with the one that takes it back, before it is made."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import xlwings as xw

from workbook.host import Refused
from workbook.model import Cell, Range
from xladdin.excel import sheet as found
from xladdin.excel import sheets
from xladdin.excel.cells import Formats, blocks, blocks_by, is_long, parts_of, write_block
from xladdin.excel.native import Native
from xladdin.excel.state import Fill, Held, NoteText, State

_TRIES: Final = 3
_PAUSE: Final = 0.2


class _Planned(Protocol):
    """What is asked of a plan (`plan.Plan`)."""

    states: dict[str, State]
    removed: list[tuple[State, Mapping[str, Any]]]


class Steps:
    """What was done, so that it can be undone: `back` must be right whether its step was made, half made or not."""

    def __init__(self) -> None:
        self._back: list[tuple[str, Callable[[], object]]] = []

    def do(self, what: str, step: Callable[[], object], back: Callable[[], object]) -> None:
        """Make a step."""
        self._back.append((what, back))
        step()

    def undo(self) -> list[str]:
        """Take everything back, the last first; answers what Excel would not take back."""
        left = [what for what, back in reversed(self._back) if not insist(back)]
        self._back.clear()
        return left


def insist(step: Callable[[], object]) -> bool:
    """Try a step some times: Excel refuses calls while it is busy, and what is half done must not stay so."""
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE * attempt)
        try:
            step()
        except Exception:  # noqa: BLE001  # whatever pywin32 raises: the next attempt, or the caller, tells
            continue
        return True
    return False


def perform(book: xw.Book, plan: _Planned, native: Native, steps: Steps) -> None:
    """Make the workbook what the plan says. Sheets go last: a sheet that is gone is the hardest to bring back."""
    opened = [state for state in plan.states.values() if state.sheet is not None]
    relock = [state for state in opened if state.wanted.unlock]
    records = {state.name: native.protection(state.opened) for state in relock}
    for state in relock:
        _unlock(state, native, steps, records[state.name])
    _out_of_the_way(plan, steps)
    order = list(plan.states.values())
    for at, state in enumerate(order):
        if state.sheet is None:
            later = next((other.sheet for other in order[at:] if other.sheet is not None), None)
            _add(book, state, later, native, steps)
        else:
            _change(state.sheet, state, native, steps)
    for state, spec in plan.removed:
        _remove(book, state, spec, native, steps)
    for state in relock:
        _lock_again(state, native, steps, records[state.name])


# ---- protection


def _unlock(state: State, native: Native, steps: Steps, record: Mapping[str, Any]) -> None:
    sheet = state.opened

    def unlock() -> None:
        try:
            native.unlock(sheet)
        except PermissionError as problem:
            raise Refused("EXCEL_SHEET_PASSWORD", state.name) from problem

    steps.do(
        f"工作表“{state.name}”的保护",
        unlock,
        lambda: None if native.protected(sheet) else native.lock(sheet, record),
    )


def _lock_again(state: State, native: Native, steps: Steps, record: Mapping[str, Any]) -> None:
    sheet = state.opened
    steps.do(
        f"工作表“{state.name}”的保护",
        lambda: native.lock(sheet, record),
        lambda: native.unlock(sheet) if native.protected(sheet) else None,
    )


# ---- one sheet that is there


def _change(sheet: xw.Sheet, state: State, native: Native, steps: Steps) -> None:
    """Formats first, since they decide what a text becomes; links before content, since a link may write one."""
    wanted = state.wanted
    for box, code in wanted.formats.items():
        _format(sheet, box, code, steps)
    for cell, link in wanted.links.items():
        _link(sheet, cell, link, state.link_before(cell), native, steps)
    _contents(sheet, state, native, steps)
    _fills(sheet, state, native, steps)
    for cell, note in wanted.notes.items():
        _note(sheet, cell, note, state.notes_before.get(cell), native, steps)
    for name, bottom in wanted.bottoms.items():
        _table(sheet, name, bottom, steps)


def _format(sheet: xw.Sheet, box: Range, code: str, steps: Steps) -> None:
    before = found.formats_of(sheet, box)

    def put(parts: list[tuple[Range, str]]) -> None:
        for part, given in parts:
            found.area_of(sheet, part).number_format = given

    steps.do(f"{sheet.name} {box.a1} 的数字格式", lambda: put([(box, code)]), lambda: put(before))


def _contents(
    sheet: xw.Sheet, state: State, native: Native, steps: Steps, known: Formats | None = None
) -> None:
    """One write for each block of neighbours; blanks between them are written along, as blanks.

    known   all formats of a sheet we just made
    """
    wanted = state.wanted.held
    before = {cell: state.exact_before(cell) for cell in wanted}
    alone = frozenset(cell for cell in wanted if any(_alone(held) for held in (wanted[cell], before[cell])))
    for box in blocks(wanted, alone, state.free):
        parts = parts_of(sheet, box, (wanted, before), known)
        _block(sheet, parts, wanted, before, native, steps)


def _alone(held: Held) -> bool:
    return is_long(held) or (held.content is not None and held.content.array)


def _block(
    sheet: xw.Sheet, parts: list[tuple[Range, str]], wanted: Mapping[Cell, Held], before: Mapping[Cell, Held],
    native: Native, steps: Steps,
) -> None:  # fmt: skip
    steps.do(
        f"{sheet.name} {parts[0][0].a1}",
        lambda: write_block(sheet, parts, wanted, native),
        lambda: write_block(sheet, parts, before, native, back=True),
    )


def _fills(sheet: xw.Sheet, state: State, native: Native, steps: Steps) -> None:
    """One write for each block of one colour."""
    wanted = state.wanted.fills
    before = {cell: state.fill_before(cell) for cell in wanted}

    def put(parts: list[tuple[Range, Fill]]) -> None:
        for box, fill in parts:
            _paint(sheet, box, fill, native)

    for box, fill in blocks_by(wanted):
        inside = {cell: before[cell] for cell in found.cells_of(box)}
        steps.do(
            f"{sheet.name} {box.a1} 的底色",
            lambda box=box, fill=fill: put([(box, fill)]),  # type: ignore[misc]
            lambda inside=inside: put(blocks_by(inside)),  # type: ignore[misc]
        )


def _paint(sheet: xw.Sheet, box: Range, fill: Fill, native: Native) -> None:
    if not fill.rest:
        found.area_of(sheet, box).color = f"#{fill.color}" if fill.color else None
        return
    for cell in found.cells_of(box):
        native.put_fill(found.cell_of(sheet, cell), fill.rest)


def _note(
    sheet: xw.Sheet, cell: Cell, new: NoteText | None, old: NoteText | None, native: Native, steps: Steps
) -> None:
    def put(wanted: NoteText | None) -> None:
        there = found.cell_of(sheet, cell)
        note = there.note
        if note is not None and wanted is not None:
            note.text = wanted.text
        elif note is not None:
            note.delete()
        elif wanted is not None:
            note = there.add_note(wanted.text)
        if note is not None and wanted is not None and wanted.ours:
            native.claim(note)

    if new != old:
        steps.do(f"{sheet.name} {cell.a1} 的批注", lambda: put(new), lambda: put(old))


def _link(
    sheet: xw.Sheet, cell: Cell, new: Mapping[str, Any] | None, old: Mapping[str, Any] | None,
    native: Native, steps: Steps,
) -> None:  # fmt: skip
    there = found.cell_of(sheet, cell)
    steps.do(
        f"{sheet.name} {cell.a1} 的链接",
        lambda: native.put_link(there, new),
        lambda: native.put_link(there, old),
    )


def _table(sheet: xw.Sheet, name: str, bottom: int, steps: Steps) -> None:
    table = sheet.tables[name]
    area = table.range
    (rows, columns), row, column = area.shape, area.row, area.column

    def end(last: int) -> None:
        table.resize(sheet.range((row, column), (last, column + columns - 1)))

    if bottom != row + rows - 1:
        steps.do(f"{sheet.name} 的表格 {name}", lambda: end(bottom), lambda: end(row + rows - 1))


# ---- sheets that come and go


def _out_of_the_way(plan: _Planned, steps: Steps) -> None:
    """Give a sheet that is to go another name where a new one takes its own."""
    for number, (state, _) in enumerate(plan.removed):
        if state.name.casefold() in {name.casefold() for name in plan.states} and state.sheet is not None:
            _rename(state.sheet, state.name, f"~{number}~", steps)


def _rename(sheet: xw.Sheet, name: str, other: str, steps: Steps) -> None:
    def call(it: str) -> None:
        sheet.name = it

    steps.do(f"工作表“{name}”的名称", lambda: call(other), lambda: call(name))


def _add(book: xw.Book, state: State, before: xw.Sheet | None, native: Native, steps: Steps) -> None:
    """Add a sheet with all it says before another one, or as the last; taken back, it goes as a whole."""
    known = {sheet.name for sheet in book.sheets}

    def add() -> None:
        made = book.sheets.add(before=before, after=None if before else book.sheets[len(book.sheets) - 1])
        made.name = state.name
        _furnish(made, state, native)

    def drop() -> None:
        for sheet in list(book.sheets):
            ours = (
                sheet.name == state.name or sheet.used_range.value is None
            )  # not named yet: then it is blank
            if sheet.name not in known and ours:
                sheet.delete()

    steps.do(f"工作表“{state.name}”", add, drop)


def _furnish(made: xw.Sheet, state: State, native: Native) -> None:
    """A sheet that was just added: formats, content, look. Nothing of it needs a way back of its own."""
    cells, own = state.wanted, Steps()
    height = max((cell.row for cell in cells.held), default=0)
    width = max((cell.col for cell in cells.held), default=0)
    formats = [*sheets.column_formats(state.spec, height), *cells.formats.items()]
    for box, code in formats:
        found.area_of(made, box).number_format = code
    for cell, link in cells.links.items():
        _link(made, cell, link, None, native, own)
    _contents(made, state, native, own, formats)
    sheets.dress(made, native, state.spec, height, width)
    _fills(made, state, native, own)
    for cell, note in cells.notes.items():
        _note(made, cell, note, None, native, own)


def _remove(book: xw.Book, state: State, spec: Mapping[str, Any], native: Native, steps: Steps) -> None:
    name = state.name

    def put_back() -> None:
        if name in {other.name for other in book.sheets}:
            return
        again = State(name, None, native)
        again.spec = {key: value for key, value in spec.items() if key != "parts"}
        sheets.put_rest(again, spec["parts"], lambda content: None)
        at = again.at or 0
        _add(book, again, book.sheets[at] if at < len(book.sheets) else None, native, Steps())

    steps.do(f"工作表“{name}”", state.opened.delete, put_back)
