"""What merging has to ask or tell: files and rows that were not taken and why, and people who stand in several places.

Persons are never merged by likeness, only asked about. What a check of the single file found is kept with the file and
told until a later file has mended it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from schemas.book import MERGED_SHEETS
from schemas.formats import format_by_id
from workbook.apart import apart
from workbook.batch import Batch, Options
from workbook.content import folded
from workbook.masking import person
from workbook.merge.fold import UNREAD, Folded, Outcome, Record, Source
from workbook.merge.order import declined
from workbook.merge.rosters import who_of
from workbook.merge.submission import (
    ONE_FILE_CANNOT_TELL,
    REGISTRATION,
    Row,
    Submission,
    Values,
    differing,
    team_of,
    typed_values,
)
from workbook.merge.tables import OwnTable
from workbook.model import Cell, Finding, Place
from workbook.rules import broadcasts, people, preparation, shops, teams
from workbook.table import RowPlaces, Snapshot, Table

_SHOWN: Final = 5
_CONTRADICTS: Final = ("MERGE_DIFFERS", "RESUBMIT_KIND", "MERGE_TWICE")

ACROSS: Final = (
    teams.one_leader,
    people.in_two_teams,
    people.shared_phone,
    shops.shop_ids_unique,
    shops.shop_phones_unique,
    shops.owners_registered,
    shops.shop_phones_of_members,
    shops.teams_have_shops,
    broadcasts.told_twice,
    broadcasts.nobody_twice_at_once,
    preparation.accounts_once,
    preparation.videos_once,
    preparation.scores_once,
)
"""Rules that see more in all files together than in each alone."""


def about_files(merged: Folded, used: Collection[str]) -> Iterator[Finding]:
    """What is to be said of each submission: not readable, held, handed in twice, rows that contradict others.

    used   the formats that are collected
    """
    for number, submission in enumerate(merged.submissions):
        if declined(submission) or number in merged.anew:
            continue
        place = Place(submission.name)
        if submission.refused:
            yield Finding(submission.refused, place, context={"detail": submission.detail})
        elif number in merged.again:
            other = merged.submissions[merged.again[number]]
            context = {"other": other.name, "number": other.number}
            yield Finding("MERGE_SAME", place, context=context)
        else:
            yield from _printed(submission)
            yield from _unused(submission, used)
            yield from _kept(merged, number)
            yield from _lost(merged, number)
            yield from _rejected(merged, number)
            if number in merged.unsure:
                other = merged.submissions[merged.unsure[number]]
                yield Finding("RESUBMIT_ORDER", place, context={"other": other.name})


def same_number(merged: Folded) -> Iterator[Finding]:
    """Two submissions of one sender that bear the same number and say different things."""
    first: dict[tuple[str, str], int] = {}
    for number, submission in enumerate(merged.submissions):
        turn = submission.cover.turn
        if not turn or not submission.origin or number in merged.again or declined(submission):
            continue
        other = merged.submissions[first.setdefault((submission.origin, turn), number)]
        if other is not submission:
            context = {"other": other.name, "number": turn}
            yield Finding("SUBMIT_NUMBER", Place(submission.name), context=context)


def _printed(submission: Submission) -> Iterator[Finding]:
    """What is printed on the paper is not what the file says: it was changed after it was made ready."""
    printed = submission.cover.printed
    if printed and printed != submission.counts.text:
        context = {"printed": printed, "now": submission.counts.text}
        yield Finding("SUBMIT_CHANGED", Place(submission.name), context=context)


def _unused(submission: Submission, used: Collection[str]) -> Iterator[Finding]:
    """Tables the contest does not use; their rows are kept all the same."""
    for sheet, fmt in dict.fromkeys((row.sheet, row.format) for row in submission.rows):
        if fmt not in used:
            context = {"format": format_by_id(fmt).name, "sheet": MERGED_SHEETS[fmt].name}
            yield Finding("FORMAT_UNUSED", Place(submission.name, sheet), context=context)


def _kept(merged: Folded, number: int) -> Iterator[Finding]:
    """What the check of the file found, less what is only about rows that later files mended."""
    file, outcomes = merged.submissions[number], merged.outcomes[number]
    for finding, about in zip(file.findings, file.about, strict=True):
        if finding.code in ONE_FILE_CANNOT_TELL:
            continue
        if not about or not all(outcomes[position].mended for position in about):
            yield finding


def _lost(merged: Folded, number: int) -> Iterator[Finding]:
    """A later file of the same sender that lacks some rows: nothing is dropped until somebody says so."""
    lost = merged.lost.get(number, ())
    if lost:
        names = "、".join(dict.fromkeys(person(str(_name(record) or "")) for record in lost[:_SHOWN]))
        context = {"count": str(len(lost)), "people": names + (" 等" if len(lost) > _SHOWN else "")}
        code = "RESUBMIT_HELD" if number in merged.held else "RESUBMIT_SHRINK"
        yield Finding(code, Place(merged.submissions[number].name), context=context)


def _name(record: Record) -> object:
    return record.values.get(format_by_id(record.format).who)


def _rejected(merged: Folded, number: int) -> Iterator[Finding]:
    """Rows that contradict one that stands: both places are named, the fields that differ too. An entry for several
    events is told once.
    """
    submission = merged.submissions[number]
    told: set[tuple[object, ...]] = set()
    for row, outcome in zip(submission.rows, merged.outcomes[number], strict=True):
        if outcome.why == "MERGE_WHICH" and not outcome.mended:
            yield _which(merged, number, row, outcome.among)
        if outcome.why not in _CONTRADICTS or outcome.mended or outcome.record is None:
            continue
        record = outcome.record
        where, values = _contradicted(merged, number, row, outcome)
        other, there = merged.submissions[where.file], merged.row(where)
        fmt = format_by_id(row.format)
        context = {
            "person": person(str(_name(record) or "")),
            "fields": "、".join(fmt.column(name).title for name in differing(row, values)),
            "other": other.name,
            "sheet": there.sheet,
            "row": str(there.row),
        }
        same = (row.sheet, row.row, outcome.why, *context.values())
        if same in told:
            continue
        told.add(same)
        place = Place(submission.name, row.sheet, Cell(row.row, 1))
        related = (Place(other.name, there.sheet, Cell(there.row, 1)),)
        own = apart(row.format, row.values.get)
        yield Finding(outcome.why, place, who_of(row), None, None, None, context, related, apart=own)


def _which(merged: Folded, number: int, row: Row, among: Sequence[Record]) -> Finding:
    """A row that may be of several records: all of them are named."""
    places = [
        Place(merged.submissions[r.source.file].name, there.sheet, Cell(there.row, 1))
        for r in among
        for there in (merged.row(r.source),)
    ]
    rows = [f"{place.file} {place.sheet} 第{place.cell.row}行" for place in places[:_SHOWN] if place.cell]
    context = {"others": "、".join(rows) + (" 等" if len(places) > _SHOWN else "")}
    place = Place(merged.submissions[number].name, row.sheet, Cell(row.row, 1))
    return Finding("MERGE_WHICH", place, who_of(row), None, None, None, context, tuple(places))


def _contradicted(merged: Folded, number: int, row: Row, outcome: Outcome) -> tuple[Source, Values]:
    """The row that one contradicts, and what is said there: another of its file, or what stands by now."""
    record = outcome.record
    assert record is not None  # who contradicts somebody is known
    against = [s for s in (record.source, *record.sources) if differing(row, merged.row(s).values)]
    if outcome.why == "MERGE_TWICE":
        first = next(source for source in against if source.file == number)
        return first, merged.row(first).values
    return next(iter(against), record.source), record.values


def broken(merged: Folded) -> int:
    """How many files were not read, are wanted, and did not come again: while there are any, totals are incomplete."""
    return sum(
        bool(s.refused) and not unread(s) and not declined(s) and number not in merged.anew
        for number, s in enumerate(merged.submissions)
    )


# ---- across files


def across(merged: Folded, tables: Mapping[str, OwnTable], row_of: Mapping[int, int]) -> Iterator[Finding]:
    """What only shows when all files are looked at together, at the cells of the merged sheets."""
    standing = [r for r in merged.records if not r.withdrawn and id(r) in row_of]
    found = [_table(table, standing, row_of, fmt) for fmt, table in tables.items()]
    snapshot = Snapshot(next(iter(tables.values())).source, tuple(table for table in found if len(table)))
    batch = Batch((snapshot,))
    for rule in ACROSS:
        yield from rule(batch, Options())
    yield from _alike(merged, standing, tables[REGISTRATION], row_of)


def _table(own: OwnTable, records: Sequence[Record], row_of: Mapping[int, int], fmt: str) -> Table:
    """The rows of a merged sheet as the rules read them."""
    mine = [record for record in records if record.format == fmt]
    shape = format_by_id(fmt)
    rows = [row_of[id(record)] for record in mine]
    columns: dict[str, list[Any]] = {
        column.name: typed_values(column.kind.dtype, (record.values.get(column.name) for record in mine))
        for column in shape.columns
    }
    known = {column.name for column in shape.columns}
    block = {name: col for name, col in own.columns.items() if name in known}
    places = RowPlaces(rows, [block], [0] * len(rows))
    header = Cell(own.header, min(own.columns.values()))
    return Table(shape, "roster", own.source, own.sheet.name, header, places, columns, columns, {})


def _alike(
    merged: Folded, records: Iterable[Record], table: OwnTable, row_of: Mapping[int, int]
) -> Iterator[Finding]:
    """One name twice in a team, from two files, with another number and phone: perhaps one person."""
    first: dict[tuple[str, str, str], Record] = {}
    for record in records:
        if record.format != REGISTRATION:
            continue
        name = folded(record.values.get("name"))
        other = first.setdefault((*team_of(merged.row(record.source)), name), record)
        if other is record or not name or other.source.file == record.source.file:
            continue
        context = {"person": person(str(_name(record) or "")), "team": str(record.values.get("team", ""))}
        at, there = (table.at(row_of[id(r)], "name") for r in (record, other))
        yield Finding("MERGE_ALIKE", at, who_of(record), "name", None, None, context, (there,))


def unread(submission: Submission) -> bool:
    """Whether a file was received but is of a kind nobody reads for us."""
    return submission.refused == UNREAD
