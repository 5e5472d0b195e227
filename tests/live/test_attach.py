"""From a click to its workbook: a second process joins a running LibreOffice; what is said where it cannot."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from xlwings.main import Engine, engines

from tests.live.xlengine_uno import (
    SETTINGS,
    Office,
    UnoNative,
    application,
    no_application,
    office,
    python_with_uno,
)
from tests.test_host_contract import at, file_host
from workbook.edits import SetCell
from workbook.host import Refused
from workbook.model import Cell
from xladdin.excel import ExcelHost, com
from xladdin.excel.attach import application as excel_of
from xladdin.excel.attach import attached
from xladdin.excel.ready import refusal

live = pytest.mark.live
WINDOW = 65_938
ROOT = Path(__file__).parents[2]

# ---- joined from a second process

CLICK = """
import json, sys
from tests.live.xlengine_uno import Office, UnoNative, application, python_with_uno
from workbook.edits import Fill, Note, SetCell
from workbook.model import Cell
from xladdin.excel import ExcelHost
from xladdin.excel.attach import attached

pipe, window, full_name = sys.argv[1:]
running = Office.joined(python_with_uno(), pipe)
application(running, int(window))
running.settings["calculation"] = "semiautomatic"
host = ExcelHost(attached(int(window), full_name, UnoNative()), UnoNative())
read = host.read().sheet("表").value(Cell(2, 1))
host.apply([SetCell("表", Cell(2, 1), "改过"), Fill("表", Cell(3, 1), "FFC7CE"), Note("表", Cell(3, 2), "请核对")])
print(json.dumps([read, running.settings]))
running.quit()
"""


def workbook(path: Path, word: str) -> Path:
    """A workbook with a word in 表!A2."""
    book = openpyxl.load_workbook(io.BytesIO(file_host().data))
    book["表"]["A2"] = word
    path.parent.mkdir()
    book.save(path)
    return path


@pytest.fixture
def two(tmp_path):
    """A LibreOffice with two workbooks of one name open: running, [(key, path), (key, path)]."""
    running = office()
    running.close_all()
    running.log, running.fail_at = [], None
    paths = [workbook(tmp_path / folder / "台账.xlsx", word) for folder, word in (("甲", "一"), ("乙", "二"))]
    books = [(running.call("open", str(path), False), path) for path in paths]
    running._open += [key for key, _ in books]
    yield running, books
    running.close_all()


@pytest.fixture
def joined(two):
    """The same LibreOffice over a bridge of its own, as the one Excel there is."""
    other = Office.joined(python_with_uno(), two[0].pipe)
    application(other, WINDOW)
    yield other
    no_application()
    other.quit()


@live
@pytest.mark.parametrize("one", [0, 1])
def test_a_second_process_works_on_the_workbook_that_was_named_and_on_no_other(two, one):
    running, books = two
    (key, path), (other, other_path) = books[one], books[1 - one]
    running.call("show", key, "锁")
    running.call("select", key, "锁", [2, 2, 2, 2])
    before, bytes_before = running.call("snapshot", other), [path.read_bytes(), other_path.read_bytes()]
    command = [sys.executable, "-c", CLICK, running.pipe, str(WINDOW), str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    read, settings = json.loads(done.stdout)
    assert read == "一二"[one]
    assert running.call("values", key, "表", [2, 1, 2, 1]) == [["改过"]]
    assert running.call("color", key, "表", [3, 1, 3, 1]) == 0xFFC7CE
    assert [3, 2, "请核对", True] in running.call("notes", key, "表")
    assert running.call("snapshot", other) == before
    assert [path.read_bytes(), other_path.read_bytes()] == bytes_before, "nothing is saved"
    assert settings == {**SETTINGS, "calculation": "semiautomatic"}, "as they were"
    assert running.call("selection", key) == ["锁", [2, 2, 2, 2]]


@live
def test_the_workbook_in_front_need_not_be_the_one(two, joined):
    _, ((_, path), (_, front)) = two
    assert {full: key for key, full in joined.call("books")}[str(front)] == joined.call("current")
    book = attached(WINDOW, str(path), UnoNative())
    assert book.sheets["表"].range("A2").value == "一"
    assert book.app.hwnd == WINDOW
    assert excel_of(WINDOW, UnoNative()) == book.app


@live
def test_a_workbook_that_was_never_saved_is_found_by_its_name(two, joined):
    running, _ = two
    key = running.call("new")
    running._open.append(key)
    name = next(full for _, full in joined.call("books") if "/" not in full)
    book = attached(WINDOW, name, UnoNative())
    assert book.name == name
    assert refusal(UnoNative().standing(book)).code == "EXCEL_NEVER_SAVED"


def unlike(joined, running, books, *asked):
    """The code and detail an attempt is refused with; nothing in the workbooks and settings may change by it."""
    keys = [key for key, _ in books]
    before = [running.call("snapshot", key) for key in keys], dict(joined.settings)
    with pytest.raises(Refused) as caught:
        attached(*asked)
    assert ([running.call("snapshot", key) for key in keys], dict(joined.settings)) == before
    return caught.value.code, caught.value.detail


@live
def test_what_is_not_there_is_said_and_nothing_changes(two, joined, tmp_path):
    running, books = two
    path = str(books[0][1])
    assert unlike(joined, running, books, WINDOW + 1, path, UnoNative()) == ("EXCEL_GONE", "")
    beside = str(tmp_path / "台账.xlsx")
    assert unlike(joined, running, books, WINDOW, beside, UnoNative()) == ("EXCEL_NO_BOOK", "台账.xlsx")
    assert unlike(joined, running, books, WINDOW, "台账.xlsx", UnoNative()) == ("EXCEL_NO_BOOK", "台账.xlsx")
    assert unlike(joined, running, books, WINDOW, "", UnoNative()) == ("EXCEL_EMPTY", "")
    shielded = UnoNative(shielded=["附件1.xlsx"])
    assert unlike(joined, running, books, WINDOW, "", shielded) == ("EXCEL_PROTECTED_VIEW", "附件1.xlsx")
    asked = "D:\\来件\\附件1.xlsx"
    assert unlike(joined, running, books, WINDOW, asked, shielded) == ("EXCEL_PROTECTED_VIEW", "附件1.xlsx")
    assert unlike(joined, running, books, WINDOW, beside, shielded)[0] == "EXCEL_NO_BOOK"
    attached(WINDOW, path, UnoNative())


@live
def test_a_workbook_that_was_closed_meanwhile(two, joined):
    running, ((key, path), rest) = two
    attached(WINDOW, str(path), UnoNative())
    running.call("close", key)
    running._open.remove(key)
    assert unlike(joined, running, [rest], WINDOW, str(path), UnoNative())[0] == "EXCEL_NO_BOOK"


@live
def test_how_it_stands_its_copy_and_its_cursor(two, joined, tmp_path):
    _, ((_, path), _) = two
    native = UnoNative()
    book = attached(WINDOW, str(path), native)
    assert refusal(native.standing(book)) is None
    assert refusal(UnoNative(shared=True).standing(book)).code == "EXCEL_SHARED"
    ExcelHost(book, native).apply([SetCell("表", at("A2"), "还没保存")])
    native.save_copy(book, tmp_path / "副本.xlsx")
    assert openpyxl.load_workbook(tmp_path / "副本.xlsx")["表"]["A2"].value == "还没保存"
    assert openpyxl.load_workbook(path)["表"]["A2"].value == "一"
    assert native.full_name(book) == str(path)
    native.select(book, "锁", Cell(7, 3))
    assert native.selected(book) == ("锁", Cell(7, 3))


@live
def test_a_workbook_opened_read_only_says_so(two, joined, tmp_path):
    running, _ = two
    path = workbook(tmp_path / "只读" / "台账.xlsx", "三")
    path.chmod(0o444)
    key = running.call("open", str(path), False, True)
    running._open.append(key)
    native = UnoNative()
    standing = native.standing(attached(WINDOW, str(path), native))
    assert refusal(standing).code == "EXCEL_READ_ONLY"


# ---- Excel itself, as far as it goes without one


class Windows:
    """xlwings' module for Windows: which windows there are, and the process of each."""

    def __init__(self, processes):
        self.N_COM_ATTEMPTS, self.cleanup = 0, lambda: None
        self.win32gui = SimpleNamespace(IsWindow=lambda hwnd: hwnd in processes)
        self.win32process = SimpleNamespace(GetWindowThreadProcessId=lambda hwnd: (1, processes[hwnd]))


