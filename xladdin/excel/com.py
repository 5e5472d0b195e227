"""Excel on Windows behind the seam (`native.Native`), through its object model.

Untried on a real Excel so far: docs/hosts.md says what one has to show first.
"""

from __future__ import annotations

import atexit
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import xlwings as xw

from workbook.host import Refused
from workbook.model import Cell, CellError, Range, Value
from workbook.sheet_spec import PAGES
from xladdin.excel.native import OURS, State
from xladdin.excel.ready import Standing

T = TypeVar("T")

_BUSY: Final = 10.0  # seconds
_REJECTED: Final = (-2147418111, -2147417846, -2146777998)  # rejected by callee, retry later, in edit mode
_GONE: Final = (-2147023174, -2147023170, -2147417848)  # no server, the call failed, disconnected
_NO_MEMBER: Final = (-2147352570, -2147352573)  # unknown name, member not found
_ERRORS: Final = {
    -2146826288: "#NULL!", -2146826281: "#DIV/0!", -2146826273: "#VALUE!", -2146826265: "#REF!",
    -2146826259: "#NAME?", -2146826252: "#NUM!", -2146826246: "#N/A", -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!", -2146826238: "#CALC!",
}  # fmt: skip
_STATES: Final[Mapping[int, State]] = {-1: "visible", 0: "hidden", 2: "veryHidden"}
_BY_ITSELF: Final = ("AutoFillFormulasInLists", "AutoExpandListRange")
_PICTURES: Final = (11, 13)  # linked or not
_OF_A_RANGE: Final = 0  # msoHyperlinkRange, not of a shape
_SOLID, _NO_PATTERN = 1, -4142
_TOP: Final = -4160
_A4: Final = 9
_ADDRESS: Final = 255
"""Range takes no longer address."""
_FONT: Final = ("Name", "Size", "Bold", "Italic", "Underline", "Strikethrough", "Color")
_ALLOWED: Final = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting",
    "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip


