"""A workbook in memory as a host: for tests, and wherever edits are to be tried without a file.

It holds values, formulas, fills and notes; styles are records of a fill only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from workbook.content import same_content
from workbook.edits import (
    NOTE_MARK,
    AddSheet,
    Content,
    Edit,
    Expect,
    Fill,
    Note,
    RemoveSheet,
    Restore,
    SetCell,
    _Unset,
)
from workbook.host import Applied, Refused, Skipped
from workbook.model import Book, Cell, CellError, Facts, Sheet, Value

Key = tuple[str, Cell]


class MemoryHost:
    """A host over a `Book`; what it read is never changed, `read` gives the book as it is now."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._cells: dict[Key, Content] = {}
        self._fills: dict[Key, str | None] = {}
        self._notes: dict[Key, str | None] = {}
        self._sheets: list[str] = [sheet.name for sheet in book.sheets]
        for sheet in book.sheets:
            self._load(sheet)

    def _load(self, sheet: Sheet) -> None:
        for number, column in enumerate(sheet.columns, 1):
            for row, value in enumerate(column, 1):
                cell = Cell(row, number)
                formula = sheet.facts.formulas.get(cell)
                if value is not None or formula is not None:
                    plain = value.text if isinstance(value, CellError) else value
                    self._cells[sheet.name, cell] = Content(plain, f"={formula}" if formula else None)
        for cell, note in sheet.facts.notes.items():
            self._notes[sheet.name, cell] = note

    def read(self) -> Book:
        """The book as it is now."""
        return replace(self._book, sheets=tuple(self._sheet(name) for name in self._sheets))

    def _sheet(self, name: str) -> Sheet:
        cells = {cell: content for (sheet, cell), content in self._cells.items() if sheet == name}
        height = max((cell.row for cell in cells), default=0)
        width = max((cell.col for cell in cells), default=0)
        columns: list[list[Value]] = [[None] * height for _ in range(width)]
        for cell, content in cells.items():
            columns[cell.col - 1][cell.row - 1] = content.value
        old = self._book.sheet(name)
        facts = old.facts if old else Facts()
        formulas = {cell: c.formula.removeprefix("=") for cell, c in cells.items() if c.formula is not None}
        notes = {
            cell: note for (sheet, cell), note in self._notes.items() if sheet == name and note is not None
        }
        facts = replace(facts, formulas=formulas, notes=notes)
        return replace(old, columns=columns, facts=facts) if old else Sheet(name, columns, facts)

    def apply(self, edits: Sequence[Edit], conflicts: Literal["refuse", "skip"] = "refuse") -> Applied:
        """See `workbook.host.Host.apply`."""
        before = dict(self._cells), dict(self._fills), dict(self._notes), list(self._sheets)
        inverse: list[Edit] = []
        skipped: list[Skipped] = []
        for number, edit in enumerate(edits, 1):
            try:
                undo = self._do(edit)
            except Refused as refused:
                if refused.code == "EDIT_EXPECT" and conflicts == "skip":
                    skipped.append(Skipped(number, f"{refused.detail} 的内容已被改过，保持不变"))
                    continue
                self._cells, self._fills, self._notes, self._sheets = before
                raise Refused(refused.code, refused.detail, number) from refused
            inverse.append(undo)
        return Applied(tuple(reversed(inverse)), tuple(skipped))

    def _do(self, edit: Edit) -> Edit:
        if isinstance(edit, AddSheet):
            return self._add(edit)
        if isinstance(edit, RemoveSheet):
            return self._remove(edit)
        if not isinstance(edit, SetCell | Fill | Note | Restore):
            raise Refused("EDIT_LATER", edit.op)
        if edit.sheet not in self._sheets:
            raise Refused("EDIT_SHEET", edit.sheet)
        key = (edit.sheet, edit.cell)
        self._expect(key, edit.expect)
        if isinstance(edit, SetCell):
            return self._put(key, Content(edit.value, edit.formula))
        if isinstance(edit, Fill):
            old = self._fills.get(key)
            self._fills[key] = edit.color
            return Restore(*key, style={"fill": old}, expect=Expect(fill=edit.color))
        if isinstance(edit, Note):
            return self._note(key, edit.text)
        return self._restore(key, edit)

    def _put(self, key: Key, content: Content | None) -> Restore:
        old = self._cells.pop(key, None)
        if content is not None and content != Content():
            self._cells[key] = content
        return Restore(*key, content=old, expect=Expect(content=content))

    def _note(self, key: Key, text: str) -> Restore:
        old = self._notes.get(key)
        self._notes[key] = text if old is None else f"{old}\n{NOTE_MARK}\n{text}"
        return Restore(
            *key, note={"text": old} if old is not None else None, expect=Expect(note=self._notes[key])
        )

    def _restore(self, key: Key, edit: Restore) -> Restore:
        back: dict[str, Any] = {}
        if not isinstance(edit.content, _Unset):
            back["content"] = self._put(key, edit.content).content
        if not isinstance(edit.style, _Unset):
            back["style"] = {"fill": self._fills.get(key)}
            self._fills[key] = edit.style.get("fill")
        if not isinstance(edit.note, _Unset):
            old = self._notes.get(key)
            back["note"] = {"text": old} if old is not None else None
            self._notes[key] = _note_text(edit.note, old)
        return Restore(*key, **back)

    def _expect(self, key: Key, expect: Expect) -> None:
        where = f"{key[0]} {key[1].a1}"
        now = self._cells.get(key, Content())
        if not isinstance(expect.content, _Unset) and not same_content(
            expect.content, now.value, now.formula
        ):
            raise Refused("EDIT_EXPECT", where)
        if not isinstance(expect.fill, _Unset) and self._fills.get(key) != expect.fill:
            raise Refused("EDIT_EXPECT", where)
        if not isinstance(expect.note, _Unset) and self._notes.get(key) != expect.note:
            raise Refused("EDIT_EXPECT", where)

    def _add(self, edit: AddSheet) -> Edit:
        if edit.name in self._sheets:
            raise Refused("EDIT_EXISTS", edit.name)
        self._sheets.append(edit.name)
        for row, values in enumerate(edit.rows, 1):
            for col, value in enumerate(values, 1):
                if value is not None:
                    self._cells[edit.name, Cell(row, col)] = Content(value)
        return RemoveSheet(edit.name)

    def _remove(self, edit: RemoveSheet) -> Edit:
        if edit.name not in self._sheets:
            raise Refused("EDIT_SHEET", edit.name)
        sheet = self._sheet(edit.name)
        rows = tuple(
            tuple(v.text if isinstance(v, CellError) else v for v in row)
            for row in zip(*sheet.columns, strict=True)
        )
        self._sheets.remove(edit.name)
        self._cells = {key: content for key, content in self._cells.items() if key[0] != edit.name}
        return AddSheet(edit.name, rows)


def _note_text(record: Mapping[str, Any] | None, old: str | None) -> str | None:
    if record is None:
        return None
    if "strip" in record:
        return (old or "").partition(f"\n{NOTE_MARK}\n")[0]
    return str(record["text"])
