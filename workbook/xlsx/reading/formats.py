"""Number formats: from style indices to format codes, and which cells have which, told in runs.

A column of dates is one run of rows: a hundred thousand of them cost one line on the wire and nothing to look
up until somebody asks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from workbook.model import Cell, column_number
from workbook.xlsx.reading.markup import attributes

CHINESE_DATE: Final = 'yyyy"年"m"月"d"日"'
BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    **{number: CHINESE_DATE for number in (*range(27, 37), *range(50, 59))},
}  # fmt: skip
"""What the numbers without a code of their own mean in a Chinese Excel; 27-36 and 50-58 are its dates."""

_NUM_FMT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*")
_XFS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
_XF = re.compile(rb"<(?:\w+:)?xf\s[^>]*")
_ANY_XF = re.compile(rb"<(?:\w+:)?xf(?=[\s/>])")
_ID = re.compile(rb"""numFmtId\s*=\s*["'](\d{1,6})""")
_MANY: Final = 50


def number_formats(styles: bytes) -> dict[int, str]:
    """Style index -> format code, for the styles that are neither General nor text."""
    own = {}
    for tag in _NUM_FMT.findall(styles):
        given = attributes(tag)
        if given.get("numFmtId", "").isdigit():
            own[int(given["numFmtId"])] = given.get("formatCode", "")
    block = _XFS.search(styles)
    found = {}
    for index, tag in enumerate(_XF.findall(block[0]) if block else ()):
        given_id = _ID.search(tag)
        number = int(given_id[1]) if given_id else 0
        code = own.get(number) or BUILT_IN.get(number, "")
        if code and code not in ("General", "@"):
            found[index] = code
    return found


def style_beyond(rows: bytes, styles: bytes) -> int | None:
    """A style index in the rows of a sheet that the styles part does not have; None where there is none."""
    block = _XFS.search(styles)
    count = len(_ANY_XF.findall(block[0])) if block else 0
    beyond = rb' s="(' + _at_least(count) + rb')"'
    if not re.search(beyond, rows):  # sought first, for it is much quicker; what it finds may stand in a text
        return None
    found = re.search(rb"<(?:c|row)(?= )[^<>]*?" + beyond, rows)
    return int(found[1]) if found else None


def _at_least(least: int) -> bytes:
    """A pattern of the whole numbers from one on: to look for them costs less than to read all that are there."""
    digits = str(least)
    longer = f"[1-9][0-9]{{{len(digits)},}}"
    same = [
        f"{digits[:at]}[{int(digit) + 1}-9][0-9]{{{len(digits) - at - 1}}}"
        for at, digit in enumerate(digits)
        if digit != "9"
    ]
    return f"0*(?:{'|'.join([longer, digits, *same])})".encode()


def formatted_cells(rows: bytes, formats: Mapping[int, str]) -> list[list[Any]]:
    """[column, code, first row, last row, first, last ...] for the numeric cells with a format."""
    if not formats:
        return []
    styles = b"|".join(b"%d" % index for index in formats) if len(formats) < _MANY else rb"\d+"
    pattern = re.compile(
        rb'<c r="([A-Z]++)([0-9]++)"(?: t="n")?+ s="(' + styles + rb')"(?: cm="\d+"| t="n")*+>'
        rb"(?:<f[^<>]*(?:/>|>[^<]*</f>))?<v>[^<]"
    )
    rows_of: dict[tuple[bytes, bytes], list[bytes]] = {}
    for letters, row, style in pattern.findall(rows):
        key = (letters, style)
        if key in rows_of:
            rows_of[key].append(row)
        else:
            rows_of[key] = [row]
    return [
        [column_number(letters.decode()), formats[int(style)], *_runs(map(int, found))]
        for (letters, style), found in rows_of.items()
        if int(style) in formats
    ]


def _runs(rows: Iterable[int]) -> list[int]:
    """1 2 3 7 8 -> 1 3 7 8: first and last of each run."""
    runs: list[int] = []
    last = -1
    for row in rows:
        if row != last + 1:
            if last >= 0:
                runs.append(last)
            runs.append(row)
        last = row
    if last >= 0:
        runs.append(last)
    return runs


class Formats(Mapping[Cell, str]):
    """Cell -> format code over runs of rows, as `formatted_cells` tells them."""

    def __init__(self, found: Iterable[list[Any]]) -> None:
        self._columns: dict[int, list[tuple[int, int, str]]] = {}
        for column, code, *ends in found:
            runs = self._columns.setdefault(column, [])
            runs += [(first, last, code) for first, last in zip(ends[::2], ends[1::2], strict=True)]
        for runs in self._columns.values():
            runs.sort()

    def __getitem__(self, cell: Cell) -> str:
        row, col = cell
        runs = self._columns.get(col)
        if runs:
            at = bisect_right(runs, row, key=lambda run: run[0]) - 1
            if at >= 0 and row <= runs[at][1]:
                return runs[at][2]
        raise KeyError(cell)

    def __iter__(self) -> Iterator[Cell]:
        for column, runs in self._columns.items():
            for first, last, _ in runs:
                for row in range(first, last + 1):
                    yield Cell(row, column)

    def __len__(self) -> int:
        return sum(last - first + 1 for runs in self._columns.values() for first, last, _ in runs)

    def __bool__(self) -> bool:
        return bool(self._columns)
