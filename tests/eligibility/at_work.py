"""What people do in a contest workbook of 利通: type rows, decide, answer, and judge; and what they then see."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from tests.merge.test_merge_command import rows
from tests.shell import contestbook

EVENT = "第一期·活动4"


def typed(path, sheets):
    """People type rows into the sheets."""
    made = load_workbook(path)
    for name, lines in sheets.items():
        header = [cell.value for cell in made[name][HEADER_ROW]]
        for row, values in enumerate(lines, HEADER_ROW + 1):
            for title, value in values.items():
                made[name].cell(row, header.index(title) + 1).value = value
    made.save(path)


def decided(path, row, **values):
    """Somebody fills in a line of 资格审核."""
    made = load_workbook(path)
    header = [cell.value for cell in made["资格审核"][HEADER_ROW]]
    for title, value in values.items():
        made["资格审核"].cell(row, header.index(title) + 1).value = value
    made.save(path)


def run(book, *words):
    status, output = contestbook("eligible", book, "--as-of", "2026-06-01", *words, "--json")
    (found,) = json.loads(output)["files"]
    if found["reason"]:
        return status, found["reason"]["code"]
    return status, [f"{f['code']} {f['sheet'] or ''}!{f['cell'] or ''}" for f in found["findings"]]


def results(book):
    return [" ".join(row) for row in rows(book, "资格审核", "编号", "活动", "结论")]


def listed(book):
    sheet = load_workbook(book)["问题清单"]
    rows = sheet.iter_rows(min_row=6, values_only=True)
    return [(row[13], row[5], row[10] or "") for row in rows if row[13]]


def ticked(book, code, answer):
    """Somebody answers in 问题清单."""
    made = load_workbook(book)
    sheet = made["问题清单"]
    for row in range(6, sheet.max_row + 1):
        if sheet.cell(row, 14).value == code:
            sheet.cell(row, 11).value = answer
    made.save(book)
