"""returns: for each branch or school a workbook with its own rows and what must be corrected in them, to be handed in again.

What others handed in, and what headquarters suspects, is not in it: the file holds the receiver's rows and what a check
of these rows alone finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Final, Literal, NamedTuple

from schemas.book import SCHOOL_LIST
from schemas.formats import format_by_id
from schemas.regions import city_of
from workbook import stamps
from workbook.annotate import annotate
from workbook.batch import Options
from workbook.card.read import read_card
from workbook.codes import severity
from workbook.edits import Scalar
from workbook.host import Refused
from workbook.merge import base
from workbook.merge.fold import Folded, Source, fold
from workbook.merge.named import in_events
from workbook.merge.order import CORRECTS, declined
from workbook.merge.submission import MERGED, Submission, Values, bare_name
from workbook.model import Book
from workbook.report import FileResult
from workbook.xlsx.reading.reader import Readers
from xladdin.branch_sheets import typed
from xladdin.card_commands import Contest, contest_in
from xladdin.checking import Checked, Input, checked
from xladdin.desk import Desk
from xladdin.outputs import fresh
from xladdin.schools import schools_on

By = Literal["branch", "school"]
_RETURNED: Final = frozenset({"error", "warning"})
_UNSAFE: Final = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


class Return(NamedTuple):
    """What one receiver gets: its name, its branch, format id -> rows."""

    name: str
    city: str | None
    rows: dict[str, list[dict[str, Scalar]]]


def returns(desk: Desk, folder: Path, by: By) -> list[FileResult]:
    """Write a file for each branch or school that has something to correct. Raises Refused."""
    book = desk.read()
    contest = contest_in(book)
    merged = fold(in_events(base.received(book), read_card(book).card.stages))
    sheet = book.sheet(SCHOOL_LIST)
    options = Options(None, (schools_on(sheet) or None) if sheet else None)
    found = [
        result
        for each in receivers(merged, by)
        if (result := _written(each, folder, contest, options, desk.readers))
    ]
    if not found:
        raise Refused("RETURN_NONE", desk.name)
    return found


def receivers(merged: Folded, by: By) -> Iterator[Return]:
    """Each branch or school with the rows that stand of it and those that were returned to it.

    What names no school goes to its branch, what names no branch to its sender, else back by the file it came in.
    """
    groups: dict[str, Return] = {}
    for fmt, values, file in _rows(merged):
        submission = merged.submissions[file]
        city = city_of(str(values.get("city", ""))) or city_of(submission.cover.city)
        school = str(values.get("school", "")) if by == "school" else ""
        branch = f"{city}市分公司" if city else ""
        name = school or branch or submission.cover.sender or _of_file(submission)
        group = groups.setdefault(name, Return(name, city, {fmt: [] for fmt in MERGED}))
        _add(group.rows[fmt], fmt, typed(fmt, values))
    yield from (groups[name] for name in sorted(groups))


def _add(rows: list[dict[str, Scalar]], fmt: str, cells: dict[str, Scalar]) -> None:
    """One more row; an entry for another event of somebody who stands there already goes into the same row."""
    each = format_by_id(fmt).each
    same = next((row for row in rows if each and _besides(row, each) == _besides(cells, each)), None)
    if same is None:
        rows.append(cells)
    else:
        same[each] = "、".join(str(text) for text in (same.get(each), cells.get(each)) if text)


def _besides(row: dict[str, Scalar], name: str) -> dict[str, Scalar]:
    return {key: value for key, value in row.items() if key != name}


def _of_file(submission: Submission) -> str:
    """Whoever handed in a file nobody knows the sender of: 附件1（R0003）."""
    return f"{PurePath(bare_name(submission.name)).stem}（{submission.number}）"


def _rows(merged: Folded) -> Iterable[tuple[str, Values, int]]:
    """What stands, then the rows that were returned and that no later file mended: format, values, file.

    Somebody who stands, and whom another file names with a mistake, is in it once: with the mistake.
    """
    returned = [
        (Source(file, number), row, outcome.record)
        for file, submission in enumerate(merged.submissions)
        if not declined(submission) and file not in merged.held
        for number, (row, outcome) in enumerate(zip(submission.rows, merged.outcomes[file], strict=True))
        if row.faults and outcome.what == "退回" and not outcome.mended
    ]
    wrong = {
        id(record)
        for source, _, record in returned
        if record is not None and all(known.file != source.file for known in record.sources)
    }
    for record in merged.records:
        if not record.withdrawn and id(record) not in wrong:
            yield record.format, record.values, record.source.file
    for source, row, _ in returned:
        yield row.format, row.values, source.file


def _written(
    each: Return, folder: Path, contest: Contest, options: Options, readers: Readers
) -> FileResult | None:
    """The file of one receiver, checked and marked; None where there is nothing to correct."""
    from workbook.xlsx.making.template import filled_book
    from workbook.xlsx.saving.save import locked, save
    from workbook.xlsx.writing.filehost import FileHost
    from workbook.xlsx.writing.submitted import named

    name = f"{each.name.translate(_UNSAFE)}-退回修改.xlsx"
    data = filled_book(each.city, contest.id, contest.rules, contest.name, each.rows)
    data = named(data, {stamps.KIND: CORRECTS})
    ((_, outcome),) = checked([Input(name, Path(name), lambda: data)], options)
    if not isinstance(outcome, Checked):
        raise outcome
    findings = outcome.findings
    if not any(severity(finding.code) in _RETURNED for finding in findings):
        return None
    target = folder / name
    try:
        fresh(target)
        host = FileHost(data, name)
        annotate(host, outcome.snapshot.book or Book(name, ()), findings)
        folder.mkdir(parents=True, exist_ok=True)
        with locked(target):
            readers.prove(name, host.data)
            save(target, host.data)
    except Refused as refused:
        return FileResult(name, findings, refused=refused)
    return FileResult(name, findings, written=name)
