"""A closed workbook file as a host: edits are spliced into its parts, everything else stays byte for byte.

All edits of a list are applied, or none: they are staged in a copy of the archive that takes its place at the end.
This module asks whether an edit may be made and says how it is undone; how bytes change is left to `sheetedits` and
what it uses, where the file goes to `save`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeVar

from workbook import content as contents
from workbook import likeness
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
    SetCell,
    Truncate,
    Unlink,
    _Unset,
)
from workbook.host import Applied, Refused, Skipped
from workbook.model import MAX_COLUMN, MAX_ROW, Book, Cell, Value
from workbook.xlsx import parts, styles
from workbook.xlsx.addsheet import add_sheet, remove_sheet
from workbook.xlsx.append import append_rows, put_ends, rename_filter, truncate
from workbook.xlsx.archive import Archive
from workbook.xlsx.calcchain import ask_recalculation, forget_formulas
from workbook.xlsx.cellxml import shared_strings
from workbook.xlsx.sheetedits import SheetEdits
from workbook.xlsx.xml import MAIN, MAIN_STRICT, Doc

CellEdit = SetCell | Note | Fill | Link | Restore | Unlink
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_E = TypeVar("_E")


class FileHost:
    """An .xlsx or .xlsm in memory. `data` is the file as it is now."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name
        self._archive = Archive(data)

    def read(self) -> Book:
        """The workbook as it is now, read in a worker process. Raises Refused when it is not safe to read."""
        from workbook.xlsx.reader import read_book

        return read_book(self.data, self.name)

    def sample(self, sheets: Iterable[str]) -> dict[str, list[Value]]:
        """The values of the first written rows of some sheets, without reading the rest: see `likeness`."""
        session = _Session(self._archive)
        return {name: session.first_values(name) for name in sheets if session.has(name)}

    def apply(self, edits: Sequence[Edit], conflicts: Literal["refuse", "skip"] = "refuse") -> Applied:
        """Apply all edits in order, or none; see `workbook.host.Host`."""
        if not edits:
            return Applied(())
        _refuse_guarded(self._archive)
        session = _Session(self._archive.copy())
        inverse: list[list[Edit]] = []
        skipped: list[Skipped] = []
        for number, edit in enumerate(edits, 1):
            try:
                inverse.append(session.do(edit))
            except _Changed as change:
                if conflicts == "refuse":
                    raise Refused("EDIT_EXPECT", change.where, number) from change
                skipped.append(Skipped(number, f"{change.where} 的内容已被改过，保持不变"))
            except Refused as refused:
                raise Refused(refused.code, refused.detail, number) from refused
        staged = session.finish()
        data = staged.render()
        archive = Archive(data)
        archive.prove(staged)
        self.data, self._archive = data, archive
        back = [edit for edits_back in reversed(inverse) for edit in edits_back]
        return Applied(tuple(back), tuple(skipped))


def _refuse_guarded(archive: Archive) -> None:
    """Refuse what an edit would break without a trace in the file: a signature, a shared workbook's history."""
    for name in archive.names():
        if "_xmlsignatures" in name:
            raise Refused("FILE_SIGNED")
        if "/revisions/" in name and name.endswith("headers.xml"):
            raise Refused("EDIT_LATER", "工作簿处于共享修订状态")


