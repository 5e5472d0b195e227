"""What the forms we draw are made of: title lines, labels with their boxes, lists in boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from workbook.xlsx.making.dress import BOX, CENTRE, QUIET, lines_of
from workbook.xlsx.making.inputs import OPEN

LABEL: Final = Font(name="宋体", bold=True)
_TITLE_SIZE: Final = 18
_IN_BOX: Final = Alignment(horizontal="left", vertical="center", wrap_text=True)


def heading(sheet: Worksheet, name: str, title: str, widths: Sequence[float]) -> None:
    """The columns, the name and the title, both above the form."""
    letters = "ABCDEFGHIJ"[: len(widths)]
    for letter, width in zip(letters, widths, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"] = name
    sheet["A1"].font = Font(name="黑体", size=14)
    sheet["A2"] = title
    sheet["A2"].font = Font(name="宋体", size=_TITLE_SIZE, bold=True)
    sheet["A2"].alignment = CENTRE
    sheet.merge_cells(f"A2:{letters[-1]}2")
    sheet.row_dimensions[2].height = 10 + 24 * lines_of(title, sum(widths) * 11 / _TITLE_SIZE)


def field(
    sheet: Worksheet,
    row: int,
    label: str,
    boxes: tuple[str, str, str],
    text: str | None = None,
    height: float = 26,
    shown: str = "@",
) -> None:
    """A label and its box, open for typing.

    boxes   columns: of the label, of the first and of the last cell of the box, which are merged
    shown   number format of the box
    """
    at, first, last = boxes
    head = sheet[f"{at}{row}"]
    head.value, head.font, head.fill, head.border, head.alignment = label, LABEL, QUIET, BOX, CENTRE
    for cells in sheet[f"{first}{row}:{last}{row}"]:
        for cell in cells:
            cell.border, cell.protection, cell.number_format = BOX, OPEN, shown
            cell.alignment = _IN_BOX
    sheet[f"{first}{row}"].value = text
    if first != last:
        sheet.merge_cells(f"{first}{row}:{last}{row}")
    sheet.row_dimensions[row].height = height


def note(sheet: Worksheet, row: int, text: str, last: str) -> None:
    """The line below a form; what is above it is printed with it."""
    sheet.cell(row, 1, text).alignment = Alignment(vertical="center", wrap_text=True)
    sheet.merge_cells(f"A{row}:{last}{row}")
    sheet.print_area = f"A1:{last}{row}"


def one_of(sheet: Worksheet, names: Sequence[str], area: str) -> None:
    """A drop-down; another entry is let pass with a warning."""
    rule = DataValidation(
        type="list", formula1=f'"{",".join(names)}"', allow_blank=True, errorStyle="warning"
    )
    rule.showErrorMessage, rule.error = True, "请从下拉中选择"
    sheet.add_data_validation(rule)
    rule.add(area)
