"""A test-only xlwings engine over LibreOffice: xlwings' real front end drives a real spreadsheet program.

Two ways in: `Office.open` starts a LibreOffice and opens a workbook in it; `application` makes one that is running
(`Office.joined`) the only Excel there is in `xw.apps`, so that a second process finds its workbook as after a click.

`xlwings.main.Engine(impl=...)` is how xlwings itself plugs Excel in; it is no documented API, so this file may need a
hand when xlwings moves on. Only what `xladdin.excel*` asks for is here. The bridge counts and can fail any call, which
no real Excel does on demand.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import xlwings as xw
from xlwings import base_classes
from xlwings.main import Engine, engines

from workbook.model import Cell, CellError, Range as Box  # isort: skip
from xladdin.excel.ready import Standing

SETTINGS = {
    "screen_updating": True, "display_alerts": True, "enable_events": True, "calculation": "automatic",
    "status_bar": False,
}  # fmt: skip


class ExcelSaysNo(Exception):
    """Stands for pywintypes.com_error: the application refuses a call."""


def python_with_uno() -> str | None:
    """A Python that can speak to LibreOffice: the system's, or LibreOffice's own."""
    soffice = shutil.which("soffice")
    beside = Path(soffice).resolve().parent / "python" if soffice else Path()
    for candidate in (shutil.which("python3", path=os.defpath), str(beside), shutil.which("python3")):
        if candidate and Path(candidate).exists():
            asked = subprocess.run([candidate, "-c", "import uno"], capture_output=True, check=False)
            if asked.returncode == 0:
                return candidate
    return None


class Office:
    """One LibreOffice for a test session. `log` has the calls; `fails` calls fail from the one numbered `fail_at` on.

    `fail_at` counts all calls, or as ("write", 3) those of one name.
    """

    def __init__(self, python: str, *joining: str) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="contestbook-office", ignore_cleanup_errors=True)
        starting = (shutil.which("soffice") or "soffice", self.folder.name + "/profile")
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name("uno_bridge.py")), *(joining or starting)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        self.log: list[tuple] = []
        self.fail_at: int | tuple[str, int] | None = None
        self.fails = 1
        self.settings = dict(SETTINGS)
        self.alerts: list[str] = []
        self._open: list[int] = []
        self.pipe: str = self._answer()

    @classmethod
    def joined(cls, python: str, pipe: str) -> Office:
        """A LibreOffice that somebody else started, by its pipe; `quit` leaves it running."""
        return cls(python, "--pipe", pipe)

    def call(self, name, *args):
        self.log.append((name, *args))
        if isinstance(self.fail_at, tuple) and self._same() in range(
            self.fail_at[1], self.fail_at[1] + self.fails
        ):
            raise ExcelSaysNo(f"{self.fail_at}")
        if isinstance(self.fail_at, int) and self.fail_at <= len(self.log) < self.fail_at + self.fails:
            raise ExcelSaysNo(f"call {len(self.log)}: {name}")
        if name == "setting":
            return self._setting(*args)
        self._process.stdin.write(json.dumps([name, args], ensure_ascii=True) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _same(self) -> int:
        """The calls of one name so far, where this is one of them."""
        name = self.fail_at[0]
        return sum(entry[0] == name for entry in self.log) if self.log[-1][0] == name else 0

    def _setting(self, name, value=None):
        if value is not None:
            self.settings[name] = value
        return self.settings[name]

    def _answer(self):
        answer = json.loads(self._process.stdout.readline() or '{"error": "the bridge is gone"}')
        if "error" in answer:
            raise ExcelSaysNo(answer["error"])
        return answer["ok"]

    def open(self, data: bytes) -> xw.Book:
        """A workbook opened from its bytes, as xlwings' own object."""
        path = Path(tempfile.mkdtemp(dir=self.folder.name)) / "表.xlsx"
        path.write_bytes(data)
        self.settings = dict(SETTINGS)
        self.log, self.fail_at = [], None
        self._open.append(self.call("open", str(path)))
        app = App(self)
        app.book = BookImpl(app, self._open[-1], str(path))
        self.log.clear()
        return xw.Book(impl=app.book)

    @property
    def key(self) -> int:
        """The document opened last."""
        return self._open[-1]

    def close_all(self) -> None:
        """Close what was opened before."""
        self.fail_at = None
        for key in self._open:
            self.call("close", key)
        self._open.clear()

    def quit(self) -> None:
        self._process.stdin.write('["quit", []]\n')
        self._process.stdin.close()
        self._process.wait(40)
        self._process.stdout.close()
        self.folder.cleanup()


