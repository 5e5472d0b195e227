"""Cells that are not what they should be: formulas where values belong, errors, numbers as text, hidden rows and sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbook.model import Cell, CellError, Finding, Place
from workbook.verify.contest import FINAL, Contest
from workbook.verify.payouts import PAID
from workbook.verify.reading import Line, Rows, is_whole_fen

_SHEETS: Final = (
    "规则_活动", "规则_奖项", "规则_政策", "待确认事项", "参赛主体", "报名", "销售额核对", "资格审核", "排名", "奖金分配表",
    "奖金汇总", "公示安排", "领奖信息采集表", "奖金发放表",
)  # fmt: skip
"""What decides about money: nothing of it may be hidden or broken."""
_AMOUNTS: Final = {
    "规则_奖项": ("amount", "subtotal"),
    "销售额核对": ("gross", "refunds", "net", "claimed", "counted"),
    "奖金分配表": ("amount",),
    "奖金汇总": ("each", "due", "amount", "left"),
    "奖金发放表": ("award", "gross", "tax", "net"),
}
_VALUES: Final = {
    "奖金分配表": ("key", "tier", "amount"),
    "领奖信息采集表": ("payee", "id_no", "account"),
    "奖金发放表": ("key", "payee", "id_no", "account", "award"),
}
"""Columns that hold values, never formulas: they are awarded, or belong to somebody."""
_OF_PAID: Final = ("gross", "tax", "net", "paid_on")
"""The same of a line that was paid."""
_NUMBERS: Final = ("id_no", "account", "credit_code")


def about_cells(contest: Contest) -> Iterator[Finding]:
    """What is odd about the sheets of money, whatever event a row is of."""
    for name in _SHEETS:
        rows = contest.rows(name)
        if rows.sheet is None:
            continue
        yield from _hidden(rows)
        for line in rows.lines:
            yield from _errors(line)
            yield from _amounts(line)
            yield from _formulas(line)


def _errors(line: Line) -> Iterator[Finding]:
    for name in line.rows.columns:
        value = line.raw(name)
        if isinstance(value, CellError):
            yield line.find("VERIFY_ERROR_CELL", name, found=value.text)
        elif name in _NUMBERS and isinstance(value, float):
            yield line.find("VERIFY_NUMBER_ID", name)


def _amounts(line: Line) -> Iterator[Finding]:
    for name in _AMOUNTS.get(line.rows.name, ()):
        value = line.raw(name)
        if isinstance(value, str) and value.strip():
            yield line.find("VERIFY_TEXT", name)
        elif isinstance(value, float) and not is_whole_fen(value):
            yield line.find("VERIFY_FRACTION", name, found=f"{value:,.4f}元")


def _formulas(line: Line) -> Iterator[Finding]:
    names = _VALUES.get(line.rows.name, ())
    if line.rows.name == "奖金分配表" and line.text("state") != FINAL:
        return
    if line.rows.name == "奖金发放表" and line.text("state") in PAID:
        names = (*names, *_OF_PAID)
    for name in names:
        if formula := line.formula(name):
            yield line.find("VERIFY_FORMULA", name, found=f"={formula.removeprefix('=')[:40]}")


def _hidden(rows: Rows) -> Iterator[Finding]:
    """Hidden rows and columns that say something, and a sheet that is hidden."""
    sheet = rows.sheet
    assert sheet is not None
    if sheet.state != "visible" and rows.lines:
        yield Finding("VERIFY_HIDDEN", Place(rows.file, rows.name), context={"what": "整张表"})
    numbers = {line.number for line in rows.lines}
    hidden = [n for first, last in sheet.facts.hidden_rows for n in sorted(numbers) if first <= n <= last]
    if hidden:
        first = f"第{hidden[0]}行" + (f"等{len(hidden)}行" if len(hidden) > 1 else "")
        yield Finding(
            "VERIFY_HIDDEN", Place(rows.file, rows.name, Cell(hidden[0], 1)), context={"what": first}
        )
    columns = [
        (name, col)
        for name, col in rows.columns.items()
        for first_, last in sheet.facts.hidden_columns
        if first_ <= col <= last
    ]
    if columns:
        what = "、".join(f"“{rows.title(name)}”" for name, _ in columns) + "列"
        at = Cell(rows.header, columns[0][1])
        yield Finding("VERIFY_HIDDEN", Place(rows.file, rows.name, at), context={"what": what})