class ComNative:
    """Excel on Windows."""

    def __init__(self) -> None:
        self._com: Any = sys.modules.get("xlwings._xlwindows")
        if self._com is not None:
            # at exit xlwings ends every Excel it does not know of: not beside a person's open workbooks
            atexit.unregister(self._com.cleanup)

    def process(self, hwnd: int) -> int | None:
        """See Native. (Every workbook has a window of its own, and xlwings lists one window of each process.)"""
        if self._com is None or not self._com.win32gui.IsWindow(hwnd):
            return None
        return int(self._com.win32process.GetWindowThreadProcessId(hwnd)[1])

    def asked(self, question: Callable[[], T]) -> T:
        """Ask until Excel answers. xlwings would ask for ever, so it is told to ask once while we count seconds."""
        until = time.monotonic() + _BUSY
        while True:
            before = self._attempts(1)
            try:
                return question()
            except Exception as problem:
                if getattr(problem, "hresult", None) in _GONE:
                    raise Refused("EXCEL_GONE") from problem
                if not _is_busy(problem):
                    raise
                if time.monotonic() > until:
                    raise Refused("EXCEL_EDITING") from problem
            finally:
                self._attempts(before)
            time.sleep(0.2)

    def wait(self, book: xw.Book) -> None:
        """See Native."""

        def ready() -> None:
            if not book.app.api.Ready:
                raise _NotReady

        self.asked(ready)

    def _attempts(self, number: int) -> int:
        """How often xlwings repeats a rejected call; answers what it was."""
        before: int = getattr(self._com, "N_COM_ATTEMPTS", 0)
        if self._com is not None:
            self._com.N_COM_ATTEMPTS = number
        return before

    def full_name(self, book: xw.Book) -> str:
        """See Native. (For one that lies in a cloud, xlwings' own looks into the workbook for where it might be.)"""
        return str(book.api.FullName)

    def guarded(self, app: xw.App) -> list[str]:
        """See Native."""
        windows = app.api.ProtectedViewWindows
        return [str(windows.Item(number).SourceName) for number in range(1, int(windows.Count) + 1)]

    def standing(self, book: xw.Book) -> Standing:
        """See Native."""
        api = book.api
        return Standing(
            full_name=str(api.FullName),
            saved=bool(api.Path),
            read_only=bool(api.ReadOnly),
            shared=bool(api.MultiUserEditing),
            structure=bool(api.ProtectStructure),
            final=bool(api.Final),
        )

    def save_copy(self, book: xw.Book, path: Path) -> None:
        """See Native."""
        book.api.SaveCopyAs(str(path))

    def selected(self, book: xw.Book) -> tuple[str, Cell]:
        """See Native. A sheet that is a chart has no cells, and asking for one fails: then it is the first one."""
        window = book.api.Windows.Item(1)
        shown = str(window.ActiveSheet.Name)
        if shown not in [sheet.name for sheet in book.sheets]:  # xlwings lists no charts
            return shown, Cell(1, 1)
        cell = window.ActiveCell
        return shown, Cell(int(cell.Row), int(cell.Column))

    def select(self, book: xw.Book, sheet: str, cell: Cell) -> None:
        """See Native."""
        book.app.api.Goto(book.sheets[sheet].range((cell.row, cell.col)).api)

    def chosen(self, book: xw.Book) -> tuple[str, str]:
        """See Native. (xlwings asks how many cells a selection has, which of a whole sheet no number holds.)"""
        window = book.api.Windows.Item(1)
        shown = str(window.ActiveSheet.Name)
        if shown not in [sheet.name for sheet in book.sheets]:
            return shown, ""
        return shown, str(window.RangeSelection.Address)

    def choose(self, book: xw.Book, place: tuple[str, str]) -> None:
        """See Native. An address that is too long for Excel to take leads to its first area."""
        name, address = place
        if self.chosen(book) == place or name not in [str(sheet.Name) for sheet in book.api.Sheets]:
            return
        sheet = book.api.Sheets.Item(name)
        sheet.Activate()
        if address:
            sheet.Range(address if len(address) < _ADDRESS else address.split(",")[0]).Select()

    def calm(self, book: xw.Book) -> Mapping[str, bool]:
        """A table would fill its whole column with a formula, and grow over what is written beside it."""
        correct = book.app.api.AutoCorrect
        record = {name: bool(getattr(correct, name)) for name in _BY_ITSELF}
        try:
            for name in record:
                setattr(correct, name, False)
        except Exception:
            self.stir(book, record)
            raise
        return record

    def stir(self, book: xw.Book, record: Mapping[str, bool]) -> None:
        """See Native."""
        for name, on in record.items():
            if on:
                setattr(book.app.api.AutoCorrect, name, True)

    def values(self, area: xw.Range) -> list[list[Value]]:
        """Value2: unlike Value it makes no dates and no currencies of numbers."""
        found = area.api.Value2
        rows = found if isinstance(found, tuple) else ((found,),)
        return [[_value(value) for value in row] for row in rows]

    def date1904(self, book: xw.Book) -> bool:
        """See Native."""
        return bool(book.api.Date1904)

    def state(self, sheet: xw.Sheet) -> State:
        """See Native."""
        return _STATES[int(sheet.api.Visible)]

    def protected(self, sheet: xw.Sheet) -> bool:
        """See Native."""
        return bool(sheet.api.ProtectContents)

    def locked(self, area: xw.Range) -> bool | None:
        """See Native."""
        return _maybe(area.api.Locked)

    def protection(self, sheet: xw.Sheet) -> Mapping[str, Any]:
        """See Native."""
        api = sheet.api
        record = {name: bool(getattr(api.Protection, name)) for name in _ALLOWED}
        record |= {"DrawingObjects": bool(api.ProtectDrawingObjects), "Scenarios": bool(api.ProtectScenarios)}
        return record

    def unlock(self, sheet: xw.Sheet) -> None:
        """See Native. Excel raises at a wrong password; a busy one raises as well, and is told apart."""
        try:
            sheet.api.Unprotect("")
        except Exception as problem:
            if _is_busy(problem) or not sheet.api.ProtectContents:
                raise
        if sheet.api.ProtectContents:
            raise PermissionError("the sheet has a password")

    def lock(self, sheet: xw.Sheet, record: Mapping[str, Any]) -> None:
        """See Native."""
        sheet.api.Protect(Contents=True, **record)

    def show(self, sheet: xw.Sheet) -> None:
        """See Native."""
        sheet.api.Activate()

    def hidden(self, area: xw.Range, axis: Literal["rows", "columns"]) -> bool | None:
        """See Native. (xlwings' own `rows.hidden` asks row by row.)"""
        whole = area.api.EntireRow if axis == "rows" else area.api.EntireColumn
        return _maybe(whole.Hidden)

    def pictures(self, sheet: xw.Sheet) -> set[Cell]:
        """See Native."""
        cells: set[Cell] = set()
        for shape in sheet.api.Shapes:
            if shape.Type in _PICTURES:
                first, last = shape.TopLeftCell, shape.BottomRightCell
                top, left = int(first.Row), int(first.Column)
                bottom, right = min(int(last.Row), top + 1), min(int(last.Column), left + 1)
                cells |= {Cell(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)}
        return cells

    def threaded(self, sheet: xw.Sheet) -> set[Cell]:
        """See Native. Excel 2016 and 2019 have none; xlwings tells that by a COM error, which `hasattr` lets through.

        By its documentation the sheet's list has plain notes too; so every cell is asked what it has.
        """
        try:
            comments = sheet.api.CommentsThreaded
        except Exception as problem:
            if isinstance(problem, AttributeError) or getattr(problem, "hresult", None) in _NO_MEMBER:
                return set()
            raise
        places = [comment.Parent for comment in comments]
        threaded = [place for place in places if place.CommentThreaded is not None]
        return {Cell(int(place.Row), int(place.Column)) for place in threaded}

    def array(self, cell: xw.Range) -> Range | None:
        """See Native."""
        if not cell.api.HasArray:
            return None
        area = cell.api.CurrentArray
        top, left = int(area.Row), int(area.Column)
        return Range(top, left, top + int(area.Rows.Count) - 1, left + int(area.Columns.Count) - 1)

    def is_ours(self, note: xw.main.Note) -> bool:
        """See Native."""
        return OURS in (note.author, note.api.Shape.AlternativeText)

    def claim(self, note: xw.main.Note) -> None:
        """See Native."""
        note.api.Shape.AlternativeText = OURS

    def fill(self, cell: xw.Range) -> Mapping[str, Any]:
        """See Native."""
        inside = cell.api.Interior
        pattern, theme = inside.Pattern, inside.ThemeColor
        themed = isinstance(theme, int) and theme > 0
        if pattern in (_SOLID, _NO_PATTERN, None) and not themed:
            return {}
        record = {"pattern": pattern, "color": inside.Color, "tint": float(inside.TintAndShade or 0.0)}
        record["pattern_color"] = inside.PatternColor
        return record | ({"theme": theme} if themed else {})

    def put_fill(self, cell: xw.Range, record: Mapping[str, Any]) -> None:
        """See Native."""
        inside = cell.api.Interior
        inside.Pattern = record["pattern"]
        if "theme" in record:
            inside.ThemeColor = record["theme"]
        else:
            inside.Color = record["color"]
        inside.TintAndShade = record["tint"]
        if record["pattern"] != _SOLID:
            inside.PatternColor = record["pattern_color"]

    def link(self, cell: xw.Range) -> Mapping[str, Any] | None:
        """See Native."""
        links = cell.api.Hyperlinks
        return _link(links(1)) if links.Count else None

    def links(self, sheet: xw.Sheet) -> Mapping[Cell, Mapping[str, Any]]:
        """See Native."""
        of_cells = (link for link in sheet.api.Hyperlinks if link.Type == _OF_A_RANGE)
        return {Cell(link.Range.Row, link.Range.Column): _link(link) for link in of_cells}

    def put_link(self, cell: xw.Range, record: Mapping[str, Any] | None) -> None:
        """Hyperlinks.Add gives the cell the look of a link, and an empty one a text: both are taken back."""
        api = cell.api
        before, font = api.Formula, {name: getattr(api.Font, name) for name in _FONT}
        if api.Hyperlinks.Count:
            api.ClearHyperlinks()  # Hyperlinks.Delete would clear the formats as well
        if record is None:
            return
        more = {"ScreenTip": record["tip"]} if record.get("tip") else {}
        where = {"Address": record.get("address", ""), "SubAddress": record["target"]}
        api.Hyperlinks.Add(Anchor=api, **where, **more)
        if not before and api.Formula:
            api.ClearContents()
        for name, value in font.items():
            if value is not None:
                setattr(api.Font, name, value)

    def furnish(self, sheet: xw.Sheet, spec: Mapping[str, Any]) -> None:
        """See Native."""
        api = sheet.api
        if "tab" in spec:
            red, green, blue = bytes.fromhex(spec["tab"])
            api.Tab.Color = red | green << 8 | blue << 16
        if "filter" in spec:
            api.Range(spec["filter"]).AutoFilter()
        for letters in spec.get("hidden", ()):
            api.Columns(letters).Hidden = True
        if "wrap" in spec:  # a long problem and the short place beside it begin on one line
            api.UsedRange.VerticalAlignment = _TOP
        try:
            _set_up_page(api.PageSetup, spec)
        except Exception as problem:
            if _is_busy(problem):
                raise
            # a computer without a printer takes no page set-up at all; the sheet is as good on the screen
        if "freeze" in spec:
            _freeze(sheet, Cell.parse(spec["freeze"]))


