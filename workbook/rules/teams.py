"""Rules about one team of 附件1."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from workbook.batch import Batch, Options
from workbook.model import Finding

_REG = "registration"


def one_leader(batch: Batch, options: Options) -> Iterator[Finding]:
    """Each team has exactly one 队长. Where a role is blank or unreadable, "none" is not concluded from it."""
    people = batch.people
    if people.is_empty():
        return
    known = people.filter(pl.col("team_key").is_not_null())
    counts = known.group_by("file", "form", "team_key").agg(
        pl.col("leader").sum().alias("leaders"), pl.col("role").is_null().any().alias("unsure")
    )
    wrong = counts.filter((pl.col("leaders") > 1) | ((pl.col("leaders") == 0) & ~pl.col("unsure")))
    for team in wrong.sort("file", "form", "team_key").iter_rows(named=True):
        rows = known.filter(
            (pl.col("file") == team["file"])
            & (pl.col("form") == team["form"])
            & (pl.col("team_key") == team["team_key"])
        ).to_dicts()
        leaders = [row for row in rows if row["leader"]]
        where = leaders[1] if leaders else rows[0]
        field = "role" if batch.has(_REG, where, "role") else "name"
        related = [batch.place(_REG, row, field) for row in (leaders or rows) if row is not where]
        context = {"team": where["team"], "count": str(len(leaders))}
        yield batch.finding("LEADER_COUNT", _REG, where, field, context, related)


def one_school(batch: Batch, options: Options) -> Iterator[Finding]:
    """All members of a team name the same school; the odd one out is asked about."""
    people = batch.people
    if people.is_empty():
        return
    known = people.filter(
        pl.col("team_key").is_not_null() & pl.col("school_key").is_not_null() & ~pl.col("form")
    )
    mixed = known.group_by("file", "team_key").agg(pl.col("school_key").n_unique().alias("schools"))
    for team in mixed.filter(pl.col("schools") > 1).sort("file", "team_key").iter_rows(named=True):
        rows = known.filter(
            (pl.col("file") == team["file"]) & (pl.col("team_key") == team["team_key"])
        ).to_dicts()
        names = [row["school_key"] for row in rows]
        usual = max(dict.fromkeys(names), key=names.count)
        first = next(row for row in rows if row["school_key"] == usual)
        for row in rows:
            if row["school_key"] != usual:
                context = {"team": row["team"], "usual": first["school"], "value": row["school"]}
                related = [batch.place(_REG, first, "school")]
                yield batch.finding("TEAM_SCHOOL", _REG, row, "school", context, related, first["school"])
