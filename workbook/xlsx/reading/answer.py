"""A worker's answer as the model has it: packed columns and JSON to a `Book`. How it crosses the pipe is left to `wire`."""

from __future__ import annotations

from typing import Any

from workbook.model import Book, Cell, CellError, Facts, Range, Sheet, Value
from workbook.xlsx.reading.formats import Formats
from workbook.xlsx.reading.wire import unpack_column


def book_of(name: str, header: dict[str, Any], blobs: list[bytes]) -> Book:
    """A worker's answer as a Book."""
    sheets: list[Sheet] = []
    pieces = iter(blobs)
    for entry in header["sheets"]:
        columns: list[list[Value]] = [
            unpack_column(next(pieces), next(pieces), next(pieces)) for _ in range(entry["width"])
        ]
        sheets.append(Sheet(entry["name"], columns, _facts(entry["facts"], columns), entry["state"]))
    flags = tuple((code, detail) for code, detail in header["flags"])
    return Book(name, tuple(sheets), header["date1904"], flags, header["names"])


def _facts(found: dict[str, Any], columns: list[list[Value]]) -> Facts:
    """Facts as the model has them; error cells become values in the columns on the way."""
    if not found:
        return Facts()
    errors = {Cell(row, col): text for row, col, text in found.get("errors", ())}
    for (row, col), text in errors.items():
        columns[col - 1][row - 1] = CellError(text)
    merged = [_range(ref) for ref in found.get("merged", ())]
    merged += [Range(*box) for box in found.get("boxes", ())]
    odd = {Cell(row, col): "not a number" for row, col in found.get("odd", ())}
    odd |= {Cell(row, col): "long" for row, col in found.get("long", ())}
    return Facts(
        formulas={Cell(row, col): text for row, col, text in found.get("formulas", ())},
        uncached=frozenset(cell for cell in _cells(found, "uncached") if cell not in errors),
        formats=Formats(found.get("formats", ())),
        hidden_rows=tuple((first, last) for first, last in found.get("hidden_rows", ())),
        hidden_columns=tuple((first, last) for first, last in found.get("hidden_columns", ())),
        merged=tuple(area for area in merged if area),
        pictures=frozenset(_cells(found, "pictures")),
        notes={Cell(row, col): text for row, col, text in found.get("notes", ())},
        odd=odd,
        protected=found.get("protected", False),
    )


def _cells(found: dict[str, Any], fact: str) -> list[Cell]:
    return [Cell(row, col) for row, col in found.get(fact, ())]


def _range(ref: str) -> Range | None:
    """A merged range; None for one that no reader understands."""
    try:
        return Range.parse(ref)
    except ValueError:
        return None
