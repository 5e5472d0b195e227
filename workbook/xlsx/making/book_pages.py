"""The two pages of a contest workbook that are drawn by hand: the home page 说明 and 报送情况, with their charts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from schemas.book import HEADER_ROW, HOME, PARTS, REPORTS
from schemas.regions import CITIES
from schemas.rulecard import EVENTS, TIERS
from workbook import focus
from workbook.card.read import CardSheets
from workbook.card.seed import Seed, serial
from workbook.card.stakes import open_points
from workbook.edits import Edit, SetCell
from workbook.merge import duties, reports
from workbook.model import Cell, column_letters
from workbook.xlsx.making.card_formulas import book_letter, letter, points_range
from workbook.xlsx.making.dress import (
    BAD,
    BOLD,
    BOX,
    CENTRE,
    HEAD,
    LINK,
    MUST,
    OPEN_YET,
    PLAIN,
    SMALL,
    TITLE,
    WRAP,
    height_of,
    page_setup,
)

_HOME_TITLES: Final = (
    ("活动", 16), ("期次", 9), ("编号", 9), ("名称", 40), ("开始", 12), ("结束", 12), ("奖金合计(元)", 14),
    ("报名数", 9), ("待确认", 9), ("状态", 18),
)  # fmt: skip
_EVENT_ROWS: Final = 20
"""A blank card shows so many rows of events on its home page."""

_MORE_EVENTS: Final = 4
"""Events typed below those of the card show on the home page too; until then their rows look empty."""

_STEPS: Final = (
    ("总部", "规则_活动", "对照通知核对日期、活动、总额"),
    ("总部", "规则_条件", "对照通知核对分组和资格条件"),
    ("总部", "规则_奖项", "对照通知核对名额和奖金"),
    ("总部", "待确认事项", "定下通知没写清楚的地方，打印请示单报批"),
    ("总部", "收件登记", "汇总各单位报来的文件"),
    ("总部", "报送情况", "看谁还没有报、哪里对不上"),
    ("总部", "报名", "核对谁报了哪个活动"),
    ("总部", "资格审核", "逐人逐活动审核资格"),
    ("总部", "排名", "看名次和得奖、没得奖的原因，填并列的评审排序"),
    ("总部", "奖金分配表", "试算、定稿获奖名单"),
    ("总部", "公示安排", "填写公示的起止日期和异议电话"),
    ("总部", "公示", "核对公示名单"),
    ("总部", "领奖信息采集表", "录入获奖者填报的收款信息"),
    ("承办单位", "直播计划审核", "登记直播计划审核结果"),
    ("承办单位", "直播报备", "登记直播报备"),
    ("承办单位", "排期", "各阶段开始前24小时上报"),
    ("承办单位", "培训", "登记培训签到"),
    ("承办单位", "主播备案", "登记出镜主播备案"),
    ("承办单位", "场次", "登记实际开播的场次"),
    ("承办单位", "短视频作品", "登记参赛短视频"),
    ("承办单位", "处罚调整", "凭文件登记处罚和扣分"),
    ("财务", "销售额核对", "核对销售额与退款"),
    ("财务", "对账明细", "看没有直接计入的每一行"),
    ("财务", "奖金汇总", "看预算、各奖项合计和空缺"),
    ("财务", "奖金发放表", "核对应发、个税、实发，登记付款结果"),
    ("财务", "邮乐奖励金", "核对各市分公司的奖励金（个）"),
    ("财务", "财务复核", "复核并签字"),
    ("财务", "定稿锁定", "看锁定的校验码，与签批的纸核对"),
)
"""(role, sheet, what to do there); a sheet that is hidden is not spoken of."""


def home(sheet: Worksheet, seed: Seed, sheets: CardSheets, shown: Collection[str]) -> list[Edit]:
    """The home page: what contest this is, how each event stands, and where each role goes next."""
    for number, (_, width) in enumerate(_HOME_TITLES):
        sheet.column_dimensions["ABCDEFGHIJ"[number]].width = width
    sheet["A1"].font = TITLE
    sheet["A2"] = f"{seed.document}    赛事台账：规则、报名、过程、奖金都在这一个文件里".strip()
    sheet["A2"].font = SMALL
    sheet.row_dimensions[1].height = 30
    sheet.sheet_properties.tabColor = PARTS["规则"]
    rows = _event_rows(sheets)
    for number, (title, _) in enumerate(_HOME_TITLES, 1):
        head = sheet.cell(HEADER_ROW, number, title)
        head.font, head.fill, head.border, head.alignment = BOLD, HEAD, BOX, CENTRE
    sheet.row_dimensions[HEADER_ROW].height = 24
    first = f"{letter(EVENTS, 'level')}{HEADER_ROW + 1}", f"{letter(EVENTS, 'title')}{HEADER_ROW + 1}"
    level, title = (f"'{EVENTS.name}'!{cell}" for cell in first)
    named = sheets.card.contest.title if sheets.card.contest else seed.name
    edits: list[Edit] = [_set("A1", named, f'=IF({level}="大赛",{title},"赛事台账")')]
    for offset, row in enumerate(rows):
        edits += _event_line(sheet, HEADER_ROW + 1 + offset, row, sheets)
    last = HEADER_ROW + len(rows)
    _focus(sheet, last)
    _steps(sheet, last + 1, shown)
    if any(tier.unit == "元" for tier in sheets.card.tiers):
        _prize_chart(sheet, HEADER_ROW + len(sheets.card.stages), last + 1)
    sheet.freeze_panes = "A4"
    page_setup(sheet, "landscape", pages=1)
    return edits


def _focus(sheet: Worksheet, last: int) -> None:
    """当前活动: the event commands work on where none is named; a list of the events below, or all of them."""
    label, picked = (
        sheet.cell(1, len(_HOME_TITLES) - 1, focus.LABEL),
        sheet.cell(1, len(_HOME_TITLES), focus.ALL),
    )
    label.font, label.alignment = BOLD, CENTRE
    picked.font, picked.alignment, picked.border, picked.fill = BOLD, CENTRE, BOX, MUST
    rule = DataValidation(type="list", formula1=f"$A${HEADER_ROW + 1}:$A${last}", allow_blank=True)
    rule.showErrorMessage = False
    rule.showInputMessage, rule.promptTitle = True, focus.LABEL
    rule.prompt = f"资格审核、核对、分配等只做这个活动；清空或写“{focus.ALL}”做全部。"
    sheet.add_data_validation(rule)
    rule.add(picked.coordinate)


def _event_rows(sheets: CardSheets) -> list[int]:
    """The rows of 规则_活动 that hold events, and the next ones, in which more may be typed."""
    stages = [HEADER_ROW + 1 + event.row for event in sheets.card.stages]
    if not stages:
        return list(range(HEADER_ROW + 2, HEADER_ROW + 2 + _EVENT_ROWS))
    last = HEADER_ROW + len(sheets.card.events)
    return stages + list(range(last + 1, last + 1 + _MORE_EVENTS))


def _event_line(sheet: Worksheet, row: int, source: int, sheets: CardSheets) -> list[Edit]:
    """One event, live from 规则_活动: its prizes, entries, open points and what to do next."""

    def of(name: str) -> str:
        return f"'{EVENTS.name}'!${letter(EVENTS, name)}${source}"

    event = next((e for e in sheets.card.stages if HEADER_ROW + 1 + e.row == source), None)
    framed = event is not None or not sheets.card.stages
    for number in range(1, len(_HOME_TITLES) + 1):
        cell = sheet.cell(row, number)
        cell.font = PLAIN
        if framed:
            cell.border = BOX
        cell.alignment = WRAP if number == 4 else CENTRE
        cell.number_format = {5: "yyyy-mm-dd", 6: "yyyy-mm-dd", 7: "#,##0"}.get(number, "General")
    is_event = f'{of("level")}="活动"'
    texts = {
        "B": (event.scope.phase if event else "", f'=IF({is_event},{of("phase")}&"","")'),
        "C": (event.scope.event if event else "", f'=IF({is_event},{of("event")}&"","")'),
        "D": (event.title if event else "", f'=IF({is_event},{of("title")}&"","")'),
        "A": (
            event.scope.label if event else "",
            f'=IF(C{row}="","",IF(B{row}="",C{row},B{row}&"·"&C{row}))',
        ),
    }
    if event:
        sheet.row_dimensions[row].height = height_of({event.title: 40})
    edits: list[Edit] = [_set(f"{col}{row}", value, formula) for col, (value, formula) in texts.items()]
    for col, name in (("E", "start"), ("F", "end")):
        day = getattr(event, name) if event else None
        edits.append(
            _set(f"{col}{row}", serial(day) if day else "", f'=IF(OR(C{row}="",{of(name)}=""),"",{of(name)})')
        )
    prizes = (
        sum(t.total for t in sheets.card.tiers if event and t.scope == event.scope and t.unit == "元") / 100
    )
    waiting = len(open_points(sheets.card, event)) if event else 0
    state = "先定待确认事项" if waiting else "等待报名"
    edits += [
        _set(f"G{row}", prizes if event else "", _prizes(row)),
        _set(f"H{row}", 0 if event else "", _entries(row)),
        _set(f"I{row}", waiting if event else "", _waiting(row)),
        _set(
            f"J{row}",
            state if event else "",
            _state(row),
        ),
    ]
    return edits


def _set(cell: str, value: float | str, formula: str, sheet: str = HOME) -> SetCell:
    return SetCell(sheet, Cell.parse(cell), value, formula)


def _prizes(row: int) -> str:
    """The tiers of the event, in 元."""
    area = {name: f"'{TIERS.name}'!${letter(TIERS, name)}${HEADER_ROW + 1}:${letter(TIERS, name)}$300" for name in
            ("phase", "event", "unit", "subtotal")}  # fmt: skip
    same = f'({area["phase"]}=B{row})*({area["event"]}=C{row})*({area["unit"]}="元")'
    return f'=IF(C{row}="","",SUMPRODUCT({same},{area["subtotal"]}))'


def _entries(row: int) -> str:
    """The entries of the event that were not withdrawn."""
    columns = (book_letter("报名", title) for title in ("期次", "活动", "状态"))
    phase, event, state = (f"'报名'!${col}${HEADER_ROW + 1}:${col}$3000" for col in columns)
    return f'=IF(C{row}="","",SUMPRODUCT(({phase}=B{row})*({event}=C{row})*({state}<>"撤回")))'


def _state(row: int) -> str:
    """已定稿 once its prizes are; else what the event waits for."""
    columns = (book_letter("奖金分配表", title) for title in ("期次", "活动", "状态"))
    phase, event, state = (f"'奖金分配表'!${col}${HEADER_ROW + 1}:${col}$1000" for col in columns)
    final = f'SUMPRODUCT(({phase}=B{row})*({event}=C{row})*({state}="定稿"))>0'
    waits = f'IF(I{row}>0,"先定待确认事项",IF(H{row}=0,"等待报名","可以开展"))'
    return f'=IF(C{row}="","",IF({final},"已定稿",{waits}))'


def _waiting(row: int) -> str:
    """The open points that hold the event up: of all events, of its phase or of itself."""
    name, applies, blocks, state = (points_range(field) for field in ("id", "applies", "blocks", "state"))
    listed = f'"、"&{applies}&"、"'
    own = f'ISNUMBER(SEARCH("、"&A{row}&"、",{listed}))'
    phase = f'ISNUMBER(SEARCH("、"&B{row}&"、",{listed}))*(B{row}<>"")'
    return (
        f'=IF(C{row}="","",SUMPRODUCT(({name}<>"")*({blocks}<>"")*({state}<>"已定")'
        f'*((({applies}="")+{own}+{phase})>0)))'
    )


def _steps(sheet: Worksheet, row: int, shown: Collection[str]) -> None:
    """Where each role goes, as links."""
    for number, title in ((1, "角色"), (2, "去哪里"), (4, "做什么")):
        head = sheet.cell(row, number, title)
        head.font, head.alignment = BOLD, WRAP
    before = ""
    for role, name, what in _STEPS:
        if name not in shown:
            continue
        row += 1
        if role != before:
            sheet.cell(row, 1, role).font = BOLD
        link = sheet.cell(row, 2, name)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{name}'!A1")
        link.font = LINK
        sheet.cell(row, 4, what).font = PLAIN
        sheet.row_dimensions[row].height = 18
        before = role


def _prize_chart(sheet: Worksheet, last: int, top: int) -> None:
    """奖金 by event, beside the steps."""
    chart = bars("各活动奖金（元）")
    chart.add_data(Reference(sheet, min_col=7, min_row=HEADER_ROW + 1, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=HEADER_ROW + 1, max_row=last))
    sheet.add_chart(chart, f"E{top}")


def bars(title: str) -> BarChart:
    """A plain bar chart, the first row on top."""
    chart = BarChart()
    chart.type, chart.title, chart.legend = "bar", title, None
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.numFmt, chart.y_axis.majorGridlines = "#,##0", None
    chart.height, chart.width, chart.gapWidth = 9.5, 15.5, 40
    return chart


# ---- 报送情况

_WIDTHS: Final = (17, 16, 16, 16, 16, 16, 16, 16, 9, 11, 9, 18, 9, 76)
_DUTY_HEIGHT: Final = 80
_LINE_HEIGHT: Final = 34
_TOLD_HEIGHT: Final = 62
"""Of a branch's row: four lines of what may be sent to it."""


