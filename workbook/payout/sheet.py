"""奖金发放表: its lines read and written. What was sent or paid stays as it stands; each line carries a proof of ours.

People say what came of a payment (付款结果, 付款日期), and have it signed for; the rest is the program's. A line whose proof
does not agree was changed by hand: it is told, one that was sent or paid is left as it is, and one still to be paid is
made right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from schemas.contest import Scope
from schemas.format import CellContext
from workbook.content import folded
from workbook.edits import Scalar
from workbook.eligibility.figures import money_words
from workbook.ledger.sheet import yuan
from workbook.merge.tables import OwnTable
from workbook.model import Finding, Place
from workbook.payout.lines import READY, Due, Kind, Line, state_of
from workbook.payout.money import MEMBER, Amounts
from workbook.payout.payees import To
from workbook.payout.record import Recorded
from workbook.payout.schedule import cell_of_day, day_in
from workbook.proof import code, proof, stamp

SHEET: Final = "奖金发放表"
PEOPLES: Final = ("outcome", "paid_on", "signed", "remark")
"""Columns finance fills in."""
_STAMP: Final = "rules"
_KINDS: Final = {kind.value: kind for kind in Kind}


class There(NamedTuple):
    """What stands on the sheet, and what was recorded of it.

    lines    those that were sent or paid as they were recorded, whatever stands on the sheet (row 0: it was deleted)
    typed    rows that are none of ours
    moved    rows of paid lines whose day is another than was recorded
    """

    lines: Sequence[Line]
    typed: Sequence[int]
    moved: frozenset[int]
    recorded: Mapping[int, Recorded]


def there_on(table: OwnTable, records: Mapping[int, Recorded], ctx: CellContext) -> There:
    """The lines of all events."""
    lines, typed, moved = [], [], set()
    seen: set[int] = set()
    for row in table.rows():
        known, number = proof(table.text(row, _STAMP)), _whole(table, row, "seq")
        kind, kept = _KINDS.get(known.decision), records.get(number)
        if number in seen or (kind is None and kept is None):
            typed.append(row)
            continue
        seen.add(number)
        line = _line(table, row, kind or Kind.OPEN, ctx)
        changed = known.row != code(_said(table, row))
        if kept is not None:
            if kept.day is not None and line.paid_on != kept.day:
                moved.add(row)
            changed = changed or kind is not kept.kind
            line = replace(
                line, due=kept.due, name=kept.name, money=kept.money, kind=kept.kind, batch=kept.batch,
                state=state_of(kept.kind, line.state), paid_on=kept.day or line.paid_on,
            )  # fmt: skip
        lines.append(replace(line, edited=changed))
    lines += [_lost(one) for number, one in records.items() if number not in seen]
    return There(lines, typed, frozenset(moved), records)


def _lost(one: Recorded) -> Line:
    """A line that was recorded and is not on the sheet any more."""
    state = state_of(one.kind, READY)
    return Line(
        one.due,
        one.name,
        To(),
        one.money,
        one.kind,
        state,
        one.batch,
        "",
        one.day,
        0,
        one.number,
        edited=True,
    )


def _said(table: OwnTable, row: int) -> list[Scalar]:
    values = (table.value(row, name) for name in _ours(table))
    return [value if isinstance(value, float | str) else None for value in values]


def _ours(table: OwnTable) -> list[str]:
    return sorted(name for name in table.columns if name not in (*PEOPLES, _STAMP))


def _line(table: OwnTable, row: int, kind: Kind, ctx: CellContext) -> Line:
    def text(name: str) -> str:
        return table.text(row, name)

    to = To(*(text(name) for name in To._fields))
    member = folded(to.payee) if to.payee_type == MEMBER else ""
    return Line(
        Due(table.scope(row), text("group"), text("tier"), text("key").upper(), member),
        text("name"),
        to,
        Amounts(
            _fen(table, row, "award") or 0,
            _fen(table, row, "gross") or 0,
            text("tax_head"),
            text("rate"),
            _fen(table, row, "tax"),
            _fen(table, row, "net"),
        ),
        kind,
        text("state"),
        _whole(table, row, "batch"),
        text("outcome"),
        day_in(table, row, "paid_on", ctx),
        row,
        _whole(table, row, "seq"),
        text("remark"),
    )


def _fen(table: OwnTable, row: int, name: str) -> int | None:
    value = table.value(row, name)
    return round(value * 100) if isinstance(value, float) else None


def _whole(table: OwnTable, row: int, name: str) -> int:
    value = table.value(row, name)
    return int(value) if isinstance(value, float) else 0


# ---- Written


def write(
    table: OwnTable, before: There, lines: Iterable[Line], marks: Mapping[Scope, str], ctx: CellContext
) -> list[Line]:
    """Bring the sheet to these lines; -> the lines with their rows and numbers.

    before   what stands there, of all events; marks: of the rules, by event. Lines of other events and those that were
             changed by hand after they were sent or paid stay as they are.
    """
    lines = list(lines)
    rows = {line.row for line in lines}
    free = [
        line.row for line in before.lines if line.row and line.due.scope in marks and line.row not in rows
    ]
    number = max((*before.recorded, *(line.number for line in before.lines)), default=0)
    found = []
    for line in lines:
        if not line.number:
            number += 1
            line = replace(line, number=number)
        cells = _stamped(table, line, marks[line.due.scope])
        if line.edited and line.kept:
            pass  # as somebody left it, until it is put back
        elif line.row:
            _put(table, line.row, cells)
        elif free:
            line = replace(line, row=free.pop(0))
            _put(table, line.row, {**dict.fromkeys(table.columns), **cells, **_first(line, ctx)})
        else:
            line = replace(line, row=table.add({**cells, **_first(line, ctx)}))
        found.append(line)
    for row in free:
        _put(table, row, dict.fromkeys(table.columns))
    return found


def _put(table: OwnTable, row: int, cells: Mapping[str, Scalar]) -> None:
    for name, value in cells.items():
        table.write(row, name, value)


def _first(line: Line, ctx: CellContext) -> dict[str, Scalar]:
    """What a line has in the columns of people when it is made."""
    return {"paid_on": cell_of_day(line.paid_on, ctx), "remark": line.remark or None}


def _cells(line: Line) -> dict[str, Scalar]:
    """The program's columns of a line."""
    due, money = line.due, line.money
    return {
        "seq": float(line.number),
        "phase": due.scope.phase or None,
        "event": due.scope.event,
        "group": due.group or None,
        "tier": due.tier,
        "key": due.key,
        "name": line.name,
        **{name: text or None for name, text in line.to._asdict().items()},
        "award": yuan(money.award),
        "gross": yuan(money.gross),
        "tax_head": money.head or None,
        "rate": money.rate or None,
        "tax": None if money.tax is None else yuan(money.tax),
        "net": None if money.net is None else yuan(money.net),
        "state": line.state,
        "batch": float(line.batch) if line.batch else None,
    }


