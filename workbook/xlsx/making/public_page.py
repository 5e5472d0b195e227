"""The list of winners to post: a workbook of its own with one sheet, A4 upright, nothing in it that not all may read."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from schemas.contest import Scope
from workbook.payout.posting import days_of
from workbook.payout.published import Public
from workbook.payout.schedule import Period
from workbook.xlsx.making.dress import (
    BOLD,
    BOX,
    CENTRE,
    HEAD,
    PLAIN,
    TITLE,
    WRAP,
    height_of,
    page_setup,
    wide,
)

_TITLES: Final = (
    ("序号", 6),
    ("活动", 16),
    ("组别", 10),
    ("奖项", 10),
    ("姓名或名称", 20),
    ("单位或账号", 20),
    ("奖金（元）", 13),
)
_WIDTH: Final = sum(width for _, width in _TITLES)
NOT_YET: Final = "草稿：还有没定的事，不得公示。"


def public_book(contest: str, lines: Sequence[Public], periods: Mapping[Scope, Period], draft: bool) -> bytes:
    """The bytes of the workbook. contest: its name; draft: something is open, so that it must not be posted yet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "公示"
    for number, (_, width) in enumerate(_TITLES, 1):
        sheet.column_dimensions["ABCDEFG"[number - 1]].width = width
    scopes = tuple(dict.fromkeys(Scope(line.phase, line.event) for line in lines))
    row = _top(sheet, contest, scopes, periods, draft)
    for column, (title, _) in enumerate(_TITLES, 1):
        head = sheet.cell(row, column, title)
        head.font, head.fill, head.border, head.alignment = BOLD, HEAD, BOX, CENTRE
    sheet.row_dimensions[row].height = 24
    sheet.print_title_rows = f"{row}:{row}"
    for line in lines:
        row += 1
        _line(sheet, row, line)
    page_setup(sheet, "portrait")
    book.properties.creator = book.properties.lastModifiedBy = None
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _top(
    sheet: Worksheet,
    contest: str,
    scopes: Sequence[Scope],
    periods: Mapping[Scope, Period],
    draft: bool,
) -> int:
    """Title, then when each event is posted, where, and whom to object to; -> the row of the header."""
    label = scopes[0].label if len(scopes) == 1 else ""
    lines = [(f"{contest}{label}获奖名单公示", TITLE)]
    lines += [(NOT_YET, BOLD)] if draft else []
    lines += [(text, PLAIN) for text in _notices(scopes, periods)]
    for row, (text, font) in enumerate(lines, 1):
        _text(sheet, row, 1, text)
        cell = sheet.cell(row, 1)
        cell.font, cell.alignment = font, CENTRE if row == 1 else WRAP
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_TITLES))
        wanted = -(-wide(text) * 16 // 11 // _WIDTH) * 24 + 10 if row == 1 else height_of({text: _WIDTH})
        sheet.row_dimensions[row].height = wanted
    return len(lines) + 1


def _notices(scopes: Sequence[Scope], periods: Mapping[Scope, Period]) -> list[str]:
    """What is said of posting them, each thing once: events that hang together are named together."""
    said: dict[str, list[str]] = {}
    for scope in scopes:
        said.setdefault(_notice(periods.get(scope)), []).append(scope.label)
    if len(said) == 1:
        return list(said)
    return [f"{'、'.join(labels)}  {text}" for text, labels in said.items()]


def _notice(period: Period | None) -> str:
    parts = [
        f"公示期：{days_of(period) or '待定'}",
        f"公示地点：{period.where}" if period and period.where else "",
        f"有异议的，请在公示期内联系：{period.contact}" if period and period.contact else "",
    ]
    return "；".join(filter(None, parts)) + "。"


def _line(sheet: Worksheet, row: int, line: Public) -> None:
    label = Scope(line.phase, line.event).label
    texts = (label, line.group, line.tier, line.shown, line.account)
    for column, text in enumerate(texts, 2):
        _text(sheet, row, column, text)
    sheet.cell(row, 1, line.seq)
    sheet.cell(row, len(_TITLES), line.amount / 100).number_format = "#,##0.00"
    for column in range(1, len(_TITLES) + 1):
        cell = sheet.cell(row, column)
        cell.font, cell.border, cell.alignment = PLAIN, BOX, CENTRE
    widths = zip(texts, (width for _, width in _TITLES[1:]), strict=False)
    sheet.row_dimensions[row].height = height_of({text: width for text, width in widths})


def _text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Text stays text, also where it begins like a formula."""
    cell = sheet.cell(row, column, text or None)
    if text:
        cell.data_type = "s"
