"""Many snapshots as one: the frames that pandera and the rules look at, and the way back to the cells.

A single workbook is a batch of one. Every frame carries `file` (position in `snapshots`), `table` (position in
`tables[format]`) and `record`, so that one pandera call and one pass of each rule serve a thousand workbooks,
and a bad row still leads to its cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from schemas.formats import FORMATS
from workbook.model import Finding, Place
from workbook.parse import apart_of, shown, who
from workbook.table import Snapshot, Table, frame_of

LEADER = "队长"


@dataclass(frozen=True, slots=True)
class Options:
    """What a check is told beside the workbooks.

    as_of     the day on which ages are counted; None: ages are not judged
    schools   normalised school name -> official name; empty: no list was given
    """

    as_of: date | None = None
    schools: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Batch:
    """Snapshots with their tables gathered by format."""

    snapshots: tuple[Snapshot, ...]

    @cached_property
    def tables(self) -> dict[str, tuple[Table, ...]]:
        """Format id -> its tables over all snapshots, only formats that occur."""
        found: dict[str, list[Table]] = {}
        for snapshot in self.snapshots:
            for table in snapshot.tables:
                found.setdefault(table.format.id, []).append(table)
        return {fmt.id: tuple(found[fmt.id]) for fmt in FORMATS if fmt.id in found}

    @cached_property
    def file_of(self) -> dict[str, list[int]]:
        """Format id -> per table the position of its snapshot."""
        found: dict[str, list[int]] = {}
        for number, snapshot in enumerate(self.snapshots):
            for table in snapshot.tables:
                found.setdefault(table.format.id, []).append(number)
        return found

    @cached_property
    def frames(self) -> dict[str, pl.DataFrame]:
        """Format id -> frame: file, table, record UInt32, then the format's columns (see `frame_of`)."""
        frames = {}
        for name, tables in self.tables.items():
            frame = frame_of(tables)
            files = pl.Series("file", self.file_of[name], pl.UInt32)
            frames[name] = frame.with_columns(files.gather(frame["table"]).alias("file"))
        return frames

    @cached_property
    def people(self) -> pl.DataFrame:
        """The rows of 附件1 with the team they belong to.

        Adds: `form` Boolean (the row stands in a form), `team_key` String (null without a team), `school_key`
        String, `leader` Boolean, `twin` Boolean (a form whose team also stands in a roster of the same
        workbook: compared with it, never counted twice).
        """
        if "registration" not in self.frames:
            return pl.DataFrame()
        frame = self.frames["registration"]
        layouts = [table.layout == "form" for table in self.tables["registration"]]
        frame = frame.with_columns(
            pl.Series("form", layouts, pl.Boolean).gather(frame["table"]).alias("form"),
            folded("team").alias("team_name"),
            folded("school").alias("school_key"),
            pl.col("role").str.contains(LEADER, literal=True).fill_null(False).alias("leader"),
        )
        return _with_teams(frame)

    def table(self, fmt: str, number: int) -> Table:
        """The table of a format by its number in the frame."""
        return self.tables[fmt][number]

    def finding(
        self,
        code: str,
        fmt: str,
        row: Mapping[str, Any],
        field: str,
        context: Mapping[str, str] | None = None,
        related: Sequence[Place] = (),
        suggest: str | None = None,
    ) -> Finding:
        """A finding at one field of a frame row (which needs `table` and `record`)."""
        table = self.tables[fmt][row["table"]]
        record = row["record"]
        raws = table.raw.get(field)
        column = table.format.column(field)
        words = {"field": column.title, "example": column.example, **(context or {})}
        value = shown(raws[record]) if raws is not None else None
        parsed = table.columns[field][record] if field in table.columns else None
        if parsed is not None and column.kind.text is not None and not isinstance(raws and raws[record], str):
            value = column.kind.text(parsed)
        return Finding(
            code,
            table.at(record, field),
            who(table, record),
            field,
            value,
            suggest,
            words,
            tuple(related),
            apart=apart_of(table, record),
        )

    def place(self, fmt: str, row: Mapping[str, Any], field: str) -> Place:
        """The place of one field of a frame row."""
        table: Table = self.tables[fmt][row["table"]]
        return table.at(row["record"], field)

    def has(self, fmt: str, row: Mapping[str, Any], field: str) -> bool:
        """Whether the row's table has that field at all."""
        return self.tables[fmt][row["table"]].places.at(row["record"], field) is not None

    def unreadable(self, fmt: str, row: Mapping[str, Any], field: str) -> bool:
        """Whether the cell holds something that no value could be taken from (reported already)."""
        table: Table = self.tables[fmt][row["table"]]
        return table.states.get((row["record"], field)) == "unreadable"


def folded(column: str) -> pl.Expr:
    """Text as it is compared: width and case folded, blanks out; "" becomes null."""
    text = pl.col(column).str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", "")
    return pl.when(text.str.len_chars() > 0).then(text)


def age_on(born: date, day: date) -> int:
    """Full years on a day; a year is full on the birthday itself (民法典 art. 1259: 以上 includes the number)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _with_teams(frame: pl.DataFrame) -> pl.DataFrame:
    """Add team_key and twin. Rows of one team name are one team, unless each of several schools has a leader.

    So a misspelt school in one row does not tear a team apart, and two schools may have teams of one name.
    """
    parts = (
        frame.filter(pl.col("team_name").is_not_null() & pl.col("school_key").is_not_null())
        .group_by("file", "form", "team_name", "school_key")
        .agg(pl.col("leader").any())
    )
    several = (
        parts.group_by("file", "form", "team_name")
        .agg(pl.col("leader").sum().alias("leaders"))
        .filter(pl.col("leaders") > 1)
        .select("file", "form", "team_name", pl.lit(True).alias("split"))
    )
    frame = frame.join(several, on=["file", "form", "team_name"], how="left", maintain_order="left")
    school = pl.when(pl.col("split")).then(pl.col("school_key")).otherwise(pl.lit(""))
    frame = frame.with_columns(pl.concat_str("team_name", school, separator="|").alias("team_key")).drop(
        "split"
    )
    rosters = frame.filter(~pl.col("form")).select("file", "team_name", pl.lit(True).alias("twin")).unique()
    frame = frame.join(rosters, on=["file", "team_name"], how="left", maintain_order="left")
    return frame.with_columns((pl.col("form") & pl.col("twin").fill_null(False)).alias("twin"))
