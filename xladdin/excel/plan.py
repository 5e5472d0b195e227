"""A list of edits planned on states of the sheets: every question is asked before anything is written.

The questions, their order and the inverse lists are those of the other hosts (`workbook.memory`,
`workbook.xlsx.writing.filehost`); tests/test_host_contract.py holds all three to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import xlwings as xw

from workbook import content as contents
from workbook.edit_run import EditRun
from workbook.edits import (
    AddSheet,
    Append,
    Content,
    Edit,
    Expect,
    Fill,
    Link,
    Note,
    RemoveSheet,
    Restore,
    Scalar,
    SetCell,
    Truncate,
    Unlink,
    _Unset,
)
from workbook.host import Conflicts, Refused
from workbook.host_rules import (
    as_restored,
    named,
    refuse_content,
    refuse_long,
    refuse_new_name,
    refuse_off_grid,
    refuse_off_rows,
    refuse_spec,
    refuse_unexpected,
    shaped,
    with_ours,
    without_ours,
)
from workbook.model import Cell, Range
from xladdin.excel import foreign, state
from xladdin.excel.native import Native
from xladdin.excel.rows import changed_rows, grow, look_above, look_before, place_of, shrink
from xladdin.excel.sheets import put_rest, rest_of
from xladdin.excel.state import Held, NoteText, State

CellEdit = SetCell | Note | Fill | Link | Restore | Unlink
STYLE: Final = {
    "fill": str | None,  # RRGGBB, or a file's element
    "rest": dict,  # what a plain colour does not say of a fill, see `Native.fill`
    "error": bool,  # the content's text is an error's
}
"""What `Restore.style` holds of a cell in Excel."""
NOTE: Final = {"text": str, "ours": bool, "strip": str}
LINK: Final = {"target": str, "address": str, "tip": str}
_COLOR: Final = re.compile(r"[0-9A-Fa-f]{6}")


class Plan:
    """One list of edits being planned. `states` are the sheets as they shall be, `removed` those to go."""

    def __init__(
        self, book: xw.Book, native: Native, specs: Mapping[str, Mapping[str, Any]], conflicts: Conflicts
    ) -> None:
        self._native, self._specs = native, specs
        self.states = {sheet.name: State(sheet.name, sheet, native) for sheet in book.sheets}
        self.removed: list[tuple[State, Mapping[str, Any]]] = []
        self.formulas: dict[tuple[str, Cell], Scalar] = {}
        methods: Mapping[type, Callable[[Any], list[Edit]]] = {
            SetCell: self._set,
            Note: self._note,
            Fill: self._fill,
            Link: self._link,
            Unlink: self._unlink,
            Restore: self._restore,
            Append: self._append,
            Truncate: self._truncate,
            AddSheet: self._add_sheet,
            RemoveSheet: self._remove_sheet,
        }
        self.run = EditRun(methods, conflicts, self._remover)

    # ---- questions before an edit

    def _sheet(self, name: str) -> State:
        found = named(self.states, name)
        if found is None:
            raise Refused("EDIT_SHEET", name)
        return self.states[found]

    def _target(self, edit: CellEdit, content_changes: bool) -> tuple[State, Cell]:
        """The cell an edit goes to, after every question whether it may. Raises Refused."""
        sheet, cell = self._sheet(edit.sheet), edit.cell
        refuse_off_grid(edit.sheet, cell)
        cell = _anchor(sheet, cell, edit.merged)
        refuse_unexpected(
            edit.expect,
            f"{sheet.name} {cell.a1}",
            content=lambda: sheet.held(cell).content,
            fill=lambda: sheet.fill(cell).color,
            note=lambda: _note_text(sheet, cell),
            link=lambda: _leads(sheet.link(cell)),
        )
        locked = sheet.locked(cell)
        if locked and edit.protected != "allow":
            raise Refused("EDIT_LOCKED", f"{sheet.name} {cell.a1}")
        sheet.wanted.unlock |= locked
        if content_changes:
            _refuse_inside(sheet, cell)
        else:  # on a protected sheet Excel takes content in a cell that is not locked, but no note, fill or link
            sheet.wanted.unlock |= sheet.protected
        return sheet, cell

    # ---- one method an operation

    def _set(self, edit: SetCell) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=True)
        new, before = Content(edit.value, edit.formula), sheet.exact(cell)
        self._put(sheet, cell, Held(new))
        more: dict[str, Any] = {"style": {"error": True}} if before.error else {}
        return [_back(sheet, cell, Expect(content=new), content=before.content, **more)]

    def _put(self, sheet: State, cell: Cell, held: Held) -> None:
        """Replace a content, proved first."""
        refuse_content(held.content)
        self.formulas.pop((sheet.name, cell), None)
        sheet.put(cell, held)
        if held.content is not None and held.content.formula is not None:
            self.formulas[sheet.name, cell] = held.content.value

    def _fill(self, edit: Fill) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        color, before = edit.color[-6:].upper(), sheet.fill(cell)
        _refuse_color(color)
        sheet.wanted.fills[cell] = state.Fill(color)
        return [_back(sheet, cell, Expect(fill=color), style=_fill_record(before))]

    def _note(self, edit: Note) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        _refuse_threaded(sheet, cell)
        old = sheet.note(cell)
        ours = old.ours if old else True
        text = with_ours(old.text if old else None, ours, edit.text)
        refuse_long(text, f"{cell.a1} 的批注")
        sheet.wanted.notes[cell] = NoteText(text, ours)
        return [_back(sheet, cell, Expect(note=text), note=old._asdict() if old else None)]

    def _link(self, edit: Link) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        before = sheet.link(cell)
        sheet.wanted.links[cell] = {"target": edit.target.removeprefix("#")}
        return [_unlink(sheet, cell, before, edit.target)]

    def _unlink(self, edit: Unlink) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        if edit.record is not None:
            shaped(edit.record, LINK, ("target",))
        before = sheet.link(cell)
        sheet.wanted.links[cell] = edit.record
        return [_unlink(sheet, cell, before, _leads(edit.record))]

    def _restore(self, edit: Restore) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=not isinstance(edit.content, _Unset))
        given: Mapping[str, Any] = {} if isinstance(edit.style, _Unset) else edit.style
        shaped(given, STYLE)
        wanted_fill = _fill_wanted(given)
        if isinstance(edit.note, Mapping):
            shaped(edit.note, NOTE, () if "strip" in edit.note else ("text",))
        back: dict[str, Any] = {}
        record: dict[str, Any] = {}
        if not isinstance(edit.content, _Unset):
            before = sheet.exact(cell)
            back["content"] = before.content
            record |= {"error": True} if before.error else {}
            self._put(sheet, cell, Held(edit.content, given.get("error", False)))
        if "fill" in given:
            record |= _fill_record(sheet.fill(cell))
            sheet.wanted.fills[cell] = wanted_fill
        if not isinstance(edit.note, _Unset):
            _refuse_threaded(sheet, cell)
            old = sheet.note(cell)
            back["note"] = old._asdict() if old else None
            sheet.wanted.notes[cell] = _note_back(old, edit.note)
        expect = as_restored(
            edit,
            content=lambda: sheet.held(cell).content,
            fill=lambda: sheet.fill(cell).color,
            note=lambda: _note_text(sheet, cell),
        )
        return [_back(sheet, cell, expect, **back, **({"style": record} if record else {}))]

    def _append(self, edit: Append) -> list[Edit]:
        sheet = self._sheet(edit.sheet)
        place = place_of(sheet, edit.rows)
        asked = sheet.protected or any(_meet(box, place) for box in (*sheet.merged, *_areas(sheet)))
        for row, values in enumerate(edit.rows, place.top):
            for col, value in enumerate(values, 1):
                if value is not None and asked:
                    self._target(SetCell(sheet.name, Cell(row, col), protected=edit.protected), True)
                refuse_content(Content(value))
        if not edit.rows:
            return []
        formats = look_above(sheet, place)
        for row, values in enumerate(edit.rows, place.top):
            for col, value in enumerate(values, 1):
                if value is not None or not asked:  # a blank within the block is written with it
                    sheet.put(Cell(row, col), Held(Content(value)))
        record = {
            "rows": [list(row) for row in edit.rows],
            "bottoms": grow(sheet, place, edit.rows),
            "formats": formats,
        }
        sheet.wanted.unlock |= sheet.protected and bool(sheet.wanted.formats or sheet.wanted.bottoms)
        return [Truncate(sheet.name, place.top, len(edit.rows), record)]

    def _truncate(self, edit: Truncate) -> list[Edit]:
        sheet = self._sheet(edit.sheet)
        refuse_off_rows(edit)
        kept = changed_rows(sheet, edit)
        if kept:
            changed = Refused("EDIT_EXPECT", f"{sheet.name} 第 {'、'.join(map(str, kept))} 行")
            self.run.leave_out(changed, len(kept))
        rows = set(range(edit.row, edit.row + edit.count)) - set(kept)
        held = {cell: content for cell, content in sorted(sheet.contents.items()) if cell.row in rows}
        for cell in held:
            self._put(sheet, cell, state.BLANK)
        shrink(sheet, edit)
        if not kept:
            look_before(sheet, edit)
        needed = bool(sheet.wanted.bottoms or sheet.wanted.formats) or any(
            sheet.locked(cell) for cell in held
        )
        sheet.wanted.unlock |= sheet.protected and needed
        if kept or sheet.last_row >= edit.row or any(content.formula for content in held.values()):
            return [_back(sheet, cell, Expect(content=None), content=held[cell]) for cell in held]
        width = max((cell.col for cell in held), default=0)
        again = [
            tuple(held.get(Cell(row, col), Content()).value for col in range(1, width + 1))
            for row in range(edit.row, edit.row + edit.count)
        ]
        return [Append(sheet.name, tuple(again), protected="allow")]

    def _add_sheet(self, edit: AddSheet) -> list[Edit]:
        name = edit.name
        refuse_new_name(name, self.states)
        if "xml" in edit.spec:
            raise Refused("EDIT_INVALID", "这张工作表的还原记录来自文件，不能用在 Excel 里")
        refuse_spec(edit.spec)
        made = State(name, None, self._native)
        made.spec = {key: value for key, value in edit.spec.items() if key != "parts"}
        for row, values in enumerate(edit.rows, 1):
            for col, value in enumerate(values, 1):
                self._put(made, Cell(row, col), Held(Content(value)))
        put_rest(made, edit.spec.get("parts"), refuse_content)
        names = list(self.states)
        self.states[name] = made
        for later in names[made.at if made.at is not None else len(names) :]:
            self.states[later] = self.states.pop(later)
        return [RemoveSheet(name)]

    def _remover(self, name: str) -> RemoveSheet:
        return RemoveSheet(name, self._mark(name))

    def _mark(self, name: str) -> str:
        return contents.sheet_mark(self.states[name].contents.items())

    def _remove_sheet(self, edit: RemoveSheet) -> list[Edit]:
        if edit.name not in self.states or len(self.states) < 2:
            raise Refused("EDIT_SHEET", edit.name)
        gone = self.states[edit.name]
        if edit.mark not in (None, self._mark(edit.name)):
            raise Refused("EDIT_EXPECT", f"工作表“{edit.name}”")
        sheet = gone.sheet
        if sheet is not None and (len(sheet.tables) or len(sheet.charts) or len(sheet.pictures)):
            raise Refused("EDIT_SHEET", f"{edit.name}（里面有图表、表格等不是本程序加的内容）")
        spec = rest_of(gone, list(self.states).index(edit.name), self._specs.get(edit.name, gone.spec))
        del self.states[edit.name]
        if sheet is not None:
            self.removed.append((gone, spec))
        return [AddSheet(edit.name, (), spec)]


def _anchor(sheet: State, cell: Cell, merged: str) -> Cell:
    area = sheet.merged_at(cell)
    if area is None or cell == area.anchor:
        return cell
    if merged != "anchor":
        raise Refused("EDIT_MERGED", f"{sheet.name} {cell.a1}")
    return area.anchor


def _unlink(sheet: State, cell: Cell, before: Mapping[str, Any] | None, now: str | None) -> Unlink:
    return Unlink(sheet.name, cell, before, Expect(link=now), protected="allow")


def _leads(link: Mapping[str, Any] | None) -> str | None:
    """Where a link leads."""
    return None if link is None else link.get("target") or link.get("address", "")


def _note_text(sheet: State, cell: Cell) -> str | None:
    note = sheet.note(cell)
    return note.text if note else None


def _refuse_inside(sheet: State, cell: Cell) -> None:
    """Refuse a new content where it would break a formula over several cells, or a table."""
    if sheet.in_array(cell):
        raise Refused("EDIT_ARRAY", f"{sheet.name} {cell.a1}")
    if any(table.names_columns(cell) for table in sheet.tables):
        raise Refused("EDIT_TABLE_HEADER", f"{sheet.name} {cell.a1}")


def _refuse_threaded(sheet: State, cell: Cell) -> None:
    if cell in sheet.threaded:
        raise Refused("EDIT_THREADED", cell.a1)


def _refuse_color(color: str | None) -> None:
    if color is not None and not _COLOR.fullmatch(color):
        raise Refused("EDIT_INVALID", "还原记录不完整")


def _fill_wanted(given: Mapping[str, Any]) -> state.Fill:
    """The fill that a record means, which a file may have made. Raises Refused(EDIT_INVALID)."""
    color = given.get("fill")
    if foreign.is_of_a_file(color):
        return foreign.fill_of(color)
    _refuse_color(color)
    return state.Fill(color, given.get("rest", {}))


def _fill_record(fill: state.Fill) -> dict[str, Any]:
    return {"fill": fill.color, **({"rest": dict(fill.rest)} if fill.rest else {})}


def _note_back(old: NoteText | None, record: Mapping[str, Any] | None) -> NoteText | None:
    """The note that a record means; {"strip": ...} means the old one without our part."""
    if record is None or "strip" not in record:
        return NoteText(record["text"], record.get("ours", False)) if record else None
    left = without_ours(*old) if old else None
    return None if left is None else NoteText(left, False)


def _areas(sheet: State) -> Sequence[Range]:
    return [table.area for table in sheet.tables]


def _meet(a: Range, b: Range) -> bool:
    return a.top <= b.bottom and b.top <= a.bottom and a.left <= b.right and b.left <= a.right


def _back(sheet: State, cell: Cell, expect: Expect, **what: Any) -> Restore:
    return Restore(sheet.name, cell, expect=expect, protected="allow", **what)
