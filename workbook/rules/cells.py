"""Rules about the cells of one record: what must be filled, and what must agree with the ID number."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from schemas.identity import id_birth, id_sex
from workbook.batch import LEADER, Batch, Options, age_on
from workbook.model import Finding

_YOUNGEST, _OLDEST = 10, 100
"""An ID number outside these ages is a typing error, whatever the contest says (domain facts, section 3)."""


def required_cells(batch: Batch, options: Options) -> Iterator[Finding]:
    """A required cell is blank. A cell that could not be read, or a missing column, is reported elsewhere.

    In a form only the leader's phone is asked for: the members' table often has none.
    """
    for fmt, frame in batch.frames.items():
        for column in batch.tables[fmt][0].format.columns:
            if not column.required:
                continue
            blank = frame.filter(pl.col(column.name).is_null()).select("table", "record", *_role(frame))
            for row in blank.iter_rows(named=True):
                layout = batch.table(fmt, row["table"]).layout
                if layout not in column.required or not batch.has(fmt, row, column.name):
                    continue
                if layout == "form" and column.name == "phone" and LEADER not in (row.get("role") or ""):
                    continue
                if not batch.unreadable(fmt, row, column.name):
                    yield batch.finding(column.missing, fmt, row, column.name)


def _role(frame: pl.DataFrame) -> list[str]:
    return ["role"] if "role" in frame.columns else []


def gender_against_id(batch: Batch, options: Options) -> Iterator[Finding]:
    """性别 must be that of the ID number's 17th digit (GB 11643-1999: odd 男, even 女).

    A number with a wrong check digit proves nothing and is skipped.
    """
    if batch.people.is_empty():
        return
    digit = pl.col("id_no").str.slice(16, 1).cast(pl.Int64, strict=False)
    expected = pl.when(digit % 2 == 1).then(pl.lit("男")).otherwise(pl.lit("女"))
    both = pl.col("gender").is_not_null() & (pl.col("id_no").str.len_chars() == 18) & digit.is_not_null()
    wrong = batch.people.filter(both & (pl.col("gender") != expected))
    for row in wrong.iter_rows(named=True):
        sex = id_sex(row["id_no"])
        if sex and sex != row["gender"]:
            related = [batch.place("registration", row, "id_no")]
            context = {"expected": sex, "value": row["gender"]}
            yield batch.finding("GENDER_MISMATCH", "registration", row, "gender", context, related)


def age_in_range(batch: Batch, options: Options) -> Iterator[Finding]:
    """The age by the ID number on the day asked about is that of no student. Needs --as-of."""
    if options.as_of is None or batch.people.is_empty():
        return
    years = pl.col("id_no").str.slice(6, 4).cast(pl.Int64, strict=False)
    age = options.as_of.year - years
    odd = batch.people.filter((age <= _YOUNGEST) | (age >= _OLDEST))
    for row in odd.iter_rows(named=True):
        born = id_birth(row["id_no"])
        if born is None:
            continue
        exact = age_on(born, options.as_of)
        if not _YOUNGEST <= exact <= _OLDEST:
            context = {"age": str(exact), "as_of": options.as_of.isoformat()}
            yield batch.finding("ID_AGE", "registration", row, "id_no", context)


def sequence_gaps(batch: Batch, options: Options) -> Iterator[Finding]:
    """序号 that begin at 1 and rise, but leave numbers out: somebody may be missing."""
    for fmt, frame in batch.frames.items():
        if "seq" not in frame.columns:
            continue
        step = pl.col("seq").diff().over("table")
        rising = frame.filter(pl.col("seq").is_not_null()).with_columns(step.alias("step"))
        good = rising.group_by("table").agg(
            (pl.col("seq").first() == 1).alias("from_one"), (pl.col("step").min() >= 1).alias("rises")
        )
        tables = set(good.filter(pl.col("from_one") & pl.col("rises"))["table"].to_list())
        for row in rising.filter(pl.col("step") > 1).iter_rows(named=True):
            if row["table"] in tables and batch.table(fmt, row["table"]).layout == "roster":
                context = {"before": str(row["seq"] - row["step"]), "after": str(row["seq"])}
                yield batch.finding("SEQ_GAP", fmt, row, "seq", context)
