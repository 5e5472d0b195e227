"""What people do to a sealed workbook, in memory or in its file; and what is then told."""

from __future__ import annotations

import json
from dataclasses import replace

from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from tests.awards.at_work import E4, id_no, who
from tests.golden.opened import set_cells
from tests.shell import contestbook
from workbook.card.read import read_card
from workbook.model import Cell
from workbook.seal.changes import changes
from workbook.shown import show
from workbook.xlsx.reading.reader import Readers

SIGNED = ("--preparer", "乙某", "--approver", "甲某", "--document", "纪要9号")
ANEW = (*SIGNED[:4], "--document", "更正函3号")
EVENT = {"期次": "第一期", "活动": "活动4"}
CARD, PHONE = "6222020200011122233", "13800001234"
FILE = "报名0219.xlsx"

TYPED = {
    "规则_评分": {**EVENT, "指标": "观看人数", "满分": 20.0, "计分方式": "按比例"},
    "规则_组别": {**EVENT, "组别": "不分组", "归组方式": "按报名"},
    "短视频作品": {**who(1), **EVENT, "链接": "https://v.example.com/9", "播放量": 7.0},
    "附件1汇总": {"团队名称": "张小云", "姓名": "张小云", "身份证号": id_no(1), "来源文件": FILE},
    "附件2汇总": {"团队名称": "张小云", "店主姓名": "张小云", "注册手机号": PHONE},
    "收件登记": {"收件号": "S001", "文件名": FILE, "文件指纹": "3f2a9c1e"},
    "排期": {"日期": "2024-11-03", "主播": "张小云", "开始时间": "19:00"},
    "评委评分": {**who(1), **EVENT, "评委": "丁某", "指标": "评委评分", "得分": 88.5},
    "培训": {"培训日期": "2024-10-19", "姓名": "张小云", "手机号": PHONE},
    "主播备案": {"姓名": "张小云", "身份证号": id_no(1), "账号ID": "10086000123"},
    "处罚调整": {**who(1), **EVENT, "日期": "2024-11-04", "类别": "警告", "事由": "迟到"},
    "投诉异议": {**EVENT, "收到日期": "2024-11-05", "涉及编号": "K0001", "内容": "对名次有异议", "状态": "有效"},
    "公示安排": {**EVENT, "公示开始": 45646.0, "公示结束": 45652.0, "公示地点或网址": "公告栏"},
    "领奖信息采集表": {
        **who(1), **EVENT, "收款人类型": "个人", "收款人(户名)": "张小云", "证件号码": id_no(1),
        "联系电话": PHONE, "开户银行(到支行)": "工行利通支行", "银行账号": CARD,
    },
    "奖金发放表": {
        "序号": 1.0, **EVENT, "奖项": "一等奖", **who(1), "收款人类型": "个人", "收款人(户名)": "张小云",
        "证件号码": id_no(1), "银行账号": CARD, "奖金": 5000.0, "应发(税前)": 5000.0, "税目": "偶然所得",
        "税率": "20%", "代扣个税": 1000.0, "实发": 4000.0, "状态": "待付",
    },
}  # fmt: skip
"""A row on each sheet that the small contest leaves empty."""


def type_on_every_sheet(path):
    """Beside these rows, a file the first entry came from."""
    book, edits = load_workbook(path), []
    for sheet, cells in TYPED.items():
        header = [cell.value for cell in book[sheet][HEADER_ROW]]
        below = book[sheet].max_row
        while below > HEADER_ROW and not any(cell.value for cell in book[sheet][below]):
            below -= 1
        edits += [(sheet, below + 1, header.index(title) + 1, value) for title, value in cells.items()]
    header = [cell.value for cell in book["报名"][HEADER_ROW]]
    edits.append(("报名", HEADER_ROW + 1, header.index("来源文件") + 1, FILE))
    set_cells(path, edits)


# ---- Sealing


def seal(book, *words, event=E4, signed=SIGNED):
    """The exit status; "CODE cell" of each finding, or the code of the refusal."""
    asked = ["--event", event] if event else []
    status, output = contestbook("seal", book, *asked, *signed, *words, "--json")
    (file,) = json.loads(output)["files"]
    if file["reason"]:
        return status, file["reason"]["code"]
    return status, [f"{f['code']} {f['sheet']}{f['cell'] or ''}" for f in file["findings"]]


def read(path):
    with Readers() as readers:
        return readers.read(path.name, path.read_bytes())


def told(book):
    """ "CODE sheet A1" of everything that was changed since."""
    return [
        f"{one.code} {one.at.sheet} {one.at.cell.a1 if one.at.cell else ''}".strip()
        for one in changes(book, read_card(book))
    ]


def messages(book):
    return [show(one).message for one in changes(book, read_card(book))]


# ---- Changes, in memory


def columns(book, sheet):
    """Title -> column."""
    page = book.sheet(sheet)
    return {column[HEADER_ROW - 1]: at for at, column in enumerate(page.columns, 1)}


def cell(book, sheet, row, title):
    return Cell(row, columns(book, sheet)[title])


def row_with(book, sheet, *texts):
    """The first row in which all of these stand."""
    page = book.sheet(sheet)
    for row in range(HEADER_ROW + 1, page.height + 1):
        if set(texts) <= {column[row - 1] for column in page.columns}:
            return row
    raise AssertionError(texts)


def changed(book, sheet, at, value, formula=None, uncached=False):
    """Another value, or a formula, in one cell."""

    def change(page):
        made = [list(column) for column in page.columns]
        made[at.col - 1][at.row - 1] = value
        formulas = {one: text for one, text in page.facts.formulas.items() if one != at}
        formulas |= {at: formula} if formula else {}
        bare = page.facts.uncached - {at} | ({at} if uncached else set())
        return replace(page, columns=made, facts=replace(page.facts, formulas=formulas, uncached=bare))

    return _with(book, sheet, change)


def rows_as(book, sheet, order):
    """The rows below the header in another order, with fewer or with more of them; formulas do not go along.

    order   numbers of rows; a dictionary is a new row, title -> value
    """
    titles = columns(book, sheet)

    def change(page):
        made = [list(column[:HEADER_ROW]) for column in page.columns]
        for row in order:
            for title, at in titles.items():
                new = row.get(title) if isinstance(row, dict) else page.columns[at - 1][row - 1]
                made[at - 1].append(new)
        return replace(page, columns=made)

    return _with(book, sheet, change)


def rows_of(book, sheet):
    return list(range(HEADER_ROW + 1, book.sheet(sheet).height + 1))


def with_facts(book, sheet, **facts):
    return _with(book, sheet, lambda page: replace(page, facts=replace(page.facts, **facts)))


def with_state(book, sheet, state):
    return _with(book, sheet, lambda page: replace(page, state=state))


def without(book, sheet):
    return replace(book, sheets=tuple(page for page in book.sheets if page.name != sheet))


def _with(book, sheet, change):
    return replace(book, sheets=tuple(change(p) if p.name == sheet else p for p in book.sheets))
