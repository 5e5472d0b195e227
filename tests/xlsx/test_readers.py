from __future__ import annotations

import datetime
import importlib.util
import os
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

from workbook.host import Refused
from workbook.model import Book, Cell, CellError
from workbook.xlsx.reading import limits, reader
from workbook.xlsx.reading.limits import MEMORY
from workbook.xlsx.reading.reader import Readers, read_book, read_here

_SPEC = importlib.util.spec_from_file_location("books", Path(__file__).with_name("books.py"))
assert _SPEC
assert _SPEC.loader
books = importlib.util.module_from_spec(_SPEC)
sys.modules["books"] = books
_SPEC.loader.exec_module(books)

SHARED = Path(os.environ.get("CONTESTBOOK_SHARED") or Path(__file__).parents[3] / "shared")
CORPUS = SHARED / "corpus"
GOOD = books.book('<row r="1"><c r="A1"><v>1</v></c></row>')


def test_a_worker_answers_as_we_would_here(tmp_path: Path) -> None:
    assert read_book(GOOD, "a.xlsx") == read_here(GOOD, "a.xlsx")
    path = tmp_path / "b.xlsx"
    path.write_bytes(GOOD)
    with Readers(2) as readers:
        items = [("a", GOOD), ("b", path), ("c", b""), ("d", tmp_path / "none.xlsx"), ("e", GOOD)]
        found = list(readers.read_many(items))
    assert [name for name, _ in found] == ["a", "b", "c", "d", "e"]
    assert [type(book) for _, book in found] == [Book, Book, Refused, Refused, Book]
    assert isinstance(found[3][1], Refused)
    assert found[3][1].code == "FILE_UNREADABLE"


def test_many_files_keep_their_order() -> None:
    data = [books.book(f'<row r="1"><c r="A1"><v>{n}</v></c></row>') for n in range(60)]
    with Readers(3) as readers:
        found = [
            book.sheets[0].columns[0][0]
            for _, book in readers.read_many(zip(map(str, range(60)), data, strict=True))
        ]
    assert found == [float(n) for n in range(60)]


def test_a_worker_killed_in_mid_file_costs_one_file() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 120_000))
    slow = books.book(rows)
    with Readers(1) as readers:
        list(readers.read_many([("warm", GOOD)]))
        process = readers._workers[0]._process
        assert process

        def kill_when_busy() -> None:
            while readers._workers[0]._deadline is None:
                time.sleep(0.001)
            process.kill()

        thread = threading.Thread(target=kill_when_busy)
        thread.start()
        found = dict(readers.read_many([("slow", slow), ("next", GOOD)]))
        thread.join()
    assert isinstance(found["slow"], Refused)
    assert found["slow"].code == "FILE_DAMAGED"
    assert isinstance(found["next"], Book)


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_START", "import sys; sys.stdin.buffer.read(1); import time; time.sleep(60)")
    with pytest.raises(Refused, match="FILE_LIMIT"):
        read_book(GOOD, "a.xlsx", seconds=0.2)


def test_the_worker_stays_lean() -> None:
    code = (
        "import sys, workbook.xlsx.reading.worker; "
        "print([m for m in ('polars', 'pandera', 'openpyxl', 'zipfile', 'xlwings') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to an address space")
def test_the_worker_limits_itself_and_leaves_no_core() -> None:
    code = (
        "import resource; from workbook.xlsx.reading.limits import MEMORY, limit_memory; limit_memory(); "
        "print(resource.getrlimit(resource.RLIMIT_AS)[0] == MEMORY, resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0"]
    with Readers(1) as readers:
        readers.read("a.xlsx", GOOD)
        process = readers._workers[0]._process
        assert process
        limits = Path(f"/proc/{process.pid}/limits").read_text()
    assert [line.split()[-2] for line in limits.splitlines() if "address space" in line] == [str(MEMORY)]


def test_too_little_memory_costs_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    start = "import sys; sys.path[:0] = sys.argv[1:]; from workbook.xlsx.reading import limits, worker; limits.MEMORY = {}; worker.main()"
    monkeypatch.setattr(reader, "_START", start.format(110 << 20))
    monkeypatch.setattr(limits, "MEMORY", 110 << 20)  # what the job object of Windows is made with, by us
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 600_000))
    with Readers(1) as readers:
        found = dict(readers.read_many([("large", books.book(rows)), ("next", GOOD)]))
    assert isinstance(found["large"], Refused)
    assert found["large"].code in ("FILE_LIMIT", "FILE_DAMAGED")
    assert isinstance(found["next"], Book)


def _sample() -> list[Path]:
    return sorted(CORPUS.glob("*/*.xl*"))[::9]


def _plain(value: object, book: object) -> object:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return round(float(to_excel(value, book.epoch)), 6)  # type: ignore[attr-defined]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 6)
    return (
        value.replace("\r\n", "\n").replace("\r", "\n").strip() or None if isinstance(value, str) else value
    )


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
@pytest.mark.parametrize("path", _sample(), ids=lambda path: path.name[:40])
def test_we_agree_with_openpyxl(path: Path) -> None:
    """Cell by cell, formulas too. Spaces at the ends are left out: openpyxl keeps those XML says to drop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            values = openpyxl.load_workbook(path, data_only=True)
            formulas = openpyxl.load_workbook(path)
        except (TypeError, KeyError, ValueError, IndexError, OSError):
            pytest.skip("openpyxl cannot read it")
    book = read_here(path.read_bytes(), path.name)
    differing = []
    for sheet in values.worksheets:
        ours = book.sheet(sheet.title)
        if ours is None:
            assert path.name.endswith("Dialogsheet.xlsx")
            continue
        for row in sheet.iter_rows(max_row=2000):
            for cell in row:
                at = Cell(cell.row, cell.column)
                theirs = CellError(cell.value) if cell.data_type == "e" else _plain(cell.value, values)
                if cell.hyperlink and ours.value(at) is None:
                    continue  # openpyxl shows the address of a link in a blank cell
                if at in ours.facts.pictures and isinstance(theirs, CellError):
                    continue  # a picture in the cell
                if _plain(ours.value(at), values) != theirs:
                    differing.append((sheet.title, cell.coordinate, theirs, ours.value(at)))
                is_formula = formulas[sheet.title][cell.coordinate].data_type == "f"
                merged = any(at in area and at != area.anchor for area in ours.facts.merged)
                if is_formula != (at in ours.facts.formulas) and not merged:
                    differing.append((sheet.title, cell.coordinate, is_formula))
    assert not differing[:5]
