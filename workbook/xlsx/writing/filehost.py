"""A closed workbook file as a host: edits are spliced into its parts, everything else stays byte for byte.

All edits of a list are applied, or none: they are staged in a copy of the archive that takes its place at the end.
This module asks whether an edit may be made and says how it is undone; how bytes change is left to `sheetedits` and
what it uses, where the file goes to `save`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workbook import content as contents
from workbook import likeness
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
from workbook.host_rules import as_restored, refuse_off_grid, refuse_off_rows, refuse_unexpected
from workbook.model import MAX_ROW, Book, Cell, Range, Value
from workbook.xlsx.writing import parts, styles
from workbook.xlsx.writing.addsheet import add_sheet, put_back_sheet, remove_sheet
from workbook.xlsx.writing.append import append_rows, changed_rows, place_of, rename_filter, truncate
from workbook.xlsx.writing.archive import Archive, readable
from workbook.xlsx.writing.calcchain import Calculation
from workbook.xlsx.writing.cellxml import shared_strings
from workbook.xlsx.writing.sheetedits import SheetEdits, check_extra
from workbook.xlsx.writing.xml import Doc

CellEdit = SetCell | Note | Fill | Link | Restore | Unlink


class FileHost:
    """An .xlsx or .xlsm in memory. `data` is the file as it is now."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name
        self._archive = Archive(data)

    def read(self) -> Book:
        """The workbook as it is now, read in a worker process. Raises Refused when it is not safe to read."""
        from workbook.xlsx.reading.reader import read_book

        return read_book(self.data, self.name)

    def sample(self, sheets: Iterable[str]) -> dict[str, list[Value]]:
        """The values of the first written rows of some sheets, without reading the rest: see `likeness`."""
        with readable():
            session = _Session(self._archive)
            return {name: session.first_values(name) for name in sheets if session.has(name)}

    def apply(self, edits: Sequence[Edit], conflicts: Conflicts = "refuse") -> Applied:
        """Apply all edits in order, or none; see `workbook.host.Host`."""
        if not edits:
            return Applied(())
        self._archive.refuse_guarded()
        with readable():
            session = _Session(self._archive.copy(), conflicts)
            applied = session.run.applied(edits)
            staged = session.finish(whole=not applied.skipped)
            data = staged.render()
            archive = Archive(data)
            archive.prove(staged)
        self.data, self._archive = data, archive
        return applied