@functools.cache
def office() -> Office:
    """The one LibreOffice of this test session; without it the test is skipped (which fails where LIVE=1)."""
    python = python_with_uno()
    if shutil.which("soffice") is None or python is None:
        pytest.skip("no LibreOffice, or no Python that can speak to it (python3-uno)")
    started = Office(python)
    atexit.register(started.quit)
    return started


class Apps(base_classes.Apps):
    """`xw.apps`: the one that was made an application, if any."""

    def __init__(self):
        self.found = []

    def __iter__(self):
        return iter(self.found)

    def __len__(self):
        return len(self.found)

    def keys(self):
        return [app.pid for app in self.found]


class EngineImpl:
    name, type = "libreoffice", "desktop"
    apps = Apps()

    @staticmethod
    def prepare_xl_data_element(x, options):
        return "" if x is None else x

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str):
        return [[empty_as if x in ("", None) else x for x in row] for row in data]


ENGINE = Engine(impl=EngineImpl())
engines.add(ENGINE)


def application(office: Office, hwnd: int) -> None:
    """From now on this LibreOffice is the one Excel that xlwings finds, with a window of this number."""
    EngineImpl.apps.found = [App(office, hwnd)]
    ENGINE.activate()


def no_application() -> None:
    """From now on xlwings finds none, as before."""
    EngineImpl.apps.found = []
    engines.active = None


def _setting(name):
    return property(
        lambda self: self.office.call("setting", name),
        lambda self, value: self.office.call("setting", name, value),
    )


class App(base_classes.App):
    """`book` is the one in front where a test opened it; None: LibreOffice is asked."""

    def __init__(self, office, hwnd=1):
        self.office, self._hwnd, self.book = office, hwnd, None

    engine, pid = ENGINE.impl, 4711
    screen_updating, display_alerts = _setting("screen_updating"), _setting("display_alerts")
    enable_events, calculation = _setting("enable_events"), _setting("calculation")
    status_bar = _setting("status_bar")
    hwnd = property(lambda self: self._hwnd)
    books = property(lambda self: Books(self))

    @property
    def selection(self):
        book = self.book or next((one for one in self.books if one.key == self.office.call("current")), None)
        if book is None:
            return None
        name, box = book.call("selection")
        return RangeImpl(SheetImpl(book, name), box)

    def calculate(self):
        self.office.call("setting", "calculation")

    def alert(self, prompt, title, buttons, mode, callback):
        self.office.alerts.append(prompt)
        return "ok"


class Books(base_classes.Books):
    def __init__(self, app):
        self.app = app

    def __iter__(self):
        return (BookImpl(self.app, *found) for found in self.app.office.call("books"))

    def __len__(self):
        return len(list(iter(self)))

    def __call__(self, key):
        found = list(self)
        if isinstance(key, int):
            return found[key - 1]
        named = next((book for book in found if book.name == key), None)
        if named is None:
            raise KeyError(key)
        return named

    def open(self, fullname, *_, **__):
        return BookImpl(self.app, self.app.office.call("open", fullname, False), fullname)


class BookImpl(base_classes.Book):
    def __init__(self, app, key, full_name):
        self._app, self.key, self.fullname = app, key, full_name

    fullname = None
    app = property(lambda self: self._app)
    name = property(lambda self: Path(self.fullname).name)
    sheets = property(lambda self: Sheets(self))
    names = property(lambda self: Names(self))

    def call(self, name, *args):
        return self._app.office.call(name, self.key, *args)

    def close(self):
        self.call("close")


