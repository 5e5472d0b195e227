"""Rules that compare a team's form with the roster of the same workbook: the same people, told twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from workbook.batch import Batch, Options
from workbook.masking import person
from workbook.model import Finding

_REG = "registration"
_COMPARED = ("name", "id_no", "phone", "gender", "student_no", "school")


def forms_against_rosters(batch: Batch, options: Options) -> Iterator[Finding]:
    """Every difference between a form and the roster's rows of that team; never reported as duplicates."""
    people = batch.people
    if people.is_empty() or not people["twin"].any():
        return
    forms = people.filter("twin")
    for (file, team), group in forms.group_by("file", "team_name", maintain_order=True):
        same = (pl.col("file") == file) & (pl.col("team_name") == team) & ~pl.col("form")
        yield from _compare(batch, group.to_dicts(), people.filter(same).to_dicts())


def _compare(batch: Batch, form: list[dict[str, Any]], roster: list[dict[str, Any]]) -> Iterator[Finding]:
    left = list(roster)
    for row in form:
        twin = _find(row, left)
        if twin is None:
            yield _alone(batch, row, "汇总表")
            continue
        left.remove(twin)
        for field in _COMPARED:
            if row[field] is not None and twin[field] is not None and row[field] != twin[field]:
                title = batch.table(_REG, row["table"]).format.column(field).title
                context = {"team": row["team"], "person": person(row["name"]), "field": title}
                related = [batch.place(_REG, twin, field)]
                yield batch.finding("FORM_ROSTER_DIFF", _REG, row, field, context, related)
    for row in left:
        yield _alone(batch, row, "报名表")


def _find(row: dict[str, Any], candidates: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The same person: by ID number first, then by name."""
    for field in ("id_no", "name"):
        for other in candidates:
            if row[field] is not None and row[field] == other[field]:
                return other
    return None


def _alone(batch: Batch, row: dict[str, Any], other: str) -> Finding:
    context = {"team": row["team"], "person": person(row["name"]), "other": other}
    return batch.finding("FORM_ROSTER_PERSON", _REG, row, "name", context)
