"""An open workbook in Excel as a host, over xlwings: it answers the same edit list as the file and memory do.

All edits of a list are planned first (`plan`), then made with few calls (`write`); if Excel refuses one
midway, what was done is taken back. Excel is neither started nor ended here, no other workbook is touched, and its
settings and selection are what they were afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import xlwings as xw

from workbook.content import same_value
from workbook.edits import Edit, Scalar
from workbook.host import Applied, Conflicts, Refused
from workbook.model import Book, Cell, CellError, Range, Value
from xladdin.excel.cells import Unlike, blocks
from xladdin.excel.com import ComNative
from xladdin.excel.native import Native
from xladdin.excel.plan import Plan
from xladdin.excel.sheet import area_of, cells_of, read_sheet, what_it_says
from xladdin.excel.write import Steps, insist, perform

_QUIET: Final = {
    "screen_updating": False, "display_alerts": False, "enable_events": False, "calculation": "manual",
}  # fmt: skip
_CLOSE: Final = 1e-9


class Difference(NamedTuple):
    """A formula whose value Excel calculates otherwise than we did."""

    sheet: str
    cell: Cell
    ours: Scalar
    excels: Value


class ExcelHost:
    """A workbook open in Excel.

    differences   after `apply`: the formulas that Excel calculates otherwise
    unsettled     after `apply`: the settings Excel would not take back (it was busy three times)
    """

    def __init__(self, book: xw.Book, native: Native | None = None) -> None:
        self._book, self._native = book, native or ComNative()
        self._specs: dict[str, Any] = {}
        self.differences: tuple[Difference, ...] = ()
        self.unsettled: list[str] = []

    def read(self) -> Book:
        """The workbook as it is now: two blocks a sheet, and its facts. Raises Refused when Excel will not tell."""
        with _told("读取"):
            self._native.wait(self._book)
            sheets = tuple(read_sheet(sheet, self._native) for sheet in self._book.sheets)
            names = {name.name.rpartition("!")[2]: str(name.refers_to)[1:] for name in self._book.names}
            return Book(self._book.name, sheets, self._native.date1904(self._book), (), names)

    def says(self) -> Book:
        """What the workbook says now: values and formulas, no other facts. Raises Refused when Excel will not tell."""
        with _told("读取"):
            self._native.wait(self._book)
            sheets = tuple(what_it_says(sheet, self._native) for sheet in self._book.sheets)
            return Book(self._book.name, sheets)

    def apply(self, edits: Sequence[Edit], conflicts: Conflicts = "refuse") -> Applied:
        """Apply all edits in order, or none; see `workbook.host.Host`."""
        self.differences = ()
        if not edits:
            return Applied(())
        with _told("写入"):
            self._native.wait(self._book)
            plan = Plan(self._book, self._native, self._specs, conflicts)
            applied = plan.run.applied(edits)
            with _quiet(self._book, self._native) as self.unsettled:
                self._perform(plan)
            self._differ(plan)
        self._specs |= {state.name: state.spec for state in plan.states.values() if state.sheet is None}
        return applied

    def would(self, edits: Sequence[Edit], conflicts: Conflicts = "refuse") -> Applied:
        """What `apply` would answer; nothing is changed. Raises Refused as it would."""
        with _told("读取"):
            self._native.wait(self._book)
            return Plan(self._book, self._native, self._specs, conflicts).run.applied(edits)

    def _perform(self, plan: Plan) -> None:
        """Make Excel follow the plan, or take back what was done."""
        steps = Steps()
        try:
            perform(self._book, plan, self._native, steps)
        except BaseException as problem:
            left = steps.undo()
            if left:
                what = "、".join(left[:5])
                raise Refused(
                    "FILE_NOT_SAVED", f"Excel 中途拒绝，这些没能还原：{what}；请关闭且不保存"
                ) from problem
            raise

    def _differ(self, plan: Plan) -> None:
        """Compare the values Excel calculates with ours, where we have one."""
        told: list[Difference] = []

        def compare() -> None:
            told.clear()
            for name, box in _boxes(cell for cell, ours in plan.formulas.items() if ours is not None):
                if name not in plan.states:
                    continue
                rows = self._native.values(area_of(self._book.sheets[name], box))
                for cell in cells_of(box):
                    ours, excels = plan.formulas[name, cell], rows[cell.row - box.top][cell.col - box.left]
                    if not _alike(ours, excels):
                        told.append(Difference(name, cell, ours, excels))

        insist(compare)  # all is written by now: a busy Excel must not look like a refusal
        self.differences = tuple(told)


def _boxes(places: Iterable[tuple[str, Cell]]) -> Iterator[tuple[str, Range]]:
    """Cells of several sheets joined into boxes."""
    by_sheet: dict[str, list[Cell]] = {}
    for name, cell in places:
        by_sheet.setdefault(name, []).append(cell)
    return ((name, box) for name, cells in by_sheet.items() for box in blocks(cells))


def _alike(ours: Scalar, excels: Value) -> bool:
    """The same but for the last digits of a sum."""
    numbers = isinstance(ours, float | int) and isinstance(excels, float) and not isinstance(ours, bool)
    if numbers and ours and not isinstance(excels, CellError):
        return abs(float(ours) - float(excels)) <= _CLOSE * max(abs(float(ours)), 1.0)  # type: ignore[arg-type]
    return same_value(ours, excels)


@contextmanager
def _told(verb: str) -> Iterator[None]:
    """Whatever Excel raises, in our words: the surfaces know no other exception than Refused."""
    try:
        yield
    except Refused:
        raise
    except Unlike as problem:
        raise Refused("FILE_NOT_SAVED", f"Excel 改变了 {problem} 的内容，已还原") from problem
    except Exception as problem:
        raise Refused(
            "FILE_NOT_SAVED", f"Excel 拒绝{verb}（{type(problem).__name__}），工作簿没有改动"
        ) from problem


@contextmanager
def _quiet(book: xw.Book, native: Native) -> Iterator[list[str]]:
    """Excel without repainting, questions, macros and recalculation; all as it was afterwards, selection too.

    Gives a list in which at the end the settings stand that Excel would not take back.
    """
    app, chosen = book.app, native.chosen(book)
    before = {name: getattr(app, name) for name in _QUIET}
    left: list[str] = []

    def setter(name: str, value: object) -> Callable[[], None]:
        return lambda: setattr(app, name, value)

    back: dict[str, Callable[[], object]] = {
        "screen_updating": setter("screen_updating", before["screen_updating"]),
        "selection": lambda: native.choose(book, chosen),
    }
    try:
        for name, value in _QUIET.items():
            back[name] = setter(name, before[name])
            setattr(app, name, value)
        record = native.calm(book)
        back["tables"] = lambda: native.stir(book, record)
        yield left
    finally:  # the screen last
        left += [name for name in reversed(back) if not insist(back[name])]