class Names(base_classes.Names):
    def __init__(self, book):
        self.pairs = book.call("names")

    def __len__(self):
        return len(self.pairs)

    def __call__(self, number):
        return NameImpl(*self.pairs[number - 1])


class NameImpl(base_classes.Name):
    def __init__(self, name, refers_to):
        self._name, self._refers_to = name, "=" + refers_to

    name = property(lambda self: self._name)
    refers_to = property(lambda self: self._refers_to)


class Sheets(base_classes.Sheets):
    def __init__(self, book):
        self.book = book

    def __len__(self):
        return len(self.book.call("sheets"))

    def __iter__(self):
        return (SheetImpl(self.book, name) for name in self.book.call("sheets"))

    def __call__(self, key):
        names = self.book.call("sheets")
        return SheetImpl(self.book, key if isinstance(key, str) else names[key - 1])

    @property
    def active(self):
        return SheetImpl(self.book, self.book.call("active"))

    def add(self, before=None, after=None, name=None):
        names = self.book.call("sheets")
        at = names.index(before.name) if before else names.index(after.name) + 1
        name = name or f"Sheet{len(names) + 1}"
        self.book.call("add_sheet", name, at)
        self.book.call("show", name)  # as Excel does
        return SheetImpl(self.book, name)


class SheetImpl(base_classes.Sheet):
    def __init__(self, book, name):
        self._book, self._name = book, name

    def call(self, name, *args):
        return self._book.call(name, self._name, *args)

    book = property(lambda self: self._book)
    index = property(lambda self: self._book.call("sheets").index(self._name) + 1)
    tables = property(lambda self: Tables(self))
    notes = property(lambda self: [NoteImpl(self, *note) for note in self.call("notes")])
    comments = property(lambda self: [])
    charts = pictures = property(lambda self: Nothing())

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, value):
        self.call("rename_sheet", value)
        self._name = value

    @property
    def visible(self):
        return self.call("visible")

    @visible.setter
    def visible(self, value):
        self.call("visible", value)

    @property
    def used_range(self):
        return RangeImpl(self, self.call("used"))

    def range(self, first, last=None):
        if isinstance(first, RangeImpl):
            corners = [*first.box[:2], *(last or first).box[2:]]
        elif isinstance(first, tuple):
            corners = [*first, *(last or first)]
        else:
            corners = [*Box.parse(first)]
        return RangeImpl(self, corners)

    def delete(self):
        self.call("remove_sheet")


class Nothing:
    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())


