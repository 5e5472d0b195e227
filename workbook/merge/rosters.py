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
_TRIPLE: Final = ("source_file", "source_sheet", "source_row")

Where = tuple[str, str, str]
"""Source file, sheet and row, as they stand in the sheet."""


class Rosters:
    """The two sheets while they are brought up to date; `row_of` tells where each record stands afterwards."""

    def __init__(self, book: Book) -> None:
        self.tables = {fmt: own_table(book, SHEETS[fmt]) for fmt in MERGED}
        self.row_of: dict[int, int] = {}

    def update(self, before: Folded, after: Folded) -> None:
        """From what stood to what stands."""
        pairs = list(paired(before, after))
        old = {id(record): record for record, _ in pairs if record is not None}
        rows = {fmt: self._rows_of(fmt, before, old.values()) for fmt in MERGED}
        for was, now in pairs:
            if was is not None:
                self._bring(before, was, after, now, rows[was.format].get(id(was)))
            elif now is not None:
                table = self.tables[now.format]
                cells = cells_of(table, after, now)
                self.row_of[id(now)] = table.add({**cells, "seq": self._next(table)})
        for fmt in MERGED:
            self._by_hand(self.tables[fmt], set(rows[fmt].values()))

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

    def _next(self, table: OwnTable) -> float:
        return float(table.last - table.header + len(table.added) + 1)

    def _rows_of(self, fmt: str, folded: Folded, records: Iterable[Record]) -> dict[int, int]:
        """Record -> the row it stands in; of several from one row of a file the one with its name."""
        table = self.tables[fmt]
        there: dict[Where, list[int]] = {}
        for row in table.rows():
            file, sheet, line = (table.text(row, name) for name in _TRIPLE)
            if file:
                there.setdefault((file, sheet, line), []).append(row)
        found: dict[int, int] = {}
        named = "name" if fmt == REGISTRATION else "owner"
        for record in records:
            if record.format != fmt:
                continue
            rows = there.get(where(folded, record.source), [])
            same = [row for row in rows if table.text(row, named) == str(record.values.get(named, ""))]
            for row in (same or (rows if len(rows) == 1 else []))[:1]:
                rows.remove(row)
                found[id(record)] = row
        return found

    def _gone(self, table: OwnTable, folded: Folded, record: Record) -> None:
        file, sheet, row = where(folded, record.source)
        place = Place(table.source, table.sheet.name)
        context = {"file": file, "sheet": sheet, "row": row}
        table.findings.append(Finding("MERGE_ROW_GONE", place, who_of(record), context=context))

    def _by_hand(self, table: OwnTable, known: set[int]) -> None:
        """Rows that came from no file: they stay, and are told."""
        for row in table.rows():
            if row not in known:
                name = "name" if "name" in table.columns else "owner"
                table.findings.append(Finding("MERGE_ROW_HAND", table.at(row, name)))


def _wanted(
    table: OwnTable, before: Folded, was: Record, after: Folded, now: Record | None, written: Cells
) -> Cells:
    """What a row should say now; most rows say what they said."""
    if now is None:
        return {**written, "state": "撤回"}
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
    names = ("school", "team", "name" if record.format == REGISTRATION else "owner")
    return tuple(str(record.values[name]) for name in names if name in record.values)
