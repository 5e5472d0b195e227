"""One sheet of any format as a roster: title lines, header, rows to fill in or filled, print set-up.

Which columns it has is told by `fields_of`. What is wrong with a row is said by the formulas of `hints`; the page of
instructions is `guide`, the workbook around it `template`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from schemas import columns as kinds
from schemas.format import Column, SheetFormat
from schemas.regions import CITIES
from schemas.registration import REGISTRATION
from schemas.shops import SHOPS
from workbook.edits import Edit, Scalar
from workbook.xlsx.making.dress import (
    A3,
    A4,
    BOLD,
    BOX,
    CENTRE,
    HEAD,
    MUST,
    PLAIN,
    SMALL,
    halves,
    in_lines,
    lines_of,
    page_setup,
    wide,
)
from workbook.xlsx.making.hints import hint_column, row_hint
from workbook.xlsx.making.inputs import OPEN, choices, input_rule, protect

HEADER_ROW: Final = 4

# Field -> width in characters: narrow enough that a row stays readable on A4, wide enough for what is typed there.
ROSTER_COLUMNS: Final[Mapping[str, float]] = {
    "seq": 5.5,
    "city": 14,
    "school": 17,
    "college": 14,
    "team": 15,
    "role": 9,
    "name": 9.5,
    "gender": 5.7,
    "id_no": 21,
    "student_no": 13.5,
    "major": 13,
    "level": 5.7,
    "phone": 13,
    "on_camera": 5.7,
    "remark": 11,
}
SHOP_COLUMNS: Final[Mapping[str, float]] = {
    "seq": 5.5,
    "city": 14,
    "school": 20,
    "team": 20,
    "owner": 12,
    "shop_id": 20,
    "shop_phone": 15,
    "remark": 16,
}
_CHOSEN: Final = {REGISTRATION.id: ROSTER_COLUMNS, SHOPS.id: SHOP_COLUMNS}
"""Formats of which a template has some columns only: the others are for sheets that come from elsewhere."""

_WIDEST_A4: Final = 215
"""Characters in a row that can still be read when it is fitted to A4."""

_NARROW: Final = 13
"""What free text has in longer rows; a text that needs more is shrunk in its cell."""

_WIDEST_FROZEN: Final = 45
"""Columns up to the one that names the record stay in sight where they leave room for the others."""

_TITLE_SIZE: Final = 20
_CENTRED: Final = frozenset({kinds.COUNT, kinds.DAY, kinds.CLOCK, kinds.MOMENT})

Row = Mapping[str, Scalar]
"""Field -> value, as the cell holds it."""


# ---- Which columns


def fields_of(fmt: SheetFormat, rows: Sequence[Row] = ()) -> dict[str, float]:
    """Field -> width of the columns of a sheet: the usual ones, and before the remark those in which a row has something."""
    usual = dict(_CHOSEN[fmt.id]) if fmt.id in _CHOSEN else _all_fields(fmt)
    used = {name for row in rows for name in row} - set(usual)
    more = {
        column.name: _width(column, column.kind.excel.width) for column in fmt.columns if column.name in used
    }
    last = {"remark": usual.pop("remark")} if "remark" in usual else {}
    return usual | more | last


def _all_fields(fmt: SheetFormat) -> dict[str, float]:
    """Every column a person can fill in; two ends say more than the span between them."""
    names = {column.name for column in fmt.columns}
    columns = [
        column
        for column in fmt.columns
        if not (column.computed or column.spare or (column.ends and names.issuperset(column.ends)))
    ]
    widths = {column.name: _width(column, column.kind.excel.width) for column in columns}
    if sum(widths.values()) > _WIDEST_A4:
        widths |= {column.name: _width(column, _NARROW) for column in columns if _gives_way(column)}
    return widths


def _width(column: Column, width: float) -> float:
    """That, or what its header needs: in one line where little is missing, else in two."""
    text = _marked(column)
    if wide(text) < width + 3:
        return max(width, wide(text) + 1.5)
    return max(width, *(wide(part) + 1.7 for part in halves(text)))


def _gives_way(column: Column) -> bool:
    """Whether it is wide free text that may be left out: no figure, time or number of a person, no list."""
    shape = column.kind.excel
    text = shape.number_format in ("@", "General") and not (shape.choices or column.kind.masked)
    return text and shape.width > _NARROW and "roster" not in column.required


def _marked(column: Column) -> str:
    return ("*" if "roster" in column.required else "") + column.title


# ---- The sheet


def roster(
    sheet: Worksheet, fmt: SheetFormat, title: str, city: str | None, rows: Sequence[Row], hints: bool
) -> list[Edit]:
    """Title, header, rows; answers the hint formulas, which are written with their values afterwards.

    rows    what stands in it; a blank row is {}
    hints   it is to be filled in: hints beside the rows, and where to read how
    """
    widths = fields_of(fmt, rows)
    columns = [fmt.column(name) for name in widths]
    last_row = HEADER_ROW + max(len(rows), 1)
    _titles(sheet, fmt, title, city, list(widths.values()))
    if hints:
        _where_to_read(sheet)
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = widths[column.name]
        _header(sheet, number, column, widths[column.name])
        _cells(sheet, number, column, last_row)
        input_rule(sheet, column, f"{letter}{HEADER_ROW + 1}:{letter}{last_row}")
    _fill(sheet, columns, city, rows or [{}])
    _shown_and_printed(sheet, fmt, widths, last_row)
    protect(sheet)
    return _hints(sheet, fmt, columns, last_row) if hints else []


def _titles(
    sheet: Worksheet, fmt: SheetFormat, title: str, city: str | None, widths: Sequence[float]
) -> None:
    last = get_column_letter(len(widths))
    sheet["A1"] = fmt.name
    sheet["A1"].font = Font(name="黑体", size=14)
    sheet["A1"].alignment = Alignment(vertical="center")
    sheet["A2"] = title
    sheet["A2"].font = Font(name="宋体", size=_TITLE_SIZE, bold=True)
    sheet["A2"].alignment = CENTRE
    sheet.merge_cells(f"A2:{last}2")
    unit = f"{city}市分公司" if city else "________________"
    sheet["A3"] = (
        f"填报单位（盖章）：{unit}        联系人：____________        填报日期：      年    月    日"
    )
    sheet["A3"].font, sheet["A3"].alignment = PLAIN, Alignment(vertical="center")
    sheet.merge_cells(f"A3:{last}3")
    lines = lines_of(title, sum(widths) * PLAIN.size / _TITLE_SIZE)
    for row, height in ((1, 22), (2, 10 + 28 * lines), (3, 24), (HEADER_ROW, 34)):
        sheet.row_dimensions[row].height = height
    for row in (2, 3):
        sheet.cell(row, 1).protection = OPEN


def _where_to_read(sheet: Worksheet) -> None:
    sheet["D1"] = "浅橙色、带 * 的列必须填写；填写方法见“填写说明”。"
    sheet["D1"].font, sheet["D1"].alignment = SMALL, Alignment(vertical="center")


def _header(sheet: Worksheet, number: int, column: Column, width: float) -> None:
    text = _marked(column)
    head = sheet.cell(HEADER_ROW, number, in_lines(text, width))
    head.font, head.border, head.alignment = BOLD, BOX, CENTRE
    head.fill = MUST if "roster" in column.required else HEAD


def _cells(sheet: Worksheet, number: int, column: Column, last_row: int) -> None:
    """The blank cells below a header: number format, border, open for typing."""
    listed = bool(choices(column)) and column.kind is not kinds.CITY
    centred = "center" if listed or column.kind in _CENTRED else None
    fit = Alignment(horizontal=centred, vertical="center", shrink_to_fit=True)
    for row in range(HEADER_ROW + 1, last_row + 1):
        cell = sheet.cell(row, number)
        cell.number_format, cell.font, cell.border = column.kind.excel.number_format, PLAIN, BOX
        cell.alignment, cell.protection = fit, OPEN


def _fill(sheet: Worksheet, columns: Sequence[Column], city: str | None, rows: Sequence[Row]) -> None:
    """Numbers, the branch, and what the rows say."""
    for row, values in enumerate(rows, HEADER_ROW + 1):
        sheet.row_dimensions[row].height = 19
        for number, column in enumerate(columns, 1):
            if column.name == "seq":
                sheet.cell(row, number).value = row - HEADER_ROW
                continue
            value = values.get(column.name)
            prefilled = value is None and column.kind is kinds.CITY
            _put(sheet, row, number, column, city if prefilled else value)


def _put(sheet: Worksheet, row: int, number: int, column: Column, value: Scalar) -> None:
    """A value as it is typed into the sheet."""
    if value is None:
        return
    if column.kind is kinds.CITY and value in CITIES:
        value = f"{value}市分公司"
    cell = sheet.cell(row, number, "是" if value is True else "否" if value is False else value)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # a text that begins with = is no formula


def _shown_and_printed(
    sheet: Worksheet, fmt: SheetFormat, widths: Mapping[str, float], last_row: int
) -> None:
    """What stays in sight, the filter, and paper on which a row fits."""
    last = get_column_letter(len(widths))
    names = list(widths)
    kept = names.index(fmt.who) + 1 if fmt.who in names else 1
    wide_kept = sum(widths[name] for name in names[:kept]) > _WIDEST_FROZEN
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 2 if wide_kept else kept + 1)
    sheet.sheet_view.zoomScale = 85  # so that the hints beside the table show on a small screen
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{last_row}"
    sheet.print_area = f"A1:{last}{last_row}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page_setup(sheet, "landscape", A4 if sum(widths.values()) <= _WIDEST_A4 else A3)


def _hints(sheet: Worksheet, fmt: SheetFormat, columns: Sequence[Column], last_row: int) -> list[Edit]:
    """The column 填写提示: what is still wrong with each row."""
    letters = {column: get_column_letter(number) for number, column in enumerate(columns, 1)}
    unique = {
        column: [f"${letter}${HEADER_ROW + 1}:${letter}${last_row}"]
        for column, letter in letters.items()
        if _stands_once(fmt, column)
    }
    must = fmt.required("roster")
    formulas = {
        row: row_hint({column: f"{letter}{row}" for column, letter in letters.items()}, must, unique)
        for row in range(HEADER_ROW + 1, last_row + 1)
    }
    return hint_column(sheet, len(columns) + 1, HEADER_ROW, formulas)


def _stands_once(fmt: SheetFormat, column: Column) -> bool:
    """Whether two rows with the same value there are one thing told twice."""
    if fmt.id in _CHOSEN:
        return column.name in ("id_no", "shop_id")
    return (column.name,) in fmt.known_by
