"""Versions of a rule card: what it says as plain rows, a short mark of it, and what changed since.

A contest workbook keeps what its card said when results were last made of it (hidden sheet 规则底稿). A change is
shown with what it touches: the results of the events it speaks of. Remarks and explanations are no rules.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from schemas.book import BASE
from schemas.contest import Scope
from schemas.headers import clean_header
from schemas.kinds_rules import number_text
from schemas.rulecard import CARD_FORMATS
from workbook.card.read import CardSheets
from workbook.model import Book, Cell, Finding, Place, Sheet
from workbook.table import Table

BASE_TITLES: Final = ("表", "行", "列", "内容")
RESULTS: Final = ("资格审核", "销售额核对", "排名", "奖金分配表", "奖金发放表")
"""Sheets that hold what was made of the card."""

_NO_RULE: Final = frozenset(
    "remark meaning question options likely confidence effect approver day document preparer".split()
)
_SHOWN: Final = 12


class Said(NamedTuple):
    """Where a card says something: sheet, what the row is called, column title."""

    sheet: str
    row: str
    column: str


def said(tables: Mapping[str, Table]) -> dict[Said, str]:
    """What a card says: one text per filled cell that is a rule."""
    return {place: text for place, text, _ in _cells(tables)}


def mark(tables: Mapping[str, Table]) -> str:
    """A short hash of what a card says; layout, order of columns, remarks and explanations do not count."""
    lines = sorted([*place, text] for place, text in said(tables).items())
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()[:_SHOWN]


def _cells(tables: Mapping[str, Table]) -> Iterator[tuple[Said, str, tuple[Table, int, str]]]:
    for fmt in CARD_FORMATS:
        table = tables.get(fmt.id)
        if table is None:
            continue
        seen: dict[str, int] = {}
        for record in range(len(table)):
            name = _row_name(table, record)
            seen[name] = seen.get(name, 0) + 1
            row = name if seen[name] == 1 else f"{name} #{seen[name]}"
            for column in fmt.columns:
                values = table.columns.get(column.name)
                if column.computed or column.name in _NO_RULE or values is None or values[record] is None:
                    continue
                yield Said(fmt.name, row, column.title), _text(values[record]), (table, record, column.name)


def _row_name(table: Table, record: int) -> str:
    parts = [table.columns[name][record] for name in table.format.key if name in table.columns]
    extra = [
        table.columns[name][record]
        for name in ("level", "use", "alternative")
        if table.format.id in ("rule_events", "rule_conditions") and name in table.columns
    ]
    return "·".join(str(part) for part in (*parts, *extra) if part is not None) or "（空）"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return number_text(value) if isinstance(value, float) else str(value)


def base_rows(tables: Mapping[str, Table]) -> list[tuple[str, str, str, str]]:
    """The rows of 规则底稿."""
    return [(*place, text) for place, text in said(tables).items()]


def kept_base(book: Book) -> dict[Said, str] | None:
    """What the card said when it was last used; None where the workbook has no such sheet."""
    sheet = book.sheet(BASE)
    if sheet is None or sheet.width < len(BASE_TITLES):
        return None
    rows = list(zip(*(sheet.columns[col][1:] for col in range(len(BASE_TITLES))), strict=True))
    return {Said(str(a), str(b), str(c)): str(d) for a, b, c, d in rows if a is not None}


def changes(book: Book, sheets: CardSheets) -> Iterator[Finding]:
    """Every rule that was changed, added or taken away since results were made of it, with those it touches.

    Before there are results a card is being prepared, and a change is nothing to speak of.
    """
    before, touched = kept_base(book), results_by_event(book)
    if before is None or not touched:
        return
    now = {place: (text, at) for place, text, at in _cells(sheets.tables)}
    rows_before = {(place.sheet, place.row) for place in before}
    rows_now = {(place.sheet, place.row) for place in now}
    for place, (text, (table, record, field)) in now.items():
        if (place.sheet, place.row) not in rows_before:
            continue
        old = before.get(place, "")
        if old != text:
            yield from _changed(table, record, field, place, old, text, touched)
    for place, old in before.items():
        if place not in now and (place.sheet, place.row) in rows_now:
            other = next(at for p, (_, at) in now.items() if p[:2] == place[:2])
            table, record, _ = other
            field = next(c.name for c in table.format.columns if c.title == place.column)
            yield from _changed(table, record, field, place, old, "", touched)
    yield from _rows_changed(sheets, rows_before, rows_now, touched, now)


def _changed(
    table: Table, record: int, field: str, place: Said, old: str, new: str, touched: Mapping[Scope, str]
) -> Iterator[Finding]:
    """One change, if it touches results."""
    if results := _touched(table, record, touched):
        context = {
            "name": f"{place.row}的{place.column}",
            "before": old or "空白",
            "after": new or "空白",
            "results": results,
        }
        yield Finding("RULE_CHANGED", table.at(record, field), (), field, new or None, old or None, context)


def _touched(table: Table, record: int, touched: Mapping[Scope, str]) -> str:
    """The results of the events a row speaks of, in words."""
    if "applies" in table.columns:
        text = table.columns["applies"][record] or ""
        names = text.split("、") if text else []
        hit = [w for scope, w in touched.items() if not names or {scope.label, scope.phase} & set(names)]
    else:
        phase, event = (
            (table.columns[name][record] or "") if name in table.columns else ""
            for name in ("phase", "event")
        )
        hit = [words for scope, words in touched.items() if Scope(phase, event).covers(scope)]
    return "；".join(hit)


def _rows_changed(
    sheets: CardSheets,
    before: set[tuple[str, str]],
    now: set[tuple[str, str]],
    touched: Mapping[Scope, str],
    cells: Mapping[Said, tuple[str, tuple[Table, int, str]]],
) -> Iterator[Finding]:
    for sheet, row in sorted(now - before):
        table, record, field = next(at for p, (_, at) in cells.items() if p[:2] == (sheet, row))
        place = Said(sheet, row, "整行")
        yield from _changed(table, record, field, place, "", "新加的一行", touched)
    for sheet, row in sorted(before - now):
        results = "；".join(touched.values())
        context = {"name": row, "before": "有这一行", "after": "没有了", "results": results}
        yield Finding("RULE_CHANGED", Place(sheets.source, sheet), context=context)


def results_by_event(book: Book) -> dict[Scope, str]:
    """Event -> the results there are of it, in words: 第一期·活动1：排名18行、奖金分配表18行."""
    counts: dict[Scope, dict[str, int]] = {}
    for name in RESULTS:
        sheet = book.sheet(name)
        if sheet is None:
            continue
        for scope in _scopes(sheet):
            found = counts.setdefault(scope, {})
            found[name] = found.get(name, 0) + 1
    return {
        scope: f"{scope.label}：" + "、".join(f"{name}{count}行" for name, count in found.items())
        for scope, found in counts.items()
    }


def _scopes(sheet: Sheet) -> Iterator[Scope]:
    """期次 and 活动 of every row below the header of a result sheet."""
    for row in range(1, min(sheet.height, 20) + 1):
        titles = {}
        for col in range(1, sheet.width + 1):
            text = sheet.value(Cell(row, col))
            if isinstance(text, str):
                titles[clean_header(text)] = col
        if "期次" in titles and "活动" in titles:
            for below in range(row + 1, sheet.height + 1):
                phase, event = (sheet.value(Cell(below, titles[t])) for t in ("期次", "活动"))
                if phase or event:
                    yield Scope(str(phase or ""), str(event or ""))
            return