def page_of_reports(sheet: Worksheet, sheets: CardSheets) -> list[Edit]:
    """Which branch handed in what, what became of it, and which duties are met by when."""
    wanted = duties.of_branches(sheets.card.duties)
    sheet["A1"] = REPORTS
    sheet["A2"] = (
        "各市分公司报了多少、收到的行是否都有着落、还缺什么。数字是公式，文字由每次汇总写入，不用手填。"
    )
    sheet["A1"].font, sheet["A2"].font = TITLE, SMALL
    sheet.row_dimensions[1].height = 28
    sheet.row_dimensions[HEADER_ROW].height = 32
    sheet.sheet_properties.tabColor = PARTS["报名"]
    for number, (title, width) in enumerate(zip(reports.TITLES, _WIDTHS, strict=True), 1):
        head = sheet.cell(HEADER_ROW, number, title)
        head.font, head.fill, head.border, head.alignment = BOLD, HEAD, BOX, CENTRE
        sheet.column_dimensions[column_letters(number)].width = width
    _framed(sheet, range(reports.FIRST, reports.TOTAL_ROW + 1), len(reports.TITLES))
    for row in range(reports.FIRST, reports.LAST + 1):
        sheet.cell(row, len(reports.TITLES)).alignment = WRAP
        sheet.row_dimensions[row].height = _TOLD_HEIGHT
    for row in (reports.ELSEWHERE_ROW, reports.TOTAL_ROW):
        sheet.row_dimensions[row].height = _LINE_HEIGHT
    last = reports.TOTAL_ROW
    if wanted:
        last = reports.DUTIES_ROW + len(CITIES)
        _framed(sheet, range(reports.DUTIES_ROW, last + 1), 1 + len(wanted))
        sheet.row_dimensions[reports.DUTIES_ROW].height = _DUTY_HEIGHT
        for row in range(reports.DUTIES_ROW + 1, last + 1):
            sheet.row_dimensions[row].height = _LINE_HEIGHT
        for number in range(1, len(wanted) + 2):
            head = sheet.cell(reports.DUTIES_ROW, number)
            head.font, head.fill = BOLD, HEAD
        _duty_colors(sheet, f"B{reports.DUTIES_ROW + 1}:{column_letters(1 + len(wanted))}{last}")
    chart = bars("各市分公司附件1人数")
    chart.add_data(Reference(sheet, min_col=2, min_row=reports.FIRST, max_row=reports.LAST))
    chart.set_categories(Reference(sheet, min_col=1, min_row=reports.FIRST, max_row=reports.LAST))
    sheet.add_chart(chart, f"A{last + 2}")
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 2)
    page_setup(sheet, "landscape", pages=1)
    return [SetCell(REPORTS, cell, value, formula) for cell, value, formula in reports.blank(wanted)]


def _framed(sheet: Worksheet, rows: range, width: int) -> None:
    for row in rows:
        for number in range(1, width + 1):
            cell = sheet.cell(row, number)
            cell.border, cell.alignment = BOX, CENTRE
            cell.font = BOLD if row == reports.TOTAL_ROW else PLAIN


def _duty_colors(sheet: Worksheet, area: str) -> None:
    """Late in red, missing in amber."""
    first = area.split(":")[0]
    for word, color in (("迟报", BAD), ("未报", OPEN_YET)):
        fill = PatternFill("solid", bgColor=color)
        rule = FormulaRule(formula=[f'LEFT({first},2)="{word}"'], fill=fill)
        sheet.conditional_formatting.add(area, rule)