class Workbooks:
    def __init__(self, names, raises=None):
        self.names, self.raises = names, raises

    def __len__(self):
        if self.raises is not None:
            raise self.raises
        return len(self.names)

    def __iter__(self):
        return (SimpleNamespace(api=SimpleNamespace(FullName=name)) for name in self.names)


def excel(pid, top, *names, raises=None, shielded=()):
    """One Excel as xlwings finds it: by the window of it that lies on top."""
    views = SimpleNamespace(
        Count=len(shielded), Item=lambda number: SimpleNamespace(SourceName=shielded[number - 1])
    )
    return SimpleNamespace(
        pid=pid, hwnd=top, books=Workbooks(names, raises), api=SimpleNamespace(ProtectedViewWindows=views)
    )


@pytest.fixture
def pc(monkeypatch):
    """Give it the windows (number: process) and the Excels there are."""

    def there_are(windows, *excels):
        monkeypatch.setitem(sys.modules, "xlwings._xlwindows", Windows(windows))
        monkeypatch.setattr(
            engines, "active", Engine(impl=SimpleNamespace(name="pc", type="desktop", apps=excels))
        )

    return there_are


def said(*asked):
    with pytest.raises(Refused) as caught:
        attached(*asked)
    return caught.value.code, caught.value.detail


