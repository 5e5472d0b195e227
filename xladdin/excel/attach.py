"""From a click to the workbook it was made in: that Excel, that workbook, no other.

Excel is neither started nor ended here, and nothing in it is changed. How the workbook stands is `ready`'s.

Every workbook has a window of its own, while xlwings lists one window of each Excel, whichever lies on top. So the window
that was clicked in leads to its process, and the process to the Excel. The Running Object Table is not asked: it knows
one Excel only, and none whose file came from an untrusted place.
"""

from __future__ import annotations

import xlwings as xw

from workbook.host import Refused
from xladdin.excel.com import ComNative
from xladdin.excel.native import Native
from xladdin.excel.ready import base_name


def application(hwnd: int, native: Native | None = None) -> xw.App:
    """The Excel that a window belongs to, once it takes calls.

    Raises Refused: EXCEL_GONE, EXCEL_EMPTY (xlwings finds no Excel without a workbook), EXCEL_EDITING.
    """
    native = native or ComNative()
    process = native.process(hwnd)
    if process is None:
        raise Refused("EXCEL_GONE")
    for app in xw.apps:
        if app.pid == process:
            _prove(app, native)
            return app
    raise Refused("EXCEL_EMPTY")


def _prove(app: xw.App, native: Native) -> None:
    """An Excel is found by its windows and spoken to at the first question only."""
    try:
        native.asked(lambda: len(app.books))
    except OSError as problem:  # the last workbook's window was closed just now
        raise Refused("EXCEL_EMPTY") from problem


def attached(hwnd: int, full_name: str, native: Native | None = None) -> xw.Book:
    """The workbook of this full name that is open in the Excel this window belongs to.

    full_name   as Excel says it: of a workbook that was never saved its name alone, "" where none was active

    Raises Refused: EXCEL_PROTECTED_VIEW, EXCEL_NO_BOOK, and as `application` does.
    """
    native = native or ComNative()
    app = application(hwnd, native)
    book = native.asked(lambda: _book(app, full_name, native)) if full_name else None
    if book is not None:
        return book
    guarded, name = native.asked(lambda: native.guarded(app)), base_name(full_name)
    if guarded and (not name or name in guarded):
        raise Refused("EXCEL_PROTECTED_VIEW", name or guarded[0])
    raise Refused("EXCEL_NO_BOOK", name) if name else Refused("EXCEL_EMPTY")


def _book(app: xw.App, full_name: str, native: Native) -> xw.Book | None:
    """Looked for one by one: by its name alone xlwings would take a busy Excel for one without it."""
    return next((book for book in app.books if native.full_name(book) == full_name), None)
