"""Sheets of ours: how one that was added looks, and what one says that is taken away, so that it can be put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import xlwings as xw

from workbook.edits import Content
from workbook.host import Refused
from workbook.host_rules import shaped
from workbook.model import Cell, Range, column_letters, column_number
from xladdin.excel import sheet as reading
from xladdin.excel.cells import blocks_by
from xladdin.excel.native import Native
from xladdin.excel.state import Fill, Held, NoteText, State

PARTS: Final = {
    "at": int,  # its place among the sheets, from 0
    "cells": dict,  # address -> [value, formula]
    "fills": dict,  # address -> RRGGBB
    "notes": dict,  # address -> {"text", "ours"}
    "links": dict,  # address -> a place in the workbook
    "formats": dict,  # range -> number format
}
"""`AddSheet.spec["parts"]` of a sheet that was removed; the same in memory but for `formats`."""
NOTE: Final = {"text": str, "ours": bool}
_HEADER_FILL, _TITLE_SIZE = "#D9E1F2", 16


def rest_of(gone: State, at: int, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The spec that puts a sheet back: what it says and, where this run added it, the look it was given."""
    said = gone.contents
    cells = {*said, *gone.notes_before, *gone.wanted.notes, *gone.wanted.links}
    filled = gone.wanted.fills if spec else {*cells, *gone.wanted.fills}  # a known spec has the colours
    parts = {
        "at": at,
        "cells": {cell.a1: [content.value, content.formula] for cell, content in said.items()},
        "fills": {cell.a1: color for cell in sorted(filled) if (color := gone.fill(cell).color)},
        "notes": {cell.a1: note._asdict() for cell in sorted(cells) if (note := gone.note(cell))},
        "links": {cell.a1: link["target"] for cell, link in sorted(gone.links.items()) if link.get("target")},
        "formats": dict(_formats(gone)),
    }
    return {**spec, **({} if "widths" in spec else _columns(gone)), "parts": parts}


def _formats(gone: State) -> list[tuple[str, str]]:
    if gone.sheet is None:
        return []
    parts = reading.formats_of(gone.sheet, reading.used_box(gone.sheet))
    return [(box.a1, code) for box, code in parts if code != "General"]


def _columns(gone: State) -> dict[str, Any]:
    """How wide the columns are, and which are hidden: what our own lists keep there is for nobody's eyes."""
    if gone.sheet is None:
        return {}
    columns = range(1, reading.used_box(gone.sheet).right + 1)
    cells = {column_letters(col): gone.sheet.range((1, col)) for col in columns}
    hidden = [letters for letters, cell in cells.items() if gone.native.hidden(cell, "columns")]
    widths = {letters: cell.column_width for letters, cell in cells.items() if letters not in hidden}
    return {"widths": {letters: width for letters, width in widths.items() if width}, "hidden": hidden}


def put_rest(made: State, record: Any, prove: Callable[[Content], None]) -> None:
    """Plan what a sheet held when it was removed."""
    if record is None:
        return
    shaped(record, PARTS)
    made.at = record.get("at")
    try:
        for a1, (value, formula) in record.get("cells", {}).items():
            content = Content(value, formula)
            prove(content)
            made.put(Cell.parse(a1), Held(content))
        for a1, note in record.get("notes", {}).items():
            shaped(note, NOTE, ("text",))
            made.wanted.notes[Cell.parse(a1)] = NoteText(note["text"], note.get("ours", False))
        made.wanted.fills |= {Cell.parse(a1): Fill(str(c)) for a1, c in record.get("fills", {}).items()}
        made.wanted.links |= {Cell.parse(a1): {"target": str(t)} for a1, t in record.get("links", {}).items()}
        made.wanted.formats |= {Range.parse(a1): str(code) for a1, code in record.get("formats", {}).items()}
    except (ValueError, TypeError) as problem:
        raise Refused("EDIT_INVALID", "还原记录不完整") from problem


def dress(sheet: xw.Sheet, native: Native, spec: Mapping[str, Any], height: int, width: int) -> None:
    """Give a new sheet the look its spec says; formats of columns (`column_formats`) come before their content."""
    for letters, size in spec.get("widths", {}).items():
        sheet.range(f"{letters}1").column_width = size
    title, header = spec.get("title", 0), spec.get("header", 0)
    if title:
        cell = sheet.range((title, 1))
        cell.font.bold, cell.font.size = True, _TITLE_SIZE
    if header and width:
        cells = sheet.range((header, 1), (header, width))
        cells.font.bold, cells.color = True, _HEADER_FILL
    if height > header:
        for letters in spec.get("wrap", ()):
            col = column_number(letters)
            sheet.range((header + 1, col), (height, col)).wrap_text = True
    for entry in spec.get("validations", ()):
        sheet.range(entry["range"]).data_validation.set_list(list(entry["list"]))
    for box, color in blocks_by({Cell.parse(a1): color for a1, color in spec.get("colors", {}).items()}):
        reading.area_of(sheet, box).color = f"#{color}"
    native.furnish(sheet, spec)


def column_formats(spec: Mapping[str, Any], height: int) -> list[tuple[Range, str]]:
    """The number formats of the columns of a new sheet, below its header."""
    first = spec.get("header", 0) + 1
    found = ((column_number(letters), code) for letters, code in spec.get("formats", {}).items())
    return [(Range(first, col, height, col), code) for col, code in found] if height >= first else []
