"""参赛主体: one number (K0001) per person, firm or team for all events, and the entries of teams that 附件1 brings.

A person is known by the ID number, a firm by its code, a team by school and name or by who answers for it; else by name
and phone. Two entrants are never made one: one number of a card behind several is asked about. What an entry says of its
event stands in 报名 (`rosters`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from schemas.contest import Card, Scope
from workbook.content import folded
from workbook.edits import SetCell
from workbook.merge.fold import Folded, Record
from workbook.merge.rosters import cell, where
from workbook.merge.submission import REGISTRATION, Said
from workbook.merge.tables import Cells, OwnTable
from workbook.model import Cell, Finding
from workbook.same_people import FIRM, PERSON, TEAM, Known, same_people

SHEET: Final = "参赛主体"
ENTRIES: Final = "entries"
_LEADER: Final = "队长"
_OWN: Final = frozenset({"key", "remark", "source_file", "source_sheet", "source_row"})

Key = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Entrant:
    """A person, firm or team that stands: what is said of it, the records that say so."""

    kind: str
    values: Mapping[str, Said]
    records: Sequence[Record]

    @property
    def keys(self) -> list[Key]:
        """What it is known by, best first."""
        return keys_of({**{name: str(value) for name, value in self.values.items()}, "kind": self.kind})


def keys_of(values: Mapping[str, str]) -> list[Key]:
    """What an entrant is known by: the number of its kind, then name and phone; a team of students by its school."""
    kind, name = values.get("kind") or PERSON, folded(values.get("name"))
    number = folded(values.get("credit_code" if kind == FIRM else "id_no"))
    found: list[Key] = []
    if kind == TEAM and values.get("school"):
        found.append((kind, "school", folded(values.get("school")), name))
    if number:
        found.append((kind, number) if kind != TEAM else (kind, number, name))
    if values.get("phone") and name:
        found.append((kind, "phone", folded(values.get("phone")), name))
    return found


# ---- Who there is


def entrants_of(merged: Folded) -> list[Entrant]:
    """Every entrant of entries and of 附件1 that stands or stood, in the order in which they were first taken."""
    groups: list[list[Record]] = []
    index: dict[Key, list[Record]] = {}
    for record in merged.records:
        if record.format != ENTRIES:
            continue
        keys = keys_of({name: str(value) for name, value in record.values.items()})
        group = next((index[key] for key in keys if key in index), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(record)
        for key in keys:
            index.setdefault(key, group)
    return [*(_entrant(group) for group in groups), *_teams(merged)]


def _entrant(records: Sequence[Record]) -> Entrant:
    """What the entries of one entrant say together; where they differ the later one counts, and it is asked about."""
    values: dict[str, Said] = {}
    for record in records:
        values |= record.values
    return Entrant(str(values.get("kind") or PERSON), values, records)


def _teams(merged: Folded) -> Iterator[Entrant]:
    """The teams of 附件1: the leader answers for them."""
    teams: dict[Key, list[Record]] = {}
    for record in merged.records:
        if record.format == REGISTRATION and record.values.get("team"):
            key = folded(record.values.get("school")), folded(record.values["team"])
            teams.setdefault(key, []).append(record)
    for records in teams.values():
        standing = [r for r in records if not r.withdrawn] or records
        leader = next((r for r in standing if _LEADER in str(r.values.get("role", ""))), standing[0])
        said = {
            name: leader.values[name]
            for name in ("city", "school", "id_no", "phone")
            if name in leader.values
        }
        names = "、".join(str(r.values["name"]) for r in standing if "name" in r.values)
        values = said | {"name": leader.values["team"], "members": names}
        if "name" in leader.values:
            values["person"] = leader.values["name"]
        yield Entrant(TEAM, values, [leader, *(r for r in records if r is not leader)])


# ---- The sheet


class Numbers:
    """参赛主体 while it is brought up to date; `key_of` tells the number of every record of an entry."""

    def __init__(self, table: OwnTable) -> None:
        self.table = table
        self.key_of: dict[int, str] = {}
        self.rows: dict[Key, int] = {}
        self.taken: list[tuple[Entrant, str, int]] = []
        numbers = [table.text(row, "key") for row in table.rows()]
        self.last = max((int(n[1:]) for n in numbers if n[:1] in "Kk" and n[1:].isdigit()), default=0)
        names = [column.name for column in table.spec.columns]
        for row in table.rows():
            for key in keys_of({name: table.text(row, name) for name in names}):
                self.rows.setdefault(key, row)

    def update(self, before: Folded, after: Folded) -> None:
        """From who stood to who stands: every entrant keeps the number it has, a new one gets the next."""
        was: dict[Key, Entrant] = {}
        for entrant in entrants_of(before):
            was |= {key: entrant for key in entrant.keys}
            row = self._row(entrant)
            self._know(entrant, self.table.text(row, "key") if row is not None else "")
        for entrant in entrants_of(after):
            row = self._row(entrant)
            old = next((was[key] for key in entrant.keys if key in was), None)
            number = self.table.text(row, "key") if row is not None else ""
            if row is None:
                number, row = self._new(after, entrant)
            elif old is not None:
                self.table.update(row, self._cells(before, old), self._cells(after, entrant), _who(entrant))
            else:
                self._take(row, self._cells(after, entrant))
            if not number:
                number = self._next()
                self.table.write(row, "key", number)
            self.taken.append((entrant, number, row))
            self._know(entrant, number)
        self.table.findings += self._differing()
        self.table.findings += self._same_people()

    def _row(self, entrant: Entrant) -> int | None:
        return next((self.rows[key] for key in entrant.keys if key in self.rows), None)

    def _know(self, entrant: Entrant, number: str) -> None:
        for record in entrant.records:
            if record.format == ENTRIES and number:
                self.key_of[id(record)] = number

    def _new(self, merged: Folded, entrant: Entrant) -> tuple[str, int]:
        number = self._next()
        row = self.table.add({**self._cells(merged, entrant), "key": number})
        for key in entrant.keys:
            self.rows.setdefault(key, row)
        return number, row

    def _take(self, row: int, cells: Cells) -> None:
        """A row of somebody who did not stand before: ours from a file that was not wanted, or typed by hand, whose
        blanks are filled.
        """
        ours = bool(self.table.text(row, "source_file"))
        for name, value in cells.items():
            if ours or not self.table.text(row, name):
                self.table.write(row, name, value)

    def _next(self) -> str:
        self.last += 1
        return f"K{self.last:04d}"

    def _cells(self, merged: Folded, entrant: Entrant) -> Cells:
        file, sheet, row = where(merged, entrant.records[0].source)
        said: dict[str, Said] = {**entrant.values, "kind": entrant.kind}
        cells = {c.name: cell(c, said.get(c.name)) for c in self.table.spec.columns if c.name not in _OWN}
        return {**cells, "source_file": file, "source_sheet": sheet, "source_row": float(row)}

    # ---- what is asked

    def _differing(self) -> Iterator[Finding]:
        """Two entries of one entrant that say different things of it."""
        for entrant, _, row in self.taken:
            names = {c.name: c.title for c in self.table.spec.columns if c.name not in _OWN}
            for name, title in names.items() if len(entrant.records) > 1 and entrant.kind != TEAM else ():
                said = dict.fromkeys(str(r.values[name]) for r in entrant.records if name in r.values)
                if len(said) > 1:
                    context = {"column": title, "count": str(len(said))}
                    yield Finding(
                        "ENTRANT_DIFFERS", self.table.at(row, name), _who(entrant), name, None, None, context
                    )

    def _same_people(self) -> Iterator[Finding]:
        known = []
        for entrant, number, row in self.taken:
            name, id_no, members = (entrant.values.get(field) for field in ("name", "id_no", "members"))
            at = partial(self.table.at, row)
            known.append(Known(number, entrant.kind, name, id_no, members, _who(entrant), at))
        return same_people(known)


def _who(entrant: Entrant) -> tuple[str, ...]:
    names = ("school", "name")
    return tuple(str(entrant.values[name]) for name in names if name in entrant.values)


# ---- Entries of teams


def enter_teams(table: OwnTable, numbers: Numbers, card: Card) -> None:
    """报名 of the teams that 附件1 brings: into the one event of the contest that teams take part in.

    Where a contest has several such events nobody can tell which is meant: people type the entries.
    """
    stages = [event.scope for event in card.stages if TEAM in event.entrants]
    if len(stages) != 1:
        return
    there = {(table.text(row, "key"), _scope(table, row)): row for row in table.rows()}
    for entrant, number, _ in numbers.taken:
        if entrant.records[0].format != REGISTRATION:
            continue
        state = "撤回" if all(record.withdrawn for record in entrant.records) else "有效"
        row = there.get((number, stages[0]))
        if row is None:
            phase, event = stages[0]
            cells = {
                "key": number,
                "name": str(entrant.values["name"]),
                "phase": phase or None,
                "event": event,
            }
            table.add({**cells, "state": state})
        elif table.text(row, "state") in ("有效", "撤回", ""):
            table.write(row, "state", state)


def entered(table: OwnTable) -> Counter[Scope]:
    """Event -> the rows of 报名 that were not withdrawn, as the sheet will be."""
    state, phase, event = (table.columns[name] - 1 for name in ("state", "phase", "event"))
    changed = {edit.cell: edit.value for edit in table.edits if isinstance(edit, SetCell)}

    def now(row: int, name: str) -> str:
        cell = Cell(row, table.columns[name])
        return str(changed.get(cell, table.text(row, name)) or "")

    found = Counter(
        Scope(now(r, "phase"), now(r, "event")) for r in table.rows() if now(r, "state") != "撤回"
    )
    found.update(
        Scope(str(row[phase] or ""), str(row[event] or "")) for row in table.added if row[state] != "撤回"
    )
    return found


def _scope(table: OwnTable, row: int) -> Scope:
    return table.scope(row)
