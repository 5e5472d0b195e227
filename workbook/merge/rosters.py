"""附件1汇总 and 附件2汇总: one row per record that stands, each with where it came from.

Rows are found again by their source, so people may sort them. A row is never deleted: who is no longer in a
replacement gets the state 撤回.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from workbook.edits import Scalar
from workbook.merge.fold import Folded, Record, Source
from workbook.merge.submission import MERGED, REGISTRATION, SHOPS, Row
from workbook.merge.tables import Cells, OwnTable, own_table
from workbook.model import Book, Finding, Place

SHEETS: Final[Mapping[str, str]] = {REGISTRATION: "附件1汇总", SHOPS: "附件2汇总"}
NAMES: Final[Mapping[str, str]] = {REGISTRATION: "name", SHOPS: "owner"}
"""The column with the person's name."""

_KNOWN_BY: Final = (("name", "owner"), ("id_no", "phone", "shop_id", "shop_phone"))

UNCOUNTED: Final = "不计"
"""State of a row that no record stands in any more: its file is not wanted, or it went into another row."""

_TRIPLE: Final = ("source_file", "source_sheet", "source_row")

Where = tuple[str, str, str]
"""Source file, sheet and row, as they stand in the sheet."""


class Rosters:
    """The two sheets while they are brought up to date; `row_of` tells where each record stands afterwards."""

    def __init__(self, book: Book) -> None:
        self.tables = {fmt: own_table(book, SHEETS[fmt]) for fmt in MERGED}
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
        return there + sum(len(table.added) for table in self.tables.values()) - len(self.uncounted)

    def _claimed(self, folded: Folded, records: Iterable[Record]) -> dict[int, int]:
        """Record -> the row it stands in. Of several from one row of a file each takes the one with its name first,
        then with its number; the last one needs neither.
        """
        found: dict[int, int] = {}
        for known_by in (*_KNOWN_BY, ()):
            for record in records:
                if id(record) not in found:
                    row = self._claim(record, where(folded, record.source), known_by)
                    if row is not None:
                        found[id(record)] = row
        return found

    def _claim(self, record: Record, at: Where, known_by: tuple[str, ...]) -> int | None:
        """A row with that source that nobody has yet and that says the same there; () where there is no choice."""
        free, table = self.free[record.format].get(at, []), self.tables[record.format]
        names = [name for name in known_by if name in record.values and name in table.columns]
        if known_by:
            rows = [r for r in free if any(table.text(r, name) == str(record.values[name]) for name in names)]
        else:
            rows = free if len(free) == 1 else []
        if not rows:
            return None
        row = rows[0]
        free.remove(row)
        return row

    def _bring(self, before: Folded, was: Record, after: Folded, now: Record | None, row: int | None) -> None:
        """One record that stood: its row says what it says now."""
        table = self.tables[was.format]
        if row is None:
            self._gone(table, before, was)
            return
        written = cells_of(table, before, was)
        wanted = _wanted(table, before, was, after, now, written)
        table.update(row, written, wanted, who_of(was))
        if now is not None:
            self.row_of[id(now)] = row
        else:
            self.uncounted.add((was.format, row))

    def _new(self, after: Folded, now: Record) -> None:
        """A record that did not stand before: in the row it had once, else in a new one."""
        table = self.tables[now.format]
        cells = cells_of(table, after, now)
        for source in now.sources:
            row = self._claim(now, where(after, source), _KNOWN_BY[0])
            if row is not None:
                for name, value in cells.items():
                    table.write(row, name, value)
                self.uncounted.discard((now.format, row))
                self.row_of[id(now)] = row
                return
        self.row_of[id(now)] = table.add(
            {**cells, "seq": float(table.last - table.header + len(table.added) + 1)}
        )

    def _gone(self, table: OwnTable, folded: Folded, record: Record) -> None:
        file, sheet, row = where(folded, record.source)
        place = Place(table.source, table.sheet.name)
        context = {"file": file, "sheet": sheet, "row": row}
        table.findings.append(Finding("MERGE_ROW_GONE", place, who_of(record), context=context))

    def _by_hand(self, after: Folded) -> None:
        """Rows that came from no file: they stay, and are told."""
        known = {(s.name, row.sheet, str(row.row)) for s in after.submissions for row in s.rows}
        for fmt, table in self.tables.items():
            taken = {
                row for (where_from, rows) in self.free[fmt].items() if where_from in known for row in rows
            }
            taken |= {self.row_of[id(r)] for r in after.records if r.format == fmt and id(r) in self.row_of}
            taken |= {row for other, row in self.uncounted if other == fmt}
            for row in table.rows():
                if row not in taken:
                    table.findings.append(Finding("MERGE_ROW_HAND", table.at(row, NAMES[fmt])))


def _by_source(table: OwnTable) -> dict[Where, list[int]]:
    """The rows of a sheet by the place they came from."""
    found: dict[Where, list[int]] = {}
    for row in table.rows():
        file, sheet, line = (table.text(row, name) for name in _TRIPLE)
        if file:
            found.setdefault((file, sheet, line), []).append(row)
    return found


def _wanted(
    table: OwnTable, before: Folded, was: Record, after: Folded, now: Record | None, written: Cells
) -> Cells:
    """What a row should say now; most rows say what they said."""
    if now is None:
        return {**written, "state": UNCOUNTED}
    same = was.values == now.values and was.withdrawn == now.withdrawn
    if same and where(before, was.source) == where(after, now.source):
        return written
    return cells_of(table, after, now)


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


def cells_of(table: OwnTable, folded: Folded, record: Record) -> Cells:
    """What the sheet says of a record; its number in the file is not told, the sheet counts for itself."""
    file, sheet, row = where(folded, record.source)
    cells: dict[str, Scalar] = {
        column.name: scalar(record.values.get(column.name))
        for column in table.spec.columns
        if column.name != "seq"
    }
    cells |= {
        "state": "撤回" if record.withdrawn else "有效",
        "source_file": file,
        "source_sheet": sheet,
        "source_row": float(row),
    }
    return cells


def scalar(value: object) -> Scalar:
    """A value as a cell holds it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return float(value)
    return None if value is None else str(value)


def who_of(record: Record | Row) -> tuple[str, ...]:
    """A record in words: school, team, person."""
    names = ("school", "team", NAMES[record.format])
    return tuple(str(record.values[name]) for name in names if name in record.values)
