"""An .xlsx of the values of an old .xls or .et file, so that marks can be written somewhere.

Only values, merged ranges and date formats come along; the old file itself is never touched.
"""

from __future__ import annotations

import io
import re
from typing import Final

from openpyxl import Workbook

from workbook.model import Book, Cell, CellError

_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def as_xlsx(book: Book) -> bytes:
    """A new workbook with the same sheets and values; text stays text."""
    made = Workbook()
    made.remove(made.active)
    for sheet in book.sheets:
        target = made.create_sheet(sheet.name)
        target.sheet_state = sheet.state
        for number, column in enumerate(sheet.columns, 1):
            for row, value in enumerate(column, 1):
                if value is None:
                    continue
                cell = target.cell(row, number)
                cell.value = value.text if isinstance(value, CellError) else _plain(value)
                if isinstance(value, str):
                    cell.data_type = "s"
                code = sheet.facts.formats.get(Cell(row, number))
                if code:
                    cell.number_format = code
        for area in sheet.facts.merged:
            target.merge_cells(area.a1)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _plain(value: bool | float | str) -> bool | float | str:
    """Text with the characters that XML cannot hold, or changes (a lone CR), written as Excel does: _x000D_."""
    if not isinstance(value, str):
        return value
    kept = _LOOKS_ESCAPED.sub("_x005F_", value)
    return _UNFIT.sub(lambda match: f"_x{ord(match[0]):04X}_", kept)
