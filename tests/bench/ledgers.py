"""Speed and memory of the reconcile kernel, each in a process of its own, against polars reading the same columns."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from statistics import median

import polars as pl

from workbook.ledger.engines import figures, kept
from workbook.ledger.kernel import reconcile
from workbook.ledger.windows import Stage

SHOPS = 3000
STAGES = (
    Stage("E1", datetime(2024, 9, 1), datetime(2024, 10, 1), 1),
    Stage("E2", datetime(2024, 9, 20), datetime(2024, 10, 8), 2),
)


def ledger(path: Path, rows: int) -> Path:
    """Lines of orders with random numbers: of 50, two are of one order, in turn as sub-orders and as a repetition."""
    line = pl.col("line")
    again = line % 50 == 49
    first = pl.when(again).then(line - 1).otherwise(line)
    one, two = first.hash(7), first.hash(8)
    shop = two % (SHOPS + 30)
    amount = (one % 39_000 + 990).cast(pl.Int64)
    refund = pl.when(one % 37 == 0).then(amount).when(one % 37 == 1).then(500).otherwise(0)
    sub = pl.when(line % 50 >= 48).then(
        pl.when(again & (line % 100 == 99)).then(pl.lit("2")).otherwise(pl.lit("1"))
    )
    status = pl.when(one % 97 == 0).then(pl.lit("closed")).when(one % 41 == 0).then(pl.lit("unpaid"))
    pl.LazyFrame({"line": pl.int_range(2, rows + 2, eager=True)}).select(
        line,
        file=pl.lit("订单.parquet"),
        order="38" + (one % 10**17).cast(pl.String).str.zfill(17),
        sub=sub,
        at=pl.lit(datetime(2024, 8, 25)) + pl.duration(seconds=(two % (45 * 86_400)).cast(pl.Int64)),
        shop="YL" + (1_000_000 + shop).cast(pl.String),
        host="主播" + (shop % 1700).cast(pl.String),
        session="LIVE" + (two % 40_000).cast(pl.String),
        paid=amount,
        refund=refund.cast(pl.Int64),
        price=amount,
        qty=pl.lit(1, pl.Int64),
        status=status.otherwise(pl.lit("paid")),
        after=pl.when(one % 37 < 2).then(pl.lit("refunded")).otherwise(pl.lit("none")),
        unread=one % 9973 == 0,
    ).sink_parquet(path)
    return path


def reconciled(path: str) -> object:
    """Totals and sums of a ledger in parquet."""
    shops = range(SHOPS)
    registry = pl.DataFrame(
        [("shop", f"YL{1_000_000 + n}", f"K{n:04d}") for n in shops], ["via", "value", "key"], orient="row"
    )
    entries = pl.DataFrame(
        [(f"K{n:04d}", s.event) for n in shops for s in STAGES], ["key", "event"], orient="row"
    )
    found = reconcile(pl.scan_parquet(path), registry, entries, STAGES, "earlier", kept)
    return figures(found.tally, entries, STAGES)


def in_its_own_process(work: str, path: Path) -> tuple[float, float]:
    """Seconds (median of 3 after the imports, of a large ledger of 1) and the most memory in MB."""
    command = [sys.executable, __file__, work, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    seconds, megabytes = json.loads(said.stdout)
    return seconds, megabytes


def measured(work: str, path: str) -> None:
    """Print seconds and megabytes of one kind of work."""
    import resource

    found = []
    for _ in range(3 if Path(path).stat().st_size < 10**8 else 1):
        start = time.perf_counter()
        reconciled(path) if work == "reconcile" else pl.read_parquet(path)
        found.append(time.perf_counter() - start)
    print(json.dumps([median(found), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def rows(folder: Path) -> list[str]:
    """The lines of the table."""
    if sys.platform != "linux":
        return []
    one, ten = ledger(folder / "1.parquet", 1_000_000), ledger(folder / "10.parquet", 10_000_000)
    floor, _ = in_its_own_process("read", one)
    seconds, memory = in_its_own_process("reconcile", one)
    more, most = in_its_own_process("reconcile", ten)

    def line(work: str, ours: str, floor: str, ratio: str, bar: str, met: bool, against: str) -> str:
        return f"| {work} | {ours} | {floor} | {ratio} | {bar} | {'yes' if met else '**no**'} | {against} |"

    took, ratio, larger = f"{seconds:.2f} s", seconds / floor, more / seconds
    return [
        line(
            "reconcile 1,000,000 orders",
            took,
            f"{floor:.2f} s",
            f"{ratio:.1f}x",
            "2x",
            ratio <= 2,
            "polars reading them",
        ),
        line(
            "reconcile 10,000,000 orders",
            f"{more:.2f} s",
            took,
            f"{larger:.1f}x",
            "12x",
            larger <= 12,
            "1,000,000",
        ),
        line(
            "the same: memory", f"{most:.0f} MB", f"{memory:.0f} MB", "", "4000 MB", most < 4000, "1,000,000"
        ),
    ]


if __name__ == "__main__":
    measured(*sys.argv[1:])
