"""The rule card's live formulas, each with the value it has in a new workbook: 小计, 合计, 选定, 状态."""

from __future__ import annotations

from typing import Final

from schemas.book import BOOK_SHEETS, HEADER_ROW
from schemas.format import SheetFormat
from schemas.rulecard import CHOICES, POINTS, TIERS
from workbook.card.read import CardSheets
from workbook.card.seed import Seed
from workbook.edits import Edit, SetCell
from workbook.model import Cell, column_letters

SPARE: Final = 15
"""Blank rows with lines and formulas below the rows of a rule sheet."""

POINT_ROWS: Final = 300
"""So many rows of 待确认事项 are looked at by the formulas of other sheets."""


def letter(fmt: SheetFormat, name: str) -> str:
    """The column letter of a field on a rule sheet of ours."""
    return column_letters(1 + [column.name for column in fmt.columns].index(name))


def book_letter(sheet: str, title: str) -> str:
    """The column letter of a title on a sheet of people, work or money."""
    spec = next(spec for spec in BOOK_SHEETS if spec.name == sheet)
    return column_letters(1 + [column.title for column in spec.columns].index(title))


def points_range(name: str) -> str:
    """A column of 待确认事项 as an absolute range."""
    col = letter(POINTS, name)
    return f"'{POINTS.name}'!${col}${HEADER_ROW + 1}:${col}${POINT_ROWS}"


def edits(seed: Seed, sheets: CardSheets) -> list[Edit]:
    """All formulas of the rule card's sheets."""
    return [*_tiers(sheets), *_choices(seed), *_points(seed)]


def _rows(seed: Seed, fmt: SheetFormat) -> range:
    """The sheet rows of a card's rows and the blank ones below."""
    return range(HEADER_ROW + 1, HEADER_ROW + 1 + len(seed.rows[fmt.id]) + SPARE)


def _set(fmt: SheetFormat, row: int, name: str, value: float | str, formula: str) -> SetCell:
    cell = Cell.parse(f"{letter(fmt, name)}{row}")
    return SetCell(fmt.name, cell, value, formula)


def _tiers(sheets: CardSheets) -> list[Edit]:
    """小计 of every row, and one 合计 of the unit of the first tier: 元 and 个 are never added."""
    places, amount, unit, subtotal = (letter(TIERS, n) for n in ("places", "amount", "unit", "subtotal"))
    tiers = sheets.card.tiers
    found: list[Edit] = []
    row = HEADER_ROW
    for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + len(tiers) + SPARE):
        at = row - HEADER_ROW - 1
        factor = 100 if at < len(tiers) and tiers[at].unit == "元" else 1
        value = tiers[at].total / factor if at < len(tiers) else ""
        formula = f'=IF(OR({places}{row}="",{amount}{row}=""),"",{places}{row}*{amount}{row})'
        found.append(_set(TIERS, row, "subtotal", value, formula))
    first, last, total_row = HEADER_ROW + 1, row, row + 1
    name = tiers[0].unit if tiers else "元"
    total = sum(tier.total for tier in tiers if tier.unit == name) / (100 if name == "元" else 1)
    area = f"{subtotal}{first}:{subtotal}{last}"
    formula = f'=SUMIF({unit}{first}:{unit}{last},"{name}",{area})'
    label = Cell.parse(f"{letter(TIERS, 'tier')}{total_row}")
    found.append(SetCell(TIERS.name, label, f"合计（{name}）"))
    found.append(_set(TIERS, total_row, "subtotal", total, formula))
    return found


def _choices(seed: Seed) -> list[Edit]:
    """选定: what was decided in the point of that policy."""
    point = letter(CHOICES, "points")
    ids, decided = points_range("id"), points_range("decided")
    found: list[Edit] = []
    for row in _rows(seed, CHOICES):
        answer = f'IFERROR(INDEX({decided},MATCH({point}{row},{ids},0))&"","")'
        found.append(_set(CHOICES, row, "chosen", "", f'=IF({point}{row}="","",{answer})'))
    return found


def _points(seed: Seed) -> list[Edit]:
    """状态: 未定, what is missing, or 已定."""
    name, decided, approver, day, document, preparer = (
        letter(POINTS, field) for field in ("id", "decided", "approver", "day", "document", "preparer")
    )
    count = len(seed.rows[POINTS.id])
    found: list[Edit] = []
    for row in _rows(seed, POINTS):
        blank = [f'TRIM({col}{row})=""' for col in (approver, document, preparer)]
        # A day, or text that begins with a year (2024年9月10日), which VALUE reads in some languages only.
        given = ",".join([*blank, f"IFERROR(VALUE(LEFT(TRIM({day}{row}),4)),0)=0"])
        same = f"{_bare(f'{approver}{row}')}={_bare(f'{preparer}{row}')}"
        formula = (
            f'=IF({name}{row}="","",IF(TRIM({decided}{row})="","未定",IF(OR({given}),"缺批准信息",'
            f'IF({same},"批准人与经办人相同","已定"))))'
        )
        value = "未定" if row - HEADER_ROW <= count else ""
        found.append(_set(POINTS, row, "state", value, formula))
    return found


def _bare(cell: str) -> str:
    """A name without blanks, as it is compared: 乙 某 is 乙某."""
    return f'SUBSTITUTE(SUBSTITUTE({cell}," ",""),"\u3000","")'
