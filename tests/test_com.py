"""What Excel's object model raises or answers through xlwings' wrapper, where that is known; no Excel is needed.

xlwings wraps every object: a member that this Excel does not have is no AttributeError there but a COM error, as pywin32
raises it (`_xlwindows.COMRetryObjectWrapper.__getattr__`). A member that fails as it should not shows on a real PC only.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from workbook.model import Cell
from xladdin.excel.com import ComNative

UNKNOWN_NAME, NOT_FOUND, REJECTED, FAILED = -2147352570, -2147352573, -2147418111, -2147352567


class ComError(Exception):
    """In the shape of pywin32's."""

    def __init__(self, hresult):
        super().__init__(hresult)
        self.hresult, self.excepinfo = hresult, None


class Sheet:
    """A worksheet; asked for its threaded comments it raises, or has some."""

    def __init__(self, name="报名", raises=None, comments=()):
        self.name, self.api, self.raises, self.comments = name, self, raises, comments

    @property
    def CommentsThreaded(self):
        if self.raises is not None:
            raise self.raises
        return self.comments


def comment(row, column, threaded=True):
    thread = object() if threaded else None
    return SimpleNamespace(Parent=SimpleNamespace(Row=row, Column=column, CommentThreaded=thread))


def test_threaded_comments_are_told_by_their_cells():
    sheet = Sheet(comments=[comment(2, 3), comment(4, 1)])
    assert ComNative().threaded(sheet) == {Cell(2, 3), Cell(4, 1)}


def test_a_plain_note_is_not_taken_for_a_threaded_comment():
    """Worksheet.CommentsThreaded "includes legacy and modern comments"; our own notes are legacy ones."""
    sheet = Sheet(comments=[comment(2, 3, threaded=False), comment(4, 1)])
    assert ComNative().threaded(sheet) == {Cell(4, 1)}


@pytest.mark.parametrize("missing", [ComError(UNKNOWN_NAME), ComError(NOT_FOUND), AttributeError("no")])
def test_an_Excel_of_before_there_were_threaded_comments_has_none(missing):
    """Excel 2016 and 2019. Not even `hasattr` may be asked: it lets COM errors through."""
    assert ComNative().threaded(Sheet(raises=missing)) == set()


@pytest.mark.parametrize("hresult", [REJECTED, FAILED])
def test_an_Excel_that_does_not_answer_is_not_taken_for_an_old_one(hresult):
    with pytest.raises(ComError):
        ComNative().threaded(Sheet(raises=ComError(hresult)))


class Window:
    """A window that shows a sheet. Where that is a chart, asking for its cell fails (so the documentation)."""

    def __init__(self, shown, cell):
        self.ActiveSheet, self._cell = SimpleNamespace(Name=shown), cell

    @property
    def ActiveCell(self):
        if self._cell is None:
            raise ComError(FAILED)
        return SimpleNamespace(Row=self._cell.row, Column=self._cell.col)


def book(shown, cell):
    windows = SimpleNamespace(Item={1: Window(shown, cell)}.get)
    return SimpleNamespace(api=SimpleNamespace(Windows=windows), sheets=[Sheet("报名"), Sheet("排期")])


def test_where_the_cursor_is():
    assert ComNative().selected(book("排期", Cell(5, 2))) == ("排期", Cell(5, 2))


def test_a_sheet_that_is_a_chart_has_no_cursor():
    assert ComNative().selected(book("图表1", None)) == ("图表1", Cell(1, 1))


class Chosen:
    """A workbook whose window has a selection; `went` says where it was led."""

    def __init__(self, shown, address, sheets=("报名", "排期", "图表1")):
        self.went = []
        window = SimpleNamespace(
            ActiveSheet=SimpleNamespace(Name=shown), RangeSelection=SimpleNamespace(Address=address)
        )
        named = {name: self._sheet(name) for name in sheets}

        class Sheets(list):
            Item = staticmethod(named.get)

        self.api = SimpleNamespace(
            Windows=SimpleNamespace(Item={1: window}.get), Sheets=Sheets(named.values())
        )
        self.sheets = [Sheet("报名"), Sheet("排期")]

    def _sheet(self, name):
        def select(address):
            return SimpleNamespace(Select=lambda: self.went.append(address))

        return SimpleNamespace(Name=name, Activate=lambda: self.went.append(name), Range=select)


def test_what_is_selected_is_told_by_its_address_however_much_it_is():
    assert ComNative().chosen(Chosen("排期", "$1:$1048576")) == ("排期", "$1:$1048576")
    assert ComNative().chosen(Chosen("图表1", None)) == ("图表1", "")


@pytest.mark.parametrize(
    ("place", "went"),
    [
        (("排期", "$B$2"), []),  # still so
        (("排期", "$1:$1048576"), ["排期", "$1:$1048576"]),
        (("报名", "$A$1:$B$2,$D$4"), ["报名", "$A$1:$B$2,$D$4"]),
        (("报名", ",".join(f"$A${row}" for row in range(1, 99))), ["报名", "$A$1"]),
        (("图表1", ""), ["图表1"]),
        (("没了", "$A$1"), []),
    ],
)
def test_what_was_selected_is_selected_again(place, went):
    book = Chosen("排期", "$B$2")
    ComNative().choose(book, place)
    assert book.went == went


class Page:
    """The page set-up of a computer without a printer, or of an Excel that is busy."""

    def __init__(self, hresult):
        object.__setattr__(self, "hresult", hresult)

    def __setattr__(self, name, value):
        raise ComError(self.hresult)


def furnished(hresult):
    """A new list of ours on such a computer; -> how its cells are aligned."""
    used = SimpleNamespace()
    sheet = SimpleNamespace(api=SimpleNamespace(UsedRange=used, PageSetup=Page(hresult)))
    ComNative().furnish(sheet, {"wrap": ["A"], "landscape": True, "repeat": "5:5"})
    return used.VerticalAlignment


def test_a_list_is_made_on_a_computer_without_a_printer():
    assert furnished(FAILED) == -4160


def test_an_Excel_that_is_busy_is_not_taken_for_one_without_a_printer():
    with pytest.raises(ComError):
        furnished(REJECTED)
