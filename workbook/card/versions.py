"""Versions of a rule card: what it says as plain rows, a short mark of it, and what changed since.

A contest workbook keeps what its card said when results were last made of it (hidden sheet 规则底稿). A change is
shown with what it touches: the results of the events it speaks of. Remarks and explanations are no rules.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from schemas.book import BASE
from schemas.contest import Scope, concerns
from schemas.headers import clean_header
from schemas.kinds_rules import number_text
from schemas.policies import policy
from schemas.rulecard import CARD_FORMATS, CHOICES, CONDITIONS, DUTIES, GROUPS, POINTS, SCORES, TIERS
from workbook.card.read import CardSheets, names_in
from workbook.model import Book, Cell, Finding, Place, Sheet, Value
from workbook.table import Table

BASE_TITLES: Final = ("表", "行", "列", "内容")
_AWARDING: Final = frozenset(("归组", "资格", "核对", "分配"))
RESULTS: Final[Mapping[str, frozenset[str]]] = {
    "资格审核": frozenset(("归组", "资格")),
    "销售额核对": frozenset(("核对",)),
    "排名": _AWARDING,
    "奖金分配表": _AWARDING,
    "奖金发放表": _AWARDING | {"发放"},
}
"""Sheets that hold what was made of the card -> the steps they rest on: how ties are broken is nothing to eligibility."""

_STEPS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    GROUPS.name: ("归组", "资格", "分配"),
    CONDITIONS.name: ("归组", "资格"),
    DUTIES.name: ("资格",),
    TIERS.name: ("分配",),
    SCORES.name: ("分配",),
}
"""Sheets of the card that speak of some steps only; 规则_活动 has the days, of which all steps ask."""

_NO_RULE: Final = frozenset(
    "remark meaning question options likely confidence effect approver day document preparer".split()
)
_SHOWN: Final = 12


Results = Mapping[Scope, Mapping[str, int]]
"""Event -> sheet of results -> its rows."""


class Said(NamedTuple):
    """Where a card says something: sheet, what the row is called, column title."""

    sheet: str
    row: str
    column: str


class Row(NamedTuple):
    """A row of a card: its filled cells by column title, and where it stands if the card still has it."""

    cells: dict[str, str]
    table: Table | None = None
    record: int = 0


def said(tables: Mapping[str, Table]) -> dict[Said, str]:
    """What a card says: one text per filled cell that is a rule."""
    return {
        Said(sheet, name, title): text
        for (sheet, name), row in _rows(tables).items()
        for title, text in row.cells.items()
    }


def mark(tables: Mapping[str, Table], scope: Scope | None = None, result: str = "") -> str:
    """A short hash of what a card says; layout, order of columns, remarks and explanations do not count.

    scope    only what speaks of this event: rules of later events change nothing about its results
    result   only what this sheet of results rests on (one of RESULTS)
    """
    lines = sorted(
        [*key, title, text]
        for key, row in _rows(tables).items()
        if scope is None or speaks_of(row.cells, scope)
        if not result or _asked_by(result, key[0], row.cells)
        for title, text in row.cells.items()
    )
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()[:_SHOWN]


def _rows(tables: Mapping[str, Table]) -> dict[tuple[str, str], Row]:
    """(sheet, name of the row) -> the row."""
    found: dict[tuple[str, str], Row] = {}
    for fmt in CARD_FORMATS:
        table = tables.get(fmt.id)
        if table is None:
            continue
        rules = [
            c for c in fmt.columns if not c.computed and c.name not in _NO_RULE and c.name in table.columns
        ]
        seen: Counter[str] = Counter()
        for record in range(len(table)):
            name = _row_name(table, record)
            seen[name] += 1
            values = {c.title: table.columns[c.name][record] for c in rules}
            cells = {title: _text(value) for title, value in values.items() if value is not None}
            if cells:
                key = name if seen[name] == 1 else f"{name} #{seen[name]}"
                found[fmt.name, key] = Row(cells, table, record)
    return found


def _asked_by(result: str, sheet: str, cells: Mapping[str, str]) -> bool:
    """Whether a sheet of results rests on a row of the card. Of points and policies what waits for them tells."""
    steps: Iterable[str] = _STEPS_OF.get(sheet, RESULTS[result])
    if sheet == POINTS.name:
        steps = names_in(cells.get("卡住"))
    elif sheet == CHOICES.name:
        known = policy(cells.get("政策项", ""))
        steps = known.blocks if known else ()
    return not RESULTS[result].isdisjoint(steps)


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


def renewed(
    book: Book, tables: Mapping[str, Table], made: Mapping[Scope, bool]
) -> tuple[list[tuple[str, str, str, str]], list[tuple[Said, str, str]]]:
    """What 规则底稿 should hold once results were made anew, and the changes that are thereby taken in.

    made   event with results -> whether all of them rest on what the card says now; a rule that speaks of an event of
           which some rest on an older one stays as it was, so that the change is still told
    """
    before = kept_base(book) or {}
    now = said(tables)
    rows = _rows(tables)
    kept: dict[tuple[str, str], Row] = {}
    for place, text in before.items():
        kept.setdefault(place[:2], Row({})).cells[place.column] = text
    stale = [scope for scope, fresh in made.items() if not fresh]
    held = {
        key
        for key in {*rows, *kept}
        if any(speaks_of(row.cells, scope) for row in _both(rows, kept, key) for scope in stale)
    }
    wanted = {
        place: text
        for source, old in ((before, True), (now, False))
        for place, text in source.items()
        if (place[:2] in held) is old
    }
    taken = [
        (place, before.get(place, ""), wanted.get(place, ""))
        for place in dict.fromkeys((*before, *wanted))
        if before.get(place) != wanted.get(place)
    ]
    return [(*place, text) for place, text in wanted.items()], taken


def _both(
    rows: Mapping[tuple[str, str], Row], kept: Mapping[tuple[str, str], Row], key: tuple[str, str]
) -> Iterator[Row]:
    for found in (rows.get(key), kept.get(key)):
        if found is not None:
            yield found


def changes(book: Book, sheets: CardSheets) -> Iterator[Finding]:
    """Every rule that was changed, added or taken away since results were made of it, with those it touches.

    Before there are results a card is being prepared, and a change is nothing to speak of.
    """
    base, results = kept_base(book), results_by_event(book)
    if base is None or not results:
        return
    before: dict[tuple[str, str], Row] = {}
    for place, text in base.items():
        before.setdefault(place[:2], Row({})).cells[place.column] = text
    now = _rows(sheets.tables)
    for key, row in now.items():
        yield from _row_changed(key, before.get(key), row, results)
    for key in sorted(before.keys() - now.keys()):
        if touched := _touched(key[0], (before[key],), results):
            context = {"name": key[1], "before": "有这一行", "after": "没有了", "results": touched}
            yield Finding("RULE_CHANGED", Place(sheets.source, key[0]), context=context)


def _row_changed(key: tuple[str, str], before: Row | None, now: Row, results: Results) -> Iterator[Finding]:
    """What changed in a row there is now. A row moved to another event touches the results of both."""
    table = now.table
    touched = _touched(key[0], (now,) if before is None else (before, now), results)
    if table is None or not touched:
        return
    names = {column.title: column.name for column in table.format.columns}
    if before is None:
        first = next(iter(now.cells))
        context = {"name": f"{key[1]}的整行", "before": "空白", "after": "新加的一行", "results": touched}
        yield Finding("RULE_CHANGED", table.at(now.record, names[first]), (), names[first], context=context)
        return
    for title in dict.fromkeys((*now.cells, *before.cells)):
        old, new = before.cells.get(title), now.cells.get(title)
        if old == new or title not in names:
            continue
        context = {
            "name": f"{key[1]}的{title}",
            "before": old or "空白",
            "after": new or "空白",
            "results": touched,
        }
        at = table.at(now.record, names[title])
        yield Finding("RULE_CHANGED", at, (), names[title], new, old, context)


def _touched(sheet: str, rows: tuple[Row, ...], results: Results) -> str:
    """The results that any of these rows of a sheet touches, in words: 第一期·活动1：排名18行、奖金分配表18行."""
    found = []
    for scope, counts in results.items():
        speaking = [row for row in rows if speaks_of(row.cells, scope)]
        names = [name for name in counts if any(_asked_by(name, sheet, row.cells) for row in speaking)]
        if names:
            found.append(f"{scope.label}：" + "、".join(f"{name}{counts[name]}行" for name in names))
    return "；".join(found)


def speaks_of(cells: Mapping[str, str], scope: Scope) -> bool:
    """Whether a row of a card speaks of an event, by its columns 期次, 活动 and 适用活动."""
    own = Scope(cells.get("期次", ""), cells.get("活动", ""))
    return own.covers(scope) and concerns(names_in(cells.get("适用活动")), scope)


def results_by_event(book: Book) -> Results:
    """Event -> the sheets of results that have rows of it, with their number."""
    counts: dict[Scope, dict[str, int]] = {}
    for name in RESULTS:
        sheet = book.sheet(name)
        for scope, _ in rows_of_results(sheet) if sheet else ():
            found = counts.setdefault(scope, {})
            found[name] = found.get(name, 0) + 1
    return counts


def rows_of_results(sheet: Sheet, titles: tuple[str, ...] = ()) -> Iterator[tuple[Scope, tuple[Value, ...]]]:
    """期次 and 活动 of every row below the header of a result sheet, with what stands in the columns of these titles."""
    for row in range(1, min(sheet.height, 20) + 1):
        found = {}
        for col in range(1, sheet.width + 1):
            text = sheet.value(Cell(row, col))
            if isinstance(text, str):
                found[clean_header(text)] = col
        if "期次" in found and "活动" in found:
            for below in range(row + 1, sheet.height + 1):
                phase, event = (sheet.value(Cell(below, found[t])) for t in ("期次", "活动"))
                if phase or event:
                    more = (sheet.value(Cell(below, found[t])) if t in found else None for t in titles)
                    yield Scope(str(phase or ""), str(event or "")), tuple(more)
            return
