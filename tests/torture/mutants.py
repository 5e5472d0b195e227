"""Broken workbooks by the thousand: each is read and edited, or refused with a reason; no run dies, nothing hangs.

Seeds are workbooks made here. A mutant is one with a few bytes, tags, numbers or parts changed, its checksums mostly
made right again so that it gets past the container. What reads is edited, and what was edited must read again.
"""

from __future__ import annotations

import io
import random
import re
import resource
import sys
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from openpyxl.worksheet.table import Table

from tests.books import messy
from tests.conftest import SHARED
from tests.xlsx.oldbooks import old_book
from workbook import codes
from workbook.edits import AddSheet, Append, Edit, Fill, Note, SetCell
from workbook.host import Refused
from workbook.model import Book, Cell
from workbook.xlsx.making.template import template_book
from workbook.xlsx.reading.reader import Readers
from workbook.xlsx.writing.filehost import FileHost

MAGIC = [
    b"0",
    b"-1",
    b"1",
    b"65536",
    b"1048577",
    b"16385",
    b"4294967295",
    b"9223372036854775807",
    b"1e400",
    b"NaN",
]
MAGIC += [
    b"",
    b"\xff",
    b"A" * 70_000,
    b"&lt;",
    b"&x;",
    b"ZZZ99999999",
    "１２３".encode(),
    b"true",
    b"s",
    b"rId1",
    b"]]>",
]
SLOW = 10.0
"""Seconds a mutant may take to be read or edited: far more than any needs, far less than a hang."""


def seeds() -> list[tuple[str, bytes]]:
    """Small workbooks with what ours and users' have: notes, merges, tables, formulas, drop-downs, hidden sheets."""
    with TemporaryDirectory() as folder:
        found = [("messy.xlsx", messy(Path(folder) / "a.xlsx").read_bytes())]
    found.append(("roster.xlsx", template_book("赣州", "roster", "ganyou-2024")))
    found.append(("form.xlsx", template_book("赣州", "form", "ganyou-2024")))
    host = FileHost(found[0][1], "a.xlsx")
    host.apply(_edits(host.read()))
    found += [("edited.xlsx", host.data), ("table.xlsx", _with_table())]
    found.append(("old.xls", old_book()))
    old = SHARED / "hostile" / "files" / "36_real_xls.xls"
    if old.exists():
        found.append(("real.xls", old.read_bytes()))
    small = (path for path in sorted((SHARED / "corpus").glob("*/*.xlsx")) if path.stat().st_size < 12_000)
    return found + [(path.name, path.read_bytes()) for path in list(small)[::60][:4]]


def _with_table() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["姓名", "金额"], ["张三", 1.5], ["李四", "=B2*2"]):
        sheet.append(row)
    sheet.add_table(Table(displayName="T", ref="A1:B3"))
    book.create_sheet("藏").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mutate(data: bytes, rng: random.Random) -> bytes:
    """One broken copy of a workbook."""
    if data[:2] != b"PK" or rng.random() < 0.2:
        return _noise(data, rng)
    parts = zipfile.ZipFile(io.BytesIO(data))
    names = parts.namelist()
    chosen = rng.choice(names)
    kind = rng.random()
    out = io.BytesIO()
    method = rng.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as made:
        warnings.simplefilter("ignore")  # two parts of one name are meant
        for name in names:
            content = parts.read(name)
            if name != chosen:
                made.writestr(name, content)
            elif kind < 0.05:
                continue
            elif kind < 0.1:
                made.writestr(rng.choice([name.upper(), "../" + name, name + "x", "xl/a\0b"]), content)
            elif kind < 0.15:
                made.writestr(name, parts.read(rng.choice(names)))
            elif kind < 0.17:
                made.writestr(name, content)
                made.writestr(rng.choice([name, name.swapcase()]), _change_xml(content, rng))
            else:
                made.writestr(name, _change_xml(content, rng))
    return out.getvalue()


def _noise(data: bytes, rng: random.Random) -> bytes:
    """Bytes changed wherever something is said, or the end cut off."""
    raw = bytearray(data)
    said = [at for at, byte in enumerate(raw) if byte] if len(raw) < 20_000 else range(len(raw))
    for _ in range(rng.randint(1, 12)):
        raw[rng.choice(said)] = rng.choice([rng.randrange(256), 0xFF, 0])
    return bytes(raw[: rng.randrange(len(raw))] if rng.random() < 0.15 else raw)


