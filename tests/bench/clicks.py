"""One cold click, `check` on 300 rows: a process of its own, against its bare imports and what the workbook itself costs.

LibreOffice stands in for Excel (the test-only engine of tests/live); the time the engine takes to join it is left out on
both sides, as it stands where one call to Excel would. Without LibreOffice there is no row.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import openpyxl

ROOT = Path(__file__).parents[2]
RUNNER = """
import json, os, sys, time
sys.path.insert(0, os.environ["CONTESTBOOK_TEST_ROOT"])
import xlwings, xlwings.base_classes
began = time.perf_counter()
from tests.live.scripted_dialogs import ScriptedDialogs
from tests.live.xlengine_uno import Office, UnoNative, application, python_with_uno
running = Office.joined(python_with_uno(), os.environ["CONTESTBOOK_TEST_PIPE"])
application(running, 1)
joined = time.perf_counter() - began
spent = {"read": 0.0, "write": 0.0, "reads": 0}
def counted(method, name):
    def call(*args, **more):
        start = time.perf_counter()
        try:
            return method(*args, **more)
        finally:
            spent[name] += time.perf_counter() - start
            spent["reads"] += name == "read"
    return call
from xladdin.excel.host import ExcelHost
ExcelHost.read, ExcelHost.apply = counted(ExcelHost.read, "read"), counted(ExcelHost.apply, "write")
from xladdin.clicks.run import Seams, main
native = UnoNative()
status = main(sys.argv[1:], Seams(lambda: native, lambda app: ScriptedDialogs()))
running.quit()
print(json.dumps({"joined": joined, "status": status, **spent}))
"""
FAULTS = 20


def roster(path: Path) -> Path:
    """300 rows, 20 of them with a phone number that is too short."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件1"
    sheet.append(["附件1"])
    from bench import HEADER
    from bench import person as row

    sheet.append(HEADER)
    for number in range(300):
        cells = row(number)
        if number < FAULTS:
            cells[10] = "1380000"
        sheet.append(cells)
    book.save(path)
    return path


def cold_click(folder: Path) -> tuple[float, float, dict] | None:
    """Seconds of a click, of bare imports, and what the click says of itself; medians of three, each in a new process."""
    if shutil.which("soffice") is None:
        return None
    sys.path.insert(0, str(ROOT))
    from tests.live.xlengine_uno import Office, python_with_uno

    office = Office(python_with_uno() or "")
    clicks, floors = [], []
    try:
        for number in range(3):
            path = roster(folder / f"{number}.xlsx")
            office.call("open", str(path), False)
            floors.append(_seconds([sys.executable, "-I", "-c", "import pandera.polars, xlwings"], {})[0])
            for name, text in (("answers", "[]"), ("told", "")):
                (folder / name).write_text(text, encoding="utf-8")
            env = {
                "CONTESTBOOK_TEST_PIPE": office.pipe,
                "CONTESTBOOK_TEST_ROOT": str(ROOT),
                "CONTESTBOOK_TEST_ANSWERS": str(folder / "answers"),
                "CONTESTBOOK_TEST_TOLD": str(folder / "told"),
                "CONTESTBOOK_HOME": str(folder / "home"),
            }
            name = str(path).encode("utf-16-be").hex()
            words = [sys.executable, "-I", "-c", RUNNER, "check", "--hwnd=1", f"--book={name}"]
            seconds, out = _seconds(words, env)
            said = json.loads(out)
            assert said["status"] == 10, (folder / "told").read_text(encoding="utf-8")
            clicks.append((seconds - said["joined"], said))
    finally:
        office.quit()
    seconds, said = sorted(clicks, key=lambda one: one[0])[1]
    return seconds, median(floors), said


def _seconds(words: list[str], env: dict[str, str]) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run(words, env={**os.environ, **env}, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, done.stdout
