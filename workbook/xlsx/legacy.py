"""An .xlsx of the values of an old .xls or .et file, so that marks can be written somewhere.

Only values, merged ranges and date formats come along; the old file itself is never touched.
"""

from __future__ import annotations

import io

from openpyxl import Workbook

from workbook.model import Book, Cell, CellError


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
                cell.value = value.text if isinstance(value, CellError) else value
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
