"""Polars and PySpark reconcile the same ledgers alike, row by row of every frame that comes out."""

from __future__ import annotations

import os
import shutil
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.ledger.random_orders import STAGES, entries_of, numbered, registry_of, row_of
from tests.ledger.tables import ENTRIES, ORDERS, REGISTRY, frame
from workbook.ledger.engines import figures, gathered, kept, spark_session, to_spark
from workbook.ledger.kernel import counted, reconcile, tally

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
    pytest.mark.filterwarnings("ignore"),
]
ROWS = 3000
SEED = 5
"""Both entrants have entered what overlaps here, so that each way to settle it gives other totals."""


@pytest.fixture(scope="module")
def session():
    os.environ["PYSPARK_SUBMIT_ARGS"] = (
        "--master local[2] --conf spark.sql.shuffle.partitions=2 --conf spark.log.level=ERROR "
        "--conf spark.ui.showConsoleProgress=false --driver-memory 1g pyspark-shell"
    )
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    found = spark_session()
    yield found
    found.stop()


def ledgers(seed):
    """Three files of random lines, dense enough that each state is seen."""
    random = Random(seed)
    rows = numbered([row_of(random.choice, lambda: random.random() < 0.95) for _ in range(ROWS)])
    for row in rows:
        row["order"] = row["order"] and f"{row['order']}{random.randrange(600)}"
    return (
        frame(rows, ORDERS),
        frame(registry_of(random.choice), REGISTRY),
        frame(entries_of(random.choice), ENTRIES),
    )


@pytest.mark.parametrize("overlap", ["each", "session"])
def test_both_engines_say_the_same_of_every_row(session, overlap):
    here = ledgers(SEED)
    there = [to_spark(session, part) for part in here]
    ours, theirs = reconcile(*here, STAGES, overlap), reconcile(*there, STAGES, overlap)
    held = kept(theirs.lines)
    for left, right in ((ours.lines, held), (ours.counted, counted(held, there[2], STAGES))):
        assert gathered(left).height > 20
        assert_frame_equal(gathered(left), gathered(right), check_row_order=False)
    found, same = figures(ours.tally, here[2], STAGES), figures(tally(held), there[2], STAGES)
    assert found.sums["state"].n_unique() > 14
    assert found.totals.height > 1
    for left, right in zip(found, same, strict=True):
        assert_frame_equal(left, right)


def test_spark_reads_parquet_itself(session, tmp_path):
    orders, registry, entries = ledgers(SEED)
    orders.write_parquet(tmp_path / "orders.parquet")
    small = [to_spark(session, part) for part in (registry, entries)]
    read = session.read.parquet(str(tmp_path / "orders.parquet"))
    theirs = figures(reconcile(read, *small, STAGES, "earlier", kept).tally, small[1], STAGES)
    scan = pl.scan_parquet(tmp_path / "orders.parquet")
    ours = figures(reconcile(scan, registry, entries, STAGES, "earlier", kept).tally, entries, STAGES)
    assert_frame_equal(ours.totals, theirs.totals)
    assert_frame_equal(ours.sums, theirs.sums)


def test_the_command_says_the_same_on_spark(tmp_path):
    """reconcile --engine spark: the same figures in the workbook, cell by cell."""
    import shutil

    from openpyxl import load_workbook

    from tests.eligibility.at_work import typed
    from tests.eligibility.books import ENTRY, PERSON, SESSION
    from tests.shell import contestbook

    book = tmp_path / "台账.xlsx"
    assert contestbook("new", "litong-2024", "-o", book)[0] == 0
    claim = {**SESSION, "申报销售额": 200, "数据来源等级": "平台导出"}
    typed(book, {"参赛主体": [PERSON], "报名": [ENTRY], "场次": [claim]})
    lines = ["订单编号,主播,实付金额,退款金额,订单状态,支付时间"]
    lines += [
        f"E{n % 90},橙心小铺,{n % 7}.50,{n % 3}.00,已完成,2024-11-{n % 28 + 1:02d} 19:30:00"
        for n in range(100)
    ]
    (tmp_path / "订单.csv").write_text("\n".join(lines), encoding="utf-8")
    found = {}
    for engine in ("polars", "spark"):
        copy = shutil.copy(book, tmp_path / f"{engine}.xlsx")
        every = tmp_path / f"{engine}.csv"
        words = ["--ledger", tmp_path / "订单.csv", "--engine", engine, "--lines", every]
        status, _ = contestbook("reconcile", copy, *words)
        assert status == 1
        sheets = load_workbook(copy, data_only=True)
        names = ("销售额核对", "销售额前20名", "对账汇总", "对账明细", "疑点(内部)")
        found[engine] = [every.read_bytes(), *(list(sheets[name].values) for name in names)]
    assert found["polars"] == found["spark"]
    assert "行" in str(found["spark"][1]), "a line explains the difference"
