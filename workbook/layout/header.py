"""Finding the header of a table: by the words in it, never by position.

Headers may have two or three levels: a parent tells 队长 联系电话 from 指导教师 联系电话. The result says
which column holds which field; reading the rows below is left to `rows`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from schemas.format import SheetFormat
from schemas.formats import FORMATS
from schemas.headers import clean_header
from workbook.layout import words
from workbook.model import Cell, Sheet, Value

MIN_COLUMNS = 3
"""A row with fewer known header texts is no header."""

_DEEPEST = 3
_TITLE = 5
"""So many lines above a header, or at the top of a sheet, may be its title."""
_REMEMBERED = 500

Paths: TypeAlias = tuple[tuple[int, tuple[str, ...]], ...]
"""Columns, each with its header texts from parent to child."""


@dataclass
class Header:
    """One header: where it stands and which column means what. Once read it does not change: sheets alike share it.

    shared      field -> column, for fields of the whole row
    blocks      block name -> (role, field -> column), for person blocks; empty in a plain roster
    unknown     columns with a header text no format knows: column -> text as found
    repeated    columns whose meaning stood already to the left: column -> field
    texts       column -> text as found in the lowest header row, to recognise the header printed again
    """

    format: SheetFormat
    row: int
    depth: int
    left: int
    right: int
    shared: dict[str, int] = field(default_factory=dict)
    blocks: dict[str, tuple[str, dict[str, int]]] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    repeated: dict[int, str] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """How many columns are understood."""
        return len(self.shared) + sum(len(columns) for _, columns in self.blocks.values())

    @property
    def first(self) -> Cell:
        """The first understood header cell: findings about the whole table point here."""
        found = [*self.shared.values(), *(col for _, cols in self.blocks.values() for col in cols.values())]
        return Cell(self.row, min(found))

    def has_mark(self) -> bool:
        """Whether a column stands here that tells this format from its neighbours."""
        fields = set(self.shared).union(*(columns for _, columns in self.blocks.values()))
        return any(mark in fields for mark in self.format.marks)


def headers_at(sheet: Sheet, row: int, anchors: Mapping[Cell, Cell]) -> list[Header]:
    """The headers that begin in a row: usually none or one, several for tables side by side."""
    if not _looks_like_header(sheet, row):
        return []
    best: list[Header] = []
    named = _named(sheet, row)
    for depth in range(1, min(_DEEPEST, sheet.height - row + 1) + 1):
        if depth > 1 and not _linked(sheet, row, depth, anchors):
            break
        paths = _paths(sheet, row, depth, anchors)
        texts = tuple(_lowest(sheet, row, depth, col) for col in paths)
        found = _meant(row, depth, tuple(paths.items()), texts, named)
        if sum(h.score for h in found) > sum(h.score for h in best):
            best = list(found)
    return best


@lru_cache(_REMEMBERED)
def _meant(
    row: int, depth: int, paths: Paths, texts: tuple[str, ...], named: SheetFormat | None
) -> tuple[Header, ...]:
    """The headers of the format that understands most of some paths: a thousand schools fill in one template.

    named   the format that the sheet says it has, by name and title: where its columns fit no other's marks count
    """
    best: list[Header] = []
    order = [col for col, _ in paths]
    for fmt in FORMATS:
        found = [h for h in _read(fmt, row, depth, paths, texts) if h.has_mark() and _is_header(h, order)]
        if sum(h.score for h in found) > sum(h.score for h in best):
            best = found
    if named is not None and all(header.format is not named for header in best):
        own = [h for h in _read(named, row, depth, paths, texts) if _fits(h) and _is_header(h, order)]
        if own and sum(h.score for h in own) >= sum(h.score for h in best):
            best = own
    return tuple(best)


def _named(sheet: Sheet, row: int) -> SheetFormat | None:
    """The one format that both the sheet's name and a line above a row, or at the top of the sheet, name."""
    found = [fmt for fmt in FORMATS if fmt.name in sheet.name]
    if not found or row == 1:
        return None
    lines = {*range(min(row - 1, _TITLE)), *range(max(0, row - 1 - _TITLE), row - 1)}
    above = [v for col in sheet.columns for line in lines if isinstance(v := col[line], str)]
    titled = [fmt for fmt in found if any(word in text for text in above for word in fmt.titles)]
    return titled[0] if len(titled) == 1 else None


def _fits(header: Header) -> bool:
    """Whether a format understands every column, and none is missing that it must have."""
    required = {column.name for column in header.format.required("roster")}
    return not header.unknown and required <= header.shared.keys()


def _is_header(header: Header, order: list[int]) -> bool:
    """Enough known columns, and neighbours of each other.

    In a form's row labels alternate with values; in a header they stand side by side.
    """
    if header.score < MIN_COLUMNS:
        return False
    columns = set(header.shared.values()).union(*(cols.values() for _, cols in header.blocks.values()))
    ranks = [rank for rank, col in enumerate(order) if col in columns]
    neighbours = sum(1 for a, b in pairwise(ranks) if b == a + 1)
    return 2 * neighbours >= len(ranks) - 1


