"""A golden workbook opened to be looked at, and allocate as a test calls it."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from schemas.book import HEADER_ROW
from tests.golden.notice import FILMED, LIVE
from tests.shell import contestbook
from workbook.edits import SetCell
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost

FIRST, SECOND = "第一期·活动1", "第一期·活动2"
DRAFT, FINAL, DRAFT_VACANT, VACANT = "试算(不作发放依据)", "定稿", "空缺(试算)", "空缺"
SHEETS = ("排名", "奖金分配表", "奖金汇总")
SEAT = ("期次", "活动", "组别", "奖项", "席位")


class Opened:
    """A workbook as it stands now: formulas and the values written with them; sheets are read when they are asked for."""

    def __init__(self, path):
        self.path, data = path, path.read_bytes()
        self._values, self._formulas = (
            load_workbook(BytesIO(data), read_only=True, data_only=only) for only in (True, False)
        )
        self._read = {}

    @property
    def sheets(self):
        return self._values.sheetnames

    def cells(self, sheet, live=False):
        """The cells of a sheet row by row: values, or formulas."""
        if (sheet, live) not in self._read:
            book = self._formulas if live else self._values
            self._read[sheet, live] = list(book[sheet].iter_rows(values_only=True))
        return self._read[sheet, live]

    def header(self, sheet):
        return list(self.cells(sheet)[HEADER_ROW - 1])

    def rows(self, sheet, *titles):
        """The rows as texts, those that say something in these columns (all but the mark of the rules, if none is named)."""
        header = self.header(sheet)
        named = titles or [title for title in header if title and title != "规则版本"]
        columns = [header.index(title) for title in named]
        lines = self.cells(sheet)[HEADER_ROW:]
        texts = [tuple("" if row[col] is None else str(row[col]) for col in columns) for row in lines]
        return [row for row in texts if any(row)]

    def of_event(self, label, *sheets):
        """All that stands in the rows of an event: formulas, values, and where."""
        found = {}
        for sheet in sheets:
            at = [self.header(sheet).index(title) for title in ("期次", "活动")]
            both = zip(self.cells(sheet), self.cells(sheet, live=True), strict=True)
            for number, (values, formulas) in enumerate(both, 1):
                if "·".join(str(values[col]) for col in at) == label:
                    found[sheet, number] = values, formulas
        return found

    def live(self, *sheets):
        """(sheet, cell) -> formula."""
        return {
            (sheet, f"{get_column_letter(col)}{row}"): text
            for sheet in sheets
            for row, texts in enumerate(self.cells(sheet, live=True), 1)
            for col, text in enumerate(texts, 1)
            if isinstance(text, str) and text.startswith("=")
        }

    @property
    def awards(self):
        """Prizes with a winner: seat, rank, name, fen, state."""
        found = self.rows("奖金分配表", *SEAT, "名次", "姓名或名称", "奖金", "状态")
        return [(*row[:4], int(row[4]), int(row[5]), row[6], fen(row[7]), row[8]) for row in found if row[6]]

    @property
    def vacant(self):
        """Prizes without one: seat, state."""
        found = self.rows("奖金分配表", *SEAT, "姓名或名称", "奖金", "状态")
        return [(*row[:4], int(row[4]), row[7]) for row in found if not row[5] and not row[6]]


def fen(text):
    amount = Decimal(text) * 100
    assert amount == int(amount), text
    return int(amount)


def allocate(book, *words):
    """The command; why it was refused, and code -> cells it names."""
    _, output = contestbook("allocate", book, *words, "--json")
    (found,) = json.loads(output)["files"]
    told = {}
    for finding in found["findings"]:
        told.setdefault(finding["code"], []).append((finding["sheet"], finding["cell"]))
    return (found["reason"] or {}).get("code"), told


def set_cells(book, edits):
    """Cells are typed, and nothing else in the file changes. edits: (sheet, row, column, value)"""
    host = FileHost(book.read_bytes(), book.name)
    host.apply([SetCell(sheet, Cell(row, col), value) for sheet, row, col, value in edits])
    book.write_bytes(host.data)


def begins(label):
    """The day an event begins here; of 第一期·活动6 the live part."""
    return (LIVE.get(label) or FILMED[label]).first
