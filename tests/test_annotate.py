"""Marks: a note and a fill together, or neither."""

from __future__ import annotations

from tests.tables import LEADER, MEMBER, check, roster
from workbook.annotate import annotate, clear_edits
from workbook.host import Refused
from workbook.memory import MemoryHost
from workbook.model import Book


class Threaded(MemoryHost):
    """A workbook in which one cell has a discussion of comments, to which no note can be added."""

    def __init__(self, book, cell):
        self._cell = cell
        super().__init__(book)

    def _note(self, edit):
        if edit.cell == self._cell:
            raise Refused("EDIT_THREADED", edit.cell.a1)
        return super()._note(edit)


def test_a_cell_that_takes_no_note_is_not_painted_and_clear_takes_all_marks_off():
    sheet = roster({**LEADER, "姓名": "张 三"}, {**MEMBER, "手机号": "1380000000"})
    book = Book("a.xlsx", (sheet,))
    found = check(sheet)
    cells = [finding.at.cell for finding in found if finding.at.cell]
    assert len(set(cells)) == 2
    refused, marked = cells
    host = Threaded(book, refused)
    annotate(host, book, found)
    assert (host.fill(sheet.name, refused), host.fill(sheet.name, marked) is None) == (None, False)
    assert "问题清单" in [s.name for s in host.read().sheets]
    host.apply(clear_edits(host.read()), "skip")
    assert host.fill(sheet.name, marked) is None
    assert host.read().sheet(sheet.name).facts.notes == {}
