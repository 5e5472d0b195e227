"""What branches owe by which day, and what of it has come: duty x branch, from the rule card and the sheets of evidence.

A duty of 市分公司 is shown where the card names the sheet that proves it (佐证表). A file is late by the time somebody
typed; the time of merging proves only that it came before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from schemas.book import BOOK_SHEETS
from schemas.contest import Duty
from schemas.regions import CITIES, city_of
from workbook.broadcasts import first_starts
from workbook.content import folded
from workbook.edits import Scalar
from workbook.merge.fold import Folded, Record
from workbook.merge.rosters import SHEETS
from workbook.merge.submission import REGISTRATION, SHOPS
from workbook.merge.tables import own_table
from workbook.model import Book, Cell

MATERIALS: Final = "材料登记"
_SHEETS: Final = frozenset(spec.name for spec in BOOK_SHEETS)
_EPOCH: Final = date(1899, 12, 30)
_BRANCH: Final = "市分公司"
SCHEDULE: Final = "schedule"


class Shown(NamedTuple):
    """What a cell of the page shows: a value, and the formula it comes from, if any."""

    cell: Cell
    value: Scalar
    formula: str | None = None


class State(NamedTuple):
    """What is there of a duty: in words, and whether it came too late."""

    text: str
    late: bool = False


def of_branches(duties: Sequence[Duty]) -> list[Duty]:
    """The duties of a branch whose evidence stands in the workbook."""
    return [d for d in duties if d.owner == _BRANCH and d.evidence and _SHEETS.issuperset(d.evidence)]


def until(duty: Duty) -> str:
    """The deadline in words, as it is put behind the duty."""
    if duty.due is not None:
        day = f"{duty.due.month}月{duty.due.day}日"
        return f"（{day}止）" if duty.inclusive is not False else f"（{day}前）"
    if duty.hours:
        return f"（{duty.before}前{duty.hours}小时）"
    return f"（{duty.before}）" if duty.before else ""


def short(duty: Duty) -> str:
    """A duty within a sentence: up to its first comma or bracket, with the day."""
    name = re.split("[、，（(]", duty.duty)[0]
    return f"{name}（{duty.due.month}月{duty.due.day}日）" if duty.due else name


def evidence(book: Book, duties: Sequence[Duty], merged: Folded) -> dict[tuple[str, str], State]:
    """(city, duty) -> what is there."""
    found: dict[tuple[str, str], State] = {}
    for duty in duties:
        proofs = [_proofs(book, name, duty, merged) for name in duty.evidence]
        late = _late_schedules(duty, merged)
        for city in CITIES:
            state = state_of(duty, [proof.get(city, []) for proof in proofs])
            found[city, duty.duty] = late.get(city, state)
    return found


def _late_schedules(duty: Duty, merged: Folded) -> dict[str, State]:
    """City -> how much too late its schedule came, where a duty is due so many hours before a stage begins.

    By the time typed beside the row, else by that of its file if somebody typed it; what nobody typed is never late.
    """
    if not duty.hours or SHEETS[SCHEDULE] not in duty.evidence:
        return {}
    records = [record for record in merged.records if record.format == SCHEDULE and not record.withdrawn]
    rows = [{**record.values, "day": _day(str(record.values.get("day", "")))} for record in records]
    begins, found = first_starts(rows), {}
    for record, row in zip(records, rows, strict=True):
        said = str(row.get("reported") or merged.submissions[record.source.file].cover.received)
        first, city = begins.get(folded(row.get("stage"))), city_of(str(row.get("city", "")))
        if first is None or city is None or len(said) <= len("2024-10-19"):
            continue
        hours = (first - datetime.fromisoformat(said)) / timedelta(hours=1)
        if hours < duty.hours:
            words = f"只提前{hours:.1f}小时".replace(".0小时", "小时") if hours > 0 else "开始以后才报"
            found[city] = State(f"迟报：{row.get('stage') or ''}{words}", True)
    return found


class Proof(NamedTuple):
    """One row or file that proves a duty: its day, None where nobody wrote one; certain: the day was typed."""

    day: date | None
    certain: bool


def _proofs(book: Book, name: str, duty: Duty, merged: Folded) -> dict[str, list[Proof]]:
    """City -> what proves the duty on one sheet: files of registrations, else rows that were handed in or typed."""
    fmt = next((fmt for fmt, sheet in SHEETS.items() if sheet == name), None)
    if fmt in (REGISTRATION, SHOPS):
        return _files(merged, fmt)
    found = _rows(book, name, duty)
    for record in merged.records:
        city = city_of(str(record.values.get("city", ""))) if record.format == fmt else None
        if city and not record.withdrawn:
            found.setdefault(city, []).append(_proof(merged, record))
    return found


def _proof(merged: Folded, record: Record) -> Proof:
    """A row that was handed in: the day it names for itself, else the time its file came."""
    day = _day(str(record.values.get("day", "")))
    cover = merged.submissions[record.source.file].cover
    return Proof(day or _day(cover.received or cover.seen), bool(day or cover.received))


def _files(merged: Folded, fmt: str) -> dict[str, list[Proof]]:
    found: dict[str, list[Proof]] = {}
    for file, submission in enumerate(merged.submissions):
        took = any(
            row.format == fmt and outcome.what != "退回"
            for row, outcome in zip(submission.rows, merged.outcomes[file], strict=True)
        )
        city = city_of(submission.cover.city)
        if took and city:
            typed, seen = submission.cover.received, submission.cover.seen
            found.setdefault(city, []).append(Proof(_day(typed or seen), bool(typed)))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _rows(book: Book, name: str, duty: Duty) -> dict[str, list[Proof]]:
    """What people typed into a sheet; of 材料登记 only the rows that name the duty."""
    table = own_table(book, name)
    found: dict[str, list[Proof]] = {}
    for row in table.rows():
        city = city_of(table.text(row, "city")) if "city" in table.columns else None
        if city is None or (name == MATERIALS and table.text(row, "duty") != duty.duty):
            continue
        if "source_file" in table.columns and table.text(row, "source_file"):
            continue
        value = table.value(row, "day") if "day" in table.columns else None
        day = _EPOCH + timedelta(days=value) if isinstance(value, float) and 0 < value < 1e5 else None
        found.setdefault(city, []).append(Proof(day, day is not None))
    return found


def state_of(duty: Duty, proofs: Sequence[Sequence[Proof]]) -> State:
    """Late, there, partly there or missing; a day nobody typed never makes a branch late."""
    if not any(proofs):
        return State(f"未报{until(duty)}")
    missing = [name for name, found in zip(duty.evidence, proofs, strict=True) if not found]
    if missing:
        return State(f"未报全：缺{'、'.join(name.removesuffix('汇总') for name in missing)}")
    best = [min(found, key=lambda proof: _rank(duty, proof)) for found in proofs]
    last = max(best, key=lambda proof: (_over(duty, proof) and proof.certain, proof.day or date.min))
    if last.day is None or duty.due is None:
        return State("已报")
    shown = f"{last.day:%m-%d}"
    if not _over(duty, last):
        return State(f"已报 {shown}" if last.certain else "已报")
    return State(f"迟报 {shown}", True) if last.certain else State("已报，未填收到时间")


def _rank(duty: Duty, proof: Proof) -> tuple[bool, bool, date]:
    """What proves a duty best: anything that was surely in time, then what has a typed day, the earliest first."""
    in_time = proof.day is not None and not _over(duty, proof)
    return not in_time, not proof.certain, proof.day or date.max


def _over(duty: Duty, proof: Proof) -> bool:
    """Whether a proof names a day after the deadline."""
    if proof.day is None or duty.due is None:
        return False
    return proof.day > duty.due or (proof.day == duty.due and duty.inclusive is False)


def shown(row: int, duties: Sequence[Duty], there: Mapping[tuple[str, str], State]) -> list[Shown]:
    """The second table of 报送情况."""
    cells = [Shown(Cell(row, 1), _BRANCH)] if duties else []
    for col, duty in enumerate(duties, 2):
        cells.append(Shown(Cell(row, col), f"{duty.duty}{until(duty)}"))
    for line, city in enumerate(CITIES, row + 1):
        if duties:
            cells.append(Shown(Cell(line, 1), city))
        cells += [Shown(Cell(line, col), there[city, duty.duty].text) for col, duty in enumerate(duties, 2)]
    return cells
