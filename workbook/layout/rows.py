"""Reading the rows below a header: which are records, and which are blank, totals, examples, notes.

Blank preset rows that hold only a 序号, a formula, or values carried by a merged cell are no records.
The table ends where another header begins; gaps are kept and nothing is renumbered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbook.layout import words
from workbook.layout.header import Header, headers_at
from workbook.layout.region import Ambiguous
from workbook.model import Cell, Sheet, Value

_TELLING = ("id_no", "phone", "shop_id", "shop_phone")
"""A digit in one of these columns makes a row a record without further questions."""

_NUMBER = re.compile(r"[0-9A-Za-z_\-]*[0-9]{6}[0-9A-Za-z_\-]*")

_LEADING = frozenset({"seq", "city", "school", "team", "name", "owner"})
"""Where 合计 or 例 stands."""

_ENUMERATED = frozenset({"seq", "role", "gender", "on_camera", "trained", "filed", "level", "id_type"})
"""Fields that forms prefill or offer as drop-downs: alone they make no record."""

_NOTE_LENGTH = 16


@dataclass
class Found:
    """The rows below one header, by what they are."""

    records: list[int] = field(default_factory=list)
    examples: list[Cell] = field(default_factory=list)
    nobody: list[Cell] = field(default_factory=list)
    end: int = 0


def rows_below(sheet: Sheet, header: Header, others: Sequence[Header], anchors: Mapping[Cell, Cell]) -> Found:
    """Classify every row below a header until the next table or the end of the sheet.

    others   all headers of the same row (tables side by side), to recognise them printed again
    """
    reader = _Rows(sheet, header, anchors)
    found = reader.found
    row = header.row + header.depth
    while row <= sheet.height:
        if reader.is_plain_record(row):
            found.records.append(row)
            row += 1
            continue
        cells = reader.filled(row)
        if not cells or set(cells) <= {"seq"}:
            row += 1
            continue
        again = headers_at(sheet, row, anchors)
        if again:
            if not _same_header(again, others):
                if not found.records and again[0].format is header.format:
                    raise Ambiguous(sheet.name, header.row, row)
                break
            row += again[0].depth
            continue
        reader.sort_in(row, cells)
        row += 1
    found.end = row - 1
    return found


def _numbered(cells: Mapping[str, Value]) -> bool:
    """A whole ID number, phone or shop stands here: no total and no note, whatever a team is called."""
    return any(_NUMBER.fullmatch(words.squeeze(cells[name])) for name in _TELLING if name in cells)


def _same_header(again: Sequence[Header], others: Sequence[Header]) -> bool:
    return [h.texts for h in again] == [h.texts for h in others]


class _Rows:
    """The columns of one header, looked at row by row."""

    def __init__(self, sheet: Sheet, header: Header, anchors: Mapping[Cell, Cell]) -> None:
        self.sheet, self.header, self.anchors = sheet, header, anchors
        self.found = Found()
        columns = [(name, col) for name, col in header.shared.items()]
        columns += [(name, col) for _, cols in header.blocks.values() for name, col in cols.items()]
        self.columns = columns
        self.telling = [sheet.columns[col - 1] for name, col in columns if name in _TELLING]
        self.leading = [sheet.columns[col - 1] for name, col in columns if name in _LEADING]
        team_fields = {column.name for column in header.format.columns if column.per == "team"}
        self.carried = _ENUMERATED | team_fields
        self.shops = "shop_id" in header.format.marks

    def is_plain_record(self, row: int) -> bool:
        """The quick answer for honest rows: a number where an ID, phone or shop stands, and no example."""
        index = row - 1
        for column in self.telling:
            value = column[index]
            if value.__class__ is float or (value.__class__ is str and value[-1:].isdigit()):
                break
        else:
            return False
        for column in self.leading:
            value = column[index]
            if value.__class__ is str and value[:1] in "例示样范（(【[….。合小总共":
                return False
        return True

    def filled(self, row: int) -> dict[str, Value]:
        """The understood fields that hold something in this very row (merged-down values do not count)."""
        cells: dict[str, Value] = {}
        formulas = self.sheet.facts.formulas
        for name, col in self.columns:
            cell = Cell(row, col)
            value = self.sheet.columns[col - 1][row - 1]
            if value is None and cell not in self.sheet.facts.pictures and cell not in formulas:
                continue
            if isinstance(value, str) and not words.squeeze(value):
                continue
            if value is None and cell in formulas and name in self.carried:
                continue
            cells.setdefault(name, value)
        return cells

    def sort_in(self, row: int, cells: Mapping[str, Value]) -> None:
        """Put one unclear row where it belongs."""
        texts = [words.squeeze(value) for value in cells.values() if isinstance(value, str)]
        first = self._first_cell(row, self.header.left)
        if any(map(words.is_example, texts)):
            self.found.examples.append(first)
            return
        if not _numbered(cells) and (any(map(words.is_total, texts)) or self._is_around(row, cells, texts)):
            return
        own = [name for name in cells if name not in self.carried]
        if own or (self.shops and "team" in cells):
            self.found.records.append(row)
        elif "team" in cells:
            self.found.nobody.append(Cell(row, self._column_of("team")))

    def _is_around(self, row: int, cells: Mapping[str, Value], texts: Sequence[str]) -> bool:
        """Notes, signatures, titles: text around a table rather than in it."""
        leading = words.squeeze(self.sheet.value(self._first_cell(row, 1)))
        if words.is_note(leading) or words.is_footer(leading):
            return True
        if len(cells) > 1:
            return False
        if self._spans_columns(row):
            return True
        title = any(word in text for text in texts for word in self.header.format.titles)
        return title or any(len(text) > _NOTE_LENGTH or text[-1:] in "。；：:" for text in texts)

    def _spans_columns(self, row: int) -> bool:
        """The row's text is merged over several understood columns."""
        held = [self.anchors.get(Cell(row, col)) for _, col in self.columns]
        anchors = [anchor for anchor in held if anchor and anchor.row == row]
        return len(anchors) > len(set(anchors)) + 1

    def _first_cell(self, row: int, left: int) -> Cell:
        """The leftmost filled cell of the row from a column on."""
        for col in range(left, self.header.right + 1):
            value = self.sheet.value(Cell(row, col))
            if value is not None and value != "":
                return Cell(row, col)
        return Cell(row, left)

    def _column_of(self, name: str) -> int:
        return next(col for field_name, col in self.columns if field_name == name)
