"""Hostile files: what each costs in the reading worker, and whether it is refused as it should be.

Those of ../shared/hostile are held to their manifest. Others are made here: each repeats one thing a million times, so
that a search tried again at every place, or a list without an end, shows as seconds or as memory.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from tests.conftest import SHARED
from tests.xlsx.books import MAIN, REL, book, parts_of, relations, zipped
from tests.xlsx.oldbooks import container, number, stream
from workbook.host import Refused
from workbook.xlsx.reading.reader import Readers

SECONDS = 2.0
MEGABYTES = 500
"""What a refusal may cost at most: processor time, resident memory."""
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


def _sheet(rows: str, head: str = "") -> bytes:
    return _with(**{SHEET: f'<worksheet xmlns="{MAIN}">{head}<sheetData>{rows}</sheetData></worksheet>'})


def _with(**parts: str) -> bytes:
    return zipped({**parts_of(ROW), **parts})


def _beside(kind: str, content: str) -> bytes:
    rels = relations((kind, "../x.xml", ""))
    return _with(**{"xl/worksheets/_rels/sheet1.xml.rels": rels, "xl/x.xml": content})


def _workbook(more: str) -> bytes:
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
    return _with(**{"xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{sheets}{more}</workbook>'})


def _boxes() -> bytes:
    """Many sheets, each with two cells just not too far apart."""
    numbers = range(1, 490)
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="60"><c r="XFD60"><v>1</v></c></row>'
    parts = parts_of()
    tags = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{tags}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = relations(*(("worksheet", f"s{n}.xml", "") for n in numbers))
    content = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return zipped({**parts, **{f"xl/s{n}.xml": content for n in numbers}})


def _late() -> bytes:
    """A large sheet in which only the last cell is wrong."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 99991}</v></c></row>' for n in range(1, 300_000))
    return book(rows + '<row r="300000"><c r="A300000"><v>1</v></c><c r="A300000"><v>2</v></c></row>')


REFUSED: dict[str, Callable[[], bytes]] = {
    "rows without an end": lambda: _sheet("<row r='1'>" * 1_000_000),
    "cells without an end": lambda: _sheet("<row r='1'>" + "<c r='A1'>" * 1_000_000 + "</row>"),
    "comments without an end": lambda: _sheet("<!--" * 3_000_000),
    "a million notes": lambda: _beside("comments", "<comments>" + '<comment ref="A1"/>' * 800_000 + "</comments>"),
    "a million drawings": lambda: _beside("drawing", "<d>" + "<twoCellAnchor/>" * 1_000_000 + "</d>"),
    "a million style lists": lambda: _with(**{"xl/styles.xml": "<a>" + "<cellXfs/>" * 1_500_000 + "</a>"}),
    "a million styles": lambda: _with(**{"xl/styles.xml": "<a>" + "<xf/>" * 1_500_000 + "</a>"}),
    "texts without an end": lambda: _with(**{"xl/sharedStrings.xml": "<sst>" + "<si><t>" * 2_000_000}),
    "nested a million times": lambda: _with(**{"xl/sharedStrings.xml": "<sst>" + "<r>" * 2_000_000}),
    "a million names": lambda: _workbook("<definedName\tname='a'>1</definedName>" * 500_000),
    "a million columns": lambda: _sheet(ROW, "<cols>" + '<col min="1" max="2"/>' * 600_000 + "</cols>"),
    "a million attributes": lambda: _sheet('<row r="1" ' + " ".join(f'a{n}=">"' for n in range(800_000)) + "/>"),
    "a cell's tag of one long word": lambda: _sheet("<row r='1'>" + ("<c " + "A" * 60_000 + "/>") * 40 + "<c t='x'/></row>"),
    "a cell's tag of spaces": lambda: _sheet("<row r='1'>" + ("<c r" + " " * 60_000 + "/>") * 40 + "<c t='x'/></row>"),
    "a million relations": lambda: _with(
        **{"xl/worksheets/_rels/sheet1.xml.rels": relations(*[("hyperlink", "x", "")] * 300_000)}
    ),
    "a million formulas": lambda: book(
        "".join(f'<row r="{n}">' + f'<c r="A{n}"><f>1</f></c>' + "</row>" for n in range(1, 1_000_002))
    ),
    "sheets that are large together": _boxes,
    "a wrong cell at the end": _late,
    "an .xls with cells far apart": lambda: bytes(container(stream(number(0, 0) + number(65_535, 255)))),
}  # fmt: skip


def hostile(made: bool = True, kept: bool = True) -> list[str]:
    """One line a file. Raises AssertionError for a verdict that is not the right one, or a refusal that costs too much."""
    lines: list[str] = []
    wrong: list[str] = []
    with Readers(1) as readers:
        for name, data, expected in _files(made, kept):
            verdict, seconds, memory = cost(readers, name, data)
            lines.append(f"  {name[:38]:38} {seconds:5.2f} s {memory:4d} MB  {verdict}")
            refused = not verdict.startswith("read")
            if refused != (expected == "reject") or verdict.endswith("中途退出"):
                wrong.append(f"{name}: {verdict}, expected {expected}")
            elif refused and (seconds > SECONDS or memory > MEGABYTES):
                wrong.append(f"{name}: {seconds:.1f} s, {memory} MB")
    assert not wrong, "; ".join(wrong)
    return [f"{len(lines)} hostile files, each as it should be", *lines]


def run(count: int, seed: int) -> list[str]:
    """As the other tortures: a sample (any count) leaves out those that take a second to make."""
    del seed
    return hostile(made=not count)


def _files(made: bool, kept: bool) -> Iterator[tuple[str, bytes, str]]:
    folder = SHARED / "hostile"
    if kept and folder.exists():
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for name in sorted(manifest):
            yield name, (folder / "files" / name).read_bytes(), manifest[name]["expect"]
    if made:
        for name, make in REFUSED.items():
            yield name, make(), "reject"


def cost(readers: Readers, name: str, data: bytes) -> tuple[str, float, int]:
    """(verdict, seconds, megabytes) of one file; processor time where the system tells it."""
    readers.read("warm.xlsx", book(ROW))
    worker = readers._workers[0]._process
    assert worker
    _forget_peak(worker.pid)
    before, start = _spent(worker.pid), time.perf_counter()
    try:
        verdict = f"read, {len(readers.read(name, data).flags)} flags"
    except Refused as refused:
        verdict = f"{refused.code}: {refused.detail}"
    seconds = time.perf_counter() - start
    if worker.poll() is None and before is not None:
        seconds = (_spent(worker.pid) or 0.0) - before
    return verdict, seconds, _peak(worker.pid)


def _forget_peak(pid: int) -> None:
    """The most memory held is counted anew from here; where that cannot be, it stays that of all files so far."""
    with suppress(OSError):
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def _spent(pid: int) -> float | None:
    """Processor seconds of a process so far."""
    if sys.platform != "linux":
        return None
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> int:
    """The most memory it ever held, in MB; 0 where nobody tells."""
    if sys.platform != "linux":
        return 0
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:  # it died
        return 0
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM")), 0)
