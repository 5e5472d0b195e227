"""Rules about one person standing in several rows of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from workbook.batch import Batch, Options, folded
from workbook.masking import person
from workbook.model import Finding

_REG = "registration"


def _counted(batch: Batch) -> pl.DataFrame:
    """The rows that count: a form whose team also stands in a roster is compared, not counted twice."""
    return batch.people.filter(~pl.col("twin")) if not batch.people.is_empty() else batch.people


def _groups(rows: pl.DataFrame, *keys: str) -> Iterator[list[dict[str, Any]]]:
    """Rows that share all keys, two or more together, in reading order."""
    known = rows.filter(pl.all_horizontal(pl.col(key).is_not_null() for key in keys))
    several = known.filter(pl.len().over(*keys) > 1)
    for _, group in several.group_by(*keys, maintain_order=True):
        yield group.to_dicts()


def twice_in_a_team(batch: Batch, options: Options) -> Iterator[Finding]:
    """One ID number twice in a team; or, where one of the rows has no ID, the same name and phone."""
    people = _counted(batch)
    if people.is_empty():
        return
    for rows in _groups(people, "file", "team_key", "id_no"):
        for row in rows[1:]:
            yield _twice(batch, row, rows[0], "id_no")
    named = people.with_columns(folded("name").alias("name_key"))
    for rows in _groups(named, "file", "team_key", "name_key", "phone"):
        for row in rows[1:]:
            other = next(
                (r for r in rows[: rows.index(row)] if r["id_no"] is None or row["id_no"] is None), None
            )
            if other is not None:
                yield _twice(batch, row, other, "name")


def _twice(batch: Batch, row: dict[str, Any], first: dict[str, Any], field: str) -> Finding:
    context = {"person": person(row["name"]), "team": row["team"]}
    return batch.finding("PERSON_DUP", _REG, row, field, context, [batch.place(_REG, first, field)])


def in_two_teams(batch: Batch, options: Options) -> Iterator[Finding]:
    """One ID number in two teams of the workbook: asked about until a rule card forbids or allows it."""
    people = _counted(batch)
    if people.is_empty():
        return
    for rows in _groups(people.filter(pl.col("team_key").is_not_null()), "file", "id_no"):
        seen = {rows[0]["team_key"]}
        for row in rows[1:]:
            if row["team_key"] not in seen:
                seen.add(row["team_key"])
                context = {"team": rows[0]["team"], "person": person(rows[0]["name"])}
                related = [batch.place(_REG, rows[0], "id_no")]
                yield batch.finding("ID_DUP", _REG, row, "id_no", context, related)


def shared_phone(batch: Batch, options: Options) -> Iterator[Finding]:
    """Several persons with one phone number: one finding for the group, at the second of them."""
    people = _counted(batch)
    if people.is_empty():
        return
    for rows in _groups(people, "file", "phone"):
        persons: dict[str, dict[str, Any]] = {}
        for row in rows:
            known = any(_same_person(row, other) for other in persons.values())
            if not known:
                persons[str(len(persons))] = row
        if len(persons) > 1:
            first, second, *others = persons.values()
            context = {
                "count": str(len(persons)),
                "people": "、".join(person(r["name"]) for r in persons.values()),
            }
            related = [batch.place(_REG, row, "phone") for row in (first, *others)]
            yield batch.finding("PHONE_SHARED", _REG, second, "phone", context, related)


def _same_person(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Same ID number; or the same name where one of the two has no ID."""
    if a["id_no"] is not None and b["id_no"] is not None:
        return bool(a["id_no"] == b["id_no"])
    return a["name"] is None or b["name"] is None or bool(a["name"] == b["name"])
