"""The seals of a workbook: a row each on 定稿锁定, what they cover on the hidden sheet 锁定底稿.

Here they are written, read back, and held against each other: whether the record itself was changed. What was changed in
the rows it speaks of is left to `changes`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.book import SEALED, SEALED_TITLES
from schemas.contest import Scope
from workbook.capital import capital
from workbook.content import same_value
from workbook.edits import Append, Edit, Scalar
from workbook.host import Refused
from workbook.merge.base import in_cells, joined
from workbook.merge.tables import OwnTable, own_table
from workbook.model import Book, Cell, Finding, Place, Value
from workbook.seal.cells import read_back
from workbook.seal.record import (
    NONE,
    SHEET,
    Marks,
    Record,
    SealedPart,
    SealedRow,
    Signed,
    Sums,
    as_typed,
    marks,
)

Line = tuple[Scalar, ...]


class Listed(NamedTuple):
    """A seal as its row on 定稿锁定 says. row: of the sheet"""

    row: int
    number: int
    scope: Scope
    signed: Signed
    sums: Sums
    marks: Marks
    previous: str
    remark: str


@dataclass(frozen=True)
class Seals:
    """The seals there are, in the order they were made.

    broken   where the record of them was changed
    sound    the numbers of those that agree with what they cover
    """

    listed: Sequence[Listed] = ()
    records: Mapping[int, Record] = field(default_factory=dict)
    broken: Sequence[Finding] = ()
    sound: frozenset[int] = frozenset()

    @property
    def current(self) -> dict[Scope, Listed]:
        """Event -> the last seal of it."""
        return {one.scope: one for one in self.listed}

    @property
    def scopes(self) -> set[Scope]:
        """The events of which the list or the record says that they are sealed."""
        return {*self.current, *(record.scope for record in self.records.values())}

    def stands(self, scope: Scope) -> bool:
        """Whether the last seal of an event is as it was made."""
        numbers = [one.number for one in self.listed if one.scope == scope]
        numbers += [record.number for record in self.records.values() if record.scope == scope]
        return bool(numbers) and max(numbers) in self.sound

    @property
    def last(self) -> Marks:
        """What the next seal takes up."""
        return self.listed[-1].marks if self.listed else NONE

    @property
    def next_number(self) -> int:
        """The number of the next seal."""
        return max((*(one.number for one in self.listed), *self.records), default=0) + 1


# ---- Writing


def write(table: OwnTable, record: Record, signed: Signed, sums: Sums, before: Marks) -> tuple[int, Marks]:
    """Write the row of a seal on 定稿锁定; -> where, and its marks."""
    made = marks(record, signed, sums, before)
    row = table.add(
        {
            "number": float(record.number),
            "phase": record.scope.phase or None,
            "event": record.scope.event or None,
            "code": made.code,
            "rows": float(sums.rows),
            "winners": float(sums.winners),
            "total": sums.total / 100,
            "capital": capital(sums.total),
            **signed._asdict(),
            "previous": before.code or None,
            "chain": made.chain,
            "remark": record.remark or None,
        }
    )
    return row, made


def append(book: Book, records: Sequence[Record]) -> Edit:
    """What 锁定底稿 keeps of some seals, below a header if somebody emptied the sheet. Raises Refused: BOOK_SHEET."""
    sheet = book.sheet(SEALED)
    if sheet is None:
        raise Refused("BOOK_SHEET", SEALED)
    bare = all(value is None for column in sheet.columns for value in column)
    header: list[Line] = [SEALED_TITLES] if bare else []
    lines = (line for record in records for line in _lines(record))
    return Append(SEALED, (*header, *lines), protected="allow")


def _lines(record: Record) -> Iterator[Line]:
    number = float(record.number)
    said = {
        **record.scope._asdict(), "paid": record.paid, "date1904": record.date1904, "remark": record.remark
    }  # fmt: skip
    yield (number, None, None, None, *in_cells(said))
    for part in record.parts:
        yield (number, part.sheet, None, None, *in_cells({"columns": part.columns, "state": part.state}))
        for row in part.rows:
            yield (number, part.sheet, float(row.row), row.key, *in_cells(row.cells))


# ---- Reading back


def seals(book: Book) -> Seals:
    """The seals of a workbook. Raises Refused: BOOK_SHEET where 定稿锁定 is gone or lacks a column."""
    table = own_table(book, SHEET)
    found = _Found(book.source)
    found.read(book)
    listed, odd = _listed(table)
    found.broken += odd
    records = found.records()
    sound = _hold(table, listed, records, found)
    return Seals(listed, records, found.broken, sound)


def _listed(table: OwnTable) -> tuple[list[Listed], list[Finding]]:
    """The rows of 定稿锁定 by number; a row without a number, or with that of another, was changed."""
    found: dict[int, Listed] = {}
    odd = []
    for row in table.rows():
        number = _whole(table.value(row, "number"))
        if number is None or number in found:
            odd.append(_broken(table.at(row, "number"), "锁定号被改过"))
            continue
        total = table.value(row, "total")
        found[number] = Listed(
            row,
            number,
            table.scope(row),
            Signed(*(table.text(row, name) for name in Signed._fields)),
            Sums(
                _whole(table.value(row, "rows")) or 0,
                _whole(table.value(row, "winners")) or 0,
                round(total * 100) if isinstance(total, float) else -1,
            ),
            Marks(table.text(row, "code"), table.text(row, "chain")),
            table.text(row, "previous"),
            table.text(row, "remark"),
        )
    return [found[number] for number in sorted(found)], odd


def _whole(value: Value) -> int | None:
    return int(value) if isinstance(value, float) and value.is_integer() else None


class _Found:
    """What 锁定底稿 holds, as far as it can be read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.facts: dict[int, Mapping[str, Any]] = {}
        self.parts: dict[int, dict[str, Mapping[str, Any]]] = {}
        self.rows: dict[tuple[int, str], list[SealedRow]] = {}
        self.broken: list[Finding] = []

    def read(self, book: Book) -> None:
        sheet = book.sheet(SEALED)
        if sheet is None:
            self.broken.append(_broken(Place(self.source), f"“{SEALED}”没有了"))
            return
        blank: list[Value] = [None] * sheet.height
        columns = [*sheet.columns, *(blank for _ in range(len(SEALED_TITLES) - sheet.width))]
        for at, (number, part, row, key, *chunks) in enumerate(zip(*columns, strict=True), 1):
            if at == 1 or all(value is None for value in (number, part, row, key, *chunks)):
                continue
            try:
                self._line(_whole(number), part, row, key, json.loads(joined(chunks)))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                self.broken.append(_broken(Place(self.source, SEALED, Cell(at, 5)), f"第{at}行读不懂"))

    def _line(self, number: int | None, part: Value, row: Value, key: Value, what: Any) -> None:
        if number is None:
            raise ValueError
        if part is None:
            if number in self.facts:
                raise ValueError
            texts = (str, "phase"), (str, "event"), (bool, "paid"), (bool, "date1904"), (str, "remark")
            if not all(isinstance(what[name], kind) for kind, name in texts):
                raise ValueError
            self.facts[number] = what
        elif row is None:
            self.parts.setdefault(number, {})[str(part)] = {
                "columns": tuple(map(str, what["columns"])),
                "state": str(what["state"]),
            }
        else:
            at = _whole(row)
            if at is None or at < 1 or not isinstance(what, list):
                raise ValueError
            cells = tuple(map(read_back, what))
            self.rows.setdefault((number, str(part)), []).append(SealedRow(at, str(key or ""), cells))

    def records(self) -> dict[int, Record]:
        """The seals of which the first line is there."""
        return {
            number: Record(
                number,
                Scope(facts["phase"], facts["event"]),
                facts["paid"],
                [
                    SealedPart(sheet, said["columns"], said["state"], self.rows.pop((number, sheet), ()))
                    for sheet, said in self.parts.get(number, {}).items()
                ],
                facts["date1904"],
                facts["remark"],
            )
            for number, facts in self.facts.items()
        }


