"""报名 as a form: one sheet per person, firm or team, labels beside the boxes, hints beside them."""

from __future__ import annotations

from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from schemas.entries import ENTRIES
from schemas.format import Column
from workbook.edits import Edit
from workbook.xlsx.making.dress import in_lines, page_setup
from workbook.xlsx.making.form_parts import field, heading, note
from workbook.xlsx.making.hints import hint_column, row_hint
from workbook.xlsx.making.inputs import input_rule, protect

_WIDTHS: Final = (13, 18, 13, 18, 13, 18)
_FIRST: Final = 3
_HINTS: Final = 8
"""Column H: beside the form, outside its print area."""

_LINES: Final = (
    ("name", "kind", "key"),
    ("person", "gender", "born"),
    ("id_no", "credit_code"),
    ("category", "able", "phone"),
    ("members",),
    ("platform", "account", "account_id"),
    ("selling", "homepage"),
    ("fans", "sales", "as_of"),
    ("phase", "claimed", "day"),
    ("events",),
    ("remark",),
)
"""The boxes, line by line; a form begins with the name, so that several may stand below each other."""

FIELDS: Final = tuple(name for line in _LINES for name in line)
"""What the form asks for."""

_THREE: Final = (("A", "B", "B"), ("C", "D", "D"), ("E", "F", "F"))
_TWO: Final = (("A", "B", "C"), ("D", "E", "F"))
_ONE: Final = (("A", "B", "F"),)
_TALL: Final = frozenset({"members", "events"})


def entry_form(sheet: Worksheet, title: str) -> list[Edit]:
    """Draw the form on an empty sheet; answers its hints."""
    heading(sheet, ENTRIES.name, title, _WIDTHS)
    boxes: dict[Column, str] = {}
    for row, line in enumerate(_LINES, _FIRST):
        places = _THREE if len(line) == 3 else _TWO if len(line) == 2 else _ONE
        for name, place in zip(line, places, strict=True):
            column = ENTRIES.column(name)
            label = in_lines(column.title + ("*" if "form" in column.required else ""), _WIDTHS[0])
            height = 40 if name in _TALL else 32
            field(sheet, row, label, place, None, height, column.kind.excel.number_format)
            boxes[column] = f"{place[1]}{row}"
            input_rule(sheet, column, boxes[column])
    _below(sheet, _FIRST + len(_LINES))
    page_setup(sheet, "portrait")
    protect(sheet)
    return hint_column(sheet, _HINTS, 2, {_FIRST: row_hint(boxes, ENTRIES.required("form"), {})})


def _below(sheet: Worksheet, row: int) -> None:
    promise = "本人（单位）承诺所填信息真实，遵守活动规则。    签字（盖章）：            年  月  日"
    field(sheet, row, "参赛承诺", _ONE[0], promise, 40)
    field(sheet, row + 1, "承办单位意见", _ONE[0], "（盖章）            年  月  日", 48)
    words = "注：1.带 * 的必须填写。2.每个参赛者填一张；企业填全称和统一社会信用代码，团队填全部成员。"
    note(sheet, row + 2, words, "F")
