"""Live hints for PCs that can run nothing: one formula per row says in Chinese what is still wrong.

They judge as `schemas.identity` does (a live test compares the two) and say less than `contestbook check`: what
they pass over in silence is left to it. Only functions of Excel 2010. IDs and phones are never keys of COUNTIF or
SUMIF: Excel compares digit-only text as numbers there, fifteen digits deep, and two persons would count as one.
EXACT compares text as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

_DIGITS: Final = "0123456789"
_WEIGHTS: Final = "{7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2}"
_PERSON: Final = ("team", "owner", "name", "id_no", "student_no", "phone", "shop_id", "shop_phone")
"""A row that holds none of these is blank, whatever was prefilled or chosen from a list."""

NOTHING: Final = "填写提示：还有 0 处要改"
"""What the cell above the hints shows in a blank template: the cached value of `count_hint`."""


def row_hint(
    cells: Mapping[str, str], required: Sequence[tuple[str, str]], unique: Mapping[str, Sequence[str]]
) -> str:
    """The hint formula of one row; it gives "" for a blank row and for a row without faults.

    cells      field -> cell of this row, e.g. {"name": "G8", "id_no": "I8"}
    required   (field, title) of what must be filled
    unique     field -> absolute ranges in which its value may stand only once (id_no, shop_id)
    """
    parts = [f'IF(LEN(TRIM({cells[field]}))=0,"缺{title}；","")' for field, title in required]
    if "id_no" in cells:
        parts.append(_id_hint(cells["id_no"], cells.get("gender")))
    for field, title in (("phone", "手机号"), ("shop_phone", "注册手机号")):
        if field in cells:
            parts.append(_phone_hint(cells[field], title))
    for field, ranges in unique.items():
        title = "身份证号" if field == "id_no" else "邮乐小店ID"
        parts.append(_twice_hint(cells[field], ranges, title))
    filled = ",".join(cells[field] for field in _PERSON if field in cells)
    return f'=IF(COUNTA({filled})=0,"",{"&".join(parts)})'


def blanks_hint(cells: Sequence[str], required: Sequence[tuple[str, str]]) -> str:
    """For a row of boxes in a form: what is still blank once anything in `cells` was filled.

    required   (cell, title)
    """
    parts = [f'IF(LEN(TRIM({cell}))=0,"缺{title}；","")' for cell, title in required]
    return f'=IF(COUNTA({",".join(cells)})=0,"",{"&".join(parts)})'


def count_hint(hints: str) -> str:
    """The cell above: in how many rows of that range something is still to be corrected."""
    return f'="填写提示：还有 "&SUMPRODUCT(--(LEN({hints})>0))&" 处要改"'


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