def _stamped(table: OwnTable, line: Line, mark: str) -> dict[str, Scalar]:
    cells = _cells(line)
    return {**cells, _STAMP: stamp(mark, code(cells[name] for name in _ours(table)), line.kind.value)}


# ---- Told


def by_hand(table: OwnTable, there: There, scopes: Iterable[Scope]) -> Iterator[Finding]:
    """Lines of these events that somebody changed or deleted, and rows that somebody typed."""
    ours = set(scopes)
    for line in there.lines:
        if line.due.scope not in ours:
            continue
        context = {"number": str(line.number), "award": money_words(line.money.award), "key": line.due.key}
        if not line.row:
            at = Place(table.source, SHEET)
            yield Finding("PAYOUT_LOST", at, (line.name,), "award", None, None, context, apart=of(line))
        elif line.edited:
            told = "PAYOUT_EDITED" if line.kept else "PAYOUT_REMADE"
            value = table.text(line.row, "award") or None
            at = table.at(line.row, "award")
            yield Finding(told, at, (line.name,), "award", value, None, context, apart=of(line))
        if line.row in there.moved:
            at, value = table.at(line.row, "paid_on"), table.text(line.row, "paid_on") or None
            context = {**context, "day": str(line.paid_on)}
            yield Finding("PAID_DAY_MOVED", at, (line.name,), "paid_on", value, None, context, apart=of(line))
    for row in there.typed:
        if table.scope(row) in ours:
            who = (table.text(row, "name"),)
            yield Finding(
                "PAYOUT_ADDED", table.at(row, "seq"), who, "seq", apart=f"{table.scope(row).label}·{row}"
            )


def of(line: Line) -> str:
    """What tells the findings of a line from those of others."""
    return f"{line.due.scope.label}·{line.due.key}·{line.number}"
