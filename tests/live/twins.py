"""One workbook twice: open in LibreOffice with the ribbon beside it, and as a file the shell works on; and how they differ.

Both start as the same bytes. After a press and the same asked in the shell the two must say the same, but for times
and what is made of times.
"""

from __future__ import annotations

import re
import time
import zipfile
from contextlib import contextmanager
from io import BytesIO

import pytest

from tests.page import read
from tests.shell import contestbook
from workbook import journal
from workbook.content import same_formula
from workbook.model import Cell
from workbook.xlsx.reading.reader import read_here

TIMES = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?")
CODES = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b|\b[0-9a-f]{16}\b")
"""Made of times too, among others."""
UNKNOWN = "?"
"""The value of a formula that nobody has computed since its file was typed into."""


class Twins:
    """`live` is open, `shadow` is the shell's; they have one name in two folders and undo stores of their own.

    states    what the open workbook said at the beginning and after each press that wrote
    pressed   the labels of the buttons that wrote
    """

    def __init__(self, ribbon, folder, name, data):
        self.ribbon, self.folder = ribbon, folder
        self.live, self.shadow = folder / "按钮" / name, folder / "命令" / name
        self.shadow.parent.mkdir()
        self.states, self.pressed, self.seconds = [], [], []
        if data is None:  # a button made it and opened it
            self.key = next(key for key, path in ribbon.office.call("books") if path == str(self.live))
            return
        self.live.parent.mkdir()
        for path in (self.live, self.shadow):
            path.write_bytes(data)
        self.key = ribbon.open(self.live)

    def begin(self):
        """From here on presses are told apart."""
        self.states, self.before = [self.cells()], self._journal()

    def press(self, id_, *answers):
        """Press a button on the open workbook."""
        began = time.monotonic()
        pressed = self.ribbon.press(id_, *answers)
        self.seconds.append((id_, round(time.monotonic() - began, 1)))
        assert pressed.status is not None, self.ribbon.log
        return pressed

    def shell(self, *words, most=1):
        """Ask the shell for the same on the file; what it prints. most: the gravest exit status that is expected."""
        with at_home(self.folder / "shell"):
            status, output = contestbook(*words)
        assert status <= most, output
        return output

    def saved(self):
        """The open workbook as it is now, saved as a copy."""
        copy = self.folder / "副本" / self.live.name
        copy.parent.mkdir(exist_ok=True)
        self.ribbon.office.call("save", self.key, str(copy))
        return copy

    def cells(self):
        """What the open workbook says."""
        return told_in(self.saved())

    def shadow_cells(self):
        """What the shell's workbook says."""
        return told_in(self.shadow)

    def journal(self):
        """The buttons that 操作记录 tells of since the beginning."""
        return self._journal()[len(self.before) :]

    def _journal(self):
        page = read(self.saved(), journal.SHEET)
        return [row[1] for row in page[1:] if row[1]]

    def typed(self, sheet, row, col, value):
        """A person types into a cell of the open workbook."""
        self.ribbon.office.call("write", self.key, sheet, [row, col, row, col], [[value]])

    def select(self, sheet, row, col):
        """A person selects a cell."""
        self.ribbon.office.call("show", self.key, sheet)
        self.ribbon.office.call("select", self.key, sheet, [row, col, row, col])

    def active(self):
        """The sheet that is shown."""
        return self.ribbon.office.call("active", self.key)

    def row(self, sheet, text):
        """The first row of the open workbook in which a cell says this."""
        return next(
            int(a1.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            for (name, a1), (value, _) in self.states[-1].items()
            if name == sheet and value == text
        )

    def keep(self):
        """Save the open workbook and close it, as a person does."""
        copy = self.saved()
        self.close()
        self.live.write_bytes(copy.read_bytes())

    def close(self):
        """Close the open workbook."""
        if self.key is not None:
            self.ribbon.office.call("close", self.key)
        self.key = None


@contextmanager
def at_home(folder):
    """An undo store of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTESTBOOK_HOME", str(folder))
        yield


def told_in(path, without=(journal.SHEET,)):
    """(sheet, A1) -> (value, formula) of every cell that says something."""
    book = read_here(path.read_bytes(), path.name)
    found = {}
    for sheet in book.sheets:
        if sheet.name in without:
            continue
        found[sheet.name, ""] = (sheet.state != "visible", None)
        for col, column in enumerate(sheet.columns, 1):
            said = ((Cell(row, col), value) for row, value in enumerate(column, 1))
            found |= {(sheet.name, cell.a1): (value, None) for cell, value in said if value not in (None, "")}
        for cell, formula in sheet.facts.formulas.items():
            value = UNKNOWN if cell in sheet.facts.uncached else sheet.value(cell)
            found[sheet.name, cell.a1] = value or "", formula
    return found


def differences(live, shadow):
    return [
        f"{sheet}!{a1}: {live.get((sheet, a1))} / {shadow.get((sheet, a1))}"
        for sheet, a1 in sorted(live.keys() | shadow.keys())
        if not alike(live.get((sheet, a1)), shadow.get((sheet, a1)))
    ]


def alike(a, b):
    (a, f), (b, g) = a or (None, None), b or (None, None)
    if UNKNOWN in (a, b):
        same = True
    elif isinstance(a, float) and isinstance(b, float):
        same = abs(a - b) <= 1e-9 * max(1.0, abs(a))
    else:
        same = timeless(a) == timeless(b)
    return same and same_formula(f, g)


def timeless(value):
    return CODES.sub("校验码", TIMES.sub("时刻", value)) if isinstance(value, str) else value


def said_in(path):
    """What a list says, without times."""
    return {place: (timeless(value), formula) for place, (value, formula) in told_in(path).items()}


def lists_in(folder):
    """Name -> what each list in a folder says."""
    return {path.name: said_in(path) for path in sorted(folder.glob("*.xlsx"))}


def files_in(path):
    """Name -> content of a zip."""
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as packed:
        return {name: packed.read(name) for name in packed.namelist()}
