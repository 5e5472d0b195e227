"""The one seam to Excel itself: the few questions and verbs that xlwings' plain API lacks.

`ExcelHost`, `attach` and `dialogs` ask for everything else through xlwings. `com.ComNative` is Excel on Windows; the
tests bring their own for LibreOffice. Small on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeVar

import xlwings as xw

from workbook.model import Cell, Range, Value
from xladdin.excel.ready import Standing

T = TypeVar("T")
State = Literal["visible", "hidden", "veryHidden"]
OURS: Final = "contestbook"
"""Author of our notes in a file; in Excel, where an author cannot be chosen, the alternative text of their box."""


class Native(Protocol):
    """What a spreadsheet program is asked beside xlwings' plain API."""

    # ---- the program and its workbooks

    def process(self, hwnd: int) -> int | None:
        """The process that a window belongs to; None: there is no such window any more."""

    def asked(self, question: Callable[[], T]) -> T:
        """The answer to a question, as soon as the program takes calls.

        Raises Refused: EXCEL_EDITING after some seconds, EXCEL_GONE when it has ended.
        """

    def wait(self, book: xw.Book) -> None:
        """Return when the program takes calls. Raises Refused as `asked` does."""

    def full_name(self, book: xw.Book) -> str:
        """Its folder and name as the program itself says them; of one that was never saved its name alone."""

    def guarded(self, app: xw.App) -> list[str]:
        """The names of the files that are shown in protected view."""

    def standing(self, book: xw.Book) -> Standing:
        """What decides whether a workbook may be written into."""

    def save_copy(self, book: xw.Book, path: Path) -> None:
        """Write the workbook as it stands into a file; open stays the one that is open, under its own name."""

    def selected(self, book: xw.Book) -> tuple[str, Cell]:
        """The sheet a workbook shows, and the cell the cursor is at."""

    def select(self, book: xw.Book, sheet: str, cell: Cell) -> None:
        """Bring a workbook to the front and move to a cell of it, scrolled into view. The sheet must be visible."""

    def chosen(self, book: xw.Book) -> tuple[str, str]:
        """The sheet a workbook shows and the address of what is selected there, "" where it has no cells."""

    def choose(self, book: xw.Book, place: tuple[str, str]) -> None:
        """Show and select what `chosen` told, if that has changed and the sheet is still there."""

    # ---- while edits are made

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
        """Take the protection off. Raises PermissionError where there is a password."""

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

    def links(self, sheet: xw.Sheet) -> Mapping[Cell, Mapping[str, Any]]:
        """All links of a sheet by their (first) cell, as `link` tells one."""

    def put_link(self, cell: xw.Range, record: Mapping[str, Any] | None) -> None:
        """Give a cell a link, or take it away; content and look stay."""

    def furnish(self, sheet: xw.Sheet, spec: Mapping[str, Any]) -> None:
        """Freeze, filter, tab, print set-up and hidden columns of a new sheet of ours."""
