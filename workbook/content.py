"""When two cell contents are the same: the one definition used by expect, undo, diff, fingerprint and seal.

10000, 10000.0 and a date's serial number are equal as numbers; "10000" is text and differs. An empty text
equals a blank cell: writers store one as the other.
"""

from __future__ import annotations

import hashlib
import json

from workbook.edits import Content
from workbook.model import Book, Cell, CellError, Value


def normal(value: Value) -> Value:
    """The value in the one form that is compared."""
    if value == "" or value is None:
        return None
    if isinstance(value, bool | str | CellError):
        return value
    return float(value)


def same_value(a: Value, b: Value) -> bool:
    """Whether two cell values are the same content."""
    a, b = normal(a), normal(b)
    return type(a) is type(b) and a == b


def same_formula(a: str | None, b: str | None) -> bool:
    """Whether two formulas are the same: a leading "=" and blanks around it do not count."""
    return (a or "").strip().removeprefix("=").strip() == (b or "").strip().removeprefix("=").strip()


def same_content(expected: Content | None, value: Value, formula: str | None) -> bool:
    """Whether a cell holds what was expected. A formula is compared as such, its cached value is not."""
    if expected is None or expected == Content():
        return normal(value) is None and not formula
    if expected.formula or formula:
        return same_formula(expected.formula, formula)
    return same_value(expected.value, value)


def fingerprint(book: Book) -> str:
    """SHA-256 over what the workbook says: sheet names, values, formulas; never over file bytes.

    A plain re-save by another program does not change it, and an unsaved book has one too.
    """
    digest = hashlib.sha256()
    for sheet in book.sheets:
        digest.update(json.dumps(["sheet", sheet.name], ensure_ascii=False).encode())
        for number, column in enumerate(sheet.columns, 1):
            cells = [
                [row, sheet.facts.formulas.get(Cell(row, number)), _plain(value)]
                for row, value in enumerate(column, 1)
                if normal(value) is not None
            ]
            if cells:
                digest.update(json.dumps([number, cells], ensure_ascii=False).encode())
        for cell in sorted(sheet.facts.uncached):
            digest.update(json.dumps([*cell, sheet.facts.formulas.get(cell)], ensure_ascii=False).encode())
    return digest.hexdigest()


def _plain(value: Value) -> object:
    value = normal(value)
    return ["error", value.text] if isinstance(value, CellError) else value
