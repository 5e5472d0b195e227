"""Making the seal of an event: what it covers as it stands now, and what forbids to seal it.

Writing it is left to `kept`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from schemas.book import BOOK_SHEETS
from schemas.contest import Scope
from workbook.awards import rows as award_rows
from workbook.content import folded
from workbook.host import Refused
from workbook.merge.tables import OwnTable, own_table
from workbook.model import Book, Cell
from workbook.seal.cells import Kept, kept
from workbook.seal.parts import AWARDS, PARTS, Part
from workbook.seal.reading import PAYING, STEPS, Reading
from workbook.seal.record import Record, SealedPart, SealedRow, Signed, Sums

_FINAL: Final = ("定稿", "空缺")
_SHOWN: Final = 3
_UNSEEN: Final = ("Cc", "Cf", "Cs")
"""Kinds of characters by which one name passes as two, and which a workbook cannot hold."""
_SEEN: Final = ("资格审核", "排名", AWARDS)
"""The results that are signed for; a contest may hide sheets it has no use for, but not these."""


def record_of(reading: Reading, scope: Scope, number: int, remark: str = "") -> Record:
    """What a seal of an event covers now."""
    paid = reading.paid(scope)
    members = reading.members(scope, paid)
    parts = [
        _part(reading, part, members[part.sheet], number)
        for part in PARTS
        if part.sheet in members and reading.table(part) is not None
    ]
    return Record(number, scope, paid, parts, reading.book.date1904, remark)


def _part(reading: Reading, part: Part, rows: list[int], number: int) -> SealedPart:
    table = reading.table(part)
    assert table is not None  # asked by record_of
    columns = tuple(
        column.name
        for column in part.spec.columns
        if column.name in table.columns and column.name not in part.left_out
    )
    return SealedPart(
        part.sheet, columns, table.sheet.state, [_row(reading, part, row, columns, number) for row in rows]
    )


def _row(reading: Reading, part: Part, row: int, columns: tuple[str, ...], number: int) -> SealedRow:
    there, out = reading.cells(part, row), reading.left_out(part, row)
    key = reading.keys(part)[row]
    cells: list[Kept] = [
        None if name in out else kept(there[name], salt(number, part, key, name)) for name in columns
    ]
    while cells and cells[-1] is None:
        cells.pop()
    return SealedRow(row, key, tuple(cells))


def salt(number: int, part: Part, key: str, column: str) -> str:
    """What makes hashes of the same number in two cells differ."""
    return f"{number}/{part.sheet}/{key}/{column}"


def sums_of(book: Book, record: Record) -> Sums:
    """What is approved with it."""
    table = own_table(book, AWARDS)
    won = [row for row in table.rows() if table.scope(row) == record.scope and table.text(row, "key")]
    amounts = [value for row in won if isinstance(value := table.value(row, "amount"), float)]
    return Sums(record.size, len(won), sum(round(amount * 100) for amount in amounts))


def final_events(book: Book) -> list[Scope]:
    """The events whose prizes are all final, in the order of 奖金分配表."""
    table = own_table(book, AWARDS)
    final = set(award_rows.final_rows(table))
    draft = {table.scope(row) for row in table.rows() if not _is_final(table, row, final)}
    return [scope for scope in dict.fromkeys(map(table.scope, table.rows())) if scope not in draft]


def _is_final(table: OwnTable, row: int, final: set[int]) -> bool:
    return row in final and table.text(row, "state") in _FINAL


def check_names(signed: Signed) -> None:
    """Somebody prepares, somebody else approves, on a paper; nothing in it that cannot be seen. Raises Refused:
    SEAL_TEXT, SEAL_NAMES, SEAL_SAME_PERSON."""
    words = {"制表人": signed.preparer, "批准人": signed.approver, "依据文件": signed.document}
    if unseen := [
        word for word, text in words.items() if any(unicodedata.category(c) in _UNSEEN for c in text)
    ]:
        raise Refused("SEAL_TEXT", "、".join(unseen))
    if missing := [word for word, text in words.items() if not folded(text)]:
        raise Refused("SEAL_NAMES", "、".join(missing))
    if folded(signed.preparer) == folded(signed.approver):
        raise Refused("SEAL_SAME_PERSON", signed.approver)


def check(reading: Reading, scope: Scope, record: Record) -> None:
    """Whether an event may be sealed. Raises Refused: SEAL_NOT_FINAL, SEAL_EDITED, SEAL_FORMULA, SEAL_OPEN, SEAL_NOT_SHOWN,
    BOOK_SHEET (a sheet of ours was renamed or lacks a column)."""
    for part in PARTS:
        if part.spec in BOOK_SHEETS:
            own_table(reading.book, part.sheet)
    if scope not in final_events(reading.book):
        raise Refused("SEAL_NOT_FINAL", scope.label)
    for name in ("排名", AWARDS):
        table = own_table(reading.book, name)
        if edited := next(award_rows.changed(table, scope), None):
            raise Refused("SEAL_EDITED", f"{scope.label}：{name} 第{edited}行")
    _no_formula(reading, record)
    _no_open_point(reading, scope, record.paid)
    _all_shown(reading, record)


def _no_formula(reading: Reading, record: Record) -> None:
    table = own_table(reading.book, AWARDS)
    columns = set(table.columns.values())
    rows = next(part.rows for part in record.parts if part.sheet == AWARDS)
    for row in rows:
        for cell in table.sheet.facts.formulas:
            if cell.row == row.row and cell.col in columns:
                raise Refused("SEAL_FORMULA", f"{record.scope.label}：{AWARDS} {cell.a1}")


def _no_open_point(reading: Reading, scope: Scope, paid: bool) -> None:
    steps = {*STEPS, *([PAYING] if paid else [])}
    points = reading.sheets.card.points
    waiting = [p.id for p in points if p.open and p.concerns(scope) and steps.intersection(p.blocks)]
    if waiting:
        raise Refused("SEAL_OPEN", f"{scope.label}：{'、'.join(waiting)}")


def _all_shown(reading: Reading, record: Record) -> None:
    """What nobody saw nobody approved."""
    states = {part.sheet: part.state for part in record.parts if part.rows}
    if unseen := [name for name in _SEEN if states.get(name, "visible") != "visible"]:
        raise Refused("SEAL_NOT_SHOWN", f"{record.scope.label}：{'、'.join(unseen)}整张表")
    if found := [place for part in record.parts for place in hidden(reading, part)]:
        more = f"等{len(found)}处" if len(found) > _SHOWN else ""
        words = [f"{sheet} {_word(cell, rows)}" for sheet, cell, rows in found[:_SHOWN]]
        raise Refused("SEAL_NOT_SHOWN", f"{record.scope.label}：{'、'.join(words)}{more}")


def _word(cell: Cell, row: bool) -> str:
    return f"第{cell.row}行" if row else f"{cell.a1.rstrip('0123456789')}列"


def hidden(
    reading: Reading, part: SealedPart, rows: list[int] | None = None
) -> Iterator[tuple[str, Cell, bool]]:
    """Sheet, cell, and whether it is a row (else a column): what is hidden of the rows and columns of a part.

    rows   where they stand now; None: where they stood when they were sealed
    """
    spec = next(one for one in PARTS if one.sheet == part.sheet)
    table = reading.table(spec)
    if table is None or not part.rows:
        return
    facts = table.sheet.facts
    first = min(table.columns.values())
    for row in rows if rows is not None else [row.row for row in part.rows]:
        if any(top <= row <= bottom for top, bottom in facts.hidden_rows):
            yield part.sheet, Cell(row, first), True
    for name in part.columns:
        col = table.columns.get(name)
        if col and any(left <= col <= right for left, right in facts.hidden_columns):
            yield part.sheet, Cell(table.header, col), False
