"""Speed, as ratios in one run on one machine (`make bench`); never a timed test.

Each row compares our work with a floor measured beside it: calamine reading the same files, or bare imports.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median

import clicks
import ledgers
import openpyxl
from python_calamine import CalamineWorkbook

from schemas.identity import id_check_digit
from workbook.batch import Options
from workbook.edits import Fill, Note
from workbook.edits_json import to_json
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost
from xladdin.card_commands import new
from xladdin.checking import Input
from xladdin.desk import on_file
from xladdin.marking import apply, check
from xladdin.merging import merge
from xladdin.outputs import Output
from xladdin.taking import Asked

HEADER = [
    "序号",
    "赛区",
    "参赛高校",
    "团队名称",
    "角色",
    "姓名",
    "性别",
    "身份证号",
    "学号",
    "专业班级",
    "手机号",
    "是否出镜",
    "备注",
]


def person(number: int) -> list[object]:
    """One clean row; numbers do not repeat within a workbook of up to 100,000 rows."""
    day = f"200{number % 8}{1 + number // 8 % 12:02d}{1 + number // 96 % 28:02d}"
    first = f"3601{2 + number // 2688 % 50:02d}{day}{10 + number % 900:03d}"
    sex = "男" if int(first[16]) % 2 else "女"
    role = "队员" if number % 5 else "队长"
    return [
        number + 1,
        "赣州",
        "江西理工大学",
        f"橙心{number // 5}队",
        role,
        "张晓明",
        sex,
        first + id_check_digit(first),
        f"0{number:09d}",
        "电商2201班",
        f"1380{number:07d}",
        "是",
        None,
    ]


def workbook(path: Path, rows: int, columns: int = 13, first: int = 0) -> Path:
    """A clean roster; first: number of its first person."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("附件1")
    sheet.append(["附件1"])
    sheet.append((HEADER + ["列"] * 9)[:columns])
    for number in range(rows):
        sheet.append((person(first + number) + [f"值{number}"] * 9)[:columns])
    book.save(path)
    return path