_CODE, _PREVIOUS = "code", "previous"


def _hold(
    table: OwnTable, listed: Sequence[Listed], records: Mapping[int, Record], found: _Found
) -> frozenset[int]:
    """Hold each seal against what it covers and against the seal before it; -> those that agree with what they cover."""
    before, sound = NONE, set[int]()
    for one in listed:
        record = records.get(one.number)
        if one.previous != before.code:
            what = f"上一次锁定应是{one.previous or '没有'}，表里是{before.code or '没有'}：中间的锁定被删、被加或被改过"
            found.broken.append(_broken(table.at(one.row, _PREVIOUS), what))
        if record is None:
            found.broken.append(_broken(table.at(one.row, "number"), f"“{SEALED}”里没有它的记录"))
        elif marks(record, one.signed, one.sums, before) != one.marks or _differs(one, record):
            what = f"校验码与“{SEALED}”的记录、批准人、合计对不上"
            found.broken.append(_broken(table.at(one.row, _CODE), what))
        elif not same_value(table.value(one.row, "capital"), capital(one.sums.total)):
            found.broken.append(_broken(table.at(one.row, "capital"), "大写与合计对不上"))
        elif not one.remark.startswith(record.remark):
            found.broken.append(_broken(table.at(one.row, "remark"), f"备注里的“{record.remark}”被改过"))
        else:
            sound.add(one.number)
        before = one.marks
    numbers = {one.number for one in listed}
    for number in sorted(records.keys() - numbers):
        what = f"第{number}次锁定（{records[number].scope.label}）的那一行没有了"
        found.broken.append(_broken(Place(table.source, SHEET), what))
    if found.rows:
        number, sheet = min(found.rows)
        found.broken.append(_broken(Place(table.source, SEALED), f"第{number}次锁定“{sheet}”的记录不全"))
    return frozenset(sound)


def _differs(one: Listed, record: Record) -> bool:
    """Whether a row speaks of another event, or of more or fewer rows, than its record."""
    return one.scope != record.scope or one.sums.rows != record.size


def _broken(at: Place, what: str) -> Finding:
    return Finding("SEAL_BROKEN", at, context={"what": what}, apart=what)


def about_code(book: Book, code: str, scope: Scope | None = None) -> Finding:
    """What is to be said of a code read off a paper. scope: the event the paper speaks of. Raises Refused."""
    table, there = own_table(book, SHEET), seals(book)
    asked = as_typed(code)
    current = [one for one in there.current.values() if scope in (None, one.scope)]
    at = Place(book.source, SHEET)
    for one in there.listed:
        if as_typed(one.marks.code) != asked or not asked:
            continue
        at = table.at(one.row, _CODE)
        if one in current:
            return Finding("SEAL_CODE_AGREES", at, context={"code": one.marks.code, "event": one.scope.label})
        later = there.current[one.scope]
        what = (
            f"是{one.scope.label}以前的锁定，后来又锁定过（{later.marks.code}）"
            if later != one
            else f"是{one.scope.label}的"
        )
        return Finding("SEAL_CODE", at, context={"code": one.marks.code, "what": what})
    known = "、".join(one.marks.code for one in current)
    what = f"台账里没有这个校验码（现有：{known}）" if known else "台账里没有锁定"
    return Finding("SEAL_CODE", at, context={"code": code.strip().upper()[:20], "what": what})
