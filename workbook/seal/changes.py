"""What was changed since an event was sealed: every cell, row and column by its place.

Nothing here says whether a change was right. A plain re-save by another program, rows of other events, and what becomes
of a payment are no changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal

from schemas.contest import Scope
from schemas.headers import clean_header
from workbook.card.read import CardSheets
from workbook.codes import severity
from workbook.merge.tables import own_table
from workbook.model import Book, Cell, Finding, Place, Value
from workbook.parse import shown
from workbook.seal.cells import Kept, Now
from workbook.seal.kept import Listed, Seals, seals
from workbook.seal.making import final_events, hidden
from workbook.seal.matching import Match
from workbook.seal.parts import PARTS, PAYOUTS, Part
from workbook.seal.reading import Reading
from workbook.seal.record import SHEET, Record, SealedPart, SealedRow

State = Literal["not sealed", "whole", "broken"]

_SHOWN: Final = 3
_DAY_ZERO: Final = date(1899, 12, 30)


def sealed(book: Book) -> set[Scope]:
    """The events that are sealed: of which the list or the record says so; where the record of seals was changed, also
    every final one, for nobody knows any more. Raises Refused: BOOK_SHEET."""
    there = seals(book)
    return there.scopes | set(final_events(book) if there.broken else ())


def about_sealed(book: Book, scopes: Collection[Scope]) -> list[Finding]:
    """Sealed events that a command over all events leaves as they are."""
    at = Place(book.source, SHEET)
    return [Finding("SEAL_LEFT", at, context={"event": scope.label}, apart=scope.label) for scope in scopes]


def state(book: Book, sheets: CardSheets, scope: Scope) -> State:
    """How the seal of an event stands. Raises Refused: BOOK_SHEET."""
    there = seals(book)
    if scope not in there.scopes:
        return "not sealed"
    told = [*there.broken, *since(Reading(book, sheets), there, {scope})]
    return "broken" if any(severity(finding.code) == "error" for finding in told) else "whole"


def changes(book: Book, sheets: CardSheets, scopes: Collection[Scope] | None = None) -> list[Finding]:
    """Everything that was changed since the events were sealed; None: all that are. Raises Refused: BOOK_SHEET."""
    there = seals(book)
    return [*there.broken, *since(Reading(book, sheets), there, scopes)]


def since(reading: Reading, there: Seals, scopes: Collection[Scope] | None = None) -> list[Finding]:
    """What was changed in the rows that the last seal of each event covers; of a cell that several cover once."""
    return together(by_event(reading, there, scopes))


def by_event(
    reading: Reading, there: Seals, scopes: Collection[Scope] | None = None
) -> dict[Scope, list[Finding]]:
    """Event -> what was changed in the rows that its last seal covers."""
    return {
        scope: list(_of_event(reading, record, listed))
        for scope, listed in there.current.items()
        if (record := there.records.get(listed.number)) and (scopes is None or scope in scopes)
    }


def together(events: Mapping[Scope, Sequence[Finding]]) -> list[Finding]:
    """The changes of several events, each once, with the events it is of."""
    found: dict[tuple[object, ...], Finding] = {}
    labels: dict[tuple[object, ...], list[str]] = {}
    for scope, findings in events.items():
        for finding in findings:
            key = (finding.code, finding.at, finding.apart)
            found.setdefault(key, finding)
            labels.setdefault(key, []).append(scope.label)
    return [
        replace(finding, context={**finding.context, "event": _named(labels[key])})
        for key, finding in found.items()
    ]


def _named(labels: list[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]}等{len(labels)}个活动"


def _of_event(reading: Reading, record: Record, listed: Listed) -> Iterator[Finding]:
    if reading.book.date1904 != record.date1904:
        before, after = ("1904" if one else "1900" for one in (record.date1904, reading.book.date1904))
        said = {"column": "日期从哪一年算起（整个工作簿）", "before": before, "after": after}
        yield Finding("SEAL_CHANGED", Place(reading.book.source), context=said, apart="date1904")
    yield from _hidden_seal(reading, listed)
    members = reading.members(record.scope, record.paid)
    specs = {part.sheet: part for part in PARTS}
    for sealed_part in record.parts:
        part = specs.get(sealed_part.sheet)
        if part is not None:
            yield from _of_part(reading, part, sealed_part, listed, members.get(part.sheet, []))


def _of_part(
    reading: Reading, part: Part, sealed_part: SealedPart, listed: Listed, members: list[int]
) -> Iterator[Finding]:
    table = reading.table(part)
    if table is None:
        if sealed_part.rows:
            what = f"“{part.sheet}”整张表"
            at = Place(reading.book.source, part.sheet if reading.book.sheet(part.sheet) else None)
            yield Finding("SEAL_REMOVED", at, context={"what": what}, apart=what)
        return
    match = Match(reading, part, sealed_part, listed.number, members)
    yield from _columns(reading, part, sealed_part)
    for index, row in sorted(match.at.items()):
        for name in match.differences(index, row):
            yield _changed(reading, part, sealed_part, sealed_part.rows[index], row, name)
    yield from _rows(reading, part, match)
    yield from _order(reading, part, match)
    yield from _hidden(reading, sealed_part, match, table.sheet.state)


def _columns(reading: Reading, part: Part, sealed_part: SealedPart) -> Iterator[Finding]:
    table = reading.table(part)
    assert table is not None
    for name in sealed_part.columns:
        if name in part.spec.columns_by_name and name not in table.columns and sealed_part.rows:
            what = f"“{part.sheet}”的“{table.title(name)}”这一列"
            yield Finding("SEAL_REMOVED", Place(table.source, part.sheet), context={"what": what}, apart=what)

    titles = {clean_header(table.title(name)) for name in sealed_part.columns if name in table.columns}
    for col, column in enumerate(table.sheet.columns, 1):
        title = column[table.header - 1]
        cleaned = clean_header(title) if isinstance(title, str) else ""
        if cleaned in titles and col not in table.columns.values() and sealed_part.rows:
            at = Place(table.source, part.sheet, Cell(table.header, col))
            yield Finding("SEAL_TWICE", at, context={"column": str(title)}, apart=str(title))


def _changed(
    reading: Reading, part: Part, sealed_part: SealedPart, row: SealedRow, at: int, name: str
) -> Finding:
    table = reading.table(part)
    assert table is not None
    position = sealed_part.columns.index(name)
    before = row.cells[position] if position < len(row.cells) else None
    now = reading.cells(part, at)[name]
    column = part.spec.columns_by_name[name]
    kind = column.kind.name
    context = {
        "column": table.title(name),
        "before": _before(before, kind, bool(now.shape)),
        "after": _after(now, kind),
    }
    who = reading.said(part, at, "name")
    return Finding(
        "SEAL_CHANGED", table.at(at, name), (who,) if who else (), name, None, None, context, apart=row.key
    )


def _before(before: Kept, kind: str, live: bool) -> str:
    """What was sealed. live: a formula stands there now"""
    if isinstance(before, Mapping):
        if "h" in before:
            return "（号码，不显示）"
        if "e" in before:
            return str(before["e"])
        result = f"（结果{_before(before['v'], kind, False)}）" if "v" in before else ""
        return f"{'另一个' if live else ''}公式{result}"
    return _word(before, kind)


def _after(now: Now, kind: str) -> str:
    if now.personal and now.value is not None:
        return "另一个号码"
    return (
        "公式" + (f"（结果{_word(now.value, kind)}）" if now.cached else "")
        if now.shape
        else _word(now.value, kind)
    )


def _word(value: Value, kind: str) -> str:
    """A value as the cell shows it: amounts grouped, so that nobody takes them for a number of a person."""
    if isinstance(value, float):
        if kind == "day" and 0 < value < 2_958_466:
            return (_DAY_ZERO + timedelta(days=int(value))).isoformat()
        return f"{value:,.2f}" if kind == "money" else f"{value:,.10g}"
    return shown(value) or "空白"


def _rows(reading: Reading, part: Part, match: Match) -> Iterator[Finding]:
    table = reading.table(part)
    assert table is not None
    field = next(name for name in part.key if name in table.columns)
    later = []
    foreign = _foreign(reading, part, match)
    for row in match.added:
        if row in foreign or (part.later == "error" and not reading.shared(part, row)):
            who = reading.said(part, row, "name")
            yield Finding("SEAL_ADDED", table.at(row, field), (who,) if who else (), field)
        elif part.later == "warning":
            later.append(row)
    if later and (match.sealed.rows or not part.payouts):
        at, *others = (table.at(row, field) for row in later)
        said = {"count": str(len(later)), "which": _which(reading, part, later)}
        yield Finding("SEAL_LATER", at, (), field, context=said, related=tuple(others))
    for sealed_row in match.removed:
        at = table.at(min(sealed_row.row, table.last), field)
        what = f"“{part.sheet}”原第{sealed_row.row}行（{sealed_row.key.strip('·')}）"
        yield Finding("SEAL_REMOVED", at, (), field, context={"what": what}, apart=f"{sealed_row.row}")


def _foreign(reading: Reading, part: Part, match: Match) -> set[int]:
    """New rows of a sealed payment list that neither take back a sealed line nor pay again what was taken back."""
    if part.sheet != PAYOUTS or not match.sealed.rows:
        return set()
    balance = dict.fromkeys((row.key for row in match.sealed.rows), 0)
    found = set()
    keys = reading.keys(part)
    for row in sorted(match.added, key=lambda row: (not _taken_back(reading, part, row), row)):
        back = _taken_back(reading, part, row)
        key = "·".join([*keys[row].split("·")[:-1], keys[row].split("·")[-1].removeprefix("-")])
        if key not in balance or (not back and balance[key] >= 0):
            found.add(row)
        else:
            balance[key] += -1 if back else 1
    return found


def _taken_back(reading: Reading, part: Part, row: int) -> bool:
    return reading.said(part, row, "award").startswith("-")


def _which(reading: Reading, part: Part, rows: Sequence[int]) -> str:
    """Who is paid how much by new lines of a payment list; nothing of other sheets."""
    if part.sheet != PAYOUTS:
        return ""
    names = ("key", "payee")
    lines = []
    for row in rows[:_SHOWN]:
        award = reading.cells(part, row)["award"].value if "award" in reading.cells(part, row) else None
        words = [reading.said(part, row, name) for name in names] + [_word(award, "money")]
        lines.append(" ".join(filter(None, words)))
    more = f"等{len(rows)}行" if len(rows) > _SHOWN else ""
    return f"（{'；'.join(lines)}{more}）"


def _order(reading: Reading, part: Part, match: Match) -> Iterator[Finding]:
    moved = match.moved()
    if not moved:
        return
    table = reading.table(part)
    assert table is not None
    field = next(name for name in part.key if name in table.columns)
    rows = [(match.sealed.rows[index].row, match.at[index]) for index in moved]
    more = f"等{len(rows)}行" if len(rows) > _SHOWN else ""
    words = "、".join(f"原第{old}行现在是第{new}行" for old, new in rows[:_SHOWN]) + more
    at, *others = (table.at(new, field) for _, new in rows)
    yield Finding("SEAL_REORDERED", at, (), field, context={"moved": words}, related=tuple(others))


def _hidden(reading: Reading, part: SealedPart, match: Match, now: str) -> Iterator[Finding]:
    source = reading.book.source
    if now != "visible" and part.state == "visible" and part.rows:
        yield Finding("SEAL_HIDDEN", Place(source, part.sheet), context={"what": "整张表"})
    places = list(hidden(reading, part, sorted(match.at.values())))
    rows = [Place(source, sheet, cell) for sheet, cell, row in places if row]
    if rows:
        what = f"{len(rows)}行"
        yield Finding("SEAL_HIDDEN", rows[0], context={"what": what}, related=tuple(rows[1:]))
    for sheet, cell, row in places:
        if not row:
            yield Finding("SEAL_HIDDEN", Place(source, sheet, cell), context={"what": f"{_letters(cell)}列"})


def _hidden_seal(reading: Reading, listed: Listed) -> Iterator[Finding]:
    """Whether the row of the seal on 定稿锁定 can be seen."""
    table = own_table(reading.book, SHEET)
    if table.sheet.state != "visible":
        yield Finding("SEAL_HIDDEN", Place(table.source, SHEET), context={"what": "整张表"})
    elif any(top <= listed.row <= bottom for top, bottom in table.sheet.facts.hidden_rows):
        yield Finding("SEAL_HIDDEN", table.at(listed.row, "number"), context={"what": "锁定的那一行"})


def _letters(cell: Cell) -> str:
    return cell.a1.rstrip("0123456789")
