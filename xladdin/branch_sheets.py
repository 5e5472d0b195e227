"""merge --as 附件1: a branch's official 附件1 and 附件2 from the files of its schools, ready to be stamped and handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from schemas.contest import Scope
from schemas.formats import format_by_id
from schemas.regions import city_of
from workbook.edits import Scalar
from workbook.host import Refused
from workbook.merge import asked
from workbook.merge.fold import Folded, Record, fold
from workbook.merge.rosters import cell
from workbook.merge.submission import REGISTRATION, SHOPS, Submission, Values
from workbook.model import Cell, Finding, Place
from workbook.report import FileResult
from workbook.xlsx.reading.reader import Readers
from xladdin.card_commands import contest_of
from xladdin.merging import Merged, by_file, totals
from xladdin.outputs import fresh
from xladdin.taking import Asked, submissions, unknown

CONTEST: Final = "ganyou-2024"
_OTHER: Final = "MERGE_BRANCH"
_OFFICIAL: Final = (REGISTRATION, SHOPS)


def merge_as(
    inbox: Sequence[Path],
    branch: str,
    path: Path,
    told: Asked,
    now: datetime,
    progress: Callable[[str], None] = lambda _: None,
) -> Merged:
    """Write a branch's official workbook from its schools' files. Raises Refused; then nothing was written."""
    from workbook.xlsx.making.template import filled_book
    from workbook.xlsx.saving.save import locked, save

    city = city_of(branch)
    if city is None:
        raise Refused("BRANCH_UNKNOWN", branch)
    fresh(path)
    files = unknown(inbox, path, ())
    if not files.found:
        raise Refused("INBOX_EMPTY", "、".join(item.name for item in inbox))
    contest = contest_of(CONTEST)
    told = told._replace(cover=told.cover._replace(city=city))
    given = list(submissions(files.new, (), contest.id, told, now, progress))
    taken = [(_of_branch(submission, city), found) for submission, found in given]
    merged = fold([submission for submission, _ in taken])
    rows = {fmt: [typed(fmt, record.values) for record in _in_order(merged, fmt)] for fmt in _OFFICIAL}
    if not any(rows.values()):
        others = any(_OTHER in row.faults for submission in merged.submissions for row in submission.rows)
        raise (
            Refused("BRANCH_NO_ROWS", city)
            if others
            else Refused("INBOX_EMPTY", "、".join(i.name for i in inbox))
        )
    data = filled_book(city, contest.id, contest.rules, contest.name, rows)
    with Readers() as readers, locked(path):
        readers.prove(path.name, data)
        save(path, data)
    about = (replace(f, context={**f.context, "alone": ""}) for f in asked.about_files(merged, _OFFICIAL))
    findings = [*about, *_elsewhere(merged, city)]
    results = by_file(findings, merged.submissions, dict(taken))
    return Merged(
        results,
        FileResult(path.name, written=path.name),
        totals(merged),
        frozenset(s.name for s, _ in taken),
        0,
        asked.broken(merged),
        0,
    )


def _of_branch(submission: Submission, city: str) -> Submission:
    """A file of one of the branch's schools: rows that name another branch are returned."""
    rows = tuple(
        row if row.values.get("city") == city else row._replace(faults=(*row.faults, _OTHER))
        for row in submission.rows
    )
    return replace(submission, rows=rows)


def _elsewhere(merged: Folded, city: str) -> list[Finding]:
    return [
        Finding(
            _OTHER,
            Place(submission.name, row.sheet, Cell(row.row, 1)),
            context={"value": str(row.values["city"]), "branch": city},
        )
        for submission in merged.submissions
        for row in submission.rows
        if _OTHER in row.faults
    ]


def _in_order(merged: Folded, fmt: str) -> list[Record]:
    """What stands of a format: by school and team, the members as they were listed."""
    standing = [r for r in merged.records if r.format == fmt and not r.withdrawn]
    first: dict[tuple[str, str], int] = {}
    for number, record in enumerate(standing):
        first.setdefault(_team(record), number)
    return sorted(standing, key=lambda record: (_team(record)[0], first[_team(record)]))


def _team(record: Record) -> tuple[str, str]:
    return str(record.values.get("school", "")), str(record.values.get("team", ""))


def typed(fmt: str, values: Values) -> dict[str, Scalar]:
    """A row as it is typed into a sheet of its format."""
    shape = format_by_id(fmt)
    columns = {column.name: column for column in shape.columns}
    cells = {
        name: cell(columns[name], value)
        for name, value in values.items()
        if name in columns and name != "seq"
    }
    if shape.each and "event" in values:
        cells.pop("phase", None)
        cells[shape.each] = Scope(str(values.get("phase", "")), str(values["event"])).label
    return cells
