"""Every operation alone, all together, and their undo, on real workbooks, judged by programs that are not ours.

The workbooks lie beside the checkout (../shared/corpus, or CONTESTBOOK_SHARED). In each the worst cells are sought: a
styled one, rich text, the master of a shared formula, one within a table, one with a note, and one far away.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import SHARED
from tests.xlsx.independent import (
    Meant,
    Package,
    Place,
    calamine_sees,
    cells_of,
    differences,
    local,
    openpyxl_sees,
    place,
    readers_differ,
    tree,
)
from workbook.edits import AddSheet, Append, Edit, Fill, Link, Note, SetCell
from workbook.edits_json import from_json, to_json
from workbook.host import Refused
from workbook.model import Cell
from workbook.xlsx.writing.filehost import FileHost

FOLDER = SHARED / "corpus"
LARGEST = 400_000
"""Bytes; openpyxl takes minutes for larger files, and each is read eighteen times."""
RIGHT = {
    "EDIT_MERGED", "EDIT_ARRAY", "EDIT_TABLE_HEADER", "EDIT_THREADED", "EDIT_LATER", "EDIT_CELL",
    "EDIT_STYLES",
    "FILE_DAMAGED", "FILE_SIGNED",
}  # fmt: skip
NEW = "清单9"


def workbooks() -> list[Path]:
    """The files there are."""
    return [path for path in sorted(FOLDER.glob("*/*.xl[st][xm]")) if path.stat().st_size <= LARGEST]


def worst_cells(package: Package, sheet: str) -> list[Place]:
    """The cells of a sheet that are easiest to spoil, each kind once, and one far away."""
    part = package.sheets[sheet]
    root = tree(package.read(part))
    cells, _ = cells_of(root)
    found: dict[str, Place] = {}
    rich = _rich(package)
    for at, cell in cells.items():
        formula = next((node for node in cell if local(node) == "f"), None)
        value = next((node.text for node in cell if local(node) == "v"), None)
        if formula is not None:
            found.setdefault(f"formula {formula.get('t')} {bool(formula.text)}", at)
        elif cell.get("t") == "s" and value in rich:
            found.setdefault("rich", at)
        elif cell.get("s") not in (None, "0"):
            found.setdefault("styled", at)
    for kind, target in package.related(part):
        if target in package.infos and kind == "table":
            ref = tree(package.read(target)).get("ref", "A1").partition(":")[0]
            found["table"] = (place(ref)[0] + 1, place(ref)[1])
        elif target in package.infos and kind == "comments":
            notes = [
                node.get("ref", "A1")
                for node in tree(package.read(target)).iter()
                if local(node) == "comment"
            ]
            found |= {"note": place(notes[0])} if notes else {}
    last = max((row for row, _ in cells), default=1)
    return [*dict.fromkeys(found.values()), (2, 2), (min(last + 40, 1_048_576), 60)]


def _rich(package: Package) -> set[str]:
    """Numbers of the shared strings with runs."""
    part = package.part(package.workbook, "sharedStrings")
    items = tree(package.read(part)) if part else ()
    return {str(n) for n, item in enumerate(items) if any(local(node) in ("r", "rPh") for node in item)}


def operations(sheet: str, cells: list[Place]) -> dict[str, list[Edit]]:
    """Edit lists by name."""
    at = [Cell(*cell) for cell in cells]
    here = "'" + sheet.replace("'", "''") + "'!A1"
    lists: dict[str, list[Edit]] = {
        "set": [SetCell(sheet, cell, "=文字 <&>\r\n_x0041_", protected="allow") for cell in at],
        "number": [SetCell(sheet, cell, 1.5, protected="allow") for cell in at],
        "blank": [SetCell(sheet, cell, None, protected="allow") for cell in at],
        "formula": [SetCell(sheet, cell, 42.0, "=SUM(1,41)", protected="allow") for cell in at],
        "fill": [Fill(sheet, cell, "FFC7CE", protected="allow") for cell in at],
        "note": [Note(sheet, cell, "请核实：\n<1>", protected="allow") for cell in at],
        "link": [Link(sheet, cell, here, protected="allow") for cell in at],
        "append": [Append(sheet, (("a", 1.0, None, "=x"), ("b", 2.0)), protected="allow")],
        "add_sheet": [AddSheet(NEW, (("序号", "位置"), (1.0, "=F7")), {"header": 1, "filter": "A1:B2", "repeat": "1:1"})],
    }  # fmt: skip
    return lists | {
        "all": [
            edit for name in ("set", "fill", "note", "link", "append", "add_sheet") for edit in lists[name]
        ]
    }


def meant_by(edits: list[Edit], left_out: set[int], first: int) -> Meant:
    """What a list was meant to touch; `first`: where appended rows go at the earliest."""
    meant = Meant()
    kinds = {SetCell: meant.content, Fill: meant.looks, Note: meant.notes, Link: meant.links}
    for number, edit in enumerate(edits, 1):
        if number in left_out:
            continue
        if isinstance(edit, SetCell | Fill | Note | Link):
            kinds[type(edit)].setdefault(edit.sheet, set()).add(tuple(edit.cell))
        elif isinstance(edit, Append):
            meant.below[edit.sheet] = first
        elif isinstance(edit, AddSheet):
            meant.new_sheets.add(edit.name)
    return meant


def examine(data: bytes, names: frozenset[str] | None = None) -> Iterator[tuple[str, str, list[str]]]:
    """(operation, codes refused, what is wrong) for each operation on a workbook; `names`: only some of them."""
    package = Package(data)
    if not package.sheets:
        return
    sheet = next(iter(package.sheets))
    seen = openpyxl_sees(data), calamine_sees(data)
    for name, edits in operations(sheet, worst_cells(package, sheet)).items():
        if names is not None and name not in names:
            continue
        host = FileHost(data, "a.xlsx")
        try:
            applied = host.apply(edits, "skip_refused")
        except Refused as refused:
            yield name, refused.code, []
            continue
        left_out = {skipped.number for skipped in applied.skipped}
        codes = Counter(skipped.code for skipped in applied.skipped)
        first = next((edit.row for edit in applied.inverse if edit.op == "truncate"), 1)
        meant = meant_by(edits, left_out, first)
        wrong = differences(data, host.data, meant) + readers_differ(seen, host.data, meant)
        host.apply(from_json(json.loads(json.dumps(to_json(applied.inverse)))))
        undone = Meant(undone=True)
        after = differences(data, host.data, undone) + readers_differ(seen, host.data, undone)
        yield name, " ".join(codes.elements()), wrong + [f"undone: {text}" for text in after]


def run(count: int, seed: int) -> list[str]:
    """Examine so many workbooks (0: all); answers the figures. Raises AssertionError at the first loss."""
    files = workbooks()
    if not files:
        return [f"corpus: no workbooks at {FOLDER}; name the folder above it with CONTESTBOOK_SHARED"]
    chosen = files if not count else random.Random(seed).sample(files, min(count, len(files)))
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    edits = 0
    for path in chosen:
        for name, codes, wrong in examine(path.read_bytes()):
            assert not wrong, f"{path.relative_to(FOLDER)} {name}: {wrong[:3]}"
            done[name] += 1
            refused.update(codes.split())
            edits += 1
    assert set(refused) <= RIGHT, refused
    operations_done = ", ".join(f"{name} {number}" for name, number in done.items())
    return [
        f"{len(chosen)} workbooks, {edits} edit lists and their undo, nothing lost ({operations_done})",
        f"edits left out with a reason: {dict(refused)}",
    ]