def _looks_like_header(sheet: Sheet, row: int) -> bool:
    """At least two texts of the row, or of the row with the one below, are words we know."""
    hits = 0
    for column in sheet.columns:
        for index in (row - 1, row):
            value = column[index] if index < len(column) else None
            if isinstance(value, str) and len(value) < 60 and _known(value):
                hits += 1 if index == row - 1 else 0
                below_hit = index == row
                hits += 1 if below_hit and column[row - 1] is None else 0
        if hits >= 2:
            return True
    return False


_KNOWN: dict[str, bool] = {}


def _known(text: str) -> bool:
    """Whether a text is a header word of any format or begins with a person block's name (memoised)."""
    known = _KNOWN.get(text)
    if known is None:
        clean = clean_header(text)
        known = clean in words.any_word() or any(
            words.meaning((clean,), fmt) or words.group_of(clean, fmt) for fmt in FORMATS
        )
        if len(_KNOWN) > 50_000:
            _KNOWN.clear()
        _KNOWN[text] = known
    return known


def _linked(sheet: Sheet, row: int, depth: int, anchors: Mapping[Cell, Cell]) -> bool:
    """Whether the row `depth - 1` below belongs to the same header.

    A cell merged from above into it says so, or a person block or a wide known header right above it.
    """
    lower = row + depth - 1
    for col in range(1, sheet.width + 1):
        anchor = anchors.get(Cell(lower, col))
        if anchor and row <= anchor.row < lower:
            return True
        text = sheet.value(Cell(lower - 1, col))
        if not isinstance(text, str) or sheet.value(Cell(lower, col)) is None:
            continue
        clean = clean_header(text)
        above, right = anchors.get(Cell(lower - 1, col)), anchors.get(Cell(lower - 1, col + 1))
        wide = above is not None and above == right and clean in words.any_word()
        if wide or any(words.group_of(clean, fmt) for fmt in FORMATS):
            return True
    return False


def _paths(sheet: Sheet, row: int, depth: int, anchors: Mapping[Cell, Cell]) -> dict[int, tuple[str, ...]]:
    """Per column its header texts from parent to child, normalised; a merged parent counts for all below.

    Columns that only continue a header cell merged sideways are left out.
    """
    paths: dict[int, tuple[str, ...]] = {}
    carried = ""
    for col in range(1, sheet.width + 1):
        path: list[str] = []
        seen: set[Cell] = set()
        for level in range(depth):
            cell = Cell(row + level, col)
            anchor = anchors.get(cell, cell)
            if anchor in seen:
                continue
            seen.add(anchor)
            value = sheet.value(anchor)
            text = clean_header(value) if isinstance(value, str) else ""
            if level == 0 and depth > 1:
                # A parent written once without merging goes on until the next text of its row.
                carried = text or (carried if anchor == cell else "")
                text = text or _carried_parent(carried, sheet.value(Cell(row + depth - 1, col)))
            if text:
                path.append(text)
        lowest = anchors.get(Cell(row + depth - 1, col))
        if lowest is None or lowest.col == col:
            paths[col] = tuple(path)
    return paths


def _carried_parent(parent: str, child: Value) -> str:
    """The parent for a column without one of its own, where the two together mean something."""
    if not parent or not isinstance(child, str):
        return ""
    together = parent + clean_header(child)
    known = together in words.any_word() or any(words.group_of(parent, fmt) for fmt in FORMATS)
    return parent if known else ""


def _lowest(sheet: Sheet, row: int, depth: int, col: int) -> str:
    """The lowest text of a header's column, as found."""
    return str(next((v for r in range(row + depth - 1, row - 1, -1) if (v := sheet.value(Cell(r, col)))), ""))


def _read(fmt: SheetFormat, row: int, depth: int, paths: Paths, texts: Sequence[str]) -> list[Header]:
    """What the paths mean in one format. A first field that comes again starts a table side by side."""
    found: list[Header] = []
    header: Header | None = None
    for (col, path), text in zip(paths, texts, strict=True):
        if not path:
            continue
        means = words.meaning(path, fmt)
        if header is None or (means and _starts_again(header, means)):
            header = Header(fmt, row, depth, col, col)
            found.append(header)
        header.right = col
        header.texts[col] = text
        if means is None:
            header.unknown[col] = text
            continue
        columns = header.shared
        if means.block is not None:
            columns = header.blocks.setdefault(means.block, (means.role or "", {}))[1]
        if means.column.name in columns:
            header.repeated[col] = means.column.name
        else:
            columns[means.column.name] = col
    for header in found:
        _stand_in(header)
    return found


def _stand_in(header: Header) -> None:
    """Where the header has no 角色, its 分工 is read as such."""
    for column in header.format.columns:
        if column.instead_of and column.name in header.shared and column.instead_of not in header.shared:
            header.shared[column.instead_of] = header.shared.pop(column.name)


def _starts_again(header: Header, means: words.Meaning) -> bool:
    """The table's first field stands here a second time, and a whole header lies to the left."""
    if means.block is not None or header.score < MIN_COLUMNS or not header.has_mark() or not header.shared:
        return False
    return means.column.name == min(header.shared, key=header.shared.__getitem__)
