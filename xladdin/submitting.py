"""submit: a registration workbook made ready to hand in: our marks off, counts and a check code on every page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from workbook import stamps
from workbook.annotate import clear_edits
from workbook.batch import Options
from workbook.host import Refused
from workbook.merge.submission import Counts, Cover, counts_of, submission_of
from workbook.report import FileResult
from workbook.xlsx.reading.reader import Readers
from xladdin.checking import Checked, Input, checked
from xladdin.outputs import Output


class Submitted(NamedTuple):
    """A file made ready: what it comes to, and what still must be corrected in it."""

    counts: Counts
    result: FileResult


def submit(item: Input, options: Options, kind: str, turn: str, path: Path, now: datetime) -> Submitted:
    """Write a clean, stamped copy. Raises Refused; then nothing was written."""
    from workbook.xlsx.saving.save import locked, ready, save
    from workbook.xlsx.writing.submitted import submitted
    from xladdin.writing import host_of

    ((_, outcome),) = checked([item], options)
    if isinstance(outcome, Refused):
        raise outcome
    assert isinstance(outcome, Checked)
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise Refused("FILE_NAME", f"{path.name}：应以 .xlsx 结尾")
    Output(path).path_for(item.path)
    book = outcome.book
    counts = counts_of(submission_of("", "", Cover(), outcome.snapshot, outcome.findings).rows)
    host = host_of(outcome.data, item.name, book)
    host.apply(clear_edits(book), conflicts="skip")
    said = {stamps.CODE: counts.text, stamps.KIND: kind, stamps.TURN: turn}
    foot = f"{counts.text}  {now:%Y-%m-%d %H:%M}"
    ready(path, len(host.data))
    data = submitted(host.data, foot, {name: value for name, value in said.items() if value})
    with Readers() as readers, locked(path):
        readers.prove(path.name, data)
        save(path, data)
    return Submitted(counts, FileResult(item.name, outcome.findings, written=path.name))