def test_the_window_clicked_in_leads_to_its_excel_also_when_another_lies_on_top(pc):
    pc(
        {101: 7, 102: 7, 201: 8},
        excel(8, 201, "D:\\台账.xlsx"),
        excel(7, 102, "D:\\别的.xlsx", "D:\\台账.xlsx"),
    )
    assert excel_of(101).pid == 7
    assert excel_of(201).pid == 8
    assert attached(101, "D:\\别的.xlsx").impl.api.FullName == "D:\\别的.xlsx"
    assert said(201, "D:\\别的.xlsx") == ("EXCEL_NO_BOOK", "别的.xlsx"), "open, but in the other Excel"


def test_an_excel_that_has_gone_or_has_no_workbook(pc):
    pc({101: 7, 301: 9}, excel(7, 101, "D:\\台账.xlsx"))
    assert said(999, "D:\\台账.xlsx") == ("EXCEL_GONE", "")
    assert said(301, "D:\\台账.xlsx") == ("EXCEL_EMPTY", "")
    gone = type("Gone", (Exception,), {"hresult": -2147023174})
    pc({101: 7}, excel(7, 101, raises=gone()))
    assert said(101, "D:\\台账.xlsx") == ("EXCEL_GONE", "")
    pc({101: 7}, excel(7, 101, raises=OSError("no window to speak to")))
    assert said(101, "D:\\台账.xlsx") == ("EXCEL_EMPTY", "")


def test_an_excel_that_is_busy_is_waited_for_a_while(pc, monkeypatch):
    monkeypatch.setattr(com, "_BUSY", 0.1)
    rejected = type("Rejected", (Exception,), {"hresult": -2147418111})
    pc({101: 7}, excel(7, 101, "D:\\台账.xlsx", raises=rejected()))
    assert said(101, "D:\\台账.xlsx") == ("EXCEL_EDITING", "")
    editing = type(
        "Editing", (Exception,), {"hresult": -2147352567, "excepinfo": (0, None, None, None, 0, -2146777998)}
    )
    pc({101: 7}, excel(7, 101, "D:\\台账.xlsx", raises=editing()))
    assert said(101, "D:\\台账.xlsx") == ("EXCEL_EDITING", "")


def test_a_file_in_protected_view(pc):
    pc({101: 7}, excel(7, 101, "D:\\台账.xlsx", shielded=["附件1.xlsx"]))
    assert said(101, "") == ("EXCEL_PROTECTED_VIEW", "附件1.xlsx")
    assert said(101, "C:\\下载\\附件1.xlsx") == ("EXCEL_PROTECTED_VIEW", "附件1.xlsx")
    assert said(101, "C:\\下载\\附件2.xlsx") == ("EXCEL_NO_BOOK", "附件2.xlsx")
    assert attached(101, "D:\\台账.xlsx").impl.api.FullName == "D:\\台账.xlsx"


def test_a_copy_and_the_cursor_as_excel_is_asked():
    asked = []
    cell = SimpleNamespace(Row=7, Column=3)
    window = SimpleNamespace(ActiveCell=cell, ActiveSheet=SimpleNamespace(Name="汇总"))
    api = SimpleNamespace(SaveCopyAs=asked.append, Windows=SimpleNamespace(Item={1: window}.get))
    area = lambda at: SimpleNamespace(api=("area", at))  # noqa: E731
    sheet = SimpleNamespace(name="汇总", range=area)

    class Sheets(list):
        def __getitem__(self, name):
            return next(one for one in self if one.name == name)

    book = SimpleNamespace(
        api=api, app=SimpleNamespace(api=SimpleNamespace(Goto=asked.append)), sheets=Sheets([sheet])
    )
    native = com.ComNative()
    native.save_copy(book, Path("副本.xlsx"))
    native.select(book, "汇总", Cell(2, 5))
    assert asked == ["副本.xlsx", ("area", (2, 5))]
    assert native.selected(book) == ("汇总", Cell(7, 3))


class Guarded:
    """A sheet of Excel with a password; `raises` at a wrong one, as Excel does, or not, as others do."""

    def __init__(self, raises=None, password=True):
        self.ProtectContents, self._raises, self._password = True, raises, password

    def Unprotect(self, password):
        assert password == "", "never asked of the person"
        if self._raises:
            raise self._raises
        self.ProtectContents = self._password


def test_a_password_is_told_from_an_excel_that_is_busy():
    native = com.ComNative()
    wrong = type(
        "Wrong", (Exception,), {"hresult": -2147352567, "excepinfo": (0, None, None, None, 0, -2146827284)}
    )
    busy = type("Rejected", (Exception,), {"hresult": -2147418111})
    for raises, told in ((wrong(), PermissionError), (None, PermissionError), (busy(), busy)):
        with pytest.raises(told):
            native.unlock(SimpleNamespace(api=Guarded(raises)))
    native.unlock(SimpleNamespace(api=Guarded(password=False)))
