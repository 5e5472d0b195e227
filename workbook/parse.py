"""From regions to tables: every cell is read once by its column's kind, and what was noticed becomes findings.

A cell no value can be taken from is reported here, once, and marked unreadable: later rules skip it. Nothing is
guessed and nothing coerced afterwards: pandera judges only what this module made of the cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from schemas.format import CellContext, Column, Parsed, SheetFormat
from schemas.kinds_time import ends_of
from workbook.apart import apart
from workbook.layout import Notice, Region, SheetLayout, read_layout
from workbook.layout.own import own_region
from workbook.model import Book, Cell, CellError, Finding, Place, Sheet, Value
from workbook.sheets import is_ours, is_reference
from workbook.table import RowPlaces, Snapshot, State, Table

_TEXT_FORMULA = re.compile(r'"[^"]*"')
_NOTHING: Parsed = Parsed(None)
_MEMO = 50_000

Memo: TypeAlias = dict[str, dict[Value, Any]]
"""Column kind -> raw value -> parsed value: schools, cities and roles are parsed once, not once a row."""


def snapshot_of(book: Book, schools: Mapping[str, str] | None = None, memo: Memo | None = None) -> Snapshot:
    """Read every sheet of a book. Raises Ambiguous where two rows could both be the header of one table.

    memo   texts parsed without remarks so far, for a run over many books with the same schools
    """
    memo = {} if memo is None else memo
    tables: list[Table] = []
    findings: list[Finding] = []
    unknown: list[str] = []
    for sheet in book.sheets:
        if is_ours(sheet) or (is_reference(sheet) and len(book.sheets) > 1):
            continue
        found = read_layout(sheet)
        findings += [_noticed(book, sheet, notice) for notice in found.notices]
        if not found.regions and sheet.height:
            unknown.append(sheet.name)
        for region in found.regions:
            table, noticed = _TableReader(book, sheet, region, found, schools or {}, memo).read()
            tables.append(table)
            findings += noticed
    facts = {sheet.name: sheet.facts for sheet in book.sheets}
    return Snapshot(book.source, tuple(tables), tuple(unknown), facts, tuple(findings), book)


def own_tables(book: Book, formats: Sequence[SheetFormat]) -> tuple[dict[str, Table], list[Finding]]:
    """The sheets of our own contest workbook by their names: format id -> table, and what was noticed.

    A sheet that is not there, or holds no header of its format, is SHEET_MISSING and has no table.
    """
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for fmt in formats:
        sheet = book.sheet(fmt.name)
        region, notices = own_region(sheet, fmt) if sheet else (None, [])
        if sheet is None or region is None:
            place = Place(book.source, sheet.name if sheet else None)
            findings.append(Finding("SHEET_MISSING", place, context={"sheet": fmt.name}))
            continue
        reader = _TableReader(book, sheet, region, SheetLayout((), (), {}), {}, {})
        tables[fmt.id], noticed = reader.read()
        findings += [_noticed(book, sheet, notice) for notice in notices] + noticed
    return tables, findings


def _noticed(book: Book, sheet: Sheet, notice: Notice) -> Finding:
    """A notice of layout as a finding: with the file and the sheet."""
    return Finding(
        notice.code,
        Place(book.source, sheet.name, notice.cell),
        (),
        None,
        notice.value,
        notice.suggest,
        notice.context,
        tuple(Place(book.source, sheet.name, cell) for cell in notice.related),
    )


class _TableReader:
    """Reads one region column by column; a cell that several records share is read once."""

    def __init__(
        self,
        book: Book,
        sheet: Sheet,
        region: Region,
        layout: SheetLayout,
        schools: Mapping[str, str],
        memo: Memo,
    ) -> None:
        self.book, self.sheet, self.region = book, sheet, region
        self.inline = layout.inline
        self.schools = schools
        self.context = CellContext("", book.date1904, schools)
        self.units = region.units
        self.states: dict[tuple[int, str], State] = {}
        self.noticed: list[tuple[int, str, Cell, Value, Any]] = []
        facts = sheet.facts
        odd = (facts.formulas, facts.uncached, facts.pictures, facts.odd)
        self.special = {cell.col for cells in odd for cell in cells}
        self.memo = memo
        self.shared: dict[tuple[Cell, str], tuple[Any, State | None]] = {}

    def read(self) -> tuple[Table, list[Finding]]:
        region = self.region
        fields = list(region.places.fields())
        columns: dict[str, Sequence[Any]] = {}
        raw: dict[str, Sequence[Value]] = {}
        for column in region.format.columns:
            if column.name in fields:
                columns[column.name], raw[column.name] = self._column(column)
        self._fill_given(columns)
        self._fill_ends(columns)
        table = Table(
            region.format,
            region.layout,
            self.book.source,
            self.sheet.name,
            region.header,
            region.places,
            columns,
            raw,
            self.states,
        )
        return table, [*self._findings(table), *self._team_fills(table)]

    def _column(self, column: Column) -> tuple[list[Any], list[Value]]:
        """Parsed and raw values of one field, record by record.

        Honest cells take one of two short ways: a text seen before in such a column, or one in its normal form.
        """
        name, plain, whole = column.name, column.kind.plain, column.kind.whole
        raws = self._raws(name)
        seen = self.memo.setdefault(column.kind.name, {})
        closer = self._closer_look(name)
        values: list[Any] = []
        for record, raw in enumerate(raws):
            if not closer:
                if raw is None:
                    values.append(None)
                    continue
                if raw in seen:
                    values.append(seen[raw])
                    continue
                if raw.__class__ is str and plain is not None and plain(raw):
                    values.append(raw)
                    continue
                if whole is not None and isinstance(raw, float) and (number := whole(raw)) is not None:
                    values.append(number)
                    continue
            values.append(self._cell(record, column, raw, seen))
        return values, raws

    def _raws(self, name: str) -> list[Value]:
        """The raw values of a field."""
        places, sheet = self.region.places, self.sheet
        if isinstance(places, RowPlaces) and (number := places.single_column(name)) is not None:
            column = sheet.columns[number - 1]
            return [column[row - 1] for row in places.rows]
        cells = (places.at(record, name) for record in range(len(places)))
        return [None if cell is None else sheet.value(cell) for cell in cells]

    def _closer_look(self, name: str) -> bool:
        """Whether cells of a field may hold more than their value tells: formulas, pictures, shared cells ..."""
        if self.inline or name in self.units:
            return True
        facts = self.sheet.facts
        if not (facts.formulas or facts.uncached or facts.pictures or facts.odd):
            return False
        places = self.region.places
        number = places.single_column(name) if isinstance(places, RowPlaces) else None
        return number is None or number in self.special

    def _cell(self, record: int, column: Column, raw: Value, seen: dict[Value, Any]) -> Any:
        """One cell that needs a closer look; its findings are noted once however many records share it."""
        cell = self.region.places.at(record, column.name)
        if cell is None:
            return None
        key = (cell, column.name)
        if key not in self.shared:
            parsed, state = self._judge(column, cell, raw)
            self.shared[key] = parsed.value, state
            self.noticed += [(record, column.name, cell, raw, issue) for issue in parsed.issues]
            if (
                isinstance(raw, str)
                and not parsed.issues
                and state is None
                and not self.inline
                and not self.units
                and len(seen) < _MEMO
            ):
                seen[raw] = parsed.value
        value, state = self.shared[key]
        if state:
            self.states[record, column.name] = state
        return value

    def _judge(self, column: Column, cell: Cell, raw: Value) -> tuple[Parsed, State | None]:
        facts = self.sheet.facts
        if isinstance(raw, CellError):
            return _issue("CELL_ERROR"), "unreadable"
        if cell in facts.uncached:
            return (_NOTHING if column.computed else _issue("FORMULA_EMPTY")), "unreadable"
        if cell in facts.odd:
            code = "TEXT_TOO_LONG" if facts.odd[cell] == "long" else "NUMBER_NONE"
            return _issue(code), "unreadable"
        if raw is None or raw == "":
            if cell in facts.pictures:
                return _issue(column.picture), "unreadable"
            return _NOTHING, None
        text = self.inline.get((cell, column.name), raw)
        if text == "":
            return _NOTHING, None
        shown_as = facts.formats.get(cell, "") if facts.formats else ""
        unit = self.units.get(column.name, "")
        context = self.context
        if shown_as or unit:
            context = context._replace(number_format=shown_as, unit=unit)
        parsed = column.kind.parse(text, context)
        if (formula := facts.formulas.get(cell)) and not column.computed:
            parsed = _with_formula(parsed, formula)
        return parsed, None if parsed.readable else "unreadable"

    def _fill_given(self, columns: dict[str, Sequence[Any]]) -> None:
        """Values that follow from the place: the role of a person block, unless a cell says otherwise."""
        given = self.region.given
        if not given:
            return
        for name in dict.fromkeys(key for record in given for key in record):
            own = columns.get(name)
            columns[name] = [(own[n] if own else None) or record.get(name) for n, record in enumerate(given)]

    def _fill_ends(self, columns: dict[str, Sequence[Any]]) -> None:
        """Start and end where one cell holds both and the columns themselves are blank or not there."""
        for column in self.region.format.columns:
            if column.ends is None or column.name not in columns:
                continue
            spans = [ends_of(span) if span else None for span in columns[column.name]]
            for number, name in enumerate(column.ends):
                own = columns.get(name) or [None] * len(spans)
                columns[name] = [
                    span[number] if span and value is None else value
                    for span, value in zip(spans, own, strict=True)
                ]

    def _findings(self, table: Table) -> list[Finding]:
        found = []
        for record, name, cell, raw, issue in self.noticed:
            text = self.inline.get((cell, name), raw)
            column = table.format.column(name)
            context = {"field": column.title, "example": column.example, **issue.context}
            place = Place(table.file, table.sheet, cell)
            found.append(
                Finding(
                    issue.code,
                    place,
                    who(table, record),
                    name,
                    shown(text),
                    issue.suggest,
                    context,
                    apart=apart_of(table, record),
                )
            )
        return found

    def _team_fills(self, table: Table) -> list[Finding]:
        """Team names carried down a merged cell: read for all its rows, and said so once per merged range."""
        if table.layout != "roster" or "team" not in table.columns:
            return []
        rows_of: dict[Cell, list[int]] = {}
        anchors = getattr(self.region.places, "anchors", {})
        if not anchors:
            return []
        for record in range(len(table)):
            cell = self.region.places.at(record, "team")
            if cell and cell in anchors:
                rows_of.setdefault(cell, []).append(record)
        found = []
        for cell, records in rows_of.items():
            for record in records[1:]:
                self.states.setdefault((record, "team"), "inherited")
            if len(records) > 1 and table.columns["team"][records[0]] is not None:
                team = table.columns["team"][records[0]]
                context = {"field": "团队名称", "count": str(len(records))}
                place = Place(table.file, table.sheet, cell)
                found.append(Finding("TEAM_FILL", place, who(table, records[0]), "team", team, team, context))
        return found


def _issue(code: str) -> Parsed:
    from schemas.format import Issue

    return Parsed(None, (Issue(code),), readable=False)


def _with_formula(parsed: Parsed, formula: str) -> Parsed:
    """A formula stands where a value belongs: the value counts, and the cell is reported."""
    from schemas.format import Issue

    if parsed.issues:
        return parsed
    if _TEXT_FORMULA.fullmatch(formula.strip()):
        return parsed._replace(issues=(Issue("TEXT_WRAPPED", str(parsed.value)),))
    return parsed._replace(issues=(Issue("CELL_FORMULA", None, {"formula": formula[:60]}),))


def who(table: Table, record: int) -> tuple[str, ...]:
    """The record in words: school, team, person; what is blank is left out."""
    words = []
    for name in ("school", "team", "name", "owner"):
        values = table.columns.get(name)
        if values is not None and values[record] is not None:
            words.append(str(values[record]))
    return tuple(words)


def apart_of(table: Table, record: int) -> str:
    """What tells a record from others of the same person."""
    columns = table.columns
    return apart(table.format.id, lambda name: columns[name][record] if name in columns else None)


def shown(value: Value) -> str | None:
    """A raw value as text: numbers without a needless .0, error cells as Excel shows them."""
    if value is None:
        return None
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value
