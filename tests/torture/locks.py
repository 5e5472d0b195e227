"""Fifty runs at once on one workbook, each adding its row: half hold the lock while they work, half only while they save
over what they read. Some die holding the lock. No row is lost, none is there twice, nothing is left behind.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from openpyxl import Workbook, load_workbook

from workbook.edits import Append
from workbook.host import Refused
from workbook.xlsx.saving.locks import locked
from workbook.xlsx.saving.save import save
from workbook.xlsx.writing.filehost import FileHost

_AT_ONCE = 50
_SECONDS = 300


def run(count: int, seed: int) -> list[str]:
    """Rounds of up to fifty processes, `count` processes in all. Raises AssertionError."""
    lines, told, done = [], Counter(), 0
    start = time.perf_counter()
    while done < count:
        size = min(_AT_ONCE, count - done)
        told += _round(size, seed + done)
        done += size
    lines.append(
        f"locks: {done} processes, {min(_AT_ONCE, count)} at a time, {time.perf_counter() - start:.0f} s: "
        f"{told['rows']} rows written, 0 lost, 0 twice; {told['died']} died holding the lock; "
        f"refused and tried again: {told['FILE_BUSY']} busy, {told['FILE_CHANGED']} changed since read"
    )
    return lines


def _round(size: int, seed: int) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "汇总.xlsx"
        book = Workbook()
        book.active.append(["编号"])
        book.save(path)
        context = multiprocessing.get_context()
        answers = context.Queue()
        processes = [
            context.Process(target=_one, args=(path, number, seed, answers)) for number in range(1, size + 1)
        ]
        for process in processes:
            process.start()
        told: Counter[str] = Counter()
        mortal = sum(_dies(number) for number in range(1, size + 1))
        for _ in range(size - mortal):
            told += answers.get(timeout=_SECONDS)
        for process in processes:
            process.join(_SECONDS)
        codes = [process.exitcode for process in processes]
        assert codes == [9 if _dies(number) else 0 for number in range(1, size + 1)], codes
        with locked(path):  # the last one that died may have left its lock
            save(path, path.read_bytes())
        rows = sorted(row[0] for row in _rows(path.read_bytes())[1:])
        expected = [number for number in range(1, size + 1) if not _dies(number)]
        assert rows == expected, (
            f"lost {set(expected) - set(rows)}, twice or unasked {Counter(rows) - Counter(expected)}"
        )
        assert os.listdir(folder) == [path.name], os.listdir(folder)
        told["rows"], told["died"] = len(rows), mortal
        return told


def _dies(number: int) -> bool:
    return number % 10 == 7


def _one(path: Path, number: int, seed: int, answers: multiprocessing.Queue[Counter[str]]) -> None:
    """One run: add a row, again as often as it is refused."""
    chosen = random.Random(seed * 1000 + number)
    told: Counter[str] = Counter()
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        try:
            if number % 2:
                with locked(path):
                    if _dies(number):
                        os._exit(9)
                    data = path.read_bytes()
                    save(path, _with_row(data, number), data)
            else:
                data = path.read_bytes()
                changed = _with_row(data, number)
                with locked(path):
                    save(path, changed, data)
        except Refused as refused:
            if refused.code not in ("FILE_BUSY", "FILE_CHANGED"):
                raise
            told[refused.code] += 1
            time.sleep(chosen.uniform(0.001, 0.1))
        else:
            break
    else:
        raise AssertionError("never got its turn")
    answers.put(told)


def _with_row(data: bytes, number: int) -> bytes:
    host = FileHost(data, "汇总.xlsx")
    host.apply([Append("Sheet", ((number,),))])
    return host.data


def _rows(data: bytes) -> list[tuple[int, ...]]:
    return list(load_workbook(io.BytesIO(data))["Sheet"].iter_rows(values_only=True))
