"""When two cell contents are the same: the one definition used by expect, undo, diff, fingerprint and seal.

10000, 10000.0 and a date's serial number are equal as numbers; "10000" is text and differs. An empty text
equals a blank cell: writers store one as the other.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from workbook.edits import Content
from workbook.model import Book, Cell, CellError, Value

_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"|\'((?:[^\']|\'\')*)\'!')
"""A text in a formula, which stays as it is, or the name of a sheet in quotes."""
_REMEMBERED: Final = 20_000
"""Names of schools and teams stand in many rows: so many are folded once only."""


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
    """Whether two formulas are the same, however they are written; see `formula_said`."""
    return formula_said(a) == formula_said(b)


def formula_said(text: str | None) -> str:
    """A formula in the one form that is compared: without "=", blanks around it, and quotes around names of sheets.

    Spreadsheet programs drop those quotes where they are not needed, so '排名'!A1 comes back as 排名!A1.
    """
    said = (text or "").strip().removeprefix("=").strip()
    if "'" not in said:
        return said
    return _QUOTED.sub(lambda found: found[0] if found[1] is None else f"{found[1]}!", said)


def same_content(expected: Content | None, value: Value, formula: str | None) -> bool:
    """Whether a cell holds what was expected. A formula is compared as such, its cached value is not."""
    if expected is None or expected == Content():
        return normal(value) is None and not formula
    if expected.formula or formula:
        return same_formula(expected.formula, formula)
    return same_value(expected.value, value)


def sheet_mark(cells: Iterable[tuple[Cell, Content]]) -> str:
    """A short hash of what a sheet says, by which a host tells that nobody wrote on it since. Cached values are
    not part of it: another program may compute them anew.
    """
    said = sorted(
        (
            cell.row,
            cell.col,
            formula_said(content.formula),
            None if content.formula else _plain(content.value),
        )
        for cell, content in cells
        if content.formula or normal(content.value) is not None
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def fingerprint(book: Book, without: Collection[str] = ()) -> str:
    """SHA-256 over what the workbook says: sheet names, values, formulas; never over file bytes.

    A plain re-save by another program does not change it, and an unsaved book has one too. Sheets named in
    `without` are left out: a journal cannot hold its own fingerprint.
    """
    digest = hashlib.sha256()

    def add(*what: object) -> None:
        digest.update(json.dumps(what, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    for sheet in book.sheets:
        if sheet.name in without:
            continue
        add("sheet", sheet.name)
        for number, column in enumerate(sheet.columns, 1):
            plain = [_plain(value) for value in column]
            while plain and plain[-1] is None:
                plain.pop()
            if plain:
                add(number, plain)
        for cell, formula in sorted(sheet.facts.formulas.items()):
            add(*cell, formula_said(formula))
    return digest.hexdigest()


def _plain(value: Value) -> object:
    """The value as JSON tells it apart from any other."""
    if value.__class__ is str:
        return value or None
    if value.__class__ is float:
        return value or 0.0  # also of -0.0
    value = normal(value)
    return ["error", value.text] if isinstance(value, CellError) else value


def folded(text: object) -> str:
    """Text as it is compared: width and case folded, blanks out."""
    text = str(text or "")
    if text.isascii() and text.isalnum():
        return text.lower()  # numbers are each another, and would drive the names out of what is remembered
    return _folded(text)


@lru_cache(_REMEMBERED)
def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