def _set_up_page(page: Any, spec: Mapping[str, Any]) -> None:
    if "repeat" in spec:
        page.PrintTitleRows = "${}:${}".format(*spec["repeat"].split(":"))
    if "landscape" in spec:
        page.Orientation = 2 if spec["landscape"] else 1
        page.PaperSize, page.CenterFooter = _A4, PAGES
        page.Zoom = False
        page.FitToPagesWide, page.FitToPagesTall = 1, False


def _freeze(sheet: xw.Sheet, corner: Cell) -> None:
    """Freeze what lies above and left of a cell; the window only knows of the sheet it shows."""
    sheet.api.Activate()
    window = sheet.book.api.Windows(1)
    window.FreezePanes = False
    window.SplitRow, window.SplitColumn = corner.row - 1, corner.col - 1
    window.FreezePanes = True
    window.DisplayGridlines = False


def _value(value: Any) -> Value:
    """One of Value2's values; an int can only be an error's number."""
    if isinstance(value, bool | float | str | None):
        return value
    return CellError(_ERRORS.get(value, "#N/A")) if isinstance(value, int) else str(value)


def _maybe(value: object) -> bool | None:
    """A property of an area: None where its cells differ."""
    return None if value is None else bool(value)


class _NotReady(Exception):
    """Excel answers, and says that it is not ready."""


def _is_busy(problem: Exception) -> bool:
    """Whether Excel refused a call because it takes none now."""
    if isinstance(problem, _NotReady) or "Busy" in type(problem).__name__:  # ExcelBusyError is xlwings'
        return True
    inner: Any = getattr(problem, "excepinfo", None)  # (..., the number of what Excel itself raised)
    return getattr(problem, "hresult", None) in _REJECTED or (bool(inner) and inner[-1] in _REJECTED)


def _link(link: Any) -> dict[str, str]:
    return {"target": link.SubAddress or "", "address": link.Address or "", "tip": link.ScreenTip or ""}
