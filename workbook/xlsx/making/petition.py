"""请示单: the open points of one event (or of all) on paper, for somebody to decide and sign. A4, biggest first."""

from __future__ import annotations

import io
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from schemas.contest import Card, Event, Point
from workbook import stamps
from workbook.card.stakes import open_points, stake_words, tax_effects
from workbook.xlsx.making.dress import (
    BOLD,
    BOX,
    CENTRE,
    HEAD,
    PLAIN,
    SMALL,
    TITLE,
    WRAP,
    height_of,
    page_setup,
    stamp,
)

_TITLES: Final = (
    ("序号", 5),
    ("要定的事", 30),
    ("通知原文", 24),
    ("可选的办法", 32),
    ("影响", 26),
    ("决定", 20),
)
_HEADER: Final = 5


def petition(card: Card, event: Event | None, rules: str) -> bytes:
    """The bytes of a workbook with one sheet to print.

    event   None: all events
    rules   mark of the card: a decision is made on what the card said then
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "请示单"
    points = open_points(card, event)
    _top(sheet, card, event, len(points))
    for number, (title, width) in enumerate(_TITLES, 1):
        sheet.column_dimensions["ABCDEF"[number - 1]].width = width
        head = sheet.cell(_HEADER, number, title)
        head.font, head.fill, head.border, head.alignment = BOLD, HEAD, BOX, CENTRE
    sheet.row_dimensions[_HEADER].height = 24
    for number, point in enumerate(points, 1):
        _line(sheet, _HEADER + number, number, card, point, event)
    _signatures(sheet, _HEADER + len(points) + 1, rules)
    sheet.print_title_rows = f"{_HEADER}:{_HEADER}"
    sheet.freeze_panes = sheet.cell(_HEADER + 1, 1)
    page_setup(sheet, "landscape")
    stamp(book, {stamps.RULES: rules})
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _top(sheet: Worksheet, card: Card, event: Event | None, count: int) -> None:
    contest = card.contest.title if card.contest else ""
    subject = f"{event.scope.label} {event.title}" if event else "全部活动"
    lines = (
        ("关于赛事规则待确认事项的请示", TITLE, 30),
        (contest, PLAIN, 20),
        (f"{subject}    共 {count} 项，按涉及奖金从多到少排列", PLAIN, 20),
        (
            "通知缺字、矛盾或没有规定，定下以前相关活动不能定稿。请在“决定”栏写明，签字后交经办人登记。",
            SMALL,
            18,
        ),
    )
    for row, (text, font, height) in enumerate(lines, 1):
        cell = sheet.cell(row, 1, text)
        cell.font, cell.alignment = font, CENTRE if row < 3 else WRAP
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_TITLES))
        sheet.row_dimensions[row].height = height


def _line(sheet: Worksheet, row: int, number: int, card: Card, point: Point, event: Event | None) -> None:
    source = f"{point.source}（第{point.line}行）" if point.source and point.line else point.source
    options = [f"□ {option}" for option in point.options] + ["□ 其他："]
    likely = [f"试算暂按：{point.likely}"] if point.likely else []
    effect = [
        point.effect,
        f"卡住：{'、'.join(point.blocks)}",
        f"涉及奖金：{stake_words(card, point, event)}",
    ]
    texts = (
        str(number),
        f"{point.id}  {point.question}",
        source or "通知没有规定",
        "\n".join([*options, *likely]),
        "\n".join(line for line in (*effect, *tax_effects(card, point, event)) if line),
        None,
    )
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(row, column, text)
        cell.data_type = "s" if text else cell.data_type
        cell.font, cell.border, cell.alignment = PLAIN, BOX, CENTRE if column == 1 else WRAP
    widths = {text or "": width for text, (_, width) in zip(texts, _TITLES, strict=True)}
    sheet.row_dimensions[row].height = height_of(widths)


def _signatures(sheet: Worksheet, row: int, rules: str) -> None:
    for offset, text in enumerate(
        (
            "批准人（签字）：________________        日期：        年    月    日        文件编号：________________",
            f"经办人（签字）：________________        规则指纹：{rules}",
        )
    ):
        cell = sheet.cell(row + 1 + offset, 1, text)
        cell.font, cell.alignment = PLAIN, WRAP
        sheet.merge_cells(start_row=row + 1 + offset, start_column=1, end_row=row + 1 + offset, end_column=6)
        sheet.row_dimensions[row + 1 + offset].height = 30
