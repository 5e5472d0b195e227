"""The contest workbook (赛事台账): the rule card's sheets filled from a card, and blank sheets for everything after.

Built with openpyxl, as all workbooks of ours; formulas get their cached values through our own writer. From then on
the sheets are the rule card. The home page and 报送情况 are drawn by `book_pages`, what a sheet holds is in
`schemas.book` and `schemas.rulecard`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from schemas.book import (
    ABOUT_ROW,
    BASE,
    BOOK_SHEETS,
    BOOK_VERSION,
    COLUMN_NAMES,
    HEADER_ROW,
    HOME,
    PARTS,
    PAYMENTS,
    PAYMENTS_TITLES,
    RECEIVED,
    RECORDS,
    REPORTS,
    SCHOOL_LIST,
    SEALED,
    SEALED_TITLES,
    TITLE_ROW,
    VERSIONS,
    BookSheet,
    Part,
)
from schemas.format import Column, SheetFormat
from schemas.rulecard import CARD_FORMATS
from workbook import journal, stamps
from workbook.card.read import CardSheets
from workbook.card.seed import Seed
from workbook.card.versions import BASE_TITLES, base_rows
from workbook.edits import Edit
from workbook.merge.base import TITLES as RECEIVED_TITLES
from workbook.model import MAX_ROW, Book, Sheet
from workbook.verify.page import PAGE
from workbook.xlsx.making import book_pages, card_formulas, finance_pages, prize_pages, sales_pages
from workbook.xlsx.making.dress import (
    A3,
    A4,
    BAD,
    BOLD,
    BOX,
    CENTRE,
    GOOD,
    HEAD,
    LINE,
    MUST,
    OPEN_YET,
    PLAIN,
    QUIET,
    SMALL,
    TITLE,
    WRAP,
    height_of,
    page_setup,
    stamp,
)
from workbook.xlsx.writing.filehost import FileHost

_RULED: Final = 300
"""Drop-downs reach down to this row."""

_LONG: Final = 16
"""Characters: texts in columns as wide as this are wrapped."""

_CONCLUDED: Final = ("result", "verdict")
_CONCLUDED_COLORS: Final[Mapping[tuple[str, ...], str]] = {
    ("合格", "符合", "通过"): GOOD,
    ("不合格", "不符合", "不通过"): BAD,
    ("暂不能归组", "待核", "待审"): OPEN_YET,
}
_DOWN: Final = 5000
"""Conclusions are coloured and rows have lines down to this one."""

_WIDE: Final = 230
"""Characters: a sheet wider than this is printed on A3; on A4 its letters would be smaller than 7 points."""
_NOT_PRINTED: Final = ("source_file", "source_sheet", "source_row", "rules", "mark", "chain")
"""Last columns that are for the program, or for finding a row again on the screen."""

_ABOUT: Final[Mapping[str, str]] = {
    "规则_活动": "大赛一行、每期一行、每个活动一行。日期、总额照通知填写；原文不清楚的，在“待确认”列写编号。",
    "规则_组别": "分组的活动每组一行；不分组的活动不用填。",
    "规则_条件": "归组：把人分到组里；资格：能不能参赛、得奖。同一“条件组”的各行要同时满足。",
    "规则_奖项": "每个奖项一行。名额和单项金额只填数字，小计和合计由公式算出。",
    "规则_义务与期限": "谁要在什么时候之前做完什么。",
    "规则_评分": "按几个指标打分的活动才填：每个指标满分几分、怎么递减。",
    "规则_政策": "通知没有写、发奖以前必须定下的事。“选定”由待确认事项带出，不要手填。",
    "待确认事项": "通知缺字、矛盾、没写的地方。定了以后填右边五列：决定、批准人、日期、文件、经办人；批准人不能是经办人。",
}
_LISTS: Final = (
    (
        SCHOOL_LIST,
        "教育部《全国高等学校名单》里本省的学校；检查附件1时用。",
        (
            ("学校名称", 30),
            ("学校标识码", 14),
            ("所在地", 12),
            ("办学层次", 10),
            ("别名", 24),
            ("别名起用日期", 14),
        ),
    ),
    (
        COLUMN_NAMES,
        "别人的表头和我们的列名不一样时，在这里加一行，汇总时就认得。",
        (("表", 16), ("我们的列名", 20), ("对方的表头", 24), ("备注", 24)),
    ),
)
_VERSION_TITLES: Final = (
    ("版本", 7), ("时间", 26), ("规则指纹", 16), ("表", 16), ("行", 34), ("列", 12), ("原值", 24), ("新值", 24),
)  # fmt: skip


def contest_book(seed: Seed, book: Book, sheets: CardSheets, rules: str, when: str) -> bytes:
    """The bytes of a new contest workbook.

    book     the card's sheets (`workbook.card.seed.card_book`), sheets the card read from them
    rules    mark of the card (`workbook.card.versions.mark`); when: the time to write into 规则版本
    """
    made = Workbook()
    made.active.title = HOME
    for fmt in CARD_FORMATS:
        _rule_sheet(made.create_sheet(fmt.name), fmt, book.sheet(fmt.name))
    for name, about, titles in _LISTS:
        _plain_sheet(made.create_sheet(name), about, titles, "规则")
    _versions(
        made.create_sheet(VERSIONS), rules, when, sheets.card.contest.source if sheets.card.contest else ""
    )
    for spec in BOOK_SHEETS:
        _work_sheet(made.create_sheet(spec.name), spec)
        if spec.name == "收件登记":
            made.create_sheet(REPORTS)
    _base(made.create_sheet(BASE), sheets)
    _kept(made.create_sheet(RECEIVED), RECEIVED_TITLES)
    _kept(made.create_sheet(PAYMENTS), PAYMENTS_TITLES)
    _kept(made.create_sheet(SEALED), SEALED_TITLES)
    edits = card_formulas.edits(seed, sheets)
    edits += book_pages.page_of_reports(made[REPORTS], sheets)
    shown = [sheet.title for sheet in made if sheet.title not in (*seed.hidden, *RECORDS)]
    edits += book_pages.home(made[HOME], seed, sheets, shown)
    _hide(made, {*seed.hidden, *RECORDS})
    said = {
        stamps.BOOK: str(BOOK_VERSION),
        stamps.CONTEST: seed.id,
        stamps.RULES: rules,
    }
    stamp(made, said)
    return _written(made, edits)


def _written(made: Workbook, edits: Sequence[Edit]) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    host = FileHost(stream.getvalue(), "contest.xlsx")
    host.apply([*edits, journal.new_sheet()])
    return host.data


def _hide(made: Workbook, names: Iterable[str]) -> None:
    for name in names:
        if name in made.sheetnames:
            made[name].sheet_state = "hidden"


def _top(sheet: Worksheet, about: str, part: Part) -> None:
    """Title and one sentence; the colour of the tab."""
    sheet.cell(TITLE_ROW, 1, sheet.title).font = TITLE
    sheet.cell(ABOUT_ROW, 1, about).font = SMALL
    sheet.row_dimensions[TITLE_ROW].height = 28
    sheet.row_dimensions[ABOUT_ROW].height = 18
    sheet.row_dimensions[HEADER_ROW].height = 32
    sheet.sheet_properties.tabColor = PARTS[part]


def _bottom(sheet: Worksheet, columns: int, frozen: int, printed: int = 0) -> None:
    """Frozen panes, filter, printing; printed: so many columns only, as far down as there are rows."""
    last = get_column_letter(columns)
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, frozen)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{max(sheet.max_row, HEADER_ROW + 1)}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    width = sum(
        sheet.column_dimensions[get_column_letter(number)].width
        for number in range(1, (printed or columns) + 1)
    )
    page_setup(sheet, "landscape", A3 if width > _WIDE else A4)
    if printed and printed < columns:
        sheet.print_area = f"A1:{get_column_letter(printed)}{MAX_ROW}"


def _header(sheet: Worksheet, number: int, title: str, width: float, must: bool = False) -> None:
    head = sheet.cell(HEADER_ROW, number, title)
    head.font, head.border, head.alignment = BOLD, BOX, CENTRE
    head.fill = MUST if must else HEAD
    sheet.column_dimensions[get_column_letter(number)].width = width


# ---- The rule card


def _rule_sheet(sheet: Worksheet, fmt: SheetFormat, card: Sheet | None) -> None:
    """One sheet of the card: its rows, some blank ones, drop-downs, wrapped texts."""
    assert card is not None  # card_book makes every sheet of the card
    _top(sheet, _ABOUT[fmt.name], "规则")
    last = card.height + card_formulas.SPARE
    for number, column in enumerate(fmt.columns, 1):
        _header(sheet, number, column.title, column.kind.excel.width, bool(column.required))
        _fill_column(sheet, number, column, card, last)
        _drop_down(sheet, number, column)
    for row in range(HEADER_ROW + 1, last + 1):
        texts = {
            str(cell.value): column.kind.excel.width
            for cell, column in zip(sheet[row], fmt.columns, strict=False)
            if isinstance(cell.value, str)
        }
        sheet.row_dimensions[row].height = height_of(texts)
    if fmt.id == "rule_tiers":
        _total_row(sheet, fmt, last + 1)
    if fmt.id == "rule_points":
        _state_colors(sheet, fmt, last)
        _answers(sheet, fmt, card)
    frozen = 2 + [column.name for column in fmt.columns].index(fmt.key[-1])
    _bottom(sheet, len(fmt.columns), min(frozen, 5))


def _fill_column(sheet: Worksheet, number: int, column: Column, card: Sheet, last: int) -> None:
    shape = column.kind.excel
    letter = get_column_letter(number)
    sheet.column_dimensions[letter].number_format = shape.number_format
    for row in range(HEADER_ROW + 1, last + 1):
        cell = sheet.cell(row, number)
        if row <= card.height and not column.computed:
            cell.value = card.columns[number - 1][row - 1]
        if isinstance(cell.value, str):
            cell.data_type = "s"
        cell.number_format, cell.font, cell.border = shape.number_format, PLAIN, BOX
        cell.alignment = WRAP if shape.width >= 14 else CENTRE
        if column.computed:
            cell.fill = QUIET


def _drop_down(sheet: Worksheet, number: int, column: Column) -> None:
    """Choices and hints while typing; another entry gets a warning and is let pass: lint judges it."""
    choices = ",".join(column.kind.excel.choices)
    words = [column.hint] if column.hint else []
    if column.example:
        words.append(f"例：{column.example}")
    if not choices and not words:
        return
    listed = 0 < len(choices) <= 250
    rule = DataValidation(type="list" if listed else None, formula1=f'"{choices}"' if listed else None)
    rule.allow_blank, rule.showErrorMessage = True, False
    if words and not column.computed:
        rule.showInputMessage, rule.promptTitle = True, column.title
        rule.prompt = "。".join(words)[:250]
    letter = get_column_letter(number)
    sheet.add_data_validation(rule)
    rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{_RULED}")


def _total_row(sheet: Worksheet, fmt: SheetFormat, row: int) -> None:
    """The looks of 合计, whose words and formula come with the other formulas."""
    for number, column in enumerate(fmt.columns, 1):
        cell = sheet.cell(row, number)
        cell.font, cell.border, cell.fill, cell.alignment = BOLD, BOX, QUIET, CENTRE
        cell.number_format = column.kind.excel.number_format
    sheet.row_dimensions[row].height = 22


def _state_colors(sheet: Worksheet, fmt: SheetFormat, last: int) -> None:
    """状态 in colour: decided green, all else amber."""
    letter = get_column_letter(1 + [column.name for column in fmt.columns].index("state"))
    area = f"{letter}{HEADER_ROW + 1}:{letter}{last}"
    green, amber = (PatternFill("solid", bgColor=color) for color in (GOOD, OPEN_YET))
    sheet.conditional_formatting.add(area, CellIsRule(operator="equal", formula=['"已定"'], fill=green))
    sheet.conditional_formatting.add(area, CellIsRule(operator="notEqual", formula=['""'], fill=amber))


def _answers(sheet: Worksheet, fmt: SheetFormat, card: Sheet) -> None:
    """A drop-down of its readings beside every point; another answer may be typed."""
    names = [column.name for column in fmt.columns]
    options, decided = names.index("options"), get_column_letter(1 + names.index("decided"))
    for row in range(HEADER_ROW + 1, card.height + 1):
        value = card.columns[options][row - 1]
        answers = [line.split("：")[0] for line in value.split("\n")] if isinstance(value, str) else []
        listed = ",".join(answers)
        if answers and len(listed) <= 250 and not any("," in answer or '"' in answer for answer in answers):
            rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
            rule.showErrorMessage = False
            sheet.add_data_validation(rule)
            rule.add(f"{decided}{row}")


# ---- The other sheets


def _work_sheet(sheet: Worksheet, spec: BookSheet) -> None:
    """A sheet of people, work or money: header, formats for whole columns, drop-downs."""
    _top(sheet, f"{spec.about}（{_OWNER[spec.owner]}）", spec.part)
    before = "@"
    for number, column in enumerate(spec.columns, 1):
        shape = column.kind.excel
        _header(sheet, number, column.title, max(shape.width, 2 * len(column.title) + 2))
        sheet.column_dimensions[get_column_letter(number)].number_format = shape.number_format
        sheet.cell(HEADER_ROW + 1, number).number_format = shape.number_format
        # from the top: where a program does not fit a row's height to its text, the first line still shows whole
        fit = Alignment(vertical="top", wrap_text=shape.width >= _LONG and shape.number_format == "@")
        if _is_text(shape.number_format) and not _is_text(before):  # a figure ends where the text would begin
            fit.horizontal, fit.indent = "left", 1
        before = shape.number_format
        sheet.column_dimensions[get_column_letter(number)].alignment = fit
        sheet.cell(HEADER_ROW + 1, number).alignment = fit
        if shape.choices:
            _drop_down(sheet, number, column)
        if column.name in _CONCLUDED:
            _conclusions(sheet, get_column_letter(number))
    names = [column.name for column in spec.columns]
    while names[-1] in _NOT_PRINTED:
        names.pop()
    _bottom(sheet, len(spec.columns), 3, len(names))
    sales_pages.dress(sheet, spec)
    prize_pages.dress(sheet, spec)
    finance_pages.dress(sheet, spec)
    if spec.name != PAGE:  # 财务复核 has lines of its own
        _lines(sheet, len(names))  # after all others: the first rule wins where a program takes one only


def _lines(sheet: Worksheet, columns: int) -> None:
    """A line below every row that is written: on paper the eye loses its row without."""
    first = HEADER_ROW + 1
    rule = FormulaRule(formula=[f'$A{first}&$B{first}<>""'], border=Border(bottom=LINE))
    sheet.conditional_formatting.add(f"A{first}:{get_column_letter(columns)}{_DOWN}", rule)


def _is_text(number_format: str) -> bool:
    """Whether cells of a column begin at its left edge."""
    return number_format in ("@", "General")


def _conclusions(sheet: Worksheet, letter: str) -> None:
    """What was concluded in colour beside its word: good green, bad red, open amber."""
    area = f"{letter}{HEADER_ROW + 1}:{letter}{_DOWN}"
    for words, color in _CONCLUDED_COLORS.items():
        for word in words:
            fill = PatternFill("solid", bgColor=color)
            sheet.conditional_formatting.add(
                area, CellIsRule(operator="equal", formula=[f'"{word}"'], fill=fill)
            )


_OWNER: Final = {
    "程序": "由程序写入，请勿手改",
    "人工": "人工填写",
    "合并": "由汇总写入，更正请改原表或写处罚调整",
    "审核": "审核意见到依据文件五列由审核人填写，其余由程序写入、请勿手改",
    "评审": "评审排序一列由评审填写，其余由程序写入、请勿手改",
    "财务": "付款结果、付款日期、签字、备注由财务填写，其余由程序写入、请勿手改",
}


def _plain_sheet(sheet: Worksheet, about: str, titles: Sequence[tuple[str, float]], part: Part) -> None:
    _top(sheet, about, part)
    for number, (title, width) in enumerate(titles, 1):
        _header(sheet, number, title, width)
        sheet.column_dimensions[get_column_letter(number)].number_format = "@"
    _bottom(sheet, len(titles), 1)
    _lines(sheet, len(titles))


def _versions(sheet: Worksheet, rules: str, when: str, source: str) -> None:
    _plain_sheet(sheet, "规则每改一版记一次：改了哪里、原来是什么。由程序写入。", _VERSION_TITLES, "记录")
    first = ("1", when, rules, "", "", "", "", f"新建：{source}" if source else "新建")
    for number, text in enumerate(first, 1):
        cell = sheet.cell(HEADER_ROW + 1, number, text or None)
        cell.font, cell.border, cell.alignment, cell.number_format = PLAIN, BOX, WRAP, "@"


def _base(sheet: Worksheet, sheets: CardSheets) -> None:
    """规则底稿: what the card said when it was last used; hidden, for comparison only."""
    sheet.append(BASE_TITLES)
    for number, row in enumerate(base_rows(sheets.tables), 2):
        sheet.append(row)
        for column in range(
            1, len(row) + 1
        ):  # sheet[number] would look for the last column of all cells each time
            cell = sheet.cell(number, column)
            cell.data_type, cell.number_format = "s", "@"


def _kept(sheet: Worksheet, titles: Sequence[str]) -> None:
    """A hidden sheet of records: 收件底稿 of `merge`, 发放底稿 of `payout`, 锁定底稿 of `seal`, each written by it alone."""
    sheet.append(titles)
    for number in range(1, len(titles) + 4):
        letter = get_column_letter(number)
        if number != titles.index("行") + 1:
            sheet.column_dimensions[letter].number_format = "@"