class _Session:
    """One list of edits being staged."""

    def __init__(self, archive: Archive, conflicts: Conflicts = "refuse") -> None:
        self._archive = archive
        self._workbook = parts.workbook_part(archive)
        self._folder = self._workbook.rpartition("/")[0]
        self._open: dict[str, SheetEdits] = {}
        self._list_sheets()
        self._styles: styles.Styles | None = None
        self._styles_part = styles.styles_part(archive, self._workbook)
        self._has_styles = self._styles_part is not None  # before any edit: a sheet of ours brings some
        self._strings: list[bytes] | None = None
        self._calculation = Calculation(archive, self._workbook)
        self._chain_back: list[tuple[SheetEdits, Cell, object]] = []
        self._added: dict[str, Sequence[Sequence[Scalar]]] = {}
        self._content_changed = False  # of a sheet that is gone by now
        methods: dict[type, Callable[[Any], list[Edit]]] = {
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

    # ---- parts, opened when first needed

    def _list_sheets(self) -> None:
        """See which sheets there are; the places of those that are open may have changed."""
        self._sheets = parts.sheets_of(self._archive, self._workbook)
        for name, sheet in self._open.items():
            sheet.entry = parts.sheet_named(self._sheets, name) or sheet.entry

    @property
    def styles(self) -> styles.Styles:
        if self._styles is None:
            self._styles_part = self._styles_part or styles.add_styles_part(self._archive, self._workbook)
            self._styles = styles.Styles(self._archive.get(self._styles_part))
        return self._styles

    @property
    def strings(self) -> list[bytes]:
        """The inside of each shared text's element."""
        if self._strings is None:
            part = parts.related(self._archive, self._workbook, "sharedStrings")
            self._strings = shared_strings(Doc(self._archive.get(part))) if part else []
        return self._strings

    def _look(self, style: int, value: Scalar) -> int:
        """The style of a cell of some style when it holds a value: see `Styles.for_value`."""
        if not self._has_styles or (not style and not styles.like_formula(value)):
            return style  # without styles nobody can say what a cell looks like: it stays as it is
        return self.styles.for_value(style, value)

    def _sheet(self, name: str) -> SheetEdits:
        entry = parts.sheet_named(self._sheets, name)
        if entry is None or entry.part not in self._archive or entry.kind != "worksheet":
            raise Refused("EDIT_SHEET", name)
        if entry.name not in self._open:
            self._open[entry.name] = SheetEdits(self._archive, entry, self.strings, self._folder)
        return self._open[entry.name]

    def has(self, name: str) -> bool:
        """Whether there is a worksheet of that name."""
        return any(sheet.name == name and sheet.kind == "worksheet" for sheet in self._sheets)

    def first_values(self, name: str) -> list[Value]:
        """The values near the top of a sheet, those of formulas left out; for who edits nothing: the sheet is closed."""
        sheet = self._sheet(name)
        found = (sheet.content(cell) for cell in sheet.part.first_cells(likeness.ROWS))
        values: list[Value] = [content.value for content in found if content and content.formula is None]
        del self._open[sheet.entry.name]  # of large sheets not two are held at once
        return values

    # ---- questions before an edit

    def _target(self, edit: CellEdit, content_changes: bool) -> tuple[SheetEdits, Cell]:
        """The cell an edit goes to, after every question whether it may. Raises Refused."""
        sheet, cell = self._sheet(edit.sheet), edit.cell
        refuse_off_grid(edit.sheet, cell)
        cell = sheet.anchor(cell, edit.merged)
        refuse_unexpected(
            edit.expect,
            f"{sheet.entry.name} {cell.a1}",
            content=lambda: sheet.content(cell),
            fill=lambda: self._fill_color(sheet, cell),
            note=lambda: sheet.notes.text(cell),
            link=lambda: sheet.links.leads(cell),
        )
        self._refuse_locked(sheet, cell, edit.protected)
        if content_changes:
            sheet.refuse_inside(cell)
        return sheet, cell

    def _refuse_locked(self, sheet: SheetEdits, cell: Cell, protected: str) -> None:
        asked = sheet.protected and protected != "allow"
        if asked and (not self._has_styles or self.styles.locked(sheet.part.style(cell))):
            raise Refused("EDIT_LOCKED", f"{sheet.entry.name} {cell.a1}")

    def _refuse_rows(self, sheet: SheetEdits, edit: Append, place: Range) -> None:
        """Ask about every cell of rows to be written, unless nothing is in their way."""
        if sheet.is_free(place) and not (sheet.protected and edit.protected != "allow"):
            return
        for number, row in enumerate(edit.rows, place.top):
            for col, value in enumerate(row, 1):
                if value is not None:
                    self._target(SetCell(edit.sheet, Cell(number, col), protected=edit.protected), True)

    def _fill_color(self, sheet: SheetEdits, cell: Cell) -> str | None:
        return self.styles.fill_color(sheet.part.style(cell)) if self._has_styles else None

    # ---- one method an operation

    def _set(self, edit: SetCell) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=True)
        new, before = Content(edit.value, edit.formula), sheet.content(cell)
        sheet.made(new)  # refused, as the look is, before anything is changed
        old = sheet.part.style(cell)
        marked = edit.formula is None and styles.like_formula(edit.value)
        style = self._look(old, edit.value) if marked else old  # the look stays but for that mark
        record = sheet.exact(cell) | self._calculated(sheet, cell)
        sheet.put(cell, new)
        if style != old:
            sheet.set_style(cell, style)
            record |= {"quote_prefix": self.styles.record(old)["quote_prefix"], "index": old}
        return [
            _back(sheet, cell, Expect(content=new), content=before, **({"style": record} if record else {}))
        ]

    def _fill(self, edit: Fill) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        before = sheet.part.style(cell)
        if not self._has_styles:
            raise Refused("EDIT_STYLES", "这个文件没有样式表")
        record = {"fill": self.styles.record(before)["fill"], "index": before}
        if sheet.part.get(cell) is None:
            record |= sheet.exact(cell)
        sheet.set_style(cell, self.styles.with_fill(before, edit.color))
        return [_back(sheet, cell, Expect(fill=edit.color[-6:].upper()), style=record)]

    def _note(self, edit: Note) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        before = sheet.notes.record(cell)
        sheet.notes.add(cell, edit.text)
        return [_back(sheet, cell, Expect(note=sheet.notes.text(cell)), note=before)]

    def _link(self, edit: Link) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        before = sheet.links.record(cell)
        sheet.links.put(cell, edit.target)
        return [_unlink(sheet, cell, before)]

    def _unlink(self, edit: Unlink) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        before = sheet.links.record(cell)
        sheet.links.put_back(cell, edit.record)
        return [_unlink(sheet, cell, before)]

    def _restore(self, edit: Restore) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=not isinstance(edit.content, _Unset))
        given = {} if isinstance(edit.style, _Unset) else edit.style
        check_extra(given)
        style = {key: value for key, value in given.items() if key in styles.RECORD}
        old = sheet.part.style(cell)
        new = (
            self.styles.with_record(old, style) if style else old
        )  # proved, as the content is, before any change
        if not isinstance(edit.content, _Unset):
            sheet.made(edit.content, given.get("cell"))
        back: dict[str, Any] = {}
        record: dict[str, Any] = {}
        if not isinstance(edit.note, _Unset):
            back["note"] = sheet.notes.record(cell)
            sheet.notes.put_back(cell, edit.note)
        if style or not isinstance(edit.content, _Unset):
            record = sheet.exact(cell)
        if not isinstance(edit.content, _Unset):
            back["content"] = sheet.content(cell)
            record |= self._calculated(sheet, cell)
            sheet.put(cell, edit.content, given.get("cell"))
        if style:
            record |= self.styles.record(old)
            sheet.set_style(cell, new)
        self._put_back_extra(sheet, cell, given)
        expect = as_restored(
            edit,
            content=lambda: sheet.content(cell),
            fill=lambda: self._fill_color(sheet, cell),
            note=lambda: sheet.notes.text(cell),
        )
        return [_back(sheet, cell, expect, **back, **({"style": record} if record else {}))]

    def _calculated(self, sheet: SheetEdits, cell: Cell) -> dict[str, Any]:
        """What to remember about calculation before a cell's content changes."""
        entry = self._calculation.chain.record(sheet.entry.id, cell.a1) if sheet.has_formula(cell) else None
        return self._calculation.record() | ({"chain": entry} if entry else {})

    def _put_back_extra(self, sheet: SheetEdits, cell: Cell, given: Mapping[str, Any]) -> None:
        """What a record says beside content and style."""
        if given.get("stored") is False:
            sheet.forget(cell)
        if "chain" in given:
            self._chain_back.append((sheet, cell, given["chain"]))
        self._put_back_book(sheet, given)

    def _put_back_book(self, sheet: SheetEdits, record: Mapping[str, Any]) -> None:
        """What a record says about the sheet as a whole and the workbook."""
        if record.get("dimension"):
            sheet.part.narrow(Range.parse(record["dimension"]))
        self._calculation.put_back(record)

    def _append(self, edit: Append) -> list[Edit]:
        sheet = self._sheet(edit.sheet)
        place = place_of(sheet, edit.rows)
        self._refuse_rows(sheet, edit, place)
        if not edit.rows:
            return []
        before = sheet.filter
        record = append_rows(sheet, edit.rows, place, self._look) | self._calculation.record()
        rename_filter(self._archive, self._workbook, sheet, before)
        return [Truncate(sheet.entry.name, place.top, len(edit.rows), record)]

    def _truncate(self, edit: Truncate) -> list[Edit]:
        sheet = self._sheet(edit.sheet)
        refuse_off_rows(edit)
        check_extra(edit.record or {})
        kept = changed_rows(sheet, edit.row, edit.record)
        if kept:
            changed = Refused("EDIT_EXPECT", f"{sheet.entry.name} 第 {'、'.join(map(str, kept))} 行")
            self.run.leave_out(changed, len(kept))
        before = sheet.filter
        back = truncate(sheet, edit.row, edit.count, kept, edit.record)
        rename_filter(self._archive, self._workbook, sheet, before)
        self._put_back_book(sheet, edit.record or {})
        return back

    def _add_sheet(self, edit: AddSheet) -> list[Edit]:
        if "xml" in edit.spec:
            chain = self._calculation.chain
            put_back_sheet(
                self._archive, self._workbook, chain, edit.name, edit.spec, lambda: self.styles, self.strings
            )
        else:
            add_sheet(self._archive, self._workbook, self.styles, edit.name, edit.rows, edit.spec)
            self._added[edit.name] = edit.rows
        self._list_sheets()
        return [RemoveSheet(edit.name)]

    def _remover(self, name: str) -> RemoveSheet:
        return RemoveSheet(name, self._mark(name), self._calculation.told or None)

    def _mark(self, name: str) -> str:
        """What a sheet says. Of one added by this list only the rows changed since are read."""
        sheet, rows = self._sheet(name), self._added.get(name)
        read = sheet.part.numbers(1, MAX_ROW) if rows is None else sheet.part.changed_numbers
        changed = set(read)
        given = (
            (Cell(row, col), Content(value))
            for row, values in enumerate(rows or (), 1)
            if row not in changed
            for col, value in enumerate(values, 1)
        )
        there = (Cell(row, col) for row in read for col in sheet.part.row(row).cells)
        return contents.sheet_mark(
            (*given, *((cell, sheet.content(cell) or Content()) for cell in there)),
        )

    def _remove_sheet(self, edit: RemoveSheet) -> list[Edit]:
        if edit.mark is not None and edit.mark != self._mark(edit.name):
            raise Refused("EDIT_EXPECT", f"工作表“{edit.name}”")
        check_extra(edit.record or {})
        opened = self._open.pop(edit.name, None)
        if opened is not None:
            self._finish_sheet(opened)
            self._content_changed |= opened.content_changed
        chain, looks = self._calculation.chain, self.styles if self._styles_part else None
        spec = remove_sheet(self._archive, self._workbook, chain, edit.name, looks, self.strings)
        self._list_sheets()
        self._added.pop(edit.name, None)
        self._chain_back = [back for back in self._chain_back if back[0].entry.name != edit.name]
        self._content_changed |= edit.record is not None
        self._calculation.put_back(edit.record or {})
        return [AddSheet(edit.name, (), spec)]

    # ---- the end

    def finish(self, whole: bool) -> Archive:
        """Write every part that changed into the staged archive; `whole` when no edit was left out."""
        for sheet in self._open.values():
            self._finish_sheet(sheet)
        for sheet, cell, record in self._chain_back:
            if sheet.has_formula(cell):
                self._calculation.chain.put_back(sheet.entry.id, cell.a1, record)
        if self._styles is not None and self._styles_part and self._styles.changed:
            self._archive.put(self._styles_part, self._styles.render())
        changed = self._content_changed or any(sheet.content_changed for sheet in self._open.values())
        self._calculation.finish(changed, whole)
        return self._archive

    def _finish_sheet(self, sheet: SheetEdits) -> None:
        sheet.finish()
        for ref in sheet.formulas_left():
            self._calculation.chain.forget(sheet.entry.id, ref)


def _unlink(sheet: SheetEdits, cell: Cell, before: Mapping[str, Any] | None) -> Unlink:
    now = Expect(link=sheet.links.leads(cell))
    return Unlink(sheet.entry.name, cell, before, now, protected="allow")


def _back(sheet: SheetEdits, cell: Cell, expect: Expect, **what: Any) -> Restore:
    return Restore(sheet.entry.name, cell, expect=expect, protected="allow", **what)
