"""The workbooks people fill in: blank sheets of any formats, or filled ones that are sent back, and a page of instructions.

New workbooks of ours are built with openpyxl; the hint formulas then get their cached values through our own writer.
A sheet is drawn by `roster`, by `form_template` (附件1) or by `entry_form` (报名), the page by `guide`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias

from openpyxl import Workbook

from schemas import entries, registration
from schemas.entries import ENTRIES
from schemas.format import SheetFormat
from schemas.formats import FORMATS
from schemas.registration import REGISTRATION
from schemas.shops import SHOPS
from workbook import stamps
from workbook.edits import Edit
from workbook.xlsx.making import entry_form, form_template
from workbook.xlsx.making.dress import stamp
from workbook.xlsx.making.guide import Listed, instructions
from workbook.xlsx.making.roster import Row, fields_of, roster
from workbook.xlsx.writing.filehost import FileHost

Filled: TypeAlias = Mapping[str, Sequence[Row]]
"""Format id -> rows, field -> value as a cell holds it."""

ATTACHMENTS: Final = (REGISTRATION, SHOPS)
"""附件1 and 附件2 belong together: one is judged by the other."""

FORMAT_VERSION: Final = "1"
ROWS: Final = 200


def template_book(
    city: str | None,
    layout: Literal["roster", "form"],
    contest: str,
    rules: str = "",
    title: str = registration.CONTEST,
    formats: Sequence[SheetFormat] = ATTACHMENTS,
    rows: int = ROWS,
) -> bytes:
    """Blank sheets of some formats, and 填写说明.

    city      short name of the branch, prefilled and stamped; None: any branch
    layout    how 附件1 and 报名 come: one row a person or entrant, or a form for one team or entrant
    contest   id of the contest, stamped
    rules     mark of the rule card it was made under, stamped: a submission keeps it
    title     the contest's name, in the titles of all sheets
    rows      preset rows of every roster
    """
    book = Workbook()
    hints: list[Edit] = []
    listed: list[Listed] = []
    for fmt in formats:
        sheet, heading = book.create_sheet(fmt.name), _title(fmt, title)
        if layout == "form" and fmt is REGISTRATION:
            hints += form_template.team_form(sheet, heading, city)
            listed.append(Listed(fmt, "form", form_template.FIELDS))
        elif layout == "form" and fmt is ENTRIES:
            hints += entry_form.entry_form(sheet, heading)
            listed.append(Listed(fmt, "form", entry_form.FIELDS))
        else:
            blank: list[Row] = [{}] * rows
            hints += roster(sheet, fmt, heading, city, blank, hints=True)
            listed.append(Listed(fmt, "roster", tuple(fields_of(fmt))))
    return _finished(book, listed, _said(city, contest, rules), hints)


def filled_book(city: str | None, contest: str, rules: str, title: str, filled: Filled) -> bytes:
    """Rosters with rows, each of its own format, and 填写说明: to be corrected, or stamped and handed in.

    filled    rows of any formats; what has none gets no sheet, but 附件1 and 附件2 come together
    """
    together = any(filled.get(fmt.id) for fmt in ATTACHMENTS)
    book = Workbook()
    listed: list[Listed] = []
    for fmt in FORMATS:
        rows = filled.get(fmt.id, ())
        if rows or (together and fmt in ATTACHMENTS):
            roster(book.create_sheet(fmt.name), fmt, _title(fmt, title), city, rows, hints=False)
            listed.append(Listed(fmt, "roster", tuple(fields_of(fmt, rows))))
    return _finished(book, listed, _said(city, contest, rules), [])


def _title(fmt: SheetFormat, contest: str) -> str:
    """The official title: titles that name the contest they were made for name this one instead."""
    bare = fmt.title.removeprefix(registration.CONTEST).removeprefix(entries.CONTEST)
    return contest + bare


def _said(city: str | None, contest: str, rules: str) -> dict[str, str]:
    return {
        stamps.FORMAT: FORMAT_VERSION,
        stamps.CONTEST: contest,
        stamps.BRANCH: city or "",
        stamps.RULES: rules,
    }


def _finished(
    book: Workbook, listed: Sequence[Listed], said: Mapping[str, str], hints: Sequence[Edit]
) -> bytes:
    """The page of instructions, the stamps, and the bytes with all hints in them."""
    del book["Sheet"]  # openpyxl's own first sheet
    instructions(book.create_sheet("填写说明"), listed, bool(hints))
    stamp(book, said)
    stream = io.BytesIO()
    book.save(stream)
    if not hints:
        return stream.getvalue()
    host = FileHost(stream.getvalue(), "template.xlsx")
    host.apply(hints)
    return host.data
