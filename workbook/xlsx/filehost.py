"""A closed workbook file as a host: edits are spliced into its parts, everything else stays byte for byte.

All edits of a list are applied, or none: they are staged in a copy of the archive that takes its place at the end.
Where the bytes go is left to `save`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from workbook import content as contents
from workbook.edits import (
    AddSheet,
    Content,
    Edit,
    Expect,
    Fill,
    Link,
    Note,
    RemoveSheet,
    Restore,
    SetCell,
    Unlink,
    _Unset,
)
from workbook.host import Applied, Refused, Skipped
from workbook.model import MAX_COLUMN, MAX_ROW, Book, Cell, Range
from workbook.xlsx import parts
from workbook.xlsx.addsheet import add_sheet, remove_sheet
from workbook.xlsx.archive import Archive
from workbook.xlsx.calcchain import forget_formulas
from workbook.xlsx.cells import SheetPart, shared_strings
from workbook.xlsx.notes import Drawing, Notes
from workbook.xlsx.styles import Styles
from workbook.xlsx.tail import Links, insert_in_order, note_drawing
from workbook.xlsx.xml import Doc, Splices, escape_attribute

CellEdit = SetCell | Note | Fill | Link | Restore


class FileHost:
    """An .xlsx or .xlsm in memory. `data` is the file as it is now."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name
        self._archive = Archive(data)

    def read(self) -> Book:
        """The workbook as it is now, read in a worker process. Raises Refused when it is not safe to read."""
        from workbook.xlsx.reader import read_book

        return read_book(self.data, self.name)

    def apply(self, edits: Sequence[Edit], conflicts: Literal["refuse", "skip"] = "refuse") -> Applied:
        """Apply all edits in order, or none; see `workbook.host.Host`."""
        if any("_xmlsignatures" in name for name in self._archive.names()) and edits:
            raise Refused("FILE_SIGNED")
        session = _Session(self._archive.copy())
        inverse: list[Edit] = []
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
        archive = session.finish()
        self.data = archive.render()
        self._archive = Archive(self.data) if edits else self._archive
        return Applied(tuple(reversed(inverse)), tuple(skipped))


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
        self._sheets = {sheet.name: sheet for sheet in parts.sheets_of(archive, self._workbook)}
        self._styles: Styles | None = None
        self._strings: list[bytes] | None = None
        self._cells: dict[str, SheetPart] = {}
        self._notes: dict[str, Notes] = {}
        self._links: dict[str, Links] = {}
        self._formulas_gone: dict[str, set[str]] = {}
        self._do: dict[type, Callable[[Any], Edit]] = {
            SetCell: self._set,
            Note: self._note,
            Fill: self._fill,
            Link: self._link,
            Restore: self._restore,
            AddSheet: self._add_sheet,
            RemoveSheet: self._remove_sheet,
            Unlink: self._unlink,
        }

    def do(self, edit: Edit) -> Edit:
        """Stage one edit; answers the edit that undoes it."""
        act = self._do.get(type(edit))
        if act is None:
            raise Refused("EDIT_LATER", edit.op)
        return act(edit)

    # ---- parts, opened when first needed

    @property
    def styles(self) -> Styles:
        if self._styles is None:
            part = parts.related(self._archive, self._workbook, "styles")
            if part is None:
                raise Refused("FILE_DAMAGED", "没有样式部分")
            self._styles_part = part
            self._styles = Styles(self._archive.get(part))
        return self._styles

    def _part(self, sheet: str) -> SheetPart:
        if sheet not in self._cells:
            entry = self._sheets.get(sheet)
            if entry is None or entry.part not in self._archive:
                raise Refused("EDIT_SHEET", sheet)
            if self._strings is None:
                part = parts.related(self._archive, self._workbook, "sharedStrings")
                self._strings = shared_strings(self._archive.get(part)) if part else []
            self._cells[sheet] = SheetPart(self._archive.get(entry.part), self._strings)
        return self._cells[sheet]

    def _notes_of(self, sheet: str) -> Notes:
        if sheet not in self._notes:
            self._notes[sheet] = Notes(
                self._archive, self._sheets[sheet].part, note_drawing(self._part(sheet))
            )
        return self._notes[sheet]

    def _links_of(self, sheet: str) -> Links:
        part = self._part(sheet)
        return self._links.setdefault(sheet, Links(part))

    # ---- questions before an edit

    def _target(self, edit: CellEdit, content_changes: bool) -> tuple[SheetPart, Cell]:
        """The cell an edit goes to, after every question whether it may. Raises Refused or _Changed."""
        part = self._part(edit.sheet)
        cell = edit.cell
        if not (1 <= cell.row <= MAX_ROW and 1 <= cell.col <= MAX_COLUMN):
            raise Refused("EDIT_CELL", f"R{cell.row}C{cell.col}")
        for area in part.merged:
            if area.holds(cell) and cell != area.anchor:
                if edit.merged != "anchor":
                    raise Refused("EDIT_MERGED", f"{edit.sheet} {cell.a1}")
                cell = area.anchor
        where = f"{edit.sheet} {cell.a1}"
        if part.protected and edit.protected != "allow" and self.styles.locked(part.style(cell)):
            raise Refused("EDIT_LOCKED", where)
        if content_changes:
            if any(area.holds(cell) for area in part.arrays) or part.shared_master(cell):
                raise Refused("EDIT_ARRAY", where)
            if self._in_table_header(edit.sheet, cell):
                raise Refused("EDIT_TABLE_HEADER", where)
        self._expect(edit.sheet, part, cell, edit.expect, where)
        return part, cell

    def _expect(self, sheet: str, part: SheetPart, cell: Cell, expect: Expect, where: str) -> None:
        if not isinstance(expect.content, _Unset):
            now = part.content(cell) or Content()
            if not contents.same_content(expect.content, now.value, now.formula):
                raise _Changed(where)
        if not isinstance(expect.fill, _Unset):
            color = self.styles.fill_color(part.style(cell))
            if color != (expect.fill.upper() if expect.fill else None):
                raise _Changed(where)
        if not isinstance(expect.note, _Unset) and self._notes_of(sheet).text(cell) != expect.note:
            raise _Changed(where)

    def _in_table_header(self, sheet: str, cell: Cell) -> bool:
        for relation in parts.relations(self._archive, self._sheets[sheet].part):
            if relation.kind == "table" and relation.target in self._archive:
                given = Doc(self._archive.get(relation.target)).root.attrs
                box = Range.parse(given.get("ref", "A1"))
                if given.get("headerRowCount", "1") != "0" and box.holds(cell) and cell.row == box.top:
                    return True
        return False

    # ---- one method an operation

    def _set(self, edit: SetCell) -> Edit:
        part, cell = self._target(edit, content_changes=True)
        return self._put(edit.sheet, part, cell, Content(edit.value, edit.formula))

    def _put(self, sheet: str, part: SheetPart, cell: Cell, new: Content | None) -> Restore:
        before = part.content(cell)
        if part.has_formula(cell):
            self._formulas_gone.setdefault(sheet, set()).add(cell.a1)
        part.change(cell).content = new
        return Restore(sheet, cell, content=before, expect=Expect(content=new), protected="allow")

    def _fill(self, edit: Fill) -> Edit:
        part, cell = self._target(edit, content_changes=False)
        before = part.style(cell)
        part.change(cell).style = self.styles.with_fill(before, edit.color)
        expect = Expect(fill=edit.color[-6:].upper())
        return Restore(edit.sheet, cell, style=self.styles.record(before), expect=expect, protected="allow")

    def _note(self, edit: Note) -> Edit:
        _, cell = self._target(edit, content_changes=False)
        notes = self._notes_of(edit.sheet)
        before = notes.record(cell)
        notes.add(cell, edit.text)
        return Restore(edit.sheet, cell, note=before, expect=Expect(note=notes.text(cell)), protected="allow")

    def _link(self, edit: Link) -> Edit:
        part, cell = self._target(edit, content_changes=False)
        links = self._links_of(edit.sheet)
        before = links.raw(cell)
        now = part.content(cell)
        links.put(cell, edit.target, str(now.value) if now and now.value is not None else edit.target)
        return Unlink(edit.sheet, cell, before)

    def _unlink(self, edit: Unlink) -> Edit:
        self._part(edit.sheet)
        links = self._links_of(edit.sheet)
        before = links.raw(edit.cell)
        links.put_back(edit.cell, edit.record)
        return Unlink(edit.sheet, edit.cell, before)

    def _restore(self, edit: Restore) -> Edit:
        changes = not isinstance(edit.content, _Unset)
        part, cell = self._target(edit, content_changes=changes)
        parts_back: dict[str, Any] = {}
        if not isinstance(edit.content, _Unset):
            parts_back["content"] = self._put(edit.sheet, part, cell, edit.content).content
        if not isinstance(edit.style, _Unset):
            before = part.style(cell)
            parts_back["style"] = self.styles.record(before)
            part.change(cell).style = self.styles.with_record(before, edit.style)
        if not isinstance(edit.note, _Unset):
            notes = self._notes_of(edit.sheet)
            parts_back["note"] = notes.record(cell)
            notes.put_back(cell, edit.note)
        return Restore(edit.sheet, cell, protected="allow", **parts_back)

    def _add_sheet(self, edit: AddSheet) -> Edit:
        add_sheet(self._archive, self._workbook, self.styles, edit.name, edit.rows, edit.spec)
        self._sheets = {sheet.name: sheet for sheet in parts.sheets_of(self._archive, self._workbook)}
        return RemoveSheet(edit.name)

    def _remove_sheet(self, edit: RemoveSheet) -> Edit:
        xml = remove_sheet(self._archive, self._workbook, edit.name)
        for cache in (self._cells, self._notes, self._links):
            cache.pop(edit.name, None)
        self._sheets = {sheet.name: sheet for sheet in parts.sheets_of(self._archive, self._workbook)}
        return AddSheet(edit.name, (), {"xml": xml})

    # ---- the end

    def finish(self) -> Archive:
        """Write every part that changed into the staged archive."""
        for name, part in self._cells.items():
            splices = Splices(part.doc.body)
            if name in self._links:
                self._links[name].render(splices)
            if name in self._notes:
                self._name_drawing(part, splices, self._notes[name].render())
            if part.changes or splices:
                self._archive.put(self._sheets[name].part, part.doc.encoded(part.render(splices)))
        if self._styles is not None and self._styles.changed:
            self._archive.put(self._styles_part, self._styles.render())
        ids = {name: self._sheets[name].id for name in self._formulas_gone if name in self._sheets}
        gone = {
            (ids[name], ref)
            for name, refs in self._formulas_gone.items()
            if name in ids
            for ref in refs
            if not self._formula_now(name, ref)
        }
        if gone:
            forget_formulas(self._archive, self._workbook, gone)
        return self._archive

    def _formula_now(self, sheet: str, ref: str) -> bool:
        now = self._cells[sheet].content(Cell.parse(ref))
        return now is not None and now.formula is not None

    @staticmethod
    def _name_drawing(part: SheetPart, splices: Splices, drawing: Drawing) -> None:
        """Let the sheet name its new drawing of note boxes, or forget the one that is gone."""
        old = part.tail_node("legacyDrawing")
        if drawing.gone and old:
            splices.replace(old.start, old.end, b"")
        if drawing.id is None:
            return
        office = parts.OFFICE.replace(
            "schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument"
        )
        namespace = office if part.doc.strict else parts.OFFICE
        element = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (
            part.doc.prefix,
            namespace.encode(),
            escape_attribute(drawing.id),
        )
        insert_in_order(part, splices, "legacyDrawing", element)
