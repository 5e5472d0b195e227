"""Orders as a frame of Spark, for `reconcile --engine spark`; needs contestbook[spark] and Java 17 (docs/spark.md)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from workbook.host import Refused


def on_spark(orders: pl.DataFrame) -> Any:
    """The orders on the session there is, else on one of this machine. Raises Refused: SPARK_MISSING."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise Refused("SPARK_MISSING") from None
    session = (
        SparkSession.builder.appName("contestbook reconcile")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    path = Path(tempfile.mkdtemp(prefix="contestbook-")) / "orders.parquet"
    orders.write_parquet(path)
    return session.read.parquet(str(path))