class RangeImpl(base_classes.Range):
    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet, box):
        self._sheet, self.box = sheet, list(box)

    def call(self, name, *args):
        return self._sheet.call(name, self.box, *args)

    sheet = property(lambda self: self._sheet)
    api = property(lambda self: self)
    row = property(lambda self: self.box[0])
    column = property(lambda self: self.box[1])
    shape = property(lambda self: (self.box[2] - self.box[0] + 1, self.box[3] - self.box[1] + 1))
    address = property(lambda self: Box(*self.box).a1)

    def __len__(self):
        return self.shape[0] * self.shape[1]

    def __call__(self, row, column=None):
        if column is None:
            row, column = divmod(row - 1, self.shape[1])
            row, column = row + 1, column + 1
        top, left = self.box[0] + row - 1, self.box[1] + column - 1
        return RangeImpl(self._sheet, [top, left, top, left])

    @property
    def raw_value(self):
        rows = self.call("values")
        return tuple(tuple(row) for row in rows) if len(self) > 1 else rows[0][0]

    @raw_value.setter
    def raw_value(self, data):
        rows = data if isinstance(data, list | tuple) else [[data] * self.shape[1]] * self.shape[0]
        assert (len(rows), len(rows[0])) == self.shape
        self.call("write", [list(row) for row in rows])

    @property
    def formula(self):
        rows = self.call("formulas")
        return tuple(tuple(row) for row in rows) if len(self) > 1 else rows[0][0]

    @property
    def formula_array(self):
        return self.formula if self.has_array else None

    @formula_array.setter
    def formula_array(self, text):
        self.call("formula_array", text)

    has_array = property(lambda self: self.call("has_array"))

    @property
    def color(self):
        rgb = self.call("color")
        return None if rgb is None else (rgb >> 16, rgb >> 8 & 255, rgb & 255)

    @color.setter
    def color(self, value):
        self.call("color", int(value.lstrip("#"), 16) if value is not None else None)

    number_format = property(
        lambda self: self.call("number_format"), lambda self, value: self.call("number_format", value)
    )

    def _merged(self):
        top, left, bottom, right = self.box
        for box in self._sheet.call("merged"):
            if box[0] <= bottom and top <= box[2] and box[1] <= right and left <= box[3]:
                yield box

    @property
    def merge_cells(self):
        found = list(self._merged())
        if not found:
            return False
        top, left, bottom, right = found[0]
        inside = top <= self.row and left <= self.column and self.box[2] <= bottom and self.box[3] <= right
        return True if inside else None

    @property
    def merge_area(self):
        return RangeImpl(self._sheet, next(self._merged(), self.box))

    @property
    def note(self):
        found = self.call("note")
        return None if found is None else NoteImpl(self._sheet, *found)

    def add_note(self, text):
        assert self.note is None, "Excel refuses a second note"
        self.call("put_note", text)
        return NoteImpl(self._sheet, self.row, self.column, text, False)

    column_width = property(
        lambda self: self.call("columns", "Width") / 200,
        lambda self, value: self.call("columns", "Width", round(value * 200)),
    )
    column_hidden = property(
        lambda self: self.call("hidden", "columns"),
        lambda self, value: self.call("columns", "IsVisible", not value),
    )

    def select(self):
        self.call("select")

    def clear_contents(self):
        self.call("write", [[None] * self.shape[1]] * self.shape[0])

    wrap_text = property(None, lambda self, value: self.call("font", "IsTextWrapped", value))

    @property
    def font(self):
        return FontImpl(self)

    @property
    def data_validation(self):
        return Validation(self)


class Validation(base_classes.DataValidation):
    def __init__(self, cells):
        self.cells = cells

    def set_list(self, source, in_cell_dropdown):
        self.cells.call("drop_down", source)


class FontImpl(base_classes.Font):
    def __init__(self, cells):
        self.cells = cells

    bold = property(
        None, lambda self, value: self.cells.call("font", "CharWeight", 150.0 if value else 100.0)
    )
    size = property(None, lambda self, value: self.cells.call("font", "CharHeight", value))


class NoteImpl(base_classes.Note):
    def __init__(self, sheet, row, col, text, ours):
        self.sheet, self.cell, self._text, self.ours = sheet, (row, col), text, ours

    box = property(lambda self: [*self.cell, *self.cell])
    location = property(lambda self: RangeImpl(self.sheet, self.box))
    author = ""

    @property
    def text(self):
        return self._text

    @text.setter
    def text(self, value):
        self.sheet.call("put_note", self.box, value)
        if self.ours:
            self.sheet.call("claim_note", self.box)

    def delete(self):
        self.sheet.call("put_note", self.box, None)


class Tables(base_classes.Tables):
    def __init__(self, sheet):
        self.found = [TableImpl(sheet, *table) for table in sheet.call("tables")]

    def __len__(self):
        return len(self.found)

    def __iter__(self):
        return iter(self.found)

    def __call__(self, key):
        if isinstance(key, int):
            return self.found[key - 1]
        return next(table for table in self.found if table.name == key)


class TableImpl(base_classes.Table):
    def __init__(self, sheet, name, box):
        self.sheet, self._name, self.box = sheet, name, box

    name = property(lambda self: self._name)
    range = property(lambda self: RangeImpl(self.sheet, self.box))
    header_row_range = property(lambda self: RangeImpl(self.sheet, [*self.box[:2], self.box[0], self.box[3]]))
    show_headers, show_totals = True, False

    def resize(self, area):
        self.sheet.call("resize_table", self._name, area.impl.box)


