"""Rules about whole files and sheets, and about cells that are odd whatever column they stand in."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator

from workbook.batch import Batch, Options
from workbook.model import Cell, Finding, Place, Sheet
from workbook.parse import shown
from workbook.sheets import is_ours, is_reference
from workbook.table import Snapshot


def file_flags(batch: Batch, options: Options) -> Iterator[Finding]:
    """What the reader flagged about the whole file: macros, external links, an old format ..."""
    for snapshot in batch.snapshots:
        for code, detail in snapshot.book.flags if snapshot.book else ():
            yield Finding(code, Place(snapshot.source), context={"detail": detail}, value=detail or None)


def hidden_sheets(batch: Batch, options: Options) -> Iterator[Finding]:
    """Hidden and very hidden sheets are read like others, and named."""
    for snapshot in batch.snapshots:
        for sheet in snapshot.book.sheets if snapshot.book else ():
            if sheet.state != "visible" and not is_ours(sheet):
                yield Finding(
                    "SHEET_HIDDEN",
                    Place(snapshot.source, sheet.name),
                    value=sheet.name,
                    context={"value": sheet.name},
                )


def skipped_sheets(batch: Batch, options: Options) -> Iterator[Finding]:
    """Sheets without a table we know, beside others that have one."""
    for snapshot in batch.snapshots:
        for name in snapshot.unknown:
            yield Finding("SHEET_SKIPPED", Place(snapshot.source, name), value=name, context={"value": name})


def school_list(batch: Batch, options: Options) -> Iterator[Finding]:
    """Without the user's list of universities no school name was compared: said once per file."""
    if options.schools:
        return
    for snapshot in batch.snapshots:
        if snapshot.of("registration"):
            yield Finding("SCHOOL_LIST_MISSING", Place(snapshot.source))


def attachments_together(batch: Batch, options: Options) -> Iterator[Finding]:
    """附件1 and 附件2 belong together; one alone is told at its sheet, not at its cells."""
    for snapshot in batch.snapshots:
        rosters, shops = snapshot.of("registration"), snapshot.of("shops")
        if rosters and not shops:
            yield Finding("SHOP_SHEET_MISSING", Place(snapshot.source, rosters[0].sheet))
        elif shops and not rosters:
            yield Finding("ROSTER_SHEET_MISSING", Place(snapshot.source, shops[0].sheet))


def empty_tables(batch: Batch, options: Options) -> Iterator[Finding]:
    """A header without a single record below it."""
    for snapshot in batch.snapshots:
        for table in snapshot.tables:
            if not len(table):
                yield Finding("TABLE_EMPTY", Place(snapshot.source, table.sheet, table.header))


def _checked_sheets(snapshot: Snapshot) -> Iterator[Sheet]:
    for sheet in snapshot.book.sheets if snapshot.book else ():
        if not is_ours(sheet) and not is_reference(sheet):
            yield sheet


def formulas_elsewhere(batch: Batch, options: Options) -> Iterator[Finding]:
    """Formulas outside the columns we read (parsing reports the others): extra columns, totals, other sheets.

    Our own hint column is no finding.
    """
    for snapshot in batch.snapshots:
        for sheet in _checked_sheets(snapshot):
            if not sheet.facts.formulas:
                continue
            read = _cells_read(snapshot, sheet.name)
            hints = _hint_columns(sheet)
            for cell, formula in sheet.facts.formulas.items():
                if cell in read or cell.col in hints:
                    continue
                code = "FORMULA_EMPTY" if cell in sheet.facts.uncached else "CELL_FORMULA"
                value = shown(sheet.value(cell))
                yield Finding(
                    code,
                    Place(snapshot.source, sheet.name, cell),
                    value=value,
                    context={"formula": formula[:60]},
                )


def _cells_read(snapshot: Snapshot, sheet: str) -> set[Cell]:
    cells: set[Cell] = set()
    for table in snapshot.tables:
        if table.sheet == sheet:
            fields = list(table.places.fields())
            cells.update(c for n in range(len(table)) for f in fields if (c := table.places.at(n, f)))
    return cells


def _hint_columns(sheet: Sheet) -> set[int]:
    """Columns headed 填写提示: the live hints of our templates."""
    return {
        number
        for number, column in enumerate(sheet.columns, 1)
        if any(isinstance(value, str) and value.startswith("填写提示") for value in column[:12])
    }


_CONSTANT = re.compile(r"[\d.+\-*/() ]+")
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def constant_formulas(batch: Batch, options: Options) -> Iterator[Finding]:
    """A formula of plain numbers whose stored result is another number: the file says what it does not mean."""
    for snapshot in batch.snapshots:
        for sheet in _checked_sheets(snapshot):
            for cell, formula in sheet.facts.formulas.items():
                value = sheet.value(cell)
                if not isinstance(value, float) or not _CONSTANT.fullmatch(formula) or len(formula) > 100:
                    continue
                result = _evaluate(formula)
                if result is not None and abs(result - value) > 1e-9 * max(1.0, abs(result)):
                    context = {
                        "formula": formula,
                        "expected": shown(result) or "",
                        "value": shown(value) or "",
                    }
                    yield Finding(
                        "FORMULA_LIE",
                        Place(snapshot.source, sheet.name, cell),
                        value=shown(value),
                        context=context,
                    )


def _evaluate(formula: str) -> float | None:
    """The result of a formula of numbers and + - * / ( ); None when it is none or divides by zero."""
    try:
        return _value_of(ast.parse(formula.strip(), mode="eval").body)
    except (SyntaxError, ZeroDivisionError, OverflowError, RecursionError):
        return None


def _value_of(node: ast.expr) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _value_of(node.operand)
        return None if inner is None else (-inner if isinstance(node.op, ast.USub) else inner)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        a, b = _value_of(node.left), _value_of(node.right)
        return None if a is None or b is None else _OPERATORS[type(node.op)](a, b)
    return None


_LEAD = frozenset("=+-@＝＋－＠\t\r\n |;%")
_FORMULA_LIKE = re.compile(
    r"[\s\u200b\ufeff\u202a-\u202e'|;]*(%0A)?([=＝]\s*\S|[@＠]\s*[A-Za-z_.]+\s*[(!]|"
    r"[+\-＋－]\s*([A-Za-z_.@]+\s*[(!]|\d+(\.\d+)?\s*[+*/^&(]|\d+(\.\d+)?-\d+$|@))",
)
_PHONE_LIKE = re.compile(r"[\d\s+\-－＋()（）]{8,}")


def formula_like_texts(batch: Batch, options: Options) -> Iterator[Finding]:
    """Text that a careless program would run as a formula. It stays text in everything we write."""
    for snapshot in batch.snapshots:
        for sheet in _checked_sheets(snapshot):
            for number, column in enumerate(sheet.columns, 1):
                for row, value in enumerate(column, 1):
                    if (
                        value.__class__ is str
                        and value
                        and (value[0] in _LEAD or value[0] < "!" or value[0] > "\ufeff")
                    ):
                        text = str(value)
                        if _FORMULA_LIKE.match(text) and not _PHONE_LIKE.fullmatch(text):
                            yield Finding(
                                "TEXT_FORMULA",
                                Place(snapshot.source, sheet.name, Cell(row, number)),
                                value=text[:60],
                            )
