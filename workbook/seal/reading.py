"""A workbook as seals see it: which rows are of an event, what names them, what their cells hold.

Each sheet is read once, however many events are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from schemas.contest import Scope
from schemas.events import events_meant
from schemas.policies import policy
from workbook.card.read import CardSheets
from workbook.card.versions import speaks_of
from workbook.content import folded, normal
from workbook.ledger.summary import ALL, IN_USE
from workbook.masking import file_name, numbers_in
from workbook.merge.tables import OwnTable, found_table
from workbook.model import Book, Cell
from workbook.seal.cells import Now, shape
from workbook.seal.parts import (
    ENTRANTS,
    ENTRIES,
    LEDGERS,
    PARTS,
    PAYOUTS,
    SHARED_LEFT_OUT,
    Part,
    personal,
)

STEPS: Final = ("归组", "资格", "核对", "分配")
PAYING: Final = "发放"
_NAMED_IN: Final = ("key", "about", "name", "team", "host", "person", "owner")
"""Columns that say whose a row of work is."""
_MOST: Final = 80
_KEY: Final = re.compile(r"K[0-9]{4,}")


class Entered(NamedTuple):
    """Who entered an event: numbers, and folded names of entrants and of members of teams."""

    keys: frozenset[str]
    names: frozenset[str]


_WAITED_FOR: Final = ("公示中", "异议", "待收款信息")
"""States of lines of 奖金发放表 that will still change before anybody approves them."""


class Reading:
    """The sheets of a workbook that seals cover."""

    def __init__(self, book: Book, sheets: CardSheets) -> None:
        self.book, self.sheets = book, sheets
        self._tables: dict[str, OwnTable | None] = {}
        self._cells: dict[tuple[str, int], dict[str, Now]] = {}
        self._meant: dict[tuple[str, str], tuple[Scope, ...]] = {}
        self._entered: dict[Scope, Entered] = {}
        self._by_scope: dict[str, dict[Scope, list[int]]] = {}
        self._keys: dict[str, dict[int, str]] = {}

    # ---- Sheets, rows, cells

    def table(self, part: Part) -> OwnTable | None:
        """The sheet of a part; None where it is gone or holds no header of ours."""
        if part.sheet not in self._tables:
            table = found_table(self.book, part.spec)
            self._tables[part.sheet] = table if table is not None and table.header else None
        return self._tables[part.sheet]

    def rows(self, part: Part) -> Sequence[int]:
        """All rows of the sheet with anything in them."""
        return tuple(self.keys(part))

    def keys(self, part: Part) -> Mapping[int, str]:
        """Row -> what names it."""
        if part.sheet not in self._keys:
            table = self.table(part)
            rows = table.rows() if table else ()
            self._keys[part.sheet] = {row: _key(part, table, row) for row in rows if table}
        return self._keys[part.sheet]

    def cells(self, part: Part, row: int) -> dict[str, Now]:
        """Column -> what stands there, of the columns there are."""
        found = self._cells.get((part.sheet, row))
        if found is None:
            table = self.table(part)
            assert table is not None  # there is no row without a table
            found = self._cells[part.sheet, row] = dict(_cells(table, row, personal(part)))
        return found

    # ---- Rows of an event

    def paid(self, scope: Scope) -> bool:
        """Whether there is a payment list of the event that can be approved: nobody is waited for any more.

        A line that pays anew what came back is none to wait for: its list was complete before.
        """
        table, rows = self.table(_part(PAYOUTS)), self._of_event(_part(PAYOUTS), scope)
        if table is None or not rows:
            return False
        due = {row: tuple(_said(table, row, name) for name in ("tier", "key")) for row in rows}
        back = {due[row] for row in rows if _said(table, row, "award").startswith("-")}
        return all(_said(table, row, "state") not in _WAITED_FOR or due[row] in back for row in rows)

    def members(self, scope: Scope, paid: bool) -> dict[str, list[int]]:
        """Sheet -> the rows of an event in their order. paid: its payment list is covered, too."""
        found: dict[str, list[int]] = {}
        for part in PARTS:
            if part.of != "files" and not (part.payouts and not paid):
                found[part.sheet] = self._members(part, scope, paid)
        sources = {
            _said(table, row, "source_file")
            for part in PARTS
            if (table := self.table(part)) is not None and "source_file" in table.columns
            for row in found.get(part.sheet, ())
        }
        for part in PARTS:
            if part.of == "files" and (table := self.table(part)):
                found[part.sheet] = [
                    row for row in self.rows(part) if _said(table, row, "file") in sources - {""}
                ]
        return {part.sheet: found[part.sheet] for part in PARTS if part.sheet in found}

    def _members(self, part: Part, scope: Scope, paid: bool) -> list[int]:
        table = self.table(part)
        if table is None:
            return []
        steps = {*STEPS, *([PAYING] if paid else [])}
        match part.of:
            case "card" | "policies" | "points":
                return [row for row in self.rows(part) if self._rules(part, table, row, scope, steps)]
            case "entrants":
                return self._entrants(part, table, scope)
            case "work":
                return [row for row in self.rows(part) if self._works(table, row, scope)]
            case "ledgers":
                return self._ledgers(part, table, scope)
            case "scope":
                return [row for row in self.rows(part) if _said(table, row, "scope") == scope.label]
            case _:
                return list(self._of_event(part, scope))

    def _of_event(self, part: Part, scope: Scope) -> Sequence[int]:
        if part.sheet not in self._by_scope:
            table, rows = self.table(part), self._by_scope.setdefault(part.sheet, {})
            for row in self.rows(part) if table else ():
                assert table is not None
                own = Scope(_said(table, row, "phase"), _said(table, row, "event"))
                rows.setdefault(own, []).append(row)
        return self._by_scope[part.sheet].get(scope, ())

    def _rules(self, part: Part, table: OwnTable, row: int, scope: Scope, steps: Collection[str]) -> bool:
        """Whether a row of the card speaks of the event, and of a step that is behind it: what is decided of later steps
        is no change."""
        cells = {
            title: _said(table, row, name)
            for name, title in (("phase", "期次"), ("event", "活动"), ("applies", "适用活动"))
        }
        if not speaks_of(cells, scope):
            return False
        if part.of == "points":
            point = self._points.get(row)
            return point is not None and not set(steps).isdisjoint(point)
        if part.of == "policies":
            known = policy(_said(table, row, "policy"))
            return known is None or not set(steps).isdisjoint(known.blocks)
        return True

    @cached_property
    def _points(self) -> dict[int, tuple[str, ...]]:
        """Row of 待确认事项 -> the steps its point blocks."""
        places = {point: self.sheets.place(point, "id").cell for point in self.sheets.card.points}
        return {cell.row: point.blocks for point, cell in places.items() if cell is not None}

    def _entrants(self, part: Part, table: OwnTable, scope: Scope) -> list[int]:
        entered = self.entered(scope)
        return [
            row
            for row in self.rows(part)
            if (key := _said(table, row, "key").upper()) in entered.keys
            or (not key and folded(_said(table, row, "name")) in entered.names)
        ]

    def _works(self, table: OwnTable, row: int, scope: Scope) -> bool:
        """Whether a row of work names the event alone, or names no one event and is of somebody who entered it."""
        meant = self._scopes(_said(table, row, "event"), _said(table, row, "phase"))
        if len(meant) == 1:
            return meant[0] == scope
        if meant and scope not in meant:
            return False
        entered = self.entered(scope)
        said = [text for name in _NAMED_IN if (text := _said(table, row, name))]
        return any(
            folded(text) in entered.names or not entered.keys.isdisjoint(_KEY.findall(text.upper()))
            for text in said
        )

    def _scopes(self, event: str, phase: str) -> tuple[Scope, ...]:
        """The events a row names; those of a phase, or all, where it names none."""
        if (event, phase) not in self._meant:
            stages = self.sheets.card.stages
            found = events_meant(stages, event, phase) if event else stages
            self._meant[event, phase] = tuple(
                one.scope for one in found if event or phase in ("", one.scope.phase)
            )
        return self._meant[event, phase]

    def entered(self, scope: Scope) -> Entered:
        """Who entered an event, or was judged for it."""
        if scope not in self._entered:
            self._entered[scope] = self._who(scope)
        return self._entered[scope]

    def _who(self, scope: Scope) -> Entered:
        keys, names = set[str](), set[str]()
        entries = self.table(_part(ENTRIES))
        for row in self.rows(_part(ENTRIES)) if entries else ():
            assert entries is not None
            if scope in self._scopes(_said(entries, row, "event"), _said(entries, row, "phase")):
                key, name = _said(entries, row, "key").upper(), folded(_said(entries, row, "name"))
                (keys if key else names).add(key or name)
        judged = _part("资格审核")
        table = self.table(judged)
        for row in self._of_event(judged, scope):
            assert table is not None
            keys.add(_said(table, row, "key").upper())
        people = self.table(_part(ENTRANTS))
        for row in self.rows(_part(ENTRANTS)) if people else ():
            assert people is not None
            if _said(people, row, "key").upper() in keys:
                members = re.split(r"[、,，;；\s]+", _said(people, row, "members"))
                names.update(map(folded, (_said(people, row, "name"), *members)))
        return Entered(frozenset(keys - {""}), frozenset(names - {""}))

    def _ledgers(self, part: Part, table: OwnTable, scope: Scope) -> list[int]:
        """The ledgers in use for the event; where it has none of its own, those for all events."""
        own = [row for row in self.rows(part) if _said(table, row, "scope") == scope.label]
        in_use = [row for row in own if _said(table, row, "state") == IN_USE]
        return in_use or [
            row
            for row in self.rows(part)
            if _said(table, row, "scope") == ALL and _said(table, row, "state") == IN_USE
        ]

    def left_out(self, part: Part, row: int) -> frozenset[str]:
        """The columns of a row that a seal does not cover."""
        return part.left_out | (SHARED_LEFT_OUT if self.shared(part, row) else frozenset())

    def shared(self, part: Part, row: int) -> bool:
        """Whether it is a ledger that was imported for all events."""
        return part.sheet == LEDGERS and self.said(part, row, "scope") == ALL

    def said(self, part: Part, row: int, name: str) -> str:
        """What stands in a column of a row as text."""
        table = self.table(part)
        return _said(table, row, name) if table else ""


def _part(sheet: str) -> Part:
    return next(part for part in PARTS if part.sheet == sheet)


def _said(table: OwnTable, row: int, name: str) -> str:
    """What stands in a column of a row as text; "" where the sheet has no such column."""
    return table.text(row, name) if name in table.columns else ""


def _key(part: Part, table: OwnTable, row: int) -> str:
    """What names a row, long numbers by their last four: texts that are alike are told apart by the rest of the row.

    It is a cell of its own in the record: short, and without what is an escape in a file (_x000D_).
    """
    parts = (file_name(numbers_in(_said(table, row, name)))[:_MOST] for name in part.key)
    return " ".join("·".join(parts).split()).replace("_x", "_ x")


def _cells(table: OwnTable, row: int, numbers: Collection[str]) -> Iterator[tuple[str, Now]]:
    facts = table.sheet.facts
    for name, col in table.columns.items():
        cell = Cell(row, col)
        value = normal(table.sheet.columns[col - 1][row - 1])
        formula = facts.formulas.get(cell)
        if formula is None:
            yield name, Now(value, personal=name in numbers)
        else:
            said = shape(formula, row, {at: table.title(title) for title, at in table.columns.items()})
            yield name, Now(value, said, cell not in facts.uncached, name in numbers)
