"""The sheets of people and work of a contest workbook as plain rows, each with the way back to its cells.

The workbook is what counts: rows that were merged and rows that people typed are the same here. Withdrawn rows are
left out. Which event a row speaks of is settled here, whom it is of in `persons`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from schemas.book import BOOK_SHEETS
from schemas.contest import Card, Event, Scope
from schemas.events import events_meant
from workbook.apart import apart
from workbook.card.read import CardSheets
from workbook.content import folded, same_value
from workbook.eligibility.ticks import Unticked, unticked
from workbook.host import Refused
from workbook.merge.register import TYPED_TIME, typed_time
from workbook.merge.rosters import cell as cell_of
from workbook.merge.submission import Said
from workbook.model import Book, Finding, Place
from workbook.parse import own_tables, shown
from workbook.table import Table

Row = Mapping[str, Any]
"""A row: field -> typed value (None where blank or unreadable), `record` its number in the table."""

ENTRANTS: Final = "参赛主体"
READ: Final = (
    "参赛主体", "报名", "附件1汇总", "附件2汇总", "直播计划审核", "直播报备", "排期", "场次", "短视频作品", "评委评分",
    "培训", "主播备案", "处罚调整", "投诉异议", "收件登记",
)  # fmt: skip
"""The sheets that are asked, by their names."""

_OUT: Final = ("撤回", "不计")
_CANCELLED: Final = ("取消", "作废", "停办", "未播", "未开播", "没播")
"""In 场次状态 of 排期: it did not take place."""


@dataclass(frozen=True)
class Rows:
    """The rows of one sheet that count, and where those stand that do not (withdrawn)."""

    table: Table | None
    rows: Sequence[Row] = ()
    left_out: Sequence[Place] = ()

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def place(self, row: Row, name: str) -> Place:
        """The cell of a field of a row."""
        assert self.table is not None  # there is no row without a table
        return self.table.at(row["record"], name)

    def unreadable(self, row: Row, name: str) -> bool:
        """Whether the cell holds something that no value could be taken from; it was reported already."""
        return self.table is not None and self.table.state(row["record"], name) == "unreadable"

    def shown(self, row: Row, name: str) -> str:
        """What stands in a cell, as text."""
        raw = self.table.raw[name][row["record"]] if self.table and name in self.table.raw else None
        return shown(raw) or ""

    def finding(
        self,
        code: str,
        row: Row,
        name: str,
        context: Mapping[str, str] | None = None,
        related: Sequence[Place] = (),
        rule: str | None = None,
    ) -> Finding:
        """A finding at one cell of a row."""
        assert self.table is not None  # there is no row without a table
        fmt = self.table.format
        column = fmt.column(name)
        value = row.get(name)
        raw = self.table.raw[name][row["record"]] if name in self.table.raw else None
        words = column.kind.text(value) if value is not None and column.kind.text else shown(raw)
        who = tuple(str(row[part]) for part in dict.fromkeys(("school", "team", fmt.who)) if row.get(part))
        said = {"field": column.title, **(context or {})}
        own = apart(fmt.id, row.get)
        return Finding(code, self.place(row, name), who, name, words, None, said, tuple(related), rule, own)


@dataclass(frozen=True)
class Work:
    """Everything that is asked about entrants.

    findings   what reading the sheets noticed
    """

    source: str
    sheets: CardSheets
    of: Mapping[str, Rows] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    _indexes: dict[tuple[str, str], dict[str, list[Row]]] = field(default_factory=dict)
    _scopes: dict[tuple[str, str], Scope | None] = field(default_factory=dict)

    @property
    def card(self) -> Card:
        """The rule card."""
        return self.sheets.card

    def rows(self, sheet: str) -> Rows:
        """The rows of a sheet; none where the workbook does not have it."""
        return self.of.get(sheet, Rows(None))

    def rows_with(self, sheet: str, name: str, value: object) -> list[Row]:
        """The rows of a sheet that say something in a column, as texts are compared; "" says nothing."""
        index = self._indexes.get((sheet, name))
        if index is None:
            index = self._indexes[sheet, name] = {}
            for row in self.rows(sheet):
                index.setdefault(folded(row[name]), []).append(row)
        wanted = folded(value)
        return index.get(wanted, []) if wanted else []

    @cached_property
    def stages(self) -> dict[Scope, Event]:
        """Scope -> the event."""
        return {event.scope: event for event in self.card.stages}

    def scope(self, row: Row) -> Scope | None:
        """The event a row speaks of; None where the card has no such event."""
        said = str(row.get("event") or ""), str(row.get("phase") or "")
        if said not in self._scopes:
            found = events_meant(self.stages.values(), *said)
            if said == ("", ""):
                found = [*self.stages.values()]
            self._scopes[said] = found[0].scope if len(found) == 1 else None
        return self._scopes[said]

    @cached_property
    def received(self) -> dict[str, str]:
        """File -> when it came, as a person typed into 收件登记: 2024-10-19 15:30; when it was merged says nothing."""
        rows = self.rows("收件登记")
        if rows.table is None:
            return {}
        raw = rows.table.raw["received"]
        times = {
            str(row["file"]): typed_time(raw[row["record"]]) for row in rows if row["clock"] == TYPED_TIME
        }
        return {name: time for name, time in times.items() if time}


def read_work(book: Book, sheets: CardSheets) -> Work:
    """The work of a contest workbook. Raises Refused: BOOK_SHEET where a sheet is missing: it would count as empty."""
    there = {sheet.name for sheet in book.sheets}
    specs = [spec for spec in BOOK_SHEETS if spec.name in READ]
    if missing := [spec.name for spec in specs if spec.name not in there]:
        raise Refused("BOOK_SHEET", missing[0])
    tables, findings = own_tables(book, [spec.as_format for spec in specs])
    asked = unticked(book, findings)
    rows = {}
    for spec in specs:
        table = tables.get(spec.as_format.id)
        if table is None:
            raise Refused("BOOK_SHEET", f"{spec.name} 的表头")
        found = tuple(_rows(table, asked))
        gone = {*range(len(table))}.difference(row["record"] for row in found)
        rows[spec.name] = Rows(table, found, tuple(table.at(record, table.format.who) for record in gone))
    hidden = {sheet.name for sheet in book.sheets if sheet.state != "visible"}
    told = tuple(f for f in findings if f.at.sheet not in hidden)
    return Work(book.source, sheets, rows, told)


def _rows(table: Table, asked: Unticked) -> Iterator[Row]:
    """The rows that count, without the readings nobody confirmed: these are not known."""
    names = [column.name for column in table.format.columns]
    for record in range(len(table)):
        row = {name: table.columns[name][record] if name in table.columns else None for name in names}
        cancelled = any(word in str(row.get("progress") or "") for word in _CANCELLED)
        if row.get("state") not in _OUT and not cancelled:
            unsure = _unsure(table, record, row, asked) if asked.typed or asked.merged else ()
            yield {**row, **{name: None for name in unsure if name in row}, "record": record}


def _unsure(table: Table, record: int, row: Row, asked: Unticked) -> Set[str]:
    """The fields of a row that nobody confirmed: told at its own cells, or read in the files it came from and still so."""
    cell = table.at(record, table.format.who).cell
    typed = asked.typed.get((table.file, table.sheet, cell.row if cell else 0), frozenset())
    source = str(row.get("source_file")), str(row.get("source_sheet")), str(row.get("source_row"))
    merged = asked.merged.get((table.format.id, *source), {})
    return typed | {name for name, value in merged.items() if _still(table, record, name, value)}


def _still(table: Table, record: int, name: str, value: Said) -> bool:
    """Whether a cell says what merging wrote into it."""
    there = table.raw[name][record] if name in table.raw else None
    return same_value(there, cell_of(table.format.column(name), value))


def all_of(work: Work, sheets: Sequence[str]) -> Iterator[tuple[Rows, Row]]:
    """Every row of some sheets, with its sheet."""
    for name in sheets:
        rows = work.rows(name)
        for row in rows:
            yield rows, row
