"""The one seam to Excel itself: the few questions and verbs that xlwings' plain API lacks.

`ExcelHost` asks for everything else through xlwings. `ComNative` is Excel on Windows (its object model through `.api`,
untried on a real Excel so far: docs/hosts.md); the tests bring their own for LibreOffice. Small on purpose.
"""

from __future__ import annotations

import atexit
import sys
import time
from collections.abc import Mapping
from typing import Any, Final, Literal, Protocol

import xlwings as xw

from workbook.model import Cell, CellError, Range, Value

State = Literal["visible", "hidden", "veryHidden"]
OURS: Final = "contestbook"
"""Author of our notes in a file; in Excel, where an author cannot be chosen, the alternative text of their box."""


class NativeBusy(Exception):
    """Excel takes no calls: a cell is being edited, a dialogue is open."""


class Native(Protocol):
    """What a spreadsheet program is asked beside xlwings' plain API."""

    def wait(self, book: xw.Book) -> None:
        """Return when the program takes calls; raises NativeBusy after some seconds."""

    def calm(self, book: xw.Book) -> Mapping[str, bool]:
        """Switch off what the program would do beside what it is asked; answers how that was set."""

    def stir(self, book: xw.Book, record: Mapping[str, bool]) -> None:
        """Switch on again what `calm` switched off."""

    def values(self, area: xw.Range) -> list[list[Value]]:
        """The values of an area; a date as its serial number, an error as CellError."""

    def date1904(self, book: xw.Book) -> bool:
        """Whether serial numbers count from 1904."""

    def state(self, sheet: xw.Sheet) -> State:
        """Whether a sheet is shown."""

    def protected(self, sheet: xw.Sheet) -> bool:
        """Whether its content is protected."""

    def locked(self, area: xw.Range) -> bool | None:
        """Whether its cells are locked on a protected sheet; None: some are."""

    def protection(self, sheet: xw.Sheet) -> Mapping[str, Any]:
        """What `lock` needs to protect a sheet as it is now."""

    def unlock(self, sheet: xw.Sheet) -> None:
        """Take the protection off. Raises where there is a password."""

    def lock(self, sheet: xw.Sheet, record: Mapping[str, Any]) -> None:
        """Protect a sheet as it was."""

    def show(self, sheet: xw.Sheet) -> None:
        """Make it the sheet its workbook shows. (xlwings' `activate` pulls workbook and window to the front.)"""

    def hidden(self, area: xw.Range, axis: Literal["rows", "columns"]) -> bool | None:
        """Whether its rows (columns) are hidden; None: some are."""

    def pictures(self, sheet: xw.Sheet) -> set[Cell]:
        """The cells under a picture, from its corner at most one row and column further (as `xlsx.facts` has it)."""

    def threaded(self, sheet: xw.Sheet) -> set[Cell]:
        """The cells with threaded comments."""

    def array(self, cell: xw.Range) -> Range | None:
        """The range of the array formula a cell is part of."""

    def is_ours(self, note: xw.main.Note) -> bool:
        """Whether a note is ours from its first word on."""

    def claim(self, note: xw.main.Note) -> None:
        """Mark a note as ours, so that it is known again after the workbook was saved."""

    def fill(self, cell: xw.Range) -> Mapping[str, Any]:
        """What the colour of a cell does not say of its fill: pattern, theme; {} for a plain colour or none."""

    def put_fill(self, cell: xw.Range, record: Mapping[str, Any]) -> None:
        """Fill a cell as `fill` told."""

    def link(self, cell: xw.Range) -> Mapping[str, Any] | None:
        """The link of a cell: target (a place in the workbook), address (outside of it), tip."""

    def put_link(self, cell: xw.Range, record: Mapping[str, Any] | None) -> None:
        """Give a cell a link, or take it away; content and look stay."""

    def furnish(self, sheet: xw.Sheet, spec: Mapping[str, Any]) -> None:
        """Freeze, filter, tab, print set-up and hidden columns of a new sheet of ours."""


# ---- Excel on Windows, through its object model

_BUSY: Final = 10.0  # seconds
_REJECTED: Final = (-2147418111, -2147417846, -2146777998)  # rejected by callee, retry later, in edit mode
_ERRORS: Final = {
    -2146826288: "#NULL!", -2146826281: "#DIV/0!", -2146826273: "#VALUE!", -2146826265: "#REF!",
    -2146826259: "#NAME?", -2146826252: "#NUM!", -2146826246: "#N/A", -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!", -2146826238: "#CALC!",
}  # fmt: skip
_STATES: Final[Mapping[int, State]] = {-1: "visible", 0: "hidden", 2: "veryHidden"}
_BY_ITSELF: Final = ("AutoFillFormulasInLists", "AutoExpandListRange")
_PICTURES: Final = (11, 13)  # linked or not
_SOLID, _NO_PATTERN = 1, -4142
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

    def wait(self, book: xw.Book) -> None:
        """Ask until Excel answers. xlwings would ask for ever, so it is told to ask once while we count seconds."""
        until = time.monotonic() + _BUSY
        while True:
            before = self._attempts(1)
            try:
                if book.app.api.Ready:
                    return
            except Exception as problem:
                if (
                    getattr(problem, "hresult", None) not in _REJECTED
                    and "Busy" not in type(problem).__name__
                ):
                    raise
            finally:
                self._attempts(before)
            if time.monotonic() > until:
                raise NativeBusy
            time.sleep(0.2)

    def _attempts(self, number: int) -> int:
        """How often xlwings repeats a rejected call; answers what it was."""
        before: int = getattr(self._com, "N_COM_ATTEMPTS", 0)
        if self._com is not None:
            self._com.N_COM_ATTEMPTS = number
        return before

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
        """See Native."""
        sheet.api.Unprotect("")
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
        """See Native. An Excel before 2019 has none."""
        if not hasattr(sheet.api, "CommentsThreaded"):
            return set()
        places = [comment.Parent for comment in sheet.api.CommentsThreaded]
        return {Cell(int(place.Row), int(place.Column)) for place in places}

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
        if not links.Count:
            return None
        link = links(1)
        return {"target": link.SubAddress or "", "address": link.Address or "", "tip": link.ScreenTip or ""}

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
        if "repeat" in spec:
            api.PageSetup.PrintTitleRows = "${}:${}".format(*spec["repeat"].split(":"))
        if "landscape" in spec:
            api.PageSetup.Orientation = 2 if spec["landscape"] else 1
            api.PageSetup.Zoom = False
            api.PageSetup.FitToPagesWide, api.PageSetup.FitToPagesTall = 1, False
        if "freeze" in spec:
            _freeze(sheet, Cell.parse(spec["freeze"]))


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