def timed(work: Callable[[], object], runs: int = 3) -> float:
    """Median seconds."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


def read_all(paths: list[Path]) -> None:
    """calamine reading every cell."""
    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def row(work: str, ours: float, floor: float, bar: float, against: str) -> str:
    """One line of the table."""
    ratio = ours / floor
    met = "yes" if ratio <= bar else "**no**"
    return f"| {work} | {ours:.2f} s | {floor:.2f} s | {ratio:.2f}x | {bar:.2g}x | {met} | {against} |"


def pressed(folder: Path) -> str:
    """The same as a press of a button, on a workbook open in LibreOffice, against imports and what that workbook costs."""
    found = clicks.cold_click(folder)
    if found is None:
        return "| one click on an open workbook | - | - | - | 1.5x | not measured | needs LibreOffice |"
    ours, imports, said = found
    host = said["read"] + said["write"]
    against = f"imports {imports:.2f} s, the host's own reads and writes {host:.2f} s"
    return row("one click on an open workbook: check 300 rows, cold", ours, imports + host, 1.5, against)


def thousand(folder: Path) -> str:
    """1,000 registration workbooks of 60 rows, against calamine in as many processes (our reader and ourselves: 2)."""
    paths = [workbook(folder / f"{n}.xlsx", 60) for n in range(20)]
    inputs = [Input(f"{n}.xlsx", paths[n % 20]) for n in range(1000)]
    ours = timed(lambda: sum(1 for _ in check(inputs, Options())))
    halves = [[p.path for p in inputs[:500]], [p.path for p in inputs[500:]]]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(read_all, [[], []])
        floor = timed(lambda: pool.map(read_all, halves))
    return row("check 1,000 workbooks of 60 rows", ours, floor, 2.5, "calamine reading them, 2 processes")


def merging(folder: Path) -> str:
    """The same number of workbooks, each with its own persons, merged into a new contest workbook, against the same."""
    inbox, book = folder / "inbox", folder / "book.xlsx"
    inbox.mkdir()
    paths = [workbook(inbox / f"{n}.xlsx", 60, first=60 * n) for n in range(1000)]
    new("ganyou-2024", book, datetime.now().astimezone())

    def merged() -> None:
        with on_file(book) as desk:
            merge([inbox], desk, Asked(jobs=2), datetime.now().astimezone())

    ours = timed(merged, 1)
    halves = [paths[:500], paths[500:]]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(read_all, [[], []])
        floor = timed(lambda: pool.map(read_all, halves))
    return row("merge 1,000 workbooks of 60 rows", ours, floor, 3.0, "calamine reading them, 2 processes")


def many(folder: Path) -> list[str]:
    """Peak memory of merging 10,000 workbooks of 5 rows into a new contest workbook."""
    if sys.platform != "linux":
        return []
    inbox, book = folder / "many", folder / "many.xlsx"
    inbox.mkdir()
    for n in range(10_000):
        workbook(inbox / f"{n}.xlsx", 5, first=5 * n)
    new("ganyou-2024", book, datetime.now().astimezone())
    os.environ["CONTESTBOOK_HOME"] = str(folder / "home")
    words = ["merge", str(inbox), "-o", str(book), "--jobs", "2"]
    ours, together = peak_of([sys.executable, "-m", "xladdin.cli", *words])
    met = "yes" if ours <= 1000 else "**no**"
    return [
        f"| merge 10,000 workbooks of 5 rows: memory | {ours:.0f} MB | | | 1000 MB | {met} | our process |",
        f"| the same | {together:.0f} MB | | | - | - | with its reading processes |",
    ]


def cold(folder: Path) -> str:
    """One cold check of 300 rows against the bare imports."""
    path = workbook(folder / "300.xlsx", 300)
    ours = timed(
        lambda: subprocess.run(
            [sys.executable, "-m", "xladdin.cli", "check", str(path)], capture_output=True
        ),
        7,
    )
    floor = timed(lambda: subprocess.run([sys.executable, "-c", "import pandera.polars, xlwings"]), 7)
    return row("one click: check 300 rows, cold", ours, floor, 1.5, "import pandera.polars, xlwings")


def large(folder: Path) -> list[str]:
    """100,000 x 15: reading and checking, 500 marks patched in, and the same as the whole safe command."""
    path = workbook(folder / "large.xlsx", 100_000, 15)
    floor = timed(lambda: read_all([path]))
    ours = timed(lambda: list(check([Input("large.xlsx", path)], Options())), 1)
    data = path.read_bytes()
    edits = [
        e
        for n in range(500)
        for e in (Fill("附件1", Cell(3 + 190 * n, 8), "FFC7CE"), Note("附件1", Cell(3 + 190 * n, 8), "提示"))
    ]
    patch = timed(lambda: FileHost(data, "large.xlsx").apply(edits))
    listed = folder / "edits.json"
    listed.write_text(json.dumps(to_json(edits)))
    os.environ["CONTESTBOOK_HOME"] = str(folder / "home")
    whole = timed(lambda: apply(Input("large.xlsx", path), listed, Output(folder / "out.xlsx")))
    slow = timed(lambda: openpyxl.load_workbook(path).save(folder / "slow.xlsx"), 1)
    return [
        row("check a 100,000-row sheet", ours, floor, 3.0, "calamine reading it"),
        row("patch 500 marks into 100,000 x 15", patch, floor, 0.6, "calamine reading it"),
        row("the same, whole safe command", whole, floor, 1.8, "calamine reading it"),
        row("the same, whole safe command", whole, slow, 1 / 15, "openpyxl load and save"),
        *memory(folder, path, listed),
    ]


def orders(path: Path, count: int = 1_000_000) -> Path:
    """A plain export of so many orders, all columns as texts: .csv or .parquet."""
    import polars as pl

    number = pl.int_range(0, count)
    at = pl.from_epoch(number * 5 % 2_500_000 + 1_725_148_800)
    fen = number * 7919 % 500_000 + 100
    yuan = (fen // 100).cast(pl.String) + "." + (fen % 100).cast(pl.String).str.zfill(2)
    back = number % 20 == 0
    frame = pl.select(
        主订单编号="6920" + (number + 10**14).cast(pl.String),
        子订单编号="7920" + (number + 10**14).cast(pl.String),
        选购商品=pl.lit("赣南脐橙5斤装"),
        商品ID="35000" + (number % 900).cast(pl.String),
        商品数量=(number % 3 + 1).cast(pl.String),
        商品金额=yuan,
        订单应付金额=yuan,
        实付金额=yuan,
        退款金额=pl.when(back).then(yuan).otherwise(pl.lit("0.00")),
        订单提交时间=at.dt.strftime("%Y-%m-%d %H:%M:%S"),
        支付完成时间=(at + pl.duration(seconds=31)).dt.strftime("%Y-%m-%d %H:%M:%S"),
        订单状态=pl.when(back).then(pl.lit("已退款")).otherwise(pl.lit("已完成")),
        售后状态=pl.when(back).then(pl.lit("退款成功")).otherwise(pl.lit("-")),
        店铺ID="YL3600" + (number % 400 + 100).cast(pl.String),
        达人昵称="橙心小铺" + (number % 400).cast(pl.String),
        买家ID="user" + (number * 31 % 400_000).cast(pl.String),
        收货地址=pl.lit("江西省赣州市章贡区"),
    )
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)
    return path


def reading_ledgers(folder: Path) -> list[str]:
    """1,000,000 orders read and normalised, against polars reading the same 15 columns: typed, and as bare texts."""
    import polars as pl

    from workbook.xlsx.reading.reader import Readers
    from xladdin.ledgers import Mapping, ledger_of

    unused = {"选购商品", "收货地址"}
    numbers = ("商品数量", "商品金额", "订单应付金额", "实付金额", "退款金额")
    times = ("订单提交时间", "支付完成时间")
    lines = []
    with Readers() as readers:
        for suffix, scan in (
            (".csv", partial(pl.scan_csv, infer_schema=False)),
            (".parquet", pl.scan_parquet),
        ):
            path = orders(folder / f"orders{suffix}")
            texts = scan(path).drop(unused)
            typed = texts.with_columns(
                pl.col(numbers).cast(pl.Float64), pl.col(times).str.to_datetime("%Y-%m-%d %H:%M:%S")
            )
            ours = timed(partial(ledger_of, [path], Mapping(), readers))
            work = f"read 1,000,000 orders ({suffix})"
            lines.append(
                row(
                    work,
                    ours,
                    timed(typed.collect),
                    2.0,
                    "polars reading 15 columns as numbers, times, texts",
                )
            )
            lines.append(row(work, ours, timed(texts.collect), 2.0, "polars reading them as texts"))
    return lines


def memory(folder: Path, path: Path, listed: Path) -> list[str]:
    """Peak memory of two whole commands on the large workbook: our process and its worker at the same moment."""
    if sys.platform != "linux":
        return []
    lines = []
    for work, words in (
        ("check 100,000 rows", ["check", str(path)]),
        ("apply 500 marks", ["apply", str(listed), str(path), "-o", str(folder / "memory.xlsx")]),
    ):
        _, peak = peak_of([sys.executable, "-m", "xladdin.cli", *words])
        met = "yes" if peak <= 600 else "**no**"
        lines.append(f"| {work}: memory | {peak:.0f} MB | | | 600 MB | {met} | both processes together |")
    return lines


def peak_of(command: list[str]) -> tuple[float, float]:
    """The most resident memory, in MB, that a command held at one of many moments: alone, and with its children."""
    alone = together = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None:
            own = resident(running.pid)
            alone = max(alone, own)
            together = max(together, own + sum(map(resident, children(running.pid))))
            time.sleep(0.005)
    return alone / 1024, together / 1024


def resident(pid: int) -> int:
    """Resident kilobytes of a process, 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)


def children(pid: int) -> list[int]:
    """The processes that any thread of a process started."""
    found = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in thread.read_text().split()]
        except OSError:
            continue  # the thread ended
    return found


def main() -> None:
    """Print the table."""
    print("| work | ours | floor | ratio | bar | met | against |\n|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(cold(folder), flush=True)
        print(pressed(folder), flush=True)
        print(thousand(folder), flush=True)
        print(merging(folder), flush=True)
        print("\n".join(reading_ledgers(folder)), flush=True)
        print("\n".join(many(folder)), flush=True)
        print("\n".join(large(folder)), flush=True)
        print("\n".join(ledgers.rows(folder)), flush=True)


if __name__ == "__main__":
    main()
