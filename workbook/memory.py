"""A workbook held in memory as a host: for tests of everything that reads and edits workbooks.

It answers like the file (`workbook.xlsx.writing.filehost`): same edits, same refusals, same inverse lists as far as
they mean something here. What only a file has (styles, boxes of notes, parts) is a colour, a text or not there at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from dataclasses import field as default
from typing import Any, Final

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
from workbook.host import Applied, Conflicts, Refused
from workbook.host_rules import (
    as_restored,
    changed_rows,
    named,
    refuse_content,
    refuse_long,
    refuse_new_name,
    refuse_off_grid,
    refuse_off_rows,
    refuse_spec,
    refuse_unexpected,
    refuse_value,
    rows_of,
    shaped,
    with_ours,
    without_ours,
)
from workbook.model import Book, Cell, CellError, Range, Sheet

CellEdit = SetCell | Note | Fill | Link | Restore | Unlink


@dataclass(slots=True)
class _Sheet:
    """One sheet, sparse: content, fill, note and link by cell; the rest as it was read."""

    source: Sheet
    cells: dict[Cell, Content] = default(default_factory=dict)
    fills: dict[Cell, str] = default(default_factory=dict)
    notes: dict[Cell, tuple[str, bool]] = default(default_factory=dict)
    links: dict[Cell, str] = default(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet) -> _Sheet:
        made = cls(sheet)
        for col, column in enumerate(sheet.columns, 1):
            for row, value in enumerate(column, 1):
                cell = Cell(row, col)
                formula = sheet.facts.formulas.get(cell)
                plain = value.text if isinstance(value, CellError) else value
                if plain is not None or formula is not None:
                    made.cells[cell] = Content(plain, f"={formula}" if formula is not None else None)
        made.notes = {cell: (text, False) for cell, text in sheet.facts.notes.items()}
        return made

    def merged(self, cell: Cell) -> Range | None:
        return next((area for area in self.source.facts.merged if area.holds(cell)), None)

    @property
    def last_row(self) -> int:
        return max((cell.row for cell in self.cells), default=0)

    def book_sheet(self) -> Sheet:
        """The sheet as a reader would hand it over."""
        height = self.last_row
        width = max((cell.col for cell in self.cells), default=0)
        columns: list[list[Scalar]] = [[None] * height for _ in range(width)]
        formulas: dict[Cell, str] = {}
        for cell, content in self.cells.items():
            columns[cell.col - 1][cell.row - 1] = content.value
            if content.formula is not None:
                formulas[cell] = content.formula.removeprefix("=")
        notes = {cell: text for cell, (text, _) in self.notes.items()}
        uncached = frozenset(cell for cell in formulas if self.cells[cell].value is None)
        facts = replace(self.source.facts, formulas=formulas, notes=notes, uncached=uncached)
        return replace(self.source, columns=columns, facts=facts)


class MemoryHost:
    """A workbook in memory, made from a `Book`."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._sheets = {sheet.name: _Sheet.of(sheet) for sheet in book.sheets}
        self._methods: Mapping[type, Callable[[Any], list[Edit]]] = {
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
        self._run = EditRun(self._methods, "refuse", self._remover)

    def read(self) -> Book:
        """The workbook as it is now."""
        return replace(self._book, sheets=tuple(sheet.book_sheet() for sheet in self._sheets.values()))

    def fill(self, sheet: str, cell: Cell) -> str | None:
        """The colour of a cell."""
        return self._sheets[sheet].fills.get(cell)

    def link(self, sheet: str, cell: Cell) -> str | None:
        """Where a cell leads."""
        return self._sheets[sheet].links.get(cell)

    def apply(self, edits: Sequence[Edit], conflicts: Conflicts = "refuse") -> Applied:
        """Apply all edits in order, or none; see `workbook.host.Host`."""
        saved = deepcopy(self._sheets)
        self._run = EditRun(self._methods, conflicts, self._remover)
        try:
            return self._run.applied(edits)
        except Refused:
            self._sheets = saved
            raise

    # ---- questions before an edit

    def _sheet(self, name: str) -> tuple[str, _Sheet]:
        found = named(self._sheets, name)
        if found is None:
            raise Refused("EDIT_SHEET", name)
        return found, self._sheets[found]

    def _target(self, edit: CellEdit) -> tuple[str, _Sheet, Cell]:
        name, sheet = self._sheet(edit.sheet)
        cell = edit.cell
        refuse_off_grid(edit.sheet, cell)
        area = sheet.merged(cell)
        if area is not None and cell != area.anchor:
            if edit.merged != "anchor":
                raise Refused("EDIT_MERGED", f"{edit.sheet} {cell.a1}")
            cell = area.anchor
        refuse_unexpected(
            edit.expect,
            f"{name} {cell.a1}",
            content=lambda: sheet.cells.get(cell),
            fill=lambda: sheet.fills.get(cell),
            note=lambda: sheet.notes.get(cell, (None, False))[0],
            link=lambda: sheet.links.get(cell),
        )
        if sheet.source.facts.protected and edit.protected != "allow":
            raise Refused("EDIT_LOCKED", f"{name} {cell.a1}")
        return name, sheet, cell

    # ---- one method an operation

    def _set(self, edit: SetCell) -> list[Edit]:
        name, sheet, cell = self._target(edit)
        new = Content(edit.value, edit.formula)
        before = self._put(sheet, cell, new)
        return [Restore(name, cell, content=before, expect=Expect(content=new), protected="allow")]

    @staticmethod
    def _put(sheet: _Sheet, cell: Cell, new: Content | None) -> Content | None:
        refuse_content(new)
        before = sheet.cells.pop(cell, None)
        if new is not None and (new.formula is not None or new.value not in (None, "")):
            sheet.cells[cell] = new
        return before

    def _fill(self, edit: Fill) -> list[Edit]:
        name, sheet, cell = self._target(edit)
        color = edit.color[-6:].upper()
        before = sheet.fills.get(cell)
        sheet.fills[cell] = color
        return [Restore(name, cell, style={"fill": before}, expect=Expect(fill=color), protected="allow")]

    def _note(self, edit: Note) -> list[Edit]:
        name, sheet, cell = self._target(edit)
        old = sheet.notes.get(cell)
        ours = old[1] if old else True
        text = with_ours(old[0] if old else None, ours, edit.text)
        refuse_long(text, f"{cell.a1} 的批注")
        sheet.notes[cell] = (text, ours)
        return [Restore(name, cell, note=_note_record(old), expect=Expect(note=text), protected="allow")]

    def _link(self, edit: Link) -> list[Edit]:
        name, sheet, cell = self._target(edit)
        before = sheet.links.get(cell)
        sheet.links[cell] = edit.target
        return [_unlink(name, cell, before, edit.target)]

    def _unlink(self, edit: Unlink) -> list[Edit]:
        name, sheet, cell = self._target(edit)
        if edit.record is not None:
            shaped(edit.record, {"target": str}, ("target",))
        before = sheet.links.pop(cell, None)
        if edit.record is not None:
            sheet.links[cell] = edit.record["target"]
        return [_unlink(name, cell, before, sheet.links.get(cell))]

    def _restore(self, edit: Restore) -> list[Edit]:
        name, sheet, cell = self._target(edit)
        back: dict[str, Any] = {}
        shaped({} if isinstance(edit.style, _Unset) else edit.style, {"fill": str | None})
        if isinstance(edit.note, Mapping):
            shaped(edit.note, NOTE, () if "strip" in edit.note else ("text",))
        if not isinstance(edit.content, _Unset):
            back["content"] = self._put(sheet, cell, edit.content)
        if not isinstance(edit.style, _Unset) and "fill" in edit.style:
            back["style"] = {"fill": sheet.fills.pop(cell, None)}
            if edit.style["fill"] is not None:
                sheet.fills[cell] = edit.style["fill"]
        if not isinstance(edit.note, _Unset):
            back["note"] = _note_record(sheet.notes.get(cell))
            self._put_note(sheet, cell, edit.note)
        expect = as_restored(
            edit,
            content=lambda: sheet.cells.get(cell),
            fill=lambda: sheet.fills.get(cell),
            note=lambda: sheet.notes.get(cell, (None, False))[0],
        )
        return [Restore(name, cell, expect=expect, protected="allow", **back)]

    @staticmethod
    def _put_note(sheet: _Sheet, cell: Cell, record: Mapping[str, Any] | None) -> None:
        old = sheet.notes.pop(cell, None)
        if record is not None and "strip" in record and old is not None:
            left = without_ours(*old)
            if left is not None:
                sheet.notes[cell] = (left, False)
        elif record is not None and "strip" not in record:
            sheet.notes[cell] = (record["text"], record.get("ours", False))

    def _append(self, edit: Append) -> list[Edit]:
        name, sheet = self._sheet(edit.sheet)
        last = sheet.last_row
        across = [a.bottom for a in sheet.source.facts.merged if a.top <= last < a.bottom]
        first = max([last, *across]) + 1
        given = [
            (Cell(first + down, right), value)
            for down, row in enumerate(edit.rows)
            for right, value in enumerate(row, 1)
            if value is not None
        ]
        for cell, value in given:  # all is asked before anything is written
            self._target(SetCell(name, cell, value, protected=edit.protected))
            refuse_value(value)
        for cell, value in given:
            self._put(sheet, cell, Content(value))
        return (
            [Truncate(name, first, len(edit.rows), {"rows": [list(row) for row in edit.rows]})]
            if edit.rows
            else []
        )

    def _truncate(self, edit: Truncate) -> list[Edit]:
        name, sheet = self._sheet(edit.sheet)
        numbers = range(edit.row, edit.row + edit.count)
        refuse_off_rows(edit)
        kept = []
        if edit.record is not None:
            shaped(edit.record, {"rows": list})
            kept = changed_rows(edit.row, rows_of(edit.record), sheet.cells)
        if kept:
            changed = Refused("EDIT_EXPECT", f"{name} 第 {'、'.join(map(str, kept))} 行")
            self._run.leave_out(changed, len(kept))
        held = {
            cell: sheet.cells.pop(cell)
            for cell in sorted(sheet.cells)
            if cell.row in numbers and cell.row not in kept
        }
        if kept or sheet.last_row >= edit.row or any(content.formula for content in held.values()):
            blank = Expect(content=None)
            return [
                Restore(name, cell, content, expect=blank, protected="allow")
                for cell, content in held.items()
            ]
        width = max((cell.col for cell in held), default=0)
        numbers = range(edit.row, max((cell.row for cell in held), default=edit.row - 1) + 1)
        rows = [[held.get(Cell(row, col), Content()).value for col in range(1, width + 1)] for row in numbers]
        return [Append(name, tuple(tuple(row) for row in rows), protected="allow")]

    def _add_sheet(self, edit: AddSheet) -> list[Edit]:
        name = edit.name
        refuse_new_name(name, self._sheets)
        refuse_spec(edit.spec)
        made = _Sheet(Sheet(name, ()))
        for number, row in enumerate(edit.rows, 1):
            for col, value in enumerate(row, 1):
                self._put(made, Cell(number, col), Content(value))
        _put_rest(made, edit.spec.get("parts"))
        names = list(self._sheets)
        self._sheets[name] = made
        for later in names[edit.spec.get("parts", {}).get("at", len(names)) :]:
            self._sheets[later] = self._sheets.pop(later)
        return [RemoveSheet(name)]

    def _remover(self, name: str) -> RemoveSheet:
        return RemoveSheet(name, self._mark(name))

    def _mark(self, name: str) -> str:
        return contents.sheet_mark(self._sheets[name].cells.items())

    def _remove_sheet(self, edit: RemoveSheet) -> list[Edit]:
        if edit.name not in self._sheets or len(self._sheets) < 2:
            raise Refused("EDIT_SHEET", edit.name)
        if edit.mark not in (None, self._mark(edit.name)):
            raise Refused("EDIT_EXPECT", f"工作表“{edit.name}”")
        at = list(self._sheets).index(edit.name)
        sheet = self._sheets.pop(edit.name)
        rest = {
            "at": at,
            "cells": {cell.a1: [content.value, content.formula] for cell, content in sheet.cells.items()},
            "fills": {cell.a1: color for cell, color in sheet.fills.items()},
            "notes": {cell.a1: _note_record(note) for cell, note in sheet.notes.items()},
            "links": {cell.a1: target for cell, target in sheet.links.items()},
        }
        return [AddSheet(edit.name, (), {"parts": rest})]


NOTE: Final = {"text": str, "ours": bool, "strip": str}
"""The record of a note in memory: its text, whether all of it is ours."""
PARTS: Final = {"at": int, "cells": dict, "fills": dict, "notes": dict, "links": dict}
"""`AddSheet.spec["parts"]` of a sheet that was removed: its place from 0, then by address what `_Sheet` holds."""


def _put_rest(sheet: _Sheet, record: Any) -> None:
    """Give a sheet back what it held when it was removed."""
    if record is None:
        return
    shaped(record, PARTS)
    try:
        for a1, (value, formula) in record.get("cells", {}).items():
            sheet.cells[Cell.parse(a1)] = Content(value, formula)
        for a1, note in record.get("notes", {}).items():
            shaped(note, NOTE, ("text",))
            sheet.notes[Cell.parse(a1)] = (note["text"], note.get("ours", False))
        sheet.fills |= {Cell.parse(a1): str(color) for a1, color in record.get("fills", {}).items()}
        sheet.links |= {Cell.parse(a1): str(target) for a1, target in record.get("links", {}).items()}
    except (ValueError, TypeError) as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem


def _unlink(sheet: str, cell: Cell, before: str | None, now: str | None) -> Unlink:
    record = None if before is None else {"target": before}
    return Unlink(sheet, cell, record, Expect(link=now), protected="allow")


def _note_record(note: tuple[str, bool] | None) -> dict[str, Any] | None:
    return None if note is None else {"text": note[0], "ours": note[1]}
