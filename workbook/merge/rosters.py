"""附件1汇总, 附件2汇总, 报名, 场次 …: one row per record that stands, each with where it came from.

Rows are found again by their source, so people may sort them. A row is never deleted: who is no longer in a
replacement gets the state 撤回.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from schemas.book import MERGED_SHEETS, BookSheet
from schemas.format import Column
from schemas.formats import format_by_id
from workbook.edits import Scalar
from workbook.merge.fold import Folded, Record, Source
from workbook.merge.submission import MERGED, REGISTRATION, SHOPS, Row, typed_value
from workbook.merge.tables import Cells, OwnTable, own_table
from workbook.model import Book, Finding, Place
from workbook.parse import shown

SHEETS: Final[Mapping[str, str]] = {fmt: spec.name for fmt, spec in MERGED_SHEETS.items()}
_BY_HAND: Final = frozenset(fmt for fmt, spec in MERGED_SHEETS.items() if spec.owner == "人工")
"""Formats whose sheets people may add rows to: where nobody hands in a file, they type."""

_OURS: Final = ("state", "source_file", "source_sheet", "source_row")
UNCOUNTED: Final = "不计"
"""State of a row that no record stands in any more: its file is not wanted, or it went into another row."""

_TRIPLE: Final = ("source_file", "source_sheet", "source_row")

Where = tuple[str, str, str]
"""Source file, sheet and row, as they stand in the sheet."""


class Rosters:
    """The two sheets while they are brought up to date; `row_of` tells where each record stands afterwards."""

    def __init__(
        self, book: Book, needed: Collection[str] = (), keys: Mapping[int, str] | None = None
    ) -> None:
        """Raises Refused where a sheet is missing that is needed: 附件1汇总, 附件2汇总, and those of these formats.

        keys   number of the entrant (参赛主体) of each record of an entry
        """
        self.keys = keys or {}
        needed = {*needed, REGISTRATION, SHOPS}
        self.tables = {
            fmt: own_table(book, SHEETS[fmt]) for fmt in MERGED if fmt in needed or book.sheet(SHEETS[fmt])
        }
        self.row_of: dict[int, int] = {}
        self.free = {fmt: _by_source(table) for fmt, table in self.tables.items()}
        self.uncounted = {
            (fmt, row)
            for fmt, table in self.tables.items()
            for row in table.rows()
            if table.text(row, "state") == UNCOUNTED
        }

    def update(self, before: Folded, after: Folded) -> None:
        """From what stood to what stands."""
        pairs = list(paired(before, after))
        rows = self._claimed(before, [was for was, _ in pairs if was is not None])
        for was, now in pairs:
            if was is not None:
                self._bring(before, was, after, now, rows.get(id(was)))
            elif now is not None:
                self._new(after, now)
        self._by_hand(after)

    def counted(self) -> int:
        """The rows that came from a file and count, as the sheets will be."""
        there = sum(
            isinstance(table.value(row, "source_row"), float)
            for table in self.tables.values()
            for row in table.rows()
        )
        added = sum(
            isinstance(row[table.columns["source_row"] - 1], float)
            for table in self.tables.values()
            for row in table.added
        )
        return there + added - len(self.uncounted)

    def _claimed(self, folded: Folded, records: Iterable[Record]) -> dict[int, int]:
        """Record -> the row it stands in. Rows that do not count come last: another may bear the same source by now."""
        found: dict[int, int] = {}
        for counts in (True, False):
            for agrees in _TRIES:
                for record in records:
                    if id(record) not in found:
                        row = self._claim(record, where(folded, record.source), agrees, counts)
                        if row is not None:
                            found[id(record)] = row
        return found

    def _claim(self, record: Record, at: Where, agrees: Agrees | None, counts: bool) -> int | None:
        """A row with that source that nobody has yet and that agrees with the record; without `agrees` the only one."""
        free, table = self.free[record.format].get(at, []), self.tables[record.format]
        rows = [row for row in free if ((record.format, row) not in self.uncounted) == counts]
        if agrees is not None:
            rows = [row for row in rows if agrees(table, row, record)]
        if not rows or (agrees is None and len(rows) > 1):
            return None
        free.remove(rows[0])
        return rows[0]

    def _bring(self, before: Folded, was: Record, after: Folded, now: Record | None, row: int | None) -> None:
        """One record that stood: its row says what it says now."""
        table = self.tables[was.format]
        if row is None:
            self._gone(table, before, was)
            return
        written = cells_of(table, before, was, self.keys)
        wanted = self._wanted(table, before, was, after, now, written)
        table.update(row, written, wanted, who_of(was))
        if now is not None:
            self.row_of[id(now)] = row
        else:
            self.uncounted.add((was.format, row))

    def _wanted(
        self, table: OwnTable, before: Folded, was: Record, after: Folded, now: Record | None, written: Cells
    ) -> Cells:
        """What a row should say now; most rows say what they said."""
        if now is None:
            return {**written, "state": UNCOUNTED}
        same = was.values == now.values and was.withdrawn == now.withdrawn
        if same and where(before, was.source) == where(after, now.source):
            return written
        return cells_of(table, after, now, self.keys)

    def _new(self, after: Folded, now: Record) -> None:
        """A record that did not stand before: in the row it had once, else in a new one."""
        table = self.tables[now.format]
        cells = cells_of(table, after, now, self.keys)
        for source in now.sources:
            at = where(after, source)
            if not self.free[now.format].get(at):
                continue
            tries = ((agrees, counts) for counts in (False, True) for agrees in (_same, _same_name))
            row = next((r for how in tries if (r := self._claim(now, at, *how)) is not None), None)
            if row is not None:
                for name, value in cells.items():
                    table.write(row, name, value)
                self.uncounted.discard((now.format, row))
                self.row_of[id(now)] = row
                return
        if "seq" in table.columns:
            cells = {**cells, "seq": float(table.last - table.header + len(table.added) + 1)}
        self.row_of[id(now)] = table.add(cells)

    def _gone(self, table: OwnTable, folded: Folded, record: Record) -> None:
        file, sheet, row = where(folded, record.source)
        place = Place(table.source, table.sheet.name)
        context = {"file": file, "sheet": sheet, "row": row}
        table.findings.append(Finding("MERGE_ROW_GONE", place, who_of(record), context=context))

    def _by_hand(self, after: Folded) -> None:
        """Rows that came from no file: they stay, and are told."""
        known: set[Where] = set()
        if any(map(any, self.free.values())):
            known = {(s.name, row.sheet, str(row.row)) for s in after.submissions for row in s.rows}
        standing: dict[str, set[int]] = {}
        for record in after.records:
            if (stands_in := self.row_of.get(id(record))) is not None:
                standing.setdefault(record.format, set()).add(stands_in)
        for fmt, table in self.tables.items():
            taken = {
                row for (where_from, rows) in self.free[fmt].items() if where_from in known for row in rows
            }
            taken |= standing.get(fmt, set())
            taken |= {row for other, row in self.uncounted if other == fmt}
            for row in table.rows():
                if row in taken or (fmt in _BY_HAND and not table.text(row, "source_file")):
                    continue
                place = table.at(row, format_by_id(fmt).who)
                table.findings.append(Finding("MERGE_ROW_HAND", place, apart=table.apart(row)))


def _says(table: OwnTable, row: int, record: Record, names: Iterable[str]) -> list[bool]:
    """Whether a row says what a record does, for each column both have."""
    columns = _columns(table.spec)
    return [
        table.text(row, name) == shown(cell(columns[name], record.values[name]))
        for name in names
        if name in record.values and name in table.columns
    ]


def _same_name(table: OwnTable, row: int, record: Record) -> bool:
    """Its name; of an entry for several events, the event too."""
    fmt = format_by_id(record.format)
    return all(_says(table, row, record, (fmt.who, *(("phase", "event") if fmt.each else ()))))


def _same(table: OwnTable, row: int, record: Record) -> bool:
    """Its name and every number it is known by: two persons of one name may come from one row of a file."""
    numbers = dict.fromkeys(fields[0] for fields in format_by_id(record.format).known_by)
    return _same_name(table, row, record) and all(_says(table, row, record, numbers))


def _same_number(table: OwnTable, row: int, record: Record) -> bool:
    """One of the numbers it is known by."""
    fmt = format_by_id(record.format)
    return any(_says(table, row, record, dict.fromkeys(fields[0] for fields in fmt.known_by)))


Agrees = Callable[[OwnTable, int, Record], bool]
_TRIES: Final[tuple[Agrees | None, ...]] = (_same, _same_name, _same_number, None)
"""How a record finds its row again, best first; None: by its source alone, where there is no choice."""


def _by_source(table: OwnTable) -> dict[Where, list[int]]:
    """The rows of a sheet by the place they came from."""
    found: dict[Where, list[int]] = {}
    for row in table.rows():
        file, sheet, line = (table.text(row, name) for name in _TRIPLE)
        if file:
            found.setdefault((file, sheet, line), []).append(row)
    return found


def paired(before: Folded, after: Folded) -> Iterator[tuple[Record | None, Record | None]]:
    """What stood and what stands, matched by the rows of the files they are of."""
    numbers = {s.number: n for n, s in enumerate(after.submissions)}
    of_source = {
        Source(file, row): outcome.record
        for file, outcomes in after.outcomes.items()
        for row, outcome in enumerate(outcomes)
        if outcome.record is not None
    }
    taken: set[int] = set()
    for was in before.records:
        sources = (Source(numbers[before.submissions[s.file].number], s.row) for s in was.sources)
        now = next((r for s in sources if (r := of_source.get(s)) is not None and id(r) not in taken), None)
        if now is not None:
            taken.add(id(now))
        yield was, now
    for now in after.records:
        if id(now) not in taken:
            yield None, now


def where(folded: Folded, source: Source) -> Where:
    """A row of a submission as the sheets name it."""
    row = folded.row(source)
    return folded.submissions[source.file].name, row.sheet, str(row.row)


def cells_of(table: OwnTable, folded: Folded, record: Record, keys: Mapping[int, str]) -> Cells:
    """What the sheet says of a record; its number in the file is not told, the sheet counts for itself.

    The number of an entrant is said where it is known; elsewhere that column is left to people.
    """
    columns, values = _columns(table.spec), record.values
    if (number := keys.get(id(record))) is not None:
        values = {**values, "key": number}
    file, sheet, row = where(folded, record.source)
    cells: dict[str, Scalar] = {name: None for name in columns if name not in _NOT_SAID}
    if "key" not in values:
        cells.pop("key", None)
    for name, value in values.items():
        if name in cells:
            cells[name] = cell(columns[name], value)
    cells |= {
        "state": "撤回" if record.withdrawn else "有效",
        "source_file": file,
        "source_sheet": sheet,
        "source_row": float(row),
    }
    return cells


_NOT_SAID: Final = frozenset(("seq", *_OURS))


@cache
def _columns(spec: BookSheet) -> Mapping[str, Column]:
    """The columns of a sheet by name; asked for every row."""
    return spec.columns_by_name


def cell(column: Column, value: object) -> Scalar:
    """A value as a cell of its column holds it: fen as 元, seconds as minutes, a day as its serial number."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return None
    held = column.kind.cell
    if held is not None and typed_value(column.kind.dtype, value) is not None:  # type: ignore[arg-type]
        return held(value)
    return float(value) if isinstance(value, int | float) else str(value)


def who_of(record: Record | Row) -> tuple[str, ...]:
    """A record in words: school, team, person."""
    names = dict.fromkeys(("school", "team", format_by_id(record.format).who))
    return tuple(str(record.values[name]) for name in names if name in record.values)
