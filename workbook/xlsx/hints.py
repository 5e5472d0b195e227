"""Live hints for PCs that can run nothing: one formula per row says in Chinese what is still wrong.

Only functions Excel 2010 knows. IDs and phones are never keys of COUNTIF or SUMIF: Excel compares digit-only text as
numbers there, fifteen digits deep, and two persons would count as one. EXACT compares text as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

_DIGITS: Final = "0123456789"
_WEIGHTS: Final = "{7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2}"

ALLOWED: Final = frozenset(
    "IF IFERROR AND OR NOT LEN MID LEFT RIGHT UPPER EXACT ISNUMBER FIND MOD SUMPRODUCT DATE YEAR MONTH DAY VALUE "
    "COUNTA COUNTIF SUM ROUND TEXT TRIM".split()
)
"""Functions our formulas may use; COUNTIF only over words such as 必须改."""


def row_hint(cells: Mapping[str, str], required: Sequence[tuple[str, str]], ids: str) -> str:
    """The hint formula of one row.

    cells      field -> cell of this row, e.g. {"name": "G8", "id_no": "I8"}
    required   (field, title) of what must be filled
    ids        the absolute range of all ID cells, for duplicates
    """
    parts = [f'IF({cells[field]}="","缺{title}；","")' for field, title in required]
    if "id_no" in cells:
        parts.append(_id_hint(cells["id_no"], cells.get("gender"), ids))
    if "phone" in cells:
        parts.append(_phone_hint(cells["phone"]))
    filled = ",".join(cells[field] for field in ("name", "id_no", "phone") if field in cells)
    return f'=IF(COUNTA({filled})=0,"",{"&".join(parts)})'


def _positions(count: int) -> str:
    return "{" + ",".join(str(n) for n in range(1, count + 1)) + "}"


def _all_digits(cell: str, count: int) -> str:
    return f'SUMPRODUCT(--ISNUMBER(FIND(MID({cell},{_positions(count)},1),"{_DIGITS}")))={count}'


def _id_hint(cell: str, gender: str | None, ids: str) -> str:
    """Length, digits, real birth date, check digit, sex, duplicate: the first that is wrong is said."""
    year, month, day = f"VALUE(MID({cell},7,4))", f"VALUE(MID({cell},11,2))", f"VALUE(MID({cell},13,2))"
    born = f"DATE({year},{month},{day})"
    real = f"AND({year}>=1900,YEAR({born})={year},MONTH({born})={month},DAY({born})={day})"
    digit = f'MID("10X98765432",MOD(SUMPRODUCT(MID({cell},{_positions(17)},1)*{_WEIGHTS}),11)+1,1)'
    sex = "0"
    if gender:
        sex = f'AND({gender}<>"",(MOD(VALUE(MID({cell},17,1)),2)=1)<>({gender}="男"))'
    return (
        f'IF({cell}="","",IF(ISNUMBER({cell}),"身份证号要设为文本后重填；",IF(LEN({cell})<>18,"身份证号不是18位；",'
        f'IF(NOT({_all_digits(cell, 17)}),"身份证号前17位要是数字；",'
        f'IF(NOT(IFERROR({real},0)),"身份证号的出生日期不存在；",'
        f'IF(NOT(EXACT(UPPER(RIGHT({cell},1)),{digit})),"身份证号校验位不符；",'
        f'IF({sex},"性别与身份证号不符；","")))&IF(SUMPRODUCT(--EXACT({ids},{cell}))>1,"身份证号重复；","")))))'
    )


def _phone_hint(cell: str) -> str:
    good = f'AND(LEN({cell})=11,LEFT({cell},1)="1",ISNUMBER(FIND(MID({cell},2,1),"3456789")),{_all_digits(cell, 11)})'
    return f'IF({cell}="","",IF({good},"","手机号不对；"))'


def count_hint(hints: str) -> str:
    """The cell above: how many rows are still to be corrected."""
    return f'="填写提示：还有 "&SUMPRODUCT(--(LEN({hints})>0))&" 处要改"'


def lint_formula(formula: str) -> list[str]:
    """What is wrong with a formula we are about to write: unknown functions, keys that Excel compares as numbers."""
    bare = re.sub(r'"[^"]*"', '""', formula)
    names = set(re.findall(r"([A-Z][A-Z0-9.]+)\(", bare))
    faults = [f"{name} is not on the list of functions" for name in sorted(names - ALLOWED)]
    if re.search(r"(COUNTIF|SUMIF)S?\([^,()]+,(?!\"\")", bare):
        faults.append("COUNTIF and SUMIF take only a word as key")
    if "[" in bare or len(formula) > 8000:
        faults.append("refers to another workbook, or is too long")
    return faults
