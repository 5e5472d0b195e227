"""Live hints for PCs that can run nothing: one formula per row says in Chinese what is still wrong.

They judge as `schemas.identity` does (a live test compares the two) and say less than `contestbook check`: what
they pass over in silence is left to it. Only functions of Excel 2010. IDs and phones are never keys of COUNTIF or
SUMIF: Excel compares digit-only text as numbers there, fifteen digits deep, and two persons would count as one.
EXACT compares text as text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from schemas import columns as kinds
from schemas.format import Column
from workbook.edits import Edit, SetCell
from workbook.model import Cell
from workbook.xlsx.making.inputs import choices

_DIGITS: Final = "0123456789"
_RED: Final = Font(name="宋体", size=10, color="C00000")
_RED_BOLD: Final = Font(name="宋体", size=12, bold=True, color="C00000")
_WEIGHTS: Final = "{7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2}"

NOTHING: Final = "填写提示：还有 0 处要改"
"""What the cell above the hints shows in a blank template: the cached value of `count_hint`."""


def row_hint(
    cells: Mapping[Column, str], required: Collection[Column], unique: Mapping[Column, Sequence[str]]
) -> str:
    """The hint formula of one row; it gives "" for a blank row and for a row without faults.

    cells      column -> its cell in this row, e.g. G8
    required   those that must be filled
    unique     column -> absolute ranges in which its value may stand only once
    """
    parts = [
        f'IF(LEN(TRIM({cell}))=0,"缺{column.title}；","")'
        for column, cell in cells.items()
        if column in required
    ]
    gender = next((cell for column, cell in cells.items() if column.kind is kinds.GENDER), None)
    for column, cell in cells.items():
        if column.kind is kinds.ID_NUMBER:
            parts.append(_id_hint(cell, gender))
    for column, cell in cells.items():
        if column.kind is kinds.MOBILE:
            parts.append(_phone_hint(cell, column.title))
    parts += [_twice_hint(cells[column], ranges, column.title) for column, ranges in unique.items()]
    started = ",".join(cell for column, cell in cells.items() if _tells(column))
    return f'=IF(COUNTA({started})=0,"",{"&".join(parts)})'


def _tells(column: Column) -> bool:
    """Whether a value there makes a row more than a blank one: it was not prefilled, chosen or copied down."""
    return column.name == "team" or not (column.name == "seq" or column.per == "team" or choices(column))


def blanks_hint(cells: Sequence[str], required: Sequence[tuple[str, str]]) -> str:
    """For a row of boxes in a form: what is still blank once anything in `cells` was filled.

    required   (cell, title)
    """
    parts = [f'IF(LEN(TRIM({cell}))=0,"缺{title}；","")' for cell, title in required]
    return f'=IF(COUNTA({",".join(cells)})=0,"",{"&".join(parts)})'


def count_hint(hints: str) -> str:
    """The cell above: in how many rows of that range something is still to be corrected."""
    return f'="填写提示：还有 "&SUMPRODUCT(--(LEN({hints})>0))&" 处要改"'


def hint_column(sheet: Worksheet, number: int, head: int, formulas: Mapping[int, str]) -> list[Edit]:
    """The column of hints beside a sheet: outside the print area, locked, one formula a row, their count above.

    Answers the edits that write the formulas, each with the value it has in a blank sheet.

    head   row of the words 填写提示, by which reading passes the column over even where no program computed it
    """
    top = sheet.cell(head, number, "填写提示")
    top.font, top.alignment = _RED_BOLD, Alignment(vertical="center")
    letter = get_column_letter(number)
    sheet.column_dimensions[letter].width = 52
    edits: list[Edit] = []
    for row, formula in formulas.items():
        sheet.cell(row, number).font = _RED
        sheet.cell(row, number).alignment = Alignment(vertical="center")
        edits.append(SetCell(sheet.title, Cell(row, number), "", formula, protected="allow"))
    sheet.cell(1, number).font = _RED_BOLD
    area = f"{letter}{min(formulas)}:{letter}{max(formulas)}"
    return [*edits, SetCell(sheet.title, Cell(1, number), NOTHING, count_hint(area), protected="allow")]


def _positions(count: int) -> str:
    return "{" + ",".join(str(n) for n in range(1, count + 1)) + "}"


def _all_digits(cell: str, count: int) -> str:
    """Whether the first `count` characters are plain digits; the caller asks for the length."""
    return f'SUMPRODUCT(--ISNUMBER(FIND(MID({cell},{_positions(count)},1),"{_DIGITS}")))={count}'


def _spaced(cell: str) -> str:
    """Whether blanks stand in it: plain, full-width or non-breaking (CHAR(160) differs between systems: a literal)."""
    bare = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell}," ",""),"\u3000",""),"\u00a0","")'
    return f"LEN({bare})<LEN({cell})"


def _id_hint(cell: str, gender: str | None) -> str:
    """Number instead of text, blanks, length, digits, birth date, check digit, sex: the first fault is said."""
    year, month, day = (f"VALUE(MID({cell},{at}))" for at in ("7,4", "11,2", "13,2"))
    born = f"DATE({year},{month},{day})"
    # Excel takes 1900-02-29 for a real day; nobody born in 1900 takes part, so the year is said to be wrong.
    real = f"AND({year}>1900,YEAR({born})={year},MONTH({born})={month},DAY({born})={day})"
    digit = f'MID("10X98765432",MOD(SUMPRODUCT(MID({cell},{_positions(17)},1)*{_WEIGHTS}),11)+1,1)'
    steps = [
        (f"LEN(TRIM({cell}))=0", ""),
        (f"ISNUMBER({cell})", "身份证号存成了数字，请先设为文本再重填；"),
        (f'ISNUMBER(FIND("E+",UPPER({cell})))', "身份证号变成了科学计数法，请先设为文本再重填；"),
        (_spaced(cell), "身份证号里有空格；"),
        (f"LEN({cell})<>18", "身份证号不是18位；"),
        (f"NOT({_all_digits(cell, 17)})", "身份证号前17位要是数字；"),
        (f"NOT(IFERROR({real},FALSE))", "身份证号的出生日期不存在；"),
        (f"NOT(EXACT(UPPER(RIGHT({cell},1)),{digit}))", "身份证号校验位不符，请逐位核对；"),
    ]
    if gender:
        even = f"MOD(VALUE(MID({cell},17,1)),2)=0"
        steps.append(
            (f'OR(AND({gender}="男",{even}),AND({gender}="女",NOT({even})))', "性别与身份证号不符；")
        )
    return _first_of(steps)


def _phone_hint(cell: str, title: str) -> str:
    good = f'AND(LEFT({cell},1)="1",ISNUMBER(FIND(MID({cell},2,1),"3456789")),{_all_digits(cell, 11)})'
    return _first_of(
        [
            (f"LEN(TRIM({cell}))=0", ""),
            (_spaced(cell), f"{title}里有空格；"),
            (f"LEN({cell})<>11", f"{title}不是11位；"),
            (f"NOT({good})", f"{title}不对；"),
        ]
    )


def _twice_hint(cell: str, ranges: Sequence[str], title: str) -> str:
    """The same text again, capitals and small letters alike (x and X are one check digit)."""
    count = "+".join(f"SUMPRODUCT(--EXACT(UPPER({area}),UPPER({cell})))" for area in ranges)
    return f'IF(LEN(TRIM({cell}))=0,"",IF({count}>1,"{title}与别的行重复；",""))'


def _first_of(steps: Sequence[tuple[str, str]]) -> str:
    """Nested IFs: the text of the first condition that holds, else "". The later ones rely on the earlier."""
    formula = '""'
    for condition, text in reversed(steps):
        formula = f'IF({condition},"{text}",{formula})'
    return formula
