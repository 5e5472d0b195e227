"""One sheet of a workbook as a person looks at it and types into it; only that sheet is read, only those cells are written.

openpyxl reads and writes all forty sheets of a contest workbook for one cell, which takes seconds.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from itertools import islice

from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

from tests.golden.opened import set_cells


class Typed:
    """One cell; what is typed into it is remembered."""

    def __init__(self, page, row, col, value):
        self._page, self.row, self.column, self._value = page, row, col, value

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        self._value = value
        self._page.edits[self.row, self.column] = value


class Page:
    """The cells of a sheet as they stand."""

    def __init__(self, rows):
        self.edits, self.width = {}, max(map(len, rows), default=0)
        self._rows = [
            [
                Typed(self, at, col, row[col - 1] if col <= len(row) else None)
                for col in range(1, self.width + 1)
            ]
            for at, row in enumerate(rows, 1)
        ]

    @property
    def max_row(self):
        return len(self._rows)

    def cell(self, row, col):
        while len(self._rows) < row:
            at = len(self._rows) + 1
            self._rows.append([Typed(self, at, number, None) for number in range(1, self.width + 1)])
        return self._rows[row - 1][col - 1]

    def __getitem__(self, row):
        return self._rows[row - 1]

    def iter_rows(self, min_row=1):
        return list(islice(self._rows, min_row - 1, None))


def _plain(value):
    """A day as the number it is in its cell."""
    return to_excel(value) if isinstance(value, datetime) else value


def read(book, sheet, live=False):
    """The rows of a sheet: values, or formulas."""
    opened = load_workbook(BytesIO(book.read_bytes()), read_only=True, data_only=not live)
    return list(opened[sheet].iter_rows(values_only=True))


@contextmanager
def typing(book, sheet):
    """The sheet; what is typed into it is in the file afterwards."""
    page = Page([[_plain(value) for value in row] for row in read(book, sheet, live=True)])
    yield page
    set_cells(book, [(sheet, row, col, value) for (row, col), value in page.edits.items()])