def _change_xml(content: bytes, rng: random.Random) -> bytes:
    """Numbers, attributes and tags changed, dropped, repeated or nested."""
    for _ in range(rng.randint(1, 4)):
        pattern, change = rng.choice(_CHANGES)
        found = list(re.finditer(pattern, content))
        if found:
            match = rng.choice(found)
            content = content[: match.start()] + change(match[0], rng) + content[match.end() :]
    if rng.random() < 0.05:
        content = content[: rng.randrange(len(content) + 1)]
    return content


_CHANGES = [
    (rb"\d+", lambda old, rng: rng.choice(MAGIC)),
    (rb'(?<=")[^"]*(?=")', lambda old, rng: rng.choice(MAGIC)),
    (rb"<[^>]+>", lambda old, rng: b""),
    (rb"<[^>]+>", lambda old, rng: old * rng.randint(2, 50)),
    (rb"<[^/?!>][^>]*[^/]>", lambda old, rng: old * rng.choice([300, 5000])),
    (rb" [\w:]+=\"[^\"]*\"", lambda old, rng: rng.choice([b"", old * 2, old.replace(b'"', b"'"), b" a=b"])),
    (
        rb"<(?=[a-z])",
        lambda old, rng: rng.choice([b"<x:", b"<!--", b"<!DOCTYPE a>", b"<![CDATA[", b"<?p ?>"]),
    ),
    (rb">[^<]+<", lambda old, rng: b">" + rng.choice(MAGIC) + b"<"),
    (rb".", lambda old, rng: bytes([old[0] ^ 1 << rng.randrange(8)])),
]


def _edits(book: Book) -> list[Edit]:
    sheet = next((s for s in book.sheets if s.state == "visible"), book.sheets[0])
    cell = Cell(max(sheet.height, 1), max(sheet.width, 1))
    where: dict[str, str] = {"merged": "anchor", "protected": "allow"}
    return [
        SetCell(sheet.name, cell, "改", **where),
        Fill(sheet.name, cell, "FFC7CE", **where),
        Note(sheet.name, cell, "提示", **where),
        Append(sheet.name, (("新", 1.0),), protected="allow"),
        AddSheet("新表", (("甲",),)),
    ]


def run(count: int, seed: int) -> list[str]:
    """Try so many mutants; answers the figures. Raises AssertionError with what to reproduce at the first dead run."""
    outcomes: Counter[str] = Counter()
    slowest, worst = 0.0, ""
    with Readers(1) as readers:
        for number, name, data in _mutants(count, seed):
            start = time.perf_counter()
            try:
                outcomes[_one(readers, name, data)] += 1
            except Exception as crash:
                raise AssertionError(f"mutant {number} of {name}: {type(crash).__name__}: {crash}") from crash
            took = time.perf_counter() - start
            assert took < SLOW, f"mutant {number} of {name} took {took:.1f} s"
            if took > slowest:
                slowest, worst = took, f"{number} of {name}"
    lines = [f"{count} mutants, seed {seed}: 0 dead runs; slowest {slowest:.2f} s ({worst})"]
    lines += [f"  {outcome}: {times}" for outcome, times in outcomes.most_common()]
    if sys.platform == "linux":
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        lines.append(f"  no reading process ever held more than {peak >> 10} MB")
    return lines


def _mutants(count: int, seed: int) -> Iterator[tuple[int, str, bytes]]:
    known = seeds()
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        name, data = rng.choice(known)
        yield number, name, mutate(data, rng)


def _one(readers: Readers, name: str, data: bytes) -> str:
    """What became of one mutant, in a word."""
    try:
        book = readers.read(name, data)
    except Refused as refused:
        return f"refused {_told(refused)}"
    if name.endswith(".xls") or not book.sheets:
        return "read, nothing to edit"
    try:
        host = FileHost(data, name)
        applied = host.apply(_edits(book), "skip_refused")
    except Refused as refused:
        return f"read, edit refused {_told(refused)}"
    readers.prove(name, host.data)
    again = readers.read(name, host.data)
    added = all(skipped.code != "EDIT_EXISTS" for skipped in applied.skipped)
    assert len(again.sheets) == len(book.sheets) + added, "a sheet is lost"
    return "read, edited, read again"


def _told(refused: Refused) -> str:
    assert codes.words(refused.code, {"detail": refused.detail}, "zh").message, "no words"
    return refused.code + " (the reading process died)" * ("中途退出" in refused.detail)
