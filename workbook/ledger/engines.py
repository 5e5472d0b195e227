"""The engines the kernel runs on: Polars by default, PySpark where one machine is not enough (docs/spark.md).

What is small comes back as Polars frames from either; what is large stays with the engine until it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import polars as pl

from workbook.ledger.frames import Frame, lazy
from workbook.ledger.kernel import sums, totals
from workbook.ledger.windows import Stage

Engine = Literal["polars", "spark"]
SPARK_TYPES = {
    pl.String: "string",
    pl.Int64: "bigint",
    pl.Int32: "int",
    pl.Boolean: "boolean",
    pl.Datetime: "timestamp_ntz",
}
SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.timestampType": "TIMESTAMP_NTZ"}
"""Times are what a clock in China showed: no zone may shift them."""


class SparkMissing(Exception):
    """pyspark or Java is not there, in words for users."""


class Figures(NamedTuple):
    """totals and sums of `kernel`, sorted."""

    totals: pl.DataFrame
    sums: pl.DataFrame


def kept(frame: Frame) -> Frame:
    """The same frame, worked out once: here in memory, or where Spark keeps it."""
    native = frame.to_native()
    return lazy(native.collect(engine="streaming") if isinstance(native, pl.LazyFrame) else native.persist())


def figures(tally: Frame, entries: Any, stages: Sequence[Stage]) -> Figures:
    """What a tally adds up to; the ledgers are passed over once."""
    held = kept(tally)
    by_entrant, by_state = gathered(totals(held, entries, stages)), gathered(sums(held))
    return Figures(by_entrant.sort("key", "event"), by_state.sort("file", "state"))


def like(native: Any, frame: pl.DataFrame) -> Any:
    """A small frame for the engine that another is on."""
    return frame if isinstance(native, pl.LazyFrame) else to_spark(native.sparkSession, frame)


def gathered(frame: Frame) -> pl.DataFrame:
    """All rows of a frame, in memory here: for what is small, or filtered before."""
    native = frame.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    schema = dict(frame.collect_schema().to_polars())
    return pl.DataFrame([tuple(row) for row in native.collect()], schema, orient="row")


def spark_session() -> Any:
    """The session of Spark: of the cluster that SPARK_REMOTE or the configuration names, else of this machine."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkMissing("没有安装 pyspark") from error
    builder = SparkSession.builder.appName("contestbook")
    if not (os.environ.get("SPARK_REMOTE") or os.environ.get("SPARK_HOME")):
        builder = builder.config("spark.ui.enabled", "false")
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        raise SparkMissing(f"Spark 没有启动（需要 Java 17 或更新）：{error}") from error
    for name, value in SETTINGS.items():
        session.conf.set(name, value)
    return session


def to_spark(session: Any, frame: pl.DataFrame) -> Any:
    """A small frame, such as the registry, handed to Spark."""
    types = ", ".join(f"`{name}` {SPARK_TYPES[kind.base_type()]}" for name, kind in frame.schema.items())
    return session.createDataFrame(frame.rows(), types)
