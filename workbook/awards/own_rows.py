"""Award tables that a contest office keeps beside ours: where they stand, and which event, group and tier a row is of.

Told by the header alone: a column of the prize beside one of who won it. Cells of 期次 and 活动 name the event, else the
lines above the table or the sheet's name; one table may stand below another under a title of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from schemas.book import BOOK_SHEETS, COLUMN_NAMES, HOME, RECORDS, REPORTS, SCHOOL_LIST, VERSIONS
from schemas.headers import clean_header
from schemas.rulecard import CARD_FORMATS
from workbook import journal
from workbook.awards.own_names import LONGEST_LINE, Names, number_in
from workbook.layout import words
from workbook.layout.own import SCAN, titles_in
from workbook.model import Book, Cell, Sheet
from workbook.parse import shown
from workbook.sheets import is_ours, is_reference

TITLES: Final[Mapping[str, str]] = {
    "tier": "奖项 奖项名称 获奖等次 获奖等级 奖级 等次 奖项设置",
    "name": "姓名 获奖者 获奖人 获奖选手 姓名或名称 姓名/名称 获奖主体 获奖单位或个人 获奖者姓名 获奖名单",
    "phase": "期次 期数",
    "event": "活动 活动名称 参赛活动",
    "group": "组别 参赛组别",
    "rank": "名次 排名",
    "key": "编号 参赛编号",
    "each": "单项金额 单项奖金 奖金标准",
    "amount": "奖金 金额 奖金金额 应发金额",
    "places": "名额 奖项名额",
    "won": "实际获奖数 获奖数 实际获奖人数",
    "seat": "席位",
    "seq": "序号",
}
"""What a column is -> its titles, as `clean_header` leaves them: without (元)."""

_COLUMNS: Final = {clean_header(title): name for name, titles in TITLES.items() for title in titles.split()}
_ELSE: Final = frozenset(
    "身份证号 身份证号码 身份证 证件号码 证件号 账号 银行账号 银行卡号 收款账号 卡号 开户银行 开户行".split()
)
"""A list with one of these is for paying out, or of people: it is not ours to fill in."""

_OURS: Final = frozenset(
    [fmt.name for fmt in CARD_FORMATS]
    + [spec.name for spec in BOOK_SHEETS]
    + [HOME, REPORTS, SCHOOL_LIST, COLUMN_NAMES, VERSIONS, *RECORDS, journal.SHEET]
)
_CARRIED: Final = ("phase", "event", "group", "tier")
"""Columns where a blank cell says the same as the one above; a new word ends what the later ones said."""

_LONGEST_TIER: Final = 8
_MOST_BLANK: Final = 100


class Head(NamedTuple):
    """The header of a table: its rows, and what column is where."""

    row: int
    bottom: int
    columns: Mapping[str, int]

    @property
    def tier(self) -> Cell:
        """The cell of the header above the prizes."""
        return Cell(self.row, self.columns["tier"])


class Row(NamedTuple):
    """A row for a winner, or for all winners of a prize.

    cells   column -> its cell, of merged ones that which holds the value
    said    期次, 活动, 组别, 奖项 -> what it says, maybe above, and where
    own     the lines that stand directly above its part of the table
    spare   a wholly blank row between rows of the table: nobody can tell whether it is meant for a winner
    """

    head: Head
    cells: Mapping[str, Cell]
    said: Mapping[str, tuple[str, Cell]]
    own: tuple[str, ...]
    spare: bool = False

    def text(self, name: str) -> str:
        """What the row says in one of the columns that carry on."""
        return self.said[name][0] if name in self.said else ""


def candidates(book: Book) -> Iterator[Sheet]:
    """The visible sheets that are none of ours and may hold an award table."""
    for sheet in book.sheets:
        ours = sheet.name in _OURS or is_ours(sheet) or is_reference(sheet)
        if sheet.state == "visible" and not ours:
            yield sheet


def text_at(sheet: Sheet, cell: Cell) -> str:
    """What a cell shows, without blanks around it."""
    return (shown(sheet.value(cell)) or "").strip()


def head_at(sheet: Sheet, row: int) -> Head | None:
    """The header of an award table that begins in a row, with a second line below where its cells are merged."""
    columns = titles_in(sheet, row, _COLUMNS)
    if "tier" not in columns:
        return None
    tier = Cell(row, columns["tier"])
    bottom = next((area.bottom for area in sheet.facts.merged if area.anchor == tier), row)
    for lower in range(row + 1, min(bottom, sheet.height) + 1):
        columns.update(titles_in(sheet, lower, _COLUMNS))
    texts = (
        text_at(sheet, Cell(at, col)) for at in range(row, bottom + 1) for col in range(1, sheet.width + 1)
    )
    if "name" not in columns or any(clean_header(text) in _ELSE for text in texts):
        return None
    return Head(row, bottom, columns)


def first_head(sheet: Sheet) -> Head | None:
    """The first header of a sheet; None where it holds no award table."""
    rows = range(1, min(sheet.height, SCAN) + 1)
    return next((head for row in rows if (head := head_at(sheet, row))), None)


def lines_above(sheet: Sheet, head: Head) -> tuple[str, ...]:
    """What stands above a header, the nearest first."""
    cells = (Cell(row, col) for row in range(head.row - 1, 0, -1) for col in range(1, sheet.width + 1))
    return tuple(text for cell in cells if 0 < len(text := text_at(sheet, cell)) <= LONGEST_LINE)


def needed(rows: Sequence[Row], seats: int) -> list[Row]:
    """The rows of a prize, of blank ones between them only so many as it needs."""
    spare = [row for row in rows if row.spare][: max(0, seats - sum(not row.spare for row in rows))]
    return [row for row in rows if not row.spare or row in spare]


@dataclass
class Reader:
    """Goes down a sheet from its first header on."""

    sheet: Sheet
    head: Head
    names: Names
    own: tuple[str, ...] = ()
    said: dict[str, tuple[str, Cell]] = field(default_factory=dict)
    anchors: dict[Cell, Cell] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """The rows for winners, in the order of the sheet; blank ones only where the table goes on below."""
        self._merged()
        titled, blank = False, list[Row]()
        for number in range(self.head.bottom + 1, self.sheet.height + 1):
            filled = self._filled(number)
            if head := head_at(self.sheet, number):
                self.head, self.said, blank = head, {}, []
                self._merged()
            elif number <= self.head.bottom:
                continue
            elif (line := self._line(number, filled)) is not None:
                self.own = (line, *self.own) if titled else (line,)
                self.said, titled, blank = {}, True, []
            elif self._ends(filled):
                yield from blank
                self.said.pop("tier", None)
                blank = []
            elif row := self._row(number, filled):
                if row.spare:
                    blank = [*blank, row] if len(blank) < _MOST_BLANK else blank
                    continue
                titled = False
                yield from blank
                blank = []
                yield row

    def _merged(self) -> None:
        """Every merged cell of our columns -> the one that holds its value."""
        self.anchors = {
            Cell(row, col): area.anchor
            for area in self.sheet.facts.merged
            for col in self.head.columns.values()
            if area.left <= col <= area.right
            for row in range(area.top, min(area.bottom, self.sheet.height) + 1)
        }

    def _at(self, number: int, name: str) -> Cell:
        cell = Cell(number, self.head.columns[name])
        return self.anchors.get(cell, cell)

    def _filled(self, number: int) -> list[Cell]:
        cells = (Cell(number, col) for col in range(1, self.sheet.width + 1))
        return [c for c in cells if text_at(self.sheet, c) or c in self.sheet.facts.formulas]

    def _line(self, number: int, filled: Collection[Cell]) -> str | None:
        """The text of a row with one text that is the title of what follows; None where it is no such row."""
        text = text_at(self.sheet, *filled) if len(filled) == 1 else ""
        if not 0 < len(text) <= LONGEST_LINE or not self.names.speaks(text):
            return None
        ours = [name for name in self.head.columns if self._at(number, name) in filled]
        return text if ours in ([], ["tier"]) or len(ours) > 1 else None

    def _row(self, number: int, filled: list[Cell]) -> Row | None:
        """A row for a winner, or one that is blank; None for what stands beside or below a table."""
        cells = {name: self._at(number, name) for name in self.head.columns}
        cells = {name: cell for name, cell in cells.items() if cell.col == self.head.columns[name]}
        if "name" not in cells or "tier" not in cells or self._is_remark(filled, cells):
            return None
        begun = bool(text_at(self.sheet, cells["tier"])) or any(cell in filled for cell in cells.values())
        if begun:
            self._carry(cells)
        elif filled:
            return None
        if "tier" not in self.said:
            return None
        spare = not begun
        if spare and any(c in self.anchors for c in (cells["name"], cells["tier"], self.said["tier"][1])):
            return None
        return Row(self.head, cells, dict(self.said), self.own, spare)

    def _ends(self, filled: Collection[Cell]) -> bool:
        """Whether a row is a total, one in words, or a line for signatures."""
        texts = [(cell, words.squeeze(self.sheet.value(cell))) for cell in filled]
        left = [text for cell, text in texts if cell.col <= self.head.columns["name"]]
        first = texts[0][1] if texts else ""
        total = any(words.is_total(text) or "大写" in text for text in left)
        return total or words.is_note(first) or words.is_footer(first)

    def _is_remark(self, filled: list[Cell], cells: Mapping[str, Cell]) -> bool:
        """A text alone in its row, too long for a prize and not of a winner, or no number where rows are numbered."""
        if len(filled) != 1 or filled[0] == cells["name"]:
            return False
        text = text_at(self.sheet, filled[0])
        if filled[0] == cells.get("seq"):
            return number_in(text) is None
        return len(text) > _LONGEST_TIER and not self.names.is_tier(text)

    def _carry(self, cells: Mapping[str, Cell]) -> None:
        """What the row says of event, group and prize; blank says the same as above, but not where cells are merged."""
        for at, name in enumerate(_CARRIED):
            cell = cells.get(name)
            if cell is None:
                continue
            text = text_at(self.sheet, cell)
            if text and text != self.said.get(name, ("", cell))[0]:
                for later in _CARRIED[at:]:
                    self.said.pop(later, None)
            if text:
                self.said[name] = (text, cell)
            elif cell in self.anchors:
                self.said.pop(name, None)