class UnoNative:
    """`xladdin.excel.native.Native` for LibreOffice.

    standing   what a workbook is to say of itself (fields of `Standing`), where LibreOffice knows no such thing
    shielded   the names of files in protected view, which it does not know either
    """

    def __init__(self, shielded=(), **standing):
        self.shielded, self.said = list(shielded), standing

    def process(self, hwnd):
        return next((app.pid for app in xw.apps if app.hwnd == hwnd), None)

    def asked(self, question):
        return question()

    def wait(self, book):
        pass

    def full_name(self, book):
        return book.fullname

    def guarded(self, app):
        return self.shielded

    def standing(self, book):
        read_only, saved, structure = book.impl.call("standing")
        found = Standing(book.fullname, saved=saved, read_only=read_only, structure=structure)
        return found._replace(**self.said)

    def save_copy(self, book, path):
        book.impl.call("save", str(path))

    def selected(self, book):
        name, box = book.impl.call("selection")
        return name, Cell(box[0], box[1])

    def select(self, book, sheet, cell):
        book.impl.call("show", sheet)
        book.impl.call("select", sheet, [*cell, *cell])

    def chosen(self, book):
        name, box = book.impl.call("selection")
        return book.impl.call("active"), Box(*box).a1 if name == book.impl.call("active") else ""

    def choose(self, book, place):
        name, address = place
        if name not in book.impl.call("sheets") or self.chosen(book) == place:
            return
        book.impl.call("show", name)
        if address:
            book.impl.call("select", name, [*Box.parse(address)])

    def calm(self, book):
        return {"tables": True}

    def stir(self, book, record):
        assert record == {"tables": True}

    def values(self, area):
        rows = area.impl.call("values")
        return [[CellError(v["error"]) if isinstance(v, dict) else v for v in row] for row in rows]

    def date1904(self, book):
        return book.impl.call("date1904")

    def state(self, sheet):
        return "visible" if sheet.impl.visible else "hidden"

    def protected(self, sheet):
        return sheet.impl.call("protected")

    def locked(self, area):
        return area.impl.call("locked")

    def show(self, sheet):
        sheet.impl.call("show")

    def hidden(self, area, axis):
        return area.impl.call("hidden", axis)

    def pictures(self, sheet):
        return set()

    def threaded(self, sheet):
        return set()

    def array(self, cell):
        box = cell.impl.call("array")
        return None if box is None else Box(*box)

    def is_ours(self, note):
        return note.impl.ours

    def claim(self, note):
        note.impl.sheet.call("claim_note", note.impl.box)
        note.impl.ours = True

    def fill(self, cell):
        return {}

    def put_fill(self, cell, record):
        raise AssertionError("never given a record")

    def link(self, cell):
        return cell.impl.call("link")

    def links(self, sheet):
        found = sheet.book.impl.call("links")
        of_sheet = (
            place.removeprefix(f"{sheet.name}!") for place in found if place.startswith(f"{sheet.name}!")
        )
        return {Cell(*map(int, at.split(","))): found[f"{sheet.name}!{at}"] for at in of_sheet}

    def put_link(self, cell, record):
        cell.impl.call("put_link", None if record is None else dict(record))

    def protection(self, sheet):
        return {}

    def unlock(self, sheet):
        if sheet.impl.call("protected", False):
            raise PermissionError("the sheet has a password")

    def lock(self, sheet, token):
        sheet.impl.call("protected", True)

    def furnish(self, sheet, spec):
        if "tab" in spec:
            sheet.impl.call("tab", int(spec["tab"], 16))
        if "freeze" in spec:
            corner = Cell.parse(spec["freeze"])
            sheet.impl.call("freeze", corner.row - 1, corner.col - 1)
        if "repeat" in spec:
            first, last = map(int, re.findall(r"\d+", spec["repeat"]))
            sheet.impl.call("title_rows", first, last)


__all__ = ["Cell", "ExcelSaysNo", "Office", "UnoNative", "application", "no_application", "python_with_uno"]
