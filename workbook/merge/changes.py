"""变更: what a later file changed, by person: added, withdrawn, or corrected with the value before and after.

It is computed from what stood and what stands, never from the files. A first file of a sender is no change.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from schemas.format import Column
from schemas.formats import format_by_id
from workbook.edits import Scalar
from workbook.masking import number as masked
from workbook.merge.fold import Folded, Record
from workbook.merge.rosters import cell, paired, where
from workbook.merge.tables import OwnTable


def add(table: OwnTable, before: Folded, after: Folded, when: str) -> int:
    """Write the changes below the last; answers how many."""
    lines = list(changes(before, after))
    for line in lines:
        table.add({"when": when, **line})
    return len(lines)


def changes(before: Folded, after: Folded) -> Iterator[dict[str, Scalar]]:
    """One line for a person added or withdrawn, one for each field that was corrected."""
    known = {s.origin for s in before.submissions if s.origin and s.rows}
    for was, now in paired(before, after):
        if was is None and now is not None:
            if after.submissions[now.source.file].origin in known:
                yield _line(after, now, "增加")
        elif was is not None and (now is None or now.withdrawn):
            if not was.withdrawn:
                yield _line(before if now is None else after, now or was, "撤回")
        elif was is not None and now is not None:
            if was.withdrawn:
                yield _line(after, now, "增加")
            yield from _fields(after, was, now)


def _fields(after: Folded, was: Record, now: Record) -> Iterator[dict[str, Scalar]]:
    for column in format_by_id(now.format).columns:
        old, new = was.values.get(column.name), now.values.get(column.name)
        if column.name != "seq" and old != new:
            shown = [_shown(column, value) for value in (old, new)]
            yield {**_line(after, now, "更正"), "field": column.title, "before": shown[0], "after": shown[1]}


def _shown(column: Column, value: object) -> Scalar:
    if value is None:
        return "空白"
    held = str(value) if column.kind.dtype == pl.Date() else cell(column, value)
    return masked(str(held)) if column.kind.masked else held


def _text(value: object) -> Scalar:
    return None if value is None else str(value)


def _line(merged: Folded, record: Record, change: str) -> dict[str, Scalar]:
    file, sheet, row = where(merged, record.source)
    values = record.values
    return {
        "city": _text(values.get("city") or merged.submissions[record.source.file].cover.city),
        "team": _text(values.get("team")),
        "person": _text(values.get(format_by_id(record.format).who)),
        "change": change,
        "source_file": file,
        "source_sheet": sheet,
        "source_row": float(row),
    }
