"""Formulas that span cells: shared ones, array formulas, data tables.

A shared formula is written once, in its master; the other cells only name it. Before the master is overwritten every
cell that shares it gets the formula written out. The inside of an array formula or a data table cannot be changed
alone, Excel does not allow it either.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from typing import Final, NamedTuple

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator

from workbook.model import Cell, Range
from workbook.xlsx.writing.areas import Areas
from workbook.xlsx.writing.cellxml import CellXml
from workbook.xlsx.writing.sheetpart import SheetPart
from workbook.xlsx.writing.xml import attributes, damaged, with_attribute
from workbook.xlsx.writing.xmltext import escape_text, from_xstring, text_of

_NEAR: Final = 16
"""It mostly is one of so many written just before; only then all are asked whose range holds the cell."""


class _Master(NamedTuple):
    cell: Cell
    text: str
    area: Range


class _Masters:
    """The masters of one number, in the order they are written."""

    def __init__(self) -> None:
        self._all: list[_Master] = []
        self._cells: list[Cell] = []
        self._areas = Areas[_Master]()

    def add(self, master: _Master) -> None:
        self._all.append(master)
        self._cells.append(master.cell)
        self._areas.add(master.area, master)

    def of(self, cell: Cell) -> _Master | None:
        """The last one written before a cell whose range holds it; where none does, the last one before it."""
        before = bisect_right(self._cells, cell)
        near = range(before - 1, max(before - _NEAR, 0) - 1, -1)
        found = next((self._all[at] for at in near if self._all[at].area.holds(cell)), None)
        if found is None and before > _NEAR:
            found = next((one for one in reversed(self._areas.at(cell)) if one.cell <= cell), None)
        return found or (self._all[before - 1] if before else None)


class Formulas:
    """The formulas of one sheet, as far as they concern more than one cell."""

    def __init__(self, part: SheetPart) -> None:
        self._part = part
        self._tag = re.compile(
            rb"<" + re.escape(part.p) + rb"f\s[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>"
        )

    @cached_property
    def _masters(self) -> dict[str, _Masters]:
        """The masters of shared formulas by their number, which may be used again elsewhere on the sheet."""
        scan, found = self._part.doc.scan, defaultdict[str, _Masters](_Masters)
        if b"shared" not in scan:
            return {}
        for match in self._tag.finditer(scan, self._part.data_open_end, self._part.data_close):
            if b"ref" not in match[0] or match[0].endswith(b"/>"):
                continue
            given = attributes(match[0])
            if given.get("t") == "shared" and "ref" in given:
                close = scan.index(b"</" + self._part.p + b"f", match.end())
                text = from_xstring(text_of(self._part.doc.body[match.end() : close]))
                cell = self._part.cell_at(match.start())
                found[given.get("si", "")].add(_Master(cell, text, Range.parse(given["ref"])))
        return found

    def _master(self, number: str, cell: Cell) -> _Master | None:
        """The formula a cell shares: the last one of that number written before it whose range holds it."""
        masters = self._masters.get(number)
        return masters.of(cell) if masters else None

    @cached_property
    def _arrays(self) -> Areas[Range]:
        """Areas of array formulas and data tables that span several cells."""
        scan, areas = self._part.doc.scan, Areas[Range]()
        if b"array" not in scan and b"dataTable" not in scan:
            return areas
        for match in self._tag.finditer(scan, self._part.data_open_end, self._part.data_close):
            given = attributes(match[0])
            if given.get("t") in ("array", "dataTable") and ":" in given.get("ref", ""):
                area = Range.parse(given["ref"])
                if area[:2] != area[2:]:
                    areas.add(area, area)
        return areas

    def in_array(self, cell: Cell) -> bool:
        """Whether a cell lies in a formula that fills several cells."""
        return bool(self._arrays.at(cell))

    def touch(self, area: Range) -> bool:
        """Whether such a formula reaches into a range."""
        return bool(self._arrays.meeting(area))

    def text(self, cell: Cell, xml: CellXml) -> str | None:
        """A cell's formula without "="; for a shared one as it reads in this cell. None when it has none."""
        if xml.formula is None:
            return None
        own = from_xstring(xml.formula.text)
        given = xml.formula_attrs()
        if own or given.get("t") != "shared":
            return own
        master = self._master(given.get("si", ""), cell)
        return _moved(master, cell) if master else ""

    def release(self, cell: Cell, xml: CellXml) -> None:
        """Write a shared formula out in every cell that shares it, before its master is overwritten."""
        number = xml.formula_attrs().get("si", "")
        master = self._master(number, cell)
        if xml.formula_attrs().get("t") != "shared" or master is None or master.cell != cell:
            return
        start, end = self._part.region(master.area.top, master.area.bottom)
        named = re.compile(rb"""\ssi\s*=\s*["']%s["']""" % re.escape(number.encode()))
        for match in self._tag.finditer(self._part.doc.scan, start, end):
            if named.search(match[0]) and attributes(match[0]).get("t") == "shared":
                self._write_out(self._part.cell_at(match.start()), master, number)

    def _write_out(self, cell: Cell, master: _Master, number: str) -> None:
        xml = self._part.get(cell)
        if cell == master.cell or self._master(number, cell) != master or xml is None or xml.formula is None:
            return
        given = xml.formula_attrs()
        if given.get("t") != "shared" or given.get("si") != number:
            return  # overwritten earlier in this list of edits
        tag = b"<%sf>" % self._part.p
        for name, value in given.items():
            if name not in ("t", "ref", "si"):
                tag = with_attribute(tag, name, value)
        text = escape_text(xml.formula.text, literal=True) or escape_text(_moved(master, cell))
        at = len(b"<c>")  # CellXml reads its inner text in an element of that name
        before, after = xml.inner[: xml.formula.start - at], xml.inner[xml.formula.end - at :]
        self._part.put(cell, xml.tag, before + tag + text + b"</%sf>" % self._part.p + after)


def _moved(master: _Master, cell: Cell) -> str:
    """A master's formula as it reads in another cell."""
    try:
        moved: str = Translator("=" + master.text, master.cell.a1).translate_formula(cell.a1)
    except (TokenizerError, ValueError, IndexError) as problem:
        raise damaged(f"单元格 {master.cell.a1} 的共享公式无法读取") from problem
    return moved.removeprefix("=")