class _Changed(Exception):
    """A cell does not hold what an edit expects."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class _Session:
    """One list of edits being staged."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._workbook = parts.workbook_part(archive)
        self._folder = self._workbook.rpartition("/")[0]
        self._strict = Doc(archive.get(self._workbook)).strict
        self._list_sheets()
        self._has_styles = parts.related(archive, self._workbook, "styles") is not None
        self._styles: styles.Styles | None = None
        self._styles_part = ""
        self._strings: list[bytes] | None = None
        self._open: dict[str, SheetEdits] = {}
        self._do: dict[type, Callable[[Any], list[Edit]]] = {
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

    def do(self, edit: Edit) -> list[Edit]:
        """Stage one edit; answers the edits that undo it, in order."""
        return self._do[type(edit)](edit)

    # ---- parts, opened when first needed

    def _list_sheets(self) -> None:
        self._sheets = parts.sheets_of(self._archive, self._workbook)

    @property
    def styles(self) -> styles.Styles:
        if self._styles is None:
            part = parts.related(self._archive, self._workbook, "styles")
            if part is None:
                part = parts.free_name(self._archive, self._folder + "/styles{}.xml")
                self._archive.put(part, styles.EMPTY % (MAIN_STRICT if self._strict else MAIN))
                parts.relate(self._archive, self._workbook, "styles", part, self._strict)
                parts.set_type(self._archive, part, _STYLES_TYPE)
            self._styles_part = part
            self._styles = styles.Styles(self._archive.get(part))
        return self._styles

    def _sheet(self, name: str) -> SheetEdits:
        entry = _named(self._sheets, name, lambda sheet: sheet.name)
        if entry is None or entry.part not in self._archive or entry.kind != "worksheet":
            raise Refused("EDIT_SHEET", name)
        if entry.name not in self._open:
            if self._strings is None:
                part = parts.related(self._archive, self._workbook, "sharedStrings")
                self._strings = shared_strings(Doc(self._archive.get(part)).body) if part else []
            self._open[entry.name] = SheetEdits(self._archive, entry, self._strings, self._folder)
        return self._open[entry.name]

    def has(self, name: str) -> bool:
        """Whether there is a worksheet of that name."""
        return any(sheet.name == name and sheet.kind == "worksheet" for sheet in self._sheets)

    def first_values(self, name: str) -> list[Value]:
        """The values near the top of a sheet, those of formulas left out."""
        sheet = self._sheet(name)
        found = (sheet.content(cell) for cell in sheet.part.first_cells(likeness.ROWS))
        return [content.value for content in found if content and content.formula is None]

    # ---- questions before an edit

    def _target(self, edit: CellEdit, content_changes: bool) -> tuple[SheetEdits, Cell]:
        """The cell an edit goes to, after every question whether it may. Raises Refused or _Changed."""
        sheet, cell = self._sheet(edit.sheet), edit.cell
        if not (1 <= cell.row <= MAX_ROW and 1 <= cell.col <= MAX_COLUMN):
            raise Refused("EDIT_CELL", f"{edit.sheet} 第 {cell.row} 行第 {cell.col} 列")
        area = sheet.merged.at(cell)
        if area is not None and cell != area.anchor and not isinstance(edit, Unlink):
            if edit.merged != "anchor":
                raise Refused("EDIT_MERGED", f"{edit.sheet} {cell.a1}")
            cell = area.anchor
        if isinstance(edit, Unlink):
            return sheet, cell
        self._expect(sheet, cell, edit.expect)
        self._refuse_locked(sheet, cell, edit.protected)
        if content_changes:
            self._refuse_inside(sheet, cell)
        return sheet, cell

    def _refuse_locked(self, sheet: SheetEdits, cell: Cell, protected: str) -> None:
        if sheet.protected and protected != "allow" and self.styles.locked(sheet.part.style(cell)):
            raise Refused("EDIT_LOCKED", f"{sheet.entry.name} {cell.a1}")

    def _refuse_inside(self, sheet: SheetEdits, cell: Cell) -> None:
        where = f"{sheet.entry.name} {cell.a1}"
        if sheet.formulas.in_array(cell):
            raise Refused("EDIT_ARRAY", where)
        if sheet.tables.names_columns(cell):
            raise Refused("EDIT_TABLE_HEADER", where)

    def _expect(self, sheet: SheetEdits, cell: Cell, expect: Expect) -> None:
        where = f"{sheet.entry.name} {cell.a1}"
        if not isinstance(expect.content, _Unset):
            now = sheet.content(cell) or Content()
            if not contents.same_content(expect.content, now.value, now.formula):
                raise _Changed(where)
        if not isinstance(expect.fill, _Unset):
            color = self.styles.fill_color(sheet.part.style(cell))
            if color != (expect.fill[-6:].upper() if expect.fill else None):
                raise _Changed(where)
        if not isinstance(expect.note, _Unset) and sheet.notes.text(cell) != expect.note:
            raise _Changed(where)

    # ---- one method an operation

    def _set(self, edit: SetCell) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=True)
        new = Content(edit.value, edit.formula)
        before, exact = sheet.content(cell), sheet.exact(cell)
        sheet.put(cell, new)
        return [
            _back(sheet, cell, Expect(content=new), content=before, **({"style": exact} if exact else {}))
        ]

    def _fill(self, edit: Fill) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        if not self._has_styles:
            raise Refused("EDIT_STYLES", "这个文件没有样式表，不能加底色")
        before = sheet.part.style(cell)
        record = {"fill": self.styles.record(before)["fill"], "index": before}
        if sheet.part.get(cell) is None:
            record["stored"] = False
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
        return [Unlink(sheet.entry.name, cell, before)]

    def _unlink(self, edit: Unlink) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=False)
        before = sheet.links.record(cell)
        sheet.links.put_back(cell, edit.record)
        return [Unlink(sheet.entry.name, cell, before)]

    def _restore(self, edit: Restore) -> list[Edit]:
        sheet, cell = self._target(edit, content_changes=not isinstance(edit.content, _Unset))
        style = {} if isinstance(edit.style, _Unset) else dict(edit.style)
        back: dict[str, Any] = {}
        if "ends" in style:
            back["style"] = {"ends": put_ends(sheet, style.pop("ends"))}
        stored, exact = style.pop("stored", True), style.pop("cell", None)
        if not isinstance(edit.content, _Unset):
            back["content"] = sheet.content(cell)
            back["style"] = {**back.get("style", {}), **sheet.exact(cell)}
            sheet.put(cell, edit.content, exact)
        if style:
            before = sheet.part.style(cell)
            back["style"] = {**back.get("style", {}), **self.styles.record(before)}
            sheet.set_style(cell, self.styles.with_record(before, style))
        if stored is False:
            sheet.forget(cell)
        if not isinstance(edit.note, _Unset):
            back["note"] = sheet.notes.record(cell)
            sheet.notes.put_back(cell, edit.note)
        if back.get("style") == {}:
            del back["style"]
        return [_back(sheet, cell, Expect(), **back)]

    def _append(self, edit: Append) -> list[Edit]:
        sheet = self._sheet(edit.sheet)

        def may(cell: Cell) -> None:
            area = sheet.merged.at(cell)
            if area is not None and cell != area.anchor:
                raise Refused("EDIT_MERGED", f"{edit.sheet} {cell.a1}")
            self._refuse_locked(sheet, cell, edit.protected)
            self._refuse_inside(sheet, cell)

        before = sheet.filter
        back = append_rows(sheet, edit.rows, may, lambda style: self.styles.record(style))
        rename_filter(self._archive, self._workbook, sheet, before)
        return back

    def _truncate(self, edit: Truncate) -> list[Edit]:
        sheet = self._sheet(edit.sheet)
        if edit.row < 1 or edit.row + edit.count - 1 > MAX_ROW:
            raise Refused("EDIT_CELL", f"{edit.sheet} 第 {edit.row} 行起 {edit.count} 行")
        before = sheet.filter
        rows = truncate(sheet, edit.row, edit.count)
        rename_filter(self._archive, self._workbook, sheet, before)
        return [Append(sheet.entry.name, rows, protected="allow")]

    def _add_sheet(self, edit: AddSheet) -> list[Edit]:
        add_sheet(self._archive, self._workbook, self.styles, edit.name, edit.rows, edit.spec)
        self._list_sheets()
        cells = (
            (Cell(row, col), Content(value))
            for row, values in enumerate(edit.rows, 1)
            for col, value in enumerate(values, 1)
        )
        return [RemoveSheet(edit.name, contents.sheet_mark(cells) if edit.rows else None)]

    def _remove_sheet(self, edit: RemoveSheet) -> list[Edit]:
        if edit.mark is not None:
            sheet = self._sheet(edit.name)
            cells = ((cell, sheet.content(cell) or Content()) for cell in sheet.part.first_cells(MAX_ROW))
            if edit.mark != contents.sheet_mark(cells):
                raise _Changed(f"工作表“{edit.name}”")
        opened = self._open.pop(edit.name, None)
        if opened is not None:
            opened.finish()
        xml = remove_sheet(self._archive, self._workbook, edit.name)
        self._list_sheets()
        for name, sheet in self._open.items():
            entry = _named(self._sheets, name, lambda entry: entry.name)
            if entry is not None:
                sheet.entry = entry  # its place in the workbook may have changed
        return [AddSheet(edit.name, (), {"xml": xml})]

    # ---- the end

    def finish(self) -> Archive:
        """Write every part that changed into the staged archive."""
        gone: set[tuple[str, str]] = set()
        for sheet in self._open.values():
            sheet.finish()
            gone |= {(sheet.entry.id, ref) for ref in sheet.formulas_left()}
        if self._styles is not None and self._styles.changed:
            self._archive.put(self._styles_part, self._styles.render())
        if any(sheet.content_changed for sheet in self._open.values()):
            ask_recalculation(self._archive, self._workbook)
        if gone:
            forget_formulas(self._archive, self._workbook, gone)
        return self._archive


def _back(sheet: SheetEdits, cell: Cell, expect: Expect, **what: Any) -> Restore:
    return Restore(sheet.entry.name, cell, expect=expect, protected="allow", **what)


def _named(items: Iterable[_E], name: str, key: Callable[[_E], str]) -> _E | None:
    """The item of that name; Excel does not tell upper case from lower."""
    listed = list(items)
    exact = next((item for item in listed if key(item) == name), None)
    return exact or next((item for item in listed if key(item).casefold() == name.casefold()), None)
