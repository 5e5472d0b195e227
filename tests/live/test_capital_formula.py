"""The formula for amounts in capitals, recalculated by LibreOffice, says what `capital` says."""

from __future__ import annotations

import shutil
from random import Random

import pytest
from openpyxl import Workbook, load_workbook

from tests.live.test_libreoffice import through_libreoffice
from workbook.capital import capital, capital_formula

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

EDGES = (
    0, 1, 10, 53, 100, 1000, 1005, 1050, 10000, 10100, 100000, 100100, 101000, 1000000, 1000100, 1001000, 1010000,
    1640902, 10000050, 10500000, 10700053, 100000000, 1000000000, 9999999999,
)  # fmt: skip
NO_AMOUNT = (None, "", "壹元", "12.50", -0.01, -1, 100000000, 99999999.995, "=1/0", '=""')
ROUNDED = {1.005: 101, 2.675: 268, 1.115: 112, 0.004: 0, -0.004: 0, 0.1 + 0.2: 30, 99999999.994: 9999999999}


def some_amounts():
    """Edges, a fen around every power of ten, and random ones of every length, half of their digits 0."""
    random = Random(11)
    powers = [10**n + d for n in range(1, 11) for d in (-1, 0, 1) if 10**n + d < 10**10]
    drawn = [
        int("".join(random.choice("000000000123456789") for _ in range(random.randint(1, 10))))
        for _ in range(560)
    ]
    return sorted({*EDGES, *powers}) + drawn


def recalculated(folder, contents):
    """What the formula says beside each of these contents, and of a formula that gives the same."""
    book = Workbook()
    sheet = book.active
    for row, content in enumerate(contents, 1):
        sheet.cell(row, 1, content)
        sheet.cell(row, 2, capital_formula(f"A{row}"))
        sheet.cell(row, 3, f"=A{row}/4*3+A{row}/4")
        sheet.cell(row, 4, capital_formula(f"$C${row}"))
    book.save(folder / "a.xlsx")
    (result,) = load_workbook(through_libreoffice(folder / "a.xlsx", folder / "lo"), data_only=True)
    return [(row[1] or "", row[3] or "") for row in result.iter_rows(values_only=True)]


def test_libreoffice_writes_the_same_capitals(tmp_path):
    amounts = some_amounts()
    contents = [fen / 100 for fen in amounts] + list(ROUNDED) + list(NO_AMOUNT)
    said = recalculated(tmp_path, contents)
    expected = [capital(fen) for fen in amounts]
    assert [typed for typed, _ in said[: len(amounts)]] == expected
    assert [reckoned for _, reckoned in said[: len(amounts)]] == expected
    rest = [typed for typed, _ in said[len(amounts) :]]
    assert rest == [*map(capital, ROUNDED.values()), *("" for _ in NO_AMOUNT)]
